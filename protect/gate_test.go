package protect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/protect"
	"example.org/tocsin/report"
)

// ceremony is an attack on a gathering, told to a government.
var ceremony = protect.Situation{Harm: report.HarmIntentionalKilling, Target: report.TargetEvent, By: protect.Government}

// ceremonyKnown is all that is known of it.
var ceremonyKnown = []protect.Told{
	at(report.FieldAct, report.RungFull), at(report.FieldPlace, "site"), at(report.FieldTime, "day"),
	at(report.FieldMethod, report.RungFull), at(report.FieldActor, report.RungDetail),
}

// TestGateVague holds the gate against a text that says that life is in danger
// and no more: nothing can be done with it, and the gate says what would help.
func TestGateVague(t *testing.T) {
	t.Parallel()
	s := protect.Situation{Harm: report.HarmIntentionalKilling, Target: report.TargetPerson, By: protect.Person}
	told := []protect.Told{at(report.FieldAct, report.RungKind)}
	known := append(slices.Clone(told), at(report.FieldTime, "week"))
	j := protect.Gate(s, told, known, 72*time.Hour)
	if j.Actionable() {
		t.Fatalf("with a text that says nothing one can do %v", ids(j.Can))
	}
	if len(j.Decisive) != 1 || j.Decisive[0].Field != report.FieldTime || j.Decisive[0].Rung != "month" {
		t.Fatalf("decisive is %+v", j.Decisive)
	}
	if !j.Missing[0].Held() {
		t.Errorf("first of what is missing is %+v, which nobody knows", j.Missing[0])
	}
	said := strings.Join(j.Sentences(), "\n")
	for _, want := range []string{"can do nothing", "One withheld fact alone would be enough, when to the month", "only withheld fact"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

// TestGateCeremony holds the gate against the text that came to be disputed: the
// country and the means alone are too little, the city and the day are enough.
func TestGateCeremony(t *testing.T) {
	t.Parallel()
	vague := []protect.Told{at(report.FieldAct, report.RungKind), at(report.FieldPlace, "country"), at(report.FieldTime, "day")}
	j := protect.Gate(ceremony, vague, ceremonyKnown, 48*time.Hour)
	if j.Actionable() || len(j.Decisive) == 0 {
		t.Fatalf("can is %v, decisive %+v", ids(j.Can), j.Decisive)
	}
	if d := j.Decisive[0]; d.Field != report.FieldPlace || d.Rung != "city" || d.Told != "country" {
		t.Errorf("the least that helps is %s, told to the %s", d.Need, d.Told)
	}
	better := append(slices.Clone(vague), at(report.FieldPlace, "city"))
	if j = protect.Gate(ceremony, better, ceremonyKnown, 48*time.Hour); !j.Actionable() || j.Decisive != nil {
		t.Fatalf("with the city: %v, %+v", ids(j.Can), j.Decisive)
	}
	// There is no time: what the text would allow is too late.
	j = protect.Gate(ceremony, better, ceremonyKnown, 5*time.Minute)
	if j.Actionable() || len(j.Late) == 0 || !strings.Contains(strings.Join(j.Sentences(), "\n"), "too late") {
		t.Errorf("with five minutes: %v, late %v", ids(j.Can), ids(j.Late))
	}
}

// TestGateAgrees holds the judgement against the table: what can be done, what is
// late and what is missing are all acts that fit, each in one place; telling what
// is missing makes the act possible; each decisive fact alone is enough and no
// withheld fact that is enough is left out.
func TestGateAgrees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, left := drawSituation(r), rapid.SampledFrom(spans).Draw(r, "left")
		told, more := drawTold(r, "told"), drawTold(r, "more")
		known := append(slices.Clip(told), more...)
		j := protect.Gate(s, told, known, left)
		if j.Actionable() != (len(protect.Possible(s, told, left)) > 0) {
			r.Fatal("the gate and the table do not agree")
		}
		n := 0
		for _, a := range protect.Actions() {
			if a.Fits(s) {
				n++
			}
		}
		late := 0
		for _, a := range protect.Actions() {
			if a.Fits(s) && a.Takes > left && !a.Enough(told) {
				late++ // neither time nor facts
			}
		}
		if len(j.Can)+len(j.Late)+len(j.Missing)+late != n {
			r.Fatalf("of %d acts %d can be done, %d are late, %d miss something, %d both", n, len(j.Can), len(j.Late), len(j.Missing), late)
		}
		for _, m := range j.Missing {
			with, held := slices.Clone(told), true
			for _, l := range m.Lacks {
				with = append(with, at(l.Field, l.Rung))
				held = held && l.Held
			}
			if len(m.Lacks) == 0 || !m.Action.Enough(with) {
				r.Fatalf("%s lacks %v, and is not possible with it", m.Action.ID, m.Lacks)
			}
			if held != m.Held() || held && !m.Action.Enough(known) {
				r.Fatalf("%s: all that is missing is held: %v", m.Action.ID, held)
			}
		}
		for _, d := range j.Decisive {
			can := protect.Possible(s, append(slices.Clip(told), at(d.Field, d.Rung)), left)
			if j.Actionable() || !slices.Equal(ids(can), d.For) {
				r.Fatalf("%s is decisive for %v, and lets one do %v", d.Need, d.For, ids(can))
			}
		}
		if !j.Actionable() {
			for _, k := range known {
				one := len(protect.Possible(s, append(slices.Clip(told), k), left)) > 0
				named := slices.ContainsFunc(j.Decisive, func(d protect.Decisive) bool { return d.Field == k.Field })
				if one != named && one {
					r.Fatalf("%s to the %s alone is enough, and is not said", k.Field, k.Rung)
				}
			}
		}
	})
}

// TestLead holds what is said of the time that is left.
func TestLead(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 1, 3, 6, 0, 0, 0, time.UTC)
	takes := func(d time.Duration) protect.Action { return protect.Action{Takes: d} }
	for _, one := range []struct {
		lead         protect.Lead
		left         time.Duration
		says, beside string
	}{
		{protect.Lead{Now: now}, protect.Unbounded, "nobody knows until when a warning helps", "takes 2 hours; nobody knows how much is left"},
		{protect.Lead{LatestUseful: now, Now: now}, 0, "the last moment at which it helps passed less than a minute ago", "takes 2 hours; no time is left"},
		{protect.Lead{LatestUseful: now.Add(-49 * time.Hour), Now: now}, 0, "the last moment at which it helps passed 2 days ago", "takes 2 hours; no time is left"},
		{
			protect.Lead{Possessed: now.Add(-21 * time.Hour), LatestUseful: now.Add(9 * time.Hour), Now: now},
			9 * time.Hour, "9 hours left of 30 hours since it was known", "takes 2 hours; 9 hours left",
		},
		{
			protect.Lead{LatestUseful: now.Add(119 * time.Minute), Now: now},
			119 * time.Minute, "1 hour left", "takes 2 hours; too late with 1 hour left",
		},
		{protect.Lead{Possessed: now.Add(time.Hour), LatestUseful: now.Add(2 * time.Hour), Now: now}, 2 * time.Hour, "2 hours left", "takes 2 hours; 2 hours left"},
	} {
		if got := one.lead.Left(); got != one.left {
			t.Errorf("left is %s, not %s", got, one.left)
		}
		if got := one.lead.String(); got != one.says {
			t.Errorf("it says %q, not %q", got, one.says)
		}
		if got := one.lead.Beside(takes(2 * time.Hour)); got != one.beside {
			t.Errorf("beside it says %q, not %q", got, one.beside)
		}
	}
}
