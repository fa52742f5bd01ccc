package release

import (
	"fmt"
	"slices"
)

// A node is a circle, or the people who are in both circles of an overlap.
type node struct {
	name string
	size int
	// most is how many they can be at most, by their own count or that of a circle
	// around them; 0 where nobody knows.
	most int
	// up is the smallest circle around it, -1 for none.
	up int
}

// A pair is a declared overlap: its circles, the node that stands for both, and
// the circles in which its people lie.
type pair struct {
	a, b, both int
	covers     []int
}

// A crowd is all circles of a problem, ready to be counted.
type crowd struct {
	nodes []node
	// rising lists the nodes so that each stands before the circle around it.
	rising []int
	pairs  []pair
	// sum and count are scratch for the counting, and always left empty; stand and
	// lain are scratch of what overlaps stand for.
	sum, count []int
	stand      []bool
	lain       []int
	// steps counts the nodes that were looked at.
	steps int
}

// newCrowd builds the crowd of circles and overlaps.
func newCrowd(circles []Circle, overlaps []Overlap) (*crowd, error) {
	c := &crowd{nodes: make([]node, 0, len(circles)+len(overlaps))}
	at, err := c.seat(circles)
	if err != nil {
		return nil, err
	}
	if err := c.settle(); err != nil {
		return nil, err
	}
	for i, o := range overlaps {
		if err := c.join(at, o); err != nil {
			return nil, fmt.Errorf("overlap %d: %w", i+1, err)
		}
	}
	c.order()
	c.clear()
	for i, p := range c.pairs {
		for at := range circles {
			if c.holds(at, p.a) || c.holds(at, p.b) {
				c.pairs[i].covers = append(c.pairs[i].covers, at)
			}
		}
	}
	return c, nil
}

// seat gives each circle its node, within that of the circle around it.
func (c *crowd) seat(circles []Circle) (map[string]int, error) {
	at := make(map[string]int, len(circles))
	for i, circle := range circles {
		if _, twice := at[circle.Name]; twice || circle.Name == "" {
			return nil, fmt.Errorf("circle %d has no name of its own", i+1)
		}
		if circle.Size < 1 || circle.Size > Everybody || circle.Most < 0 || circle.Most > Everybody {
			return nil, fmt.Errorf("circle %d has a size that cannot be: the source is one of them", i+1)
		}
		at[circle.Name] = i
		c.nodes = append(c.nodes, node{name: circle.Name, size: circle.Size, most: circle.Most, up: -1})
	}
	for i, circle := range circles {
		up, ok := at[circle.Within]
		switch {
		case circle.Within == "":
		case !ok:
			return nil, fmt.Errorf("circle %d lies within one that is not there", i+1)
		default:
			c.nodes[i].up = up
		}
	}
	return at, nil
}

// settle holds that the way up ends and grows, and brings what is known of the
// most people of a circle down to those within it.
func (c *crowd) settle() error {
	for i := range c.nodes {
		if err := c.climb(i); err != nil {
			return err
		}
	}
	// A circle is settled from the top down, so that the way up is short.
	settled := make([]bool, len(c.nodes))
	for i := range c.nodes {
		c.bringDown(i, settled)
	}
	for i, n := range c.nodes {
		if n.most > 0 && n.size > n.most {
			return fmt.Errorf("circle %d has more people at least than at most", i+1)
		}
	}
	return nil
}

// climb holds that the way up from a circle ends, and that circles grow on it.
func (c *crowd) climb(from int) error {
	steps := 0
	for at := from; c.nodes[at].up >= 0; at = c.nodes[at].up {
		if steps++; steps > len(c.nodes) {
			return fmt.Errorf("circle %d lies within itself", from+1)
		}
		if c.nodes[at].size > c.nodes[c.nodes[at].up].size {
			return fmt.Errorf("circle %d has more people than the one around it", at+1)
		}
	}
	return nil
}

// bringDown gives a circle the most people that those around it allow.
func (c *crowd) bringDown(at int, settled []bool) {
	up := c.nodes[at].up
	if settled[at] || up < 0 {
		return
	}
	settled[at] = true
	c.bringDown(up, settled)
	if m := c.nodes[up].most; m > 0 && (c.nodes[at].most == 0 || m < c.nodes[at].most) {
		c.nodes[at].most = m
	}
}

// join adds an overlap. Whoever is in both circles is in every circle around
// both.
func (c *crowd) join(at map[string]int, o Overlap) error {
	a, okA := at[o.A]
	b, okB := at[o.B]
	switch {
	case !okA || !okB || a == b:
		return fmt.Errorf("it is between two circles that are there")
	case o.Least < 1 || o.Least > min(c.nodes[a].size, c.nodes[b].size):
		return fmt.Errorf("%d people in both circles: the source is, and no more than in either", o.Least)
	}
	around := a
	for around >= 0 && !c.holds(around, b) {
		around = c.nodes[around].up
	}
	if around == a || c.holds(b, a) {
		return nil // one lies within the other, which says more
	}
	c.nodes = append(c.nodes, node{size: o.Least, up: around})
	c.pairs = append(c.pairs, pair{a: a, b: b, both: len(c.nodes) - 1})
	return nil
}

// order lists the nodes, the deepest first.
func (c *crowd) order() {
	depth := make([]int, len(c.nodes))
	c.rising = make([]int, len(c.nodes))
	for i := range c.nodes {
		c.rising[i] = i
		for at := c.nodes[i].up; at >= 0; at = c.nodes[at].up {
			depth[i]++
		}
	}
	slices.SortStableFunc(c.rising, func(a, b int) int { return depth[b] - depth[a] })
}

// only gives a crowd that counts some of the circles: without what lies around none
// of them, and without overlaps that could stand for fewer than two.
func (c *crowd) only(circles []bool) *crowd {
	some := &crowd{nodes: c.nodes}
	keep := slices.Clone(circles)
	for _, p := range c.pairs {
		told := 0
		for _, at := range p.covers {
			if circles[at] {
				told++
			}
		}
		if told > 1 {
			some.pairs = append(some.pairs, p)
			keep[p.both] = true
		}
	}
	for _, at := range c.rising {
		if !keep[at] {
			continue
		}
		some.rising = append(some.rising, at)
		if up := c.nodes[at].up; up >= 0 {
			keep[up] = true
		}
	}
	some.clear()
	return some
}

// clear makes the scratch.
func (c *crowd) clear() {
	c.sum, c.count = make([]int, len(c.nodes)), make([]int, len(c.nodes))
	c.stand = make([]bool, len(c.nodes))
}

// holds reports whether circle a is b or lies around it.
func (c *crowd) holds(a, b int) bool {
	for b >= 0 && b != a {
		b = c.nodes[b].up
	}
	return b == a
}

// nested counts as if the smallest of the circles lay within all others.
func (c *crowd) nested(in []bool) int {
	least := Everybody
	for i, is := range in {
		if is {
			least = min(least, c.nodes[i].size)
		}
	}
	return least
}

// worst counts who is in all of the circles at least: the best of what their
// sizes force, and of what declared overlaps force when they stand for the
// circles that they lie in.
func (c *crowd) worst(in []bool) int {
	best := c.forced(in)
	if len(c.pairs) == 0 {
		return best
	}
	copy(c.stand, in)
	return c.stood(0, best)
}

// stood tries every overlap from one on, standing for circles or not. One that
// stands for a single circle says no more than the circle does.
func (c *crowd) stood(from, best int) int {
	for i := from; i < len(c.pairs); i++ {
		p, start := &c.pairs[i], len(c.lain)
		c.steps += len(p.covers)
		for _, at := range p.covers {
			if c.stand[at] {
				c.lain = append(c.lain, at)
			}
		}
		lain := c.lain[start:]
		if len(lain) < 2 {
			c.lain = c.lain[:start]
			continue
		}
		for _, at := range lain {
			c.stand[at] = false
		}
		c.stand[p.both] = true
		best = c.stood(i+1, max(best, c.forced(c.stand)))
		c.stand[p.both] = false
		for _, at := range lain {
			c.stand[at] = true
		}
		c.lain = c.lain[:start]
	}
	return best
}

// forced counts who is in all of the circles by their sizes alone. Those within
// one circle that has at most so many people share at least what their sizes
// leave over when all who are missing from one are different people
// (Bonferroni); they are taken together in the smallest circle around them,
// where that says most. A circle around another says nothing more. Where nobody
// knows how many a circle has at most, only the source is sure.
func (c *crowd) forced(in []bool) int {
	tops, value := 0, Everybody
	c.steps += len(c.rising)
	for _, at := range c.rising {
		var v int
		switch n := c.nodes[at]; {
		case c.count[at] > 0:
			v = shared(c.sum[at], c.count[at], n.most)
		case in[at]:
			v = n.size
		default:
			continue
		}
		c.sum[at], c.count[at] = 0, 0
		if up := c.nodes[at].up; up >= 0 {
			c.sum[up] += v
			c.count[up]++
			continue
		}
		tops++
		value = v
	}
	if tops > 1 {
		return 1
	}
	return value
}

// shared is how many people several sets have in common at least that have so
// many together and lie among at most so many.
func shared(sum, sets, most int) int {
	switch {
	case sets == 1:
		return sum
	case most == 0:
		return 1
	}
	return max(1, sum-(sets-1)*most)
}
