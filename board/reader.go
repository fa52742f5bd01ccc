package board

import (
	"context"
	"errors"
	"fmt"

	"example.org/tocsin"
	"example.org/tocsin/entry"
	"example.org/tocsin/ledger"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A Reader opens what the store keeps.
type Reader struct {
	store  store.Store
	keeper *seal.Keeper
}

// NewReader reads a store with the data keys of a keeper.
func NewReader(s store.Store, k *seal.Keeper) *Reader { return &Reader{s, k} }

// An Opened is one row in clear, with what proves it.
type Opened struct {
	Entry entry.Entry
	// Raw are the entry's exact bytes, Leaf what they commit to under their
	// salt.
	Raw      []byte
	Leaf     ledger.Leaf
	Position int64
	Key      tocsin.KeyID
}

// Key gives a data key, unwrapped.
func (r *Reader) Key(ctx context.Context, id tocsin.KeyID) (*seal.Key, error) {
	wrapped, err := r.store.Key(ctx, id)
	switch {
	case errors.Is(err, store.ErrAbsent):
		return r.keeper.Load(id, nil)
	case err != nil:
		return nil, fmt.Errorf("reading data key %s: %w", id, err)
	}
	return r.keeper.Load(id, wrapped.Wrapped)
}

// Open opens one row.
func (r *Reader) Open(ctx context.Context, row store.Row) (Opened, error) {
	key, err := r.Key(ctx, row.Key)
	if err != nil {
		return Opened{}, err
	}
	raw, leaf, err := key.OpenEvent(row.Stream, row.Version, row.Sealed)
	if err != nil {
		return Opened{}, fmt.Errorf("opening %s/%d: %w", row.Stream, row.Version, err)
	}
	if leaf != row.Leaf {
		return Opened{}, fmt.Errorf("opening %s/%d: the event does not match its leaf", row.Stream, row.Version)
	}
	e, err := entry.Parse(raw)
	if err != nil {
		return Opened{}, fmt.Errorf("opening %s/%d: %w", row.Stream, row.Version, err)
	}
	return Opened{Entry: e, Raw: raw, Leaf: leaf, Position: row.Position, Key: row.Key}, nil
}

// Stream opens a whole stream and checks its chain. A stream that is not there
// is empty.
func (r *Reader) Stream(ctx context.Context, id tocsin.StreamID) ([]Opened, error) {
	rows, err := r.store.Read(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading stream %s: %w", id, err)
	}
	opened := make([]Opened, 0, len(rows))
	prev := ""
	for i, row := range rows {
		o, err := r.Open(ctx, row)
		if err != nil {
			return nil, err
		}
		if err := entry.Chain(o.Entry, id, int64(i)+1, prev); err != nil {
			return nil, err
		}
		prev = entry.Hash(o.Raw)
		opened = append(opened, o)
	}
	return opened, nil
}

// File opens a sealed file.
func (r *Reader) File(ctx context.Context, id tocsin.FileID) ([]byte, error) {
	file, err := r.store.File(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading file %s: %w", id, err)
	}
	key, err := r.Key(ctx, file.Key)
	if err != nil {
		return nil, err
	}
	return key.OpenFile(id, file.Sealed)
}

// Fold gives the state that a stream's entries make.
func Fold[S, E any](entries []Opened, kinds entry.Kinds[E], evolve func(S, tocsin.Stamp, E) S) (S, error) {
	var state S
	for _, o := range entries {
		event, err := kinds.Decode(o.Entry)
		if err != nil {
			return state, err
		}
		state = evolve(state, o.Entry.Stamp(), event)
	}
	return state, nil
}
