package cli

import (
	"context"

	"example.org/tocsin/contact"
)

type lookupCmd struct {
	Of string `arg:"" help:"What is asked for: a domain, an address or prefix, or an autonomous system such as AS64500."`
	In string `default:"security-txt" enum:"security-txt,domain,addresses,system" help:"Who is asked: the web server of the domain (security-txt), or the register of domains, addresses or systems." placeholder:"WHERE"`
}

// Help explains the command.
func (lookupCmd) Help() string {
	return `It asks how somebody can be reached who has no key of ours: the number or address that he publishes himself. What it finds is a suggestion: an officer calls, and whoever is called calls back at a number of ours that he finds by himself. Asking tells, and so it says who can see the question; nothing is asked but the name that you give.`
}

// Run asks.
func (cmd *lookupCmd) Run(ctx context.Context, c *call) error {
	c.certain = "nothing was found out; the record is as it was"
	found, err := c.deps.Lookup(ctx, cmd.In, cmd.Of)
	if err != nil {
		return err
	}
	return c.give(found, func(p *page) { printLooked(p, found) })
}

// printLooked tells what was found, and who could see the question.
func printLooked(p *page, found contact.Looked) {
	p.field("of", "%s", found.Subject)
	for _, one := range found.Contacts {
		words := one.Value
		if one.Role != "" {
			words += " (" + one.Role + ")"
		}
		if one.Name != "" {
			words += ", " + one.Name
		}
		p.field(one.Kind, "%s", words)
		p.field("", "from %s, %s", one.At, at(one.Found))
		p.field("DOUBT", "%s", one.Doubt)
	}
	if len(found.Contacts) == 0 {
		p.line("nobody is named there")
	}
	p.field("languages", "%s", list(found.Languages))
	for _, seen := range found.Seen {
		p.field("seen by", "%s", seen)
	}
}
