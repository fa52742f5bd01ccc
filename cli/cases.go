package cli

import (
	"context"

	"example.org/tocsin/cases"
)

type casesCmd struct {
	Number *int `arg:"" optional:"" help:"Case, by its number: everything about it, step by step."`
}

// Help explains the command.
func (casesCmd) Help() string {
	return `It needs no record. Each case is what was publicly reported of one matter, with the date on which each piece was known; at each moment the rules see what was known by then and nothing later. It tells when a duty arose and on what it rests, which of the failures F-1 to F-28 the rules raise and when, what is unknown and which fact is missing, and what really happened. A rule that is not built yet says which issue brings it. At the end stands what the cases needed beside what was raised.`
}

// Run replays the cases.
func (cmd *casesCmd) Run(_ context.Context, c *call) error {
	c.certain, c.noLog = "the cases could not be replayed", true
	all, err := cases.All()
	if err != nil {
		return err
	}
	if cmd.Number != nil {
		return cmd.one(c, all)
	}
	results, err := cases.ReplayAll(all)
	if err != nil {
		return err
	}
	out := replayed{results, cases.Confuse(results)}
	return c.give(out, func(p *page) { p.b.WriteString(cases.Text(results)) })
}

// one replays one case.
func (cmd *casesCmd) one(c *call, all []cases.Case) error {
	for _, one := range all {
		if one.Number != *cmd.Number {
			continue
		}
		result, err := cases.Replay(one)
		if err != nil {
			return err
		}
		return c.give(result, func(p *page) { p.b.WriteString(result.Detail()) })
	}
	return wrongUse("there is no case %d; they are 1 to %d", *cmd.Number, len(all))
}

// A replayed is the library, replayed.
type replayed struct {
	Cases     []cases.Result  `json:"cases"`
	Confusion cases.Confusion `json:"confusion"`
}
