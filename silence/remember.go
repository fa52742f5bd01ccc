package silence

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// A memory is what the walk itself remembers of a path, apart from what the
// dossier says: who put their names to what since it was last put.
type memory struct {
	// facts are those last assessed.
	facts int
	// base is the urgency that was last determined, faster how many clocks on the
	// way to a warning ran out.
	base   policy.Urgency
	faster int
	// drafter and approvers are of the text put last; draft is its number; cleared
	// says that it was cleared as it should be.
	drafter   int
	draft     int
	approvers set
	cleared   bool
	// proposer and affirmers are of the silence put last; facts, a text or a
	// sending since then have ended it. ground is that of a waiver.
	proposer  int
	affirmers set
	path      dossier.Path
	ground    string
	// settled is the silence that rests on a quorum, as long as nothing ended it;
	// taken says that a new owner has answered.
	settled dossier.Path
	taken   bool
	// disputed is the number of the dispute that is open, lapses how often its
	// clock ran out.
	disputed, lapses int
	// review are those who had a hand in warnings that one officer sent alone and
	// nobody has reviewed.
	review set
	// closed says that it was closed as it should be.
	closed bool
}

// ended notes that no silence waits or rests.
func (m *memory) ended() {
	m.proposer, m.affirmers, m.path, m.ground, m.settled, m.taken = -1, 0, "", "", "", false
}

// A turn is one event with what was before and after it.
type turn struct {
	before, after dossier.Dossier
	event         dossier.Event
}

// remember notes who put their names to what, and judges what claims to rest on
// them.
func (w *walk) remember(m memory, by move, c dossier.Command, t turn) memory {
	if by.by == engine {
		w.unasked(by, t)
	}
	switch e := t.event.(type) {
	case dossier.ReportLinked, dossier.ReportUnlinked, dossier.SilenceWithdrawn:
		m.ended()
	case dossier.FactsAssessed:
		m.ended()
		m.cleared = m.cleared && t.after.Draft != nil
		m.facts = slices.IndexFunc(w.facts, func(f fact) bool { return c == nil || sameFacts(f, e) })
	case dossier.Determined:
		m.ended()
		m.cleared = m.cleared && t.after.Draft != nil
		m.base = policy.Routine
		for _, one := range e.Determinations {
			m.base = m.base.Sooner(one.Urgency)
		}
	case dossier.WarningDrafted:
		m.ended()
		m.drafter, m.approvers, m.draft, m.cleared = by.by, 0, w.number(e.Draft), false
	case dossier.ApprovalGiven:
		if c, ok := c.(dossier.ApproveWarning); ok && w.number(c.Draft) == m.draft {
			m.approvers = m.approvers.with(by.by)
		}
	case dossier.WarningCleared:
		m.cleared = m.cleared || w.authorized(by, m, t.after)
	case dossier.WarningSent:
		m = w.sent(by, m, t)
	case dossier.DossierClosed:
		m = w.closes(by, m, t)
	default:
		m = w.rememberSilence(m, by, c, t)
	}
	return m
}

// sameFacts reports whether an assessment is that of some facts.
func sameFacts(f fact, e dossier.FactsAssessed) bool {
	a, b := f.is, e.Assessment
	return a.Harm == b.Harm && a.TargetKind == b.TargetKind && a.Reliability == b.Reliability && a.Credibility == b.Credibility &&
		a.LatestUseful.Equal(b.LatestUseful) && slices.Equal(a.Answers, b.Answers) && len(a.Facts) == len(b.Facts)
}

// rememberSilence notes what bears on a silence.
func (w *walk) rememberSilence(m memory, by move, c dossier.Command, t turn) memory {
	switch e := t.event.(type) {
	case dossier.SilenceProposed:
		m.proposer, m.affirmers, m.path, m.ground = by.by, 0, e.Path, ""
		if e.Waiver != nil {
			m.ground = e.Waiver.Ground
		}
	case dossier.SilenceAffirmed:
		if c, ok := c.(dossier.AffirmSilence); ok && t.before.Silence != nil && c.Of == t.before.Silence.Proposal.Of {
			m.affirmers = m.affirmers.with(by.by)
		}
	case dossier.NoDutyAffirmed:
		path := dossier.PathNoDuty
		if m.path == dossier.PathProhibited {
			path = m.path
		}
		m = w.settles(by, m, path, t.before)
	case dossier.Referred:
		m = w.settles(by, m, dossier.PathOutOfScope, t.before)
	case dossier.DutyWaived:
		reach(&w.report.Grounds, e.Ground)
		m = w.settles(by, m, dossier.PathWaiver, t.before)
	case dossier.ReferralTaken:
		m.taken = m.settled == dossier.PathOutOfScope
	case dossier.DissentKept:
		if m.settled == "" || m.path != m.settled {
			m.affirmers = 0
		}
	case dossier.DisputeRaised:
		m.disputed, m.lapses = len(t.after.Disputes), 0
	case dossier.DisputeResolved:
		m = w.resolves(by, m, e)
	case dossier.ClockPassed:
		m = w.passes(by, m, e, t)
	case dossier.WarningReviewed:
		if w.level(set(0).with(by.by)) < w.handling.ReviewBy || m.review.has(by.by) {
			w.failf(by, "who had a hand in sending it alone reviews it, or somebody too low")
		}
		m.review = 0
	}
	return m
}

// sent notes that a text left.
func (w *walk) sent(by move, m memory, t turn) memory {
	w.Sends++
	last := t.after.Warned[len(t.after.Warned)-1].Draft
	switch {
	case !m.cleared:
		w.failf(by, "a text is sent that its drafter and the quorum did not clear")
	case w.number(last) != m.draft:
		w.failf(by, "another text is sent than was put to the approvers")
	}
	if w.others(m) == 0 && m.drafter >= 0 {
		m.review = m.review.with(m.drafter)
		if by.by >= 0 {
			m.review = m.review.with(by.by)
		}
	}
	m.cleared, m.drafter, m.approvers = false, -1, 0
	m.ended()
	return m
}

// others are those who approved the text put last, besides its drafter.
func (w *walk) others(m memory) set {
	others := m.approvers
	if m.drafter >= 0 {
		others &^= set(0).with(m.drafter)
	}
	return others
}

// closes judges a closing: everybody was told, or a silence rests that may end
// so, or the quorum has agreed to this very closing; no dispute is open, and
// nothing waits to be reviewed.
func (w *walk) closes(by move, m memory, t turn) memory {
	m.closed = true
	if m.review != 0 {
		w.failf(by, "it is closed, and nobody has reviewed what one officer sent alone")
	}
	undone := t.before.After != nil && t.before.After.Because.Warned()
	if told(t.before) && !undone {
		return m
	}
	rests := m.settled == dossier.PathNoDuty || m.settled == dossier.PathProhibited || m.settled == dossier.PathOutOfScope && m.taken
	switch {
	case undone && (rests || told(t.before)):
		return w.settles(by, m, dossier.PathUndecided, t.before)
	case !rests:
		return w.settles(by, m, dossier.PathUnwarned, t.before)
	}
	if m.disputed > 0 {
		w.failf(by, "it is closed while a dispute is open")
	}
	return m
}

// resolves judges the resolution of a dispute by an officer.
func (w *walk) resolves(by move, m memory, e dossier.DisputeResolved) memory {
	switch {
	case e.Of != m.disputed:
		w.failf(by, "a dispute is resolved that is not open")
	case by.by < 0 || w.cast[by.by].level < w.handling.ResolvedBy:
		w.failf(by, "a dispute is resolved by somebody too low")
	case e.Towards == dossier.TowardsSilence && by.by == m.proposer:
		w.failf(by, "who proposed the silence resolves the dispute about it")
	}
	m.disputed, m.lapses = 0, 0
	if e.Towards == dossier.TowardsWarning {
		m.ended()
	}
	return m
}

// told reports, from what was sent alone, whether everybody who was ever to be
// told of the threat has been, and has the newest message.
func told(d dossier.Dossier) bool {
	has := map[tocsin.RecipientID][2]bool{} // told once, told last
	for _, s := range d.Warned {
		for _, leg := range s.Dispatches {
			arrived := slices.Contains([]delivery.State{
				delivery.StateReceived, delivery.StateAcknowledged, delivery.StateDenied, delivery.StateDisputed,
			}, leg.State)
			switch s.Draft.Kind {
			case warning.KindWarning, warning.KindUpdate, warning.KindExtension:
				has[leg.Recipient] = [2]bool{has[leg.Recipient][0] || arrived, arrived}
			case warning.KindRetraction, warning.KindStandDown:
				has[leg.Recipient] = [2]bool{has[leg.Recipient][0], arrived}
			case warning.KindExercise:
			}
		}
	}
	for _, h := range has {
		if !h[0] || !h[1] {
			return false
		}
	}
	return len(has) > 0
}
