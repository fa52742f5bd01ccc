package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A Store keeps everything in memory.
type Store struct {
	sign store.SignHead

	mu      sync.Mutex
	closed  bool
	rows    []store.Row
	streams map[tocsin.StreamID][]int64 // the positions of each
	hashes  []ledger.Hash
	head    store.Head
	keys    map[tocsin.KeyID]store.Key
	files   map[tocsin.FileID]store.File
	timers  map[tocsin.TimerID]timer
	due     order // of the timers
	token   int64 // the newest that was drawn
}

var _ store.Store = (*Store)(nil)

// errClosed says that the store was closed before.
var errClosed = errors.New("the store is closed")

// Open gives an empty store whose heads sign signs.
func Open(sign store.SignHead) (*Store, error) {
	if sign == nil {
		return nil, errors.New("opening a store: there is nobody to sign its heads")
	}
	root, err := ledger.Root(0, nil)
	if err != nil {
		return nil, fmt.Errorf("opening a store: %w", err)
	}
	return &Store{
		sign:    sign,
		streams: make(map[tocsin.StreamID][]int64),
		head:    store.Head{Root: root},
		keys:    make(map[tocsin.KeyID]store.Key),
		files:   make(map[tocsin.FileID]store.File),
		timers:  make(map[tocsin.TimerID]timer),
	}, nil
}

// Append keeps the batch: all or none.
func (s *Store) Append(ctx context.Context, batch store.Batch) error {
	if err := batch.Valid(); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	unlock, err := s.enter(ctx)
	if err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	defer unlock()
	next, err := s.plan(batch)
	if err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	s.apply(batch, next)
	return nil
}

// enter takes the lock of an open store.
func (s *Store) enter(ctx context.Context) (unlock func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	return s.mu.Unlock, nil
}

// A plan is what a batch changes, worked out before anything is changed.
type plan struct {
	head   store.Head
	hashes []ledger.Hash
	timers changes
}

// plan checks the batch against what is kept, and works out what follows.
func (s *Store) plan(batch store.Batch) (plan, error) {
	var leaves []ledger.Leaf
	for _, stream := range batch.Streams {
		if at := int64(len(s.streams[stream.ID])); at != stream.Expect {
			return plan{}, fmt.Errorf("stream %s is at version %d, not %d: %w", stream.ID, at, stream.Expect, store.ErrMoved)
		}
		for _, event := range stream.Events {
			leaves = append(leaves, event.Leaf)
		}
	}
	if err := s.planVault(batch); err != nil {
		return plan{}, err
	}
	timers, err := s.planTimers(batch)
	if err != nil {
		return plan{}, err
	}
	next := plan{head: s.head, hashes: s.hashes, timers: timers}
	if len(leaves) == 0 {
		return next, nil
	}
	next.head, next.hashes, err = s.planHead(leaves)
	return next, err
}

// planVault checks that ids of keys and files are new and that every key that
// is named is there.
func (s *Store) planVault(batch store.Batch) error {
	known := make(map[tocsin.KeyID]bool)
	for _, key := range batch.Keys {
		if _, there := s.keys[key.ID]; there || known[key.ID] {
			return fmt.Errorf("key %s is there already", key.ID)
		}
		known[key.ID] = true
	}
	named := func(id tocsin.KeyID) error {
		if _, there := s.keys[id]; !there && !known[id] {
			return fmt.Errorf("key %s: %w", id, store.ErrAbsent)
		}
		return nil
	}
	var errs []error
	for _, stream := range batch.Streams {
		if len(stream.Events) > 0 {
			errs = append(errs, named(stream.Key))
		}
	}
	filed := make(map[tocsin.FileID]bool)
	for _, file := range batch.Files {
		if _, there := s.files[file.ID]; there || filed[file.ID] {
			return fmt.Errorf("file %s is there already", file.ID)
		}
		filed[file.ID] = true
		errs = append(errs, named(file.Key))
	}
	for _, timer := range batch.Timers {
		errs = append(errs, named(timer.Key))
	}
	return errors.Join(errs...)
}

// planHead grows the tree by leaves and has its head signed; it gives all
// hashes, the old ones first.
func (s *Store) planHead(leaves []ledger.Leaf) (store.Head, []ledger.Hash, error) {
	added, err := ledger.Grow(s.head.Size, leaves, reader(s.hashes))
	if err != nil {
		return store.Head{}, nil, err
	}
	// Beyond its length nobody reads s.hashes, so a plan that is dropped did
	// no harm.
	hashes := append(s.hashes, added...)
	size := s.head.Size + int64(len(leaves))
	root, err := ledger.Root(size, reader(hashes))
	if err != nil {
		return store.Head{}, nil, err
	}
	checkpoint, err := s.sign(size, root)
	if err != nil {
		return store.Head{}, nil, fmt.Errorf("signing the head of size %d: %w", size, err)
	}
	return store.Head{Size: size, Root: root, Checkpoint: bytes.Clone(checkpoint)}, hashes, nil
}

// apply changes what is kept; it cannot fail.
func (s *Store) apply(batch store.Batch, next plan) {
	for _, key := range batch.Keys {
		key.Wrapped = bytes.Clone(key.Wrapped)
		s.keys[key.ID] = key
	}
	for _, file := range batch.Files {
		file.Sealed = bytes.Clone(file.Sealed)
		s.files[file.ID] = file
	}
	for _, stream := range batch.Streams {
		for _, event := range stream.Events {
			position := int64(len(s.rows))
			s.streams[stream.ID] = append(s.streams[stream.ID], position)
			event.Sealed = bytes.Clone(event.Sealed)
			s.rows = append(s.rows, store.Row{
				Position: position,
				Stream:   stream.ID,
				Version:  int64(len(s.streams[stream.ID])),
				Key:      stream.Key,
				Event:    event,
			})
		}
	}
	s.head, s.hashes = next.head, next.hashes
	s.applyTimers(next.timers)
}

// Read gives the rows of a stream in order.
func (s *Store) Read(ctx context.Context, stream tocsin.StreamID) ([]store.Row, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", stream, err)
	}
	defer unlock()
	var rows []store.Row
	for _, position := range s.streams[stream] {
		rows = append(rows, cloneRow(s.rows[position]))
	}
	return rows, nil
}

// Follow gives up to limit rows from a position on, in order.
func (s *Store) Follow(ctx context.Context, from int64, limit int) ([]store.Row, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("following from %d: %w", from, err)
	}
	defer unlock()
	from = min(max(from, 0), int64(len(s.rows)))
	limit = min(max(limit, 0), len(s.rows)-int(from))
	var rows []store.Row
	for _, row := range s.rows[from:][:limit] {
		rows = append(rows, cloneRow(row))
	}
	return rows, nil
}

// cloneRow copies a row so that its reader may change it.
func cloneRow(row store.Row) store.Row {
	row.Sealed = bytes.Clone(row.Sealed)
	return row
}

// Head gives the ledger's tree.
func (s *Store) Head(ctx context.Context) (store.Head, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return store.Head{}, fmt.Errorf("reading the head: %w", err)
	}
	defer unlock()
	head := s.head
	head.Checkpoint = bytes.Clone(head.Checkpoint)
	return head, nil
}

// Hashes reads stored hashes of the tree.
func (s *Store) Hashes(ctx context.Context) ledger.HashReader {
	return hashFunc(func(indexes []int64) ([]ledger.Hash, error) {
		unlock, err := s.enter(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading hashes: %w", err)
		}
		defer unlock()
		return reader(s.hashes).ReadHashes(indexes)
	})
}

// A hashFunc is a ledger.HashReader made of a function.
type hashFunc func(indexes []int64) ([]ledger.Hash, error)

// ReadHashes reads the hashes of these indexes.
func (f hashFunc) ReadHashes(indexes []int64) ([]ledger.Hash, error) { return f(indexes) }

// reader reads hashes from a slice.
func reader(hashes []ledger.Hash) ledger.HashReader {
	return hashFunc(func(indexes []int64) ([]ledger.Hash, error) {
		found := make([]ledger.Hash, len(indexes))
		for i, index := range indexes {
			if index < 0 || index >= int64(len(hashes)) {
				return nil, fmt.Errorf("reading hash %d: %w", index, store.ErrAbsent)
			}
			found[i] = hashes[index]
		}
		return found, nil
	})
}

// Key gives a wrapped data key, or store.ErrAbsent.
func (s *Store) Key(ctx context.Context, id tocsin.KeyID) (store.Key, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return store.Key{}, fmt.Errorf("reading key %s: %w", id, err)
	}
	defer unlock()
	key, there := s.keys[id]
	if !there {
		return store.Key{}, fmt.Errorf("reading key %s: %w", id, store.ErrAbsent)
	}
	key.Wrapped = bytes.Clone(key.Wrapped)
	return key, nil
}

// File gives a sealed file, or store.ErrAbsent.
func (s *Store) File(ctx context.Context, id tocsin.FileID) (store.File, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return store.File{}, fmt.Errorf("reading file %s: %w", id, err)
	}
	defer unlock()
	file, there := s.files[id]
	if !there {
		return store.File{}, fmt.Errorf("reading file %s: %w", id, store.ErrAbsent)
	}
	file.Sealed = bytes.Clone(file.Sealed)
	return file, nil
}

// Files lists the ids of all files, sorted.
func (s *Store) Files(ctx context.Context) ([]tocsin.FileID, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing files: %w", err)
	}
	defer unlock()
	return slices.Sorted(maps.Keys(s.files)), nil
}

// Check finds nothing: memory has no pages to be damaged.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	unlock, err := s.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("checking: %w", err)
	}
	defer unlock()
	return nil, nil
}

// Close forgets nothing but answers no more.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// due cuts a time to the precision of a store.
func due(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }
