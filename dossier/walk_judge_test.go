package dossier_test

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

// remember notes who put their names to what, and judges what claims to rest on
// them.
func (w *walk) remember(m memory, by move, before, after dossier.Dossier, event dossier.Event) memory {
	ended := func() { m.proposer, m.affirmers, m.path, m.settled = -1, 0, "", "" }
	switch e := event.(type) {
	case dossier.ReportLinked, dossier.ReportUnlinked, dossier.FactsAssessed, dossier.Determined, dossier.SilenceWithdrawn:
		ended()
	case dossier.WarningDrafted:
		ended()
		m.drafter, m.approvers, m.draft = by.by, 0, w.number(e.Draft)
	case dossier.ApprovalGiven:
		if c, ok := by.c.(dossier.ApproveWarning); ok && w.number(c.Draft) == m.draft {
			m.approvers = m.approvers.with(by.by)
		}
	case dossier.WarningCleared:
		w.authorized(m, "it is cleared")
	case dossier.WarningSent:
		w.sends++
		w.authorized(m, "it is sent")
		if got := w.number(after.Warned[len(after.Warned)-1].Draft); got != m.draft {
			w.failf("text %d is sent, and %d was put to the approvers", got, m.draft)
		}
		ended()
	case dossier.SilenceProposed:
		m.proposer, m.affirmers, m.path = by.by, 0, e.Path
	case dossier.SilenceAffirmed:
		if c, ok := by.c.(dossier.AffirmSilence); ok && before.Silence != nil && c.Of == before.Silence.Proposal.Of {
			m.affirmers = m.affirmers.with(by.by)
		}
	case dossier.NoDutyAffirmed:
		m = w.silent(m, dossier.PathNoDuty)
	case dossier.Referred:
		m = w.silent(m, dossier.PathOutOfScope)
	case dossier.DutyWaived:
		m = w.silent(m, dossier.PathWaiver)
	case dossier.DossierClosed:
		rests := m.settled == dossier.PathNoDuty || m.settled == dossier.PathOutOfScope
		if !rests && (!told(before) || w.lack(m, dossier.PathUnwarned) == "") {
			m = w.silent(m, dossier.PathUnwarned)
		}
	}
	return m
}

// authorized holds that the text last put bears the names of its drafter and of
// the quorum of distinct others, one of them high enough.
func (w *walk) authorized(m memory, what string) {
	others := m.approvers
	if m.drafter >= 0 {
		others &^= set(0).with(m.drafter)
	}
	if m.drafter < 0 || w.count(others) < w.deciders.Warn.Others || w.level(others) < w.deciders.Warn.Highest {
		w.failf("%s without the drafter and the quorum of others", what)
	}
}

// silent holds that a silence may stand, and notes it.
func (w *walk) silent(m memory, path dossier.Path) memory {
	w.silences++
	w.settled[path] = true
	if lack := w.lack(m, path); lack != "" {
		w.failf("it ends as %s %s", path, lack)
	}
	m.settled = path
	return m
}

// lack says what a silence of this path lacks: that it was put, and affirmed by
// the quorum of distinct others, one of them above the proposer as far as there
// is anybody; and that those are as many and as high as the cheapest way to
// speak.
func (w *walk) lack(m memory, path dossier.Path) string {
	others := m.affirmers
	if m.proposer >= 0 {
		others &^= set(0).with(m.proposer)
	}
	switch {
	case m.proposer < 0 || m.path != path:
		return "and nobody proposed that"
	case w.count(others) < w.deciders.Silence.Others || w.level(others) < w.deciders.Silence.Highest:
		return "without the quorum of silence"
	case w.level(others) < min(cast[w.names[m.proposer]]+1, tocsin.LevelHead):
		return "and nobody above the proposer affirmed it"
	case 1+w.count(others) < w.fewest || w.level(others) < w.highest:
		return "with fewer or lower officers than speaking takes"
	}
	return ""
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
			case warning.KindWarning, warning.KindUpdate:
				has[leg.Recipient] = [2]bool{has[leg.Recipient][0] || arrived, arrived}
			case warning.KindRetraction:
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

// judge holds what no single move may do.
func (w *walk) judge(from spot, m move, to spot) {
	d := to.d
	text := d.Status == dossier.StatusDrafted || d.Status == dossier.StatusCleared
	silence := slices.Contains([]dossier.Status{dossier.StatusNoDuty, dossier.StatusReferred, dossier.StatusWaived}, d.Status)
	before := slices.Contains([]dossier.Status{
		dossier.StatusFiled, dossier.StatusAssessed, dossier.StatusDuty, dossier.StatusNoDuty, dossier.StatusReferred,
	}, d.Status)
	switch {
	case text != (d.Draft != nil):
		w.failf("%s: it is %s, and whether there is a draft is %t", m.name, d.Status, d.Draft != nil)
	case silence && to.m.settled == "":
		w.failf("%s: it is %s, and what was affirmed has ended", m.name, d.Status)
	case d.Silence != nil && d.Silence.Affirmed && to.m.settled == "":
		w.failf("%s: the silence says that it is affirmed, and it is not", m.name)
	case before && slices.ContainsFunc(d.Warned, func(s dossier.Sent) bool { return s.Draft.Kind != warning.KindExercise }):
		w.failf("%s: it is %s after a warning has left", m.name, d.Status)
	case len(from.d.Warned) > len(d.Warned):
		w.failf("%s: what was sent is gone", m.name)
	case from.d.Sendable(w.stamp(from, -1).At) == nil && d.Status != dossier.StatusCleared &&
		len(d.Warned) == len(from.d.Warned) && to.m.settled == "" &&
		m.by != from.m.drafter && (m.by < 0 || !from.m.approvers.has(m.by)):
		w.failf("%s: one officer takes back what others have cleared", m.name)
	}
}
