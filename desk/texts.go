package desk

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/holder"
	"example.org/tocsin/warning"
)

// ReviewTexts asks that an officer's review of the texts of a language be kept.
// The act holds the texts, so that he signs what he has read.
type ReviewTexts struct {
	Language      warning.Language `json:"language"`
	Texts         string           `json:"texts"`
	Qualification string           `json:"qualification"`
	Note          string           `json:"note"`
}

// NewReviewTexts gives the request that reviews the texts of a language as this
// program has them.
func NewReviewTexts(l warning.Language, qualification, note string) (*ReviewTexts, error) {
	texts, err := warning.TextsOf(l)
	return &ReviewTexts{Language: l, Texts: texts, Qualification: qualification, Note: note}, err
}

func (*ReviewTexts) action() string { return "texts/review" }

// exhibit is the texts, so that the reviewer signs what he reads.
func (r *ReviewTexts) exhibit() string { return r.Texts }

func (r *ReviewTexts) command() holder.Command {
	return holder.ReviewTexts{TextsReviewed: holder.TextsReviewed{
		Language: r.Language, Hash: act.Hash([]byte(r.Texts)), Qualification: r.Qualification, Note: r.Note,
	}}
}

// perform also holds the review to the texts that this program has: fsck does not,
// since a review stays what it was when the texts change.
func (r *ReviewTexts) perform(_ context.Context, s scene) error {
	if holder.BuiltIn(r.Language) != "" {
		return tocsin.Refuse("text/built-in", "use them as they are", "the texts of %s count as reviewed by themselves", r.Language)
	}
	if err := ourTexts(r.Language, r.Texts); err != nil {
		return err
	}
	return onHolder(s, r)
}

// AffirmTexts asks that a review of texts be agreed to.
type AffirmTexts struct {
	Language warning.Language `json:"language"`
	Texts    string           `json:"texts"`
	Because  string           `json:"because"`
}

// NewAffirmTexts gives the request that agrees to the review of the texts of a
// language as this program has them.
func NewAffirmTexts(l warning.Language, because string) (*AffirmTexts, error) {
	texts, err := warning.TextsOf(l)
	return &AffirmTexts{Language: l, Texts: texts, Because: because}, err
}

func (*AffirmTexts) action() string { return "texts/affirm" }

// exhibit is the texts, so that whoever agrees signs what he reads.
func (r *AffirmTexts) exhibit() string { return r.Texts }

func (r *AffirmTexts) command() holder.Command {
	return holder.AffirmTexts{TextsAffirmed: holder.TextsAffirmed{
		Language: r.Language, Hash: act.Hash([]byte(r.Texts)), Because: r.Because,
	}}
}

func (r *AffirmTexts) perform(_ context.Context, s scene) error {
	if err := ourTexts(r.Language, r.Texts); err != nil {
		return err
	}
	return onHolder(s, r)
}

// ourTexts refuses texts that are not those of this program.
func ourTexts(l warning.Language, texts string) error {
	ours, err := warning.TextsOf(l)
	if err != nil {
		return err
	}
	if texts != ours {
		return tocsin.Refuse("approval/changed", "read the texts as they stand now and sign that", "what was read are not the texts of this program")
	}
	return nil
}
