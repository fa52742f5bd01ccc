package channeltest

import (
	"testing"
	"time"
)

// Hold holds one promise by name, and reports whether there is one.
func Hold(tb testing.TB, h Harness, name string) (held bool) {
	tb.Helper()
	for _, p := range promises(h) {
		if p.name == name {
			held = true
			defer func() { stopped(tb, recover()) }()
			p.hold(&trial{TB: tb, h: h, grace: 300 * time.Millisecond})
		}
	}
	return held
}

// stopped lets a trial end that ended itself by what a tester does for Fatal.
func stopped(tb testing.TB, by any) {
	tb.Helper()
	if by != nil && by != any(tb) {
		panic(by)
	}
}
