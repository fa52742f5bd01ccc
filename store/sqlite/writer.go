package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	lib "modernc.org/sqlite/lib"

	"example.org/tocsin/store"
)

const (
	// groupJobs and groupWeight (in bytes) bound what one transaction keeps,
	// so that nobody waits long for others.
	groupJobs   = 256
	groupWeight = 8 << 20
	// beat is the pause between two tries for a lock that another process
	// has. SQLite's own pauses grow to 100 ms, and a busy neighbor leaves
	// gaps of microseconds: whoever looks seldom starves.
	beat = 500 * time.Microsecond
)

// A job is something that a caller wants to have done in a transaction.
type job struct {
	run    func(*tx) error
	weight int
	// taken decides between the writer that begins and the caller that gives
	// up: one of them sets it.
	taken  atomic.Bool
	answer chan error
	// err is what run said; the writer's own.
	err error
}

// abandon reports whether the caller may go: the writer will skip the job.
func (j *job) abandon() bool { return j.taken.CompareAndSwap(false, true) }

// begin reports whether the caller is still there.
func (j *job) begin() bool { return j.taken.CompareAndSwap(false, true) }

// A writer owns the only connection of this store that writes.
type writer struct {
	ctx  context.Context // never ends; see open
	db   *sql.DB
	conn *sql.Conn
	sign store.SignHead
	st   *statements
	edge edge
	// patience is how long the writer waits for another process.
	patience time.Duration
	// hurt says that a commit failed and has not been buried yet.
	hurt bool
}

// newWriter prepares a writer.
func newWriter(ctx context.Context, db *sql.DB, sign store.SignHead) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{ctx: ctx, db: db, conn: conn, sign: sign, patience: patience}
	// From here on patiently waits, in its own beat.
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if w.st, err = prepare(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return w, nil
}

// close gives the connection back.
func (w *writer) close() error {
	return errors.Join(w.st.close(), w.conn.Close(), w.db.Close())
}

// work keeps one group after the other until there are no more jobs.
func (w *writer) work(jobs <-chan *job) {
	for first := range jobs {
		w.group(first, jobs)
	}
}

// group keeps what waits in one transaction and answers everybody in it. If it
// fails as a whole, everybody hears why, also who would have failed alone: what
// moved his stream may be gone too.
func (w *writer) group(first *job, jobs <-chan *job) {
	err := w.begin()
	// Whoever came while we waited for the lock is in as well.
	group := gather(first, jobs)
	if err == nil {
		err = w.keep(group)
	}
	if err != nil {
		err = explain(err)
	}
	for _, j := range group {
		if err != nil {
			j.err = err
		}
		j.answer <- j.err
	}
}

// gather takes the jobs that wait, up to the bounds of a group. The callers
// that have given up are left out.
func gather(first *job, jobs <-chan *job) []*job {
	var group []*job
	weight := 0
	for next := first; ; {
		if next.begin() {
			group = append(group, next)
			weight += next.weight
		}
		if len(group) >= groupJobs || weight >= groupWeight {
			return group
		}
		select {
		case j, more := <-jobs:
			if !more {
				return group
			}
			next = j
		default:
			return group
		}
	}
}

// begin begins a transaction that may write, once what failed before is buried.
func (w *writer) begin() error {
	if w.hurt {
		if err := w.bury(); err != nil {
			return fmt.Errorf("burying a commit that failed: %w", err)
		}
	}
	return patiently(w.ctx, w.patience, func() error { return w.exec(w.st.begin) })
}

// keep runs the jobs of a group, grows the ledger by what they brought, and
// commits. An error is that of everybody, and nothing is kept.
func (w *writer) keep(group []*job) error {
	err := w.fill(group)
	if err == nil {
		if err = w.exec(w.st.commit); err == nil {
			return nil
		}
		err = fmt.Errorf("committing: %w", err)
		w.hurt = true
	}
	// SQLite may have rolled back by itself, and then this fails; it is no
	// news. If it fails otherwise, the next begin says so.
	_ = w.exec(w.st.rollback)
	if w.hurt {
		// If it cannot be done now, begin tries again.
		_ = w.bury()
	}
	return err
}

// fill does everything of a group but the commit.
func (w *writer) fill(group []*job) error {
	head, err := w.readHead()
	if err != nil {
		return err
	}
	t := &tx{w: w, size: head.Size}
	for _, j := range group {
		if err := w.alone(t, j); err != nil {
			return err
		}
	}
	if len(t.leaves) == 0 {
		return nil
	}
	return w.grow(head, t.leaves)
}

// alone runs one job within a savepoint, so that what it did is undone if it
// fails, and only that. An error is that of the whole group.
func (w *writer) alone(t *tx, j *job) error {
	if err := w.exec(w.st.savepoint); err != nil {
		return err
	}
	before := len(t.leaves)
	if j.err = j.run(t); j.err != nil {
		if !ownFault(j.err) {
			return j.err
		}
		t.leaves = t.leaves[:before]
		if err := w.exec(w.st.undo); err != nil {
			return err
		}
	}
	return w.exec(w.st.release)
}

// ownFault reports whether an error lies in what one caller asked, so that the
// transaction goes on for the others. After a full disk or a failed read
// SQLite may have rolled all of it back.
func ownFault(err error) bool {
	switch primary(err) {
	case lib.SQLITE_OK, lib.SQLITE_CONSTRAINT, lib.SQLITE_MISMATCH, lib.SQLITE_TOOBIG:
		return !errors.Is(err, sql.ErrConnDone)
	}
	return false
}

// bury writes over a commit that failed. Its frames may stand complete in the
// write-ahead log although the sync failed, and whoever recovers the log after
// a crash would take them for kept; the next commit takes their place.
func (w *writer) bury() error {
	err := patiently(w.ctx, w.patience, func() error { return w.exec(w.st.begin) })
	if err != nil {
		return err
	}
	if err = w.exec(w.st.draw); err == nil {
		err = w.exec(w.st.commit)
	}
	if err != nil {
		// As in keep.
		_ = w.exec(w.st.rollback)
		return err
	}
	w.hurt = false
	return nil
}

// exec runs a prepared statement that gives no rows.
func (w *writer) exec(st *sql.Stmt, args ...any) error {
	_, err := st.ExecContext(w.ctx, args...)
	return err
}

// patiently does something again while another process has the lock it needs,
// at most for a time.
func patiently(ctx context.Context, most time.Duration, do func() error) error {
	err := do()
	if primary(err) != lib.SQLITE_BUSY {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for primary(err) == lib.SQLITE_BUSY {
		select {
		case <-ctx.Done():
			return err
		case <-ticker.C:
			err = do()
		}
	}
	return err
}
