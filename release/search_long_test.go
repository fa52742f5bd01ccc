//go:build long

package release

import (
	"slices"
	"testing"
)

// TestLatticesLong holds the searches of the benchmark, at 8 facts, against every
// one of 1,679,616 releases.
func TestLatticesLong(t *testing.T) {
	t.Parallel()
	for _, c := range lattices {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkExact(t, c.build(8))
		})
	}
}

// TestTwelveByFive holds 12 facts by 5 rungs against all 2,176,782,336 releases.
// Among counted people in one circle each circle costs those who are missing from
// it, so that every release can be counted without the crowd.
func TestTwelveByFive(t *testing.T) {
	t.Parallel()
	p := countedLattice(12, 1)
	r, err := Search(p)
	if err != nil {
		t.Fatal(err)
	}
	// Each rung has its worth, what it costs, and what of the offer it meets.
	type rung struct{ worth, cost, met int }
	const all = 1000
	var rungs [12][5]rung
	for i, f := range p.Facts {
		for j, o := range f.Options {
			at := slices.IndexFunc(p.Circles, func(c Circle) bool { return c.Name == o.Circle })
			rungs[i][j] = rung{worth: o.Worth, cost: all - p.Circles[at].Size}
			for bit, n := range []Need{p.Floor[0], p.Goals[0][0], p.Goals[0][1]} {
				if n.Field == f.Field && o.Step >= n.Step {
					rungs[i][j].met |= 1 << bit
				}
			}
		}
	}
	// most[k] is the most worth that leaves k people, bit by bit of what the offer
	// must tell.
	var most [8][all + 1]int
	for i := range most {
		for k := range most[i] {
			most[i][k] = -1
		}
	}
	releases := 0
	var walk func(i, worth, left, met int)
	walk = func(i, worth, left, met int) {
		if i == len(rungs) {
			releases++
			k := max(left, 1)
			most[met][k] = max(most[met][k], worth)
			return
		}
		walk(i+1, worth, left, met)
		for _, o := range rungs[i] {
			walk(i+1, worth+o.worth, left-o.cost, met|o.met)
		}
	}
	walk(0, 0, all, 0)
	if releases != 2_176_782_336 {
		t.Fatalf("%d releases", releases)
	}
	best, people := -1, 0
	var front [][2]int
	top := -1
	for k := all; k >= p.Least; k-- {
		if most[7][k] > best {
			best, people = most[7][k], k
		}
		here := -1
		for met := range most {
			here = max(here, most[met][k])
		}
		if here > top {
			top = here
			front = append(front, [2]int{here, k})
		}
	}
	if r.Offered.Worth != best || r.Offered.People.Worst != people || !r.Offered.Actionable || !r.Offered.Floor {
		t.Errorf("the offer is %+v; the best is worth %d and leaves %d", r.Offered, best, people)
	}
	slices.Reverse(front)
	front[len(front)-1][1] = Everybody // nothing told
	var got [][2]int
	for _, f := range r.Frontier {
		got = append(got, [2]int{f.Worth, f.People.Worst})
	}
	if !slices.Equal(got, front) || !r.Whole || !r.Exact {
		t.Errorf("the frontier has %d releases, not %d:\n%v\n%v", len(got), len(front), got, front)
	}
	t.Logf("%d nodes for %d releases, a frontier of %d", r.Nodes, releases, len(front))
}
