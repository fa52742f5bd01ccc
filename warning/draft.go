package warning

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/marking"
	"example.org/tocsin/protect"
)

// A Draft is a text with everything that its approvers agree to.
type Draft struct {
	Kind Kind `json:"kind"`
	// Supersedes is the warning that this one replaces or takes back.
	Supersedes tocsin.WarningID `json:"supersedes,omitempty"`
	Tearline   Tearline         `json:"tearline"`
	// Text is what the recipient reads.
	Text string `json:"text"`
	// Grade is the grade of the reports that the text states, such as F6; empty
	// where it need not.
	Grade string `json:"grade,omitempty"`
	// Languages are those of the text, in its order; none is English alone.
	Languages []Language `json:"languages,omitempty"`
	// Front is the part that may be passed on to the front line; nil for none.
	Front *Front `json:"front,omitempty"`
	// Edited is true where a person changed the composed text.
	Edited bool `json:"edited,omitempty"`
	// Marking is how the recipient must handle it; its level is always set.
	Marking marking.Marking `json:"marking"`
	// ValidFrom and UsefulUntil are the validity window, UTC.
	ValidFrom   time.Time `json:"valid_from"`
	UsefulUntil time.Time `json:"useful_until"`
	// Recipients are who gets it.
	Recipients []tocsin.RecipientID `json:"recipients"`
	// People is how many could have been the source of what it tells, in words of
	// numbers; empty where the packs ask for no count.
	People string `json:"people,omitempty"`
	// Specificity is how precisely it tells each field, by the weights of the packs
	// as they were; nil where they give none.
	Specificity *protect.Specificity `json:"specificity,omitempty"`
	// Overrides are the rules that it breaks, each with why.
	Overrides []Override `json:"overrides,omitempty"`
	// LeftOut are those who got the earlier word and do not get this one, each with
	// why; Because is why a warning ends, where a duty to warn still stands. Neither
	// ever leaves.
	LeftOut []LeftOut `json:"left_out,omitempty"`
	Because string    `json:"because,omitempty"`
	// Agreed is who of the recipients agreed to a drill beforehand, and with whom
	// that was settled: a drill surprises nobody.
	Agreed []Agreement `json:"agreed,omitempty"`
	// Campaign says to whom, where the text has slots and goes to many; nil for one
	// text to all recipients.
	Campaign *Campaign `json:"campaign,omitempty"`
}

// An Agreement is one recipient's word that he expects a drill.
type Agreement struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	// With says who agreed, when, in words.
	With string `json:"with"`
}

// A LeftOut is one who got the earlier word and does not get this one.
type LeftOut struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	Because   string             `json:"because"`
}

// Hash is the hexadecimal SHA-256 of the text: what approvals are bound to,
// beside the other fields of the draft; of a campaign its terms too.
func (d Draft) Hash() string {
	if d.Campaign != nil {
		return d.Campaign.hash(d.Text)
	}
	return act.Hash([]byte(d.Text))
}

// Check refuses a draft that could not leave.
func (d Draft) Check(at time.Time) error {
	if _, err := ParseKind(string(d.Kind)); err != nil {
		return tocsin.Refuse("warning/kind", "name one of them", "%v", err)
	}
	from, until := minute(d.ValidFrom), minute(d.UsefulUntil)
	switch {
	case d.Marking.TLP == marking.Unmarked:
		return tocsin.Refuse("warning/marking", "mark it", "the warning is unmarked")
	case !plainLine(d.Marking.String(), maxMarking):
		return tocsin.Refuse("warning/marking", "shorten the caveats, and write them in plain characters",
			"the marking is not one plain line of at most %d bytes", maxMarking)
	case d.Marking.Conflict() != nil:
		return d.Marking.Conflict()
	case len(d.Recipients) == 0:
		return tocsin.Refuse("warning/recipients", "name who gets it", "the warning has no recipient")
	case repeats(d.Recipients):
		return tocsin.Refuse("warning/recipients", "name each once", "a recipient is named twice")
	case d.Kind.Replaces() != (d.Supersedes != ""):
		return tocsin.Refuse("warning/supersedes", "name the warning it replaces; a first warning names none",
			"the kind is %s and what it supersedes is %q", d.Kind, d.Supersedes)
	case !until.After(from):
		return tocsin.Refuse("warning/validity", "give an end at least a minute after the beginning",
			"the warning ends at %s, before it begins", until.Format(time.RFC3339))
	case until.Sub(from) > MaxWindow:
		return tocsin.Refuse("warning/validity", "give an end at most 366 days after the beginning; it can be extended",
			"the warning would hold for more than a year before anybody decides on it again")
	case !until.After(at):
		return tocsin.Refuse("warning/validity", "give an end that lies ahead",
			"the warning would have ended at %s", until.Format(time.RFC3339))
	case !inRange(from) || !inRange(until):
		return tocsin.Refuse("warning/validity", "give a beginning and an end, in years of four digits",
			"the validity window has no beginning, or is out of range")
	}
	return CheckText(d.Text)
}

// repeats reports whether an id stands twice.
func repeats(ids []tocsin.RecipientID) bool {
	sorted := slices.Sorted(slices.Values(ids))
	return len(slices.Compact(sorted)) < len(ids)
}

// An Override is a rule that a text breaks, and why all the same: those who
// agree to the text agree to it.
type Override struct {
	// Rule is the rule: "release/source", "leak/paraphrase".
	Rule string `json:"rule"`
	// Of is the digest of the one finding of a leak check that it is about; empty
	// for rules about the release as a whole.
	Of string `json:"of,omitempty"`
	// Because says why, in writing.
	Because string `json:"because"`
}
