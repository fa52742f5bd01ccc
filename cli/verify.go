package cli

import (
	"context"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
	"example.org/tocsin/report"
)

type verifyCmd struct {
	File     string `arg:"" help:"Opened warning, sealed warning (then with --identity), or intake receipt."`
	Sender   string `required:"" help:"Key with which the sender signs, or its file." placeholder:"VKEY"`
	Identity string `help:"File with your private key, for a sealed warning." placeholder:"FILE"`
	Original string `help:"Report that an intake receipt is for: its bytes are checked too." placeholder:"FILE"`
}

// Help explains the command.
func (verifyCmd) Help() string {
	return `It needs no record and no key of the sender's but the public one, and asks nobody. It ends with 0 and "authentic", or with 3.`
}

// Run verifies what somebody holds.
func (cmd *verifyCmd) Run(_ context.Context, c *call) error {
	c.certain = "the file could not be checked"
	sender, err := c.line(cmd.Sender, isVerifier)
	if err != nil {
		return err
	}
	if cmd.Identity != "" {
		return cmd.sealed(c)
	}
	text, err := c.read(cmd.File, smallFile)
	if err != nil {
		return err
	}
	found, err := desk.Verify(text, sender)
	if err != nil {
		return err
	}
	if found.Receipt == nil {
		if cmd.Original != "" {
			return wrongUse("--original is for an intake receipt, and this is a warning")
		}
		out := verified{Kind: found.Kind, Warning: newNoteJSON(*found.Warning)}
		return c.give(out, func(p *page) { out.printWarning(p) })
	}
	if cmd.Original != "" {
		original, err := c.read(cmd.Original, report.MaxOriginal+1)
		if err != nil {
			return err
		}
		if act.Hash(original) != found.Receipt.SHA256 {
			return tocsin.Refuse("report/receipt", "find the bytes that were filed",
				"the receipt is genuine, and for other bytes than %s", cmd.Original)
		}
	}
	return c.giveReceipt(*found.Receipt, cmd.Original)
}

// sealed verifies a warning that is still sealed.
func (cmd *verifyCmd) sealed(c *call) error {
	r, err := opening{Identity: cmd.Identity, Sender: cmd.Sender}.open(c, cmd.File)
	if err != nil {
		return err
	}
	if r.Relay != nil {
		return c.give(verified{Kind: "relay"}, func(p *page) { p.line("authentic: a file to be handed to %s", r.Relay.HandTo) })
	}
	out := verified{Kind: "warning", Warning: newNoteJSON(r.Note)}
	return c.give(out, out.printWarning)
}

// A verified is what was found genuine, for programs.
type verified struct {
	Kind    string       `json:"kind"`
	Warning *noteJSON    `json:"warning,omitempty"`
	Receipt *receiptJSON `json:"receipt,omitempty"`
}

type receiptJSON struct {
	Holder    tocsin.HolderID `json:"holder"`
	Report    tocsin.ReportID `json:"report"`
	SHA256    string          `json:"sha256"`
	Possessed time.Time       `json:"possessed"`
	Filed     time.Time       `json:"filed"`
	Checked   string          `json:"original_checked,omitempty"`
}

// printWarning tells a warning that is genuine.
func (v verified) printWarning(p *page) {
	p.line("authentic: a %s by %s", v.Warning.Kind, v.Warning.From)
	p.field("issued", "%s", at(v.Warning.Issued))
	p.field("valid", "from %s until %s", at(v.Warning.ValidFrom), at(v.Warning.UsefulUntil))
	p.field("addressed to", "keys %s", v.Warning.To)
}

// giveReceipt tells a receipt that is genuine.
func (c *call) giveReceipt(r report.Receipt, original string) error {
	out := verified{Kind: "intake-receipt", Receipt: &receiptJSON{r.Holder, r.Report, r.SHA256, r.Possessed, r.Filed, original}}
	return c.give(out, func(p *page) {
		p.line("authentic: an intake receipt of holder %s", r.Holder)
		p.field("report", "%s", r.Report)
		p.field("sha256", "%s", r.SHA256)
		p.field("possessed", "%s", at(r.Possessed))
		p.field("filed", "%s", at(r.Filed))
		if original != "" {
			p.field("original", "%s is what was filed", original)
		}
	})
}
