package cli

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
)

type receiveCmd struct {
	File string `arg:"" help:"Sealed answer, or signed receipt of an intermediary, as it came; - for stdin."`
	acting
}

// Help explains the command.
func (receiveCmd) Help() string {
	return `An answer must name the file that was delivered by its SHA-256, and quote the token that stands inside it. A receipt must be signed with the key enrolled for the intermediary. A receipt says that a file arrived, never that anybody read it.`
}

// Run takes in what came back.
func (cmd *receiveCmd) Run(ctx context.Context, c *call) error {
	raw, err := c.read(cmd.File, smallFile)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		r, err := s.Desk.NewReceive(ctx, raw)
		if err != nil {
			return err
		}
		d := demand{Request: r, attached: raw, name: cmd.File}
		if cmd.File == "-" {
			d.name = ""
		}
		return c.ask(ctx, s, cmd.acting, d, func() error { return c.received(ctx, s, r.Dispatch) })
	})
}

// A taken is what came back, and where its dossier stands.
type taken struct {
	stand
	Dispatch tocsin.DispatchID `json:"dispatch"`
	State    delivery.State    `json:"state"`
	By       string            `json:"by,omitempty"`
	Rung     delivery.Rung     `json:"rung,omitempty"`
	Says     string            `json:"says,omitempty"`
}

// received tells how a dispatch and its dossier stand.
func (c *call) received(ctx context.Context, s *Session, id tocsin.DispatchID) error {
	b, err := s.Desk.Board(ctx)
	if err != nil {
		return err
	}
	d, _ := b.Dispatch(id)
	where, err := s.stand(ctx, d.Planned.Dossier)
	if err != nil {
		return err
	}
	out := taken{stand: where, Dispatch: id, State: d.State, By: d.Answer.By, Rung: d.Answer.Rung, Says: d.Answer.Says}
	return c.give(out, func(p *page) {
		to, _ := b.Holder.Recipients.Find(d.Planned.Recipient)
		p.field("from", "%s", to.Name)
		p.field("state", "%s", out.State)
		p.field("by", "%s", out.By)
		p.field("rung", "%s", out.Rung)
		p.field("says", "%s", out.Says)
		out.tell(p)
	})
}
