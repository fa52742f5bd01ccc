package storetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A Kind is one kind of store.
type Kind struct {
	// Open opens the store that is kept in a folder; the folder is there.
	Open func(folder string, sign store.SignHead) (store.Store, error)
	// Keeps says that a folder opened again has what was kept, and that
	// several stores may have it open at once.
	Keeps bool
}

// Exercise holds a kind of store to the contract.
func Exercise(t *testing.T, kind Kind) {
	t.Helper()
	promises := []struct {
		name string
		hold func(trial)
	}{
		{"an empty store has an empty ledger", trial.emptyStore},
		{"what is kept is read back", trial.readsBack},
		{"a stream without events is a condition", trial.conditionAlone},
		{"an empty batch changes nothing", trial.emptyBatch},
		{"a batch is kept whole or not at all", trial.allOrNone},
		{"nothing kept can be changed through a slice", trial.ownBytes},
		{"Read and Follow are in order and limited", trial.orderAndLimits},
		{"a stream that has moved fails only its own caller", trial.movedAlone},
		{"fifty on one stream lose and double nothing", trial.fiftyOnOne},
		{"a head that is not signed is not kept", trial.unsignedHead},
		{"a caller who gives up in time is skipped", trial.givesUp},
		{"a caller who gives up too late hears the truth", trial.givesUpLate},
		{"proofs from Hashes verify", trial.proofs},
		{"keys and files are kept once", trial.vault},
		{"leases go to one owner, earliest first", trial.leases},
		{"what waits is listed and not leased", trial.waiting},
		{"only those are leased that are asked for", trial.leasesOnly},
		{"a lease that ran out is fenced", trial.fenced},
		{"a lease that ran out settles while nobody else has it", trial.lateSettle},
		{"a lease given back settles nothing", trial.released},
		{"a canceled timer cannot be settled", trial.canceled},
		{"settling goes with the events or not at all", trial.settled},
		{"many owners share no timer", trial.noTimerTwice},
		{"a closed store answers no more", trial.closed},
	}
	if kind.Keeps {
		promises = append(promises, []struct {
			name string
			hold func(trial)
		}{
			{"a store opened again has everything", trial.reopened},
			{"two stores on one folder agree", trial.twoStores},
		}...)
	}
	for _, promise := range promises {
		t.Run(promise.name, func(t *testing.T) {
			t.Parallel()
			promise.hold(trial{t, kind})
		})
	}
}

// A trial is the test of one promise.
type trial struct {
	*testing.T

	kind Kind
}

// ID draws a new id.
func ID[T ~string]() T { return T(strings.ToLower(rand.Text())) }

// Sign makes a checkpoint that Consistent knows again; it signs nothing.
func Sign(size int64, root ledger.Hash) ([]byte, error) {
	return fmt.Appendf(nil, "head of size %d\n%s\n", size, root), nil
}

// Event makes an event that says text, with a random leaf.
func Event(text string) store.Event {
	var salt [ledger.SaltSize]byte
	// It never fails (see its documentation).
	_, _ = rand.Read(salt[:])
	return store.Event{Sealed: []byte(text), Leaf: ledger.Commit(salt, []byte(text))}
}

// All gives all rows of a store.
func All(t *testing.T, s store.Store) []store.Row {
	t.Helper()
	var all []store.Row
	for {
		rows, err := s.Follow(t.Context(), int64(len(all)), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return all
		}
		all = append(all, rows...)
	}
}

// Consistent fails the test unless positions and versions are gapless, the
// ledger is the tree of the leaves, its head is signed by Sign, and Check finds
// nothing. No Append may be under way. It gives all rows.
func Consistent(t *testing.T, s store.Store) []store.Row {
	t.Helper()
	all := All(t, s)
	versions := make(map[tocsin.StreamID]int64)
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = hashes[index]
		}
		return found, nil
	})
	for i, row := range all {
		versions[row.Stream]++
		if row.Position != int64(i) || row.Version != versions[row.Stream] {
			t.Fatalf("row %d has position %d and version %d, want version %d", i, row.Position, row.Version, versions[row.Stream])
		}
		added, err := tlog.StoredHashes(int64(i), row.Leaf[:], reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, added...)
	}
	checkHead(t, s, int64(len(all)), reader)
	checkHashes(t, s, hashes)
	lines, err := s.Check(t.Context())
	if err != nil || len(lines) > 0 {
		t.Fatalf("Check finds %q, %v", lines, err)
	}
	return all
}

// checkHead compares the head with the tree of size leaves in hashes.
func checkHead(t *testing.T, s store.Store, size int64, hashes tlog.HashReader) {
	t.Helper()
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if head.Size != size || head.Root != root {
		t.Fatalf("the head is %d %s, want %d %s", head.Size, head.Root, size, root)
	}
	want, err := Sign(size, root)
	if size == 0 {
		want = nil
	}
	if err != nil || string(head.Checkpoint) != string(want) {
		t.Fatalf("the checkpoint is %q, want %q", head.Checkpoint, want)
	}
}

// checkHashes compares the stored hashes, of which there are no more.
func checkHashes(t *testing.T, s store.Store, hashes []tlog.Hash) {
	t.Helper()
	indexes := make([]int64, len(hashes))
	for i := range indexes {
		indexes[i] = int64(i)
	}
	kept, err := s.Hashes(t.Context()).ReadHashes(indexes)
	if err != nil {
		t.Fatal(err)
	}
	if len(hashes) > 0 && !reflect.DeepEqual(kept, hashes) {
		t.Fatal("the stored hashes are not those of the leaves")
	}
	if _, err := s.Hashes(t.Context()).ReadHashes([]int64{int64(len(hashes))}); err == nil {
		t.Fatalf("hash %d is there, and should not be", len(hashes))
	}
}

// A fixture is one store with one key in it.
type fixture struct {
	s   store.Store
	key tocsin.KeyID
}

// begin opens a store in a new folder.
func begin(t *testing.T, kind Kind, sign store.SignHead) fixture {
	t.Helper()
	f := fixture{s: openIn(t, kind, t.TempDir(), sign), key: ID[tocsin.KeyID]()}
	f.keep(t, store.Batch{Keys: []store.Key{{ID: f.key, Wrapped: []byte("wrapped")}}})
	return f
}

// openIn opens a store in a folder and closes it after the test.
func openIn(t *testing.T, kind Kind, folder string, sign store.SignHead) store.Store {
	t.Helper()
	s, err := kind.Open(folder, sign)
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

// keep appends a batch that must be kept.
func (f fixture) keep(t *testing.T, batch store.Batch) {
	t.Helper()
	if err := f.s.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

// events makes events on a stream at a version, one for each text.
func (f fixture) events(id tocsin.StreamID, expect int64, texts ...string) store.Stream {
	stream := store.Stream{ID: id, Expect: expect, Key: f.key}
	for _, text := range texts {
		stream.Events = append(stream.Events, Event(text))
	}
	return stream
}

// batch makes a batch of streams alone.
func batch(streams ...store.Stream) store.Batch { return store.Batch{Streams: streams} }

// timer makes a timer that is due.
func (f fixture) timer(due time.Time) store.Timer {
	return store.Timer{
		ID: ID[tocsin.TimerID](), Stream: ID[tocsin.StreamID](), Key: f.key,
		Due: due, Sealed: []byte("sealed timer"),
	}
}

// file makes a file.
func (f fixture) file(text string) store.File {
	return store.File{ID: ID[tocsin.FileID](), Key: f.key, Sealed: []byte(text)}
}

// A picture is everything that a store tells without being asked by id.
type picture struct {
	Head   store.Head
	Rows   []store.Row
	Files  []tocsin.FileID
	Timers []store.Timer
}

// look takes a picture of a store at rest.
func look(t *testing.T, s store.Store) picture {
	t.Helper()
	head, err := s.Head(t.Context())
	files, errFiles := s.Files(t.Context())
	timers, errTimers := s.Pending(t.Context())
	if err := errors.Join(err, errFiles, errTimers); err != nil {
		t.Fatal(err)
	}
	return picture{Head: head, Rows: All(t, s), Files: files, Timers: timers}
}

// same fails the test unless two pictures are the same.
func same(t *testing.T, got, want picture) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the store has\n%+v\nwant\n%+v", got, want)
	}
}

// is fails the test unless err is want.
func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}
