package watch_test

import (
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin/delivery"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
)

// TestDeadlines holds very many deadlines over a simulated year and tells what
// memory they take and how late the latest of them passed: within a tick.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { holdDeadlines(t, newStore(t), deadlines) })
	})
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			kept := must[*sqlite.Store](t)(sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "tocsin.db"), signHead))
			defer func() {
				if err := kept.Close(); err != nil {
					t.Error(err)
				}
			}()
			holdDeadlines(t, kept, onSQLite)
		})
	})
}

// holdDeadlines does so on one store.
func holdDeadlines(t *testing.T, kept store.Store, count int) {
	t.Helper()
	const tick, each = time.Hour, 4
	seeded := rand.New(rand.NewPCG(1, uint64(count)))
	o := newOfficeIn(t, small(t), 0, kept)
	heap := heapNow()
	saw := newWitness(t, o.store, time.Now)
	o.store = saw
	o.open()
	begin := time.Now()
	for range count / each {
		var all []delivery.DispatchPlanned
		for range each {
			all = append(all, delivery.DispatchPlanned{Deadline: begin.Add(time.Duration(seeded.Int64N(int64(365 * 24 * time.Hour)))).Truncate(time.Second)})
		}
		o.plant(o.planted(begin, nil, all...))
	}
	held := heapNow() - heap
	w := o.watch("one", newBox())
	passed := 0
	for end := begin.AddDate(1, 0, 1); time.Now().Before(end); time.Sleep(tick) {
		done, err := w.Step(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		passed += done.Overdue
	}
	saw.held(tick)
	if passed != count || saw.passed != count {
		t.Errorf("%d of %d passed", passed, count)
	}
	t.Logf("%d deadlines: %d MiB held with their records, the latest was %s late at a tick of %s", count, held>>20, saw.worst, tick)
}

// heapNow is what the heap holds.
func heapNow() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
