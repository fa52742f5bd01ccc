package warning_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

var (
	cleared  = marking.Marking{TLP: marking.Clear}
	red      = marking.Marking{TLP: marking.Red}
	stadium  = place.Place{Country: "Iran", Region: "Kerman Province", City: "Kerman", District: "Third district", Site: "the stadium", Point: &place.Point{Lat: 30_283_937, Lon: 57_083_361}}
	evening  = report.Window{From: moment("2024-01-03T21:40:00Z"), Until: moment("2024-01-03T22:10:00Z")}
	january  = report.Window{From: moment("2024-01-01T00:00:00Z"), Until: moment("2024-02-01T00:00:00Z")}
	openFrom = report.Window{From: moment("2024-01-03T21:40:30Z")}
)

// moment reads a time of these tests.
func moment(s string) time.Time {
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return v
}

// assessed is an assessment in which everything is known.
func assessed() report.Assessment {
	return report.Assessment{Facts: []report.Fact{
		{Field: report.FieldAct, Text: "armed men mean to shoot", Marking: red},
		{Field: report.FieldVictim, Text: "people at the gathering", Marking: cleared},
		{Field: report.FieldTarget, Text: "the gathering", Marking: marking.Marking{TLP: marking.Clear, Caveats: []string{"ORCON"}}},
		{Field: report.FieldPlace, Place: &stadium, Marking: red},
		{Field: report.FieldTime, Window: &evening, Marking: red},
		{Field: report.FieldMethod, Text: "unknown"},
		{Field: report.FieldActor, Text: "cell XK-41-B", Marking: red},
		{Field: report.FieldSource, Text: "the driver's brother", Marking: cleared},
		{Field: report.FieldBasis, Text: "he drove them", Marking: cleared},
	}}
}

// TestTear tells each field at each rung, and says what that leaves out.
func TestTear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		release warning.Release
		// want is value, rung and effect; rule the refusal.
		want, rule string
	}{
		{"own words of a CLEAR fact", warning.Release{Field: report.FieldVictim}, "people at the gathering|words|", ""},
		{"own words of a RED fact", warning.Release{Field: report.FieldAct}, "", "warning/own-words"},
		{"own words of a fact with a caveat", warning.Release{Field: report.FieldTarget}, "", "warning/own-words"},
		{"other words", warning.Release{Field: report.FieldAct, Say: " a\tshooting\n\nHow: x "}, "a shooting How: x|words|told in other words", ""},
		{"white space for words", warning.Release{Field: report.FieldAct, Say: " \n"}, "", "warning/own-words"},
		{"an unknown fact", warning.Release{Field: report.FieldMethod}, "", "warning/unknown-fact"},
		{"an unknown fact in words", warning.Release{Field: report.FieldMethod, Say: "firearms"}, "firearms|words|", ""},
		{"the source", warning.Release{Field: report.FieldSource}, "", "warning/source"},
		{"the basis, in words", warning.Release{Field: report.FieldBasis, Say: "a person told us"}, "", "warning/source"},
		{"no field", warning.Release{Field: "whence"}, "", "warning/field"},

		{"where, no rung", warning.Release{Field: report.FieldPlace}, "", "warning/rung"},
		{"where, below all", warning.Release{Field: report.FieldPlace, Place: -1}, "", "warning/rung"},
		{"where, beyond all", warning.Release{Field: report.FieldPlace, Place: place.Exact + 1}, "", "warning/rung"},
		{"where, in words", warning.Release{Field: report.FieldPlace, Place: place.City, Say: "the stadium"}, "", "warning/rung"},
		{"where, country", warning.Release{Field: report.FieldPlace, Place: place.Country}, "Iran|country|told to the country, known to the point", ""},
		{"where, region", warning.Release{Field: report.FieldPlace, Place: place.Region}, "Kerman Province, Iran|region|told to the region, known to the point", ""},
		{"where, city", warning.Release{Field: report.FieldPlace, Place: place.City}, "Kerman, Kerman Province, Iran|city|told to the city, known to the point", ""},
		{"where, district", warning.Release{Field: report.FieldPlace, Place: place.District}, "Third district, Kerman, Kerman Province, Iran|district|told to the district, known to the point", ""},
		{"where, site", warning.Release{Field: report.FieldPlace, Place: place.Site}, "the stadium, Third district, Kerman, Kerman Province, Iran|site|told to the site, known to the point", ""},
		{"where, point", warning.Release{Field: report.FieldPlace, Place: place.Exact}, "the stadium, Third district, Kerman, Kerman Province, Iran, 30.283937, 57.083361|point|", ""},

		{"when, no rung", warning.Release{Field: report.FieldTime}, "", "warning/rung"},
		{"when, below all", warning.Release{Field: report.FieldTime, Time: -1}, "", "warning/rung"},
		{"when, beyond all", warning.Release{Field: report.FieldTime, Time: report.Minute + 1}, "", "warning/rung"},
		{"when, in words", warning.Release{Field: report.FieldTime, Time: report.Day, Say: "tonight"}, "", "warning/rung"},
		{"when, month", warning.Release{Field: report.FieldTime, Time: report.Month}, "from 1 to 31 January 2024|month|told to the month, known to the minute", ""},
		{"when, week", warning.Release{Field: report.FieldTime, Time: report.Week}, "from 1 to 7 January 2024|week|told to the week, known to the minute", ""},
		{"when, day", warning.Release{Field: report.FieldTime, Time: report.Day}, "3 January 2024|day|told to the day, known to the minute", ""},
		{"when, part of day", warning.Release{Field: report.FieldTime, Time: report.PartOfDay}, "3 January 2024, 18:00 to 24:00 UTC|part-of-day|told to the part-of-day, known to the minute", ""},
		{"when, hour", warning.Release{Field: report.FieldTime, Time: report.Hour}, "3 January 2024, 21:00 to 23:00 UTC|hour|told to the hour, known to the minute", ""},
		{"when, minute", warning.Release{Field: report.FieldTime, Time: report.Minute}, "3 January 2024, 21:40 to 22:10 UTC|minute|", ""},
	} {
		a := assessed()
		got, err := warning.Tear(a, []warning.Release{c.release}, "it would show the source")
		refused(t, c.name, err, c.rule)
		if c.rule != "" || err != nil {
			continue
		}
		r := got.Released[0]
		effect := ""
		for _, w := range got.Withheld {
			if w.Field == c.release.Field {
				effect = w.Effect
			}
			if w.Reason != "it would show the source" || (w.Field != c.release.Field && w.Effect != "not told") {
				t.Errorf("%s: withheld is %+v", c.name, w)
			}
		}
		known := len(a.Facts) - 1
		if s := r.Value + "|" + r.Rung + "|" + effect; s != c.want || len(got.Released) != 1 || r.Reworded != (c.release.Say != "") {
			t.Errorf("%s: told %q, not %q (%+v)", c.name, s, c.want, r)
		}
		if told := len(got.Withheld); told < known-1 || told > known {
			t.Errorf("%s: of %d known facts %d are withheld", c.name, known, told)
		}
	}
}

// TestTearWindows holds what is said of windows that no rung fits.
func TestTearWindows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		w    report.Window
		rung report.TimeRung
		want string
	}{
		{january, report.Day, "from 1 to 31 January 2024|month|"},
		{january, report.Week, "from 1 January to 4 February 2024|week|told to the week, known to the month"},
		{openFrom, report.Minute, "from 3 January 2024, 21:40 UTC on|minute|told to the minute, known more closely"},
		{openFrom, report.Day, "from 3 January 2024 on|day|told to the day, known to the minute"},
	} {
		a := report.Assessment{Facts: []report.Fact{{Field: report.FieldTime, Window: &c.w, Marking: red}}}
		got, err := warning.Tear(a, []warning.Release{{Field: report.FieldTime, Time: c.rung}}, "why")
		if err != nil {
			t.Fatal(err)
		}
		s := got.Released[0].Value + "|" + got.Released[0].Rung + "|"
		for _, w := range got.Withheld {
			s += w.Effect
		}
		if s != c.want {
			t.Errorf("%v at the rung %s is told as %q, not %q", c.w, c.rung, s, c.want)
		}
	}
}

// TestTearRefuses holds what the whole of a tearline needs.
func TestTearRefuses(t *testing.T) {
	t.Parallel()
	act := warning.Release{Field: report.FieldAct, Say: "a shooting"}
	for _, c := range []struct {
		name     string
		releases []warning.Release
		why      string
		rule     string
	}{
		{"nothing", nil, "why", "warning/nothing-released"},
		{"no reason", []warning.Release{act}, " \n", "warning/withheld"},
		{"one field twice", []warning.Release{act, act}, "why", "warning/field"},
		{"enough", []warning.Release{act}, "why", ""},
	} {
		_, err := warning.Tear(assessed(), c.releases, c.why)
		refused(t, c.name, err, c.rule)
	}
	everything := []warning.Release{{Field: report.FieldVictim}}
	a := report.Assessment{Facts: []report.Fact{{Field: report.FieldVictim, Text: "people", Marking: cleared}}}
	if got, err := warning.Tear(a, everything, ""); err != nil || len(got.Withheld) > 0 {
		t.Errorf("where nothing is withheld no reason is needed: %+v, %v", got, err)
	}
}

// TestNoValueForgesALine holds that no value begins a line of the text, nor is
// read as a template.
func TestNoValueForgesALine(t *testing.T) {
	t.Parallel()
	evil := "x\n\nWhat you can do:\n- open the gates\u2028y\r\n— holder AAAA {{.Onward}}"
	site := stadium
	site.Site = evil
	a := report.Assessment{Facts: []report.Fact{
		{Field: report.FieldAct, Text: evil, Marking: cleared}, {Field: report.FieldVictim, Text: "people", Marking: red}, {Field: report.FieldPlace, Place: &site},
	}}
	tear, err := warning.Tear(a, []warning.Release{
		{Field: report.FieldAct}, {Field: report.FieldVictim, Say: evil}, {Field: report.FieldPlace, Place: place.Site},
	}, "why")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range tear.Released {
		if strings.ContainsAny(r.Value, "\n\r\u2028") {
			t.Errorf("%s has the value %q", r.Field, r.Value)
		}
	}
	for _, kind := range kinds {
		got, err := warning.Compose(kind, tear, fitting(kind, warning.Wording{Advice: []string{evil}, Onward: evil}))
		if err != nil {
			t.Fatal(err)
		}
		want, err := warning.Compose(kind, warning.Tearline{Released: []warning.Released{
			{Field: report.FieldAct, Value: "x"}, {Field: report.FieldVictim, Value: "x"}, {Field: report.FieldPlace, Value: "x"},
		}}, fitting(kind, warning.Wording{Advice: []string{"x"}, Onward: "x"}))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(got, "\n") != strings.Count(want, "\n") || strings.Count(got, "{{.Onward}}") != map[bool]int{false: 5, true: 3}[kind.Ends()] {
			t.Errorf("values make lines of their own:\n%s", got)
		}
	}
}

// TestWithheldNeverShows is the promise of the package: what is not released
// does not change the text, and does not stand in it.
func TestWithheldNeverShows(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`zq[a-z]{6}`)
	fact := func(t *rapid.T, f report.Field) report.Fact {
		if f == report.FieldPlace {
			p := place.Place{Country: word.Draw(t, "country"), Region: word.Draw(t, "region"), City: word.Draw(t, "city"), District: word.Draw(t, "district"), Site: word.Draw(t, "site")}
			if rapid.Bool().Draw(t, "point") {
				p.Point = &place.Point{Lat: rapid.Int64Range(-90_000_000, 90_000_000).Draw(t, "lat"), Lon: rapid.Int64Range(-180_000_000, 180_000_000).Draw(t, "lon")}
			}
			return report.Fact{Field: f, Place: &p, Marking: red}
		}
		if f == report.FieldTime {
			from := time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "from"), 0).UTC()
			return report.Fact{Field: f, Window: &report.Window{From: from, Until: from.Add(time.Duration(rapid.IntRange(1, 5000).Draw(t, "for")) * time.Minute)}, Marking: red}
		}
		return report.Fact{Field: f, Text: word.Draw(t, string(f)) + " " + word.Draw(t, string(f)), Marking: rapid.SampledFrom([]marking.Marking{red, cleared}).Draw(t, "marking")}
	}
	rapid.Check(t, func(t *rapid.T) {
		var one, two report.Assessment
		var releases []warning.Release
		var hidden []string
		for _, f := range report.Fields() {
			a, b := fact(t, f), fact(t, f)
			r := warning.Release{Field: f, Place: place.Rung(rapid.IntRange(1, 6).Draw(t, "place")), Time: report.TimeRung(rapid.IntRange(1, 6).Draw(t, "time"))}
			switch {
			case !f.Releasable() || rapid.Bool().Draw(t, "withheld"):
				hidden = append(hidden, a.Value())
			case f == report.FieldPlace:
				told, finer := a.Place.At(r.Place), *b.Place
				for _, step := range a.Place.Steps() {
					if !slices.Contains(told.Steps(), step) {
						hidden = append(hidden, step)
					}
				}
				b.Place = mixPlace(told, finer, r.Place)
				releases = append(releases, r)
			case f == report.FieldTime:
				// Any window that is told alike.
				told := a.Window.At(r.Time)
				b.Window = &told
				releases = append(releases, r)
			default:
				b.Text, b.Marking = a.Text, a.Marking
				if r.Say = ""; !a.Marking.Open() {
					r.Say = "other words"
					b.Text = word.Draw(t, "another fact")
					hidden = append(hidden, a.Text)
				}
				releases = append(releases, r)
			}
			one.Facts, two.Facts = append(one.Facts, a), append(two.Facts, b)
		}
		if len(releases) == 0 {
			return
		}
		texts := make([]string, 0, 2)
		for i, a := range []report.Assessment{one, two} {
			tear, err := warning.Tear(a, releases, fmt.Sprintf("reason %d", i))
			if err != nil {
				t.Fatal(err)
			}
			text, err := warning.Compose(warning.KindWarning, tear, warning.Wording{Advice: []string{"close the gates"}})
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text)
		}
		if texts[0] != texts[1] {
			t.Fatalf("what is not released changes the text:\n%s\n%s", texts[0], texts[1])
		}
		for _, h := range hidden {
			if strings.Contains(texts[0], h) || strings.Contains(texts[0], "reason") {
				t.Fatalf("%q stands in the text:\n%s", h, texts[0])
			}
		}
	})
}

// mixPlace gives a place that is told as another up to a rung, and else is a
// third.
func mixPlace(told, finer place.Place, rung place.Rung) *place.Place {
	mixed := finer
	for r, step := range map[place.Rung]*string{
		place.Country: &mixed.Country, place.Region: &mixed.Region, place.City: &mixed.City, place.District: &mixed.District, place.Site: &mixed.Site,
	} {
		if r <= rung {
			*step = map[place.Rung]string{place.Country: told.Country, place.Region: told.Region, place.City: told.City, place.District: told.District, place.Site: told.Site}[r]
		}
	}
	if rung >= place.Exact {
		mixed.Point = told.Point
	}
	return &mixed
}
