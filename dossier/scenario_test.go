package dossier_test

import (
	"errors"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// TestMain lets the collector wait: the walks keep what they have seen.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}

// start is when the scenarios begin.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// id pads a word to the form of an id.
func id[T ~string](word string) T { return T(word + strings.Repeat("a", 26-len(word))) }

// cast are the officers of the scenarios; "" is the engine.
var cast = map[string]tocsin.Level{
	"ana": tocsin.LevelAnalyst, "amir": tocsin.LevelAnalyst,
	"omar": tocsin.LevelOfficer, "olga": tocsin.LevelOfficer,
	"sara": tocsin.LevelSenior, "sven": tocsin.LevelSenior,
	"hana": tocsin.LevelHead, "hugo": tocsin.LevelHead,
	"": tocsin.LevelNone,
}

// officer gives the id of a name of the cast.
func officer(name string) tocsin.OfficerID {
	if name == "" {
		return ""
	}
	return id[tocsin.OfficerID](name)
}

// reason is what an officer writes; each writes his own.
func reason(name string) string {
	return name + " has read it all and sees no use"
}

// A script is one dossier's life as it is told. Every event goes through its
// wire form on the way, and the same life is folded a second time from the
// events as they were decided: both must say the same.
type script struct {
	t       testing.TB
	now     time.Time
	packs   []*policy.Pack // those in force
	d       dossier.Dossier
	decided dossier.Dossier
	caused  []string // the kinds of the last events
	err     error    // the last answer, until it is asked for
	prev    string
	version int64
	raws    [][]byte
	// unchecked leaves it to the scenario to check its recipients.
	unchecked bool
}

// given begins a dossier under the packs of a profile: opened, with one report.
func given(tb testing.TB, p policy.Profile) *script {
	tb.Helper()
	s := &script{t: tb, now: start, packs: regime(p)}
	tb.Cleanup(s.settle)
	return s.when("ana", open(p)).when("ana", link("rone"))
}

// under begins a dossier under any packs.
func under(tb testing.TB, packs ...*policy.Pack) *script {
	tb.Helper()
	s := &script{t: tb, now: start, packs: packs}
	tb.Cleanup(s.settle)
	return s.when("ana", opening(policy.ProfileService, packs)).when("ana", link("rone"))
}

// settle holds that the last answer was not a refusal nobody expected.
func (s *script) settle() {
	s.t.Helper()
	if s.err != nil {
		s.t.Fatalf("not expected: %v", s.err)
	}
	if !reflect.DeepEqual(s.d, s.decided) {
		s.t.Fatalf("read back from the wire the dossier is\n%+v\nand was decided to be\n%+v", s.d, s.decided)
	}
}

// stamp is the stamp of an officer now.
func (s *script) stamp(name string) tocsin.Stamp {
	s.t.Helper()
	level, ok := cast[name]
	if !ok {
		s.t.Fatalf("%q is not in the cast", name)
	}
	return tocsin.Stamp{At: s.now, By: officer(name), Level: level}
}

// when has an officer ask something.
func (s *script) when(name string, c dossier.Command) *script {
	s.t.Helper()
	s.settle()
	switch c.(type) {
	case dossier.DraftWarning, dossier.ApproveWarning, dossier.SendWarning:
		s.check()
	}
	stamp := s.stamp(name)
	var events []dossier.Event
	events, s.err = dossier.Decide(s.d, stamp, inForce(c, s.packs))
	if s.err != nil && events != nil {
		s.t.Fatalf("%T is refused with events: %v", c, s.err)
	}
	s.caused = nil
	for _, e := range events {
		s.take(stamp, e)
	}
	return s
}

// check has an officer answer that nothing of a warning could harm anybody through
// its recipients, where the scenario is not about that.
func (s *script) check() {
	s.t.Helper()
	if s.unchecked {
		return
	}
	for _, c := range checks(s.d) {
		events, err := dossier.Decide(s.d, s.stamp("omar"), c)
		if err != nil {
			return // it is closed, and refuses what follows too
		}
		for _, e := range events {
			s.take(s.stamp("omar"), e)
		}
	}
}

// take writes an event down, reads it back and folds it in.
func (s *script) take(stamp tocsin.Stamp, event dossier.Event) {
	s.t.Helper()
	kind, body, err := dossier.Kinds.Encode(event)
	if err != nil {
		s.t.Fatal(err)
	}
	stream := tocsin.StreamID(id[tocsin.DossierID]("dossier"))
	raw, err := entry.Entry{
		Stream: stream, Version: s.version + 1, Kind: kind, At: stamp.At, By: stamp.By,
		Level: stamp.Level, Prev: s.prev, Act: id[act.ID]("act"), Body: body,
	}.Bytes()
	if err != nil {
		s.t.Fatal(err)
	}
	e, err := entry.Parse(raw)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := entry.Chain(e, stream, s.version+1, s.prev); err != nil {
		s.t.Fatal(err)
	}
	read, err := dossier.Kinds.Decode(e)
	if err != nil {
		s.t.Fatal(err)
	}
	s.version, s.prev = e.Version, entry.Hash(raw)
	s.caused = append(s.caused, kind)
	s.raws = append(s.raws, raw)
	s.d = dossier.Evolve(s.d, e.Stamp(), read)
	s.decided = dossier.Evolve(s.decided, stamp, event)
}

// then holds that the last ask caused events of these kinds.
func (s *script) then(kinds ...string) *script {
	s.t.Helper()
	s.settle()
	if !slices.Equal(s.caused, kinds) {
		s.t.Fatalf("it caused %v, not %v", s.caused, kinds)
	}
	return s
}

// refused holds that the last ask was refused under a rule.
func (s *script) refused(rule string) *script {
	s.t.Helper()
	var r *tocsin.Refusal
	if !errors.As(s.err, &r) {
		s.t.Fatalf("it is answered with %v %v and not refused under %s", s.caused, s.err, rule)
	}
	if r.Rule != rule || r.Why == "" || r.Remedy == "" {
		s.t.Fatalf("it is refused under %s (%s; %s), not %s", r.Rule, r.Why, r.Remedy, rule)
	}
	refusalsSeen.Store([2]string{r.Rule, r.Remedy}, true)
	s.err = nil
	return s
}

// stands holds where the dossier stands.
func (s *script) stands(status dossier.Status) *script {
	s.t.Helper()
	s.settle()
	if s.d.Status != status {
		s.t.Fatalf("the dossier is %s, not %s", s.d.Status, status)
	}
	return s
}

// later moves the clock.
func (s *script) later(by time.Duration) *script {
	s.now = s.now.Add(by)
	return s
}

// affirm has an officer affirm the silence as it stands.
func (s *script) affirm(name string) *script {
	s.t.Helper()
	s.settle()
	if s.d.Silence == nil {
		s.t.Fatal("no silence is proposed")
	}
	return s.when(name, affirm(s.d.Silence.Proposal.Of, reason(name)))
}

// sent drafts, approves and sends a first warning.
func (s *script) sent() *script {
	s.t.Helper()
	return s.when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(textA())).
		when("omar", approve(textA())).when("sara", approveAnyway(s, textA())).when("ana", send(textA(), "wone")).
		stands(dossier.StatusSent)
}

// approveAnyway approves where an approval is still missing, and asks for
// nothing otherwise.
func approveAnyway(s *script, d warning.Draft) dossier.Command {
	if s.d.Status == dossier.StatusCleared {
		return dossier.WithdrawSilence{}
	}
	return approve(d)
}

// deliver reports how a dispatch stands.
func deliver(dispatch string, state delivery.State) dossier.Command {
	return dossier.ReportDelivery{DeliveryReported: dossier.DeliveryReported{Dispatch: tocsin.DispatchID(dispatch), State: state}}
}

// The commands of the scenarios, in few words.

func open(p policy.Profile) dossier.Command { return opening(p, regime(p)) }

// opening opens under packs.
func opening(p policy.Profile, packs []*policy.Pack) dossier.Command {
	return dossier.OpenDossier{DossierOpened: dossier.DossierOpened{
		ID: id[tocsin.DossierID]("dossier"), Profile: p, Handling: handling(packs),
	}}
}

func link(name string) dossier.Command {
	return dossier.LinkReport{ReportLinked: dossier.ReportLinked{Report: id[tocsin.ReportID](name), Possessed: start.Add(-time.Hour)}}
}

func unlink(name, why string) dossier.Command {
	return dossier.UnlinkReport{ReportUnlinked: dossier.ReportUnlinked{Report: id[tocsin.ReportID](name), Reason: why}}
}

func assess(a report.Assessment) dossier.Command {
	return dossier.AssessFacts{FactsAssessed: dossier.FactsAssessed{Assessment: a}}
}

func determine(name string) dossier.Command { return dossier.DetermineDuty{Because: reason(name)} }

func refer(name string, by time.Time) dossier.Command {
	return dossier.DetermineDuty{Because: reason(name), Owner: "the consular service", By: by}
}

func overrule(name string) dossier.Command {
	return dossier.DetermineDuty{Because: reason(name), Overrule: true}
}

func draft(d warning.Draft) dossier.Command {
	return dossier.DraftWarning{WarningDrafted: dossier.WarningDrafted{Draft: d}}
}

func approve(d warning.Draft) dossier.Command { return dossier.ApproveWarning{Draft: d} }

// send sends a draft as a warning; each recipient's dispatch is named for both.
func send(d warning.Draft, as string) dossier.Command {
	sent := dossier.WarningSent{Warning: id[tocsin.WarningID](as), Of: d.Hash()}
	for _, to := range d.Recipients {
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Dispatch: dispatchOf(as, to), Recipient: to})
	}
	return dossier.SendWarning{WarningSent: sent}
}

// dispatchOf names the dispatch of a warning to a recipient.
func dispatchOf(as string, to tocsin.RecipientID) tocsin.DispatchID {
	return tocsin.DispatchID(as + "-" + strings.TrimRight(string(to), "a"))
}

func affirm(of, because string) dossier.Command {
	return dossier.AffirmSilence{SilenceAffirmed: dossier.SilenceAffirmed{Of: of, Because: because}}
}

func withdraw() dossier.Command {
	return dossier.WithdrawSilence{SilenceWithdrawn: dossier.SilenceWithdrawn{Because: "look again"}}
}

func closing(name string) dossier.Command {
	return dossier.CloseDossier{
		Closing: dossier.DossierClosed{Outcome: dossier.OutcomeNoAttack, Summary: "Nothing happened."}, Because: reason(name),
	}
}

func waive(w policy.Waiver) dossier.Command { return dossier.WaiveDuty{Waiver: w} }

// noWay is a waiver on the ground that there is no way to warn.
func noWay(name string) policy.Waiver {
	return policy.Waiver{
		Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: reason(name),
		Evidence: policy.Evidence{Channels: []policy.ChannelTried{{
			Channel: "embassy", Fails: "it was closed in the spring and nobody answers its letters or calls",
		}}},
	}
}

// known is a waiver on the ground that they know of this very threat.
func known(name string, by tocsin.DispatchID) policy.Waiver {
	return policy.Waiver{
		Ground: "DTW-W-a", Tested: policy.EntityVictim, Justification: reason(name),
		Evidence: policy.Evidence{Acknowledged: by},
	}
}

// The assessments of the scenarios.

// dutiful founds a duty.
func dutiful() report.Assessment {
	return report.Assessment{
		Harm: report.HarmIntentionalKilling, TargetKind: report.TargetPerson, Reliability: "B", Credibility: 2,
		LatestUseful: start.Add(20 * 24 * time.Hour), LatestUsefulBecause: "the gathering ends then",
	}
}

// doubted is answered no by an officer.
func doubted() report.Assessment {
	a := dutiful()
	a.Answers = []report.Answer{{Question: "credible", Answer: tocsin.No, Because: "the source has made up three others"}}
	return a
}

// property is out of scope.
func property() report.Assessment {
	a := dutiful()
	a.Harm = report.HarmPropertyDamage
	return a
}

// passing founds a duty until its time has passed.
func passing() report.Assessment {
	a := dutiful()
	a.Facts = []report.Fact{{
		Field: report.FieldTime, Window: &report.Window{From: start, Until: start.Add(24 * time.Hour)},
		Report: id[tocsin.ReportID]("rone"), Part: "when", Marking: marking.Marking{TLP: marking.Green},
	}}
	return a
}

// The texts of the scenarios.

// text is a draft.
func text(kind warning.Kind, supersedes string, words string, to ...string) warning.Draft {
	opening, because := "", ""
	if kind.Ends() {
		line, err := warning.FirstLine(kind, warning.English)
		if err != nil {
			panic(err)
		}
		opening, because = line+"\n\n", "we asked everybody who could know and all of them say that it is over"
	}
	d := warning.Draft{
		Kind: kind, Text: opening + words + "\n", Because: because, Marking: marking.Marking{TLP: marking.Amber},
		Tearline:  warning.Tearline{Released: []warning.Released{{Field: report.FieldAct, Value: words, Rung: "words"}}},
		ValidFrom: start, UsefulUntil: start.Add(10 * 24 * time.Hour),
	}
	if supersedes != "" {
		d.Supersedes = id[tocsin.WarningID](supersedes)
	}
	for _, r := range to {
		d.Recipients = append(d.Recipients, id[tocsin.RecipientID](r))
	}
	return d
}

func textA() warning.Draft {
	return text(warning.KindWarning, "", "An attack is being prepared.", "police")
}

func textB() warning.Draft {
	return text(warning.KindWarning, "", "An attack on a hall is being prepared.", "police", "mission")
}

// refusalsSeen are the rules and remedies that the scenarios were refused with.
var refusalsSeen sync.Map

// affirmedBy has an officer affirm who is not enough.
func (s *script) affirmedBy(name string) *script {
	s.t.Helper()
	return s.affirm(name).then("SilenceAffirmed")
}

// refusesToAffirm holds that no silence waits.
func (s *script) refusesToAffirm(name string) {
	s.t.Helper()
	if s.d.Silence != nil {
		s.t.Fatal("a silence is still there")
	}
	s.when(name, affirm("", reason(name))).refused("approval/nothing")
}
