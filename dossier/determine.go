package dossier

import (
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// DetermineDuty applies every pack in force to the assessment. Where none calls
// for a warning, the officer proposes that silence with his justification; where
// he finds a duty all the same, he says why, and that is enough: speaking needs
// no one's leave to be considered.
type DetermineDuty struct {
	// Because is the justification where the packs find no duty, or the reason
	// why Overrule finds one all the same.
	Because string `json:"because,omitempty"`
	// Overrule finds a duty where the packs do not. There is no overruling
	// downward.
	Overrule bool `json:"overrule,omitempty"`
	// Owner and By say who takes the threat over where it is out of scope, and
	// by when he must answer, UTC.
	Owner string    `json:"owner,omitempty"`
	By    time.Time `json:"by,omitzero"`
	// Packs are those in force.
	Packs []*policy.Pack `json:"-"`
}

// Determined is a determination under each pack with its whole explanation.
type Determined struct {
	// Determination is the one of the first version of the record, which knew
	// one pack.
	Determination *policy.Determination `json:"determination,omitempty"`
	// Determinations are one a pack, in the order in which they were adopted.
	Determinations []policy.Determination `json:"determinations,omitempty"`
	// Overruled is why an officer found a duty where the packs did not.
	Overruled string `json:"overruled,omitempty"`
}

// all gives the determinations, in whichever form they were kept.
func (e Determined) all() []policy.Determination {
	if e.Determination != nil {
		return append([]policy.Determination{*e.Determination}, e.Determinations...)
	}
	return e.Determinations
}

func (c DetermineDuty) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case d.AssessedAt.IsZero():
		return nil, tocsin.Refuse("dossier/assess-first", "assess the reports", "nothing has been assessed")
	case len(c.Packs) == 0:
		return nil, tocsin.Refuse("policy/none", "adopt a pack", "no pack is in force, so nobody knows what is owed")
	}
	var event Determined
	for _, p := range c.Packs {
		found, err := p.Determine(d.situation(s.At))
		if err != nil {
			return nil, err
		}
		event.Determinations = append(event.Determinations, found)
	}
	verdict := policy.Overall(event.Determinations)
	if verdict.Calls() {
		return []Event{event}, nil
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	if c.Overrule {
		if high := d.handling().Silence.Highest; verdict == policy.Prohibited && s.Level < high {
			return nil, tocsin.Refuse("policy/prohibited", "ask a "+high.String()+", or bring what lifts the prohibition",
				"the packs prohibit a warning as things stand")
		}
		event.Overruled = c.Because
		return []Event{event}, nil
	}
	proposed, err := c.silence(verdict, s)
	if err != nil {
		return nil, err
	}
	if d.warned() {
		return []Event{event}, nil
	}
	return []Event{event, proposed}, nil
}

// situation is what is determined on.
func (d Dossier) situation(at time.Time) policy.Situation {
	return policy.Situation{Assessment: d.Assessment, At: at, Reports: len(d.Reports)}
}

// silence gives the silence that follows from a verdict which calls for no
// warning.
func (c DetermineDuty) silence(v policy.Verdict, s tocsin.Stamp) (SilenceProposed, error) {
	proposed := SilenceProposed{Path: PathNoDuty, Because: c.Because}
	switch v {
	case policy.Prohibited:
		proposed.Path = PathProhibited
	case policy.OutOfScope:
		if strings.TrimSpace(c.Owner) == "" || !c.By.After(s.At) {
			return proposed, tocsin.Refuse("DTW-SCOPE", "name who takes it over, and by when he must answer",
				"out of scope is no dead end: nobody is named who takes the threat over in time")
		}
		proposed.Path, proposed.Owner, proposed.OwnerBy = PathOutOfScope, c.Owner, c.By
	case policy.Duty, policy.Permitted, policy.NoDuty:
	}
	return proposed, nil
}

func (e Determined) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Determinations, d.DeterminedAt, d.Overruled, d.Current = e.all(), s.At, e.Overruled, true
	d = d.handled(e.all())
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

// handled takes over what the packs ask: the strictest of all, and the nearest
// end. A clock that ran out before has opened a faster path, and it stays open.
func (d Dossier) handled(all []policy.Determination) Dossier {
	var asked []*policy.Handling
	urgency := policy.Routine
	for _, one := range all {
		if one.Handling != nil {
			asked = append(asked, one.Handling)
		}
		urgency = urgency.Sooner(one.Urgency)
	}
	if len(asked) > 0 {
		d.Handling = policy.Strictest(asked...)
	}
	for _, p := range d.Passed {
		if p.toWarning() {
			urgency = urgency.Faster()
		}
	}
	d.Urgency = urgency
	return d
}

// Form is what the quality of the reports demands of a warning, of all packs.
func (d Dossier) Form() policy.Form {
	var form policy.Form
	for _, one := range d.Determinations {
		form = form.Strictest(one.Form)
	}
	return form
}
