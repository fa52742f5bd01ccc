package sqlite_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/store/storetest"
)

// TestMain plays a part in a test of several processes, if it is told to.
func TestMain(m *testing.M) {
	if part := os.Getenv(partOf); part != "" {
		if err := play(part, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// kind is this kind of store.
func kind() storetest.Kind {
	return storetest.Kind{
		Open: func(folder string, sign store.SignHead) (store.Store, error) {
			return sqlite.Open(context.Background(), filepath.Join(folder, "data"), sign)
		},
		Keeps: true,
	}
}

// TestStore holds the store to the contract.
func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, kind())
}

// open opens a store and closes it after the test.
func open(t *testing.T, path string, sign store.SignHead) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sign)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// newKey keeps a new key.
func newKey(t *testing.T, s store.Store) tocsin.KeyID {
	t.Helper()
	key := store.Key{ID: storetest.ID[tocsin.KeyID](), Wrapped: []byte("wrapped")}
	if err := s.Append(t.Context(), store.Batch{Keys: []store.Key{key}}); err != nil {
		t.Fatal(err)
	}
	return key.ID
}

// one makes a batch of one event on a new stream.
func one(key tocsin.KeyID, text string) store.Batch {
	return store.Batch{Streams: []store.Stream{{
		ID: storetest.ID[tocsin.StreamID](), Key: key, Events: []store.Event{storetest.Event(text)},
	}}}
}

// blocked has one append wait in a gate, and so many others behind it.
func blocked(t *testing.T, s *sqlite.Store, gate *storetest.Gate, others int) (answers chan error) {
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
	s := open(t, filepath.Join(t.TempDir(), "data"), gate.Sign)
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

// TestGiveUpAtOnce sees that who gives up while he waits need not wait.
func TestGiveUpAtOnce(t *testing.T) {
	t.Parallel()
	gate := storetest.NewGate()
	s := open(t, filepath.Join(t.TempDir(), "data"), gate.Sign)
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

// TestCloseDrains sees that Close answers everybody who waits.
func TestCloseDrains(t *testing.T) {
	t.Parallel()
	const callers = 50
	path := filepath.Join(t.TempDir(), "data")
	gate := storetest.NewGate()
	s := open(t, path, gate.Sign)
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
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 1 {
		t.Fatalf("a closed store leaves %v (%v)", left, err)
	}
	if rows := storetest.Consistent(t, open(t, path, storetest.Sign)); len(rows) != callers+1 {
		t.Fatalf("%d events are kept, want %d", len(rows), callers+1)
	}
}

// TestSignedInside sees that nothing is committed before the head is signed: a
// second store does not see what waits for its signature.
func TestSignedInside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data")
	gate := storetest.NewGate()
	s, other := open(t, path, gate.Sign), open(t, path, storetest.Sign)
	answers := blocked(t, s, gate, 0)
	if rows := storetest.Consistent(t, other); len(rows) != 0 {
		t.Fatalf("%d events are there before the head is signed", len(rows))
	}
	gate.Open()
	if err := <-answers; err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, other); len(rows) != 1 {
		t.Fatalf("%d events are there, want 1", len(rows))
	}
}

// TestNeighborHoldsLock sees that a process that writes for long is waited for,
// and not for ever.
func TestNeighborHoldsLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data")
	s := open(t, path, storetest.Sign)
	key := newKey(t, s)
	neighbor := raw(t, path)
	execute(t, neighbor, "BEGIN IMMEDIATE")
	s.SetPatience(30 * time.Millisecond)
	err := s.Append(t.Context(), one(key, "in vain"))
	if err == nil || !strings.Contains(err.Error(), "nothing was kept") {
		t.Fatalf("got %v", err)
	}
	s.SetPatience(time.Minute)
	answer := make(chan error, 1)
	go func() { answer <- s.Append(t.Context(), one(key, "kept")) }()
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

// TestLargeFile keeps a file of the largest size that there is, beside small
// events.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "data"), storetest.Sign)
	key := newKey(t, s)
	large := make([]byte, 65<<20)
	if _, err := rand.Read(large); err != nil {
		t.Fatal(err)
	}
	file := store.File{ID: storetest.ID[tocsin.FileID](), Key: key, Sealed: large}
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.Append(t.Context(), store.Batch{Files: []store.File{file}}); err != nil {
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
	if err != nil || got.Key != key || !bytes.Equal(got.Sealed, large) {
		t.Fatalf("the file is not what was kept (%v)", err)
	}
	storetest.Consistent(t, s)
}

// raw opens the file as any program might.
func raw(t *testing.T, path string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), db.Close()); err != nil && !errors.Is(err, sql.ErrConnDone) {
			t.Error(err)
		}
	})
	return conn
}

// execute runs statements that must succeed.
func execute(t *testing.T, conn *sql.Conn, statements string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), statements); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}
