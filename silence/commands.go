package silence

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// The ids of what is sent.
var sentAs = []string{"wone", "wtwo", "wthr", "wfou", "wfiv", "wsix"}

// dispatchOf names the dispatch of a warning to a recipient.
func dispatchOf(as string, to tocsin.RecipientID) tocsin.DispatchID {
	return tocsin.DispatchID(as + "-" + strings.TrimRight(string(to), "a"))
}

// firstDispatch is the dispatch that is acknowledged on a walk.
const firstDispatch tocsin.DispatchID = "wone-police"

// reason is what an officer writes; each writes his own.
func reason(by officer) string { return by.name + " has read it all and sees no use in more of it" }

// longWindow is how long the texts hold that lapse on no walk.
const longWindow = 300 * 24 * time.Hour

// The texts by their number.
const (
	textShort = iota
	textLong
	textForce
	textUpdate
	textRetraction
	textDrill
)

// texts are the texts of a walk.
func (w *world) texts() []warning.Draft {
	until := begin.Add(ends * w.step)
	text := func(kind warning.Kind, words string, to ...string) warning.Draft {
		d := warning.Draft{
			Kind: kind, Text: words + "\n", Marking: marking.Marking{TLP: marking.Amber},
			Tearline:  warning.Tearline{Released: []warning.Released{{Field: report.FieldAct, Value: words, Rung: "words"}}},
			ValidFrom: until.Add(-longWindow), UsefulUntil: until,
		}
		if kind.Replaces() {
			d.Supersedes = id[tocsin.WarningID](sentAs[0])
		}
		if line, err := warning.FirstLine(kind, warning.English); err == nil && kind.Ends() {
			d.Text, d.Because = line+"\n\n"+d.Text, "everybody who could know was asked and says that it was never true"
		}
		for _, r := range to {
			d.Recipients = append(d.Recipients, id[tocsin.RecipientID](r))
		}
		return d
	}
	all := []warning.Draft{
		text(warning.KindWarning, "An attack is being prepared.", "police", "mission"),
		text(warning.KindWarning, "An attack on a hall is being prepared.", "police"),
		text(warning.KindWarning, "Somebody will shoot at a hall.", "police"),
		text(warning.KindUpdate, "The attack comes sooner.", "police", "mission"),
		text(warning.KindRetraction, "There is no attack.", "police", "mission"),
		text(warning.KindExercise, "This is a drill.", "police"),
	}
	all[textShort].ValidFrom, all[textShort].UsefulUntil = begin, begin.Add(w.step/2)
	return all
}

// graded states a grade in a text.
func graded(d warning.Draft, grade string) warning.Draft {
	if grade != "" {
		d.Text, d.Grade = strings.TrimSuffix(d.Text, "\n")+" Grade "+grade+".\n", grade
	}
	return d
}

func openDossier(h *policy.Handling) dossier.Command {
	return dossier.OpenDossier{DossierOpened: dossier.DossierOpened{
		ID: id[tocsin.DossierID]("dossier"), Profile: policy.ProfileService, Handling: h,
	}}
}

func link(n int) dossier.Command {
	return dossier.LinkReport{ReportLinked: dossier.ReportLinked{Report: reportID(n), Possessed: begin}}
}

func unlink(report tocsin.ReportID) dossier.Command {
	return dossier.UnlinkReport{ReportUnlinked: dossier.ReportUnlinked{Report: report, Reason: "it is about another threat"}}
}

func (w *world) assess(n int) dossier.Command {
	return dossier.AssessFacts{FactsAssessed: dossier.FactsAssessed{Assessment: w.facts[n].is}, Questions: w.questions}
}

// determine determines, and names a new owner within half a step.
func (w *world) determine(by officer, at time.Time) dossier.Command {
	return dossier.DetermineDuty{Because: reason(by), Owner: "the consular service", By: at.Add(w.step / 2), Packs: w.packs}
}

func (w *world) overrule(by officer) dossier.Command {
	return dossier.DetermineDuty{Because: reason(by), Overrule: true, Packs: w.packs}
}

func draft(d warning.Draft) dossier.Command {
	return dossier.DraftWarning{WarningDrafted: dossier.WarningDrafted{Draft: d}}
}

func approve(d warning.Draft) dossier.Command { return dossier.ApproveWarning{Draft: d} }

// send sends a text; each recipient's dispatch is named for both.
func send(d warning.Draft, as string) dossier.Command {
	sent := dossier.WarningSent{Warning: id[tocsin.WarningID](as), Of: d.Hash()}
	for _, to := range d.Recipients {
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Dispatch: dispatchOf(as, to), Recipient: to})
	}
	return dossier.SendWarning{WarningSent: sent}
}

func affirm(of, because string) dossier.Command {
	return dossier.AffirmSilence{SilenceAffirmed: dossier.SilenceAffirmed{Of: of, Because: because}}
}

func withdraw() dossier.Command {
	return dossier.WithdrawSilence{SilenceWithdrawn: dossier.SilenceWithdrawn{Because: "look again"}}
}

func closing(by officer) dossier.Command {
	return dossier.CloseDossier{
		Closing: dossier.DossierClosed{Outcome: dossier.OutcomeNoAttack, Summary: "Nothing happened."}, Because: reason(by),
	}
}

// waiver asks for a waiver on a ground, with all evidence that any takes.
func (w *world) waiver(p *policy.Pack, g policy.Ground, by officer) policy.Waiver {
	const said = "it was weighed by those who know and found to be so"
	return policy.Waiver{
		Pack: p.Ref.ID, Ground: g.ID, Tested: g.Tested, Justification: reason(by),
		Evidence: policy.Evidence{
			Acknowledged: firstDispatch, Bystanders: tocsin.No, Basis: said, Draft: w.texts()[textLong].Hash(),
			Asked: begin.Add(-2 * time.Hour), AnswerBy: begin.Add(-time.Hour), Answer: "They say no.", Protection: said, Refusal: said,
			Channels: []policy.ChannelTried{{Channel: "embassy", Fails: "it was closed in the spring and nobody answers its letters or calls"}},
		},
	}
}

func (w *world) waive(g ground, by officer) dossier.Command {
	return dossier.WaiveDuty{Waiver: w.waiver(g.pack, g.Ground, by), Packs: w.packs}
}

func deliver(to tocsin.DispatchID, state delivery.State) dossier.Command {
	return dossier.ReportDelivery{DeliveryReported: dossier.DeliveryReported{Dispatch: to, State: state}}
}

func dispute(by officer) dossier.Command {
	return dossier.RaiseDispute{DisputeRaised: dossier.DisputeRaised{
		About: dossier.AboutDuty, Because: by.name + " holds that they must be told and says so here",
	}}
}

func resolve(by officer, of int, towards dossier.Direction) dossier.Command {
	return dossier.ResolveDispute{DisputeResolved: dossier.DisputeResolved{Of: of, Towards: towards, Because: reason(by)}}
}

func consult() dossier.Command {
	return dossier.AskConsult{ConsultAsked: dossier.ConsultAsked{With: "the embassy", Question: "How are they told best?"}}
}

func answerConsult(of int) dossier.Command {
	return dossier.AnswerConsult{ConsultAnswered: dossier.ConsultAnswered{Of: of, Says: "By telephone."}}
}

func dissent(by officer) dossier.Command {
	return dossier.KeepDissent{DissentKept: dossier.DissentKept{Because: by.name + " disagrees and wants it kept on the record"}}
}

func review(by officer) dossier.Command {
	return dossier.ReviewWarning{WarningReviewed: dossier.WarningReviewed{Because: reason(by)}}
}

func taken() dossier.Command {
	return dossier.TakeReferral{ReferralTaken: dossier.ReferralTaken{Says: "We have it and look after it."}}
}

func pass(c dossier.Clock) dossier.Command {
	return dossier.PassClock{Stage: c.Stage, Of: c.Of, Due: c.Due}
}

// running gives the first consult that waits for an answer, from 1, or zero.
func running(d dossier.Dossier) int {
	return slices.IndexFunc(d.Consults, func(c dossier.Consult) bool { return c.Answer == "" && !c.Lapsed }) + 1
}
