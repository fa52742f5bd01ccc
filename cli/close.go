package cli

import (
	"context"

	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
)

type closeCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Outcome string `required:"" enum:"prevented,mitigated,occurred,no-attack,unknown,false" help:"prevented, mitigated, occurred, no-attack, unknown or false." placeholder:"OUTCOME"`
	Summary string `required:"" help:"What happened, and what the recipient did." placeholder:"WORDS"`
	Killed  string `help:"Number of the dead, or a range." placeholder:"NUMBER"`
	Injured string `help:"Number of the injured, or a range." placeholder:"NUMBER"`
	Because string `help:"Why nobody was warned, where nobody was." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (closeCmd) Help() string {
	return `Where nobody was warned, closing is leaving a warning unsaid, and waits until others have agreed in writing (approve).`
}

// Run closes the dossier.
func (cmd *closeCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		closing := dossier.DossierClosed{
			Outcome: dossier.Outcome(cmd.Outcome), Summary: cmd.Summary, Killed: cmd.Killed, Injured: cmd.Injured,
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.Close{Dossier: shown.ID, Closing: closing, Because: cmd.Because}, shown.ID)
	})
}
