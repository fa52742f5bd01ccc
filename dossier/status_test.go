package dossier_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// lives lead a dossier to each place where it can stand.
func lives() map[dossier.Status]func(*script) *script {
	return map[dossier.Status]func(*script) *script{
		dossier.StatusFiled:    func(s *script) *script { return s },
		dossier.StatusAssessed: func(s *script) *script { return s.when("ana", assess(dutiful())).then("FactsAssessed") },
		dossier.StatusDuty: func(s *script) *script {
			return s.when("ana", assess(dutiful())).when("ana", dossier.DetermineDuty{}).then("Determined")
		},
		dossier.StatusNoDuty: func(s *script) *script {
			return s.when("ana", assess(doubted())).when("ana", determine("ana")).then("Determined", "SilenceProposed").
				stands(dossier.StatusAssessed).affirm("omar").then("SilenceAffirmed").stands(dossier.StatusAssessed).
				affirm("sara").then("SilenceAffirmed", "NoDutyAffirmed")
		},
		dossier.StatusReferred: func(s *script) *script {
			return s.when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).
				then("Determined", "SilenceProposed").affirm("sara").then("SilenceAffirmed", "Referred")
		},
		dossier.StatusDrafted: func(s *script) *script {
			return s.when("ana", assess(dutiful())).when("ana", determine("ana")).
				when("ana", draft(textA())).then("WarningDrafted")
		},
		dossier.StatusCleared: func(s *script) *script {
			return s.when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(textA())).
				when("amir", approve(textA())).then("ApprovalGiven").stands(dossier.StatusDrafted).
				when("omar", approve(textA())).then("ApprovalGiven", "WarningCleared")
		},
		dossier.StatusWaived: func(s *script) *script {
			return s.when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", waive(noWay("ana"))).
				then("SilenceProposed").stands(dossier.StatusDuty).affirm("sara").then("SilenceAffirmed", "DutyWaived")
		},
		dossier.StatusSent: func(s *script) *script { return s.sent().then("WarningSent") },
		dossier.StatusReceived: func(s *script) *script {
			return s.sent().when("", deliver("wone-police", delivery.StateReceived)).then("DeliveryReported")
		},
		dossier.StatusAcknowledged: func(s *script) *script {
			return s.sent().when("", deliver("wone-police", delivery.StateAcknowledged))
		},
		dossier.StatusDenied: func(s *script) *script {
			return s.sent().when("", deliver("wone-police", delivery.StateDenied))
		},
		dossier.StatusDisputed: func(s *script) *script {
			return s.sent().when("", deliver("wone-police", delivery.StateAcknowledged)).
				when("", deliver("wone-police", delivery.StateDisputed))
		},
		dossier.StatusClosed: func(s *script) *script {
			return s.sent().when("", deliver("wone-police", delivery.StateAcknowledged)).
				when("ana", closing("ana")).then("DossierClosed")
		},
	}
}

// TestStatuses leads a dossier to each place where it can stand.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for status, life := range lives() {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			life(given(t, policy.ProfileNGO)).stands(status)
		})
	}
	if got := len(dossier.Statuses()); got != 14 {
		t.Errorf("there are %d statuses, and 14 are led to here", got)
	}
}

// TestSpeaking tells the ways of speaking.
func TestSpeaking(t *testing.T) {
	t.Parallel()

	t.Run("an officer finds a duty where the pack does not", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", overrule("ana")).
			then("Determined").stands(dossier.StatusDuty)
		if s.d.Overruled == "" || s.d.Silence != nil {
			t.Error("it does not say that it was overruled")
		}
		// And that can be waived, on the record, like any duty found.
		s.when("ana", waive(noWay("ana"))).then("SilenceProposed")
	})

	t.Run("no duty affirmed is no bar", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(doubted())).when("ana", determine("ana")).affirm("sara").
			stands(dossier.StatusNoDuty).when("omar", draft(textA())).stands(dossier.StatusDrafted).
			when("ana", approve(textA())).when("sara", approve(textA())).stands(dossier.StatusCleared)
	})

	t.Run("a service takes three, one of them senior", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileService).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textA())).when("omar", approve(textA())).then("ApprovalGiven").
			when("olga", approve(textA())).then("ApprovalGiven").stands(dossier.StatusDrafted).
			when("sara", approve(textA())).then("ApprovalGiven", "WarningCleared")
	})

	t.Run("the same ask twice causes nothing", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).when("omar", open(policy.ProfileCERT)).then().when("omar", link("rone")).then()
		s.sent().when("", deliver("wone-police", delivery.StatePlanned)).then().
			when("", deliver("another", delivery.StateReceived)).then().when("ana", withdraw()).then()
		if s.d.Profile != policy.ProfileNGO {
			t.Error("opening it again changed its profile")
		}
	})

	t.Run("redrafted by another the first drafter may approve", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("omar", draft(textA())).when("ana", draft(textA())).when("omar", approve(textA())).
			stands(dossier.StatusCleared)
	})

	t.Run("approvals fall with their text", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textA())).when("amir", approve(textA())).when("ana", draft(textB())).
			when("sara", approve(textA())).refused("approval/changed").
			when("ana", draft(textA())).when("amir", approve(textA())).then("ApprovalGiven").
			when("ana", approve(textA())).refused("approval/two-person")
	})

	t.Run("an update follows, and a drill is no warning", func(t *testing.T) {
		t.Parallel()
		drill := text(warning.KindExercise, "", "This is a drill.", "press")
		s := given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(drill)).when("omar", approve(drill)).when("ana", send(drill, "wdrill")).
			when("", deliver("wdrill-press", delivery.StateAcknowledged)).
			when("ana", closing("ana")).then("SilenceProposed")
		if len(s.d.Acknowledged()) != 0 {
			t.Error("who acknowledges a drill is said to know of the threat")
		}
		s.when("ana", draft(textA())).when("omar", approve(textA())).when("ana", send(textA(), "wone")).
			when("", deliver("wone-police", delivery.StateAcknowledged)).stands(dossier.StatusAcknowledged)
		if len(s.d.Acknowledged()) != 1 {
			t.Error("who acknowledges a warning is not said to know of the threat")
		}
		update := text(warning.KindUpdate, "wone", "It comes sooner.", "mission", "police")
		s.when("ana", draft(update)).when("omar", approve(update)).when("ana", send(update, "wtwo")).
			stands(dossier.StatusSent).when("ana", closing("ana")).then("SilenceProposed").
			when("", deliver("wtwo-police", delivery.StateReceived)).
			when("", deliver("wtwo-mission", delivery.StateReceived)).when("ana", closing("ana")).then("DossierClosed")
		if s.d.Silence != nil {
			t.Error("a closing that nobody affirmed is kept as a silence")
		}
		// What comes back late is still noted.
		s.when("", deliver("wtwo-mission", delivery.StateDisputed)).then("DeliveryReported").stands(dossier.StatusClosed)
	})
}

// TestOneOfSeveral holds that one recipient's answer hides no other.
func TestOneOfSeveral(t *testing.T) {
	t.Parallel()
	both := func(t *testing.T) *script {
		t.Helper()
		return given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textB())).when("omar", approve(textB())).when("ana", send(textB(), "wone"))
	}
	for police, want := range map[delivery.State]dossier.Status{
		delivery.StateDispatched:    dossier.StatusSent,
		delivery.StateUndeliverable: dossier.StatusSent,
		delivery.StateReceived:      dossier.StatusSent,
		delivery.StateAcknowledged:  dossier.StatusSent,
		delivery.StateDenied:        dossier.StatusDenied,
		delivery.StateDisputed:      dossier.StatusDisputed,
	} {
		t.Run(string(police), func(t *testing.T) {
			t.Parallel()
			both(t).when("", deliver("wone-police", police)).stands(want).
				when("ana", closing("ana")).then("SilenceProposed")
		})
	}
	both(t).when("", deliver("wone-police", delivery.StateReceived)).
		when("", deliver("wone-mission", delivery.StateAcknowledged)).stands(dossier.StatusReceived).
		when("ana", closing("ana")).then("DossierClosed")
}

// TestSilence tells what ends a silence, and what does not.
func TestSilence(t *testing.T) {
	t.Parallel()
	waived := func(t *testing.T) *script {
		t.Helper()
		return given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", waive(noWay("ana"))).affirm("sara").stands(dossier.StatusWaived)
	}

	t.Run("a new report", func(t *testing.T) {
		t.Parallel()
		s := waived(t).when("ana", link("rtwo")).stands(dossier.StatusAssessed)
		if s.d.Silence != nil {
			t.Error("the waiver outlives what it did not know")
		}
	})
	t.Run("a report taken out", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", link("rtwo")).when("ana", closing("ana")).affirmedBy("omar").
			when("ana", unlink("rtwo", "it is about another place")).then("ReportUnlinked").stands(dossier.StatusFiled).
			refusesToAffirm("sara")
	})
	t.Run("a new assessment", func(t *testing.T) {
		t.Parallel()
		waived(t).when("ana", assess(doubted())).stands(dossier.StatusAssessed)
	})
	t.Run("anybody", func(t *testing.T) {
		t.Parallel()
		waived(t).when("amir", withdraw()).then("SilenceWithdrawn").stands(dossier.StatusDuty)
	})
	t.Run("a draft", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(doubted())).when("ana", determine("ana")).
			when("amir", draft(textA())).stands(dossier.StatusDrafted).refusesToAffirm("sara")
	})
	t.Run("the sending", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textA())).when("amir", waive(noWay("amir"))).when("omar", approve(textA())).
			stands(dossier.StatusCleared).when("ana", send(textA(), "wone")).refusesToAffirm("sara")
	})
	t.Run("its own end", func(t *testing.T) {
		t.Parallel()
		s := waived(t)
		if s.d.WaiverExpired(s.now) || !s.d.WaiverExpired(s.d.WaivedUntil) || s.d.WaiverExpired(s.d.WaivedUntil.Add(-time.Second)) {
			t.Error("the waiver does not end when it says")
		}
		if got := s.d.WaivedUntil; !got.Equal(start.Add(2 * 24 * time.Hour)) {
			t.Errorf("a waiver lasts until %s", got)
		}
	})
	t.Run("half of what is left", func(t *testing.T) {
		t.Parallel()
		near := dutiful()
		near.LatestUseful = start.Add(4 * time.Hour)
		s := given(t, policy.ProfileNGO).when("ana", assess(near)).when("ana", determine("ana")).
			when("ana", waive(noWay("ana"))).affirm("sara")
		if got := s.d.WaivedUntil; !got.Equal(start.Add(2 * time.Hour)) {
			t.Errorf("with four hours left a waiver lasts until %s", got)
		}
	})
	t.Run("not a closing", func(t *testing.T) {
		t.Parallel()
		// A waiver is for a time, closing is for ever: it waits for affirmation.
		waived(t).when("ana", closing("ana")).then("SilenceProposed").stands(dossier.StatusWaived).
			affirm("sara").then("SilenceAffirmed", "DossierClosed").stands(dossier.StatusClosed)
	})
	t.Run("a determination after sending proposes none", func(t *testing.T) {
		t.Parallel()
		s := given(t, policy.ProfileNGO).sent().when("ana", assess(doubted())).stands(dossier.StatusSent).
			when("ana", determine("ana")).then("Determined").stands(dossier.StatusSent)
		if s.d.Silence != nil {
			t.Error("a silence is proposed about what was said")
		}
	})
	t.Run("withdrawn under a text it leaves the text alone", func(t *testing.T) {
		t.Parallel()
		given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textA())).when("omar", approve(textA())).when("amir", waive(noWay("amir"))).
			when("amir", withdraw()).stands(dossier.StatusCleared).when("ana", send(textA(), "wone")).then("WarningSent")
	})
	t.Run("waived after sending and opened again it is sent", func(t *testing.T) {
		t.Parallel()
		update := text(warning.KindUpdate, "wone", "It comes sooner.", "police")
		s := given(t, policy.ProfileNGO).sent().when("", deliver("wone-police", delivery.StateAcknowledged)).
			when("ana", draft(update)).when("ana", waive(known("ana", "wone-police"))).affirm("sara").
			stands(dossier.StatusWaived).when("ana", link("rtwo")).stands(dossier.StatusAcknowledged)
		if s.d.Draft != nil {
			t.Error("the text that was waived is still there")
		}
	})
}

// TestCleared holds that one officer does not take back what several cleared.
func TestCleared(t *testing.T) {
	t.Parallel()
	cleared := func(t *testing.T) *script {
		t.Helper()
		return given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(textA())).when("omar", approve(textA())).stands(dossier.StatusCleared)
	}
	t.Run("another", func(t *testing.T) {
		t.Parallel()
		cleared(t).when("amir", assess(doubted())).then("FactsAssessed").stands(dossier.StatusCleared).
			when("amir", determine("amir")).then("Determined", "SilenceProposed").stands(dossier.StatusCleared).
			when("hana", draft(textB())).refused("dossier/cleared").
			when("amir", link("rtwo")).stands(dossier.StatusCleared).
			when("sara", send(textA(), "wone")).then("WarningSent").stands(dossier.StatusSent)
	})
	for _, name := range []string{"ana", "omar"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cleared(t).when(name, assess(dutiful())).stands(dossier.StatusAssessed)
			cleared(t).when(name, determine(name)).stands(dossier.StatusDuty)
			cleared(t).when(name, draft(textB())).stands(dossier.StatusDrafted)
		})
	}
	t.Run("its own end", func(t *testing.T) {
		t.Parallel()
		fresh := textB()
		fresh.UsefulUntil = start.Add(20 * 24 * time.Hour)
		cleared(t).later(10*24*time.Hour).when("amir", draft(fresh)).stands(dossier.StatusDrafted)
	})
	t.Run("the quorum of silence", func(t *testing.T) {
		t.Parallel()
		cleared(t).when("amir", waive(noWay("amir"))).affirm("sara").stands(dossier.StatusWaived).
			when("ana", send(textA(), "wone")).refused("dossier/not-cleared")
	})
}

// TestQueries holds what a dossier says of itself.
func TestQueries(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileNGO)
	early := dossier.ReportLinked{Report: id[tocsin.ReportID]("rtwo"), Possessed: start.Add(-48 * time.Hour)}
	s.when("ana", dossier.LinkReport{ReportLinked: early})
	if got := s.d.Possessed(); !got.Equal(start.Add(-48 * time.Hour)) {
		t.Errorf("the clock starts at %s, not when anybody first had any report", got)
	}
	if got := (dossier.Dossier{}).Possessed(); !got.IsZero() {
		t.Errorf("a dossier without reports is possessed since %s", got)
	}
	s.sent()
	overdue := dossier.ReportDelivery{DeliveryReported: dossier.DeliveryReported{
		Dispatch: "wone-police", State: delivery.StateReceived, Overdue: true,
	}}
	if s.d.Overdue() || !s.when("", overdue).d.Overdue() {
		t.Error("it does not say that it is overdue")
	}
	overdue.State = delivery.StateAcknowledged
	if s.when("", overdue).d.Overdue() {
		t.Error("it is overdue after the answer")
	}
}
