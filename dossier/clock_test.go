package dossier_test

import (
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
)

// day is long enough for days to be told.
const day = 24 * time.Hour

// TestClocks holds which clocks run where a dossier stands, and when they end.
func TestClocks(t *testing.T) {
	t.Parallel()
	type due map[policy.Stage]time.Time
	at := func(d time.Duration) time.Time { return start.Add(d) }
	// As the pack says at routine urgency; the report was held for an hour.
	want := map[dossier.Status]due{
		dossier.StatusFiled:        {policy.StageAssess: at(11 * time.Hour)},
		dossier.StatusAssessed:     {policy.StageDetermine: at(6 * time.Hour)},
		dossier.StatusDuty:         {policy.StageDraft: at(12 * time.Hour)},
		dossier.StatusDrafted:      {policy.StageApprove: at(12 * time.Hour)},
		dossier.StatusCleared:      {policy.StageSend: at(4 * time.Hour)},
		dossier.StatusNoDuty:       {policy.StageWatch: at(30 * day), policy.StageAfter: at(14 * day)},
		dossier.StatusReferred:     {policy.StageReferral: at(time.Hour), policy.StageAfter: at(14 * day)},
		dossier.StatusWaived:       {policy.StageWaiver: at(2 * day), policy.StageAfter: at(14 * day)},
		dossier.StatusSent:         {policy.StageValidity: at(9 * day)},
		dossier.StatusReceived:     {policy.StageValidity: at(9 * day)},
		dossier.StatusAcknowledged: {policy.StageValidity: at(9 * day)},
		dossier.StatusDenied:       {policy.StageValidity: at(9 * day)},
		dossier.StatusDisputed:     {policy.StageValidity: at(9 * day)},
		dossier.StatusClosed:       {policy.StageAfter: at(14 * day)},
	}
	for status, life := range lives() {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := life(given(t, policy.ProfileNGO)).stands(status)
			got := due{}
			for _, c := range s.d.Clocks() {
				got[c.Stage] = c.Due
				if of := map[policy.Stage]int{policy.StageValidity: 1}[c.Stage]; c.Of != of || c.Since.IsZero() {
					t.Errorf("a clock is %+v", c)
				}
			}
			if len(got) != len(want[status]) {
				t.Errorf("the clocks are %v, not %v", got, want[status])
			}
			for stage, end := range want[status] {
				if !got[stage].Equal(end) {
					t.Errorf("%s ends at %s, not at %s", stage, got[stage], end)
				}
			}
		})
	}
	if got := (dossier.Dossier{}).Clocks(); got != nil {
		t.Errorf("of no dossier %v run", got)
	}
}

// TestClocksBeside holds the clocks that run beside the stage: of what waits for
// affirmation, of consultations, disputes and reviews, each by its number.
func TestClocksBeside(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileService).determined(dutiful()).when("ana", waive(noWay("ana"))).
		when("ana", consult("the embassy", "How?")).when("ana", consult("the police", "When?")).
		when("omar", dispute("omar", dossier.AboutWaiver))
	// What is to be left unsaid waits for others, and the draft for them.
	want := []policy.Stage{policy.StageAffirm, policy.StageConsult, policy.StageConsult, policy.StageDispute}
	if got := s.runs(); !slices.Equal(got, want) {
		t.Fatalf("the clocks are %v, not %v", got, want)
	}
	for i, c := range s.d.Clocks() {
		if of := []int{0, 1, 2, 1}[i]; c.Of != of || !c.Since.Equal(start) {
			t.Errorf("a clock is %+v, not of %d", c, of)
		}
		span := []time.Duration{day, 12 * time.Hour, 12 * time.Hour, day}[i]
		if !c.Due.Equal(start.Add(span)) {
			t.Errorf("%s ends at %s", c.Stage, c.Due)
		}
	}
	s.when("ana", consulted(1, "By telephone."))
	if got := s.clock(policy.StageConsult); got.Of != 2 {
		t.Errorf("what was answered still has a clock: %+v", got)
	}
	s.when("hana", resolve("hana", 1, dossier.TowardsWarning)).stands(dossier.StatusDuty)
	if want := []policy.Stage{policy.StageDraft, policy.StageConsult}; !slices.Equal(s.runs(), want) {
		t.Errorf("the clocks are %v, not %v", s.runs(), want)
	}
	// The stretch began when the duty was found: a silence proposed stops nothing for good.
	if c := s.clock(policy.StageDraft); !c.Since.Equal(start) {
		t.Errorf("the clock of the draft began anew: %+v", c)
	}
}

// TestClocksShrink holds that no stage on the way to a warning takes more than a
// quarter of what is left.
func TestClocksShrink(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration]struct {
		urgency          policy.Urgency
		determine, draft time.Duration
	}{
		20 * day:                       {policy.Routine, 6 * time.Hour, 12 * time.Hour},
		73 * time.Hour:                 {policy.Routine, 6 * time.Hour, 12 * time.Hour},
		72 * time.Hour:                 {policy.Urgent, 6 * time.Hour, 40 * time.Minute},
		8 * time.Hour:                  {policy.Urgent, 2 * time.Hour, 40 * time.Minute},
		3 * time.Hour:                  {policy.Exigent, 45 * time.Minute, 10 * time.Minute},
		36 * time.Minute:               {policy.Exigent, 9 * time.Minute, 9 * time.Minute},
		20 * time.Minute:               {policy.Exigent, 5 * time.Minute, 5 * time.Minute},
		2 * time.Minute:                {policy.Exigent, time.Minute, time.Minute},
		-time.Minute:                   {policy.Exigent, 6 * time.Hour, 10 * time.Minute},
		40*time.Minute + 4*time.Second: {policy.Exigent, 10*time.Minute + time.Second, 10 * time.Minute},
	} {
		s := given(t, policy.ProfileService).when("ana", assess(near(left)))
		if c := s.clock(policy.StageDetermine); c.Due.Sub(start) != want.determine {
			t.Errorf("%s left: to determine takes %s, not %s", left, c.Due.Sub(start), want.determine)
		}
		s.when("ana", determine("ana"))
		if c := s.clock(policy.StageDraft); s.d.Urgency != want.urgency || c.Due.Sub(start) != want.draft {
			t.Errorf("%s left: it is %s and to draft takes %s, not %s, %s", left, s.d.Urgency, c.Due.Sub(start), want.urgency, want.draft)
		}
		// What may leave it unsaid is not hurried by it.
		s.when("ana", waive(noWay("ana")))
		spans := map[policy.Urgency]time.Duration{policy.Routine: day, policy.Urgent: 2 * time.Hour, policy.Exigent: 30 * time.Minute}
		if c := s.clock(policy.StageAffirm); c.Due.Sub(start) != spans[want.urgency] {
			t.Errorf("%s left: to affirm takes %s", left, c.Due.Sub(start))
		}
	}
}

// TestPaging holds whom a clock that nobody answers calls: one level higher each
// time, up to the head, and that each round is of the next faster urgency.
func TestPaging(t *testing.T) {
	t.Parallel()
	const officer, senior, head = tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead
	lower := variant("lower", "urgent: {others: 1, highest: senior}", "urgent: {others: 1, highest: officer}")
	for name, c := range map[string]struct {
		s      *script
		stage  policy.Stage
		levels []tocsin.Level
		spans  []time.Duration
	}{
		"draft": {
			given(t, policy.ProfileService).determined(dutiful()), policy.StageDraft,
			[]tocsin.Level{officer, senior, head, head},
			[]time.Duration{12 * time.Hour, 40 * time.Minute, 10 * time.Minute, 10 * time.Minute},
		},
		"approve": {
			given(t, policy.ProfileService).determined(dutiful()).when("ana", draft(textA())), policy.StageApprove,
			[]tocsin.Level{senior, head, head, head},
			[]time.Duration{12 * time.Hour, 40 * time.Minute, 5 * time.Minute, 5 * time.Minute},
		},
		"approve, where a faster path asks a lower officer": {
			under(t, lower).determined(dutiful()).when("ana", draft(textA())), policy.StageApprove,
			[]tocsin.Level{senior, head, head, head},
			[]time.Duration{12 * time.Hour, 40 * time.Minute, 5 * time.Minute, 5 * time.Minute},
		},
		"affirm": {
			given(t, policy.ProfileNGO).determined(doubted()), policy.StageAffirm,
			[]tocsin.Level{senior, head, head, head},
			[]time.Duration{day, day, day, day},
		},
		"referral": {
			given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).affirm("sara"),
			policy.StageReferral,
			[]tocsin.Level{senior, head, head, head},
			[]time.Duration{time.Hour, time.Hour, time.Hour, time.Hour},
		},
		"review": {
			given(t, policy.ProfileService).determined(near(time.Hour)).lone("omar", textA(), "wone"), policy.StageReview,
			[]tocsin.Level{senior, head, head, head},
			[]time.Duration{day, day, day, day},
		},
	} {
		from := start
		for i, level := range c.levels {
			clock := c.s.clock(c.stage)
			if got := clock.Due.Sub(from); got != c.spans[i] {
				t.Errorf("%s: round %d takes %s, not %s", name, i, got, c.spans[i])
			}
			c.s.pass(c.stage).paged(level)
			if last := c.s.d.Passed[len(c.s.d.Passed)-1]; last.Stage != c.stage || last.Paged != level || !last.Due.Equal(clock.Due) {
				t.Errorf("%s: it is noted as %+v", name, last)
			}
			from = clock.Due
		}
		if slices.Contains(c.s.runs(), c.stage) {
			t.Errorf("%s: it calls for ever", name)
		}
	}
}

// TestPassClock holds that a clock passes once, when it has run out, and from
// then on the next has its whole span.
func TestPassClock(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileService).determined(dutiful())
	c := s.clock(policy.StageDraft)
	ask := dossier.PassClock{Stage: c.Stage, Of: c.Of, Due: c.Due}
	for _, other := range []dossier.PassClock{
		{}, {Stage: c.Stage, Due: c.Due.Add(time.Second)}, {Stage: c.Stage, Of: 1, Due: c.Due}, {Stage: policy.StageSend, Due: c.Due},
	} {
		s.now = c.Due.Add(day)
		s.when("", other).then()
	}
	s.now = c.Due.Add(-time.Second)
	s.when("", ask).then()
	// Noted late, it leaves whoever is called his whole time.
	s.now = c.Due.Add(10 * time.Hour)
	s.when("", ask).then("ClockPassed").when("", ask).then()
	if next := s.clock(policy.StageDraft); !next.Due.Equal(s.now.Add(40*time.Minute)) || !next.Since.Equal(c.Since) {
		t.Errorf("the next is %+v at %s", next, s.now)
	}
	// What faster path it opened stays open when the same is determined again.
	if s.when("ana", determine("ana")); s.d.Urgency != policy.Urgent {
		t.Errorf("determined again it is %s", s.d.Urgency)
	}
	(&script{t: t, now: start}).when("", ask).then()
}

// TestFasterPath holds that a clock opens a faster quorum for a text that waits,
// and that a person sends it.
func TestFasterPath(t *testing.T) {
	t.Parallel()
	waits := func(t *testing.T, name string) *script {
		t.Helper()
		return given(t, policy.ProfileService).determined(dutiful()).when(name, draft(textA())).then("WarningDrafted")
	}
	t.Run("one who agreed is enough now", func(t *testing.T) {
		t.Parallel()
		s := waits(t, "ana").when("sara", approve(textA())).then("ApprovalGiven").
			when("ana", send(textA(), "wone")).refused("dossier/not-cleared")
		s.pass(policy.StageApprove).stands(dossier.StatusDrafted)
		if err := s.d.Sendable(s.now); err != nil || len(s.d.Warned) != 0 {
			t.Errorf("it may not be sent: %v; or was: %v", err, s.d.Warned)
		}
		s.when("hana", draft(textB())).refused("dossier/cleared").
			when("ana", send(textA(), "wone")).then("WarningCleared", "WarningSent").stands(dossier.StatusSent)
		if s.d.Review != nil {
			t.Error("a senior agreed, and it waits for a review")
		}
	})
	t.Run("the drafter alone is enough at last", func(t *testing.T) {
		t.Parallel()
		s := waits(t, "omar").pass(policy.StageApprove).when("omar", send(textA(), "wone")).refused("dossier/not-cleared").
			pass(policy.StageApprove).stands(dossier.StatusDrafted).
			when("omar", send(textA(), "wone")).then("WarningCleared", "WarningSent")
		if s.d.Review == nil || s.d.Review.By != officer("omar") || !s.d.Review.Due.Equal(s.now.Add(day)) {
			t.Errorf("the review is %+v", s.d.Review)
		}
	})
	t.Run("too low a drafter is not", func(t *testing.T) {
		t.Parallel()
		s := waits(t, "ana").pass(policy.StageApprove).pass(policy.StageApprove).pass(policy.StageApprove).
			when("hana", send(textA(), "wone")).refused("dossier/not-cleared").
			when("amir", approve(textA())).then("ApprovalGiven").
			when("olga", approve(textA())).then("ApprovalGiven", "WarningCleared").when("ana", send(textA(), "wone")).then("WarningSent")
		if s.d.Review != nil {
			t.Error("an officer agreed, and it waits for a review")
		}
	})
}

// TestClocksDecideNothing lets every clock run out, again and again, wherever a
// dossier may stand: nothing is sent, cleared, approved, settled or closed by it.
func TestClocksDecideNothing(t *testing.T) {
	t.Parallel()
	opened := map[dossier.Status]dossier.Status{dossier.StatusWaived: dossier.StatusDuty}
	for status, life := range lives() {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := life(given(t, policy.ProfileNGO)).stands(status)
			if status != dossier.StatusClosed {
				s.when("ana", consult("the embassy", "How?"))
			}
			before := s.d
			for range 20 {
				for _, c := range s.d.Clocks() {
					s.pass(c.Stage)
				}
			}
			after := s.d
			want := status
			if to, ok := opened[status]; ok {
				want = to
			}
			if after.Status != want {
				t.Errorf("the clocks made it %s", after.Status)
			}
			if len(after.Warned) != len(before.Warned) || len(after.Approvals) != len(before.Approvals) || after.Closing != before.Closing {
				t.Error("a clock sent, agreed or closed")
			}
			if after.Silence != nil && (before.Silence == nil || after.Silence.Affirmed != before.Silence.Affirmed) {
				t.Errorf("a clock silenced: %+v", after.Silence)
			}
		})
	}
	// Nor what somebody proposed and nobody affirmed.
	s := given(t, policy.ProfileNGO).determined(doubted())
	for range 4 {
		s.pass(policy.StageAffirm).stands(dossier.StatusAssessed)
	}
	if s.d.Silence.Affirmed || len(s.d.Silence.Given) != 0 {
		t.Error("a clock affirmed a silence")
	}
	s.affirm("sara").stands(dossier.StatusNoDuty)
}

// TestWaiverEnds holds that a waiver which ends opens the question again.
func TestWaiverEnds(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", waive(noWay("ana"))).affirm("sara").stands(dossier.StatusWaived)
	ends := s.d.WaivedUntil
	s.pass(policy.StageWaiver).stands(dossier.StatusDuty).paged(tocsin.LevelSenior)
	if !s.now.Equal(ends) || s.d.Silence != nil || len(s.d.Waived) != 0 || s.d.WaiverExpired(s.now) {
		t.Errorf("it rests on %+v, %+v", s.d.Waived, s.d.Silence)
	}
	if c := s.clock(policy.StageDraft); !c.Since.Equal(ends) {
		t.Errorf("the clock of the draft is %+v", c)
	}
	s.when("ana", waive(noWay("ana"))).then("SilenceProposed").affirm("sara").stands(dossier.StatusWaived).
		when("ana", draft(textA())).stands(dossier.StatusDrafted)

	// After a warning it is sent again.
	sent := given(t, policy.ProfileNGO).sent().when("", deliver("wone-police", delivery.StateAcknowledged)).
		when("ana", draft(text("update", "wone", "It comes sooner.", "police"))).
		when("ana", waive(known("ana", "wone-police"))).affirm("sara").stands(dossier.StatusWaived)
	sent.pass(policy.StageWaiver).stands(dossier.StatusAcknowledged)
}

// TestWatch holds that what was left unsaid is looked at again and again.
func TestWatch(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*script{
		"no duty": given(t, policy.ProfileNGO).determined(doubted()).affirm("sara").stands(dossier.StatusNoDuty),
		"taken over": given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).
			affirm("sara").when("ana", taken("They took it over.")).stands(dossier.StatusReferred),
	} {
		for i := range 12 {
			if c := s.clock(policy.StageWatch); !c.Due.Equal(start.Add(time.Duration(i+1) * 30 * day)) {
				t.Fatalf("%s: watch %d ends at %s", name, i, c.Due)
			}
			s.pass(policy.StageWatch)
		}
		if s.runs()[0] != policy.StageWatch || s.d.Urgency != policy.Routine {
			t.Errorf("%s: the clocks are %v, at %s urgency", name, s.runs(), s.d.Urgency)
		}
	}
	// The new owner's answer ends the one clock and begins the other.
	s := given(t, policy.ProfileNGO).when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).affirm("sara")
	s.pass(policy.StageReferral).later(time.Minute).when("ana", taken("They took it over."))
	if c := s.clock(policy.StageWatch); !c.Since.Equal(s.now) || len(s.runs()) != 2 {
		t.Errorf("the clocks are %+v", s.d.Clocks())
	}
}
