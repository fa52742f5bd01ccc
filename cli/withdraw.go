package cli

import (
	"context"

	"example.org/tocsin/desk"
)

type withdrawCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Because string `required:"" help:"Why the question is open again." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (withdrawCmd) Help() string {
	return `Any officer may: it is a step towards warning.`
}

// Run opens the question again.
func (cmd *withdrawCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.Withdraw{Dossier: shown.ID, Because: cmd.Because}, shown.ID)
	})
}
