package mailbox

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bound how often boxes are asked for. What is 0 is as it says.
type Limits struct {
	// Box is how many requests a second one box answers over time, 1, and
	// BoxBurst how many at once, 60.
	Box      rate.Limit
	BoxBurst int
	// Remote and RemoteBurst are the same for one network that requests come
	// from, 5 and 120: a /24, or a /64.
	Remote      rate.Limit
	RemoteBurst int
	// Answer and AnswerBurst are the same for what comes back for one box, one
	// in ten seconds and 12.
	Answer      rate.Limit
	AnswerBurst int
	// Waiting is how many answers to one box may wait to be collected, 64, and
	// Strays how many that are to none of the files that a box shows, late or
	// invented ones, 512.
	Waiting, Strays int
	// Known is how many boxes and networks are remembered, 20,000; whoever is
	// forgotten begins anew.
	Known int
}

// or gives a value, or another where it is 0.
func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// limiters are the three.
type limiters struct{ box, remote, answer *limiter }

func newLimiters(l Limits) *limiters {
	known := or(l.Known, 20000)
	return &limiters{
		box:    newLimiter(or(l.Box, 1), or(l.BoxBurst, 60), known),
		remote: newLimiter(or(l.Remote, 5), or(l.RemoteBurst, 120), known),
		answer: newLimiter(or(l.Answer, rate.Every(10*time.Second)), or(l.AnswerBurst, 12), known),
	}
}

// A limiter holds many to one rate each.
type limiter struct{ *recent[string, *rate.Limiter] }

func newLimiter(most rate.Limit, burst, known int) *limiter {
	return &limiter{&recent[string, *rate.Limiter]{most: known, make: func(string) *rate.Limiter { return rate.NewLimiter(most, burst) }}}
}

// allow reports whether one more is allowed for a key.
func (l *limiter) allow(key string, now time.Time) bool { return l.get(key).AllowN(now, 1) }

// A recent remembers what was made for a key, in bounded memory: what was asked
// for lately is in the young generation, and what is in the old one without
// being asked for is forgotten when the young one is full.
type recent[K comparable, V any] struct {
	most int
	make func(K) V

	mu         sync.Mutex
	young, old map[K]V
}

// get gives what was made for a key, or makes it.
func (r *recent[K, V]) get(key K) V {
	if v, ok := r.known(key); ok {
		return v
	}
	// It may take a while, and others need not wait for it.
	made := r.make(key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.young[key]; ok {
		return v // somebody else was faster
	}
	r.keep(key, made)
	return made
}

// known gives what is remembered, and remembers it for longer.
func (r *recent[K, V]) known(key K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.young[key]
	if ok {
		return v, true
	}
	if v, ok = r.old[key]; ok {
		r.keep(key, v)
	}
	return v, ok
}

func (r *recent[K, V]) keep(key K, v V) {
	if r.young == nil || len(r.young) >= r.most/2 {
		r.old, r.young = r.young, map[K]V{}
	}
	r.young[key] = v
}

// remote gives the network that a request comes from; "" where nobody can tell,
// because a proxy or an onion service stands between.
func (d *Drop) remote(r *http.Request) string {
	var from netip.Addr
	if d.config.Remote != nil {
		at, ok := d.config.Remote(r)
		if !ok {
			return ""
		}
		from = at
	} else if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		from = at.Addr()
	}
	return network(from)
}

// network gives the network of an address, "" for none and for this machine.
func network(from netip.Addr) string {
	from = from.Unmap().WithZone("")
	if !from.IsValid() || from.IsLoopback() {
		return ""
	}
	bits := 64
	if from.Is4() {
		bits = 24
	}
	p, err := from.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// allowed reports whether a request may be answered; box is "" where it names
// none.
func (d *Drop) allowed(r *http.Request, box string, answer bool) bool {
	now := d.config.Clock()
	if from := d.remote(r); from != "" && !d.limits.remote.allow(from, now) {
		return false
	}
	if box != "" && !d.limits.box.allow(box, now) {
		return false
	}
	return !answer || d.limits.answer.allow(box, now)
}
