package cli

import (
	"context"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/warning"
)

// opening is what opening a sealed file takes.
type opening struct {
	Identity string `required:"" help:"File with your private key: of age, or of OpenSSH." placeholder:"FILE"`
	Sender   string `help:"Key with which the sender signs, or its file. Without it nothing is proved." placeholder:"VKEY"`
}

// open opens a sealed file.
func (o opening) open(c *call, name string) (desk.Received, error) {
	file, err := c.read(name, smallFile)
	if err != nil {
		return desk.Received{}, err
	}
	identity, err := c.read(o.Identity, smallFile)
	if err != nil {
		return desk.Received{}, err
	}
	sender, err := c.line(o.Sender, isVerifier)
	if err != nil {
		return desk.Received{}, err
	}
	return desk.OpenFile(file, string(identity), sender)
}

type openCmd struct {
	File string `arg:"" help:"File as it was delivered."`
	opening
	Out        string `help:"Where the text goes, or the file to hand on." placeholder:"FILE"`
	Receipt    string `help:"Where the signed receipt of an intermediary goes." placeholder:"FILE"`
	ReceiptKey string `help:"The intermediary's key (tocsin receipt-key)." placeholder:"FILE"`
	Status     string `enum:"accepted,handed,refused" default:"accepted" help:"What the receipt says: accepted, handed (to the recipient) or refused (by him)." placeholder:"STATUS"`
}

// Help explains the command.
func (openCmd) Help() string {
	return `It does what age -d -i KEY FILE does, and checks the signature inside against the sender's key. No record and no key of the sender's is needed.

An intermediary gets a file that holds another, which he cannot read: open says whom to hand it to, writes it to --out, and signs a --receipt for it.`
}

// Run opens the file.
func (cmd *openCmd) Run(_ context.Context, c *call) error {
	c.certain = "the file could not be opened"
	r, err := cmd.open(c, cmd.File)
	if err != nil {
		return err
	}
	if r.Relay != nil {
		return cmd.relay(c, r)
	}
	if cmd.Receipt != "" {
		return wrongUse("a receipt is for an intermediary; answer this warning with tocsin acknowledge")
	}
	if cmd.Out != "" {
		if err := c.write(cmd.Out, r.Plain); err != nil {
			return err
		}
	}
	if r.Authentic {
		c.err.say("authentic: it is signed by %s", r.Note.From)
	} else {
		c.err.say("NOT CHECKED: nothing proves who wrote this; give the sender's key with --sender")
	}
	out := opened{SHA256: r.SHA256, Authentic: r.Authentic, Warning: newNoteJSON(r.Note), Out: cmd.Out}
	return c.give(out, func(p *page) {
		if cmd.Out != "" {
			p.field("written", "%s", cmd.Out)
			return
		}
		p.b.Write(r.Plain)
	})
}

// relay tells an intermediary what he is asked to do.
func (cmd *openCmd) relay(c *call, r desk.Received) error {
	out := opened{
		SHA256: r.SHA256, Authentic: r.Authentic, Out: cmd.Out, Receipt: cmd.Receipt,
		Relay: &relayJSON{r.Relay.ID, r.Relay.HandTo, r.Relay.By},
	}
	if cmd.Out != "" {
		if err := c.write(cmd.Out, r.Inner); err != nil {
			return err
		}
	}
	if cmd.Receipt != "" {
		if err := cmd.sign(c, r); err != nil {
			return err
		}
	}
	return c.give(out, func(p *page) {
		p.field("hand to", "%s", r.Relay.HandTo)
		p.field("by", "%s", at(r.Relay.By))
		p.field("sha256", "%s", r.SHA256)
		p.field("file", "%s", cmd.Out)
		if cmd.Out == "" {
			p.field("next", "write the file to hand on with --out FILE")
		}
		if cmd.Receipt != "" {
			p.field("receipt", "%s: %s", cmd.Receipt, cmd.Status)
		}
	})
}

// sign writes the intermediary's receipt.
func (cmd *openCmd) sign(c *call, r desk.Received) error {
	if cmd.ReceiptKey == "" {
		return wrongUse("a receipt is signed with --receipt-key FILE")
	}
	key, err := c.read(cmd.ReceiptKey, smallFile)
	if err != nil {
		return err
	}
	signed, err := desk.SignReceipt(r, delivery.ReceiptStatus(cmd.Status), tocsin.Second(c.deps.Now()), strings.TrimSpace(string(key)))
	if err != nil {
		return err
	}
	return c.write(cmd.Receipt, signed)
}

// An opened is a file as its recipient opened it, for programs.
type opened struct {
	SHA256    string     `json:"sha256"`
	Authentic bool       `json:"authentic"`
	Warning   *noteJSON  `json:"warning,omitempty"`
	Relay     *relayJSON `json:"relay,omitempty"`
	Out       string     `json:"out,omitempty"`
	Receipt   string     `json:"receipt,omitempty"`
}

type relayJSON struct {
	ID     string    `json:"id"`
	HandTo string    `json:"hand_to"`
	By     time.Time `json:"by"`
}

// noteJSON is a warning for programs.
type noteJSON struct {
	ID          tocsin.WarningID `json:"id"`
	Kind        warning.Kind     `json:"kind"`
	Supersedes  tocsin.WarningID `json:"supersedes,omitempty"`
	From        string           `json:"from"`
	To          string           `json:"to"`
	Issued      time.Time        `json:"issued"`
	ValidFrom   time.Time        `json:"valid_from"`
	UsefulUntil time.Time        `json:"useful_until"`
	Marking     string           `json:"marking"`
	Text        string           `json:"text"`
}

func newNoteJSON(n warning.Note) *noteJSON {
	return &noteJSON{n.ID, n.Kind, n.Supersedes, n.From, n.To, n.Issued, n.ValidFrom, n.UsefulUntil, n.Marking, n.Text}
}
