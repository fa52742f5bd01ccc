package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin/desk"
)

type callsCmd struct {
	Take int  `help:"Take so many of the calls that are free, for half an hour." placeholder:"COUNT"`
	All  bool `help:"Those too that rest, are taken, or wait for a second officer."`
	acting
}

// Help explains the command.
func (callsCmd) Help() string {
	return `It lists whom somebody is to speak with: what threatens a life first, then by priority, the latest useful time, and how long it waits. A call that is taken is nobody else's for half an hour. What came of it is noted with spoken; after a note the call rests for twenty minutes, and comes back unless it is settled.`
}

// Run lists calls, or takes them.
func (cmd *callsCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		all, err := s.Desk.Calls(ctx)
		if err != nil {
			return err
		}
		now := c.deps.Now()
		free := slices.DeleteFunc(slices.Clone(all), func(t desk.CallTask) bool { return !t.Free(now) })
		switch {
		case cmd.Take > 0:
			return cmd.takes(ctx, c, s, free)
		case !cmd.All:
			all = free
		}
		return c.give(append([]desk.CallTask{}, all...), func(p *page) { printCalls(p, all) })
	})
}

// takes asks for calls, the first first. One that another has taken meanwhile is left
// to him.
func (cmd *callsCmd) takes(ctx context.Context, c *call, s *Session, free []desk.CallTask) error {
	taken := []desk.CallTask{}
	for _, t := range free {
		if len(taken) >= cmd.Take {
			break
		}
		err := c.ask(ctx, s, cmd.acting, demand{Request: s.Desk.NewTakeCall(t.Dispatch)}, func() error {
			taken = append(taken, t)
			return nil
		})
		if err != nil && !isRefusal(err, "delivery/call-taken") {
			return err
		}
		if cmd.Request != "" {
			return nil
		}
	}
	return c.give(taken, func(p *page) { printCalls(p, taken) })
}

// printCalls prints calls, a line each.
func printCalls(p *page, all []desk.CallTask) {
	if len(all) == 0 {
		p.line("nobody is to be called")
	}
	for _, t := range all {
		useful := "no end known"
		if !t.LatestUseful.IsZero() {
			useful = at(t.LatestUseful)
		}
		p.row([]int{8, 3, 22}, short(t.Dispatch), urgencyOf(t), useful, callWords(t))
	}
}

// urgencyOf tells how urgent a call is.
func urgencyOf(t desk.CallTask) string {
	if t.Life {
		return "!" + strconv.Itoa(t.Priority)
	}
	return strconv.Itoa(t.Priority)
}

// callWords tells whom to call, and how it stands.
func callWords(t desk.CallTask) string {
	words := oneLine(t.To) + " (" + oneLine(strings.Join(t.Ways, ", ")) + ")"
	if len(t.Rows) > 0 {
		words += ", rows " + strings.Join(t.Rows[:min(len(t.Rows), 5)], " ")
	}
	switch {
	case t.Noted:
		words += "; a note waits for a second officer"
	case !t.Until.IsZero():
		words += "; taken until " + at(t.Until)
	case !t.Again.IsZero():
		words += "; rests until " + at(t.Again)
	case t.Calls > 0:
		words += "; called " + strconv.Itoa(t.Calls) + " times"
	}
	return words
}
