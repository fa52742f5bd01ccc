package cli

import (
	"context"
	"slices"

	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
)

type officerOnCallCmd struct {
	Officer string `arg:"" optional:"" help:"Officer who is put on call, by name or the beginning of his id; without one the list is shown."`
	From    moment `help:"When it begins." placeholder:"TIME"`
	Until   moment `help:"When it ends; without it, it goes on." placeholder:"TIME"`
	Deputy  bool   `help:"He is called where nobody else has moved."`
	Channel string `help:"How a knock reaches him." placeholder:"NAME"`
	Address string `help:"Where." placeholder:"ADDRESS"`
	Off     bool   `help:"Take all his shifts away."`
	acting
}

// Help explains the command.
func (officerOnCallCmd) Help() string {
	return `Whoever is on call gets a knock when a clock runs out or a step of a plan says so: the knock says only that something waits. A deputy is called ten minutes later where nobody has done anything.`
}

// Run shows or changes who is on call.
func (cmd *officerOnCallCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		if cmd.Officer == "" {
			return c.roster(h)
		}
		who, err := officer(h, cmd.Officer)
		if err != nil {
			return err
		}
		shifts := slices.Clone(h.Roster)
		if cmd.Off {
			shifts = slices.DeleteFunc(shifts, func(o holder.Shift) bool { return o.Officer == who.ID })
		} else {
			from := cmd.From.Time
			if from.IsZero() {
				from = c.deps.Now()
			}
			shifts = append(shifts, holder.Shift{
				Officer: who.ID, From: from.UTC().Truncate(1e9), Until: cmd.Until.Time, Deputy: cmd.Deputy, Channel: cmd.Channel, Address: cmd.Address,
			})
		}
		r := &desk.SetRoster{RosterSet: holder.RosterSet{Shifts: shifts}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			h, err := s.Desk.Holder(ctx)
			if err != nil {
				return err
			}
			return c.roster(h)
		})
	})
}

// roster shows who is on call.
func (c *call) roster(h holder.Holder) error {
	return c.give(append([]holder.Shift{}, h.Roster...), func(p *page) {
		if len(h.Roster) == 0 {
			p.line("nobody is on call")
		}
		for _, s := range h.Roster {
			o, _ := h.Officer(s.Officer)
			until := "on"
			if !s.Until.IsZero() {
				until = "until " + at(s.Until)
			}
			deputy := ""
			if s.Deputy {
				deputy = ", deputy"
			}
			p.line("%s, %s%s: from %s %s, by %s", o.Name, o.Level, deputy, at(s.From), until, s.Channel)
		}
	})
}
