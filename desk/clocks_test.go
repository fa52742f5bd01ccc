package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/policy"
	"example.org/tocsin/store"
)

// A spied store looks at what is kept after every Append.
type spied struct {
	store.Store
	look func()
}

func (s *spied) Append(ctx context.Context, b store.Batch) error {
	err := s.Store.Append(ctx, b)
	if err == nil && s.look != nil {
		s.look()
	}
	return err
}

// TestClockTimers goes the full chain and sees after every single Append that
// the timers of dossiers are those of their clocks, each at its time: they are
// canceled and set anew in the batch of the event.
func TestClockTimers(t *testing.T) {
	t.Parallel()
	s := &spied{Store: newMemory(t)}
	o := newOffice(t, s)
	stages, appends := map[policy.Stage]bool{}, 0
	s.look = func() {
		appends++
		b, err := o.desk.Board(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, d := range b.Dossiers() {
			clocks := d.Clocks()
			if d.Status == dossier.StatusClosed && slices.ContainsFunc(clocks, func(c dossier.Clock) bool { return c.Stage != policy.StageAfter }) {
				t.Errorf("a closed dossier has clocks: %+v", clocks)
			}
			for _, c := range clocks {
				stages[c.Stage] = true
				want = append(want, fmt.Sprint(d.ID, " ", c.Due.Unix()))
			}
		}
		pending, err := s.Pending(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, timer := range pending {
			if _, ok := b.Dossier(tocsin.DossierID(timer.Stream)); ok {
				got = append(got, fmt.Sprint(timer.Stream, " ", timer.Due.Unix()))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("after %d appends: the timers are %v, the clocks are %v", appends, got, want)
		}
	}
	for _, step := range fullChain() {
		o.clock.add(time.Minute)
		o.run(step)
	}
	for _, stage := range append(policy.Stages(), policy.StageReview, policy.StageWaiver, policy.StageValidity, policy.StageAfter) {
		if !stages[stage] {
			t.Errorf("no clock of the stage %s has run", stage)
		}
	}
}

// TestTalk goes through consults, disputes and clocks, with fsck after every
// step, and looks at how it ends.
func TestTalk(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	of := &talks{}
	o.run(staffSteps()...)
	for _, s := range talkSteps(of) {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
		if want := waiting[s.name]; want != "" {
			if list, err := o.desk.List(o.ctx); err != nil || !strings.Contains(list.Dossiers[0].Waits, want) {
				t.Errorf("after %s it waits for %q, %v", s.name, list.Dossiers[0].Waits, err)
			}
		}
		switch s.name {
		case "t1 clock consult":
			if c := o.state(of.disputed).Consults; c[0].Answer == "" || c[0].Lapsed || !c[1].Lapsed {
				t.Errorf("consults: %+v", c)
			}
		case "t1 clock affirm":
			if d := o.state(of.disputed); d.Paged != tocsin.LevelHead || d.Silence == nil {
				t.Errorf("paged %s", d.Paged)
			}
		case "t1 clock dispute again":
			d := o.state(of.disputed)
			if r := d.Disputes[1].Resolved; r == nil || !r.ByClock || r.Towards != dossier.TowardsWarning || d.Silence != nil {
				t.Errorf("the dispute ended as %+v", r)
			}
		case "t1 clock draft again":
			if d := o.state(of.disputed); d.Urgency != policy.Exigent || d.Status != dossier.StatusDuty {
				t.Errorf("after two clocks it is %s, %s", d.Urgency, d.Status)
			}
		case "t1 draft":
			if d := o.state(of.disputed); d.Status != dossier.StatusCleared || len(d.Approvals) != 0 {
				t.Errorf("one officer is not enough: %s", d.Status)
			}
		case "t1 send":
			shown, err := o.desk.Show(o.ctx, string(of.disputed))
			if err != nil || shown.Review == nil || len(shown.Clocks) != 2 || shown.Clocks[0].Stage != policy.StageReview {
				t.Errorf("%+v, %v", shown.Clocks, err)
			}
		case "t1 review":
			if d := o.state(of.disputed); d.Review != nil || len(d.Clocks()) != 1 {
				t.Errorf("after the review: %+v", d.Clocks())
			}
		case "t2 taken":
			if c := o.state(of.referred).Clocks(); len(c) != 2 || c[0].Stage != policy.StageWatch {
				t.Errorf("after the owner answered: %+v", c)
			}
		}
	}
}

// waiting is what a list says that the dossier waits for after a step.
var waiting = map[string]string{
	"t1 dispute": "dispute 1 waits to be resolved by a head",
	"t1 send":    "sent by one officer alone waits to be looked at by a senior",
	"t1 review":  "to be closed with its outcome",
	"t1 waive":   "waiver waits for affirmation by",
	"t1 dissent": "dispute 1",
	"t1 resolve": "waiver waits for affirmation by",
}

// running is a record in which three clocks of one dossier run.
func running(t *testing.T) (*snapshot, tocsin.DossierID) {
	t.Helper()
	of := &talks{}
	steps := append(staffSteps(), talkSteps(of)...)
	n := sound(t, steps[:len(staffSteps())+12])
	if len(n.timers) != 3 {
		t.Fatalf("%d clocks run", len(n.timers))
	}
	return n, of.disputed
}

// TestFsckClockTimers changes the timers of clocks.
func TestFsckClockTimers(t *testing.T) {
	t.Parallel()
	n, _ := running(t)
	const form = "2006-01-02T15:04:05.000Z"
	seal := func(c *snapshot, timer *store.Timer, text string) {
		sealed, err := c.key(t, timer.Key).SealTimer(timer.ID, timer.Stream, []byte(text))
		if err != nil {
			t.Error(err)
		}
		timer.Sealed = sealed
	}
	elsewhere := n.rows[0].Stream
	for i, timer := range n.timers {
		changes := map[string]func(c *snapshot){
			"gone":    func(c *snapshot) { c.timers = slices.Delete(c.timers, i, i+1) },
			"later":   func(c *snapshot) { c.timers[i].Due = timer.Due.Add(time.Second) },
			"flipped": func(c *snapshot) { flip(c.timers[i].Sealed, 9) },
			"retimed": func(c *snapshot) {
				c.timers[i].Due = timer.Due.Add(time.Hour)
				seal(c, &c.timers[i], "clock "+c.timers[i].Due.Format(form))
			},
			"of another kind": func(c *snapshot) { seal(c, &c.timers[i], "deadline "+timer.Due.Format(form)) },
			"surplus": func(c *snapshot) {
				twin := timer
				twin.ID = other(timer.ID)
				seal(c, &twin, "clock "+timer.Due.Format(form))
				c.timers = append(c.timers, twin)
			},
			"of no dossier": func(c *snapshot) {
				c.timers[i].Stream = elsewhere
				seal(c, &c.timers[i], "clock "+timer.Due.Format(form))
			},
		}
		for name, change := range changes {
			c := n.clone()
			change(c)
			h := c.fsck(t)
			if len(h.Flaws) == 0 || h.Flaws[0].Check != "timer" {
				t.Errorf("timer %d %s: fsck finds %+v", i, name, h.Flaws)
			}
		}
	}
}

// TestForgeClock puts in that a clock ran out which did not, or otherwise than it
// says.
func TestForgeClock(t *testing.T) {
	t.Parallel()
	n, id := running(t)
	entries := n.entries(t)
	due := n.timers[0].Due // the consult's
	since := due.Add(-12 * time.Hour)
	passed := dossier.ClockPassed{Stage: policy.StageConsult, Of: 2, Since: since, Due: due, Paged: tocsin.LevelOfficer}
	forge := func(at time.Time, how func(*dossier.ClockPassed), e entry.Entry) []desk.Flaw {
		event := passed
		how(&event)
		body, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		e.Stream, e.Kind, e.At, e.Body = tocsin.StreamID(id), "ClockPassed", at, body
		return n.forge(t, append(slices.Clone(entries), e)).fsck(t).Flaws
	}
	decision := func(flaws []desk.Flaw) bool {
		return slices.ContainsFunc(flaws, func(f desk.Flaw) bool { return f.Check == "decision" || f.Check == "signature" })
	}
	asIs := func(*dossier.ClockPassed) {}
	if flaws := forge(due, asIs, entry.Entry{}); decision(flaws) || len(flaws) == 0 {
		// What happened in truth left its timers as they must be.
		t.Errorf("the one that could be is told as %+v", flaws)
	}
	for name, flaws := range map[string][]desk.Flaw{
		"too early":     forge(due.Add(-time.Second), asIs, entry.Entry{}),
		"another level": forge(due, func(e *dossier.ClockPassed) { e.Paged = tocsin.LevelSenior }, entry.Entry{}),
		"another stage": forge(due, func(e *dossier.ClockPassed) { e.Stage = policy.StageSend }, entry.Entry{}),
		"another one":   forge(due, func(e *dossier.ClockPassed) { e.Of = 1 }, entry.Entry{}),
		"no such one":   forge(due, func(e *dossier.ClockPassed) { e.Of = 7 }, entry.Entry{}),
		"another due":   forge(due, func(e *dossier.ClockPassed) { e.Due = due.Add(-time.Hour) }, entry.Entry{}),
		"another since": forge(due, func(e *dossier.ClockPassed) { e.Since = since.Add(time.Minute) }, entry.Entry{}),
		"by an officer": forge(due, asIs, entry.Entry{By: entries[0].By, Level: tocsin.LevelHead, Act: entries[len(entries)-1].Act}),
		"by an act":     forge(due, asIs, entry.Entry{Act: entries[len(entries)-1].Act}),
	} {
		if !decision(flaws) {
			t.Errorf("%s: fsck finds %+v", name, flaws)
		}
	}
}
