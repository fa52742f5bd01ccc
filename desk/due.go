package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A Work is one thing that is due.
type Work struct {
	lease leased
	// Kind is "deliver", "deadline", "page" where an officer is called, or "clock"
	// for a clock of a dossier.
	Kind string
	// Channel and Address say where the file goes, Name what it is called there.
	Channel string
	Name    string
	Address string
	Bytes   []byte
	// Knock is true where only a knock goes there, Copy counts the attempts at this
	// parcel, this one included, and Life is true where somebody's life is at stake:
	// such work is never behind other work.
	Knock bool
	Copy  int
	Life  bool
	// Step is the step of the dispatch's plan that the work is.
	Step int
}

// leased is a lease with what its dispatch says.
type leased struct {
	store.Lease
	until  time.Time
	latest time.Time
}

// Deliver reports whether the work is to hand a file or a knock over; otherwise it is a
// deadline or a clock that has passed.
func (w Work) Deliver() bool { return w.Kind == timerDeliver || w.Kind == timerKnock }

// Clock reports whether the work is a clock of a dossier that ran out.
func (w Work) Clock() bool { return w.Kind == timerClock }

// Page reports whether the work is to call an officer.
func (w Work) Page() bool { return w.Kind == timerPage }

// LatestTry is when a work of handing over has no more use; zero for never.
func (w Work) LatestTry() time.Time { return w.lease.latest }

// Timer names the timer that the work is of.
func (w Work) Timer() tocsin.TimerID { return w.lease.ID }

// Dispatch names the dispatch that the work is about; a clock is about a dossier,
// and has none.
func (w Work) Dispatch() tocsin.DispatchID { return tocsin.DispatchID(w.lease.Stream) }

// ErrTaken says that a work is no longer this process's: another has taken it
// over, or there is nothing left to do.
var ErrTaken = errors.New("the work is another's now, or done")

const (
	// leaseTime is how long one attempt may take before another process takes
	// the work over.
	leaseTime = 2 * time.Minute
	// soonest and latest bound when another attempt is made, whatever a channel
	// says: one that is never made would never be missed.
	soonest = time.Second
	latest  = time.Hour
)

// Due leases up to limit things that are due now to a process, for it to do and
// to settle. It gives fewer only where no more is due. What cannot be read is
// told in the error and keeps nothing else from being done; it is tried again
// when its lease has run out.
func (d *Desk) Due(ctx context.Context, owner string, limit int) ([]Work, error) {
	now := d.config.Clock()
	var work []Work
	var unread []error
	for len(work) < limit {
		// What was leased in this loop is leased beyond now, so the loop ends.
		ask := store.LeaseAsk{Owner: owner, Now: now, For: leaseTime, Limit: limit - len(work)}
		leases, err := d.config.Store.Lease(ctx, ask)
		if err != nil {
			return work, errors.Join(fmt.Errorf("leasing what is due: %w", err), errors.Join(unread...))
		}
		for _, lease := range leases {
			w, err := d.work(ctx, lease)
			switch {
			case err != nil:
				unread = append(unread, err)
			case w.Kind != "":
				w.lease.until = now.Add(leaseTime)
				work = append(work, w)
			}
		}
		if len(leases) < ask.Limit {
			break
		}
	}
	return work, errors.Join(unread...)
}

// Holds reports whether a work stays this process's for some time from now on.
func (d *Desk) Holds(w Work, some time.Duration) bool {
	return d.config.Clock().Add(some).Before(w.lease.until)
}

// work reads what a lease is about. It gives no kind where nobody waits for the
// timer, which is settled then.
func (d *Desk) work(ctx context.Context, lease store.Lease) (Work, error) {
	key, err := d.reader.Key(ctx, lease.Key)
	if err != nil {
		return Work{}, err
	}
	text, err := key.OpenTimer(lease.ID, lease.Stream, lease.Sealed)
	if err != nil {
		return Work{}, err
	}
	kind, _, err := parseTimer(text)
	if err != nil {
		return Work{}, fmt.Errorf("reading timer %s: %w", lease.ID, err)
	}
	switch kind {
	case timerClock:
		return d.clockWork(ctx, lease)
	case timerKnock:
		_, what := cutKnock(text)
		k, err := parseKnock(what)
		if err != nil {
			return Work{}, fmt.Errorf("reading timer %s: %w", lease.ID, err)
		}
		return d.knockWork(ctx, lease, k)
	}
	s, err := load(ctx, d, lease.Stream, dispatchKind)
	if err != nil {
		return Work{}, err
	}
	waits, ok := waitFor(s.state, lease.ID)
	if !ok {
		return Work{}, d.drop(ctx, lease)
	}
	p := s.state.Planned
	w := Work{lease: leased{Lease: lease, latest: p.LatestUseful}, Kind: kind, Life: p.Life, Step: waits.step}
	if !w.Deliver() {
		return w, nil
	}
	if done, err := d.replanNow(ctx, lease, s.state); done || err != nil {
		return Work{}, err
	}
	step := s.state.Steps[w.Step]
	w.Channel, w.Name, w.Address, w.Copy = step.Channel, step.Name, step.Address, step.Attempts+1
	if w.Knock = step.Kind == delivery.StepKnock; !w.Knock {
		w.Bytes, err = d.reader.File(ctx, step.File)
	}
	return w, err
}

// drop settles a timer that nobody waits for.
func (d *Desk) drop(ctx context.Context, lease store.Lease) error {
	err := d.config.Store.Append(ctx, store.Batch{Settle: []store.Lease{lease}})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		return fmt.Errorf("dropping timer %s: %w", lease.ID, err)
	}
	return nil
}

// Settle records what a work came to: the event, the state in the dossier, the
// timer gone and the next one set, all in one. after is when another attempt is
// due, for an attempt that is worth one. ErrTaken says that nothing was
// recorded, because the work is no longer this process's.
func (d *Desk) Settle(ctx context.Context, w Work, made delivery.AttemptMade, after time.Duration) error {
	switch w.Kind {
	case timerClock:
		return d.settleClock(ctx, w)
	case timerKnock:
		return d.settleKnock(ctx, w, made, after)
	}
	err := d.keep(ctx, func(c *change) error {
		s, err := load(ctx, d, w.lease.Stream, dispatchKind)
		if err != nil {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		c.batch.Settle = []store.Lease{w.lease.Lease}
		waiting, ok := waitFor(s.state, w.lease.ID)
		if !ok {
			return nil
		}
		command, err := w.settled(made, d.config.Clock().Add(min(max(after, soonest), latest)))
		if err != nil {
			return err
		}
		before := s.state
		events, err := delivery.Decide(s.state, c.stamp, command)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			// It was leased by a clock that has gone back since: it still waits.
			return c.timer(waiting, s.id, s.key)
		}
		if err := add(c, s, events...); err != nil {
			return err
		}
		if err := c.retime(before, s); err != nil {
			return err
		}
		if err := c.callFor(ctx, s, events); err != nil {
			return err
		}
		return mirror(ctx, c, s.state)
	})
	if errors.Is(err, store.ErrFenced) {
		return fmt.Errorf("settling timer %s: %w", w.lease.ID, ErrTaken)
	}
	return err
}

// callFor has officers called for the events of a dispatch that say so.
func (c *change) callFor(ctx context.Context, s *stream[delivery.Dispatch, delivery.Event], events []delivery.Event) error {
	for _, e := range events {
		if paged, ok := e.(delivery.PersonPaged); ok {
			if err := c.call(ctx, s.id, s.key, paged.Level); err != nil {
				return err
			}
		}
	}
	return nil
}

// settled gives the command that settles a work; next is when another attempt is
// due where there is to be one.
func (w Work) settled(made delivery.AttemptMade, next time.Time) (delivery.Command, error) {
	switch {
	case w.Page():
		return delivery.PassStep{Step: w.Step}, nil
	case !w.Deliver():
		return delivery.PassDeadline{}, nil
	}
	made.Step, made.Next, made.NextAt = w.Step, "", time.Time{}
	switch made.Outcome {
	case delivery.OutcomeAgain:
		made.Next, made.NextAt = seal.NewID[tocsin.TimerID](), tocsin.Second(next.Add(time.Second-1))
	case delivery.OutcomeHanded, delivery.OutcomeNever:
	default:
		return nil, fmt.Errorf("settling timer %s: an attempt has an outcome", w.lease.ID)
	}
	return delivery.NoteAttempt{AttemptMade: made}, nil
}

// mirror writes the state of a dispatch into its dossier.
func mirror(ctx context.Context, c *change, of delivery.Dispatch) error {
	if len(of.Planned.Rows) > 0 {
		c.desk.tallies.touch(of.Planned.Dossier)
		return nil
	}
	ds, err := load(ctx, c.desk, tocsin.StreamID(of.Planned.Dossier), dossierKind)
	if err != nil {
		return err
	}
	events, err := dossier.Decide(ds.state, c.stamp, mirrored(of))
	if err != nil {
		return err
	}
	return add(c, ds, events...)
}

// mirrored is what a dossier is told of a dispatch.
func mirrored(of delivery.Dispatch) dossier.ReportDelivery {
	told := dossier.DeliveryReported{Dispatch: of.Planned.ID, State: of.State, Overdue: of.Overdue}
	if of.Planned.Plan > 0 && of.Rung != delivery.RungDispatched {
		told.Rung = of.Rung
	}
	return dossier.ReportDelivery{DeliveryReported: told}
}
