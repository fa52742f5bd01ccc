package delivery

import (
	"time"

	"example.org/tocsin"
	"example.org/tocsin/entry"
)

// A State is how far one dispatch has come.
type State string

// The states. Denied and disputed are answers, not errors.
const (
	// StatePlanned: sealed and kept, not handed over yet.
	StatePlanned State = "planned"
	// StateDispatched: handed to the carrier. Nobody has it yet for all we know.
	StateDispatched State = "dispatched"
	// StateReceived: a receipt says that it was handed over.
	StateReceived State = "received"
	// StateAcknowledged: somebody who opened it says so.
	StateAcknowledged State = "acknowledged"
	// StateDenied: the recipient says that he did not get it, or will not have
	// it.
	StateDenied State = "denied"
	// StateDisputed: the recipient has it and contradicts it.
	StateDisputed State = "disputed"
	// StateUndeliverable: no way is left; a person must find another.
	StateUndeliverable State = "undeliverable"
)

// A Dispatch is the state of one dispatch's stream.
type Dispatch struct {
	Planned  DispatchPlanned
	Exists   bool
	State    State
	Attempts int
	// DeliverTimer is the timer of the next attempt, empty where none is due.
	DeliverTimer tocsin.TimerID
	// LastReason says why the last attempt failed, empty where it did not.
	LastReason string
	// Overdue is true once the deadline has passed without an answer; a late
	// answer does not take it back.
	Overdue    bool
	OverdueAt  time.Time
	HandedAt   time.Time
	ReceivedAt time.Time
	AnsweredAt time.Time
	// AcknowledgedAt is when the recipient first acknowledged it.
	AcknowledgedAt time.Time
	// Answer is the recipient's last answer.
	Answer Acknowledgement
	// Evidence are the hashes of all evidence taken in.
	Evidence []string
}

// Answered reports whether the recipient has answered in any way.
func (d Dispatch) Answered() bool {
	switch d.State {
	case StateAcknowledged, StateDenied, StateDisputed:
		return true
	case StatePlanned, StateDispatched, StateReceived, StateUndeliverable:
	}
	return false
}

// LateAt reports whether the deadline passed without an answer, whether or not
// the watch has noted it yet.
func (d Dispatch) LateAt(now time.Time) bool {
	return d.Overdue || (!d.Answered() && !now.Before(d.Planned.Deadline))
}

// An Event is what happens to a dispatch.
type Event interface {
	evolve(Dispatch, tocsin.Stamp) Dispatch
}

// A Command is what is asked of a dispatch, by an officer or by the engine.
type Command interface {
	decide(Dispatch, tocsin.Stamp) ([]Event, error)
}

// Kinds is the contents page of a dispatch's stream.
var Kinds = entry.Kinds[Event]{
	entry.Of[DispatchPlanned, Event]("DispatchPlanned"),
	entry.Of[AttemptMade, Event]("AttemptMade"),
	entry.Of[ReceiptTaken, Event]("ReceiptTaken"),
	entry.Of[AnswerTaken, Event]("AnswerTaken"),
	entry.Of[DeadlinePassed, Event]("DeadlinePassed"),
}

// Decide answers a command with the events that follow from it.
func Decide(d Dispatch, s tocsin.Stamp, c Command) ([]Event, error) { return c.decide(d, s) }

// Evolve gives the dispatch after an event. It cannot fail.
func Evolve(d Dispatch, s tocsin.Stamp, e Event) Dispatch { return e.evolve(d, s) }

// PlanDispatch plans one dispatch; its file is sealed and kept with it.
type PlanDispatch struct {
	DispatchPlanned
}

// DispatchPlanned is the first event of a dispatch: everything that delivering
// it takes, so that it can be done after a crash with nothing else.
type DispatchPlanned struct {
	ID        tocsin.DispatchID  `json:"id"`
	Dossier   tocsin.DossierID   `json:"dossier"`
	Warning   tocsin.WarningID   `json:"warning"`
	Recipient tocsin.RecipientID `json:"recipient"`
	// Through is the intermediary who carries it, empty for none.
	Through tocsin.RecipientID `json:"through,omitempty"`
	// Channel and Address say where the file goes first, under what Name.
	Channel string `json:"channel"`
	Address string `json:"address"`
	Name    string `json:"name"`
	// File is the sealed file as it is handed over; where there is an
	// intermediary it wraps the recipient's file.
	File tocsin.FileID `json:"file"`
	// SHA256 is the hexadecimal SHA-256 of the recipient's file, and Outer that
	// of the file handed over where it is another.
	SHA256 string `json:"sha256"`
	Outer  string `json:"outer,omitempty"`
	// Relay names the hand-over to the intermediary.
	Relay string `json:"relay,omitempty"`
	// Token is what an acknowledgement must quote.
	Token string `json:"token"`
	// Deadline is by when an answer is due, LatestUseful the last moment at
	// which the warning helps (zero for unknown), UTC.
	Deadline     time.Time `json:"deadline"`
	LatestUseful time.Time `json:"latest_useful,omitzero"`
	// DeliverTimer and DeadlineTimer are the timers set with this event.
	DeliverTimer  tocsin.TimerID `json:"deliver_timer"`
	DeadlineTimer tocsin.TimerID `json:"deadline_timer"`
}

func (c PlanDispatch) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	if d.Exists {
		return nil, nil
	}
	return []Event{c.DispatchPlanned}, nil
}

func (e DispatchPlanned) evolve(d Dispatch, _ tocsin.Stamp) Dispatch {
	d.Planned, d.Exists, d.State, d.DeliverTimer = e, true, StatePlanned, e.DeliverTimer
	return d
}

// An Outcome is how an attempt ended.
type Outcome string

// The outcomes.
const (
	// OutcomeHanded: the carrier has it.
	OutcomeHanded Outcome = "handed"
	// OutcomeAgain: it failed in a way that is worth another attempt.
	OutcomeAgain Outcome = "again"
	// OutcomeNever: it will never work this way.
	OutcomeNever Outcome = "never"
)

// NoteAttempt records what an attempt came to.
type NoteAttempt struct {
	AttemptMade
}

// AttemptMade is one attempt to hand a dispatch to its carrier.
type AttemptMade struct {
	Outcome Outcome `json:"outcome"`
	// Reason says why it failed; it holds no word of the warning.
	Reason string `json:"reason,omitempty"`
	// Evidence is what the carrier gave back, such as the path it lies at.
	Evidence string `json:"evidence,omitempty"`
	// Next is the timer of the next attempt, where there is one.
	Next tocsin.TimerID `json:"next,omitempty"`
}

func (c NoteAttempt) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	if !d.Exists || d.State == StateUndeliverable || !d.HandedAt.IsZero() {
		return nil, nil
	}
	return []Event{c.AttemptMade}, nil
}

func (e AttemptMade) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Attempts++
	d.LastReason, d.DeliverTimer = e.Reason, e.Next
	switch e.Outcome {
	case OutcomeHanded:
		d.HandedAt = s.At
		if d.State == StatePlanned {
			d.State = StateDispatched
		}
	case OutcomeNever:
		if d.State == StatePlanned {
			d.State = StateUndeliverable
		}
	case OutcomeAgain:
	}
	return d
}

// PassDeadline notes that the deadline has passed.
type PassDeadline struct{}

// DeadlinePassed says that nobody answered in time.
type DeadlinePassed struct {
	Deadline time.Time `json:"deadline"`
}

func (PassDeadline) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	if !d.Exists || d.Answered() || d.Overdue || s.At.Before(d.Planned.Deadline) {
		return nil, nil
	}
	return []Event{DeadlinePassed{d.Planned.Deadline}}, nil
}

func (e DeadlinePassed) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Overdue, d.OverdueAt = true, s.At
	return d
}

// The bounds of the time that a recipient has to answer.
const (
	// longestWait is how long we wait at most before a dispatch is overdue.
	longestWait = 24 * time.Hour
	// waitUnknown is how long we wait where nobody knows the latest useful
	// time: short, because it may be near.
	waitUnknown = 4 * time.Hour
	// waitLate is how long we wait where the latest useful time has passed.
	waitLate = time.Hour
)

// AcknowledgeBy gives the deadline of a dispatch sent at a time: half of what is
// left until the latest useful time, so that the other half is there for another
// way, never more than a day and never less than a second.
func AcknowledgeBy(sent, latestUseful time.Time) time.Time {
	sent = tocsin.Second(sent)
	left := tocsin.Second(latestUseful).Sub(sent)
	switch {
	case latestUseful.IsZero():
		return sent.Add(waitUnknown)
	case left <= 0:
		return sent.Add(waitLate)
	}
	return tocsin.Second(sent.Add(max(time.Second, min(longestWait, left/2))))
}
