package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// noon is when the tests take place.
func noon() time.Time { return time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC) }

func (t trial) emptyStore() {
	if s, err := t.kind.Open(t.TempDir(), nil); err == nil {
		t.Fatal("it opens without anybody to sign", s.Close())
	}
	s := openIn(t.T, t.kind, t.TempDir(), Sign)
	Consistent(t.T, s)
	head, err := s.Head(t.Context())
	if err != nil || head.Size != 0 || len(head.Checkpoint) != 0 {
		t.Fatalf("the head is %+v, %v", head, err)
	}
	rows, err := s.Read(t.Context(), ID[tocsin.StreamID]())
	if err != nil || len(rows) != 0 {
		t.Fatalf("a stream that is not there has %v, %v", rows, err)
	}
}

func (t trial) readsBack() {
	f := begin(t.T, t.kind, Sign)
	one, two := ID[tocsin.StreamID](), ID[tocsin.StreamID]()
	other := store.Key{ID: ID[tocsin.KeyID](), Wrapped: []byte("another")}
	first := f.events(one, 0, "a", "b")
	second := f.events(two, 0, "c")
	second.Key = other.ID
	third := f.events(one, 2, "d")
	timer := f.timer(noon().Add(123 * time.Millisecond))
	f.keep(t.T, store.Batch{
		Streams: []store.Stream{first, second}, Keys: []store.Key{other},
		Files: []store.File{f.file("file")}, Timers: []store.Timer{timer},
	})
	f.keep(t.T, batch(third))
	want := []store.Row{
		{Position: 0, Stream: one, Version: 1, Key: f.key, Event: first.Events[0]},
		{Position: 1, Stream: one, Version: 2, Key: f.key, Event: first.Events[1]},
		{Position: 2, Stream: two, Version: 1, Key: other.ID, Event: second.Events[0]},
		{Position: 3, Stream: one, Version: 3, Key: f.key, Event: third.Events[0]},
	}
	if got := Consistent(t.T, f.s); !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	rows, err := f.s.Read(t.Context(), one)
	if err != nil || !reflect.DeepEqual(rows, []store.Row{want[0], want[1], want[3]}) {
		t.Fatalf("Read gives %v, %v", rows, err)
	}
	timers, err := f.s.Pending(t.Context())
	if err != nil || !reflect.DeepEqual(timers, []store.Timer{timer}) {
		t.Fatalf("Pending gives %v, %v, want %v", timers, err, timer)
	}
}

func (t trial) conditionAlone() {
	f := begin(t.T, t.kind, Sign)
	watched, written := ID[tocsin.StreamID](), ID[tocsin.StreamID]()
	f.keep(t.T, batch(f.events(watched, 0, "a")))
	f.keep(t.T, batch(store.Stream{ID: watched, Expect: 1}, f.events(written, 0, "b")))
	err := f.s.Append(t.Context(), batch(f.events(written, 1, "c"), store.Stream{ID: watched, Expect: 0}))
	is(t.T, err, store.ErrMoved)
	if rows := Consistent(t.T, f.s); len(rows) != 2 {
		t.Fatalf("%d events are kept, want 2", len(rows))
	}
}

func (t trial) emptyBatch() {
	signed := 0
	f := begin(t.T, t.kind, func(size int64, root ledger.Hash) ([]byte, error) {
		signed++
		return Sign(size, root)
	})
	f.keep(t.T, batch(f.events(ID[tocsin.StreamID](), 0, "a")))
	before, count := look(t.T, f.s), signed
	f.keep(t.T, store.Batch{})
	f.keep(t.T, batch(store.Stream{ID: ID[tocsin.StreamID]()}))
	same(t.T, look(t.T, f.s), before)
	if signed != count {
		t.Fatal("a head was signed for nothing")
	}
}

// allOrNone makes a batch with something of everything, adds one mistake, and
// sees that nothing of it is kept; without the mistake all of it is.
func (t trial) allOrNone() {
	f := begin(t.T, t.kind, Sign)
	kept := f.full()
	// The first will be canceled, the second settled; the third stays.
	kept.Timers = append(kept.Timers, f.timer(noon().Add(time.Hour)))
	kept.Timers[0].Due = noon().Add(time.Hour)
	f.keep(t.T, kept)
	given := f.lease(t.T, noon())
	before := look(t.T, f.s)
	for name, spoil := range mistakes() {
		bad := f.full()
		bad.Settle, bad.Cancel = slices.Clone(given), []tocsin.TimerID{kept.Timers[0].ID}
		want := spoil(&bad, f, kept)
		err := f.s.Append(t.Context(), bad)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Fatalf("%s: got %v, want %v", name, err, want)
		}
		if want == nil && (errors.Is(err, store.ErrMoved) || errors.Is(err, store.ErrFenced)) {
			t.Fatalf("%s: got %v, want a fault", name, err)
		}
		same(t.T, look(t.T, f.s), before)
		for _, key := range bad.Keys {
			if _, err := f.s.Key(t.Context(), key.ID); key.ID != kept.Keys[0].ID && !errors.Is(err, store.ErrAbsent) {
				t.Fatalf("%s: key: %v", name, err)
			}
		}
	}
	good := f.full()
	good.Settle, good.Cancel = given, []tocsin.TimerID{kept.Timers[0].ID}
	f.keep(t.T, good)
	after := look(t.T, f.s)
	if len(after.Rows) != 8 || len(after.Files) != 4 || len(after.Timers) != 3 {
		t.Fatalf("%d events, %d files, %d timers are kept, want 8, 4, 3", len(after.Rows), len(after.Files), len(after.Timers))
	}
	Consistent(t.T, f.s)
}

// full makes a batch with two or more of everything.
func (f fixture) full() store.Batch {
	return store.Batch{
		Streams: []store.Stream{
			f.events(ID[tocsin.StreamID](), 0, "a", "b"),
			f.events(ID[tocsin.StreamID](), 0, "c", "d"),
		},
		Keys: []store.Key{
			{ID: ID[tocsin.KeyID](), Wrapped: []byte("x")},
			{ID: ID[tocsin.KeyID](), Wrapped: []byte("y")},
		},
		Files:  []store.File{f.file("one"), f.file("two")},
		Timers: []store.Timer{f.timer(noon()), f.timer(noon())},
	}
}

func (t trial) ownBytes() {
	f := begin(t.T, t.kind, Sign)
	full := f.full()
	f.keep(t.T, full)
	before := look(t.T, f.s)
	spoil := func(b []byte) { b[0] ^= 0xff }
	spoil(full.Streams[0].Events[0].Sealed)
	spoil(full.Keys[0].Wrapped)
	spoil(full.Files[0].Sealed)
	spoil(full.Timers[0].Sealed)
	read := look(t.T, f.s)
	spoil(read.Rows[1].Sealed)
	spoil(read.Timers[1].Sealed)
	spoil(read.Head.Checkpoint)
	rows, err := f.s.Read(t.Context(), full.Streams[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	spoil(rows[0].Sealed)
	for range 2 {
		key, errKey := f.s.Key(t.Context(), full.Keys[0].ID)
		file, errFile := f.s.File(t.Context(), full.Files[0].ID)
		if err := errors.Join(errKey, errFile); err != nil || string(key.Wrapped) != "x" || string(file.Sealed) != "one" {
			t.Fatalf("key %q, file %q, %v", key.Wrapped, file.Sealed, err)
		}
		spoil(key.Wrapped)
		spoil(file.Sealed)
	}
	same(t.T, look(t.T, f.s), before)
}

func (t trial) orderAndLimits() {
	f := begin(t.T, t.kind, Sign)
	var ids []tocsin.StreamID
	for i := range 3 {
		ids = append(ids, ID[tocsin.StreamID]())
		f.keep(t.T, batch(f.events(ids[i], 0, "first")))
	}
	// The streams grow in turn, so no stream's events stand together.
	for version := range int64(5) {
		for _, id := range ids {
			f.keep(t.T, batch(f.events(id, version+1, fmt.Sprint(version))))
		}
	}
	all := Consistent(t.T, f.s)
	for _, c := range []struct{ from, limit, first, count int }{
		{0, 4, 0, 4},
		{5, 7, 5, 7},
		{16, 10, 16, 2},
		{18, 10, 0, 0},
		{1000, 10, 0, 0},
		{0, 0, 0, 0},
		{0, -1, 0, 0},
		{-5, 3, 0, 3},
	} {
		rows, err := f.s.Follow(t.Context(), int64(c.from), c.limit)
		if err != nil || len(rows) != c.count || c.count > 0 && !reflect.DeepEqual(rows, all[c.first:c.first+c.count]) {
			t.Fatalf("Follow(%d, %d) gives %v, %v", c.from, c.limit, rows, err)
		}
	}
	for i, id := range ids {
		rows, err := f.s.Read(t.Context(), id)
		if err != nil || len(rows) != 6 {
			t.Fatalf("Read gives %d rows, %v", len(rows), err)
		}
		for version, row := range rows {
			if !reflect.DeepEqual(row, all[version*3+i]) {
				t.Fatalf("row %d of stream %d is %v", version, i, row)
			}
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.s.Follow(gone, 0, 1); err == nil {
		t.Fatal("a reader who has gone is answered")
	}
}

func (t trial) proofs() {
	f := begin(t.T, t.kind, Sign)
	stream := ID[tocsin.StreamID]()
	var heads []store.Head
	for i, n := range []int{1, 2, 3, 7, 1, 40, 64, 5} {
		var texts []string
		for j := range n {
			texts = append(texts, fmt.Sprint(i, j))
		}
		expect := int64(0)
		if i > 0 {
			expect = heads[i-1].Size
		}
		f.keep(t.T, batch(f.events(stream, expect, texts...)))
		head, err := f.s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head)
	}
	hashes, last := f.s.Hashes(t.Context()), heads[len(heads)-1]
	for _, row := range Consistent(t.T, f.s) {
		proof, err := tlog.ProveRecord(last.Size, row.Position, hashes)
		if err == nil {
			err = tlog.CheckRecord(proof, last.Size, last.Root, row.Position, tlog.RecordHash(row.Leaf[:]))
		}
		if err != nil {
			t.Fatalf("inclusion of %d: %v", row.Position, err)
		}
	}
	for _, head := range heads {
		proof, err := tlog.ProveTree(last.Size, head.Size, hashes)
		if err == nil {
			err = tlog.CheckTree(proof, last.Size, last.Root, head.Size, head.Root)
		}
		if err != nil {
			t.Fatalf("consistency with %d: %v", head.Size, err)
		}
	}
}

func (t trial) vault() {
	f := begin(t.T, t.kind, Sign)
	_, err := f.s.Key(t.Context(), ID[tocsin.KeyID]())
	is(t.T, err, store.ErrAbsent)
	_, err = f.s.File(t.Context(), ID[tocsin.FileID]())
	is(t.T, err, store.ErrAbsent)
	want := make(map[tocsin.FileID]store.File)
	for i := range 20 {
		// A file larger than any page, and one that is mostly zeros.
		file := f.file(fmt.Sprint(i) + string(make([]byte, i*i*i*20)))
		want[file.ID] = file
		f.keep(t.T, store.Batch{Files: []store.File{file}})
	}
	ids, err := f.s.Files(t.Context())
	if err != nil || len(ids) != len(want) {
		t.Fatalf("Files gives %v, %v", ids, err)
	}
	for i, id := range ids {
		if i > 0 && ids[i-1] >= id {
			t.Fatalf("%s comes before %s", ids[i-1], id)
		}
		file, err := f.s.File(t.Context(), id)
		if err != nil || !reflect.DeepEqual(file, want[id]) {
			t.Fatalf("file %s is not what was kept, %v", id, err)
		}
	}
}
