package threat

import (
	"strings"
	"unicode"

	"example.org/tocsin/name"
	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
	"example.org/tocsin/report"
)

// A Relation is how one value stands to another of the same fact.
type Relation string

// The relations. The first three agree.
const (
	// Same is the same value, be it in another spelling.
	Same Relation = "same"
	// Holds is coarser: it holds the other.
	Holds Relation = "holds"
	// Within is finer: the other holds it.
	Within Relation = "within"
	// Overlaps shares a part with the other, or could: neither holds the other.
	Overlaps Relation = "overlaps"
	// Otherwise is told in other words; whether it is the same is for a person to
	// say.
	Otherwise Relation = "otherwise"
	// Contradicts cannot be true together with the other.
	Contradicts Relation = "contradicts"
)

// Agrees reports whether both values can be told as one.
func (r Relation) Agrees() bool { return r == Same || r == Holds || r == Within }

// turned is the relation seen from the other value.
func (r Relation) turned() Relation {
	switch r {
	case Holds:
		return Within
	case Within:
		return Holds
	case Same, Overlaps, Otherwise, Contradicts:
	}
	return r
}

// alike is the score from which two names are taken for one.
const alike = 80

// Relate tells how a stands to b; both are facts of one field.
func Relate(a, b report.Fact) Relation {
	switch {
	case a.Place != nil && b.Place != nil:
		return relatePlaces(*a.Place, *b.Place)
	case a.Window != nil && b.Window != nil:
		return relateWindows(*a.Window, *b.Window)
	case a.Place == nil && b.Place == nil && a.Window == nil && b.Window == nil:
		return relateWords(a, b)
	}
	return Otherwise
}

// relateWindows compares two intervals.
func relateWindows(a, b report.Window) Relation {
	switch holds, within := a.Contains(b), b.Contains(a); {
	case holds && within:
		return Same
	case holds:
		return Holds
	case within:
		return Within
	}
	apart := func(x, y report.Window) bool {
		return !x.Until.IsZero() && !y.From.IsZero() && !x.Until.After(y.From)
	}
	if apart(a, b) || apart(b, a) {
		return Contradicts
	}
	return Overlaps
}

// Two points are the same spot within sameSpot meters, and may be meant for the
// same within nearSpot: coordinates are read off maps.
const (
	sameSpot = 200
	nearSpot = 5000
)

// relatePlaces compares two places by the steps that both tell. One holds the
// other where its finest step is told by both: what the other leaves out above
// that step says nothing against it.
func relatePlaces(a, b place.Place) Relation { return relatePlacesBy(a, b, sameName) }

// relatePlacesBy is relatePlaces with a test of its own for two names of one step.
func relatePlacesBy(a, b place.Place, same func(a, b string) bool) Relation {
	x, y := steps(a), steps(b)
	for i := range x {
		if x[i] != "" && y[i] != "" && !same(x[i], y[i]) && (i > 0 || !oneCountry(x[i], y[i])) {
			return Contradicts
		}
	}
	if a.Point != nil && b.Point != nil {
		if near := relatePoints(*a.Point, *b.Point); near != Same {
			return near
		}
	}
	holds, within := tells(b, a.Finest()), tells(a, b.Finest())
	switch {
	case holds && within:
		return Same
	case holds:
		return Holds
	case within:
		return Within
	}
	return Overlaps
}

// oneCountry reports whether two names are of one country, in whatever language
// and form: Iran, Islamic Republic of Iran, IR.
func oneCountry(a, b string) bool {
	x, known := gazetteer.ByCountry(a)
	if !known {
		return false
	}
	y, known := gazetteer.ByCountry(b)
	return known && x.Code == y.Code
}

// tells reports whether a place tells a step.
func tells(p place.Place, r place.Rung) bool {
	if r == place.Exact {
		return p.Point != nil
	}
	return r > place.None && steps(p)[r-place.Country] != ""
}

// steps are the named steps of a place, coarsest first.
func steps(p place.Place) [5]string {
	return [5]string{p.Country, p.Region, p.City, p.District, p.Site}
}

// relatePoints compares two coordinates.
func relatePoints(a, b place.Point) Relation {
	switch d := gazetteer.Distance(a, b); {
	case d <= sameSpot:
		return Same
	case d <= nearSpot:
		return Overlaps
	}
	return Contradicts
}

// named are the fields whose words are mostly names.
var named = map[report.Field]bool{
	report.FieldVictim: true, report.FieldTarget: true, report.FieldActor: true, report.FieldSource: true,
}

// longestName is how many words a name has at most; more are a sentence.
const longestName = 6

// relateWords compares two facts in words. Words agree only where they are the
// same, or are one name in two spellings: of two sentences, one may deny what
// the other says.
func relateWords(a, b report.Fact) Relation {
	x, y := wordsOf(a.Text), wordsOf(b.Text)
	switch {
	case saying(a.Text) == saying(b.Text):
		return Same
	case !named[a.Field] || len(x) > longestName || len(y) > longestName || denies(x) != denies(y):
		return Otherwise
	}
	for _, n := range append([]string{a.Text}, a.Aliases...) {
		for _, m := range append([]string{b.Text}, b.Aliases...) {
			if sameName(n, m) {
				return Same
			}
		}
	}
	return Otherwise
}

// denials are words that turn what a sentence says into its opposite.
var denials = map[string]bool{
	"no": true, "not": true, "none": true, "never": true, "nobody": true, "without": true,
	"non": true, "pas": true, "aucun": true, "aucune": true, "jamais": true, "sans": true,
	"не": true, "нет": true, "ни": true, "никто": true, "никогда": true, "без": true,
	"نه": true, "هیچ": true, "نیست": true, "بدون": true, "هرگز": true,
}

// denies reports whether words deny something.
func denies(words []string) bool {
	for _, w := range words {
		if denials[w] {
			return true
		}
	}
	return false
}

// sameName reports whether two names are one in two spellings. Digits are no
// spelling: what differs in them differs.
func sameName(a, b string) bool {
	if a == b {
		return true
	}
	return digits(a) == digits(b) && name.Compare(a, b).Score >= alike
}

// digits are the digits of a text.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
