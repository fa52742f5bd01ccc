package postgres_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
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
	s, err := postgres.Make(context.Background(), args[0], storetest.Sign)
	if err != nil {
		return err
	}
	switch part {
	case "append":
		return playAppend(s, args[1])
	case "contend":
		return playContend(s, tocsin.StreamID(args[1]), tocsin.KeyID(args[2]))
	case "lease":
		return playLease(s, tocsin.KeyID(args[1]))
	}
	return fmt.Errorf("there is no part %q", part)
}

// playAppend appends until it is killed, with eight callers of one stream each,
// and prints what was kept.
func playAppend(s store.Store, name string) error {
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
func playContend(s store.Store, stream tocsin.StreamID, key tocsin.KeyID) error {
	errs := make([]error, 5)
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

// leaseFor is how long the leases of playLease last: who is killed holds up his
// timers for so long.
const leaseFor = 400 * time.Millisecond

// playLease leases timers and settles each with an event that says its id, until
// there are none.
func playLease(s store.Store, key tocsin.KeyID) error {
	ctx := context.Background()
	for {
		given, err := s.Lease(ctx, store.LeaseAsk{Owner: fmt.Sprint(os.Getpid()), Now: time.Now(), For: leaseFor, Limit: 3})
		if err != nil {
			return err
		}
		for _, lease := range given {
			// What a channel would take.
			time.Sleep(2 * time.Millisecond)
			batch := one(key, string(lease.ID))
			batch.Settle = []store.Lease{lease}
			err := s.Append(ctx, batch)
			if err != nil && !errors.Is(err, store.ErrFenced) {
				return err
			}
		}
		left, err := s.Pending(ctx)
		if err != nil {
			return err
		}
		if len(left) == 0 {
			return s.Close()
		}
	}
}

// TestProcesses has three processes append to one stream of one database, while
// this one appends to another.
func TestProcesses(t *testing.T) {
	t.Parallel()
	const processes = 3
	at := address(t)
	s := open(t, at, storetest.Sign)
	key, stream := newKey(t, s), storetest.ID[tocsin.StreamID]()
	var all sync.WaitGroup
	defer all.Wait()
	for range processes {
		cmd := child(t, "contend", at, string(stream), string(key))
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
	if err != nil || len(rows) != processes*20 {
		t.Fatalf("%d events are there, want %d (%v)", len(rows), processes*20, err)
	}
	if twice := doubled(rows); twice != "" {
		t.Fatalf("%q is there twice", twice)
	}
}

// doubled gives a text that is there twice, or nothing.
func doubled(rows []store.Row) string {
	seen := make(map[string]bool)
	for _, row := range rows {
		if seen[string(row.Sealed)] {
			return string(row.Sealed)
		}
		seen[string(row.Sealed)] = true
	}
	return ""
}

// chance draws by a seed that is logged.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed := [2]uint64{uint64(time.Now().UnixNano()), 0}
	t.Logf("seed %v", seed)
	return rand.New(rand.NewPCG(seed[0], seed[1]))
}

// TestKill kills a process that appends, again and again: whatever it was told
// is kept is there once, whole, and the ledger is that of what is there.
func TestKill(t *testing.T) {
	t.Parallel()
	random := chance(t)
	at := address(t)
	kept := make(map[string]bool)
	for round := range killRounds {
		acked := killed(t, at, fmt.Sprint(round), time.Duration(random.IntN(30_000))*time.Microsecond)
		for _, text := range acked {
			kept[text+"a"], kept[text+"b"] = true, true
		}
		checkKept(t, at, kept)
	}
	t.Logf("%d events were acknowledged in %d rounds", len(kept), killRounds)
}

// killed lets a process append for a time and kills it; it gives what was
// acknowledged.
func killed(t *testing.T, at, name string, after time.Duration) (acked []string) {
	t.Helper()
	cmd := child(t, "append", at, name)
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
func checkKept(t *testing.T, at string, kept map[string]bool) {
	t.Helper()
	s, err := postgres.Open(t.Context(), at, storetest.Sign)
	if err != nil {
		t.Fatal(err)
	}
	// The server may still be at the last commit of the one that was killed,
	// and holds the head until it has ended; so does this for a moment.
	condition := store.Batch{Streams: []store.Stream{{ID: storetest.ID[tocsin.StreamID]()}}}
	if err := s.Append(t.Context(), condition); err != nil {
		t.Fatal(err)
	}
	rows := storetest.Consistent(t, s)
	if twice := doubled(rows); twice != "" {
		t.Fatalf("%q is there twice", twice)
	}
	seen := make(map[string]bool)
	for _, row := range rows {
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

// TestLeaseKill has several processes lease timers of one database while they
// are killed, one after the other, and replaced: in the end each timer is
// settled once.
func TestLeaseKill(t *testing.T) {
	t.Parallel()
	const processes = 3
	random := chance(t)
	at := address(t)
	s := open(t, at, storetest.Sign)
	key := newKey(t, s)
	var set []store.Timer
	for i := range leaseTimers {
		set = append(set, store.Timer{
			ID: storetest.ID[tocsin.TimerID](), Stream: storetest.ID[tocsin.StreamID](), Key: key,
			Due: time.UnixMilli(int64(i)).UTC(), Sealed: []byte("sealed"),
		})
	}
	if err := s.Append(t.Context(), store.Batch{Timers: set}); err != nil {
		t.Fatal(err)
	}
	start := func() *exec.Cmd {
		cmd := child(t, "lease", at, string(key))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var running [processes]*exec.Cmd
	for i := range running {
		running[i] = start()
	}
	kills := 0
	for ; kills < leaseKills; kills++ {
		left, err := s.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		// A child that has not begun would be killed for nothing.
		time.Sleep(time.Duration(40+random.IntN(120)) * time.Millisecond)
		i := random.IntN(processes)
		if err := running[i].Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		// It was killed; nothing else is to be learned.
		_ = running[i].Wait()
		running[i] = start()
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	rows := storetest.Consistent(t, s)
	if twice := doubled(rows); twice != "" {
		t.Fatalf("timer %s was settled twice", twice)
	}
	left, err := s.Pending(t.Context())
	if err != nil || len(left) != 0 || len(rows) != leaseTimers {
		t.Fatalf("of %d timers %d are settled and %d left (%v)", leaseTimers, len(rows), len(left), err)
	}
	t.Logf("%d timers were settled once each, through %d kills", leaseTimers, kills)
}
