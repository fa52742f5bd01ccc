package report

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/place"
)

// A Rung is how precisely a fact is told, by its word: a rung of place for
// where, a rung of time for when, and one of words for all others.
type Rung string

// The rungs of a fact that is told in words, coarsest first.
const (
	// RungKind tells what kind of thing it is: "an attack on a crowd".
	RungKind Rung = "kind"
	// RungOutline tells it roughly: "explosives, in a public place".
	RungOutline Rung = "outline"
	// RungDetail tells what sets it apart: "two bombs, the second for those who help".
	RungDetail Rung = "detail"
	// RungFull tells all that is known, in the fact's own words.
	RungFull Rung = "full"
)

// placeLadder, timeLadder and wordLadder are the rungs of each kind of fact,
// coarsest first.
var (
	placeLadder = rungs(place.Country, place.Exact, place.Rung.String)
	timeLadder  = rungs(Month, Minute, TimeRung.String)
	wordLadder  = []Rung{RungKind, RungOutline, RungDetail, RungFull}
)

// rungs lists the words of a ladder.
func rungs[R ~int8](first, last R, word func(R) string) []Rung {
	var all []Rung
	for r := first; r <= last; r++ {
		all = append(all, Rung(word(r)))
	}
	return all
}

// Rungs lists the rungs at which a field may be told, coarsest first.
func (f Field) Rungs() []Rung {
	if f == FieldPlace {
		return slices.Clone(placeLadder)
	}
	if f == FieldTime {
		return slices.Clone(timeLadder)
	}
	return slices.Clone(wordLadder)
}

// Step gives where a rung stands on the ladder of a field, from 1, the coarsest;
// 0 is no rung of it.
func (f Field) Step(r Rung) int { return slices.Index(f.Rungs(), r) + 1 }

// ParseRung reads the word of a rung of a field.
func (f Field) ParseRung(word string) (Rung, error) {
	if f.Step(Rung(word)) > 0 {
		return Rung(word), nil
	}
	words := make([]string, 0, len(f.Rungs()))
	for _, r := range f.Rungs() {
		words = append(words, string(r))
	}
	return "", fmt.Errorf("%q is no rung of %s; they are %s", word, f, strings.Join(words, ", "))
}

// Rung is the finest rung at which the fact is known: for a fact in words, full.
func (f Fact) Rung() Rung {
	switch {
	case !f.Known():
		return ""
	case f.Place != nil:
		return Rung(f.Place.Finest().String())
	case f.Window != nil:
		return Rung(f.Window.Finest().String())
	}
	return RungFull
}

// At tells the fact at a rung: the place or the window coarsened, the wording of
// that rung. It reports false where the fact says nothing at that rung: a word
// of it was never written, or it is not known so finely.
func (f Fact) At(r Rung) (string, bool) {
	step, known := f.Field.Step(r), f.Field.Step(f.Rung())
	if step == 0 || step > known {
		return "", false
	}
	switch {
	case f.Place != nil:
		at := f.Place.At(place.None + place.Rung(step)) //nolint:gosec // a step is at most 6
		return at.String(), at.Known() && Rung(at.Finest().String()) == r
	case f.Window != nil:
		return f.Window.At(NoTime + TimeRung(step)).String(), true //nolint:gosec // a step is at most 6
	case r == RungFull:
		return f.Text, true
	}
	i := slices.IndexFunc(f.Wordings, func(w Wording) bool { return w.Rung == r })
	if i < 0 {
		return "", false
	}
	return f.Wordings[i].Text, true
}
