package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A reader reads on connections of its own that cannot write; it never waits
// for the writer.
type reader struct {
	db *sql.DB

	read, follow, head, hash *sql.Stmt
	key, file, files         *sql.Stmt
	pending, due, waiting    *sql.Stmt
}

// newReader prepares a reader.
func newReader(ctx context.Context, db *sql.DB) (*reader, error) {
	r := &reader{db: db}
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&r.read, "SELECT position, stream, version, key, leaf, sealed FROM events WHERE stream = ? ORDER BY version"},
		{&r.follow, "SELECT position, stream, version, key, leaf, sealed FROM events WHERE position >= ? ORDER BY position LIMIT ?"},
		{&r.head, "SELECT size, root, checkpoint FROM head"},
		{&r.hash, "SELECT hash FROM hashes WHERE idx = ?"},
		{&r.key, "SELECT wrapped FROM keys WHERE id = ?"},
		{&r.file, "SELECT key, sealed FROM files WHERE id = ?"},
		{&r.files, "SELECT id FROM files ORDER BY id"},
		{&r.pending, "SELECT id, stream, key, due, sealed FROM timers ORDER BY due, id"},
		{&r.due, "SELECT EXISTS (" + selectDue + ")"},
		{&r.waiting, selectWaiting},
	} {
		prepared, err := db.PrepareContext(ctx, p.text) //nolint:sqlclosecheck // closed with the database
		if err != nil {
			return nil, fmt.Errorf("preparing %q: %w", p.text, err)
		}
		*p.to = prepared
	}
	return r, nil
}

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, scan func(row) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return all, rows.Close()
}

// scanRow reads an event.
func scanRow(from row) (event store.Row, err error) {
	// RawBytes would save a copy of the leaf, but the next row overwrites it.
	var leaf []byte
	err = from.Scan(&event.Position, &event.Stream, &event.Version, &event.Key, &leaf, &event.Sealed)
	if err != nil {
		return store.Row{}, err
	}
	if len(leaf) != len(event.Leaf) {
		return store.Row{}, fmt.Errorf("the leaf of event %d has %d bytes: %w", event.Position, len(leaf), errDamaged)
	}
	event.Leaf = ledger.Leaf(leaf)
	return event, nil
}

// Read gives the rows of a stream in order.
func (r *reader) Read(ctx context.Context, stream tocsin.StreamID) ([]store.Row, error) {
	rows, err := r.read.QueryContext(ctx, stream)
	events, err := collect(rows, err, scanRow)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", stream, err)
	}
	return events, nil
}

// Follow gives up to limit rows from a position on, in order.
func (r *reader) Follow(ctx context.Context, from int64, limit int) ([]store.Row, error) {
	// To SQLite a negative limit is none.
	rows, err := r.follow.QueryContext(ctx, from, max(limit, 0))
	events, err := collect(rows, err, scanRow)
	if err != nil {
		return nil, fmt.Errorf("following from %d: %w", from, err)
	}
	return events, nil
}

// Head gives the ledger's tree.
func (r *reader) Head(ctx context.Context) (store.Head, error) {
	head, err := scanHead(r.head.QueryRowContext(ctx))
	if err != nil {
		return store.Head{}, fmt.Errorf("reading the head: %w", err)
	}
	return head, nil
}

// Hashes reads stored hashes of the tree. They never change, so it does not
// matter that each is read by itself.
func (r *reader) Hashes(ctx context.Context) ledger.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]ledger.Hash, error) {
		found := make([]ledger.Hash, len(indexes))
		for i, index := range indexes {
			hash, err := scanHash(r.hash.QueryRowContext(ctx, index))
			if err != nil {
				return nil, fmt.Errorf("reading hash %d: %w", index, absent(err))
			}
			found[i] = hash
		}
		return found, nil
	})
}

// absent says in the store's words that there is no row.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return store.ErrAbsent
	}
	return err
}

// Key gives a wrapped data key, or store.ErrAbsent.
func (r *reader) Key(ctx context.Context, id tocsin.KeyID) (store.Key, error) {
	key := store.Key{ID: id}
	if err := absent(r.key.QueryRowContext(ctx, id).Scan(&key.Wrapped)); err != nil {
		return store.Key{}, fmt.Errorf("reading key %s: %w", id, err)
	}
	return key, nil
}

// File gives a sealed file, or store.ErrAbsent.
func (r *reader) File(ctx context.Context, id tocsin.FileID) (store.File, error) {
	file := store.File{ID: id}
	if err := absent(r.file.QueryRowContext(ctx, id).Scan(&file.Key, &file.Sealed)); err != nil {
		return store.File{}, fmt.Errorf("reading file %s: %w", id, err)
	}
	return file, nil
}

// Files lists the ids of all files, sorted.
func (r *reader) Files(ctx context.Context) ([]tocsin.FileID, error) {
	rows, err := r.files.QueryContext(ctx)
	ids, err := collect(rows, err, scanID)
	if err != nil {
		return nil, fmt.Errorf("listing files: %w", err)
	}
	return ids, nil
}

// Pending lists all timers, earliest first.
func (r *reader) Pending(ctx context.Context) ([]store.Timer, error) {
	rows, err := r.pending.QueryContext(ctx)
	timers, err := collect(rows, err, scanTimer)
	if err != nil {
		return nil, fmt.Errorf("listing timers: %w", err)
	}
	return timers, nil
}

// Due lists timers that are due and not leased, earliest first.
func (r *reader) Due(ctx context.Context, ask store.DueAsk) ([]store.Timer, error) {
	if err := ask.Valid(); err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	rows, err := r.waiting.QueryContext(ctx, ask.Now.UnixMilli(), ask.After.Due.UnixMilli(), ask.After.ID, ask.Limit)
	timers, err := collect(rows, err, scanTimer)
	if err != nil {
		return nil, fmt.Errorf("listing what is due: %w", err)
	}
	return timers, nil
}

// anyDue reports whether a lease would find something.
func (r *reader) anyDue(ctx context.Context, now time.Time) (found bool, err error) {
	err = r.due.QueryRowContext(ctx, now.UnixMilli(), 1).Scan(&found)
	return found, err
}
