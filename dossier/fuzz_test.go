package dossier_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/approval"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// fuzzCast are the officers of a fuzzed script, and the engine.
var fuzzCast = []string{"ana", "amir", "omar", "olga", "sara", "sven", "hana", "hugo", ""}

// fuzzed is the command that three bytes ask for.
func fuzzed(d dossier.Dossier, name string, what, arg byte) dossier.Command {
	texts := []warning.Draft{
		textA(), textB(), fullDraft(),
		text(warning.KindUpdate, "wone", "The attack comes sooner.", "police", "mission"),
		text(warning.KindRetraction, "wone", "There is no attack.", "police"),
		text(warning.KindExercise, "", "This is a drill.", "police"),
		{},
		toMany(),
	}
	draftOf := func() warning.Draft { return texts[int(arg)%len(texts)] }
	names := []string{"wone", "wtwo", "wthree"}
	switch what % 24 {
	case 0:
		return open([]policy.Profile{policy.ProfileNGO, policy.ProfileService, "bank"}[arg%3])
	case 1:
		return link(string([]byte{'r', 'a' + arg%4}))
	case 2:
		return unlink(string([]byte{'r', 'a' + arg%4}), "why")
	case 3:
		a := []report.Assessment{dutiful(), doubted(), property(), passing(), fullAssessment(), near(20 * time.Minute), {}}[arg%7]
		for i := range a.Facts {
			a.Facts[i].Report = id[tocsin.ReportID]("ra")
			if a.Facts[i].Field == report.FieldTime {
				a.Facts[i].Originator = "a partner"
			}
		}
		return assess(a)
	case 4:
		return determine(name)
	case 5:
		return refer(name, start.Add(time.Duration(arg)*time.Hour))
	case 6:
		return overrule(name)
	case 7:
		return draft(draftOf())
	case 8:
		return approve(draftOf())
	case 9:
		return send(draftOf(), names[len(d.Warned)%len(names)])
	case 10:
		if c, ok := manyFuzzed(d, arg/2); ok && arg%2 == 0 {
			return c
		}
		states := []delivery.State{
			delivery.StateReceived, delivery.StateAcknowledged, delivery.StateDenied, delivery.StateDisputed,
			delivery.StateDispatched, delivery.StateUndeliverable, "lost",
		}
		legs := []tocsin.DispatchID{"another"}
		for _, sent := range d.Warned {
			for _, leg := range sent.Dispatches {
				legs = append(legs, leg.Dispatch)
			}
		}
		return deliver(string(legs[int(arg)%len(legs)]), states[int(arg)/len(legs)%len(states)])
	case 11:
		return waive(noWay(name))
	case 12:
		return waive(known(name, dispatchOf(names[arg%3], id[tocsin.RecipientID]("police"))))
	case 13:
		if d.Silence == nil || arg%4 == 0 {
			return affirm("0000", reason(name))
		}
		return affirm(d.Silence.Proposal.Of, reason(name))
	case 14:
		switch arg % 3 {
		case 1:
			return fuzzedAfter(d, arg/3)
		case 2:
			return fuzzedLine(d, name, arg/3)
		}
		return withdraw()
	case 15:
		return closing(name)
	case 16:
		if d.Draft != nil {
			return approve(*d.Draft)
		}
		return approve(draftOf())
	case 17:
		if c, ok := manyFuzzed(d, arg); ok {
			return c
		}
		if d.Draft != nil {
			return send(*d.Draft, names[len(d.Warned)%len(names)])
		}
		return send(draftOf(), "wone")
	}
	return fuzzedBeside(d, name, what%24, arg)
}

// fuzzedBeside is a command about clocks, disputes or reviews.
func fuzzedBeside(d dossier.Dossier, name string, what, arg byte) dossier.Command {
	switch what {
	case 18:
		if n := len(d.Consents); n > 0 && !d.Consents[n-1].Answered && arg%2 == 0 {
			return consented(n, "They refuse.")
		}
		switch arg % 5 {
		case 0:
			return consult("the embassy", "How?")
		case 1:
			return asking(d, "a partner")
		case 2:
			return consented(len(d.Consents)-int(arg/5%2), "They agree.", []dossier.Allowed{{Fact: "when", Rung: "day"}}[:arg/10%2]...)
		}
		return consulted(int(arg/5%4), "By telephone.")
	case 19:
		return dispute(name, dossier.Subjects()[arg%3])
	case 20:
		of := int(arg % 5)
		if of == 4 {
			of = d.Disputed()
		}
		return resolve(name, of, []dossier.Direction{dossier.TowardsWarning, dossier.TowardsSilence}[arg/5%2])
	case 21:
		if arg%3 > 0 {
			return checkedByChance(d, name, arg/3)
		}
		return dissent(name)
	case 22:
		if arg%2 == 0 {
			return taken("They took it over.")
		}
		return review(reason(name))
	}
	clocks := d.Clocks()
	if len(clocks) == 0 {
		return dossier.PassClock{Stage: policy.StageSend, Due: start}
	}
	c := clocks[int(arg)%len(clocks)]
	return dossier.PassClock{Stage: c.Stage, Of: c.Of, Due: c.Due}
}

// FuzzScript asks anything of a dossier, by anybody, in any order: nothing
// panics, no old value changes, what fuzz.step holds at each step holds, and
// the events read back from the wire give the same dossier.
func FuzzScript(f *testing.F) {
	f.Add([]byte{0})
	// Warned: assessed, determined, drafted, approved, sent, acknowledged, closed.
	f.Add([]byte{0, 0, 3, 0, 0, 4, 0, 0, 7, 0, 2, 8, 0, 0, 9, 0, 8, 10, 12, 0, 15, 0})
	// Waived, withdrawn, waived again, closed.
	f.Add([]byte{1, 0, 3, 0, 0, 4, 0, 0, 11, 0, 6, 13, 1, 1, 14, 0, 0, 11, 0, 6, 13, 1, 2, 15, 0, 6, 13, 1})
	// No duty, a text cleared meanwhile, out of scope, late.
	f.Add([]byte{2, 0, 3, 1, 0, 4, 0, 1, 7, 0, 4, 16, 0, 6, 3, 2, 6, 5, 200, 9, 0, 90, 7, 13, 1, 0, 9, 0})
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) == 0 || len(script) > 600 {
			return
		}
		f := begun(t, fuzzRegimes[int(script[0])%len(fuzzRegimes)]())
		for script = script[1:]; len(script) >= 3; script = script[3:] {
			who := int(script[0]) % (len(fuzzCast) + 1)
			if who == len(fuzzCast) {
				f.now = f.now.Add(time.Duration(script[2]) * time.Hour)
				continue
			}
			f.do(fuzzCast[who], fuzzed(f.d, fuzzCast[who], script[1], script[2]))
		}
		f.replay()
	})
}

// fuzzRegimes are the packs that fuzzed lives are under.
var fuzzRegimes = []func() []*policy.Pack{
	func() []*policy.Pack { return regime(policy.ProfileNGO) },
	func() []*policy.Pack { return regime(policy.ProfileCERT) },
	func() []*policy.Pack { return regime(policy.ProfileService) },
	func() []*policy.Pack { return []*policy.Pack{variant(base), second()} },
	func() []*policy.Pack { return []*policy.Pack{forbidding()} },
}

// A fuzz is one fuzzed life.
type fuzz struct {
	t      *testing.T
	now    time.Time
	packs  []*policy.Pack
	d      dossier.Dossier
	last   string // what d says, where it was told already
	asked  int
	stamps []tocsin.Stamp
	events []dossier.Event
}

// begun begins one.
func begun(t *testing.T, packs []*policy.Pack) *fuzz {
	t.Helper()
	f := &fuzz{t: t, now: start, packs: packs}
	f.do("ana", opening(policy.ProfileNGO, packs))
	f.do("ana", link("ra"))
	return f
}

// do asks one thing and holds what follows.
func (f *fuzz) do(name string, c dossier.Command) {
	t := f.t
	t.Helper()
	switch c.(type) {
	case dossier.DraftWarning, dossier.ApproveWarning, dossier.SendWarning:
		if f.asked%4 > 0 { // else nobody has checked the recipients
			for _, check := range checks(f.d) {
				f.do("omar", check)
			}
		}
	}
	stamp := tocsin.Stamp{At: f.now, By: officer(name), Level: cast[name]}
	c = inForce(c, f.packs)
	if f.last == "" {
		f.last = snapshot(t, f.d)
	}
	before := f.last
	events, err := dossier.Decide(f.d, stamp, c)
	again, errAgain := dossier.Decide(f.d, stamp, c)
	if f.asked++; (f.asked%8 == 0 || len(events) > 0) && snapshot(t, f.d) != before {
		t.Fatalf("deciding %T changed the dossier", c)
	}
	if (err != nil && events != nil) || !reflect.DeepEqual(events, again) || (err == nil) != (errAgain == nil) {
		t.Fatalf("%T is answered in two ways, or refused with events", c)
	}
	if err != nil || len(events) == 0 {
		return
	}
	next := f.d
	for i, e := range events {
		next = f.step(next, stamp, e, i > 0)
	}
	after := snapshot(t, next)
	// Whatever else might have happened to the old value or happens to the new
	// one, neither changes.
	for _, d := range []dossier.Dossier{f.d, next} {
		for _, e := range slices.Concat(probes, harmProbes) {
			dossier.Evolve(d, stamp, e)
		}
	}
	if snapshot(t, f.d) != before {
		t.Fatalf("%T changes the old value", c)
	}
	if snapshot(t, next) != after {
		t.Fatalf("after %T the new value shares memory that is written to", c)
	}
	f.d, f.last = next, after
	for _, e := range events {
		f.stamps, f.events = append(f.stamps, stamp), append(f.events, e)
	}
}

// step folds one event in, and holds who agreed to what it does.
// An event may follow from another of the same answer.
func (f *fuzz) step(d dossier.Dossier, stamp tocsin.Stamp, e dossier.Event, follows bool) dossier.Dossier {
	f.t.Helper()
	next := dossier.Evolve(d, stamp, e)
	switch e := e.(type) {
	case dossier.WarningSent:
		if e.Of != d.DraftedBy.Of || d.Draft == nil || e.Of != d.Draft.Hash() || !approval.Met(d.DraftedBy, d.Approvals) {
			f.t.Fatalf("sent is %+v of %+v by %+v", e, d.DraftedBy, d.Approvals)
		}
		if len(d.Approvals) == 0 && next.Review == nil {
			f.t.Fatal("one officer sent alone, and nobody looks at it")
		}
	case dossier.NoDutyAffirmed, dossier.Referred, dossier.DutyWaived:
		f.silenced(d)
	case dossier.DossierClosed:
		taken := d.Status == dossier.StatusReferred && d.Taken != ""
		switch {
		case follows: // from the last affirmation
			f.silenced(d)
		case d.Review != nil, len(d.Warned) == 0 && d.Status != dossier.StatusNoDuty && !taken:
			f.t.Fatalf("it is closed where it stood %s, with %+v", d.Status, d.Review)
		}
	case dossier.ClockPassed:
		// A waiver that ended, or a dispute that nobody resolved, opens the question.
		open := []dossier.Status{dossier.StatusDuty, dossier.StatusAssessed, dossier.StatusFiled, dossier.StatusAcknowledged, dossier.StatusSent}
		if len(next.Warned) != len(d.Warned) || next.Status != d.Status && !slices.Contains(append(open, dossier.StatusReceived), next.Status) {
			f.t.Fatalf("the clock %+v made it %s", e, next.Status)
		}
	}
	if next.Status == dossier.StatusWaived && next.Status != d.Status && !next.WaivedUntil.After(stamp.At) {
		f.t.Fatalf("it is waived until %s, which has passed", next.WaivedUntil)
	}
	return next
}

// silenced holds that a silence which binds was agreed to by all that it takes,
// with no dispute open.
func (f *fuzz) silenced(d dossier.Dossier) {
	f.t.Helper()
	s := d.Silence
	if s == nil || !approval.Met(s.Proposal, s.Given) || d.Disputed() != 0 || !s.Proposal.Silence {
		f.t.Fatalf("it is left unsaid on %+v", s)
	}
	for _, one := range d.Determinations {
		for _, q := range one.Handling.Warn {
			if !s.Proposal.Quorum.Covers(q) {
				f.t.Fatalf("silence takes %+v, and a warning %+v", s.Proposal.Quorum, q)
			}
		}
	}
}

// probes are events that append to, or write into, every list of a dossier.
var probes = []dossier.Event{
	dossier.ReportLinked{Report: "probe"},
	dossier.ReportUnlinked{Report: id[tocsin.ReportID]("ra")},
	dossier.SilenceProposed{Path: dossier.PathNoDuty, Because: "probe"},
	dossier.SilenceAffirmed{Of: "probe"},
	dossier.NoDutyAffirmed{},
	dossier.WarningDrafted{Draft: warning.Draft{Text: "Probe.\n"}},
	dossier.ApprovalGiven{Of: "probe"},
	dossier.WarningSent{Warning: "probe", Dispatches: []dossier.Planned{{Dispatch: "probe"}}},
	dossier.DeliveryReported{Dispatch: "wone-police", State: "probe"},
	dossier.DeliveryReported{Dispatch: "wone-mission", State: "probe"},
	dossier.DeliveryReported{Dispatch: "wtwo-police", State: "probe"},
	dossier.DutyWaived{Pack: "probe", Expires: start.Add(time.Hour)},
	dossier.DutyWaived{Pack: "probe", Expires: start.Add(1000 * time.Hour)},
	dossier.ConsultAsked{With: "probe"},
	dossier.ConsultAnswered{Of: 1, Says: "probe"},
	dossier.DisputeRaised{Because: "probe"},
	dossier.DisputeResolved{Of: 1, Towards: dossier.TowardsWarning, Because: "probe"},
	dossier.DissentKept{Because: "probe"},
	dossier.ReferralTaken{Says: "probe"},
	dossier.WarningReviewed{},
	dossier.CampaignBatchSent{Warning: "probe", Copies: []dossier.CampaignLeg{{Rows: []int{1}}}},
	dossier.CampaignBatchSent{Warning: id[tocsin.WarningID]("wone"), Copies: []dossier.CampaignLeg{{Rows: []int{1}}}},
	dossier.CampaignReported{Warning: id[tocsin.WarningID]("wone"), Tally: dossier.Tally{Planned: 1}},
	dossier.CampaignStopped{Warning: id[tocsin.WarningID]("wone")},
	dossier.ClockPassed{Stage: policy.StageApprove, Since: start, Due: start},
	dossier.ClockPassed{Stage: policy.StageConsult, Of: 1, Since: start, Due: start},
	dossier.ClockPassed{Stage: policy.StageDispute, Of: 1, Since: start, Due: start},
	dossier.ClockPassed{Stage: policy.StageWaiver, Since: start, Due: start},
}

// replay reads all events back from the wire and folds them again.
func (f *fuzz) replay() {
	t := f.t
	t.Helper()
	s := &script{t: t}
	for i, e := range f.events {
		s.take(f.stamps[i], e)
	}
	if got, want := snapshot(t, s.d), snapshot(t, f.d); got != want {
		t.Fatalf("the events give\n%s\nand gave\n%s", got, want)
	}
	if !reflect.DeepEqual(s.d, s.decided) {
		t.Fatal("read back from the wire the dossier is another")
	}
}

// snapshot is everything a dossier says.
func snapshot(t *testing.T, d dossier.Dossier) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return act.Hash(raw) + string(raw)
}

// likely are the commands that lead on from where a dossier stands, by their
// numbers.
var likely = map[dossier.Status][]byte{
	dossier.StatusFiled:        {3, 3, 15, 13},
	dossier.StatusAssessed:     {4, 5, 6, 13, 13, 13},
	dossier.StatusDuty:         {7, 7, 7, 11, 13, 13, 13},
	dossier.StatusDrafted:      {16, 16, 16, 11, 13, 17},
	dossier.StatusCleared:      {17, 17, 17, 11, 13},
	dossier.StatusNoDuty:       {15, 23, 14, 7},
	dossier.StatusReferred:     {22, 22, 15, 13},
	dossier.StatusWaived:       {23, 15, 13, 13, 14},
	dossier.StatusSent:         {10, 10, 22, 22, 15, 7},
	dossier.StatusReceived:     {10, 22, 22, 15, 7},
	dossier.StatusAcknowledged: {10, 22, 22, 15, 7, 12},
	dossier.StatusDenied:       {10, 22, 15},
	dossier.StatusDisputed:     {10, 22, 15},
	dossier.StatusClosed:       {21, 10, 14, 14},
}

// TestScripts asks what FuzzScript asks, at random.
func TestScripts(t *testing.T) {
	t.Parallel()
	reached, kinds := map[dossier.Status]bool{}, map[string]bool{}
	random := rand.New(rand.NewPCG(191, 2015))
	for n := range 150 {
		f := begun(t, fuzzRegimes[n%len(fuzzRegimes)]())
		for range 70 {
			name := fuzzCast[random.IntN(len(fuzzCast))]
			if random.IntN(30) == 0 {
				f.now = f.now.Add(time.Duration(random.IntN(200)) * time.Hour)
			}
			what := byte(random.IntN(256))
			if all := likely[f.d.Status]; random.IntN(3) > 0 {
				what = all[random.IntN(len(all))]
			}
			f.do(name, fuzzed(f.d, name, what, byte(random.IntN(256))))
			reached[f.d.Status] = true
		}
		f.replay()
		for _, e := range f.events {
			kinds[reflect.TypeOf(e).Name()] = true
		}
	}
	for _, s := range dossier.Statuses() {
		if !reached[s] {
			t.Errorf("no script reaches %s", s)
		}
	}
	for _, kind := range dossier.Kinds.Names() {
		if !kinds[kind] {
			t.Errorf("no script causes %s", kind)
		}
	}
}
