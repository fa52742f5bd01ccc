package cli

import (
	"context"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/review"
)

type incidentCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	At      moment `required:"" help:"When it happened." placeholder:"TIME"`
	Where   spot   `help:"Where: region=..,city=..,site=.. and country=.." placeholder:"PLACE"`
	Killed  tolls  `help:"Number of the dead, or a range, and its source: 84-95:public, 3:assessed or unknown." placeholder:"NUMBER"`
	Injured tolls  `help:"Number of the injured, as with --killed." placeholder:"NUMBER"`
	Summary string `required:"" help:"What happened." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (incidentCmd) Help() string {
	return `It is noted of a closed dossier too: what nobody warned of may happen all the same. A review opens with it, with a clock; see tocsin review.`
}

// tolls is a number of people on the command line.
type tolls struct{ review.Count }

// UnmarshalText reads a number of people.
func (c *tolls) UnmarshalText(text []byte) error {
	var err error
	c.Count, err = review.ParseCount(string(text))
	return err
}

// Run notes the incident.
func (cmd *incidentCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		r := &desk.RecordIncident{Dossier: shown.ID, IncidentRecorded: dossier.IncidentRecorded{
			At: cmd.At.Time, Summary: cmd.Summary, Casualties: review.Casualties{Killed: cmd.Killed.Count, Injured: cmd.Injured.Count},
		}}
		if where := cmd.Where.Place; where.Known() {
			r.Place = &where
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.giveLearned(ctx, s, shown.ID) })
	})
}

// A lessonFlag is CLASS=FINDING on the command line, or a finding alone.
type lessonFlag struct{ review.Lesson }

// UnmarshalText reads a lesson.
func (l *lessonFlag) UnmarshalText(text []byte) error {
	l.Finding = oneLine(string(text))
	var p pair
	if err := p.UnmarshalText(text); err == nil && len(p.name) > 2 && p.name[:2] == "F-" {
		l.Class, l.Finding = p.name, oneLine(p.value)
	}
	return nil
}

// record puts the flags of a review together.
func (cmd *reviewCmd) record() review.Record {
	r := review.Record{
		Outcome: review.Outcome(cmd.Outcome), Summary: cmd.Summary,
		Casualties: review.Casualties{Killed: cmd.Killed.Count, Injured: cmd.Injured.Count},
	}
	for _, l := range cmd.Lesson {
		r.Lessons = append(r.Lessons, l.Lesson)
	}
	for _, p := range cmd.Propose {
		r.Lessons = append(r.Lessons, review.Lesson{Finding: "the pack should be changed", Pack: p.name, Proposal: oneLine(p.value)})
	}
	return r
}

// giveLearned tells a dossier as a review looks at it.
func (c *call) giveLearned(ctx context.Context, s *Session, id tocsin.DossierID) error {
	l, err := s.Desk.Learn(ctx, string(id))
	if err != nil {
		return err
	}
	return c.give(l, func(p *page) { printLearned(p, l) })
}

// printLearned tells what there is to learn from, and what was learned.
func printLearned(p *page, l desk.Learned) {
	p.field("dossier", "%s", l.Dossier)
	if l.Open != nil {
		p.field("review", "open because of %s, until %s", l.Open.Because, at(l.Open.Due))
	}
	p.field("outcome", "%s", l.Outcome)
	for _, i := range l.Intervals {
		p.field("took", "%s to %s: %s", i.From, i.To, i.Span())
	}
	for name, i := range map[string]*review.Interval{"lead": l.Lead.Achieved} {
		if i != nil {
			p.field(name, "%s to %s: %s", i.From, i.To, i.Span())
		}
	}
	if i := l.Lead.Useful; i != nil {
		p.field("useful", "%s to %s: %s", i.From, i.To, i.Span())
	}
	if i := l.Lead.Possible; i != nil {
		p.field("possible", "%s to %s: %s", i.From, i.To, i.Span())
	}
	for _, r := range l.Reached {
		p.field("reached", "%s by %s %s: %s, %s", l.Recipients[r.Recipient], r.Kind, short(r.Warning), r.Rung, at(r.At))
	}
	for _, one := range l.Compared {
		for _, f := range one.Fields {
			p.field("known", "%s", compared(one, f))
		}
	}
	for _, i := range l.Incidents {
		p.field("incident", "%s: %s; killed %s, injured %s", at(i.At), i.Summary, i.Casualties.Killed, i.Casualties.Injured)
	}
	for _, r := range l.Reviews {
		p.field("reviewed", "%s, %s: %s, %s", at(r.At), l.Officers[r.By], r.Outcome, r.Summary)
		for _, lesson := range r.Lessons {
			p.field("lesson", "%s %s", lesson.Class, lesson.Finding)
			if lesson.Pack != "" {
				p.field("proposal", "%s: %s", lesson.Pack, lesson.Proposal)
			}
		}
	}
	for _, line := range l.Lines {
		p.field("public line", "%s: %s", at(line.At), oneLine(line.Text))
	}
}

// compared tells one fact as it was known against what was told of it.
func compared(w review.Compared, f review.Told) string {
	told := "not told"
	if f.Told != "" {
		told = "told (" + f.Told + ")"
	}
	s := fmt.Sprintf("%s, by %s %s: %s", f.Fact, w.Kind, short(w.Warning), told)
	if f.Withheld != "" {
		s += "; " + f.Withheld + ": " + f.Reason
	}
	if f.Specificity != nil {
		s += fmt.Sprintf("; %d of 100", f.Specificity.Percent)
	}
	return s
}

type publicLineCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Say     string `help:"What may be said in public." placeholder:"WORDS"`
	Because string `help:"Why, in writing." placeholder:"WORDS"`
	Reveals bool   `help:"By it the public learns that there was a warning."`
	Approve bool   `help:"Agree to the line that waits."`
	acting
}

// Help explains the command.
func (publicLineCmd) Help() string {
	return `Nothing is ever said by itself. A line that is authorized is on the record; a person says it. It is held against every protected word, also against what the recipients were told. Where the packs do not leave open whether there was a warning, it takes the quorum of silence to let the public know.`
}

// Run proposes a line, or agrees to one.
func (cmd *publicLineCmd) Run(ctx context.Context, c *call) error {
	if cmd.Approve == (cmd.Say != "") {
		return wrongUse("give --say and --because, or --approve")
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if !cmd.Approve {
			r := &desk.ProposeLine{Dossier: shown.ID, Text: oneLine(cmd.Say) + "\n", Because: cmd.Because, Reveals: cmd.Reveals}
			return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.giveLearned(ctx, s, shown.ID) })
		}
		line := shown.State.Line
		if line == nil {
			return tocsin.Refuse("approval/nothing", "propose one with --say", "no public line waits for approval")
		}
		r := &desk.ApproveLine{Dossier: shown.ID, Of: line.Proposal.Of, Text: line.Text}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.giveLearned(ctx, s, shown.ID) })
	})
}

// month is how a month is written in a period.
const month = "2006-01"

// A period is FROM..UNTIL on the command line, in months or days, both in it.
type period struct{ from, until time.Time }
