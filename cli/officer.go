package cli

import (
	"context"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
)

// officerCmd is the officers who act.
type officerCmd struct {
	Add    officerAddCmd    `cmd:"" help:"Add an officer with his public key."`
	Retire officerRetireCmd `cmd:"" help:"Retire an officer; what he signed stays good."`
	OnCall officerOnCallCmd `cmd:"" help:"Set or show who gets a knock when a decision waits."`
	List   officerListCmd   `cmd:"" help:"List the officers."`
}

type officerAddCmd struct {
	Name      string       `arg:"" help:"Name of the officer; of his key too, if it is made here."`
	Level     tocsin.Level `required:"" help:"analyst, officer, senior or head." placeholder:"LEVEL"`
	PublicKey string       `help:"Public key of OpenSSH (ed25519), or the file it is in." placeholder:"KEY"`
	Generate  bool         `help:"Make the key in our key folder, for a machine that officers share."`
	Partner   string       `help:"Partner organization that the officer belongs to." placeholder:"NAME"`
	acting
}

// Help explains the command.
func (officerAddCmd) Help() string {
	return `Only a head adds officers. An officer makes his key with ssh-keygen -t ed25519 and gives the .pub; the private key stays with him, and he signs with ssh-keygen (--request).`
}

// Run adds the officer.
func (cmd *officerAddCmd) Run(ctx context.Context, c *call) error {
	if cmd.Generate == (cmd.PublicKey != "") {
		return wrongUse("give the officer's --public-key, or --generate one")
	}
	return c.record(ctx, func(s *Session) error {
		key, err := c.line(cmd.PublicKey, isPublicKey)
		if cmd.Generate {
			key, err = c.deps.OfficerKey(c.place(), cmd.Name)
		}
		if err != nil {
			return err
		}
		r := desk.NewOfficer(cmd.Name, cmd.Level, key, cmd.Partner)
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			return c.give(r.Officer, func(p *page) {
				p.field("officer", "%s, %s", r.Officer.Name, r.Officer.ID)
				p.field("level", "%s", r.Officer.Level)
			})
		})
	})
}

type officerRetireCmd struct {
	Officer string `arg:"" help:"Name of the officer, or the beginning of his id."`
	acting
}

// Run retires the officer.
func (cmd *officerRetireCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		who, err := officer(h, cmd.Officer)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: &desk.RetireOfficer{Officer: who.ID}}, func() error {
			return c.give(map[string]string{"retired": string(who.ID)}, func(p *page) {
				p.field("retired", "%s, %s", who.Name, who.ID)
			})
		})
	})
}

type officerListCmd struct{}

// Run lists the officers.
func (officerListCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		return c.give(h.Officers, func(p *page) {
			for _, o := range h.Officers {
				printOfficer(p, o)
			}
		})
	})
}

// printOfficer tells an officer in one line.
func printOfficer(p *page, o holder.Officer) {
	name, since := o.Name, "since "+o.From.Format(time.DateOnly)
	if o.Partner != "" {
		name += " (" + o.Partner + ")"
	}
	if !o.Until.IsZero() {
		since = "retired " + o.Until.Format(time.DateOnly)
	}
	fingerprint, err := act.Fingerprint(o.Key)
	if err != nil {
		fingerprint = "a key that cannot be read"
	}
	p.row([]int{8, 24, 8, 18}, short(o.ID), name, o.Level.String(), since, fingerprint)
}
