package holder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// JumpBound is how far the clock of a machine may stand from the time that we
// went by before that is an alarm.
const JumpBound = 24 * time.Hour

// A Jump is that the clock of a machine stood far from the time that we went by.
type Jump struct {
	ClockJumped
	At time.Time
	// Confirmed is by whom and when it was said what time it is; zero while what no
	// life depends on waits for it.
	Confirmed tocsin.Stamp
	Right     Right
	Because   string
}

// A Right says which time is the right one.
type Right string

// The times between which somebody decides.
const (
	// RightOurs: the time that we go by.
	RightOurs Right = "ours"
	// RightMachine: what the clock of the machine says.
	RightMachine Right = "machine"
)

// Jumped gives the first jump that nobody has confirmed, with its number from 1.
func (h Holder) Jumped() (number int, j Jump, waits bool) {
	i := slices.IndexFunc(h.Jumps, func(j Jump) bool { return j.Confirmed.At.IsZero() })
	if i < 0 {
		return 0, Jump{}, false
	}
	return i + 1, h.Jumps[i], true
}

// NoteJump notes that the clock of a machine has jumped.
type NoteJump struct {
	ClockJumped
}

// ClockJumped says that the clock of a machine stands far from the time that we
// went by: From is that time, To what the machine says.
type ClockJumped struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// off is how far the machine's clock is ahead.
func (e ClockJumped) off() time.Duration { return e.To.Sub(e.From) }

// decide notes it once: what two machines see, or one that was started again
// before it could remember, is one jump as long as nobody has confirmed it. Times
// further apart than a Duration can tell are held to be so far apart.
func (c NoteJump) decide(h Holder, _ tocsin.Stamp) ([]Event, error) {
	if c.off().Abs() <= JumpBound {
		return nil, fmt.Errorf("noting a jump of the clock by %s: it is none", c.off())
	}
	for _, j := range h.Jumps {
		if j.Confirmed.At.IsZero() && (j.off()-c.off()).Abs() <= JumpBound {
			return nil, nil
		}
	}
	return []Event{c.ClockJumped}, nil
}

func (e ClockJumped) evolve(h Holder, s tocsin.Stamp) Holder {
	h.Jumps = append(slices.Clip(h.Jumps), Jump{ClockJumped: e, At: s.At})
	return h
}

// ConfirmClock says what time it is, after a jump.
type ConfirmClock struct {
	ClockConfirmed
}

// ClockConfirmed ends the wait after a jump.
type ClockConfirmed struct {
	// Of is the number of the jump, from 1.
	Of      int    `json:"of"`
	Right   Right  `json:"right"`
	Because string `json:"because"`
}

func (c ConfirmClock) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	switch {
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("clock/level", "ask an officer", "an analyst does not confirm what time it is")
	case c.Of < 1 || c.Of > len(h.Jumps):
		return nil, tocsin.Refuse("clock/none", "see tocsin clock show", "there is no jump of that number")
	case !h.Jumps[c.Of-1].Confirmed.At.IsZero():
		return nil, tocsin.Refuse("clock/confirmed", "see tocsin clock show", "that jump is confirmed already")
	case c.Right != RightOurs && c.Right != RightMachine:
		return nil, tocsin.Refuse("clock/right", "say ours or machine", "it is not said which time is right")
	case strings.TrimSpace(c.Because) == "":
		return nil, tocsin.Refuse("clock/reason", "say how you know what time it is", "no reason is given")
	}
	return []Event{c.ClockConfirmed}, nil
}

func (e ClockConfirmed) evolve(h Holder, s tocsin.Stamp) Holder {
	if e.Of < 1 || e.Of > len(h.Jumps) {
		return h
	}
	h.Jumps = slices.Clone(h.Jumps)
	j := &h.Jumps[e.Of-1]
	j.Confirmed, j.Right, j.Because = s, e.Right, e.Because
	return h
}
