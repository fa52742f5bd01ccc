package desk_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/seal"
)

// harmAsk answers about a recipient that he neither is nor shelters the actor, and
// that nothing of his is watched.
func harmAsk(o *office, of tocsin.DossierID, to tocsin.RecipientID) *desk.CheckRecipient {
	return &desk.CheckRecipient{Dossier: of, HarmAnswers: dossier.HarmAnswers{
		Recipient: to, Of: o.state(of).AssessmentHash(),
		Answers: []harmcheck.Answer{
			{Question: harmcheck.AskActor, Answer: tocsin.No, Because: "it has arrested those who tried it before"},
			{Question: harmcheck.AskWatched, Answer: tocsin.No, Because: "its line was laid last year"},
			{Question: harmcheck.AskTorture, Answer: tocsin.Yes},
		},
	}}
}

// checkStep is the step in which ben checks the police.
func checkStep(name string, of *tocsin.DossierID) step {
	return asked(name, "ben", func(o *office) (desk.Request, []byte, error) { return harmAsk(o, *of, o.police.id), nil, nil })
}

// TestHarmRequest holds that a check is signed, kept, found again by fsck and
// refused where it cannot be, with what the recipient is taken from the directory.
func TestHarmRequest(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	of := &talks{}
	o.run(staffSteps()...)
	for _, s := range talkSteps(of) {
		if s.name == "t1 file" || s.name == "t1 assess" {
			o.clock.add(time.Minute)
			o.run(s)
		}
	}
	id := of.disputed
	to := func(change func(*desk.CheckRecipient)) desk.Request {
		r := harmAsk(o, id, o.police.id)
		change(r)
		return r
	}
	o.holds(t, []refusal{
		asking("check nowhere", "dossier/unknown", "ben", to(func(r *desk.CheckRecipient) { r.Dossier = seal.NewID[tocsin.DossierID]() })),
		asking("check a stranger", "directory/unknown", "ben", to(func(r *desk.CheckRecipient) { r.Recipient = seal.NewID[tocsin.RecipientID]() })),
		asking("check another assessment", "harm/stale", "ben", to(func(r *desk.CheckRecipient) { r.Of = "0000" })),
		asking("check without a reason", "harm/because", "ben", to(func(r *desk.CheckRecipient) { r.Answers[0].Because = "" })),
		asking("balance too low", "harm/balance", "ben", to(func(r *desk.CheckRecipient) {
			r.Balances = []harmcheck.Balance{{Rule: harmcheck.RuleTorture, Because: because5}}
		})),
		asking("an analyst checks", "harm/officer", "ana", to(func(*desk.CheckRecipient) {})),
	})
	o.run(checkStep("check", &id))
	c, current := o.state(id).CheckOf(o.police.id)
	if !current || c.Class != directory.ClassPolice || len(c.Answers) != 3 || c.Answers[0].By != o.people["ben"].id {
		t.Errorf("kept is %+v, current: %v", c, current)
	}
	if h := o.state(id).HarmOf(o.police.id); !h.Open() || len(h.Barred) == 0 {
		t.Errorf("it comes to %+v", h)
	}
	o.healthy("after the check")
}
