package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/dossier"
	"example.org/tocsin/store"
)

// A faulty store fails the n-th Append from now on.
type faulty struct {
	store.Store
	mu sync.Mutex
	// left counts down to the Append that fails; lost says that it fails after
	// it was kept, as where the answer is lost.
	left int
	lost bool
}

var errFault = errors.New("the disk is on fire")

func (f *faulty) Append(ctx context.Context, b store.Batch) error {
	f.mu.Lock()
	f.left--
	now := f.left == 0
	f.mu.Unlock()
	if now && !f.lost {
		return errFault
	}
	err := f.Store.Append(ctx, b)
	if now && err == nil {
		return errFault
	}
	return err
}

// TestNothingIsSaidBeforeItIsKept fails every Append of the full chain once:
// the record is then as it was, and the same act, done again, goes on.
func TestNothingIsSaidBeforeItIsKept(t *testing.T) {
	t.Parallel()
	f := &faulty{Store: newMemory(t)}
	o := newOffice(t, f)
	for i, s := range fullChain() {
		o.clock.add(time.Minute)
		before, _ := f.Head(o.ctx)
		f.left = 1
		if err := s.do(o); !errors.Is(err, errFault) {
			t.Fatalf("%s: got %v, want the fault", s.name, err)
		}
		f.left = 0
		if after, _ := f.Head(o.ctx); after.Size != before.Size {
			t.Fatalf("%s: %d events were kept", s.name, after.Size-before.Size)
		}
		if i%3 == 0 {
			o.healthy("after a fault in " + s.name)
		}
		o.open() // a new process
		if s.name == "found" || strings.HasPrefix(s.name, "hand over") || s.name == "again" || s.name == "overdue" {
			o.clock.add(3 * time.Minute) // the lease of the attempt that was lost
		}
		o.run(s)
	}
	o.healthy("in the end")
}

// TestAnswerLost loses the answer of every Append of the full chain: the act has
// happened, and done again it happens no second time.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	f := &faulty{Store: newMemory(t), lost: true}
	o := newOffice(t, f)
	for _, s := range fullChain() {
		o.clock.add(time.Minute)
		f.left = 1
		if err := s.do(o); !errors.Is(err, errFault) {
			t.Fatalf("%s: got %v, want the fault", s.name, err)
		}
		f.left = 0
		o.open()
		kept, _ := f.Head(o.ctx)
		if _, signed := o.signed[s.name]; signed {
			o.run(s, s)
			if after, _ := f.Head(o.ctx); after.Size != kept.Size {
				t.Fatalf("%s happened again: %d events more", s.name, after.Size-kept.Size)
			}
		}
		if s.name == "found" {
			refused(t, s.do(o), "holder/founded")
			o.people["head"].id = o.holder().Officers[0].ID
		}
	}
	o.healthy("in the end")
	if d := o.state(o.dossier); d.Status != dossier.StatusClosed {
		t.Errorf("the dossier is %s", d.Status)
	}
}

// A hasty store lets its caller give up as the Append begins.
type hasty struct {
	store.Store
	cancel context.CancelFunc
}

func (h *hasty) Append(ctx context.Context, b store.Batch) error {
	h.cancel()
	return h.Store.Append(ctx, b)
}

// TestGivenUp gives up in the middle of each step: nothing is kept, or all.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	h := &hasty{Store: newMemory(t)}
	o := newOffice(t, h)
	ctx := o.ctx
	for _, s := range chain() {
		o.clock.add(time.Minute)
		before, err := h.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		o.ctx, h.cancel = context.WithCancel(ctx)
		if err := s.do(o); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: got %v", s.name, err)
		}
		o.ctx = ctx
		if after, _ := h.Head(ctx); after.Size != before.Size {
			t.Fatalf("%s: %d events were kept", s.name, after.Size-before.Size)
		}
		o.clock.add(3 * time.Minute)
		o.run(s)
	}
	o.healthy("in the end")
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := o.desk.Fsck(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("fsck that was given up says %v", err)
	}
}

// A refusing store keeps nothing.
type refusing struct{ store.Store }

func (refusing) Append(context.Context, store.Batch) error { return errFault }

func (refusing) Lease(context.Context, store.LeaseAsk) ([]store.Lease, error) { return nil, errFault }
