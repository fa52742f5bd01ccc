package warning

import (
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/marking"
)

// A Draft is a text with everything that its approvers agree to.
type Draft struct {
	Kind Kind `json:"kind"`
	// Supersedes is the warning that this one replaces or takes back.
	Supersedes tocsin.WarningID `json:"supersedes,omitempty"`
	Tearline   Tearline         `json:"tearline"`
	// Text is what the recipient reads.
	Text string `json:"text"`
	// Edited is true where a person changed the composed text.
	Edited bool `json:"edited,omitempty"`
	// Marking is how the recipient must handle it; its level is always set.
	Marking marking.Marking `json:"marking"`
	// ValidFrom and UsefulUntil are the validity window, UTC.
	ValidFrom   time.Time `json:"valid_from"`
	UsefulUntil time.Time `json:"useful_until"`
	// Recipients are who gets it.
	Recipients []tocsin.RecipientID `json:"recipients"`
}

// Hash is the hexadecimal SHA-256 of the text: what approvals are bound to,
// beside the other fields of the draft.
func (d Draft) Hash() string { return act.Hash([]byte(d.Text)) }

// Check refuses a draft that could not leave.
func (d Draft) Check(at time.Time) error {
	replaces := d.Kind == KindUpdate || d.Kind == KindRetraction
	switch {
	case d.Marking.TLP == marking.Unmarked:
		return tocsin.Refuse("warning/marking", "mark it", "the warning is unmarked")
	case len(d.Recipients) == 0:
		return tocsin.Refuse("warning/recipients", "name who gets it", "the warning has no recipient")
	case replaces != (d.Supersedes != ""):
		return tocsin.Refuse("warning/supersedes", "name the warning it replaces; a first warning names none",
			"the kind is %s and what it supersedes is %q", d.Kind, d.Supersedes)
	case !d.UsefulUntil.After(d.ValidFrom):
		return tocsin.Refuse("warning/validity", "give an end after the beginning",
			"the warning ends at %s, before it begins", d.UsefulUntil.Format(time.RFC3339))
	case !d.UsefulUntil.After(at):
		return tocsin.Refuse("warning/validity", "give an end that lies ahead",
			"the warning would have ended at %s", d.UsefulUntil.Format(time.RFC3339))
	case strings.Contains(d.Marking.String(), "\n"):
		return tocsin.Refuse("warning/marking", "mark it on one line", "the marking has more than one line")
	}
	return CheckText(d.Text)
}
