package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/review"
	"example.org/tocsin/store"
	"example.org/tocsin/warning"
)

// publicText is what may be said in public.
const publicText = "We do not comment on whether anybody was told of anything.\n"

// learned is what is learned of the chain.
func learned() review.Record {
	return review.Record{
		Outcome: review.Occurred, Summary: "They knew of it and could not prevent it.",
		Casualties: review.Casualties{Killed: review.Count{Known: true, Least: 84, Most: 95, Source: review.Public}},
		Lessons: []review.Lesson{{
			Finding: "Nobody at the gates was told.", Class: "F-6", Proposal: "Ask for onward passage at once.", Pack: "icd-191",
		}},
	}
}

// approveLine is the step in which an officer approves the public line.
func approveLine(name, by string) step {
	return asked(name, by, func(o *office) (desk.Request, []byte, error) {
		l := o.state(o.dossier).Line
		return &desk.ApproveLine{Dossier: o.dossier, Of: l.Proposal.Of, Text: l.Text}, nil, nil
	})
}

// afterSteps are what comes after a chain that is closed: what happened, what is
// learned, and what is said in public.
func afterSteps() []step {
	return []step{
		asked("z1 incident", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.RecordIncident{Dossier: o.dossier, IncidentRecorded: dossier.IncidentRecorded{
				At: o.clock.now().Add(-time.Minute).Truncate(time.Second), Summary: "Two explosions.", Casualties: learned().Casualties,
			}}, nil, nil
		}),
		asked("z1 learn", "dan", func(o *office) (desk.Request, []byte, error) {
			return &desk.RecordReview{Dossier: o.dossier, Record: learned()}, nil, nil
		}),
		asked("z1 line", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.ProposeLine{Dossier: o.dossier, Text: publicText, Because: because1, Reveals: true}, nil, nil
		}),
		approveLine("z1 line ben", "ben"),
		approveLine("z1 line dan", "dan"),
	}
}

// TestLifeOfAWarning extends a warning, stands it down, learns from it and closes,
// with fsck after every step: everyone who got the earlier word gets the next, and
// what ends it takes the quorum of silence.
func TestLifeOfAWarning(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-1]...)
	if clocks := o.state(o.dossier).Clocks(); !slices.ContainsFunc(clocks, func(c dossier.Clock) bool { return c.Stage == policy.StageValidity }) {
		t.Fatalf("nobody need decide on it: %+v", clocks)
	}
	o.passes()
	follow := func(kind warning.Kind, because string) *desk.Draft {
		d := o.state(o.dossier)
		ask := desk.DraftAsk{
			Kind: kind, Marking: d.Warned[0].Draft.Marking, ValidFrom: o.clock.now().Truncate(24 * time.Hour), Because: because,
			UsefulUntil: d.Warned[len(d.Warned)-1].Draft.UsefulUntil.AddDate(0, 0, 5),
		}
		r, err := o.desk.NewDraft(o.ctx, d, ask)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	longer := follow(warning.KindExtension, "")
	first := o.state(o.dossier).Warned[0]
	if !slices.Equal(longer.Draft.Recipients, first.Draft.Recipients) || longer.Draft.Supersedes != first.Warning ||
		len(longer.Draft.Tearline.Released) != len(first.Draft.Tearline.Released) || !strings.HasPrefix(longer.Draft.Text, "STILL LIVE") {
		t.Errorf("it is extended as %+v", longer.Draft)
	}
	send := func(by ...string) {
		for _, name := range by {
			o.must(name, &desk.Approve{Dossier: o.dossier, Draft: *o.state(o.dossier).Draft}, nil)
			o.healthy(name + " approved")
		}
		s, err := o.desk.NewSend(o.state(o.dossier))
		if err != nil {
			t.Fatal(err)
		}
		o.must("ben", s, nil)
		o.healthy("sent")
	}
	o.must("ana", longer, nil)
	send("ben", "cat")
	o.must("ana", follow(warning.KindStandDown, because4), nil)
	o.must("ben", &desk.Approve{Dossier: o.dossier, Draft: *o.state(o.dossier).Draft}, nil)
	o.must("cat", &desk.Approve{Dossier: o.dossier, Draft: *o.state(o.dossier).Draft}, nil)
	if _, err := o.desk.NewSend(o.state(o.dossier)); err == nil {
		t.Error("without the quorum of silence a warning is stood down while a duty stands")
	}
	send("dan")
	d := o.state(o.dossier)
	if len(d.Live()) != 0 || d.After == nil || d.After.Because != review.WindowEnd {
		t.Errorf("it is live still, or nobody looks back: %+v", d.After)
	}
	o.must("dan", &desk.RecordReview{Dossier: o.dossier, Record: learned()}, nil)
	l, err := o.desk.Learn(o.ctx, string(o.dossier))
	if err != nil || l.Open != nil || l.Outcome != review.Occurred || len(l.Reached) != 6 || len(l.Compared) != 3 || len(l.Intervals) < 6 {
		t.Errorf("it is learned as %+v, %v", l, err)
	}
	o.healthy("in the end")
}

// passes lets whatever is due next run out, until a clock of a warning's window
// has.
func (o *office) passes() {
	o.t.Helper()
	for range 50 {
		pending, err := o.store.Pending(o.ctx)
		if err != nil || len(pending) == 0 {
			o.t.Fatal("nothing is due", err)
		}
		o.clock.add(max(0, pending[0].Due.Sub(o.clock.now())) + 3*time.Minute)
		work, err := o.desk.Due(o.ctx, "test", 1)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, w := range work {
			if err := o.desk.Settle(o.ctx, w, delivery.AttemptMade{Outcome: delivery.OutcomeHanded}, 0); err != nil {
				o.t.Fatal(err)
			}
		}
		passed := o.state(o.dossier).Passed
		if len(passed) > 0 && passed[len(passed)-1].Stage == policy.StageValidity {
			o.healthy("a clock has run out")
			return
		}
	}
	o.t.Fatal("no clock of a window runs out")
}

// TestPublicLineLeaks holds that nothing protected is said in public, not even
// what the recipients were told, nor what came in after it was proposed.
func TestPublicLineLeaks(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(chain()...)
	for name, text := range map[string]string{
		"words of a report": "It was said that " + spoken[1] + ".\n", "a number": "Call 202-555-0143.\n", "our own people": "Ask ben Officer of our office.\n",
	} {
		if name == "our own people" {
			text = "Ask " + o.holder().Officers[0].Name + ".\n"
		}
		err := o.do("ana", &desk.ProposeLine{Dossier: o.dossier, Text: text, Because: because1}, nil)
		refused(t, err, "warning/leak")
	}
	o.must("ana", &desk.ProposeLine{Dossier: o.dossier, Text: publicText, Because: because1}, nil)
	l := o.state(o.dossier).Line
	err := o.do("ben", &desk.ApproveLine{Dossier: o.dossier, Of: l.Proposal.Of, Text: "Another.\n"}, nil)
	refused(t, err, "approval/changed")
	o.healthy("in the end")
}

// TestSetClocks takes the timers away that an older version did not know, and
// holds that fsck misses them, that they are set again, and no other.
func TestSetClocks(t *testing.T) {
	t.Parallel()
	kept := newMemory(t)
	o := newOffice(t, kept)
	o.run(chain()...)
	before, err := o.store.Pending(o.ctx)
	if err != nil || len(before) == 0 {
		t.Fatal(before, err)
	}
	var ids []tocsin.TimerID
	for _, timer := range before {
		ids = append(ids, timer.ID)
	}
	if err := kept.Append(o.ctx, store.Batch{Cancel: ids}); err != nil {
		t.Fatal(err)
	}
	health, err := o.desk.Fsck(o.ctx)
	if err != nil || len(health.Flaws) != len(ids) {
		t.Errorf("%d timers are gone, and fsck finds %v, %v", len(ids), health.Flaws, err)
	}
	for _, want := range []int{len(ids), 0} {
		if got, err := o.desk.SetClocks(o.ctx); got != want || err != nil {
			t.Errorf("%d clocks are set, not %d: %v", got, want, err)
		}
	}
	o.healthy("in the end")
}

// TestStatistics counts dossiers of a period, and holds that the one that was
// warned of is held back, and with it what would give it away; that warnings and
// recipients are counted by themselves; and that nothing outside the period is.
func TestStatistics(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(chain()...)
	for i := range 6 {
		o.run(quietReport("s file "+string(rune('a'+i)), new(tocsin.DossierID)))
	}
	day := o.clock.now().Truncate(24 * time.Hour)
	ask := desk.StatisticsAsk{From: day.AddDate(0, 0, -30), Until: day.AddDate(0, 0, 1), Least: review.DefaultLeast}
	got, err := o.desk.Statistics(o.ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, table := range got.Tables {
		line := table.Of + " " + table.Rows[0].Sum.String()
		for n, figures := range table.Rows[0].Parts {
			for i, f := range figures {
				line += ", " + table.Columns[n][i] + " " + f.String()
			}
		}
		said = append(said, line)
	}
	want := []string{
		"dossiers 7, not decided x, warned <5, none yet x, occurred <5",
		"warnings <5, warning <5",
		"recipients <5, acknowledged in time <5",
	}
	if len(said) != 3 || said[0] != want[0] || said[1] != want[1] || !strings.HasPrefix(said[2], "recipients <5, acknowledged") {
		t.Errorf("it is told as %q", said)
	}
	for _, i := range got.Intervals {
		if i.Enough {
			t.Errorf("the time from %s to %s of one dossier is told", i.From, i.To)
		}
	}
	ask.From, ask.Until = day.AddDate(1, 0, 0), day.AddDate(2, 0, 0)
	if none, err := o.desk.Statistics(o.ctx, ask); err != nil || len(none.Tables) != 0 {
		t.Errorf("of another year there is told %+v, %v", none, err)
	}
	for rule, change := range map[string]func(*desk.StatisticsAsk){
		"statistics/by":     func(a *desk.StatisticsAsk) { a.By = "officer" },
		"statistics/period": func(a *desk.StatisticsAsk) { a.Until = a.From },
		"statistics/least":  func(a *desk.StatisticsAsk) { a.Least = 2 },
	} {
		wrong := ask
		change(&wrong)
		_, err := o.desk.Statistics(o.ctx, wrong)
		refused(t, err, rule)
	}
}
