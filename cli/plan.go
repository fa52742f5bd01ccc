package cli

import (
	"context"
	"fmt"
	"time"

	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

type planCmd struct {
	ID string `arg:"" help:"Dossier, by the beginning of its id."`
}

// Help explains the command.
func (planCmd) Help() string {
	return `It tells, for each recipient of what is drafted, by which ways he would be warned if it were sent now, at which minute each way is taken, who is called where nobody answers, and how far the packs want the warning to come. Nothing is sent. After sending, status tells the same with what came of it.`
}

// Run shows the plan.
func (cmd *planCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		plans, err := s.Desk.Plans(ctx, shown.State)
		if err != nil {
			return err
		}
		return c.give(plans, func(p *page) {
			for i, plan := range plans {
				if i > 0 {
					p.gap()
				}
				printPlan(p, plan)
			}
		})
	})
}

// printPlan tells how one recipient would be warned.
func printPlan(p *page, plan desk.PlanFor) {
	p.field("to", "%s", plan.Recipient)
	if plan.Problem != "" {
		p.field("CANNOT", "%s", plan.Problem)
		p.field("next", "%s", plan.Remedy)
		return
	}
	printAim(p, plan.Life, plan.Target)
	p.field("answer by", "%s", at(plan.Deadline))
	for _, s := range plan.Steps {
		p.line("  %s  %s", minutes(s.At), stepInWords(s))
	}
	for _, t := range plan.Trouble {
		p.field("TROUBLE", "%s", t)
	}
}

// printAim tells what is at stake, and how far it must come.
func printAim(p *page, life bool, target delivery.Rung) {
	if life {
		p.field("at stake", "a life")
	}
	if target != "" {
		p.field("until", "%s", rungInWords(target))
	}
}

// minutes writes a time to the minute, and the seconds where there are any.
func minutes(t time.Time) string {
	if t.Second() != 0 {
		return t.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// stepInWords tells what a step does.
func stepInWords(s desk.ShownStep) string {
	var words string
	switch s.Kind {
	case delivery.StepDeliver:
		words = "the file, by " + s.Channel
	case delivery.StepKnock:
		words = "a knock, by " + s.Channel
	case delivery.StepPage:
		words = fmt.Sprintf("%s is called: %s", s.Level, taskInWords(s.Task))
	}
	if s.Through != "" {
		words += ", through " + s.Through
	}
	if s.Second {
		words += ", beside the first way"
	}
	return words
}

// taskInWords tells what a called officer is to do.
func taskInWords(t delivery.Task) string {
	switch t {
	case delivery.TaskSpeak:
		return "speak with them (tocsin paper)"
	case delivery.TaskDecide:
		return "nobody who can act has acknowledged; find another way"
	case delivery.TaskExhausted:
		return "every way has been tried"
	case delivery.TaskRefused:
		return "they refuse it, or say that it is wrong"
	case delivery.TaskQuestion:
		return "they ask something, and wait"
	}
	return string(t)
}

// rungInWords tells how far a warning has come.
func rungInWords(r delivery.Rung) string {
	switch r {
	case delivery.RungDispatched:
		return "sealed and on its way"
	case delivery.RungHanded:
		return "a carrier has it"
	case delivery.RungReceived:
		return "it was handed over"
	case delivery.RungRead:
		return "somebody has read it"
	case delivery.RungAuthority:
		return "somebody has read it who may decide"
	case delivery.RungUnderstood:
		return "he has said back what it says"
	case delivery.RungActing:
		return "he says what is done"
	case delivery.RungOnward:
		return "those who must act have it"
	}
	return string(r)
}
