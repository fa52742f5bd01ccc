package dossier_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// borrowed is an assessment whose place is a partner's.
func borrowed() report.Assessment {
	a := guarded()
	a.Facts[0].Originator = "a partner"
	a.Sourcing = []report.Sourcing{{Report: id[tocsin.ReportID]("rone"), Source: "S-1"}}
	return a
}

// refusedConsent is refused in every way in which a question to an originator is.
func refusedConsent(t *testing.T) {
	t.Helper()
	old := given(t, policy.ProfileNGO)
	old.packs = nil
	old.take(old.stamp("ana"), dossier.DossierOpened{ID: id[tocsin.DossierID]("dossier"), Profile: policy.ProfileNGO})
	old.when("ana", asking(old.d, "a partner")).refused("release/consent")

	s := begins(t, borrowed())
	ask := asking(s.d, "a partner").(dossier.AskConsent)
	twice, changed, other := ask, ask, ask
	twice.Facts = append(append([]dossier.AskedFact{}, ask.Facts...), ask.Facts...)
	changed.Facts = []dossier.AskedFact{{Fact: "where", Of: "00"}}
	other.Facts = []dossier.AskedFact{{Fact: "when", Of: ask.Facts[0].Of}}
	s.when("ana", asking(s.d, "nobody")).refused("release/consent").
		when("ana", twice).refused("release/consent").
		when("ana", changed).refused("approval/changed").
		when("ana", other).refused("release/consent").
		when("ana", consented(1, "Yes.")).refused("release/consent").
		when("ana", ask).then("ConsentAsked").
		when("ana", asking(s.d, "a partner")).refused("release/consent").
		when("ana", consented(1, " ")).refused("release/consent").
		when("ana", consented(1, "Yes.", dossier.Allowed{Fact: "when", Rung: "day"})).refused("release/consent").
		when("ana", consented(1, "Yes.", dossier.Allowed{Fact: "where", Rung: "day"})).refused("release/consent").
		when("ana", consented(1, "Yes.", dossier.Allowed{Fact: "where", Rung: "city"}, dossier.Allowed{Fact: "where", Rung: "site"})).refused("release/consent").
		when("ana", consented(1, "Yes, to the city.", dossier.Allowed{Fact: "where", Rung: "city"})).then("ConsentAnswered").
		when("ana", consented(1, "Yes.")).refused("release/consent")
}

// TestConsent holds that a partner's fact is told when the partner agrees, and no
// finer than he agrees.
func TestConsent(t *testing.T) {
	t.Parallel()
	tell := releasing(t, borrowed(), nil, atCity()...)
	s := begins(t, borrowed()).when("ana", tell).refused("release/originator")
	s.when("ana", asking(s.d, "a partner")).then("ConsentAsked").when("ana", tell).refused("release/originator-asked").
		when("ana", consented(1, "Only the country.", dossier.Allowed{Fact: "where", Rung: "country"})).
		when("ana", tell).refused("release/originator-refused")
	// Asked about another value he is asked anew; to one he agreed to, nothing else.
	a := borrowed()
	a.Facts[0].Place.City = "Bergen"
	s.when("ana", assess(a)).when("ana", determine("ana")).when("ana", releasing(t, a, nil, atCity()...)).refused("release/originator")
	s.when("ana", asking(s.d, "a partner")).
		when("ana", consented(2, "The city, yes.", dossier.Allowed{Fact: "where", Rung: "city"})).
		when("ana", releasing(t, a, nil, atCity()...)).then("WarningDrafted")
	if len(s.d.Consents) != 2 || s.d.Consents[1].Says != "The city, yes." {
		t.Errorf("on the record is %+v", s.d.Consents)
	}
	// What is open to all, or our own, needs nobody.
	open := borrowed()
	open.Facts[0].Marking = marking.Marking{TLP: marking.Clear}
	begins(t, open).when("ana", releasing(t, open, nil, atCity()...)).then("WarningDrafted")
	bySource := borrowed()
	bySource.Facts[0].Originator = ""
	bySource.Sourcing[0].Originator = "a partner"
	begins(t, bySource).when("ana", releasing(t, bySource, nil, atCity()...)).refused("release/originator")
}

// TestConsentSilence holds that an originator's silence is on the record, and means
// what the packs say.
func TestConsentSilence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		silence, rule string
	}{{"withhold", "release/originator-silent"}, {"tell", ""}} {
		s := given(t, policy.ProfileService)
		s.packs = []*policy.Pack{variant(base, "silence: withhold", "silence: "+c.silence)}
		s.when("ana", assess(borrowed())).when("ana", determine("ana"))
		s.when("ana", asking(s.d, "a partner"))
		clock := s.clock(policy.StageConsent)
		if left := clock.Due.Sub(s.now); left <= 0 || left > 24*time.Hour {
			t.Errorf("he has %s to answer", left)
		}
		s.now = clock.Due
		s.when("", dossier.PassClock{Stage: clock.Stage, Of: clock.Of, Due: clock.Due}).then("ClockPassed")
		if one := s.d.Consents[0]; !one.Lapsed || string(one.Default) != c.silence {
			t.Errorf("on the record is %+v", one)
		}
		s.when("ana", releasing(t, borrowed(), nil, atCity()...))
		if c.rule == "" {
			s.then("WarningDrafted")
		} else {
			s.refused(c.rule)
		}
		// A late answer counts.
		s.when("ana", consented(1, "Yes, go on.", dossier.Allowed{Fact: "where", Rung: "site"})).
			when("ana", releasing(t, borrowed(), nil, atCity()...)).then("WarningDrafted")
	}
}
