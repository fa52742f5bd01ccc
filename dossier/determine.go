package dossier

import (
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// DetermineDuty applies the pack to the assessment. Where it finds no duty, or
// that the threat is out of scope, the officer proposes that silence with his
// justification; where he finds a duty all the same, he says why, and that is
// enough: speaking needs no one's leave to be considered.
type DetermineDuty struct {
	// Because is the justification where the pack finds no duty, or the reason
	// why Overrule finds one all the same.
	Because string `json:"because,omitempty"`
	// Overrule finds a duty where the pack does not. There is no overruling
	// downward.
	Overrule bool `json:"overrule,omitempty"`
	// Owner and By say who takes the threat over where it is out of scope, and
	// by when he must answer, UTC.
	Owner string    `json:"owner,omitempty"`
	By    time.Time `json:"by,omitzero"`
}

// Determined is a determination with its whole explanation.
type Determined struct {
	Determination policy.Determination `json:"determination"`
	// Overruled is why an officer found a duty where the pack did not.
	Overruled string `json:"overruled,omitempty"`
}

func (c DetermineDuty) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.AssessedAt.IsZero() {
		return nil, tocsin.Refuse("dossier/assess-first", "assess the reports", "nothing has been assessed")
	}
	found, err := policy.Determine(d.Assessment, d.Profile, s.At)
	if err != nil {
		return nil, err
	}
	event := Determined{Determination: found}
	if found.Verdict == policy.Duty {
		return []Event{event}, nil
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	if c.Overrule {
		event.Overruled = c.Because
		return []Event{event}, nil
	}
	proposed := SilenceProposed{Path: PathNoDuty, Because: c.Because}
	if found.Verdict == policy.OutOfScope {
		if strings.TrimSpace(c.Owner) == "" || !c.By.After(s.At) {
			return nil, tocsin.Refuse("DTW-SCOPE", "name who takes it over, and by when he must answer",
				"out of scope is no dead end: nobody is named who takes the threat over in time")
		}
		proposed.Path, proposed.Owner, proposed.OwnerBy = PathOutOfScope, c.Owner, c.By
	}
	if d.warned() {
		return []Event{event}, nil
	}
	return []Event{event, proposed}, nil
}

func (e Determined) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Determination, d.DeterminedAt, d.Overruled, d.Current = e.Determination, s.At, e.Overruled, true
	d = d.stale()
	if d.bound(s) {
		return d
	}
	d.Draft, d.Approvals, d.Status = nil, nil, d.undecided()
	if !d.warned() && d.duty() {
		d.Status = StatusDuty
	}
	return d
}
