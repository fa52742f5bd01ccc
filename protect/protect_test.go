package protect_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/protect"
	"example.org/tocsin/report"
)

var update = flag.Bool("update", false, "write the golden table anew")

// at is a fact told at a rung.
func at(field report.Field, rung report.Rung) protect.Told {
	return protect.Told{Field: field, Rung: rung}
}

// spans are those that acts take, and some beside.
var spans = []time.Duration{0, 10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 11 * time.Hour, 48 * time.Hour, protect.Unbounded}

// drawSituation draws any situation, unknown ones among them.
func drawSituation(r *rapid.T) protect.Situation {
	return protect.Situation{
		Harm:   rapid.SampledFrom(append(report.Harms(), report.HarmUnknown)).Draw(r, "harm"),
		Target: rapid.SampledFrom(append(report.TargetKinds(), report.TargetUnknown)).Draw(r, "target"),
		By:     rapid.SampledFrom(protect.Classes()).Draw(r, "by"),
	}
}

// drawTold draws what a text tells.
func drawTold(r *rapid.T, name string) []protect.Told {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) protect.Told {
		field := rapid.SampledFrom(report.Fields()).Draw(r, "field")
		return protect.Told{
			Field: field, Key: rapid.SampledFrom([]string{"", "2"}).Draw(r, "key"),
			Rung: rapid.SampledFrom(append(field.Rungs(), "", "nonsense")).Draw(r, "rung"),
		}
	}), 0, 8).Draw(r, name)
}

// ids names acts.
func ids(all []protect.Action) []string {
	out := make([]string, 0, len(all))
	for _, a := range all {
		out = append(out, a.ID)
	}
	return out
}

// subset reports whether all of a are in b.
func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// TestTable holds the form of the table: stable ids, rungs that exist, nobody
// with powers who has none, nothing that waits for a source.
func TestTable(t *testing.T) {
	t.Parallel()
	all := protect.Actions()
	if len(all) < 60 {
		t.Errorf("the table has %d acts", len(all))
	}
	shape := regexp.MustCompile(`^[a-z]+/[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, a := range all {
		if !shape.MatchString(a.ID) || seen[a.ID] || a.Does == "" || strings.HasSuffix(a.Does, ".") {
			t.Errorf("the act %q is not in form, or stands twice", a.ID)
		}
		seen[a.ID] = true
		if len(a.By) == 0 || len(a.Needs) == 0 || a.Takes <= 0 {
			t.Errorf("%s: nobody does it, it needs nothing, or it takes no time", a.ID)
		}
		for _, by := range a.By {
			if !slices.Contains(protect.Classes(), by) {
				t.Errorf("%s is done by %q", a.ID, by)
			}
		}
		if a.Powers && !slices.ContainsFunc(a.By, func(c protect.Class) bool {
			return c == protect.Government || c == protect.Police || c == protect.Service
		}) {
			t.Errorf("%s takes powers that none of %v has", a.ID, a.By)
		}
		holdNeeds(t, a)
	}
}

// holdNeeds holds the goals of one act.
func holdNeeds(t *testing.T, a protect.Action) {
	t.Helper()
	front := false
	for i, g := range a.Needs {
		var fields []report.Field
		low := true
		for _, n := range g {
			if n.Field.Step(n.Rung) == 0 || !n.Field.Releasable() || slices.Contains(fields, n.Field) {
				t.Errorf("%s needs %s", a.ID, n)
			}
			fields = append(fields, n.Field)
			low = low && !slices.Contains([]report.Field{report.FieldVictim, report.FieldTarget, report.FieldActor}, n.Field)
		}
		if len(g) == 0 {
			t.Errorf("%s needs nothing at all, so that every text can be acted on", a.ID)
		}
		front = front || low
		for j, o := range a.Needs {
			met := make([]protect.Told, 0, len(g))
			for _, n := range g {
				met = append(met, at(n.Field, n.Rung))
			}
			if i != j && o.Met(met) {
				t.Errorf("%s: whoever has %s has %s", a.ID, g, o)
			}
		}
	}
	if a.Crew != "" && !front {
		t.Errorf("%s is done on the spot, where nobody is told so much", a.ID)
	}
}

// TestTableReaches holds that there is something to do against every harm, to
// every kind of target, for every recipient.
func TestTableReaches(t *testing.T) {
	t.Parallel()
	of := func(fits func(protect.Action) bool) (n int) {
		for _, a := range protect.Actions() {
			if fits(a) {
				n++
			}
		}
		return n
	}
	for _, harm := range report.Harms() {
		if n := of(func(a protect.Action) bool { return slices.Contains(a.Harms, harm) }); n < 6 {
			t.Errorf("%d acts are against %s", n, harm)
		}
	}
	for _, by := range protect.Classes() {
		if n := of(func(a protect.Action) bool { return slices.Contains(a.By, by) }); n < 8 {
			t.Errorf("%d acts are for a %s", n, by)
		}
	}
	// Whom lives are meant of is always protected by somebody who can act.
	for _, target := range report.TargetKinds() {
		for _, by := range []protect.Class{protect.Government, protect.Police} {
			s := protect.Situation{Harm: report.HarmIntentionalKilling, Target: target, By: by}
			if len(protect.Goals(s, protect.Unbounded)) == 0 {
				t.Errorf("a %s can do nothing for a %s", by, target)
			}
		}
	}
}

// TestTableGolden holds the table as lawyers and protectors read it.
func TestTableGolden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, a := range protect.Actions() {
		b.WriteString(a.String() + "\n")
	}
	file := filepath.Join("testdata", "acts.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Error("the table is another than the one that was read; look at it, and write it anew with -update")
	}
}

// TestGoals holds that an act is possible exactly where a goal is met, and that
// every goal is needed.
func TestGoals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, told, left := drawSituation(r), drawTold(r, "told"), rapid.SampledFrom(spans).Draw(r, "left")
		goals := protect.Goals(s, left)
		met := slices.ContainsFunc(goals, func(g protect.Goal) bool { return g.Met(told) })
		if can := protect.Possible(s, told, left); met != (len(can) > 0) {
			r.Fatalf("a goal is met: %v, and possible is %v", met, ids(can))
		}
		for i, g := range goals {
			var just []protect.Told
			for _, n := range g {
				just = append(just, at(n.Field, n.Rung))
			}
			if len(protect.Possible(s, just, left)) == 0 {
				r.Fatalf("%s is a goal, and lets nobody do anything", g)
			}
			for j, o := range goals {
				if i != j && o.Met(just) {
					r.Fatalf("the goal %s holds the goal %s", g, o)
				}
			}
			// Each need counts: one step coarser the goal is not met.
			for k, n := range g {
				coarser := slices.Clone(just)
				coarser[k].Rung = ""
				if step := n.Field.Step(n.Rung); step > 1 {
					coarser[k].Rung = n.Field.Rungs()[step-2]
				}
				if g.Met(coarser) {
					r.Fatalf("%s is met without %s", g, n)
				}
			}
		}
	})
}

// TestMonotone holds that telling more, knowing more and having more time never
// takes an act away.
func TestMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, told, more := drawSituation(r), drawTold(r, "told"), drawTold(r, "more")
		i := rapid.IntRange(0, len(spans)-2).Draw(r, "left")
		can := ids(protect.Possible(s, told, spans[i]))
		if wider := ids(protect.Possible(s, append(slices.Clip(told), more...), spans[i])); !subset(can, wider) {
			r.Fatalf("telling more leaves %v of %v", wider, can)
		}
		if later := ids(protect.Possible(s, told, spans[i+1])); !subset(can, later) {
			r.Fatalf("more time leaves %v of %v", later, can)
		}
		unknown := s
		unknown.Harm, unknown.Target = report.HarmUnknown, report.TargetUnknown
		if vague := ids(protect.Possible(unknown, told, spans[i])); !subset(vague, can) {
			r.Fatalf("knowing harm and target leaves %v of %v", can, vague)
		}
	})
}
