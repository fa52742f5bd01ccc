package cli

import (
	"context"

	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
)

type consultCmd struct {
	ID     string `arg:"" help:"Dossier, by the beginning of its id."`
	With   string `help:"Whom you ask." placeholder:"WHO"`
	Ask    string `help:"What you ask." placeholder:"WORDS"`
	Of     int    `help:"Number of the consultation that was answered." placeholder:"N"`
	Answer string `help:"What was answered." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (consultCmd) Help() string {
	return `With --with and --ask it puts a consultation on the record, with a clock. With --of and --answer it keeps the answer. No answer in time is on the record too, and holds nothing up.`
}

// Run asks, or keeps an answer.
func (cmd *consultCmd) Run(ctx context.Context, c *call) error {
	asks, answers := cmd.With != "" || cmd.Ask != "", cmd.Of != 0 || cmd.Answer != ""
	if asks == answers {
		return wrongUse("give --with and --ask, or --of and --answer")
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if asks {
			return c.askDossier(ctx, s, cmd.acting, &desk.Consult{
				Dossier: shown.ID, ConsultAsked: dossier.ConsultAsked{With: cmd.With, Question: cmd.Ask},
			}, shown.ID)
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.AnswerConsult{
			Dossier: shown.ID, ConsultAnswered: dossier.ConsultAnswered{Of: cmd.Of, Says: cmd.Answer},
		}, shown.ID)
	})
}

type disputeCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	About   string `help:"What you disagree with: duty, waiver or method." placeholder:"WHAT"`
	Resolve int    `help:"Number of the dispute to resolve." placeholder:"N"`
	Towards string `help:"Which way it is resolved: warning or silence." placeholder:"WAY"`
	Because string `required:"" help:"Why, in writing." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (disputeCmd) Help() string {
	return `Any officer may disagree with what was decided. While the dispute is open nothing is left unsaid, and nothing is held up that is to be said. It goes up to whom the pack names; where it stays unresolved when its clock has run out twice, it is resolved towards warning.`
}

// Run raises or resolves a dispute.
func (cmd *disputeCmd) Run(ctx context.Context, c *call) error {
	if (cmd.About == "") == (cmd.Resolve == 0) || (cmd.Resolve == 0) != (cmd.Towards == "") {
		return wrongUse("give --about, or --resolve and --towards")
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if cmd.Resolve == 0 {
			return c.askDossier(ctx, s, cmd.acting, &desk.RaiseDispute{
				Dossier: shown.ID, DisputeRaised: dossier.DisputeRaised{About: dossier.Subject(cmd.About), Because: cmd.Because},
			}, shown.ID)
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.ResolveDispute{
			Dossier: shown.ID, DisputeResolved: dossier.DisputeResolved{
				Of: cmd.Resolve, Towards: dossier.Direction(cmd.Towards), Because: cmd.Because,
			},
		}, shown.ID)
	})
}

type dissentCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Because string `required:"" help:"What you do not agree with, and why." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (dissentCmd) Help() string {
	return `Any officer may, at any time, also when the dossier is closed. It is shown with the dossier for good. Who affirms that a warning is left unsaid affirms it after reading this: what was affirmed before counts no longer.`
}

// Run keeps the dissent.
func (cmd *dissentCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.Dissent{
			Dossier: shown.ID, DissentKept: dossier.DissentKept{Because: cmd.Because},
		}, shown.ID)
	})
}

type referralCmd struct {
	ID     string `arg:"" help:"Dossier, by the beginning of its id."`
	Answer string `required:"" help:"What the new owner answered." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (referralCmd) Help() string {
	return `What is out of scope here goes to another owner, who must answer by a date. The dossier stays on watch after that.`
}

// Run keeps the answer.
func (cmd *referralCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.TakeReferral{
			Dossier: shown.ID, ReferralTaken: dossier.ReferralTaken{Says: cmd.Answer},
		}, shown.ID)
	})
}

type reviewCmd struct {
	ID      string       `arg:"" help:"Dossier, by the beginning of its id."`
	Because string       `help:"What you make of a warning that one officer sent alone." placeholder:"WORDS"`
	Outcome string       `help:"How it turned out: prevented, mitigated, occurred, no-attack, unknown or false." placeholder:"OUTCOME"`
	Summary string       `help:"How it went, and what the recipients did." placeholder:"WORDS"`
	Killed  tolls        `help:"Number of the dead, or a range, and its source: 84-95:public, 3:assessed or unknown." placeholder:"NUMBER"`
	Injured tolls        `help:"Number of the injured, as with --killed." placeholder:"NUMBER"`
	Lesson  []lessonFlag `sep:"none" help:"What was found, behind the failure that it is about where it is one: F-6=WORDS. Repeat it." placeholder:"LESSON"`
	Propose []pair       `sep:"none" help:"How a pack should change. Repeat it." placeholder:"PACK=WORDS"`
	acting
}

// Help explains the command.
func (reviewCmd) Help() string {
	return `Without flags it shows what there is to learn from: how long each step took, how far each warning came, and what was known against what was told. With --outcome and --summary it records the review of how it turned out, which opens by itself after an incident, at the end of a window, on a waiver and where no duty was found; an officer who drafted no warning records it. With --because it keeps the look at a warning that one officer sent alone.

Where there was no time, one officer may have sent a warning alone. Somebody else looks at it afterwards, by the date that the pack sets; until then the dossier cannot be closed.`
}

// Run keeps the review.
func (cmd *reviewCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		switch {
		case cmd.Outcome != "" && cmd.Because != "":
			return wrongUse("give --outcome and --summary, or --because")
		case cmd.Outcome != "":
			r := &desk.RecordReview{Dossier: shown.ID, Record: cmd.record()}
			return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.giveLearned(ctx, s, shown.ID) })
		case cmd.Because == "":
			return c.giveLearned(ctx, s, shown.ID)
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.Review{
			Dossier: shown.ID, WarningReviewed: dossier.WarningReviewed{Because: cmd.Because},
		}, shown.ID)
	})
}
