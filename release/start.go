package release

// start finds a good release to begin with: at some of the prices, the best option
// of each fact that leaves enough people. What the search finds first that is as
// good takes its place, so that it changes the effort and never the answer.
func (s *solver) start() {
	const every = 4
	for i := 0; i < len(s.bound.alone); i += every {
		s.dive(s.bound.alone[i], func(c candidate) int { return c.alone })
	}
	for i := 0; i < len(s.bound.paired); i += every {
		s.dive(s.bound.paired[i], func(c candidate) int { return c.paired })
	}
}

// dive takes the best option of each fact at a price, and keeps the release if it
// is the best so far.
func (s *solver) dive(p price, cost func(candidate) int) {
	at := state{people: Everybody}
	var exposed []int
	for d := range s.pool {
		c, ok := s.pick(d, &at, func(c candidate) int { return c.worth*p.people - p.worth*cost(c) })
		if !ok {
			continue
		}
		s.chosen[s.order[d]] = c.at
		if c.circle >= 0 && !s.in[c.circle] {
			s.in[c.circle] = true
			exposed = append(exposed, c.circle)
		}
	}
	s.keep(at)
	s.warm = s.found()
	for _, c := range exposed {
		s.in[c] = false
	}
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
		if next, ok := s.take(*at, c); ok {
			best, then, found = c, next, true
		}
	}
	if found {
		*at = then
	}
	return best, found
}
