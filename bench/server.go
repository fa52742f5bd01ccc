package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
	"example.org/tocsin/store/pgtest"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/sqlite"
)

// measured is how long each figure of the server is measured.
const measured = 3 * time.Second

// A keeping opens the store of a house that lies in a folder.
type keeping func(ctx context.Context, dir string, sign store.SignHead) (store.Store, error)

// inFolder keeps a house in its folder.
func inFolder(ctx context.Context, dir string, sign store.SignHead) (store.Store, error) {
	return sqlite.Open(ctx, filepath.Join(dir, "tocsin.db"), sign)
}

// onServer keeps each house in a new database of a server.
func onServer(server *pgtest.Server) keeping {
	return func(ctx context.Context, _ string, sign store.SignHead) (store.Store, error) {
		name, err := server.Create(ctx)
		if err != nil {
			return nil, err
		}
		return postgres.Make(ctx, server.URL(name), sign)
	}
}

// runServer measures a PostgreSQL server that it starts: its store by itself,
// and whole chains on it.
func runServer(ctx context.Context, t *table, dir string, o options) (err error) {
	server, err := pgtest.Start(ctx)
	if err != nil {
		return fmt.Errorf("starting a server: %w", err)
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if err := measureServer(ctx, t, server); err != nil {
		return err
	}
	bare, err := measureBare(dir)
	if err != nil {
		return err
	}
	o.keeping, o.kept = onServer(server), "PostgreSQL (fsync on, no standby)"
	return measureChains(ctx, t, dir, o, bare)
}

// measureServer measures the store beside a bare commit.
func measureServer(ctx context.Context, t *table, server *pgtest.Server) error {
	t.head("The store on PostgreSQL, events of 1 KiB, a batch each")
	bare, err := bareCommits(ctx, server)
	if err != nil {
		return err
	}
	t.row("bare commits a second, one connection", "%.0f", bare)
	for _, c := range []struct{ stores, callers int }{{1, 1}, {1, 16}, {1, 64}, {3, 63}} {
		rate, err := appends(ctx, server, c.stores, c.callers)
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("durable events a second, %d callers, %d stores", c.callers, c.stores), "%.0f = %.1f x a bare commit", rate, rate/bare)
	}
	rate, err := leases(ctx, server)
	if err != nil {
		return err
	}
	t.row("timers leased and settled a second, 16 owners", "%.0f", rate)
	return nil
}

// bareCommits counts commits of one row of 1 KiB on one connection.
func bareCommits(ctx context.Context, server *pgtest.Server) (rate float64, err error) {
	name, err := server.Create(ctx)
	if err != nil {
		return 0, err
	}
	conn, err := pgx.Connect(ctx, server.URL(name))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, "CREATE TABLE bare (n bigint, content bytea)"); err != nil {
		return 0, err
	}
	content, n := make([]byte, 1024), 0
	began := time.Now()
	for ; time.Since(began) < measured; n++ {
		if _, err := conn.Exec(ctx, "INSERT INTO bare VALUES ($1, $2)", n, content); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

// filling opens stores on one new record with a key in it.
func filling(ctx context.Context, server *pgtest.Server, n int) (stores []store.Store, key tocsin.KeyID, err error) {
	name, err := server.Create(ctx)
	if err != nil {
		return nil, "", err
	}
	private, _, err := note.GenerateKey(rand.Reader, "bench-log")
	if err != nil {
		return nil, "", err
	}
	log, err := note.NewSigner(private)
	if err != nil {
		return nil, "", err
	}
	for range n {
		s, err := postgres.Make(ctx, server.URL(name), headSigner(log))
		if err != nil {
			return stores, "", err
		}
		stores = append(stores, s)
	}
	key = seal.NewID[tocsin.KeyID]()
	return stores, key, stores[0].Append(ctx, store.Batch{Keys: []store.Key{{ID: key, Wrapped: make([]byte, 64)}}})
}

// closeAll closes stores.
func closeAll(stores []store.Store) {
	for _, s := range stores {
		_ = s.Close() // everything measured is kept by then
	}
}

// appends counts events of callers who write one stream of 20 after the other.
func appends(ctx context.Context, server *pgtest.Server, n, callers int) (rate float64, err error) {
	stores, key, err := filling(ctx, server, n)
	defer closeAll(stores)
	if err != nil {
		return 0, err
	}
	var kept atomic.Int64
	began := time.Now()
	err = together(callers, func(caller int) error {
		batch := store.Batch{Streams: []store.Stream{{Key: key, Events: []store.Event{{Sealed: make([]byte, 1024)}}}}}
		stream := &batch.Streams[0]
		for ; time.Since(began) < measured; stream.Expect++ {
			if stream.Expect %= 20; stream.Expect == 0 {
				stream.ID = seal.NewID[tocsin.StreamID]()
			}
			if err := stores[caller%n].Append(ctx, batch); err != nil {
				return err
			}
			kept.Add(1)
		}
		return nil
	})
	return float64(kept.Load()) / time.Since(began).Seconds(), err
}

// leases counts timers that owners lease, 16 at once, and settle each by itself.
func leases(ctx context.Context, server *pgtest.Server) (rate float64, err error) {
	const owners, timers = 16, 20_000
	stores, key, err := filling(ctx, server, 1)
	defer closeAll(stores)
	if err != nil {
		return 0, err
	}
	s := stores[0]
	var set []store.Timer
	for i := range timers {
		set = append(set, store.Timer{
			ID: seal.NewID[tocsin.TimerID](), Stream: seal.NewID[tocsin.StreamID](), Key: key, Due: time.UnixMilli(int64(i)), Sealed: make([]byte, 100),
		})
	}
	if err := s.Append(ctx, store.Batch{Timers: set}); err != nil {
		return 0, err
	}
	var done atomic.Int64
	began := time.Now()
	err = together(owners, func(owner int) error {
		for done.Load() < timers && time.Since(began) < measured {
			given, err := s.Lease(ctx, store.LeaseAsk{Owner: fmt.Sprint(owner), Now: began, For: time.Hour, Limit: 16})
			if err != nil {
				return err
			}
			if err := together(len(given), func(i int) error {
				return s.Append(ctx, store.Batch{Settle: given[i : i+1]})
			}); err != nil {
				return err
			}
			done.Add(int64(len(given)))
		}
		return nil
	})
	return float64(done.Load()) / time.Since(began).Seconds(), err
}

// together does something n times at once.
func together(n int, do func(i int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errors.Join(errs...)
}
