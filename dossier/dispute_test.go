package dossier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
)

// TestConsult holds that somebody else is asked, and that no answer holds
// nothing up.
func TestConsult(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", consult("the embassy", "How?"))
	s.pass(policy.StageConsult).paged(tocsin.LevelOfficer).stands(dossier.StatusDuty)
	want := dossier.Consult{With: "the embassy", Question: "How?", At: start, By: officer("ana"), Lapsed: true}
	if got := s.d.Consults; len(got) != 1 || got[0] != want || slices.Contains(s.runs(), policy.StageConsult) {
		t.Errorf("it is kept as %+v, and runs: %v", got, s.runs())
	}
	s.when("ana", draft(textA())).when("omar", approve(textA())).when("ana", send(textA(), "wone")).then("WarningSent")
	// An answer that comes late is kept all the same.
	want.Answer = "By telephone."
	if s.when("ana", consulted(1, "By telephone.")); s.d.Consults[0] != want {
		t.Errorf("it is kept as %+v", s.d.Consults[0])
	}
	// A record that names what is not there breaks nothing.
	for _, e := range []dossier.Event{
		dossier.ConsultAnswered{Of: 3},
		dossier.ConsultAnswered{},
		dossier.DisputeResolved{Of: 3},
		dossier.DisputeResolved{},
		dossier.ClockPassed{Stage: policy.StageConsult, Of: 3},
		dossier.ClockPassed{Stage: policy.StageConsult},
		dossier.ClockPassed{Stage: policy.StageDispute, Of: 3},
		dossier.SilenceAffirmed{},
	} {
		if after := dossier.Evolve(s.d, s.stamp(""), e); after.Status != s.d.Status || after.Consults[0] != want {
			t.Errorf("%T of nothing gives %+v", e, after)
		}
	}
}

// TestDispute holds that a dispute holds up what is left unsaid, and nothing
// that is said.
func TestDispute(t *testing.T) {
	t.Parallel()
	t.Run("no silence while it is open", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).determined(doubted()).when("amir", dispute("amir", dossier.AboutDuty))
		if s.d.Disputed() != 1 || !s.d.Disputes[0].Open() || s.d.Disputes[0].By != officer("amir") {
			t.Errorf("it is kept as %+v", s.d.Disputes)
		}
		s.affirm("sara").refused("dossier/dispute").when("ana", closing("ana")).refused("dossier/dispute").
			when("omar", dispute("omar", dossier.AboutMethod)).
			when("hana", resolve("hana", 1, dossier.TowardsSilence)).affirm("sara").refused("dossier/dispute").
			when("hana", resolve("hana", 2, dossier.TowardsSilence)).affirm("sara").stands(dossier.StatusNoDuty)
		if s.d.Disputed() != 0 {
			t.Errorf("dispute %d is still open", s.d.Disputed())
		}
	})
	t.Run("no duty that was affirmed does not close while it is open", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).determined(doubted()).affirm("sara").stands(dossier.StatusNoDuty).
			when("amir", dispute("amir", dossier.AboutDuty)).when("ana", closing("ana")).refused("dossier/dispute").
			when("hana", resolve("hana", 1, dossier.TowardsSilence)).when("ana", closing("ana")).then("DossierClosed")
	})
	t.Run("a warning goes its way", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).determined(dutiful())
		for _, about := range dossier.Subjects() {
			s.when("hugo", dispute("hugo", about)).then("DisputeRaised")
		}
		s.when("ana", draft(textA())).when("hugo", dispute("hugo", dossier.AboutMethod)).when("omar", approve(textA())).
			when("hugo", dispute("hugo", dossier.AboutMethod)).when("ana", send(textA(), "wone")).
			when("hana", resolve("hana", 1, dossier.TowardsWarning)).stands(dossier.StatusSent).
			when("", deliver("wone-police", "acknowledged")).when("ana", closing("ana")).then("DossierClosed")
		if s.d.Disputed() != 2 {
			t.Error("a dispute that nobody resolved is resolved")
		}
	})
	t.Run("the level that resolves it", func(t *testing.T) {
		t.Parallel()
		senior := variant("senior", "resolved_by: head", "resolved_by: senior")
		s := under(t, senior).determined(doubted()).when("amir", dispute("amir", dossier.AboutDuty)).
			when("omar", resolve("omar", 1, dossier.TowardsWarning)).refused("dossier/dispute").
			when("sara", resolve("sara", 1, dossier.TowardsWarning)).stands(dossier.StatusDuty)
		if s.d.ResolvedBy() != tocsin.LevelSenior || s.d.Overruled != "dispute 1 was resolved towards warning" || s.d.Silence != nil {
			t.Errorf("it is resolved by a %s: %q, %+v", s.d.ResolvedBy(), s.d.Overruled, s.d.Silence)
		}
		// Under two packs it takes the higher of both.
		under(t, senior, variant(base)).determined(doubted()).when("amir", dispute("amir", dossier.AboutDuty)).
			when("sara", resolve("sara", 1, dossier.TowardsWarning)).refused("dossier/dispute")
	})
	t.Run("who proposed the silence may still take it back", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("hana", assess(doubted())).when("hana", determine("hana")).
			when("ana", dispute("ana", dossier.AboutDuty)).
			when("hana", resolve("hana", 1, dossier.TowardsSilence)).refused("dossier/dispute").
			when("hana", resolve("hana", 1, dossier.TowardsWarning)).stands(dossier.StatusDuty)
	})
	t.Run("towards silence it still takes all that silence takes", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileService).determined(doubted()).when("amir", dispute("amir", dossier.AboutDuty)).
			when("hana", resolve("hana", 1, dossier.TowardsSilence)).stands(dossier.StatusAssessed)
		s.affirm("hana").then("SilenceAffirmed").affirm("hugo").then("SilenceAffirmed", "NoDutyAffirmed")
	})
}

// TestDisputeByClock holds that a dispute which nobody resolves goes towards
// warning, when who could resolve it was called and did not.
func TestDisputeByClock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    *script
		then dossier.Status
	}{
		"a silence that waits": {given(t, policy.ProfileNGO).determined(doubted()), dossier.StatusDuty},
		"a silence that rests": {given(t, policy.ProfileNGO).determined(doubted()).affirm("sara"), dossier.StatusDuty},
		"a referral": {
			given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", refer("ana", start.Add(90*day))).affirm("sara"),
			dossier.StatusDuty,
		},
		"a waiver that waits": {given(t, policy.ProfileNGO).determined(dutiful()).when("ana", waive(noWay("ana"))), dossier.StatusDuty},
		"a waiver that rests": {
			given(t, policy.ProfileNGO).determined(dutiful()).when("ana", waive(noWay("ana"))).affirm("sara"), dossier.StatusDuty,
		},
		"a closing that waits":   {given(t, policy.ProfileNGO).when("ana", closing("ana")), dossier.StatusFiled},
		"a text that waits":      {given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(textA())), dossier.StatusDrafted},
		"what was sent":          {given(t, policy.ProfileNGO).sent(), dossier.StatusSent},
		"what packs prohibit":    {under(t, forbidding()).determined(dutiful()), dossier.StatusAssessed},
		"a prohibition affirmed": {under(t, forbidding()).determined(dutiful()).affirm("sara"), dossier.StatusAssessed},
	} {
		s := c.s.when("amir", dispute("amir", dossier.AboutDuty))
		before := s.d
		s.pass(policy.StageDispute).paged(tocsin.LevelHead).stands(before.Status)
		if !s.d.Disputes[0].Open() || (s.d.Silence == nil) != (before.Silence == nil) {
			t.Errorf("%s: the first call resolved it", name)
		}
		due := s.clock(policy.StageDispute).Due
		s.pass(policy.StageDispute).stands(c.then)
		want := dossier.Resolution{At: due, Towards: dossier.TowardsWarning, ByClock: true}
		if got := s.d.Disputes[0].Resolved; got == nil || *got != want || s.d.Silence != nil || len(s.d.Waived) != 0 {
			t.Errorf("%s: it is resolved %+v, and it rests on %+v, %+v", name, got, s.d.Silence, s.d.Waived)
		}
		if slices.Contains(s.runs(), policy.StageDispute) {
			t.Errorf("%s: its clock still runs", name)
		}
		if c.then == dossier.StatusDuty && before.Verdict() != policy.Duty && s.d.Overruled != "dispute 1 stayed unresolved" {
			t.Errorf("%s: why there is a duty is %q", name, s.d.Overruled)
		}
	}
	// What packs prohibit no clock permits.
	s := under(t, forbidding()).determined(dutiful()).when("amir", dispute("amir", dossier.AboutDuty)).
		pass(policy.StageDispute).pass(policy.StageDispute).when("ana", draft(textA())).refused("policy/prohibited")
	if s.d.Overruled != "" {
		t.Errorf("the prohibition is overruled: %q", s.d.Overruled)
	}
	// And the duty that a dispute left is waived like any other.
	given(t, policy.ProfileNGO).determined(doubted()).when("amir", dispute("amir", dossier.AboutDuty)).
		pass(policy.StageDispute).pass(policy.StageDispute).when("ana", waive(noWay("ana"))).then("SilenceProposed")
}

// TestDissent holds that a dissent is kept, whatever becomes of it, and that who
// affirms has read it.
func TestDissent(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileService).determined(doubted()).affirm("hana").then("SilenceAffirmed")
	signed := s.d.Silence.Proposal.Of
	s.later(time.Minute).when("amir", dissent("amir")).then("DissentKept").stands(dossier.StatusAssessed)
	if s.d.Silence.Proposal.Of == signed || len(s.d.Silence.Given) != 0 {
		t.Errorf("what was affirmed before still counts: %+v", s.d.Silence)
	}
	// A second dissent is read too.
	second := s.d.Silence.Proposal.Of
	if s.when("omar", dissent("omar")); s.d.Silence.Proposal.Of == second {
		t.Error("the second dissent changes nothing")
	}
	s.when("hugo", affirm(signed, reason("hugo"))).refused("approval/changed").
		when("hugo", affirm(second, reason("hugo"))).refused("approval/changed").
		affirm("hugo").then("SilenceAffirmed").affirm("hana").then("SilenceAffirmed", "NoDutyAffirmed")
	// Kept after that, and after all, it changes nothing else.
	given, of := len(s.d.Silence.Given), s.d.Silence.Proposal.Of
	s.when("amir", dissent("amir")).stands(dossier.StatusNoDuty).when("ana", closing("ana")).stands(dossier.StatusClosed).
		later(365*day).when("amir", dissent("amir")).then("DissentKept").stands(dossier.StatusClosed)
	if s.d.Silence == nil || len(s.d.Silence.Given) != given || s.d.Silence.Proposal.Of != of {
		t.Errorf("what was affirmed is changed: %+v", s.d.Silence)
	}
	var by []string
	for _, d := range s.d.Dissents {
		by = append(by, strings.TrimRight(string(d.By), "a")+" "+d.At.Sub(start).String())
	}
	if want := []string{"amir 1m0s", "omar 1m0s", "amir 1m0s", "amir 8760h1m0s"}; !slices.Equal(by, want) {
		t.Errorf("the dissents are %v, not %v", by, want)
	}
	if s.d.Dissents[0].Because != objection("amir") {
		t.Errorf("the first is %+v", s.d.Dissents[0])
	}

	// A dissent on a dossier in which no silence waits holds nothing up.
	warned := dossier.Dossier{}
	w := script{t: t, now: start, packs: regime(policy.ProfileNGO), d: warned, decided: warned}
	w.when("ana", open(policy.ProfileNGO)).when("ana", link("rone")).when("ana", dissent("ana")).sent().
		when("omar", dissent("omar")).stands(dossier.StatusSent)
}
