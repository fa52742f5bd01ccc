package cases

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
)

// all reads the library.
func all(t *testing.T) []Case {
	t.Helper()
	list, err := All()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestLibrary holds that the 28 cases are there, with sources and all that the
// table needs.
func TestLibrary(t *testing.T) {
	t.Parallel()
	list := all(t)
	if len(list) != 28 {
		t.Errorf("there are %d cases", len(list))
	}
	for i, c := range list {
		if c.Number != i+1 {
			t.Errorf("case %d stands in place %d", c.Number, i+1)
		}
		if len(c.Sources) == 0 || c.Evidence == "" || c.Why == "" {
			t.Errorf("%s has no source, no mark, or no reason", c.Name)
		}
		if r, err := Replay(c); err != nil {
			t.Error(err)
		} else if r.Verdict == "" {
			t.Errorf("%s finds nothing", c.Name)
		}
	}
}

// upTo are the steps up to a moment, in bytes.
func upTo(t *testing.T, steps []Step, at time.Time) string {
	t.Helper()
	n := 0
	for n < len(steps) && !steps[n].At.After(at) {
		n++
	}
	text, err := json.Marshal(append([]Step{}, steps[:n]...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// strangers are entries that may come later: everything that can be done, known
// or happen.
func strangers() []Entry {
	out := []Entry{
		{Happened: &Happened{Event: EventAttack, Killed: "1"}},
		{Happened: &Happened{Event: EventFoiled}},
		{Happened: &Happened{Event: EventNone}},
		{Happened: &Happened{Event: EventFinding}},
		{Known: &Known{Victims: 9999, From: "another", Facts: map[string]string{
			"harm": "arrest-or-detention", "credibility": "5", "reliability": "E", "place_rung": "site", "actor_told": "yes",
		}, Concerned: []Concerned{{"all the others", RoleExposed}, {"a protector", RoleProtector}}}},
	}
	for _, act := range words["act"] {
		for _, by := range words["party"] {
			out = append(out, Entry{Did: &Did{
				Act: Act(act), By: Party(by), To: "somebody", As: ToProtector, Ways: []Way{WayEmail}, Front: true,
				HeldBack: []string{"it"}, LeftOut: []string{"this"}, Needs: []string{"more"}, Count: 9999, NoTies: true, For: "100h",
			}})
		}
	}
	return out
}

// TestNoHindsight cuts every case at every moment at which something is so, a
// clock runs out, or neither: what was found until then is what the whole
// finds, and whatever comes later changes nothing of it.
func TestNoHindsight(t *testing.T) {
	t.Parallel()
	later := strangers()
	for _, c := range all(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			turn := 7 * c.Number
			full, err := Steps(c, c.End().Add(after))
			if err != nil {
				t.Fatal(err)
			}
			cuts := []time.Time{c.Timeline[0].Moment().Add(-time.Second)}
			for _, s := range full {
				cuts = append(cuts, s.At, s.At.Add(time.Second), s.At.Add(7*time.Hour))
			}
			for _, at := range cuts {
				want := upTo(t, full, at)
				cut, err := Steps(c, at)
				if err != nil {
					t.Fatal(err)
				}
				if got := upTo(t, cut, at.AddDate(99, 0, 0)); got != want {
					t.Fatalf("cut at %s it is\n%s\nand the whole begins\n%s", at, got, want)
				}
				other := c.Cut(at)
				e := later[turn%len(later)]
				turn++
				e.At, e.Says = Date{at.Add(time.Second), at.Add(time.Second), "later"}, "later"
				other.Timeline = append(other.Timeline, e)
				other.Needed, other.Helped, other.Really = nil, HelpedNo, "otherwise"
				changed, err := Steps(other, at.Add(40*24*time.Hour))
				if err != nil {
					t.Fatal(err)
				}
				if got := upTo(t, changed, at); got != want {
					t.Fatalf("with %+v later, until %s it is\n%s\nnot\n%s", e, at, got, want)
				}
			}
		})
	}
}

// TestLaterNeverMatters adds each thing that can come later to one case at one
// moment.
func TestLaterNeverMatters(t *testing.T) {
	t.Parallel()
	c := all(t)[19]
	at := c.Timeline[3].Moment()
	whole, err := Steps(c, c.End())
	if err != nil {
		t.Fatal(err)
	}
	want := upTo(t, whole, at)
	for _, e := range strangers() {
		other := c.Cut(at)
		e.At, e.Says = Date{at.Add(time.Second), at.Add(time.Second), "later"}, "later"
		other.Timeline = append(other.Timeline, e)
		changed, err := Steps(other, at.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		if got := upTo(t, changed, at); got != want {
			t.Errorf("with %+v later it is\n%s\nnot\n%s", e, got, want)
		}
	}
}

// TestBlind holds that nothing within reach of a detector holds a label, a
// verdict of ours on the case, or the case.
func TestBlind(t *testing.T) {
	t.Parallel()
	hidden := []reflect.Type{
		reflect.TypeFor[Case](), reflect.TypeFor[Label](), reflect.TypeFor[Helped](), reflect.TypeFor[Result](), reflect.TypeFor[Step](),
	}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		if slices.Contains(hidden, typ) {
			t.Errorf("a view reaches %s", typ)
		}
		kind := typ.Kind()
		if kind == reflect.Pointer || kind == reflect.Slice || kind == reflect.Array || kind == reflect.Map {
			walk(typ.Elem())
		}
		if kind == reflect.Map {
			walk(typ.Key())
		}
		if kind == reflect.Struct {
			for f := range typ.Fields() {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[View]())
}

// TestUnknownPack holds that a case under no known pack is a fault, and a fact
// that no pack reads too.
func TestUnknownPack(t *testing.T) {
	t.Parallel()
	c := all(t)[17]
	c.Packs = []string{"none-such"}
	if _, err := Replay(c); err == nil {
		t.Error("it is replayed under a pack that is not there")
	}
	c = all(t)[17]
	c.Timeline = slices.Clone(c.Timeline)
	c.Timeline[0].Known = &Known{Facts: map[string]string{"weather": "fine"}}
	if _, err := Replay(c); err == nil {
		t.Error("it is replayed with a fact that is none")
	}
}

// TestSpans reads dates in all forms and tells how long it is between them.
func TestSpans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from      string
		precision Precision
		to, want  string
	}{
		{"2019-04-04", Exact, "2019-04-21", "17 days"},
		{"2011-03", Exact, "2013-04-15", "about 25 months"},
		{"2015-07-14", Exact, "2016-03-22", "8 months"},
		{"2015-05-03T16:00", About, "2015-05-03T19:00", "about 3 hours"},
		{"2015-05-03T16:00", Exact, "2015-05-03T16:40", "40 minutes"},
		{"2024-04-01", Exact, "2024-04-01", "less than a day"},
		{"2021-01-05T19:00", About, "2021-01-06", "about 1 day"},
		{"2023-12-27", Inferred, "2024-01-03", "at least 7 days"},
		{"2017-12-15", Before, "2017-12-16", "unknown"},
		{"2015-05-01T16:00", Exact, "2015-05-03T19:00", "2 days"},
	} {
		from, err := ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := ParseDate(c.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := span(Entry{At: from, Precision: c.precision}, Entry{At: to}); got != c.want {
			t.Errorf("from %s %s to %s it is %q, not %q", c.precision, c.from, c.to, got, c.want)
		}
	}
}
