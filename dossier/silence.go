package dossier

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/approval"
	"example.org/tocsin/policy"
	"example.org/tocsin/review"
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
	// PathProhibited: what lifts a pack's prohibition is not there.
	PathProhibited Path = "prohibited"
	// PathWaiver: a duty was found and is set aside.
	PathWaiver Path = "waiver"
	// PathUnwarned: the dossier is closed although nobody was warned.
	PathUnwarned Path = "closed-unwarned"
	// PathUndecided: the dossier is closed although a review waits, or a warning
	// still holds and nobody knows how it ended.
	PathUndecided Path = "closed-undecided"
)

// A Silence is a path that waits for affirmation, or was affirmed.
type Silence struct {
	Proposed SilenceProposed
	At       time.Time
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
	// Approve is who must agree beyond the quorum of silence, where the ground of
	// a waiver says so.
	Approve *policy.Quorum `json:"approve,omitempty"`
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
	quorum := d.handling().Silence
	if e.Approve != nil {
		quorum = quorum.Strictest(*e.Approve)
	}
	d.Silence = &Silence{
		Proposed: e, At: s.At,
		Proposal: approval.Proposal{By: s.By, Level: s.Level, Of: e.hash(d, s), Silence: true, Quorum: quorum},
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
	if err := d.undisputed(); err != nil {
		return nil, err
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
		return DutyWaived{Pack: e.Waiver.Pack, Ground: e.Waiver.Ground, Expires: e.Expires}
	case PathUnwarned, PathUndecided:
		return *e.Closing
	case PathNoDuty, PathProhibited:
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
	if d.Silence == nil && len(d.Waived) == 0 {
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

func (NoDutyAffirmed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	return d.silent(StatusNoDuty).toLearn(review.NoDuty, s.At)
}

// Referred says that the threat went to another owner.
type Referred struct {
	Owner string `json:"owner"`
	// By is when the owner must have answered, UTC.
	By time.Time `json:"by"`
}

func (e Referred) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Owner, d.OwnerBy, d.Taken = e.Owner, e.By, ""
	return d.silent(StatusReferred).toLearn(review.NoDuty, s.At)
}

// TakeReferral keeps what the new owner of a referred threat answered.
type TakeReferral struct {
	ReferralTaken
}

// ReferralTaken is the new owner's answer. The dossier stays on watch.
type ReferralTaken struct {
	Says string `json:"says"`
}

func (c TakeReferral) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case d.Status != StatusReferred:
		return nil, tocsin.Refuse("dossier/referral", "show the dossier", "it was not referred: it is %s", d.Status)
	case d.Taken != "":
		return nil, tocsin.Refuse("dossier/referral", "show the dossier", "the new owner has answered already")
	case strings.TrimSpace(c.Says) == "":
		return nil, tocsin.Refuse("dossier/referral", "say what the new owner answered", "the answer is empty")
	}
	return []Event{c.ReferralTaken}, nil
}

func (e ReferralTaken) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Taken, d.Since = e.Says, s.At
	return d
}

// A Waived is the duty of one pack that is set aside.
type Waived struct {
	Pack, Ground string
	Until        time.Time
}

// DutyWaived says that the duty found under a pack is set aside, until it expires
// or facts change. The dossier is waived once every duty is.
type DutyWaived struct {
	Pack    string    `json:"pack,omitempty"`
	Ground  string    `json:"ground"`
	Expires time.Time `json:"expires"`
}

func (e DutyWaived) evolve(d Dossier, s tocsin.Stamp) Dossier {
	// What ended while another pack's duty still called is set aside no longer.
	d.Waived = append(slices.DeleteFunc(slices.Clone(d.Waived), func(w Waived) bool { return w.over(s.At) }), e.waived())
	d.WaivedUntil = e.Expires
	for _, w := range d.Waived {
		if w.Until.Before(d.WaivedUntil) {
			d.WaivedUntil = w.Until
		}
	}
	if len(d.owed(s.At)) > 0 {
		d.Silence = nil
		return d
	}
	return d.silent(StatusWaived).toLearn(review.Waiver, s.At)
}

// waived is the waiver that stands from here on.
func (e DutyWaived) waived() Waived { return Waived{e.Pack, e.Ground, e.Expires} }

// over reports whether the waiver has ended.
func (w Waived) over(now time.Time) bool { return !now.Before(w.Until) }

// owed lists the packs whose duty is not set aside. Where an officer found the
// duty himself, one waiver under any pack sets it aside.
func (d Dossier) owed(now time.Time) []policy.PackRef {
	var calling, owed []policy.PackRef
	standing := func(w Waived) bool { return !w.over(now) }
	for _, one := range d.Determinations {
		if !one.Verdict.Calls() {
			continue
		}
		calling = append(calling, one.Pack)
		if !slices.ContainsFunc(d.Waived, func(w Waived) bool { return standing(w) && (w.Pack == one.Pack.ID || w.Pack == "") }) {
			owed = append(owed, one.Pack)
		}
	}
	if len(calling) == 0 && !slices.ContainsFunc(d.Waived, standing) {
		for _, one := range d.Determinations {
			owed = append(owed, one.Pack)
		}
	}
	return owed
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

// WaiveDuty asks that the duty under a pack be set aside.
type WaiveDuty struct {
	Waiver policy.Waiver `json:"waiver"`
	// Packs are those in force.
	Packs []*policy.Pack `json:"-"`
}

func (c WaiveDuty) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if !d.is(StatusDuty, StatusDrafted, StatusCleared) || !d.duty() || !d.Current {
		return nil, tocsin.Refuse("DTW-W-ALL", "determine first",
			"a waiver sets a found duty aside, and none stands here: the dossier is %s", d.Status)
	}
	p, err := c.pack(d, s.At)
	if err != nil {
		return nil, err
	}
	waiver := c.Waiver
	waiver.Pack = p.Ref.ID
	err = p.CheckWaiver(waiver, policy.Recorded{
		Situation: d.situation(s.At), Acknowledged: d.Acknowledged(), Drafts: d.Drafts,
	})
	if err != nil {
		return nil, err
	}
	ground, _ := p.Ground(waiver.Ground)
	return []Event{SilenceProposed{
		Path: PathWaiver, Because: waiver.Justification, Waiver: &waiver,
		Expires: d.waiverEnds(s.At, time.Duration(ground.Lasts)), Approve: &ground.Approve,
	}}, nil
}

// pack gives the pack whose duty is to be set aside, as it was when the duty was
// found.
func (c WaiveDuty) pack(d Dossier, now time.Time) (*policy.Pack, error) {
	owed := d.owed(now)
	var ids []string
	for _, ref := range owed {
		ids = append(ids, ref.ID)
	}
	id := c.Waiver.Pack
	if id == "" && len(owed) == 1 {
		id = owed[0].ID
	}
	i := slices.Index(ids, id)
	if i < 0 {
		return nil, tocsin.Refuse("policy/waiver-pack", "name one of "+strings.Join(ids, ", "), "no duty under the pack %q waits to be set aside", id)
	}
	for _, p := range c.Packs {
		if p.Ref == owed[i] {
			return p, nil
		}
	}
	return nil, tocsin.Refuse("policy/changed", "determine again", "the pack %s has changed since the duty was found", id)
}

// waiverEnds is when a waiver asked for now ends by itself: after what its ground
// allows, or halfway to the latest useful time where that comes first, so that
// somebody looks again while it matters.
func (d Dossier) waiverEnds(now time.Time, lasts time.Duration) time.Time {
	ends := now.Add(lasts)
	if last := d.Assessment.LatestUseful; last.After(now) && last.Before(ends) {
		ends = now.Add(last.Sub(now) / 2)
	}
	return tocsin.Second(ends)
}

// WaiverExpired reports whether the dossier rests on a waiver that has ended.
func (d Dossier) WaiverExpired(now time.Time) bool {
	return d.Status == StatusWaived && !now.Before(d.WaivedUntil)
}
