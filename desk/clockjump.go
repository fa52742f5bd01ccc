package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
)

// ConfirmClock asks that it be kept what time it is, after a jump.
type ConfirmClock struct {
	holder.ClockConfirmed
}

func (*ConfirmClock) action() string { return "clock/confirm" }

func (r *ConfirmClock) command() holder.Command {
	return holder.ConfirmClock{ClockConfirmed: r.ClockConfirmed}
}

func (r *ConfirmClock) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// NoteJump notes that the clock of this machine stands far from the time that we
// went by. In a record without a holder there is nothing to hold up.
func (d *Desk) NoteJump(ctx context.Context, from, to time.Time) error {
	return d.keep(ctx, func(c *change) error {
		s, err := load(ctx, d, tocsin.HolderStream, holderKind)
		if err != nil || s.version == 0 {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		jumped := holder.ClockJumped{From: tocsin.Second(from), To: tocsin.Second(to)}
		events, err := holder.Decide(s.state, c.stamp, holder.NoteJump{ClockJumped: jumped})
		if err != nil {
			return err
		}
		return add(c, s, events...)
	})
}

// A Hold is whether what no life depends on waits until somebody has confirmed
// what time it is, as of one state of the record.
type Hold struct {
	Holds bool
	size  int64
}

// Held gives the hold as it is now; one that is known from before is not read
// again while nothing was kept.
func (d *Desk) Held(ctx context.Context, known Hold) (Hold, error) {
	head, err := d.config.Store.Head(ctx)
	if err != nil {
		return known, fmt.Errorf("reading the head: %w", err)
	}
	if head.Size == known.size {
		return known, nil
	}
	s, err := load(ctx, d, tocsin.HolderStream, holderKind)
	if err != nil {
		return known, err
	}
	_, _, waits := s.state.Jumped()
	return Hold{Holds: waits, size: head.Size}, nil
}

// Newest gives when the newest event was kept, zero where there is none: the time
// that the record knows of.
func (d *Desk) Newest(ctx context.Context) (time.Time, error) {
	head, err := d.config.Store.Head(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the head: %w", err)
	}
	rows, err := d.config.Store.Follow(ctx, head.Size-1, 1)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the newest event: %w", err)
	}
	if head.Size == 0 || len(rows) == 0 {
		return time.Time{}, nil
	}
	opened, err := d.reader.Open(ctx, rows[0])
	if err != nil {
		return time.Time{}, err
	}
	return opened.Entry.At, nil
}

// jumpAgain decides again that a clock jumped.
func (c *checkup) jumpAgain(first entry.Entry) ([]wanted, error) {
	if first.Stream != tocsin.HolderStream {
		return nil, errors.New("only the holder's stream tells of clocks that jump")
	}
	if !c.board.Readable(tocsin.HolderStream) {
		return nil, errBlind
	}
	event, err := holder.Kinds.Decode(first)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	jumped, ok := event.(holder.ClockJumped)
	if !ok {
		return nil, fmt.Errorf("a %s is not for the engine to write", first.Kind)
	}
	events, err := holder.Decide(c.board.Holder, first.Stamp(), holder.NoteJump{ClockJumped: jumped})
	if err != nil {
		return nil, err
	}
	return want(nil, tocsin.HolderStream, holder.Kinds, events...)
}
