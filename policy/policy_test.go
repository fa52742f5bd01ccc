package policy_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// now is when these tests determine.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// reason is enough to be one.
const reason = "We looked at every way open to us and each of them fails."

var update = flag.Bool("update", false, "write the golden files anew; then read them as counsel would")

// words is a fact told in words.
func words(f report.Field, text string) report.Fact {
	return report.Fact{Field: f, Text: text, Report: "r", Marking: marking.Marking{TLP: marking.Red}}
}

// where and when are facts of place and time.
func where(p place.Place) report.Fact { return report.Fact{Field: report.FieldPlace, Place: &p} }

func when(from, until time.Time) report.Fact {
	return report.Fact{Field: report.FieldTime, Window: &report.Window{From: from, Until: until}}
}

// certain is an assessment that meets every test.
func certain() report.Assessment {
	return report.Assessment{
		Harm: report.HarmIntentionalKilling, TargetKind: report.TargetEvent, Reliability: "B", Credibility: 2,
		Facts: []report.Fact{
			words(report.FieldAct, "an explosion"), words(report.FieldVictim, "the pilgrims"),
			words(report.FieldTarget, "the anniversary"), where(place.Place{Country: "Iran", City: "Kerman"}),
			when(now.Add(24*time.Hour), now.Add(48*time.Hour)),
		},
	}
}

// without is the assessment without what is told of a field.
func without(a report.Assessment, fields ...report.Field) report.Assessment {
	a.Facts = slices.DeleteFunc(slices.Clone(a.Facts), func(f report.Fact) bool { return slices.Contains(fields, f.Field) })
	return a
}

// with is the assessment with other facts in place of those told.
func with(a report.Assessment, facts ...report.Fact) report.Assessment {
	for _, f := range facts {
		a = without(a, f.Field)
		a.Facts = append(a.Facts, f)
	}
	return a
}

// answered is the assessment with an officer's own answer.
func answered(a report.Assessment, question string, t tocsin.Tri, because string) report.Assessment {
	a.Answers = append(slices.Clone(a.Answers), report.Answer{Question: question, Answer: t, Because: because})
	return a
}

// determine applies the pack now, for an NGO.
func determine(t interface {
	Helper()
	Fatal(args ...any)
}, a report.Assessment,
) policy.Determination {
	t.Helper()
	d, err := policy.Determine(a, policy.ProfileNGO, now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// value is what a test of the pack answered.
func value(t *testing.T, d policy.Determination, rule string) tocsin.Tri {
	t.Helper()
	for _, f := range d.Findings {
		if f.Rule == rule {
			return f.Value
		}
	}
	t.Fatalf("no finding of %s", rule)
	return tocsin.Unknown
}

// TestExplained holds the explanations as counsel reads them.
func TestExplained(t *testing.T) {
	t.Parallel()
	doubtful := without(certain(), report.FieldTime, report.FieldTarget, report.FieldVictim)
	doubtful = with(doubtful, where(place.Place{Country: "Iran"}))
	doubtful.Reliability, doubtful.Credibility = "F", 6
	past := with(certain(), when(now.Add(-48*time.Hour), now.Add(-24*time.Hour)))
	past.Reliability, past.Credibility = "E", 5
	property := certain()
	property.Harm = report.HarmPropertyDamage
	for name, c := range map[string]struct {
		a       report.Assessment
		verdict policy.Verdict
		doubt   bool
	}{
		"duty":         {certain(), policy.Duty, false},
		"doubt":        {doubtful, policy.Duty, true},
		"no-duty":      {past, policy.NoDuty, false},
		"out-of-scope": {property, policy.OutOfScope, false},
		"answers": {
			answered(answered(answered(doubtful, "credible", tocsin.Yes, ""), "impending", tocsin.No,
				"the plotters\nare in custody,\u2028so nobody \u202eis left to act"), "specific", tocsin.Unknown, "nobody knows"),
			policy.NoDuty, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := determine(t, c.a)
			if d.Verdict != c.verdict || d.Doubt != c.doubt {
				t.Errorf("it is %s, doubt %t, not %s, doubt %t", d.Verdict, d.Doubt, c.verdict, c.doubt)
			}
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(d.Text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d.Text != string(want) {
				t.Errorf("it is explained as\n%s\nand was as\n%s", d.Text, want)
			}
		})
	}
}

// TestDetermination holds what a determination says beside its verdict.
func TestDetermination(t *testing.T) {
	t.Parallel()
	d := determine(t, certain())
	if d.Pack != policy.ICD191() || !d.At.Equal(now) {
		t.Errorf("it is by %v at %s", d.Pack, d.At)
	}
	var rules []string
	for _, f := range d.Findings {
		rules = append(rules, f.Rule)
		if f.Sentence == "" || len(f.Because) == 0 || f.Clause.Source == "" {
			t.Errorf("%s is not explained", f.Rule)
		}
	}
	if want := "DTW-TRIG-HOLD DTW-TRIG-HARM DTW-VICTIM DTW-TRIG-CREDIBLE DTW-TRIG-SPECIFIC DTW-TRIG-IMPENDING"; strings.Join(rules, " ") != want {
		t.Errorf("the rules tested are %v", rules)
	}
	// Whatever the first finding says no to, all rules are tested and told.
	property := certain()
	property.Harm = report.HarmPropertyDamage
	if got := determine(t, property); len(got.Findings) != len(d.Findings) {
		t.Errorf("out of scope only %d rules are tested", len(got.Findings))
	}
	if got := strings.Join(policy.Questions(), " "); got != "directed credible specific impending" {
		t.Errorf("the questions are %s", got)
	}
	sick := certain()
	sick.Reliability = "G"
	var refused *tocsin.Refusal
	if _, err := policy.Determine(sick, policy.ProfileNGO, now); !errors.As(err, &refused) || refused.Rule != "report/reliability" {
		t.Errorf("a grade that is none is answered with %v", err)
	}
	if got, err := policy.Determine(certain(), "bank", now); err == nil || got.Verdict != "" || errors.As(err, &refused) {
		t.Errorf("an unknown profile is answered with %v, %v", got.Verdict, err)
	}
}

// TestDeciders holds that leaving unsaid never takes fewer or lower people than
// saying, under every profile.
func TestDeciders(t *testing.T) {
	t.Parallel()
	for p, want := range map[policy.Profile]policy.Deciders{
		policy.ProfileNGO:     {Warn: policy.Quorum{Others: 1, Highest: tocsin.LevelOfficer}, Silence: policy.Quorum{Others: 1, Highest: tocsin.LevelSenior}},
		policy.ProfileCERT:    {Warn: policy.Quorum{Others: 1, Highest: tocsin.LevelOfficer}, Silence: policy.Quorum{Others: 1, Highest: tocsin.LevelHead}},
		policy.ProfileService: {Warn: policy.Quorum{Others: 2, Highest: tocsin.LevelSenior}, Silence: policy.Quorum{Others: 2, Highest: tocsin.LevelHead}},
	} {
		d, ok := policy.DecidersOf(p)
		if !ok || d != want {
			t.Errorf("%s: %+v, %t", p, d, ok)
		}
		if d.Silence.Others < d.Warn.Others || d.Silence.Highest < d.Warn.Highest || d.Warn.Others < 1 {
			t.Errorf("%s: silence is cheaper than warning: %+v", p, d)
		}
		got, err := policy.Determine(certain(), p, now)
		if err != nil || got.Deciders != d {
			t.Errorf("%s: a determination has deciders %+v, %v", p, got.Deciders, err)
		}
	}
	for _, p := range []policy.Profile{"", "NGO", "bank", "ngo "} {
		if d, ok := policy.DecidersOf(p); ok || d != (policy.Deciders{}) {
			t.Errorf("%q is a profile: %+v", p, d)
		}
	}
}

// drawAssessment gives any assessment in form, without officer's answers.
func drawAssessment(t *rapid.T) report.Assessment {
	a := report.Assessment{
		Harm:        rapid.SampledFrom(append(report.Harms(), report.HarmUnknown)).Draw(t, "harm"),
		TargetKind:  rapid.SampledFrom(append(report.TargetKinds(), report.TargetUnknown)).Draw(t, "kind"),
		Reliability: report.Reliability(rapid.SampledFrom([]string{"A", "B", "C", "D", "E", "F"}).Draw(t, "source")),
		Credibility: report.Credibility(rapid.IntRange(1, 6).Draw(t, "information")),
	}
	for _, f := range report.Fields() {
		if !rapid.Bool().Draw(t, string(f)) {
			continue
		}
		switch f {
		case report.FieldPlace:
			p := place.Place{Country: "Iran", Region: "Kerman", City: "Kerman", District: "D", Site: "S", Point: &place.Point{Lat: 1, Lon: 2}}
			a.Facts = append(a.Facts, where(p.At(place.Rung(rapid.IntRange(int(place.None), int(place.Exact)).Draw(t, "rung")))))
		case report.FieldTime:
			from := now.Add(time.Duration(rapid.IntRange(-50, 50).Draw(t, "from")) * time.Hour)
			w := report.Window{From: from, Until: from.Add(time.Duration(rapid.IntRange(1, 50).Draw(t, "hours")) * time.Hour)}
			switch rapid.IntRange(0, 3).Draw(t, "open") {
			case 0:
				w.From = time.Time{}
			case 1:
				w.Until = time.Time{}
			}
			a.Facts = append(a.Facts, when(w.From, w.Until))
		case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
			a.Facts = append(a.Facts, words(f, rapid.SampledFrom([]string{"unknown", "Unknown", "somebody", "a"}).Draw(t, "text")))
		}
	}
	return a
}

// bytesOf is a determination as it is kept.
func bytesOf(t interface {
	Helper()
	Fatal(args ...any)
}, d policy.Determination,
) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
