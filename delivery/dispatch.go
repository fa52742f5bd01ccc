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

// A StepState is how far one step of a plan has come.
type StepState string

// The states of a step.
const (
	// StepWaiting: its time is to come, or another attempt is.
	StepWaiting StepState = "waiting"
	// StepDone: a carrier has it, or the officer was called.
	StepDone StepState = "done"
	// StepNever: it will not work this way.
	StepNever StepState = "never"
	// StepDropped: another plan took its place.
	StepDropped StepState = "dropped"
)

// A Progress is one step of a dispatch with what came of it.
type Progress struct {
	Step
	State    StepState
	Attempts int
	// Timer is what the step waits for, and Due when it is due; zero where only
	// the timer knows, in records of the first form.
	Timer tocsin.TimerID
	Due   time.Time
	// DoneAt is when it was done or found never to work.
	DoneAt time.Time
}

// A Dispatch is the state of one dispatch's stream.
type Dispatch struct {
	Planned DispatchPlanned
	Exists  bool
	State   State
	// Rung is the highest that was reached.
	Rung Rung
	// Steps are the steps of the plan in the order in which they were planned,
	// with those that were added later.
	Steps    []Progress
	Attempts int
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
	// Questions are what the recipient asked.
	Questions []Question
	// Scripts are the hashes of what was printed to be read out.
	Scripts []string
	// Spoken is a note of one officer that waits for another to agree.
	Spoken *SpokenNoted
	// Call is who has taken the call to the recipient, and when it is to be tried
	// again.
	Call Call
	// Calls counts how often somebody spoke with the recipient, or tried to.
	Calls int
	// Exhausted is true once every way has been tried.
	Exhausted bool
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
	entry.Of[PersonPaged, Event]("PersonPaged"),
	entry.Of[ScriptPrinted, Event]("ScriptPrinted"),
	entry.Of[SpokenNoted, Event]("SpokenNoted"),
	entry.Of[SpokenConfirmed, Event]("SpokenConfirmed"),
	entry.Of[QuestionAnswered, Event]("QuestionAnswered"),
	entry.Of[Replanned, Event]("Replanned"),
	entry.Of[CallTaken, Event]("CallTaken"),
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

	// Plan is the form of the plan: 1 where Steps say what else is done, after
	// the file was handed over as above; 0 in records of the first form.
	Plan int `json:"plan,omitempty"`
	// Steps are the steps of the plan after the first.
	Steps []Step `json:"steps,omitempty"`
	// Inner is the recipient's sealed file, where an intermediary carries another
	// first, so that it can go by other ways too.
	Inner tocsin.FileID `json:"inner,omitempty"`
	// Life is true where somebody's life may be at stake.
	Life bool `json:"life,omitempty"`
	// Target is how far the warning must come before nobody is called any more.
	Target Rung `json:"target,omitempty"`
	// NoReply is true where no answer is expected, because it cannot be given or
	// would be dangerous.
	NoReply bool `json:"no_reply,omitempty"`
	// Challenge is what a recipient gives back who has understood it.
	Challenge []string `json:"challenge,omitempty"`
	// Rows are the rows of a campaign's list that it tells, by their places; none
	// where it is of no campaign. Text is what they are told.
	Rows []int  `json:"rows,omitempty"`
	Text string `json:"text,omitempty"`
}

// All gives all steps of the plan, the first included.
func (e DispatchPlanned) All(at time.Time) []Step {
	first := Step{
		At: at, Kind: StepDeliver, Way: Way{Channel: e.Channel, Address: e.Address, Through: e.Through},
		Name: e.Name, File: e.File, Outer: e.Outer, Relay: e.Relay,
	}
	return append([]Step{first}, e.Steps...)
}

func (c PlanDispatch) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	if d.Exists {
		return nil, nil
	}
	return []Event{c.DispatchPlanned}, nil
}

func (e DispatchPlanned) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Planned, d.Exists, d.State, d.Rung = e, true, StatePlanned, RungDispatched
	d.Steps = nil
	for i, step := range e.All(s.At) {
		d.Steps = append(d.Steps, Progress{Step: step, State: StepWaiting, Timer: StepTimer(e.ID, i), Due: step.At})
	}
	d.Steps[0].Timer = e.DeliverTimer
	return d
}

// PassDeadline notes that the deadline has passed.
type PassDeadline struct{}

// DeadlinePassed says that nobody answered in time.
type DeadlinePassed struct {
	Deadline time.Time `json:"deadline"`
}

func (PassDeadline) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	if !d.awaited() || s.At.Before(d.Planned.Deadline) {
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
