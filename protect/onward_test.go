package protect_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/policy"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
)

// TestFrontLine holds the second tearline: nothing finer than the text tells,
// nothing of who is meant, who means it and who said so, all that could be done
// on the spot can still be done, and nothing can be left out or told coarser.
func TestFrontLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, told, left := drawSituation(r), drawTold(r, "told"), rapid.SampledFrom(spans).Draw(r, "left")
		front := protect.FrontLine(s, told, left)
		for _, f := range front {
			if !slices.Contains([]report.Field{report.FieldAct, report.FieldPlace, report.FieldTime, report.FieldMethod}, f.Field) {
				r.Fatalf("the front line is told %s", f.Field)
			}
			if !slices.ContainsFunc(told, func(o protect.Told) bool {
				return o.Field == f.Field && o.Key == f.Key && o.Field.Step(o.Rung) >= f.Field.Step(f.Rung)
			}) {
				r.Fatalf("the front line is told %s to the %s, and the text tells %v", f.Field, f.Rung, told)
			}
		}
		want := ids(protect.FrontActions(s, told, left))
		if got := ids(protect.FrontActions(s, front, left)); !slices.Equal(got, want) {
			r.Fatalf("on the spot they can do %v of %v", got, want)
		}
		if len(want) == 0 && len(front) > 0 {
			r.Fatalf("nothing can be done, and they are told %v", front)
		}
	})
}

// TestFrontLineCeremony holds the second tearline of one text word by word.
func TestFrontLineCeremony(t *testing.T) {
	t.Parallel()
	told := append(slices.Clone(ceremonyKnown), at(report.FieldVictim, report.RungFull), at(report.FieldTarget, report.RungFull))
	told[2].Rung = "hour" // known to the hour, needed to the day
	s := ceremony
	s.By = protect.Police
	got := protect.FrontLine(s, told, 48*time.Hour)
	want := []protect.Told{
		at(report.FieldAct, report.RungOutline), at(report.FieldPlace, "site"), at(report.FieldTime, "part-of-day"), at(report.FieldMethod, report.RungDetail),
	}
	if !slices.Equal(got, want) {
		t.Errorf("the front line is told %+v", got)
	}
}

// TestOnward holds who further down must get it.
func TestOnward(t *testing.T) {
	t.Parallel()
	names := func(s protect.Situation) string {
		var out []string
		for _, p := range protect.Onward(s) {
			if p.To == "" || p.Why == "" {
				t.Errorf("%s says not who, or not why", p.ID)
			}
			out = append(out, p.ID)
		}
		return strings.Join(out, " ")
	}
	for _, one := range []struct {
		s    protect.Situation
		want string
	}{
		{ceremony, "service command venue venue-security emergency"},
		{protect.Situation{report.HarmIntentionalKilling, report.TargetPerson, protect.Police}, "duty-officer the-person close-guard"},
		{protect.Situation{report.HarmKidnapping, report.TargetPerson, protect.Person}, "household"},
		{protect.Situation{report.HarmDataOrOperations, report.TargetBusiness, protect.CERT}, "operators constituents"},
		{protect.Situation{report.HarmSurveillance, report.TargetPerson, protect.Organization}, "the-person helpline"},
		{protect.Situation{report.HarmPropertyDamage, report.TargetStructure, protect.Company}, "venue-security shift"},
	} {
		if got := names(one.s); got != one.want {
			t.Errorf("for %+v it goes on to %s", one.s, got)
		}
	}
	// Whoever the first recipient is, a warning about lives goes further down.
	for _, by := range protect.Classes() {
		for _, target := range report.TargetKinds() {
			s := protect.Situation{report.HarmIntentionalKilling, target, by}
			if len(protect.Goals(s, protect.Unbounded)) > 0 && by != protect.Person && len(protect.Onward(s)) == 0 {
				t.Errorf("a %s keeps a warning about a %s to itself", by, target)
			}
		}
	}
}

// rules are those of a pack that weighs where and when alone.
func rules() *policy.Tearline {
	return &policy.Tearline{
		Worth: []policy.Worth{
			{Field: report.FieldPlace, Rungs: []int{60, 150, 360, 480, 570, 600}},
			{Field: report.FieldTime, Rungs: []int{30, 70, 140, 170, 190, 200}},
		},
		Floor: []policy.Floor{{Field: report.FieldPlace, Rung: "city"}, {Field: report.FieldVictim, Rung: report.RungKind}},
	}
}

// TestMeasure holds the figures and words of one text.
func TestMeasure(t *testing.T) {
	t.Parallel()
	m := protect.Measure(rules(), []protect.Told{at(report.FieldPlace, "region"), at(report.FieldTime, "day")}, ceremonyKnown)
	if m.Score != 36 || m.Best != 88 {
		t.Errorf("it scores %d of %d", m.Score, m.Best)
	}
	p := m.Of(report.FieldPlace)
	if p.Percent != 25 || p.Share != 75 || !p.Below || p.String() != "where: told to the region, known to the site; 25 of 100; the rules ask for the city" {
		t.Errorf("where is %+v: %s", p, p)
	}
	if below := m.Below(); len(below) != 1 || below[0].Field != report.FieldPlace {
		t.Errorf("below the floor are %v; what nobody knows cannot be told", below)
	}
	if p := protect.Measure(rules(), []protect.Told{at(report.FieldPlace, "city")}, nil).Of(report.FieldPlace); p.Below || p.Floor != "city" {
		t.Errorf("told as the rules ask, where is %+v", p)
	}
	if got := m.Of(report.FieldVictim).String(); got != "victim: not known; 0 of 100; the rules ask for the kind" {
		t.Errorf("of the victim it says %q", got)
	}
	if got := m.Of(report.FieldActor).String(); got != "by: not told, known to the detail; 0 of 100" {
		t.Errorf("of the actor it says %q", got)
	}
	if got := m.Of(report.FieldSource); got.Percent != 0 || got.Told != "" {
		t.Errorf("the source is %+v", got)
	}
	raw, err := json.Marshal(m)
	var again protect.Specificity
	if err != nil || json.Unmarshal(raw, &again) != nil || !slices.Equal(again.Fields, m.Fields) || again.Score != m.Score {
		t.Errorf("frozen as %s it is read as %+v", raw, again)
	}
}

// TestMeasureMonotone holds that telling more never measures less, that nothing
// told is 0 and all told is 100, with rules and without.
func TestMeasureMonotone(t *testing.T) {
	t.Parallel()
	var everything []protect.Told
	for _, f := range report.Fields() {
		everything = append(everything, at(f, f.Rungs()[len(f.Rungs())-1]))
	}
	rapid.Check(t, func(r *rapid.T) {
		told, more := drawTold(r, "told"), drawTold(r, "more")
		by := rapid.SampledFrom([]*policy.Tearline{nil, rules()}).Draw(r, "rules")
		less, all := protect.Measure(by, told, more), protect.Measure(by, append(slices.Clip(told), more...), more)
		if less.Score > all.Score || less.Score < 0 || all.Score > 100 {
			r.Fatalf("it scores %d, and with more %d", less.Score, all.Score)
		}
		for i, p := range less.Fields {
			if p.Percent > all.Fields[i].Percent || p.Percent > 100 {
				r.Fatalf("%s, and with more %s", p, all.Fields[i])
			}
		}
		if none, full := protect.Measure(by, nil, nil), protect.Measure(by, everything, everything); none.Score != 0 || full.Score != 100 {
			r.Fatalf("nothing scores %d, everything %d", none.Score, full.Score)
		}
	})
}

// TestKnown holds that what is never released is not among what could be told.
func TestKnown(t *testing.T) {
	t.Parallel()
	w := report.Window{From: time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC), Until: time.Date(2024, 1, 4, 0, 0, 0, 0, time.UTC)}
	a := report.Assessment{Facts: []report.Fact{
		{Field: report.FieldSource, Text: "a driver"},
		{Field: report.FieldTime, Window: &w},
		{Field: report.FieldAct, Text: "two bombs"},
		{Field: report.FieldActor, Key: "2", Text: "unknown"},
	}}
	if got := protect.Known(a); !slices.Equal(got, []protect.Told{at(report.FieldAct, report.RungFull), at(report.FieldTime, "day")}) {
		t.Errorf("known is %+v", got)
	}
}
