package dossier_test

import (
	"reflect"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// TestDomain holds the rows of the domain's tables about waivers, deciders, time
// and disagreement, each under its id, under the base pack as it is.
func TestDomain(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]func(*testing.T){
		"DTW-W-a": domainWA, "DTW-W-b": domainWB, "DTW-W-c": domainWC, "DTW-W-d": domainWD, "DTW-W-e": domainWE,
		"DTW-W-f": domainWF, "DTW-W-ALL": domainWAll, "DTW-SCOPE": domainScope, "DTW-DECIDE": domainDecide,
		"DTW-WAIVE-WHO": domainWaiveWho, "DTW-JUSTIFY": domainJustify, "DTW-EXIGENT": domainExigent,
		"DTW-COORD": domainCoord, "DTW-DISPUTE": domainDispute, "DTW-RECORD": domainRecord,
		"DTW-TRIG-HOLD": domainHold, "DTW-DOUBT": domainDoubt,
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// owing is a dossier in which the base pack found a duty.
func owing(t *testing.T) *script {
	t.Helper()
	return given(t, policy.ProfileService).determined(dutiful()).stands(dossier.StatusDuty)
}

// heads affirms a silence as the base pack asks: two others, one of them head.
func (s *script) heads() *script {
	s.t.Helper()
	return s.affirm("hana").then("SilenceAffirmed").affirm("hugo")
}

// ground is a waiver on a ground tested on an entity.
func ground(letter string, on policy.Entity, e policy.Evidence) dossier.Command {
	return waive(policy.Waiver{Ground: "DTW-W-" + letter, Tested: on, Justification: reason("ana"), Evidence: e})
}

// weighed is a text long enough to weigh something.
const weighed = "he would be found and killed within days by those whom he betrayed"

// domainWA: already aware takes an acknowledged warning of this very threat.
func domainWA(t *testing.T) {
	t.Helper()
	aware := func(by tocsin.DispatchID) dossier.Command {
		return ground("a", policy.EntityVictim, policy.Evidence{Acknowledged: by, Basis: "everybody is on the alert these days, as one hears"})
	}
	update := text(warning.KindUpdate, "wone", "It comes sooner.", "police")
	owing(t).when("ana", aware("")).refused("DTW-W-a").when("ana", aware("wone-police")).refused("DTW-W-a").
		sent().when("ana", draft(update)).when("ana", aware("wone-police")).refused("DTW-W-a").
		when("", deliver("wone-police", delivery.StateReceived)).when("ana", aware("wone-police")).refused("DTW-W-a").
		when("", deliver("wone-police", delivery.StateAcknowledged)).when("ana", aware("wone-police")).then("SilenceProposed").
		heads().stands(dossier.StatusWaived)
}

// domainWB: one among the fighters is no ground against the bystanders.
func domainWB(t *testing.T) {
	t.Helper()
	at := func(bystanders tocsin.Tri) dossier.Command {
		return ground("b", policy.EntityVictim, policy.Evidence{Bystanders: bystanders, Basis: "he commands a company at the front, and is hunted as such"})
	}
	mixed := dutiful()
	mixed.TargetKind = report.TargetGroup
	owing(t).when("ana", at(tocsin.Yes)).refused("DTW-W-b").when("ana", at(tocsin.Unknown)).refused("DTW-W-b").
		when("ana", at(tocsin.No)).then("SilenceProposed").heads().stands(dossier.StatusWaived)
	given(t, policy.ProfileService).determined(mixed).when("ana", at(tocsin.No)).refused("DTW-W-b")
}

// domainWC: the ground is the victim's own part in violence, never the recipient's.
func domainWC(t *testing.T) {
	t.Helper()
	evidence := policy.Evidence{Bystanders: tocsin.No, Basis: "he has been convicted of three murders for hire in two countries"}
	for _, on := range []policy.Entity{policy.EntityRecipient, policy.EntityProtector, policy.EntityHolder} {
		owing(t).when("ana", ground("c", on, evidence)).refused("DTW-W-c")
	}
	crowd := dutiful()
	crowd.TargetKind = report.TargetEvent
	given(t, policy.ProfileService).determined(crowd).when("ana", ground("c", policy.EntityVictim, evidence)).refused("DTW-W-c")
	owing(t).when("ana", ground("c", policy.EntityVictim, evidence)).heads().stands(dossier.StatusWaived)
}

// domainWD: sources are no ground until a sanitized draft was tried.
func domainWD(t *testing.T) {
	t.Helper()
	with := func(draft, basis string) dossier.Command {
		return ground("d", policy.EntityHolder, policy.Evidence{Draft: draft, Basis: basis})
	}
	of := textA().Hash()
	owing(t).when("ana", with("", weighed)).refused("DTW-W-d").when("ana", with(of, weighed)).refused("DTW-W-d").
		when("ana", draft(textA())).when("ana", with(of, "")).refused("DTW-W-d").
		when("ana", with(of, weighed)).then("SilenceProposed").heads().stands(dossier.StatusWaived)
}

// domainWE: the originator was asked first, and has answered or let the date pass.
func domainWE(t *testing.T) {
	t.Helper()
	asked := func(at, by time.Time, answer string) dossier.Command {
		return ground("e", policy.EntityOriginator, policy.Evidence{Asked: at, AnswerBy: by, Answer: answer, Basis: weighed})
	}
	owing(t).when("ana", asked(time.Time{}, time.Time{}, "")).refused("DTW-W-e").
		when("ana", asked(start, start.Add(time.Hour), "")).refused("DTW-W-e").
		later(time.Hour).when("ana", asked(start, start.Add(time.Hour), "")).then("SilenceProposed").
		when("ana", asked(start, start.Add(2*time.Hour), "They say no.")).then("SilenceProposed").heads().stands(dossier.StatusWaived)
}

// domainWF: no way is a list of ways, and ends when one opens.
func domainWF(t *testing.T) {
	t.Helper()
	owing(t).when("ana", ground("f", policy.EntityChannels, policy.Evidence{})).refused("DTW-W-f").
		when("ana", ground("f", policy.EntityChannels, policy.Evidence{Channels: []policy.ChannelTried{{Channel: "embassy"}}})).refused("DTW-W-f").
		when("ana", waive(noWay("ana"))).heads().stands(dossier.StatusWaived).
		when("amir", withdraw()).stands(dossier.StatusDuty).
		when("ana", waive(noWay("ana"))).heads().when("ana", draft(textA())).stands(dossier.StatusDrafted)
}

// domainWAll: a waiver follows a duty that was found, ends by itself and on new
// facts, and covers the duty of one pack.
func domainWAll(t *testing.T) {
	t.Helper()
	given(t, policy.ProfileService).when("ana", waive(noWay("ana"))).refused("DTW-W-ALL").
		determined(doubted()).when("ana", waive(noWay("ana"))).refused("DTW-W-ALL")
	waived := func() *script { return owing(t).when("ana", waive(noWay("ana"))).heads().stands(dossier.StatusWaived) }
	s := waived().when("ana", link("rtwo")).stands(dossier.StatusAssessed)
	if c := s.clock(policy.StageDetermine); !c.Since.Equal(s.now) || len(s.d.Waived) != 0 {
		t.Errorf("new facts leave %+v, and the clock %+v", s.d.Waived, c)
	}
	waived().when("ana", assess(dutiful())).stands(dossier.StatusAssessed)
	waived().pass(policy.StageWaiver).stands(dossier.StatusDuty)
	under(t, variant(base), second()).determined(dutiful()).when("ana", waive(noWay("ana"))).refused("policy/waiver-pack")
}

// domainScope: what is not of this policy goes to an owner, by name and date, and
// is no dead end.
func domainScope(t *testing.T) {
	t.Helper()
	arrest := dutiful()
	arrest.Harm = report.HarmArrestOrDetention
	s := given(t, policy.ProfileService).when("ana", assess(arrest)).when("ana", determine("ana")).refused("DTW-SCOPE").
		when("ana", refer("ana", start.Add(2*day))).heads().then("SilenceAffirmed", "Referred").stands(dossier.StatusReferred)
	s.when("ana", closing("ana")).then("SilenceProposed").stands(dossier.StatusReferred)
	if c := s.clock(policy.StageReferral); !c.Due.Equal(start.Add(2 * day)) {
		t.Errorf("the new owner's clock is %+v", c)
	}
	s.when("ana", taken("They took it over.")).when("ana", closing("ana")).then("DossierClosed")
}

// domainDecide: who drafts does not decide, and a senior officer does.
func domainDecide(t *testing.T) {
	t.Helper()
	owing(t).when("sara", draft(textA())).when("sara", approve(textA())).refused("approval/two-person").
		when("omar", approve(textA())).then("ApprovalGiven").when("olga", approve(textA())).then("ApprovalGiven").
		when("sara", send(textA(), "wone")).refused("dossier/not-cleared").
		when("sven", approve(textA())).then("ApprovalGiven", "WarningCleared")
}

// domainWaiveWho: in every pack that comes along, silence is dearer than speech.
func domainWaiveWho(t *testing.T) {
	t.Helper()
	all, err := packs.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, u := range policy.Urgencies() {
			warn := p.Handling.Warn[u]
			if !p.Handling.Silence.Covers(warn) || p.Handling.Silence.Others < 1 {
				t.Errorf("%s: silence takes %+v, a %s warning %+v", p.Ref.ID, p.Handling.Silence, u, warn)
			}
			for _, g := range p.Waivers {
				if !g.Approve.Covers(warn) {
					t.Errorf("%s: %s takes %+v, a %s warning %+v", p.Ref.ID, g.ID, g.Approve, u, warn)
				}
			}
		}
	}
	// And so it is done: seniors are not enough.
	owing(t).when("ana", waive(noWay("ana"))).affirm("sara").affirm("sven").then("SilenceAffirmed").stands(dossier.StatusDuty).
		affirm("hana").then("SilenceAffirmed", "DutyWaived")
}

// domainJustify: whoever leaves a warning unsaid, or agrees to it, writes why.
func domainJustify(t *testing.T) {
	t.Helper()
	mute := noWay("ana")
	for _, empty := range []string{"", " \n", "No.", "no "} {
		mute.Justification = empty
		owing(t).when("ana", waive(mute)).refused("DTW-JUSTIFY")
		s := given(t, policy.ProfileService).when("ana", assess(doubted())).
			when("ana", dossier.DetermineDuty{Because: empty}).refused("DTW-JUSTIFY").
			when("ana", dossier.CloseDossier{
				Closing: dossier.DossierClosed{Outcome: dossier.OutcomeUnknown, Summary: "Nothing is known."}, Because: empty,
			}).refused("DTW-JUSTIFY").when("ana", determine("ana"))
		s.when("hana", affirm(s.d.Silence.Proposal.Of, empty)).refused("DTW-JUSTIFY")
	}
}

// domainExigent: twenty minutes before, one officer sends it, and a review waits.
func domainExigent(t *testing.T) {
	t.Helper()
	s := given(t, policy.ProfileService).determined(near(20*time.Minute)).lone("omar", textA(), "wone")
	if s.d.Review == nil || s.clock(policy.StageReview).Due.Sub(start) != day {
		t.Errorf("the review is %+v", s.d.Review)
	}
}

// domainCoord: a consultation that nobody answers is on the record and holds
// nothing up.
func domainCoord(t *testing.T) {
	t.Helper()
	s := owing(t).when("ana", consult("the other service", "How is it passed best?")).when("ana", draft(textA())).
		when("omar", approve(textA())).when("sara", approve(textA())).stands(dossier.StatusCleared).pass(policy.StageConsult).
		when("ana", send(textA(), "wone")).then("WarningSent")
	if !s.d.Consults[0].Lapsed || s.d.Consults[0].Answer != "" {
		t.Errorf("it is kept as %+v", s.d.Consults[0])
	}
}

// domainDispute: a dispute that stays unresolved opens the way to a warning.
func domainDispute(t *testing.T) {
	t.Helper()
	given(t, policy.ProfileService).determined(doubted()).affirm("hana").then("SilenceAffirmed").
		when("amir", dispute("amir", dossier.AboutDuty)).affirm("hugo").refused("dossier/dispute").
		pass(policy.StageDispute).paged(tocsin.LevelHead).pass(policy.StageDispute).stands(dossier.StatusDuty).
		when("ana", draft(textA())).when("omar", approve(textA())).when("sara", approve(textA())).
		when("ana", send(textA(), "wone")).stands(dossier.StatusSent)
}

// domainRecord: warned, waived or no duty, the record names the very rules, and
// deciding again gives the same.
func domainRecord(t *testing.T) {
	t.Helper()
	for name, s := range map[string]*script{
		"warned":  owing(t).sent(),
		"waived":  owing(t).when("ana", waive(noWay("ana"))).heads(),
		"no duty": given(t, policy.ProfileService).determined(doubted()).heads(),
	} {
		p := s.packs[0]
		source, _ := packs.Source(base)
		if got := s.d.Determinations[0]; got.Pack != p.Ref || got.Pack.Hash != act.Hash(source) || len(got.Findings) != len(p.Threshold) || got.Text == "" {
			t.Errorf("%s: the record says %+v", name, got.Pack)
		}
		again, err := p.Determine(policy.Situation{Assessment: s.d.Assessment, At: s.d.DeterminedAt, Reports: len(s.d.Reports)})
		if err != nil || !reflect.DeepEqual(again, s.d.Determinations[0]) {
			t.Errorf("%s: determined again it is %s, %v", name, again.Text, err)
		}
	}
}

// domainHold: the clock starts when anybody in the holder had it, not when
// somebody read it.
func domainHold(t *testing.T) {
	t.Helper()
	s := given(t, policy.ProfileService)
	s.when("ana", dossier.LinkReport{ReportLinked: dossier.ReportLinked{Report: id[tocsin.ReportID]("rtwo"), Possessed: start.Add(-6 * time.Hour)}})
	if c := s.clock(policy.StageAssess); !c.Since.Equal(start.Add(-6*time.Hour)) || !c.Due.Equal(start.Add(6*time.Hour)) {
		t.Errorf("the clock is %+v", c)
	}
}

// domainDoubt: what nobody knows is a duty, and the record says that doubt
// decided.
func domainDoubt(t *testing.T) {
	t.Helper()
	vague := report.Assessment{Reliability: "F", Credibility: 6}
	s := given(t, policy.ProfileService).when("ana", assess(vague)).when("ana", dossier.DetermineDuty{}).stands(dossier.StatusDuty)
	if !s.d.Determinations[0].Doubt {
		t.Error("it does not say that doubt decided")
	}
}
