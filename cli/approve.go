package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
)

type approveCmd struct {
	ID        string `arg:"" optional:"" help:"Dossier, by the beginning of its id."`
	Of        string `help:"Beginning of the SHA-256 of the text as you read it (tocsin show): another text is then refused." placeholder:"HASH"`
	Because   string `help:"Why you agree to leaving the warning unsaid, in your own words." placeholder:"WORDS"`
	What      string `enum:"draft,silence," default:"" help:"draft or silence, where both wait." placeholder:"WHAT"`
	Signature string `help:"Bring back the signature of the --request file." placeholder:"FILE"`
	acting
}

// Help explains the command.
func (approveCmd) Help() string {
	return `It agrees to what waits: a text, which it prints, with its recipients, marking and validity; or leaving the warning unsaid, which takes --because. Who drafted or proposed does not approve, and nobody approves twice.

On a machine without your key: approve ID --request FILE writes the exact bytes that you agree to; read and sign them elsewhere; approve --request FILE --signature FILE.sig brings them back.`
}

// Run approves.
func (cmd *approveCmd) Run(ctx context.Context, c *call) error {
	if cmd.Signature != "" {
		if cmd.Request == "" || cmd.ID != "" {
			return wrongUse("bring a signature back with --request FILE --signature FILE, and without a dossier")
		}
		return (&submitCmd{Request: cmd.Request, Signature: cmd.Signature}).Run(ctx, c)
	}
	if cmd.ID == "" {
		return wrongUse("name the dossier")
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		silence, draft := shown.State.Silence, shown.State.Draft
		waits := silence != nil && !silence.Affirmed
		switch {
		case waits && draft != nil && cmd.What == "":
			return wrongUse("a text and a silence both wait; say which with --what draft or --what silence")
		case cmd.What != "draft" && waits:
			c.show(func(p *page) { printSilence(p, shown) })
			r := &desk.Affirm{Dossier: shown.ID, Of: silence.Proposal.Of, Proposed: silence.Proposed, Because: cmd.Because}
			return c.askDossier(ctx, s, cmd.acting, r, shown.ID)
		case cmd.What != "silence" && draft != nil:
			return cmd.approve(ctx, c, s, shown)
		}
		return tocsin.Refuse("approval/nothing", "see tocsin show "+short(shown.ID), "nothing of that kind waits for approval")
	})
}

// approve agrees to the text that stands in the dossier.
func (cmd *approveCmd) approve(ctx context.Context, c *call, s *Session, shown desk.Shown) error {
	draft := *shown.State.Draft
	if !strings.HasPrefix(draft.Hash(), strings.ToLower(cmd.Of)) {
		return tocsin.Refuse("approval/changed", "read it as it stands now: tocsin show "+short(shown.ID),
			"the text is not the one whose hash begins with %q", cmd.Of)
	}
	c.show(func(p *page) { printDraft(p, draft, shown) })
	return c.askDossier(ctx, s, cmd.acting, &desk.Approve{Dossier: shown.ID, Draft: draft}, shown.ID)
}
