package release

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/report"
)

// fields are what facts of drawn problems answer.
var fields = []report.Field{report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldPlace, report.FieldTime, report.FieldMethod, report.FieldActor}

// dice give a number from lo to hi.
type dice func(lo, hi int) int

// drawn lets rapid throw, which tries small problems and makes failing ones small.
func drawn(t *rapid.T) dice {
	return func(lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, "n") }
}

// seeded throws evenly, which makes problems that are full.
func seeded(seed uint64) dice {
	random := rand.New(rand.NewPCG(seed, 1))
	return func(lo, hi int) int { return lo + random.IntN(hi-lo+1) }
}

// coin is true so many times of a hundred.
func (d dice) coin(percent int) bool { return d(1, 100) > 100-percent }

// circles draw a forest of circles, each smaller than the one around it.
func (d dice) circles(n int) []Circle {
	circles := make([]Circle, 0, n)
	for i := range n {
		c := Circle{Name: fmt.Sprintf("c%d", i), Size: d(1, 60)}
		if up := d(-1, i-1); i > 0 && (up >= 0 || d.coin(60)) {
			up = max(up, 0)
			c.Within = circles[up].Name
			c.Size = d(1+circles[up].Size*d(0, 9)/10, circles[up].Size)
		}
		if d.coin(80) {
			c.Most = c.Size + d(0, 5)
		}
		circles = append(circles, c)
	}
	return circles
}

// overlaps draw what is declared of some pairs.
func (d dice) overlaps(circles []Circle) []Overlap {
	var all []Overlap
	for range d(0, 3) {
		a, b := d(0, len(circles)-1), d(0, len(circles)-1)
		o := Overlap{A: circles[a].Name, B: circles[b].Name}
		if a == b || slices.ContainsFunc(all, o.same) {
			continue
		}
		o.Least = d(1, min(circles[a].Size, circles[b].Size))
		all = append(all, o)
	}
	return all
}

// problem draws a lattice of so many facts.
func (d dice) problem(facts int) Problem {
	circles := d.circles(d(1, 8))
	p := Problem{
		Circles:  circles,
		Overlaps: d.overlaps(circles),
		Settings: Settings{Least: d(0, 20) * d(0, 1), Near: d(0, 40), Cover: d(0, 60), Binding: Worst},
	}
	if d.coin(30) {
		p.Binding = Nested
	}
	mute := d.coin(10)
	for i := range facts {
		p.Facts = append(p.Facts, d.fact(i, circles, mute))
	}
	needs := func(lo, hi int) []Need {
		var all []Need
		for range d(lo, hi) {
			all = append(all, Need{fields[d(0, len(fields)-1)], d(1, 4)})
		}
		return all
	}
	p.Floor = needs(0, 2)
	for range d(0, 2) {
		p.Goals = append(p.Goals, needs(1, 2))
	}
	for range d(0, 2) * d(0, 1) {
		p.Earlier = append(p.Earlier, d.exposures(p)...)
	}
	return p
}

// fact draws a fact with options whose worth mostly rises.
func (d dice) fact(i int, circles []Circle, mute bool) Fact {
	f := Fact{Name: fmt.Sprint("f", i), Field: fields[d(0, len(fields)-1)]}
	worth, from := 0, d(0, len(circles)-1)
	for step := range d(d(0, 2), 4) {
		worth = max(0, worth+d(-2, 9))
		o := Option{Rung: f.Field.Rungs()[step], Step: step + 1, Worth: worth}
		switch {
		case d.coin(15):
			o.Public, o.Where = true, "a newspaper"
		case d.coin(8) && !mute:
			o.Public = true
		case d.coin(96) && !mute:
			o.Circle = circles[(from+d(0, 1)*d(0, len(circles)-1))%len(circles)].Name
		}
		if d.coin(14) {
			o.Bar, o.Firm = "release/marking", d.coin(50)
		}
		f.Options = append(f.Options, o)
	}
	return f
}

// exposures draw what an earlier release of the same facts exposed.
func (d dice) exposures(p Problem) []Exposure {
	e, err := Expose(p, d.release(p))
	if err != nil {
		panic(err)
	}
	return e
}

// release draws any release.
func (d dice) release(p Problem) []Pick {
	var release []Pick
	for _, f := range p.Facts {
		if at := d(0, len(f.Options)); at > 0 && d.coin(50) {
			release = append(release, Pick{f.Name, f.Options[at-1].Rung})
		}
	}
	return release
}

// every calls for every release, in the order in which the search would find
// them: facts by their most worth among options that are allowed, options by
// worth, the coarser first.
func every(l *lattice, allowed func(option) bool, try func(chosen []int)) {
	order := make([]int, len(l.facts))
	options := make([][]int, len(l.facts))
	most := make([]int, len(l.facts))
	for i, f := range l.facts {
		order[i] = i
		options[i] = []int{0}
		for j, o := range f {
			if allowed(o) {
				options[i] = append(options[i], j+1)
				most[i] = max(most[i], o.worth)
			}
		}
		slices.SortStableFunc(options[i], func(a, b int) int { return cmp.Compare(l.worth(i, b), l.worth(i, a)) })
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })
	chosen := make([]int, len(l.facts))
	var walk func(d int)
	walk = func(d int) {
		if d == len(order) {
			try(chosen)
			return
		}
		for _, at := range options[order[d]] {
			chosen[order[d]] = at
			walk(d + 1)
		}
		chosen[order[d]] = 0
	}
	walk(0)
}

// free allows what no rule bars.
func free(o option) bool { return !o.barred }

// bruteOffer finds the offer among all releases.
func bruteOffer(l *lattice) Figures {
	var best, covered *Figures
	rank := func(f Figures) []int {
		floor, action := 0, 0
		if f.Floor {
			floor = 1
		}
		if f.Actionable || len(l.aims) == 0 {
			action = 1
		}
		return []int{floor, action}
	}
	take := func(old *Figures, f Figures) *Figures {
		key := func(f Figures) []int { return append(rank(f), f.Worth, f.People.In(l.Binding)) }
		if old == nil || slices.Compare(key(f), key(*old)) > 0 {
			return &f
		}
		return old
	}
	hold := func(f Figures) bool { return f.People.In(l.Binding) >= l.Least }
	every(l, free, func(chosen []int) {
		if f := l.figures(chosen); hold(f) {
			best = take(best, f)
		}
	})
	every(l, func(o option) bool { return free(o) && o.covered }, func(chosen []int) {
		if f := l.figures(chosen); hold(f) {
			covered = take(covered, f)
		}
	})
	if slices.Equal(rank(*covered), rank(*best)) && covered.Worth*100 >= best.Worth*(100-l.Cover) {
		return *covered
	}
	return *best
}

// bruteFrontier finds worth and people of the whole frontier.
func bruteFrontier(l *lattice) [][2]int {
	var all [][2]int
	every(l, free, func(chosen []int) {
		f := l.figures(chosen)
		point := [2]int{f.Worth, f.People.In(l.Binding)}
		beats := func(o [2]int) bool { return o[0] >= point[0] && o[1] >= point[1] }
		if point[1] < l.Least || slices.ContainsFunc(all, beats) {
			return
		}
		all = slices.DeleteFunc(all, func(o [2]int) bool { return point[0] >= o[0] && point[1] >= o[1] })
		all = append(all, point)
	})
	slices.SortFunc(all, func(a, b [2]int) int { return b[0] - a[0] })
	return all
}

// bruteAlternative finds whether it breaks what nobody may decide otherwise, bars,
// people and worth of the least breaking release that can be acted on.
func bruteAlternative(l *lattice) []int {
	var best []int
	every(l, func(option) bool { return true }, func(chosen []int) {
		f := l.figures(chosen)
		if !f.Actionable {
			return
		}
		bars, firm := 0, 0
		for i, at := range chosen {
			if at > 0 && l.facts[i][at-1].barred {
				bars++
			}
			if at > 0 && l.facts[i][at-1].firm {
				firm = 1
			}
		}
		key := []int{-firm, -bars, f.People.In(l.Binding), f.Worth}
		if best == nil || slices.Compare(key, best) > 0 {
			best = key
		}
	})
	return best
}

// TestSearchIsExact holds the offer, the whole frontier and the alternative
// against a search through every release, and that no constraint is broken.
func TestSearchIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		checkExact(t, d.problem(d(0, 5)))
	})
	for seed := range uint64(600) {
		d := seeded(seed)
		p := d.problem(d(3, 7))
		checkExact(t, p)
		if seed%4 == 0 {
			checkExact(t, coarsely(p))
		}
		if seed%4 == 1 {
			checkExact(t, d.forbidding(p))
		}
	}
}

// coarsely makes worths few, so that many releases are as good as each other.
func coarsely(p Problem) Problem {
	for _, f := range p.Facts {
		for j := range f.Options {
			f.Options[j].Worth /= 6
		}
	}
	return p
}

// forbidding forbids most options, one in three so that nobody may decide
// otherwise: then little that can be acted on is left to offer.
func (d dice) forbidding(p Problem) Problem {
	for _, f := range p.Facts {
		for j := range f.Options {
			if d.coin(70) {
				f.Options[j].Bar, f.Options[j].Firm = "release/marking", d.coin(33)
			}
		}
	}
	return p
}

// checkExact holds one problem.
func checkExact(t fataler, p Problem) {
	t.Helper()
	r, err := Search(p)
	if err != nil {
		t.Fatalf("%v", err)
	}
	l, err := compile(p)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if want := bruteOffer(l); !reflect.DeepEqual(r.Offered, want) {
		t.Fatalf("offered %+v, and the best is %+v", r.Offered, want)
	}
	var points [][2]int
	for _, f := range r.Frontier {
		points = append(points, [2]int{f.Worth, f.People.In(p.Binding)})
	}
	if want := bruteFrontier(l); !slices.Equal(points, want) {
		t.Fatalf("the frontier is %v, not %v", points, want)
	}
	for _, f := range append(r.Frontier, r.Offered) {
		j, err := Judge(p, f.Release)
		if err != nil || len(j.Broken) > 0 || !reflect.DeepEqual(j.Figures, f) {
			t.Fatalf("%+v is judged %+v, %v", f, j, err)
		}
	}
	if !r.Exact || !r.Whole || r.Gap != 0 {
		t.Fatalf("exact is %v, whole %v, with a gap of %d", r.Exact, r.Whole, r.Gap)
	}
	checkAlternative(t, l, r)
	checkSteps(t, p, r)
}

// checkSteps holds each step, and each fact withheld, against a judgement of the
// offer so changed.
func checkSteps(t fataler, p Problem, r Result) {
	t.Helper()
	hold := func(fact string, to report.Rung, then People, rules []string, free bool) int {
		changed := slices.DeleteFunc(slices.Clone(r.Offered.Release), func(o Pick) bool { return o.Fact == fact })
		j, err := Judge(p, append(changed, Pick{fact, to}))
		if err != nil || j.People != then || (len(j.Broken) == 0) != free {
			t.Fatalf("%s to the %s leaves %s under %q; it is judged %+v, %v", fact, to, then, rules, j, err)
		}
		for _, b := range j.Broken {
			if (b.Fact == "" || b.Fact == fact) && !slices.Contains(rules, b.Rule) {
				t.Fatalf("%s to the %s breaks %s, and %q are named", fact, to, b.Rule, rules)
			}
		}
		return j.Worth - r.Offered.Worth
	}
	for _, s := range r.Steps {
		if worth := hold(s.Fact, s.To, s.Then, s.Rules, len(s.Rules) == 0); worth != s.Worth || s.People != r.Offered.People {
			t.Fatalf("%+v adds %d", s, worth)
		}
	}
	for _, w := range r.Withheld {
		preferred := slices.Contains([]string{RuleCover, RuleWorth}, w.Rules[0])
		if worth := hold(w.Fact, w.Known, w.Then, w.Rules, preferred); worth != w.Worth {
			t.Fatalf("%+v adds %d", w, worth)
		}
	}
}

// fataler is a test of either kind.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkAlternative holds the alternative against brute force: there is one if and
// only if the offer cannot be acted on and some release can.
func checkAlternative(t fataler, l *lattice, r Result) {
	t.Helper()
	want := bruteAlternative(l)
	if len(l.aims) == 0 || r.Offered.Actionable || want == nil {
		if r.Alternative != nil {
			t.Fatalf("there is an alternative, %+v", r.Alternative)
		}
		return
	}
	if r.Alternative == nil {
		t.Fatalf("there is no alternative, and %v can be acted on", want)
	}
	bars, firm := 0, 0
	for _, b := range r.Alternative.Broken {
		if b.Rule != "release/marking" {
			continue
		}
		bars++
		f := l.Facts[slices.IndexFunc(l.Facts, func(f Fact) bool { return f.Name == b.Fact })]
		if slices.ContainsFunc(f.Options, func(o Option) bool { return o.Rung == b.Rung && o.Firm }) {
			firm = 1
		}
	}
	if got := []int{-firm, -bars, r.Alternative.People.In(l.Binding), r.Alternative.Worth}; !slices.Equal(got, want) {
		t.Fatalf("the alternative is %v, not %v", got, want)
	}
	if l.floorOffered(r) && len(r.Alternative.Broken) == 0 {
		t.Fatalf("the alternative %+v breaks nothing, so it should be offered", r.Alternative)
	}
}

// floorOffered reports whether the floor was no reason to leave a goal.
func (l *lattice) floorOffered(r Result) bool { return !r.Offered.Floor || len(l.Floor) == 0 }
