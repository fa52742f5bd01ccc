package release

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"example.org/tocsin/report"
)

// lattices are problems of so many facts by five rungs, from easy to hard.
var lattices = []struct {
	name  string
	build func(facts int) Problem
}{
	{"nested", nestedLattice},
	{"unknown", unknownLattice},
	{"one", func(n int) Problem { return countedLattice(n, 1) }},
	{"four", func(n int) Problem { return countedLattice(n, 4) }},
	{"overlaps", overlapLattice},
	{"mixed", mixedLattice},
}

// rungLattice is facts by five rungs, each known by the circle that a function
// names, worth more the finer.
func rungLattice(facts int, circle func(fact, step int) string) []Fact {
	d := seeded(7)
	var all []Fact
	for i := range facts {
		f := Fact{Name: fmt.Sprint("f", i), Field: fields[i%len(fields)]}
		worth := 0
		for step := 1; step <= 5; step++ {
			worth += d(5, 25)
			f.Options = append(f.Options, Option{Rung: report.Rung(fmt.Sprint("r", step)), Step: step, Worth: worth, Circle: circle(i, step)})
		}
		all = append(all, f)
	}
	return all
}

// asks are what every lattice asks for.
func asks(least int) Settings {
	return Settings{
		Least: least, Near: 3 * least, Cover: 10, Binding: Worst,
		Floor: []Need{{report.FieldAct, 1}}, Goals: [][]Need{{{report.FieldPlace, 2}, {report.FieldTime, 2}}},
	}
}

// nestedLattice has five circles, each within the next.
func nestedLattice(facts int) Problem {
	p := Problem{Settings: asks(20)}
	for step, size := range []int{5000, 800, 120, 25, 3} {
		c := Circle{Name: fmt.Sprint("c", step+1), Size: size}
		if step > 0 {
			c.Within = fmt.Sprint("c", step)
		}
		p.Circles = append(p.Circles, c)
	}
	p.Facts = rungLattice(facts, func(_, step int) string { return fmt.Sprint("c", step) })
	return p
}

// unknownLattice has a ladder of circles a fact, and nobody knows how any of them
// overlaps those of another fact.
func unknownLattice(facts int) Problem {
	p := Problem{Settings: asks(20)}
	p.Facts = rungLattice(facts, func(i, step int) string { return fmt.Sprintf("c%d.%d", i, step) })
	d := seeded(8)
	for i := range facts {
		size := 5000
		for step := 1; step <= 5; step++ {
			c := Circle{Name: fmt.Sprintf("c%d.%d", i, step), Size: size}
			if step > 1 {
				c.Within = fmt.Sprintf("c%d.%d", i, step-1)
			}
			p.Circles = append(p.Circles, c)
			size = size * d(20, 90) / 100
		}
	}
	return p
}

// countedLattice has a ladder of circles a fact among a thousand counted people,
// who fall into so many counted circles: how much each rung costs is another
// knapsack.
func countedLattice(facts, groups int) Problem {
	p := unknownLattice(facts)
	d := seeded(9)
	p.Circles = []Circle{{Name: "all", Size: 1000, Most: 1000}}
	for g := range groups {
		p.Circles = append(p.Circles, Circle{Name: fmt.Sprint("g", g), Size: 1000 - 20*(groups-1), Most: 1000 - 20*(groups-1), Within: "all"})
	}
	for i := range facts {
		size, up := p.Circles[1].Size-d(0, 20), fmt.Sprint("g", i%groups)
		for step := 1; step <= 5; step++ {
			c := Circle{Name: fmt.Sprintf("c%d.%d", i, step), Size: size, Within: up}
			p.Circles = append(p.Circles, c)
			up = c.Name
			size -= d(5, 60)
		}
	}
	return p
}

// overlapLattice is counted, and ten pairs are known to overlap more.
func overlapLattice(facts int) Problem {
	p := countedLattice(facts, 1)
	for i := range min(maxOverlaps, facts-1) {
		o := Overlap{A: fmt.Sprintf("c%d.3", i), B: fmt.Sprintf("c%d.3", i+1)}
		sizes := map[string]int{}
		for _, c := range p.Circles {
			sizes[c.Name] = c.Size
		}
		o.Least = min(sizes[o.A], sizes[o.B]) - 15
		p.Overlaps = append(p.Overlaps, o)
	}
	return p
}

// mixedLattice is counted, but facts share circles, so that no rung has a cost of
// its own.
func mixedLattice(facts int) Problem {
	p := countedLattice(facts, 2)
	d := seeded(10)
	for i := range p.Facts {
		for j := range p.Facts[i].Options {
			p.Facts[i].Options[j].Circle = fmt.Sprintf("c%d.%d", d(0, facts-1), min(5, max(1, j+d(0, 2))))
		}
	}
	return p
}

// sourced gives a lattice whose facts come from so many sources in turn; of every
// fourth nobody knows the source where that is asked for.
func sourced(p Problem, sources int, unknown bool) Problem {
	p.Facts = slices.Clone(p.Facts)
	for i := range p.Facts {
		p.Facts[i].Source = fmt.Sprint("s", i%sources)
		if unknown && i%4 == 3 {
			p.Facts[i].Source = ""
		}
	}
	return p
}

// mixes are how many sources lattices are drawn from, and whether some facts are
// of none that is known.
var mixes = []struct {
	sources int
	unknown bool
}{{2, false}, {2, true}, {3, false}, {3, true}}

// BenchmarkSearchSources measures what BenchmarkSearch does, of facts from several
// sources.
func BenchmarkSearchSources(b *testing.B) {
	for _, c := range lattices {
		for _, m := range mixes {
			p := sourced(c.build(12), m.sources, m.unknown)
			b.Run(fmt.Sprintf("%s/%d/%v", c.name, m.sources, m.unknown), func(b *testing.B) { benchLattice(b, p) })
		}
	}
}

// BenchmarkSearch measures 12 facts by 5 rungs, 6^12 = 2,176,782,336 releases: the
// offer alone, and all that a search answers, the frontier with it.
func BenchmarkSearch(b *testing.B) {
	for _, c := range lattices {
		b.Run(c.name, func(b *testing.B) { benchLattice(b, c.build(12)) })
	}
}

// benchLattice measures the offer of one lattice, and all that a search answers.
func benchLattice(b *testing.B, p Problem) {
	b.Helper()
	b.Run("offer", func(b *testing.B) {
		nodes := 0
		for b.Loop() {
			l, err := compile(p)
			if err != nil {
				b.Fatal(err)
			}
			h := &hunt{lattice: l, limit: defaultEffort, exact: true}
			if h.offer(); !h.exact {
				b.Error("the offer is not exact")
			}
			nodes = h.nodes
		}
		tell(b, nodes)
	})
	b.Run("all", func(b *testing.B) {
		var r Result
		for b.Loop() {
			r = benchSearch(b, p)
		}
		tell(b, r.Nodes)
		b.ReportMetric(float64(len(r.Frontier)), "frontier")
		whole := 0.0
		if r.Whole {
			whole = 1
		}
		b.ReportMetric(whole, "whole")
	})
}

// BenchmarkMany measures 200 facts by 5 rungs.
func BenchmarkMany(b *testing.B) {
	for _, c := range lattices {
		b.Run(c.name, func(b *testing.B) {
			p := c.build(200)
			var r Result
			for b.Loop() {
				r = benchSearch(b, p)
			}
			b.ReportMetric(float64(r.Nodes), "nodes")
			exact := 0.0
			if r.Exact {
				exact = 1
			}
			b.ReportMetric(exact, "exact")
			b.ReportMetric(float64(r.Gap), "gap")
			b.ReportMetric(float64(r.Offered.Worth), "worth")
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/op")
		})
	}
}

// benchSearch searches, and ends the benchmark where that cannot be done.
func benchSearch(b *testing.B, p Problem) Result {
	b.Helper()
	r, err := Search(p)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// tell reports nodes, their ratio to all releases of 12 facts, and milliseconds.
func tell(b *testing.B, nodes int) {
	b.Helper()
	b.ReportMetric(float64(nodes), "nodes")
	b.ReportMetric(math.Pow(6, 12)/float64(nodes), "releases/node")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/op")
}
