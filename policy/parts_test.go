package policy

import (
	"testing"

	"example.org/tocsin"
)

// kleene gives the value of an expression where only the leaves of some texts
// have theirs, and all others are unknown.
func (s *state) kleene(l *logic, text string, has map[string]bool) tocsin.Tri {
	switch l.op {
	case opNot:
		return s.kleene(l.kids[0], l.text, has).Not()
	case opAnd:
		v := tocsin.Yes
		for _, kid := range l.kids {
			v = v.And(s.kleene(kid, kid.text, has))
		}
		return v
	case opOr:
		v := tocsin.No
		for _, kid := range l.kids {
			v = v.Or(s.kleene(kid, kid.text, has))
		}
		return v
	case opLeaf, opSome, opEvery:
	}
	if l.term >= 0 {
		t := s.pack.Terms[s.pack.facts[l.term].term].logic
		return s.kleene(t, t.text, has)
	}
	if has[text] || has[l.text] {
		return s.results[l.number]
	}
	return tocsin.Unknown
}

// TestNoIdlePart holds that each part which an explanation names has a part in it:
// together they settle the expression, each of them settles or had to agree to what
// it is part of, and where nothing settles it each of them is unknown.
func TestNoIdlePart(t *testing.T) {
	t.Parallel()
	r := chance(t)
	var all []*Pack
	for _, id := range packIDs {
		all = append(all, readPack(t, id))
	}
	all = append(all, packOf(t, randomTerms(r, 25)), packOf(t, randomTerms(r, 25)))
	for _, p := range all {
		for range 150 {
			values := drawValues(r, p)
			s := p.newState(values)
			for _, test := range p.tests {
				s.noIdle(t, test.holds, values)
			}
			for _, term := range p.Terms {
				s.noIdle(t, term.logic, values)
			}
		}
	}
}

func (s *state) noIdle(t *testing.T, l *logic, values []Value) {
	t.Helper()
	s.eval(l)
	w := &why{state: s, values: values}
	w.tell(l)
	var named []string
	for _, p := range w.parts {
		if p.Term != "" {
			continue // its own parts follow
		}
		if named = append(named, p.Expression); s.results[l.number] == tocsin.Unknown && p.Value != tocsin.Unknown {
			t.Fatalf("%s is unknown because %s is %s", l.text, p.Expression, p.Value)
		}
	}
	if s.results[l.number] == tocsin.Unknown {
		return
	}
	has := map[string]bool{}
	for _, text := range named {
		has[text] = true
	}
	if s.kleene(l, l.text, has) != s.results[l.number] {
		t.Fatalf("%s is %s, which %v do not settle", l.text, s.results[l.number], named)
	}
	carrying := map[string]bool{}
	s.carry(l, l.text, carrying)
	for _, text := range named {
		if !carrying[text] {
			t.Fatalf("%s is %s by %v, of which %s is idle", l.text, s.results[l.number], named, text)
		}
	}
}

// carry notes the leaves that carry the value of an expression: those that settle
// by themselves what they are part of, up to the whole, or that all had to agree.
func (s *state) carry(l *logic, text string, out map[string]bool) {
	switch l.op {
	case opNot:
		s.carry(l.kids[0], l.text, out)
		return
	case opAnd, opOr:
		settling := tocsin.No
		if l.op == opOr {
			settling = tocsin.Yes
		}
		for _, kid := range l.kids {
			if v := s.results[l.number]; v != settling || s.results[kid.number] == settling {
				s.carry(kid, kid.text, out)
			}
		}
		return
	case opLeaf, opSome, opEvery:
	}
	if l.term >= 0 {
		t := s.pack.Terms[s.pack.facts[l.term].term].logic
		s.carry(t, t.text, out)
		return
	}
	out[text] = true
	out[l.text] = true // below two negations
}
