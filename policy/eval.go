package policy

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"example.org/tocsin"
)

// A state is one set of values with what follows from them. It is the activation
// of every program, and is used by one goroutine.
type state struct {
	pack *Pack
	vals []ref.Val
	// element and member are what an exists or all looks at.
	element string
	member  ref.Val
	// results are the values of all logic, by number.
	results []tocsin.Tri
	tests   []tocsin.Tri
	// err is the first breakdown: expressions are typed, so there is none unless
	// we broke.
	err error
}

// ResolveName gives the value of a fact to a program.
func (s *state) ResolveName(name string) (any, bool) {
	if s.element != "" && name == s.element {
		return s.member, true
	}
	i, ok := s.pack.byName[Name(name)]
	if !ok {
		return nil, false
	}
	return s.vals[i], true
}

// Parent says that there is nothing beyond.
func (*state) Parent() cel.Activation { return nil } //nolint:ireturn // CEL asks for it

// newState evaluates everything over some values.
func (p *Pack) newState(values []Value) *state {
	s := &state{
		pack: p, vals: make([]ref.Val, len(p.facts)), results: make([]tocsin.Tri, p.nodes), tests: make([]tocsin.Tri, len(p.tests)),
	}
	for i, v := range values {
		s.vals[i] = v.val
		if v.val == nil {
			s.vals[i] = p.facts[i].unknown
		}
	}
	for _, i := range p.order {
		s.settle(i)
	}
	for i, t := range p.tests {
		s.tests[i] = s.test(t)
	}
	return s
}

// settle gives a term its value.
func (s *state) settle(i int) {
	f := s.pack.facts[i]
	switch s.eval(s.pack.Terms[f.term].logic) {
	case tocsin.Yes:
		s.vals[i] = types.True
	case tocsin.No:
		s.vals[i] = types.False
	case tocsin.Unknown:
		s.vals[i] = f.unknown
	}
}

// test gives the value of one rule: the officer's own answer where there is one.
func (s *state) test(t *Test) tocsin.Tri {
	facts := s.factsAlone(t) // also where an answer decides, for the explanation
	if t.question >= 0 {
		if answer := s.tri(s.vals[t.question]); answer != tocsin.Unknown {
			return answer
		}
	}
	return facts
}

// factsAlone gives the value of one rule by its expressions.
func (s *state) factsAlone(t *Test) tocsin.Tri {
	holds := s.eval(t.holds)
	fails := holds.Not()
	if t.fails != nil {
		fails = s.eval(t.fails)
	}
	switch {
	case holds == tocsin.Yes:
		return tocsin.Yes
	case fails == tocsin.Yes:
		return tocsin.No
	}
	return tocsin.Unknown
}

// eval gives the value of an expression by Kleene's rules. It looks at every
// part, so that all of them can be told.
func (s *state) eval(l *logic) tocsin.Tri {
	var v tocsin.Tri
	switch l.op {
	case opLeaf:
		if l.term >= 0 {
			v = s.tri(s.vals[l.term])
		} else {
			v = s.run(l.program)
		}
	case opNot:
		v = s.eval(l.kids[0]).Not()
	case opAnd:
		v = tocsin.Yes
		for _, kid := range l.kids {
			v = v.And(s.eval(kid))
		}
	case opOr:
		v = tocsin.No
		for _, kid := range l.kids {
			v = v.Or(s.eval(kid))
		}
	case opSome, opEvery:
		v, _ = s.members(l)
	}
	s.results[l.number] = v
	return v
}

// run evaluates one program.
func (s *state) run(program cel.Program) tocsin.Tri {
	v, _, err := program.Eval(s)
	if err != nil {
		s.fail(err)
		return tocsin.Unknown
	}
	return s.tri(v)
}

// fail keeps the first breakdown.
func (s *state) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("evaluating a rule of %s: %w", s.pack.Ref.ID, err)
	}
}

// tri turns what a program gives into an answer.
func (s *state) tri(v ref.Val) tocsin.Tri {
	switch b := v.(type) {
	case types.Bool:
		return tocsin.TriOf(bool(b))
	case *types.Unknown:
		return tocsin.Unknown
	}
	s.fail(fmt.Errorf("a rule gives a %s", v.Type().TypeName()))
	return tocsin.Unknown
}

// members evaluates an exists or all member by member, which keeps what CEL's
// own evaluation forgets: the member that decided.
func (s *state) members(l *logic) (v tocsin.Tri, decided string) {
	list, _, err := l.program.Eval(s)
	if err != nil {
		s.fail(err)
		return tocsin.Unknown, ""
	}
	if types.IsUnknown(list) {
		return tocsin.Unknown, ""
	}
	words, err := list.ConvertToNative(wordsType)
	if err != nil {
		s.fail(err)
		return tocsin.Unknown, ""
	}
	element, member := s.element, s.member
	defer func() { s.element, s.member = element, member }()
	v, want := tocsin.No, tocsin.Yes
	if l.op == opEvery {
		v, want = tocsin.Yes, tocsin.No
	}
	for _, w := range words.([]string) { //nolint:errcheck // the type that was asked for
		s.element, s.member = l.element, types.String(w)
		one := s.run(l.each)
		if one == want {
			return want, w
		}
		if one == tocsin.Unknown && v != tocsin.Unknown {
			v, decided = tocsin.Unknown, w
		}
	}
	return v, decided
}

// verdict gives what follows from the values of the rules, and whether doubt was
// resolved in favor of informing.
func (p *Pack) verdict(tests []tocsin.Tri) (Verdict, bool) {
	all, scope := tocsin.Yes, tocsin.Yes
	for i, t := range p.Threshold {
		all = all.And(tests[i])
		if t.Scope {
			scope = scope.And(tests[i])
		}
	}
	doubt := all == tocsin.Unknown
	switch {
	case scope == tocsin.No:
		return OutOfScope, false
	case all == tocsin.No:
		return NoDuty, false
	case p.Mode == Shall:
		return Duty, doubt
	case p.Unless != nil && tests[len(tests)-1] != tocsin.Yes:
		return Prohibited, doubt
	}
	return Permitted, doubt
}
