package cases

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin/policy"
)

// A Result is what the replay of one case gives, beside what really happened.
type Result struct {
	Case Case           `json:"case"`
	Pack policy.PackRef `json:"pack"`
	// Duty is when the rules first called for a warning, nil where they never
	// did.
	Duty *Arisen `json:"duty,omitempty"`
	// Verdict is the last that was found before the matter had its end; Turned
	// says when it became another than it had been, empty where it did not.
	Verdict policy.Verdict `json:"verdict"`
	Turned  string         `json:"turned,omitempty"`
	// Lead is the time from the duty to what happened, Warned from the first
	// warning; both are measured afterwards, empty where nothing happened.
	Lead   string `json:"lead,omitempty"`
	Warned string `json:"warned,omitempty"`
	// Raised is what the rules raised; Unknown, what could not be said in the
	// end.
	Raised  []Raise   `json:"raised"`
	Unknown []Missing `json:"unknown"`
	// Others are the verdicts of the case's other packs.
	Others []Other `json:"others,omitempty"`
	Steps  []Step  `json:"steps"`
}

// An Arisen is the moment at which a duty arose.
type Arisen struct {
	At   time.Time `json:"at"`
	When string    `json:"when"`
	// Verdict is duty, or permitted under a pack that allows.
	Verdict policy.Verdict `json:"verdict"`
	// Decided says which rules or which doubt decided.
	Decided string         `json:"decided"`
	Doubt   bool           `json:"doubt"`
	Urgency policy.Urgency `json:"urgency"`
	// Open are the facts that nobody knew and that would have changed it.
	Open []string `json:"open,omitempty"`
}

// An Other is the verdict of another pack on the same facts.
type Other struct {
	Pack    policy.PackRef `json:"pack"`
	Verdict policy.Verdict `json:"verdict"`
	Doubt   bool           `json:"doubt"`
}

// Replay replays one case to its end.
func Replay(c Case) (Result, error) {
	steps, err := Steps(c, c.End().Add(after))
	if err != nil {
		return Result{}, err
	}
	all, err := packsOf(c)
	if err != nil {
		return Result{}, err
	}
	r := Result{Case: c, Pack: all[0].Ref, Steps: steps}
	r.arise()
	r.raise()
	r.measure()
	for i, p := range all[1:] {
		rest := slices.Delete(slices.Clone(all), i+1, i+2)
		d, err := determine(p, rest, c.Timeline, c.End())
		if err != nil {
			return Result{}, fmt.Errorf("replaying the case %s: %w", c.Name, err)
		}
		r.Others = append(r.Others, Other{p.Ref, d.Verdict, d.Doubt})
	}
	return r, nil
}

// ReplayAll replays all cases.
func ReplayAll(all []Case) ([]Result, error) {
	results := make([]Result, 0, len(all))
	for _, c := range all {
		r, err := Replay(c)
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// arise finds when the rules first called for a warning, and what they found in
// the end.
func (r *Result) arise() {
	for _, s := range r.Steps {
		if s.Verdict == "" {
			continue
		}
		if r.Duty == nil && s.Verdict.Calls() {
			r.Duty = &Arisen{s.At, s.When, s.Verdict, decided(s), s.Doubt, s.Urgency, s.Open}
		}
		if r.Verdict != "" && s.Verdict != r.Verdict {
			r.Turned = fmt.Sprintf("%s from %s", s.Verdict, s.At.Format(time.DateOnly))
		}
		r.Verdict = s.Verdict
		if s.entry >= 0 && r.Case.Timeline[s.entry].end() {
			return
		}
	}
}

// end reports whether the matter ends with an entry.
func (e Entry) end() bool {
	return e.Happened != nil && (e.Happened.Event == EventAttack || e.Happened.Event == EventFoiled || e.Happened.Event == EventNone)
}

// decided says what decided at a step.
func decided(s Step) string {
	if s.Doubt {
		return "yes on " + rules(s.Held) + ", doubt on " + rules(s.Unknown)
	}
	return "yes on " + rules(s.Held)
}

// raise gathers what was raised, and what was unknown to the end.
func (r *Result) raise() {
	ending := r.ending()
	seen := map[Failure]bool{}
	open := map[Failure]Missing{}
	for _, s := range r.Steps {
		for _, f := range s.Raised {
			f.Lead, f.InTime = r.ahead(f, s.entry, ending)
			r.Raised = append(r.Raised, f)
			seen[f.Failure] = true
		}
		for _, m := range s.Missing {
			open[m.Failure] = m
		}
		for _, f := range s.Cleared {
			delete(open, f)
		}
	}
	for n := 1; n <= Failures; n++ {
		if m, ok := open[failure(n)]; ok && !seen[m.Failure] {
			r.Unknown = append(r.Unknown, m)
		}
	}
}

// ending is the place of the entry with which the matter ended, or -1.
func (r *Result) ending() int { return slices.IndexFunc(r.Case.Timeline, Entry.end) }

// ahead says how long before the attack something was raised, at an entry or
// where that is -1 by a clock, and whether it surely was before.
func (r *Result) ahead(f Raise, entry, ending int) (lead string, inTime bool) {
	if ending < 0 || r.Case.Timeline[ending].Happened.Event != EventAttack {
		return "", false
	}
	attack := r.Case.Timeline[ending]
	from := attack.At.From
	bound := f.Bound == Before || f.Bound == Inferred
	switch {
	case entry == ending:
		return "with the attack", false
	case entry > ending:
		return "after the attack", false
	case entry >= 0 && bound && !f.At.Before(from.AddDate(0, 0, -1)):
		return "before the attack, on a day not known", true
	case entry < 0 && bound && !f.At.Before(from):
		return "whether before the attack is not known", false
	case f.At.After(attack.Moment()):
		return "after the attack", false
	case attack.At.days() && !f.At.Before(from):
		return "on the day of the attack", entry >= 0
	case bound:
		return between(f.At, from) + " before, or more", true
	case attack.At.days():
		return between(f.At, from) + " before", true
	}
	return length(from.Sub(f.At)) + " before", true
}

// measure gives the lead times, which only what happened in the end can give.
func (r *Result) measure() {
	ending := r.ending()
	if ending < 0 || r.Case.Timeline[ending].Happened.Event != EventAttack {
		return
	}
	attack := r.Case.Timeline[ending]
	r.Warned = "none"
	for _, e := range r.Case.Timeline[:ending] {
		if r.Duty != nil && r.Lead == "" && e.Moment().Equal(r.Duty.At) {
			r.Lead = span(e, attack)
		}
		if given := e.Known != nil && e.Known.From != "" || e.Did != nil && (e.Did.Act == ActWarned || e.Did.Act == ActAlerted); given && r.Warned == "none" {
			r.Warned = span(e, attack)
		}
	}
}
