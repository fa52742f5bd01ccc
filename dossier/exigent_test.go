package dossier_test

import (
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// TestExigent holds that with next to no time left one officer warns alone, and
// that others look at it afterwards.
func TestExigent(t *testing.T) {
	t.Parallel()
	hurried := func(t *testing.T) *script {
		t.Helper()
		return given(t, policy.ProfileService).determined(near(20 * time.Minute)).stands(dossier.StatusDuty)
	}
	t.Run("one officer alone", func(t *testing.T) {
		t.Parallel()
		s := hurried(t).lone("omar", textA(), "wone")
		want := dossier.Review{Warning: id[tocsin.WarningID]("wone"), By: officer("omar"), Sent: start, Due: start.Add(day)}
		if r := s.d.Review; r == nil || r.Warning != want.Warning || r.By != want.By || !r.Sent.Equal(start) || !r.Due.Equal(want.Due) || len(r.Also) > 0 {
			t.Fatalf("the review is %+v", r)
		}
		if got := s.runs(); !slices.Equal(got, []policy.Stage{policy.StageReview, policy.StageValidity}) {
			t.Errorf("the clocks are %v", got)
		}
		// It is not over before somebody else has looked, whatever came back.
		s.when("", deliver("wone-police", delivery.StateAcknowledged)).when("hana", closing("hana")).refused("dossier/review").
			when("omar", review(reason("omar"))).refused("dossier/review").
			when("olga", review(reason("olga"))).refused("dossier/review").
			when("sara", review(reason("sara"))).then("WarningReviewed").when("ana", closing("ana")).then("DossierClosed")
		if s.d.Review != nil || !slices.Equal(s.runs(), []policy.Stage{policy.StageAfter}) {
			t.Errorf("the review is %+v, and %v run", s.d.Review, s.d.Clocks())
		}
	})
	t.Run("an analyst is not enough", func(t *testing.T) {
		t.Parallel()
		s := hurried(t).when("ana", draft(textA())).then("WarningDrafted").stands(dossier.StatusDrafted).
			when("omar", send(textA(), "wone")).refused("dossier/not-cleared").
			when("amir", approve(textA())).then("ApprovalGiven").stands(dossier.StatusDrafted).
			when("omar", approve(textA())).then("ApprovalGiven", "WarningCleared").when("ana", send(textA(), "wone"))
		if s.d.Review != nil {
			t.Errorf("an officer agreed, and it waits for a review: %+v", s.d.Review)
		}
	})
	t.Run("one look at all that one sent alone", func(t *testing.T) {
		t.Parallel()
		update := text(warning.KindUpdate, "wone", "It comes sooner.", "police")
		s := hurried(t).lone("sara", textA(), "wone").later(time.Minute).lone("sven", update, "wtwo")
		if r := s.d.Review; r.Warning != id[tocsin.WarningID]("wone") || !r.Due.Equal(start.Add(day)) {
			t.Errorf("a second warning puts the review off: %+v", r)
		}
		s.when("sara", review(reason("sara"))).refused("dossier/review").
			when("sven", review(reason("sven"))).refused("dossier/review").
			when("hana", review(reason("hana"))).then("WarningReviewed")
	})
	t.Run("not with time left, and not silence", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileService).determined(near(4*time.Hour)).when("hana", draft(textA())).then("WarningDrafted")
		hurried(t).when("hana", waive(noWay("hana"))).then("SilenceProposed").stands(dossier.StatusDuty).
			affirm("hana").refused("approval/two-person").affirm("hugo").then("SilenceAffirmed").stands(dossier.StatusDuty)
	})
	t.Run("words that suggest force are not for one alone", func(t *testing.T) {
		t.Parallel()
		shaky := poor()
		shaky.LatestUseful = start.Add(20 * time.Minute)
		given(t, policy.ProfileService).determined(shaky).when("omar", draft(graded("A gunman is on his way."))).then("WarningDrafted").
			when("olga", approve(graded("A gunman is on his way."))).then("ApprovalGiven").
			when("ana", approve(graded("A gunman is on his way."))).then("ApprovalGiven", "WarningCleared")
	})
	t.Run("a drill too is looked at", func(t *testing.T) {
		t.Parallel()
		drill := text(warning.KindExercise, "", "This is a drill.", "press")
		s := hurried(t).when("omar", draft(drill)).when("omar", send(drill, "wone")).then("WarningSent").stands(dossier.StatusDuty)
		if s.d.Review == nil {
			t.Error("nobody looks at a drill that one officer sent alone")
		}
	})
}

// TestTwoPacks holds that where two packs are in force each counts for itself,
// and what one demands the other does not take away.
func TestTwoPacks(t *testing.T) {
	t.Parallel()
	named := func(pack string) policy.Waiver {
		w := noWay("ana")
		w.Pack = pack
		return w
	}
	t.Run("a duty under one", func(t *testing.T) {
		t.Parallel()
		s := under(t, elsewhere(), variant(base)).determined(dutiful()).then("Determined").stands(dossier.StatusDuty)
		if got := []policy.Verdict{s.d.Determinations[0].Verdict, s.d.Determinations[1].Verdict}; got[0] != policy.OutOfScope || got[1] != policy.Duty {
			t.Errorf("the verdicts are %v", got)
		}
		// Both together say who decides: the strictest of them.
		s.when("ana", waive(named("property"))).refused("policy/waiver-pack").
			when("ana", waive(noWay("ana"))).then("SilenceProposed").affirm("hana").then("SilenceAffirmed").
			affirm("hugo").then("SilenceAffirmed", "DutyWaived").stands(dossier.StatusWaived)
	})
	t.Run("a duty under both takes a waiver for each", func(t *testing.T) {
		t.Parallel()
		s := under(t, variant(base), second()).determined(dutiful()).
			when("ana", waive(named("second"))).affirm("hana").then("SilenceAffirmed").affirm("hugo").
			then("SilenceAffirmed", "DutyWaived").stands(dossier.StatusDuty)
		if len(s.d.Waived) != 1 || s.d.Silence != nil {
			t.Errorf("what is set aside is %+v, and %+v waits", s.d.Waived, s.d.Silence)
		}
		s.when("ana", waive(named("second"))).refused("policy/waiver-pack").
			when("ana", waive(named(base))).affirm("hana").affirm("hugo").stands(dossier.StatusWaived)
		if len(s.d.Waived) != 2 || !s.d.WaivedUntil.Equal(start.Add(2*day)) {
			t.Errorf("what is set aside is %+v until %s", s.d.Waived, s.d.WaivedUntil)
		}
	})
	t.Run("half a waiver stops no warning", func(t *testing.T) {
		t.Parallel()
		s := under(t, regime(policy.ProfileNGO)[0], second()).determined(dutiful()).
			when("ana", waive(named("ngo"))).affirm("hana").stands(dossier.StatusDuty).
			when("ana", draft(textA())).when("omar", approve(textA())).when("ana", send(textA(), "wone")).stands(dossier.StatusSent)
		if len(s.d.Waived) != 0 {
			t.Errorf("a duty is set aside that was met: %+v", s.d.Waived)
		}
	})
	t.Run("half a waiver that has ended counts no longer", func(t *testing.T) {
		t.Parallel()
		s := under(t, variant(base), second()).determined(dutiful()).
			when("ana", waive(named("second"))).affirm("hana").affirm("hugo").stands(dossier.StatusDuty).
			when("ana", waive(named("second"))).refused("policy/waiver-pack").later(3*day).
			when("ana", waive(named("second"))).then("SilenceProposed").
			when("ana", waive(named(base))).affirm("hana").affirm("hugo").then("SilenceAffirmed", "DutyWaived").
			stands(dossier.StatusDuty)
		if len(s.d.Waived) != 1 || s.d.Waived[0].Pack != base {
			t.Errorf("what is set aside is %+v", s.d.Waived)
		}
		s.when("ana", waive(named("second"))).affirm("hana").affirm("hugo").stands(dossier.StatusWaived).
			pass(policy.StageWaiver).stands(dossier.StatusDuty)
	})
	t.Run("anybody takes half a waiver back", func(t *testing.T) {
		t.Parallel()
		s := under(t, variant(base), second()).determined(dutiful()).when("ana", waive(named("second"))).affirm("hana").affirm("hugo").
			when("amir", withdraw()).then("SilenceWithdrawn").stands(dossier.StatusDuty)
		if len(s.d.Waived) != 0 {
			t.Errorf("what is set aside is %+v", s.d.Waived)
		}
	})
	t.Run("out of scope of one is no referral", func(t *testing.T) {
		t.Parallel()
		s := under(t, elsewhere(), variant(base)).when("ana", assess(doubted())).when("ana", refer("ana", start.Add(time.Hour))).
			then("Determined", "SilenceProposed")
		if got := s.d.Silence.Proposed.Path; got != dossier.PathNoDuty || s.d.Verdict() != policy.NoDuty {
			t.Errorf("it is %s, and left unsaid as %s", s.d.Verdict(), got)
		}
	})
	t.Run("out of scope of all is", func(t *testing.T) {
		t.Parallel()
		slander := dutiful()
		slander.Harm = "defamation-or-pressure"
		s := under(t, elsewhere(), variant(base)).when("ana", assess(slander)).when("ana", determine("ana")).refused("DTW-SCOPE").
			when("ana", refer("ana", start.Add(time.Hour))).affirm("hana").affirm("hugo").stands(dossier.StatusReferred)
		if s.d.Owner != "the consular service" || !s.d.OwnerBy.Equal(start.Add(time.Hour)) {
			t.Errorf("it went to %q, by %s", s.d.Owner, s.d.OwnerBy)
		}
	})
	t.Run("the strictest of both", func(t *testing.T) {
		t.Parallel()
		s := under(t, regime(policy.ProfileNGO)[0], variant(base)).determined(dutiful()).when("ana", draft(textA()))
		if got, want := s.d.DraftedBy.Quorum, (policy.Quorum{Others: 2, Highest: tocsin.LevelSenior}); got != want {
			t.Errorf("a warning takes %+v, not %+v", got, want)
		}
		// The same officer does not warn alone where one of the packs asks for another.
		under(t, regime(policy.ProfileNGO)[0], variant(base)).determined(near(20*time.Minute)).
			when("omar", draft(textA())).then("WarningDrafted").when("olga", approve(textA())).then("ApprovalGiven", "WarningCleared")
	})
	t.Run("prohibited beside a duty", func(t *testing.T) {
		t.Parallel()
		s := under(t, forbidding(), regime(policy.ProfileNGO)[0]).determined(dutiful()).then("Determined").stands(dossier.StatusDuty)
		if s.d.Determinations[0].Verdict != policy.Prohibited || s.d.Verdict() != policy.Duty {
			t.Errorf("it is %s", s.d.Verdict())
		}
		s.when("ana", draft(textA())).when("omar", approve(textA())).stands(dossier.StatusCleared)
	})
	t.Run("a pack that was changed since", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).determined(dutiful())
		s.packs = []*policy.Pack{variant("ngo", "version: 3\n", "version: 4\n")}
		s.when("ana", waive(noWay("ana"))).refused("policy/changed").when("ana", determine("ana")).
			when("ana", waive(noWay("ana"))).then("SilenceProposed").affirm("hana").then("SilenceAffirmed").
			affirm("hugo").stands(dossier.StatusWaived)
	})
}

// TestProhibited holds that what packs prohibit is not drafted, and who may say
// otherwise.
func TestProhibited(t *testing.T) {
	t.Parallel()
	found := func(t *testing.T) *script {
		t.Helper()
		return under(t, forbidding()).when("ana", assess(dutiful()))
	}
	s := found(t).when("ana", determine("ana")).then("Determined", "SilenceProposed").stands(dossier.StatusAssessed)
	if s.d.Verdict() != policy.Prohibited || s.d.Silence.Proposed.Path != dossier.PathProhibited {
		t.Errorf("it is %s, and left unsaid as %s", s.d.Verdict(), s.d.Silence.Proposed.Path)
	}
	s.when("hana", draft(textA())).refused("policy/prohibited").affirm("sara").then("SilenceAffirmed", "NoDutyAffirmed").
		when("hana", draft(textA())).refused("policy/prohibited").
		when("ana", draft(text(warning.KindExercise, "", "This is a drill.", "press"))).stands(dossier.StatusDrafted)
	found(t).when("omar", overrule("omar")).refused("policy/prohibited").
		when("sara", overrule("sara")).then("Determined").stands(dossier.StatusDuty).
		when("ana", draft(textA())).when("omar", approve(textA())).stands(dossier.StatusCleared)

	// What lifts it: the victim is named.
	lifted := dutiful()
	lifted.Facts = append(lifted.Facts, fullAssessment().Facts[0])
	lifted.Facts[0].Field = "victim"
	s = found(t).when("ana", assess(lifted)).when("ana", dossier.DetermineDuty{}).then("Determined").stands(dossier.StatusDuty)
	if s.d.Verdict() != policy.Permitted {
		t.Errorf("it is %s", s.d.Verdict())
	}
	// To leave unsaid what is permitted takes a waiver too.
	s.when("ana", waive(noWay("ana"))).then("SilenceProposed").affirm("sara").stands(dossier.StatusWaived)
	// After a warning it is updated.
	update := text(warning.KindUpdate, "wone", "It comes sooner.", "police")
	found(t).when("sara", overrule("sara")).when("ana", draft(textA())).when("omar", approve(textA())).when("ana", send(textA(), "wone")).
		when("ana", determine("ana")).then("Determined").when("ana", draft(update)).stands(dossier.StatusDrafted)
}

// TestPoorReports holds what reports that nobody corroborates, or from nobody
// known, bind.
func TestPoorReports(t *testing.T) {
	t.Parallel()
	shaky := func(t *testing.T) *script {
		t.Helper()
		return given(t, policy.ProfileNGO).determined(poor()).stands(dossier.StatusDuty)
	}
	quorum := func(s *script) policy.Quorum { return s.d.DraftedBy.Quorum }
	calm, forceful := graded("An attack is being prepared."), graded("A gunman is on his way.")

	s := shaky(t).when("ana", draft(calm)).then("WarningDrafted")
	if got, want := quorum(s), (policy.Quorum{Others: 1, Highest: tocsin.LevelOfficer}); got != want || s.d.StatedGrade(warning.KindWarning) != "F6" {
		t.Errorf("it takes %+v, and states %q", got, s.d.StatedGrade(warning.KindWarning))
	}
	s = shaky(t).when("ana", draft(forceful)).when("omar", approve(forceful)).then("ApprovalGiven").stands(dossier.StatusDrafted).
		when("amir", approve(forceful)).stands(dossier.StatusCleared)
	if got, want := quorum(s), (policy.Quorum{Others: 2, Highest: tocsin.LevelOfficer}); got != want {
		t.Errorf("words that suggest force take %+v", got)
	}
	// What is well founded names whom it will, and states no grade.
	well := text(warning.KindWarning, "", "A gunman is on his way.", "police")
	well.Tearline.Released = append(well.Tearline.Released, warning.Released{Field: "by", Value: "a man"})
	s = given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(well)).then("WarningDrafted")
	if got := quorum(s); got.Others != 1 || s.d.StatedGrade(warning.KindWarning) != "" {
		t.Errorf("it takes %+v, and states %q", got, s.d.StatedGrade(warning.KindWarning))
	}
	given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(calm)).refused("warning/grade")
	// A drill and a retraction tell of no threat.
	given(t, policy.ProfileNGO).determined(poor()).when("ana", draft(text(warning.KindExercise, "", "A gunman comes: a drill.", "press"))).then("WarningDrafted")
	// The grade is the newest assessment's.
	s = shaky(t)
	better := poor()
	better.Reliability, better.Credibility = "C", 3
	s.determined(better)
	if got := s.d.StatedGrade(warning.KindUpdate); got != "C3" || s.d.StatedGrade(warning.KindRetraction) != "" {
		t.Errorf("it states %q", got)
	}

	// Many reports on one target bring a senior officer to it.
	s = given(t, policy.ProfileNGO)
	for _, r := range []string{"rtwo", "rthree", "rfour"} {
		s.when("ana", link(r))
	}
	s.determined(dutiful()).when("ana", draft(textA()))
	if got := quorum(s); got.Highest != tocsin.LevelOfficer {
		t.Errorf("four reports take %+v", got)
	}
	s.when("ana", link("rfive")).when("ana", determine("ana")).when("ana", draft(textA())).when("omar", approve(textA())).
		then("ApprovalGiven").when("sara", approve(textA())).then("ApprovalGiven", "WarningCleared")
	if got, want := quorum(s), (policy.Quorum{Others: 1, Highest: tocsin.LevelSenior}); got != want {
		t.Errorf("five reports take %+v", got)
	}
}
