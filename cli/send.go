package cli

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
)

type sendCmd struct {
	ID      string   `arg:"" help:"Dossier, by the beginning of its id."`
	NoReply []string `name:"no-reply" help:"Recipient of whom no answer is expected, because he cannot give one or it would be dangerous; repeat it for others." sep:"none" placeholder:"RECIPIENT"`
	acting
}

// Help explains the command.
func (sendCmd) Help() string {
	return `Each recipient's copy is sealed, kept, and handed over. What cannot be handed over now stays due, and step tries it again; sending again sends nothing twice.`
}

// Run sends what is cleared.
func (cmd *sendCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if unhanded(shown) {
			c.err.say("note: it is sent already; what is not handed over yet is tried again")
			return c.sent(ctx, s, shown.ID)
		}
		r, err := s.Desk.NewSend(shown.State)
		if err != nil {
			return err
		}
		for _, word := range cmd.NoReply {
			to, err := recipient(shown.Holder, word)
			if err != nil {
				return err
			}
			r.NoReply = append(r.NoReply, to.ID)
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.sent(ctx, s, shown.ID) })
	})
}

// unhanded reports whether a dossier's newest warning was sent and waits to be
// handed over.
func unhanded(s desk.Shown) bool {
	if s.Status != dossier.StatusSent {
		return false
	}
	for _, d := range newest(s) {
		if d.State == delivery.StatePlanned {
			return true
		}
	}
	return false
}

// newest gives the dispatches of a dossier's newest warning.
func newest(s desk.Shown) []desk.ShownDispatch {
	if len(s.State.Warned) == 0 {
		return nil
	}
	last := s.State.Warned[len(s.State.Warned)-1].Warning
	var legs []desk.ShownDispatch
	for _, d := range s.Dispatches {
		if d.Warning == last {
			legs = append(legs, d)
		}
	}
	return legs
}

// A sending is a dossier whose warning was sent, with how each copy stands.
type sending struct {
	stand
	Dispatches []desk.ShownDispatch `json:"dispatches"`
}

// sent hands over what is due, and tells how each copy of a dossier's newest
// warning stands. That a copy cannot be handed over now is no fault: it stays
// due.
func (c *call) sent(ctx context.Context, s *Session, id tocsin.DossierID) error {
	c.certain = "it is kept, but not all that is due could be handed over; it stays due"
	if _, err := s.Step(ctx); err != nil {
		return &Fault{Say: c.certain, Err: err}
	}
	shown, err := s.Desk.Show(ctx, string(id))
	if err != nil {
		return err
	}
	out := sending{stand{shown.ID, string(shown.Status), shown.Waits}, newest(shown)}
	return c.give(out, func(p *page) {
		for _, d := range out.Dispatches {
			p.field("to", "%s", handed(d))
		}
		out.tell(p)
	})
}

// handed tells in words how a copy stands.
func handed(d desk.ShownDispatch) string {
	to := d.Recipient
	if d.Through != "" {
		to += ", through " + d.Through
	}
	switch d.State {
	case delivery.StatePlanned:
		if d.Failed == "" {
			return to + ": not handed over yet; another process may be at it, or tocsin step does it"
		}
		return to + ": not handed over yet (" + d.Failed + "); tocsin step tries again"
	case delivery.StateUndeliverable:
		return to + ": it cannot be handed over this way (" + d.Failed + "); find another"
	case delivery.StateDispatched, delivery.StateReceived, delivery.StateAcknowledged, delivery.StateDenied, delivery.StateDisputed:
	}
	return to + ": handed over as " + d.Name + ", answer due by " + at(d.Deadline)
}
