package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
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

// partOf is the variable that tells a child its part.
const partOf = "TOCSIN_STORE_TEST_PART"

// child starts this test binary in a part.
func child(t *testing.T, part string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), partOf+"="+part)
	cmd.Stderr = os.Stderr
	return cmd
}

// play plays a part in a child.
func play(part string, args []string) error {
	switch part {
	case "append":
		return playAppend(args[0], args[1])
	case "contend":
		return playContend(args[0], tocsin.StreamID(args[1]), tocsin.KeyID(args[2]))
	}
	return fmt.Errorf("there is no part %q", part)
}

// playAppend appends until it is killed, with eight callers of one stream each,
// and prints what was kept.
func playAppend(path, name string) error {
	s, err := sqlite.Open(context.Background(), path, storetest.Sign)
	if err != nil {
		return err
	}
	key := store.Key{ID: storetest.ID[tocsin.KeyID](), Wrapped: []byte("wrapped")}
	if err := s.Append(context.Background(), store.Batch{Keys: []store.Key{key}}); err != nil {
		return err
	}
	fault := make(chan error)
	for caller := range 8 {
		go func() {
			batch := one(key.ID, "")
			stream := &batch.Streams[0]
			for {
				// Two events: half a batch would show.
				text := fmt.Sprintf("%s-%d-%d", name, caller, stream.Expect)
				stream.Events = []store.Event{storetest.Event(text + "a"), storetest.Event(text + "b")}
				if err := s.Append(context.Background(), batch); err != nil {
					fault <- err
				}
				stream.Expect += 2
				fmt.Println(text)
			}
		}()
	}
	return <-fault
}

// playContend appends to a stream that others append to as well.
func playContend(path string, stream tocsin.StreamID, key tocsin.KeyID) error {
	s, err := sqlite.Open(context.Background(), path, storetest.Sign)
	if err != nil {
		return err
	}
	errs := make([]error, 10)
	var all sync.WaitGroup
	for caller := range errs {
		all.Go(func() {
			for i := range 4 {
				text := fmt.Sprint(os.Getpid(), " ", caller, " ", i)
				errs[caller] = errors.Join(errs[caller], storetest.Insist(context.Background(), s, stream, key, text))
			}
		})
	}
	all.Wait()
	return errors.Join(errors.Join(errs...), s.Close())
}

// TestProcesses has three processes append to one stream of one file, while
// this one appends to another.
func TestProcesses(t *testing.T) {
	t.Parallel()
	const processes = 3
	path := filepath.Join(t.TempDir(), "data")
	s := open(t, path, storetest.Sign)
	key, stream := newKey(t, s), storetest.ID[tocsin.StreamID]()
	var all sync.WaitGroup
	defer all.Wait()
	for range processes {
		cmd := child(t, "contend", path, string(stream), string(key))
		all.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Error(err)
			}
		})
	}
	storetest.Contend(t, "here", key, s)
	all.Wait()
	storetest.Consistent(t, s)
	rows, err := s.Read(t.Context(), stream)
	if err != nil || len(rows) != processes*40 {
		t.Fatalf("%d events are there, want %d (%v)", len(rows), processes*40, err)
	}
	seen := make(map[string]bool)
	for _, row := range rows {
		if seen[string(row.Sealed)] {
			t.Fatalf("%q is there twice", row.Sealed)
		}
		seen[string(row.Sealed)] = true
	}
}

// TestKill kills a process that appends, again and again: whatever it was told
// is kept is there once, whole, and the ledger is that of what is there.
func TestKill(t *testing.T) {
	t.Parallel()
	seed := [2]uint64{uint64(time.Now().UnixNano()), 0}
	t.Logf("seed %v", seed)
	chance := rand.New(rand.NewPCG(seed[0], seed[1]))
	path := filepath.Join(t.TempDir(), "data")
	kept := make(map[string]bool)
	for round := range killRounds {
		acked := killed(t, path, fmt.Sprint(round), time.Duration(chance.IntN(30_000))*time.Microsecond)
		for _, text := range acked {
			kept[text+"a"], kept[text+"b"] = true, true
		}
		checkKept(t, path, kept)
	}
	t.Logf("%d events were acknowledged in %d rounds", len(kept), killRounds)
}

// killed lets a process append for a time and kills it; it gives what was
// acknowledged.
func killed(t *testing.T, path, name string, after time.Duration) (acked []string) {
	t.Helper()
	cmd := child(t, "append", path, name)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(acked) == 0 {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		acked = append(acked, lines.Text())
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") || len(acked) == 0 {
		t.Fatalf("the child ended with %v after %d batches", err, len(acked))
	}
	return acked
}

// checkKept sees that what was acknowledged is there, nothing twice, and no
// half of a batch.
func checkKept(t *testing.T, path string, kept map[string]bool) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, storetest.Sign)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, row := range storetest.Consistent(t, s) {
		if seen[string(row.Sealed)] {
			t.Fatalf("%q is there twice", row.Sealed)
		}
		seen[string(row.Sealed)] = true
	}
	for text := range kept {
		if !seen[text] {
			t.Fatalf("%q was acknowledged and is not there", text)
		}
	}
	for text := range seen {
		if half := text[:len(text)-1]; !seen[half+"a"] || !seen[half+"b"] {
			t.Fatalf("of %q only one half is there", half)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestKillWhileOpening kills a process while it makes its data file.
func TestKillWhileOpening(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		path := filepath.Join(t.TempDir(), "data")
		cmd := child(t, "append", path, "a")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// It is killed later and later after it has made the file.
		for there := false; !there; {
			_, err := os.Stat(path)
			there = err == nil
		}
		time.Sleep(time.Duration(round*round) * 100 * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		// It was killed; nothing else is to be learned.
		_ = cmd.Wait()
		checkKept(t, path, nil)
	}
}
