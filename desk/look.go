package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// A Seen is one thing that is due, looked at and not leased: enough to choose
// what to begin with.
type Seen struct {
	timer store.Timer
	// Deliver is true where a file or a knock is to be handed over, Channel and
	// Address where to, and Knock says which; Life is true where somebody's life is at stake.
	Deliver          bool
	Channel, Address string
	Knock, Life      bool
}

// Timer names the timer.
func (s Seen) Timer() tocsin.TimerID { return s.timer.ID }

// Stream names what the timer is of.
func (s Seen) Stream() tocsin.StreamID { return s.timer.Stream }

// Now is the time.
func (d *Desk) Now() time.Time { return d.config.Clock() }

// Look lists up to limit things that are due now, earliest first, behind one
// that was seen before; it leases none. What known gives is not read again. What
// cannot be read is listed as if nothing had to be handed over, and whoever takes
// it is told.
func (d *Desk) Look(ctx context.Context, after Seen, limit int, known func(tocsin.TimerID) (Seen, bool)) ([]Seen, error) {
	timers, err := d.config.Store.Due(ctx, store.DueAsk{Now: d.Now(), After: after.timer, Limit: limit})
	if err != nil {
		return nil, fmt.Errorf("looking what is due: %w", err)
	}
	all := make([]Seen, 0, len(timers))
	for _, timer := range timers {
		s, ok := known(timer.ID)
		if !ok || !s.timer.Due.Equal(timer.Due) {
			s = d.seen(ctx, timer)
		}
		all = append(all, s)
	}
	return all, nil
}

// seen reads what a timer is about.
func (d *Desk) seen(ctx context.Context, timer store.Timer) Seen {
	s := Seen{timer: timer}
	// Its sealed text is read again when it is leased.
	s.timer.Sealed = nil
	key, err := d.reader.Key(ctx, timer.Key)
	if err != nil {
		return s
	}
	text, err := key.OpenTimer(timer.ID, timer.Stream, timer.Sealed)
	if err != nil {
		return s
	}
	if kind, _, err := parseTimer(text); err != nil || kind == timerClock || kind == timerDeadline {
		return s
	}
	if w, err := d.work(ctx, store.Lease{Timer: timer}); err == nil && w.Deliver() {
		s.Deliver, s.Channel, s.Address, s.Knock, s.Life = true, w.Channel, w.Address, w.Knock, w.Life
	}
	return s
}

// Take leases those of some things that were seen that are still due and free,
// for a process to do and to settle. What cannot be read is told in the error and
// keeps nothing else from being done; it is tried again when its lease has run
// out.
func (d *Desk) Take(ctx context.Context, owner string, these []Seen) ([]Work, error) {
	if len(these) == 0 {
		return nil, nil
	}
	now := d.Now()
	ask := store.LeaseAsk{Owner: owner, Now: now, For: leaseTime, Limit: len(these)}
	for _, s := range these {
		ask.Only = append(ask.Only, s.timer.ID)
	}
	leases, err := d.config.Store.Lease(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("leasing what is due: %w", err)
	}
	var work []Work
	var unread []error
	for _, lease := range leases {
		w, err := d.work(ctx, lease)
		switch {
		case err != nil:
			unread = append(unread, err)
		case w.Kind != "":
			w.lease.until = now.Add(leaseTime)
			work = append(work, w)
		}
	}
	return work, errors.Join(unread...)
}

// GiveBack gives back what was taken and not begun, so that another process need
// not wait for its lease to run out.
func (d *Desk) GiveBack(ctx context.Context, w Work) error {
	err := d.config.Store.Release(ctx, w.lease.Lease, w.lease.Due)
	if err != nil && !errors.Is(err, store.ErrFenced) {
		return fmt.Errorf("giving timer %s back: %w", w.lease.ID, err)
	}
	return nil
}
