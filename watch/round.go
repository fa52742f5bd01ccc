package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

const (
	// page is how much a look takes in, few how much is leased together.
	page = 512
	few  = 64
	// maxList bounds each list of a round; what is beyond is found again when the
	// list is done.
	maxList = 1 << 14
	// maxKnown bounds what is remembered between rounds.
	maxKnown = 1 << 17
)

// A round is one Step under way.
type round struct {
	*Watch

	end    <-chan time.Time
	over   bool
	done   Done
	faults []error

	// after is behind what this look goes on, whole is true where it has come to
	// the end, and stale where something was settled since it began.
	after        desk.Seen
	whole, stale bool
	// life and bulk are what is to be handed over, in order of time; closed are
	// those whose way is closed; quick is everything else that is due.
	life, bulk, closed, quick []desk.Seen
	// skipped counts what was seen and is left for later.
	skipped int
	next    map[tocsin.TimerID]desk.Seen
	// tried are the works that were taken on; none is tried twice in one round.
	tried map[try]bool
}

// A try is one kind of work on one dispatch, or one timer of it.
type try struct {
	stream           tocsin.StreamID
	channel, address string
	knock            bool
	timer            tocsin.TimerID
}

// tryOf tells what counts as the same work: handing over to one address of one
// dispatch, whatever its timer, and each other timer.
func tryOf(s desk.Seen) try {
	if s.Deliver {
		return try{stream: s.Stream(), channel: s.Channel, address: s.Address, knock: s.Knock}
	}
	return try{timer: s.Timer()}
}

// turn does a little of everything and reports whether there may be more to do.
// Those whose life depends on it are begun before anything else, however much
// there is.
func (r *round) turn(ctx context.Context) (more bool) {
	if r.collect(ctx); ctx.Err() != nil {
		return r.await(ctx, grace)
	}
	looked := r.look(ctx)
	begun := r.begin(ctx)
	did := r.settleFew(ctx)
	select {
	case <-r.end:
		r.over = true
	default:
	}
	switch {
	case r.over:
		return false
	case looked || begun || did:
		return true
	case r.stale:
		r.afresh()
		return true
	case r.flying == 0:
		return false
	}
	return r.await(ctx, 0)
}

// await waits until an attempt ends, and reports whether one did in time. Where
// ctx has ended it waits a little longer, until the attempts have heard of it.
func (r *round) await(ctx context.Context, atMost time.Duration) bool {
	if r.flying == 0 {
		return false
	}
	gone := ctx.Done()
	var late <-chan time.Time
	if atMost > 0 {
		timer := time.NewTimer(atMost)
		defer timer.Stop()
		late, gone = timer.C, nil
	}
	select {
	case <-r.landed.bell:
		return true
	case <-gone:
		return true
	case <-r.end:
	case <-late:
	}
	r.over = true
	return false
}

// afresh begins to look from the beginning.
func (r *round) afresh() {
	r.after, r.whole, r.stale = desk.Seen{}, false, false
	r.life, r.bulk, r.closed, r.quick, r.skipped, r.next = nil, nil, nil, nil, 0, nil
	r.done.Held = 0
}

// look looks at a page of what is due, and reports whether it held anything.
func (r *round) look(ctx context.Context) bool {
	if r.whole {
		return false
	}
	seen, err := r.desk.Look(ctx, r.after, page, func(id tocsin.TimerID) (desk.Seen, bool) {
		s, ok := r.known[id]
		return s, ok
	})
	if err != nil {
		r.faults = append(r.faults, err)
	}
	for _, s := range seen {
		r.list(s)
	}
	if len(seen) < page {
		r.whole, r.known = true, r.next
		return len(seen) > 0
	}
	r.after = seen[len(seen)-1]
	return true
}

// list puts what was seen on its list.
func (r *round) list(s desk.Seen) {
	to := &r.quick
	switch {
	case s.Deliver && s.Life:
		to = &r.life
	case s.Deliver:
		to = &r.bulk
	}
	if s.Deliver && len(r.next) < maxKnown {
		if r.next == nil {
			r.next = map[tocsin.TimerID]desk.Seen{}
		}
		r.next[s.Timer()] = s
	}
	if r.tried[tryOf(s)] || len(*to) >= maxList {
		r.skipped++
		return
	}
	*to = append(*to, s)
}

// begin begins as many attempts as there are places for, and reports whether
// there were any.
func (r *round) begin(ctx context.Context) bool {
	var picked []desk.Seen
	r.life, picked = r.pick(ctx, r.life, picked)
	if len(r.bulk) > 0 && r.held(ctx) {
		r.done.Held += len(r.bulk)
		r.skipped += len(r.bulk)
		r.bulk = nil
	}
	r.bulk, picked = r.pick(ctx, r.bulk, picked)
	if len(picked) == 0 {
		return false
	}
	reserved := map[tocsin.TimerID]desk.Seen{}
	for _, s := range picked {
		reserved[s.Timer()] = s
	}
	for _, one := range r.take(ctx, picked) {
		s := reserved[one.Timer()]
		if !one.Deliver() || one.Channel != s.Channel || one.Address != s.Address || one.Life != s.Life || ctx.Err() != nil {
			// It has another way by now, or there is no time for it any more.
			r.giveBack(ctx, one)
			continue
		}
		delete(reserved, one.Timer())
		road := r.road(s.Channel)
		r.fly(ctx, flight{work: one, road: road, host: road.host(s.Address)})
	}
	for _, s := range reserved {
		r.place(s, -1)
	}
	return true
}

// held reports whether what no life depends on waits until somebody has confirmed
// what time it is. Where that cannot be read it waits.
func (r *round) held(ctx context.Context) bool {
	hold, err := r.desk.Held(ctx, r.hold)
	if err != nil {
		r.faults = append(r.faults, err)
		return true
	}
	r.hold = hold
	return hold.Holds
}

// pick takes from a list what there are places for, and what goes a way that is
// closed; it gives the rest of the list.
func (r *round) pick(ctx context.Context, list, picked []desk.Seen) (rest, with []desk.Seen) {
	now := r.desk.Now()
	for i, s := range list {
		if len(picked) >= few {
			return append(rest, list[i:]...), picked
		}
		road := r.road(s.Channel)
		if road.sick {
			r.examine(ctx, road, now)
		}
		h := road.host(s.Address)
		switch wait, _ := road.wait(h, now, s.Life); {
		case r.tried[tryOf(s)]:
			r.skipped++
		case wait > 0:
			r.closed = append(r.closed, s)
		case road.room(h, s.Life):
			r.place(s, 1)
			r.tried[tryOf(s)] = true
			picked = append(picked, s)
		default:
			rest = append(rest, s)
		}
	}
	return rest, picked
}

// place takes a place, or gives it back.
func (r *round) place(s desk.Seen, n int) {
	road := r.road(s.Channel)
	*road.of(s.Life) += n
	*road.host(s.Address).of(s.Life) += n
}

// settleFew does some of what needs no channel: deadlines, clocks, pages, and
// what must take another way.
func (r *round) settleFew(ctx context.Context) bool {
	closed, quick := cut(&r.closed, few), cut(&r.quick, few)
	for _, s := range append(closed, quick...) {
		r.tried[tryOf(s)] = true
	}
	for _, one := range r.take(ctx, closed) {
		r.refuse(ctx, one)
	}
	for _, one := range r.take(ctx, quick) {
		count := &r.done.Paged
		switch {
		case one.Deliver():
			// It could not be read when it was looked at.
			r.giveBack(ctx, one)
			continue
		case one.Clock():
			count = &r.done.Clocks
		case one.Kind == "deadline":
			count = &r.done.Overdue
		}
		r.settle(ctx, one, delivery.AttemptMade{}, 0, count)
	}
	return len(closed)+len(quick) > 0
}

// cut takes the first of a list.
func cut(list *[]desk.Seen, most int) []desk.Seen {
	n := min(most, len(*list))
	first := (*list)[:n:n]
	*list = (*list)[n:]
	return first
}

// refuse answers for a way that is closed: another attempt is worth it later, and
// the plan goes on at once.
func (r *round) refuse(ctx context.Context, one desk.Work) {
	road := r.road(one.Channel)
	h, now := road.host(one.Address), r.desk.Now()
	wait, why := road.wait(h, now, one.Life)
	if !one.Deliver() || wait <= 0 {
		r.giveBack(ctx, one)
		return
	}
	r.settle(ctx, one, delivery.AttemptMade{Outcome: delivery.OutcomeAgain, Reason: why, Open: true}, road.after(h, now, wait, one.Life), &r.done.Again)
}

// collect takes in what has ended.
func (r *round) collect(ctx context.Context) {
	for _, f := range r.landed.take() {
		now := r.desk.Now()
		if f.health {
			f.road.asking, f.road.sick = false, f.sick
			continue
		}
		if r.free(f); f.back {
			continue
		}
		r.flying--
		how := judge(f.outcome)
		f.host.ended(now, how, f.trial)
		switch how {
		case works:
			f.road.failed, f.road.sick = 0, false
		case fails:
			if f.road.failed++; f.road.failed == 1 {
				f.road.down = now
			}
			r.examine(ctx, f.road, now)
		case noVerdict:
		}
		r.note(ctx, f)
	}
}

// free gives back the place of an attempt, once its channel has returned.
func (r *round) free(f flight) {
	for _, p := range []*places{&f.road.places, &f.host.places} {
		switch life := f.work.Life; {
		case f.back:
			*p.of(life)--
			*p.stuck(life)--
		case f.stuck:
			*p.stuck(life)++
		default:
			*p.of(life)--
		}
	}
}

// note records what came of an attempt.
func (r *round) note(ctx context.Context, f flight) {
	o, count := f.outcome, &r.done.Again
	switch o.Kind {
	case delivery.OutcomeHanded:
		count = &r.done.Handed
	case delivery.OutcomeNever:
		count = &r.done.Never
	case delivery.OutcomeAgain:
	}
	r.settle(ctx, f.work, delivery.AttemptMade{Outcome: o.Kind, Reason: o.Reason, Evidence: o.Evidence}, o.After, count)
}

// take leases some of what was seen.
func (r *round) take(ctx context.Context, these []desk.Seen) []desk.Work {
	work, err := r.desk.Take(ctx, r.owner, these)
	if err != nil {
		r.faults = append(r.faults, err)
	}
	if lost := len(these) - len(work); lost > 0 {
		r.stale = true
	}
	return work
}

// giveBack gives back what was taken and not begun.
func (r *round) giveBack(ctx context.Context, one desk.Work) {
	r.stale = true
	if err := r.desk.GiveBack(context.WithoutCancel(ctx), one); err != nil {
		r.faults = append(r.faults, err)
	}
}

// settle records what came of a work and counts it. It has happened, so that a
// caller who gives up now must not keep it from the record.
func (r *round) settle(ctx context.Context, one desk.Work, made delivery.AttemptMade, after time.Duration, count *int) {
	r.stale = true
	switch err := r.desk.Settle(context.WithoutCancel(ctx), one, made, after); {
	case errors.Is(err, desk.ErrTaken):
		r.done.Left++
	case err != nil:
		r.faults = append(r.faults, fmt.Errorf("settling what was due: %w", err))
	default:
		*count++
	}
}
