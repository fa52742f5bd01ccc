package desk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/act"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
)

// A cutting store fails an Append after it was kept, as a process does that is
// killed before it hears of it, or before.
type cutting struct {
	store.Store
	fail  func(b store.Batch) bool
	after bool
}

func (s *cutting) Append(ctx context.Context, b store.Batch) error {
	if s.fail == nil || !s.fail(b) {
		return s.Store.Append(ctx, b)
	}
	if s.after {
		if err := s.Store.Append(ctx, b); err != nil {
			return err
		}
	}
	return errors.New("the process was killed")
}

// TestCampaignKilled kills the process before, and after, the store has kept each
// batch, and goes on with another: each row is told once, and the acts that were
// lost can be brought again.
func TestCampaignKilled(t *testing.T) {
	t.Parallel()
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), signHead(ring(t)))
	if err != nil {
		t.Fatal(err)
	}
	cut := &cutting{Store: kept}
	o := newOffice(t, cut)
	o.run(staffSteps()...)
	c := &crowdOf{}
	o.run(proposeSteps(c)...)
	for n := range 5 {
		o.clock.add(time.Second)
		one := batch(fmt.Sprint("b", n), c, 1)
		for _, after := range []bool{false, true} {
			cut.fail, cut.after = func(store.Batch) bool { return true }, after
			if err := one.do(o); err == nil {
				t.Fatal("the process was not killed")
			}
			cut.fail = nil
			o.open() // as a new process does
		}
		// The same act again: it has happened.
		o.run(one)
		rows := 0
		for _, sent := range o.state(c.dossier).Warned[0].Campaign.Rows {
			if sent {
				rows++
			}
		}
		if carried := o.state(c.dossier).Warned[0].Campaign; carried.Copies != n+1 || carried.Sent != rows {
			t.Fatalf("after %d batches there are %d copies for %d rows", n+1, carried.Copies, rows)
		}
	}
	refused(t, batch("too much", c, 1).do(o), "campaign/done")
	o.healthy("after all kills")
	told := map[int]int{}
	b, err := o.desk.Board(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Dispatches() {
		for _, row := range p.Planned.Rows {
			told[row]++
		}
	}
	if len(told) != 6 {
		t.Errorf("%d rows are told", len(told))
	}
	for row, n := range told {
		if n != 1 {
			t.Errorf("row %d is told %d times", row, n)
		}
	}
}

// TestCampaignRaced lets two processes send at once: no row is told twice.
func TestCampaignRaced(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	c := &crowdOf{}
	o.run(proposeSteps(c)...)
	var acts []act.Signed
	for range 3 {
		r, err := o.desk.NewSendCampaign(o.state(c.dossier), 1)
		if err != nil {
			t.Fatal(err)
		}
		acts = append(acts, o.prepare("ben", r))
	}
	var both sync.WaitGroup
	for _, signed := range acts {
		d, err := openDesk(t, configureWith(o.ring, o.store, o.clock.now))
		if err != nil {
			t.Fatal(err)
		}
		both.Go(func() {
			if _, err := d.Do(o.ctx, signed, nil); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if carried := o.state(c.dossier).Warned[0].Campaign; carried.Copies != 3 {
		t.Errorf("three acts sent %d copies", carried.Copies)
	}
	o.healthy("after a race")
}
