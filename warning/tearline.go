package warning

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A Release says how one field may be told.
type Release struct {
	Field report.Field `json:"field"`
	// Key tells the fact apart where there are several of the field.
	Key string `json:"key,omitempty"`
	// Place is the finest rung for where, Time that for when.
	Place place.Rung      `json:"place,omitempty"`
	Time  report.TimeRung `json:"time,omitempty"`
	// Rung is the rung for a field told in words; without it, all that is known.
	Rung report.Rung `json:"rung,omitempty"`
	// Say is the drafter's own wording for a field told in words; empty takes
	// the wording of that rung, or the fact's own words, which only a fact marked
	// CLEAR allows.
	Say string `json:"say,omitempty"`
}

// Name names the fact that is released, as report.Fact does.
func (r Release) Name() string { return report.Fact{Field: r.Field, Key: r.Key}.Name() }

// A Released is one field of the tearline with the value that leaves.
type Released struct {
	Field report.Field `json:"field"`
	Key   string       `json:"key,omitempty"`
	Value string       `json:"value"`
	// Rung is the precision told, in words.
	Rung string `json:"rung"`
	// Reworded is true where the drafter's wording stands for the fact's.
	Reworded bool `json:"reworded,omitempty"`
}

// Name names the fact that is told, as report.Fact does.
func (r Released) Name() string { return report.Fact{Field: r.Field, Key: r.Key}.Name() }

// inWords is the rung of a fact told in words of which nobody said how finely
// they tell it: as finely as can be.
const inWords = "words"

// Told is the rung that is told, on the ladder of the field.
func (r Released) Told() report.Rung {
	if r.Rung == inWords {
		return report.RungFull
	}
	return report.Rung(r.Rung)
}

// A Withheld is one known fact that does not leave, or leaves coarser.
type Withheld struct {
	Field report.Field `json:"field"`
	Key   string       `json:"key,omitempty"`
	// Effect says what is lost.
	Effect string `json:"effect"`
	// Reason says why; the drafter's words, which never leave.
	Reason string `json:"reason"`
	// Rule is what forbids more, such as "release/originator"; empty where nothing
	// but the drafter's choice does.
	Rule string `json:"rule,omitempty"`
	// Worth is what the next finer rung would have added for the recipient, in the
	// pack's hundredths.
	Worth int `json:"worth,omitempty"`
}

// Name names the fact that is withheld, as report.Fact does.
func (w Withheld) Name() string { return report.Fact{Field: w.Field, Key: w.Key}.Name() }

// A Reason is why one fact is withheld or coarsened.
type Reason struct {
	Field report.Field `json:"field"`
	Key   string       `json:"key,omitempty"`
	Why   string       `json:"why"`
}

// A Tearline is the released fields and the ledger of what is withheld.
type Tearline struct {
	Released []Released `json:"released"`
	Withheld []Withheld `json:"withheld,omitempty"`
}

// Tear makes a tearline of an assessment. Each release must name a known fact,
// once; why says why the others, and the finer steps, are withheld, and each why
// one of them is.
func Tear(a report.Assessment, releases []Release, why string, each ...Reason) (Tearline, error) {
	if err := checkReleases(releases); err != nil {
		return Tearline{}, err
	}
	told := a.Told()
	for _, r := range releases {
		if _, known := a.Named(r.Field, r.Key); known {
			continue
		}
		if r.Say == "" || r.Key != "" {
			return Tearline{}, tocsin.Refuse("warning/unknown-fact", "assess it first, or leave it out", "nothing is known of %s", r.Name())
		}
		told = append(told, report.Fact{Field: r.Field})
	}
	slices.SortStableFunc(told, func(a, b report.Fact) int {
		return slices.Index(report.Fields(), a.Field) - slices.Index(report.Fields(), b.Field)
	})
	var t Tearline
	for _, fact := range told {
		i := slices.IndexFunc(releases, func(r Release) bool { return r.Field == fact.Field && r.Key == fact.Key })
		effect := "not told"
		if i >= 0 {
			released, lost, err := release(fact, releases[i])
			if err != nil {
				return Tearline{}, err
			}
			released.Key, effect = fact.Key, lost
			t.Released = append(t.Released, released)
		}
		if effect != "" {
			t.Withheld = append(t.Withheld, Withheld{Field: fact.Field, Key: fact.Key, Effect: effect, Reason: reason(fact, why, each)})
		}
	}
	return t, t.check()
}

// check holds that a tearline tells something and gives a reason for the rest.
func (t Tearline) check() error {
	if len(t.Released) == 0 {
		return tocsin.Refuse("warning/nothing-released", "release at least one fact", "a warning that tells nothing warns nobody")
	}
	silent := 0
	for _, w := range t.Withheld {
		if strings.TrimSpace(w.Reason) == "" {
			silent++
		}
	}
	if silent > 0 {
		return tocsin.Refuse("warning/withheld", "say why, with --why", "%d facts are withheld or coarsened without a reason", silent)
	}
	return nil
}

// reason gives why a fact is withheld: its own reason, or the one for all.
func reason(f report.Fact, why string, each []Reason) string {
	for _, r := range each {
		if r.Field == f.Field && r.Key == f.Key {
			return r.Why
		}
	}
	if why == "" && !f.Field.Releasable() {
		return "who says so, and how they know, is never told"
	}
	return why
}

// checkReleases refuses what cannot be meant. Where and when are told by their
// rung alone: words of a person would be bound by none.
func checkReleases(releases []Release) error {
	for i, r := range releases {
		_, err := report.ParseField(string(r.Field))
		timed, placed := r.Field == report.FieldTime, r.Field == report.FieldPlace
		switch {
		case err != nil:
			return tocsin.Refuse("warning/field", "name one of the fields", "%v", err)
		case !r.Field.Releasable():
			return tocsin.Refuse("warning/source", "leave it out", "%s is never released", r.Field)
		case slices.ContainsFunc(releases[:i], func(o Release) bool { return o.Field == r.Field && o.Key == r.Key }):
			return tocsin.Refuse("warning/field", "release it once", "%s is released twice", r.Name())
		case r.Rung != "" && (timed || placed || r.Field.Step(r.Rung) == 0):
			return tocsin.Refuse("warning/rung", "choose kind, outline, detail or full for a field in words",
				"%s is to be told at a rung that it does not have", r.Field)
		case r.Say != "" && (timed || placed):
			return tocsin.Refuse("warning/rung", "choose a rung instead of words",
				"%s is told by its rung, not in words of your own", r.Field)
		case placed && (r.Place < place.Country || r.Place > place.Exact):
			return tocsin.Refuse("warning/rung", "choose a rung that the fact reaches",
				"at the rung %s nothing of where is left", r.Place)
		case timed && (r.Time < report.Month || r.Time > report.Minute):
			return tocsin.Refuse("warning/rung", "choose a rung of time",
				"at the rung %s nothing of when is left", r.Time)
		}
	}
	return nil
}

// release tells one fact as its release allows, and says what that leaves out.
func release(f report.Fact, r Release) (told Released, effect string, err error) {
	switch {
	case f.Place != nil:
		return releasePlace(*f.Place, r.Place)
	case f.Window != nil:
		return releaseTime(*f.Window, r.Time)
	case oneLine(r.Say) != "":
		told = Released{Field: f.Field, Value: oneLine(r.Say), Rung: inWords, Reworded: true}
		if r.Rung != "" {
			told.Rung = string(r.Rung)
		}
		if f.Known() {
			effect = "told in other words"
		}
		return told, effect, nil
	case r.Rung != "" && r.Rung != report.RungFull:
		text, worded := f.At(r.Rung)
		if !worded {
			return Released{}, "", tocsin.Refuse("warning/rung", "word it yourself, with --say, or choose a rung that it is worded at",
				"%s is not worded at the rung %s", f.Name(), r.Rung)
		}
		// An officer worded it for this; it is no passage of a report.
		return Released{Field: f.Field, Value: oneLine(text), Rung: string(r.Rung), Reworded: true},
			fmt.Sprintf("told at the rung %s, known in full", r.Rung), nil
	case !f.Marking.Open():
		return Released{}, "", tocsin.Refuse("warning/own-words", "word it yourself, with --say",
			"%s comes from a passage marked %s, whose words may not leave", f.Name(), f.Marking)
	}
	return Released{Field: f.Field, Value: oneLine(f.Text), Rung: inWords}, "", nil
}

// releasePlace tells where, no finer than the rung.
func releasePlace(p place.Place, r place.Rung) (told Released, effect string, err error) {
	coarse := p.At(r)
	if !coarse.Known() {
		return Released{}, "", tocsin.Refuse("warning/rung", "choose a rung that the fact reaches",
			"at the rung %s nothing of where is left", r)
	}
	told = Released{Field: report.FieldPlace, Value: oneLine(coarse.String()), Rung: coarse.Finest().String()}
	if coarse.Finest() != p.Finest() {
		effect = fmt.Sprintf("told to the %s, known to the %s", coarse.Finest(), p.Finest())
	}
	return told, effect, nil
}

// releaseTime tells when, no finer than the rung.
func releaseTime(w report.Window, r report.TimeRung) (told Released, effect string, err error) {
	coarse := w.At(r)
	told = Released{Field: report.FieldTime, Value: coarse.String(), Rung: r.String()}
	switch known := w.Finest(); {
	case coarse.From.Equal(w.From) && coarse.Until.Equal(w.Until):
		told.Rung = known.String()
	case known == r:
		effect = fmt.Sprintf("told to the %s, known more closely", r)
	default:
		effect = fmt.Sprintf("told to the %s, known to the %s", r, known)
	}
	return told, effect, nil
}

// oneLine folds white space, so that a value cannot forge a line of the note.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
