package watch_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/store"
	"example.org/tocsin/watch"
)

// TestAnswerDuringAttempt brings the answer in while the file is handed over
// once more, as after a crash: nothing is left over, and nothing is a fault.
func TestAnswerDuringAttempt(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		b := newBox()
		id := o.send(10*time.Hour, o.recipients...)
		if err := o.crash(b); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Minute)
		b.set(func(context.Context, channel.Parcel) channel.Outcome {
			o.answer(b, "/box/0")
			return channel.Handed("")
		})
		same(t, o.step(o.watch("two", b)), watch.Done{Left: 1})
		if leg := o.legs(id)[0]; leg.State != delivery.StateAcknowledged {
			t.Errorf("the dispatch is %s", leg.State)
		}
		o.healthy()
	})
}

// crash does a round and dies before anything of it is noted; it gives what that
// process would have said.
func (o *office) crash(b *box) error {
	o.t.Helper()
	kept := o.store
	o.store = dead{kept}
	o.open()
	_, err := o.watch("crashed", b).Finish(o.ctx)
	o.store = kept
	o.open()
	return err
}

// A dead store leases and keeps nothing.
type dead struct{ store.Store }

func (dead) Append(context.Context, store.Batch) error { return errDead }

var errDead = errors.New("the process died")

// TestCrash dies between the attempt and its note: when the lease has run out
// another process does it again, under the same name.
func TestCrash(t *testing.T) {
	t.Parallel()
	simulate(t, 3, func(o *office) {
		t := o.t
		b := newBox()
		o.send(10*time.Hour, o.recipients...)
		if err := o.crash(b); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		two := o.watch("two", b)
		same(t, o.step(two), watch.Done{})
		time.Sleep(2 * time.Minute)
		same(t, o.step(two), watch.Done{Handed: 3})
		if len(b.got) != 3 || b.tried() != 6 {
			t.Errorf("%d files came by %d attempts", len(b.got), b.tried())
		}
		o.healthy()
	})
}

// TestTwoWatches lets two processes do the same work at once: each thing is done
// by one of them.
func TestTwoWatches(t *testing.T) {
	t.Parallel()
	simulate(t, 20, func(o *office) {
		t := o.t
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome {
			time.Sleep(time.Second)
			return channel.Handed("")
		})
		o.send(10*time.Hour, o.recipients...)
		var all sync.WaitGroup
		done := make([]watch.Done, 4)
		for i := range done {
			all.Go(func() { done[i] = o.step(o.watch(string(rune('a'+i)), b)) })
		}
		all.Wait()
		sum := 0
		for _, d := range done {
			sum += d.Handed
		}
		if sum != 20 || b.tried() != 20 || len(b.got) != 20 {
			t.Errorf("%d were handed over, %d tried, %d came: %+v", sum, b.tried(), len(b.got), done)
		}
		o.healthy()
	})
}

// TestSlow takes so long for each that leases run out on the way: two processes
// still do each thing once, because what is not held any more is left alone.
func TestSlow(t *testing.T) {
	t.Parallel()
	simulate(t, 20, func(o *office) {
		t := o.t
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome {
			time.Sleep(25 * time.Second)
			return channel.Handed("")
		})
		o.send(100*time.Hour, o.recipients...)
		var all sync.WaitGroup
		for _, name := range []string{"one", "two"} {
			all.Go(func() {
				w := o.watch(name, b)
				for range 20 {
					o.step(w)
					time.Sleep(time.Minute)
				}
			})
		}
		all.Wait()
		if b.tried() != 20 || len(b.got) != 20 {
			t.Errorf("%d tried, %d came", b.tried(), len(b.got))
		}
		o.healthy()
	})
}

// TestRestart opens everything anew before each round, a minute apart.
func TestRestart(t *testing.T) {
	t.Parallel()
	simulate(t, 3, func(o *office) {
		t := o.t
		b := newBox()
		begin := time.Now()
		b.set(func(_ context.Context, p channel.Parcel) channel.Outcome {
			if time.Since(begin) < 20*time.Minute || p.Address == "/box/2" {
				return channel.Again(5*time.Minute, "not yet")
			}
			return channel.Handed("")
		})
		id := o.send(2*time.Hour, o.recipients...)
		for range 70 {
			o.open()
			o.step(o.watch("any", b))
			o.healthy()
			time.Sleep(time.Minute)
		}
		legs := o.legs(id)
		if legs[0].State != delivery.StateDispatched || legs[1].State != delivery.StateDispatched ||
			legs[2].State != delivery.StatePlanned || !legs[0].Overdue || !legs[2].Overdue {
			t.Errorf("%+v", legs)
		}
		if b.tries["/box/0"] < 4 || b.tries["/box/0"] > 6 || b.tries["/box/2"] < 12 || b.tries["/box/2"] > 16 {
			t.Errorf("tried %v", b.tries)
		}
	})
}

// TestDamaged has works that cannot be read, more than a page of them: they
// block nothing, they are told, and a round ends.
func TestDamaged(t *testing.T) {
	t.Parallel()
	simulate(t, 80, func(o *office) {
		t := o.t
		b := newBox()
		id := o.send(10*time.Hour, o.recipients[:75]...)
		bad := map[tocsin.StreamID]bool{}
		for _, leg := range o.legs(id) {
			bad[tocsin.StreamID(leg.Dispatch)] = true
		}
		time.Sleep(time.Second) // they come first
		o.send(10*time.Hour, o.recipients[75:]...)
		o.store = torn{o.store, bad}
		o.open()
		w := o.watch("one", b)
		done, err := w.Finish(o.ctx)
		if done.Handed != 5 || err == nil {
			t.Errorf("the round did %+v, %v", done, err)
		}
		done, err = w.Finish(o.ctx)
		if done != (watch.Done{}) || err != nil {
			t.Errorf("the next round did %+v, %v", done, err)
		}
		time.Sleep(2 * time.Minute)
		if _, err = w.Finish(o.ctx); err == nil {
			t.Error("what is damaged is not told again")
		}
	})
}

// A torn store has streams that cannot be opened.
type torn struct {
	store.Store
	bad map[tocsin.StreamID]bool
}

func (s torn) Read(ctx context.Context, id tocsin.StreamID) ([]store.Row, error) {
	rows, err := s.Store.Read(ctx, id)
	if s.bad[id] {
		for i := range rows {
			rows[i].Sealed[0] ^= 1
		}
	}
	return rows, err
}

// TestFaults has a store that fails all the time: a round ends.
func TestFaults(t *testing.T) {
	t.Parallel()
	simulate(t, 70, func(o *office) {
		t := o.t
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome {
			time.Sleep(29 * time.Second)
			return channel.Handed("")
		})
		o.send(1000*time.Hour, o.recipients...)
		o.store = dead{o.store}
		o.open()
		done, err := o.watch("one", b).Finish(o.ctx)
		if err == nil || done.Handed != 0 || b.tried() > 70 {
			t.Errorf("after %d attempts: %+v, %v", b.tried(), done, err)
		}
	})
}

// TestGivenUp ends a round early: what was under way hears of it and is noted,
// the rest is free for another process at once.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	simulate(t, 20, func(o *office) {
		t := o.t
		b := newBox()
		ctx, cancel := context.WithCancel(o.ctx)
		var begun atomic.Int64
		b.set(func(ctx context.Context, _ channel.Parcel) channel.Outcome {
			switch begun.Add(1) {
			case 1:
				return channel.Handed("")
			case 2:
				time.Sleep(time.Second)
				cancel()
			}
			<-ctx.Done()
			return channel.Again(time.Minute, "it was stopped")
		})
		o.send(10*time.Hour, o.recipients...)
		begin := time.Now()
		done, err := o.watch("one", b).Step(ctx)
		tried := b.tried()
		if !errors.Is(err, context.Canceled) || tried >= 20 || done != (watch.Done{Handed: 1, Again: tried - 1, Left: 20 - tried}) {
			t.Errorf("after %d attempts: %+v, %v", tried, done, err)
		}
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
		b.set(nil)
		same(t, o.step(o.watch("two", b)), watch.Done{Handed: 20 - tried})
		time.Sleep(2 * time.Minute)
		same(t, o.step(o.watch("two", b)), watch.Done{Handed: tried - 1})
		o.healthy()
	})
}
