package dossier_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
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
	}
	draftOf := func() warning.Draft { return texts[int(arg)%len(texts)] }
	names := []string{"wone", "wtwo", "wthree"}
	switch what % 18 {
	case 0:
		return open([]policy.Profile{policy.ProfileNGO, policy.ProfileService, "bank"}[arg%3])
	case 1:
		return link(string([]byte{'r', 'a' + arg%4}))
	case 2:
		return unlink(string([]byte{'r', 'a' + arg%4}), "why")
	case 3:
		a := []report.Assessment{dutiful(), doubted(), property(), passing(), fullAssessment(), {}}[arg%6]
		for i := range a.Facts {
			a.Facts[i].Report = id[tocsin.ReportID]("ra")
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
		return withdraw()
	case 15:
		return closing(name)
	case 16:
		if d.Draft != nil {
			return approve(*d.Draft)
		}
		return approve(draftOf())
	}
	if d.Draft != nil {
		return send(*d.Draft, names[len(d.Warned)%len(names)])
	}
	return send(draftOf(), "wone")
}

// FuzzScript asks anything of a dossier, by anybody, in any order: nothing
// panics, no old value changes, what the walk holds at each step holds, and
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
		profiles := []policy.Profile{policy.ProfileNGO, policy.ProfileCERT, policy.ProfileService}
		f := &fuzz{walk: watcher(t, profiles[int(script[0])%3])}
		f.do(0, open(f.walk.profile))
		f.do(0, link("ra"))
		for script = script[1:]; len(script) >= 3; script = script[3:] {
			who := int(script[0]) % (len(fuzzCast) + 1)
			if who == len(fuzzCast) {
				f.at.after += time.Duration(script[2]) * time.Hour
				continue
			}
			f.do(who, fuzzed(f.at.d, fuzzCast[who], script[1], script[2]))
		}
		f.replay()
	})
}

// A fuzz is one fuzzed life.
type fuzz struct {
	walk   *walk
	at     spot
	stamps []tocsin.Stamp
	events []dossier.Event
}

// watcher is a walk that only watches.
func watcher(t *testing.T, p policy.Profile) *walk {
	t.Helper()
	w := newWalk(t, p, focusSpeaking)
	w.names = fuzzCast
	return w
}

// do asks one thing and holds what follows.
func (f *fuzz) do(who int, c dossier.Command) {
	t := f.walk.t
	t.Helper()
	stamp := f.walk.stamp(f.at, who)
	before := snapshot(t, f.at.d)
	events, err := dossier.Decide(f.at.d, stamp, c)
	if (err != nil && events != nil) || snapshot(t, f.at.d) != before {
		t.Fatalf("deciding %T changed the dossier, or refused it with events", c)
	}
	if err != nil || len(events) == 0 {
		return
	}
	next, ok := f.walk.try(f.at, move{who, reflect.TypeOf(c).Name(), c})
	if !ok {
		t.Fatalf("%T is answered twice in different ways", c)
	}
	after := snapshot(t, next.d)
	// Whatever else might have happened to the old value or happens to the new
	// one, neither changes.
	for _, d := range []dossier.Dossier{f.at.d, next.d} {
		for _, e := range probes {
			dossier.Evolve(d, stamp, e)
		}
	}
	if snapshot(t, f.at.d) != before {
		t.Fatalf("%T changes the old value", c)
	}
	if snapshot(t, next.d) != after {
		t.Fatalf("after %T the new value shares memory that is written to", c)
	}
	f.at = next
	for _, e := range events {
		f.stamps, f.events = append(f.stamps, stamp), append(f.events, e)
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
}

// replay reads all events back from the wire and folds them again.
func (f *fuzz) replay() {
	t := f.walk.t
	t.Helper()
	s := &script{t: t}
	for i, e := range f.events {
		s.take(f.stamps[i], e)
	}
	if got, want := snapshot(t, s.d), snapshot(t, f.at.d); got != want {
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

// likely are the commands that lead somewhere, by their numbers.
var likely = []byte{3, 4, 5, 6, 7, 10, 10, 10, 11, 11, 13, 13, 13, 13, 13, 13, 15, 16, 16, 16, 16, 17, 17, 17, 17}

// TestScripts asks what FuzzScript asks, at random.
func TestScripts(t *testing.T) {
	t.Parallel()
	reached := map[dossier.Status]bool{}
	random := rand.New(rand.NewPCG(191, 2015))
	for n := range 240 {
		f := &fuzz{walk: watcher(t, []policy.Profile{policy.ProfileNGO, policy.ProfileCERT, policy.ProfileService}[n%3])}
		f.do(0, open(f.walk.profile))
		f.do(0, link("ra"))
		for range 80 {
			who := random.IntN(len(fuzzCast))
			if random.IntN(40) == 0 {
				f.at.after += time.Duration(random.IntN(200)) * time.Hour
			}
			what := byte(random.IntN(256))
			if random.IntN(6) > 0 {
				what = likely[random.IntN(len(likely))]
			}
			f.do(who, fuzzed(f.at.d, fuzzCast[who], what, byte(random.IntN(256))))
			reached[f.at.d.Status] = true
		}
		f.replay()
	}
	for _, s := range []dossier.Status{
		dossier.StatusNoDuty, dossier.StatusReferred, dossier.StatusWaived, dossier.StatusSent, dossier.StatusClosed,
	} {
		if !reached[s] {
			t.Errorf("no script reaches %s", s)
		}
	}
}
