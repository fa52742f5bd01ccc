package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"example.org/tocsin/store"
)

// waiting bounds how many batches may wait for the writer; more callers wait to
// get in.
const waiting = 256

// A Store is one open data file.
type Store struct {
	*reader

	w    *writer
	jobs chan *job
	done chan struct{} // closed when the writer has answered everybody

	// gate is held for reading by who hands in a job, and for writing by
	// Close, so that no job is handed in afterwards.
	gate   sync.RWMutex
	closed bool
}

var _ store.Store = (*Store)(nil)

// errClosed says that the store was closed before.
var errClosed = errors.New("the store is closed")

// start lets the writer work.
func start(w *writer, r *reader) *Store {
	s := &Store{reader: r, w: w, jobs: make(chan *job, waiting), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		w.work(s.jobs)
	}()
	return s
}

// Append keeps the batch: all or none, durable when it returns.
func (s *Store) Append(ctx context.Context, batch store.Batch) error {
	if err := batch.Valid(); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	if batch.Empty() {
		return nil
	}
	if err := s.do(ctx, batch.Weight(), func(t *tx) error { return t.keep(batch) }); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	return nil
}

// do has the writer run something in a transaction, and waits for the answer
// unless ctx ends before it has begun.
func (s *Store) do(ctx context.Context, weight int, run func(*tx) error) error {
	j := &job{run: run, weight: weight, answer: make(chan error, 1)}
	if err := s.hand(ctx, j); err != nil {
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
func (s *Store) hand(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return errClosed
	}
	select {
	case s.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close answers everybody who waits, then gives the file back. It may be called
// again.
func (s *Store) Close() error {
	s.gate.Lock()
	if s.closed {
		s.gate.Unlock()
		<-s.done
		return nil
	}
	s.closed = true
	close(s.jobs)
	s.gate.Unlock()
	<-s.done
	// The writer goes last: who closes the file last empties the write-ahead
	// log into it, and a reader may not.
	if err := errors.Join(s.db.Close(), s.w.close()); err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}
