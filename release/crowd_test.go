package release

import (
	"fmt"
	"math/bits"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A world is circles as they really are: each a set of up to 16 people as bits,
// of whom the source is the first.
type world struct {
	sets     []uint16
	circles  []Circle
	overlaps []Overlap
}

// world draws a world, and what is declared of it: never more than is so.
func (d dice) world() world {
	var w world
	for i := range d(1, 6) {
		set := uint16(1)
		around := uint16(0xffff)
		c := Circle{Name: fmt.Sprint("c", i)}
		up := d(-1, i-1)
		if up >= 0 {
			around = w.sets[up]
		}
		for range d(1, 3) {
			set |= uint16(d(0, 0xffff))
		}
		set &= around
		n := bits.OnesCount16(set)
		c.Size = n - d(0, 1)*d(0, n-1)
		if d.coin(80) {
			c.Most = n + d(0, 1)*d(0, 3)
		}
		if up >= 0 && d.coin(80) && c.Size <= w.circles[up].Size {
			c.Within = w.circles[up].Name
		}
		w.sets, w.circles = append(w.sets, set), append(w.circles, c)
	}
	for range d(0, 4) {
		a, b := d(0, len(w.sets)-1), d(0, len(w.sets)-1)
		o := Overlap{A: w.circles[a].Name, B: w.circles[b].Name}
		if a == b || slices.ContainsFunc(w.overlaps, o.same) {
			continue
		}
		o.Least = bits.OnesCount16(w.sets[a]&w.sets[b]) - d(0, 2)
		if o.Least = min(o.Least, w.circles[a].Size, w.circles[b].Size); o.Least > 0 {
			w.overlaps = append(w.overlaps, o)
		}
	}
	return w
}

// TestWorstIsNeverTooMany draws worlds and holds that the worst case never counts
// more people than are really in all circles, nor more than the nested count, and
// that one more circle never raises either.
func TestWorstIsNeverTooMany(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkWorld(t, drawn(t)) })
	for seed := range uint64(20_000) {
		checkWorld(t, seeded(seed))
	}
}

// checkWorld holds one world for all sets of its circles.
func checkWorld(t fataler, d dice) {
	t.Helper()
	w := d.world()
	c, err := newCrowd(w.circles, w.overlaps)
	if err != nil {
		t.Fatalf("%+v: %v", w, err)
	}
	worst := make([]int, 1<<len(w.sets))
	for which := range worst {
		in, all := make([]bool, len(c.nodes)), uint16(0xffff)
		for i, set := range w.sets {
			if which>>i&1 == 1 {
				in[i] = true
				all &= set
			}
		}
		worst[which] = c.worst(in)
		if which == 0 {
			if worst[0] != Everybody || c.nested(in) != Everybody {
				t.Fatalf("no circle leaves %d people, or %d", worst[0], c.nested(in))
			}
			continue
		}
		if worst[which] < 1 || worst[which] > bits.OnesCount16(all) || worst[which] > c.nested(in) {
			t.Fatalf("%+v: circles %b have %d people in common; the worst case counts %d, nested %d",
				w, which, bits.OnesCount16(all), worst[which], c.nested(in))
		}
		for i := range w.sets {
			if less := which &^ (1 << i); less != which && worst[less] < worst[which] {
				t.Fatalf("%+v: circle %d raises the worst case of %b from %d to %d", w, i, less, worst[less], worst[which])
			}
		}
	}
}

// TestWorst holds the worst case of circles that can be counted by hand.
func TestWorst(t *testing.T) {
	t.Parallel()
	ministry := Circle{Name: "ministry", Size: 100, Most: 100}
	within := func(name string, size int, up string) Circle { return Circle{Name: name, Size: size, Within: up} }
	for name, c := range map[string]struct {
		circles       []Circle
		overlaps      []Overlap
		told          string
		worst, nested int
	}{
		"one circle":           {[]Circle{{Name: "a", Size: 40}}, nil, "a", 40, 40},
		"two that nobody sets": {[]Circle{{Name: "a", Size: 40}, {Name: "b", Size: 50}}, nil, "a b", 1, 40},
		"one within the other": {[]Circle{{Name: "b", Size: 50}, within("a", 40, "b")}, nil, "a b", 40, 40},
		"two among counted people": {
			[]Circle{ministry, within("a", 70, "ministry"), within("b", 60, "ministry")}, nil, "a b", 30, 60,
		},
		"two among people nobody counted": {
			[]Circle{{Name: "m", Size: 100}, within("a", 70, "m"), within("b", 60, "m")}, nil, "a b", 1, 60,
		},
		"two that need not meet": {
			[]Circle{ministry, within("a", 50, "ministry"), within("b", 40, "ministry")}, nil, "a b", 1, 40,
		},
		"the circle around both is told too": {
			[]Circle{ministry, within("a", 70, "ministry"), within("b", 60, "ministry")}, nil, "a b ministry", 30, 60,
		},
		"three among counted people": {
			[]Circle{ministry, within("a", 90, "ministry"), within("b", 80, "ministry"), within("c", 70, "ministry")}, nil, "a b c", 40, 70,
		},
		"two in a smaller circle, one outside": {
			[]Circle{ministry, {Name: "floor", Size: 80, Most: 80, Within: "ministry"}, within("a", 75, "floor"), within("b", 70, "floor"), within("c", 90, "ministry")},
			nil, "a b c", 55, 70,
		},
		"a circle within an uncounted one within a counted one": {
			[]Circle{ministry, within("floor", 80, "ministry"), within("a", 75, "floor"), within("b", 70, "floor")}, nil, "a b", 45, 70,
		},
		"a loose count within a counted circle": {
			[]Circle{ministry, {Name: "floor", Size: 80, Most: 150, Within: "ministry"}, within("a", 75, "floor"), within("b", 70, "floor")}, nil, "a b", 45, 70,
		},
		"an overlap": {
			[]Circle{{Name: "a", Size: 40}, {Name: "b", Size: 50}}, []Overlap{{"a", "b", 12}}, "a b", 12, 40,
		},
		"an overlap that says less than the sizes": {
			[]Circle{ministry, within("a", 70, "ministry"), within("b", 60, "ministry")}, []Overlap{{"a", "b", 12}}, "a b", 30, 60,
		},
		"an overlap and a third": {
			[]Circle{ministry, within("a", 50, "ministry"), within("b", 50, "ministry"), within("c", 80, "ministry")},
			[]Overlap{{"a", "b", 45}},
			"a b c", 25, 50,
		},
		"two overlaps": {
			[]Circle{ministry, within("a", 60, "ministry"), within("b", 60, "ministry"), within("c", 60, "ministry"), within("d", 60, "ministry")},
			[]Overlap{{"a", "b", 58}, {"c", "d", 57}},
			"a b c d", 15, 60,
		},
		"an overlap with a third of which nothing is known": {
			[]Circle{{Name: "a", Size: 40}, {Name: "b", Size: 50}, {Name: "c", Size: 60}}, []Overlap{{"a", "b", 12}}, "a b c", 1, 40,
		},
		"an overlap of circles within those that are told": {
			[]Circle{{Name: "A", Size: 40}, {Name: "B", Size: 50}, within("a", 20, "A"), within("b", 20, "B")},
			[]Overlap{{"a", "b", 12}},
			"A B", 12, 40,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			crowd, err := newCrowd(c.circles, c.overlaps)
			if err != nil {
				t.Fatal(err)
			}
			in := make([]bool, len(crowd.nodes))
			for i, n := range crowd.nodes {
				in[i] = slices.Contains(strings.Fields(c.told), n.name)
			}
			for range 2 { // the scratch is left empty
				if worst, nested := crowd.worst(in), crowd.nested(in); worst != c.worst || nested != c.nested {
					t.Errorf("%d in the worst case, %d if nested; not %d, %d", worst, nested, c.worst, c.nested)
				}
			}
		})
	}
}

// TestCrowdThatCannotBe refuses circles that contradict themselves.
func TestCrowdThatCannotBe(t *testing.T) {
	t.Parallel()
	a, b := Circle{Name: "a", Size: 3}, Circle{Name: "b", Size: 5}
	for name, c := range map[string]struct {
		circles  []Circle
		overlaps []Overlap
		want     string
	}{
		"no name":              {[]Circle{{Size: 1}}, nil, "no name"},
		"one name twice":       {[]Circle{a, a}, nil, "no name of its own"},
		"nobody":               {[]Circle{{Name: "a"}}, nil, "size that cannot be"},
		"more than everybody":  {[]Circle{{Name: "a", Size: Everybody + 1}}, nil, "size that cannot be"},
		"most below nobody":    {[]Circle{{Name: "a", Size: 1, Most: -1}}, nil, "size that cannot be"},
		"least above most":     {[]Circle{{Name: "a", Size: 3, Most: 2}}, nil, "more people at least than at most"},
		"least above most two": {[]Circle{{Name: "b", Size: 4, Most: 5}, {Name: "m", Size: 4, Within: "b"}, {Name: "a", Size: 6, Within: "m"}}, nil, "more people than the one around it"},
		"within nothing":       {[]Circle{{Name: "a", Size: 3, Within: "z"}}, nil, "not there"},
		"within itself":        {[]Circle{{Name: "a", Size: 3, Within: "a"}}, nil, "within itself"},
		"around in a ring":     {[]Circle{{Name: "a", Size: 3, Within: "b"}, {Name: "b", Size: 3, Within: "a"}}, nil, "within itself"},
		"larger than around":   {[]Circle{{Name: "a", Size: 3}, {Name: "b", Size: 4, Within: "a"}}, nil, "more people than the one around"},
		"overlap with nothing": {[]Circle{a}, []Overlap{{"a", "z", 1}}, "overlap 1"},
		"overlap with itself":  {[]Circle{a}, []Overlap{{"a", "a", 1}}, "overlap 1"},
		"overlap of nobody":    {[]Circle{a, b}, []Overlap{{"a", "b", 0}}, "overlap 1"},
		"overlap of too many":  {[]Circle{a, b}, []Overlap{{"a", "b", 4}}, "overlap 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := newCrowd(c.circles, c.overlaps); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not that it has %q", err, c.want)
			}
		})
	}
}

// TestSeriesOnlyLowers holds that an earlier release never raises the count of a
// later one, whatever it took circles to be, as long as it knows of no overlap of
// which nobody else knows; and that the order of a series does not matter.
func TestSeriesOnlyLowers(t *testing.T) {
	t.Parallel()
	check := func(t fataler, d dice) {
		t.Helper()
		p := d.problem(d(1, 5))
		release := d.release(p)
		before, err := Judge(p, release)
		if err != nil {
			t.Fatalf("%v", err)
		}
		// What an earlier dossier knew of the same circles may have been otherwise.
		old := d.problem(d(1, 4))
		old.Overlaps = slices.DeleteFunc(old.Overlaps, func(o Overlap) bool { return !slices.ContainsFunc(p.Overlaps, o.same) })
		old.Earlier = nil
		p.Earlier = append(p.Earlier, d.exposures(old)...)
		after, err := Judge(p, release)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if after.People.Worst > before.People.Worst || after.People.Nested > before.People.Nested {
			t.Fatalf("one more earlier release raises %s to %s", before.People, after.People)
		}
		if after.Worth != before.Worth || !reflect.DeepEqual(after.Release, before.Release) {
			t.Fatalf("an earlier release changes %+v to %+v", before, after)
		}
		slices.Reverse(p.Earlier)
		if turned, err := Judge(p, release); err != nil || turned.People != after.People {
			t.Fatalf("in another order, %s are %s, %v", after.People, turned.People, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, drawn(t)) })
	for seed := range uint64(4000) {
		check(t, seeded(seed))
	}
}
