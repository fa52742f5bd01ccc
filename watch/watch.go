// Package watch is what happens unasked: what is cleared is handed over, and
// deadlines pass.
//
// It acts only by asking the desk, and works one round at a time, so that a
// simulation can drive it: everything it needs is in the store.
//
// Promises: what was sent is handed over after any crash; one channel that
// fails keeps nothing else from being done; a clock that runs out sends
// nothing.
package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

// perRound bounds how much one round takes on.
const perRound = 64

// attemptTime is how long one attempt may take.
const attemptTime = 30 * time.Second

// A Watch does what is due.
type Watch struct {
	desk     *desk.Desk
	channels map[string]channel.Channel
	owner    string
}

// New makes a watch; owner names the process among those that share the
// record, and channels are the ways of traveling by name.
func New(d *desk.Desk, owner string, channels map[string]channel.Channel) *Watch {
	return &Watch{desk: d, channels: channels, owner: owner}
}

// A Done is what one round did.
type Done struct {
	// Handed counts files that their carrier has; Again and Never those that
	// failed; Overdue the deadlines that passed.
	Handed, Again, Never, Overdue int
}

// Step does one round: everything that is due now, once. What could not be done
// is told in the error and tried again when its lease has run out.
func (w *Watch) Step(ctx context.Context) (Done, error) {
	var done Done
	var faults []error
	for {
		work, err := w.desk.Due(ctx, w.owner, perRound)
		if err != nil {
			faults = append(faults, err)
		}
		for _, one := range work {
			if err := w.do(ctx, one, &done); err != nil {
				faults = append(faults, err)
			}
		}
		if len(work) < perRound {
			return done, errors.Join(faults...)
		}
	}
}

// do does one thing that is due, and settles it.
func (w *Watch) do(ctx context.Context, one desk.Work, done *Done) error {
	if !one.Deliver() {
		done.Overdue++
		return w.settle(ctx, one, delivery.AttemptMade{}, 0)
	}
	outcome := w.attempt(ctx, one)
	switch outcome.Kind {
	case delivery.OutcomeHanded:
		done.Handed++
	case delivery.OutcomeAgain:
		done.Again++
	case delivery.OutcomeNever:
		done.Never++
	}
	return w.settle(ctx, one, delivery.AttemptMade{
		Outcome: outcome.Kind, Reason: outcome.Reason, Evidence: outcome.Evidence,
	}, outcome.After)
}

// attempt hands one file to its channel.
func (w *Watch) attempt(ctx context.Context, one desk.Work) channel.Outcome {
	way, ok := w.channels[one.Channel]
	if !ok {
		return channel.Never(fmt.Sprintf("there is no channel %q here", one.Channel))
	}
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	return way.Deliver(ctx, channel.Parcel{Name: one.Name, Address: one.Address, Bytes: one.Bytes})
}

// settle records what came of it. The attempt has happened, so that a caller who
// gives up now must not keep it from the record.
func (w *Watch) settle(ctx context.Context, one desk.Work, made delivery.AttemptMade, after time.Duration) error {
	if err := w.desk.Settle(context.WithoutCancel(ctx), one, made, after); err != nil {
		return fmt.Errorf("settling what was due: %w", err)
	}
	return nil
}
