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
	// Place is the finest rung for where, Time that for when.
	Place place.Rung      `json:"place,omitempty"`
	Time  report.TimeRung `json:"time,omitempty"`
	// Say is the drafter's own wording for a field told in words; empty takes
	// the fact's own words, which only a fact marked CLEAR allows.
	Say string `json:"say,omitempty"`
}

// A Released is one field of the tearline with the value that leaves.
type Released struct {
	Field report.Field `json:"field"`
	Value string       `json:"value"`
	// Rung is the precision told, in words.
	Rung string `json:"rung"`
	// Reworded is true where the drafter's wording stands for the fact's.
	Reworded bool `json:"reworded,omitempty"`
}

// A Withheld is one known fact that does not leave, or leaves coarser.
type Withheld struct {
	Field report.Field `json:"field"`
	// Effect says what is lost.
	Effect string `json:"effect"`
	// Reason says why; the drafter's words, which never leave.
	Reason string `json:"reason"`
}

// A Tearline is the released fields and the ledger of what is withheld.
type Tearline struct {
	Released []Released `json:"released"`
	Withheld []Withheld `json:"withheld,omitempty"`
}

// Tear makes a tearline of an assessment. Each release must name a known fact;
// why says why the others, and the finer steps, are withheld.
func Tear(a report.Assessment, releases []Release, why string) (Tearline, error) {
	var t Tearline
	for _, field := range report.Fields() {
		fact, known := a.Fact(field)
		i := slices.IndexFunc(releases, func(r Release) bool { return r.Field == field })
		switch {
		case i < 0 && known:
			t.Withheld = append(t.Withheld, Withheld{field, "not told", why})
			continue
		case i < 0:
			continue
		case !field.Releasable():
			return Tearline{}, tocsin.Refuse("warning/source", "leave it out",
				"%s is never released", field)
		case !known && releases[i].Say == "":
			return Tearline{}, tocsin.Refuse("warning/unknown-fact", "assess it first, or leave it out",
				"nothing is known of %s", field)
		}
		released, err := release(fact, releases[i])
		if err != nil {
			return Tearline{}, err
		}
		t.Released = append(t.Released, released)
		if effect := coarsened(fact, released); effect != "" {
			t.Withheld = append(t.Withheld, Withheld{field, effect, why})
		}
	}
	if len(t.Released) == 0 {
		return Tearline{}, tocsin.Refuse("warning/nothing-released", "release at least one fact",
			"a warning that tells nothing warns nobody")
	}
	if len(t.Withheld) > 0 && strings.TrimSpace(why) == "" {
		return Tearline{}, tocsin.Refuse("warning/withheld", "say why, with --why",
			"%d facts are withheld or coarsened without a reason", len(t.Withheld))
	}
	return t, nil
}

// release tells one fact as its release allows.
func release(f report.Fact, r Release) (Released, error) {
	switch {
	case f.Field == report.FieldPlace && f.Place != nil:
		told := f.Place.At(r.Place)
		if !told.Known() {
			return Released{}, tocsin.Refuse("warning/rung", "choose a rung that the fact reaches",
				"at the rung %s nothing of where is left", r.Place)
		}
		return Released{Field: f.Field, Value: told.String(), Rung: told.Finest().String()}, nil
	case f.Field == report.FieldTime && f.Window != nil:
		told := f.Window.At(r.Time)
		if !told.Known() {
			return Released{}, tocsin.Refuse("warning/rung", "choose a rung of time",
				"at the rung %s nothing of when is left", r.Time)
		}
		return Released{Field: f.Field, Value: told.String(), Rung: min(r.Time, f.Window.Finest()).String()}, nil
	case r.Say != "":
		return Released{Field: f.Field, Value: oneLine(r.Say), Rung: "words", Reworded: true}, nil
	case !f.Marking.Open():
		return Released{}, tocsin.Refuse("warning/own-words", "word it yourself, with --say",
			"%s comes from a passage marked %s, whose words may not leave", f.Field, f.Marking)
	}
	return Released{Field: f.Field, Value: oneLine(f.Text), Rung: "words"}, nil
}

// coarsened says what a release leaves out of a fact.
func coarsened(f report.Fact, r Released) string {
	switch {
	case f.Place != nil && f.Place.Finest().String() != r.Rung:
		return fmt.Sprintf("told to the %s, known to the %s", r.Rung, f.Place.Finest())
	case f.Window != nil && f.Window.Finest().String() != r.Rung:
		return fmt.Sprintf("told to the %s, known to the %s", r.Rung, f.Window.Finest())
	case r.Reworded && f.Known():
		return "told in other words"
	}
	return ""
}

// oneLine folds white space, so that a value cannot forge a line of the note.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
