package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/tocsin/store"
)

const (
	// waiting bounds how many jobs may wait in a lane; more callers wait to
	// get in.
	waiting = 256
	// groupJobs and groupWeight (in bytes) bound what one transaction keeps,
	// so that nobody waits long for others.
	groupJobs   = 256
	groupWeight = 8 << 20
	// one try of a group may take tryTime, and a second more for each tryBytes
	// of it.
	tryTime  = time.Minute
	tryBytes = 1 << 20
	// longPause is the longest pause between two tries.
	longPause = time.Second
)

// A job is something that a caller wants to have done in a transaction of a
// lane: a batch to be kept, timers to be leased or a lease to be given back.
type job struct {
	batch  store.Batch
	weight int
	// timers are the ids of all that the batch names: in one transaction they
	// are all removed before any is set.
	timers []string
	// careful says that nothing of the batch is written before it is known
	// that it may be.
	careful bool

	ask   *store.LeaseAsk
	given []store.Lease
	back  *giveBack

	// taken decides between the lane that begins and the caller that gives up:
	// one of them sets it.
	taken  atomic.Bool
	answer chan error
	// err is what concerns this job alone; of the last try.
	err error
}

// abandon reports whether the caller may go: the lane will skip the job.
func (j *job) abandon() bool { return j.taken.CompareAndSwap(false, true) }

// begin reports whether the caller is still there.
func (j *job) begin() bool { return j.taken.CompareAndSwap(false, true) }

// A worker does the jobs of a group in one transaction.
type worker interface {
	// run does everything but the commit, from the first statement, which is
	// queued already, to the last, and gives what is to be sent with the
	// commit. What concerns one job is its err; an error is that of all.
	run(ctx context.Context, conn *pgx.Conn, begun *pgx.Batch, group []*job) (last *pgx.Batch, err error)
}

// A lane does one group after the other.
type lane struct {
	ctx      context.Context // never ends; see newStore
	pool     *pgxpool.Pool
	worker   worker
	patience time.Duration

	// id names the lane's row among the writers, and tries is the number of
	// its last transaction.
	id    string
	tries int64
	// asked counts the commits that were asked after, and kept says of the
	// last whether it was.
	asked int
	kept  bool

	jobs chan *job
	done chan struct{} // closed when everybody is answered
}

// newLane makes a lane.
func newLane(ctx context.Context, pool *pgxpool.Pool, does worker) *lane {
	return &lane{
		ctx: ctx, pool: pool, worker: does, patience: patience, id: strings.ToLower(rand.Text()),
		jobs: make(chan *job, waiting), done: make(chan struct{}),
	}
}

// work does one group after the other until there are no more jobs.
func (l *lane) work() {
	defer close(l.done)
	for next := <-l.jobs; next != nil; {
		var group []*job
		group, next = l.gather(next)
		if len(group) > 0 {
			l.keep(group)
		}
		if next == nil {
			next = <-l.jobs
		}
	}
}

// gather takes the jobs that wait, up to the bounds of a group, and gives the
// first that did not fit in. The callers that have given up are left out.
func (l *lane) gather(first *job) (group []*job, left *job) {
	weight, named := 0, make(map[string]bool)
	for next := first; next != nil; {
		if slices.ContainsFunc(next.timers, func(id string) bool { return named[id] }) {
			return group, next
		}
		if next.begin() {
			group = append(group, next)
			weight += next.weight
			for _, id := range next.timers {
				named[id] = true
			}
		}
		if len(group) >= groupJobs || weight >= groupWeight {
			return group, nil
		}
		select {
		case next = <-l.jobs:
		default:
			return group, nil
		}
	}
	return group, nil
}

// keep does the jobs of a group and answers everybody in it. If the server
// does not take something of it, it is done in halves until it is clear whose
// it was: only he fails.
func (l *lane) keep(group []*job) {
	err := l.insist(group)
	if ownFault(err) {
		if len(group) > 1 {
			half := len(group) / 2
			l.keep(group[:half])
			l.keep(group[half:])
			return
		}
		if !group[0].careful {
			group[0].careful = true
			l.keep(group)
			return
		}
	}
	for _, j := range group {
		if err != nil {
			j.err = explain(err)
		}
		j.answer <- j.err
	}
}

// insist tries a group until it is kept, or cannot be, or there was no way for
// too long.
func (l *lane) insist(group []*job) error {
	return patiently(l.ctx, l.patience, func() error {
		for _, j := range group {
			j.err, j.given = nil, nil
		}
		return l.try(group)
	})
}

// patiently does something again while it fails in passing, at most for a time.
func patiently(ctx context.Context, most time.Duration, do func() error) error {
	err := do()
	if !transient(err) {
		return err
	}
	late := time.NewTimer(most)
	defer late.Stop()
	for pause := time.Millisecond; transient(err) && ctx.Err() == nil; pause = min(2*pause, longPause) {
		// Those who were in each other's way do not meet again.
		select {
		case <-late.C:
			return err
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + mathrand.N(pause)): //nolint:gosec // it spreads load and keeps no secret
			err = do()
		}
	}
	return err
}

// try does a group in one transaction. An error means that nothing was kept,
// unless it is ErrUnknown.
func (l *lane) try(group []*job) error {
	open, err := l.once(group)
	if err != nil && open {
		return l.resolve(l.tries, err)
	}
	return err
}

// once is try that does not know what it cannot: open says that the connection
// broke around the commit. It has given its connection back by then, for another
// is needed to find out.
func (l *lane) once(group []*job) (open bool, err error) {
	ctx, cancel := context.WithTimeout(l.ctx, tryTime+time.Duration(weigh(group)/tryBytes)*time.Second)
	defer cancel()
	conn, err := l.pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	// A connection within a transaction, or closed, is not given to another.
	defer conn.Release()
	if l.tries == 0 {
		l.clean(ctx, conn.Conn())
	}
	l.tries++
	last, err := l.worker.run(ctx, conn.Conn(), l.begun(), group)
	if err != nil {
		rollBack(ctx, conn.Conn())
		if code(err) == "25006" {
			// It writes no more; another of the hosts may.
			_ = conn.Conn().Close(ctx)
		}
		return false, err
	}
	if err = l.commit(ctx, conn.Conn(), last); err == nil || conn.Conn().IsClosed() {
		return true, err
	}
	// The server has answered: it was not kept.
	rollBack(ctx, conn.Conn())
	return false, err
}

// weigh is about how many bytes a group brings.
func weigh(group []*job) (weight int) {
	for _, j := range group {
		weight += j.weight
	}
	return weight
}

// clean removes the rows of writers that have been gone for long.
func (l *lane) clean(ctx context.Context, conn *pgx.Conn) {
	// What cannot be removed now is removed by another.
	_, _ = conn.Exec(ctx, "DELETE FROM tocsin.writers WHERE seen < now() - interval '30 days'")
}

// begun begins a transaction and writes its number. From then on the row of the
// writer is held until the transaction has ended. The row is written only while
// the schema is of our version.
func (l *lane) begun() *pgx.Batch {
	var b pgx.Batch
	b.BeginTx(readCommitted())
	b.Queue(`INSERT INTO tocsin.writers (id, last) SELECT $1, $2 FROM tocsin.about WHERE version = $3
		ON CONFLICT (id) DO UPDATE SET last = excluded.last, seen = now()`, l.id, l.tries, schemaVersion()).
		Exec(func(tag tag) error {
			if tag.RowsAffected() != 1 {
				return fmt.Errorf("the schema is no longer of version %d: %w", schemaVersion(), store.ErrNewer)
			}
			return nil
		})
	return &b
}

// commit sends what is left with the commit.
func (l *lane) commit(ctx context.Context, conn *pgx.Conn, last *pgx.Batch) error {
	last.Queue("COMMIT").Exec(func(tag tag) error {
		if tag.String() != "COMMIT" {
			return fmt.Errorf("the server answers a commit with %q", tag.String())
		}
		return nil
	})
	if err := conn.SendBatch(ctx, last).Close(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// rollBack ends a transaction that is not kept.
func rollBack(ctx context.Context, conn *pgx.Conn) {
	if conn.IsClosed() || conn.PgConn().TxStatus() == 'I' {
		return
	}
	// If it cannot be done, the connection is thrown away.
	_, _ = conn.Exec(ctx, "ROLLBACK")
}

// resolve finds out whether a transaction was kept whose commit was sent over a
// connection that broke with err. The row of the writer is held by that
// transaction as long as it has not ended, and this waits for it.
func (l *lane) resolve(number int64, err error) error {
	var last int64
	asked := patiently(l.ctx, l.patience, func() error {
		ctx, cancel := context.WithTimeout(l.ctx, tryTime)
		defer cancel()
		failed := l.pool.QueryRow(ctx, `INSERT INTO tocsin.writers (id, last) VALUES ($1, 0)
			ON CONFLICT (id) DO UPDATE SET seen = now() RETURNING last`, l.id).Scan(&last)
		if code(failed) == "55P03" {
			// It has not ended: what waits for a standby may take long.
			return context.DeadlineExceeded
		}
		return failed
	})
	l.asked, l.kept = l.asked+1, asked == nil && last == number
	switch {
	case asked != nil:
		return unknownError{errors.Join(err, asked)}
	case l.kept:
		return nil
	}
	return err
}

// An unknownError is ErrUnknown with its cause, which is no reason to try again.
type unknownError struct{ cause error }

// Error gives both.
func (u unknownError) Error() string { return ErrUnknown.Error() + ": " + u.cause.Error() }

// Is reports whether it is ErrUnknown.
func (u unknownError) Is(target error) bool { return target == ErrUnknown }
