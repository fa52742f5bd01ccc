package desk_test

import (
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// The justifications, each in other words.
const (
	because1 = "the source has been wrong in each of the nine cases that we could check"
	because2 = "I have read all of it again and find that nothing in it can be true"
	because3 = "having asked two others who know the place, I agree that nobody is in danger"
	because4 = "we tried every way there is and each of them would reach the attackers first"
)

// quietReport files a report that opens a dossier of its own, by name.
func quietReport(name string, into *tocsin.DossierID) step {
	return asked(name, "ana", func(o *office) (desk.Request, []byte, error) {
		said := report.Spoken{"the night watch", "a fire is to be set in the store", "the harbor", "unknown", "a caller", "unknown"}
		original := said.Bytes()
		f := desk.NewFile(report.FormText, original, *into)
		f.Possessed, f.Mark, f.Reason = o.clock.now(), marking.Marking{TLP: marking.Amber}, "heard again"
		*into = f.Dossier
		return f, original, nil
	})
}

// quietAssess assesses a dossier by what it says itself.
func quietAssess(name string, of *tocsin.DossierID, harm report.Harm, credible report.Credibility) step {
	return asked(name, "ana", func(o *office) (desk.Request, []byte, error) {
		p, err := o.desk.Propose(o.ctx, o.state(*of))
		a := p.Assessment
		a.Reliability, a.Credibility, a.Harm, a.TargetKind = "E", credible, harm, report.TargetPerson
		return &desk.Assess{Dossier: *of, Assessment: a}, nil, err
	})
}

// affirm affirms the silence that is proposed.
func affirm(name, by string, of *tocsin.DossierID, because string) step {
	return asked(name, by, func(o *office) (desk.Request, []byte, error) {
		s := o.state(*of).Silence
		return &desk.Affirm{Dossier: *of, Of: s.Proposal.Of, Proposed: s.Proposed, Because: because}, nil, nil
	})
}

// plain is a step of ana's whose request needs nothing read.
func plain(name string, ask func() desk.Request) step {
	return asked(name, "ana", func(*office) (desk.Request, []byte, error) { return ask(), nil, nil })
}

// silences are the dossiers of the silent paths.
type silences struct{ noDuty, scope, waived, unwarned tocsin.DossierID }

// silentSteps leave warnings unsaid in every way there is.
func silentSteps(of *silences) []step {
	waiver := policy.Waiver{
		Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: because4,
		Evidence: policy.Evidence{Channels: []policy.ChannelTried{{Channel: "the mission", Fails: because1}}},
	}
	closing := dossier.DossierClosed{Outcome: dossier.OutcomeFalse, Summary: "Nothing happened at the harbor."}
	return []step{
		quietReport("q1 file", &of.noDuty),
		quietReport("q1 file again", &of.noDuty),
		asked("q1 unlink", "ana", func(o *office) (desk.Request, []byte, error) {
			d := o.state(of.noDuty)
			return &desk.Unlink{Dossier: d.ID, Report: d.Reports[1].Report, Reason: "it is the same call"}, nil, nil
		}),
		quietAssess("q1 assess", &of.noDuty, report.HarmIntentionalKilling, 5),
		plain("q1 determine", func() desk.Request {
			return &desk.Determine{Dossier: of.noDuty, DetermineDuty: dossier.DetermineDuty{Because: because1}}
		}),
		affirm("q1 affirm", "ben", &of.noDuty, because2),
		plain("q1 withdraw", func() desk.Request { return &desk.Withdraw{Dossier: of.noDuty, Because: "look again"} }),
		plain("q1 determine again", func() desk.Request {
			return &desk.Determine{Dossier: of.noDuty, DetermineDuty: dossier.DetermineDuty{Because: because1}}
		}),
		affirm("q1 affirm ben", "ben", &of.noDuty, because2),
		affirm("q1 affirm dan", "dan", &of.noDuty, because3),
		plain("q1 close", func() desk.Request { return &desk.Close{Dossier: of.noDuty, Closing: closing} }),

		quietReport("q2 file", &of.scope),
		quietAssess("q2 assess", &of.scope, report.HarmPropertyDamage, 2),
		plain("q2 determine", func() desk.Request {
			return &desk.Determine{Dossier: of.scope, DetermineDuty: dossier.DetermineDuty{
				Because: because1, Owner: "the fire brigade", By: start.Add(1000 * time.Hour),
			}}
		}),
		affirm("q2 affirm ben", "ben", &of.scope, because2),
		affirm("q2 affirm dan", "dan", &of.scope, because3),

		quietReport("q3 file", &of.waived),
		quietAssess("q3 assess", &of.waived, report.HarmIntentionalKilling, 2),
		plain("q3 determine", func() desk.Request { return &desk.Determine{Dossier: of.waived} }),
		plain("q3 waive", func() desk.Request { return &desk.Waive{Dossier: of.waived, Waiver: waiver} }),
		affirm("q3 affirm ben", "ben", &of.waived, because2),
		affirm("q3 affirm dan", "dan", &of.waived, because3),

		quietReport("q4 file", &of.unwarned),
		quietAssess("q4 assess", &of.unwarned, report.HarmIntentionalKilling, 2),
		plain("q4 overrule", func() desk.Request {
			return &desk.Determine{Dossier: of.unwarned, DetermineDuty: dossier.DetermineDuty{Because: because1, Overrule: true}}
		}),
		plain("q4 close", func() desk.Request {
			return &desk.Close{Dossier: of.unwarned, Closing: closing, Because: because1}
		}),
		affirm("q4 affirm ben", "ben", &of.unwarned, because2),
		affirm("q4 affirm dan", "dan", &of.unwarned, because3),
		asked("retire cat", "head", func(o *office) (desk.Request, []byte, error) {
			return &desk.RetireOfficer{Officer: o.people["cat"].id}, nil, nil
		}),
	}
}

// quietChain is the chain and every silent path.
func quietChain() []step { return append(chain(), silentSteps(&silences{})...) }

// fullChain has every kind of event in it.
func fullChain() []step {
	return slices.Concat(chain(), talkSteps(&talks{}), silentSteps(&silences{}), textSteps(), watchSteps(), []step{onCallStep()}, clockSteps(), careSteps(new(tocsin.DossierID), "c1"), directorySteps(), campaignSteps(&crowdOf{}), afterSteps())
}

// TestSilence goes every silent path, with fsck after every step.
func TestSilence(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	of := &silences{}
	o.run(staffSteps()...)
	for _, s := range silentSteps(of) {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
	}
	for id, want := range map[tocsin.DossierID]dossier.Status{
		of.noDuty: dossier.StatusClosed, of.scope: dossier.StatusReferred,
		of.waived: dossier.StatusWaived, of.unwarned: dossier.StatusClosed,
	} {
		if got := o.state(id).Status; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestEveryKind holds the full chain to what it says of itself.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	for _, s := range fullChain() {
		o.clock.add(time.Minute)
		o.run(s)
	}
	o.healthy("in the end")
	var got []string
	for _, e := range snap(t, o.store).entries(t) {
		got = append(got, e.Kind)
	}
	want := slices.Concat(holder.Kinds.Names(), report.Kinds.Names(), dossier.Kinds.Names(), delivery.Kinds.Names())
	for _, kind := range want {
		if !slices.Contains(got, kind) {
			t.Errorf("the full chain has no %s", kind)
		}
	}
}
