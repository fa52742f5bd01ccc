package release

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/report"
)

// fields are what facts of drawn problems answer.
var fields = []report.Field{report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldPlace, report.FieldTime, report.FieldMethod, report.FieldActor}

// drawCircles draws a forest of circles, each smaller than the one around it.
func drawCircles(t *rapid.T, n int) []Circle {
	circles := make([]Circle, 0, n)
	for i := range n {
		c := Circle{Name: fmt.Sprintf("c%d", i), Size: rapid.IntRange(1, 60).Draw(t, "size")}
		if up := rapid.IntRange(-1, i-1).Draw(t, "within"); up >= 0 {
			c.Within = circles[up].Name
			c.Size = rapid.IntRange(1, circles[up].Size).Draw(t, "size within")
		}
		if rapid.Bool().Draw(t, "counted") {
			c.Most = c.Size + rapid.IntRange(0, 10).Draw(t, "more")
		}
		circles = append(circles, c)
	}
	return circles
}

// drawOverlaps draws what is declared of some pairs.
func drawOverlaps(t *rapid.T, circles []Circle) []Overlap {
	var all []Overlap
	for range rapid.IntRange(0, 3).Draw(t, "overlaps") {
		a, b := rapid.IntRange(0, len(circles)-1).Draw(t, "a"), rapid.IntRange(0, len(circles)-1).Draw(t, "b")
		o := Overlap{A: circles[a].Name, B: circles[b].Name}
		if a == b || slices.ContainsFunc(all, o.same) {
			continue
		}
		o.Least = rapid.IntRange(1, min(circles[a].Size, circles[b].Size)).Draw(t, "least")
		all = append(all, o)
	}
	return all
}

// drawProblem draws a lattice of up to so many facts.
func drawProblem(t *rapid.T, facts int) Problem {
	circles := drawCircles(t, rapid.IntRange(1, 7).Draw(t, "circles"))
	p := Problem{
		Circles:  circles,
		Overlaps: drawOverlaps(t, circles),
		Settings: Settings{
			Least:   rapid.IntRange(0, 20).Draw(t, "least people"),
			Near:    rapid.IntRange(0, 40).Draw(t, "near"),
			Cover:   rapid.IntRange(0, 60).Draw(t, "cover"),
			Binding: rapid.SampledFrom([]Mode{Worst, Worst, Nested}).Draw(t, "binding"),
		},
	}
	mute := rapid.IntRange(0, 9).Draw(t, "mute") == 0
	for i := range rapid.IntRange(0, facts).Draw(t, "facts") {
		p.Facts = append(p.Facts, drawFact(t, i, circles, mute))
	}
	need := rapid.Custom(func(t *rapid.T) Need {
		return Need{rapid.SampledFrom(fields).Draw(t, "field"), rapid.IntRange(1, 4).Draw(t, "step")}
	})
	p.Floor = rapid.SliceOfN(need, 0, 2).Draw(t, "floor")
	p.Goals = rapid.SliceOfN(rapid.SliceOfN(need, 1, 3), 0, 3).Draw(t, "goals")
	for range rapid.IntRange(0, 2).Draw(t, "earlier") {
		if e := drawExposure(t, p); !mute {
			p.Earlier = append(p.Earlier, e)
		}
	}
	return p
}

// drawFact draws a fact with options whose worth mostly rises.
func drawFact(t *rapid.T, i int, circles []Circle, mute bool) Fact {
	f := Fact{Name: fmt.Sprint("f", i), Field: rapid.SampledFrom(fields).Draw(t, "field")}
	worth := 0
	for step := range rapid.IntRange(0, 4).Draw(t, "options") {
		worth = max(0, worth+rapid.IntRange(-2, 9).Draw(t, "worth"))
		o := Option{Rung: f.Field.Rungs()[step], Step: step + 1, Worth: worth}
		switch kind := rapid.IntRange(0, 11).Draw(t, "kind"); {
		case kind < 2:
			o.Public, o.Where = true, "a newspaper"
		case kind == 2 && !mute:
			o.Public = true
		case kind > 3 && !mute:
			o.Circle = rapid.SampledFrom(circles).Draw(t, "circle").Name
		}
		if rapid.IntRange(0, 7).Draw(t, "barred") == 0 {
			o.Bar = "release/marking"
		}
		f.Options = append(f.Options, o)
	}
	return f
}

// drawExposure draws what an earlier release of the same facts exposed.
func drawExposure(t *rapid.T, p Problem) Exposure {
	e, err := Expose(Problem{Facts: p.Facts, Circles: p.Circles, Overlaps: p.Overlaps, Settings: Settings{Binding: Worst}}, drawRelease(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// drawRelease draws any release.
func drawRelease(t *rapid.T, p Problem) []Pick {
	var release []Pick
	for _, f := range p.Facts {
		if at := rapid.IntRange(0, len(f.Options)).Draw(t, "at"); at > 0 {
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

// bruteAlternative finds bars, people and worth of the least breaking release that
// can be acted on.
func bruteAlternative(l *lattice) []int {
	var best []int
	every(l, func(option) bool { return true }, func(chosen []int) {
		f := l.figures(chosen)
		if !f.Actionable {
			return
		}
		bars := 0
		for i, at := range chosen {
			if at > 0 && l.facts[i][at-1].barred {
				bars++
			}
		}
		key := []int{-bars, f.People.In(l.Binding), f.Worth}
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
		p := drawProblem(t, 5)
		r, err := Search(p)
		if err != nil {
			t.Fatal(err)
		}
		l, err := compile(p)
		if err != nil {
			t.Fatal(err)
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
		if !r.Exact || r.Gap != 0 {
			t.Fatalf("exact is %v, with a gap of %d", r.Exact, r.Gap)
		}
		checkAlternative(t, l, r)
	})
}

// checkAlternative holds the alternative against brute force: there is one if and
// only if the offer cannot be acted on and some release can.
func checkAlternative(t *rapid.T, l *lattice, r Result) {
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
	bars := 0
	for _, b := range r.Alternative.Broken {
		if b.Rule == "release/marking" {
			bars++
		}
	}
	if got := []int{-bars, r.Alternative.People.In(l.Binding), r.Alternative.Worth}; !slices.Equal(got, want) {
		t.Fatalf("the alternative is %v, not %v", got, want)
	}
	if l.floorOffered(r) && len(r.Alternative.Broken) == 0 {
		t.Fatalf("the alternative %+v breaks nothing, so it should be offered", r.Alternative)
	}
}

// floorOffered reports whether the floor was no reason to leave a goal.
func (l *lattice) floorOffered(r Result) bool { return !r.Offered.Floor || len(l.Floor) == 0 }
