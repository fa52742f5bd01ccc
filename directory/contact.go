package directory

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// A Phrase shows a recipient that a word is from us. Through fmt, and so in errors
// and logs of text, it reads "[protected]"; only Reveal gives it, and its JSON,
// which is for the sealed record.
type Phrase string

// hidden stands for a phrase wherever it would be printed.
const hidden = "[protected]"

// Reveal gives the phrase itself, to those who may have it.
func (p Phrase) Reveal() string { return string(p) }

// Format hides the phrase from every verb of fmt.
func (p Phrase) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, hidden)
}

// A KeyUntil is when a key expires.
type KeyUntil struct {
	// Key is the key as the entry lists it.
	Key string
	// Until is the first moment at which it is not used any more, UTC.
	Until time.Time
}

// String writes the expiry: the time, and the key behind it.
func (k KeyUntil) String() string { return k.Until.UTC().Format(time.RFC3339) + " " + k.Key }

// MarshalText writes the expiry.
func (k KeyUntil) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads an expiry.
func (k *KeyUntil) UnmarshalText(text []byte) error {
	day, key, ok := strings.Cut(string(text), " ")
	if !ok {
		return errors.New("an expiry is a time, a space and a key")
	}
	until, err := readTime(day)
	if err != nil {
		return err
	}
	*k = KeyUntil{strings.TrimSpace(key), until}
	return nil
}

// readTime reads a day or a time in UTC.
func readTime(text string) (time.Time, error) {
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(form, text); err == nil {
			return tocsin.Second(t), nil
		}
	}
	return time.Time{}, errors.New("a time is written 2027-01-31 or 2027-01-31T12:00:00Z")
}

// UsableKeys gives the keys that may be sealed to at a time: those that have not
// expired.
func (r Recipient) UsableKeys(at time.Time) []string {
	var usable []string
	for _, key := range r.Keys {
		if until, ok := r.expiry(key); !ok || at.Before(until) {
			usable = append(usable, key)
		}
	}
	return usable
}

// expiry gives when a key expires, where it does.
func (r Recipient) expiry(key string) (time.Time, bool) {
	i := slices.IndexFunc(r.KeyUntil, func(k KeyUntil) bool { return k.Key == key })
	if i < 0 {
		return time.Time{}, false
	}
	return r.KeyUntil[i].Until, true
}

// expiring is how long before its end a key is told to be renewed.
const expiring = 30 * 24 * time.Hour

// days are the days of a week as they are written, Monday first.
var days = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// Hours are a window on days of the week, in a fixed zone: a device is looked at
// by others at night, a clerk is there in the day.
type Hours struct {
	// First and Last are days of the week, 0 is Monday; Last may be before First.
	First, Last int
	// From and Until are minutes of the day; Until may be before From, and then
	// ends on the next day.
	From, Until int
	// Offset is how many minutes the zone is ahead of UTC.
	Offset int
}

// ParseHours reads hours like "mon-fri 08:00-16:00 +03:30".
func ParseHours(text string) (Hours, error) {
	bad := fmt.Errorf("%q is no hours", text)
	parts := strings.Fields(text)
	if len(parts) != 3 {
		return Hours{}, bad
	}
	var h Hours
	first, last, span := strings.Cut(strings.ToLower(parts[0]), "-")
	if !span {
		last = first
	}
	h.First, h.Last = slices.Index(days[:], first), slices.Index(days[:], last)
	from, until, ok := strings.Cut(parts[1], "-")
	var err1, err2, err3 error
	h.From, err1 = readMinutes(from)
	h.Until, err2 = readMinutes(until)
	zone := parts[2]
	if zone == "UTC" || zone == "Z" {
		zone = "+00:00"
	}
	h.Offset, err3 = readMinutes(strings.TrimLeft(zone, "+-"))
	if zone[0] == '-' {
		h.Offset = -h.Offset
	}
	if !ok || (zone[0] != '+' && zone[0] != '-') || len(zone) != 6 || errors.Join(err1, err2, err3) != nil {
		return Hours{}, bad
	}
	return h, h.check()
}

// readMinutes reads HH:MM.
func readMinutes(text string) (int, error) {
	if len(text) != 5 || text[2] != ':' || strings.Trim(text[:2]+text[3:], "0123456789") != "" {
		return 0, errors.New("it is no hour")
	}
	digit := func(i int) int { return int(text[i] - '0') }
	hour, minute := digit(0)*10+digit(1), digit(3)*10+digit(4)
	if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return 0, errors.New("it is no hour of a day")
	}
	return hour*60 + minute, nil
}

// check holds hours to what a clock shows.
func (h Hours) check() error {
	const day, most = 24 * 60, 14 * 60
	switch {
	case h.First < 0 || h.First >= len(days) || h.Last < 0 || h.Last >= len(days):
		return errors.New("the days are mon, tue, wed, thu, fri, sat and sun")
	case h.From < 0 || h.From >= day || h.Until <= 0 || h.Until > day || h.From == h.Until:
		return errors.New("the hours are from 00:00 to 24:00, and not empty")
	case h.Offset < -most || h.Offset > most:
		return errors.New("no zone is so far from UTC")
	}
	return nil
}

// String writes the hours.
func (h Hours) String() string {
	if h.check() != nil {
		return "invalid"
	}
	span := days[h.First]
	if h.Last != h.First {
		span += "-" + days[h.Last]
	}
	sign, offset := "+", h.Offset
	if offset < 0 {
		sign, offset = "-", -offset
	}
	clock := func(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
	return span + " " + clock(h.From) + "-" + clock(h.Until) + " " + sign + clock(offset)
}

// MarshalText writes the hours.
func (h Hours) MarshalText() ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	return []byte(h.String()), nil
}

// UnmarshalText reads hours.
func (h *Hours) UnmarshalText(text []byte) error {
	read, err := ParseHours(string(text))
	*h = read
	return err
}

// Holds reports whether a time lies in the hours.
func (h Hours) Holds(at time.Time) bool {
	local := at.UTC().Add(time.Duration(h.Offset) * time.Minute)
	day := (int(local.Weekday()) + 6) % 7
	minute := local.Hour()*60 + local.Minute()
	if h.From < h.Until {
		return h.on(day) && minute >= h.From && minute < h.Until
	}
	return h.on(day) && minute >= h.From || h.on((day+6)%7) && minute < h.Until
}

// on reports whether a day is among the days.
func (h Hours) on(day int) bool {
	if h.First <= h.Last {
		return day >= h.First && day <= h.Last
	}
	return day >= h.First || day <= h.Last
}

// SafeAt reports whether the recipient may be reached at a time.
func (r Recipient) SafeAt(at time.Time) bool {
	return len(r.Hours) == 0 || slices.ContainsFunc(r.Hours, func(h Hours) bool { return h.Holds(at) })
}

// NextSafe gives the first minute from a time on at which the recipient may be
// reached.
func (r Recipient) NextSafe(at time.Time) time.Time {
	if r.SafeAt(at) {
		return at
	}
	// Every window begins once a week at least.
	next := at.UTC().Truncate(time.Minute).Add(time.Minute)
	for range 8 * 24 * 60 {
		if r.SafeAt(next) {
			return next
		}
		next = next.Add(time.Minute)
	}
	return time.Time{}
}
