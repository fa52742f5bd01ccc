package watch_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/holder"
	"example.org/tocsin/watch"

	"example.org/tocsin/desk"
)

// summer and winter are the two times of one place.
var (
	summer = time.FixedZone("summer", 2*60*60)
	winter = time.FixedZone("winter", 60*60)
)

// TestMonths lets months pass, with warnings that nobody answers, on a machine
// whose clock is set an hour, a day and ten years back and forth, which moves
// through the seasons, sleeps, and whose processes are started anew: nothing is
// missed, and nothing comes early.
func TestMonths(t *testing.T) {
	t.Parallel()
	const months, tick = 2, 5 * time.Minute
	synctest.Test(t, func(t *testing.T) {
		seeded := rand.New(rand.NewPCG(1, uint64(months)))
		m := newMachine()
		o := newOffice(t, 1)
		saw := newWitness(t, o.store, m.now)
		o.store = saw
		channels := map[string]channel.Channel{"box": newBox()}
		w := o.on(m, channels)
		steps := []time.Duration{
			time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, 10 * 365 * 24 * time.Hour, -10 * 365 * 24 * time.Hour,
		}
		told, set := 0, false
		for end := m.now().AddDate(0, months, 0); m.now().Before(end); time.Sleep(tick) {
			if _, err := w.Step(o.ctx); err != nil {
				t.Fatal(err)
			}
			switch seeded.IntN(12 * 24) { // each about once a day
			case 0:
				set = true
				m.step(steps[seeded.IntN(len(steps))])
			case 1:
				m.move([]*time.Location{summer, winter, time.UTC}[seeded.IntN(3)])
			case 2:
				m.sleep(6 * time.Hour)
				saw.woke()
			case 3:
				w = o.on(m, channels)
			case 4:
				if seeded.IntN(2) == 0 {
					o.send(time.Duration(1+seeded.IntN(72))*time.Hour, o.recipients...)
					told++
				}
			}
			if !set {
				continue
			}
			if number, _, waits := o.holder().Jumped(); waits {
				set = false
				o.do(o.ben, &desk.ConfirmClock{ClockConfirmed: holder.ClockConfirmed{Of: number, Right: holder.RightOurs, Because: because1}}, nil)
			}
			if now := o.config.Clock(); now.Sub(m.now()).Abs() > time.Second {
				t.Fatalf("it is %s, and by our time %s", m.now(), now)
			}
		}
		time.Sleep(7 * 24 * time.Hour) // as if nobody had watched for a week
		saw.woke()
		o.step(w)
		saw.held(tick + 5*time.Second)
		if jumps := len(o.holder().Jumps); told < 8 || jumps < 5 || saw.passed < 4*told {
			t.Errorf("%d warnings, %d jumps, %d things passed: that tests nothing", told, jumps, saw.passed)
		}
		t.Logf("%d warnings, %d jumps; of %d that passed the latest was %s late", told, len(o.holder().Jumps), saw.passed, saw.worst)
		o.healthy()
	})
}

// holder gives the holder.
func (o *office) holder() holder.Holder {
	o.t.Helper()
	return must[holder.Holder](o.t)(o.desk.Holder(o.ctx))
}

// TestHeldAfterJump has the clock jump while a drill and a warning that a life
// depends on are due: the one goes out, the other waits for a person, and what is
// due besides passes.
func TestHeldAfterJump(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMachine()
		o := newOffice(t, 1)
		b := newBox()
		b.set(func(context.Context, channel.Parcel) channel.Outcome { return channel.Again(time.Minute, "not yet") })
		w := o.on(m, map[string]channel.Channel{"box": b})
		o.drill = true
		o.send(10*time.Hour, o.recipients...)
		o.drill = false
		o.send(10*time.Hour, o.recipients...)
		same(t, o.step(w), watch.Done{Again: 2})
		b.set(nil)
		m.step(-25 * time.Hour)
		time.Sleep(2 * time.Minute)
		same(t, o.step(w), watch.Done{Handed: 1, Left: 1, Held: 1})
		time.Sleep(5 * time.Hour)
		same(t, o.step(w), watch.Done{Overdue: 2, Clocks: 1, Left: 1, Held: 1}) // a drill owes a warning still
		o.do(o.ben, &desk.ConfirmClock{ClockConfirmed: holder.ClockConfirmed{Of: 1, Right: holder.RightOurs, Because: because1}}, nil)
		same(t, o.step(w), watch.Done{Handed: 1})
		o.healthy()
	})
}
