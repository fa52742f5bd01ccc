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

// Tear makes a tearline of an assessment. Each release must name a known fact,
// once; why says why the others, and the finer steps, are withheld.
func Tear(a report.Assessment, releases []Release, why string) (Tearline, error) {
	if err := checkReleases(releases); err != nil {
		return Tearline{}, err
	}
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
		case !known && releases[i].Say == "":
			return Tearline{}, tocsin.Refuse("warning/unknown-fact", "assess it first, or leave it out",
				"nothing is known of %s", field)
		}
		released, effect, err := release(fact, releases[i])
		if err != nil {
			return Tearline{}, err
		}
		t.Released = append(t.Released, released)
		if effect != "" {
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
		case slices.ContainsFunc(releases[:i], func(o Release) bool { return o.Field == r.Field }):
			return tocsin.Refuse("warning/field", "release it once", "%s is released twice", r.Field)
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
		told = Released{Field: f.Field, Value: oneLine(r.Say), Rung: "words", Reworded: true}
		if f.Known() {
			effect = "told in other words"
		}
		return told, effect, nil
	case !f.Marking.Open():
		return Released{}, "", tocsin.Refuse("warning/own-words", "word it yourself, with --say",
			"%s comes from a passage marked %s, whose words may not leave", f.Field, f.Marking)
	}
	return Released{Field: f.Field, Value: oneLine(f.Text), Rung: "words"}, "", nil
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
