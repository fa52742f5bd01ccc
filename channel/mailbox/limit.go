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
		box:    &limiter{rate: or(l.Box, 1), burst: or(l.BoxBurst, 60), known: known},
		remote: &limiter{rate: or(l.Remote, 5), burst: or(l.RemoteBurst, 120), known: known},
		answer: &limiter{rate: or(l.Answer, rate.Every(10*time.Second)), burst: or(l.AnswerBurst, 12), known: known},
	}
}

// A limiter holds many to one rate each, in bounded memory: those asked for
// lately are in the young generation, and what is in the old one without being
// asked for is forgotten when the young one is full.
type limiter struct {
	rate  rate.Limit
	burst int
	known int

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

// allow reports whether one more is allowed for a key.
func (l *limiter) allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.young[key]
	if one == nil {
		if one = l.old[key]; one == nil {
			one = rate.NewLimiter(l.rate, l.burst)
		}
		if l.young == nil || len(l.young) >= l.known/2 {
			l.old, l.young = l.young, map[string]*rate.Limiter{}
		}
		l.young[key] = one
	}
	return one.AllowN(now, 1)
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
