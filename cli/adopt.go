package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

type policyAdoptCmd struct {
	Pack    string `arg:"" optional:"" help:"Pack to put in force, by its id, or a file." placeholder:"PACK"`
	Retire  string `help:"Id of the pack to take out of force." placeholder:"ID"`
	Affirm  string `help:"Beginning of the SHA-256 of the proposed pack, or the id of the one to retire: agree to it." placeholder:"HASH"`
	Because string `help:"Why you agree, in writing." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (policyAdoptCmd) Help() string {
	return `The head proposes a pack, and another officer affirms it after reading it: only then is it in force. A pack that is not in order is refused, and what was in force stays in force. The record keeps every pack that was ever in force, so that each determination can be checked under its own.`
}

// Run proposes or affirms a change of the packs in force.
func (cmd *policyAdoptCmd) Run(ctx context.Context, c *call) error {
	given := 0
	for _, flag := range []string{cmd.Pack, cmd.Retire, cmd.Affirm} {
		if flag != "" {
			given++
		}
	}
	if given != 1 || (cmd.Affirm != "") != (cmd.Because != "") {
		return wrongUse("give a pack, or --retire, or --affirm with --because")
	}
	source, err := cmd.source(c)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		var r desk.Request = &desk.ProposePack{PackProposed: holder.PackProposed{Source: source, Retire: cmd.Retire}}
		if cmd.Affirm != "" {
			of, err := proposedPack(h, cmd.Affirm)
			if err != nil {
				return err
			}
			r = desk.NewAffirmPack(of, cmd.Because)
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.givePacks(ctx, s) })
	})
}

// source gives the file of the pack to adopt.
func (cmd *policyAdoptCmd) source(c *call) (string, error) {
	if cmd.Pack == "" {
		return "", nil
	}
	if known, ok := packs.Source(cmd.Pack); ok {
		return string(known), nil
	}
	raw, err := c.read(cmd.Pack, policy.MaxPack)
	return string(raw), err
}

// proposedPack gives what waits, where it begins as named.
func proposedPack(h holder.Holder, named string) (policy.PackRef, error) {
	p := h.Proposed
	switch {
	case p == nil:
		return policy.PackRef{}, tocsin.Refuse("policy/nothing", "list the packs", "no change of the packs waits")
	case p.Source == "" && p.Ref.ID == named, p.Source != "" && len(named) >= shortest && strings.HasPrefix(p.Ref.Hash, named):
		return p.Ref, nil
	}
	return policy.PackRef{}, tocsin.Refuse("approval/changed", "list the packs for what is proposed, read it and name that", "%q is not what is proposed", named)
}

// A packLine is one pack in a list.
type packLine struct {
	policy.PackRef
	Title string `json:"title"`
	State string `json:"state"`
}

// givePacks prints the packs in force, and what is proposed.
func (c *call) givePacks(ctx context.Context, s *Session) error {
	h, err := s.Desk.Holder(ctx)
	if err != nil {
		return err
	}
	lines, err := packsOf(h)
	if err != nil {
		return err
	}
	return c.give(lines, func(p *page) {
		for _, l := range lines {
			p.field(l.State, "%s: %s", l.PackRef, l.Title)
		}
	})
}

// packsOf lists the packs of a holder.
func packsOf(h holder.Holder) ([]packLine, error) {
	inForce, err := h.Policies()
	if err != nil {
		return nil, err
	}
	lines := make([]packLine, 0, len(inForce)+1)
	for _, p := range inForce {
		lines = append(lines, packLine{p.Ref, p.Title, "in force"})
	}
	if h.Proposed != nil {
		l := packLine{PackRef: h.Proposed.Ref, State: "to be retired"}
		if p, err := policy.Load([]byte(h.Proposed.Source)); err == nil && h.Proposed.Source != "" {
			l.Title, l.State = p.Title, "proposed"
		}
		lines = append(lines, l)
	}
	return lines, nil
}
