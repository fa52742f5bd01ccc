package watch

import "time"

const (
	// failures is after how many failures in a row a way is closed.
	failures = 3
	// shortPause is how long it stays closed at first, longPause at most; it
	// doubles as long as each trial fails.
	shortPause = 30 * time.Second
	longPause  = 10 * time.Minute
)

// A breaker closes a way that fails again and again, so that what would go there
// moves on to its next way at once. It knows only of handing over: no deadline
// and no page asks it.
type breaker struct {
	// failed counts the failures since the last success.
	failed int
	// down is when the first of them was, since is when the way was closed, and
	// pause for how long.
	down, since time.Time
	pause       time.Duration
	// trying is true while one attempt tries a closed way.
	trying bool
}

// closed reports whether the way is closed, or on trial.
func (b *breaker) closed() bool { return b.failed >= failures }

// wait is how long nothing may be tried; zero where it may. What a life depends
// on tries a closed way as soon as it may be tried at all.
func (b *breaker) wait(now time.Time, life bool) time.Duration {
	if !b.closed() {
		return 0
	}
	pause := b.pause
	if life {
		pause = min(pause, shortPause)
	}
	left := b.since.Add(pause).Sub(now)
	switch {
	case b.trying:
		return max(left, shortPause)
	case left > pause:
		return 0 // the clock was set back: it would stay closed for ever
	}
	return max(left, 0)
}

// begin notes that an attempt begins, and reports whether it is a trial.
func (b *breaker) begin() (trial bool) {
	b.trying = b.closed()
	return b.trying
}

// ended notes how an attempt ended.
func (b *breaker) ended(now time.Time, how verdict, trial bool) {
	if trial {
		b.trying = false
	}
	switch how {
	case works:
		*b = breaker{}
	case fails:
		if b.failed++; b.failed == 1 {
			b.down = now
		}
		switch {
		case b.failed == failures:
			b.since, b.pause = now, shortPause
		case trial:
			b.since, b.pause = now, min(2*b.pause, longPause)
		}
	case noVerdict:
	}
}

// putOff is when what finds a way closed is due there again: the longer it has been
// down, the later, so that ten thousand that wait for a day do not fill the record
// with attempts that nobody made.
func putOff(wait, down time.Duration, life bool) time.Duration {
	if life {
		return max(wait, min(down, retry))
	}
	return max(wait, retry, min(down, time.Hour))
}

// A verdict is what an attempt says of the way that it took.
type verdict int

// The verdicts. An address that can never be reached says nothing of its way.
const (
	noVerdict verdict = iota
	works
	fails
)
