package holder_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
)

// jump is that a machine's clock stands so far ahead.
func jump(s *script, ahead time.Duration) holder.NoteJump {
	return holder.NoteJump{ClockJumped: holder.ClockJumped{From: s.now, To: s.now.Add(ahead)}}
}

func confirm(of int, right holder.Right, because string) holder.ConfirmClock {
	return holder.ConfirmClock{ClockConfirmed: holder.ClockConfirmed{Of: of, Right: right, Because: because}}
}

// waiting holds which jump waits.
func (s *script) waiting(want int) *script {
	s.t.Helper()
	if number, _, waits := s.h.Jumped(); number != want || waits != (want > 0) {
		s.t.Fatalf("jump %d waits, %t, want %d", number, waits, want)
	}
	return s
}

// TestClockJump notes jumps, each once while it waits, and has somebody say what
// time it is.
func TestClockJump(t *testing.T) {
	t.Parallel()
	s := staffed(t).waiting(0)
	s.when("", jump(s, 25*time.Hour)).then("ClockJumped").waiting(1)
	// Another machine sees the same; a third has lost ten years.
	s.when("", jump(s, 26*time.Hour)).then()
	s.when("", jump(s, -24*365*10*time.Hour)).then("ClockJumped").waiting(1)
	s.when("ana", confirm(1, holder.RightOurs, "why")).refused("clock/level", "analyst").
		when("omar", confirm(0, holder.RightOurs, "why")).refused("clock/none", "no jump").
		when("omar", confirm(3, holder.RightOurs, "why")).refused("clock/none", "no jump").
		when("omar", confirm(1, "both", "why")).refused("clock/right", "not said").
		when("omar", confirm(1, holder.RightOurs, " ")).refused("clock/reason", "no reason")
	before := s.h
	s.when("omar", confirm(2, holder.RightOurs, "the radio says so")).then("ClockConfirmed").waiting(1).
		when("omar", confirm(2, holder.RightMachine, "why")).refused("clock/confirmed", "already").
		when("sara", confirm(1, holder.RightMachine, "it was off for a day")).then("ClockConfirmed").waiting(0)
	if j := s.h.Jumps[0]; j.Confirmed != s.stamp("sara") || j.Right != holder.RightMachine || j.Because != "it was off for a day" {
		t.Errorf("it is confirmed as %+v", j)
	}
	if number, _, _ := before.Jumped(); number != 1 || !before.Jumps[1].Confirmed.At.IsZero() {
		t.Error("the holder as it was before is changed")
	}
	// What was confirmed before is not what jumps now.
	s.later(time.Hour)
	s.when("", jump(s, 25*time.Hour)).then("ClockJumped").waiting(3)
	for _, ahead := range []time.Duration{0, 24 * time.Hour, -24 * time.Hour} {
		if _, err := holder.Decide(s.h, tocsin.Stamp{At: s.now}, jump(s, ahead)); err == nil {
			t.Errorf("a jump by %s is noted", ahead)
		}
	}
}
