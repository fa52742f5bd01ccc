package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// TestTriggers tests every rule of icd-191 by itself, on assessments.
func TestTriggers(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	harm := func(h report.Harm) report.Assessment { a := certain(); a.Harm = h; return a }
	target := func(k report.TargetKind) report.Assessment {
		a := without(certain(), report.FieldVictim)
		a.TargetKind = k
		return a
	}
	const what, victim, object, site, moment = report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldPlace, report.FieldTime
	placed := func(p place.Place) report.Assessment { return with(without(certain(), victim, object), where(p)) }
	timed := func(from, until time.Duration) report.Assessment {
		return with(certain(), when(now.Add(from), now.Add(until)))
	}
	for _, c := range []struct {
		rule, name string
		a          report.Assessment
		want       tocsin.Tri
	}{
		{"DTW-TRIG-HOLD", "anything", certain(), yes},
		{"DTW-TRIG-HOLD", "nothing but grades", report.Assessment{Reliability: "F", Credibility: 6}, yes},
		{"DTW-TRIG-HARM", "killing", harm(report.HarmIntentionalKilling), yes},
		{"DTW-TRIG-HARM", "injury", harm(report.HarmSeriousBodilyInjury), yes},
		{"DTW-TRIG-HARM", "kidnapping", harm(report.HarmKidnapping), yes},
		{"DTW-TRIG-HARM", "not known", harm(report.HarmUnknown), unknown},
		{"DTW-TRIG-HARM", "arrest", harm(report.HarmArrestOrDetention), no},
		{"DTW-TRIG-HARM", "property", harm(report.HarmPropertyDamage), no},
		{"DTW-TRIG-HARM", "data", harm(report.HarmDataOrOperations), no},
		{"DTW-TRIG-HARM", "defamation", harm(report.HarmDefamationOrPressure), no},
		{"DTW-VICTIM", "told, kind unknown", func() report.Assessment { a := certain(); a.TargetKind = report.TargetUnknown; return a }(), yes},
		{"DTW-VICTIM", "neither", target(report.TargetUnknown), unknown},
		{"DTW-VICTIM", "said to be unknown", with(target(report.TargetUnknown), words(victim, "Unknown")), unknown},
		{"DTW-VICTIM", "person", target(report.TargetPerson), yes},
		{"DTW-VICTIM", "group", target(report.TargetGroup), yes},
		{"DTW-VICTIM", "institution", target(report.TargetInstitution), yes},
		{"DTW-VICTIM", "business", target(report.TargetBusiness), yes},
		{"DTW-VICTIM", "structure", target(report.TargetStructure), yes},
		{"DTW-VICTIM", "location", target(report.TargetLocation), yes},
		{"DTW-VICTIM", "event", target(report.TargetEvent), yes},
		{"DTW-TRIG-SPECIFIC", "all", certain(), yes},
		{"DTW-TRIG-SPECIFIC", "what and the victim", without(certain(), object, site), yes},
		{"DTW-TRIG-SPECIFIC", "what and the target", without(certain(), victim, site), yes},
		{"DTW-TRIG-SPECIFIC", "what and the city", placed(place.Place{City: "Kerman"}), yes},
		{"DTW-TRIG-SPECIFIC", "what and a point", placed(place.Place{Point: &place.Point{Lat: 1}}), yes},
		{"DTW-TRIG-SPECIFIC", "what and the region", placed(place.Place{Country: "Iran", Region: "Kerman"}), unknown},
		{"DTW-TRIG-SPECIFIC", "what alone", without(certain(), victim, object, site), unknown},
		{"DTW-TRIG-SPECIFIC", "all but what", without(certain(), what), unknown},
		{"DTW-TRIG-SPECIFIC", "what, said to be unknown", with(certain(), words(what, "unknown")), unknown},
		{"DTW-TRIG-SPECIFIC", "when and who by", without(certain(), what, victim, object, site), unknown},
		{"DTW-TRIG-SPECIFIC", "nothing", without(certain(), report.Fields()...), unknown},
		{"DTW-TRIG-IMPENDING", "tomorrow", certain(), yes},
		{"DTW-TRIG-IMPENDING", "not told", without(certain(), moment), unknown},
		{"DTW-TRIG-IMPENDING", "a window that says nothing", with(certain(), when(time.Time{}, time.Time{})), unknown},
		{"DTW-TRIG-IMPENDING", "next year", timed(9000*time.Hour, 9001*time.Hour), yes},
		{"DTW-TRIG-IMPENDING", "under way", timed(-time.Hour, time.Second), yes},
		{"DTW-TRIG-IMPENDING", "just over", timed(-time.Hour, 0), unknown},
		{"DTW-TRIG-IMPENDING", "over", timed(-2*time.Hour, -time.Hour), unknown},
		{"DTW-TRIG-IMPENDING", "begun, no end told", with(certain(), when(now.Add(-9000*time.Hour), time.Time{})), yes},
		{"DTW-TRIG-IMPENDING", "by an end ahead", with(certain(), when(time.Time{}, now.Add(time.Hour))), yes},
		{"DTW-TRIG-IMPENDING", "by an end behind", with(certain(), when(time.Time{}, now)), unknown},
	} {
		d := determine(t, p, c.a)
		if got := value(t, d, c.rule); got != c.want {
			t.Errorf("%s, %s: %s, not %s", c.rule, c.name, got, c.want)
		}
		scope := value(t, d, "DTW-TRIG-HARM")
		want := policy.Duty
		if scope == no {
			want = policy.OutOfScope
		} else if c.want == no {
			want = policy.NoDuty
		}
		if d.Verdict != want || d.Doubt != (want == policy.Duty && slices.ContainsFunc(d.Findings, func(f policy.Finding) bool { return f.Value == unknown })) {
			t.Errorf("%s, %s: the verdict is %s, doubt %t", c.rule, c.name, d.Verdict, d.Doubt)
		}
	}
}

// TestAnswers holds what an officer may answer himself: yes and no to four
// questions, and an unknown that takes nothing away.
func TestAnswers(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	rules := map[string]string{
		"directed": "DTW-VICTIM", "credible": "DTW-TRIG-CREDIBLE", "specific": "DTW-TRIG-SPECIFIC", "impending": "DTW-TRIG-IMPENDING",
	}
	if got := p.Questions; len(got) != len(rules)+1 { // and whether the danger passed, which is no rule by itself
		t.Errorf("the questions are %v", got)
	}
	nothing := report.Assessment{Reliability: "F", Credibility: 6}
	for question, rule := range rules {
		for _, base := range []report.Assessment{certain(), nothing} {
			own := value(t, determine(t, p, base), rule)
			for answer, want := range map[tocsin.Tri]tocsin.Tri{yes: yes, no: no, unknown: own} {
				d := determine(t, p, answered(base, question, answer, "the reason he wrote"))
				if got := value(t, d, rule); got != want {
					t.Errorf("%s answered %s where the facts say %s is %s", question, answer, own, got)
				}
				if told := strings.Contains(d.Text, "an officer answered "+answer.String()+": the reason he wrote"); told != (answer != unknown) {
					t.Errorf("%s answered %s is told: %t", question, answer, told)
				}
				for other, rule := range rules {
					if other != question && value(t, d, rule) != value(t, determine(t, p, base), rule) {
						t.Errorf("the answer to %s changes %s", question, rule)
					}
				}
				if wanted := answer == no; (d.Verdict == policy.NoDuty) != wanted {
					t.Errorf("%s answered %s is %s", question, answer, d.Verdict)
				}
			}
		}
	}
	// What the pack does not ask is not answered: neither harm nor another word.
	for _, question := range []string{"harm", "held", "", "Credible"} {
		if d := determine(t, p, answered(certain(), question, no, "so")); d.Verdict != policy.Duty {
			t.Errorf("an answer to %q makes it %s", question, d.Verdict)
		}
	}
	over := answered(with(certain(), when(time.Time{}, now)), "impending", yes, "it was put off")
	if d := determine(t, p, over); d.Verdict != policy.Duty || d.Doubt {
		t.Errorf("an officer who knows better is answered %s, doubt %t", d.Verdict, d.Doubt)
	}
}

// grades is what each of the 36 grades says: sources A to F downwards,
// information 1 to 6 across; y yes, n no, u unknown.
var grades = []string{
	"A yyyuuu",
	"B yyyuuu",
	"C yyyuuu",
	"D yyuuuu",
	"E yyuunu",
	"F yyuuuu",
}

// TestGrades holds all 36 grades, that a better one is never worth less, and
// that F and 6 never say no.
func TestGrades(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	said := map[[2]int]tocsin.Tri{}
	for i, row := range grades {
		for j, want := range row[2:] {
			a := certain()
			a.Reliability, a.Credibility = report.Reliability(row[:1]), report.Credibility(j+1)
			d := determine(t, p, a)
			got := value(t, d, "DTW-TRIG-CREDIBLE")
			said[[2]int{i, j}] = got
			if got.String()[:1] != string(want) {
				t.Errorf("%s%d is %s, not %c", a.Reliability, a.Credibility, got, want)
			}
			if (d.Verdict == policy.Duty) != (want != 'n') {
				t.Errorf("%s%d is %s", a.Reliability, a.Credibility, d.Verdict)
			}
			if (i == 5 || j == 5) && (got == no || d.Verdict != policy.Duty) {
				t.Errorf("%s%d, which nobody can judge, is %s, %s", a.Reliability, a.Credibility, got, d.Verdict)
			}
		}
	}
	for worse, low := range said {
		for better, high := range said {
			if worse[0] < 5 && worse[1] < 5 && better[0] <= worse[0] && better[1] <= worse[1] && high < low {
				t.Errorf("grade %v says %s, the better %v says %s", worse, low, better, high)
			}
		}
	}
}
