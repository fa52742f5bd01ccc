package cli

import (
	"context"
	"time"
)

type serveCmd struct{}

// Help explains the command.
func (serveCmd) Help() string {
	return `It works until it is interrupted: what is due goes out at its minute, deadlines and clocks call whoever is on call, the mailboxes are served where the settings say so, and what comes back is taken in. Several may work on one record in a database; each thing is done by one of them. It sends nothing that people have not cleared.`
}

// Run serves.
func (serveCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		c.certain = "what is due stays due, and is done when tocsin serve runs again"
		return s.Serve(ctx, func(said Served) {
			// The output keeps its error for the end.
			_ = c.give(said, func(p *page) { p.line("%s  %s", said.At.UTC().Format(time.DateTime), said.Says) })
		})
	})
}

type boxCmd struct {
	Kind  string `default:"X25519" enum:"X25519,hybrid" help:"Kind of the recipient's keys: X25519, or hybrid for those after quantum computers." placeholder:"KIND"`
	Count int    `default:"1" help:"How many keys he has." placeholder:"N"`
}

// Help explains the command.
func (boxCmd) Help() string {
	return `It makes a box in the folder that the settings name, and prints its name, which nobody can guess and which you give to the recipient, and the folder that is his address for the channel mailbox. Who has the name can take what lies there, and open nothing of it.`
}

// Run makes a box.
func (cmd *boxCmd) Run(_ context.Context, c *call) error {
	name, folder, err := c.deps.NewBox(cmd.Kind, cmd.Count)
	if err != nil {
		return err
	}
	return c.give(map[string]string{"box": name, "address": folder}, func(p *page) {
		p.field("box", "%s", name)
		p.field("address", "%s", folder)
	})
}

type configCmd struct{}

// Help explains the command.
func (configCmd) Help() string {
	return `The settings stand in one file, tocsin.toml in the user's folder of configuration, or where TOCSIN_CONFIG says. A key that is not known is refused. Secrets are named by the path of a file, and never shown.`
}

// Run shows the settings.
func (configCmd) Run(_ context.Context, c *call) error {
	text, from, err := c.deps.Config()
	if err != nil {
		return err
	}
	return c.give(map[string]string{"settings": text, "from": from}, func(p *page) {
		p.field("from", "%s", from)
		p.text(text)
	})
}
