package dossier

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/delivery"
	"example.org/tocsin/policy"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
	"example.org/tocsin/warning"
)

// DraftWarning puts a text before the approvers.
type DraftWarning struct {
	WarningDrafted
	// Readers are its recipients as the directory has them; when they read it is
	// when it is drafted.
	Readers Readers `json:"-"`
}

// WarningDrafted is a text that waits for approval; it takes the place of any
// other, whose approvals fall.
type WarningDrafted struct {
	Draft warning.Draft `json:"draft"`
}

func (c DraftWarning) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.DeterminedAt.IsZero() && !d.warned() {
		return nil, tocsin.Refuse("dossier/determine-first", "determine whether there is a duty to warn",
			"nobody has determined anything")
	}
	if d.bound(s) {
		return nil, tocsin.Refuse("dossier/cleared", "send it, or ask one of those who agreed to it to draft it anew",
			"a text that others have cleared waits to be sent")
	}
	if err := c.Draft.Check(s.At); err != nil {
		return nil, err
	}
	if err := d.formed(c.Draft); err != nil {
		return nil, err
	}
	if err := threat.CheckEstimate(c.Draft.Text); err != nil {
		return nil, err
	}
	to := c.Readers
	to.At = s.At
	if err := d.weighed(c.Draft, to); err != nil {
		return nil, err
	}
	switch old := c.Draft.Supersedes; {
	case old == "" && d.warned():
		return nil, tocsin.Refuse("warning/supersedes", "draft an update or a retraction of what was sent",
			"a warning of this dossier has left already")
	case old != "" && !slices.ContainsFunc(d.Warned, func(w Sent) bool { return w.Warning == old }):
		return nil, tocsin.Refuse("warning/supersedes", "name a warning of this dossier",
			"what it would replace was not sent from this dossier")
	}
	if err := d.carries(c.Draft); err != nil {
		return nil, err
	}
	events := []Event{c.WarningDrafted}
	if after := c.evolve(d, s); approval.Met(after.DraftedBy, nil) {
		// The exigent path: one officer is enough, and others look at it later.
		if err := d.harmless(c.Draft); err != nil {
			return nil, err
		}
		events = append(events, WarningCleared{Of: after.DraftedBy.Of})
	}
	return events, nil
}

// formed refuses a text that packs prohibit, or that poor reports do not bear.
func (d Dossier) formed(draft warning.Draft) error {
	if !warns(draft.Kind) {
		return nil
	}
	if !d.warned() && d.prohibited() {
		return tocsin.Refuse("policy/prohibited", "bring what lifts the prohibition, and determine again", "the packs prohibit a warning as things stand")
	}
	form := d.Form()
	suspect := slices.ContainsFunc(draft.Tearline.Released, func(r warning.Released) bool { return r.Field == report.FieldActor })
	grade := d.StatedGrade(draft.Kind)
	switch {
	case form.NameNoSuspect && suspect:
		return tocsin.Refuse(form.Rule, "leave out by whom, or have the report corroborated", "reports this poor name no suspect")
	case grade == "" && draft.Grade != "":
		return tocsin.Refuse("warning/grade", "draft it again", "it states a grade, and its reports need none")
	case grade != draft.Grade, grade != "" && !warning.StatesGrade(draft.Text, grade):
		return tocsin.Refuse(form.Rule, "draft it again, and leave the line with the grade in it", "reports this poor state their grade")
	}
	return nil
}

// StatedGrade is the grade that a warning must state because the reports are
// poor; empty where it need not.
func (d Dossier) StatedGrade(kind warning.Kind) string {
	if !warns(kind) || !d.Form().StateGrade {
		return ""
	}
	return string(d.Assessment.Reliability) + strconv.Itoa(int(d.Assessment.Credibility))
}

// warnQuorum is who must agree to a text: what the packs ask at this urgency, and
// more where the reports are poor and the words suggest force, or where many
// reports came in on one target.
func (d Dossier) warnQuorum(draft warning.Draft) policy.Quorum {
	quorum, form := d.handling().Warn[d.urgency()], d.Form()
	if !warns(draft.Kind) {
		return quorum
	}
	if form.ForceSignatures > 0 && warning.SuggestsForce(draft.Text) {
		quorum.Others = max(quorum.Others, form.ForceSignatures)
	}
	if t := d.tearline(); t != nil && slices.ContainsFunc(draft.Overrides, raises) {
		quorum = quorum.Strictest(t.Override)
	}
	if quorum.Others > 0 {
		// Where one officer may warn alone, a flood of reports must not stop him.
		quorum.Highest = max(quorum.Highest, form.Senior)
	}
	return quorum
}

// raises reports whether an override takes those whom the packs name for it. Who
// tells too little decides that with whoever agrees to the text, and where one
// officer may warn alone, alone.
func raises(o warning.Override) bool {
	return o.Rule != release.RuleFloor && o.Rule != release.RuleGoal
}

func (e WarningDrafted) evolve(d Dossier, s tocsin.Stamp) Dossier {
	draft := e.Draft
	d = d.stale()
	d.Draft, d.Approvals = &draft, nil
	d.DraftedBy = approval.Proposal{By: s.By, Level: s.Level, Of: draft.Hash(), Quorum: d.quorum(draft, s.Level)}
	if !slices.Contains(d.Drafts, draft.Hash()) {
		d.Drafts = append(slices.Clip(d.Drafts), draft.Hash())
	}
	d.Status = StatusDrafted
	return d
}

// ApproveWarning agrees to the text that stands in the dossier, to its
// recipients, kind, marking and validity.
type ApproveWarning struct {
	// Draft is the whole draft as the approver read it.
	Draft warning.Draft `json:"draft"`
}

// ApprovalGiven is one officer's agreement to a text.
type ApprovalGiven struct {
	Of string `json:"of"`
}

func (c ApproveWarning) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case d.Draft == nil:
		return nil, tocsin.Refuse("approval/nothing", "show the dossier", "no draft waits for approval")
	case d.Status != StatusDrafted:
		return nil, tocsin.Refuse("approval/nothing", "send it", "the draft is cleared already")
	}
	if err := d.harmless(*d.Draft); err != nil {
		return nil, err
	}
	of := c.Draft.Hash()
	if !sameDraft(c.Draft, *d.Draft) {
		of = ""
	}
	if err := approval.Admit(d.DraftedBy, d.Approvals, approval.Given{By: s.By, Level: s.Level, Of: of}); err != nil {
		return nil, err
	}
	events := []Event{ApprovalGiven{Of: of}}
	after := ApprovalGiven{Of: of}.evolve(d, s)
	if approval.Met(after.DraftedBy, after.Approvals) {
		events = append(events, WarningCleared{Of: of})
	}
	return events, nil
}

// sameDraft reports whether two drafts say the same to the same people.
func sameDraft(a, b warning.Draft) bool {
	return a.Kind == b.Kind && a.Supersedes == b.Supersedes && a.Text == b.Text &&
		a.Marking.String() == b.Marking.String() && a.ValidFrom.Equal(b.ValidFrom) &&
		a.UsefulUntil.Equal(b.UsefulUntil) && slices.Equal(a.Recipients, b.Recipients) && a.Edited == b.Edited && a.Grade == b.Grade &&
		slices.Equal(a.Tearline.Released, b.Tearline.Released) && slices.Equal(a.Tearline.Withheld, b.Tearline.Withheld) && a.People == b.People && slices.Equal(a.Overrides, b.Overrides) &&
		slices.Equal(a.LeftOut, b.LeftOut) && slices.Equal(a.Agreed, b.Agreed) && a.Because == b.Because && slices.Equal(a.Languages, b.Languages) && reflect.DeepEqual(a.Front, b.Front) && reflect.DeepEqual(a.Specificity, b.Specificity) &&
		reflect.DeepEqual(a.Campaign, b.Campaign)
}

func (e ApprovalGiven) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Approvals = append(slices.Clip(d.Approvals), approval.Given{By: s.By, Level: s.Level, Of: e.Of})
	return d
}

// WarningCleared says that the quorum has agreed: this text may leave.
type WarningCleared struct {
	Of string `json:"of"`
}

func (WarningCleared) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	d.Status = StatusCleared
	return d
}

// SendWarning sends what is cleared. Text must be the cleared one.
type SendWarning struct {
	WarningSent
	// Unwatched says that whoever asked did not know yet that somebody must decide
	// on it before its window ends.
	Unwatched bool
}

// WarningSent says that a cleared warning was sealed and queued, one dispatch a
// recipient.
type WarningSent struct {
	Warning tocsin.WarningID `json:"warning"`
	// Of is the hash of the cleared text.
	Of         string    `json:"of"`
	Dispatches []Planned `json:"dispatches"`
	// DecideBy is by when somebody must decide whether it is extended, updated,
	// taken back or stood down; none for what does not warn.
	DecideBy time.Time `json:"decide_by,omitzero"`
}

// A Planned is one dispatch with its recipient.
type Planned struct {
	Dispatch  tocsin.DispatchID  `json:"dispatch"`
	Recipient tocsin.RecipientID `json:"recipient"`
}

// Sendable refuses where nothing is cleared, or what is cleared has lapsed.
func (d Dossier) Sendable(now time.Time) error {
	if err := d.open(); err != nil {
		return err
	}
	// A faster path that has opened since may ask for no more than is there.
	agreed := d.Status == StatusCleared || d.Status == StatusDrafted && approval.Met(d.DraftedBy, d.Approvals)
	switch {
	case !agreed || d.Draft == nil:
		return tocsin.Refuse("dossier/not-cleared", "have it approved first", "nothing is cleared: the dossier is %s", d.Status)
	case !d.Draft.UsefulUntil.After(now):
		return tocsin.Refuse("warning/validity", "draft it again with a window that lies ahead",
			"the cleared warning ended at %s", d.Draft.UsefulUntil.Format(time.RFC3339))
	}
	return nil
}

func (c SendWarning) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.Sendable(s.At); err != nil {
		return nil, err
	}
	if err := d.harmless(*d.Draft); err != nil {
		return nil, err
	}
	planned := make([]tocsin.RecipientID, 0, len(c.Dispatches))
	for _, p := range c.Dispatches {
		planned = append(planned, p.Recipient)
	}
	switch {
	case d.Draft.Campaign != nil:
		return nil, tocsin.Refuse("campaign/send", "send it with tocsin campaign send", "what is cleared goes to many")
	case c.Of != d.Draft.Hash():
		return nil, tocsin.Refuse("approval/changed", "send the cleared text", "the text to be sent is not the cleared one")
	case !slices.Equal(planned, d.Draft.Recipients):
		return nil, tocsin.Refuse("warning/recipients", "send it to those it was cleared for",
			"the recipients are not those it was cleared for")
	}
	sent := c.WarningSent
	if sent.DecideBy = d.decideBy(*d.Draft, s.At); c.Unwatched {
		sent.DecideBy = time.Time{}
	}
	if d.Status == StatusDrafted {
		return []Event{WarningCleared{Of: c.Of}, sent}, nil
	}
	return []Event{sent}, nil
}

func (e WarningSent) evolve(d Dossier, s tocsin.Stamp) Dossier {
	sent := Sent{Warning: e.Warning, At: s.At, DecideBy: e.DecideBy}
	d = d.ending(s.At)
	if d.Draft != nil && len(d.Approvals) == 0 && d.DraftedBy.Quorum.Others == 0 {
		d = d.toReview(e.Warning, s)
	}
	if d.Draft != nil {
		sent.Draft, sent.By = *d.Draft, d.DraftedBy.By
	}
	for _, p := range e.Dispatches {
		sent.Dispatches = append(sent.Dispatches, Leg{
			Dispatch: p.Dispatch, Recipient: p.Recipient, State: delivery.StatePlanned, Reported: s.At,
		})
	}
	d.Warned = append(slices.Clip(d.Warned), sent)
	d.Draft, d.Approvals, d.Silence, d.Status = nil, nil, nil, StatusSent
	if !d.warned() {
		d.Status = d.owing()
	}
	return d
}

// owing is the status after a drill: it tells nobody of the threat, so whatever
// was owed before is owed still, and its clock runs.
func (d Dossier) owing() Status {
	if d.Current && d.duty() {
		return StatusDuty
	}
	return d.undecided()
}

// ReportDelivery says how a dispatch of this dossier stands now.
type ReportDelivery struct {
	DeliveryReported
}

// DeliveryReported mirrors a dispatch's state into its dossier, in the same
// transaction.
type DeliveryReported struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	State    delivery.State    `json:"state"`
	Overdue  bool              `json:"overdue,omitempty"`
	// Rung is the highest that was reached; empty where no carrier has it yet, and
	// in records of the first form.
	Rung delivery.Rung `json:"rung,omitempty"`
}

func (c ReportDelivery) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	for _, w := range d.Warned {
		for _, leg := range w.Dispatches {
			if leg.Dispatch == c.Dispatch && (leg.State != c.State || leg.Overdue != c.Overdue || leg.Rung != c.Rung) {
				return []Event{c.DeliveryReported}, nil
			}
		}
	}
	return nil, nil
}

func (e DeliveryReported) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Warned = slices.Clone(d.Warned)
	for i := range d.Warned {
		legs := slices.Clone(d.Warned[i].Dispatches)
		for j := range legs {
			if legs[j].Dispatch == e.Dispatch {
				if legs[j].State != e.State {
					legs[j].Reported = s.At
				}
				legs[j].State, legs[j].Overdue, legs[j].Rung = e.State, e.Overdue, e.Rung
			}
		}
		d.Warned[i].Dispatches = legs
	}
	if d.is(StatusSent, StatusReceived, StatusAcknowledged, StatusDenied, StatusDisputed) {
		d.Status = d.afterSending()
	}
	return d
}

// afterSending is the status of a dossier whose newest warning has left: the
// least that any of its dispatches has come to, so that one acknowledgement
// does not hide a recipient who was not reached; a contradiction comes first.
func (d Dossier) afterSending() Status {
	last := d.Warned[len(d.Warned)-1]
	if last.Campaign != nil {
		return last.Campaign.least(last.Draft.Campaign.Rows)
	}
	legs := last.Dispatches
	least := StatusAcknowledged
	for _, leg := range legs {
		switch leg.State {
		case delivery.StateDisputed:
			return StatusDisputed
		case delivery.StateDenied:
			least = StatusDenied
		case delivery.StatePlanned, delivery.StateDispatched, delivery.StateUndeliverable:
			if least != StatusDenied {
				least = StatusSent
			}
		case delivery.StateReceived:
			if least == StatusAcknowledged {
				least = StatusReceived
			}
		case delivery.StateAcknowledged:
		}
	}
	return least
}
