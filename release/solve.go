package release

import (
	"cmp"
	"slices"
)

// A query is one question to the lattice: which release is best among those that
// hold what it asks.
type query struct {
	// covered asks for public facts alone; bars is how many barred options are
	// borne, open leaves out of them those that nobody may decide otherwise; least
	// is how many people must be left in the binding mode.
	covered bool
	open    bool
	bars    int
	least   int
	// floor are needs that must be met; goals are sets of needs of which one must
	// be, where there are any.
	floor uint64
	goals []uint64
	// many asks first for the most people, then for worth; otherwise it is the other
	// way round.
	many bool
	// any is content with any of the releases that are as good as each other.
	any bool
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
// releases that are as good as each other it keeps the first. Where any of them
// will do it goes through one group after the other.
type solver struct {
	*lattice
	query

	// order are the facts in the order of search, pool the candidates of each.
	order []int
	pool  [][]candidate
	// home is the group in whose bound each fact in the order is.
	home []int
	// can are the needs that can be met from a depth on.
	can    []uint64
	bounds []bound
	// parts are what each group could tell at most if it were alone, and whole is all
	// of them together; there are none where that was not asked.
	parts []part
	whole part
	// in are the circles that each group has exposed so far, marks the way back, and
	// chosen the options.
	in     [][]bool
	marks  []mark
	chosen []int
	// shares has room for what the groups have left at each depth, spare for one
	// more.
	shares [][]share
	spare  []share
	best   found
	// warm is true while the best is what the search started from.
	warm bool
	// nodes were visited; limit is the effort that may be spent, and cut the most
	// that a branch which was left for want of effort could have been worth, -1 for
	// none.
	nodes, limit int
	cut          int
	// spent are the steps of counting that the parts took.
	spent int
}

// solve answers a query.
func (l *lattice) solve(q query, limit int) *solver {
	q.least = max(q.least, 1)
	s := &solver{lattice: l, query: q, limit: limit, cut: -1}
	for i := range l.groups {
		l.groups[i].crowd.steps = 0
		s.in = append(s.in, slices.Clone(l.groups[i].earlier))
	}
	s.chosen, s.home = make([]int, len(l.facts)), make([]int, len(l.facts))
	s.shares, s.spare = make([][]share, len(l.facts)+1), make([]share, len(l.groups))
	for d := range s.shares {
		s.shares[d] = make([]share, len(l.groups))
	}
	s.draw()
	s.cost()
	s.arrange()
	for i := range l.groups {
		s.bounds = append(s.bounds, newBound(s, i))
	}
	s.start()
	if q.any && len(l.groups) > 1 {
		s.separate()
	}
	s.search(0, s.begin())
	return s
}

// found reports whether any release holds what the query asks.
func (s *solver) found() bool { return s.best.chosen != nil }

// exact reports whether no branch was left for want of effort.
func (s *solver) exact() bool { return s.cut < 0 }

// effort is what has been spent: steps of counting, and so many for each branch.
func (s *solver) effort() int {
	steps := s.spent + s.nodes*(branchEffort+groupEffort*(len(s.groups)-1))
	for i := range s.groups {
		steps += s.groups[i].crowd.steps
	}
	return steps
}

// draw picks the candidates of each fact and the order of search.
func (s *solver) draw() {
	s.order = make([]int, len(s.facts))
	pool := make([][]candidate, len(s.facts))
	most := make([]int, len(s.facts))
	for i, options := range s.facts {
		s.order[i] = i
		pool[i] = []candidate{{option: option{circle: -1}}}
		for j, o := range options {
			if o.barred && s.bars == 0 || s.open && o.firm || s.covered && !o.covered {
				continue
			}
			most[i] = max(most[i], o.worth)
			pool[i] = append(pool[i], candidate{option: o, at: j + 1})
		}
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })
	s.pool = make([][]candidate, len(pool))
	for d, i := range s.order {
		slices.SortStableFunc(pool[i], func(a, b candidate) int { return cmp.Compare(b.worth, a.worth) })
		s.pool[d] = s.worthwhile(s.within[i], pool[i])
	}
}

// arrange puts the facts of a group together where the order does not matter, and
// sets what can be met from each depth on.
func (s *solver) arrange() {
	if s.any {
		at := make([]int, len(s.order))
		for d := range at {
			at[d] = d
		}
		slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(s.home[a], s.home[b]) })
		order, pool, home := slices.Clone(s.order), slices.Clone(s.pool), slices.Clone(s.home)
		for d, was := range at {
			s.order[d], s.pool[d], s.home[d] = order[was], pool[was], home[was]
		}
	}
	s.can = make([]uint64, len(s.order)+1)
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
func (s *solver) worthwhile(groups []int, pool []candidate) []candidate {
	var kept []candidate
	for _, c := range pool {
		few := func(group int) bool { return s.count(group, c.circle) < s.least }
		if c.circle >= 0 && slices.ContainsFunc(groups, few) {
			continue
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
	// people are the fewest that any group has left.
	worth, people int
	have          uint64
	bars          int
	// shares are what each group has left.
	shares []share
}

// A share is what one group has left in a branch.
type share struct {
	people int
	// paid are the people that its options cost for sure; worth is what the facts are
	// worth that are in its bound.
	paid, worth int
}

// A mark is a circle that a branch has exposed in a group.
type mark struct{ group, circle int }

// begin gives the branch in which nothing is chosen.
func (s *solver) begin() state {
	for i := range s.shares[0] {
		s.shares[0][i] = share{people: Everybody}
	}
	return state{people: Everybody, shares: s.shares[0]}
}

// count gives how many people a group has left when one more circle is exposed.
func (s *solver) count(group, circle int) int {
	in := s.in[group]
	was := in[circle]
	in[circle] = true
	n := s.groups[group].crowd.people(in, s.Binding)
	in[circle] = was
	return n
}

// expose marks a circle in all groups of a fact.
func (s *solver) expose(depth, circle int) {
	if circle < 0 {
		return
	}
	for _, group := range s.within[s.order[depth]] {
		if !s.in[group][circle] {
			s.in[group][circle] = true
			s.marks = append(s.marks, mark{group, circle})
		}
	}
}

// withdraw takes back all marks but so many.
func (s *solver) withdraw(from int) {
	for _, m := range s.marks[from:] {
		s.in[m.group][m.circle] = false
	}
	s.marks = s.marks[:from]
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
	if !s.promises(reach, at.people) {
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
	next, ok := s.take(depth, at, c)
	if !ok {
		return
	}
	from := len(s.marks)
	s.expose(depth, c.circle)
	s.chosen[s.order[depth]] = c.at
	s.search(depth+1, next)
	s.chosen[s.order[depth]] = 0
	s.withdraw(from)
}

// take gives the branch of one more candidate, unless it breaks too much or leaves
// too few people. What the groups have left stands where that of any other
// candidate at this depth would.
func (s *solver) take(depth int, at state, c candidate) (state, bool) {
	shares := s.shares[depth+1]
	copy(shares, at.shares)
	at.shares = shares
	at.worth, at.have = at.worth+c.worth, at.have|c.needs
	shares[s.home[depth]].paid += c.paired
	shares[s.home[depth]].worth += c.worth
	if c.barred {
		at.bars++
	}
	if c.circle < 0 {
		return at, at.bars <= s.bars && at.people >= s.least
	}
	for _, group := range s.within[s.order[depth]] {
		if !s.in[group][c.circle] || shares[group].people == Everybody {
			shares[group].people = s.count(group, c.circle)
			at.people = min(at.people, shares[group].people)
		}
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
