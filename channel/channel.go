// Package channel is the contract of a way of traveling.
//
// A channel carries finished bytes to an address and says how that ended. It
// knows no holder, no dossier and no word of what it carries; the bytes are
// sealed before it sees them.
//
// Promises, of every channel: delivering a parcel of the same name twice leaves
// one parcel; an attempt stops when its context does; an outcome is one of handed,
// again, never, and only "handed" says that the carrier has it.
package channel

import (
	"context"
	"time"

	"example.org/tocsin/delivery"
)

// A Parcel is one sealed file on its way.
type Parcel struct {
	// Name names the parcel at its destination and is its idempotency key. It
	// is random and says nothing.
	Name string
	// Address is where it goes, in the channel's own notation.
	Address string
	// Bytes are what goes there.
	Bytes []byte
}

// An Outcome is how an attempt ended.
type Outcome struct {
	Kind delivery.Outcome
	// After is when another attempt is worth it; for OutcomeAgain only.
	After time.Duration
	// Reason says what went wrong, for the operator; it holds no content.
	Reason string
	// Evidence is what the carrier gave back.
	Evidence string
}

// Handed says that the carrier has the parcel.
func Handed(evidence string) Outcome {
	return Outcome{Kind: delivery.OutcomeHanded, Evidence: evidence}
}

// Again says that another attempt is worth it after a while.
func Again(after time.Duration, reason string) Outcome {
	return Outcome{Kind: delivery.OutcomeAgain, After: after, Reason: reason}
}

// Never says that it will not work this way.
func Never(reason string) Outcome {
	return Outcome{Kind: delivery.OutcomeNever, Reason: reason}
}

// A Channel is one way of traveling.
type Channel interface {
	// Deliver hands a parcel to the carrier, or says why not. It returns when
	// ctx ends.
	Deliver(ctx context.Context, p Parcel) Outcome
}
