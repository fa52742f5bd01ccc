package release

import "slices"

// A part is what the facts of one group that are in its bound can be worth at most
// if nothing else is told, and how many people it leaves at most then.
type part struct{ worth, people int }

// separate searches each group by itself. What all of them are worth together no
// release is worth more than; where each fact is in one group alone, the best of
// each together are the best of all.
func (s *solver) separate() {
	chosen := make([]int, len(s.facts))
	s.whole = part{people: Everybody}
	parts := make([]part, 0, len(s.groups))
	for i := range s.groups {
		alone, facts := s.alone(i)
		s.spent += s.groups[i].crowd.steps // which start anew
		one := alone.solve(query{covered: s.covered, bars: s.bars, least: s.least}, s.limit-s.effort())
		p := part{worth: one.best.worth, people: one.best.people}
		if !one.exact() {
			p = part{worth: max(p.worth, one.cut), people: Everybody}
		}
		parts = append(parts, p)
		s.whole.worth += p.worth
		s.whole.people = min(s.whole.people, p.people)
		for j, fact := range facts {
			chosen[fact] = one.best.chosen[j]
		}
		s.nodes += one.nodes
		s.spent += s.groups[i].crowd.steps
		s.groups[i].crowd.steps = 0
	}
	s.parts = parts
	s.join(chosen)
	s.warm = false
}

// alone gives the lattice of the facts that are in the bound of one group, and
// which they are.
func (s *solver) alone(which int) (*lattice, []int) {
	g := s.groups[which]
	l := &lattice{Problem: s.Problem, crowd: s.crowd}
	var facts []int
	g.facts = nil
	for d, fact := range s.order {
		if s.home[d] != which {
			continue
		}
		facts = append(facts, fact)
		counts := slices.Contains(s.within[fact], which)
		g.facts = append(g.facts, counts)
		l.facts = append(l.facts, s.facts[fact])
		l.within = append(l.within, nil)
		if counts {
			l.within[len(l.within)-1] = []int{0}
		}
	}
	l.groups = []group{g}
	return l, facts
}

// join takes a release to begin with, where it can be told.
func (s *solver) join(chosen []int) {
	at := s.begin()
	defer func() { clear(s.chosen); s.withdraw(0) }()
	for d, fact := range s.order {
		i := slices.IndexFunc(s.pool[d], func(c candidate) bool { return c.at == chosen[fact] })
		if i < 0 {
			return // it leaves too few people to another group
		}
		next, ok := s.take(d, at, s.pool[d][i])
		if !ok {
			return
		}
		s.expose(d, s.pool[d][i].circle)
		s.chosen[fact], at = chosen[fact], next
	}
	s.keep(at)
}

// promises reports whether a branch that is worth at most so much, and leaves at
// most so many people, may hold anything better than the best found.
func (s *solver) promises(worth, people int) bool {
	if len(s.parts) > 0 && worth >= s.whole.worth {
		worth, people = s.whole.worth, min(people, s.whole.people)
	}
	return s.better(worth, people)
}
