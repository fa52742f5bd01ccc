package holder

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// A TextReview is that somebody qualified has read the texts of a language, and
// another officer has agreed.
type TextReview struct {
	Language warning.Language
	// Hash is of the texts that were read. A review is of them and of no others.
	Hash          string
	Qualification string
	Note          string
	Reviewed      tocsin.Stamp
	// Affirmed is by whom and when it was agreed to; zero while it waits.
	Affirmed tocsin.Stamp
	Because  string
}

// builtIn are the languages whose texts count as reviewed without anybody's
// review here, and why.
var builtIn = []struct {
	language warning.Language
	because  string
}{
	{warning.English, "its texts are written in it by their authors and are what all others are translated from"},
}

// BuiltIn says why the texts of a language count as reviewed by themselves, ""
// where they do not.
func BuiltIn(l warning.Language) string {
	for _, b := range builtIn {
		if b.language == l {
			return b.because
		}
	}
	return ""
}

// Reviewed gives the review in force of the texts of a language, whatever texts
// it was of.
func (h Holder) Reviewed(l warning.Language) (TextReview, bool) { return h.review(l, true) }

// Reviewing gives the review of the texts of a language that waits for another
// officer.
func (h Holder) Reviewing(l warning.Language) (TextReview, bool) { return h.review(l, false) }

// review finds a review that is affirmed, or one that waits.
func (h Holder) review(l warning.Language, affirmed bool) (TextReview, bool) {
	i := slices.IndexFunc(h.Texts, func(r TextReview) bool { return r.Language == l && r.Affirmed.At.IsZero() != affirmed })
	if i < 0 {
		return TextReview{}, false
	}
	return h.Texts[i], true
}

// MaySend refuses a language whose texts, as this program has them, nobody
// qualified has reviewed. It is for what really leaves; an exercise may be in any
// language. It depends on the texts that come along, so it is asked when something
// is about to leave, and never when an old act is decided again.
func (h Holder) MaySend(l warning.Language) error {
	hash, err := warning.TextsHash(l)
	if err != nil || BuiltIn(l) != "" {
		return err
	}
	remedy := "have somebody qualified review them: tocsin texts review " + string(l) + "; or write in English"
	r, ok := h.Reviewed(l)
	switch _, waits := h.Reviewing(l); {
	case ok && r.Hash == hash:
		return nil
	case ok:
		return tocsin.Refuse("text/unreviewed", remedy, "the texts of %s have changed since they were reviewed", l)
	case waits:
		return tocsin.Refuse("text/unreviewed", "ask another officer to agree: tocsin texts affirm "+string(l),
			"the review of the texts of %s waits for another officer", l)
	}
	return tocsin.Refuse("text/unreviewed", remedy, "nobody qualified has reviewed the texts of %s", l)
}

// ReviewTexts says that an officer has read the texts of a language and found
// them good.
type ReviewTexts struct {
	TextsReviewed
}

// TextsReviewed waits for another officer.
type TextsReviewed struct {
	Language warning.Language `json:"language"`
	// Hash is of the texts as they were read: warning.TextsHash.
	Hash string `json:"hash"`
	// Qualification is what makes the reviewer one: a mother tongue, a profession.
	Qualification string `json:"qualification"`
	// Note says what he looked at and what he found.
	Note string `json:"note"`
}

func (c ReviewTexts) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	switch {
	case !isCode(c.Language):
		return nil, tocsin.Refuse("text/language", "name it by its two letters", "the language has no code of ISO 639")
	case !isHash(c.Hash):
		return nil, tocsin.Refuse("text/hash", "let the desk make the act", "what was read is not named by its SHA-256")
	case !isLine(c.Qualification, 20, 500):
		return nil, tocsin.Refuse("text/qualification", "say in a line what qualifies you: mother tongue, profession, certificate",
			"the reviewer does not say what qualifies him")
	}
	if err := policy.Justify(c.Note); err != nil {
		return nil, err
	}
	if r, ok := h.Reviewed(c.Language); ok && r.Hash == c.Hash {
		return nil, tocsin.Refuse("text/reviewed", "use them as they are", "these very texts are reviewed and agreed to")
	}
	if r, ok := h.Reviewing(c.Language); ok && r.Reviewed.By == s.By && r.Hash == c.Hash &&
		r.Qualification == c.Qualification && r.Note == c.Note {
		return nil, nil
	}
	return []Event{c.TextsReviewed}, nil
}

func (e TextsReviewed) evolve(h Holder, s tocsin.Stamp) Holder {
	h.Texts = append(h.withoutReview(e.Language, false), TextReview{
		Language: e.Language, Hash: e.Hash, Qualification: e.Qualification, Note: e.Note, Reviewed: s,
	})
	return h
}

// withoutReview gives the reviews without that of a language which is affirmed,
// or which waits.
func (h Holder) withoutReview(l warning.Language, affirmed bool) []TextReview {
	return slices.DeleteFunc(slices.Clone(h.Texts), func(r TextReview) bool {
		return r.Language == l && r.Affirmed.At.IsZero() != affirmed
	})
}

// AffirmTexts agrees to a review, as somebody else than the reviewer.
type AffirmTexts struct {
	TextsAffirmed
}

// TextsAffirmed puts a review in force, in the place of an older one.
type TextsAffirmed struct {
	Language warning.Language `json:"language"`
	// Hash is of the texts as they were read.
	Hash string `json:"hash"`
	// Because is why, in writing.
	Because string `json:"because"`
}

func (c AffirmTexts) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	waiting, ok := h.Reviewing(c.Language)
	switch {
	case !ok:
		return nil, tocsin.Refuse("text/nothing", "list the texts", "no review of these texts waits")
	case s.By == waiting.Reviewed.By:
		return nil, tocsin.Refuse("approval/two-person", "ask another officer", "who reviewed the texts may not agree to his own review")
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("text/level", "ask an officer", "an analyst does not put texts in force")
	case c.Hash != waiting.Hash:
		return nil, tocsin.Refuse("approval/changed", "read the texts as they stand now, and have them reviewed",
			"the texts that were read are not those that were reviewed")
	}
	if err := policy.JustifyApart(c.Because, waiting.Note); err != nil {
		return nil, err
	}
	return []Event{c.TextsAffirmed}, nil
}

func (e TextsAffirmed) evolve(h Holder, s tocsin.Stamp) Holder {
	r, ok := h.Reviewing(e.Language)
	if !ok {
		return h
	}
	r.Affirmed, r.Because = s, e.Because
	h.Texts = h.withoutReview(e.Language, true)
	h.Texts = append(h.withoutReview(e.Language, false), r)
	return h
}

// isCode reports whether a language is named by two letters.
func isCode(l warning.Language) bool {
	return len(l) == 2 && strings.Trim(string(l), "abcdefghijklmnopqrstuvwxyz") == ""
}

// isHash reports whether a word is a hexadecimal SHA-256.
func isHash(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// isLine reports whether a text is one plain line of some length in bytes.
func isLine(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.TrimSpace(s) == s && !strings.Contains(s, "\n") && warning.CheckText(s+"\n") == nil
}
