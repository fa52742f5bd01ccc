package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A reader reads on connections of its own that cannot write; it never waits
// for a writer. What fails because the connection is gone is asked again.
type reader struct {
	pool     *pgxpool.Pool
	patience time.Duration
}

// query reads all rows of a query.
func query[T any](ctx context.Context, r *reader, scan pgx.RowToFunc[T], text string, args ...any) (all []T, err error) {
	err = patiently(ctx, r.patience, func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := r.pool.Query(ctx, text, args...)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, scan)
		return err
	})
	if err != nil {
		return nil, explain(err)
	}
	return all, nil
}

// one reads the one row of a query, or store.ErrAbsent.
func one[T any](ctx context.Context, r *reader, scan pgx.RowToFunc[T], text string, args ...any) (found T, err error) {
	all, err := query(ctx, r, scan, text, args...)
	switch {
	case err != nil:
		return found, err
	case len(all) == 0:
		return found, store.ErrAbsent
	case len(all) > 1:
		return found, fmt.Errorf("%d rows where one can be: %w", len(all), errDamaged)
	}
	return all[0], nil
}

const selectEvents = "SELECT position, stream, version, key, leaf, sealed FROM tocsin.events "

// Read gives the rows of a stream in order.
func (r *reader) Read(ctx context.Context, stream tocsin.StreamID) ([]store.Row, error) {
	events, err := query(ctx, r, scanEvent, selectEvents+"WHERE stream = $1 ORDER BY version", string(stream))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", stream, err)
	}
	return events, nil
}

// Follow gives up to limit rows from a position on, in order.
func (r *reader) Follow(ctx context.Context, from int64, limit int) ([]store.Row, error) {
	events, err := query(ctx, r, scanEvent, selectEvents+"WHERE position >= $1 ORDER BY position LIMIT $2", from, max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("following from %d: %w", from, err)
	}
	return events, nil
}

// scanEvent reads an event.
func scanEvent(row pgx.CollectableRow) (event store.Row, err error) {
	var leaf []byte
	err = row.Scan(&event.Position, &event.Stream, &event.Version, &event.Key, &leaf, &event.Sealed)
	if err != nil {
		return store.Row{}, err
	}
	if len(leaf) != len(event.Leaf) {
		return store.Row{}, fmt.Errorf("the leaf of event %d has %d bytes: %w", event.Position, len(leaf), errDamaged)
	}
	event.Leaf = ledger.Leaf(leaf)
	return event, nil
}

// Head gives the ledger's tree.
func (r *reader) Head(ctx context.Context) (store.Head, error) {
	head, err := one(ctx, r, scanHead, "SELECT size, root, checkpoint FROM tocsin.head")
	if err != nil {
		return store.Head{}, fmt.Errorf("reading the head: %w", err)
	}
	return head, nil
}

// scanHead reads a head.
func scanHead(row pgx.CollectableRow) (head store.Head, err error) {
	var root []byte
	if err = row.Scan(&head.Size, &root, &head.Checkpoint); err != nil {
		return store.Head{}, err
	}
	if len(root) != len(head.Root) {
		return store.Head{}, fmt.Errorf("the root has %d bytes: %w", len(root), errDamaged)
	}
	head.Root = ledger.Hash(root)
	return head, nil
}

// Hashes reads stored hashes of the tree.
func (r *reader) Hashes(ctx context.Context) ledger.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]ledger.Hash, error) {
		kept, err := query(ctx, r, scanHash, `SELECT hash FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (idx, n)
			JOIN tocsin.hashes USING (idx) ORDER BY n`, indexes)
		if err == nil && len(kept) != len(indexes) {
			err = store.ErrAbsent
		}
		if err != nil {
			return nil, fmt.Errorf("reading %d hashes: %w", len(indexes), err)
		}
		return kept, nil
	})
}

// scanHash reads 32 bytes.
func scanHash(row pgx.CollectableRow) (hash ledger.Hash, err error) {
	var raw []byte
	if err := row.Scan(&raw); err != nil {
		return hash, err
	}
	if len(raw) != len(hash) {
		return hash, fmt.Errorf("a hash has %d bytes: %w", len(raw), errDamaged)
	}
	return ledger.Hash(raw), nil
}

// Key gives a wrapped data key, or store.ErrAbsent.
func (r *reader) Key(ctx context.Context, id tocsin.KeyID) (store.Key, error) {
	wrapped, err := one(ctx, r, pgx.RowTo[[]byte], "SELECT wrapped FROM tocsin.keys WHERE id = $1", string(id))
	if err != nil {
		return store.Key{}, fmt.Errorf("reading key %s: %w", id, err)
	}
	return store.Key{ID: id, Wrapped: wrapped}, nil
}

// File gives a sealed file, or store.ErrAbsent.
func (r *reader) File(ctx context.Context, id tocsin.FileID) (store.File, error) {
	file, err := one(ctx, r, func(row pgx.CollectableRow) (file store.File, err error) {
		err = row.Scan(&file.ID, &file.Key, &file.Sealed)
		return file, err
	}, "SELECT id, key, sealed FROM tocsin.files WHERE id = $1", string(id))
	if err != nil {
		return store.File{}, fmt.Errorf("reading file %s: %w", id, err)
	}
	return file, nil
}

// Files lists the ids of all files, sorted.
func (r *reader) Files(ctx context.Context) ([]tocsin.FileID, error) {
	ids, err := query(ctx, r, scanFileID, "SELECT id FROM tocsin.files ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("listing files: %w", err)
	}
	return ids, nil
}

// inView does something in one view of the database.
func (r *reader) inView(ctx context.Context, do func(pgx.Tx) error) error {
	conn, err := r.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	return errors.Join(do(tx), tx.Rollback(context.WithoutCancel(ctx)))
}
