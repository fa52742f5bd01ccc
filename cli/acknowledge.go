package cli

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

type acknowledgeCmd struct {
	File string `arg:"" help:"Warning as it was delivered, sealed."`
	opening
	Out    string `required:"" help:"Where the sealed answer goes." placeholder:"FILE"`
	Answer string `enum:"acknowledged,denied,disputed,question" default:"acknowledged" help:"acknowledged, denied, disputed, or question, which --says then asks." placeholder:"ANSWER"`
	Rung   string `enum:"read,read-with-authority,understood,acting,onward" default:"read" help:"How far it reaches: read, read-with-authority, understood (--says gives back where and when), acting, or onward (those further down have it)." placeholder:"RUNG"`
	By     string `required:"" help:"Who answers: an office, a rank." placeholder:"WORDS"`
	Says   string `help:"What you add, on one line." placeholder:"WORDS"`
}

// Help explains the command.
func (acknowledgeCmd) Help() string {
	return `The answer names the file by its SHA-256 and quotes the token inside it, so that it can be to no other. It is sealed to the key that the warning names, and goes back the way the warning came. Without this program: write the seven lines with an editor, sha256sum the file, and seal them with age.`
}

// Run writes the answer.
func (cmd *acknowledgeCmd) Run(_ context.Context, c *call) error {
	c.certain = "the answer could not be written"
	if err := c.free(cmd.Out); err != nil {
		return err
	}
	r, err := cmd.open(c, cmd.File)
	if err != nil {
		return err
	}
	if r.Relay != nil {
		return tocsin.Refuse("delivery/answer", "hand on the file in it; its recipient answers",
			"this file is for an intermediary, and holds another")
	}
	sealed, err := desk.SealAnswer(r, delivery.Acknowledgement{
		Answer: delivery.Answer(cmd.Answer), Rung: delivery.Rung(cmd.Rung), By: oneLine(cmd.By), Says: oneLine(cmd.Says),
	})
	if err != nil {
		return err
	}
	if err := c.write(cmd.Out, sealed); err != nil {
		return err
	}
	if !r.Authentic {
		c.err.say("NOT CHECKED: nothing proves who wrote the warning; give the sender's key with --sender")
	}
	return c.give(map[string]string{"answer": cmd.Answer, "sha256": r.SHA256, "out": cmd.Out}, func(p *page) {
		p.field("answer", "%s, %s", cmd.Answer, cmd.Rung)
		p.field("to file", "%s", r.SHA256)
		p.field("send back", "%s", cmd.Out)
	})
}
