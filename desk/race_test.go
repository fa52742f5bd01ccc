package desk_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
	"example.org/tocsin/store/sqlite"
)

// crowd is how many do something at once.
const crowd = 50

// together runs a function many times at once and gives what came of each.
func together(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errs
}

// TestCrowdOnOneDossier files fifty reports into one dossier at once.
func TestCrowdOnOneDossier(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[0])
	made := make([]signedAct, crowd)
	for i := range made {
		f, original := red(o.dossier, o.clock.now())
		made[i] = signedAct{o.prepare("ana", f), original}
	}
	for _, err := range together(crowd, func(i int) error {
		_, err := o.desk.Do(o.ctx, made[i].Signed, made[i].attached)
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if n := len(o.state(o.dossier).Reports); n != crowd+1 {
		t.Errorf("%d reports are linked", n)
	}
	o.healthy("after the crowd")
}

// TestCrowdOnMany opens fifty dossiers at once, while the head adds officers,
// which makes every one of them be decided again.
func TestCrowdOnMany(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	made := make([]signedAct, crowd)
	for i := range made {
		if i%10 == 0 {
			made[i] = signedAct{o.prepare("head", desk.NewOfficer(fmt.Sprint("officer ", i), tocsin.LevelAnalyst, newPerson(t).key, "")), nil}
			continue
		}
		f, original := red("", o.clock.now())
		made[i] = signedAct{o.prepare("ana", f), original}
	}
	for _, err := range together(crowd, func(i int) error {
		_, err := o.desk.Do(o.ctx, made[i].Signed, made[i].attached)
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	b, err := o.desk.Board(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.Dossiers()); n != crowd*9/10 {
		t.Errorf("%d dossiers are there", n)
	}
	o.healthy("after the crowd")
}

// TestSameActAtOnce does every signed act of the full chain by many desks at
// once: it happens once.
func TestSameActAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	for _, s := range chainAtOnce() {
		o.clock.add(time.Minute)
		made, signed := o.sign(s)
		if !signed {
			o.run(s)
			continue
		}
		for _, err := range together(4, func(int) error {
			d, err := desk.Open(o.ctx, configure(t, o.store, o.clock.now))
			if err == nil {
				_, err = d.Do(o.ctx, made.Signed, made.attached)
			}
			return err
		}) {
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
		}
	}
	o.healthy("in the end") // an act that happens twice is a flaw
}

// TestRetiredMeanwhile retires an officer while he acts: what he did after is
// refused, and no act stands behind his retirement.
func TestRetiredMeanwhile(t *testing.T) {
	t.Parallel()
	for range 10 {
		o := newOffice(t, newMemory(t))
		o.run(staffSteps()...)
		made := make([]signedAct, crowd)
		for i := range made {
			f, original := red("", o.clock.now())
			made[i] = signedAct{o.prepare("ana", f), original}
		}
		made[crowd/2] = signedAct{o.prepare("head", &desk.RetireOfficer{Officer: o.people["ana"].id}), nil}
		for _, err := range together(crowd, func(i int) error {
			_, err := o.desk.Do(o.ctx, made[i].Signed, made[i].attached)
			return err
		}) {
			if err != nil {
				refused(t, err, "act/officer")
			}
		}
		o.healthy("after the retirement")
		retired := false
		for _, e := range snap(t, o.store).entries(t) {
			if retired && e.By == o.people["ana"].id {
				t.Fatal("a retired officer has acted")
			}
			retired = retired || e.Kind == "OfficerRetired"
		}
	}
}

// TestFoundedOnce founds by many desks at once: one does.
func TestFoundedOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	founded := 0
	for _, err := range together(8, func(int) error {
		head := o.people["head"]
		_, err := o.desk.Found(o.ctx, desk.Founding{
			Profile: "ngo", Packs: o.packs, Name: "Head", Key: head.key,
			Sign: func(raw []byte) (string, error) { return head.signer.Sign(act.Namespace, raw) },
		})
		return err
	}) {
		if err == nil {
			founded++
			continue
		}
		refused(t, err, "holder/founded")
	}
	if founded != 1 {
		t.Errorf("%d have founded", founded)
	}
	o.healthy("after the founding")
}

// TestTwoDesksOneFile goes the full chain with two desks over one data file,
// each act done by both at once, as two processes do.
func TestTwoDesksOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	open := func() *sqlite.Store {
		s, err := sqlite.Open(t.Context(), path, signHead(ring(t)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	o := newOffice(t, open())
	second, err := desk.Open(o.ctx, configure(t, open(), o.clock.now))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range chainAtOnce() {
		o.clock.add(time.Minute)
		made, signed := o.sign(s)
		if !signed {
			o.run(s)
			continue
		}
		desks := []*desk.Desk{o.desk, second}
		for _, err := range together(6, func(i int) error {
			_, err := desks[i%2].Do(o.ctx, made.Signed, made.attached)
			return err
		}) {
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
		}
	}
	o.healthy("seen by the first")
	o.desk = second
	o.healthy("seen by the second")
}

// TestSettledTwice settles one work by two processes: the one whose lease has
// gone to the other is told.
func TestSettledTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(chain()[:len(chain())-8]...)
	first, err := o.desk.Due(o.ctx, "one", 1)
	if err != nil || len(first) != 1 || !o.desk.Holds(first[0], time.Minute) {
		t.Fatal(first, err)
	}
	if again, err := o.desk.Due(o.ctx, "two", 10); err != nil || len(again) != 1 {
		t.Fatalf("got %d works that are leased to nobody, %v; one of two is", len(again), err)
	}
	o.clock.add(3 * time.Minute)
	if o.desk.Holds(first[0], 0) {
		t.Error("a lease that has run out is held")
	}
	second, err := o.desk.Due(o.ctx, "two", 1)
	if err != nil || len(second) != 1 || second[0].Dispatch() != first[0].Dispatch() {
		t.Fatal(second, err)
	}
	made := handedOver(second[0])
	if err := o.desk.Settle(o.ctx, first[0], made, 0); !errors.Is(err, desk.ErrTaken) {
		t.Errorf("got %v, want ErrTaken", err)
	}
	if err := o.desk.Settle(o.ctx, second[0], made, 0); err != nil {
		t.Error(err)
	}
	if err := o.desk.Settle(o.ctx, second[0], made, 0); !errors.Is(err, desk.ErrTaken) {
		t.Errorf("got %v, want ErrTaken", err)
	}
	o.healthy("after both")
}

// chainAtOnce is what several do at once: everything, and under the race detector
// one life and the talk about another, which go through the same code.
func chainAtOnce() []step {
	if slowly > 1 {
		return append(chain(), talkSteps(&talks{})...)
	}
	return fullChain()
}
