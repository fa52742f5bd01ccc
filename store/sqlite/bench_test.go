package sqlite_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
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

// BenchmarkAppend appends one event of 1 KiB a batch, each caller to streams of
// his own of 20 events, as dossiers have them. An op is one durable event.
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "data"), benchSign())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			key := benchID[tocsin.KeyID]("key", 0)
			if err := s.Append(b.Context(), store.Batch{Keys: []store.Key{{ID: key, Wrapped: make([]byte, 64)}}}); err != nil {
				b.Fatal(err)
			}
			var next atomic.Int64
			took := make([][]time.Duration, callers)
			b.ResetTimer()
			var all sync.WaitGroup
			for caller := range callers {
				all.Go(func() {
					sealed := make([]byte, benchEvent)
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

// BenchmarkSync appends 4 KiB to a file and syncs it: what one commit costs at
// least on this disk.
func BenchmarkSync(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	block := make([]byte, 4096)
	b.ResetTimer()
	for range b.N {
		_, err := file.Write(block)
		if err = errors.Join(err, file.Sync()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "syncs/s")
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}
