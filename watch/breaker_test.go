package watch

import (
	"testing"
	"time"
)

// TestBreaker closes a way after three failures, tries it one at a time, for ever
// longer pauses, and opens it when one trial succeeds.
func TestBreaker(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var b breaker
	attempt := func(how verdict) {
		t.Helper()
		if b.wait(now, false) > 0 {
			t.Fatal("it is closed")
		}
		b.ended(now, how, b.begin())
	}
	attempt(fails)
	attempt(fails)
	attempt(noVerdict)
	attempt(works)
	attempt(fails)
	attempt(fails)
	attempt(fails)
	for _, pause := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		if got := b.wait(now, false); got != pause {
			t.Fatalf("it is closed for %s, want %s", got, pause)
		}
		if got := b.wait(now, true); got != 30*time.Second {
			t.Fatalf("for a life it is closed for %s", got)
		}
		now = now.Add(pause)
		trial := b.begin()
		if !trial || b.wait(now, false) == 0 || b.wait(now, true) == 0 {
			t.Fatal("two try it at once")
		}
		b.ended(now, fails, false) // one that was under way before
		if b.wait(now, true) == 0 {
			t.Fatal("the trial is forgotten")
		}
		b.ended(now, fails, trial)
	}
	if b.wait(now.Add(-time.Hour), false) != 0 {
		t.Error("a clock that was set back keeps it closed")
	}
	b.ended(now, works, true)
	attempt(fails)
	if b.failed != 1 || b.pause != 0 {
		t.Errorf("after a success it is %+v", b)
	}
}

// TestPutOff puts off what waits for a closed way, the longer it is down.
func TestPutOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wait, down time.Duration
		life       bool
		want       time.Duration
	}{
		{30 * time.Second, time.Second, true, 30 * time.Second},
		{30 * time.Second, time.Hour, true, 5 * time.Minute},
		{30 * time.Second, time.Second, false, 5 * time.Minute},
		{30 * time.Second, 20 * time.Minute, false, 20 * time.Minute},
		{30 * time.Second, 20 * time.Hour, false, time.Hour},
	} {
		if got := putOff(c.wait, c.down, c.life); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestHostOf finds what fails as one.
func TestHostOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://drop.example:8443/a/b": "https://drop.example:8443", "ana@Harbor.Example": "@harbor.example", "/box/1": "/box/1", "": "",
		"a@b@c.example": "@c.example", "https://%zz": "https://%zz",
	} {
		if got := hostOf(address); got != want {
			t.Errorf("%q is at %q, want %q", address, got, want)
		}
	}
}
