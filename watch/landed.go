package watch

import "sync"

// landed are the attempts that have ended and wait for a round to settle them.
// Attempts put them there without waiting, so that none is held up where nobody
// does rounds any more.
type landed struct {
	mu   sync.Mutex
	all  []flight
	bell chan struct{}
}

// newLanded gives an empty one.
func newLanded() *landed { return &landed{bell: make(chan struct{}, 1)} }

// put adds one and rings the bell.
func (l *landed) put(f flight) {
	l.mu.Lock()
	l.all = append(l.all, f)
	l.mu.Unlock()
	select {
	case l.bell <- struct{}{}:
	default: // it rings already
	}
}

// take gives all that have ended.
func (l *landed) take() []flight {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.all
	l.all = nil
	return all
}
