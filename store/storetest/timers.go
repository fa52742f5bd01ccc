package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// leaseFor is how long the leases of the tests last.
const leaseFor = time.Minute

// ask asks for up to a hundred leases.
func ask(owner string, now time.Time) store.LeaseAsk {
	return store.LeaseAsk{Owner: owner, Now: now, For: leaseFor, Limit: 100}
}

// lease leases what is due.
func (f fixture) lease(t *testing.T, now time.Time) []store.Lease {
	t.Helper()
	given, err := f.s.Lease(t.Context(), ask("owner", now))
	if err != nil {
		t.Fatal(err)
	}
	return given
}

// leaseOne leases the only timer that is due.
func (f fixture) leaseOne(t *testing.T, now time.Time) store.Lease {
	t.Helper()
	given := f.lease(t, now)
	if len(given) != 1 {
		t.Fatalf("got %d leases, want 1", len(given))
	}
	return given[0]
}

// none fails the test if something is due.
func (f fixture) none(t *testing.T, now time.Time) {
	t.Helper()
	if given := f.lease(t, now); len(given) != 0 {
		t.Fatalf("got %+v, want no lease", given)
	}
}

// settle makes a batch that settles one lease.
func settle(lease store.Lease) store.Batch { return store.Batch{Settle: []store.Lease{lease}} }

func (t trial) leases() {
	f := begin(t.T, t.kind, Sign)
	f.none(t.T, noon())
	var timers []store.Timer
	for _, minute := range []int{5, 1, 4, 2, 3} {
		timers = append(timers, f.timer(noon().Add(time.Duration(minute)*time.Minute)))
	}
	f.keep(t.T, store.Batch{Timers: timers})
	sorted := []store.Timer{timers[1], timers[3], timers[4], timers[2], timers[0]}
	if got := look(t.T, f.s).Timers; !reflect.DeepEqual(got, sorted) {
		t.Fatalf("Pending gives %v, want %v", got, sorted)
	}
	f.none(t.T, noon().Add(time.Minute-time.Nanosecond))
	few := ask("one", noon().Add(4*time.Minute))
	few.Limit = 2
	first, err := f.s.Lease(t.Context(), few)
	if err != nil {
		t.Fatal(err)
	}
	rest := f.lease(t.T, few.Now)
	given := append(first, rest...)
	if len(first) != 2 || len(given) != 4 {
		t.Fatalf("got %d and %d leases, want 2 and 2", len(first), len(rest))
	}
	for i, lease := range given {
		if !reflect.DeepEqual(lease.Timer, sorted[i]) || lease.Attempts != 1 {
			t.Fatalf("lease %d is %+v, want of %+v", i, lease, sorted[i])
		}
		if lease.Token < 1 || i > 0 && lease.Token <= given[i-1].Token {
			t.Fatalf("lease %d has token %d", i, lease.Token)
		}
	}
	f.none(t.T, few.Now)
	if got := look(t.T, f.s).Timers; !reflect.DeepEqual(got, sorted) {
		t.Fatalf("Pending gives %v once leased, want %v", got, sorted)
	}
	for _, bad := range []store.LeaseAsk{
		{Now: noon(), For: leaseFor, Limit: 1},
		{Owner: "one", Now: noon(), Limit: 1},
		{Owner: "one", Now: noon(), For: leaseFor},
	} {
		if _, err := f.s.Lease(t.Context(), bad); err == nil {
			t.Fatalf("%+v is answered", bad)
		}
	}
}

func (t trial) fenced() {
	f := begin(t.T, t.kind, Sign)
	f.keep(t.T, store.Batch{Timers: []store.Timer{f.timer(noon())}})
	old := f.leaseOne(t.T, noon())
	f.none(t.T, noon().Add(leaseFor-time.Millisecond))
	newer := f.leaseOne(t.T, noon().Add(leaseFor))
	if newer.Token <= old.Token || newer.Attempts != 2 {
		t.Fatalf("%+v follows %+v", newer, old)
	}
	before := look(t.T, f.s)
	late := settle(old)
	late.Streams = []store.Stream{f.events(ID[tocsin.StreamID](), 0, "late")}
	is(t.T, f.s.Append(t.Context(), late), store.ErrFenced)
	is(t.T, f.s.Release(t.Context(), old, noon()), store.ErrFenced)
	same(t.T, look(t.T, f.s), before)
	f.none(t.T, noon().Add(leaseFor))
	f.keep(t.T, settle(newer))
	is(t.T, f.s.Append(t.Context(), settle(newer)), store.ErrFenced)
	is(t.T, f.s.Release(t.Context(), newer, noon()), store.ErrFenced)
	// The same id again is another timer: no old token fits it.
	again := old.Timer
	f.keep(t.T, store.Batch{Timers: []store.Timer{again}})
	is(t.T, f.s.Append(t.Context(), settle(old)), store.ErrFenced)
	third := f.leaseOne(t.T, noon())
	if third.Token <= newer.Token || third.Attempts != 1 {
		t.Fatalf("%+v follows %+v", third, newer)
	}
	is(t.T, f.s.Append(t.Context(), settle(newer)), store.ErrFenced)
}

func (t trial) lateSettle() {
	f := begin(t.T, t.kind, Sign)
	f.keep(t.T, store.Batch{Timers: []store.Timer{f.timer(noon())}})
	lease := f.leaseOne(t.T, noon())
	f.none(t.T, noon().Add(leaseFor/2))
	// The store has no clock; nobody else has asked.
	f.keep(t.T, settle(lease))
	f.none(t.T, noon().Add(2*leaseFor))
}

func (t trial) released() {
	f := begin(t.T, t.kind, Sign)
	f.keep(t.T, store.Batch{Timers: []store.Timer{f.timer(noon())}})
	lease := f.leaseOne(t.T, noon())
	again := noon().Add(10 * time.Second)
	if err := f.s.Release(t.Context(), lease, again.Add(time.Nanosecond)); err == nil {
		t.Fatal("a due time between milliseconds is taken")
	}
	is(t.T, f.s.Release(t.Context(), lease, again), nil)
	is(t.T, f.s.Release(t.Context(), lease, again), store.ErrFenced)
	is(t.T, f.s.Append(t.Context(), settle(lease)), store.ErrFenced)
	timers := look(t.T, f.s).Timers
	if len(timers) != 1 || !timers[0].Due.Equal(again) {
		t.Fatalf("Pending gives %v", timers)
	}
	f.none(t.T, again.Add(-time.Millisecond))
	second := f.leaseOne(t.T, again)
	if second.Attempts != 2 || second.Token <= lease.Token || !second.Due.Equal(again) {
		t.Fatalf("%+v follows %+v", second, lease)
	}
	is(t.T, f.s.Release(t.Context(), lease, again), store.ErrFenced)
	is(t.T, f.s.Append(t.Context(), settle(lease)), store.ErrFenced)
	f.keep(t.T, settle(second))
}

func (t trial) canceled() {
	f := begin(t.T, t.kind, Sign)
	timers := []store.Timer{f.timer(noon()), f.timer(noon().Add(time.Hour))}
	f.keep(t.T, store.Batch{Timers: timers})
	lease := f.leaseOne(t.T, noon())
	both := store.Batch{Cancel: []tocsin.TimerID{timers[0].ID, timers[1].ID}}
	f.keep(t.T, both)
	if left := look(t.T, f.s).Timers; len(left) != 0 {
		t.Fatalf("Pending gives %v", left)
	}
	is(t.T, f.s.Append(t.Context(), settle(lease)), store.ErrFenced)
	is(t.T, f.s.Release(t.Context(), lease, noon()), store.ErrFenced)
	f.none(t.T, noon().Add(2*time.Hour))
	f.keep(t.T, both)
}

func (t trial) settled() {
	f := begin(t.T, t.kind, Sign)
	stream := ID[tocsin.StreamID]()
	f.keep(t.T, batch(f.events(stream, 0, "asked")))
	f.keep(t.T, store.Batch{Timers: []store.Timer{f.timer(noon())}})
	lease := f.leaseOne(t.T, noon())
	done := settle(lease)
	done.Streams = []store.Stream{f.events(stream, 0, "done")}
	is(t.T, f.s.Append(t.Context(), done), store.ErrMoved)
	if left := look(t.T, f.s).Timers; len(left) != 1 {
		t.Fatalf("Pending gives %v", left)
	}
	// In one batch: done, canceled besides, and set again under its id.
	done.Streams = []store.Stream{f.events(stream, 1, "done")}
	done.Cancel = []tocsin.TimerID{lease.ID}
	next := lease.Timer
	next.Due = noon().Add(time.Hour)
	done.Timers = []store.Timer{next}
	f.keep(t.T, done)
	if left := look(t.T, f.s).Timers; !reflect.DeepEqual(left, []store.Timer{next}) {
		t.Fatalf("Pending gives %v, want %v", left, next)
	}
	if rows := Consistent(t.T, f.s); len(rows) != 2 {
		t.Fatalf("%d events are kept, want 2", len(rows))
	}
}

// noTimerTwice has owners lease and settle at the same time.
func (t trial) noTimerTwice() {
	f := begin(t.T, t.kind, Sign)
	f.takeOnce(t.T, f)
}

// takeOnce has owners lease and settle at the same time, in two stores that
// have the same data or are the same.
func (f fixture) takeOnce(t *testing.T, other fixture) {
	t.Helper()
	const timers, owners = 60, 6
	var set []store.Timer
	for range timers {
		set = append(set, f.timer(noon()))
	}
	f.keep(t, store.Batch{Timers: set})
	var all sync.WaitGroup
	var had [owners][]store.Lease
	for owner := range owners {
		at := []fixture{f, other}[owner%2]
		all.Go(func() {
			var err error
			if had[owner], err = at.takeAll(t.Context(), fmt.Sprint(owner)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	times, tokens := make(map[tocsin.TimerID]int), make(map[int64]bool)
	for _, lease := range slices.Concat(had[:]...) {
		times[lease.ID]++
		tokens[lease.Token] = true
	}
	for _, timer := range set {
		if times[timer.ID] != 1 {
			t.Fatalf("timer %s was leased %d times", timer.ID, times[timer.ID])
		}
	}
	if len(tokens) != timers {
		t.Fatalf("%d tokens were drawn for %d leases", len(tokens), timers)
	}
	if left := look(t, f.s).Timers; len(left) != 0 {
		t.Fatalf("Pending gives %v", left)
	}
}

// takeAll leases and settles until nothing is due, and gives what it had.
func (f fixture) takeAll(ctx context.Context, owner string) (had []store.Lease, err error) {
	for {
		few := ask(owner, noon())
		few.Limit = 3
		given, err := f.s.Lease(ctx, few)
		if err != nil || len(given) == 0 {
			return had, err
		}
		if err := f.s.Append(ctx, store.Batch{Settle: given}); err != nil {
			return had, err
		}
		had = append(had, given...)
	}
}
