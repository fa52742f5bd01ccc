package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/store"
)

// clockID names the timer of a clock. It follows from the clock, so that the
// record need not keep it: what a dossier waits for is what its events say.
func clockID(of tocsin.DossierID, c dossier.Clock) tocsin.TimerID {
	text := fmt.Sprintf("tocsin-clock/v1\n%s\n%s\n%d\n%d\n%d\n", of, c.Stage, c.Of, c.Since.Unix(), c.Due.Unix())
	sum := sha256.Sum256([]byte(text))
	return tocsin.TimerID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}

// A clocked is a dossier that a change adds to, with the clocks that ran before.
type clocked struct {
	stream *stream[dossier.Dossier, dossier.Event]
	before []dossier.Clock
}

// clock notes which clocks run before a dossier is added to.
func (c *change) clock(s any) {
	ds, ok := s.(*stream[dossier.Dossier, dossier.Event])
	if !ok || slices.ContainsFunc(c.clocked, func(o clocked) bool { return o.stream.id == ds.id }) {
		return
	}
	c.clocked = append(c.clocked, clocked{ds, ds.state.Clocks()})
}

// reclock cancels the timers of clocks that run no longer, and sets those of
// clocks that began, in the same batch as the events.
func (c *change) reclock() error {
	for _, d := range c.clocked {
		after := d.stream.state.Clocks()
		for _, old := range d.before {
			if !slices.Contains(after, old) {
				c.batch.Cancel = append(c.batch.Cancel, clockID(d.stream.state.ID, old))
			}
		}
		for _, now := range after {
			if slices.Contains(d.before, now) {
				continue
			}
			w := wait{id: clockID(d.stream.state.ID, now), kind: timerClock, due: now.Due}
			if err := c.timer(w, d.stream.id, d.stream.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// running gives the clock of a dossier that a timer is for.
func running(of dossier.Dossier, id tocsin.TimerID) (dossier.Clock, bool) {
	for _, c := range of.Clocks() {
		if clockID(of.ID, c) == id {
			return c, true
		}
	}
	return dossier.Clock{}, false
}

// clockWork reads what a leased clock is about; one that runs no longer is
// settled.
func (d *Desk) clockWork(ctx context.Context, lease store.Lease) (Work, error) {
	s, err := load(ctx, d, lease.Stream, dossierKind)
	if err != nil {
		return Work{}, err
	}
	if _, runs := running(s.state, lease.ID); !runs {
		return Work{}, d.drop(ctx, lease)
	}
	return Work{lease: leased{Lease: lease}, Kind: timerClock}, nil
}

// settleClock records that a clock ran out: who is paged, and the next clock.
func (d *Desk) settleClock(ctx context.Context, w Work) error {
	err := d.keep(ctx, func(c *change) error {
		s, err := load(ctx, d, w.lease.Stream, dossierKind)
		if err != nil {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		c.batch.Settle = []store.Lease{w.lease.Lease}
		clock, runs := running(s.state, w.lease.ID)
		if !runs {
			return nil
		}
		events, err := dossier.Decide(s.state, c.stamp, dossier.PassClock{Stage: clock.Stage, Of: clock.Of, Due: clock.Due})
		if err != nil {
			return err
		}
		if len(events) == 0 {
			// It was leased by a clock that has gone back since: it still runs.
			return c.timer(wait{id: w.lease.ID, kind: timerClock, due: clock.Due}, s.id, s.key)
		}
		if err := add(c, s, events...); err != nil {
			return err
		}
		for _, e := range events {
			if passed, ok := e.(dossier.ClockPassed); ok {
				if err := c.call(ctx, s.id, s.key, passed.Paged); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrFenced) {
		return fmt.Errorf("settling timer %s: %w", w.lease.ID, ErrTaken)
	}
	return err
}

// clockAgain decides again that a clock ran out.
func (c *checkup) clockAgain(first entry.Entry) ([]wanted, error) {
	of, err := c.dossier(tocsin.DossierID(first.Stream))
	if err != nil {
		return nil, err
	}
	event, err := dossier.Kinds.Decode(first)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	passed, ok := event.(dossier.ClockPassed)
	if !ok {
		return nil, fmt.Errorf("a %s is not for the engine to write", first.Kind)
	}
	_, all, err := c.onDossier(nil, of.ID, of, first.Stamp(), dossier.PassClock{Stage: passed.Stage, Of: passed.Of, Due: passed.Due})
	return all, err
}

// clockTimer checks one timer of a clock.
func (c *checkup) clockTimer(t store.Timer, due time.Time) error {
	of, ok := c.board.Dossier(tocsin.DossierID(t.Stream))
	if !c.board.Readable(t.Stream) {
		return nil // has its flaw
	}
	clock, runs := running(of, t.ID)
	switch {
	case !ok:
		return errors.New("it is for no dossier that is kept")
	case !runs:
		return errors.New("its dossier does not wait for it")
	case !due.Equal(t.Due), !due.Equal(clock.Due):
		return errors.New("it is due at another time than it should be")
	}
	return nil
}
