package watch_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/store"
	"example.org/tocsin/watch"
)

// A machine has clocks that a test can set. What passes truly is the clock of the
// test and what the machine has slept through.
type machine struct {
	mu    sync.Mutex
	boot  int
	slept time.Duration
	set   time.Duration
	zone  *time.Location
	kept  watch.Anchor
	began time.Time
}

func newMachine() *machine { return &machine{boot: 1, zone: time.UTC, began: time.Now()} }

// now is the time as it truly is.
func (m *machine) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Now().Add(m.slept)
}

// read reads the clocks.
func (m *machine) read() watch.Reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now().Round(0)
	return watch.Reading{
		Boot: fmt.Sprint("boot ", m.boot), Since: now.Sub(m.began) + m.slept, Wall: now.Add(m.slept + m.set).In(m.zone),
	}
}

// sleep suspends the machine: its programs see no time pass, and then it is later.
func (m *machine) sleep(some time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.slept += some
}

// step sets the wall clock.
func (m *machine) step(by time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set += by
}

// move moves the machine to another zone, or into another season.
func (m *machine) move(zone *time.Location) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.zone = zone
}

// Load and Save keep the anchor, in its text.
func (m *machine) Load() (watch.Anchor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept, nil
}

func (m *machine) Save(a watch.Anchor) error {
	back, err := watch.ParseAnchor(a.Text())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = back
	return err
}

// on has the office work on a machine, as a process does that is started there.
func (o *office) on(m *machine, channels map[string]channel.Channel) *watch.Watch {
	o.t.Helper()
	clock, err := watch.Start(m.read, m, func() (time.Time, error) { return o.desk.Newest(o.ctx) })
	if err != nil {
		o.t.Fatal(err)
	}
	o.config.Clock = clock.Now
	o.open()
	return watch.New(o.desk, "one", channels).By(clock)
}

// A witness is a store that sees when each timer is due, and when it is settled.
type witness struct {
	store.Store

	t   *testing.T
	now func() time.Time
	// awake is since when somebody watches without a break.
	awake time.Time

	mu     sync.Mutex
	due    map[tocsin.TimerID]time.Time
	worst  time.Duration
	early  time.Duration
	passed int
}

func newWitness(t *testing.T, s store.Store, now func() time.Time) *witness {
	t.Helper()
	return &witness{Store: s, t: t, now: now, awake: now(), due: map[tocsin.TimerID]time.Time{}}
}

// Append notes what is set, settled and canceled.
func (w *witness) Append(ctx context.Context, batch store.Batch) error {
	err := w.Store.Append(ctx, batch)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	for _, lease := range batch.Settle {
		if due, ok := w.due[lease.ID]; ok {
			since := due
			if w.awake.After(due) {
				since = w.awake
			}
			w.passed++
			w.worst, w.early = max(w.worst, now.Sub(since)), max(w.early, due.Sub(now))
		}
		delete(w.due, lease.ID)
	}
	for _, id := range batch.Cancel {
		delete(w.due, id)
	}
	for _, timer := range batch.Timers {
		w.due[timer.ID] = timer.Due
	}
	return nil
}

// woke says that nobody has watched until now.
func (w *witness) woke() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.awake = w.now()
}

// missed counts the timers that were due some time ago and wait still.
func (w *witness) missed(ago time.Duration) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, now := 0, w.now()
	for _, due := range w.due {
		if now.Sub(due) > ago {
			n++
		}
	}
	return n
}

// held fails the test unless everything was settled when it was due, within a
// tick.
func (w *witness) held(tick time.Duration) {
	w.t.Helper()
	if n := w.missed(tick); n > 0 || w.worst > tick || w.early > 0 {
		w.t.Errorf("of %d that passed, the latest was %s late and the earliest %s early; %d were missed", w.passed, w.worst, w.early, n)
	}
}
