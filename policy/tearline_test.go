package policy_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// TestTearline reads what the base pack asks of what may be said.
func TestTearline(t *testing.T) {
	t.Parallel()
	line := pack(t, "icd-191").Handling.Tearline
	if line == nil {
		t.Fatal("the base pack asks nothing")
	}
	for _, c := range []struct {
		field report.Field
		rung  report.Rung
		worth int
	}{
		{report.FieldPlace, "city", 5 * 60},
		{report.FieldPlace, "point", 5 * 100},
		{report.FieldTime, "day", 5 * 70},
		{report.FieldVictim, "kind", 4 * 25},
		{report.FieldVictim, "full", 4 * 100},
		{report.FieldMethod, "outline", 2 * 50},
		{report.FieldVictim, "city", 0},
		{report.FieldSource, "full", 0},
	} {
		if got := line.Of(c.field, c.rung); got != c.worth {
			t.Errorf("%s at %s is worth %d, not %d", c.field, c.rung, got, c.worth)
		}
	}
	if want := []policy.Floor{{Field: report.FieldPlace, Rung: "city"}}; !reflect.DeepEqual(line.Floor, want) {
		t.Errorf("the floor is %v", line.Floor)
	}
	for _, id := range []string{"uk-threat-to-life", "cyber-pre-attack", "ngo-spyware-notice"} {
		if other := pack(t, id).Handling.Tearline; other == nil || len(other.Floor) == 0 || other.Override.Others < 1 {
			t.Errorf("%s asks %+v", id, other)
		}
	}
}

// TestNoTearline holds that a pack of before is read as it was: it asks nothing.
func TestNoTearline(t *testing.T) {
	t.Parallel()
	source, _ := packs.Source("icd-191")
	before, after, _ := strings.Cut(string(source), "\ntearline:\n")
	_, after, _ = strings.Cut(after, "\nequality:\n")
	p, err := policy.Parse([]byte(before + "\nequality:\n" + after))
	if err != nil {
		t.Fatal(err)
	}
	if p.Handling.Tearline != nil {
		t.Errorf("it asks %+v", p.Handling.Tearline)
	}
}

// drawTearline draws what a pack could ask.
func drawTearline(t *rapid.T) *policy.Tearline {
	if rapid.Bool().Draw(t, "none") {
		return nil
	}
	n := func(name string) int { return rapid.IntRange(1, 5).Draw(t, name) }
	line := &policy.Tearline{
		ID: "X", Says: "X.", Least: n("least"), Near: n("near"), Cover: n("cover"), Consent: int64(n("consent")),
		Overlap: rapid.SampledFrom([]policy.Overlap{policy.WorstCase, policy.Nested}).Draw(t, "overlap"),
		Silence: rapid.SampledFrom([]policy.Default{policy.Withhold, policy.Tell}).Draw(t, "silence"), Override: drawQuorum(t),
	}
	for _, field := range []report.Field{report.FieldPlace, report.FieldTime} {
		if rapid.Bool().Draw(t, "worth") {
			rungs := make([]int, len(field.Rungs()))
			for i := range rungs {
				rungs[i] = n("rung")
			}
			line.Worth = append(line.Worth, policy.Worth{Field: field, Rungs: rungs})
		}
		if rapid.Bool().Draw(t, "floor") {
			line.Floor = append(line.Floor, policy.Floor{Field: field, Rung: rapid.SampledFrom(field.Rungs()).Draw(t, "least told")})
		}
	}
	return line
}

// TestStrictestTearline holds that what several packs ask together satisfies each,
// whatever their order.
func TestStrictestTearline(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawTearline(t), drawTearline(t), drawTearline(t)
		both := strictest(a, b)
		if !reflect.DeepEqual(both, strictest(b, a)) || !reflect.DeepEqual(strictest(both, c), strictest(a, strictest(b, c))) {
			t.Fatalf("the order matters: %+v and %+v", a, b)
		}
		for _, one := range []*policy.Tearline{a, b} {
			if one == nil {
				continue
			}
			if both.Least < one.Least || both.Near < one.Near || both.Consent > one.Consent || !both.Override.Covers(one.Override) ||
				one.Overlap == policy.WorstCase && both.Overlap != policy.WorstCase || one.Silence == policy.Withhold && both.Silence != policy.Withhold {
				t.Fatalf("%+v asks less than %+v", both, one)
			}
			for _, f := range one.Floor {
				met := false
				for _, o := range both.Floor {
					met = met || o.Field == f.Field && f.Field.Step(o.Rung) >= f.Field.Step(f.Rung)
				}
				if !met {
					t.Fatalf("the floor %v is lost in %v", f, both.Floor)
				}
			}
		}
	})
}

// strictest takes two together the way handlings are.
func strictest(a, b *policy.Tearline) *policy.Tearline {
	with := func(line *policy.Tearline) *policy.Handling {
		return &policy.Handling{Silence: policy.Quorum{Others: 1, Highest: tocsin.LevelHead}, Tearline: line}
	}
	return policy.Strictest(with(a), with(b)).Tearline
}
