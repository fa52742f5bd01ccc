package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
)

type directoryWhoCmd struct {
	Dossier string `arg:"" help:"Dossier, by the beginning of its id." placeholder:"ID"`
}

// Help explains the command.
func (directoryWhoCmd) Help() string {
	return `It answers with all who protect the target or are exposed, each with its reasons, whether they can be reached or not, in the order that the packs in force ask for. Near a border and on disputed land those of every country are named that may be meant. What nobody protects who can be reached is an open task.`
}

// Run answers who must be told.
func (cmd *directoryWhoCmd) Run(ctx context.Context, c *call) error {
	if len(cmd.Dossier) < shortest {
		return wrongUse("%q is too short for an id: give at least %d characters", cmd.Dossier, shortest)
	}
	return c.record(ctx, func(s *Session) error {
		w, err := s.Desk.Who(ctx, cmd.Dossier)
		if err != nil {
			return err
		}
		return c.give(w, func(p *page) { tellWho(p, w) })
	})
}

// tellWho tells who must be told: the tasks first, then tier by tier.
func tellWho(p *page, w desk.Who) {
	p.field("dossier", "%s, %s", w.ID, w.Title)
	for _, one := range w.Target.Places {
		p.field("where", "%s (%s)", one.Place, one.From)
	}
	for _, a := range w.Target.Assets {
		p.field(string(a.Kind), "%s (%s)", a.Value, a.From)
	}
	p.gap()
	for _, g := range w.Missing {
		p.field("TASK", "%s: %s", g.What, g.Why)
	}
	for _, n := range w.Notes {
		p.field("note", "%s", n)
	}
	if w.Cut {
		p.field("note", "the dossier says more than was looked at: take over what counts, with tocsin assess")
	}
	byID := map[tocsin.RecipientID]directory.Match{}
	for _, m := range w.Matches {
		byID[m.ID] = m
	}
	for i, tier := range w.Tiers {
		p.gap()
		what := fmt.Sprintf("%d: %s, %s", i+1, strings.Join(tier.Kinds, " and "), tier.Why)
		if !tier.Told {
			what = strings.Join(tier.Kinds, " and ") + ": " + tier.Why
		}
		if tier.Public {
			what += "; a public alert goes no earlier"
		}
		p.field("tier", "%s", what)
		for _, id := range tier.Recipients {
			tellMatch(p, w, byID[id])
		}
	}
	if len(w.Matches) == 0 {
		p.field("protectors", "none is listed")
	}
	tellEquality(p, w, byID)
}

// tellMatch tells one recipient with its reasons and its state.
func tellMatch(p *page, w desk.Who, m directory.Match) {
	state := "not told"
	switch {
	case slices.ContainsFunc(w.Told, func(t directory.Told) bool { return t.Recipient == m.ID }):
		state = "told"
	case slices.Contains(w.Drafted, m.ID):
		state = "in the draft"
	}
	if m.Perhaps {
		state += ", perhaps"
	}
	p.row([]int{8, 32, 12, 14}, short(m.ID), m.Name, string(m.Class), m.Kind, state)
	const most = 5
	for _, r := range m.Reasons[:min(len(m.Reasons), most)] {
		perhaps := ""
		if r.Perhaps {
			perhaps = " (perhaps)"
		}
		p.line("    %s", oneLine(fmt.Sprintf("%s %s: %s%s", r.Role, r.Scope, r.Why, perhaps)))
	}
	if more := len(m.Reasons) - most; more > 0 {
		p.line("    and %d more reasons", more)
	}
	if len(m.Problems) > 0 {
		p.line("    TASK cannot be reached: %s", oneLine(strings.Join(m.Problems, "; ")))
	}
	for _, n := range m.Warnings {
		p.line("    note: %s", oneLine(n))
	}
}

// tellEquality tells who is passed over, and who is exposed and not decided on.
func tellEquality(p *page, w desk.Who, byID map[tocsin.RecipientID]directory.Match) {
	p.gap()
	for _, e := range w.Early {
		p.field("too early", "%s is drafted and %s is not: %s", byID[e.Recipient].Name, byID[e.Before].Name, e.Why)
	}
	for _, id := range w.Undecided.Recipients {
		due := ""
		if !w.Undecided.Due.IsZero() {
			due = " by " + at(w.Undecided.Due)
		}
		p.field("undecided", "%s is exposed, and nobody has decided on it; decide%s", byID[id].Name, due)
	}
	if len(w.Undecided.Recipients) > 0 {
		for _, r := range w.Undecided.Rules {
			p.field("rule", "%s: %s", r.ID, r.Says)
		}
	}
	for _, o := range w.Merged {
		if len(o.Members) > 1 {
			p.field("one address", "%d entries are of the organization %s", len(o.Members), o.OrgID)
		}
	}
}
