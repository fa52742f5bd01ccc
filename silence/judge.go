package silence

import (
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// quorum is who must agree to a text besides its drafter, by the packs alone.
func (w *walk) quorum(d dossier.Dossier, text warning.Draft) policy.Quorum {
	q := w.handling.Warn[policy.Routine.Sooner(d.Urgency)]
	if !text.Kind.Warns() {
		return q
	}
	for _, one := range d.Determinations {
		if one.Form.ForceSignatures > 0 && warning.SuggestsForce(text.Text) {
			q.Others = max(q.Others, one.Form.ForceSignatures)
		}
		if q.Others > 0 {
			q.Highest = max(q.Highest, one.Form.Senior)
		}
	}
	return q
}

// authorized holds that the text last put bears the names of its drafter and of
// the quorum of distinct others, one of them high enough; where no other is
// asked, that the drafter is.
func (w *walk) authorized(by move, m memory, d dossier.Dossier) bool {
	if d.Draft == nil || m.drafter < 0 || w.number(*d.Draft) != m.draft {
		w.failf(by, "a text is cleared that nobody put")
		return false
	}
	q, others := w.quorum(d, *d.Draft), w.others(m)
	if d.Draft.Kind.Ends() && relied(d) && (!d.Current || d.Overruled != "" || d.Verdict().Calls()) {
		// Whoever hears that it is over lowers his guard: while a duty stands, it
		// takes whom it takes to say nothing.
		q = q.Strictest(w.handling.Silence)
		q.Others, q.Highest = max(q.Others, 1), max(q.Highest, min(w.cast[m.drafter].level+1, tocsin.LevelHead))
	}
	if q.Others == 0 && w.cast[m.drafter].level >= q.Highest {
		return true
	}
	if w.count(others) < max(q.Others, 1) && q.Others > 0 || w.count(others) == 0 || w.level(others) < q.Highest {
		w.failf(by, "a text is cleared without its drafter and the quorum of others (%s)", said(q))
		return false
	}
	return true
}

// said tells a quorum.
func said(q policy.Quorum) string { return fmt.Sprintf("%d others, one a %s", q.Others, q.Highest) }

// settles holds that a silence may stand, and notes it.
func (w *walk) settles(by move, m memory, path dossier.Path, before dossier.Dossier) memory {
	w.Silences++
	reach(&w.report.Paths, path)
	if lack := w.lack(m, path, len(before.Reports) >= w.many); lack != "" {
		w.failf(by, "it ends as %s %s", path, lack)
	}
	if m.disputed > 0 {
		w.failf(by, "it ends as %s while a dispute is open", path)
	}
	m.settled, m.taken = path, false
	return m
}

// lack says what a silence of this path lacks: that it was put, and affirmed by
// the quorum of distinct others, one of them above the proposer as far as there
// is anybody; and that those are as many and as high as the cheapest way to
// speak.
func (w *walk) lack(m memory, path dossier.Path, many bool) string {
	if m.proposer < 0 || m.path != path {
		return "and nobody proposed that"
	}
	others, q := m.affirmers&^set(0).with(m.proposer), w.handling.Silence
	for _, g := range w.grounds {
		if path == dossier.PathWaiver && g.ID == m.ground {
			q = q.Strictest(g.Approve)
		}
	}
	switch {
	case w.count(others) < q.Others || w.level(others) < q.Highest:
		return "without the quorum of silence (" + said(q) + ")"
	case w.count(others) < 1:
		return "by one officer alone"
	case w.level(others) < min(w.cast[m.proposer].level+1, tocsin.LevelHead):
		return "and nobody above the proposer affirmed it"
	}
	n := 0
	if many {
		n = 1
	}
	for _, u := range policy.Urgencies() {
		if p := w.prices[n][u]; 1+w.count(others) < p.officers || w.level(others) < p.highest {
			return fmt.Sprintf("with %d officers, the highest a %s, and a warning that is %s takes %d, the highest a %s",
				1+w.count(others), w.level(others|set(0).with(m.proposer)), u, p.officers, p.highest)
		}
	}
	return ""
}

// unasked holds what the engine may do.
func (w *walk) unasked(by move, t turn) {
	switch t.event.(type) {
	case dossier.ClockPassed, dossier.DeliveryReported:
	default:
		w.failf(by, "the engine acts as if it were an officer: %T", t.event)
	}
}

// passes judges what a clock does.
func (w *walk) passes(by move, m memory, e dossier.ClockPassed, t turn) memory {
	reach(&w.report.Passed, e.Stage)
	a, b := t.before, t.after
	quiet := []dossier.Status{dossier.StatusNoDuty, dossier.StatusReferred, dossier.StatusWaived, dossier.StatusClosed}
	given := func(d dossier.Dossier) int {
		if d.Silence == nil {
			return 0
		}
		return len(d.Silence.Given)
	}
	settled := func(d dossier.Dossier) bool { return d.Silence != nil && d.Silence.Affirmed }
	switch {
	case len(b.Warned) > len(a.Warned), b.Status == dossier.StatusSent && a.Status != b.Status && len(a.Warned) == 0:
		w.failf(by, "a clock sends a warning")
	case b.Status == dossier.StatusCleared && a.Status != b.Status, len(b.Approvals) > len(a.Approvals):
		w.failf(by, "a clock clears a text")
	case slices.Contains(quiet, b.Status) && a.Status != b.Status, given(b) > given(a), settled(b) && !settled(a):
		w.failf(by, "a clock settles a silence")
	case a.Sendable(e.Due) == nil && b.Sendable(e.Due) != nil:
		w.failf(by, "a clock takes back what may be sent")
	}
	switch {
	case e.Stage.ToWarning():
		m.faster = min(m.faster+1, 2)
		if !m.cleared && b.Status == dossier.StatusDrafted && approval.Met(b.DraftedBy, b.Approvals) {
			m.cleared = w.authorized(by, m, b) // the faster path asks for no more than is there
		}
	case e.Stage == policy.StageWaiver:
		m.ended()
	case e.Stage == policy.StageDispute && e.Of == m.disputed:
		if m.lapses++; m.lapses < 2 {
			break
		}
		r := b.Disputes[e.Of-1].Resolved
		if r == nil || r.Towards != dossier.TowardsWarning || b.Silence != nil {
			w.failf(by, "a dispute that nobody resolves does not end towards warning")
		}
		m.disputed, m.lapses = 0, 0
		m.ended()
	}
	return m
}

// judge holds what no move may do.
func (w *walk) judge(from spot, m move, to spot) {
	w.judgeTexts(from, m, to)
	w.judgeSilence(from, m, to)
	w.judgeClocks(m, to)
}

// judgeTexts holds what becomes of texts and of what was sent.
func (w *walk) judgeTexts(from spot, m move, to spot) {
	d := to.d
	before := slices.Contains([]dossier.Status{
		dossier.StatusFiled, dossier.StatusAssessed, dossier.StatusDuty, dossier.StatusNoDuty, dossier.StatusReferred,
	}, d.Status)
	took := m.by != from.m.drafter && (m.by < 0 || !from.m.approvers.has(m.by))
	now := w.stamp(from, engine).At
	switch {
	case (d.Status == dossier.StatusDrafted || d.Status == dossier.StatusCleared) != (d.Draft != nil):
		w.failf(m, "it is %s, and whether there is a draft is %t", d.Status, d.Draft != nil)
	case d.Status == dossier.StatusCleared && !to.m.cleared:
		w.failf(m, "it is cleared, and the quorum did not clear it")
	case before && warned(d):
		w.failf(m, "it is %s after a warning has left", d.Status)
	case len(from.d.Warned) > len(d.Warned), len(d.Reports) == 0 && len(from.d.Reports) > 0:
		w.failf(m, "what was sent is gone, or the last report")
	case took && len(d.Warned) == len(from.d.Warned) && to.m.settled == "" && from.d.Sendable(now) == nil && d.Sendable(now) != nil:
		w.failf(m, "one officer takes back what others have cleared")
	case to.m.review != 0 && d.Review == nil:
		w.failf(m, "one officer sent a warning alone, and no review is due")
	case d.Draft != nil && !to.m.cleared && approval.Met(d.DraftedBy, d.Approvals):
		w.failf(m, "a text may be sent that the quorum did not clear")
	}
}

// warned reports whether a warning has left; a drill is none.
func warned(d dossier.Dossier) bool {
	return slices.ContainsFunc(d.Warned, func(s dossier.Sent) bool { return s.Draft.Kind != warning.KindExercise })
}

// judgeSilence holds that what stands silent rests on what was settled.
func (w *walk) judgeSilence(from spot, m move, to spot) {
	d := to.d
	quiet := slices.Contains([]dossier.Status{dossier.StatusNoDuty, dossier.StatusReferred, dossier.StatusWaived}, d.Status)
	switch {
	case quiet && to.m.settled == "":
		w.failf(m, "it is %s, and nothing that was affirmed stands", d.Status)
	case d.Status == dossier.StatusClosed && !to.m.closed:
		w.failf(m, "it is closed, and nobody closed it")
	case d.Silence != nil && d.Silence.Affirmed && to.m.settled == "" && d.Status != dossier.StatusClosed:
		w.failf(m, "the silence says that it is affirmed, and it is not")
	case to.m.disputed == 0 && d.Disputed() != 0, to.m.disputed != 0 && d.Disputed() != to.m.disputed:
		w.failf(m, "a dispute is open or resolved that should not be")
	case from.d.Status == dossier.StatusClosed && d.Status != dossier.StatusClosed:
		w.failf(m, "what was closed is open again")
	}
}

// judgeClocks holds that urgency is what facts and clocks make it, and that no
// dossier is parked: as long as nobody was warned and no silence rests, a clock
// runs, or the head was called; and where one rests, somebody looks again.
func (w *walk) judgeClocks(m move, to spot) {
	d := to.d
	want := policy.Routine.Sooner(to.m.base)
	for range to.m.faster {
		want = want.Faster()
	}
	switch {
	case d.Urgency != want:
		w.failf(m, "it is %s, and facts and clocks make it %s", d.Urgency, want)
	case d.Status == dossier.StatusClosed && d.Review == nil, warned(d) && d.Review == nil:
	case looks(d) == 0 && to.m.settled != "" && !warned(d):
		w.failf(m, "it is parked: it is %s, and no clock brings anybody to look again", d.Status)
	case looks(d) == 0 && !exhausted(d):
		w.failf(m, "it is parked: it is %s, no clock runs, and the head was not called", d.Status)
	}
}

// looks is how many clocks bring somebody to look at the dossier again; the review
// of how it turned out brings nobody to warn.
func looks(d dossier.Dossier) int {
	return len(slices.DeleteFunc(d.Clocks(), func(c dossier.Clock) bool { return c.Stage == policy.StageAfter }))
}

// relied reports whether the last message told of a threat that stands; a drill is
// none.
func relied(d dossier.Dossier) bool {
	for _, s := range slices.Backward(d.Warned) {
		if s.Draft.Kind != warning.KindExercise {
			return s.Draft.Kind.Warns()
		}
	}
	return false
}

// exhausted reports whether the clock of where the dossier stands has run out so
// often that the head was called.
func exhausted(d dossier.Dossier) bool {
	return slices.ContainsFunc(d.Passed, func(p dossier.Passed) bool {
		now := p.Since.Equal(d.Since) || p.Since.Equal(d.Possessed()) || d.Silence != nil && p.Since.Equal(d.Silence.At)
		return now && p.Paged == tocsin.LevelHead
	})
}
