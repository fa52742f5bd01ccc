package report

import (
	"fmt"
	"strings"
	"time"
)

// A Window is when: an interval in UTC, from From up to but not including
// Until. A window without a beginning or an end is open on that side; with
// neither, nothing is known.
type Window struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Known reports whether the window says anything.
func (w Window) Known() bool { return !w.From.IsZero() || !w.Until.IsZero() }

// Check refuses a window that ends before it begins, or has fractions of a
// second.
func (w Window) Check() error {
	switch {
	case !w.From.Equal(w.From.Truncate(time.Second)) || !w.Until.Equal(w.Until.Truncate(time.Second)):
		return fmt.Errorf("the times of a window are whole seconds")
	case !w.From.IsZero() && !w.Until.IsZero() && !w.Until.After(w.From):
		return fmt.Errorf("the window ends at %s, before it begins at %s",
			w.Until.Format(time.RFC3339), w.From.Format(time.RFC3339))
	}
	return nil
}

// Contains reports whether o lies wholly within w.
func (w Window) Contains(o Window) bool {
	return (w.From.IsZero() || (!o.From.IsZero() && !o.From.Before(w.From))) &&
		(w.Until.IsZero() || (!o.Until.IsZero() && !o.Until.After(w.Until)))
}

// A TimeRung is how precisely a time is told. Larger is finer.
type TimeRung int8

// The rungs, coarsest first. NoTime says nothing; a part of day is a quarter:
// night, morning, afternoon, evening, of six hours each in UTC.
const (
	NoTime TimeRung = iota
	Month
	Week
	Day
	PartOfDay
	Hour
	Minute
)

// timeRungWords are the words of the rungs.
var timeRungWords = [...]string{"none", "month", "week", "day", "part-of-day", "hour", "minute"}

// String gives the word of the rung.
func (r TimeRung) String() string {
	if r < 0 || int(r) >= len(timeRungWords) {
		return "invalid"
	}
	return timeRungWords[r]
}

// ParseTimeRung reads the word of a rung.
func ParseTimeRung(word string) (TimeRung, error) {
	for i, w := range timeRungWords {
		if w == word {
			return TimeRung(i), nil
		}
	}
	return NoTime, fmt.Errorf("%q is no rung of time; they are %s", word, strings.Join(timeRungWords[:], ", "))
}

// MarshalText writes the word.
func (r TimeRung) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the word.
func (r *TimeRung) UnmarshalText(text []byte) error {
	v, err := ParseTimeRung(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// At tells the window no finer than the rung: its ends move outward to whole
// months, weeks (from Monday), days, quarters of a day, hours or minutes.
func (w Window) At(r TimeRung) Window {
	if r == NoTime {
		return Window{}
	}
	var c Window
	if !w.From.IsZero() {
		c.From = floor(w.From.UTC(), r)
	}
	if !w.Until.IsZero() {
		c.Until = floor(w.Until.UTC(), r)
		if c.Until.Before(w.Until) {
			c.Until = next(c.Until, r)
		}
	}
	return c
}

// Finest is the coarsest rung that still tells the window exactly.
func (w Window) Finest() TimeRung {
	if !w.Known() {
		return NoTime
	}
	for r := Month; r < Minute; r++ {
		c := w.At(r)
		if c.From.Equal(w.From) && c.Until.Equal(w.Until) {
			return r
		}
	}
	return Minute
}

// floor moves a time in UTC back to the beginning of its step.
func floor(t time.Time, r TimeRung) time.Time {
	y, m, d := t.Date()
	switch r {
	case Month:
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	case Week:
		return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	case Day:
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	case PartOfDay:
		return time.Date(y, m, d, t.Hour()-t.Hour()%6, 0, 0, 0, time.UTC)
	case Hour:
		return time.Date(y, m, d, t.Hour(), 0, 0, 0, time.UTC)
	case NoTime, Minute:
	}
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// next moves the beginning of a step to the beginning of the next one.
func next(t time.Time, r TimeRung) time.Time {
	switch r {
	case Month:
		return t.AddDate(0, 1, 0)
	case Week:
		return t.AddDate(0, 0, 7)
	case Day:
		return t.AddDate(0, 0, 1)
	case PartOfDay:
		return t.Add(6 * time.Hour)
	case Hour:
		return t.Add(time.Hour)
	case NoTime, Minute:
	}
	return t.Add(time.Minute)
}

// String tells the window in words of UTC, to the minute, without its finer
// digits where it has none: "3 January 2024", "from 1 to 5 January 2024".
func (w Window) String() string {
	// What is told holds the whole window, whatever its zone and seconds are.
	w = w.At(Minute)
	switch {
	case !w.Known():
		return "unknown"
	case w.From.IsZero():
		return "before " + instant(w.Until)
	case w.Until.IsZero():
		return "from " + instant(w.From) + " on"
	}
	rung := w.Finest()
	if rung <= Day {
		return days(w.From, w.Until.AddDate(0, 0, -1))
	}
	sameDay := w.From.Format(time.DateOnly) == w.Until.Add(-time.Second).Format(time.DateOnly)
	if sameDay {
		return fmt.Sprintf("%s, %s to %s UTC", w.From.Format("2 January 2006"), w.From.Format("15:04"), clockEnd(w))
	}
	return fmt.Sprintf("from %s to %s", instant(w.From), instant(w.Until))
}

// clockEnd is the end of a window within one day; midnight is told as 24:00.
func clockEnd(w Window) string {
	if w.Until.Format("15:04") == "00:00" {
		return "24:00"
	}
	return w.Until.Format("15:04")
}

// days tells a range of whole days, both ends included.
func days(first, last time.Time) string {
	const full = "2 January 2006"
	switch {
	case first.Equal(last):
		return first.Format(full)
	case first.Year() != last.Year():
		return "from " + first.Format(full) + " to " + last.Format(full)
	case first.Month() != last.Month():
		return "from " + first.Format("2 January") + " to " + last.Format(full)
	}
	return "from " + first.Format("2") + " to " + last.Format(full)
}

// instant tells one time; midnight is told as the day alone.
func instant(t time.Time) string {
	if t.Format("15:04:05") == "00:00:00" {
		return t.Format("2 January 2006")
	}
	return t.Format("2 January 2006, 15:04") + " UTC"
}
