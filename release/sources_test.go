package release

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/report"
)

// spread gives the facts of a problem, and its series, up to three sources; of some
// nobody knows the source.
func (d dice) spread(p Problem) Problem {
	n := d(1, 3)
	source := func() string {
		if d.coin(25) {
			return ""
		}
		return fmt.Sprint("s", d(1, n))
	}
	p.Facts, p.Earlier = slices.Clone(p.Facts), slices.Clone(p.Earlier)
	for i := range p.Facts {
		p.Facts[i].Source = source()
	}
	for i := range p.Earlier {
		p.Earlier[i].Source = source()
	}
	if d.coin(30) {
		p.Sources = []string{source(), "s4"}
	}
	return p
}

// as gives the problem with all facts, and its whole series, of one source.
func (p Problem) as(source string) Problem {
	p.Facts, p.Earlier, p.Sources = slices.Clone(p.Facts), slices.Clone(p.Earlier), nil
	for i := range p.Facts {
		p.Facts[i].Source = source
	}
	for i := range p.Earlier {
		p.Earlier[i].Source = source
	}
	return p
}

// bySource counts a release as it is defined: of each source apart the circles of
// all that may be from him, the release and the series together, where the release
// tells any; the fewest count.
func bySource(t fataler, l *lattice, chosen []int) People {
	t.Helper()
	c, err := newCrowd(l.circles, l.overlaps)
	if err != nil {
		t.Fatalf("%v", err)
	}
	sources := []string{""}
	for _, f := range l.Facts {
		sources = append(sources, f.Source)
	}
	for _, e := range l.Earlier {
		sources = append(sources, e.Source)
	}
	n := People{Worst: Everybody, Nested: Everybody}
	for _, source := range sources {
		in, some := make([]bool, len(c.nodes)), false
		for i, at := range chosen {
			if at > 0 && (l.Facts[i].Source == "" || l.Facts[i].Source == source) && l.facts[i][at-1].circle >= 0 {
				in[l.facts[i][at-1].circle], some = true, true
			}
			n.Unsaid = n.Unsaid || at > 0 && !l.told && l.facts[i][at-1].unsaid
		}
		for _, e := range l.Earlier {
			for at, circle := range l.circles {
				in[at] = in[at] || (e.Source == "" || e.Source == source) && slices.Contains(e.Exposed, circle.Name)
			}
		}
		if some {
			n.Worst, n.Nested = min(n.Worst, c.worst(in)), min(n.Nested, c.nested(in))
		}
	}
	return n
}

// TestSourcesAreExact holds the search of facts from several sources against every
// release, and each of those against the count as it is defined.
func TestSourcesAreExact(t *testing.T) {
	t.Parallel()
	check := func(t fataler, p Problem) {
		t.Helper()
		l, err := compile(p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		tried := 0
		every(l, func(option) bool { return true }, func(chosen []int) {
			if tried++; tried%7 != 1 {
				return
			}
			if got, want := l.people(chosen), bySource(t, l, chosen); got != want {
				t.Fatalf("%v of %+v leaves %+v, not %+v", chosen, p, got, want)
			}
		})
		checkExact(t, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		check(t, d.spread(d.problem(d(0, 5))))
	})
	for seed := range uint64(seeds) {
		d := seeded(seed)
		p := d.spread(d.problem(d(3, 7)))
		check(t, p)
		if seed%4 == 0 {
			check(t, coarsely(p))
		}
	}
	for _, c := range lattices {
		for _, m := range mixes {
			check(t, sourced(c.build(5), m.sources, m.unknown))
			for seed := range uint64(4) {
				p := c.build(5)
				d := seeded(seed)
				p.Least = d(2, 200)
				p = sourced(p, m.sources, m.unknown)
				p.Earlier = d.exposures(p)
				check(t, d.spread(p))
				check(t, coarsely(sourced(p, m.sources, m.unknown)))
			}
		}
	}
}

// TestOneSource holds that where all is of one source it does not matter whether he
// has a name: everything is found as if nobody asked for sources.
func TestOneSource(t *testing.T) {
	t.Parallel()
	check := func(t fataler, d dice) {
		t.Helper()
		p := d.problem(d(0, 6))
		bare, err := Search(p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		named := p.as("s1")
		// His series may be partly of nobody known, and the rest of it of others.
		for i := range named.Earlier {
			if d.coin(50) {
				named.Earlier[i].Source = ""
			}
		}
		if got, err := Search(named); err != nil || !reflect.DeepEqual(got, bare) {
			t.Fatalf("with a name, %+v becomes %+v, %v", bare, got, err)
		}
		release := d.release(p)
		want, err := Expose(p, release)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for i := range want {
			want[i].Source = "s1"
		}
		if got, err := Expose(named, release); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("with a name %+v is exposed, not %+v, %v", got, want, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, drawn(t)) })
	for seed := range uint64(1000) {
		check(t, seeded(seed))
	}
}

// TestMoreSourcesNeverLower holds that facts from several sources never leave fewer
// people than the same facts from one, that what nobody knows the source of never
// leaves more than what somebody does, and that the offer is worth no less.
func TestMoreSourcesNeverLower(t *testing.T) {
	t.Parallel()
	more := 0
	check := func(t fataler, d dice) {
		t.Helper()
		p := d.spread(d.problem(d(1, 6)))
		for range 4 {
			release := d.release(p)
			one, err := Judge(p.as("s1"), release)
			if err != nil {
				t.Fatalf("%v", err)
			}
			several, err := Judge(p, release)
			if err != nil || several.People.Worst < one.People.Worst || several.People.Nested < one.People.Nested {
				t.Fatalf("one source leaves %s, several %s, %v", one.People, several.People, err)
			}
			if several.People.Worst > one.People.Worst {
				more++
			}
			unknown := p
			unknown.Facts = slices.Clone(p.Facts)
			i := d(0, len(p.Facts)-1)
			unknown.Facts[i].Source = ""
			less, err := Judge(unknown, release)
			if err != nil || less.People.Worst > several.People.Worst || less.People.Nested > several.People.Nested {
				t.Fatalf("%s is of nobody known, and %s become %s, %v", p.Facts[i].Name, several.People, less.People, err)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, drawn(t)) })
	for seed := range uint64(2000) {
		check(t, seeded(seed))
	}
	if more < 100 {
		t.Errorf("several sources left more people only %d times", more)
	}
}

// TestSourcesOfNothing holds that whose a fact is changes nothing where nobody said
// who knows it, or where everybody does.
func TestSourcesOfNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000) {
		d := seeded(seed)
		p := d.spread(d.problem(d(1, 6)))
		for i, f := range p.Facts {
			if d.coin(50) {
				p.Facts[i].Options = slices.Clone(f.Options)
				for j := range f.Options {
					p.Facts[i].Options[j].Circle = ""
				}
			}
		}
		q := p
		q.Facts = slices.Clone(p.Facts)
		for i, f := range q.Facts {
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Circle != "" }) {
				q.Facts[i].Source = []string{"", "s1", "s2", "s7"}[d(0, 3)]
			}
		}
		before, err := Search(p)
		if err != nil {
			t.Fatal(err)
		}
		after, err := Search(q)
		for _, r := range []*Result{&before, &after} {
			r.Why, r.Nodes = nil, 0
			for i, f := range r.Frontier { // of releases that are as good any may stand there
				r.Frontier[i] = Figures{Worth: f.Worth, People: People{Worst: f.People.In(p.Binding)}}
			}
		}
		if err != nil || !reflect.DeepEqual(after, before) {
			t.Fatalf("seed %d: %+v becomes %+v, %v", seed, before, after, err)
		}
	}
}

// TestExposuresAreEnough holds that the exposures of a release say of each source
// what the release does: after it, in the series, the same release again leaves as
// many, and nothing of one source counts for another.
func TestExposuresAreEnough(t *testing.T) {
	t.Parallel()
	check := func(t fataler, d dice) {
		t.Helper()
		p := d.spread(d.problem(d(1, 6)))
		p.Earlier = nil
		release := d.release(p)
		first, err := Judge(p, release)
		if err != nil {
			t.Fatalf("%v", err)
		}
		all, err := Expose(p, release)
		if err != nil || !slices.IsSortedFunc(all, func(a, b Exposure) int {
			if a.Source < b.Source {
				return -1
			}
			return 1
		}) {
			t.Fatalf("%+v, %v", all, err)
		}
		again := p
		again.Earlier = all
		if j, err := Judge(again, release); err != nil || j.People != first.People {
			t.Fatalf("%s become %s when it is told again, %v", first.People, j.People, err)
		}
		for _, e := range all {
			for _, name := range e.Exposed {
				if !slices.ContainsFunc(release, func(o Pick) bool { return p.knownBy(o, e.Source, name) }) {
					t.Fatalf("%s is exposed of %q, and nothing of him tells it", name, e.Source)
				}
			}
		}
		// What was told of others alone leaves a source who he was.
		for _, f := range p.Facts {
			if f.Source == "" {
				return
			}
		}
		for _, e := range all {
			other := p
			other.Facts = slices.Clone(p.Facts)
			for i := range other.Facts {
				if other.Facts[i].Source == e.Source {
					other.Facts[i].Options = nil
				}
			}
			left := slices.DeleteFunc(slices.Clone(release), func(o Pick) bool { return p.knownBy(o, e.Source, "") })
			alone, err := Judge(other, left)
			if err != nil {
				t.Fatalf("%v", err)
			}
			other.Earlier = []Exposure{e}
			after, err := Judge(other, left)
			if err != nil || after.People != alone.People && !alone.People.Unsaid {
				t.Fatalf("what was told of %s makes %s of others %s, %v", e.Source, alone.People, after.People, err)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, drawn(t)) })
	for seed := range uint64(2000) {
		check(t, seeded(seed))
	}
}

// knownBy reports whether a pick may be from a source and is known by a circle; of
// any circle where none is named.
func (p Problem) knownBy(pick Pick, source, circle string) bool {
	i := slices.IndexFunc(p.Facts, func(f Fact) bool { return f.Name == pick.Fact })
	f := p.Facts[i]
	at := slices.IndexFunc(f.Options, func(o Option) bool { return o.Rung == pick.Rung })
	name := f.Options[at].Circle
	if name == "" && !f.Options[at].Public {
		name = nobodySaid
	}
	return (f.Source == "" || f.Source == source) && (circle == "" || circle == name)
}

// twoSources is a synthetic assessment: a plot told by a driver, and the place of it
// by a cook, who know each other's circles not at all.
func twoSources() report.Assessment {
	a := plot()
	a.Sourcing = []report.Sourcing{{Report: "r1", Source: "S-2"}, {Report: "r2", Source: "S-1"}, {Report: "r4", Source: "S-3"}}
	a.Circles = []report.Circle{{Name: "drivers", Size: 40}, {Name: "cooks", Size: 30}}
	a.Facts[0].Report, a.Facts[1].Report, a.Facts[2].Report = "r1", "r2", "r3"
	a.Facts[0].Knowing = []report.Knowing{{Rung: report.RungFull, Circle: "drivers"}}
	a.Facts[1].Knowing = []report.Knowing{{Rung: "district", Circle: "cooks"}}
	a.Facts[2].Knowing = nil
	return a
}

// TestTwoSources follows two sources through For, Search and Expose, with every
// word that is said of them.
func TestTwoSources(t *testing.T) {
	t.Parallel()
	s := settings()
	s.Goals = nil
	p := problemOf(t, twoSources(), s)
	var sources []string
	for _, f := range p.Facts {
		sources = append(sources, f.Source)
	}
	if !slices.Equal(sources, []string{"S-2", "S-1", "", "", ""}) || !slices.Equal(p.Sources, []string{"S-2", "S-1", "S-3"}) {
		t.Fatalf("the facts are from %q of %q", sources, p.Sources)
	}
	r, err := Search(p)
	if err != nil {
		t.Fatal(err)
	}
	want := []Pick{{"what", "full"}, {"where", "district"}, {"by", "full"}}
	if !slices.Equal(r.Offered.Release, want) || r.Offered.People != (People{Worst: 30, Nested: 30}) {
		t.Errorf("the offer is %+v", r.Offered)
	}
	const line = "each of 2 sources is counted by what may be from him; the one among fewest is given"
	if !slices.Contains(r.Why, line) || !slices.Contains(r.Why, "the budget of one source is near: fewer than 50 people are left") {
		t.Errorf("why: %q", r.Why)
	}
	if one, err := Search(p.as("S-1")); err != nil || one.Offered.People.Worst != 40 || one.Offered.Worth >= r.Offered.Worth {
		t.Errorf("as of one source: %+v, %v", one.Offered, err)
	}
	e, err := Expose(p, want)
	exposures := []Exposure{
		{Source: "S-1", Exposed: []string{"cooks"}, Circles: []Circle{{Name: "cooks", Size: 30}}},
		{Source: "S-2", Exposed: []string{"drivers"}, Circles: []Circle{{Name: "drivers", Size: 40}}},
	}
	if err != nil || !reflect.DeepEqual(e, exposures) {
		t.Fatalf("exposed are %+v, %v", e, err)
	}
	// What nobody knows the source of exposes all of them, S-3 too, who told nothing
	// else.
	if e, err = Expose(p, append(want, Pick{"how", "full"})); err != nil || len(e) != 3 || e[2].Source != "S-3" ||
		!slices.Equal(e[0].Exposed, []string{nobodySaid, "cooks"}) || !slices.Equal(e[2].Exposed, []string{nobodySaid}) {
		t.Errorf("exposed are %+v, %v", e, err)
	}
	again, err := Search(problemOf(t, twoSources(), s, append(exposures, exposures[1])...))
	if err != nil || !reflect.DeepEqual(again.Offered, r.Offered) || again.Before != (People{Worst: 30, Nested: 30}) ||
		!slices.Contains(again.Why, "one earlier release had left 30 people of the one who has fewest") {
		t.Errorf("again: %+v %q, %v", again.Offered, again.Why, err)
	}
}

// TestTooManySources holds that more sources than are taken is a fault, and that
// those who tell nothing cost nothing.
func TestTooManySources(t *testing.T) {
	t.Parallel()
	p := nestedLattice(2)
	p.Facts[0].Source = ""
	for i := range maxSources + 1 {
		p.Sources = append(p.Sources, fmt.Sprint("t", i))
	}
	if _, err := Search(p); err != nil {
		t.Error(err)
	}
	for i := range maxSources {
		p.Earlier = append(p.Earlier, Exposure{Source: fmt.Sprint("s", i), Exposed: []string{"c1"}, Circles: p.Circles[:1]})
	}
	r, err := Search(p)
	if err != nil || !r.Exact {
		t.Errorf("%d sources: %v", maxSources, err)
	}
	p.Earlier = append(p.Earlier, Exposure{Source: "one more"})
	if _, err := Search(p); err == nil {
		t.Errorf("%d sources are taken", maxSources+1)
	}
}
