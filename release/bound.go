package release

import "slices"

// maxPrices is how many prices of a person a bound tries.
const maxPrices = 24

// A bound says how much the facts of one group from a depth on can add at most. It
// is a Lagrangian relaxation: each option costs at least so many people, people
// have a price, and whatever the price is, no release that keeps enough people is
// worth more than the best options at that price and what is left of the people to
// spend. The least of the answers of some prices is taken.
//
// Each fact is in the bound of one group alone, its home, whatever groups count
// it: what a fact costs another group is left out, which only makes the bound
// looser, and so what the groups can add is added up.
//
// Costs are of two kinds. Those of alone are taken from the people who are left in
// the branch; those of paired, which leave room for overlaps, from all that there
// are to begin with, less what the branch has paid.
type bound struct {
	top           int
	alone, paired []price
}

// A price is so much worth for so many people, with what the facts from each
// depth on add at it, times the people.
type price struct {
	worth, people int
	add           []int
}

// newBound makes the bound of a group of a solver whose candidates are drawn.
func newBound(s *solver, group int) bound {
	b, crowd := bound{top: 1}, s.groups[group].crowd
	most := func(at int) {
		n := crowd.nodes[at]
		b.top = max(b.top, n.size)
		if n.up >= 0 {
			b.top = max(b.top, crowd.nodes[n.up].most)
		}
	}
	for _, p := range crowd.pairs {
		most(p.both)
	}
	for d, pool := range s.pool {
		if !s.groups[group].facts[s.order[d]] {
			continue
		}
		for _, c := range pool {
			if c.circle >= 0 {
				most(c.circle)
			}
		}
	}
	b.alone = s.prices(group, func(c candidate) int { return c.alone })
	if len(crowd.pairs) > 0 {
		b.paired = s.prices(group, func(c candidate) int { return c.paired })
	}
	return b
}

// prices draws the prices at which some candidate of a group is worth its cost,
// evenly among all. The first is that of people who cost nothing.
func (s *solver) prices(group int, cost func(candidate) int) []price {
	all := []price{{worth: 0, people: 1}}
	for d, pool := range s.pool {
		for _, c := range pool {
			if s.home[d] == group && cost(c) > 0 && c.worth > 0 {
				all = append(all, price{worth: c.worth, people: cost(c)})
			}
		}
	}
	slices.SortFunc(all, func(a, b price) int { return a.worth*b.people - b.worth*a.people })
	all = slices.CompactFunc(all, func(a, b price) bool { return a.worth*b.people == b.worth*a.people })
	n := min(len(all), maxPrices)
	some := make([]price, 0, n)
	for i := range n {
		p := all[i*len(all)/n]
		p.add = make([]int, len(s.pool)+1)
		for d := len(s.pool) - 1; d >= 0; d-- {
			best := 0
			for _, c := range s.pool[d] {
				if s.home[d] == group {
					best = max(best, c.worth*p.people-p.worth*cost(c))
				}
			}
			p.add[d] = p.add[d+1] + best
		}
		some = append(some, p)
	}
	return some
}

// reach gives how much a branch can be worth at most, or some answer that already
// is no better than what was found.
func (s *solver) reach(depth int, at state) int {
	most := at.worth
	for i := range s.bounds {
		most += s.bounds[i].alone[0].add[depth]
	}
	for i := range s.bounds {
		if !s.promises(most, at.people) {
			return most
		}
		most -= s.bounds[i].spared(s, depth, at, i, most)
	}
	return most
}

// spared is how much less than all that they are worth the facts of a group can
// add, or as much of it as is enough to leave the branch.
func (b *bound) spared(s *solver, depth int, at state, group, most int) int {
	full := b.alone[0].add[depth]
	least, left := full, at.shares[group]
	if len(s.parts) > 0 {
		least = min(full, s.parts[group].worth-left.worth)
	}
	try := func(prices []price, spend int) bool {
		for i := range prices {
			p := &prices[i]
			least = min(least, max(0, (p.add[depth]+p.worth*spend)/p.people))
			if !s.promises(most-full+least, at.people) {
				return false
			}
		}
		return true
	}
	if try(b.alone, min(left.people, b.top)-s.least) {
		try(b.paired, b.top-left.paid-s.least)
	}
	return full - least
}

// cost sets what each candidate costs at least, whatever else is told: the people
// who may be missing from its circle in the circle around it. It is 0 where
// another fact or the series may expose the same circle, one around it or one
// within it, where nobody knows how many people are around it, where circles are
// taken to be nested, and where the source alone is enough: only he is never
// missing.
//
// An overlap that stands for two circles costs no more than both of them, so where
// there is one a circle is sure to pay half of what it costs; alone it pays
// nothing then.
func (s *solver) cost() {
	if s.Binding == Nested || s.least < 2 {
		return
	}
	for d, pool := range s.pool {
		best := -1
		for _, group := range s.within[s.order[d]] {
			sum := 0
			for _, c := range pool {
				alone, paired := s.groups[group].cost(c.circle)
				sum += alone + paired
			}
			if sum > best {
				best, s.home[d] = sum, group
			}
		}
		for j := range pool {
			if best > 0 {
				pool[j].alone, pool[j].paired = s.groups[s.home[d]].cost(pool[j].circle)
			}
		}
	}
}

// cost is what a circle costs a group, alone and paired.
func (g *group) cost(circle int) (alone, paired int) {
	if circle < 0 || !g.loner[circle] {
		return 0, 0
	}
	paired = g.crowd.missing(circle)
	alone = paired
	for _, p := range g.crowd.pairs {
		if slices.Contains(p.covers, circle) {
			alone, paired = 0, min(paired, g.crowd.missing(p.both)/2)
		} else if g.crowd.holds(p.a, circle) || g.crowd.holds(p.b, circle) {
			alone = 0
		}
	}
	return alone, paired
}

// missing is how many people of the circle around a node may be missing from it, 0
// where nobody knows.
func (c *crowd) missing(at int) int {
	n := c.nodes[at]
	if n.up < 0 {
		return 0
	}
	return max(0, c.nodes[n.up].most-n.size)
}

// loners lists the circles that one fact of a group alone can expose, while nothing
// else in it can expose a circle around them or within them.
func (l *lattice) loners(g *group) []bool {
	// here and below are who exposes a circle itself, or any circle within it: the
	// fact, nobody, or many. The series counts as one more.
	const nobody, many = -1, -2
	here, below := make([]int, len(l.crowd.nodes)), make([]int, len(l.crowd.nodes))
	for i := range here {
		here[i], below[i] = nobody, nobody
	}
	join := func(who *int, fact int) {
		if *who == nobody {
			*who = fact
		} else if *who != fact {
			*who = many
		}
	}
	l.exposures(g, func(circle, fact int) {
		join(&here[circle], fact)
		for up := circle; up >= 0; up = l.crowd.nodes[up].up {
			join(&below[up], fact)
		}
	})
	alone := make([]bool, len(l.crowd.nodes))
	for c := range alone {
		fact := below[c]
		alone[c] = fact >= 0 && fact < len(l.facts)
		for up := l.crowd.nodes[c].up; up >= 0; up = l.crowd.nodes[up].up {
			alone[c] = alone[c] && (here[up] == nobody || here[up] == fact)
		}
	}
	return alone
}

// exposures calls for every circle that a fact of a group can expose, and for those
// of its series as of one more fact.
func (l *lattice) exposures(g *group, expose func(circle, fact int)) {
	for c, is := range g.earlier {
		if is {
			expose(c, len(l.facts))
		}
	}
	for i, options := range l.facts {
		for _, o := range options {
			if g.facts[i] && o.circle >= 0 {
				expose(o.circle, i)
			}
		}
	}
}
