package policy

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
)

// wordsType is what the members of a list are read as.
var wordsType = reflect.TypeFor[[]string]()

// Determine applies the pack to a situation. An error is a fault, or a Refusal of
// an assessment that is not in its form.
func (p *Pack) Determine(s Situation) (Determination, error) {
	if err := s.Assessment.Check(); err != nil {
		return Determination{}, err
	}
	values, err := p.values(s)
	if err != nil {
		return Determination{}, err
	}
	return p.determine(values, s.At)
}

// DetermineFacts applies the pack to facts in words, as test files and cases tell
// them. What is not named is unknown, but that the holder has one report.
func (p *Pack) DetermineFacts(told map[Name]string, at time.Time) (Determination, error) {
	values, err := p.told(told)
	if err != nil {
		return Determination{}, err
	}
	return p.determine(values, at)
}

// told gives what the rules see of facts in words.
func (p *Pack) told(told map[Name]string) ([]Value, error) {
	v := &viewer{pack: p, values: make([]Value, len(p.facts))}
	v.set(factPossessed, "yes", "")
	v.values[p.byName[factHarms]] = wordsValue(texts(p.Harms))
	v.set(factReports, "1", "")
	for name, text := range told {
		value, err := p.fact(name, text)
		if err != nil {
			return nil, err
		}
		v.values[p.byName[name]] = value
	}
	v.graded()
	return v.values, v.err
}

// fact reads one fact in words.
func (p *Pack) fact(name Name, text string) (Value, error) {
	i, ok := p.byName[name]
	if !ok || !p.Knows(name) {
		return Value{}, fmt.Errorf("there is no fact %q", name)
	}
	value, err := p.facts[i].ParseValue(text)
	if err == nil && p.facts[i].onlyYes && value.Text == "no" {
		err = errors.New("it is yes or unknown: what is not told is not absent")
	}
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", name, err)
	}
	return value, nil
}

func (p *Pack) determine(values []Value, at time.Time) (Determination, error) {
	state := p.newState(values)
	d := Determination{Pack: p.Ref, At: at, Findings: make([]Finding, 0, len(p.tests))}
	d.Verdict, d.Doubt = p.verdict(state.tests)
	for i, t := range p.tests {
		d.Findings = append(d.Findings, state.finding(t, state.tests[i], values))
	}
	d.Urgency = p.urgency(values)
	d.Facts = p.seen(values)
	found := p.consequences(values, state, d.Verdict)
	d.Open, d.Flips = slices.Clone(found.open), slices.Clone(found.flips)
	d.Form = state.form(values)
	d.Deciders = p.Handling.Deciders(d.Urgency)
	if d.Form.Many != "" && d.Deciders.Warn.Others > 0 {
		d.Deciders.Warn.Highest = max(d.Deciders.Warn.Highest, d.Form.Senior)
	}
	d.Handling = &p.Handling
	if state.err != nil {
		return Determination{}, state.err
	}
	d.Text = p.explain(d, state.because(p.Poor.when, values), found.text)
	return d, nil
}

// urgency gives how little time is left.
func (p *Pack) urgency(values []Value) Urgency {
	left := values[p.byName[factMinutesLeft]]
	if !left.Known {
		return p.TimeUnknown
	}
	minutes, err := strconv.ParseInt(left.Text, 10, 64)
	if err != nil {
		return Exigent // a number by its kind
	}
	switch d := Span(minutes) * Span(time.Minute); {
	case d <= p.ExigentIn:
		return Exigent
	case d <= p.UrgentIn:
		return Urgent
	}
	return Routine
}

// form gives what the quality of the reports demands of the warning.
func (s *state) form(values []Value) Form {
	p, f := &s.pack.Poor, Form{}
	if s.eval(p.when) != tocsin.No {
		f = Form{
			Rule: p.ID, First: slices.Clone(p.First), StateGrade: p.StateGrade,
			NameNoSuspect: p.NameNoSuspect, ForceSignatures: p.ForceSignatures,
		}
	}
	reports, err := strconv.Atoi(values[s.pack.byName[factReports]].Text)
	if err == nil && reports >= p.Many {
		f.Many, f.Senior = p.ID, p.ManyBring
	}
	return f
}

// seen gives the facts that the rules of the pack read.
func (p *Pack) seen(values []Value) []Seen {
	out := make([]Seen, 0, len(p.decisive))
	for i, f := range p.facts {
		if f.term >= 0 || !slices.Contains(p.decisive, i) && f.Name != factMinutesLeft && f.Name != factReports {
			continue
		}
		out = append(out, Seen{f.Name, values[i].told(), values[i].From})
	}
	return out
}

// AllQuestions lists what officers may answer under the pack: its own questions, and
// those of every pack.
func (p *Pack) AllQuestions() []Question { return append(CommonQuestions(), p.Questions...) }

// Overall gives the verdict of several determinations: the one that calls
// loudest for a warning.
func Overall(all []Determination) Verdict {
	for _, v := range Verdicts() {
		if slices.ContainsFunc(all, func(d Determination) bool { return d.Verdict == v }) {
			return v
		}
	}
	return NoDuty
}
