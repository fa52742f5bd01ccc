package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// large is from how many bytes of files on they are written before the head is
// locked, so that nobody waits for them.
const large = 64 << 10

// A tag is what the server says a statement did.
type tag = pgconn.CommandTag

// batching keeps batches.
type batching struct{ sign store.SignHead }

// timersOf gives the ids of all timers that a batch names.
func timersOf(b store.Batch) []string {
	ids := removedBy(b)
	for _, timer := range b.Timers {
		ids = append(ids, string(timer.ID))
	}
	return ids
}

// removedBy gives the ids of the timers that a batch settles or cancels.
func removedBy(b store.Batch) []string {
	var ids []string
	for _, lease := range b.Settle {
		ids = append(ids, string(lease.ID))
	}
	for _, id := range b.Cancel {
		ids = append(ids, string(id))
	}
	return ids
}

// A sight is what a group has seen of the database while it holds what it saw:
// the head, the versions of its streams and the tokens of its timers.
type sight struct {
	head     head
	versions map[tocsin.StreamID]int64
	tokens   map[tocsin.TimerID]int64
}

// run writes what is large, locks and looks, and decides who is kept.
func (w batching) run(ctx context.Context, conn *pgx.Conn, begun *pgx.Batch, group []*job) (*pgx.Batch, error) {
	queueAhead(begun, group)
	seen := queueSight(begun, group)
	if err := conn.SendBatch(ctx, begun).Close(); err != nil {
		return nil, fmt.Errorf("beginning: %w", err)
	}
	var k kept
	for _, j := range group {
		if j.err = seen.refuse(j.batch); j.err != nil {
			k.undo(j)
			continue
		}
		k.add(j, seen)
	}
	return k.queue(seen.head, w.sign)
}

// ahead reports whether the keys and files of a job are written before the head
// is locked.
func (j *job) ahead() bool {
	size := 0
	for _, file := range j.batch.Files {
		size += len(file.Sealed)
	}
	return size >= large && !j.careful
}

// queueAhead writes what is large.
func queueAhead(b *pgx.Batch, group []*job) {
	for _, j := range group {
		if j.ahead() {
			queueKeys(b, j.batch.Keys)
			queueFiles(b, j.batch.Files)
		}
	}
}

// queueSight locks the timers that are to be removed and, if there is a stream
// in the group, the head, and looks then. The timers come first: leases wait
// for them, and nothing that holds a timer waits for the head of another.
func queueSight(b *pgx.Batch, group []*job) *sight {
	s := &sight{versions: make(map[tocsin.StreamID]int64), tokens: make(map[tocsin.TimerID]int64)}
	var timers, streams []string
	for _, j := range group {
		timers = append(timers, removedBy(j.batch)...)
		for _, stream := range j.batch.Streams {
			streams = append(streams, string(stream.ID))
		}
	}
	if len(timers) > 0 {
		b.Queue("SELECT id, token FROM tocsin.timers WHERE id = ANY($1) ORDER BY id FOR UPDATE", timers).Query(func(rows pgx.Rows) error {
			return scanPairs(rows, s.tokens)
		})
	}
	if len(streams) > 0 {
		b.Queue("SELECT size, root, edge FROM tocsin.head FOR UPDATE").QueryRow(func(row pgx.Row) error { return s.head.scan(row) })
		slices.Sort(streams)
		b.Queue(`SELECT id, coalesce((SELECT version FROM tocsin.events WHERE stream = id ORDER BY version DESC LIMIT 1), 0)
			FROM unnest($1::text[]) AS id`, slices.Compact(streams)).Query(func(rows pgx.Rows) error {
			return scanPairs(rows, s.versions)
		})
	}
	return s
}

// scanPairs reads rows of an id and a number.
func scanPairs[ID ~string](rows pgx.Rows, into map[ID]int64) error {
	var id string
	var number int64
	_, err := pgx.ForEachRow(rows, []any{&id, &number}, func() error {
		into[ID(id)] = number
		return nil
	})
	return err
}

// refuse says why a batch cannot be kept after those before it: a stream has
// moved, or a lease belongs to another.
func (s *sight) refuse(b store.Batch) error {
	for _, stream := range b.Streams {
		if at := s.versions[stream.ID]; at != stream.Expect {
			return fmt.Errorf("stream %s is at version %d, not %d: %w", stream.ID, at, stream.Expect, store.ErrMoved)
		}
	}
	settled := make(map[tocsin.TimerID]bool, len(b.Settle))
	for _, lease := range b.Settle {
		if token := s.tokens[lease.ID]; token < 1 || token != lease.Token || settled[lease.ID] {
			return fmt.Errorf("settling timer %s: %w", lease.ID, store.ErrFenced)
		}
		settled[lease.ID] = true
	}
	return nil
}

// kept is what is written of a group once it is known who is kept.
type kept struct {
	undoneKeys, undoneFiles []string

	keys    []store.Key
	files   []store.File
	removed []string
	timers  []store.Timer
	events  []store.Row
}

// undo takes back what was written ahead of a batch that is not kept.
func (k *kept) undo(j *job) {
	if !j.ahead() {
		return
	}
	for _, file := range j.batch.Files {
		k.undoneFiles = append(k.undoneFiles, string(file.ID))
	}
	for _, key := range j.batch.Keys {
		k.undoneKeys = append(k.undoneKeys, string(key.ID))
	}
}

// add adds a batch that is kept.
func (k *kept) add(j *job, s *sight) {
	if !j.ahead() {
		k.keys = append(k.keys, j.batch.Keys...)
		k.files = append(k.files, j.batch.Files...)
	}
	k.removed = append(k.removed, removedBy(j.batch)...)
	k.timers = append(k.timers, j.batch.Timers...)
	for _, stream := range j.batch.Streams {
		for _, event := range stream.Events {
			s.versions[stream.ID]++
			k.events = append(k.events, store.Row{
				Position: s.head.size + int64(len(k.events)),
				Stream:   stream.ID, Version: s.versions[stream.ID], Key: stream.Key, Event: event,
			})
		}
	}
}

// queue gives what is written, the grown ledger and its signed head included.
func (k *kept) queue(old head, sign store.SignHead) (*pgx.Batch, error) {
	var b pgx.Batch
	if len(k.undoneFiles)+len(k.undoneKeys) > 0 {
		b.Queue("DELETE FROM tocsin.files WHERE id = ANY($1)", k.undoneFiles)
		b.Queue("DELETE FROM tocsin.keys WHERE id = ANY($1)", k.undoneKeys)
	}
	queueKeys(&b, k.keys)
	if len(k.removed) > 0 {
		b.Queue("DELETE FROM tocsin.timers WHERE id = ANY($1)", k.removed)
	}
	queueFiles(&b, k.files)
	queueTimers(&b, k.timers)
	if len(k.events) == 0 {
		return &b, nil
	}
	queueEvents(&b, k.events)
	leaves := make([]ledger.Leaf, len(k.events))
	for i, event := range k.events {
		leaves[i] = event.Leaf
	}
	return &b, old.grow(&b, leaves, sign)
}

// queueKeys writes keys.
func queueKeys(b *pgx.Batch, keys []store.Key) {
	if len(keys) == 0 {
		return
	}
	ids, wrapped := make([]string, len(keys)), make([][]byte, len(keys))
	for i, key := range keys {
		ids[i], wrapped[i] = string(key.ID), key.Wrapped
	}
	b.Queue("INSERT INTO tocsin.keys (id, wrapped) SELECT * FROM unnest($1::text[], $2::bytea[])", ids, wrapped)
}

// queueFiles writes files, each by itself: they may be large.
func queueFiles(b *pgx.Batch, files []store.File) {
	for _, file := range files {
		b.Queue("INSERT INTO tocsin.files (id, key, sealed) VALUES ($1, $2, $3)", string(file.ID), string(file.Key), file.Sealed)
	}
}

// queueTimers sets timers.
func queueTimers(b *pgx.Batch, timers []store.Timer) {
	n := len(timers)
	if n == 0 {
		return
	}
	ids, streams, keys := make([]string, n), make([]string, n), make([]string, n)
	due, sealed := make([]int64, n), make([][]byte, n)
	for i, timer := range timers {
		ids[i], streams[i], keys[i] = string(timer.ID), string(timer.Stream), string(timer.Key)
		due[i], sealed[i] = timer.Due.UnixMilli(), timer.Sealed
	}
	b.Queue(`INSERT INTO tocsin.timers (id, stream, key, due, sealed)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[])`, ids, streams, keys, due, sealed)
}

// queueEvents writes events.
func queueEvents(b *pgx.Batch, events []store.Row) {
	n := len(events)
	positions, versions := make([]int64, n), make([]int64, n)
	streams, keys := make([]string, n), make([]string, n)
	leaves, sealed := make([][]byte, n), make([][]byte, n)
	for i := range events {
		event := &events[i]
		positions[i], versions[i] = event.Position, event.Version
		streams[i], keys[i] = string(event.Stream), string(event.Key)
		leaves[i], sealed[i] = event.Leaf[:], event.Sealed
	}
	b.Queue(`INSERT INTO tocsin.events (position, stream, version, key, leaf, sealed)
		SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[])`,
		positions, streams, versions, keys, leaves, sealed)
}
