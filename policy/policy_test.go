package policy_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// now is when these tests determine.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// reason is enough to be one.
const reason = "We looked at every way open to us and each of them fails."

// The answers, short.
const (
	no      = tocsin.No
	unknown = tocsin.Unknown
	yes     = tocsin.Yes
)

// words is a fact told in words.
func words(f report.Field, text string) report.Fact {
	return report.Fact{Field: f, Text: text, Report: "r", Marking: marking.Marking{TLP: marking.Red}}
}

// where and when are facts of place and time.
func where(p place.Place) report.Fact { return report.Fact{Field: report.FieldPlace, Place: &p} }

func when(from, until time.Time) report.Fact {
	return report.Fact{Field: report.FieldTime, Window: &report.Window{From: from, Until: until}}
}

// certain is an assessment that meets every test of icd-191.
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

// pack gives a pack that comes with Tocsin.
func pack(tb testing.TB, id string) *policy.Pack {
	tb.Helper()
	p, err := packs.Get(id)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// own gives a pack of its own memory, of the same file.
func own(tb testing.TB, id string) *policy.Pack {
	tb.Helper()
	p, err := policy.Parse(pack(tb, id).Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// determine applies a pack now to an assessment of one report.
func determine(tb testing.TB, p *policy.Pack, a report.Assessment) policy.Determination {
	tb.Helper()
	d, err := p.Determine(policy.Situation{Assessment: a, At: now, Reports: 1})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// value is what a rule of the pack answered.
func value(tb testing.TB, d policy.Determination, rule string) tocsin.Tri {
	tb.Helper()
	for _, f := range d.Findings {
		if f.Rule == rule {
			return f.Value
		}
	}
	tb.Fatalf("no finding of %s", rule)
	return tocsin.Unknown
}

// bytesOf is a determination as it is kept.
func bytesOf(tb testing.TB, d policy.Determination) string {
	tb.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// seeded gives chance that can be had again: the seed is in the log, and
// TOCSIN_SEED sets it.
func seeded(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("TOCSIN_SEED"); text != "" {
		v, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			tb.Fatal(err)
		}
		seed = v
	}
	tb.Logf("TOCSIN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// pick takes one of several.
func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// people are words for who somebody is.
var people = []string{
	"somebody", "an Iranian", "US persons", "two foreign nationals", "stateless children", "officers of a hostile service",
	"الإيرانيون", "伊朗人", "no duty", "no", "hostile", "friendly",
}

// situation draws any situation in form, with answers to the questions of a pack.
func situation(r *rand.Rand, p *policy.Pack) policy.Situation {
	a := report.Assessment{
		Harm:        pick(r, append(report.Harms(), report.HarmUnknown)...),
		TargetKind:  pick(r, append(report.TargetKinds(), report.TargetUnknown)...),
		Reliability: report.Reliability("ABCDEF"[r.IntN(6)]) + "",
		Credibility: report.Credibility(1 + r.IntN(6)),
	}
	if r.IntN(2) == 0 {
		a.Harm = pick(r, p.Harms...) // else most are out of scope
	}
	for _, f := range report.Fields() {
		if r.IntN(3) == 0 {
			continue
		}
		switch f {
		case report.FieldPlace:
			full := place.Place{Country: "Iran", Region: "Kerman", City: "Kerman", District: "D", Site: "S", Point: &place.Point{Lat: 1, Lon: 2}}
			a.Facts = append(a.Facts, where(full.At(place.Rung(r.IntN(int(place.Exact)+1)))))
		case report.FieldTime:
			from := now.Add(time.Duration(r.IntN(200)-40) * time.Hour)
			w := report.Window{From: from, Until: from.Add(time.Duration(1+r.IntN(60)) * time.Hour)}
			if r.IntN(4) == 0 {
				w.Until = time.Time{}
			}
			a.Facts = append(a.Facts, when(w.From, w.Until))
		case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
			a.Facts = append(a.Facts, words(f, pick(r, "unknown", "somebody", "a", "b", "c")))
		}
	}
	if r.IntN(3) == 0 {
		a.LatestUseful, a.LatestUsefulBecause = now.Add(time.Duration(r.IntN(200*60)-600)*time.Minute), "the gates open"
	}
	for _, q := range p.AllQuestions() {
		if r.IntN(4) == 0 && !q.Personal {
			a.Answers = append(a.Answers, answerTo(r, q))
		}
	}
	return policy.Situation{Assessment: a, At: now, Reports: 1 + r.IntN(12)}
}

// answerTo draws an answer to a question.
func answerTo(r *rand.Rand, q policy.Question) report.Answer {
	a := report.Answer{Question: string(q.Name), Because: "he knows"}
	if q.Kind == policy.KindYesNo {
		a.Answer = pick(r, yes, yes, yes, no, unknown)
	} else {
		a.Value = said(r, q)
	}
	return a
}

// said draws a value of a question in words.
func said(r *rand.Rand, q policy.Question) string {
	switch q.Kind {
	case policy.KindYesNo:
		return pick(r, "yes", "no", "unknown")
	case policy.KindWord:
		return pick(r, append(q.OneOf, "unknown")...)
	case policy.KindNumber:
		if len(q.OneOf) > 0 {
			return pick(r, append(q.OneOf, "unknown")...)
		}
		return pick(r, "0", "1", "2", "3", "7", "100", "unknown")
	case policy.KindWords:
		some := ""
		for _, w := range q.OneOf {
			if r.IntN(4) == 0 {
				some += "," + w
			}
		}
		if some == "" {
			return pick(r, "none", "unknown")
		}
		return some[1:]
	case policy.KindText:
	}
	return pick(r, append(people, "unknown")...)
}
