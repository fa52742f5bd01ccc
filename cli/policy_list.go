package cli

import (
	"context"

	"example.org/tocsin/policy/packs"
)

type policyListCmd struct{}

// Help explains the command.
func (policyListCmd) Help() string {
	return `Where there is a record, those in force come first. A pack that comes along and is not in force can be adopted by its id.`
}

// Run lists the packs.
func (*policyListCmd) Run(ctx context.Context, c *call) error {
	h, there, err := c.holder(ctx)
	if err != nil {
		return err
	}
	var lines []packLine
	if there {
		if lines, err = packsOf(h); err != nil {
			return err
		}
	}
	all, err := packs.All()
	if err != nil {
		return err
	}
	for _, p := range all {
		known := false
		for _, l := range lines {
			known = known || l.PackRef == p.Ref
		}
		if !known {
			lines = append(lines, packLine{p.Ref, p.Title, "comes along"})
		}
	}
	return c.give(lines, func(p *page) {
		for _, l := range lines {
			p.field(l.State, "%s: %s", l.PackRef, l.Title)
		}
	})
}
