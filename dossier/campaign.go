package dossier

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/warning"
)

// A Carried is how far a campaign has come.
type Carried struct {
	// Rows says of each row of the list whether a copy that tells it was sent.
	Rows []bool
	// Sent counts those rows, Copies the dispatches that tell them.
	Sent, Copies int
	// Tally is what was last reported of the dispatches, as of the position As in
	// the ledger.
	Tally Tally
	As    int64
	// Reported is when.
	Reported time.Time
	// Stopped is when it was stopped, zero where it was not.
	Stopped time.Time
}

// A Tally counts the dispatches of a campaign by how far they have come.
type Tally struct {
	Planned       int `json:"planned,omitempty"`
	Dispatched    int `json:"dispatched,omitempty"`
	Received      int `json:"received,omitempty"`
	Acknowledged  int `json:"acknowledged,omitempty"`
	Denied        int `json:"denied,omitempty"`
	Disputed      int `json:"disputed,omitempty"`
	Undeliverable int `json:"undeliverable,omitempty"`
	// Overdue counts those past their deadline that nobody has answered, Settled
	// those for which nobody need be called any more.
	Overdue int `json:"overdue,omitempty"`
	Settled int `json:"settled,omitempty"`
	// Rungs are how many have come how far, in the order of the rungs.
	Rungs []RungCount `json:"rungs,omitempty"`
}

// A RungCount is how many dispatches stand on one rung.
type RungCount struct {
	Rung  delivery.Rung `json:"rung"`
	Count int           `json:"count"`
}

// A Standing is how far one dispatch has come, as a tally counts it.
type Standing struct {
	State            delivery.State
	Rung             delivery.Rung
	Overdue, Settled bool
}

// StandingOf gives how far a dispatch has come.
func StandingOf(d delivery.Dispatch) Standing {
	return Standing{d.State, d.Rung, d.Overdue && !d.Answered(), d.Settled()}
}

// Add counts a dispatch in, or out with -1.
func (t Tally) Add(of Standing, by int) Tally {
	switch of.State {
	case delivery.StatePlanned:
		t.Planned += by
	case delivery.StateDispatched:
		t.Dispatched += by
	case delivery.StateReceived:
		t.Received += by
	case delivery.StateAcknowledged:
		t.Acknowledged += by
	case delivery.StateDenied:
		t.Denied += by
	case delivery.StateDisputed:
		t.Disputed += by
	case delivery.StateUndeliverable:
		t.Undeliverable += by
	}
	if of.Overdue {
		t.Overdue += by
	}
	if of.Settled {
		t.Settled += by
	}
	t.Rungs = slices.Clone(t.Rungs)
	i := slices.IndexFunc(t.Rungs, func(c RungCount) bool { return c.Rung == of.Rung })
	if i < 0 {
		i = 0
		for i < len(t.Rungs) && of.Rung.Reaches(t.Rungs[i].Rung) {
			i++
		}
		t.Rungs = slices.Insert(t.Rungs, i, RungCount{Rung: of.Rung})
	}
	t.Rungs[i].Count += by
	t.Rungs = slices.DeleteFunc(t.Rungs, func(c RungCount) bool { return c.Count == 0 })
	if len(t.Rungs) == 0 {
		t.Rungs = nil
	}
	return t
}

// Total counts the dispatches.
func (t Tally) Total() int {
	return t.Planned + t.Dispatched + t.Received + t.Acknowledged + t.Denied + t.Disputed + t.Undeliverable
}

// same reports whether two tallies say the same.
func (t Tally) same(o Tally) bool {
	return slices.Equal(t.Rungs, o.Rungs) && t.Planned == o.Planned && t.Dispatched == o.Dispatched && t.Received == o.Received &&
		t.Acknowledged == o.Acknowledged && t.Denied == o.Denied && t.Disputed == o.Disputed &&
		t.Undeliverable == o.Undeliverable && t.Overdue == o.Overdue && t.Settled == o.Settled
}

// least is what a dossier stands at whose newest warning is a campaign: the least
// that any of its dispatches was reported at.
func (c Carried) least(rows int) Status {
	t := c.Tally
	switch {
	case t.Disputed > 0:
		return StatusDisputed
	case t.Denied > 0:
		return StatusDenied
	case c.Sent < rows, t.Total() < c.Copies, t.Planned+t.Dispatched+t.Undeliverable > 0:
		return StatusSent
	case t.Received > 0:
		return StatusReceived
	}
	return StatusAcknowledged
}

// SendBatch sends the next copies of a campaign.
type SendBatch struct {
	CampaignBatchSent
}

// CampaignBatchSent says that copies of a campaign were sealed and queued.
type CampaignBatchSent struct {
	Warning tocsin.WarningID `json:"warning"`
	// Of is the hash of what was agreed to: text and terms.
	Of     string        `json:"of"`
	Copies []CampaignLeg `json:"copies"`
}

// A CampaignLeg is one dispatch with the rows that it tells, by their places in the
// list.
type CampaignLeg struct {
	Dispatch  tocsin.DispatchID  `json:"dispatch"`
	Recipient tocsin.RecipientID `json:"recipient"`
	Rows      []int              `json:"rows"`
}

// CampaignOf gives the draft of a campaign that may be sent, or was begun, by the
// hash of what was agreed to, and how far it has come.
func (d Dossier) CampaignOf(of string) (warning.Draft, *Sent, error) {
	for i := range d.Warned {
		if w := d.Warned[i]; w.Campaign != nil && w.Draft.Hash() == of {
			return w.Draft, &w, nil
		}
	}
	switch {
	case d.Draft == nil || d.Draft.Campaign == nil:
		return warning.Draft{}, nil, tocsin.Refuse("campaign/none", "propose one with tocsin campaign propose", "no campaign waits or was begun that is so")
	case d.Draft.Hash() != of:
		return warning.Draft{}, nil, tocsin.Refuse("approval/changed", "send what was agreed to", "the campaign to be sent is not the one that was agreed to")
	}
	return *d.Draft, nil, nil
}

// MaySendMore refuses where nothing of a campaign may leave at a time: nobody has
// agreed to it, it has expired or was stopped, or something else has taken its
// place.
func (d Dossier) MaySendMore(of string, now time.Time) error {
	draft, begun, err := d.CampaignOf(of)
	if err != nil {
		return err
	}
	if err := d.open(); err != nil {
		return err
	}
	switch {
	case !draft.Campaign.Expires.After(now):
		return tocsin.Refuse("campaign/expired", "propose it again with an end that lies ahead",
			"the campaign expired at %s", draft.Campaign.Expires.Format(time.RFC3339))
	case begun == nil:
		return d.Sendable(now)
	case !begun.Campaign.Stopped.IsZero():
		return tocsin.Refuse("campaign/stopped", "propose it again", "the campaign was stopped at %s", begun.Campaign.Stopped.Format(time.RFC3339))
	case !draft.UsefulUntil.After(now):
		return tocsin.Refuse("warning/validity", "propose it again with a window that lies ahead",
			"the cleared warning ended at %s", draft.UsefulUntil.Format(time.RFC3339))
	case slices.ContainsFunc(d.Warned, func(w Sent) bool { return w.Draft.Supersedes == begun.Warning }):
		return tocsin.Refuse("campaign/superseded", "send what took its place", "an update or a retraction of the campaign has left")
	}
	return nil
}

func (c SendBatch) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	draft, begun, err := d.CampaignOf(c.Of)
	if err != nil {
		return nil, err
	}
	if err := d.MaySendMore(c.Of, s.At); err != nil {
		return nil, err
	}
	if err := d.harmless(draft); err != nil {
		return nil, err
	}
	if err := d.harmlessTo(draft, c.Copies); err != nil {
		return nil, err
	}
	if begun != nil && begun.Warning != c.Warning {
		return nil, tocsin.Refuse("campaign/none", "send what was agreed to", "the campaign was begun as another warning")
	}
	rows, sent := make([]bool, draft.Campaign.Rows), 0
	if begun != nil {
		copy(rows, begun.Campaign.Rows)
		sent = begun.Campaign.Sent
	}
	if len(c.Copies) == 0 {
		return nil, tocsin.Refuse("campaign/done", "see tocsin campaign status", "there is nothing left to send of the campaign")
	}
	for _, leg := range c.Copies {
		for _, row := range leg.Rows {
			if row < 0 || row >= len(rows) || rows[row] {
				return nil, tocsin.Refuse("campaign/row", "make the act again", "a row is not on the list that was agreed to, or was sent before")
			}
			rows[row] = true
			sent++
		}
		if len(leg.Rows) == 0 {
			return nil, tocsin.Refuse("campaign/row", "make the act again", "a copy tells no row of the list")
		}
	}
	if sent > draft.Campaign.Ceiling {
		return nil, tocsin.Refuse("campaign/ceiling", "propose it again with a higher ceiling", "more would be told than the %d that were agreed to", draft.Campaign.Ceiling)
	}
	if begun == nil && d.Status == StatusDrafted {
		return []Event{WarningCleared{Of: c.Of}, c.CampaignBatchSent}, nil
	}
	return []Event{c.CampaignBatchSent}, nil
}

// harmlessTo holds a campaign to what was answered of single recipients, beside
// their group.
func (d Dossier) harmlessTo(draft warning.Draft, legs []CampaignLeg) error {
	single := draft
	single.Recipients = nil
	for _, leg := range legs {
		if _, checked := d.check(leg.Recipient); checked {
			single.Recipients = append(single.Recipients, leg.Recipient)
		}
	}
	return d.harmless(single)
}

func (e CampaignBatchSent) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Warned = slices.Clone(d.Warned)
	i := slices.IndexFunc(d.Warned, func(w Sent) bool { return w.Campaign != nil && w.Warning == e.Warning })
	if i < 0 {
		if d.Draft == nil || d.Draft.Campaign == nil {
			return d
		}
		if len(d.Approvals) == 0 && d.DraftedBy.Quorum.Others == 0 {
			d = d.toReview(e.Warning, s)
		}
		i = len(d.Warned)
		d.Warned = append(d.Warned, Sent{
			Warning: e.Warning, Draft: *d.Draft, By: d.DraftedBy.By, At: s.At,
			Campaign: &Carried{Rows: make([]bool, d.Draft.Campaign.Rows)},
		})
		d.Draft, d.Approvals, d.Silence, d.Status = nil, nil, nil, StatusSent
		if !d.warned() {
			d.Status = d.owing()
		}
	}
	carried := *d.Warned[i].Campaign
	carried.Rows = slices.Clone(carried.Rows)
	for _, leg := range e.Copies {
		carried.Copies++
		for _, row := range leg.Rows {
			if row >= 0 && row < len(carried.Rows) && !carried.Rows[row] {
				carried.Rows[row] = true
				carried.Sent++
			}
		}
	}
	d.Warned[i].Campaign = &carried
	return d
}

// ReportCampaign says how the dispatches of a campaign stand. The engine asks it.
type ReportCampaign struct {
	CampaignReported
}

// CampaignReported counts the dispatches of a campaign, in the place of a note for
// each of them.
type CampaignReported struct {
	Warning tocsin.WarningID `json:"warning"`
	// As is the position in the ledger up to which was counted.
	As    int64 `json:"as"`
	Tally Tally `json:"tally"`
}

func (c ReportCampaign) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	for _, w := range d.Warned {
		if w.Warning == c.Warning && w.Campaign != nil && c.As > w.Campaign.As && !w.Campaign.Tally.same(c.Tally) {
			return []Event{c.CampaignReported}, nil
		}
	}
	return nil, nil
}

func (e CampaignReported) evolve(d Dossier, s tocsin.Stamp) Dossier {
	i := slices.IndexFunc(d.Warned, func(w Sent) bool { return w.Campaign != nil && w.Warning == e.Warning })
	if i < 0 {
		return d
	}
	d.Warned = slices.Clone(d.Warned)
	carried := *d.Warned[i].Campaign
	carried.Tally, carried.As, carried.Reported = e.Tally, e.As, s.At
	d.Warned[i].Campaign = &carried
	if d.is(StatusSent, StatusReceived, StatusAcknowledged, StatusDenied, StatusDisputed) {
		d.Status = d.afterSending()
	}
	return d
}

// StopCampaign ends a campaign before all of it is sent. Any officer may: what has
// left needs a retraction besides.
type StopCampaign struct {
	CampaignStopped
}

// CampaignStopped says that nothing more of a campaign is sent.
type CampaignStopped struct {
	Warning tocsin.WarningID `json:"warning"`
	Because string           `json:"because"`
}

func (c StopCampaign) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(d.Warned, func(w Sent) bool { return w.Campaign != nil && w.Warning == c.Warning })
	switch {
	case i < 0:
		return nil, tocsin.Refuse("campaign/none", "see tocsin show", "no such campaign was begun")
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("campaign/officer", "ask an officer", "an %s does not stop a campaign", s.Level)
	case c.Because == "":
		return nil, tocsin.Refuse("campaign/reason", "say why in a few words", "no reason is given")
	case !d.Warned[i].Campaign.Stopped.IsZero():
		return nil, nil
	}
	return []Event{c.CampaignStopped}, nil
}

func (e CampaignStopped) evolve(d Dossier, s tocsin.Stamp) Dossier {
	i := slices.IndexFunc(d.Warned, func(w Sent) bool { return w.Campaign != nil && w.Warning == e.Warning })
	if i < 0 {
		return d
	}
	d.Warned = slices.Clone(d.Warned)
	carried := *d.Warned[i].Campaign
	carried.Stopped = s.At
	d.Warned[i].Campaign = &carried
	return d
}

// ClassOfGroup gives the class of a group of readers of any campaign of the
// dossier; empty where it is none.
func (d Dossier) ClassOfGroup(id tocsin.RecipientID) directory.Class {
	drafts := []*warning.Draft{d.Draft}
	for i := range d.Warned {
		drafts = append(drafts, &d.Warned[i].Draft)
	}
	for _, draft := range drafts {
		if draft == nil || draft.Campaign == nil {
			continue
		}
		for _, g := range draft.Campaign.Groups {
			if g.ID == id {
				return directory.Class(g.Class)
			}
		}
	}
	return ""
}

// overdue reports whether any dispatch of a campaign was reported overdue.
func (c *Carried) overdue() bool { return c != nil && c.Tally.Overdue > 0 }
