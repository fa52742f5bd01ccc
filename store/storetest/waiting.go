package storetest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// waits lists what waits behind a timer, in pages of two.
func (f fixture) waits(t *testing.T, now time.Time, after store.Timer) []store.Timer {
	t.Helper()
	var all []store.Timer
	for {
		page, err := f.s.Due(t.Context(), store.DueAsk{Now: now, After: after, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if len(page) < 2 {
			return all
		}
		after = page[1]
	}
}

// five sets five timers a minute apart, two of them due at once, and gives them
// in order.
func (f fixture) five(t *testing.T) []store.Timer {
	t.Helper()
	var timers []store.Timer
	for _, minute := range []int{4, 1, 3, 2, 1} {
		timers = append(timers, f.timer(noon().Add(time.Duration(minute)*time.Minute)))
	}
	f.keep(t, store.Batch{Timers: timers})
	return look(t, f.s).Timers
}

func (t trial) waiting() {
	f := begin(t.T, t.kind, Sign)
	if got := f.waits(t.T, noon(), store.Timer{}); len(got) != 0 {
		t.Fatalf("%v wait", got)
	}
	sorted := f.five(t.T)
	for _, c := range []struct {
		now   time.Time
		after store.Timer
		want  []store.Timer
	}{
		{noon().Add(time.Minute - time.Millisecond), store.Timer{}, nil},
		{noon().Add(time.Minute), store.Timer{}, sorted[:2]},
		{noon().Add(time.Minute), sorted[0], sorted[1:2]},
		{noon().Add(3 * time.Minute), store.Timer{}, sorted[:4]},
		{noon().Add(time.Hour), sorted[1], sorted[2:]},
		{noon().Add(time.Hour), sorted[4], nil},
	} {
		if got := f.waits(t.T, c.now, c.after); !reflect.DeepEqual(got, c.want) {
			t.Fatalf("at %s behind %s wait %v, want %v", c.now, c.after.ID, got, c.want)
		}
	}
	if _, err := f.s.Due(t.Context(), store.DueAsk{Now: noon()}); err == nil {
		t.Fatal("a list of nothing is given")
	}
	// Looking has leased nothing and counts as no attempt; what is leased waits
	// no more, until the lease has run out or is given back.
	now := noon().Add(2 * time.Minute)
	given := f.lease(t.T, now)
	if len(given) != 3 || given[0].Attempts != 1 {
		t.Fatalf("leased %+v", given)
	}
	if got := f.waits(t.T, now.Add(leaseFor-time.Millisecond), store.Timer{}); len(got) != 0 {
		t.Fatalf("%v wait while they are leased", got)
	}
	is(t.T, f.s.Release(t.Context(), given[1], given[1].Due), nil)
	if got := f.waits(t.T, now, store.Timer{}); !reflect.DeepEqual(got, sorted[1:2]) {
		t.Fatalf("%v wait, want what was given back", got)
	}
	if got := f.waits(t.T, now.Add(leaseFor), store.Timer{}); !reflect.DeepEqual(got, sorted[:4]) {
		t.Fatalf("%v wait after the leases", got)
	}
	f.keep(t.T, store.Batch{Cancel: []tocsin.TimerID{sorted[0].ID}})
	f.keep(t.T, settle(given[2]))
	if got := f.waits(t.T, now.Add(leaseFor), store.Timer{}); !reflect.DeepEqual(got, []store.Timer{sorted[1], sorted[3]}) {
		t.Fatalf("%v wait in the end", got)
	}
}

func (t trial) leasesOnly() {
	f := begin(t.T, t.kind, Sign)
	sorted := f.five(t.T)
	now := noon().Add(3 * time.Minute)
	only := func(limit int, of ...int) []store.Lease {
		t.Helper()
		a := ask("one", now)
		a.Limit = limit
		for _, i := range of {
			a.Only = append(a.Only, sorted[i].ID)
		}
		given, err := f.s.Lease(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		return given
	}
	ids := func(leases []store.Lease) (all []tocsin.TimerID) {
		for _, l := range leases {
			all = append(all, l.ID)
		}
		return all
	}
	// One that is not due yet, one that is not there, one twice.
	a := ask("one", now)
	a.Only = []tocsin.TimerID{sorted[4].ID, ID[tocsin.TimerID](), sorted[2].ID, sorted[0].ID, sorted[2].ID}
	given, err := f.s.Lease(t.Context(), a)
	if err != nil || !slices.Equal(ids(given), []tocsin.TimerID{sorted[0].ID, sorted[2].ID}) || given[1].Attempts != 1 {
		t.Fatalf("leased %v, %v", ids(given), err)
	}
	if given := only(100, 0, 2); len(given) != 0 {
		t.Fatalf("leased %v twice", ids(given))
	}
	if given := only(1, 3, 1); !slices.Equal(ids(given), []tocsin.TimerID{sorted[1].ID}) {
		t.Fatalf("leased %v of a limit", ids(given))
	}
	if rest := f.lease(t.T, now); !slices.Equal(ids(rest), []tocsin.TimerID{sorted[3].ID}) {
		t.Fatalf("left were %v", ids(rest))
	}
	f.keep(t.T, settle(given[0]))
}
