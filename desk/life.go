package desk

import (
	"context"
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
	"example.org/tocsin/warning"
)

// carried fills in what a message that follows takes over from the earlier word,
// where the drafter leaves it open: which warning it follows, who gets it, and,
// where it says nothing new, what it is about.
func carried(of dossier.Dossier, ask DraftAsk) (DraftAsk, error) {
	live := of.Live()
	if !ask.Kind.Replaces() || len(live) == 0 {
		return ask, nil
	}
	newest := live[len(live)-1]
	if ask.Supersedes == "" {
		ask.Supersedes = newest.Warning
	}
	if len(ask.Recipients) == 0 {
		for _, to := range of.Everyone() {
			if !slices.ContainsFunc(ask.LeftOut, func(o warning.LeftOut) bool { return o.Recipient == to }) {
				ask.Recipients = append(ask.Recipients, to)
			}
		}
	}
	if len(ask.Languages) == 0 {
		ask.Languages = newest.Draft.Languages
	}
	if ask.Kind == warning.KindUpdate || len(ask.Releases) > 0 {
		return ask, nil
	}
	if ask.Why == "" && len(ask.Reasons) == 0 {
		ask.Why = "the earlier text told no more"
	}
	var err error
	ask.Releases, err = toldAgain(newest.Draft.Tearline)
	return ask, err
}

// toldAgain gives the releases that tell again what a tearline told.
func toldAgain(t warning.Tearline) ([]warning.Release, error) {
	var all []warning.Release
	for _, r := range t.Released {
		one, err := warning.Release{Field: r.Field, Key: r.Key}, error(nil)
		switch {
		case r.Field == report.FieldPlace:
			one.Place, err = place.ParseRung(r.Rung)
		case r.Field == report.FieldTime:
			one.Time, err = report.ParseTimeRung(r.Rung)
		case r.Reworded:
			if one.Say = r.Value; r.Field.Step(report.Rung(r.Rung)) > 0 {
				one.Rung = report.Rung(r.Rung)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("reading what was told of %s: %w", r.Name(), err)
		}
		all = append(all, one)
	}
	return all, nil
}

// SetClocks sets the timer of every clock that runs without one, and says how many
// those were. A record whose dossiers wait for more than the version that wrote it
// knew has such clocks, and so has one whose timers were lost.
func (d *Desk) SetClocks(ctx context.Context) (int, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return 0, err
	}
	set := 0
	for _, of := range b.Dossiers() {
		n, err := d.setClocks(ctx, of.ID)
		if err != nil {
			return set, err
		}
		set += n
	}
	return set, nil
}

// setClocks sets the timers that one dossier waits for and that are not there.
func (d *Desk) setClocks(ctx context.Context, id tocsin.DossierID) (int, error) {
	set := 0
	err := d.keep(ctx, func(c *change) error {
		set = 0
		pending, err := d.config.Store.Pending(ctx)
		if err != nil {
			return fmt.Errorf("reading the timers: %w", err)
		}
		s, err := load(ctx, d, tocsin.StreamID(id), dossierKind)
		if err != nil {
			return err
		}
		for _, clock := range s.state.Clocks() {
			timer := clockID(id, clock)
			if slices.ContainsFunc(pending, func(t store.Timer) bool { return t.ID == timer }) {
				continue
			}
			if err := c.timer(wait{id: timer, kind: timerClock, due: clock.Due}, s.id, s.key); err != nil {
				return err
			}
			set++
		}
		if set > 0 {
			c.require(s.id, s.version)
		}
		return nil
	})
	return set, err
}
