package desk_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
)

// The requests about a dossier that talk.
func consult(of tocsin.DossierID, with, question string) desk.Request {
	return &desk.Consult{Dossier: of, ConsultAsked: dossier.ConsultAsked{With: with, Question: question}}
}

func answerTo(of tocsin.DossierID, n int, says string) desk.Request {
	return &desk.AnswerConsult{Dossier: of, ConsultAnswered: dossier.ConsultAnswered{Of: n, Says: says}}
}

func disputing(of tocsin.DossierID, about dossier.Subject, because string) desk.Request {
	return &desk.RaiseDispute{Dossier: of, DisputeRaised: dossier.DisputeRaised{About: about, Because: because}}
}

func resolving(of tocsin.DossierID, n int, towards dossier.Direction, because string) desk.Request {
	return &desk.ResolveDispute{Dossier: of, DisputeResolved: dossier.DisputeResolved{Of: n, Towards: towards, Because: because}}
}

func dissenting(of tocsin.DossierID, because string) desk.Request {
	return &desk.Dissent{Dossier: of, DissentKept: dossier.DissentKept{Because: because}}
}

func reviewing(of tocsin.DossierID, because string) desk.Request {
	return &desk.Review{Dossier: of, WarningReviewed: dossier.WarningReviewed{Because: because}}
}

func taking(of tocsin.DossierID, says string) desk.Request {
	return &desk.TakeReferral{Dossier: of, ReferralTaken: dossier.ReferralTaken{Says: says}}
}

// asking makes a refusal of a request that needs nothing read.
func asking(name, rule, by string, r desk.Request) refusal {
	return bare(name, rule, by, func(*office) desk.Request { return r })
}

// TestTalkRefused refuses consults, disputes, reviews and answers that cannot be,
// and nothing is kept of them.
func TestTalkRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	of := &talks{}
	o.run(staffSteps()...)
	steps := map[string]step{}
	for _, s := range talkSteps(of) {
		steps[s.name] = s
	}
	goOn := func(names ...string) {
		for _, name := range names {
			o.clock.add(time.Minute)
			o.run(steps[name])
		}
	}
	nowhere := seal.NewID[tocsin.DossierID]()
	goOn("t1 file", "t1 assess")
	id := of.disputed
	filed := tocsin.DossierID(o.state(id).Reports[0].Report)
	o.holds(t, []refusal{
		asking("consult nowhere", "dossier/unknown", "ana", consult(nowhere, "the police", "Who?")),
		asking("consult a report", "desk/other-stream", "ana", consult(filed, "the police", "Who?")),
		asking("consult nobody", "dossier/consult", "ana", consult(id, " ", "Who?")),
		asking("consult about nothing", "dossier/consult", "ana", consult(id, "the police", "")),
		asking("answer nothing", "dossier/consult", "ana", answerTo(id, 1, "Yes.")),
		asking("dispute nothing", "dossier/determine-first", "ben", disputing(id, dossier.AboutDuty, because6)),
		asking("resolve nothing", "dossier/dispute", "dan", resolving(id, 1, dossier.TowardsWarning, because2)),
		asking("dissent without words", "DTW-JUSTIFY", "ben", dissenting(id, "no")),
		asking("dissent nowhere", "dossier/unknown", "ben", dissenting(nowhere, because5)),
		asking("review nothing", "dossier/review", "dan", reviewing(id, because3)),
		asking("review nowhere", "dossier/unknown", "dan", reviewing(nowhere, because3)),
		asking("taken and not referred", "dossier/referral", "ana", taking(id, "We look after it.")),
	})
	goOn("t1 determine", "t1 consult", "t1 answer", "t1 waive", "t1 dispute")
	silence := o.state(id).Silence
	o.holds(t, []refusal{
		asking("answer twice", "dossier/consult", "ana", answerTo(id, 1, "No.")),
		asking("answer number 0", "dossier/consult", "ana", answerTo(id, 0, "No.")),
		asking("answer the third", "dossier/consult", "ana", answerTo(id, 3, "No.")),
		asking("dispute another thing", "dossier/dispute", "ben", disputing(id, "weather", because6)),
		asking("dispute without words", "DTW-JUSTIFY", "ben", disputing(id, dossier.AboutMethod, "no")),
		asking("resolve, not by the head", "dossier/dispute", "cat", resolving(id, 1, dossier.TowardsSilence, because2)),
		asking("resolve another", "dossier/dispute", "dan", resolving(id, 2, dossier.TowardsSilence, because2)),
		asking("resolve sideways", "dossier/dispute", "dan", resolving(id, 1, "sideways", because2)),
		asking("resolve in the same words", "DTW-JUSTIFY", "dan", resolving(id, 1, dossier.TowardsSilence, because6)),
		asking("affirm while it is disputed", "dossier/dispute", "ben", &desk.Affirm{
			Dossier: id, Of: silence.Proposal.Of, Proposed: silence.Proposed, Because: because2,
		}),
		asking("close while it is disputed", "dossier/dispute", "ben", &desk.Close{Dossier: id, Because: because2, Closing: dossier.DossierClosed{
			Outcome: dossier.OutcomeUnknown, Summary: "Nobody knows.",
		}}),
	})
	goOn("t1 dissent", "t1 resolve", "t1 consult again", "t1 dispute again")
	goOn("t1 clock consult", "t1 clock affirm", "t1 clock dispute", "t1 clock affirm again", "t1 clock dispute again", "t1 clock draft", "t1 clock draft again")
	goOn("t1 check police", "t1 draft", "t1 send", "t1 hand over")
	o.holds(t, []refusal{
		asking("review by who sent it", "dossier/review", "ben", reviewing(id, because3)),
		asking("review by an analyst", "dossier/review", "ana", reviewing(id, because3)),
		asking("review without words", "DTW-JUSTIFY", "dan", reviewing(id, "fine")),
		asking("close before the review", "dossier/review", "ben", &desk.Close{Dossier: id, Closing: dossier.DossierClosed{
			Outcome: dossier.OutcomePrevented, Summary: "The store was cleared.",
		}}),
	})
	goOn("t1 review", "t1 answer police", "t1 close", "t2 file", "t2 assess", "t2 determine", "t2 affirm ben", "t2 affirm dan")
	o.holds(t, []refusal{
		asking("review twice", "dossier/review", "dan", reviewing(id, because3)),
		asking("consult in a closed one", "dossier/closed", "ana", consult(id, "the police", "Who?")),
		asking("dispute in a closed one", "dossier/closed", "ben", disputing(id, dossier.AboutDuty, because6)),
		asking("taken without words", "dossier/referral", "ana", taking(of.referred, " ")),
		asking("close before the owner answers", "DTW-JUSTIFY", "ben", &desk.Close{Dossier: of.referred, Closing: dossier.DossierClosed{
			Outcome: dossier.OutcomeUnknown, Summary: "Nobody knows.",
		}}),
	})
	o.must("ben", dissenting(id, because5), nil) // also in a closed one
	goOn("t2 taken")
	o.holds(t, []refusal{asking("taken twice", "dossier/referral", "ana", taking(of.referred, "We do."))})
}

// TestQuestions takes answers to what the packs in force ask, and to nothing else.
func TestQuestions(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	var id tocsin.DossierID
	o.run(staffSteps()...)
	o.run(quietReport("a1 file", &id))
	assess := func(name, value string, yes tocsin.Tri) desk.Request {
		return &desk.Assess{Dossier: id, Assessment: report.Assessment{
			Reliability: "E", Credibility: 2, Answers: []report.Answer{{Question: name, Answer: yes, Value: value, Because: "it is known"}},
		}}
	}
	o.holds(t, []refusal{
		asking("of another pack", "policy/question", "ana", assess("means", "", tocsin.Yes)),
		asking("of another kind", "policy/question", "ana", assess("credible", "many", tocsin.Unknown)),
	})
	o.must("ana", assess("credible", "", tocsin.Yes), nil)
	o.run(adopts("another", pack(t, "uk-threat-to-life"))...)
	o.must("ana", assess("means", "", tocsin.Yes), nil)
	o.must("head", &desk.ProposePack{PackProposed: retiring("uk-threat-to-life")}, nil)
	o.run(affirmPack("affirm the retirement"))
	o.holds(t, []refusal{asking("of a retired pack", "policy/question", "ana", assess("means", "", tocsin.Yes))})
}
