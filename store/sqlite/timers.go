package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// selectDue finds timers that are due at a time and not leased beyond it.
const selectDue = `SELECT id, stream, key, due, sealed, attempts FROM timers
	WHERE due <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
	ORDER BY due, id LIMIT ?2`

// selectOne finds one of them, by its id.
const selectOne = `SELECT id, stream, key, due, sealed, attempts FROM timers
	WHERE due <= ?1 AND (lease_until IS NULL OR lease_until <= ?1) AND id = ?2`

// selectDue lists them behind one of them.
const selectWaiting = `SELECT id, stream, key, due, sealed FROM timers
	WHERE due <= ?1 AND (lease_until IS NULL OR lease_until <= ?1) AND (due, id) > (?2, ?3)
	ORDER BY due, id LIMIT ?4`

// keepTimers settles, cancels and sets timers, in this order.
func (t *tx) keepTimers(batch store.Batch) error {
	for _, lease := range batch.Settle {
		if err := t.fenced(t.w.st.settle, lease.ID, lease.Token); err != nil {
			return fmt.Errorf("settling timer %s: %w", lease.ID, err)
		}
	}
	for _, id := range batch.Cancel {
		if err := t.w.exec(t.w.st.cancel, id); err != nil {
			return fmt.Errorf("canceling timer %s: %w", id, err)
		}
	}
	for _, timer := range batch.Timers {
		err := t.w.exec(t.w.st.addTimer, timer.ID, timer.Stream, timer.Key, timer.Due.UnixMilli(), timer.Sealed)
		if err != nil {
			return fmt.Errorf("setting timer %s: %w", timer.ID, err)
		}
	}
	return nil
}

// fenced runs a statement that finds one timer by its lease; store.ErrFenced if
// it finds none.
func (t *tx) fenced(st *sql.Stmt, args ...any) error {
	result, err := st.ExecContext(t.w.ctx, args...)
	if err != nil {
		return err
	}
	found, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if found == 0 {
		return store.ErrFenced
	}
	return nil
}

// Lease gives timers that are due and not leased.
func (s *Store) Lease(ctx context.Context, ask store.LeaseAsk) ([]store.Lease, error) {
	if err := ask.Valid(); err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	// Whoever watches asks often, and mostly there is nothing: looking costs
	// no write.
	waits, err := s.anyDue(ctx, ask.Now)
	if err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	if !waits {
		return nil, nil
	}
	var leases []store.Lease
	err = s.do(ctx, 0, func(t *tx) error {
		leases, err = t.lease(ask)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	return leases, nil
}

// lease leases what is due.
func (t *tx) lease(ask store.LeaseAsk) ([]store.Lease, error) {
	leases, err := t.leasable(ask)
	if err != nil {
		return nil, err
	}
	until := ask.Now.UnixMilli() + ask.For.Milliseconds()
	for i := range leases {
		lease := &leases[i]
		if err := t.w.st.draw.QueryRowContext(t.w.ctx).Scan(&lease.Token); err != nil {
			return nil, fmt.Errorf("drawing a token: %w", err)
		}
		lease.Attempts++
		if err := t.w.exec(t.w.st.lease, until, ask.Owner, lease.Token, lease.Attempts, lease.ID); err != nil {
			return nil, fmt.Errorf("leasing timer %s: %w", lease.ID, err)
		}
	}
	return leases, nil
}

// leasable finds what may be leased.
func (t *tx) leasable(ask store.LeaseAsk) ([]store.Lease, error) {
	scan := func(from row) (lease store.Lease, err error) {
		var due int64
		err = from.Scan(&lease.ID, &lease.Stream, &lease.Key, &due, &lease.Sealed, &lease.Attempts)
		lease.Due = time.UnixMilli(due).UTC()
		return lease, err
	}
	if len(ask.Only) == 0 {
		rows, err := t.w.st.due.QueryContext(t.w.ctx, ask.Now.UnixMilli(), ask.Limit)
		return collect(rows, err, scan)
	}
	var found []store.Lease
	for _, id := range ask.Only {
		rows, err := t.w.st.dueOne.QueryContext(t.w.ctx, ask.Now.UnixMilli(), id)
		one, err := collect(rows, err, scan)
		if err != nil {
			return nil, err
		}
		found = append(found, one...)
	}
	return ask.Chosen(found), nil
}

// Release gives a lease back, due again at the time given.
func (s *Store) Release(ctx context.Context, lease store.Lease, due time.Time) error {
	err := store.ValidDue(due)
	if err == nil {
		err = s.do(ctx, 0, func(t *tx) error {
			return t.fenced(t.w.st.giveBack, due.UnixMilli(), lease.ID, lease.Token)
		})
	}
	if err != nil {
		return fmt.Errorf("releasing timer %s: %w", lease.ID, err)
	}
	return nil
}

// scanTimer reads a timer.
func scanTimer(from row) (timer store.Timer, err error) {
	var due int64
	err = from.Scan(&timer.ID, &timer.Stream, &timer.Key, &due, &timer.Sealed)
	timer.Due = time.UnixMilli(due).UTC()
	return timer, err
}

// scanID reads the id of a file.
func scanID(from row) (id tocsin.FileID, err error) {
	err = from.Scan(&id)
	return id, err
}
