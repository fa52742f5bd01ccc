package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// The ways in which a line breaks, once, around the commit that follows a
// signature.
const (
	// breaksBefore: the commit never arrives.
	breaksBefore = "before it arrives"
	// breaksAfter: the commit arrives, its answer does not.
	breaksAfter = "before the answer"
	// breaksEarly: our side is cut as soon as the commit has left; the server
	// hears nothing of it and goes on.
	breaksEarly = "while the server works"
)

// A line is a socket before the server, which breaks when it is told to.
type line struct {
	dir, server, way string
	armed, closed    atomic.Bool
	// deaf says that the line takes no new connection once it has broken.
	deaf  bool
	broke chan struct{}
}

// cancelRequest is how a message begins that asks the server to give up what it
// does on another connection.
const cancelRequest = "\x00\x00\x00\x10\x04\xd2\x16\x2e"

// newLine makes a line and gives the address that leads through it.
func newLine(t *testing.T, database, way string, deaf bool) (*line, string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "line") //nolint:usetesting // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l := &line{dir: dir, server: filepath.Join(server(t).Dir, ".s.PGSQL."+server(t).Port()), way: way, deaf: deaf, broke: make(chan struct{})}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", filepath.Join(dir, ".s.PGSQL."+server(t).Port()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(client)
		}
	}()
	at, err := url.Parse(server(t).URL(database))
	if err != nil {
		t.Fatal(err)
	}
	query := at.Query()
	query.Set("host", dir)
	at.RawQuery = query.Encode()
	return l, at.String()
}

// carry carries one connection.
func (l *line) carry(client net.Conn) {
	defer client.Close()
	if l.deaf && l.closed.Load() {
		return
	}
	server, err := net.Dial("unix", l.server)
	if err != nil {
		return
	}
	var mine atomic.Bool
	go func() {
		defer client.Close()
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if mine.Load() {
				if l.way == breaksAfter {
					l.cut()
				}
				_ = server.Close()
				return
			}
			if err != nil {
				return
			}
			_, _ = client.Write(buffer[:n])
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			_ = server.Close()
			return
		}
		if bytes.Equal(buffer[:n][:min(n, len(cancelRequest))], []byte(cancelRequest)) {
			// Else the server would hear of it after all.
			_ = server.Close()
			return
		}
		if l.armed.CompareAndSwap(true, false) {
			mine.Store(true)
		}
		if mine.Load() && l.way == breaksBefore {
			l.cut()
			_ = server.Close()
			return
		}
		_, _ = server.Write(buffer[:n])
		if mine.Load() && l.way == breaksEarly {
			// The server's end stays open until it has answered.
			l.cut()
			return
		}
	}
}

// cut notes that the line has broken.
func (l *line) cut() {
	l.closed.Store(true)
	close(l.broke)
}

// through gives a signer that arms the line with the second head it signs: with
// the first the statements are still made known to the server.
func (l *line) through() store.SignHead {
	var signed atomic.Int64
	return func(size int64, root ledger.Hash) ([]byte, error) {
		if signed.Add(1) == 2 {
			l.armed.Store(true)
		}
		return storetest.Sign(size, root)
	}
}

// TestLostAnswer breaks the line around a commit: the caller is told the truth,
// and what he asked is there once.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for way, kept := range map[string]bool{breaksBefore: false, breaksAfter: true, breaksEarly: true} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			name := database(t)
			at := server(t).URL(name)
			direct := open(t, at, storetest.Sign)
			key := newKey(t, direct)
			line, broken := newLine(t, name, way, false)
			s := open(t, broken, line.through())
			batch := one(key, "first")
			if err := s.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			// A commit takes long enough to be overtaken by who asks after it.
			execute(t, raw(t, at), `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
				'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END';
				CREATE TRIGGER slow BEFORE INSERT ON tocsin.hashes FOR EACH STATEMENT EXECUTE FUNCTION slow()`)
			batch = one(key, "once")
			if err := s.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			<-line.broke
			execute(t, raw(t, at), "DROP FUNCTION slow CASCADE")
			if rows := storetest.Consistent(t, direct); len(rows) != 2 {
				t.Fatalf("%d events are there, want 2", len(rows))
			}
			asked, found := s.Resolved()
			if asked != 1 || found != kept {
				t.Fatalf("it was asked %d times, and the last was kept: %t", asked, found)
			}
			// The store goes on.
			batch.Streams[0].Expect = 1
			if err := s.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestUnknown sees that who cannot know does not say that he does.
func TestUnknown(t *testing.T) {
	t.Parallel()
	name := database(t)
	direct := open(t, server(t).URL(name), storetest.Sign)
	key := newKey(t, direct)
	line, broken := newLine(t, name, breaksAfter, true)
	s := open(t, broken, line.through())
	s.SetPatience(100 * time.Millisecond)
	if err := s.Append(t.Context(), one(key, "first")); err != nil {
		t.Fatal(err)
	}
	err := s.Append(t.Context(), one(key, "who knows"))
	if !errors.Is(err, postgres.ErrUnknown) {
		t.Fatalf("got %v", err)
	}
	if rows := storetest.Consistent(t, direct); len(rows) != 2 {
		t.Fatalf("%d events are there", len(rows))
	}
}

// TestAway sees that a server that stays away is a fault after a time, and that
// nothing of it is kept.
func TestAway(t *testing.T) {
	t.Parallel()
	name := database(t)
	direct := open(t, server(t).URL(name), storetest.Sign)
	key := newKey(t, direct)
	line, broken := newLine(t, name, breaksBefore, true)
	s := open(t, broken, storetest.Sign)
	s.SetPatience(100 * time.Millisecond)
	line.armed.Store(true)
	err := s.Append(t.Context(), one(key, "never"))
	if err == nil || errors.Is(err, postgres.ErrUnknown) {
		t.Fatalf("got %v", err)
	}
	if rows := storetest.Consistent(t, direct); len(rows) != 0 {
		t.Fatalf("%d events are there", len(rows))
	}
}

// A load is callers that append until they are stopped, each to a stream of his
// own, two events at a time; none may ever fail.
type load struct {
	t     *testing.T
	stop  chan struct{}
	all   sync.WaitGroup
	lock  sync.Mutex
	acked map[string]bool
	// timers are those that were set.
	timers []string
}

// newLoad starts some callers on each store.
func newLoad(t *testing.T, key tocsin.KeyID, callers int, stores ...*postgres.Store) *load {
	t.Helper()
	l := &load{t: t, stop: make(chan struct{}), acked: make(map[string]bool)}
	for of, s := range stores {
		l.all.Go(func() { l.lease(s, key) })
		for caller := range callers {
			l.all.Go(func() { l.call(s, key, fmt.Sprintf("%d-%d", of, caller)) })
		}
	}
	return l
}

// call is one caller.
func (l *load) call(s *postgres.Store, key tocsin.KeyID, name string) {
	batch := one(key, "")
	stream := &batch.Streams[0]
	for {
		select {
		case <-l.stop:
			return
		default:
		}
		text := fmt.Sprintf("%s-%d", name, stream.Expect)
		stream.Events = []store.Event{storetest.Event(text + "a"), storetest.Event(text + "b")}
		if err := s.Append(context.Background(), batch); err != nil {
			l.t.Errorf("%s: %v", text, err)
			return
		}
		stream.Expect += 2
		l.lock.Lock()
		l.acked[text+"a"], l.acked[text+"b"] = true, true
		l.lock.Unlock()
	}
}

// lease sets timers, leases what is due, whoever set it, and settles each with an
// event that says its id, until it is stopped.
func (l *load) lease(s *postgres.Store, key tocsin.KeyID) {
	ctx := context.Background()
	for stopped := false; ; {
		timer := store.Timer{
			ID: storetest.ID[tocsin.TimerID](), Stream: storetest.ID[tocsin.StreamID](), Key: key,
			Due: time.UnixMilli(0), Sealed: []byte("sealed"),
		}
		select {
		case <-l.stop:
			stopped = true
		default:
			if err := s.Append(ctx, store.Batch{Timers: []store.Timer{timer}}); err != nil {
				l.t.Errorf("setting a timer: %v", err)
			}
			l.lock.Lock()
			l.timers = append(l.timers, string(timer.ID))
			l.lock.Unlock()
		}
		given, err := s.Lease(ctx, store.LeaseAsk{Owner: "owner", Now: time.Now(), For: time.Hour, Limit: 5})
		if err != nil {
			l.t.Errorf("leasing: %v", err)
		}
		for _, lease := range given {
			batch := store.Batch{Settle: []store.Lease{lease}, Streams: []store.Stream{{ID: lease.Stream, Key: key, Events: []store.Event{
				storetest.Event(string(lease.ID) + "a"), storetest.Event(string(lease.ID) + "b"),
			}}}}
			if err := s.Append(ctx, batch); err != nil {
				l.t.Errorf("settling: %v", err)
			}
		}
		if stopped && len(given) == 0 {
			return
		}
	}
}

// kept is how many events were acknowledged.
func (l *load) kept() int {
	l.lock.Lock()
	defer l.lock.Unlock()
	return len(l.acked)
}

// end stops the callers and gives what was acknowledged.
func (l *load) end() map[string]bool {
	close(l.stop)
	l.all.Wait()
	for _, id := range l.timers {
		l.acked[id+"a"], l.acked[id+"b"] = true, true
	}
	return l.acked
}

// TestCut cuts all connections of two stores again and again while they append:
// no caller notices, nothing is lost or doubled, the ledger is gapless and that
// of its leaves.
func TestCut(t *testing.T) {
	t.Parallel()
	random := chance(t)
	at := address(t)
	one, two := open(t, at, storetest.Sign), open(t, at, storetest.Sign)
	l := newLoad(t, newKey(t, one), 12, one, two)
	ax := raw(t, at)
	var cut int64
	for range cuts {
		// Something is kept between two cuts, or nobody would be hit at work.
		for before := l.kept(); l.kept() == before && !t.Failed(); {
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(time.Duration(random.IntN(12_000)) * time.Microsecond)
		var n int64
		err := ax.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tocsin'`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		cut += n
	}
	acked := l.end()
	checkKept(t, at, acked)
	asked, _ := one.Resolved()
	askedToo, _ := two.Resolved()
	t.Logf("%d events were acknowledged, %d connections cut, %d commits asked after", len(acked), cut, asked+askedToo)
	if cut == 0 || len(acked) == 0 {
		t.Fatal("nothing was tried")
	}
}

// TestCrash crashes the server while it is appended to, and starts it again.
func TestCrash(t *testing.T) {
	t.Parallel()
	own := ownServer(t)
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
	})
	name, err := own.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := own.URL(name)
	s := open(t, at, storetest.Sign)
	key := newKey(t, s)
	l := newLoad(t, key, 8, s)
	for i := range crashes {
		time.Sleep(100 * time.Millisecond)
		end := own.Kill
		if i%2 == 1 {
			end = own.Rest
		}
		if err := errors.Join(end(), own.Resume(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	acked := l.end()
	checkKept(t, at, acked)
	t.Logf("%d events were acknowledged through %d ends of the server", len(acked), crashes)
}
