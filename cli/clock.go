package cli

import (
	"context"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
)

// clockCmd is the time that the record goes by.
type clockCmd struct {
	Show    clockShowCmd    `cmd:"" help:"Show the time that the record goes by, and where a clock has jumped."`
	Confirm clockConfirmCmd `cmd:"" help:"Say what time it is, after a clock has jumped."`
}

type clockShowCmd struct{}

// Help explains the command.
func (clockShowCmd) Help() string {
	return `Setting the clock of the machine moves nothing that is due: the time goes on from when the machine was started, also while it sleeps. Where the clock of the machine comes to stand more than a day away, or stands so after a start, that is put on record, and what no life depends on waits until somebody has confirmed what time it is. Deadlines, clocks and pages never wait.`
}

// A clockShown is what is told of the time.
type clockShown struct {
	Now     time.Time `json:"now"`
	Machine time.Time `json:"machine"`
	// Ahead is how far the machine is ahead, in seconds.
	Ahead int64       `json:"ahead"`
	Jumps []clockJump `json:"jumps,omitempty"`
}

// A clockJump is one jump.
type clockJump struct {
	Number    int       `json:"number"`
	At        time.Time `json:"at"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Confirmed time.Time `json:"confirmed,omitzero"`
	By        string    `json:"by,omitempty"`
	Right     string    `json:"right,omitempty"`
	Because   string    `json:"because,omitempty"`
}

// Run shows the time.
func (clockShowCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := clockOf(ctx, s)
		if err != nil {
			return err
		}
		return c.give(shown, shown.tell)
	})
}

// clockOf reads what is told of the time.
func clockOf(ctx context.Context, s *Session) (clockShown, error) {
	h, err := s.Desk.Holder(ctx)
	if err != nil {
		return clockShown{}, err
	}
	now, off := s.Clock.Now().UTC(), s.Clock.Off()
	shown := clockShown{Now: now.Truncate(time.Second), Machine: now.Add(off).Truncate(time.Second), Ahead: int64(off.Round(time.Second) / time.Second)}
	for i, j := range h.Jumps {
		told := clockJump{
			Number: i + 1, At: j.At, From: j.From, To: j.To, Confirmed: j.Confirmed.At, Right: string(j.Right), Because: j.Because,
		}
		if by, ok := h.Officer(j.Confirmed.By); ok {
			told.By = by.Name
		}
		shown.Jumps = append(shown.Jumps, told)
	}
	return shown, nil
}

// tell tells it to people.
func (s clockShown) tell(p *page) {
	p.field("the time", "%s", at(s.Now))
	switch ahead := time.Duration(s.Ahead) * time.Second; {
	case ahead > 0:
		p.field("this machine", "%s, %s ahead", at(s.Machine), ahead)
	case ahead < 0:
		p.field("this machine", "%s, %s behind", at(s.Machine), -ahead)
	default:
		p.field("this machine", "says the same")
	}
	for _, j := range s.Jumps {
		p.field("jump", "%d, noted %s: it was %s, and the machine said %s", j.Number, at(j.At), at(j.From), at(j.To))
		if j.Confirmed.IsZero() {
			p.line("    what no life depends on waits until somebody has confirmed what time it is")
		} else {
			p.line("    %s", oneLine("confirmed "+at(j.Confirmed)+" by "+j.By+": "+rightWords[j.Right]+", because "+j.Because))
		}
	}
}

// rightWords say which time was right.
var rightWords = map[string]string{
	string(holder.RightOurs): "the time was right", string(holder.RightMachine): "the machine was right",
}

type clockConfirmCmd struct {
	Jump    int    `help:"Number of the jump; the first that waits where none is named." placeholder:"NUMBER"`
	Right   string `required:"" enum:"ours,machine" help:"Which is right: ours, the time that the record goes by, or machine." placeholder:"WHICH"`
	Because string `required:"" help:"How you know what time it is." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (clockConfirmCmd) Help() string {
	return `What waited goes out then. With --right machine the time is what the clock of this machine says from then on, for every process of this machine. What was set while the time was wrong keeps the time for which it was set.`
}

// Run keeps what time it is.
func (cmd *clockConfirmCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		of := cmd.Jump
		if of == 0 {
			of, _, _ = h.Jumped()
		}
		r := &desk.ConfirmClock{ClockConfirmed: holder.ClockConfirmed{Of: of, Right: holder.Right(cmd.Right), Because: cmd.Because}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			if r.Right == holder.RightMachine {
				if err := s.Clock.TakeWall(); err != nil {
					return err
				}
			}
			shown, err := clockOf(ctx, s)
			if err != nil {
				return err
			}
			return c.give(shown, shown.tell)
		})
	})
}
