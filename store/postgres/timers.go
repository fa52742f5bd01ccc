package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// whereDue is which timers are due at a time and not leased beyond it.
const whereDue = `due <= $1 AND (lease_until IS NULL OR lease_until <= $1)`

// leaseDue leases timers, or of some only. What another transaction holds is passed over: it is
// being leased or settled there.
func leaseDue(only string) string {
	return `
	WITH found AS (
		SELECT id FROM tocsin.timers WHERE ` + whereDue + only + ` ORDER BY due, id LIMIT $2 FOR UPDATE SKIP LOCKED
	), drawn AS MATERIALIZED (
		SELECT id, nextval('tocsin.tokens') AS token FROM found
	)
	UPDATE tocsin.timers AS t SET lease_until = $3, owner = $4, token = drawn.token, attempts = attempts + 1
	FROM drawn WHERE t.id = drawn.id
	RETURNING t.id, t.stream, t.key, t.due, t.sealed, t.token, t.attempts`
}

// A giveBack is what Release is asked.
type giveBack struct {
	lease store.Lease
	due   time.Time
}

// leasing gives timers and takes them back.
type leasing struct{}

// run gives back first and leases then. The rows that are waited for are taken by their
// ids, as everywhere; those that are leased are not waited for.
func (leasing) run(ctx context.Context, conn *pgx.Conn, begun *pgx.Batch, group []*job) (*pgx.Batch, error) {
	var back []*job
	for _, j := range group {
		if j.back != nil {
			back = append(back, j)
		}
	}
	slices.SortStableFunc(back, func(a, b *job) int { return cmp.Compare(a.back.lease.ID, b.back.lease.ID) })
	for _, j := range back {
		begun.Queue("UPDATE tocsin.timers SET lease_until = NULL, owner = NULL, token = 0, due = $1 WHERE id = $2 AND token = $3 AND token > 0",
			j.back.due.UnixMilli(), string(j.back.lease.ID), j.back.lease.Token).Exec(func(tag tag) error {
			if tag.RowsAffected() == 0 {
				j.err = store.ErrFenced
			}
			return nil
		})
	}
	for _, j := range group {
		if j.ask == nil {
			continue
		}
		now := j.ask.Now.UnixMilli()
		text, args := leaseDue(""), []any{now, j.ask.Limit, now + j.ask.For.Milliseconds(), j.ask.Owner}
		if len(j.ask.Only) > 0 {
			text, args = leaseDue(" AND id = ANY($5)"), append(args, plain(j.ask.Only))
		}
		begun.Queue(text, args...).Query(func(rows pgx.Rows) (err error) {
			j.given, err = scanLeases(rows)
			return err
		})
	}
	if err := conn.SendBatch(ctx, begun).Close(); err != nil {
		return nil, fmt.Errorf("leasing: %w", err)
	}
	return new(pgx.Batch), nil
}

// scanLeases reads leases, earliest first.
func scanLeases(rows pgx.Rows) ([]store.Lease, error) {
	leases, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (lease store.Lease, err error) {
		var due int64
		err = row.Scan(&lease.ID, &lease.Stream, &lease.Key, &due, &lease.Sealed, &lease.Token, &lease.Attempts)
		lease.Due = time.UnixMilli(due).UTC()
		return lease, err
	})
	slices.SortFunc(leases, func(a, b store.Lease) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return leases, err
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
	j := &job{ask: &ask}
	if err := s.do(ctx, s.leases, j); err != nil {
		return nil, fmt.Errorf("leasing timers: %w", err)
	}
	return j.given, nil
}

// Release gives a lease back, due again at the time given.
func (s *Store) Release(ctx context.Context, lease store.Lease, due time.Time) error {
	err := store.ValidDue(due)
	if err == nil {
		err = s.do(ctx, s.leases, &job{back: &giveBack{lease, due}})
	}
	if err != nil {
		return fmt.Errorf("releasing timer %s: %w", lease.ID, err)
	}
	return nil
}

// plain gives ids as the server takes them.
func plain[ID ~string](ids []ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

// Due lists timers that are due and not leased, earliest first.
func (r *reader) Due(ctx context.Context, ask store.DueAsk) ([]store.Timer, error) {
	if err := ask.Valid(); err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	timers, err := query(ctx, r, scanTimer, "SELECT id, stream, key, due, sealed FROM tocsin.timers WHERE "+whereDue+
		" AND (due, id) > ($2, $3) ORDER BY due, id LIMIT $4",
		ask.Now.UnixMilli(), ask.After.Due.UnixMilli(), string(ask.After.ID), ask.Limit)
	if err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	return timers, nil
}

// Pending lists all timers, earliest first.
func (r *reader) Pending(ctx context.Context) ([]store.Timer, error) {
	timers, err := query(ctx, r, scanTimer, "SELECT id, stream, key, due, sealed FROM tocsin.timers ORDER BY due, id")
	if err != nil {
		return nil, fmt.Errorf("listing timers: %w", err)
	}
	return timers, nil
}

// scanTimer reads a timer.
func scanTimer(row pgx.CollectableRow) (timer store.Timer, err error) {
	var due int64
	err = row.Scan(&timer.ID, &timer.Stream, &timer.Key, &due, &timer.Sealed)
	timer.Due = time.UnixMilli(due).UTC()
	return timer, err
}

// anyDue reports whether a lease would find something.
func (r *reader) anyDue(ctx context.Context, now time.Time) (bool, error) {
	found, err := query(ctx, r, pgx.RowTo[bool], "SELECT EXISTS (SELECT FROM tocsin.timers WHERE "+whereDue+")", now.UnixMilli())
	return len(found) == 1 && found[0], err
}

// scanFileID reads the id of a file.
func scanFileID(row pgx.CollectableRow) (id tocsin.FileID, err error) {
	err = row.Scan(&id)
	return id, err
}
