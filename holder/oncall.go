package holder

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/tocsin"
)

// A Shift is when an officer is on call, and how he gets a knock.
type Shift struct {
	Officer tocsin.OfficerID `json:"officer"`
	// From and Until bound it, UTC; without an end it goes on.
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"`
	// Deputy is true for whoever is called where nobody else has come.
	Deputy bool `json:"deputy,omitempty"`
	// Channel and Address are where a knock reaches him: it says only that
	// something waits.
	Channel string `json:"channel"`
	Address string `json:"address"`
}

// covers reports whether a shift runs at a time.
func (s Shift) covers(at time.Time) bool {
	return !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
}

// maxShifts bounds a roster: two a day for most of a year.
const maxShifts = 500

// SetRoster asks that these be on call from now on.
type SetRoster struct {
	RosterSet
}

// RosterSet is the on-call list as a whole; it takes the place of the one before.
type RosterSet struct {
	Shifts []Shift `json:"shifts"`
}

func (c SetRoster) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if s.Level < tocsin.LevelOfficer {
		return nil, tocsin.Refuse("holder/roster", "ask an officer", "an analyst sets nobody on call")
	}
	if len(c.Shifts) > maxShifts {
		return nil, tocsin.Refuse("holder/roster", "set fewer shifts, and the rest later", "there are %d shifts; a roster holds %d", len(c.Shifts), maxShifts)
	}
	for i, shift := range c.Shifts {
		o, ok := h.Officer(shift.Officer)
		switch {
		case !ok || !o.Active(s.At):
			return nil, tocsin.Refuse("holder/roster", "name officers who act", "shift %d is of nobody who acts here", i+1)
		case !shift.Until.IsZero() && !shift.Until.After(shift.From):
			return nil, tocsin.Refuse("holder/roster", "let it end after it begins", "shift %d ends before it begins", i+1)
		case !reachable(shift.Channel) || !reachable(shift.Address):
			return nil, tocsin.Refuse("holder/roster", "give a channel and an address, each on one line", "nothing says how the officer of shift %d is reached", i+1)
		}
	}
	return []Event{c.RosterSet}, nil
}

// reachable reports whether a channel or an address is one line of text.
func reachable(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func (e RosterSet) evolve(h Holder, _ tocsin.Stamp) Holder {
	h.Roster = slices.Clone(e.Shifts)
	return h
}

// OnCall gives who is called at a time where somebody of a level is needed:
// deputies last. Where nobody of that level is on call, whoever is on call comes,
// so that a person hears of it.
func (h Holder) OnCall(at time.Time, level tocsin.Level) []Shift {
	var fit, others []Shift
	for _, s := range h.Roster {
		o, ok := h.Officer(s.Officer)
		switch {
		case !ok || !o.Active(at) || !s.covers(at):
		case o.Level >= level:
			fit = append(fit, s)
		default:
			others = append(others, s)
		}
	}
	if len(fit) == 0 {
		fit = others
	}
	slices.SortStableFunc(fit, func(a, b Shift) int {
		switch {
		case a.Deputy == b.Deputy:
			return 0
		case b.Deputy:
			return -1
		}
		return 1
	})
	return fit
}
