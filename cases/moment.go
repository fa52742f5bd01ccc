package cases

import (
	"fmt"
	"time"
)

// A Precision is how a date is meant.
type Precision string

// The precisions. A date is exact to the digits it is written with.
const (
	Exact    Precision = ""
	About    Precision = "about"
	Before   Precision = "before"
	After    Precision = "after"
	Inferred Precision = "inferred" // from other dates: no source states it
)

// A Date is a year, month, day or minute, as reported, in the time of the place.
// Only differences count, so the zone is left open.
type Date struct {
	// From and Until are its first moment and the one after its last.
	From, Until time.Time
	text        string
}

// dateForms are the forms of a date and the step that each leaves open.
var dateForms = []struct {
	form                string
	years, months, days int
	minutes             time.Duration
}{
	{form: "2006", years: 1},
	{form: "2006-01", months: 1},
	{form: "2006-01-02", days: 1},
	{form: "2006-01-02T15:04", minutes: time.Minute},
}

// ParseDate reads a date in one of its forms.
func ParseDate(text string) (Date, error) {
	for _, f := range dateForms {
		if t, err := time.Parse(f.form, text); err == nil {
			return Date{t, t.AddDate(f.years, f.months, f.days).Add(f.minutes), text}, nil
		}
	}
	return Date{}, fmt.Errorf("%q is no date; write 2024, 2024-01, 2024-01-03 or 2024-01-03T06:00", text)
}

// IsZero reports whether no date is told.
func (d Date) IsZero() bool { return d.text == "" }

// String gives the date as it was written.
func (d Date) String() string { return d.text }

// MarshalText writes the date as it was written.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads a date. What is none is kept as it is written: only who
// checks the whole file knows its line.
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		v = Date{text: string(text)}
	}
	*d = v
	return nil
}

// check refuses what is no date.
func (d Date) check() error {
	_, err := ParseDate(d.text)
	return err
}

// last is the last moment of a date, to the second.
func (d Date) last() time.Time {
	if d.Until.Sub(d.From) <= time.Minute {
		return d.From
	}
	return d.Until.Add(-time.Second)
}

// days reports whether the date is a day or coarser.
func (d Date) days() bool { return d.Until.Sub(d.From) >= 24*time.Hour }

// Moment is by when the entry was surely so: the replay lets it in then and not
// sooner. An entry that was so before a date is let in as that date begins.
func (e Entry) Moment() time.Time {
	if e.Precision == Before {
		return e.At.From.Add(-time.Second)
	}
	return e.At.last()
}

// bound gives the precision where the moment is only a bound, and nothing where
// it is what was reported.
func (e Entry) bound() Precision {
	if e.Precision == About {
		return Exact
	}
	return e.Precision
}

// When tells the date of an entry in words.
func (e Entry) When() string {
	switch e.Precision {
	case Exact:
	case About:
		return "about " + e.At.String()
	case Before, After:
		return string(e.Precision) + " " + e.At.String()
	case Inferred:
		return e.At.String() + " or earlier, inferred"
	}
	return e.At.String()
}

// span tells how long it is from one entry to another, as precisely as both are
// known.
func span(from, to Entry) string {
	about := ""
	if from.Precision != Exact || to.Precision != Exact || from.At.months() || to.At.months() {
		about = "about "
	}
	switch from.Precision {
	case Before:
		return "unknown"
	case Inferred:
		about = "at least "
	case Exact, About, After:
	}
	if from.At.days() || to.At.days() {
		return about + between(from.At.From, to.At.From)
	}
	return about + length(to.At.From.Sub(from.At.From))
}

// months reports whether the date is coarser than a day.
func (d Date) months() bool { return d.Until.Sub(d.From) > 24*time.Hour }

// day is the beginning of the day of a moment.
func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// manyDays is from how many days on months are counted.
const manyDays = 60

// between tells the days from one moment to another, by the calendar, or the
// months where they are many.
func between(from, to time.Time) string {
	n := int(day(to).Sub(day(from)) / (24 * time.Hour))
	switch {
	case n == 0:
		return "less than a day"
	case n == 1:
		return "1 day"
	case n < manyDays:
		return fmt.Sprintf("%d days", n)
	}
	months := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		months--
	}
	return fmt.Sprintf("%d months", months)
}

// length tells a duration in its largest fitting unit.
func length(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d/time.Hour))
	}
	return fmt.Sprintf("%d minutes", int(d/time.Minute))
}
