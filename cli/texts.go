package cli

import (
	"context"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
	"example.org/tocsin/warning"
)

// textsCmd is the texts in which warnings are written.
type textsCmd struct {
	List   textsListCmd   `cmd:"" help:"List the languages, and whether their texts are reviewed."`
	Show   textsShowCmd   `cmd:"" help:"Print the texts of a language, as a reviewer reads them."`
	Review textsReviewCmd `cmd:"" help:"Say that you have read the texts of a language and found them good."`
	Affirm textsAffirmCmd `cmd:"" help:"Agree to a review, as another officer."`
}

// A tongue is a language on the command line.
type tongue struct{ warning.Language }

// UnmarshalText reads a language.
func (t *tongue) UnmarshalText(text []byte) error {
	l, err := warning.ParseLanguage(string(text))
	t.Language = l
	return err
}

type textsListCmd struct{}

// Help explains the command.
func (textsListCmd) Help() string {
	return `A warning is sent for real only in languages whose texts somebody qualified has reviewed and another officer has agreed to. A review is of the very texts that were read: when a new version of this program changes them, they are reviewed again. An exercise may be in any language.`
}

// A textsLine is one language in a list.
type textsLine struct {
	Language warning.Language `json:"language"`
	Name     string           `json:"name"`
	Hash     string           `json:"hash"`
	// State is one of built in, reviewed, changed, waits and unreviewed.
	State string `json:"state"`
	// MaySend is true where warnings may be sent for real in it.
	MaySend       bool             `json:"may_send"`
	Because       string           `json:"because,omitempty"`
	Qualification string           `json:"qualification,omitempty"`
	Note          string           `json:"note,omitempty"`
	ReviewedBy    tocsin.OfficerID `json:"reviewed_by,omitempty"`
	AffirmedBy    tocsin.OfficerID `json:"affirmed_by,omitempty"`
	Since         time.Time        `json:"since,omitzero"`
	// Waits is true where a review waits for another officer.
	Waits bool `json:"waits"`
}

// Run lists the languages.
func (textsListCmd) Run(ctx context.Context, c *call) error {
	h, _, err := c.holder(ctx)
	if err != nil {
		return err
	}
	return c.giveTexts(h, warning.Languages()...)
}

// giveTexts prints how far the texts of languages are reviewed.
func (c *call) giveTexts(h holder.Holder, languages ...warning.Language) error {
	var lines []textsLine
	for _, l := range languages {
		line, err := textsOf(h, l)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	return c.give(lines, func(p *page) {
		for _, l := range lines {
			p.field(l.State, "%s, %s: sha256 %s", l.Language, l.Name, l.Hash[:12])
			if l.Because != "" {
				p.field("because", "%s", l.Because)
			}
			if l.Qualification != "" {
				p.field("by", "%s: %s", short(l.ReviewedBy), l.Qualification)
				p.field("found", "%s", l.Note)
			}
		}
	})
}

// textsOf tells how far the texts of a language are reviewed.
func textsOf(h holder.Holder, l warning.Language) (textsLine, error) {
	name, err := warning.LanguageName(l)
	if err != nil {
		return textsLine{}, err
	}
	hash, err := warning.TextsHash(l)
	if err != nil {
		return textsLine{}, err
	}
	line := textsLine{Language: l, Name: name, Hash: hash, State: "unreviewed", MaySend: h.MaySend(l) == nil}
	r, reviewed := h.Reviewed(l)
	waiting, waits := h.Reviewing(l)
	line.Waits = waits
	if waits && !reviewed {
		r = waiting
	}
	switch {
	case holder.BuiltIn(l) != "":
		line.State, line.Because = "built in", holder.BuiltIn(l)
		return line, nil
	case reviewed && r.Hash == hash:
		line.State = "reviewed"
	case waits:
		line.State = "waits"
	case reviewed:
		line.State = "changed"
	default:
		return line, nil
	}
	line.Qualification, line.Note, line.Because = r.Qualification, r.Note, r.Because
	line.ReviewedBy, line.AffirmedBy, line.Since = r.Reviewed.By, r.Affirmed.By, r.Affirmed.At
	return line, nil
}

type textsShowCmd struct {
	Language tongue `arg:"" help:"en, fr, fa or ru." placeholder:"LANG"`
}

// Run prints the texts.
func (cmd *textsShowCmd) Run(_ context.Context, c *call) error {
	texts, err := warning.TextsOf(cmd.Language.Language)
	if err != nil {
		return err
	}
	hash, err := warning.TextsHash(cmd.Language.Language)
	if err != nil {
		return err
	}
	return c.give(map[string]string{"language": string(cmd.Language.Language), "hash": hash, "texts": texts}, func(p *page) {
		p.field("texts", "%s, sha256 %s", cmd.Language.Language, hash)
		p.text(texts)
	})
}

type textsReviewCmd struct {
	Language      tongue `arg:"" help:"fr, fa or ru." placeholder:"LANG"`
	Of            string `required:"" help:"Beginning of the SHA-256 of the texts that you have read, from tocsin texts show." placeholder:"HASH"`
	Qualification string `required:"" help:"What qualifies you: mother tongue, profession, certificate." placeholder:"WORDS"`
	Note          string `required:"" help:"What you looked at, and what you found." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (textsReviewCmd) Help() string {
	return `Read the texts first, with tocsin texts show. The act that you sign holds them to the letter. Another officer has to agree before warnings are sent in the language.`
}

// Run keeps the review.
func (cmd *textsReviewCmd) Run(ctx context.Context, c *call) error {
	r, err := desk.NewReviewTexts(cmd.Language.Language, cmd.Qualification, cmd.Note)
	if err != nil {
		return err
	}
	return c.askTexts(ctx, cmd.acting, cmd.Language.Language, cmd.Of, r)
}

type textsAffirmCmd struct {
	Language tongue `arg:"" help:"fr, fa or ru." placeholder:"LANG"`
	Of       string `required:"" help:"Beginning of the SHA-256 of the texts that were reviewed, from tocsin texts list." placeholder:"HASH"`
	Because  string `required:"" help:"Why you agree, in writing." placeholder:"WORDS"`
	acting
}

// Run keeps the agreement.
func (cmd *textsAffirmCmd) Run(ctx context.Context, c *call) error {
	r, err := desk.NewAffirmTexts(cmd.Language.Language, cmd.Because)
	if err != nil {
		return err
	}
	return c.askTexts(ctx, cmd.acting, cmd.Language.Language, cmd.Of, r)
}

// askTexts asks the desk something about the texts that an officer has read, and
// tells where they stand after it.
func (c *call) askTexts(ctx context.Context, a acting, l warning.Language, of string, r desk.Request) error {
	hash, err := warning.TextsHash(l)
	if err != nil {
		return err
	}
	if len(of) < shortest || !strings.HasPrefix(hash, of) {
		return tocsin.Refuse("approval/changed", "read them with tocsin texts show "+string(l)+" and name what it prints",
			"the texts of %s have no SHA-256 that begins so", l)
	}
	return c.record(ctx, func(s *Session) error {
		return c.ask(ctx, s, a, demand{Request: r}, func() error {
			h, err := s.Desk.Holder(ctx)
			if err != nil {
				return err
			}
			return c.giveTexts(h, l)
		})
	})
}
