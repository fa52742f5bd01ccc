package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// statements are what a writer says, prepared once.
type statements struct {
	all []*sql.Stmt

	begin, commit, rollback  *sql.Stmt
	savepoint, undo, release *sql.Stmt

	readHead, writeHead         *sql.Stmt
	readHash, addHash, addHashs *sql.Stmt

	version, addEvent, addKey, addFile *sql.Stmt

	addTimer, settle, cancel *sql.Stmt
	due, dueOne              *sql.Stmt
	draw, lease, giveBack    *sql.Stmt
}

// prepare prepares the statements on a connection.
func prepare(ctx context.Context, conn *sql.Conn) (*statements, error) {
	st := new(statements)
	for to, text := range st.texts() {
		prepared, err := conn.PrepareContext(ctx, text) //nolint:sqlclosecheck // by close
		if err != nil {
			return nil, errors.Join(fmt.Errorf("preparing %q: %w", text, err), st.close())
		}
		*to = prepared
		st.all = append(st.all, prepared)
	}
	return st, nil
}

// close closes the statements; a connection does not do it for those that were
// prepared on it alone, and SQLite keeps the file open until they are closed.
func (st *statements) close() error {
	var errs []error
	for _, each := range st.all {
		errs = append(errs, each.Close())
	}
	return errors.Join(errs...)
}

// texts gives what each statement says.
func (st *statements) texts() map[**sql.Stmt]string {
	return map[**sql.Stmt]string{
		&st.begin:     "BEGIN IMMEDIATE",
		&st.commit:    "COMMIT",
		&st.rollback:  "ROLLBACK",
		&st.savepoint: "SAVEPOINT batch",
		&st.undo:      "ROLLBACK TO batch",
		&st.release:   "RELEASE batch",
		&st.readHead:  "SELECT size, root, checkpoint FROM head",
		&st.writeHead: "UPDATE head SET size = ?, root = ?, checkpoint = ?",
		&st.readHash:  "SELECT hash FROM hashes WHERE idx = ?",
		&st.addHash:   "INSERT INTO hashes (idx, hash) VALUES (?, ?)",
		&st.addHashs:  addHashes(hashesAtOnce),
		&st.version:   "SELECT coalesce(max(version), 0) FROM events WHERE stream = ?",
		&st.addEvent:  "INSERT INTO events (position, stream, version, key, leaf, sealed) VALUES (?, ?, ?, ?, ?, ?)",
		&st.addKey:    "INSERT INTO keys (id, wrapped) VALUES (?, ?)",
		&st.addFile:   "INSERT INTO files (id, key, sealed) VALUES (?, ?, ?)",
		&st.addTimer:  "INSERT INTO timers (id, stream, key, due, sealed) VALUES (?, ?, ?, ?, ?)",
		&st.settle:    "DELETE FROM timers WHERE id = ? AND token = ? AND token > 0",
		&st.cancel:    "DELETE FROM timers WHERE id = ?",
		&st.due:       selectDue,
		&st.dueOne:    selectOne,
		&st.draw:      "UPDATE fence SET token = token + 1 RETURNING token",
		&st.lease:     "UPDATE timers SET lease_until = ?, owner = ?, token = ?, attempts = ? WHERE id = ?",
		&st.giveBack:  "UPDATE timers SET lease_until = NULL, owner = NULL, token = 0, due = ? WHERE id = ? AND token = ? AND token > 0",
	}
}

// A tx is the transaction of a group, as the jobs see it.
type tx struct {
	w *writer
	// size is that of the ledger before the group.
	size int64
	// leaves are those that the group has brought so far.
	leaves []ledger.Leaf
}

// keep writes a batch.
func (t *tx) keep(batch store.Batch) error {
	if err := t.unmoved(batch.Streams); err != nil {
		return err
	}
	for _, key := range batch.Keys {
		if err := t.w.exec(t.w.st.addKey, key.ID, key.Wrapped); err != nil {
			return fmt.Errorf("keeping key %s: %w", key.ID, err)
		}
	}
	if err := t.keepTimers(batch); err != nil {
		return err
	}
	for _, file := range batch.Files {
		if err := t.w.exec(t.w.st.addFile, file.ID, file.Key, file.Sealed); err != nil {
			return fmt.Errorf("keeping file %s: %w", file.ID, err)
		}
	}
	for _, stream := range batch.Streams {
		if err := t.keepEvents(stream); err != nil {
			return fmt.Errorf("keeping events of %s: %w", stream.ID, err)
		}
	}
	return nil
}

// unmoved sees that every stream is where the caller saw it.
func (t *tx) unmoved(streams []store.Stream) error {
	for _, stream := range streams {
		at, err := t.version(stream.ID)
		if err != nil {
			return fmt.Errorf("reading the version of %s: %w", stream.ID, err)
		}
		if at != stream.Expect {
			return fmt.Errorf("stream %s is at version %d, not %d: %w", stream.ID, at, stream.Expect, store.ErrMoved)
		}
	}
	return nil
}

// version gives the version of a stream, the batches of the group that came
// before included.
func (t *tx) version(id tocsin.StreamID) (version int64, err error) {
	err = t.w.st.version.QueryRowContext(t.w.ctx, id).Scan(&version)
	return version, err
}

// keepEvents writes the events of one stream at the next positions.
func (t *tx) keepEvents(stream store.Stream) error {
	for i, event := range stream.Events {
		position := t.size + int64(len(t.leaves))
		version := stream.Expect + int64(i) + 1
		err := t.w.exec(t.w.st.addEvent, position, stream.ID, version, stream.Key, event.Leaf[:], event.Sealed)
		if err != nil {
			return err
		}
		t.leaves = append(t.leaves, event.Leaf)
	}
	return nil
}
