package watch_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/store"
	"example.org/tocsin/watch"
)

// simulate runs a test on a clock that stands still until all wait.
func simulate(t *testing.T, recipients int, test func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		test(newOffice(t, recipients))
	})
}

// same fails the test unless a round did what it should.
func same(t *testing.T, got, want watch.Done) {
	t.Helper()
	if want.Paged == 0 {
		got.Paged = 0 // who was called is told where that is what a test is about
	}
	if got != want {
		t.Fatalf("the round did %+v, want %+v", got, want)
	}
}

// TestHandOver hands over what was sent, once.
func TestHandOver(t *testing.T) {
	t.Parallel()
	simulate(t, 2, func(o *office) {
		t := o.t
		b := newBox()
		w := o.watch("one", b)
		same(t, o.step(w), watch.Done{})
		id := o.send(10*time.Hour, o.recipients...)
		same(t, o.step(w), watch.Done{Handed: 2})
		same(t, o.step(w), watch.Done{})
		for _, leg := range o.legs(id) {
			if leg.State != delivery.StateDispatched {
				t.Errorf("a dispatch is %s", leg.State)
			}
		}
		if len(b.got) != 2 || b.tried() != 2 {
			t.Errorf("%d files came by %d attempts", len(b.got), b.tried())
		}
		o.healthy()
	})
}

// TestAgain tries again when the channel says so, and not before; a pause that
// would never end ends.
func TestAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ says, waits time.Duration }{
		"as it says": {7 * time.Minute, 7 * time.Minute},
		"at once":    {0, time.Second},
		"never":      {1000 * time.Hour, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulate(t, 1, func(o *office) {
				t := o.t
				b := newBox()
				b.set(func(context.Context, channel.Parcel) channel.Outcome {
					return channel.Again(c.says, "the stick is out")
				})
				w := o.watch("one", b)
				id := o.send(100*time.Hour, o.recipients...)
				same(t, o.step(w), watch.Done{Again: 1})
				o.healthy()
				time.Sleep(c.waits - time.Millisecond)
				same(t, o.step(w), watch.Done{})
				time.Sleep(2 * time.Millisecond)
				same(t, o.step(w), watch.Done{Again: 1})
				b.set(nil)
				time.Sleep(c.waits + time.Second)
				same(t, o.step(w), watch.Done{Handed: 1})
				shown, err := o.desk.Show(o.ctx, string(id))
				if err != nil {
					t.Fatal(err)
				}
				if shown.Dispatches[0].Failed != "" || b.tried() != 3 {
					t.Errorf("after %d attempts: %+v", b.tried(), shown.Dispatches[0])
				}
				o.healthy()
			})
		})
	}
}

// TestNever leaves a dispatch to a person, and its deadline still passes.
func TestNever(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome { return channel.Never("the address is none") })
		w := o.watch("one", b)
		id := o.send(10*time.Hour, o.recipients...)
		same(t, o.step(w), watch.Done{Never: 1})
		if leg := o.legs(id)[0]; leg.State != delivery.StateUndeliverable {
			t.Errorf("the dispatch is %s", leg.State)
		}
		time.Sleep(5 * time.Hour)
		same(t, o.step(w), watch.Done{Overdue: 1})
		o.healthy()
	})
}

// TestNoChannel waits for a channel that nobody plugged in.
func TestNoChannel(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		o.send(10*time.Hour, o.recipients...)
		same(t, o.step(watch.New(o.desk, "one", nil)), watch.Done{Again: 1})
		time.Sleep(time.Hour)
		b := newBox()
		same(t, o.step(o.watch("one", b)), watch.Done{Handed: 1})
		o.healthy()
	})
}

// TestHangs has channels that do not return, return too late, or break, for one
// of three recipients: the others are served in the same round, each place is
// tried once, and the round ends.
func TestHangs(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]func(ctx context.Context) channel.Outcome{
		"until its context ends": func(ctx context.Context) channel.Outcome {
			<-ctx.Done()
			return channel.Again(time.Minute, "it took too long")
		},
		"for an hour": func(context.Context) channel.Outcome {
			time.Sleep(time.Hour)
			return channel.Handed("at last")
		},
		"and breaks":       func(context.Context) channel.Outcome { panic("SECRET") },
		"and says nothing": func(context.Context) channel.Outcome { return channel.Outcome{} },
		"and says nonsense": func(context.Context) channel.Outcome {
			return channel.Outcome{Kind: "perhaps", Reason: "SECRET"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulate(t, 3, func(o *office) {
				t := o.t
				b := newBox()
				b.set(func(ctx context.Context, p channel.Parcel) channel.Outcome {
					if p.Address == "/box/0" {
						return says(ctx)
					}
					return channel.Handed("")
				})
				w := o.watch("one", b)
				ids := []tocsin.DossierID{o.send(10*time.Hour, o.recipients...), o.send(10*time.Hour, o.recipients...)}
				begin := time.Now()
				done := o.step(w)
				if done.Handed != 4 || done.Again+done.Left != 2 || done.Again < 1 {
					t.Errorf("the round did %+v", done)
				}
				if took := time.Since(begin); took > time.Minute {
					t.Errorf("the round took %s", took)
				}
				told := ""
				for _, id := range ids {
					shown, err := o.desk.Show(o.ctx, string(id))
					if err != nil {
						t.Fatal(err)
					}
					told += shown.Dispatches[0].Failed
				}
				if told == "" || strings.Contains(told, "SECRET") {
					t.Errorf("the failure is told as %q", told)
				}
				o.healthy()
				b.set(nil)
				time.Sleep(2 * time.Hour)
				same(t, o.step(w), watch.Done{Handed: 2})
				o.healthy()
			})
		})
	}
}

// TestDeadline passes a deadline: the dossier is overdue, and stays so on the
// record when a late answer comes. An answer in time cancels the timers.
func TestDeadline(t *testing.T) {
	t.Parallel()
	simulate(t, 2, func(o *office) {
		t := o.t
		b := newBox()
		w := o.watch("one", b)
		id := o.send(10*time.Hour, o.recipients...)
		same(t, o.step(w), watch.Done{Handed: 2})
		o.answer(b, "/box/0")
		time.Sleep(5*time.Hour - time.Second)
		same(t, o.step(w), watch.Done{})
		if list := must[listing](t)(listed(o)); list.overdue {
			t.Error("it is overdue before its deadline")
		}
		time.Sleep(time.Second)
		if list := must[listing](t)(listed(o)); !list.overdue {
			t.Error("it is not overdue at its deadline, before the watch has noted it")
		}
		same(t, o.step(w), watch.Done{Overdue: 1})
		same(t, o.step(w), watch.Done{})
		if list := must[listing](t)(listed(o)); !list.overdue {
			t.Error("it is not overdue")
		}
		o.healthy()
		o.answer(b, "/box/1")
		d := o.state(id)
		if legs := o.legs(id); legs[0].Overdue || !legs[1].Overdue || d.Status != dossier.StatusAcknowledged {
			t.Errorf("after both answers: %s, %+v", d.Status, legs)
		}
		if list := must[listing](t)(listed(o)); list.overdue {
			t.Error("it is overdue after all have answered")
		}
		if timers := must[[]store.Timer](t)(o.store.Pending(o.ctx)); len(timers) != 1 { // that of its window
			t.Errorf("%d timers are left", len(timers))
		}
		time.Sleep(100 * time.Hour)
		same(t, o.step(w), watch.Done{})
		o.healthy()
	})
}

// A listing is what a list says of the one dossier.
type listing struct{ overdue bool }

func listed(o *office) (listing, error) {
	l, err := o.desk.List(o.ctx)
	if err != nil {
		return listing{}, err
	}
	return listing{l.Dossiers[0].Overdue}, nil
}

// TestClosedMeanwhile closes a dossier while an attempt and deadlines are
// pending: both still happen, and are on record.
func TestClosedMeanwhile(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome { return channel.Again(time.Minute, "not yet") })
		w := o.watch("one", b)
		id := o.send(10*time.Hour, o.recipients...)
		same(t, o.step(w), watch.Done{Again: 1})
		o.do(o.ben, closing(id), nil)
		s := o.state(id).Silence
		o.do(o.ana, affirming(id, s), nil)
		if status := o.state(id).Status; status != dossier.StatusClosed {
			t.Fatalf("the dossier is %s", status)
		}
		b.set(nil)
		time.Sleep(time.Minute)
		same(t, o.step(w), watch.Done{Handed: 1})
		time.Sleep(5 * time.Hour)
		same(t, o.step(w), watch.Done{Overdue: 1})
		d := o.state(id)
		if leg := o.legs(id)[0]; leg.State != delivery.StateDispatched || !leg.Overdue || d.Status != dossier.StatusClosed {
			t.Errorf("%s, %+v", d.Status, leg)
		}
		o.healthy()
	})
}

// TestClockBack leases a deadline and then has its clock set back: the deadline
// is not noted, and not forgotten.
func TestClockBack(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		b := newBox()
		o.send(10*time.Hour, o.recipients...)
		same(t, o.step(o.watch("one", b)), watch.Done{Handed: 1})
		ahead := 6 * time.Hour
		o.config.Clock = func() time.Time { return time.Now().Add(ahead) }
		o.open()
		work, err := o.desk.Due(o.ctx, "one", 1)
		if err != nil || len(work) != 1 || work[0].Deliver() {
			t.Fatal(work, err)
		}
		ahead = 0
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{}, 0); err != nil {
			t.Fatal(err)
		}
		o.healthy()
		same(t, o.step(o.watch("one", b)), watch.Done{})
		time.Sleep(5 * time.Hour)
		same(t, o.step(o.watch("one", b)), watch.Done{Overdue: 1})
		o.healthy()
	})
}

// TestThousand hands very many dispatches over while one in ten mailboxes is
// out, and every process dies every fifth round.
func TestThousand(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	simulate(t, 10, func(o *office) {
		t := o.t
		b := newBox()
		begin := time.Now()
		b.set(func(_ context.Context, p channel.Parcel) channel.Outcome {
			if p.Address == "/box/7" && time.Since(begin) < time.Hour {
				return channel.Again(10*time.Minute, "it is out")
			}
			return channel.Handed("")
		})
		for range thousand {
			o.send(100*time.Hour, o.recipients...)
		}
		for round := range 20 {
			if round%5 == 0 {
				_ = o.crash(b) // there may be nothing left to do
			} else {
				o.step(o.watch("any", b))
			}
			time.Sleep(5 * time.Minute)
		}
		if len(b.got) != 10*thousand {
			t.Errorf("%d files came", len(b.got))
		}
		list, err := o.desk.List(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list.Dossiers {
			for _, leg := range o.legs(d.ID) {
				if leg.State != delivery.StateDispatched {
					t.Fatalf("a dispatch is %s", leg.State)
				}
			}
		}
		o.healthy()
	})
}
