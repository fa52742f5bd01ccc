package protect

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Unbounded is the time that is left where nobody knows when it ends: it limits
// nothing.
const Unbounded = time.Duration(math.MaxInt64)

// A Lead is how much time there was, and is.
type Lead struct {
	// Possessed is when the holder first had it, LatestUseful the last moment at
	// which a warning helps; zero is unknown.
	Possessed    time.Time
	LatestUseful time.Time
	Now          time.Time
}

// Left is the time that is left: nothing where the last moment has passed,
// Unbounded where it is unknown.
func (l Lead) Left() time.Duration {
	if l.LatestUseful.IsZero() {
		return Unbounded
	}
	return max(0, l.LatestUseful.Sub(l.Now))
}

// String tells what is left, and of how much: "9 hours are left of 30".
func (l Lead) String() string {
	switch left := l.Left(); {
	case left == Unbounded:
		return "nobody knows until when a warning helps"
	case left == 0:
		return "the last moment at which it helps passed " + span(l.Now.Sub(l.LatestUseful)) + " ago"
	case l.Possessed.IsZero() || !l.LatestUseful.After(l.Possessed) || l.Possessed.After(l.Now):
		return span(left) + " left"
	default:
		return fmt.Sprintf("%s left of %s since it was known", span(left), span(l.LatestUseful.Sub(l.Possessed)))
	}
}

// Beside tells what an act takes beside what is left.
func (l Lead) Beside(a Action) string {
	takes := "takes " + span(a.Takes)
	switch left := l.Left(); {
	case left == Unbounded:
		return takes + "; nobody knows how much is left"
	case left == 0:
		return takes + "; no time is left"
	case a.Takes <= left:
		return takes + "; " + span(left) + " left"
	default:
		return takes + "; too late with " + span(left) + " left"
	}
}

// span tells a length of time in its largest whole unit, rounded down: nobody is
// told of more time than there is.
func span(d time.Duration) string {
	units := []struct {
		one  time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}}
	for _, u := range units {
		// A day is told from two on: "36 hours" says more than "1 day".
		if n := d / u.one; n >= 2 || n == 1 && u.one < 24*time.Hour {
			return counted(int64(n), u.name)
		}
	}
	return "less than a minute"
}

// counted is a number with its noun.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(n, 10) + " " + noun + "s"
}
