package dossier

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/delivery"
	"example.org/tocsin/policy"
	"example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// An Outcome is what happened in the end.
type Outcome = review.Outcome

// The outcomes.
const (
	OutcomePrevented = review.Prevented
	OutcomeMitigated = review.Mitigated
	OutcomeOccurred  = review.Occurred
	OutcomeNoAttack  = review.NoAttack
	OutcomeUnknown   = review.Unknown
	OutcomeFalse     = review.False
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome { return review.Outcomes() }

// CloseDossier closes a dossier with its outcome. Where somebody who was to be
// warned was not, and neither "no duty" was affirmed nor a referral taken, closing is
// a silence of its own and waits for affirmation; so it does under a waiver,
// which is for a time and closing is for ever. While a warning has lapsed and
// nobody has decided on it, nothing is closed; where a review is due, or nobody
// knows how it ended and a warning still holds, closing waits for affirmation.
type CloseDossier struct {
	Closing DossierClosed `json:"closing"`
	// Because is the justification where nobody was warned.
	Because string `json:"because,omitempty"`
}

// DossierClosed ends a dossier.
type DossierClosed struct {
	Outcome Outcome `json:"outcome"`
	// Killed and Injured are the casualties where they are known: a number or a
	// range in words ("84-95").
	Killed  string `json:"killed,omitempty"`
	Injured string `json:"injured,omitempty"`
	// Summary says in words what happened, and what the recipient did.
	Summary string `json:"summary"`
}

func (c CloseDossier) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(Outcomes(), c.Closing.Outcome):
		return nil, tocsin.Refuse("dossier/outcome", "choose prevented, mitigated, occurred, no-attack, unknown or false",
			"%q is no outcome", c.Closing.Outcome)
	case strings.TrimSpace(c.Closing.Summary) == "":
		return nil, tocsin.Refuse("dossier/outcome", "say in words what happened", "the closing has no summary")
	case d.is(StatusDrafted, StatusCleared) && d.warned():
		return nil, tocsin.Refuse("dossier/unfinished", "send it; or assess anew, which takes back a draft, and what you cleared yourself",
			"a text still waits")
	case d.Review != nil:
		return nil, tocsin.Refuse("dossier/review", "have another officer look at it", "a warning that one officer sent alone waits to be looked at")
	case d.lapsed():
		return nil, tocsin.Refuse("warning/undecided", "extend it, update it, take it back or stand it down",
			"a warning has lapsed, and nobody has decided on it")
	case d.reached() && !d.pending(c.Closing):
		return []Event{c.Closing}, nil
	}
	if err := d.undisputed(); err != nil {
		return nil, err
	}
	// The first version asked for no answer of a new owner.
	settled := d.Status == StatusNoDuty || d.Status == StatusReferred && (d.Taken != "" || d.Handling == nil)
	if settled && !d.pending(c.Closing) {
		return []Event{c.Closing}, nil
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	closing, path := c.Closing, PathUnwarned
	if settled || d.reached() {
		path = PathUndecided
	}
	return []Event{SilenceProposed{Path: path, Because: c.Because, Closing: &closing}}, nil
}

// reached reports whether everybody who was to be warned was, as far as evidence
// goes: each has received or answered a warning, and the newest message to him.
// A warning that merely left was not given; a drill or a retraction warns nobody.
func (d Dossier) reached() bool {
	told := map[tocsin.RecipientID]bool{}
	last := map[tocsin.RecipientID]bool{}
	for _, sent := range d.Warned {
		if sent.Draft.Kind == warning.KindExercise {
			continue
		}
		for _, leg := range sent.Dispatches {
			has := leg.State == delivery.StateReceived || answered(leg.State)
			last[leg.Recipient] = has
			told[leg.Recipient] = told[leg.Recipient] || has && warns(sent.Draft.Kind)
		}
	}
	for to := range last {
		if !told[to] || !last[to] {
			return false
		}
	}
	return len(last) > 0
}

func (e DossierClosed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	closing := e
	if d.Silence != nil && !d.Silence.Affirmed && !approval.Met(d.Silence.Proposal, d.Silence.Given) {
		d.Silence = nil // nobody need affirm it any more
	}
	if len(d.live()) > 0 {
		d = d.toLearn(review.WindowEnd, s.At)
	}
	d = d.silent(StatusClosed)
	d.Closing, d.ClosedAt = &closing, s.At
	return d
}
