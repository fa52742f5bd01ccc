package cli

import (
	"context"

	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/report"
)

type consentCmd struct {
	ID         string        `arg:"" help:"Dossier, by the beginning of its id."`
	Originator string        `help:"Whom you ask: who controls the release of facts." placeholder:"WHO"`
	Of         int           `help:"Number of the question that was answered." placeholder:"N"`
	Allow      []allowedFact `sep:"none" help:"Fact that may be told, no finer than a rung: where=city, how=outline. Repeat it; what is not named may not be told." placeholder:"FACT=RUNG"`
	Says       string        `help:"Who answered, and what." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (consentCmd) Help() string {
	return `A fact that comes from a partner needs the partner's consent before it is told. With --originator it puts the question on the record, about all facts of his that he was not asked about, with a clock. With --of and --says it keeps the answer. No answer in time is on the record too, and means what the pack says: that the facts are withheld, or told.`
}

// An allowedFact is FACT=RUNG on the command line.
type allowedFact struct{ dossier.Allowed }

// UnmarshalText reads a fact and its rung.
func (a *allowedFact) UnmarshalText(text []byte) error {
	var p pair
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	field, _, err := report.ParseName(p.name)
	if err != nil {
		return err
	}
	rung, err := field.ParseRung(p.value)
	a.Allowed = dossier.Allowed{Fact: p.name, Rung: rung}
	return err
}

// Run asks, or keeps an answer.
func (cmd *consentCmd) Run(ctx context.Context, c *call) error {
	asks, answers := cmd.Originator != "", cmd.Of != 0 || cmd.Says != "" || len(cmd.Allow) > 0
	if asks == answers {
		return wrongUse("give --originator, or --of and --says")
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if asks {
			return c.askDossier(ctx, s, cmd.acting, &desk.AskConsent{
				Dossier: shown.ID, ConsentAsked: shown.State.Asks(cmd.Originator),
			}, shown.ID)
		}
		e := dossier.ConsentAnswered{Of: cmd.Of, Says: cmd.Says}
		for _, a := range cmd.Allow {
			e.Allows = append(e.Allows, a.Allowed)
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.AnswerConsent{Dossier: shown.ID, ConsentAnswered: e}, shown.ID)
	})
}
