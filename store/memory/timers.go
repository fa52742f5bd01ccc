package memory

import (
	"bytes"
	"context"
	"fmt"
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

// changes are what a batch changes of the timers: nil where one is gone.
type changes map[tocsin.TimerID]*timer

// planTimers gives what the batch changes.
func (s *Store) planTimers(batch store.Batch) (changes, error) {
	next := make(changes)
	at := func(id tocsin.TimerID) (timer, bool) {
		if changed, ok := next[id]; ok {
			if changed == nil {
				return timer{}, false
			}
			return *changed, true
		}
		kept, there := s.timers[id]
		return kept, there
	}
	for _, lease := range batch.Settle {
		if held, _ := at(lease.ID); held.token == 0 || held.token != lease.Token {
			return nil, fmt.Errorf("settling timer %s: %w", lease.ID, store.ErrFenced)
		}
		next[lease.ID] = nil
	}
	for _, id := range batch.Cancel {
		next[id] = nil
	}
	for _, set := range batch.Timers {
		if _, there := at(set.ID); there {
			return nil, fmt.Errorf("timer %s is there already", set.ID)
		}
		set.Due, set.Sealed = due(set.Due), bytes.Clone(set.Sealed)
		next[set.ID] = &timer{Timer: set}
	}
	return next, nil
}

// applyTimers changes the timers.
func (s *Store) applyTimers(next changes) {
	for id, changed := range next {
		if kept, there := s.timers[id]; there {
			s.due.remove(slot{kept.Due.UnixMilli(), id})
			delete(s.timers, id)
		}
		if changed != nil {
			s.due.insert(slot{changed.Due.UnixMilli(), id})
			s.timers[id] = *changed
		}
	}
}

// free reports whether a timer is due at a time and not leased beyond it.
func (t timer) free(now time.Time) bool {
	return !t.Due.After(now) && (t.token == 0 || !t.until.After(now))
}

// Due lists timers that are due and not leased, earliest first.
func (s *Store) Due(ctx context.Context, ask store.DueAsk) ([]store.Timer, error) {
	if err := ask.Valid(); err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	defer unlock()
	now := due(ask.Now)
	after := slot{ask.After.Due.UnixMilli(), ask.After.ID}
	var timers []store.Timer
	for at := range s.due.after(after) {
		if len(timers) == ask.Limit || at.due > now.UnixMilli() {
			break
		}
		if held := s.timers[at.id]; held.free(now) {
			timers = append(timers, cloneTimer(held.Timer))
		}
	}
	return timers, nil
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
	for _, id := range s.leasable(ask, now) {
		held := s.timers[id]
		s.token++
		held.token, held.until = s.token, due(now.Add(ask.For))
		held.attempts++
		s.timers[id] = held
		leases = append(leases, store.Lease{Timer: cloneTimer(held.Timer), Token: held.token, Attempts: held.attempts})
	}
	return leases, nil
}

// leasable finds what may be leased.
func (s *Store) leasable(ask store.LeaseAsk, now time.Time) []tocsin.TimerID {
	var ids []tocsin.TimerID
	if len(ask.Only) > 0 {
		var found []store.Lease
		for _, id := range ask.Only {
			if held, there := s.timers[id]; there && held.free(now) {
				found = append(found, store.Lease{Timer: held.Timer})
			}
		}
		for _, one := range ask.Chosen(found) {
			ids = append(ids, one.ID)
		}
		return ids
	}
	for at := range s.due.all() {
		if len(ids) == ask.Limit || at.due > now.UnixMilli() {
			break
		}
		if s.timers[at.id].free(now) {
			ids = append(ids, at.id)
		}
	}
	return ids
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
	s.due.remove(slot{held.Due.UnixMilli(), held.ID})
	held.token, held.until, held.Due = 0, time.Time{}, due(again)
	s.due.insert(slot{held.Due.UnixMilli(), held.ID})
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
	for at := range s.due.all() {
		timers = append(timers, cloneTimer(s.timers[at.id].Timer))
	}
	return timers, nil
}

// cloneTimer copies a timer so that its reader may change it.
func cloneTimer(t store.Timer) store.Timer {
	t.Sealed = bytes.Clone(t.Sealed)
	return t
}
