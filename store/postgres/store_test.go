package postgres_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// kind is this kind of store: a database for each folder.
func kind(t *testing.T) storetest.Kind {
	t.Helper()
	var lock sync.Mutex
	addresses := make(map[string]string)
	s := server(t)
	return storetest.Kind{
		Open: func(folder string, sign store.SignHead) (store.Store, error) {
			lock.Lock()
			defer lock.Unlock()
			if addresses[folder] == "" {
				name, err := s.Create(context.Background())
				if err != nil {
					return nil, err
				}
				addresses[folder] = s.URL(name)
			}
			return postgres.Make(context.Background(), addresses[folder], sign)
		},
		Keeps: true,
	}
}

// TestStore holds the store to the contract.
func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, kind(t))
}

// blocked has one append wait in a gate, and so many others behind it.
func blocked(t *testing.T, s *postgres.Store, gate *storetest.Gate, others int) (answers chan error) {
	t.Helper()
	key := newKey(t, s)
	answers = make(chan error, others+1)
	gate.Shut(t)
	go func() { answers <- s.Append(t.Context(), one(key, "first")) }()
	gate.Entered()
	for i := range others {
		go func() { answers <- s.Append(t.Context(), one(key, fmt.Sprint(i))) }()
	}
	for s.Waiting() < others {
		time.Sleep(time.Millisecond)
	}
	return answers
}

// TestGroupCommit sees that what waits is signed and kept together.
func TestGroupCommit(t *testing.T) {
	t.Parallel()
	const callers = 100
	gate := storetest.NewGate()
	s := open(t, address(t), gate.Sign)
	answers := blocked(t, s, gate, callers)
	gate.Open()
	for range callers + 1 {
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
	}
	if calls := gate.Calls.Load(); calls != 2 {
		t.Fatalf("%d heads were signed for one append and the %d that waited behind it, want 2", calls, callers)
	}
	storetest.Consistent(t, s)
}

// TestOneBadOfMany sees that a batch that the server does not take fails alone,
// wherever it stands in its group.
func TestOneBadOfMany(t *testing.T) {
	t.Parallel()
	const callers = 37
	gate := storetest.NewGate()
	s := open(t, address(t), gate.Sign)
	key := newKey(t, s)
	answers := make(map[int]chan error)
	gate.Shut(t)
	first := make(chan error, 1)
	go func() { first <- s.Append(t.Context(), one(key, "first")) }()
	gate.Entered()
	for i := range callers {
		answer := make(chan error, 1)
		answers[i] = answer
		batch := one(key, fmt.Sprint(i))
		if i%9 == 4 {
			batch.Streams[0].Key = storetest.ID[tocsin.KeyID]()
		}
		go func() { answer <- s.Append(t.Context(), batch) }()
	}
	for s.Waiting() < callers {
		time.Sleep(time.Millisecond)
	}
	gate.Open()
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	bad := 0
	for i := range callers {
		err := <-answers[i]
		if (err != nil) != (i%9 == 4) {
			t.Errorf("batch %d: %v", i, err)
		}
		if err != nil {
			bad++
		}
	}
	if rows := storetest.Consistent(t, s); len(rows) != 1+callers-bad {
		t.Fatalf("%d events are kept, want %d", len(rows), 1+callers-bad)
	}
}

// TestTimersInOneGroup has batches wait together that name one timer: set,
// canceled and set again, each after the other.
func TestTimersInOneGroup(t *testing.T) {
	t.Parallel()
	gate := storetest.NewGate()
	s := open(t, address(t), gate.Sign)
	key := newKey(t, s)
	timer := store.Timer{
		ID: storetest.ID[tocsin.TimerID](), Stream: storetest.ID[tocsin.StreamID](), Key: key,
		Due: time.UnixMilli(0).UTC(), Sealed: []byte("sealed"),
	}
	set := store.Batch{Timers: []store.Timer{timer}}
	gate.Shut(t)
	answers := make(chan error, 10)
	go func() { answers <- s.Append(t.Context(), one(key, "first")) }()
	gate.Entered()
	for i, batch := range []store.Batch{set, {Cancel: []tocsin.TimerID{timer.ID}}, set, {Cancel: []tocsin.TimerID{timer.ID}}, set} {
		go func() { answers <- s.Append(t.Context(), batch) }()
		for s.Waiting() < i+1 {
			time.Sleep(time.Millisecond)
		}
	}
	gate.Open()
	for range 6 {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	if left, err := s.Pending(t.Context()); err != nil || len(left) != 1 {
		t.Fatalf("%v are left, %v", left, err)
	}
}

// TestGiveUpAtOnce sees that who gives up while he waits need not wait.
func TestGiveUpAtOnce(t *testing.T) {
	t.Parallel()
	gate := storetest.NewGate()
	s := open(t, address(t), gate.Sign)
	key := newKey(t, s)
	answers := blocked(t, s, gate, 1)
	waiting, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { gone <- s.Append(waiting, one(key, "gone")) }()
	for s.Waiting() < 2 {
		time.Sleep(time.Millisecond)
	}
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	gate.Open()
	if err := errors.Join(<-answers, <-answers); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, s); len(rows) != 2 {
		t.Fatalf("%d events are kept, want 2", len(rows))
	}
}

// TestCloseDrains sees that Close answers everybody who waits, and leaves no
// writer behind.
func TestCloseDrains(t *testing.T) {
	t.Parallel()
	const callers = 50
	at := address(t)
	gate := storetest.NewGate()
	s := open(t, at, gate.Sign)
	answers := blocked(t, s, gate, callers)
	shut := make(chan error, 1)
	go func() { shut <- s.Close() }()
	gate.Open()
	for range callers + 1 {
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
	}
	if err := <-shut; err != nil {
		t.Fatal(err)
	}
	if n := ask[int](t, at, "SELECT count(*) FROM tocsin.writers"); n != 0 {
		t.Fatalf("%d writers are left", n)
	}
	if rows := storetest.Consistent(t, open(t, at, storetest.Sign)); len(rows) != callers+1 {
		t.Fatalf("%d events are kept, want %d", len(rows), callers+1)
	}
}

// TestSignedInside sees that nothing is committed before the head is signed, and
// that no other process signs one meanwhile: two with different keys never sign
// heads of one size.
func TestSignedInside(t *testing.T) {
	t.Parallel()
	at := address(t)
	gate := storetest.NewGate()
	second := storetest.NewGate()
	s, other := open(t, at, gate.Sign), open(t, at, second.Sign)
	answers := blocked(t, s, gate, 0)
	if rows := storetest.Consistent(t, other); len(rows) != 0 {
		t.Fatalf("%d events are there before the head is signed", len(rows))
	}
	behind := make(chan error, 1)
	key := newKey(t, other)
	go func() { behind <- other.Append(t.Context(), one(key, "behind")) }()
	select {
	case err := <-behind:
		t.Fatalf("got %v while another signs", err)
	case <-time.After(50 * time.Millisecond):
	}
	if calls := second.Calls.Load(); calls != 0 {
		t.Fatal("two sign at the same time")
	}
	gate.Open()
	if err := errors.Join(<-answers, <-behind); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, other); len(rows) != 2 {
		t.Fatalf("%d events are there, want 2", len(rows))
	}
}

// TestNeighborHoldsHead sees that a process that holds the head is waited for,
// and not for ever.
func TestNeighborHoldsHead(t *testing.T) {
	t.Parallel()
	at := address(t)
	s := open(t, at+"&lock_timeout=50", storetest.Sign)
	patient := open(t, at, storetest.Sign)
	key := newKey(t, s)
	neighbor := raw(t, at)
	execute(t, neighbor, "BEGIN; SELECT FROM tocsin.head FOR UPDATE")
	err := s.Append(t.Context(), one(key, "in vain"))
	if err == nil || errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v", err)
	}
	answer := make(chan error, 1)
	go func() { answer <- patient.Append(t.Context(), one(key, "kept")) }()
	select {
	case err := <-answer:
		t.Fatalf("got %v while another process writes", err)
	case <-time.After(50 * time.Millisecond):
	}
	execute(t, neighbor, "ROLLBACK")
	if err := <-answer; err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, s); len(rows) != 1 || string(rows[0].Sealed) != "kept" {
		t.Fatalf("the store has %v", rows)
	}
}

// TestHangingNeighborIsCut sees that a process that stands still within its
// transaction does not hold up the others for ever: the server cuts it off.
func TestHangingNeighborIsCut(t *testing.T) {
	t.Parallel()
	at := address(t)
	gate := storetest.NewGate()
	s := open(t, at, storetest.Sign)
	slow := open(t, at+"&idle_in_transaction_session_timeout=100", gate.Sign)
	answers := blocked(t, slow, gate, 0)
	if err := s.Append(t.Context(), one(newKey(t, s), "kept")); err != nil {
		t.Fatal(err)
	}
	// The one that was cut off begins again when it wakes up.
	gate.Open()
	if err := <-answers; err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, s); len(rows) != 2 || string(rows[0].Sealed) != "kept" {
		t.Fatalf("the store has %v", rows)
	}
}

// TestLargeFile keeps a large file beside small events, which another process
// need not wait for; of a batch that has moved its file is not kept.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	s := open(t, address(t), storetest.Sign)
	key := newKey(t, s)
	content := make([]byte, 20<<20)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	file := store.File{ID: storetest.ID[tocsin.FileID](), Key: key, Sealed: content}
	stale := one(key, "stale")
	stale.Streams[0].Expect = 3
	stale.Keys = []store.Key{{ID: storetest.ID[tocsin.KeyID](), Wrapped: []byte("wrapped")}}
	stale.Files = []store.File{{ID: storetest.ID[tocsin.FileID](), Key: stale.Keys[0].ID, Sealed: content[:100<<10]}}
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.Append(t.Context(), store.Batch{Files: []store.File{file}}); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() {
		if err := s.Append(t.Context(), stale); !errors.Is(err, store.ErrMoved) {
			t.Error(err)
		}
	})
	for i := range 10 {
		all.Go(func() {
			if err := s.Append(t.Context(), one(key, fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := s.File(t.Context(), file.ID)
	if err != nil || got.Key != key || !bytes.Equal(got.Sealed, content) {
		t.Fatalf("the file is not what was kept (%v)", err)
	}
	// Who has moved hears that, also if his file is there already.
	stale.Files[0].ID = file.ID
	if err := s.Append(t.Context(), stale); !errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v, want ErrMoved", err)
	}
	if ids, err := s.Files(t.Context()); err != nil || len(ids) != 1 {
		t.Fatalf("%v are kept (%v)", ids, err)
	}
	if _, err := s.Key(t.Context(), stale.Keys[0].ID); !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("the key of a batch that is not kept: %v", err)
	}
	storetest.Consistent(t, s)
}
