package directory

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A StandingKind is how we stand with somebody.
type StandingKind string

// The kinds of standing.
const (
	StandingLiaison StandingKind = "liaison"
	StandingNone    StandingKind = "none"
	StandingHostile StandingKind = "hostile"
	// StandingPower says that another state speaks for us there.
	StandingPower StandingKind = "protecting-power"
)

// StandingKinds lists the kinds of standing.
func StandingKinds() []StandingKind {
	return []StandingKind{StandingLiaison, StandingNone, StandingHostile, StandingPower}
}

// A Standing is how we stand with a recipient between two days.
type Standing struct {
	Kind StandingKind
	// From is the first day and Until the last, UTC; zero where nobody knows or it
	// has not ended.
	From, Until time.Time
	Words       string
}

// ParseStanding reads a standing like "none 1980-04-07.. broken off".
func ParseStanding(text string) (Standing, error) {
	var s Standing
	kind, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	s.Kind = StandingKind(kind)
	span, words, _ := strings.Cut(strings.TrimSpace(rest), " ")
	from, until, dated := strings.Cut(span, "..")
	if !dated {
		s.Words = strings.TrimSpace(rest)
		return s, s.check()
	}
	s.Words = strings.TrimSpace(words)
	for _, day := range []struct {
		text string
		into *time.Time
	}{{from, &s.From}, {until, &s.Until}} {
		if day.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, day.text)
		if err != nil {
			return Standing{}, fmt.Errorf("%q is no day; write 2024-01-31", day.text)
		}
		*day.into = t
	}
	return s, s.check()
}

// check holds a standing to its form.
func (s Standing) check() error {
	midnight := func(t time.Time) bool { return t.IsZero() || t.Equal(t.UTC().Truncate(24*time.Hour)) }
	switch {
	case !slices.Contains(StandingKinds(), s.Kind):
		return fmt.Errorf("%q is no kind of relation; they are liaison, none, hostile and protecting-power", s.Kind)
	case !midnight(s.From) || !midnight(s.Until):
		return errors.New("a relation begins and ends with a day")
	case !s.Until.IsZero() && s.Until.Before(s.From):
		return errors.New("the relation ends before it begins")
	case s.Words != "" && (!oneLine(s.Words) || len(s.Words) > MaxText):
		return errors.New("its words do not fit on a line")
	case strings.Contains(strings.SplitN(s.Words+" ", " ", 2)[0], "..") && s.From.IsZero() && s.Until.IsZero():
		return errors.New("its words begin like dates")
	}
	return nil
}

// String writes the standing.
func (s Standing) String() string {
	text := string(s.Kind)
	if !s.From.IsZero() || !s.Until.IsZero() {
		text += " " + dayOf(s.From) + ".." + dayOf(s.Until)
	}
	if s.Words != "" {
		text += " " + s.Words
	}
	return text
}

// dayOf writes a day; nothing for none.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// MarshalText writes the standing.
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a standing.
func (s *Standing) UnmarshalText(text []byte) error {
	read, err := ParseStanding(string(text))
	*s = read
	return err
}

// StandingAt gives how we stand with the recipient at a time: the newest standing
// that holds then.
func (r Recipient) StandingAt(at time.Time) (Standing, bool) {
	for _, s := range slices.Backward(r.Standing) {
		if !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until.AddDate(0, 0, 1))) {
			return s, true
		}
	}
	return Standing{}, false
}
