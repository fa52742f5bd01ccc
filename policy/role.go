package policy

import (
	"slices"

	"example.org/tocsin"
)

// A Role is what an expression does in a pack.
type Role string

// The roles.
const (
	// RoleRule is a rule of the threshold as a whole, and what lifts a
	// prohibition: its expressions, and the officer's answer before them.
	RoleRule Role = "rule"
	// RoleHolds, RoleFails and RoleTerm are the expressions of rules and terms.
	RoleHolds Role = "holds"
	RoleFails Role = "fails"
	RoleTerm  Role = "is"
	// RoleIf is what a waiver ground asks of the facts.
	RoleIf Role = "if"
	// RoleBranch is a part of the expression of a rule or term that is not
	// divided further.
	RoleBranch Role = "branch"
	// RoleMet is whether no rule of the threshold fails; what is not an axis of
	// the space is unknown to it.
	RoleMet Role = "met"
)

// An Expression is one thing in a pack that is yes, no or unknown.
type Expression struct {
	// Of is the rule, term or ground that it belongs to.
	Of   string `json:"of"`
	Role Role   `json:"role"`
	Text string `json:"text,omitempty"`

	test  *Test
	logic *logic
}

// Expressions lists the expressions of the pack that have a role, in its order.
func (p *Pack) Expressions(role Role) []Expression {
	var out []Expression
	add := func(of, text string, t *Test, l *logic) { out = append(out, Expression{of, role, text, t, l}) }
	for _, t := range p.tests {
		switch {
		case role == RoleRule:
			add(t.ID, "", t, nil)
		case role == RoleHolds:
			add(t.ID, t.Holds, nil, t.holds)
		case role == RoleFails && t.fails != nil:
			add(t.ID, t.Fails, nil, t.fails)
		case role == RoleBranch:
			out = append(out, branches(t.ID, t.holds, t.fails)...)
		}
	}
	for _, i := range p.order {
		switch t := p.Terms[p.facts[i].term]; role {
		case RoleTerm:
			add(string(t.Name), t.Is, nil, t.logic)
		case RoleBranch:
			out = append(out, branches(string(t.Name), t.logic)...)
		case RoleRule, RoleHolds, RoleFails, RoleIf, RoleMet:
		}
	}
	for _, g := range p.Waivers {
		if role == RoleIf && g.when != nil {
			add(g.ID, g.If, nil, g.when)
		}
	}
	if role == RoleMet {
		add(p.Ref.ID, "", nil, nil)
	}
	return out
}

// branches gives the undivided parts of expressions, each once.
func branches(of string, all ...*logic) []Expression {
	var out []Expression
	for _, l := range all {
		if l == nil {
			continue
		}
		for _, part := range l.all() {
			same := func(e Expression) bool { return e.Text == part.text }
			if len(part.kids) == 0 && !slices.ContainsFunc(out, same) {
				out = append(out, Expression{of, RoleBranch, part.text, nil, part})
			}
		}
	}
	return out
}

// roots are the logic of an expression.
func (e Expression) roots() []*logic {
	if e.test == nil {
		return []*logic{e.logic}
	}
	return []*logic{e.test.holds, e.test.fails}
}

// value gives an expression its value.
func (s *state) value(e Expression) tocsin.Tri {
	switch {
	case e.Role == RoleMet:
		met := tocsin.Yes
		for i := range s.pack.Threshold {
			if s.test(&s.pack.Threshold[i]) == tocsin.No {
				met = tocsin.No
			}
		}
		return met
	case e.test != nil:
		return s.test(e.test)
	}
	return s.eval(e.logic)
}

// Evaluate gives the values of expressions over facts in words, as DetermineFacts
// takes them.
func (p *Pack) Evaluate(told map[Name]string, of ...Expression) ([]tocsin.Tri, error) {
	values, err := p.told(told)
	if err != nil {
		return nil, err
	}
	s := p.newState(values)
	out := make([]tocsin.Tri, len(of))
	for i, e := range of {
		out[i] = s.value(e)
	}
	return out, s.err
}

// An Outline is a determination without its explanation, for comparing many.
type Outline struct {
	Verdict Verdict      `json:"verdict"`
	Doubt   bool         `json:"doubt"`
	Urgency Urgency      `json:"urgency"`
	Rules   []tocsin.Tri `json:"rules"`
}

// Outline gives what Determine finds, the values of the rules in the order of
// the findings, and nothing else.
func (p *Pack) Outline(s Situation) (Outline, error) {
	if err := s.Assessment.Check(); err != nil {
		return Outline{}, err
	}
	values, err := p.values(s)
	if err != nil {
		return Outline{}, err
	}
	return p.outline(values)
}

// OutlineFacts gives what DetermineFacts finds, in outline.
func (p *Pack) OutlineFacts(told map[Name]string) (Outline, error) {
	values, err := p.told(told)
	if err != nil {
		return Outline{}, err
	}
	return p.outline(values)
}

func (p *Pack) outline(values []Value) (Outline, error) {
	s := p.newState(values)
	o := Outline{Urgency: p.urgency(values), Rules: s.tests}
	o.Verdict, o.Doubt = p.verdict(s.tests)
	return o, s.err
}

// A Place is a line and a column of a pack's file, from 1 on.
type Place struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Places gives where each rule, term and question stands, by its id or name, and
// each section by its path, such as "/clocks/urgent".
func (p *Pack) Places() map[string]Place {
	out := map[string]Place{}
	var walk func(n *node, path string)
	walk = func(n *node, path string) {
		for _, key := range []string{"id", "name"} {
			if at := n.fields[key]; at != nil && at.scalar {
				out[at.text] = Place{at.line, at.column}
			}
		}
		for _, key := range n.keys {
			at := n.fields[key]
			out[path+"/"+key] = Place{at.line, at.column}
			walk(at, path+"/"+key)
		}
		for _, item := range n.items {
			walk(item, path)
		}
	}
	if root := (&reader{}).tree(p.source); root != nil {
		walk(root, "")
	}
	return out
}

// Knows reports whether facts in words may name a fact.
func (p *Pack) Knows(name Name) bool {
	i, ok := p.byName[name]
	return ok && p.facts[i].term < 0 && name != factHarms
}

// ToWarning lists the stages on the way to a warning, in their order.
func ToWarning() []Stage { return Stages()[:toWarning] }
