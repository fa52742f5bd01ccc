package desk

import (
	"context"
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
)

// files checks that every file opens and is the one that was filed or sealed,
// and that none is missing or left over.
func (c *checkup) files(ctx context.Context) error {
	ids, err := c.desk.config.Store.Files(ctx)
	if err != nil {
		return fmt.Errorf("listing the files: %w", err)
	}
	wanted := map[tocsin.FileID]string{}
	for _, d := range c.board.Dossiers() {
		for _, link := range d.Reports {
			if r, ok := c.board.Report(link.Report); ok {
				wanted[r.Filed.Original] = r.Filed.SHA256
			}
		}
		for _, w := range d.Warned {
			for _, leg := range w.Dispatches {
				if p, ok := c.board.Dispatch(leg.Dispatch); ok {
					wanted[p.Planned.File] = wantedHash(p)
				}
			}
		}
	}
	for _, r := range c.board.Reports() {
		wanted[r.Filed.Original] = r.Filed.SHA256
	}
	for _, id := range ids {
		c.health.Files++
		hash, ok := wanted[id]
		delete(wanted, id)
		content, err := c.desk.reader.File(ctx, id)
		switch {
		case err != nil:
			c.health.flaw("file", string(id), err)
		case !ok:
			c.health.flaw("file", string(id), "no event names it")
		case act.Hash(content) != hash:
			c.health.flaw("file", string(id), "it is not the file that the event names")
		}
	}
	for id := range wanted {
		c.health.flaw("file", string(id), "an event names it and it is not there")
	}
	return nil
}

// wantedHash is the hash of the file that a dispatch hands over.
func wantedHash(d delivery.Dispatch) string {
	if d.Planned.Outer != "" {
		return d.Planned.Outer
	}
	return d.Planned.SHA256
}

// timers checks that every dispatch that waits has its timers, and that no timer
// is for nothing.
func (c *checkup) timers(ctx context.Context) error {
	pending, err := c.desk.config.Store.Pending(ctx)
	if err != nil {
		return fmt.Errorf("listing the timers: %w", err)
	}
	c.health.Timers = len(pending)
	have := map[tocsin.TimerID]string{}
	for _, t := range pending {
		key, err := c.desk.reader.Key(ctx, t.Key)
		if err != nil {
			c.health.flaw("timer", string(t.ID), err)
			continue
		}
		kind, err := key.OpenTimer(t.ID, t.Stream, t.Sealed)
		if err != nil {
			c.health.flaw("timer", string(t.ID), err)
			continue
		}
		d, ok := c.board.Dispatch(tocsin.DispatchID(t.Stream))
		switch {
		case !ok:
			c.health.flaw("timer", string(t.ID), "it is for no dispatch that is kept")
		case !slices.Contains(needed(d), t.ID):
			c.health.flaw("timer", string(t.ID), "its dispatch does not wait for it")
		case string(kind) == timerDeadline && !t.Due.Equal(d.Planned.Deadline):
			c.health.flaw("timer", string(t.ID), "it is due at another time than the deadline")
		}
		have[t.ID] = string(kind)
	}
	for _, d := range c.board.Dispatches() {
		for _, id := range needed(d) {
			if _, ok := have[id]; !ok {
				c.health.flaw("timer", string(id), "a dispatch waits for it and it is not there")
			}
		}
	}
	return nil
}

// needed are the timers that a dispatch waits for.
func needed(d delivery.Dispatch) []tocsin.TimerID {
	var ids []tocsin.TimerID
	if d.DeliverTimer != "" && !d.Answered() {
		ids = append(ids, d.DeliverTimer)
	}
	if !d.Answered() && !d.Overdue {
		ids = append(ids, d.Planned.DeadlineTimer)
	}
	return ids
}
