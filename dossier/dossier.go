package dossier

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/delivery"
	"example.org/tocsin/entry"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A Status is where a dossier stands.
type Status string

// The statuses, in the order in which a dossier runs.
const (
	StatusFiled        Status = "filed"
	StatusAssessed     Status = "assessed"
	StatusDuty         Status = "duty"
	StatusNoDuty       Status = "no-duty"
	StatusReferred     Status = "referred"
	StatusDrafted      Status = "drafted"
	StatusCleared      Status = "cleared"
	StatusWaived       Status = "waived"
	StatusSent         Status = "sent"
	StatusReceived     Status = "received"
	StatusAcknowledged Status = "acknowledged"
	StatusDenied       Status = "denied"
	StatusDisputed     Status = "disputed"
	StatusClosed       Status = "closed"
)

// Statuses lists the statuses in order.
func Statuses() []Status {
	return []Status{
		StatusFiled, StatusAssessed, StatusDuty, StatusNoDuty, StatusReferred, StatusDrafted, StatusCleared,
		StatusWaived, StatusSent, StatusReceived, StatusAcknowledged, StatusDenied, StatusDisputed, StatusClosed,
	}
}

// A Link is one report that belongs to the dossier, with why.
type Link struct {
	Report tocsin.ReportID
	// Possessed is when the holder first had it: the earliest starts the clock.
	Possessed time.Time
	Reason    string
}

// A Sent is one warning that left, with how each of its dispatches stands.
type Sent struct {
	Warning tocsin.WarningID
	Draft   warning.Draft
	// By drafted it.
	By         tocsin.OfficerID
	At         time.Time
	Dispatches []Leg
	// Campaign is how far it has come where it goes to many; nil where each of its
	// dispatches stands above.
	Campaign *Carried
	// DecideBy is when somebody must have decided what becomes of it, Lapsed when
	// its window ended and nobody had; zero for none.
	DecideBy time.Time
	Lapsed   time.Time
}

// A Leg is one dispatch of a warning as the dossier knows it.
type Leg struct {
	Dispatch  tocsin.DispatchID
	Recipient tocsin.RecipientID
	State     delivery.State
	Overdue   bool
	// Rung is the highest that was reached; empty where no carrier has it yet, and
	// in records of the first form.
	Rung delivery.Rung
	// Reported is when the state was reached.
	Reported time.Time
}

// A Dossier is the state of one dossier's stream.
type Dossier struct {
	ID     tocsin.DossierID
	Exists bool
	Opened time.Time
	Status Status
	// Since is when it came to stand there.
	Since   time.Time
	Profile policy.Profile
	// Handling is who decides and how long each stage may take, of all packs
	// that apply; Urgency how little time is left, or faster where a clock ran
	// out.
	Handling *policy.Handling
	Urgency  policy.Urgency
	Reports  []Link
	// Assessment is the newest; AssessedAt is zero before the first.
	Assessment report.Assessment
	AssessedAt time.Time
	// Determinations are the newest, one a pack; Overruled is why an officer found
	// a duty where they did not. They are Current until something is assessed
	// anew.
	Determinations []policy.Determination
	DeterminedAt   time.Time
	Overruled      string
	Current        bool
	// Silence is what waits for affirmation or was affirmed; nil for none.
	Silence *Silence
	// Waived are the waivers in force, one a pack whose duty is set aside.
	// WaivedUntil is when the first of them ends by itself.
	Waived      []Waived
	WaivedUntil time.Time
	// OwnerBy is by when the new owner of a referred threat must answer, Taken
	// what he said.
	Owner   string
	OwnerBy time.Time
	Taken   string
	// Consults, Disputes and Dissents are kept for good, in their order.
	Consults []Consult
	// Consents are the questions to originators whose facts they are.
	Consents []Consent
	Disputes []Dispute
	Dissents []Dissent
	// Checks are what was answered about each recipient whom a warning could go to.
	Checks []Check
	// Review is the look that is due at a warning which one officer sent alone.
	Review *Review
	// After is the review of how it turned out that is open; Incidents are what
	// happened, Reviews what was learned.
	After     *After
	Incidents []Incident
	Reviews   []Reviewed
	// Line is the public line that waits for approval, Lines those authorized.
	Line  *Line
	Lines []PublicLine
	// First is when each step was first taken; it is kept for the intervals.
	First Firsts
	// Passed are the clocks that ran out; Paged is whom the last of them paged.
	Passed []Passed
	Paged  tocsin.Level
	// Draft is the text that waits for approval or was cleared.
	Draft     *warning.Draft
	DraftedBy approval.Proposal
	Approvals []approval.Given
	// Drafts are the hashes of all texts ever drafted.
	Drafts  []string
	Warned  []Sent
	Closing *DossierClosed
	// ClosedAt is when it was closed, zero while open.
	ClosedAt time.Time
}

// Possessed is when the holder first had any report of the dossier.
func (d Dossier) Possessed() time.Time {
	var first time.Time
	for _, l := range d.Reports {
		if first.IsZero() || l.Possessed.Before(first) {
			first = l.Possessed
		}
	}
	return first
}

// Overdue reports whether any warning of the dossier is past its deadline
// without an answer.
func (d Dossier) Overdue() bool {
	for _, s := range d.Warned {
		if s.Campaign.overdue() {
			return true
		}
		for _, leg := range s.Dispatches {
			if leg.Overdue && !answered(leg.State) {
				return true
			}
		}
	}
	return false
}

// answered reports whether a dispatch state is an answer.
func answered(s delivery.State) bool {
	return delivery.Dispatch{State: s}.Answered()
}

// Acknowledged lists the dispatches by which somebody knows of the threat and
// says so; who acknowledges a drill or a retraction knows of none.
func (d Dossier) Acknowledged() []tocsin.DispatchID {
	var ids []tocsin.DispatchID
	for _, s := range d.Warned {
		if !warns(s.Draft.Kind) {
			continue
		}
		for _, leg := range s.Dispatches {
			if leg.State == delivery.StateAcknowledged {
				ids = append(ids, leg.Dispatch)
			}
		}
	}
	return ids
}

// An Event is one thing that happened: a small struct named in the past tense,
// never edited and never refused.
type Event interface {
	evolve(Dossier, tocsin.Stamp) Dossier
}

// A Command is one thing asked, answered by the events that follow from it.
type Command interface {
	decide(Dossier, tocsin.Stamp) ([]Event, error)
}

// Decide answers a command with the events that follow from it.
func Decide(d Dossier, s tocsin.Stamp, c Command) ([]Event, error) { return c.decide(d, s) }

// Evolve gives the dossier after an event. It cannot fail.
func Evolve(d Dossier, s tocsin.Stamp, e Event) Dossier {
	after := e.evolve(d, s)
	if after.Status != d.Status {
		after.Since = s.At
	}
	after.First = after.First.note(e, s.At)
	return after
}

// Firsts are when steps of a dossier were first taken, zero where they were not.
type Firsts struct {
	Assessed, Determined, Drafted, Cleared time.Time
}

// note keeps the time of a step that is taken for the first time.
func (f Firsts) note(e Event, at time.Time) Firsts {
	first := func(t *time.Time) {
		if t.IsZero() {
			*t = at
		}
	}
	switch e.(type) {
	case FactsAssessed:
		first(&f.Assessed)
	case Determined:
		first(&f.Determined)
	case WarningDrafted:
		first(&f.Drafted)
	case WarningCleared:
		first(&f.Cleared)
	}
	return f
}

// open refuses what is asked of a dossier that is not there or is closed.
func (d Dossier) open() error {
	switch {
	case !d.Exists:
		return tocsin.Refuse("dossier/unknown", "list the dossiers", "no such dossier is kept")
	case d.Status == StatusClosed:
		return tocsin.Refuse("dossier/closed", "file what is new in a dossier of its own", "the dossier is closed")
	}
	return nil
}

// is reports whether the dossier stands at one of the statuses.
func (d Dossier) is(statuses ...Status) bool { return slices.Contains(statuses, d.Status) }

// warned reports whether a warning has left; a drill is none.
func (d Dossier) warned() bool {
	return slices.ContainsFunc(d.Warned, func(s Sent) bool { return s.Draft.Kind != warning.KindExercise })
}

// warns reports whether a message of the kind tells of a threat.
func warns(k warning.Kind) bool { return k.Warns() }

// Verdict is what the newest determinations come to.
func (d Dossier) Verdict() policy.Verdict { return policy.Overall(d.Determinations) }

// duty reports whether the newest determinations call for a warning.
func (d Dossier) duty() bool {
	return d.Overruled != "" || len(d.Determinations) > 0 && d.Verdict().Calls()
}

// prohibited reports whether packs prohibit a warning as things stand, and nobody
// has overruled them.
func (d Dossier) prohibited() bool {
	return d.Overruled == "" && len(d.Determinations) > 0 && d.Verdict() == policy.Prohibited
}

// handling is what the packs ask; before there was any, what the first version of
// the record asked.
func (d Dossier) handling() *policy.Handling {
	if d.Handling == nil {
		return policy.FirstHandling(d.Profile)
	}
	return d.Handling
}

// bound reports whether a text stands cleared that whoever acts has not agreed
// to. What several have agreed to say, one other officer does not take back:
// only those who agreed do, or the quorum of silence, or its own end.
func (d Dossier) bound(s tocsin.Stamp) bool {
	if d.Sendable(s.At) != nil || s.By == d.DraftedBy.By {
		return false
	}
	return !slices.ContainsFunc(d.Approvals, func(g approval.Given) bool { return g.By == s.By })
}

// Kinds is the contents page: each event with its name on disk for ever, in the
// order in which a dossier runs.
var Kinds = entry.Kinds[Event]{
	entry.Of[DossierOpened, Event]("DossierOpened"),
	entry.Of[ReportLinked, Event]("ReportLinked"),
	entry.Of[ReportUnlinked, Event]("ReportUnlinked"),
	entry.Of[FactsAssessed, Event]("FactsAssessed"),
	entry.Of[Determined, Event]("Determined"),
	entry.Of[SilenceProposed, Event]("SilenceProposed"),
	entry.Of[SilenceAffirmed, Event]("SilenceAffirmed"),
	entry.Of[SilenceWithdrawn, Event]("SilenceWithdrawn"),
	entry.Of[NoDutyAffirmed, Event]("NoDutyAffirmed"),
	entry.Of[Referred, Event]("Referred"),
	entry.Of[DutyWaived, Event]("DutyWaived"),
	entry.Of[WarningDrafted, Event]("WarningDrafted"),
	entry.Of[ApprovalGiven, Event]("ApprovalGiven"),
	entry.Of[WarningCleared, Event]("WarningCleared"),
	entry.Of[WarningSent, Event]("WarningSent"),
	entry.Of[DeliveryReported, Event]("DeliveryReported"),
	entry.Of[DossierClosed, Event]("DossierClosed"),
	entry.Of[ReferralTaken, Event]("ReferralTaken"),
	entry.Of[ConsultAsked, Event]("ConsultAsked"),
	entry.Of[ConsultAnswered, Event]("ConsultAnswered"),
	entry.Of[DisputeRaised, Event]("DisputeRaised"),
	entry.Of[DisputeResolved, Event]("DisputeResolved"),
	entry.Of[DissentKept, Event]("DissentKept"),
	entry.Of[WarningReviewed, Event]("WarningReviewed"),
	entry.Of[ClockPassed, Event]("ClockPassed"),
	entry.Of[ConsentAsked, Event]("ConsentAsked"),
	entry.Of[ConsentAnswered, Event]("ConsentAnswered"),
	entry.Of[RecipientChecked, Event]("RecipientChecked"),
	entry.Of[CampaignBatchSent, Event]("CampaignBatchSent"),
	entry.Of[CampaignReported, Event]("CampaignReported"),
	entry.Of[CampaignStopped, Event]("CampaignStopped"),
	entry.Of[IncidentRecorded, Event]("IncidentRecorded"),
	entry.Of[ReviewRecorded, Event]("ReviewRecorded"),
	entry.Of[PublicLineProposed, Event]("PublicLineProposed"),
	entry.Of[PublicLineApproved, Event]("PublicLineApproved"),
	entry.Of[PublicLineAuthorized, Event]("PublicLineAuthorized"),
}
