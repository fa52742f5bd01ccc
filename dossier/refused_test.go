package dossier_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// refusedAnswers reaches the refusals of answers to the packs' questions.
func refusedAnswers(t *testing.T) {
	t.Helper()
	for name, answers := range map[string][]report.Answer{
		"nobody asks":             {{Question: "friendly", Answer: tocsin.Yes}},
		"does not fit":            {{Question: "credible", Value: "maybe"}},
		"yes as a word":           {{Question: "credible", Value: "yes"}},
		"yes for a word":          {{Question: "victim_nationality", Answer: tocsin.Yes}},
		"unknown for a word":      {{Question: "victim_nationality"}},
		"twice":                   {{Question: "credible", Answer: tocsin.Yes}, {Question: "credible", Answer: tocsin.Yes}},
		"a word twice":            {{Question: "victim_nationality", Value: "a"}, {Question: "victim_nationality", Value: "b"}},
		"another pack's question": {{Question: "consented", Answer: tocsin.Yes}},
	} {
		a := dutiful()
		a.Answers = answers
		t.Logf("an answer: %s", name)
		given(t, policy.ProfileNGO).when("ana", assess(a)).refused("policy/question")
	}
	a := dutiful()
	a.Answers = []report.Answer{
		{Question: "credible", Answer: tocsin.Yes},
		{Question: "corroborated", Answer: tocsin.Unknown},
		{Question: "victim_nationality", Value: "Ruritanian"},
	}
	given(t, policy.ProfileNGO).when("ana", assess(a)).then("FactsAssessed")
}

// refusedPacks reaches the refusals that come of which packs are in force.
func refusedPacks(t *testing.T) {
	t.Helper()
	none := []*policy.Pack{}
	given(t, policy.ProfileNGO).when("ana", assess(dutiful())).
		when("ana", dossier.DetermineDuty{Packs: none}).refused("policy/none")

	// A prohibition: no text, and only who could leave it unsaid lifts it.
	forbidden := func() *script { return under(t, forbidding()).when("ana", assess(dutiful())) }
	forbidden().when("ana", determine("ana")).then("Determined", "SilenceProposed").
		when("ana", draft(textA())).refused("policy/prohibited")
	for _, name := range []string{"ana", "omar"} {
		forbidden().when(name, overrule(name)).refused("policy/prohibited")
	}
	forbidden().when("ana", determine("ana")).when("omar", dispute("omar", dossier.AboutDuty)).
		when("hana", resolve("hana", 1, dossier.TowardsWarning)).stands(dossier.StatusDuty)
	below := variant("below", append([]string{"resolved_by: head", "resolved_by: officer"}, prohibits...)...)
	under(t, below).when("ana", assess(dutiful())).when("ana", determine("ana")).when("omar", dispute("omar", dossier.AboutDuty)).
		when("sara", resolve("sara", 1, dossier.TowardsWarning)).refused("policy/prohibited")

	// What poor reports do not bear.
	shaky := func() *script { return given(t, policy.ProfileNGO).determined(poor()) }
	suspect := graded("An attack is being prepared.")
	suspect.Tearline.Released = append(suspect.Tearline.Released, warning.Released{Field: report.FieldActor, Value: "a man"})
	silentGrade, otherGrade, unstated := graded("x"), graded("x"), graded("x")
	silentGrade.Grade, otherGrade.Grade, unstated.Text = "", "B2", "An attack is being prepared.\n"
	for _, d := range []warning.Draft{suspect, textA(), silentGrade, otherGrade, unstated} {
		shaky().when("ana", draft(d)).refused("DTW-POOR")
	}
	given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(graded("x"))).refused("warning/grade")

	// Waivers name a pack whose duty waits, as it was when the duty was found.
	both := func() *script {
		return under(t, variant(base), second()).determined(dutiful()).stands(dossier.StatusDuty)
	}
	unnamed := noWay("ana")
	both().when("ana", waive(unnamed)).refused("policy/waiver-pack")
	unnamed.Pack = "another"
	both().when("ana", waive(unnamed)).refused("policy/waiver-pack")
	changed := []*policy.Pack{variant("ngo", "title: Duty", "title: The duty")}
	given(t, policy.ProfileNGO).determined(dutiful()).
		when("ana", dossier.WaiveDuty{Waiver: noWay("ana"), Packs: changed}).refused("policy/changed").
		when("ana", dossier.WaiveDuty{Waiver: noWay("ana"), Packs: none}).refused("policy/changed")

	// A referral is answered once, by the owner.
	referred := func() *script {
		return given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).
			affirm("sara").stands(dossier.StatusReferred)
	}
	given(t, policy.ProfileNGO).when("ana", taken("They took it over.")).refused("dossier/referral")
	referred().when("ana", taken(" ")).refused("dossier/referral").
		when("ana", taken("They took it over.")).then("ReferralTaken").
		when("ana", taken("They took it over.")).refused("dossier/referral")
}

// refusedDisputes reaches the refusals of consultations, disputes and dissents.
func refusedDisputes(t *testing.T) {
	t.Helper()
	s := given(t, policy.ProfileNGO)
	s.when("ana", consult(" ", "How?")).refused("dossier/consult").
		when("ana", consult("the embassy", "")).refused("dossier/consult").
		when("ana", consulted(1, "yes")).refused("dossier/consult").
		when("ana", consult("the embassy", "How?")).then("ConsultAsked").
		when("ana", consulted(0, "yes")).refused("dossier/consult").
		when("ana", consulted(2, "yes")).refused("dossier/consult").
		when("ana", consulted(1, " ")).refused("dossier/consult").
		when("omar", consulted(1, "By telephone.")).then("ConsultAnswered").
		when("ana", consulted(1, "By letter.")).refused("dossier/consult")

	s.when("ana", dispute("ana", dossier.AboutDuty)).refused("dossier/determine-first")
	s.determined(doubted()).when("omar", dispute("omar", "money")).refused("dossier/dispute").
		when("omar", dossier.RaiseDispute{DisputeRaised: dossier.DisputeRaised{About: dossier.AboutDuty, Because: "No."}}).refused("DTW-JUSTIFY").
		when("hana", resolve("hana", 1, dossier.TowardsWarning)).refused("dossier/dispute").
		when("omar", dispute("omar", dossier.AboutDuty)).then("DisputeRaised").
		affirm("sara").refused("dossier/dispute").
		when("ana", closing("ana")).refused("dossier/dispute").
		when("hana", resolve("hana", 0, dossier.TowardsWarning)).refused("dossier/dispute").
		when("hana", resolve("hana", 2, dossier.TowardsWarning)).refused("dossier/dispute").
		when("hana", resolve("hana", 1, "nowhere")).refused("dossier/dispute").
		when("hana", dossier.ResolveDispute{DisputeResolved: dossier.DisputeResolved{
			Of: 1, Towards: dossier.TowardsSilence, Because: objection("omar"),
		}}).refused("DTW-JUSTIFY").
		when("sara", resolve("sara", 1, dossier.TowardsWarning)).refused("dossier/dispute").
		when("hana", resolve("hana", 1, dossier.TowardsSilence)).then("DisputeResolved").
		when("hana", resolve("hana", 1, dossier.TowardsWarning)).refused("dossier/dispute").
		affirm("sara").stands(dossier.StatusNoDuty)
	given(t, policy.ProfileNGO).when("hana", assess(doubted())).when("hana", determine("hana")).
		when("ana", dispute("ana", dossier.AboutDuty)).
		when("hana", resolve("hana", 1, dossier.TowardsSilence)).refused("dossier/dispute").
		when("hugo", resolve("hugo", 1, dossier.TowardsSilence)).then("DisputeResolved")

	given(t, policy.ProfileNGO).when("ana", dossier.KeepDissent{DissentKept: dossier.DissentKept{Because: "No."}}).refused("DTW-JUSTIFY")
}

// refusedReviews reaches the refusals of the look at what was sent alone.
func refusedReviews(t *testing.T) {
	t.Helper()
	given(t, policy.ProfileService).when("sara", review(reason("sara"))).refused("dossier/review")
	s := given(t, policy.ProfileService).determined(near(time.Hour)).lone("sara", textA(), "wone")
	s.when("ana", closing("ana")).refused("dossier/review").
		when("sara", review(reason("sara"))).refused("dossier/review").
		when("omar", review(reason("omar"))).refused("dossier/review").
		when("sven", review("Fine.")).refused("DTW-JUSTIFY").
		when("sven", review(reason("sven"))).then("WarningReviewed").
		when("hana", review(reason("hana"))).refused("dossier/review")
	// Who sent what another drafted alone has had a hand in it.
	given(t, policy.ProfileService).determined(near(time.Hour)).when("omar", draft(textA())).then("WarningDrafted", "WarningCleared").
		when("sara", send(textA(), "wone")).when("sara", review(reason("sara"))).refused("dossier/review").
		when("sven", review(reason("sven"))).then("WarningReviewed")
}
