package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A Gate is a SignHead that can be shut: a transaction waits in it, and all
// others wait behind.
type Gate struct {
	// Calls counts the heads that were signed.
	Calls atomic.Int64

	shut    atomic.Bool
	entered chan struct{}
	opened  chan struct{}
	open    sync.Once
}

// NewGate makes an open gate.
func NewGate() *Gate {
	return &Gate{entered: make(chan struct{}, 1), opened: make(chan struct{})}
}

// Shut has the next transaction wait until Open, or else until the test ends. A
// gate is shut once.
func (g *Gate) Shut(t *testing.T) {
	t.Helper()
	t.Cleanup(g.Open)
	g.shut.Store(true)
}

// Entered waits until a transaction waits in the gate.
func (g *Gate) Entered() { <-g.entered }

// Open lets it go on, and all later ones.
func (g *Gate) Open() {
	g.shut.Store(false)
	g.open.Do(func() { close(g.opened) })
}

// Sign is a store.SignHead: that of Sign.
func (g *Gate) Sign(size int64, root ledger.Hash) ([]byte, error) {
	g.Calls.Add(1)
	if g.shut.Load() {
		g.entered <- struct{}{}
		<-g.opened
	}
	return Sign(size, root)
}

// block shuts the gate and has one append wait in it; answer gives what that
// one was told.
func (f fixture) block(t *testing.T, g *Gate) (answer chan error) {
	t.Helper()
	g.Shut(t)
	answer = make(chan error, 1)
	go func() { answer <- f.s.Append(t.Context(), batch(f.events(ID[tocsin.StreamID](), 0, "block"))) }()
	g.Entered()
	return answer
}

// movedAlone lets good and stale batches wait together, so that they come into
// one group where a store makes groups.
func (t trial) movedAlone() {
	gate := NewGate()
	f := begin(t.T, t.kind, gate.Sign)
	stale := ID[tocsin.StreamID]()
	f.keep(t.T, batch(f.events(stale, 0, "there")))
	blocked := f.block(t.T, gate)
	const callers = 20
	var good, bad [callers]error
	var rivals [callers]error
	contested := ID[tocsin.StreamID]()
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			good[i] = f.s.Append(t.Context(), batch(f.events(ID[tocsin.StreamID](), 0, "good", "good")))
		})
		all.Go(func() {
			// Its first stream could be kept; its second cannot.
			bad[i] = f.s.Append(t.Context(), batch(f.events(ID[tocsin.StreamID](), 0, "bad"), f.events(stale, 0, "bad")))
		})
		all.Go(func() { rivals[i] = f.s.Append(t.Context(), batch(f.events(contested, 0, "rival"))) })
	}
	gate.Open()
	all.Wait()
	is(t.T, <-blocked, nil)
	won := 0
	for i := range callers {
		if good[i] != nil {
			t.Fatalf("a good batch failed: %v", good[i])
		}
		is(t.T, bad[i], store.ErrMoved)
		if rivals[i] == nil {
			won++
			continue
		}
		is(t.T, rivals[i], store.ErrMoved)
	}
	if won != 1 {
		t.Fatalf("%d of %d took the first version of one stream", won, callers)
	}
	for _, row := range Consistent(t.T, f.s) {
		if string(row.Sealed) == "bad" {
			t.Fatal("something of a batch that failed is kept")
		}
	}
}

// fiftyOnOne has fifty callers append to one stream, each again until it is
// kept.
func (t trial) fiftyOnOne() {
	f := begin(t.T, t.kind, Sign)
	Contend(t.T, "", f.key, f.s)
	Consistent(t.T, f.s)
}

// Contend has fifty callers append to one stream, shared out among the stores,
// which have the same data: each reads, appends, and tries again if it has
// moved. It fails the test unless everything is there once. Name tells the
// texts of several calls apart.
func Contend(t *testing.T, name string, key tocsin.KeyID, stores ...store.Store) {
	t.Helper()
	const callers, each = 50, 2
	stream := ID[tocsin.StreamID]()
	var all sync.WaitGroup
	for caller := range callers {
		s := stores[caller%len(stores)]
		all.Go(func() {
			for i := range each {
				if err := Insist(t.Context(), s, stream, key, fmt.Sprint(name, caller, " ", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	rows, err := stores[0].Read(t.Context(), stream)
	if err != nil || len(rows) != callers*each {
		t.Fatalf("%d events are there, want %d (%v)", len(rows), callers*each, err)
	}
	seen := make(map[string]int)
	for i, row := range rows {
		if row.Version != int64(i)+1 {
			t.Fatalf("row %d has version %d", i, row.Version)
		}
		seen[string(row.Sealed)]++
	}
	for text, times := range seen {
		if times != 1 {
			t.Fatalf("%q is there %d times", text, times)
		}
	}
}

// Insist appends an event to a stream: it reads, appends, and tries again as
// long as it has moved.
func Insist(ctx context.Context, s store.Store, stream tocsin.StreamID, key tocsin.KeyID, text string) error {
	for {
		rows, err := s.Read(ctx, stream)
		if err != nil {
			return err
		}
		err = s.Append(ctx, batch(store.Stream{
			ID: stream, Expect: int64(len(rows)), Key: key, Events: []store.Event{Event(text)},
		}))
		if !errors.Is(err, store.ErrMoved) {
			return err
		}
	}
}

func (t trial) unsignedHead() {
	var broken atomic.Bool
	reason := errors.New("the key is not at hand")
	f := begin(t.T, t.kind, func(size int64, root ledger.Hash) ([]byte, error) {
		if broken.Load() {
			return nil, reason
		}
		return Sign(size, root)
	})
	f.keep(t.T, f.full())
	before := look(t.T, f.s)
	broken.Store(true)
	for range 3 {
		is(t.T, f.s.Append(t.Context(), f.full()), reason)
		same(t.T, look(t.T, f.s), before)
	}
	broken.Store(false)
	Consistent(t.T, f.s)
	f.keep(t.T, f.full())
	if rows := Consistent(t.T, f.s); len(rows) != 8 {
		t.Fatalf("%d events are kept, want 8", len(rows))
	}
}

func (t trial) givesUp() {
	gate := NewGate()
	f := begin(t.T, t.kind, gate.Sign)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	is(t.T, f.s.Append(gone, batch(f.events(ID[tocsin.StreamID](), 0, "gone"))), context.Canceled)
	blocked := f.block(t.T, gate)
	waiting, leave := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() { answer <- f.s.Append(waiting, batch(f.events(ID[tocsin.StreamID](), 0, "gone"))) }()
	leave()
	gate.Open()
	is(t.T, <-answer, context.Canceled)
	is(t.T, <-blocked, nil)
	if rows := Consistent(t.T, f.s); len(rows) != 1 {
		t.Fatalf("%d events are kept, want 1", len(rows))
	}
}

func (t trial) givesUpLate() {
	gate := NewGate()
	f := begin(t.T, t.kind, gate.Sign)
	gate.Shut(t.T)
	waiting, leave := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() { answer <- f.s.Append(waiting, batch(f.events(ID[tocsin.StreamID](), 0, "kept"))) }()
	gate.Entered()
	leave()
	select {
	case err := <-answer:
		t.Fatalf("it was answered %v before anybody could know", err)
	default:
	}
	gate.Open()
	is(t.T, <-answer, nil)
	if rows := Consistent(t.T, f.s); len(rows) != 1 {
		t.Fatalf("%d events are kept, want 1", len(rows))
	}
}

func (t trial) closed() {
	gate := NewGate()
	folder := t.TempDir()
	s, err := t.kind.Open(folder, gate.Sign)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{s: s, key: ID[tocsin.KeyID]()}
	f.keep(t.T, store.Batch{Keys: []store.Key{{ID: f.key, Wrapped: []byte("wrapped")}}})
	blocked := f.block(t.T, gate)
	shut := make(chan error, 1)
	go func() { shut <- f.s.Close() }()
	gate.Open()
	is(t.T, <-blocked, nil)
	is(t.T, <-shut, nil)
	is(t.T, f.s.Close(), nil)
	if err := f.s.Append(t.Context(), batch(f.events(ID[tocsin.StreamID](), 0, "late"))); err == nil {
		t.Fatal("a closed store says that it keeps")
	}
	if _, err := f.s.Head(t.Context()); err == nil {
		t.Fatal("a closed store reads")
	}
	if _, err := f.s.Lease(t.Context(), ask("late", noon())); err == nil {
		t.Fatal("a closed store leases")
	}
}

func (t trial) reopened() {
	folder := t.TempDir()
	first, err := t.kind.Open(folder, Sign)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{s: first, key: ID[tocsin.KeyID]()}
	f.keep(t.T, store.Batch{Keys: []store.Key{{ID: f.key, Wrapped: []byte("wrapped")}}})
	f.keep(t.T, f.full())
	old := f.lease(t.T, noon())
	before := look(t.T, f.s)
	is(t.T, f.s.Close(), nil)

	f.s = openIn(t.T, t.kind, folder, Sign)
	same(t.T, look(t.T, f.s), before)
	key, err := f.s.Key(t.Context(), f.key)
	if err != nil || string(key.Wrapped) != "wrapped" {
		t.Fatalf("the key is %q, %v", key.Wrapped, err)
	}
	is(t.T, f.s.Append(t.Context(), batch(f.events(before.Rows[0].Stream, 0, "late"))), store.ErrMoved)
	f.keep(t.T, batch(f.events(before.Rows[0].Stream, 2, "next")))
	// A new lease draws a larger token than any before the store was closed.
	late := f.lease(t.T, noon().Add(2*leaseFor))
	for i := range late {
		if late[i].Token <= old[len(old)-1].Token || late[i].Attempts != 2 {
			t.Fatalf("lease %+v follows %+v", late[i], old[i])
		}
	}
	is(t.T, f.s.Append(t.Context(), store.Batch{Settle: old[:1]}), store.ErrFenced)
	Consistent(t.T, f.s)
}

func (t trial) twoStores() {
	folder := t.TempDir()
	one := fixture{s: openIn(t.T, t.kind, folder, Sign), key: ID[tocsin.KeyID]()}
	two := fixture{s: openIn(t.T, t.kind, folder, Sign), key: one.key}
	one.keep(t.T, store.Batch{Keys: []store.Key{{ID: one.key, Wrapped: []byte("wrapped")}}})
	// In turn: each must see what the other did to versions and tree.
	stream := ID[tocsin.StreamID]()
	for version := int64(0); version < 10; version += 2 {
		one.keep(t.T, batch(one.events(stream, version, "one")))
		is(t.T, two.s.Append(t.Context(), batch(two.events(stream, version, "two"))), store.ErrMoved)
		two.keep(t.T, batch(two.events(stream, version+1, "two")))
	}
	same(t.T, look(t.T, one.s), look(t.T, two.s))
	Contend(t.T, "both", one.key, one.s, two.s)
	one.takeOnce(t.T, two)
	Consistent(t.T, one.s)
	same(t.T, look(t.T, one.s), look(t.T, two.s))
}
