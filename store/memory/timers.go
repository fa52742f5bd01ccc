package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// A timer is a store.Timer and whose it is for now.
type timer struct {
	store.Timer
	// until is when the lease runs out; zero without one.
	until time.Time
	// token is that of the lease; 0 without one.
	token    int64
	attempts int64
}

// planTimers gives the timers as they are after the batch.
func (s *Store) planTimers(batch store.Batch) (map[tocsin.TimerID]timer, error) {
	if len(batch.Settle)+len(batch.Cancel)+len(batch.Timers) == 0 {
		return s.timers, nil
	}
	next := maps.Clone(s.timers)
	for _, lease := range batch.Settle {
		if held := next[lease.ID]; held.token == 0 || held.token != lease.Token {
			return nil, fmt.Errorf("settling timer %s: %w", lease.ID, store.ErrFenced)
		}
		delete(next, lease.ID)
	}
	for _, id := range batch.Cancel {
		delete(next, id)
	}
	for _, set := range batch.Timers {
		if _, there := next[set.ID]; there {
			return nil, fmt.Errorf("timer %s is there already", set.ID)
		}
		set.Due, set.Sealed = due(set.Due), bytes.Clone(set.Sealed)
		next[set.ID] = timer{Timer: set}
	}
	return next, nil
}

// sorted gives the timers, earliest first.
func (s *Store) sorted() []timer {
	return slices.SortedFunc(maps.Values(s.timers), func(a, b timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
}

// Lease gives timers that are due and not leased.
func (s *Store) Lease(ctx context.Context, ask store.LeaseAsk) ([]store.Lease, error) {
	if err := ask.Valid(); err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	defer unlock()
	now := due(ask.Now)
	var leases []store.Lease
	for _, held := range s.sorted() {
		if len(leases) == ask.Limit || held.Due.After(now) {
			break
		}
		if held.token != 0 && held.until.After(now) {
			continue
		}
		s.token++
		held.token, held.until = s.token, due(now.Add(ask.For))
		held.attempts++
		s.timers[held.ID] = held
		leases = append(leases, store.Lease{Timer: cloneTimer(held.Timer), Token: held.token, Attempts: held.attempts})
	}
	return leases, nil
}

// Release gives a lease back, due again at the time given.
func (s *Store) Release(ctx context.Context, lease store.Lease, again time.Time) error {
	if err := store.ValidDue(again); err != nil {
		return fmt.Errorf("releasing timer %s: %w", lease.ID, err)
	}
	unlock, err := s.enter(ctx)
	if err != nil {
		return fmt.Errorf("releasing timer %s: %w", lease.ID, err)
	}
	defer unlock()
	held := s.timers[lease.ID]
	if held.token == 0 || held.token != lease.Token {
		return fmt.Errorf("releasing timer %s: %w", lease.ID, store.ErrFenced)
	}
	held.token, held.until, held.Due = 0, time.Time{}, due(again)
	s.timers[lease.ID] = held
	return nil
}

// Pending lists all timers, earliest first.
func (s *Store) Pending(ctx context.Context) ([]store.Timer, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing timers: %w", err)
	}
	defer unlock()
	var timers []store.Timer
	for _, held := range s.sorted() {
		timers = append(timers, cloneTimer(held.Timer))
	}
	return timers, nil
}

// cloneTimer copies a timer so that its reader may change it.
func cloneTimer(t store.Timer) store.Timer {
	t.Sealed = bytes.Clone(t.Sealed)
	return t
}
