package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/tocsin/store"
)

// farewell is how long Close takes at most to leave no trace of its writers.
const farewell = 2 * time.Second

// A Store is one open record.
type Store struct {
	*reader

	writing *pgxpool.Pool
	// batches keeps what is appended; leases gives timers and takes them back.
	batches, leases *lane

	// gate is held for reading by who hands in a job, and for writing by
	// Close, so that no job is handed in afterwards.
	gate   sync.RWMutex
	closed bool
}

var _ store.Store = (*Store)(nil)

// errClosed says that the store was closed before.
var errClosed = errors.New("the store is closed")

// newStore makes a store that does not work yet. Its writers outlive ctx's end
// and are never interrupted: whoever gave up does not matter to those who share
// his group.
func newStore(ctx context.Context, reading, writing *pgxpool.Pool, sign store.SignHead) *Store {
	return &Store{
		reader:  &reader{pool: reading, patience: patience},
		writing: writing,
		batches: newLane(ctx, writing, batching{sign}),
		leases:  newLane(ctx, writing, leasing{}),
	}
}

// start lets the lanes work.
func (s *Store) start() {
	go s.batches.work()
	go s.leases.work()
}

// Append keeps the batch: all or none, durable when it returns.
func (s *Store) Append(ctx context.Context, batch store.Batch) error {
	if err := batch.Valid(); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	if batch.Empty() {
		return nil
	}
	if err := s.do(ctx, s.batches, &job{batch: batch, weight: batch.Weight(), timers: timersOf(batch)}); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	return nil
}

// do has a lane do a job, and waits for the answer unless ctx ends before it
// has begun.
func (s *Store) do(ctx context.Context, in *lane, j *job) error {
	j.answer = make(chan error, 1)
	if err := s.hand(ctx, in, j); err != nil {
		return err
	}
	select {
	case err := <-j.answer:
		return err
	case <-ctx.Done():
		if j.abandon() {
			return ctx.Err()
		}
		return <-j.answer
	}
}

// hand hands in a job.
func (s *Store) hand(ctx context.Context, to *lane, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return errClosed
	}
	select {
	case to.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close answers everybody who waits, then gives the connections back. It may be
// called again.
func (s *Store) Close() error {
	s.gate.Lock()
	first := !s.closed
	if first {
		s.closed = true
		close(s.batches.jobs)
		close(s.leases.jobs)
	}
	s.gate.Unlock()
	<-s.batches.done
	<-s.leases.done
	if first {
		s.forget()
		s.abandon()
	}
	return nil
}

// forget removes the rows of our writers; one that stays is harmless, and goes
// when it is old.
func (s *Store) forget() {
	ctx, cancel := context.WithTimeout(s.batches.ctx, farewell)
	defer cancel()
	for _, l := range []*lane{s.batches, s.leases} {
		if l.tries > 0 {
			_, _ = s.writing.Exec(ctx, "DELETE FROM tocsin.writers WHERE id = $1", l.id)
		}
	}
}

// abandon gives the connections back.
func (s *Store) abandon() {
	s.writing.Close()
	s.pool.Close()
}
