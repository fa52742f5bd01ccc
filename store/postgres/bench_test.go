package postgres_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
)

// benchEvent is the size in bytes of the events that are appended.
const benchEvent = 1024

// benchID gives the id of a name: the same every time.
func benchID[T ~string](name string, n int64) T {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(name), uint64(n)))
	return T(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}

// benchSign signs as app does: Ed25519 over some bytes.
func benchSign() store.SignHead {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	return func(size int64, root ledger.Hash) ([]byte, error) {
		return ed25519.Sign(private, fmt.Appendf(nil, "bench\n%d\n%s\n", size, root)), nil
	}
}

// benchStores opens some stores on one new record, with a key in it.
func benchStores(b *testing.B, n int) (stores []*postgres.Store, key tocsin.KeyID) {
	b.Helper()
	at := address(b)
	for range n {
		stores = append(stores, open(b, at, benchSign()))
	}
	key = benchID[tocsin.KeyID]("key", 0)
	if err := stores[0].Append(b.Context(), store.Batch{Keys: []store.Key{{ID: key, Wrapped: make([]byte, 64)}}}); err != nil {
		b.Fatal(err)
	}
	return stores, key
}

// BenchmarkAppend appends one event of 1 KiB a batch, each caller to streams of
// his own of 20 events, as dossiers have them. An op is one durable event.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct{ stores, callers int }{{1, 1}, {1, 16}, {1, 64}, {3, 63}} {
		b.Run(fmt.Sprintf("stores=%d/callers=%d", c.stores, c.callers), func(b *testing.B) {
			stores, key := benchStores(b, c.stores)
			var next atomic.Int64
			took := make([][]time.Duration, c.callers)
			b.ResetTimer()
			var all sync.WaitGroup
			for caller := range c.callers {
				all.Go(func() {
					s, sealed := stores[caller%c.stores], make([]byte, benchEvent)
					for mine := int64(0); next.Add(1) <= int64(b.N); mine++ {
						event := store.Event{Sealed: sealed}
						binary.BigEndian.PutUint64(event.Leaf[:], uint64(mine))
						began := time.Now()
						err := s.Append(b.Context(), store.Batch{Streams: []store.Stream{{
							ID:     benchID[tocsin.StreamID](fmt.Sprint(caller), mine/20),
							Expect: mine % 20, Key: key, Events: []store.Event{event},
						}}})
						if err != nil {
							b.Error(err)
							return
						}
						took[caller] = append(took[caller], time.Since(began))
					}
				})
			}
			all.Wait()
			b.StopTimer()
			sorted := slices.Concat(took...)
			slices.Sort(sorted)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(sorted[len(sorted)/2].Microseconds()), "p50-us")
			b.ReportMetric(float64(sorted[len(sorted)*99/100].Microseconds()), "p99-us")
		})
	}
}

// BenchmarkCommit commits a bare row of 1 KiB, one connection after the other:
// what one transaction costs at least on this server.
func BenchmarkCommit(b *testing.B) {
	conn := raw(b, address(b))
	execute(b, conn, "CREATE TABLE bare (n bigint, b bytea)")
	content := make([]byte, benchEvent)
	b.ResetTimer()
	for n := range b.N {
		if _, err := conn.Exec(b.Context(), "INSERT INTO bare VALUES ($1, $2)", int64(n), content); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkLease leases timers and settles each in a batch of its own. An op is
// one timer.
func BenchmarkLease(b *testing.B) {
	for _, c := range []struct{ owners, limit int }{{1, 1}, {1, 64}, {16, 16}} {
		b.Run(fmt.Sprintf("owners=%d/limit=%d", c.owners, c.limit), func(b *testing.B) {
			stores, key := benchStores(b, 1)
			s := stores[0]
			for n := 0; n < b.N; {
				var set []store.Timer
				for ; n < b.N && len(set) < 1000; n++ {
					set = append(set, store.Timer{
						ID: benchID[tocsin.TimerID]("timer", int64(n)), Stream: benchID[tocsin.StreamID]("timer", 0), Key: key,
						Due: time.UnixMilli(int64(n)), Sealed: make([]byte, 100),
					})
				}
				if err := s.Append(b.Context(), store.Batch{Timers: set}); err != nil {
					b.Fatal(err)
				}
			}
			var done atomic.Int64
			b.ResetTimer()
			var all sync.WaitGroup
			for owner := range c.owners {
				all.Go(func() {
					for done.Load() < int64(b.N) {
						given, err := s.Lease(b.Context(), store.LeaseAsk{Owner: fmt.Sprint(owner), Now: time.Now(), For: time.Hour, Limit: c.limit})
						if err != nil {
							b.Error(err)
							return
						}
						settleAll(b, s, given)
						done.Add(int64(len(given)))
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "timers/s")
		})
	}
}

// settleAll settles leases, all at once, each in a batch of its own.
func settleAll(b *testing.B, s *postgres.Store, given []store.Lease) {
	b.Helper()
	var all sync.WaitGroup
	for _, lease := range given {
		all.Go(func() {
			if err := s.Append(context.Background(), store.Batch{Settle: []store.Lease{lease}}); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}
