package threat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/name"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A Brief is what duplicates are found by: one report, or one dossier with all
// that its reports and officers say.
type Brief struct {
	// ID is the id of the report or of the dossier.
	ID    string
	Title string
	// SHA256 are the hashes of the originals.
	SHA256  []string
	Places  []place.Place
	Windows []report.Window
	// Names are of victims, targets and actors.
	Names []string
	// Identifiers are those that Identifiers finds, and the ids of objects.
	Identifiers []string
	// Shingles is a sketch of the words; see Sketch.
	Shingles Shingles
}

// A Proposal is another brief that may be about the same threat. A person looks
// at both and links, or not; nothing is merged.
type Proposal struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
	// Score is how much speaks for it, from 0 to 99, by what Why lists.
	Score int      `json:"score"`
	Why   []string `json:"why"`
}

// LeastScore is the score from which a duplicate is proposed, MostProposals how
// many are.
const (
	LeastScore    = 30
	MostProposals = 20
)

// The bounds of what one brief brings.
const (
	maxPlaces = 20
	maxNames  = 20
	maxListed = 3
)

// BriefOf makes a brief of an assessment and of reports.
func BriefOf(id, title string, a report.Assessment, said []Said) Brief {
	b := Brief{ID: id, Title: title}
	facts := a.Told()
	var texts []string
	for _, s := range said {
		facts = append(facts, s.Facts...)
		texts = append(texts, s.Title)
		if s.SHA256 != "" {
			b.SHA256 = append(b.SHA256, s.SHA256)
		}
		for _, o := range s.Holds {
			if kind, id, ok := strings.Cut(o, "--"); ok && isUUID(id) && !slices.Contains(shared, kind) && len(b.Identifiers) < maxIdentifiers {
				b.Identifiers = append(b.Identifiers, "stix "+o)
			}
		}
		for _, p := range s.Passages {
			texts = append(texts, p.Text)
		}
	}
	for _, f := range facts {
		switch {
		case !f.Known():
		case f.Place != nil:
			b.Places = append(b.Places, *f.Place)
		case f.Window != nil:
			b.Windows = append(b.Windows, *f.Window)
		default:
			texts = append(texts, f.Text)
			if named[f.Field] && f.Field != report.FieldSource && len(wordsOf(f.Text)) <= longestName {
				b.Names = append(b.Names, f.Text)
			}
		}
	}
	slices.Sort(b.Names)
	b.Names = slices.Compact(b.Names)
	b.Identifiers = append(b.Identifiers, Identifiers(texts...)...)
	slices.Sort(b.Identifiers)
	b.Identifiers = slices.Compact(b.Identifiers)
	b.Shingles = Sketch(texts...)
	b.Places, b.Names = b.Places[:min(len(b.Places), maxPlaces)], b.Names[:min(len(b.Names), maxNames)]
	b.Windows = b.Windows[:min(len(b.Windows), maxPlaces)]
	return b
}

// evidence is one reason to take two briefs for one, with its weight in percent.
type evidence struct {
	weight int
	why    string
}

// Duplicates proposes those of others that may be about the same threat as one,
// the likeliest first. What many of them share speaks for none of them.
func Duplicates(of Brief, others []Brief) []Proposal {
	h := hunt{common: frequent(others), keys: map[string][]string{}}
	var all []Proposal
	for _, o := range others {
		if o.ID == of.ID {
			continue
		}
		if p := weighed(o, h.compare(of, o)); p.Score >= LeastScore {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
	})
	return all[:min(len(all), MostProposals)]
}

// weighed adds up evidence: each piece takes away its share of the doubt that the
// others leave.
func weighed(o Brief, found []evidence) Proposal {
	p := Proposal{ID: o.ID, Title: o.Title}
	slices.SortStableFunc(found, func(a, b evidence) int { return cmp.Compare(b.weight, a.weight) })
	doubt := 1_000_000
	for _, e := range found {
		doubt = doubt * (100 - e.weight) / 100
		p.Why = append(p.Why, e.why)
	}
	// Whatever is found, some doubt is left: a person looks.
	p.Score = min(99, 100-(doubt+9_999)/10_000)
	return p
}

// frequent finds the identifiers that so many briefs share that they tell none
// apart: more than three, and more than one in ten.
func frequent(others []Brief) map[string]bool {
	count := map[string]int{}
	for _, o := range others {
		for _, id := range o.Identifiers {
			count[id]++
		}
	}
	often := map[string]bool{}
	for id, n := range count {
		if n > 3 && n*10 > len(others) {
			often[id] = true
		}
	}
	return often
}

// A hunt is one search for duplicates.
type hunt struct {
	// common are the identifiers that tell nothing apart.
	common map[string]bool
	// keys are the match keys of names that were compared already.
	keys map[string][]string
}

// keysOf gives the match keys of the words of a name, sorted.
func (h *hunt) keysOf(n string) []string {
	keys, known := h.keys[n]
	if !known {
		for word := range strings.FieldsSeq(n) {
			keys = append(keys, name.Keys(word)...)
		}
		slices.Sort(keys)
		h.keys[n] = keys
	}
	return keys
}

// alike is how alike two names are, from 0 to 100. Only names that share a match
// key are compared letter by letter: there may be millions of pairs.
func (h *hunt) alike(a, b string) int {
	if a == b {
		return 100
	}
	x, y := h.keysOf(a), h.keysOf(b)
	if digits(a) != digits(b) || !slices.ContainsFunc(x, func(k string) bool { _, found := slices.BinarySearch(y, k); return found }) {
		return 0
	}
	return name.Compare(a, b).Score
}

// compare finds what speaks for two briefs being one.
func (h *hunt) compare(a, b Brief) []evidence {
	var found []evidence
	for _, sum := range a.SHA256 {
		if slices.Contains(b.SHA256, sum) {
			found = append(found, evidence{99, "a report of the same bytes"})
			break
		}
	}
	found = append(found, h.sharedIdentifiers(a, b)...)
	if e, ok := sharedWords(a, b); ok {
		found = append(found, e)
	}
	if e, ok := h.sharedName(a, b); ok {
		found = append(found, e)
	}
	if e, ok := h.sharedOccasion(a, b); ok {
		found = append(found, e)
	}
	return found
}

// sharedIdentifiers compares identifiers: one may be chance, several are not.
func (h *hunt) sharedIdentifiers(a, b Brief) []evidence {
	var found []evidence
	more := 0
	for _, id := range a.Identifiers {
		if _, held := slices.BinarySearch(b.Identifiers, id); !held || h.common[id] {
			continue
		}
		weight := 60
		if strings.HasPrefix(id, "plate ") {
			weight = 40 // what looks like a plate may be the name of a model
		}
		if len(found) < maxListed {
			found = append(found, evidence{weight, "both name " + id})
		} else {
			more++
		}
	}
	if more > 0 {
		found = append(found, evidence{60, fmt.Sprintf("and %d more such", more)})
	}
	return found
}

// sharedWords compares runs of words.
func sharedWords(a, b Brief) (evidence, bool) {
	percent := a.Shingles.Likeness(b.Shingles)
	if percent < 10 {
		return evidence{}, false
	}
	return evidence{min(90, percent+20), fmt.Sprintf("they share %d %% of their runs of %d words", percent, shingleWords)}, true
}

// sharedName finds the two names that are most alike.
func (h *hunt) sharedName(a, b Brief) (evidence, bool) {
	best, why := 0, ""
	for _, x := range a.Names {
		for _, y := range b.Names {
			if score := h.alike(x, y); score > best {
				best, why = score, fmt.Sprintf("the names %q and %q are alike", x, y)
			}
		}
	}
	return evidence{best * 45 / 100, why}, best >= alike
}

// placeWeight is how much a shared place says, by its rung: many things happen in
// one country, few on one square.
var placeWeight = map[place.Rung]int{place.Country: 5, place.Region: 15, place.City: 30, place.District: 40, place.Site: 50, place.Exact: 50}

// sharedOccasion compares where and when: a place with a time that overlaps says
// much, either alone little.
func (h *hunt) sharedOccasion(a, b Brief) (evidence, bool) {
	where, at := 0, place.None
	same := func(x, y string) bool { return h.alike(x, y) >= alike }
	for _, x := range a.Places {
		for _, y := range b.Places {
			if rung := min(x.Finest(), y.Finest()); placeWeight[rung] > where && relatePlacesBy(x, y, same).Agrees() {
				where, at = placeWeight[rung], rung
			}
		}
	}
	when := meets(a.Windows, b.Windows)
	apart := len(a.Windows) > 0 && len(b.Windows) > 0 && when == 0
	switch {
	case where == 0 || apart:
		return evidence{}, false
	case when == 0:
		return evidence{where / 2, fmt.Sprintf("the same %s; the time is not known of both", at)}, true
	}
	return evidence{where * (100 + when) / 150, fmt.Sprintf("the same %s, at times that overlap", at)}, true
}

// meets is how well two lists of windows meet, from 0 to 50: fully where the
// longer of two that overlap is no longer than a week, less where it is open or
// long.
func meets(a, b []report.Window) int {
	best := 0
	for _, x := range a {
		for _, y := range b {
			if relateWindows(x, y) == Contradicts {
				continue
			}
			best = max(best, 10)
			if x.From.IsZero() || x.Until.IsZero() || y.From.IsZero() || y.Until.IsZero() {
				continue
			}
			longer := max(x.Until.Sub(x.From), y.Until.Sub(y.From)).Hours()
			switch {
			case longer <= 7*24:
				return 50
			case longer <= 31*24:
				best = max(best, 30)
			}
		}
	}
	return best
}
