package dossier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	learned "example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// happened is an incident.
func happened(at time.Time, how ...func(*dossier.IncidentRecorded)) dossier.Command {
	e := dossier.IncidentRecorded{At: at, Summary: "Two explosions.", Place: &place.Place{Country: "Iran"}}
	for _, h := range how {
		h(&e)
	}
	return dossier.RecordIncident{IncidentRecorded: e}
}

// learn records a review.
func learn(outcome dossier.Outcome) dossier.RecordReview {
	return dossier.RecordReview{ReviewRecorded: dossier.ReviewRecorded{Record: learned.Record{Outcome: outcome, Summary: "They knew of it."}}}
}

// TestReviewOpens holds when a review opens by itself, that it pages, and that it
// ends when somebody has recorded it, on a closed dossier too.
func TestReviewOpens(t *testing.T) {
	t.Parallel()
	ngo := policy.ProfileNGO
	for name, c := range map[string]struct {
		because learned.Because
		life    func(*testing.T) *script
	}{
		"an incident": {learned.Incident, func(t *testing.T) *script {
			t.Helper()
			return warned(t).when("ana", happened(start)).then("IncidentRecorded")
		}},
		"an incident nobody warned of": {learned.Incident, func(t *testing.T) *script {
			t.Helper()
			return given(t, ngo).determined(doubted()).affirm("sara").when("ana", closing("ana")).then("DossierClosed").
				when("ana", happened(start)).then("IncidentRecorded").stands(dossier.StatusClosed)
		}},
		"no duty": {learned.NoDuty, func(t *testing.T) *script {
			t.Helper()
			return given(t, ngo).determined(doubted()).affirm("sara")
		}},
		"out of scope": {learned.NoDuty, func(t *testing.T) *script {
			t.Helper()
			return given(t, ngo).when("ana", assess(property())).when("ana", refer("ana", start.Add(day))).affirm("sara")
		}},
		"a waiver": {learned.Waiver, func(t *testing.T) *script {
			t.Helper()
			return given(t, ngo).determined(dutiful()).when("ana", waive(noWay("ana"))).affirm("sara").stands(dossier.StatusWaived)
		}},
		"closed while it still held": {learned.WindowEnd, func(t *testing.T) *script {
			t.Helper()
			return warned(t).when("ana", closing("ana")).then("DossierClosed")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.life(t)
			a := s.d.After
			if a == nil || a.Because != c.because || !a.Due.Equal(a.Opened.Add(14*day)) {
				t.Fatalf("the review is %+v", a)
			}
			if c := s.clock(policy.StageAfter); !c.Due.Equal(a.Due) {
				t.Errorf("its clock is %+v", c)
			}
			s.when("sara", learn(learned.Unknown)).then("ReviewRecorded")
			if s.d.After != nil || slices.Contains(s.runs(), policy.StageAfter) || len(s.d.Reviews) != 1 || s.d.Outcome() != learned.Unknown {
				t.Errorf("it is not over: %+v", s.d.Reviews)
			}
		})
	}
	// New facts end what a silence would have been reviewed for, and nothing else.
	s := given(t, ngo).determined(doubted()).affirm("sara").when("ana", link("rtwo"))
	if s.d.After != nil {
		t.Error("a silence is reviewed that stands no longer")
	}
	s.when("ana", happened(start)).when("ana", link("rthree"))
	if s.d.After == nil {
		t.Error("new reports end the review of an incident")
	}
	// It pages whoever may review, and then the head.
	pages := given(t, ngo).determined(doubted()).affirm("sara")
	var paged []tocsin.Level
	for range 4 {
		pages.pass(policy.StageAfter)
		paged = append(paged, pages.d.Paged)
	}
	if paged[0] != pages.d.ReviewBy() || paged[3] != tocsin.LevelHead || slices.Contains(pages.runs(), policy.StageAfter) {
		t.Errorf("paged are %v", paged)
	}
}

// TestReviewStandsBeforeClosing holds that a review which is due stands before a
// closing, or the quorum of silence; and that old ways to close are as they were
// where none is.
func TestReviewStandsBeforeClosing(t *testing.T) {
	t.Parallel()
	ngo := policy.ProfileNGO
	given(t, ngo).determined(doubted()).affirm("sara").when("ana", closing("ana")).then("DossierClosed")
	warned(t).when("ana", happened(start)).when("ana", closing("ana")).then("SilenceProposed").
		when("sara", learn(learned.Occurred)).when("ana", closing("ana")).then("DossierClosed")
	s := warned(t).when("ana", happened(start)).when("ana", closing("ana")).then("SilenceProposed")
	if p := s.d.Silence.Proposed.Path; p != dossier.PathUndecided {
		t.Errorf("it is closed as %s", p)
	}
	s.affirm("sara").then("SilenceAffirmed", "DossierClosed")
	if s.d.After == nil || !slices.Contains(s.runs(), policy.StageAfter) {
		t.Error("closing ends the review")
	}
	late := given(t, ngo).determined(doubted()).affirm("sara")
	late.pass(policy.StageAfter).when("ana", closing("ana")).then("SilenceProposed")
	unknown := closing("ana").(dossier.CloseDossier)
	unknown.Closing.Outcome = dossier.OutcomeUnknown
	warned(t).when("ana", unknown).then("SilenceProposed")
	unknown.Because = ""
	warned(t).when("ana", unknown).refused("DTW-JUSTIFY")
}

// refusedIncidents holds what is no incident and no review.
func refusedIncidents(t *testing.T) {
	t.Helper()
	s := warned(t)
	s.when("ana", happened(time.Time{})).refused("review/incident").
		when("ana", happened(start.Add(time.Second))).refused("review/incident").
		when("ana", happened(start, func(e *dossier.IncidentRecorded) { e.Summary = " " })).refused("review/incident").
		when("ana", happened(start, func(e *dossier.IncidentRecorded) { e.Place = &place.Place{} })).refused("review/incident").
		when("ana", happened(start, func(e *dossier.IncidentRecorded) { e.Casualties.Killed.Known = true })).refused("review/count").
		when("sara", learn(learned.Occurred)).refused("review/none")
	s.when("ana", happened(start)).when("ana", learn(learned.Occurred)).refused("review/level").
		when("sara", learn("")).refused("review/outcome").
		when("sara", learn(learned.NoAttack)).refused("review/outcome")
	mine := given(t, policy.ProfileNGO).determined(dutiful()).when("sara", draft(textA())).when("omar", approve(textA())).
		when("ana", send(textA(), "wone")).when("ana", happened(start))
	mine.when("sara", learn(learned.Occurred)).refused("review/drafter")
	alone := learn(learned.Occurred)
	alone.Alone = true
	mine.when("sara", alone).then("ReviewRecorded")
	nothing := &script{t: t, now: start}
	nothing.when("ana", happened(start)).refused("dossier/unknown").when("ana", learn(learned.Occurred)).refused("dossier/unknown").
		when("ana", line("x\n", false)).refused("dossier/unknown").when("ana", agree("")).refused("dossier/unknown")
}

// TestWhatIsReviewed holds what a review is made of.
func TestWhatIsReviewed(t *testing.T) {
	t.Parallel()
	s := warned(t).later(time.Hour).follows(follow(warning.KindUpdate, "It comes sooner."), "wtwo").
		when("ana", happened(start.Add(time.Hour))).when("ana", happened(start.Add(time.Minute)))
	times := s.d.Times()
	if !times.Possessed.Equal(start.Add(-time.Hour)) || !times.Sent.Equal(start) || !times.Event.Equal(start.Add(time.Minute)) || times.Cleared.IsZero() {
		t.Errorf("the times are %+v", times)
	}
	reached := s.d.Reached()
	if len(reached) != 4 || reached[0].Rung != string(delivery.StateAcknowledged) || reached[2].Rung != string(delivery.StatePlanned) {
		t.Errorf("they were reached as %+v", reached)
	}
	compared := s.d.Compared()
	if len(compared) != 2 || compared[1].Kind != warning.KindUpdate || len(compared[0].Fields) != 1 || compared[0].Fields[0].Told != "words" {
		t.Errorf("they are compared as %+v", compared)
	}
}

// line proposes a public line, agree approves one.
func line(text string, reveals bool, packs ...*policy.Pack) dossier.ProposeLine {
	return dossier.ProposeLine{
		PublicLineProposed: dossier.PublicLineProposed{Text: text, Because: reason("ana"), Reveals: reveals}, Packs: packs,
	}
}

func agree(of string) dossier.Command {
	return dossier.ApproveLine{PublicLineApproved: dossier.PublicLineApproved{Of: of}}
}

// refusedLines holds what is no public line.
func refusedLines(s *script, packs []*policy.Pack) {
	s.t.Helper()
	empty := line("We know of it.\n", false, packs...)
	empty.Because = ""
	s.when("ana", agree("")).refused("approval/nothing").
		when("ana", line("We know of it.\n", false)).refused("policy/none").
		when("ana", line("no end of line", false, packs...)).refused("warning/text").
		when("ana", line(strings.Repeat("a", 2000)+"\n", false, packs...)).refused("public/text").
		when("ana", line("\n", false, packs...)).refused("warning/text").
		when("ana", empty).refused("DTW-JUSTIFY")
}

// TestPublicLine holds who must agree before something is said in public, and that
// it takes the quorum of silence to let the public learn that there was a warning.
func TestPublicLine(t *testing.T) {
	t.Parallel()
	ngo, service := regime(policy.ProfileNGO), regime(policy.ProfileService)
	s := warned(t)
	refusedLines(s, ngo)
	s.when("ana", line("We know of it.\n", false, ngo...)).then("PublicLineProposed").
		when("ana", agree(s.d.Line.Proposal.Of)).refused("approval/two-person").
		when("omar", agree("0000")).refused("approval/changed").
		when("omar", agree(s.d.Line.Proposal.Of)).then("PublicLineApproved", "PublicLineAuthorized")
	if len(s.d.Lines) != 1 || s.d.Line != nil || s.d.Lines[0].Text != "We know of it.\n" || s.d.Lines[0].By != officer("ana") {
		t.Errorf("the lines are %+v", s.d.Lines)
	}
	for _, packs := range [][]*policy.Pack{ngo, service, append(slices.Clone(ngo), service...)} {
		s.when("ana", line("We warned them.\n", true, packs...))
		if q := s.d.Line.Proposal.Quorum; !q.Covers(s.d.Handling.Silence) || s.d.Line.Class == "open" {
			t.Errorf("to say of a %s warning that there was one takes %+v", s.d.Line.Class, q)
		}
	}
	if s.d.Line.Class != "neither-confirm-nor-deny" {
		t.Errorf("of both the class is %s", s.d.Line.Class)
	}
	// It is said after the end too, and one proposed anew takes the place of the old.
	old := s.d.Line.Proposal.Of
	s.when("ana", closing("ana")).stands(dossier.StatusClosed).when("sara", line("No comment.\n", false, ngo...)).
		when("omar", agree(old)).refused("approval/changed").
		when("omar", agree(s.d.Line.Proposal.Of)).then("PublicLineApproved", "PublicLineAuthorized").stands(dossier.StatusClosed)
}

// fuzzedAfter is a command about what happened and what was learned.
func fuzzedAfter(d dossier.Dossier, arg byte) dossier.Command {
	if arg%3 == 0 && d.After == nil {
		happened := fullIncident()
		happened.At = happened.At.Add(time.Duration(arg) * time.Hour)
		return dossier.RecordIncident{IncidentRecorded: happened}
	}
	learned := fullReview()
	learned.Outcome = dossier.Outcomes()[int(arg)%len(dossier.Outcomes())]
	return dossier.RecordReview{ReviewRecorded: dossier.ReviewRecorded{Record: learned}, Alone: arg%2 == 0}
}

// fuzzedLine is a command about what may be said in public.
func fuzzedLine(d dossier.Dossier, name string, arg byte) dossier.Command {
	if d.Line != nil && arg%4 > 0 {
		return dossier.ApproveLine{PublicLineApproved: dossier.PublicLineApproved{Of: d.Line.Proposal.Of}}
	}
	return dossier.ProposeLine{
		PublicLineProposed: dossier.PublicLineProposed{Text: "We know of it.\n", Because: reason(name), Reveals: arg%8 == 0},
		Packs:              regime(policy.ProfileNGO),
	}
}
