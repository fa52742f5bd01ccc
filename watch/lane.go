package watch

import (
	"context"
	"net/url"
	"strings"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
)

// How many attempts are under way at once. What a life depends on has places of
// its own, which nothing else can fill.
const (
	roadPlaces = 16
	hostPlaces = 4
	// maxHosts bounds how many hosts of one channel are remembered.
	maxHosts = 4096
)

// places counts attempts that are under way, and those of them that were left
// behind because their channel does not return: they keep their places until it
// does.
type places struct{ bulk, life, stuckBulk, stuckLife int }

// of gives the count of one kind.
func (p *places) of(life bool) *int {
	if life {
		return &p.life
	}
	return &p.bulk
}

// stuck gives the count of one kind that was left behind.
func (p *places) stuck(life bool) *int {
	if life {
		return &p.stuckLife
	}
	return &p.stuckBulk
}

// idle reports whether nothing is under way.
func (p *places) idle() bool { return *p == places{} }

// A host is where one channel goes, with its lane.
type host struct {
	places
	breaker
}

// A road is one channel with its lanes.
type road struct {
	places

	way   channel.Channel
	hosts map[string]*host
	// failed counts the failures in a row, at whatever host. Whether it is the
	// channel that fails is asked of its health: asking is true meanwhile, and sick
	// says what it said.
	failed int
	asking bool
	sick   bool
	asked  time.Time
	// down is when the first of the failures was, or when it was found that there is
	// no such channel here.
	down time.Time
}

// hostOf is the part of an address that fails as one.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host
	}
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return strings.ToLower(address[at:])
	}
	return address
}

// road gives the lanes of a channel; without a way where there is none here.
func (w *Watch) road(name string) *road {
	r := w.roads[name]
	if r == nil {
		r = &road{way: w.channels[name], hosts: map[string]*host{}, down: w.desk.Now()}
		w.roads[name] = r
	}
	return r
}

// host gives the lane of an address.
func (r *road) host(address string) *host {
	name := hostOf(address)
	h := r.hosts[name]
	if h == nil {
		if len(r.hosts) >= maxHosts {
			r.forget()
		}
		h = &host{}
		r.hosts[name] = h
	}
	return h
}

// forget drops the hosts at which nothing is under way. A closed one is tried
// again a little sooner for it.
func (r *road) forget() {
	for name, h := range r.hosts {
		if h.idle() {
			delete(r.hosts, name)
		}
	}
}

// wait is how long nothing may be tried at a host, and why.
func (r *road) wait(h *host, now time.Time, life bool) (time.Duration, string) {
	switch {
	case r.way == nil:
		// Whoever starts this process can still name it.
		return retry, "there is no channel of that name here"
	case *r.stuck(life) >= roadPlaces, *h.stuck(life) >= hostPlaces:
		return shortPause, "the channel does not return from earlier attempts"
	case r.sick && (!life || h.life > 0):
		// What a life depends on tries it all the same, one at a time.
		return shortPause, "the channel is out of order"
	}
	return h.wait(now, life), "it failed there again and again"
}

// after is when what finds the way closed is due again.
func (r *road) after(h *host, now time.Time, wait time.Duration, life bool) time.Duration {
	down := r.down
	if h.closed() {
		down = h.down
	}
	return putOff(wait, now.Sub(down), life)
}

// room reports whether there is a place for another attempt.
func (r *road) room(h *host, life bool) bool {
	return *r.of(life) < roadPlaces && *h.of(life) < hostPlaces
}

// judge is what an outcome says of the way.
func judge(o channel.Outcome) verdict {
	switch {
	case o.Kind == delivery.OutcomeHanded || o.Stage == channel.StageAnswer:
		return works
	case o.Kind == delivery.OutcomeNever || o.Stage == channel.StageAddress:
		return noVerdict
	}
	return fails
}

// A flight is one attempt under way, and then what came of it.
type flight struct {
	work    desk.Work
	road    *road
	host    *host
	trial   bool
	outcome channel.Outcome
	// stuck is true where the channel has not returned, and back once it did.
	stuck, back bool
	// health is true for a question after the health of a channel, sick is its
	// answer.
	health, sick bool
}

// fly begins an attempt, whose place was taken before.
func (w *Watch) fly(ctx context.Context, f flight) {
	f.trial = f.host.begin()
	w.flying++
	p := channel.Parcel{
		Name: f.work.Name, Address: f.work.Address, Bytes: f.work.Bytes, Knock: f.work.Knock, Copy: f.work.Copy,
	}
	f.work.Bytes = nil
	go func() {
		answer := make(chan channel.Outcome, 1)
		f.outcome, f.stuck = attempt(ctx, f.road.way, p, answer)
		w.landed.put(f)
		if f.stuck {
			<-answer
			f.back = true
			w.landed.put(f)
		}
	}()
}

// attempt hands one file to its channel and reports whether that is stuck. A
// channel that does not return is left behind, and one that breaks has failed.
func attempt(ctx context.Context, way channel.Channel, p channel.Parcel, answer chan channel.Outcome) (o channel.Outcome, stuck bool) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
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
	case o = <-answer:
	case <-late.C:
		return channel.Again(retry, "the channel did not return"), true
	}
	switch o.Kind {
	case delivery.OutcomeHanded, delivery.OutcomeAgain, delivery.OutcomeNever:
		return o, false
	}
	return channel.Again(retry, "the channel did not say how it ended"), false
}

// examine asks a channel that fails at every host for its health.
func (w *Watch) examine(ctx context.Context, r *road, now time.Time) {
	if r.way == nil || r.asking || r.failed < failures || now.Sub(r.asked).Abs() < shortPause {
		return
	}
	r.asking, r.asked = true, now
	go func() {
		f := flight{road: r, health: true}
		ctx, cancel := context.WithTimeout(ctx, grace)
		defer cancel()
		defer func() {
			if recover() != nil {
				f.sick = true
			}
			w.landed.put(f)
		}()
		f.sick = r.way.Health(ctx) != nil
	}()
}
