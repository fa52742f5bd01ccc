package email

import (
	"sync"
	"time"
)

// A limit lets so many messages go within a minute, so that no server takes us
// for one who sends unasked; zero lets all go.
type limit struct {
	mu     sync.Mutex
	perMin int
	sent   []time.Time // within the last minute, the oldest first
}

// take lets a message go, or says how long it has to wait.
func (l *limit) take(now time.Time) time.Duration {
	if l.perMin == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.sent[:0]
	for _, at := range l.sent {
		// What lies ahead was sent before the clock was set back.
		if age := now.Sub(at); age >= 0 && age < time.Minute {
			kept = append(kept, at)
		}
	}
	l.sent = kept
	if len(l.sent) >= l.perMin {
		return l.sent[0].Add(time.Minute).Sub(now)
	}
	l.sent = append(l.sent, now)
	return 0
}
