package release

// start finds a good release to begin with: at some of the prices, the best option
// of each fact that leaves enough people. What the search finds first that is as
// good takes its place, so that it changes the effort and never the answer.
func (s *solver) start() {
	s.dives(func(b bound) []price { return b.alone }, func(c candidate) int { return c.alone })
	s.dives(func(b bound) []price { return b.paired }, func(c candidate) int { return c.paired })
}

// dives tries prices of one kind, cheap to dear in all groups at once; a group that
// has fewer stays at its last.
func (s *solver) dives(kind func(bound) []price, cost func(candidate) int) {
	const every = 4
	most := 0
	for _, b := range s.bounds {
		most = max(most, len(kind(b)))
	}
	for i := 0; i < most; i += every {
		at := make([]price, len(s.bounds))
		for g, b := range s.bounds {
			at[g].people = 1
			if some := kind(b); len(some) > 0 {
				at[g] = some[min(i, len(some)-1)]
			}
		}
		s.dive(at, cost)
	}
}

// dive takes the best option of each fact at the price of its group, and keeps the
// release if it is the best so far.
func (s *solver) dive(at []price, cost func(candidate) int) {
	now := s.begin()
	for d := range s.pool {
		p := &at[s.home[d]]
		c, ok := s.pick(d, &now, func(c candidate) int { return c.worth*p.people - p.worth*cost(c) })
		if !ok {
			continue
		}
		s.chosen[s.order[d]] = c.at
		s.expose(d, c.circle)
	}
	s.keep(now)
	s.warm = s.found()
	s.withdraw(0)
	clear(s.chosen)
}

// pick gives the candidate of most value that can be taken in a branch, and takes
// it.
func (s *solver) pick(depth int, at *state, value func(candidate) int) (candidate, bool) {
	var best candidate
	var then state
	found := false
	for _, c := range s.pool[depth] {
		if found && value(c) <= value(best) {
			continue
		}
		if next, ok := s.take(depth, *at, c); ok {
			best, then, found = c, next, true
			s.set(depth) // so that what is tried next is not written over it
		}
	}
	if found {
		*at = then
		s.set(depth)
	}
	return best, found
}

// set puts what was written last at a depth aside, or what was put aside back.
func (s *solver) set(depth int) {
	s.shares[depth+1], s.spare = s.spare, s.shares[depth+1]
}
