package release

import (
	"cmp"
	"slices"
)

// A query is one question to the lattice: which release is best among those that
// hold what it asks.
type query struct {
	// covered asks for public facts alone; bars is how many barred options are
	// borne; least is how many people must be left in the binding mode.
	covered bool
	bars    int
	least   int
	// floor are needs that must be met; goals are sets of needs of which one must
	// be, where there are any.
	floor uint64
	goals []uint64
	// many asks first for the most people, then for worth; otherwise it is the other
	// way round.
	many bool
}

// A candidate is an option of a fact in a query; option 0 withholds it.
type candidate struct {
	option
	at int
	// alone and paired are how many people it costs at least.
	alone, paired int
}

// A found release, as the number of the option of each fact.
type found struct {
	chosen        []int
	worth, people int
}

// A solver answers one query. It goes through the facts, those that can be worth
// most first, and through the options of each, those worth most first; of
// releases that are as good as each other it keeps the first.
type solver struct {
	*lattice
	query

	// order are the facts in the order of search, pool the candidates of each.
	order []int
	pool  [][]candidate
	// can are the needs that can be met from a depth on.
	can   []uint64
	bound bound
	// in are the circles exposed so far, chosen the options.
	in     []bool
	chosen []int
	best   found
	// warm is true while the best is what the search started from.
	warm bool
	// nodes were visited; limit is the effort that may be spent, and cut the most
	// that a branch which was left for want of effort could have been worth, -1 for
	// none.
	nodes, limit int
	cut          int
}

// solve answers a query.
func (l *lattice) solve(q query, limit int) *solver {
	q.least = max(q.least, 1)
	s := &solver{lattice: l, query: q, limit: limit, cut: -1}
	l.crowd.steps = 0
	s.in, s.chosen = slices.Clone(l.earlier), make([]int, len(l.facts))
	s.draw()
	s.cost()
	s.bound = newBound(s)
	s.start()
	s.search(0, state{people: Everybody})
	return s
}

// found reports whether any release holds what the query asks.
func (s *solver) found() bool { return s.best.chosen != nil }

// exact reports whether no branch was left for want of effort.
func (s *solver) exact() bool { return s.cut < 0 }

// effort is what has been spent: steps of counting, and so many for each branch.
func (s *solver) effort() int { return s.crowd.steps + s.nodes*branchEffort }

// draw picks the candidates of each fact and the order of search.
func (s *solver) draw() {
	s.order = make([]int, len(s.facts))
	pool := make([][]candidate, len(s.facts))
	most := make([]int, len(s.facts))
	for i, options := range s.facts {
		s.order[i] = i
		pool[i] = []candidate{{option: option{circle: -1}}}
		for j, o := range options {
			if o.barred && s.bars == 0 || s.covered && !o.covered {
				continue
			}
			most[i] = max(most[i], o.worth)
			pool[i] = append(pool[i], candidate{option: o, at: j + 1})
		}
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })
	s.pool = make([][]candidate, len(pool))
	s.can = make([]uint64, len(pool)+1)
	for d, i := range s.order {
		slices.SortStableFunc(pool[i], func(a, b candidate) int { return cmp.Compare(b.worth, a.worth) })
		s.pool[d] = s.worthwhile(pool[i])
	}
	for d := len(s.order) - 1; d >= 0; d-- {
		s.can[d] = s.can[d+1]
		for _, c := range s.pool[d] {
			s.can[d] |= c.needs
		}
	}
}

// worthwhile leaves out candidates that leave too few people alone with the
// series, and those before which another stands that is at least as good in
// every way.
func (s *solver) worthwhile(pool []candidate) []candidate {
	var kept []candidate
	for _, c := range pool {
		if c.circle >= 0 {
			was := s.in[c.circle]
			s.in[c.circle] = true
			few := s.crowd.people(s.in, s.Binding) < s.least
			s.in[c.circle] = was
			if few {
				continue
			}
		}
		if !slices.ContainsFunc(kept, func(o candidate) bool { return s.beats(o, c) }) {
			kept = append(kept, c)
		}
	}
	return kept
}

// beats reports whether a candidate that stands before another meets all its
// needs, exposes no more and breaks no more. It is worth as much: they stand in
// the order of worth.
func (s *solver) beats(o, c candidate) bool {
	exposes := o.circle >= 0 && (c.circle < 0 || !s.crowd.holds(o.circle, c.circle))
	return !exposes && c.needs&^o.needs == 0 && (!o.barred || c.barred)
}

// A state is a branch: what has been chosen down to it.
type state struct {
	worth, people int
	// paid are the people that its options cost for sure.
	paid int
	have uint64
	bars int
}

// search goes through all releases that begin with the chosen options.
func (s *solver) search(depth int, at state) {
	s.nodes++
	if depth == len(s.order) {
		s.keep(at)
		return
	}
	if !s.reaches(at.have | s.can[depth]) {
		return
	}
	reach := s.reach(depth, at)
	if !s.better(reach, at.people) {
		return
	}
	if s.effort() > s.limit {
		s.cut = max(s.cut, reach)
		return
	}
	for _, c := range s.pool[depth] {
		s.try(depth, at, c)
	}
}

// try goes into the branch of one candidate, unless it cannot be taken.
func (s *solver) try(depth int, at state, c candidate) {
	next, ok := s.take(at, c)
	if !ok {
		return
	}
	if c.circle >= 0 {
		was := s.in[c.circle]
		s.in[c.circle] = true
		defer func() { s.in[c.circle] = was }()
	}
	s.chosen[s.order[depth]] = c.at
	s.search(depth+1, next)
	s.chosen[s.order[depth]] = 0
}

// take gives the branch of one more candidate, unless it breaks too much or leaves
// too few people.
func (s *solver) take(at state, c candidate) (state, bool) {
	at.worth, at.paid, at.have = at.worth+c.worth, at.paid+c.paired, at.have|c.needs
	if c.barred {
		at.bars++
	}
	if c.circle >= 0 && (!s.in[c.circle] || at.people == Everybody) {
		was := s.in[c.circle]
		s.in[c.circle] = true
		at.people = s.crowd.people(s.in, s.Binding)
		s.in[c.circle] = was
	}
	return at, at.bars <= s.bars && at.people >= s.least
}

// reaches reports whether needs are enough for what the query asks.
func (s *solver) reaches(needs uint64) bool {
	enough := func(goal uint64) bool { return goal&^needs == 0 }
	return enough(s.floor) && (len(s.goals) == 0 || slices.ContainsFunc(s.goals, enough))
}

// better reports whether so much worth and so many people are better than the
// best found.
func (s *solver) better(worth, people int) bool {
	if !s.found() {
		return true
	}
	byWorth, byPeople := cmp.Compare(worth, s.best.worth), cmp.Compare(people, s.best.people)
	by := cmp.Or(byWorth, byPeople)
	if s.many {
		by = cmp.Or(byPeople, byWorth)
	}
	return by > 0 || by == 0 && s.warm
}

// keep takes a whole release if it is the best so far.
func (s *solver) keep(at state) {
	if s.reaches(at.have) && s.better(at.worth, at.people) {
		s.warm = false
		s.best = found{chosen: slices.Clone(s.chosen), worth: at.worth, people: at.people}
	}
}
