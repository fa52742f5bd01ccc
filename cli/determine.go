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
	return `It applies every pack in force to the newest assessment and prints its rules one by one, each with its value, the facts that decided, and its paragraph. Where they find no duty, that binds nobody until others have agreed in writing (approve).`
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
				stand{after.ID, string(after.Status), after.Waits}, after.Verdict, after.Determinations,
			}
			return c.give(d, func(p *page) {
				for _, one := range d.Determinations {
					p.b.WriteString(one.Text)
				}
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
	packs, err := shown.Holder.Policies()
	if err != nil {
		return // the desk says what is wrong
	}
	var found []policy.Determination
	for _, pack := range packs {
		one, err := pack.Determine(policy.Situation{
			Assessment: shown.Assessment, At: tocsin.Second(c.deps.Now()), Reports: len(shown.State.Reports),
		})
		if err != nil {
			return
		}
		found = append(found, one)
	}
	if len(found) == 0 || policy.Overall(found).Calls() {
		return
	}
	c.err.say("the rules find, and nothing is recorded:")
	var p page
	for _, one := range found {
		p.text(one.Text)
	}
	_, _ = c.err.Write([]byte(p.b.String())) // c.err keeps its error
}

// A determined is a determination and where the dossier stands after it.
type determined struct {
	stand
	Verdict        policy.Verdict         `json:"verdict"`
	Determinations []policy.Determination `json:"determinations"`
}
