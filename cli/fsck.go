package cli

import (
	"context"
	"errors"

	"example.org/tocsin"
)

type fsckCmd struct{}

// Help explains the command.
func (fsckCmd) Help() string {
	return `It opens every event and file, follows every chain, checks every signature against the key in force at its time, grows the ledger again and compares it with its signed checkpoint, and holds the timers to what waits. It ends with 1 where anything is wrong, and lists it.`
}

// Run checks everything.
func (fsckCmd) Run(ctx context.Context, c *call) error {
	return c.recordBy(ctx, c.openDamaged, func(s *Session) error {
		health, err := s.Desk.Fsck(ctx)
		if err != nil {
			return err
		}
		err = c.give(health, func(p *page) {
			p.field("events", "%d in %d streams", health.Events, health.Streams)
			p.field("signatures", "%d", health.Signatures)
			p.field("files", "%d", health.Files)
			p.field("timers", "%d", health.Timers)
			p.field("root", "%s", health.Root)
			if health.Undecided > 0 {
				p.field("undecided", "%d acts from before there were packs: their rules are held no longer", health.Undecided)
			}
			for _, f := range health.Flaws {
				p.field("FLAW", "%s at %s: %s", f.Check, f.Place, f.Why)
			}
			if len(health.Flaws) == 0 {
				p.field("found", "nothing wrong")
			}
		})
		if err == nil && len(health.Flaws) > 0 {
			c.err.say("%d flaws; touch nothing, and compare with the newest backup", len(health.Flaws))
			return errFlawed
		}
		return err
	})
}

// openDamaged opens the record, and opens it all the same where it is so damaged
// that no other command does. Another's keys are refused as ever.
func (c *call) openDamaged(ctx context.Context, at Place) (*Session, error) {
	s, err := c.deps.Open(ctx, at)
	if err == nil || ctx.Err() != nil {
		return s, err
	}
	refusal, refused := errors.AsType[*tocsin.Refusal](err)
	if refused && refusal.Rule != "seal/key-folder" {
		return nil, err
	}
	s, failed := c.deps.Inspect(ctx, at)
	if failed != nil {
		return nil, err
	}
	c.err.say("note: the record does not open: %v", err)
	if refused {
		c.err.say("note: %s", refusal.Remedy)
	}
	return s, nil
}
