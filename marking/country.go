package marking

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// unitedStates is the country whose register NOFORN is of: foreign is who is not
// of it.
const unitedStates = "USA"

// alliances are the groups of countries that lists of release name, with their
// members (November 2026). A list that names a group names each of its members,
// and the group's own bodies.
var alliances = []struct {
	name    string
	members string
}{
	{"ACGU", "AUS CAN GBR USA"},
	{"EU", "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"},
	{"FVEY", "AUS CAN GBR NZL USA"},
	{"NATO", "ALB BEL BGR CAN CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN ISL ITA LTU LUX LVA MKD MNE NLD NOR POL PRT ROU SVK SVN SWE TUR USA"},
	{"TEYE", "AUS GBR USA"},
}

// alliance gives the members of a group of countries.
func alliance(name string) ([]string, bool) {
	for _, a := range alliances {
		if a.name == name {
			return strings.Fields(a.members), true
		}
	}
	return nil, false
}

// country gives the three letters of a country by two or three of ISO 3166.
func country(code string) (string, bool) {
	code = fold(code)
	if len(code) != 2 && len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return "", false
	}
	three := region.ISO3()
	return three, three != "ZZZ"
}

// fold writes a name as names are compared: one space between words, capitals.
func fold(s string) string { return strings.ToUpper(oneLine(s)) }

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// reach gives everybody whom the names of a list stand for, sorted and once
// each: countries by three letters, and all else as it is named.
func reach(names []string) []string {
	var all []string
	for _, name := range names {
		name = fold(name)
		members, group := alliance(name)
		three, land := country(name)
		switch {
		case group:
			all = append(append(all, members...), name)
		case land:
			all = append(all, three)
		default:
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
