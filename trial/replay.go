package trial

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A Matter is one thing that was decided, or can be.
type Matter struct {
	ID string
	// Situation is what is decided on.
	Situation policy.Situation
	// Facts stand for the situation where they are there: facts in words.
	Facts map[policy.Name]string
	// Was is what was found at the time; without it, the packs before are asked.
	Was []policy.Determination
}

// Determine sets what is found under packs that are named, as what was found at
// the time.
func (m *Matter) Determine(ids []string, get func(id string) (*policy.Pack, error)) error {
	var all []*policy.Pack
	for _, id := range ids {
		p, err := get(id)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	var err error
	m.Was, err = newBench(all).determine(*m)
	return err
}

// A RuleChange is one rule that decided otherwise, or another rule that decided.
type RuleChange struct {
	Rule string `json:"rule"`
	// Was and Is are its values; empty where the rule is not there.
	Was string `json:"was,omitempty"`
	Is  string `json:"is,omitempty"`
	// Before and After are the facts that decided.
	Before []string `json:"before,omitempty"`
	After  []string `json:"after,omitempty"`
}

// An Outcome is one matter whose verdict changes.
type Outcome struct {
	ID    string         `json:"id"`
	Was   policy.Verdict `json:"was"`
	Is    policy.Verdict `json:"is"`
	Rules []RuleChange   `json:"rules,omitempty"`
	// Mode says that the rules find the same and the packs make another thing of
	// it.
	Mode string `json:"mode,omitempty"`
}

// Silences reports whether a warning that was called for is not any more.
func (o Outcome) Silences() bool { return o.Was.Calls() && !o.Is.Calls() }

// Calls reports whether a warning is called for that was not.
func (o Outcome) Calls() bool { return !o.Was.Calls() && o.Is.Calls() }

// A Summary is what a replay came to.
type Summary struct {
	Before  []policy.PackRef `json:"before"`
	After   []policy.PackRef `json:"after"`
	Total   int              `json:"total"`
	Changed int              `json:"changed"`
	// Silenced are those of which a warning was called for and is not any more,
	// Called the other way round.
	Silenced int `json:"silenced"`
	Called   int `json:"called"`
	// Shifted have the same verdict, and a rule, the doubt or the urgency differs.
	Shifted int `json:"shifted"`
	// Refused are those that no pack can decide.
	Refused int `json:"refused"`
	// Matrix counts by the verdict that was and the one that is.
	Matrix map[policy.Verdict]map[policy.Verdict]int `json:"matrix"`
	// Rules counts the changes that each rule was part of.
	Rules map[string]int `json:"rules"`
	// Handling is what differs whatever the facts are.
	Handling []string `json:"handling,omitempty"`
}

// A sheet is what several packs find, in outline.
type sheet struct {
	verdict policy.Verdict
	doubt   bool
	urgency policy.Urgency
	rules   []RuleValue
	// given are determinations that were stored.
	given []policy.Determination
}

// A bench decides matters under some packs.
type bench struct {
	packs []*policy.Pack
	ids   [][]string
}

func newBench(packs []*policy.Pack) *bench {
	b := &bench{packs: packs}
	for _, p := range packs {
		var ids []string
		for _, e := range p.Expressions(policy.RoleRule) {
			ids = append(ids, e.Of)
		}
		b.ids = append(b.ids, ids)
	}
	return b
}

func (b *bench) refs() []policy.PackRef {
	out := make([]policy.PackRef, len(b.packs)) // never nil, for programs
	for i, p := range b.packs {
		out[i] = p.Ref
	}
	return out
}

// outline decides a matter without its explanation.
func (b *bench) outline(m Matter) (sheet, error) {
	var s sheet
	best := len(policy.Verdicts())
	for i, p := range b.packs {
		var o policy.Outline
		var err error
		if m.Facts != nil {
			o, err = p.OutlineFacts(b.known(i, m.Facts))
		} else {
			o, err = p.Outline(m.Situation)
		}
		if err != nil {
			return s, err
		}
		for k, id := range b.ids[i] {
			s.rules = append(s.rules, RuleValue{Rule: id, Value: o.Rules[k]})
		}
		s.doubt, s.urgency = s.doubt || o.Doubt, s.urgency.Sooner(o.Urgency)
		best = min(best, slices.Index(policy.Verdicts(), o.Verdict))
	}
	s.verdict = policy.NoDuty
	if best < len(policy.Verdicts()) {
		s.verdict = policy.Verdicts()[best]
	}
	return s, nil
}

// known leaves out facts that only another pack asks for.
func (b *bench) known(i int, facts map[policy.Name]string) map[policy.Name]string {
	out := facts
	for name := range facts {
		if b.packs[i].Knows(name) {
			continue
		}
		if len(out) == len(facts) {
			out = maps.Clone(facts)
		}
		delete(out, name)
	}
	return out
}

// determine decides a matter in full.
func (b *bench) determine(m Matter) ([]policy.Determination, error) {
	var out []policy.Determination
	for i, p := range b.packs {
		var d policy.Determination
		var err error
		if m.Facts != nil {
			d, err = p.DetermineFacts(b.known(i, m.Facts), m.Situation.At)
		} else {
			d, err = p.Determine(m.Situation)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// findings gives all rules with what decided them.
func findings(all []policy.Determination) []policy.Finding {
	var out []policy.Finding
	for _, d := range all {
		out = append(out, d.Findings...)
	}
	return out
}

// stored is the outline of what was found at the time.
func stored(all []policy.Determination) sheet {
	s := sheet{verdict: policy.Overall(all), given: all}
	for _, d := range all {
		s.doubt, s.urgency = s.doubt || d.Doubt, s.urgency.Sooner(d.Urgency)
		for _, f := range d.Findings {
			s.rules = append(s.rules, RuleValue{Rule: f.Rule, Value: f.Value})
		}
	}
	return s
}

// Replay decides matters again under other packs, one after the other, and calls
// each for those whose verdict changes, with the rules that differ and the facts
// that decided. A matter that was decided keeps what was found at its time; one
// that was not is asked of the packs before.
func Replay(before, after []*policy.Pack, matters iter.Seq2[Matter, error], each func(Outcome) error) (Summary, error) {
	was, is := newBench(before), newBench(after)
	sum := Summary{
		Before: was.refs(), After: is.refs(), Rules: map[string]int{},
		Matrix: map[policy.Verdict]map[policy.Verdict]int{}, Handling: handling(before, after),
	}
	for m, err := range matters {
		if err != nil {
			return sum, err
		}
		if err := sum.one(m, was, is, each); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// one decides one matter under both.
func (sum *Summary) one(m Matter, was, is *bench, each func(Outcome) error) error {
	sum.Total++
	old, err := stored(m.Was), error(nil)
	if len(m.Was) == 0 {
		old, err = was.outline(m)
	}
	now, other := is.outline(m)
	for _, err := range []error{err, other} {
		if _, refused := asRefusal(err); refused {
			sum.Refused++
			return nil
		} else if err != nil {
			return fmt.Errorf("deciding %s again: %w", m.ID, err)
		}
	}
	if sum.Matrix[old.verdict] == nil {
		sum.Matrix[old.verdict] = map[policy.Verdict]int{}
	}
	sum.Matrix[old.verdict][now.verdict]++
	if old.verdict == now.verdict {
		if old.shifts(now) {
			sum.Shifted++
		}
		return nil
	}
	o := Outcome{ID: m.ID, Was: old.verdict, Is: now.verdict}
	if err := o.why(m, was, is, old); err != nil {
		return fmt.Errorf("saying why %s changes: %w", m.ID, err)
	}
	sum.Changed++
	if o.Silences() {
		sum.Silenced++
	}
	if o.Calls() {
		sum.Called++
	}
	for _, r := range o.Rules {
		sum.Rules[r.Rule]++
	}
	return each(o)
}

// shifts reports whether the doubt, the urgency or a rule that both have differs.
func (s sheet) shifts(o sheet) bool {
	differs := func(v RuleValue) bool {
		i := slices.IndexFunc(o.rules, func(w RuleValue) bool { return w.Rule == v.Rule })
		return i >= 0 && o.rules[i].Value != v.Value
	}
	return s.doubt != o.doubt || s.urgency != o.urgency || slices.ContainsFunc(s.rules, differs)
}

// why gathers the rules that differ: those of both with another value, and those
// of one alone that stand in the way of a warning.
func (o *Outcome) why(m Matter, was, is *bench, old sheet) error {
	given := old.given
	if given == nil {
		var err error
		if given, err = was.determine(m); err != nil {
			return err
		}
	}
	now, err := is.determine(m)
	if err != nil {
		return err
	}
	before, after := findings(given), findings(now)
	find := func(all []policy.Finding, rule string) int {
		return slices.IndexFunc(all, func(f policy.Finding) bool { return f.Rule == rule })
	}
	for _, f := range before {
		c := RuleChange{Rule: f.Rule, Was: f.Value.String(), Before: f.Because}
		if i := find(after, f.Rule); i >= 0 {
			if after[i].Value == f.Value {
				continue
			}
			c.Is, c.After = after[i].Value.String(), after[i].Because
		} else if !stands(f, o.Was) {
			continue
		}
		o.Rules = append(o.Rules, c)
	}
	for _, f := range after {
		if find(before, f.Rule) < 0 && stands(f, o.Is) {
			o.Rules = append(o.Rules, RuleChange{Rule: f.Rule, Is: f.Value.String(), After: f.Because})
		}
	}
	if len(o.Rules) == 0 {
		o.Mode = fmt.Sprintf("no rule stands in the way under either; %s, and %s", modes(was.packs), modes(is.packs))
	}
	return nil
}

// stands reports whether a rule stands in the way of a warning, where the verdict
// is against one.
func stands(f policy.Finding, v policy.Verdict) bool {
	return !v.Calls() && (f.Value == tocsin.No || v == policy.Prohibited && f.Value != tocsin.Yes)
}
