package dossier_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	learned "example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// warned is a dossier under the packs of an organization of two, in which a text
// of ten days has left for police and mission and both have acknowledged.
func warned(t *testing.T) *script {
	t.Helper()
	s := given(t, policy.ProfileNGO).determined(dutiful())
	for _, c := range []struct {
		by string
		c  dossier.Command
	}{{"ana", draft(textB())}, {"omar", approve(textB())}, {"ana", send(textB(), "wone")}} {
		s.when(c.by, c.c)
	}
	return s.when("", deliver("wone-police", delivery.StateAcknowledged)).when("", deliver("wone-mission", delivery.StateAcknowledged))
}

// follow is a message that follows the first, to everyone who got it.
func follow(kind warning.Kind, words string) warning.Draft {
	d := text(kind, "wone", words, "police", "mission")
	if kind == warning.KindExtension {
		d.UsefulUntil = d.UsefulUntil.Add(5 * day)
	}
	return d
}

// follows sends a message that follows, with everybody's agreement that it takes.
func (s *script) follows(d warning.Draft, as string) *script {
	s.t.Helper()
	s.when("ana", draft(d)).when("sara", approve(d)).when("ana", approveAnyway2(s, d)).when("ana", send(d, as))
	s.settle()
	return s
}

// approveAnyway2 asks for nothing: the quorum of this organization is met.
func approveAnyway2(*script, warning.Draft) dossier.Command { return dossier.WithdrawSilence{} }

// TestWindowIsForced leaves a warning alone as its window ends: somebody is called
// a day before, then higher, the head at the end; it is on the record as lapsed,
// nothing is sent, and nothing is closed until somebody decides.
func TestWindowIsForced(t *testing.T) {
	t.Parallel()
	s := warned(t)
	until := textB().UsefulUntil
	var paged []tocsin.Level
	var at []time.Duration
	for range 6 {
		c := s.clock(policy.StageValidity)
		if c.Of != 1 {
			t.Fatalf("the clock is %+v", c)
		}
		s.pass(policy.StageValidity)
		paged, at = append(paged, s.d.Paged), append(at, s.now.Sub(until))
		if len(s.d.Warned) != 1 || len(s.d.Live()) != 1 || s.d.Status != dossier.StatusAcknowledged {
			t.Fatalf("a clock decides: %s, %d warnings", s.d.Status, len(s.d.Warned))
		}
		if lapsed := !s.d.Warned[0].Lapsed.IsZero(); lapsed != !s.now.Before(until) {
			t.Fatalf("%s after the end it has lapsed: %t", s.now.Sub(until), lapsed)
		}
	}
	want := []tocsin.Level{tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead, tocsin.LevelHead, tocsin.LevelHead}
	if !slices.Equal(paged, want) || !slices.Equal(at, []time.Duration{-day, -16 * time.Hour, -8 * time.Hour, 0, day, 2 * day}) {
		t.Errorf("paged are %v at %v", paged, at)
	}
	if s.d.After == nil || s.d.After.Because != learned.WindowEnd {
		t.Errorf("the review is %+v", s.d.After)
	}
	s.when("ana", closing("ana")).refused("warning/undecided")
	down := follow(warning.KindStandDown, "They were arrested.")
	down.UsefulUntil = s.now.Add(day)
	s.follows(down, "wtwo")
	if slices.Contains(s.runs(), policy.StageValidity) || len(s.d.Live()) != 0 {
		t.Errorf("stood down, %v run", s.runs())
	}
}

// TestDecideBy holds when somebody must have decided: by the window, by the packs
// where they say it, and never before half of what is left has passed.
func TestDecideBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ window, said, want time.Duration }{
		{10 * day, 0, day},
		{2 * day, 0, 12 * time.Hour},
		{3 * time.Hour, 0, time.Hour},
		{90 * time.Minute, 0, 45 * time.Minute},
		{20 * time.Minute, 0, 10 * time.Minute},
		{10 * day, 3 * day, 3 * day},
		{2 * day, 3 * day, day},
		{10 * day, time.Minute, time.Minute},
	} {
		before := given(t, policy.ProfileNGO).d
		before.Handling = policy.Strictest(before.Handling)
		before.Handling.Clocks[policy.Routine][policy.StageValidity] = int64(c.said / time.Second)
		d := textA()
		d.UsefulUntil = start.Add(c.window)
		sent := dossier.Evolve(before, tocsin.Stamp{At: start, By: officer("ana")}, dossier.WarningDrafted{Draft: d})
		sent.Status = dossier.StatusCleared
		sent.Handling.Tearline = nil
		events, err := dossier.Decide(sent, tocsin.Stamp{At: start, By: officer("ana")}, send(d, "wone"))
		if err != nil {
			t.Fatal(err)
		}
		if got := events[0].(dossier.WarningSent).DecideBy; !got.Equal(d.UsefulUntil.Add(-c.want)) {
			t.Errorf("of a window of %s, with %s said, it is decided %s before the end", c.window, c.said, d.UsefulUntil.Sub(got))
		}
	}
}

// TestFourWays holds the four ways to end a window: each to everyone, by its
// kind.
func TestFourWays(t *testing.T) {
	t.Parallel()
	for kind, c := range map[warning.Kind]struct {
		live   int
		opened learned.Because
	}{
		warning.KindExtension: {1, ""}, warning.KindUpdate: {1, ""},
		warning.KindRetraction: {0, learned.Canceled}, warning.KindStandDown: {0, learned.WindowEnd},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := warned(t).follows(follow(kind, "More is known."), "wtwo")
			if live := s.d.Live(); len(live) != c.live || len(live) == 1 && live[0].Draft.Kind != kind {
				t.Errorf("%d are live", len(live))
			}
			switch {
			case (s.d.After == nil) != (c.opened == ""), s.d.After != nil && s.d.After.Because != c.opened:
				t.Errorf("the review is %+v", s.d.After)
			case kind.Ends() && slices.Contains(s.runs(), policy.StageValidity), !kind.Ends() && s.clock(policy.StageValidity).Of != 2:
				t.Errorf("%v run", s.d.Clocks())
			}
			if kind == warning.KindUpdate || kind == warning.KindExtension {
				again := follow(warning.KindRetraction, "It was wrong.")
				again.Supersedes = id[tocsin.WarningID]("wtwo")
				s.follows(again, "wthree")
				if len(s.d.Live()) != 0 {
					t.Error("what was replaced is live again")
				}
			}
		})
	}
}

// refusedLives holds what no message that follows may do.
func refusedLives(t *testing.T) {
	t.Helper()
	change := func(kind warning.Kind, how func(*warning.Draft)) dossier.Command {
		d := follow(kind, "More is known.")
		how(&d)
		return draft(d)
	}
	out := func(name string) warning.LeftOut {
		return warning.LeftOut{Recipient: id[tocsin.RecipientID](name), Because: "the office was dissolved in the autumn and nobody reads its letters"}
	}
	police := []tocsin.RecipientID{id[tocsin.RecipientID]("police")}
	s := warned(t)
	for _, kind := range []warning.Kind{warning.KindUpdate, warning.KindExtension, warning.KindRetraction, warning.KindStandDown} {
		s.when("ana", change(kind, func(d *warning.Draft) { d.Recipients = police })).refused("warning/everyone").
			when("ana", change(kind, func(d *warning.Draft) { d.LeftOut = []warning.LeftOut{out("mission")} })).refused("warning/left-out").
			when("ana", change(kind, func(d *warning.Draft) { d.LeftOut = []warning.LeftOut{out("press")} })).refused("warning/left-out").
			when("ana", change(kind, func(d *warning.Draft) {
				d.Recipients, d.LeftOut = police, []warning.LeftOut{{Recipient: out("mission").Recipient, Because: "no"}}
			})).refused("DTW-JUSTIFY")
	}
	s.when("ana", change(warning.KindExtension, func(d *warning.Draft) { d.UsefulUntil = textB().UsefulUntil })).refused("warning/extension").
		when("ana", change(warning.KindRetraction, func(d *warning.Draft) { d.Text = "URGENT\n" + d.Text })).refused("warning/first-line").
		when("ana", change(warning.KindStandDown, func(d *warning.Draft) { d.Text += "WARNING\n" })).refused("warning/first-line").
		when("ana", change(warning.KindUpdate, func(d *warning.Draft) { d.Text += "STAND-DOWN - THIS IS NO NEW WARNING\n" })).refused("warning/first-line").
		when("ana", change(warning.KindStandDown, func(d *warning.Draft) { d.Because = "" })).refused("DTW-JUSTIFY")
	// Where no duty stands any more, ending it needs no reason in writing and no
	// more people than warning did.
	quiet := func(d *warning.Draft) { d.Because = "" }
	s.determined(doubted()).when("ana", change(warning.KindRetraction, quiet)).then("WarningDrafted")
	if q := s.d.DraftedBy.Quorum; q != s.d.Handling.Warn[policy.Routine] {
		t.Errorf("without a duty it takes %+v", q)
	}
	// What was told to do is not repeated by what ends it.
	b := textB()
	b.Text += "- Close the gates.\n"
	told := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(b)).when("omar", approve(b)).when("ana", send(b, "wone"))
	told.when("ana", change(warning.KindStandDown, func(d *warning.Draft) { d.Text += "- close the gates.\n" })).refused("warning/ending-advice")
	// Nor is anything ended while it is disputed.
	told.when("omar", dispute("omar", dossier.AboutDuty)).when("ana", change(warning.KindStandDown, func(*warning.Draft) {})).refused("dossier/dispute")
	given(t, policy.ProfileNGO).determined(dutiful()).
		when("ana", draft(func() warning.Draft { d := textA(); d.LeftOut = []warning.LeftOut{out("press")}; return d }())).refused("warning/left-out")
}

// TestEndingIsASilence holds that it takes the quorum of silence to end a warning
// while a duty stands, however urgent it is, and to leave somebody out.
func TestEndingIsASilence(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileService).determined(near(20*time.Minute)).lone("omar", textB(), "wone")
	silence := s.d.Handling.Silence
	left := follow(warning.KindUpdate, "More is known.")
	left.Recipients = left.Recipients[:1]
	left.LeftOut = []warning.LeftOut{{Recipient: id[tocsin.RecipientID]("mission"), Because: "the office was dissolved in the autumn and nobody reads its letters"}}
	for _, d := range []warning.Draft{follow(warning.KindRetraction, "It was wrong."), follow(warning.KindStandDown, "It is over."), left} {
		s.when("sara", draft(d)).then("WarningDrafted").stands(dossier.StatusDrafted)
		if q := s.d.DraftedBy.Quorum; !q.Covers(silence) {
			t.Errorf("to send a %s takes %+v, and silence %+v", d.Kind, q, silence)
		}
		s.when("omar", approve(d)).stands(dossier.StatusDrafted).when("olga", approve(d)).stands(dossier.StatusDrafted)
	}
	s.when("hana", approve(left)).stands(dossier.StatusCleared).when("omar", send(left, "wtwo"))
	if got := s.d.Everyone(); !slices.Equal(got, left.Recipients) {
		t.Errorf("after one was left out, everyone is %v", got)
	}
	// An extension takes no more than warning did.
	longer := follow(warning.KindExtension, "It is not over.")
	longer.Recipients = left.Recipients
	s.when("omar", draft(longer)).then("WarningDrafted", "WarningCleared")
}

// TestEveryoneHears sends warnings and what follows to any recipients, and holds
// that nobody who was told of a threat is ever forgotten: whoever believes that he
// is warned gets the next message, or it is refused, or the record says why not.
func TestEveryoneHears(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := dossier.Dossier{
			Exists: true, Status: dossier.StatusAssessed, Handling: policy.FirstHandling(policy.ProfileNGO), DeterminedAt: start, AssessedAt: start,
		}
		names := []string{"police", "mission", "press"}
		believes := map[tocsin.RecipientID]bool{}
		for n := range rapid.IntRange(1, 6).Draw(t, "messages") {
			kind, old := warning.KindWarning, ""
			if len(d.Warned) > 0 {
				kind = rapid.SampledFrom([]warning.Kind{
					warning.KindUpdate, warning.KindExtension, warning.KindRetraction, warning.KindStandDown,
				}).Draw(t, "kind")
				old = "wa"
			}
			to := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, rapid.ID).Draw(t, "to")
			text := text(kind, old, "It.", to...)
			text.UsefulUntil = start.Add(time.Duration(n+1) * day)
			stamp := tocsin.Stamp{At: start, By: officer("ana"), Level: tocsin.LevelHead}
			events, err := dossier.Decide(d, stamp, draft(text))
			missing := false
			for who, yes := range believes {
				missing = missing || yes && !slices.Contains(text.Recipients, who)
			}
			if missing != (err != nil) {
				t.Fatalf("somebody is missing: %t; it is answered with %v", missing, err)
			}
			if err != nil {
				continue
			}
			for _, e := range append(events, dossier.WarningCleared{}) {
				d = dossier.Evolve(d, stamp, e)
			}
			events, err = dossier.Decide(d, stamp, send(text, string([]byte{'w', byte('a' + n)})))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				d = dossier.Evolve(d, stamp, e)
			}
			for _, who := range text.Recipients {
				believes[who] = kind.Warns()
			}
		}
		for _, who := range d.Everyone() {
			if !believes[who] {
				t.Fatalf("%s is said to rely on a warning", who)
			}
			delete(believes, who)
		}
		for who, yes := range believes {
			if yes {
				t.Fatalf("%s relies on a warning, and is forgotten", who)
			}
		}
	})
}

// TestUnwatched holds that what was sent before anybody had to decide on it is
// decided as it was then.
func TestUnwatched(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(textB())).when("omar", approve(textB()))
	old := send(textB(), "wone").(dossier.SendWarning)
	old.Unwatched = true
	update := text(warning.KindUpdate, "wone", "It comes sooner.", "police")
	s.when("ana", old).then("WarningSent").when("ana", draft(update)).then("WarningDrafted")
	if len(s.d.Live()) != 0 || slices.Contains(s.runs(), policy.StageValidity) {
		t.Errorf("%v run", s.runs())
	}
}
