package desk

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
)

// Consult asks another agency, organization or expert on the best way to warn.
type Consult struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.ConsultAsked
}

func (*Consult) action() string         { return "dossier/consult" }
func (r *Consult) of() tocsin.DossierID { return r.Dossier }

func (r *Consult) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.AskConsult{ConsultAsked: r.ConsultAsked}, nil
}

func (r *Consult) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// AnswerConsult asks that the answer to a consultation be kept.
type AnswerConsult struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.ConsultAnswered
}

func (*AnswerConsult) action() string         { return "dossier/answer" }
func (r *AnswerConsult) of() tocsin.DossierID { return r.Dossier }

func (r *AnswerConsult) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.AnswerConsult{ConsultAnswered: r.ConsultAnswered}, nil
}

func (r *AnswerConsult) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// AskConsent asks an originator whether facts of his may be told.
type AskConsent struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.ConsentAsked
}

func (*AskConsent) action() string         { return "dossier/ask-consent" }
func (r *AskConsent) of() tocsin.DossierID { return r.Dossier }

func (r *AskConsent) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.AskConsent{ConsentAsked: r.ConsentAsked}, nil
}

func (r *AskConsent) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// AnswerConsent asks that an originator's answer be kept.
type AnswerConsent struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.ConsentAnswered
}

func (*AnswerConsent) action() string         { return "dossier/answer-consent" }
func (r *AnswerConsent) of() tocsin.DossierID { return r.Dossier }

func (r *AnswerConsent) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.AnswerConsent{ConsentAnswered: r.ConsentAnswered}, nil
}

func (r *AnswerConsent) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, nil)
}

// RaiseDispute asks that a disagreement be put on the record and resolved.
type RaiseDispute struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.DisputeRaised
}

func (*RaiseDispute) action() string         { return "dossier/dispute" }
func (r *RaiseDispute) of() tocsin.DossierID { return r.Dossier }

func (r *RaiseDispute) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.RaiseDispute{DisputeRaised: r.DisputeRaised}, nil
}

func (r *RaiseDispute) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// ResolveDispute asks that a dispute be ended.
type ResolveDispute struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.DisputeResolved
}

func (*ResolveDispute) action() string         { return "dossier/resolve" }
func (r *ResolveDispute) of() tocsin.DossierID { return r.Dossier }

func (r *ResolveDispute) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.ResolveDispute{DisputeResolved: r.DisputeResolved}, nil
}

func (r *ResolveDispute) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, nil)
}

// Dissent asks that a disagreement be kept which asks for nothing.
type Dissent struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.DissentKept
}

func (*Dissent) action() string         { return "dossier/dissent" }
func (r *Dissent) of() tocsin.DossierID { return r.Dossier }

func (r *Dissent) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.KeepDissent{DissentKept: r.DissentKept}, nil
}

func (r *Dissent) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// Review asks that the look at a warning be kept which one officer sent alone.
type Review struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.WarningReviewed
}

func (*Review) action() string         { return "dossier/review" }
func (r *Review) of() tocsin.DossierID { return r.Dossier }

func (r *Review) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.ReviewWarning{WarningReviewed: r.WarningReviewed}, nil
}

func (r *Review) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// TakeReferral asks that the answer of the new owner of a referred threat be kept.
type TakeReferral struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.ReferralTaken
}

func (*TakeReferral) action() string         { return "dossier/taken" }
func (r *TakeReferral) of() tocsin.DossierID { return r.Dossier }

func (r *TakeReferral) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.TakeReferral{ReferralTaken: r.ReferralTaken}, nil
}

func (r *TakeReferral) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// ProposePack asks that a pack be adopted or retired.
type ProposePack struct {
	holder.PackProposed
}

func (*ProposePack) action() string { return "policy/propose" }

// exhibit is the pack's file, so that the head signs what he reads. What is shown
// ends its last line, whether the file does or not.
func (r *ProposePack) exhibit() string {
	if r.Source == "" || strings.HasSuffix(r.Source, "\n") {
		return r.Source
	}
	return r.Source + "\n"
}

func (r *ProposePack) command() holder.Command {
	return holder.ProposePack{PackProposed: r.PackProposed}
}

func (r *ProposePack) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// AffirmPack asks that the proposed change of the packs be put in force.
type AffirmPack struct {
	holder.PackAffirmed
}

// NewAffirmPack gives the request that affirms what is proposed.
func NewAffirmPack(of policy.PackRef, because string) *AffirmPack {
	return &AffirmPack{holder.PackAffirmed{Of: of, Because: because}}
}

func (*AffirmPack) action() string { return "policy/affirm" }

func (r *AffirmPack) command() holder.Command {
	return holder.AffirmPack{PackAffirmed: r.PackAffirmed}
}

func (r *AffirmPack) perform(_ context.Context, s scene) error { return onHolder(s, r) }
