package release

import "slices"

// maxPrices is how many prices of a person a bound tries.
const maxPrices = 24

// A bound says how much the facts from a depth on can add at most. It is a
// Lagrangian relaxation: each option costs at least so many people, people have a
// price, and whatever the price is, no release that keeps enough people is worth
// more than the best options at that price and what is left of the people to
// spend. The least of the answers of some prices is taken.
type bound struct {
	least, top int
	prices     []price
}

// A price is so much worth for so many people, with what the facts from each
// depth on add at it, times the people.
type price struct {
	worth, people int
	add           []int
}

// newBound makes the bound of a solver whose candidates are drawn.
func newBound(s *solver) bound {
	costs := s.costs()
	b := bound{least: s.least, top: 1}
	prices := []price{{worth: 0, people: 1}}
	for d, pool := range s.pool {
		for j, c := range pool {
			if c.circle >= 0 {
				b.top = max(b.top, s.crowd.nodes[c.circle].size, s.crowd.nodes[c.circle].size+costs[d][j])
			}
			if costs[d][j] > 0 && c.worth > 0 {
				prices = append(prices, price{worth: c.worth, people: costs[d][j]})
			}
		}
	}
	slices.SortFunc(prices, func(a, b price) int { return a.worth*b.people - b.worth*a.people })
	prices = slices.CompactFunc(prices, func(a, b price) bool { return a.worth*b.people == b.worth*a.people })
	for i := range min(len(prices), maxPrices) {
		p := prices[i*len(prices)/min(len(prices), maxPrices)]
		p.add = make([]int, len(s.pool)+1)
		for d := len(s.pool) - 1; d >= 0; d-- {
			best := 0
			for j, c := range s.pool[d] {
				best = max(best, c.worth*p.people-p.worth*costs[d][j])
			}
			p.add[d] = p.add[d+1] + best
		}
		b.prices = append(b.prices, p)
	}
	return b
}

// of gives the bound for the facts from a depth on where so many people are left.
func (b bound) of(depth, people int) int {
	spend := min(people, b.top) - b.least
	least := -1
	for _, p := range b.prices {
		if v := (p.add[depth] + p.worth*spend) / p.people; least < 0 || v < least {
			least = v
		}
	}
	return max(least, 0)
}

// costs gives how many people each candidate costs at least, whatever else is
// told: those who may be missing from its circle in the circle around it. It is
// 0 where another fact or the series may expose the same circle, one around it or
// one within it, where an overlap may save some of them, where circles are taken to
// be nested, and where the source alone is enough: only he is never missing.
func (s *solver) costs() [][]int {
	costs := make([][]int, len(s.pool))
	for d, pool := range s.pool {
		costs[d] = make([]int, len(pool))
		for j, c := range pool {
			if c.circle < 0 || s.Binding == Nested || s.least < 2 {
				continue
			}
			n := s.crowd.nodes[c.circle]
			if n.up >= 0 && s.crowd.nodes[n.up].most > 0 && s.alone(d, c.circle) {
				costs[d][j] = s.crowd.nodes[n.up].most - n.size
			}
		}
	}
	return costs
}

// alone reports whether a circle of the candidates at a depth has nothing to do
// with any other circle that may be exposed.
func (s *solver) alone(depth, circle int) bool {
	kin := func(o int) bool { return s.crowd.holds(o, circle) || s.crowd.holds(circle, o) }
	for o, is := range s.earlier {
		if is && kin(o) {
			return false
		}
	}
	for _, p := range s.crowd.pairs {
		if kin(p.a) || kin(p.b) {
			return false
		}
	}
	for d, pool := range s.pool {
		if d != depth && slices.ContainsFunc(pool, func(c candidate) bool { return c.circle >= 0 && kin(c.circle) }) {
			return false
		}
	}
	return true
}
