package watch_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/watch"
)

// TestEmergency queues thousands that no life depends on and then one that a
// life does, on a channel that hangs, one that is slow, and one that sends all to
// one host: the emergency begins in the first round after it, and nothing that
// waits is leased.
func TestEmergency(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says func(ctx context.Context) channel.Outcome
		host string
	}{
		"a channel that hangs": {func(ctx context.Context) channel.Outcome {
			<-ctx.Done()
			return channel.Again(time.Hour, "it took too long").At(channel.StageBody)
		}, "https://drop-%d.example/a"},
		"a channel that is slow": {func(context.Context) channel.Outcome {
			time.Sleep(20 * time.Second)
			return channel.Handed("")
		}, "https://drop-%d.example/a"},
		"a host that is slow": {func(context.Context) channel.Outcome {
			time.Sleep(20 * time.Second)
			return channel.Handed("")
		}, "https://drop.example/%d"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, 0)
				var begun time.Time
				b := newBox()
				b.set(func(ctx context.Context, p channel.Parcel) channel.Outcome {
					if p.Address == "https://drop.example/emergency" {
						begun = time.Now()
						return channel.Handed("")
					}
					return c.says(ctx)
				})
				w := o.watch("one", b)
				now := time.Now()
				for i := range bulk / 50 {
					var each []delivery.DispatchPlanned
					for n := range 50 {
						each = append(each, delivery.DispatchPlanned{
							Channel: "box", Address: fmt.Sprintf(c.host, i*50+n), Deadline: now.Add(24 * time.Hour),
						})
					}
					o.plant(o.planted(now, []byte("sealed"), each...))
				}
				for range 3 {
					if done, err := w.Step(o.ctx); err != nil || done.Left < bulk-500 {
						t.Fatalf("%+v, %v", done, err)
					}
				}
				o.plant(o.planted(time.Now(), []byte("sealed"), delivery.DispatchPlanned{
					Life: true, Channel: "box", Address: "https://drop.example/emergency", Deadline: now.Add(time.Hour),
				}))
				asked := time.Now()
				done, err := w.Step(o.ctx)
				if err != nil || begun.IsZero() || begun.Sub(asked) > 0 || done.Handed == 0 {
					t.Errorf("the emergency began %s after it was there: %+v, %v", begun.Sub(asked), done, err)
				}
				// Whatever is not under way may be taken by another process.
				if work, err := o.desk.Due(o.ctx, "another", 1); err != nil || len(work) != 1 || work[0].Copy != 1 {
					t.Errorf("another process finds %d: %v", len(work), err)
				}
				time.Sleep(time.Minute)
			})
		})
	}
}

// TestLifeHangs has as many that lives depend on hang as there are places: what
// goes another way begins all the same, and so does each at another host.
func TestLifeHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, 0)
		b, other := newBox(), newBox()
		b.set(func(ctx context.Context, p channel.Parcel) channel.Outcome {
			if p.Address == "https://other.example/a" {
				return channel.Handed("")
			}
			<-ctx.Done()
			return channel.Again(time.Hour, "it took too long").At(channel.StageTLS)
		})
		w := watch.New(o.desk, "one", map[string]channel.Channel{"box": b, "other": other})
		now := time.Now()
		plan := func(way, address string) delivery.DispatchPlanned {
			return delivery.DispatchPlanned{Life: true, Channel: way, Address: address, Deadline: now.Add(time.Hour)}
		}
		for range 20 {
			o.plant(o.planted(now, []byte("sealed"), plan("box", "https://hung.example/a")))
		}
		if done, err := w.Step(o.ctx); err != nil || done.Left != 20 || b.tried() != 4 {
			t.Fatalf("%d tried, %+v, %v", b.tried(), done, err)
		}
		o.plant(o.planted(now, []byte("sealed"), plan("box", "https://other.example/a"), plan("other", "https://hung.example/a")))
		if done, err := w.Step(o.ctx); err != nil || done.Handed != 2 {
			t.Errorf("%+v, %v", done, err)
		}
		// Once it has failed, whatever else would go there is answered at once.
		time.Sleep(30 * time.Second)
		if done, err := w.Step(o.ctx); err != nil || done.Again != 20 || b.tried() != 5 {
			t.Errorf("%d tried, %+v, %v", b.tried(), done, err)
		}
	})
}

// TestNeverReturns has a channel never return, whatever its context says: no more
// than its places are ever lost to it, at one host or at many.
func TestNeverReturns(t *testing.T) {
	t.Parallel()
	for hosts, most := range map[int]int{1: 8, 15: 32} {
		t.Run(fmt.Sprint(hosts), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { neverReturns(t, hosts, most) })
		})
	}
}

// neverReturns does so at so many hosts.
func neverReturns(t *testing.T, hosts, most int) {
	t.Helper()
	o := newOffice(t, 0)
	free := make(chan struct{})
	b := newBox()
	b.set(func(context.Context, channel.Parcel) channel.Outcome {
		<-free
		return channel.Handed("")
	})
	w := o.watch("one", b)
	now := time.Now()
	for i := range 60 {
		o.plant(o.planted(now, []byte("sealed"), delivery.DispatchPlanned{
			Life: i%2 == 0, Channel: "box", Address: fmt.Sprintf("https://drop-%d.example/a", i%hosts), Deadline: now.Add(time.Hour),
		}))
	}
	for range 12 {
		o.step(w)
		time.Sleep(10 * time.Minute)
	}
	if n := b.tried(); n > most || n < most/2 {
		t.Errorf("%d attempts hang", n)
	}
	close(free)
	synctest.Wait()
	b.set(nil)
	time.Sleep(2 * time.Hour)
	for range 10 {
		o.step(w)
		time.Sleep(time.Hour)
	}
	if len(b.got) != 60 {
		t.Errorf("%d came in the end", len(b.got))
	}
}
