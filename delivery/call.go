package delivery

import (
	"slices"
	"time"

	"example.org/tocsin"
)

const (
	// MostCall is how long an officer may have a call for himself: then it is on the
	// list again.
	MostCall = 30 * time.Minute
	// callAgain is how long a call rests after somebody has noted one.
	callAgain = 20 * time.Minute
)

// A Call is how a call to a recipient stands.
type Call struct {
	// By has taken it, until Until.
	By    tocsin.OfficerID
	Until time.Time
	// Again is when it is to be tried again, after a call was noted.
	Again time.Time
}

// ToCall reports whether somebody is to speak with the recipient, and since when:
// a step of the plan has said so, and it is not settled.
func (d Dispatch) ToCall() (since time.Time, to bool) {
	if !d.Exists || d.Settled() {
		return time.Time{}, false
	}
	i := slices.IndexFunc(d.Steps, func(p Progress) bool { return p.Task == TaskSpeak && p.State == StepDone })
	if i < 0 {
		return time.Time{}, false
	}
	return d.Steps[i].DoneAt, true
}

// TakeCall takes a call for one officer.
type TakeCall struct {
	Until time.Time
}

// CallTaken says that an officer makes a call, so that no other makes it at the
// same time.
type CallTaken struct {
	By    tocsin.OfficerID `json:"by"`
	Until time.Time        `json:"until"`
}

func (c TakeCall) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	_, to := d.ToCall()
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("delivery/call-level", "ask an officer", "an %s does not speak for us", s.Level)
	case !to:
		return nil, tocsin.Refuse("delivery/no-call", "see tocsin calls", "nobody is to be called for this dispatch")
	case d.Call.By == s.By && d.Call.Until.After(s.At):
		return nil, nil
	case d.Call.Until.After(s.At):
		return nil, tocsin.Refuse("delivery/call-taken", "take another with tocsin calls --take 1", "another officer has taken this call until %s", d.Call.Until.Format(time.RFC3339))
	case !c.Until.After(s.At), c.Until.Sub(s.At) > MostCall, !c.Until.Equal(tocsin.Second(c.Until)):
		return nil, tocsin.Refuse("delivery/call-until", "take it for half an hour at most, in whole seconds", "the call is taken for no time, or for too long")
	}
	return []Event{CallTaken{By: s.By, Until: c.Until}}, nil
}

func (e CallTaken) evolve(d Dispatch, _ tocsin.Stamp) Dispatch {
	d.Call.By, d.Call.Until = e.By, e.Until
	return d
}
