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
	recall recall
}

// NewReader reads a store with the data keys of a keeper.
func NewReader(s store.Store, k *seal.Keeper) *Reader { return &Reader{store: s, keeper: k} }

// An Opened is one row in clear, with what proves it.
type Opened struct {
	Entry entry.Entry
	// Raw are the entry's exact bytes, Leaf what they commit to under their
	// salt.
	Raw      []byte
	Leaf     ledger.Leaf
	Position int64
	Key      tocsin.KeyID
	// decoded holds the event once it was decoded. Events are values: whoever
	// reads one does not change it.
	decoded *decoded
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

// A keyring opens row after row and asks the store for each data key once. It
// is for one page: a key that is shredded meanwhile is shredded for the next.
type keyring struct {
	reader *Reader
	keys   map[tocsin.KeyID]*seal.Key
}

// open opens one row.
func (k *keyring) open(ctx context.Context, row store.Row) (Opened, error) {
	key := k.keys[row.Key]
	if key == nil {
		var err error
		if key, err = k.reader.Key(ctx, row.Key); err != nil {
			return Opened{}, err
		}
		if k.keys == nil {
			k.keys = map[tocsin.KeyID]*seal.Key{}
		}
		k.keys[row.Key] = key
	}
	at := placeOf(row)
	if known, ok := k.reader.recall.find(at); ok {
		return known, nil
	}
	opened, err := openRow(key, row)
	if err == nil {
		k.reader.recall.keep(at, opened)
	}
	return opened, err
}

// Open opens one row.
func (r *Reader) Open(ctx context.Context, row store.Row) (Opened, error) {
	k := keyring{reader: r}
	return k.open(ctx, row)
}

// openRow opens a row with its data key.
func openRow(key *seal.Key, row store.Row) (Opened, error) {
	raw, leaf, err := key.OpenEvent(row.Stream, row.Version, row.Sealed)
	if err != nil {
		return Opened{}, err
	}
	if leaf != row.Leaf {
		return Opened{}, fmt.Errorf("opening %s/%d: the event does not match its leaf", row.Stream, row.Version)
	}
	e, err := entry.Parse(raw)
	if err != nil {
		// Why is not told: the error of a decoder quotes what it read.
		return Opened{}, fmt.Errorf("opening %s/%d: it is no entry that this version knows", row.Stream, row.Version)
	}
	if e.Stream != row.Stream || e.Version != row.Version {
		// Nothing that an entry says of another stream is held against that one.
		return Opened{}, fmt.Errorf("opening %s/%d: the entry is of another place", row.Stream, row.Version)
	}
	return Opened{Entry: e, Raw: raw, Leaf: leaf, Position: row.Position, Key: row.Key, decoded: new(decoded)}, nil
}

// Stream opens a whole stream and checks its chain. A stream that is not there
// is empty.
func (r *Reader) Stream(ctx context.Context, id tocsin.StreamID) ([]Opened, error) {
	rows, err := r.store.Read(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading stream %s: %w", id, err)
	}
	opened := make([]Opened, 0, len(rows))
	keys := keyring{reader: r}
	prev := ""
	for i, row := range rows {
		o, err := keys.open(ctx, row)
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
		event, err := eventOf(kinds, o)
		if err != nil {
			return state, err
		}
		state = evolve(state, o.Entry.Stamp(), event)
	}
	return state, nil
}

// eventOf decodes the event of an entry, once.
func eventOf[E any](kinds entry.Kinds[E], o Opened) (E, error) {
	if o.decoded == nil {
		return decode(kinds, o.Entry)
	}
	o.decoded.mu.Lock()
	defer o.decoded.mu.Unlock()
	if event, ok := o.decoded.event.(E); ok {
		return event, nil
	}
	event, err := decode(kinds, o.Entry)
	if err == nil {
		o.decoded.event = event
	}
	return event, err
}
