package desk_test

import (
	"errors"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// Two more justifications, in other words than those of the silent paths.
const (
	because5 = "the owner of the store told us this morning that it stands empty all winter"
	because6 = "nothing of what was brought forward changes that families sleep next door"
)

// by is a step of an officer whose request needs nothing read.
func by(name, who string, ask func() desk.Request) step {
	return asked(name, who, func(*office) (desk.Request, []byte, error) { return ask(), nil, nil })
}

// passes is the step in which the clock that is due next runs out, which must be
// one of a stage.
func passes(name string, of *tocsin.DossierID, stage policy.Stage) step {
	return step{name, func(o *office) error {
		o.clock.add(3 * time.Minute) // leases that were lost have run out
		pending, err := o.store.Pending(o.ctx)
		if err != nil || len(pending) == 0 {
			return errors.Join(err, errors.New("no clock runs"))
		}
		if wait := pending[0].Due.Sub(o.clock.now()); wait > 0 {
			o.clock.add(wait)
		}
		before := len(o.state(*of).Passed)
		work, err := o.desk.Due(o.ctx, "test", 1)
		if err != nil {
			return err
		}
		if len(work) != 1 || !work[0].Clock() {
			return errors.New("no clock is due")
		}
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{}, 0); err != nil {
			return err
		}
		if all := o.state(*of).Passed; len(all) != before+1 || all[before].Stage != stage {
			return errors.New("another clock has run out than " + string(stage))
		}
		return nil
	}}
}

// talks are the dossiers of the steps that follow.
type talks struct{ disputed, referred tocsin.DossierID }

// talkSteps consult, disagree, let clocks run out, and end with a warning that
// one officer sends alone and another looks at.
func talkSteps(of *talks) []step {
	at := &of.disputed
	waiver := policy.Waiver{
		Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: because4,
		Evidence: policy.Evidence{Channels: []policy.ChannelTried{{Channel: "the mission", Fails: because1}}},
	}
	steps := []step{
		quietReport("t1 file", at),
		quietAssess("t1 assess", at, report.HarmIntentionalKilling, 2),
		plain("t1 determine", func() desk.Request { return &desk.Determine{Dossier: *at} }),
		checkStep("t1 check police", at),
		plain("t1 consult", func() desk.Request {
			return &desk.Consult{Dossier: *at, ConsultAsked: dossier.ConsultAsked{With: "the harbor police", Question: "Who has the keys?"}}
		}),
		plain("t1 answer", func() desk.Request {
			return &desk.AnswerConsult{Dossier: *at, ConsultAnswered: dossier.ConsultAnswered{Of: 1, Says: "The night watch has."}}
		}),
		plain("t1 consult again", func() desk.Request {
			return &desk.Consult{Dossier: *at, ConsultAsked: dossier.ConsultAsked{With: "the fire brigade", Question: "How fast can it burn?"}}
		}),
		plain("t1 waive", func() desk.Request { return &desk.Waive{Dossier: *at, Waiver: waiver} }),
		by("t1 dispute", "ben", func() desk.Request {
			return &desk.RaiseDispute{Dossier: *at, DisputeRaised: dossier.DisputeRaised{About: dossier.AboutWaiver, Because: because6}}
		}),
		by("t1 dissent", "head", func() desk.Request {
			return &desk.Dissent{Dossier: *at, DissentKept: dossier.DissentKept{Because: because5}}
		}),
		by("t1 resolve", "dan", func() desk.Request {
			return &desk.ResolveDispute{Dossier: *at, DisputeResolved: dossier.DisputeResolved{
				Of: 1, Towards: dossier.TowardsSilence, Because: because2,
			}}
		}),
		by("t1 dispute again", "ben", func() desk.Request {
			return &desk.RaiseDispute{Dossier: *at, DisputeRaised: dossier.DisputeRaised{About: dossier.AboutDuty, Because: because6}}
		}),
		passes("t1 clock consult", at, policy.StageConsult),
		passes("t1 clock affirm", at, policy.StageAffirm),
		passes("t1 clock dispute", at, policy.StageDispute),
		passes("t1 clock affirm again", at, policy.StageAffirm),
		passes("t1 clock dispute again", at, policy.StageDispute),
		passes("t1 clock draft", at, policy.StageDraft),
		passes("t1 clock draft again", at, policy.StageDraft),
		asked("t1 draft", "ben", func(o *office) (desk.Request, []byte, error) {
			d, err := o.desk.NewDraft(o.ctx, o.state(*at), aloneAsk(o))
			return d, nil, err
		}),
		asked("t1 send", "ben", func(o *office) (desk.Request, []byte, error) {
			s, err := o.desk.NewSend(o.state(*at))
			return s, nil, err
		}),
		{"t1 hand over", func(o *office) error { return o.attempt(delivery.OutcomeHanded) }},
		asked("t1 question", "ana", func(o *office) (desk.Request, []byte, error) {
			return o.evidence(func() ([]byte, error) { return o.answer(o.police, delivery.AnswerQuestion) })
		}),
		asked("t1 answer the question", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.CloseQuestion{Dispatch: o.dispatch(*at), QuestionAnswered: delivery.QuestionAnswered{Question: 1, Because: because3}}, nil, nil
		}),
		asked("t1 plan anew", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.Replan{Dispatch: o.dispatch(*at), Because: because2}, nil, nil
		}),
		asked("t1 script", "ben", func(o *office) (desk.Request, []byte, error) { return scriptOf(o.dispatch(*at)), nil, nil }),
		asked("t1 speak", "ben", func(o *office) (desk.Request, []byte, error) {
			s, err := o.desk.NewSpoken(o.ctx, o.dispatch(*at), onThePhone(o, *at))
			return s, nil, err
		}),
		asked("t1 confirm", "dan", func(o *office) (desk.Request, []byte, error) {
			s, err := o.desk.NewSpoken(o.ctx, o.dispatch(*at), onThePhone(o, *at))
			return &desk.ConfirmSpoken{Dispatch: s.Dispatch, Note: s.Note}, nil, err
		}),
		by("t1 review", "dan", func() desk.Request {
			return &desk.Review{Dossier: *at, WarningReviewed: dossier.WarningReviewed{Because: because3}}
		}),
		asked("t1 answer police", "ana", func(o *office) (desk.Request, []byte, error) {
			return o.evidence(func() ([]byte, error) { return o.answer(o.police, delivery.AnswerAcknowledged) })
		}),
		by("t1 close", "ben", func() desk.Request {
			return &desk.Close{Dossier: *at, Closing: dossier.DossierClosed{Outcome: dossier.OutcomePrevented, Summary: "The store was cleared."}}
		}),
	}
	return append(steps, laterSteps(of)...)
}

// dispatch is the first dispatch of the newest warning of a dossier.
func (o *office) dispatch(of tocsin.DossierID) tocsin.DispatchID {
	o.t.Helper()
	warned := o.state(of).Warned
	return warned[len(warned)-1].Dispatches[0].Dispatch
}

// scriptOf asks for the script of a dispatch.
func scriptOf(id tocsin.DispatchID) *desk.PrintScript {
	return &desk.PrintScript{Dispatch: id, Language: warning.English, Check: "the page of the ministry"}
}

// onThePhone is what an officer notes of a call as soon as it was sent.
func onThePhone(o *office, of tocsin.DossierID) delivery.Spoken {
	warned := o.state(of).Warned
	return delivery.Spoken{
		At: warned[len(warned)-1].At, How: delivery.ByPhone, To: "the officer on duty",
		Answer: delivery.AnswerAcknowledged, Rung: delivery.RungAuthority, Says: "We send a car.",
	}
}

// laterSteps refer a threat whose new owner answers, and adopt a pack.
func laterSteps(of *talks) []step {
	return []step{
		quietReport("t2 file", &of.referred),
		quietAssess("t2 assess", &of.referred, report.HarmPropertyDamage, 2),
		plain("t2 determine", func() desk.Request {
			return &desk.Determine{Dossier: of.referred, DetermineDuty: dossier.DetermineDuty{
				Because: because1, Owner: "the fire brigade", By: start.Add(1000 * time.Hour),
			}}
		}),
		affirm("t2 affirm ben", "ben", &of.referred, because2),
		affirm("t2 affirm dan", "dan", &of.referred, because3),
		plain("t2 taken", func() desk.Request {
			return &desk.TakeReferral{Dossier: of.referred, ReferralTaken: dossier.ReferralTaken{Says: "We look after it."}}
		}),
		asked("propose pack", "head", func(o *office) (desk.Request, []byte, error) {
			return proposing(edited(o.t, pack(o.t, "icd-191"), `version: 3`, `version: 4`)), nil, nil
		}),
		affirmPack("affirm pack"),
	}
}

// aloneAsk is what a drafter decides who has no time.
func aloneAsk(o *office) desk.DraftAsk {
	day := o.clock.now().Truncate(24 * time.Hour)
	return desk.DraftAsk{
		Kind: warning.KindWarning, Why: "it would show who told us", Marking: marking.Marking{TLP: marking.Amber},
		ValidFrom: day, UsefulUntil: day.AddDate(0, 0, 5), Recipients: []tocsin.RecipientID{o.police.id},
		Releases:  []warning.Release{{Field: report.FieldAct, Say: "arson"}},
		Overrides: []warning.Override{{Rule: "release/goal", Because: because4}},
	}
}

// proposing asks that a pack be adopted.
func proposing(source string) *desk.ProposePack {
	return &desk.ProposePack{PackProposed: holder.PackProposed{Source: source}}
}

// affirmPack is the step in which ben affirms the change of the packs that is proposed.
func affirmPack(name string) step {
	return asked(name, "ben", func(o *office) (desk.Request, []byte, error) {
		proposed := o.holder().Proposed
		if proposed == nil {
			return nil, nil, errors.New("no pack is proposed")
		}
		return desk.NewAffirmPack(proposed.Ref, because1), nil, nil
	})
}

// talkChain is a record in which people consult and disagree and clocks run out.
func talkChain() []step { return append(staffSteps(), talkSteps(&talks{})...) }

// retiring asks that a pack be in force no more.
func retiring(id string) holder.PackProposed { return holder.PackProposed{Retire: id} }
