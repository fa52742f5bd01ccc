package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
)

type unlinkCmd struct {
	ID     string `arg:"" help:"Dossier, by the beginning of its id."`
	Report string `arg:"" help:"Report, by the beginning of its id."`
	Reason string `required:"" help:"Why the report is not about this threat." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (unlinkCmd) Help() string {
	return `The report stays filed. The last report of a dossier cannot be taken out.`
}

// Run takes the report out.
func (cmd *unlinkCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		for _, r := range shown.Reports {
			if len(cmd.Report) >= shortest && strings.HasPrefix(string(r.ID), cmd.Report) {
				return c.askDossier(ctx, s, cmd.acting, &desk.Unlink{Dossier: shown.ID, Report: r.ID, Reason: cmd.Reason}, shown.ID)
			}
		}
		return tocsin.Refuse("dossier/link", "see tocsin show "+short(shown.ID), "no report of this dossier begins with %q", cmd.Report)
	})
}
