package directory

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
)

// A ScopeKind is what a scope is drawn around.
type ScopeKind string

// The kinds of scope.
const (
	ScopeCountry      ScopeKind = "country"
	ScopeRegion       ScopeKind = "region"
	ScopePolygon      ScopeKind = "polygon"
	ScopeCircle       ScopeKind = "circle"
	ScopeOrganization ScopeKind = "organization"
	ScopePrefix       ScopeKind = "prefix"
	ScopeASN          ScopeKind = "asn"
	ScopeDomain       ScopeKind = "domain"
	ScopeGroup        ScopeKind = "group"
)

// ScopeKinds lists the kinds of scope.
func ScopeKinds() []ScopeKind {
	return []ScopeKind{
		ScopeCountry, ScopeRegion, ScopePolygon, ScopeCircle, ScopeOrganization, ScopePrefix, ScopeASN, ScopeDomain, ScopeGroup,
	}
}

// A Role is what a recipient has to do with a scope.
type Role string

// The roles.
const (
	// RoleProtects: responsible for it.
	RoleProtects Role = "protects"
	// RoleExposed: a member of it, in danger with it.
	RoleExposed Role = "exposed"
)

// A Scope is one thing that a recipient protects or is exposed with. Its text is
// kind:value, with "exposed " before it where the recipient does not protect it.
type Scope struct {
	Kind  ScopeKind
	Value string
	Role  Role
}

// String writes the scope.
func (s Scope) String() string {
	text := string(s.Kind) + ":" + s.Value
	if s.Role == RoleExposed {
		return string(RoleExposed) + " " + text
	}
	return text
}

// MarshalText writes the scope.
func (s Scope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes a scope apart. Its value is not looked at: what is in the
// record was checked when it came in, and what a later gazetteer thinks of it
// must not keep the record from being read.
func (s *Scope) UnmarshalText(text []byte) error {
	*s = split(string(text))
	return nil
}

// split takes the text of a scope apart.
func split(text string) Scope {
	s := Scope{Role: RoleProtects}
	if rest, ok := strings.CutPrefix(text, string(RoleExposed)+" "); ok {
		s.Role, text = RoleExposed, rest
	}
	kind, value, _ := strings.Cut(text, ":")
	s.Kind, s.Value = ScopeKind(kind), value
	return s
}

// ParseScope reads a scope as a person writes it, and gives it in its one form.
func ParseScope(text string) (Scope, error) {
	s := split(strings.TrimSpace(text))
	s.Kind, s.Value = ScopeKind(strings.TrimSpace(string(s.Kind))), strings.TrimSpace(s.Value)
	parse, ok := parsers[s.Kind]
	if !ok {
		return Scope{}, fmt.Errorf("%s is no kind of scope; they are %s", quote(string(s.Kind)), kinds())
	}
	if s.Value == "" {
		return Scope{}, fmt.Errorf("the %s has no value behind its colon", s.Kind)
	}
	value, err := parse(s.Value)
	if err != nil {
		return Scope{}, fmt.Errorf("%s: %w", s.Kind, err)
	}
	s.Value = value
	return s, nil
}

// quote writes what somebody wrote, cut where it is long.
func quote(text string) string {
	const most = 60
	if r := []rune(strings.ToValidUTF8(text, "?")); len(r) > most {
		text = string(r[:most]) + "..."
	}
	return strconv.Quote(text)
}

// kinds lists the kinds in words.
func kinds() string {
	words := make([]string, 0, len(ScopeKinds()))
	for _, k := range ScopeKinds() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}

// parsers give the one form of a value, by kind.
var parsers = map[ScopeKind]func(string) (string, error){
	ScopeCountry:      parseCountry,
	ScopeRegion:       parseRegion,
	ScopePolygon:      func(v string) (string, error) { p, err := parsePolygon(v); return p.text(), err },
	ScopeCircle:       func(v string) (string, error) { c, err := parseCircle(v); return c.text(), err },
	ScopeOrganization: parseNamed,
	ScopePrefix:       func(v string) (string, error) { p, err := parsePrefix(v); return p.String(), err },
	ScopeASN:          parseASN,
	ScopeDomain:       parseDomain,
	ScopeGroup:        parseNamed,
}

// parseCountry gives the code of a country.
func parseCountry(value string) (string, error) {
	c, ok := gazetteer.ByCountry(value)
	if !ok {
		return "", fmt.Errorf("%s is no country; write its code of two letters", quote(value))
	}
	return c.Code, nil
}

// parseRegion gives the code of a country and, behind a slash, the region as the
// gazetteer calls it; one that the gazetteer does not know is as it was written.
func parseRegion(value string) (string, error) {
	country, name, ok := strings.Cut(value, "/")
	if !ok {
		return "", errors.New("write the country and the region, like IR/Kerman")
	}
	code, err := parseCountry(strings.TrimSpace(country))
	if err != nil {
		return "", err
	}
	if name, err = parseNamed(name); err != nil {
		return "", err
	}
	return code + "/" + regionOf(code, name), nil
}

// regionOf gives the name by which the gazetteer calls a region of a country.
func regionOf(code, name string) string {
	for _, p := range gazetteer.ByRegion(name) {
		if c, ok := gazetteer.ByCountry(p.Country); ok && c.Code == code {
			return p.Region
		}
	}
	return name
}

// parseNamed gives a name on one line.
func parseNamed(value string) (string, error) {
	name := strings.Join(strings.Fields(value), " ")
	letters := 0
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if !oneLine(name) || len(name) > MaxName || letters < 2 {
		return "", fmt.Errorf("a name has two letters at least and %d bytes at most, on one line", MaxName)
	}
	return name, nil
}

// parseASN gives the number of an autonomous system.
func parseASN(value string) (string, error) {
	digits := strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(value), "AS"), "N")
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || n == 0 || strings.HasPrefix(digits, "0") {
		return "", fmt.Errorf("%s is no number of an autonomous system; write 64500", quote(value))
	}
	return strconv.FormatUint(n, 10), nil
}

// parseDomain gives a domain in small letters, without the point at its end.
func parseDomain(value string) (string, error) {
	d := strings.TrimSuffix(strings.ToLower(value), ".")
	if !isDomain(d) {
		return "", fmt.Errorf("%s is no domain of the form example.org; others than plain letters are written xn--", quote(value))
	}
	return d, nil
}

// isDomain reports whether a text is a domain of two labels at least, in plain
// letters.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	return len(s) <= 253 && len(labels) >= 2 && !slices.ContainsFunc(labels, func(l string) bool {
		return l == "" || len(l) > 63 || strings.Trim(l, "-") != l || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != ""
	}) && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// coordinate reads "lat,lon" in degrees with up to six decimals.
func coordinate(text string) (place.Point, error) {
	lat, lon, ok := strings.Cut(text, ",")
	if !ok {
		return place.Point{}, fmt.Errorf("%s is no latitude and longitude; write 59.91,10.75", quote(text))
	}
	var p place.Point
	var err1, err2 error
	p.Lat, err1 = micro(lat)
	p.Lon, err2 = micro(lon)
	if err := errors.Join(err1, err2); err != nil || !p.Valid() {
		return place.Point{}, fmt.Errorf("%s is no point on the earth; write latitude and longitude like 59.91,10.75, with up to six decimals", quote(text))
	}
	return p, nil
}

// micro reads degrees as millionths.
func micro(text string) (int64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, part, dotted := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 3 || len(part) > 6 || dotted && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, fmt.Errorf("%s is no degrees", quote(text))
	}
	v, err := strconv.ParseInt(whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if negative {
		v = -v
	}
	return v, err
}

// degrees writes millionths of a degree, without noughts at the end.
func degrees(v int64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	text := fmt.Sprintf("%s%d.%06d", sign, v/1_000_000, v%1_000_000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// pointText writes a point as scopes do.
func pointText(p place.Point) string { return degrees(p.Lat) + "," + degrees(p.Lon) }
