package watch_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/store"
	"example.org/tocsin/watch"
)

// Justifications, each in other words.
const (
	because1 = "the source has been wrong in each of the nine cases that we could check"
	because2 = "I have read all of it again and find that nothing in it can be true"
	because3 = "families sleep next door, and what was brought forward changes nothing of that"
	because4 = "we tried every way there is and each of them would reach the attackers first"
)

// under runs a test under the pack as it comes along.
func under(t *testing.T, test func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		test(newOfficeUnder(t, shipped(t), 2))
	})
}

// timers gives what is pending.
func (o *office) timers() []store.Timer {
	o.t.Helper()
	return must[[]store.Timer](o.t)(o.store.Pending(o.ctx))
}

// paged gives whom the clocks of a dossier have paged, in order.
func (o *office) paged(id tocsin.DossierID) []tocsin.Level {
	o.t.Helper()
	var levels []tocsin.Level
	for _, p := range o.state(id).Passed {
		levels = append(levels, p.Paged)
	}
	return levels
}

// watchFor does a round every minute for some time and gives what was done.
func (o *office) watchFor(w *watch.Watch, some time.Duration) watch.Done {
	o.t.Helper()
	var sum watch.Done
	for end := time.Now().Add(some); !time.Now().After(end); time.Sleep(time.Minute) {
		done := o.step(w)
		sum.Handed, sum.Overdue, sum.Clocks, sum.Left = sum.Handed+done.Handed, sum.Overdue+done.Overdue, sum.Clocks+done.Clocks, sum.Left+done.Left
		sum.Again, sum.Never = sum.Again+done.Again, sum.Never+done.Never
	}
	return sum
}

// TestNobodyTouches leaves dossiers alone at every stage on the way to a warning:
// officer, senior and head are paged, the faster paths open, the pages end, and
// nothing is ever sent.
func TestNobodyTouches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage policy.Stage
		bring func(o *office) tocsin.DossierID
		want  []tocsin.Level
	}{
		"filed": {policy.StageAssess, (*office).file, []tocsin.Level{tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead}},
		"assessed": {policy.StageDetermine, func(o *office) tocsin.DossierID {
			id := o.file()
			o.assess(id, 0, 2)
			return id
		}, []tocsin.Level{tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead}},
		"duty": {policy.StageDraft, func(o *office) tocsin.DossierID { return o.duty(0) }, []tocsin.Level{
			tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead,
		}},
		"drafted": {policy.StageApprove, func(o *office) tocsin.DossierID {
			id := o.duty(0)
			o.draft(o.ben, id, o.recipients...)
			return id
		}, []tocsin.Level{tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead, tocsin.LevelHead}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			under(t, func(o *office) {
				t := o.t
				b := newBox()
				id := c.bring(o)
				begin := o.state(id)
				done := o.watchFor(o.watch("one", b), 3*24*time.Hour)
				same(t, done, watch.Done{Clocks: len(c.want)})
				d := o.state(id)
				if got := o.paged(id); !slices.Equal(got, c.want) {
					t.Errorf("paged %v, want %v", got, c.want)
				}
				if d.Passed[0].Stage != c.stage || d.Urgency != policy.Exigent || d.Status != begin.Status {
					t.Errorf("%s, %s, %+v", d.Status, d.Urgency, d.Passed)
				}
				if len(d.Warned) != 0 || b.tried() != 0 || len(o.timers()) != 0 {
					t.Errorf("%d warnings were sent by %d attempts, %d timers are left", len(d.Warned), b.tried(), len(o.timers()))
				}
				o.healthy()
			})
		})
	}
}

// duty brings a dossier to a duty.
func (o *office) duty(useful time.Duration) tocsin.DossierID {
	o.t.Helper()
	id := o.file()
	o.assess(id, useful, 2)
	o.do(o.ana, &desk.Determine{Dossier: id}, nil)
	return id
}

// TestFasterPath lets the clock of approval run out until one officer is enough:
// what was drafted may be sent then, by a person, and somebody looks at it after.
func TestFasterPath(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		b := newBox()
		w := o.watch("one", b)
		id := o.duty(0)
		o.draft(o.ben, id, o.recipients...)
		for want := range []int{0, 1} {
			d := o.state(id)
			if d.DraftedBy.Quorum.Others != 2-want || d.Sendable(time.Now()) == nil {
				t.Errorf("after %d clocks: %+v", want, d.DraftedBy.Quorum)
			}
			time.Sleep(time.Until(d.Clocks()[0].Due.Add(-time.Second)))
			same(t, o.step(w), watch.Done{})
			time.Sleep(time.Second)
			same(t, o.step(w), watch.Done{Clocks: 1})
			o.healthy()
		}
		same(t, o.step(w), watch.Done{})
		o.do(o.ben, must[*desk.Send](t)(o.desk.NewSend(o.state(id))), nil)
		same(t, o.step(w), watch.Done{Handed: 2})
		if d := o.state(id); d.Review == nil || d.Review.By != o.ben.id {
			t.Errorf("nobody is to look at it: %+v", d.Review)
		}
		o.healthy()
	})
}

// TestExigent sends a warning by one officer alone, where little time is left;
// the look at it is due in a day, pages, and ends when somebody else has looked.
func TestExigent(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		b := newBox()
		w := o.watch("one", b)
		id := o.duty(2 * time.Hour)
		o.draft(o.ben, id, o.recipients...)
		o.do(o.ben, must[*desk.Send](t)(o.desk.NewSend(o.state(id))), nil)
		same(t, o.step(w), watch.Done{Handed: 2})
		for i := range 2 {
			o.answer(b, fmt.Sprint("/box/", i))
		}
		if clocks := o.state(id).Clocks(); len(clocks) != 2 || clocks[0].Stage != policy.StageReview || clocks[1].Stage != policy.StageValidity {
			t.Fatalf("%+v", clocks)
		}
		time.Sleep(24*time.Hour - time.Minute)
		same(t, o.step(w), watch.Done{})
		time.Sleep(time.Minute)
		same(t, o.step(w), watch.Done{Clocks: 1})
		if got := o.paged(id); !slices.Equal(got, []tocsin.Level{tocsin.LevelSenior}) {
			t.Errorf("paged %v", got)
		}
		o.healthy()
		o.do(o.ana, &desk.Review{Dossier: id, WarningReviewed: dossier.WarningReviewed{Because: because1}}, nil)
		if len(o.timers()) != 1 { // that of its window
			t.Error("it is still to be looked at")
		}
		same(t, o.watchFor(w, 72*time.Hour), watch.Done{})
		o.healthy()
	})
}

// TestDisputeEnds leaves a dispute unresolved: the head is paged, and then it
// ends towards warning; the silence falls, and nothing is sent.
func TestDisputeEnds(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		b := newBox()
		w := o.watch("one", b)
		id := o.file()
		o.assess(id, 0, 5)
		a := o.state(id).Assessment
		a.Reliability = "E"
		o.do(o.ana, &desk.Assess{Dossier: id, Assessment: a}, nil)
		o.do(o.ana, &desk.Determine{Dossier: id, DetermineDuty: dossier.DetermineDuty{Because: because1}}, nil)
		o.do(o.ben, &desk.RaiseDispute{Dossier: id, DisputeRaised: dossier.DisputeRaised{About: dossier.AboutDuty, Because: because3}}, nil)
		time.Sleep(24 * time.Hour)
		same(t, o.step(w), watch.Done{Clocks: 2}) // the affirmation is late too
		if d := o.state(id); d.Silence == nil || d.Disputed() != 1 || d.Paged != tocsin.LevelHead {
			t.Errorf("after a day: %+v", d.Disputes)
		}
		time.Sleep(24 * time.Hour)
		done := o.step(w)
		d := o.state(id)
		if done.Clocks < 1 || d.Disputed() != 0 || !d.Disputes[0].Resolved.ByClock || d.Silence != nil || d.Status != dossier.StatusDuty {
			t.Errorf("after two: %+v, %s, %+v", done, d.Status, d.Disputes)
		}
		if len(d.Warned) != 0 || b.tried() != 0 {
			t.Error("a clock has sent something")
		}
		o.healthy()
	})
}

// TestWaiverEnds lets a waiver end: the duty stands again, with its clock.
func TestWaiverEnds(t *testing.T) {
	t.Parallel()
	simulate(t, 1, func(o *office) {
		t := o.t
		w := o.watch("one", newBox())
		id := o.duty(0)
		o.do(o.ben, &desk.Waive{Dossier: id, Waiver: policy.Waiver{
			Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: because4,
			Evidence: policy.Evidence{Channels: []policy.ChannelTried{{Channel: "the mission", Fails: because1}}},
		}}, nil)
		s := o.state(id).Silence
		o.do(o.ana, &desk.Affirm{Dossier: id, Of: s.Proposal.Of, Proposed: s.Proposed, Because: because2}, nil)
		if d := o.state(id); d.Status != dossier.StatusWaived || len(o.timers()) != 2 {
			t.Fatalf("%s, %+v", d.Status, d.Clocks())
		}
		time.Sleep(48*time.Hour - time.Minute)
		same(t, o.step(w), watch.Done{})
		time.Sleep(time.Minute)
		same(t, o.step(w), watch.Done{Clocks: 1})
		d := o.state(id)
		if d.Status != dossier.StatusDuty || d.Silence != nil || d.Paged != tocsin.LevelHead {
			t.Errorf("it is %s, paged %s", d.Status, d.Paged)
		}
		if clocks := d.Clocks(); len(clocks) != 2 || clocks[0].Stage != policy.StageDraft || clocks[1].Stage != policy.StageAfter || !clocks[0].Since.Equal(d.Since) {
			t.Errorf("clocks: %+v", clocks)
		}
		o.healthy()
	})
}

// TestClocksOnce has many dossiers whose clocks run out at once, and several
// watches at once that are all started anew each round: each passes once.
func TestClocksOnce(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		ids := make([]tocsin.DossierID, 0, 20)
		for range 20 {
			ids = append(ids, o.duty(0))
		}
		time.Sleep(12*time.Hour - time.Second)
		same(t, o.step(o.watch("early", newBox())), watch.Done{})
		passed := 0
		for range 60 {
			o.open() // as new processes do
			done := make([]watch.Done, 4)
			var all sync.WaitGroup
			for i := range done {
				all.Go(func() { done[i] = o.step(o.watch(fmt.Sprint("watch ", i), newBox())) })
			}
			all.Wait()
			for _, d := range done {
				passed += d.Clocks
			}
			time.Sleep(2 * time.Minute)
		}
		total := 0
		for _, id := range ids {
			d := o.state(id)
			seen := map[dossier.Clock]bool{}
			for _, p := range d.Passed {
				key := dossier.Clock{Stage: p.Stage, Of: p.Of, Since: p.Since, Due: p.Due}
				if seen[key] {
					t.Errorf("a clock has passed twice: %+v", p)
				}
				seen[key], total = true, total+1
			}
			if len(d.Passed) != 4 {
				t.Errorf("%d pages", len(d.Passed))
			}
		}
		if passed != total || total != 80 {
			t.Errorf("%d are told, %d are kept", passed, total)
		}
		o.healthy()
	})
}

// TestClockGoneBack leases the clock of a dossier and then has its own clock set
// back: nothing is paged, and nothing forgotten.
func TestClockGoneBack(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		id := o.duty(0)
		before := o.timers()
		ahead := 13 * time.Hour
		o.config.Clock = func() time.Time { return time.Now().Add(ahead) }
		o.open()
		work, err := o.desk.Due(o.ctx, "one", 1)
		if err != nil || len(work) != 1 || !work[0].Clock() {
			t.Fatal(work, err)
		}
		ahead = 0
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{}, 0); err != nil {
			t.Fatal(err)
		}
		after := o.timers()
		if len(before) != 1 || len(after) != 1 || before[0].ID != after[0].ID || !before[0].Due.Equal(after[0].Due) || len(o.paged(id)) != 0 {
			t.Errorf("%+v, %+v, %v", before, after, o.paged(id))
		}
		o.healthy()
		same(t, o.step(o.watch("one", newBox())), watch.Done{})
		time.Sleep(12 * time.Hour)
		same(t, o.step(o.watch("one", newBox())), watch.Done{Clocks: 1})
		o.healthy()
	})
}

// TestClockOvertaken leases a clock, and has the dossier move before it is
// settled: nothing is paged.
func TestClockOvertaken(t *testing.T) {
	t.Parallel()
	under(t, func(o *office) {
		t := o.t
		id := o.duty(0)
		time.Sleep(12 * time.Hour)
		work, err := o.desk.Due(o.ctx, "one", 1)
		if err != nil || len(work) != 1 {
			t.Fatal(work, err)
		}
		o.draft(o.ben, id, o.recipients...)
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{}, 0); err == nil {
			t.Error("a clock that runs no longer is settled")
		}
		if len(o.paged(id)) != 0 || len(o.timers()) != 1 {
			t.Errorf("paged %v, %d timers", o.paged(id), len(o.timers()))
		}
		o.healthy()
	})
}
