package dossier

import (
	"encoding/json"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/approval"
	"example.org/tocsin/policy"
)

// A Path is a way to leave a warning unsaid.
type Path string

// The paths. Each takes at least as many people as warning, and one of them
// higher.
const (
	// PathNoDuty: no duty was found.
	PathNoDuty Path = "no-duty"
	// PathOutOfScope: the threat goes to another owner.
	PathOutOfScope Path = "out-of-scope"
	// PathWaiver: a duty was found and is set aside.
	PathWaiver Path = "waiver"
	// PathUnwarned: the dossier is closed although nobody was warned.
	PathUnwarned Path = "closed-unwarned"
)

// A Silence is a path that waits for affirmation, or was affirmed.
type Silence struct {
	Proposed SilenceProposed
	Proposal approval.Proposal
	Given    []approval.Given
	Affirmed bool
}

// SilenceProposed proposes to leave a warning unsaid. It binds nobody yet.
type SilenceProposed struct {
	Path Path `json:"path"`
	// Because is the proposer's justification.
	Because string `json:"because"`
	// Owner and OwnerBy are who takes over a threat that is out of scope, and by
	// when.
	Owner   string    `json:"owner,omitempty"`
	OwnerBy time.Time `json:"owner_by,omitzero"`
	// Waiver is the waiver asked for.
	Waiver *policy.Waiver `json:"waiver,omitempty"`
	// Expires is when a waiver ends by itself.
	Expires time.Time `json:"expires,omitzero"`
	// Closing is the closing asked for.
	Closing *DossierClosed `json:"closing,omitempty"`
}

// hash identifies a proposal, all of it: what is affirmed is this and no other.
func (e SilenceProposed) hash(d Dossier, s tocsin.Stamp) string {
	raw, err := json.Marshal(e)
	if err != nil {
		// An event that has no wire form has never been kept.
		raw = nil
	}
	text := string(d.ID) + "\n" + string(s.By) + "\n" + s.At.UTC().Format(time.RFC3339) + "\n"
	return act.Hash(append([]byte(text), raw...))
}

func (e SilenceProposed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	deciders, _ := policy.DecidersOf(d.Profile)
	d.Silence = &Silence{
		Proposed: e,
		Proposal: approval.Proposal{
			By: s.By, Level: s.Level, Of: e.hash(d, s), Silence: true, Quorum: deciders.Silence,
		},
	}
	return d
}

// SilenceAffirmed is one officer's written agreement to a silence.
type SilenceAffirmed struct {
	Of      string `json:"of"`
	Because string `json:"because"`
}

func (e SilenceAffirmed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	if d.Silence == nil {
		return d
	}
	silence := *d.Silence
	silence.Given = append(slices.Clip(silence.Given), approval.Given{By: s.By, Level: s.Level, Of: e.Of, Because: e.Because})
	d.Silence = &silence
	return d
}

// AffirmSilence agrees in writing to the silence that is proposed.
type AffirmSilence struct {
	SilenceAffirmed
}

func (c AffirmSilence) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.Silence == nil || d.Silence.Affirmed {
		return nil, tocsin.Refuse("approval/nothing", "show the dossier", "no silence waits for affirmation")
	}
	if err := d.Silence.Proposed.ahead(s.At); err != nil {
		return nil, err
	}
	given := approval.Given{By: s.By, Level: s.Level, Of: c.Of, Because: c.Because}
	if err := approval.Admit(d.Silence.Proposal, d.Silence.Given, given); err != nil {
		return nil, err
	}
	if err := policy.JustifyApart(c.Because, d.Silence.Proposed.Because); err != nil {
		return nil, err
	}
	events := []Event{c.SilenceAffirmed}
	after := c.evolve(d, s)
	if approval.Met(after.Silence.Proposal, after.Silence.Given) {
		events = append(events, d.Silence.Proposed.settled())
	}
	return events, nil
}

// ahead refuses a silence that ended before it was affirmed.
func (e SilenceProposed) ahead(now time.Time) error {
	switch {
	case e.Path == PathOutOfScope && !e.OwnerBy.After(now):
		return tocsin.Refuse("DTW-SCOPE", "determine again, with a date that lies ahead",
			"the date by which the new owner must answer has passed")
	case e.Path == PathWaiver && !e.Expires.After(now):
		return tocsin.Refuse("DTW-W-ALL", "ask for the waiver again", "the waiver would have ended before it began")
	}
	return nil
}

// settled is the event that an affirmed silence becomes.
func (e SilenceProposed) settled() Event {
	switch e.Path {
	case PathOutOfScope:
		return Referred{Owner: e.Owner, By: e.OwnerBy}
	case PathWaiver:
		return DutyWaived{Ground: e.Waiver.Ground, Expires: e.Expires}
	case PathUnwarned:
		return *e.Closing
	case PathNoDuty:
	}
	return NoDutyAffirmed{}
}

// WithdrawSilence takes a proposal back, or opens the question again after it
// was affirmed. Anybody may: it is a step towards warning.
type WithdrawSilence struct {
	SilenceWithdrawn
}

// SilenceWithdrawn opens the question again.
type SilenceWithdrawn struct {
	Because string `json:"because"`
}

func (c WithdrawSilence) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.Silence == nil {
		return nil, nil
	}
	return []Event{c.SilenceWithdrawn}, nil
}

func (e SilenceWithdrawn) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	waived := d.Status == StatusWaived
	d = d.stale()
	if waived && !d.warned() {
		d.Status = StatusDuty
	}
	return d
}

// NoDutyAffirmed says that no duty to warn is found, and binds.
type NoDutyAffirmed struct{}

func (NoDutyAffirmed) evolve(d Dossier, _ tocsin.Stamp) Dossier { return d.silent(StatusNoDuty) }

// Referred says that the threat went to another owner.
type Referred struct {
	Owner string `json:"owner"`
	// By is when the owner must have answered, UTC.
	By time.Time `json:"by"`
}

func (Referred) evolve(d Dossier, _ tocsin.Stamp) Dossier { return d.silent(StatusReferred) }

// DutyWaived says that a found duty is set aside, until it expires or facts
// change.
type DutyWaived struct {
	Ground  string    `json:"ground"`
	Expires time.Time `json:"expires"`
}

func (e DutyWaived) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	d.WaivedUntil = e.Expires
	return d.silent(StatusWaived)
}

// silent ends in a silence that was affirmed.
func (d Dossier) silent(status Status) Dossier {
	if d.Silence != nil {
		silence := *d.Silence
		silence.Affirmed = true
		d.Silence = &silence
	}
	d.Status, d.Draft, d.Approvals = status, nil, nil
	return d
}

// WaiveDuty asks that the duty be set aside.
type WaiveDuty struct {
	Waiver policy.Waiver `json:"waiver"`
}

// longestWaiver is how long a waiver lasts at most; none is permanent.
const longestWaiver = 7 * 24 * time.Hour

func (c WaiveDuty) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if !d.is(StatusDuty, StatusDrafted, StatusCleared) || !d.duty() || !d.Current {
		return nil, tocsin.Refuse("DTW-W-ALL", "determine first",
			"a waiver sets a found duty aside, and none stands here: the dossier is %s", d.Status)
	}
	err := policy.CheckWaiver(c.Waiver, policy.Situation{
		At: s.At, Acknowledged: d.Acknowledged(), Drafts: d.Drafts, TargetKind: d.Assessment.TargetKind,
	})
	if err != nil {
		return nil, err
	}
	waiver := c.Waiver
	return []Event{SilenceProposed{
		Path: PathWaiver, Because: waiver.Justification, Waiver: &waiver, Expires: d.waiverEnds(s.At),
	}}, nil
}

// waiverEnds is when a waiver asked for now ends by itself: at the latest useful
// time where that comes first, so that somebody looks again while it matters.
func (d Dossier) waiverEnds(now time.Time) time.Time {
	ends := now.Add(longestWaiver)
	if last := d.Assessment.LatestUseful; last.After(now) && last.Before(ends) {
		ends = now.Add(last.Sub(now) / 2)
	}
	return tocsin.Second(ends)
}

// WaiverExpired reports whether the dossier rests on a waiver that has ended.
func (d Dossier) WaiverExpired(now time.Time) bool {
	return d.Status == StatusWaived && !now.Before(d.WaivedUntil)
}
