package desk_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/desk"
	"example.org/tocsin/entry"
	"example.org/tocsin/keys"
	"example.org/tocsin/ledger"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A snapshot is all that a store keeps, for a test to change.
type snapshot struct {
	rows   []store.Row
	head   store.Head
	hashes []ledger.Hash
	keys   map[tocsin.KeyID]store.Key
	files  map[tocsin.FileID]store.File
	timers []store.Timer
	// keeper has the key-encryption key in hand, and remembers data keys.
	keeper *seal.Keeper
	ring   keys.Ring
}

// snap reads all that a store keeps.
func snap(tb testing.TB, s store.Store) *snapshot {
	tb.Helper()
	return snapWith(tb, ring(tb), s)
}

// snapWith does so with the keys of another holder.
func snapWith(tb testing.TB, r keys.Ring, s store.Store) *snapshot {
	tb.Helper()
	ctx := tb.Context()
	n := &snapshot{
		keys: map[tocsin.KeyID]store.Key{}, files: map[tocsin.FileID]store.File{},
		keeper: seal.NewKeeper(r.KeyEncryption()), ring: r,
	}
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	var err error
	n.rows, err = s.Follow(ctx, 0, 1<<20)
	note(err)
	n.head, err = s.Head(ctx)
	note(err)
	var indexes []int64
	for i := range tlog.StoredHashCount(n.head.Size) {
		indexes = append(indexes, i)
	}
	n.hashes, err = s.Hashes(ctx).ReadHashes(indexes)
	note(err)
	ids, err := s.Files(ctx)
	note(err)
	for _, id := range ids {
		n.files[id], err = s.File(ctx, id)
		note(err)
	}
	n.timers, err = s.Pending(ctx)
	note(err)
	for _, id := range n.keyIDs() {
		n.keys[id], err = s.Key(ctx, id)
		note(err)
	}
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
	return n
}

// keyIDs are the keys that anything names.
func (n *snapshot) keyIDs() []tocsin.KeyID {
	var ids []tocsin.KeyID
	for _, r := range n.rows {
		ids = append(ids, r.Key)
	}
	for _, f := range n.files {
		ids = append(ids, f.Key)
	}
	for _, t := range n.timers {
		ids = append(ids, t.Key)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// clone copies a snapshot deeply.
func (n *snapshot) clone() *snapshot {
	c := &snapshot{
		head: n.head, hashes: slices.Clone(n.hashes), rows: slices.Clone(n.rows), timers: slices.Clone(n.timers),
		keys: maps.Clone(n.keys), files: maps.Clone(n.files), keeper: n.keeper, ring: n.ring,
	}
	c.head.Checkpoint = bytes.Clone(n.head.Checkpoint)
	for i := range c.rows {
		c.rows[i].Sealed = bytes.Clone(c.rows[i].Sealed)
	}
	for i := range c.timers {
		c.timers[i].Sealed = bytes.Clone(c.timers[i].Sealed)
	}
	for id, k := range c.keys {
		k.Wrapped = bytes.Clone(k.Wrapped)
		c.keys[id] = k
	}
	for id, f := range c.files {
		f.Sealed = bytes.Clone(f.Sealed)
		c.files[id] = f
	}
	return c
}

// frozen serves a snapshot as a store that keeps nothing more.
type frozen struct{ *snapshot }

var _ store.Store = frozen{}

var errFrozen = errors.New("the store keeps nothing more")

func (f frozen) Append(context.Context, store.Batch) error                    { return errFrozen }
func (f frozen) Due(context.Context, store.DueAsk) ([]store.Timer, error)     { return nil, nil }
func (f frozen) Lease(context.Context, store.LeaseAsk) ([]store.Lease, error) { return nil, nil }
func (f frozen) Release(context.Context, store.Lease, time.Time) error        { return errFrozen }
func (f frozen) Check(context.Context) ([]string, error)                      { return nil, nil }
func (f frozen) Close() error                                                 { return nil }
func (f frozen) Head(context.Context) (store.Head, error)                     { return f.head, nil }
func (f frozen) Pending(context.Context) ([]store.Timer, error)               { return f.timers, nil }

func (f frozen) Read(_ context.Context, stream tocsin.StreamID) ([]store.Row, error) {
	var rows []store.Row
	for _, r := range f.rows {
		if r.Stream == stream {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func (f frozen) Follow(_ context.Context, from int64, limit int) ([]store.Row, error) {
	from = min(from, int64(len(f.rows)))
	return f.rows[from:min(from+int64(limit), int64(len(f.rows)))], nil
}

func (f frozen) Hashes(context.Context) ledger.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]ledger.Hash, error) {
		found := make([]ledger.Hash, len(indexes))
		for i, x := range indexes {
			if x >= int64(len(f.hashes)) {
				return nil, store.ErrAbsent
			}
			found[i] = f.hashes[x]
		}
		return found, nil
	})
}

func (f frozen) Key(_ context.Context, id tocsin.KeyID) (store.Key, error) {
	if k, ok := f.keys[id]; ok {
		return k, nil
	}
	return store.Key{}, store.ErrAbsent
}

func (f frozen) File(_ context.Context, id tocsin.FileID) (store.File, error) {
	if file, ok := f.files[id]; ok {
		return file, nil
	}
	return store.File{}, store.ErrAbsent
}

func (f frozen) Files(context.Context) ([]tocsin.FileID, error) {
	return slices.Sorted(maps.Keys(f.files)), nil
}

// fsck checks a snapshot.
func (n *snapshot) fsck(tb testing.TB) desk.Health {
	tb.Helper()
	d := desk.Inspect(configureWith(n.ring, frozen{n}, func() time.Time { return start.Add(1000 * time.Hour) }))
	h, err := d.Fsck(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// key gives a data key.
func (n *snapshot) key(tb testing.TB, id tocsin.KeyID) *seal.Key {
	tb.Helper()
	key, err := n.keeper.Load(id, n.keys[id].Wrapped)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// entries opens every event, in order of position.
func (n *snapshot) entries(tb testing.TB) []entry.Entry {
	tb.Helper()
	reader := board.NewReader(frozen{n}, n.keeper)
	all := make([]entry.Entry, 0, len(n.rows))
	for _, row := range n.rows {
		o, err := reader.Open(tb.Context(), row)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, o.Entry)
	}
	return all
}

// raw gives the bytes of an entry.
func (n *snapshot) raw(tb testing.TB, i int) []byte {
	tb.Helper()
	row := n.rows[i]
	raw, _, err := n.key(tb, row.Key).OpenEvent(row.Stream, row.Version, row.Sealed)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// forge gives the record that an administrator makes who has the key-encryption
// key and the log's key: other entries, and all that hangs on them as it should
// be. keyOf gives the data key of each stream.
func (n *snapshot) forge(tb testing.TB, entries []entry.Entry) *snapshot {
	tb.Helper()
	f := n.clone()
	keyOf := map[tocsin.StreamID]tocsin.KeyID{}
	for _, r := range n.rows {
		keyOf[r.Stream] = r.Key
	}
	f.rows = nil
	version, prev := map[tocsin.StreamID]int64{}, map[tocsin.StreamID]string{}
	var leaves []ledger.Leaf
	for i, e := range entries {
		version[e.Stream]++
		e.Version, e.Prev = version[e.Stream], prev[e.Stream]
		raw, err := e.Bytes()
		if err != nil {
			tb.Fatal(err)
		}
		prev[e.Stream] = entry.Hash(raw)
		id := keyOf[e.Stream]
		if i < len(n.rows) && bytes.Equal(raw, n.raw(tb, i)) {
			f.rows = append(f.rows, n.rows[i]) // nothing is changed up to here
			leaves = append(leaves, n.rows[i].Leaf)
			continue
		}
		sealed, leaf, err := n.key(tb, id).SealEvent(e.Stream, e.Version, raw)
		if err != nil {
			tb.Fatal(err)
		}
		leaves = append(leaves, leaf)
		f.rows = append(f.rows, store.Row{
			Position: int64(i), Stream: e.Stream, Version: e.Version, Key: id, Event: store.Event{Sealed: sealed, Leaf: leaf},
		})
	}
	f.grow(tb, leaves)
	return f
}

// grow makes the tree of leaves, with its head signed.
func (n *snapshot) grow(tb testing.TB, leaves []ledger.Leaf) {
	tb.Helper()
	var err error
	if n.hashes, err = ledger.Grow(0, leaves, nil); err != nil {
		tb.Fatal(err)
	}
	n.head.Size = int64(len(leaves))
	n.head.Root, err = ledger.Root(n.head.Size, tlog.HashReaderFunc(func(indexes []int64) ([]ledger.Hash, error) {
		found := make([]ledger.Hash, len(indexes))
		for i, x := range indexes {
			found[i] = n.hashes[x]
		}
		return found, nil
	}))
	if err != nil {
		tb.Fatal(err)
	}
	if n.head.Checkpoint, err = signHead(n.ring)(n.head.Size, n.head.Root); err != nil {
		tb.Fatal(err)
	}
}
