package cli

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// facts gives the assessment with the facts of the flags.
func (cmd *assessCmd) facts(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	source, err := cmd.source(shown)
	if err != nil {
		return a, err
	}
	var given []report.Fact
	for _, f := range cmd.Set {
		if f.field == report.FieldPlace || f.field == report.FieldTime {
			return a, wrongUse("%s is set with --where, --when, or --from and --until", f.field)
		}
		given = append(given, report.Fact{Field: f.field, Text: f.value})
	}
	if cmd.Where.Known() {
		where := cmd.Where.Place
		given = append(given, report.Fact{Field: report.FieldPlace, Place: &where})
	}
	switch bounded := !cmd.From.IsZero() || !cmd.Until.IsZero(); {
	case cmd.When.Known() && bounded:
		return a, wrongUse("--when tells both ends; leave out --from and --until")
	case cmd.When.Known():
		given = append(given, report.Fact{Field: report.FieldTime, Window: &cmd.When.Window})
	case bounded:
		when := report.Window{From: cmd.From.Time, Until: cmd.Until.Time}
		given = append(given, report.Fact{Field: report.FieldTime, Window: &when})
	}
	for _, f := range given {
		known, _ := a.Fact(f.Field)
		if known.Value() == f.Value() {
			continue // it stays what that report says, under its own marking
		}
		f.Report, f.Part, f.Marking = source.Report, source.Part, source.Marking
		a.Facts = slices.DeleteFunc(slices.Clone(a.Facts), func(old report.Fact) bool { return old.Field == f.Field && old.Key == "" })
		if f.Known() {
			a.Facts = append(a.Facts, f)
		}
	}
	return a, nil
}

// source gives where the facts of the flags come from: a report, and a marking
// that is no less restrictive than that of the report, or of all reports where
// none is named.
func (cmd *assessCmd) source(shown desk.Shown) (report.Fact, error) {
	source := report.Fact{Part: "an officer's reading"}
	var marks []marking.Marking
	for _, r := range shown.Reports {
		if len(cmd.Of) > 0 && (len(cmd.Of) < shortest || !strings.HasPrefix(string(r.ID), cmd.Of)) {
			continue
		}
		var m mark
		if err := m.UnmarshalText([]byte(r.Marking)); err != nil {
			return source, err
		}
		marks = append(marks, m.Marking)
		if source.Report == "" {
			source.Report = r.ID
		}
	}
	if source.Report == "" {
		return source, tocsin.Refuse("report/provenance", "see tocsin show "+short(shown.ID), "no report of this dossier begins with %q", cmd.Of)
	}
	source.Marking = marks[0]
	for _, m := range marks[1:] {
		source.Marking = source.Marking.Meet(m)
	}
	return source, nil
}

// answered puts an answer in the place of the earlier one to its question.
func answered(all []report.Answer, given report.Answer) []report.Answer {
	all = slices.DeleteFunc(slices.Clone(all), func(old report.Answer) bool { return old.Question == given.Question })
	return append(all, given)
}

// An assessed is an assessment with what is still unknown.
type assessed struct {
	Dossier    tocsin.DossierID  `json:"dossier"`
	Recorded   bool              `json:"recorded"`
	Assessment report.Assessment `json:"assessment"`
	Unknown    []string          `json:"unknown"`
	Others     []report.Fact     `json:"reports_also_say,omitempty"`
}

// giveAssessment tells an assessment, recorded or not.
func (c *call) giveAssessment(id tocsin.DossierID, a report.Assessment, others []report.Fact, recorded bool) error {
	out := assessed{Dossier: id, Recorded: recorded, Assessment: a, Unknown: []string{}, Others: others}
	for _, field := range report.Fields() {
		if _, known := a.Fact(field); !known {
			out.Unknown = append(out.Unknown, string(field))
		}
	}
	return c.give(out, func(p *page) {
		p.field("dossier", "%s", id)
		printAssessment(p, a)
		for _, f := range others {
			p.field("also said", "%s: %s (%s)", f.Field, f.Value(), short(f.Report))
		}
		if !recorded {
			p.field("recorded", "no; grade it with flags, such as --harm and --reliability, to record it")
		}
	})
}

// printAssessment tells every field, known or not.
func printAssessment(p *page, a report.Assessment) {
	known := func(s string) string {
		if s == "" {
			return "unknown"
		}
		return s
	}
	p.field("harm", "%s", known(string(a.Harm)))
	p.field("target kind", "%s", known(string(a.TargetKind)))
	p.field("reliability", "%s (A reliable to E, F cannot be judged)", a.Reliability)
	p.field("credibility", "%d (1 confirmed to 5, 6 cannot be judged)", a.Credibility)
	for _, field := range report.Fields() {
		f, told := a.Fact(field)
		if !told {
			p.field(string(field), "unknown")
			continue
		}
		p.field(string(field), "%s [%s]", f.Value(), f.Marking)
	}
	p.field("useful until", "%s %s", known(at(a.LatestUseful)), a.LatestUsefulBecause)
	for _, answer := range a.Answers {
		if said := answer.Said(); said != tocsin.Unknown.String() {
			p.field("answer", "%s: %s %s", answer.Question, said, answer.Because)
		}
	}
}
