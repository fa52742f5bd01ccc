package dossier

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// An Outcome is what happened in the end.
type Outcome string

// The outcomes.
const (
	OutcomePrevented Outcome = "prevented"
	OutcomeMitigated Outcome = "mitigated"
	OutcomeOccurred  Outcome = "occurred"
	OutcomeNoAttack  Outcome = "no-attack"
	OutcomeUnknown   Outcome = "unknown"
	OutcomeFalse     Outcome = "false"
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomePrevented, OutcomeMitigated, OutcomeOccurred, OutcomeNoAttack, OutcomeUnknown, OutcomeFalse,
	}
}

// CloseDossier closes a dossier with its outcome. Where nobody was warned and
// no silence was affirmed, closing is a silence of its own and waits for
// affirmation.
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

func (c CloseDossier) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
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
		return nil, tocsin.Refuse("dossier/unfinished", "send it or withdraw it by assessing anew", "a text still waits")
	case d.is(StatusNoDuty, StatusReferred):
		return []Event{c.Closing}, nil
	case d.Status == StatusWaived && !d.WaiverExpired(s.At):
		return []Event{c.Closing}, nil
	case d.reached():
		return []Event{c.Closing}, nil
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	closing := c.Closing
	return []Event{SilenceProposed{Path: PathUnwarned, Because: c.Because, Closing: &closing}}, nil
}

// reached reports whether somebody has the newest warning as far as evidence
// goes: received, acknowledged, denied or disputed by every recipient. A
// warning that merely left was not given.
func (d Dossier) reached() bool {
	return d.warned() && d.is(StatusReceived, StatusAcknowledged, StatusDenied, StatusDisputed)
}

func (e DossierClosed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	closing := e
	d = d.silent(StatusClosed)
	d.Closing, d.ClosedAt = &closing, s.At
	return d
}
