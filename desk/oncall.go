package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// SetRoster asks that officers be on call.
type SetRoster struct {
	holder.RosterSet
}

func (*SetRoster) action() string { return "officer/on-call" }

func (r *SetRoster) command() holder.Command { return holder.SetRoster{RosterSet: r.RosterSet} }

func (r *SetRoster) perform(_ context.Context, s scene) error { return onHolder(s, r) }

const (
	// deputyAfter is how long the first who is called has before a deputy is.
	deputyAfter = 10 * time.Minute
	// knocks is how often a knock is tried that nobody takes.
	knocks = 12
)

// A knock is what a timer holds that calls an officer. It tells the carrier that
// something waits, and nothing else.
type knock struct {
	Channel string `json:"channel"`
	Address string `json:"address"`
	Name    string `json:"name"`
	// Deputy is true for a knock that is left out where the first has come.
	Deputy bool `json:"deputy,omitempty"`
	// At is when the officer was called, in the second of the event.
	At int64 `json:"at"`
}

// call sends a knock to all who are on call, in the change that says so; to deputies
// where nothing has moved after a while.
func (c *change) call(ctx context.Context, of tocsin.StreamID, key *seal.Key, level tocsin.Level) error {
	h, err := load(ctx, c.desk, tocsin.HolderStream, holderKind)
	if err != nil {
		return err
	}
	for _, shift := range h.state.OnCall(c.stamp.At, level) {
		k := knock{Channel: shift.Channel, Address: shift.Address, Name: parcelName(), Deputy: shift.Deputy, At: c.stamp.At.Unix()}
		due := c.stamp.At
		if shift.Deputy {
			due = due.Add(deputyAfter)
		}
		text, err := json.Marshal(k)
		if err != nil {
			return fmt.Errorf("writing a knock: %w", err)
		}
		id := seal.NewID[tocsin.TimerID]()
		sealed, err := key.SealTimer(id, of, []byte(timerText(timerKnock, due)+" "+string(text)))
		if err != nil {
			return err
		}
		c.batch.Timers = append(c.batch.Timers, store.Timer{ID: id, Stream: of, Key: key.ID(), Due: due, Sealed: sealed})
	}
	return nil
}

// parseKnock reads what a knock is to do.
func parseKnock(text string) (knock, error) {
	var k knock
	if err := json.Unmarshal([]byte(text), &k); err != nil || k.Channel == "" || k.Address == "" || k.Name == "" {
		return knock{}, errors.New("it is no knock")
	}
	return k, nil
}

// knockWork reads what a leased knock is; one for a deputy is settled where
// somebody has moved since.
func (d *Desk) knockWork(ctx context.Context, lease store.Lease, k knock) (Work, error) {
	if k.Deputy {
		moved, err := d.moved(ctx, lease.Stream, time.Unix(k.At, 0))
		if err != nil {
			return Work{}, err
		}
		if moved {
			return Work{}, d.drop(ctx, lease)
		}
	}
	return Work{
		lease: leased{Lease: lease}, Kind: timerKnock, Channel: k.Channel, Address: k.Address, Name: k.Name, Knock: true,
		Copy: int(lease.Attempts), Life: true,
	}, nil
}

// moved reports whether an officer has done anything with a dispatch or a dossier
// since a time, or the recipient has come as far as he should.
func (d *Desk) moved(ctx context.Context, id tocsin.StreamID, since time.Time) (bool, error) {
	opened, err := d.reader.Stream(ctx, id)
	if err != nil {
		return false, err
	}
	for _, o := range opened {
		if o.Entry.By != "" && o.Entry.At.After(since) {
			return true, nil
		}
	}
	if len(opened) == 0 || opened[0].Entry.Kind != delivery.Kinds.Names()[0] {
		return false, nil
	}
	s, err := load(ctx, d, id, dispatchKind)
	return err == nil && s.state.Settled(), err
}

// settleKnock gives up a knock that was taken, or never will be, and sets another
// time for one that is worth it.
func (d *Desk) settleKnock(ctx context.Context, w Work, made delivery.AttemptMade, after time.Duration) error {
	if made.Outcome == delivery.OutcomeAgain && w.lease.Attempts < knocks {
		err := d.config.Store.Release(ctx, w.lease.Lease, d.config.Clock().Add(min(max(after, soonest), deputyAfter)))
		if errors.Is(err, store.ErrFenced) {
			return fmt.Errorf("settling timer %s: %w", w.lease.ID, ErrTaken)
		}
		return err
	}
	return d.drop(ctx, w.lease.Lease)
}
