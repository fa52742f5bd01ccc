package cli

import (
	"context"
	"path/filepath"

	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
)

type initCmd struct {
	Profile string  `required:"" enum:"ngo,cert,service" help:"Kind of holder: ngo, cert or service. It sets who must agree." placeholder:"PROFILE"`
	Name    keyName `default:"head" help:"Name of the first officer, who is the head." placeholder:"NAME"`
}

// Help explains the command.
func (initCmd) Help() string {
	return `Two people must agree to a warning (ngo, cert), or three (service); leaving one unsaid never takes fewer or lower people. The head's key is made in the key folder.

Record and keys lie apart: neither folder may lie in the other. Back the keys up apart from the record; without them nothing of it can be read. If it is interrupted, run it again: it goes on where it stopped.`
}

// Run makes the holder.
func (cmd *initCmd) Run(ctx context.Context, c *call) error {
	place := c.place()
	h, err := c.deps.Init(ctx, place, Founding{Profile: policy.Profile(cmd.Profile), Name: string(cmd.Name)})
	if err != nil {
		return err
	}
	founded := newFounded(h, place)
	return c.give(founded, func(p *page) {
		p.field("holder", "%s (%s)", founded.Holder, founded.Profile)
		p.field("head", "%s, %s", founded.Officer.Name, founded.Officer.ID)
		p.field("sender key", "%s", founded.Sender)
		p.field("log key", "%s", founded.Log)
		p.field("replies to", "%s", founded.ReplyTo)
		p.field("record", "%s", founded.Data)
		p.field("keys", "%s", founded.Keys)
		p.field("next", "back the keys up, apart from the record; give the sender key to whom you may have to warn; add a second officer")
	})
}

// A founded is a holder as it was made.
type founded struct {
	Holder  string         `json:"holder"`
	Profile policy.Profile `json:"profile"`
	Officer holder.Officer `json:"officer"`
	Sender  string         `json:"sender"`
	Log     string         `json:"log"`
	ReplyTo string         `json:"reply_to"`
	Data    string         `json:"data"`
	Keys    string         `json:"keys"`
}

func newFounded(h holder.Holder, at Place) founded {
	return founded{
		Holder: string(h.ID), Profile: h.Profile, Officer: h.Officers[0], Sender: h.Sender, Log: h.Log,
		ReplyTo: h.ReplyTo, Data: filepath.Clean(at.Data), Keys: filepath.Clean(at.Keys),
	}
}
