package dossier_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// TestSilenceIsNeverCheaper walks every dossier that a small cast can make of
// every command, in every order, under every profile, and holds at each step
// what walk.check and walk.judge say: above all that whoever ends without a
// warning is at least as many officers, and as high, as the cheapest way to
// send one, and that nothing is sent that the drafter and the quorum of others
// did not put their names to, as it stands.
//
// The walk is exhaustive up to this abstraction:
//
//   - Officers of one level are interchangeable: decisions ask only whether two
//     officers are the same and how high they stand. States that differ by a
//     permutation within the levels are one state.
//   - The order of approvals and affirmations is dropped: quorums count them.
//   - Time has two steps, now and eight days on: every date that a decision
//     compares with the clock (validity, waiver, referral, the time told) is
//     either ahead at both, or ahead at the first only.
//   - A dispatch is received, and the first also acknowledged: denied and disputed
//     are answers like that.
//   - Two messages are sent at most, and no third is drafted: it would add to the
//     list what the second did. Reports are linked without end and not told apart.
//   - What no decision reads again is dropped: who proposed and affirmed a
//     silence that is settled, who drafted what has gone, hashes of old drafts.
//   - There are two walks. On one, everybody may propose and affirm silences and
//     three fixed officers draft and approve; on the other, everybody drafts and
//     approves and three fixed officers propose and affirm. So every way to
//     fill either quorum meets every stage of the other.
//
// That the dropped parts decide nothing is not taken on trust: where two
// states fall together, some are held against each other, command by command.
func TestSilenceIsNeverCheaper(t *testing.T) {
	t.Parallel()
	for _, p := range []policy.Profile{policy.ProfileNGO, policy.ProfileCERT, policy.ProfileService} {
		for _, focus := range []string{focusSilence, focusSpeaking} {
			if underRace && (p != policy.ProfileNGO || focus != focusSpeaking) {
				continue
			}
			t.Run(string(p)+"/"+focus, func(t *testing.T) {
				t.Parallel()
				w := newWalk(t, p, focus)
				w.run()
				t.Logf("%d states, %d moves, %d silences, %d sent, %d held against each other",
					len(w.trail), w.tried, w.silences, w.sends, w.compared)
				for _, s := range dossier.Statuses() {
					elsewhere := s == dossier.StatusDenied || s == dossier.StatusDisputed
					if !w.reached[s] && !elsewhere && !t.Failed() {
						t.Errorf("no path reaches %s", s)
					}
				}
				for _, path := range []dossier.Path{
					dossier.PathNoDuty, dossier.PathOutOfScope, dossier.PathWaiver, dossier.PathUnwarned,
				} {
					if !w.settled[path] && !t.Failed() {
						t.Errorf("no path settles %s", path)
					}
				}
			})
		}
	}
}

// What everybody may do on a walk.
const (
	focusSilence  = "silence"
	focusSpeaking = "speaking"
)

// walkCast are the officers of a walk: one of each level, and a second head to
// affirm what the first proposes.
var walkCast = []string{"ana", "omar", "sara", "hana", "hugo"}

// The parts that few have where the walk is about the others.
var (
	drafters  = []string{"ana"}
	approvers = []string{"omar", "sara"}
	proposers = []string{"ana"}
	affirmers = []string{"hana", "hugo"}
)

// A set is officers of the walk by their number.
type set uint16

func (s set) with(i int) set { return s | 1<<i }
func (s set) has(i int) bool { return s&(1<<i) != 0 }

// A memory is what the walk itself remembers of a path, apart from what the
// dossier says: who put their names to what since it was last put.
type memory struct {
	// drafter and approvers are of the text put last; draft is its number.
	drafter   int
	draft     int
	approvers set
	// proposer and affirmers are of the silence put last; facts, a text or a
	// sending since then have ended it.
	proposer  int
	affirmers set
	path      dossier.Path
	// settled is the silence that rests on a quorum, as long as nothing ended it.
	settled dossier.Path
}

// A spot is one state of the walk.
type spot struct {
	d dossier.Dossier
	// after is how long after the start it is.
	after time.Duration
	m     memory
}

// A move is one thing that one officer asks, or the clock (by < 0).
type move struct {
	by   int
	name string
	c    dossier.Command
}

// A step is how a place was first reached.
type step struct {
	from int32
	by   int8
	name string
}

// A walk is over all places of one profile.
type walk struct {
	t        *testing.T
	profile  policy.Profile
	focus    string
	deciders policy.Deciders
	names    []string
	// fewest and highest are what the cheapest way to send takes.
	fewest  int
	highest tocsin.Level
	// fixed and texts are what each officer may ask anywhere.
	fixed, texts [][]move
	// drafts are all texts that were met; the first put of them are put to the
	// approvers on the walk.
	drafts []warning.Draft
	put    int

	seen  map[string]int32
	kept  map[string]spot // some places, to be held against others
	trail []step
	queue []spot

	reached                          map[dossier.Status]bool
	settled                          map[dossier.Path]bool
	tried, silences, sends, compared int
	at, collisions                   int
	now                              spot
	buf                              []byte
}

// days is how far the second step of the clock lies from the first.
const days = 8 * 24 * time.Hour

func newWalk(t *testing.T, p policy.Profile, focus string) *walk {
	t.Helper()
	w := &walk{
		t: t, profile: p, focus: focus, names: walkCast, seen: map[string]int32{}, kept: map[string]spot{},
		reached: map[dossier.Status]bool{}, settled: map[dossier.Path]bool{},
	}
	w.deciders, _ = policy.DecidersOf(p)
	short := text(warning.KindWarning, "", "An attack is being prepared.", "police", "mission")
	short.UsefulUntil = start.Add(24 * time.Hour)
	switch focus {
	case focusSilence:
		w.drafts = []warning.Draft{
			short,
			text(warning.KindRetraction, "wone", "There is no attack.", "police"),
			text(warning.KindExercise, "", "This is a drill.", "police"),
		}
	case focusSpeaking:
		w.drafts = []warning.Draft{
			short, textA(),
			text(warning.KindUpdate, "wone", "The attack comes sooner.", "police"),
		}
	}
	w.put = len(w.drafts)
	for i, name := range walkCast {
		w.fixed = append(w.fixed, w.fixedMoves(i, name))
		w.texts = append(w.texts, w.textMoves(i, name))
	}
	w.cheapest()
	return w
}

// may reports whether an officer takes a part on this walk.
func (w *walk) may(name string, part []string) bool {
	speaking := &part[0] == &drafters[0] || &part[0] == &approvers[0]
	if speaking == (w.focus == focusSpeaking) {
		return true
	}
	if &part[0] == &approvers[0] {
		part = part[:w.deciders.Warn.Others] // no more than it takes
	}
	return slices.Contains(part, name)
}

// fixedMoves are what an officer may ask anywhere.
func (w *walk) fixedMoves(i int, name string) []move {
	var moves []move
	if w.focus == focusSpeaking || name == "ana" || name == "hana" {
		moves = append(moves,
			move{i, "assesses a time", assess(passing())},
			move{i, "assesses property", assess(property())},
			move{i, "determines, overruling", overrule(name)},
		)
	}
	if i == 0 {
		moves = append(moves, move{i, "withdraws", withdraw()})
	}
	if w.may(name, proposers) {
		moves = append(moves,
			move{i, "determines", refer(name, start.Add(24*time.Hour))},
			move{i, "waives for want of a way", waive(noWay(name))},
			move{i, "waives as known", waive(known(name, "wone-police"))},
			move{i, "closes", closing(name)},
		)
	}
	if w.may(name, affirmers) {
		moves = append(moves, move{i, "affirms another thing", affirm("0000", reason(name))})
	}
	return moves
}

// textMoves are what an officer may ask about texts, while another may be sent.
func (w *walk) textMoves(i int, name string) []move {
	var moves []move
	for n, d := range w.drafts[:w.put] {
		if w.may(name, drafters) {
			moves = append(moves, move{i, fmt.Sprintf("drafts %d", n), draft(d)})
		}
		if w.may(name, approvers) {
			moves = append(moves, move{i, fmt.Sprintf("approves %d", n), approve(d)})
		}
	}
	return moves
}

// moves are all that may be asked at a place.
func (w *walk) moves(p spot) []move {
	moves := []move{{0, "links another report", link(fmt.Sprintf("r%dx", len(p.d.Reports)))}}
	parts := w.parts(p)
	for i, name := range w.names {
		if slices.Contains(parts[:i], parts[i]) {
			continue // whatever he asks, another of his level and parts asks too
		}
		moves = append(moves, w.fixed[i]...)
		if len(p.d.Warned) < 2 {
			moves = append(moves, w.texts[i]...)
		}
		if p.d.Silence != nil && w.may(name, affirmers) {
			of := p.d.Silence.Proposal.Of
			moves = append(moves, move{i, "affirms", affirm(of, reason(name))},
				move{i, "affirms in the words of another", affirm(of, p.d.Silence.Proposed.Because)})
		}
	}
	if len(p.d.Warned) < 2 {
		as := []string{"wone", "wtwo"}[len(p.d.Warned)]
		for n, d := range w.drafts[:w.put] {
			moves = append(moves, move{0, fmt.Sprintf("sends %d", n), send(d, as)})
		}
	}
	for _, sent := range p.d.Warned {
		for _, leg := range sent.Dispatches {
			if leg.State != delivery.StatePlanned {
				continue
			}
			moves = append(moves, move{-1, string(leg.Dispatch) + " is received", deliver(string(leg.Dispatch), delivery.StateReceived)})
			if leg.Dispatch == "wone-police" {
				moves = append(moves, move{-1, "wone-police is acknowledged", deliver("wone-police", delivery.StateAcknowledged)})
			}
		}
	}
	return moves
}

// stamp is the stamp of a move.
func (w *walk) stamp(p spot, by int) tocsin.Stamp {
	s := tocsin.Stamp{At: start.Add(p.after)}
	if by >= 0 {
		s.By, s.Level = officer(w.names[by]), cast[w.names[by]]
	}
	return s
}

// level is the highest level of a set of officers.
func (w *walk) level(of set) tocsin.Level {
	high := tocsin.LevelNone
	for i, name := range w.names {
		if of.has(i) {
			high = max(high, cast[name])
		}
	}
	return high
}

// count is how many officers a set has.
func (w *walk) count(of set) int {
	n := 0
	for i := range w.names {
		if of.has(i) {
			n++
		}
	}
	return n
}

// cheapest sends a warning with as few and as low officers as it takes, which
// bounds the cheapest path from above: the lowest drafter, and of the others the
// lowest that meet the quorum.
func (w *walk) cheapest() {
	w.t.Helper()
	s := given(w.t, w.profile).when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(textA()))
	actors := set(0).with(0)
	for i, name := range w.names {
		left := 1 + w.deciders.Warn.Others - w.count(actors)
		if i == 0 || left == 0 || left == 1 && w.level(actors.with(i)) < w.deciders.Warn.Highest {
			continue
		}
		actors = actors.with(i)
		s.when(name, approve(textA()))
	}
	s.when("ana", send(textA(), "wone")).stands(dossier.StatusSent)
	w.fewest, w.highest = w.count(actors), w.level(actors)
}

// run walks.
func (w *walk) run() {
	first := spot{m: memory{drafter: -1, proposer: -1}}
	for _, c := range []dossier.Command{open(w.profile), link("rone")} {
		first = w.must(first, move{0, "begins", c})
	}
	w.visit(first, step{from: -1, by: -1, name: "begins"})
	for len(w.queue) > 0 {
		p := w.queue[0]
		w.queue[0] = spot{}
		w.queue = w.queue[1:]
		w.at++
		w.now = p
		if p.after == 0 {
			late := p
			late.after = days
			w.visit(late, step{int32(w.at - 1), -1, "eight days pass"})
		}
		for _, m := range w.moves(p) {
			w.tried++
			if to, ok := w.try(p, m); ok {
				w.visit(to, step{int32(w.at - 1), int8(m.by), m.name})
			}
			if w.t.Failed() {
				return
			}
		}
		w.speak(p)
	}
}

// must makes a move that is not refused.
func (w *walk) must(p spot, m move) spot {
	w.t.Helper()
	to, ok := w.try(p, m)
	if !ok {
		w.t.Fatalf("%s is refused", m.name)
	}
	return to
}

// try makes a move and judges it.
func (w *walk) try(p spot, m move) (spot, bool) {
	stamp := w.stamp(p, m.by)
	events, err := dossier.Decide(p.d, stamp, m.c)
	if err != nil || len(events) == 0 {
		return spot{}, false
	}
	to := p
	for _, e := range events {
		before := to.d
		to.d = dossier.Evolve(to.d, stamp, e)
		to.m = w.remember(to.m, m, before, to.d, e)
	}
	w.judge(p, m, to)
	return to, true
}

// speak holds that a dossier which is not closed can still end in a warning, by
// the quorum alone: nothing that one officer did stands in the way.
func (w *walk) speak(p spot) {
	if p.d.Status == dossier.StatusClosed || len(p.d.Warned) >= 2 {
		return
	}
	as := []string{"wone", "wtwo"}[len(p.d.Warned)]
	speaker := len(w.names) - 1
	if p.d.Sendable(w.stamp(p, -1).At) != nil {
		text := textB()
		text.Text = "Said again.\n"
		if slices.ContainsFunc(p.d.Warned, func(s dossier.Sent) bool { return s.Draft.Kind != warning.KindExercise }) {
			text.Kind, text.Supersedes = warning.KindUpdate, p.d.Warned[0].Warning
		}
		script := []dossier.Command{assess(dutiful()), determine("ana"), draft(text)}
		for _, c := range script {
			p = w.must(p, move{speaker, "speaks", c})
		}
		for i := range w.names {
			if i != speaker && p.d.Status == dossier.StatusDrafted {
				p = w.must(p, move{i, "approves to speak", approve(text)})
			}
		}
	}
	if p.d.Draft == nil {
		w.failf("no way is left to clear a warning")
		return
	}
	w.must(p, move{speaker, "sends to speak", send(*p.d.Draft, as)})
}

// number gives the number of a text, the whole of it; texts that are met for the
// first time get the next.
func (w *walk) number(d warning.Draft) int {
	for i := range w.drafts {
		if d.Text == w.drafts[i].Text && reflect.DeepEqual(d, w.drafts[i]) {
			return i
		}
	}
	w.drafts = append(w.drafts, d)
	return len(w.drafts) - 1
}

// failf reports a breach with the path that leads to it.
func (w *walk) failf(format string, args ...any) {
	w.t.Helper()
	var path []string
	for i := int32(w.at - 1); i >= 0; i = w.trail[i].from {
		who := "-"
		if w.trail[i].by >= 0 {
			who = w.names[w.trail[i].by]
		}
		path = append(path, who+" "+w.trail[i].name)
	}
	slices.Reverse(path)
	w.t.Errorf(format+"\nafter: %s", append(args, strings.Join(path, "; "))...)
}
