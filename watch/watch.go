// Package watch is what happens unasked: what is cleared is handed over, and
// deadlines pass.
//
// It acts only by asking the desk, and works one round at a time, so that a
// simulation can drive it: everything it needs is in the store.
//
// Promises: what was sent is handed over after any crash; one channel that
// fails, hangs or breaks keeps nothing else from being done; a clock that runs
// out sends nothing; every round ends.
package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

// page bounds how much is leased at a time.
const page = 64

const (
	// attemptTime is how long one attempt may take, grace how long a channel may
	// take beyond it to say that it has stopped.
	attemptTime = 30 * time.Second
	grace       = 2 * time.Second
	// retry is when another attempt is worth it where no channel says so.
	retry = 5 * time.Minute
)

// A Watch does what is due. Only one goroutine uses it at a time.
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
	// failed; Overdue the deadlines that passed, Clocks the clocks of dossiers that
	// ran out: each has paged whoever decides next. Paged counts the steps of plans
	// that called an officer.
	Handed, Again, Never, Overdue, Clocks, Paged int
	// Left counts what was due and is left for a later round: another process
	// has taken it over, or its place did not answer in time in this round.
	Left int
}

// A round is one Step under way.
type round struct {
	*Watch
	done   Done
	faults []error
	// tried are the works that were taken on, hung the places that did not
	// answer in time; neither is tried twice in one round.
	tried map[try]bool
	hung  map[place]bool
}

// A try is one kind of work on one dispatch.
type try struct {
	dispatch tocsin.DispatchID
	kind     string
	// clock tells the clocks of one dossier, and the steps of one dispatch, apart.
	clock tocsin.TimerID
}

// A place is where a channel goes.
type place struct{ channel, address string }

// Step does one round: everything that is due now, once. What could not be done
// is told in the error and tried again when its lease has run out. It ends
// early where ctx ends.
func (w *Watch) Step(ctx context.Context) (Done, error) {
	r := &round{Watch: w, tried: map[try]bool{}, hung: map[place]bool{}}
	for ctx.Err() == nil && r.page(ctx) {
		// The next page.
	}
	if err := ctx.Err(); err != nil {
		r.faults = append(r.faults, fmt.Errorf("ending the round early: %w", err))
	}
	return r.done, errors.Join(r.faults...)
}

// page does one page of what is due and reports whether to look for another:
// only where this one held something that was not tried in this round.
func (r *round) page(ctx context.Context) (more bool) {
	work, err := r.desk.Due(ctx, r.owner, page)
	if err != nil {
		r.faults = append(r.faults, err)
	}
	for _, one := range work {
		this := try{dispatch: one.Dispatch(), kind: one.Kind}
		if one.Clock() || one.Step > 0 {
			this.clock = one.Timer()
		}
		if r.tried[this] || ctx.Err() != nil {
			r.done.Left++
			continue
		}
		if one.Deliver() && !r.desk.Holds(one, attemptTime+grace) {
			// Those before it took so long that another may take it over: it is
			// leased again.
			return more
		}
		r.tried[this], more = true, true
		if err := r.do(ctx, one); err != nil {
			r.faults = append(r.faults, err)
		}
	}
	return more
}

// do does one thing that is due, and settles it.
func (r *round) do(ctx context.Context, one desk.Work) error {
	if one.Clock() {
		return r.settle(ctx, one, channel.Outcome{}, &r.done.Clocks)
	}
	if one.Page() {
		return r.settle(ctx, one, channel.Outcome{}, &r.done.Paged)
	}
	if !one.Deliver() {
		return r.settle(ctx, one, channel.Outcome{}, &r.done.Overdue)
	}
	at := place{one.Channel, one.Address}
	if r.hung[at] {
		r.done.Left++
		return nil
	}
	way, ok := r.channels[one.Channel]
	if !ok {
		// Whoever starts this process can still name it.
		return r.settle(ctx, one, channel.Again(retry, "there is no channel of that name here"), &r.done.Again)
	}
	outcome, ended := attempt(ctx, way, channel.Parcel{Name: one.Name, Address: one.Address, Bytes: one.Bytes})
	r.hung[at] = !ended
	count := &r.done.Again
	switch outcome.Kind {
	case delivery.OutcomeHanded:
		count = &r.done.Handed
	case delivery.OutcomeNever:
		count = &r.done.Never
	case delivery.OutcomeAgain:
	default:
		outcome = channel.Again(retry, "the channel did not say how it ended")
	}
	return r.settle(ctx, one, outcome, count)
}

// attempt hands one file to its channel and reports whether that ended in time.
// A channel that does not return is left behind, and one that breaks has failed.
func attempt(ctx context.Context, way channel.Channel, p channel.Parcel) (outcome channel.Outcome, ended bool) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	answer := make(chan channel.Outcome, 1)
	go func() {
		defer func() {
			if recover() != nil {
				// What it says may hold anything, so it is not told.
				answer <- channel.Again(retry, "the channel broke")
			}
		}()
		answer <- way.Deliver(ctx, p)
	}()
	late := time.NewTimer(attemptTime + grace)
	defer late.Stop()
	select {
	case outcome = <-answer:
		return outcome, ctx.Err() == nil
	case <-late.C:
		return channel.Again(retry, "the channel did not return"), false
	}
}

// settle records what came of it and counts it. The attempt has happened, so
// that a caller who gives up now must not keep it from the record.
func (r *round) settle(ctx context.Context, one desk.Work, o channel.Outcome, count *int) error {
	err := r.desk.Settle(context.WithoutCancel(ctx), one, delivery.AttemptMade{
		Outcome: o.Kind, Reason: o.Reason, Evidence: o.Evidence,
	}, o.After)
	switch {
	case errors.Is(err, desk.ErrTaken):
		r.done.Left++
		return nil
	case err != nil:
		return fmt.Errorf("settling what was due: %w", err)
	}
	*count++
	return nil
}
