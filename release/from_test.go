package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// plot is a synthetic assessment: a bomb at a market, told by one of those who
// carry for the group.
func plot() report.Assessment {
	from := time.Date(2031, 5, 3, 21, 0, 0, 0, time.UTC)
	return report.Assessment{
		Reliability: "B", Credibility: 2,
		Circles: []report.Circle{
			{Name: "group", Size: 400, Most: 400},
			{Name: "carriers", Size: 40, Most: 40, Within: "group"},
			{Name: "planners", Size: 3, Within: "carriers"},
			{Name: "drivers", Size: 380, Within: "group"},
		},
		Facts: []report.Fact{
			{
				Field: report.FieldAct, Text: "two bombs in bags, the second for those who help",
				Wordings: []report.Wording{{Rung: report.RungKind, Text: "an attack on a crowd"}, {Rung: report.RungOutline, Text: "bombs"}},
				Knowing:  []report.Knowing{{Rung: report.RungOutline, Circle: "group"}, {Rung: report.RungFull, Circle: "planners"}},
			},
			{
				Field: report.FieldPlace, Place: &place.Place{Country: "Examplia", Region: "North", City: "Lowtown", District: "Market"},
				Knowing: []report.Knowing{{Rung: "city", Circle: "drivers"}, {Rung: "district", Circle: "planners"}},
				Public:  []report.Cover{{Rung: "country", Where: "a newspaper of 1 May"}},
			},
			{
				Field: report.FieldTime, Window: &report.Window{From: from, Until: from.Add(time.Hour)},
				Knowing: []report.Knowing{{Rung: "day", Circle: "carriers"}, {Rung: "hour", Bucket: report.BucketFew}},
			},
			{Field: report.FieldActor, Text: "the Example Front", Knowing: []report.Knowing{{Rung: report.RungFull, Bucket: report.BucketPublic}}},
			{Field: report.FieldMethod, Text: "in a van of a bakery"},
			{Field: report.FieldSource, Text: "one of the carriers"},
			{Field: report.FieldBasis, Text: "was asked to hold the bags"},
		},
	}
}

// settings are those of the plot.
func settings() Settings {
	return Settings{
		Least: 20, Near: 50, Cover: 10, Binding: Worst, Scope: "d1",
		Weights: []Weight{
			{Field: report.FieldAct, Worth: 40},
			{Field: report.FieldPlace, Worth: 60},
			{Field: report.FieldTime, Worth: 60},
			{Field: report.FieldPlace, Rung: "country", Worth: 3},
			{Field: report.FieldActor, Worth: 8},
			{Field: report.FieldMethod, Worth: 20},
		},
		Floor: []Need{{report.FieldAct, 1}},
		Goals: [][]Need{{{report.FieldPlace, 3}, {report.FieldTime, 3}}},
	}
}

// problemOf builds the problem of an assessment without bars.
func problemOf(t *testing.T, a report.Assessment, s Settings, earlier ...Exposure) Problem {
	t.Helper()
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	p, err := For(a, s, nil, earlier)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFor builds the lattice of an assessment.
func TestFor(t *testing.T) {
	t.Parallel()
	p := problemOf(t, plot(), settings())
	var got []string
	for _, f := range p.Facts {
		for _, o := range f.Options {
			got = append(got, strings.TrimRight(fmt.Sprintf("%s/%s %d %d %s %v %s", f.Name, o.Rung, o.Step, o.Worth, o.Circle, o.Public, o.Where), " "))
		}
	}
	want := []string{
		"what/kind 1 10 group false", "what/outline 2 20 group false", "what/full 4 40 planners false",
		"where/country 1 3  true a newspaper of 1 May", "where/region 2 20 drivers false", "where/city 3 30 drivers false", "where/district 4 40 planners false",
		"when/month 1 10 carriers false", "when/week 2 20 carriers false", "when/day 3 30 carriers false",
		"when/part-of-day 4 40 (when to the hour of d1) false", "when/hour 5 50 (when to the hour of d1) false",
		"how/full 4 20  false", "by/full 4 8  true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the options are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	circles := []Circle{
		{"group", 400, 400, ""},
		{"carriers", 40, 40, "group"},
		{"planners", 3, 0, "carriers"},
		{"drivers", 380, 0, "group"},
		{"(when to the hour of d1)", 2, 0, "carriers"},
	}
	if !reflect.DeepEqual(p.Circles, circles) {
		t.Errorf("the circles are %+v", p.Circles)
	}
}

// TestForCounts takes over how many people a circle has at most, and takes its size
// for that nowhere.
func TestForCounts(t *testing.T) {
	t.Parallel()
	a := plot()
	a.Circles = []report.Circle{
		{Name: "group", Size: 400, Most: 410},
		{Name: "carriers", Size: 40, Within: "group"},
		{Name: "planners", Size: 3, Most: 5, Within: "carriers"},
		{Name: "drivers", Size: 380, Within: "group"},
	}
	var most []int
	for _, c := range problemOf(t, a, settings()).Circles {
		most = append(most, c.Most)
	}
	if want := []int{410, 0, 5, 0, 0}; !slices.Equal(most, want) {
		t.Errorf("at most %v, not %v", most, want)
	}
}

// TestForNests holds that who knows a fact finely lies within who knows it
// coarsely, where nothing else is known of what is around them and no ring comes
// of it.
func TestForNests(t *testing.T) {
	t.Parallel()
	know := func(coarse, fine report.Knowing) report.Fact {
		coarse.Rung, fine.Rung = report.RungKind, report.RungFull
		return report.Fact{Field: report.FieldAct, Text: "x", Wordings: []report.Wording{{Rung: report.RungKind, Text: "y"}}, Knowing: []report.Knowing{coarse, fine}}
	}
	circle := func(name string) report.Knowing { return report.Knowing{Circle: name} }
	a := report.Assessment{
		Reliability: "A", Credibility: 1,
		Circles: []report.Circle{{Name: "a", Size: 9}, {Name: "b", Size: 9}, {Name: "c", Size: 3, Within: "b"}, {Name: "d", Size: 2}},
	}
	for i, f := range []report.Fact{
		know(circle("a"), circle("b")), know(circle("b"), circle("a")), know(circle("a"), circle("c")),
		know(report.Knowing{Bucket: report.BucketTens}, report.Knowing{Bucket: report.BucketFew}),
		know(report.Knowing{Bucket: report.BucketFew}, circle("d")),
	} {
		f.Key = fmt.Sprint(i)
		a.Facts = append(a.Facts, f)
	}
	p := problemOf(t, a, Settings{Binding: Worst})
	got := map[string]string{}
	for _, c := range p.Circles {
		got[c.Name] = c.Within
	}
	want := map[string]string{
		"a": "", "b": "a", "c": "b", "d": "(what.4 to the kind of )",
		"(what.3 to the kind of )": "", "(what.3 to the full of )": "(what.3 to the kind of )", "(what.4 to the kind of )": "",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

// TestForRefuses names what it cannot build from.
func TestForRefuses(t *testing.T) {
	t.Parallel()
	a := plot()
	a.Circles = append(a.Circles, report.Circle{Name: "(when to the hour of d1)", Size: 4})
	_, err := For(a, settings(), nil, nil)
	if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != "release/circle" {
		t.Errorf("a circle in brackets: %v", err)
	}
	for _, bar := range []string{"the source is a carrier", "release", "release/", "/marking", strings.Repeat("a/", 60)} {
		if _, err := For(plot(), settings(), func(report.Fact, report.Rung) string { return bar }, nil); err == nil || !strings.HasSuffix(err.Error(), ": it names no rule") {
			t.Errorf("%q bars: %v", bar, err)
		}
	}
	s := settings()
	s.Binding = ""
	if _, err := For(plot(), s, nil, nil); err == nil {
		t.Error("no mode binds, and nothing is said of it")
	}
}

// TestPlot holds what is offered of the plot, and every word that is said of it.
func TestPlot(t *testing.T) {
	t.Parallel()
	r, err := Search(problemOf(t, plot(), settings()))
	if err != nil {
		t.Fatal(err)
	}
	// Of 40 carriers and 380 drivers among 400 at least 20 are both.
	want := []Pick{{"what", "outline"}, {"where", "city"}, {"when", "day"}, {"by", "full"}}
	if !slices.Equal(r.Offered.Release, want) || r.Offered.Worth != 88 || r.Offered.People != (People{Worst: 20, Nested: 40}) ||
		!r.Offered.Actionable || !r.Offered.Floor || r.Offered.Covered || r.Offered.Unknown != nil {
		t.Errorf("the offer is %+v", r.Offered)
	}
	lines := []string{
		"of 5 facts 4 are told, worth 88; 158 is all that they are worth in full",
		"it leaves 20 people in the worst case, 40 if nested; at least 20 are asked for, in the worst case",
		"the budget of the source is near: fewer than 50 people are left",
		"it tells all that the floor asks for",
		"the recipient can act on it",
		"every release was searched or proven to be no better",
	}
	if !slices.Equal(r.Why, lines) {
		t.Errorf("why:\n%s", strings.Join(r.Why, "\n"))
	}
	var steps []string
	for _, s := range r.Steps {
		steps = append(steps, s.String())
	}
	if want := []string{
		"one rung more on what: from 20 people down to 1 in the worst case, from 40 down to 3 if nested, forbidden by release/source",
		"one rung more on where: from 20 people down to 3 in the worst case, from 40 down to 3 if nested, forbidden by release/source",
		"one rung more on when: from 20 people down to 1 in the worst case, from 40 down to 2 if nested, forbidden by release/source",
		"one rung more on how: from 20 people down to 1 in the worst case, from 40 down to 1 if nested, forbidden by release/unknown, release/source",
	}; !slices.Equal(steps, want) {
		t.Errorf("the steps are\n%s", strings.Join(steps, "\n"))
	}
	wantHeld := []Withheld{
		{"what", "outline", "full", []string{"release/source"}, 20, People{Worst: 1, Nested: 3}},
		{"where", "city", "district", []string{"release/source"}, 10, People{Worst: 3, Nested: 3}},
		{"when", "day", "hour", []string{"release/source"}, 20, People{Worst: 1, Nested: 2}},
		{"how", "", "full", []string{"release/unknown", "release/source"}, 20, People{Worst: 1, Nested: 1}},
	}
	if !reflect.DeepEqual(r.Withheld, wantHeld) {
		t.Errorf("withheld are %+v", r.Withheld)
	}
	var front []string
	for _, f := range r.Frontier {
		front = append(front, fmt.Sprint(f.Worth, f.People.Worst))
	}
	if want := []string{"88 20", "61 40", "58 380", "31 400", fmt.Sprint(11, Everybody)}; !slices.Equal(front, want) {
		t.Errorf("the frontier is %q", front)
	}
}

// TestPlotSeries follows one source through three warnings to one recipient.
func TestPlotSeries(t *testing.T) {
	t.Parallel()
	s := settings()
	s.Binding, s.Least, s.Near = Nested, 20, 50
	p := problemOf(t, plot(), s)
	first, err := Search(p)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Expose(p, first.Offered.Release)
	if err != nil {
		t.Fatal(err)
	}
	wire, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	const golden = `[{"exposed":["carriers","drivers","group"],"circles":[{"name":"group","size":400,"most":400},` +
		`{"name":"carriers","size":40,"most":40,"within":"group"},{"name":"drivers","size":380,"within":"group"}]}]`
	if string(wire) != golden {
		t.Errorf("the exposure is written %s", wire)
	}
	var back []Exposure
	if err := json.Unmarshal(wire, &back); err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("it reads back as %+v, %v", back, err)
	}
	// The same facts again cost nothing more.
	again, err := Search(problemOf(t, plot(), s, e...))
	if err != nil || !reflect.DeepEqual(again.Offered, first.Offered) || again.Before != (People{Worst: 20, Nested: 40}) || !again.Near {
		t.Errorf("again: %+v, %v", again.Offered, err)
	}
	// Another circle of the same source burns him in the worst case, alone safe.
	other := report.Assessment{
		Reliability: "B", Credibility: 2, Circles: []report.Circle{{Name: "cousins", Size: 60}},
		Facts: []report.Fact{{Field: report.FieldAct, Text: "a wedding is watched", Knowing: []report.Knowing{{Rung: report.RungFull, Circle: "cousins"}}}},
	}
	s.Binding, s.Scope = Worst, "d2"
	alone, err := Search(problemOf(t, other, s))
	if err != nil || alone.Offered.People.Worst != 60 || len(alone.Offered.Release) != 1 {
		t.Errorf("alone: %+v, %v", alone.Offered, err)
	}
	joint, err := Search(problemOf(t, other, s, e...))
	if err != nil || len(joint.Offered.Release) != 0 || !slices.Equal(joint.Withheld[0].Rules, []string{RuleSource}) || joint.Withheld[0].Then.Worst != 1 {
		t.Errorf("after the first: %+v, %v", joint, err)
	}
	if !slices.Contains(joint.Why, "one earlier release had left 20 people in the worst case, 40 if nested") {
		t.Errorf("why: %q", joint.Why)
	}
}

// TestNothingSaid offers everything where nobody said who could have known
// anything, says so, and cannot count the release in a series.
func TestNothingSaid(t *testing.T) {
	t.Parallel()
	a := plot()
	for i := range a.Facts {
		a.Facts[i].Knowing = nil
	}
	p := problemOf(t, a, settings())
	r, err := Search(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Offered.Release) != 5 || !r.Offered.People.Unsaid || r.Near || r.Withheld != nil || r.Offered.Unknown != nil ||
		!slices.Contains(r.Why, "nobody has said who could have known what; how many could be the source is not known, and no least number binds") {
		t.Errorf("%+v", r)
	}
	e, err := Expose(p, r.Offered.Release)
	if err != nil || !reflect.DeepEqual(e, []Exposure{{Unsaid: true}}) {
		t.Errorf("the exposure is %+v, %v", e, err)
	}
	next, err := Search(problemOf(t, plot(), settings(), e...))
	if err != nil || next.Uncounted != 1 || next.Offered.People.Worst != 20 || !next.Before.Unsaid {
		t.Errorf("next: %+v, %v", next, err)
	}
	// Public facts alone are counted, even so.
	j, err := Judge(p, []Pick{{"where", "country"}})
	if err != nil || j.People.Unsaid || j.People.Worst != Everybody || !j.Covered {
		t.Errorf("the public alone: %+v, %v", j, err)
	}
}

// TestWordsChangeNothing holds that neither the words of facts nor those of places
// change anything of the result: it depends on structure alone.
func TestWordsChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{1,12}( [a-z]{1,12}){0,3}`)
		s := settings()
		s.Least, s.Cover = rapid.IntRange(0, 400).Draw(t, "least"), rapid.IntRange(0, 100).Draw(t, "cover")
		s.Binding = rapid.SampledFrom([]Mode{Worst, Nested}).Draw(t, "binding")
		a, b := plot(), plot()
		later := time.Duration(rapid.IntRange(0, 1000).Draw(t, "hours")) * time.Hour
		for i := range b.Facts {
			f := &b.Facts[i]
			switch {
			case f.Place != nil:
				f.Place = &place.Place{Country: word.Draw(t, "a"), Region: word.Draw(t, "b"), City: word.Draw(t, "c"), District: word.Draw(t, "d")}
				f.Public[0].Where = word.Draw(t, "where")
			case f.Window != nil:
				f.Window = &report.Window{From: f.Window.From.Add(later), Until: f.Window.Until.Add(later)}
			default:
				f.Text = "x" + word.Draw(t, "text")
				for j := range f.Wordings {
					f.Wordings[j].Text = word.Draw(t, "wording")
				}
			}
		}
		var results [2]Result
		for i, a := range []report.Assessment{a, b} {
			p, err := For(a, s, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if results[i], err = Search(p); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(results[0], results[1]) {
			t.Fatalf("%+v becomes %+v", results[0], results[1])
		}
	})
}

// TestCoverStands holds that an offer which public facts explain stays as it is
// when facts that are not public change their worth downwards, are barred, are
// known by fewer or are taken away.
func TestCoverStands(t *testing.T) {
	t.Parallel()
	tried := 0
	for seed := range uint64(3000) {
		d := seeded(seed)
		p := d.problem(d(2, 6))
		before, err := Search(p)
		if err != nil {
			t.Fatal(err)
		}
		if !before.Offered.Covered || len(before.Offered.Release) == 0 {
			continue
		}
		tried++
		for i, f := range p.Facts {
			p.Facts[i].Options = slices.Clone(f.Options)
			for j := range f.Options {
				if o := &p.Facts[i].Options[j]; o.Where == "" {
					switch d(0, 2) {
					case 0:
						o.Bar = "release/originator"
					case 1:
						o.Worth = 0
					}
				}
			}
			if d.coin(30) {
				p.Facts[i].Options = slices.DeleteFunc(p.Facts[i].Options, func(o Option) bool { return o.Where == "" })
			}
		}
		after, err := Search(p)
		if err != nil || !reflect.DeepEqual(after.Offered, before.Offered) {
			t.Fatalf("seed %d: %+v becomes %+v, %v", seed, before.Offered, after.Offered, err)
		}
	}
	if tried < 100 {
		t.Errorf("only %d offers were covered", tried)
	}
}

// TestStepsRead holds how a step is told.
func TestStepsRead(t *testing.T) {
	t.Parallel()
	all := People{Worst: Everybody, Nested: Everybody}
	for _, c := range []struct {
		from, to People
		want     string
	}{
		{People{Worst: 40, Nested: 40}, People{Worst: 3, Nested: 3}, "one rung more on when: from 40 people down to 3"},
		{People{Worst: 40, Nested: 40}, People{Worst: 1, Nested: 3}, "one rung more on when: from 40 people down to 1 in the worst case, from 40 down to 3 if nested"},
		{all, People{Worst: 3, Nested: 3}, "one rung more on when: from everybody down to 3"},
		{all, People{Worst: 1, Nested: 3}, "one rung more on when: from everybody down to 1 in the worst case, from everybody down to 3 if nested"},
		{People{Worst: 1, Nested: 1}, People{Worst: 1, Nested: 1}, "one rung more on when: still one person"},
		{all, all, "one rung more on when: still everybody"},
		{People{Unsaid: true}, People{Unsaid: true}, "one rung more on when: nobody said who could have known"},
	} {
		if got := (Step{Fact: "when", People: c.from, Then: c.to}).String(); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}
