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

// leased is a lease with the dispatch it is about.
type leased struct {
	store.Lease
	latest time.Time
}

// leaseTime is how long one attempt may take before another process takes the
// work over.
const leaseTime = 2 * time.Minute

// Due leases what is due now to a process, for it to do and to settle. What
// cannot be read is told in the error and keeps nothing else from being done.
func (d *Desk) Due(ctx context.Context, owner string, limit int) ([]Work, error) {
	leases, err := d.config.Store.Lease(ctx, store.LeaseAsk{
		Owner: owner, Now: d.config.Clock(), For: leaseTime, Limit: limit,
	})
	if err != nil {
		return nil, fmt.Errorf("leasing what is due: %w", err)
	}
	work := make([]Work, 0, len(leases))
	var unread []error
	for _, lease := range leases {
		w, err := d.work(ctx, lease)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		work = append(work, w)
	}
	return work, errors.Join(unread...)
}

// work reads what a lease is about.
func (d *Desk) work(ctx context.Context, lease store.Lease) (Work, error) {
	key, err := d.reader.Key(ctx, lease.Key)
	if err != nil {
		return Work{}, err
	}
	kind, err := key.OpenTimer(lease.ID, lease.Stream, lease.Sealed)
	if err != nil {
		return Work{}, fmt.Errorf("opening timer %s: %w", lease.ID, err)
	}
	s, err := load(ctx, d, lease.Stream, dispatchKind)
	if err != nil {
		return Work{}, err
	}
	p := s.state.Planned
	w := Work{lease: leased{lease, p.LatestUseful}, Kind: string(kind), Channel: p.Channel, Name: p.Name, Address: p.Address}
	if w.Deliver() {
		if w.Bytes, err = d.reader.File(ctx, p.File); err != nil {
			return Work{}, err
		}
	}
	return w, nil
}

// Settle records what a work came to: the event, the state in the dossier, the
// timer gone and the next one set, all in one. after is when another attempt is
// due, for an attempt that is worth one.
func (d *Desk) Settle(ctx context.Context, w Work, made delivery.AttemptMade, after time.Duration) error {
	return d.keep(ctx, func(c *change) error {
		s, err := load(ctx, d, w.lease.Stream, dispatchKind)
		if err != nil {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		c.batch.Settle = []store.Lease{w.lease.Lease}
		var command delivery.Command = delivery.PassDeadline{}
		if w.Deliver() {
			if made.Outcome == delivery.OutcomeAgain {
				made.Next = seal.NewID[tocsin.TimerID]()
				if err := c.timer(made.Next, s.id, s.key, timerDeliver, d.config.Clock().Add(after)); err != nil {
					return err
				}
			}
			command = delivery.NoteAttempt{AttemptMade: made}
		}
		events, err := delivery.Decide(s.state, c.stamp, command)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			c.batch.Timers = nil
		}
		if err := add(c, s, events...); err != nil {
			return err
		}
		return mirror(ctx, c, s.state)
	}, func() *change { return &change{desk: d} })
}

// mirror writes the state of a dispatch into its dossier.
func mirror(ctx context.Context, c *change, of delivery.Dispatch) error {
	ds, err := load(ctx, c.desk, tocsin.StreamID(of.Planned.Dossier), dossierKind)
	if err != nil {
		return err
	}
	events, err := dossier.Decide(ds.state, c.stamp, dossier.ReportDelivery{DeliveryReported: dossier.DeliveryReported{
		Dispatch: of.Planned.ID, State: of.State, Overdue: of.Overdue,
	}})
	if err != nil {
		return err
	}
	return add(c, ds, events...)
}
