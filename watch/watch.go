// Package watch is what happens unasked: what is cleared is handed over, and
// deadlines pass.
//
// It acts only by asking the desk, and works one round at a time, so that a
// simulation can drive it: everything it needs is in the store. Attempts run
// beside the rounds, in lanes by channel and host; a round begins them, waits a
// little, and settles what has ended, also of earlier rounds.
//
// Promises: what was sent is handed over after any crash; one channel that
// fails, hangs or breaks keeps nothing else from being done; what a life depends
// on is never behind anything else; a way that is closed after failures holds up
// no deadline and no page; setting a clock moves nothing that is due; a clock that
// runs out sends nothing; every round ends.
package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/desk"
)

const (
	// attemptTime is how long one attempt may take, grace how long a channel may
	// take beyond it to say that it has stopped.
	attemptTime = 30 * time.Second
	grace       = 2 * time.Second
	// retry is when another attempt is worth it where no channel says so.
	retry = 5 * time.Minute
	// patience is how long a round waits for attempts.
	patience = 2 * time.Second
)

// A Watch does what is due. Only one goroutine uses it at a time.
type Watch struct {
	desk     *desk.Desk
	channels map[string]channel.Channel
	owner    string
	clock    *Clock

	roads map[string]*road
	// flying counts the attempts whose outcome is still to come.
	flying int
	landed *landed
	// known is what was seen and waits for its lane, so that it need not be read
	// again in each round.
	known map[tocsin.TimerID]desk.Seen
	hold  desk.Hold
}

// New makes a watch; owner names the process among those that share the
// record, and channels are the ways of traveling by name.
func New(d *desk.Desk, owner string, channels map[string]channel.Channel) *Watch {
	return &Watch{desk: d, channels: channels, owner: owner, roads: map[string]*road{}, landed: newLanded()}
}

// By gives the watch a clock to mind: where it jumps, that is put on record.
func (w *Watch) By(c *Clock) *Watch {
	w.clock = c
	return w
}

// A Done is what one round did.
type Done struct {
	// Handed counts files that their carrier has; Again and Never those that
	// failed; Overdue the deadlines that passed, Clocks the clocks of dossiers that
	// ran out: each has paged whoever decides next. Paged counts the steps of plans
	// that called an officer.
	Handed, Again, Never, Overdue, Clocks, Paged int
	// Left counts what was due and is left for a later round: it is under way, or
	// waits for its lane; another process has taken it over; or its place did not
	// answer in this round. Held counts those of them that wait until somebody has
	// confirmed what time it is.
	Left, Held int
}

// Step does one round: everything that is due now, once, as far as it can be done
// while it waits a little; what was begun and takes longer is settled by a later
// round. What could not be done is told in the error and tried again when its
// lease has run out. It ends early where ctx ends, and so do the attempts.
func (w *Watch) Step(ctx context.Context) (Done, error) {
	end := time.NewTimer(patience)
	defer end.Stop()
	return w.round(ctx, end.C)
}

// Finish does rounds until nothing is under way any more and nothing more can be
// begun, for a process that ends then.
func (w *Watch) Finish(ctx context.Context) (Done, error) { return w.round(ctx, nil) }

// round does one round until there is nothing left to do, or end.
func (w *Watch) round(ctx context.Context, end <-chan time.Time) (Done, error) {
	r := &round{Watch: w, end: end, tried: map[try]bool{}}
	r.heed(ctx)
	for r.turn(ctx) {
		// The next turn.
	}
	if err := ctx.Err(); err != nil {
		r.collect(ctx)
		r.faults = append(r.faults, fmt.Errorf("ending the round early: %w", err))
	}
	if err := r.desk.ReportCampaigns(ctx); err != nil && ctx.Err() == nil {
		r.faults = append(r.faults, fmt.Errorf("reporting how campaigns stand: %w", err))
	}
	r.done.Left += len(r.life) + len(r.bulk) + len(r.quick) + len(r.closed) + r.skipped + w.flying
	return r.done, errors.Join(r.faults...)
}

// heed puts on record where the clock has jumped.
func (r *round) heed(ctx context.Context) {
	if r.clock == nil {
		return
	}
	if err := r.clock.Beat(); err != nil {
		r.faults = append(r.faults, err)
	}
	if jump, ok := r.clock.Jump(); ok {
		if err := r.desk.NoteJump(ctx, jump.From, jump.To); err != nil {
			r.faults = append(r.faults, fmt.Errorf("noting that the clock jumped: %w", err))
			return
		}
		if err := r.clock.Noted(); err != nil {
			r.faults = append(r.faults, err)
		}
	}
}
