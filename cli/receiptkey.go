package cli

import "context"

type receiptKeyCmd struct {
	File string `arg:"" help:"Where the private key goes."`
	Name string `required:"" help:"Name of the key; it stands in every receipt, so it says nothing." placeholder:"NAME"`
}

// Help explains the command.
func (receiptKeyCmd) Help() string {
	return `The public half is printed and written to FILE.pub; the sender enrolls it with recipient add --verifier.`
}

// Run makes the key.
func (cmd *receiptKeyCmd) Run(_ context.Context, c *call) error {
	c.certain = "the key could not be written"
	public := cmd.File + ".pub"
	for _, name := range []string{cmd.File, public} {
		if err := c.free(name); err != nil {
			return err
		}
	}
	private, verifier, err := c.deps.ReceiptKey(cmd.Name)
	if err != nil {
		return err
	}
	if err := c.write(cmd.File, []byte(private+"\n")); err != nil {
		return err
	}
	if err := c.write(public, []byte(verifier+"\n")); err != nil {
		return err
	}
	return c.give(map[string]string{"file": cmd.File, "verifier": verifier}, func(p *page) {
		p.field("private key", "%s", cmd.File)
		p.field("verifier", "%s", verifier)
	})
}
