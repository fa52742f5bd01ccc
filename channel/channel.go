// Package channel is the contract of a way of traveling.
//
// A channel carries finished bytes to an address and says how that ended. It
// knows no holder, no dossier and no word of what it carries; the bytes are
// sealed before it sees them. A knock carries nothing: a constant text that says
// to look in the usual place, without sender, urgency or reference.
//
// Promises, of every channel: delivering a parcel of the same name twice leaves
// one parcel; an attempt stops when its context does; an outcome is one of handed,
// again, never, and only "handed" says that the carrier has it; no reason holds
// content, an address or a name; asking for its health sends nothing to anybody.
// channeltest holds every channel to them.
package channel

import (
	"context"
	"time"

	"example.org/tocsin/delivery"
)

// A Parcel is one sealed file, or one knock, on its way.
type Parcel struct {
	// Name names the parcel at its destination and is its idempotency key. It
	// is random and says nothing.
	Name string
	// Address is where it goes, in the channel's own notation.
	Address string
	// Bytes are what goes there; none for a knock.
	Bytes []byte
	// Knock is true where only a knock goes there.
	Knock bool
	// Copy is 1 for the first attempt that may have been seen, and more for each
	// after it: a channel that cannot keep two from being seen writes "copy n".
	Copy int
}

// An Outcome is how an attempt ended.
type Outcome struct {
	Kind delivery.Outcome
	// Stage is how far it got, for health and for the operator; empty where the
	// channel cannot tell.
	Stage Stage
	// After is when another attempt is worth it; for OutcomeAgain only.
	After time.Duration
	// Reason says what went wrong, for the operator; it holds no content.
	Reason string
	// Evidence is what the carrier gave back.
	Evidence string
}

// A Stage is how far an attempt got.
type Stage string

// The stages of an attempt, in order.
const (
	StageAddress Stage = "address" // the address can never be reached this way
	StageConnect Stage = "connect"
	StageTLS     Stage = "tls"
	StageBody    Stage = "body"
	StageAnswer  Stage = "answer" // the carrier has answered
)

// Handed says that the carrier has the parcel.
func Handed(evidence string) Outcome {
	return Outcome{Kind: delivery.OutcomeHanded, Stage: StageAnswer, Evidence: evidence}
}

// Again says that another attempt is worth it after a while.
func Again(after time.Duration, reason string) Outcome {
	return Outcome{Kind: delivery.OutcomeAgain, After: after, Reason: reason}
}

// Never says that it will not work this way.
func Never(reason string) Outcome {
	return Outcome{Kind: delivery.OutcomeNever, Reason: reason}
}

// At notes how far the attempt got.
func (o Outcome) At(s Stage) Outcome {
	o.Stage = s
	return o
}

// A Channel is one way of traveling.
type Channel interface {
	// Deliver hands a parcel to the carrier, or says why not. It returns when
	// ctx ends.
	Deliver(ctx context.Context, p Parcel) Outcome
	// Health says why the way is not open, or nil. It sends nothing to a
	// recipient, and its error names none.
	Health(ctx context.Context) error
}

// An Evidence is what came back by a channel, byte for byte: a sealed answer, a
// custody receipt, the seven lines that a recipient wrote on a page.
type Evidence struct {
	// Channel is the name of the channel that it came by.
	Channel string
	// Bytes are what came, as it came.
	Bytes []byte
}

// An Inbox takes what comes back. Channels that receive are given one.
type Inbox interface {
	// Take keeps evidence and returns once it is durable; the same evidence twice
	// is kept once. A *tocsin.Refusal says that it is not evidence of anything
	// that was sent; any other error that it could not be kept now, and is worth
	// bringing again.
	Take(ctx context.Context, e Evidence) error
}
