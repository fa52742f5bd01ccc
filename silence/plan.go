package silence

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/policy"
)

// Ranks are some of the levels.
type ranks uint8

// rank gives some levels.
func rank(levels ...tocsin.Level) ranks {
	var r ranks
	for _, l := range levels {
		r |= 1 << l
	}
	return r
}

// has reports whether a level is among them.
func (r ranks) has(l tocsin.Level) bool { return r&(1<<l) != 0 }

// all are the levels of officers.
var all = rank(tocsin.LevelAnalyst, tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead)

// A plan is who may do what on one walk.
type plan struct {
	// steps is how many steps time has, sends how many messages may leave.
	steps, sends int
	facts, texts []int
	grounds      []ground
	clocks       []policy.Stage
	// answers are what a first dispatch may come to.
	answers []delivery.State
	// reports says that reports may come and go, many that many came in where that
	// makes a warning dearer.
	reports, many bool

	assess, overrule, draft, approve, propose, affirm, close, withdraw ranks
	dispute, resolve, dissent, consult, review                         ranks
}

// planOf gives the plan of a focus.
func (w *world) planOf(f Focus, deep bool) plan {
	analyst, head := rank(tocsin.LevelAnalyst), rank(tocsin.LevelHead)
	p := plan{
		steps: 2, sends: 1, texts: []int{textLong}, clocks: []policy.Stage{policy.StageWaiver},
		answers: []delivery.State{delivery.StateReceived},
		assess:  analyst, overrule: analyst, draft: analyst, approve: w.approvers(), withdraw: analyst,
		propose: analyst, affirm: w.affirmers(), close: analyst, review: head,
	}
	calls, silent := w.calling(), w.silent()
	switch f {
	case FocusSilence:
		p.many, p.facts, p.texts = true, append(calls, silent...), []int{textShort, textDrill}
		p.propose, p.affirm, p.close = all, all, all
		p.clocks = []policy.Stage{policy.StageReferral}
	case FocusWaivers:
		p.facts, p.sends, p.grounds, p.texts, p.propose, p.affirm = w.grounded(), 2, w.grounds, []int{textLong, textRetraction}, all, all
		p.answers, p.overrule = append(p.answers, delivery.StateAcknowledged), 0
	case FocusSpeaking:
		p.sends, p.texts, p.facts, p.overrule = 2, []int{textShort, textUpdate}, calls, 0
		p.draft, p.approve = all, all
		if i := w.fact("poor"); i >= 0 {
			p.facts, p.texts = append(p.facts, i), append(p.texts, textForce)
		}
	case FocusDisputes:
		p.steps, p.facts, p.overrule, p.close = 3, append(calls, silent[:min(1, len(silent))]...), 0, analyst|head
		p.propose, p.dispute, p.dissent = analyst|head, rank(tocsin.LevelOfficer), rank(tocsin.LevelOfficer)
		p.resolve, p.grounds = rank(tocsin.LevelSenior)|head, w.grounds[max(0, len(w.grounds)-1):]
		p.clocks = []policy.Stage{policy.StageDispute, policy.StageWaiver}
		p.answers = append(p.answers, delivery.StateDenied, delivery.StateDisputed)
	case FocusConsults:
		p.facts, p.consult, p.reports = append(calls, silent...), analyst, true
		p.clocks = []policy.Stage{policy.StageConsult, policy.StageAffirm, policy.StageSend}
	case FocusUrgency:
		p.sends, p.facts, p.texts = 2, slices.Clone(calls), []int{textLong, textUpdate}
		for _, u := range policy.Urgencies() {
			if i := w.fact(string(u)); i >= 0 {
				p.facts = append(p.facts, i)
			}
		}
		p.draft, p.review, p.overrule, p.propose = all&^head, all, 0, 0
		p.clocks = []policy.Stage{policy.StageDraft, policy.StageApprove, policy.StageReview}
	case FocusClocks:
		p.steps, p.facts, p.overrule, p.draft = 5, append(calls, silent...), 0, 0
		p.clocks = append(policy.Stages(), policy.StageReview, policy.StageWaiver)
	}
	if deep {
		w.deepen(&p, f)
	}
	return p
}

// deepen adds what a deep walk tries besides.
func (w *world) deepen(p *plan, f Focus) {
	analyst, head := rank(tocsin.LevelAnalyst), rank(tocsin.LevelHead)
	switch f {
	case FocusSilence:
		p.sends, p.reports, p.texts = 2, true, append(p.texts, textRetraction)
		p.assess, p.overrule = analyst|head, analyst|head
	case FocusWaivers:
		p.reports = true
	case FocusSpeaking:
		p.reports, p.facts, p.overrule = true, append(p.facts, w.silent()...), analyst
		p.texts = append(p.texts, textLong, textRetraction)
	case FocusDisputes:
		p.reports, p.consult, p.facts = true, analyst, append(w.calling(), w.silent()...)
		p.clocks = append(p.clocks, policy.StageAffirm, policy.StageConsult)
	case FocusUrgency:
		p.draft, p.approve, p.clocks = all, all, append(p.clocks, policy.StageDetermine, policy.StageSend)
	case FocusClocks:
		p.draft, p.consult, p.grounds = analyst, analyst, w.grounds[max(0, len(w.grounds)-1):]
	case FocusConsults:
	}
}

// grounded gives the facts that the grounds of waivers fit.
func (w *world) grounded() []int {
	var out []int
	for _, g := range w.grounds {
		if !slices.Contains(out, g.fact) {
			out = append(out, g.fact)
		}
	}
	if len(out) == 0 {
		return w.calling()
	}
	return out
}

// calling gives the facts that call for a warning first of all.
func (w *world) calling() []int { return []int{0} }

// silent gives the facts for each verdict that calls for none.
func (w *world) silent() []int {
	var out []int
	for i := range w.verdicts {
		if !w.facts[i].calls {
			out = append(out, i)
		}
	}
	return out
}

// approvers are the levels that fill every quorum of warning, no more than it
// takes.
func (w *world) approvers() ranks {
	var r ranks
	for _, u := range policy.Urgencies() {
		q := w.handling.Warn[u]
		r |= w.fill(rank(q.Highest), q.Others, []tocsin.Level{tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead})
	}
	return r
}

// affirmers are the levels that fill every quorum of silence.
func (w *world) affirmers() ranks {
	others := w.handling.Silence.Others
	for _, g := range w.grounds {
		others = max(others, g.Approve.Others)
	}
	return w.fill(rank(tocsin.LevelHead), others, []tocsin.Level{tocsin.LevelSenior, tocsin.LevelOfficer, tocsin.LevelAnalyst})
}

// fill adds levels until so many officers besides an analyst have one.
func (w *world) fill(r ranks, others int, from []tocsin.Level) ranks {
	count := func() int {
		n := 0
		for _, o := range w.cast[1:] {
			if r.has(o.level) {
				n++
			}
		}
		return n
	}
	for _, l := range from {
		if count() < others {
			r |= rank(l)
		}
	}
	return r
}
