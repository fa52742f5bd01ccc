package cli

import (
	"context"
	"strings"
	"time"

	"example.org/tocsin/desk"
)

type listCmd struct{}

// Run lists the dossiers.
func (listCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		list, err := s.Desk.List(ctx)
		if err != nil {
			return err
		}
		for _, u := range list.Unreadable {
			c.err.say("stream %s cannot be read and is left out; run tocsin fsck", u.Stream)
		}
		return c.give(list, func(p *page) {
			if len(list.Dossiers) == 0 {
				p.line("no dossier is kept")
			}
			for _, d := range list.Dossiers {
				p.row([]int{8, 12, 10}, short(d.ID), string(d.Status), d.Possessed.Format(time.DateOnly), about(d))
			}
		})
	})
}

// about tells a dossier in words: what it waits for, and its title.
func about(d desk.Summary) string {
	parts := []string{d.Title}
	if d.Waits != "" {
		parts = append(parts, d.Waits)
	}
	if d.Overdue && !strings.HasPrefix(d.Waits, "overdue") {
		parts = append(parts, "OVERDUE")
	}
	if !d.LatestUseful.IsZero() {
		parts = append(parts, "useful until "+at(d.LatestUseful))
	}
	return strings.Join(parts, " | ")
}
