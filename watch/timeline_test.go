package watch_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/watch"
)

// A told is a timeline that reads aloud.
type told struct {
	o     *office
	mu    sync.Mutex
	lines []string
	boxes map[string]*box
}

// say adds a line with the hour.
func (l *told) say(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, l.o.config.Clock().UTC().Format("15:04")+" "+what)
}

// by is a channel that tells of each attempt and does what it does.
func (l *told) by(name string, does func(ctx context.Context, p channel.Parcel) channel.Outcome) *box {
	b := newBox()
	l.boxes[name] = b
	b.set(func(ctx context.Context, p channel.Parcel) channel.Outcome {
		l.say("sent by " + name)
		if does == nil {
			return channel.Handed("")
		}
		return does(ctx, p)
	})
	return b
}

// watch does a round each minute and tells whom it called and what passed.
func (l *told) watch(w *watch.Watch, some time.Duration) {
	l.o.t.Helper()
	const tick = time.Minute
	for end := l.o.config.Clock().Add(some); l.o.config.Clock().Before(end); time.Sleep(tick - l.o.config.Clock().Sub(l.o.config.Clock().Truncate(tick))) {
		done, err := w.Step(l.o.ctx)
		if err != nil {
			l.o.t.Fatal(err)
		}
		for range done.Paged {
			l.say("an officer is called")
		}
		if done.Overdue > 0 {
			l.say("nobody has acknowledged in time")
		}
	}
}

// without leaves out the lines that end so.
func (l *told) without(ends ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = slices.DeleteFunc(l.lines, func(line string) bool {
		return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(line, end) })
	})
}

// is fails the test unless the timeline reads as it should.
func (l *told) is(want string) {
	l.o.t.Helper()
	var lines []string
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.lines, lines) {
		l.o.t.Errorf("it was\n\t%s\nand should be\n\t%s", strings.Join(l.lines, "\n\t"), strings.Join(lines, "\n\t"))
	}
}

// reachable adds a recipient who can be reached in three ways.
func (o *office) reachable() tocsin.RecipientID {
	o.t.Helper()
	r := desk.NewRecipient(directory.Recipient{
		Name: fmt.Sprint("Harbor ", len(o.recipients)), Class: directory.ClassPolice, Keys: []string{o.identity.Recipient().String()},
		Enrolled: "on paper", Channel: "mailbox", Address: "https://drop.example/a",
		Others: []directory.Route{
			{Channel: "email", Address: "a@harbor.example"}, {Channel: "webhook", Address: "https://harbor.example/in"},
		},
	})
	o.do(o.ana, r, nil)
	o.recipients = append(o.recipients, r.Recipient.ID)
	return r.Recipient.ID
}

// untilTen lets the time pass until it is ten.
func untilTen() {
	now := time.Now().UTC()
	time.Sleep(now.Truncate(24 * time.Hour).Add(34 * time.Hour).Sub(now))
}

// toldBy runs a test with a timeline that begins at ten with a warning for three
// hours on its way, by three ways of which the first does something.
func toldBy(t *testing.T, kept store.Store, first func(ctx context.Context, p channel.Parcel) channel.Outcome, test func(l *told, w *watch.Watch)) {
	t.Helper()
	o := newOfficeIn(t, small(t), 0, kept)
	l := &told{o: o, boxes: map[string]*box{}}
	to := o.reachable()
	untilTen()
	o.send(3*time.Hour, to)
	test(l, watch.New(o.desk, "one", map[string]channel.Channel{
		"mailbox": l.by("mailbox", first), "email": l.by("e-mail", nil), "webhook": l.by("webhook", nil),
	}))
	o.healthy()
	time.Sleep(10 * time.Hour) // whatever hangs has returned
}

// unanswered is how a warning goes that nobody answers.
const unanswered = `
	10:30 sent by webhook
	11:00 an officer is called
	11:30 an officer is called
	11:30 nobody has acknowledged in time
	12:15 an officer is called
`

// TestTimeline tells how a warning goes that nobody answers, on both stores.
func TestTimeline(t *testing.T) {
	t.Parallel()
	test := func(l *told, w *watch.Watch) {
		l.watch(w, 10*time.Hour)
		slices.Sort(l.lines[:2]) // they go side by side
		l.is("10:00 sent by e-mail\n10:00 sent by mailbox" + unanswered)
	}
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { toldBy(t, newStore(t), nil, test) })
	})
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "tocsin.db"), signHead)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := kept.Close(); err != nil {
					t.Error(err)
				}
			}()
			toldBy(t, kept, nil, test)
		})
	})
}

// TestHangingWays has the first way hang wherever a way can, and lie: each step
// after it begins at its planned minute.
func TestHangingWays(t *testing.T) {
	t.Parallel()
	hang := func(at channel.Stage) func(context.Context, channel.Parcel) channel.Outcome {
		return func(ctx context.Context, _ channel.Parcel) channel.Outcome {
			<-ctx.Done()
			return channel.Again(time.Hour, "it took too long").At(at)
		}
	}
	for name, does := range map[string]func(context.Context, channel.Parcel) channel.Outcome{
		"at connect": hang(channel.StageConnect), "at TLS": hang(channel.StageTLS), "in mid-body": hang(channel.StageBody),
		"and does not heed its context": func(context.Context, channel.Parcel) channel.Outcome {
			time.Sleep(5 * time.Hour)
			return channel.Handed("")
		},
		"no more, says OK and drops it": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				toldBy(t, newStore(t), does, func(l *told, w *watch.Watch) {
					l.watch(w, 10*time.Hour)
					l.without("by mailbox", "by e-mail")
					l.is(unanswered)
				})
			})
		})
	}
}

// TestAnswered tells how a warning goes that is answered after twenty minutes.
func TestAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		toldBy(t, newStore(t), nil, func(l *told, w *watch.Watch) {
			l.watch(w, 20*time.Minute)
			l.o.answer(l.boxes["mailbox"], "https://drop.example/a")
			l.say("somebody who acts has acknowledged")
			l.watch(w, 10*time.Hour)
			slices.Sort(l.lines[:2])
			l.is("10:00 sent by e-mail\n10:00 sent by mailbox\n10:20 somebody who acts has acknowledged")
			for _, left := range l.o.timers() {
				if left.Due.Before(time.Now().Add(24 * time.Hour)) {
					t.Errorf("a timer is left that is due %s", left.Due)
				}
			}
		})
	})
}

// TestClosedWay has a way fail for others until it is closed: what would go there
// moves on to its next step at once, and does not wait.
func TestClosedWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOfficeIn(t, small(t), 0, newStore(t))
		l := &told{o: o, boxes: map[string]*box{}}
		down := func(context.Context, channel.Parcel) channel.Outcome {
			return channel.Again(time.Hour, "no answer").At(channel.StageConnect)
		}
		channels := map[string]channel.Channel{
			"mailbox": l.by("mailbox", down), "email": l.by("e-mail", down), "webhook": l.by("webhook", nil),
		}
		to := o.reachable()
		w := watch.New(o.desk, "one", channels)
		untilTen()
		for range 3 {
			o.send(3*time.Hour, to)
		}
		same(t, o.step(w), watch.Done{Again: 6})
		l.lines = nil
		id := o.send(3*time.Hour, to)
		same(t, o.step(w), watch.Done{Again: 2, Handed: 1})
		l.is("10:00 sent by webhook")
		if leg := o.legs(id)[0]; leg.State != delivery.StateDispatched {
			t.Errorf("it is %s", leg.State)
		}
		o.healthy()
	})
}
