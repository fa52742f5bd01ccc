package cli

import (
	"context"
	"path/filepath"

	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

type initCmd struct {
	Profile string   `required:"" enum:"ngo,cert,service,police" help:"Kind of holder: ngo, cert, service or police. It says which pack is in force." placeholder:"PROFILE"`
	Pack    []string `help:"Pack to begin with, by its id, or a file; repeat it. Without it, the one of the profile." placeholder:"PACK"`
	Name    keyName  `default:"head" help:"Name of the first officer, who is the head." placeholder:"NAME"`
}

// Help explains the command.
func (initCmd) Help() string {
	return `The packs in force say what is owed and who must agree; leaving a warning unsaid never takes fewer or lower people than a warning. Begin with icd-191 (service), uk-threat-to-life (police), cyber-pre-attack (cert) or ngo-spyware-notice (ngo), or with packs of your own; tocsin policy list tells more. The head's key is made in the key folder.

Record and keys lie apart: neither folder may lie in the other. Back the keys up apart from the record; without them nothing of it can be read. With --store the record is made in a database that is there and empty; several machines with the same keys may then work on it. Its password is best kept in PGPASSFILE or a service file, where other users do not see it, and sslmode=verify-full keeps others out of the line. If it is interrupted, run it again: it goes on where it stopped.`
}

// Run makes the holder.
func (cmd *initCmd) Run(ctx context.Context, c *call) error {
	place := c.place()
	packs, err := cmd.packs(c)
	if err != nil {
		return err
	}
	h, err := c.deps.Init(ctx, place, Founding{Profile: policy.Profile(cmd.Profile), Name: string(cmd.Name), Packs: packs})
	if err != nil {
		return err
	}
	founded := newFounded(c, h, place)
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

// packs gives the files of the packs to begin with.
func (cmd *initCmd) packs(c *call) ([]string, error) {
	named := cmd.Pack
	if len(named) == 0 {
		named = packs.ForProfile(policy.Profile(cmd.Profile))
	}
	var sources []string
	for _, name := range named {
		source, ok := packs.Source(name)
		if !ok {
			var err error
			if source, err = c.read(name, policy.MaxPack); err != nil {
				return nil, err
			}
		}
		sources = append(sources, string(source))
	}
	return sources, nil
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

func newFounded(c *call, h holder.Holder, at Place) founded {
	return founded{
		Holder: string(h.ID), Profile: h.Profile, Officer: h.Officers[0], Sender: h.Sender, Log: h.Log,
		ReplyTo: h.ReplyTo, Data: c.deps.Where(at), Keys: filepath.Clean(at.Keys),
	}
}
