package cli

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
)

type determineCmd struct {
	ID       string `arg:"" help:"Dossier, by the beginning of its id."`
	Because  string `help:"Why nobody is to be warned, where the rules find no duty; or why to warn all the same." placeholder:"WORDS"`
	Overrule bool   `help:"Warn although the rules find no duty. There is no overruling downward."`
	ReferTo  string `help:"Who takes over a threat that is out of scope." placeholder:"WHO"`
	ReferBy  moment `help:"By when he must answer." placeholder:"TIME"`
	acting
}

// Help explains the command.
func (determineCmd) Help() string {
	return `It applies the rules of ICD 191 to the newest assessment and prints them one by one, each with its value, the facts that decided, and its paragraph. Where they find no duty, that binds nobody until others have agreed in writing (approve).`
}

// Run determines.
func (cmd *determineCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		c.preview(shown, cmd.Because)
		r := &desk.Determine{Dossier: shown.ID, DetermineDuty: dossier.DetermineDuty{
			Because: cmd.Because, Overrule: cmd.Overrule, Owner: cmd.ReferTo, By: cmd.ReferBy.Time,
		}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			after, err := s.Desk.Show(ctx, string(shown.ID))
			if err != nil {
				return err
			}
			d := determined{
				stand{after.ID, string(after.Status), after.Waits}, after.State.Determination,
			}
			return c.give(d, func(p *page) {
				p.b.WriteString(d.Determination.Text)
				d.tell(p)
			})
		})
	})
}

// preview tells what the rules find where that alone will be refused, because
// finding no duty takes a justification: who writes it must have read it.
func (c *call) preview(shown desk.Shown, because string) {
	if shown.State.AssessedAt.IsZero() || because != "" {
		return
	}
	found, err := policy.Determine(shown.Assessment, shown.State.Profile, tocsin.Second(c.deps.Now()))
	if err != nil || found.Verdict == policy.Duty {
		return // the desk says what is wrong
	}
	c.err.say("the rules find, and nothing is recorded:")
	var p page
	p.text(found.Text)
	_, _ = c.err.Write([]byte(p.b.String())) // c.err keeps its error
}

// A determined is a determination and where the dossier stands after it.
type determined struct {
	stand
	Determination policy.Determination `json:"determination"`
}
