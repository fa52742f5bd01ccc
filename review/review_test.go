package review_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
	"example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// refused holds that an error is a refusal under a rule, or none where that is
// empty.
func refused(t *testing.T, name string, err error, rule string) {
	t.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case rule == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case rule != "" && (!ok || r.Rule != rule || r.Remedy == ""):
		t.Errorf("%s: %v, not refused under %s", name, err, rule)
	}
}

// TestCount holds what can be said of a number of people.
func TestCount(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]review.Count{
		"unknown":      {},
		"0:public":     {Known: true, Source: review.Public},
		"84-95:public": {Known: true, Least: 84, Most: 95, Source: review.Public},
		"3:assessed":   {Known: true, Least: 3, Most: 3, Source: review.Assessed},
	} {
		got, err := review.ParseCount(said)
		if err != nil || got != want || got.String() != said {
			t.Errorf("%s is read as %+v, %v", said, got, err)
		}
	}
	for _, said := range []string{
		"", "84", "84:", "84:rumor", "95-84:public", "-1:public", "007:public", "1e3:public", "1-:public", "unknown:public", "10000001:public",
		"1-2-3:public", "about ten:public", "+1:public",
	} {
		_, err := review.ParseCount(said)
		refused(t, said, err, "review/count")
	}
	refused(t, "numbers of nothing", review.Count{Least: 1}.Check(), "review/count")
	refused(t, "no source", review.Count{Known: true}.Check(), "review/count")
}

// FuzzCount holds that what is read of a count is written again as it was.
func FuzzCount(f *testing.F) {
	for _, s := range []string{"unknown", "84-95:public", "3:assessed", "3", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := review.ParseCount(s); err == nil && c.String() != strings.TrimSpace(s) && !strings.Contains(s, "-") {
			t.Errorf("%q is written %q", s, c)
		}
	})
}

// record is one that can be kept.
func record() review.Record {
	return review.Record{
		Outcome: review.Occurred, Summary: "Two explosions.",
		Casualties: review.Casualties{Killed: review.Count{Known: true, Least: 84, Most: 95, Source: review.Public}},
		Lessons: []review.Lesson{
			{Finding: "The warning reached a duty desk and went no further.", Class: "F-6"},
			{Finding: "Nobody was asked to confirm.", Class: "F-28", Proposal: "Ask for onward passage at once.", Pack: "icd-191"},
		},
	}
}

// TestRecord holds what a review must say.
func TestRecord(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule   string
		change func(*review.Record)
	}{
		"as it is":                {"", func(*review.Record) {}},
		"without lessons":         {"", func(r *review.Record) { r.Lessons = nil }},
		"a lesson of its own":     {"", func(r *review.Record) { r.Lessons[0].Class = "" }},
		"no outcome":              {"review/outcome", func(r *review.Record) { r.Outcome = "" }},
		"another outcome":         {"review/outcome", func(r *review.Record) { r.Outcome = "fine" }},
		"no summary":              {"review/outcome", func(r *review.Record) { r.Summary = " " }},
		"prevented, with dead":    {"review/outcome", func(r *review.Record) { r.Outcome = review.Prevented }},
		"mitigated, with dead":    {"", func(r *review.Record) { r.Outcome = review.Mitigated }},
		"prevented, none dead":    {"", func(r *review.Record) { r.Outcome, r.Casualties = review.Prevented, review.Casualties{} }},
		"numbers that cannot be":  {"review/count", func(r *review.Record) { r.Casualties.Injured = review.Count{Known: true, Least: 2, Most: 1} }},
		"a lesson of nothing":     {"review/lesson", func(r *review.Record) { r.Lessons[0].Finding = "\n" }},
		"too many lessons":        {"review/lesson", func(r *review.Record) { r.Lessons = make([]review.Lesson, 101) }},
		"a proposal for no pack":  {"review/lesson", func(r *review.Record) { r.Lessons[1].Pack = "" }},
		"a pack without proposal": {"review/lesson", func(r *review.Record) { r.Lessons[1].Proposal = "" }},
		"F-0":                     {"review/class", func(r *review.Record) { r.Lessons[0].Class = "F-0" }},
		"F-29":                    {"review/class", func(r *review.Record) { r.Lessons[0].Class = "F-29" }},
		"F-06":                    {"review/class", func(r *review.Record) { r.Lessons[0].Class = "F-06" }},
		"R-6":                     {"review/class", func(r *review.Record) { r.Lessons[0].Class = "R-6" }},
	} {
		r := record()
		c.change(&r)
		refused(t, name, r.Check(), c.rule)
	}
	for _, b := range review.Reasons() {
		if silent := b == review.Waiver || b == review.NoDuty; b.Warned() == silent {
			t.Errorf("%s is about a warning: %t", b, b.Warned())
		}
	}
}

// TestTimes holds the intervals and the lead of a dossier that was warned of, and
// of one where the event came first.
func TestTimes(t *testing.T) {
	t.Parallel()
	at := func(hours int) time.Time {
		return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
	}
	full := review.Times{
		Possessed: at(0), Assessed: at(1), Determined: at(3), Drafted: at(4), Cleared: at(6), Sent: at(7), Acknowledged: at(10), Event: at(58),
		LatestUseful: at(50),
	}
	want := []review.Interval{
		{"possession", "assessed", 3600},
		{"assessed", "determined", 7200},
		{"determined", "drafted", 3600},
		{"drafted", "cleared", 7200},
		{"cleared", "sent", 3600},
		{"sent", "acknowledged", 10800},
		{"acknowledged", "event", 172800},
	}
	if got := full.Intervals(); !reflect.DeepEqual(got, want) {
		t.Errorf("the intervals are %v", got)
	}
	lead := full.Lead()
	if lead.Achieved.Span() != 48*time.Hour || lead.Useful.Span() != 40*time.Hour || lead.Possible.Span() != 50*time.Hour || lead.Achieved.From != "acknowledged" {
		t.Errorf("the lead is %+v %+v %+v", lead.Achieved, lead.Useful, lead.Possible)
	}
	late := review.Times{Possessed: at(0), Sent: at(9), Event: at(5)}
	if lead := late.Lead(); lead.Achieved.Span() != -4*time.Hour || lead.Achieved.From != "sent" || lead.Useful != nil || lead.Possible != nil {
		t.Errorf("warned after the event, the lead is %+v", lead)
	}
	if got := (review.Times{Possessed: at(0)}).Intervals(); got != nil {
		t.Errorf("of nothing: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) { // whatever is left out, the intervals add up
		times := full
		for _, p := range []*time.Time{&times.Assessed, &times.Determined, &times.Drafted, &times.Cleared, &times.Sent, &times.Acknowledged} {
			if rapid.Bool().Draw(t, "left out") {
				*p = time.Time{}
			}
		}
		sum := time.Duration(0)
		for _, i := range times.Intervals() {
			sum += i.Span()
		}
		if sum != 58*time.Hour {
			t.Fatalf("they add up to %s", sum)
		}
	})
}

// TestCompare holds what was known against what was sent, field by field.
func TestCompare(t *testing.T) {
	t.Parallel()
	where := protect.Precision{Field: report.FieldPlace, Told: "city", Known: "site", Percent: 60}
	got := review.Compare("w", time.Time{}, warning.Draft{
		Kind: warning.KindWarning,
		Tearline: warning.Tearline{
			Released: []warning.Released{{Field: report.FieldAct, Value: "a", Rung: "kind"}, {Field: report.FieldPlace, Value: "b", Rung: "city"}},
			Withheld: []warning.Withheld{
				{Field: report.FieldPlace, Effect: "told to the city, known to the site", Reason: "the source", Rule: "release/source"},
				{Field: report.FieldVictim, Key: "2", Effect: "not told", Reason: "private"},
			},
		},
		Specificity: &protect.Specificity{Fields: []protect.Precision{where}, Score: 40, Best: 90},
	})
	want := review.Compared{
		Warning: "w", Kind: warning.KindWarning, Score: 40, Best: 90,
		Fields: []review.Told{
			{Fact: "what", Told: "kind"},
			{Fact: "where", Told: "city", Withheld: "told to the city, known to the site", Reason: "the source", Rule: "release/source", Specificity: &where},
			{Fact: "victim.2", Withheld: "not told", Reason: "private"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it is compared as\n%+v, not\n%+v", got, want)
	}
}
