package cli

import (
	"context"
	"os"
	"path/filepath"

	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// recipientCmd is the directory.
type recipientCmd struct {
	Add  recipientAddCmd  `cmd:"" help:"Add one who protects others, or one who carries to them."`
	List recipientListCmd `cmd:"" help:"List them."`
}

type recipientAddCmd struct {
	Name      string   `arg:"" help:"Name of the recipient, on one line; an intermediary reads it."`
	Class     string   `required:"" enum:"government,service,police,company,cert,organization,person,intermediary" help:"government, service, police, company, cert, organization, person or intermediary." placeholder:"CLASS"`
	Key       []string `required:"" sep:"none" help:"Key to seal to (age1..., ssh-ed25519 ...), or a file of them. Repeat it for more, all of one kind." placeholder:"KEY"`
	Enrolled  string   `required:"" help:"How the key came to us: on paper, in person." placeholder:"WORDS"`
	Mailbox   string   `help:"Folder that the recipient empties." placeholder:"DIR" xor:"route"`
	Through   string   `help:"Intermediary who carries to the recipient." placeholder:"INTERMEDIARY" xor:"route"`
	Verifier  string   `help:"Key with which the receipts of an intermediary are checked, or its file." placeholder:"VKEY"`
	Country   string   `help:"Country the recipient belongs to, by two or three letters of ISO 3166." placeholder:"XX"`
	Protects  string   `help:"Whom or what the recipient is responsible for." placeholder:"WORDS"`
	Relations string   `help:"How we stand with the recipient." placeholder:"WORDS"`
	acting
}

// Run adds the recipient.
func (cmd *recipientAddCmd) Run(ctx context.Context, c *call) error {
	r := directory.Recipient{
		Name: cmd.Name, Class: directory.Class(cmd.Class), Country: cmd.Country, Protects: cmd.Protects,
		Relations: cmd.Relations, Enrolled: cmd.Enrolled,
	}
	for _, key := range cmd.Key {
		keys, err := c.lines(key, isRecipient)
		if err != nil {
			return err
		}
		r.Keys = append(r.Keys, keys...)
	}
	var err error
	if r.Verifier, err = c.line(cmd.Verifier, isVerifier); err != nil {
		return err
	}
	if cmd.Mailbox != "" {
		r.Channel = "mailbox"
		if r.Address, err = filepath.Abs(c.path(cmd.Mailbox)); err != nil {
			return &Fault{Say: "the mailbox could not be found", Err: err}
		}
	}
	return c.record(ctx, func(s *Session) error { return cmd.add(ctx, c, s, r) })
}

// add asks for the entry.
func (cmd *recipientAddCmd) add(ctx context.Context, c *call, s *Session, r directory.Recipient) error {
	if cmd.Through != "" {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		via, err := recipient(h, cmd.Through)
		if err != nil {
			return err
		}
		r.Through = via.ID
	}
	asked := desk.NewRecipient(r)
	return c.ask(ctx, s, cmd.acting, demand{Request: asked}, func() error {
		if info, err := os.Stat(r.Address); r.Address != "" && (err != nil || !info.IsDir()) {
			c.err.say("note: the mailbox is not there now; what is sent waits until it is")
		}
		return c.give(plainly(asked.Recipient), func(p *page) {
			p.field("recipient", "%s, %s", asked.Recipient.Name, asked.Recipient.ID)
			p.field("keys", "%d", len(asked.Recipient.Keys))
		})
	})
}

type recipientListCmd struct{}

// Run lists the directory.
func (recipientListCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		all := make(directory.List, 0, len(h.Recipients))
		for _, r := range h.Recipients {
			all = append(all, plainly(r))
		}
		return c.give(all, func(p *page) {
			for _, r := range h.Recipients {
				p.row([]int{8, 32, 12}, short(r.ID), r.Name, string(r.Class), route(h, r))
			}
		})
	})
}

// plainly is an entry without its phrase, which only an export prints.
func plainly(r directory.Recipient) directory.Recipient {
	r.Phrase = ""
	return r
}

// route says how a recipient is reached.
func route(h holder.Holder, r directory.Recipient) string {
	if via, ok := h.Recipients.Find(r.Through); ok {
		return "through " + via.Name
	}
	return r.Channel + " " + r.Address
}
