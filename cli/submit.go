package cli

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/report"
)

// submitCmd brings back a request that was signed on another machine.
type submitCmd struct {
	Request   string `arg:"" help:"File that --request wrote."`
	Signature string `arg:"" help:"File that ssh-keygen -Y sign wrote."`
	Attach    string `help:"File that belongs to it: a report, or what came back." placeholder:"FILE"`
	Receipt   string `help:"Where the intake receipt of a report goes; - prints it." placeholder:"FILE"`
}

// Help explains the command.
func (submitCmd) Help() string {
	return `The signature names the officer, so that no --as and no officer's key is needed here. Submitting the same request twice does it once.`
}

// Run takes the signed request in.
func (cmd *submitCmd) Run(ctx context.Context, c *call) error {
	raw, err := c.read(cmd.Request, act.MaxSize+1)
	if err != nil {
		return err
	}
	armored, err := c.read(cmd.Signature, smallFile)
	if err != nil {
		return err
	}
	var attached []byte
	if cmd.Attach != "" {
		if attached, err = c.read(cmd.Attach, report.MaxOriginal+1); err != nil {
			return err
		}
	}
	made, err := act.Parse(raw)
	if err != nil {
		return tocsin.Refuse("act/form", "bring the file that --request wrote, unchanged", "%v", err)
	}
	return c.record(ctx, func(s *Session) error {
		if err := c.keep(ctx, s, act.Signed{Bytes: string(raw), Signature: string(armored)}, attached); err != nil {
			return err
		}
		return c.follow(ctx, s, made, cmd.Receipt)
	})
}

// follow does what follows on an act, as the command would have that asked it.
func (c *call) follow(ctx context.Context, s *Session, a act.Act, receipt string) error {
	about, err := subjectOf(a)
	if err != nil {
		return err
	}
	switch a.Action {
	case "report/file":
		return c.filed(ctx, s, about, receipt)
	case "dossier/send":
		return c.sent(ctx, s, about.Dossier)
	case "dossier/receive":
		return c.received(ctx, s, about.Dispatch)
	}
	if about.Dossier == "" {
		return c.give(map[string]string{"done": a.Action}, func(p *page) { p.field("done", "%s", a.Action) })
	}
	where, err := s.stand(ctx, about.Dossier)
	if err != nil {
		return err
	}
	return c.give(where, func(p *page) {
		p.field("done", "%s", a.Action)
		where.tell(p)
	})
}
