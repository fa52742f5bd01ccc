package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/pgtest"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// TestMain plays a part in a test of several processes, if it is told to, and
// else stops the server that the tests have shared.
func TestMain(m *testing.M) {
	if part := os.Getenv(partOf); part != "" {
		if err := play(part, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		if err := shared.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// shared is the one server of all tests that do not stop theirs.
var shared struct {
	sync.Mutex

	server *pgtest.Server
}

// server gives the shared server.
func server(tb testing.TB) *pgtest.Server {
	tb.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err := errors.Join(err, listener.Close()); err != nil {
			tb.Fatal(err)
		}
		shared.server = ownServer(tb, "listen_addresses=127.0.0.1", "port="+port, "max_connections=300", "wal_level=minimal", "max_wal_senders=0", "checkpoint_timeout=1h")
	}
	return shared.server
}

// ownServer starts a server.
func ownServer(tb testing.TB, settings ...string) *pgtest.Server {
	tb.Helper()
	// It outlives the test that was first.
	s, err := pgtest.Start(context.Background(), settings...)
	if errors.Is(err, pgtest.ErrMissing) {
		tb.Skipf("NOT TESTED: %v", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// database makes an empty database and gives its name.
func database(tb testing.TB) string {
	tb.Helper()
	name, err := server(tb).Create(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return name
}

// address makes an empty database and gives its address.
func address(tb testing.TB) string {
	tb.Helper()
	return server(tb).URL(database(tb))
}

// raw opens the database as any program might.
func raw(tb testing.TB, address string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		// It may have been cut off on purpose.
		_ = conn.Close(context.Background())
	})
	return conn
}

// execute runs statements that must succeed.
func execute(tb testing.TB, conn *pgx.Conn, statements string) {
	tb.Helper()
	if _, err := conn.PgConn().Exec(tb.Context(), statements).ReadAll(); err != nil {
		tb.Fatalf("%s: %v", statements, err)
	}
}

// ask asks for one value.
func ask[T any](tb testing.TB, address, text string) (found T) {
	tb.Helper()
	if err := raw(tb, address).QueryRow(tb.Context(), text).Scan(&found); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return found
}

// open opens a record and closes it after the test.
func open(tb testing.TB, address string, sign store.SignHead) *postgres.Store {
	tb.Helper()
	s, err := postgres.Make(tb.Context(), address, sign)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// newKey keeps a new key.
func newKey(tb testing.TB, s store.Store) tocsin.KeyID {
	tb.Helper()
	key := store.Key{ID: storetest.ID[tocsin.KeyID](), Wrapped: []byte("wrapped")}
	if err := s.Append(tb.Context(), store.Batch{Keys: []store.Key{key}}); err != nil {
		tb.Fatal(err)
	}
	return key.ID
}

// one makes a batch of one event on a new stream.
func one(key tocsin.KeyID, text string) store.Batch {
	return store.Batch{Streams: []store.Stream{{
		ID: storetest.ID[tocsin.StreamID](), Key: key, Events: []store.Event{storetest.Event(text)},
	}}}
}
