package cli

import (
	"context"
	"strconv"
	"time"

	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

type statusCmd struct {
	ID   string `arg:"" help:"Dossier, by the beginning of its id."`
	Live bool   `help:"Show it anew every two seconds, until interrupted."`
}

// Help explains the command.
func (statusCmd) Help() string {
	return `It tells of each recipient how far the warning has come with him, rung by rung, what was tried, what comes next and when, and what waits for an officer. Only what is proved counts: a receipt, an answer that quotes the token inside the file, a note that two officers signed.`
}

// Run tells how the deliveries of a dossier stand.
func (cmd *statusCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		for {
			shown, err := s.dossier(ctx, cmd.ID)
			if err != nil {
				return err
			}
			if !cmd.Live {
				return c.showStatus(shown)
			}
			c.out.clear()
			if err := c.showStatus(shown); err != nil || !pause(ctx, refresh) {
				return err
			}
		}
	})
}

// refresh is how often a live picture is drawn anew.
const refresh = 2 * time.Second

// pause waits, and reports whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// A statusOf is a dossier's deliveries for programs.
type statusOf struct {
	stand
	Clocks     []stageClock         `json:"clocks,omitempty"`
	Dispatches []desk.ShownDispatch `json:"dispatches"`
}

// A stageClock is a clock that runs.
type stageClock struct {
	Stage string    `json:"stage"`
	Due   time.Time `json:"due"`
}

// showStatus prints it.
func (c *call) showStatus(shown desk.Shown) error {
	out := statusOf{stand: stand{shown.ID, string(shown.Status), shown.Waits}, Dispatches: shown.Dispatches}
	for _, clock := range shown.Clocks {
		out.Clocks = append(out.Clocks, stageClock{string(clock.Stage), clock.Due})
	}
	return c.give(out, func(p *page) {
		out.tell(p)
		for _, clock := range out.Clocks {
			p.field("clock", "%s until %s", clock.Stage, at(clock.Due))
		}
		for _, d := range out.Dispatches {
			p.gap()
			printProgress(p, d)
		}
	})
}

// printProgress tells how far a warning has come with one recipient.
func printProgress(p *page, d desk.ShownDispatch) {
	p.field("to", "%s", d.Recipient)
	p.field("dispatch", "%s", d.ID)
	printAim(p, d.Life, d.Target)
	p.field("state", "%s", d.State)
	for _, r := range delivery.Rungs() {
		mark := "  "
		if d.Reached.Reaches(r) {
			mark = "x "
		}
		p.line("  %s%s", mark, rungInWords(r))
	}
	if !d.Answered.IsZero() {
		p.field("answered", "%s by %s (%s) %s", at(d.Answered), d.By, d.Rung, d.Says)
	}
	for _, s := range d.Steps {
		p.line("  %s  %s: %s", minutes(s.At), stepInWords(s), progress(s))
	}
	p.field("last failure", "%s", d.Failed)
	switch {
	case d.Settled:
		p.field("next", "nothing: it has come as far as it must")
	case d.NoReply:
		p.field("next", "no answer is expected")
	case d.Overdue:
		p.field("OVERDUE", "since %s", at(d.Deadline))
	default:
		p.field("answer by", "%s", at(d.Deadline))
	}
	if d.Exhausted && !d.Settled {
		p.field("EXHAUSTED", "every way has been tried; a person must find another")
	}
	for i, q := range d.Questions {
		answer := "waits for an answer (tocsin answer " + string(d.ID) + " " + strconv.Itoa(i+1) + ")"
		if !q.AnsweredAt.IsZero() {
			answer = "answered " + at(q.AnsweredAt)
		}
		p.field("question", "%d. %s; %s", i+1, q.Says, answer)
	}
	if d.Note != "" {
		p.field("note", "of a call, waits for the other officer who was there (tocsin spoken %s --confirm)", d.ID)
		p.text(d.Note)
	}
}

// progress tells what came of a step.
func progress(s desk.ShownStep) string {
	switch {
	case s.State == delivery.StepDone:
		return "done " + at(s.Done)
	case s.State == delivery.StepNever:
		return "does not work, since " + at(s.Done)
	case s.State == delivery.StepDropped:
		return "another plan took its place"
	case !s.Wanted:
		return "no longer needed"
	case !s.Due.IsZero():
		return "to come at " + at(s.Due)
	}
	return "to come"
}
