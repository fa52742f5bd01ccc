package release

import (
	"slices"
	"strconv"
	"testing"
)

// TestLattices holds the searches of the benchmark, at 5 facts, against every
// release: as they are, where nothing is asked for, and after earlier releases.
func TestLattices(t *testing.T) {
	t.Parallel()
	for _, c := range lattices {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := c.build(5)
			checkExact(t, p)
			p = c.build(6) // so that they cost more than there are
			p.Least = 0
			checkExact(t, p)
			for seed := range uint64(12) {
				p := c.build(4)
				d := seeded(seed)
				p.Least = d(2, 200)
				p.Earlier = d.exposures(p)
				checkExact(t, p)
				checkExact(t, coarsely(p))
			}
		})
	}
}

// TestEffort holds that a search that is cut short says so, offers nothing that
// breaks a constraint, and proves how much may be missing.
func TestEffort(t *testing.T) {
	t.Parallel()
	for _, c := range lattices {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkEffort(t, c.build(9))
			for _, m := range mixes {
				checkEffort(t, sourced(c.build(9), m.sources, m.unknown))
			}
		})
	}
}

// checkEffort holds one problem with ever more effort.
func checkEffort(t *testing.T, p Problem) {
	t.Helper()
	full, err := Search(p)
	if err != nil || !full.Exact {
		t.Fatalf("exact is %v, %v", full.Exact, err)
	}
	cut := 0
	for _, effort := range []int{1, 1000, 10_000, 100_000, 1_000_000} {
		p.Effort = effort
		r, err := Search(p)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Exact {
			cut++
		}
		checkCut(t, p, full, r)
	}
	if cut == 0 {
		t.Error("no search was cut short")
	}
}

// checkCut holds one search that may have been cut short.
func checkCut(t *testing.T, p Problem, full, r Result) {
	t.Helper()
	for _, f := range append(slices.Clone(r.Frontier), r.Offered) {
		if j, err := Judge(p, f.Release); err != nil || len(j.Broken) > 0 {
			t.Errorf("effort %d: %+v, %v", p.Effort, j.Broken, err)
		}
	}
	same := r.Offered.Floor == full.Offered.Floor && r.Offered.Actionable == full.Offered.Actionable
	switch {
	case r.Exact && (r.Gap != 0 || r.Offered.Worth != full.Offered.Worth || !same):
		t.Errorf("effort %d: %+v is called exact; the best is %+v", p.Effort, r.Offered, full.Offered)
	case same && r.Offered.Worth+r.Gap < full.Offered.Worth && !full.Offered.Covered:
		t.Errorf("effort %d: worth %d with a gap of %d; the best is worth %d", p.Effort, r.Offered.Worth, r.Gap, full.Offered.Worth)
	case !r.Exact && !slices.ContainsFunc(r.Why, func(line string) bool { return len(line) > 26 && line[:26] == "the search was cut short a" }):
		t.Errorf("effort %d: it is not said that the search was cut short: %q", p.Effort, r.Why)
	}
	if r.Whole && len(r.Frontier) != len(full.Frontier) && full.Whole {
		t.Errorf("effort %d: a frontier of %d is called whole; there are %d", p.Effort, len(r.Frontier), len(full.Frontier))
	}
}

// TestBounds holds that 200 facts are searched and that a problem beyond its
// bounds is a fault, not a search.
func TestBounds(t *testing.T) {
	t.Parallel()
	for _, c := range lattices {
		p := c.build(200)
		p.Effort = 1_000_000
		r, err := Search(p)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if j, err := Judge(p, r.Offered.Release); err != nil || len(j.Broken) > 0 {
			t.Errorf("%s: %+v, %v", c.name, j.Broken, err)
		}
	}
	for name, change := range map[string]func(*Problem){
		"too many facts":       func(p *Problem) { *p = nestedLattice(201) },
		"no mode":              func(p *Problem) { p.Binding = "" },
		"least below nobody":   func(p *Problem) { p.Least = -1 },
		"cover of 101":         func(p *Problem) { p.Cover = 101 },
		"effort below nothing": func(p *Problem) { p.Effort = -1 },
		"a fact twice":         func(p *Problem) { p.Facts = append(p.Facts, p.Facts[0]) },
		"the source":           func(p *Problem) { p.Facts[0].Field = "source" },
		"options that fall":    func(p *Problem) { slices.Reverse(p.Facts[0].Options) },
		"worth below nothing":  func(p *Problem) { p.Facts[0].Options[0].Worth = -1 },
		"worth too much":       func(p *Problem) { p.Facts[0].Options[0].Worth = maxWorth + 1 },
		"public in a circle":   func(p *Problem) { p.Facts[0].Options[0].Public = true },
		"somewhere, not told":  func(p *Problem) { p.Facts[0].Options[0].Circle, p.Facts[0].Options[0].Where = "", "x" },
		"a circle not there":   func(p *Problem) { p.Facts[0].Options[0].Circle = "x" },
		"an empty goal":        func(p *Problem) { p.Goals = append(p.Goals, nil) },
		"too many needs":       func(p *Problem) { p.Floor = slices.Repeat([]Need{{"what", 1}}, 1); p.Goals = manyNeeds() },
		"our circle":           func(p *Problem) { p.Circles = append(p.Circles, Circle{Name: nobodySaid, Size: 9}) },
		"too many overlaps":    func(p *Problem) { *p = manyOverlaps() },
		"an exposed stranger":  func(p *Problem) { p.Earlier = []Exposure{{Exposed: []string{"x"}}} },
		"a ring in the series": func(p *Problem) {
			p.Earlier = []Exposure{{Circles: []Circle{{Name: "x", Size: 1, Within: "y"}, {Name: "y", Size: 1, Within: "x"}}}}
		},
		"too long a series": func(p *Problem) { p.Earlier = make([]Exposure, maxEarlier+1) },
	} {
		p := nestedLattice(3)
		change(&p)
		if _, err := Search(p); err == nil {
			t.Errorf("%s is searched", name)
		}
		if _, err := Judge(p, nil); err == nil {
			t.Errorf("%s is judged", name)
		}
		if _, err := Expose(p, nil); err == nil {
			t.Errorf("%s is exposed", name)
		}
	}
}

// manyNeeds are goals with more needs than are taken.
func manyNeeds() [][]Need {
	var all [][]Need
	for step := range maxNeeds + 1 {
		all = append(all, []Need{{"what", step}})
	}
	return all
}

// manyOverlaps has more overlaps than are taken.
func manyOverlaps() Problem {
	p := unknownLattice(maxOverlaps + 2)
	for i := range maxOverlaps + 1 {
		p.Overlaps = append(p.Overlaps, Overlap{p.Circles[0].Name, p.Circles[5*i+5].Name, 1})
	}
	return p
}

// TestCover holds how much may be given up for what public facts explain.
func TestCover(t *testing.T) {
	t.Parallel()
	p := Problem{
		Settings: Settings{Least: 2, Binding: Worst},
		Circles:  []Circle{{Name: "a", Size: 5}},
		Facts: []Fact{{Name: "how", Field: "how", Options: []Option{
			{Rung: "kind", Step: 1, Worth: 90, Public: true, Where: "a newspaper"},
			{Rung: "full", Step: 4, Worth: 100, Circle: "a"},
		}}},
	}
	for cover, want := range map[int]Pick{9: {"how", "full"}, 10: {"how", "kind"}, 100: {"how", "kind"}} {
		p.Cover = cover
		r, err := Search(p)
		if err != nil || !slices.Equal(r.Offered.Release, []Pick{want}) {
			t.Errorf("at %d percent %+v is offered, %v", cover, r.Offered, err)
		}
		if said := slices.Contains(r.Why, "public facts alone explain it; 10 of the worth that was to be had is given up for that, at most "+strconv.Itoa(cover)+" percent may be"); said != (want.Rung == "kind") {
			t.Errorf("at %d percent it is said %q", cover, r.Why)
		}
		if r.Offered.Covered && (len(r.Withheld) != 1 || !slices.Equal(r.Withheld[0].Rules, []string{RuleCover})) {
			t.Errorf("at %d percent %+v is withheld", cover, r.Withheld)
		}
	}
}

// TestNothingAsked tells everything where no least number is asked for, though
// circles need not meet.
func TestNothingAsked(t *testing.T) {
	t.Parallel()
	p := Problem{Settings: Settings{Binding: Worst}, Circles: []Circle{{Name: "all", Size: 10, Most: 10}}}
	for i, name := range []string{"a", "b", "c"} {
		p.Circles = append(p.Circles, Circle{Name: name, Size: 2, Within: "all"})
		p.Facts = append(p.Facts, Fact{Name: name, Field: "how", Options: []Option{{Rung: "full", Step: 4, Worth: 5 + i, Circle: name}}})
	}
	checkExact(t, p)
	if r, err := Search(p); err != nil || r.Offered.Worth != 18 || r.Offered.People.Worst != 1 {
		t.Errorf("%+v, %v", r.Offered, err)
	}
}
