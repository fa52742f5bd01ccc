package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A told is what the words of one time say, before it is known whether there is
// such a time. Numbers are 0, and texts empty, where nothing was said.
type told struct {
	of               system
	hijri            bool
	year, month, day int
	week, weekday    int
	named            int // The day of the week by name, Sunday is 1.
	clock            bool
	hour, minute     int
	second           int
	seconds          bool
	half             string // "am" or "pm".
	part             string
	zone             *time.Location
}

// The forms of words.
var (
	isoDay    = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$`)
	isoMonth  = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
	isoWeek   = regexp.MustCompile(`^(\d{4})-?w(\d{2})(?:-?(\d))?$`)
	dotted    = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	slashed   = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	number    = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)
	fullYear  = regexp.MustCompile(`^\d{4}$`)
	clockTime = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(am|pm|z|[+-]\d{2}(?::?\d{2})?)?$`)
	halfTime  = regexp.MustCompile(`^(\d{1,2})(am|pm)$`)
	military  = regexp.MustCompile(`^(\d{2})(\d{2})([a-z]|h|hrs)$`)
	dateGroup = regexp.MustCompile(`^(\d{2})(\d{2})(\d{2})([a-z]) ?([a-z]{3}) ?(\d{2}|\d{4})$`)
	offset    = regexp.MustCompile(`^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$`)
)

// atoi reads digits that a form has let through.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // A group of the form that is not there.
	}
	return n
}

// read takes one word.
func (t *told) read(word string) error {
	for _, take := range []func(*told, string) (bool, error){
		(*told).readDate, (*told).readClock, (*told).readZone, (*told).readName,
	} {
		if ok, err := take(t, word); ok || err != nil {
			return err
		}
	}
	if why, ok := twofold[word]; ok {
		return errors.New(why)
	}
	if otherSystems[word] {
		return errors.New("dates of that calendar are not read; write the date as gregorian, persian or islamic")
	}
	return errors.New("it is not understood; write a date as 2024-01-03 or 3 January 2024, and an hour as 06:00 UTC")
}

// setDate keeps the parts of a date that are not there yet.
func (t *told) setDate(year, month, day int) error {
	for _, p := range []struct {
		into *int
		is   int
		what string
	}{{&t.year, year, "year"}, {&t.month, month, "month"}, {&t.day, day, "day"}} {
		switch {
		case p.is < 0:
			continue
		case p.is == 0:
			return fmt.Errorf("there is no %s 0", p.what)
		case *p.into != 0 && *p.into != p.is:
			return fmt.Errorf("it is a second %s", p.what)
		}
		*p.into = p.is
	}
	return nil
}

// none stands for a part of a date that a word does not say.
const none = -1

// readDate reads a word of digits that is a date or a part of one.
func (t *told) readDate(word string) (bool, error) {
	if m := isoDay.FindStringSubmatch(word); m != nil {
		return true, t.setDate(atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	if m := isoMonth.FindStringSubmatch(word); m != nil {
		return true, t.setDate(atoi(m[1]), atoi(m[2]), none)
	}
	if m := isoWeek.FindStringSubmatch(word); m != nil {
		t.week, t.weekday = atoi(m[2]), atoi(m[3])
		if t.week < 1 || t.week > 53 || m[3] != "" && (t.weekday < 1 || t.weekday > 7) {
			return true, errors.New("there is no such week")
		}
		return true, t.setDate(atoi(m[1]), none, none)
	}
	if m := dotted.FindStringSubmatch(word); m != nil {
		return true, t.setDate(atoi(m[3]), atoi(m[2]), atoi(m[1]))
	}
	if m := slashed.FindStringSubmatch(word); m != nil {
		first, second, year := atoi(m[1]), atoi(m[2]), atoi(m[3])
		switch {
		case first <= 12 && second <= 12 && first != second:
			return true, fmt.Errorf("it may be %04d-%02d-%02d or %04d-%02d-%02d: write which", year, second, first, year, first, second)
		case first > 12:
			first, second = second, first
		}
		return true, t.setDate(year, first, second)
	}
	if fullYear.MatchString(word) {
		return true, t.setDate(atoi(word), none, none)
	}
	if m := number.FindStringSubmatch(word); m != nil {
		return true, t.setDate(none, none, atoi(m[1]))
	}
	return false, nil
}

// readClock reads an hour.
func (t *told) readClock(word string) (bool, error) {
	if word == "noon" || word == "midday" {
		return true, t.setClock("12", "00", "", "")
	}
	if m := clockTime.FindStringSubmatch(word); m != nil {
		half, zone := "", m[4]
		if zone == "am" || zone == "pm" {
			half, zone = zone, ""
		}
		if err := t.setClock(m[1], m[2], m[3], half); err != nil || zone == "" {
			return true, err
		}
		_, err := t.readZone(zone)
		return true, err
	}
	if m := halfTime.FindStringSubmatch(word); m != nil {
		return true, t.setClock(m[1], "", "", m[2])
	}
	if m := military.FindStringSubmatch(word); m != nil {
		if err := t.setClock(m[1], m[2], "", ""); err != nil || m[3] == "h" || m[3] == "hrs" {
			return true, err
		}
		return true, t.setLetter(m[3])
	}
	return false, nil
}

// setClock keeps an hour.
func (t *told) setClock(hour, minute, second, half string) error {
	if t.clock {
		return errors.New("it is a second hour; between two stands \"to\"")
	}
	t.clock, t.hour, t.minute, t.second, t.seconds, t.half = true, atoi(hour), atoi(minute), atoi(second), second != "", half
	return t.checkClock()
}

// checkClock refuses an hour that no clock shows.
func (t *told) checkClock() error {
	switch {
	case t.half != "" && (t.hour < 1 || t.hour > 12),
		t.hour > 24, t.minute > 59, t.second > 59, t.hour == 24 && t.minute+t.second > 0:
		return errors.New("there is no such hour")
	}
	return nil
}

// readZone reads a zone that is told in hours.
func (t *told) readZone(word string) (bool, error) {
	set := func(seconds int) (bool, error) {
		if t.zone != nil {
			if _, is := time.Unix(0, 0).In(t.zone).Zone(); is != seconds {
				return true, errors.New("it is a second zone")
			}
		}
		t.zone = time.FixedZone("", seconds)
		return true, nil
	}
	if word == "utc" || word == "gmt" || word == "z" || word == "zulu" {
		return set(0)
	}
	m := offset.FindStringSubmatch(word)
	if m == nil {
		if means, ok := zoneWords[word]; ok {
			return true, fmt.Errorf("the words of zones are not read: it may mean %s; write the hours", means)
		}
		return false, nil
	}
	hours, minutes := atoi(m[2]), atoi(m[3])
	if hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
		return true, errors.New("no zone is so far from UTC")
	}
	seconds := hours*3600 + minutes*60
	if m[1] == "-" {
		seconds = -seconds
	}
	return set(seconds)
}

// setLetter reads the letter of a zone of date-time groups.
func (t *told) setLetter(letter string) error {
	hours, ok := 0, true
	switch l := letter[0]; {
	case l == 'z':
	case l >= 'a' && l <= 'i':
		hours = int(l-'a') + 1
	case l >= 'k' && l <= 'm':
		hours = int(l-'k') + 10
	case l >= 'n' && l <= 'y':
		hours = -int(l-'n') - 1
	default:
		ok = false
	}
	if !ok {
		return errors.New("the letter J is the local time of whoever writes; write the hours")
	}
	_, err := t.readZone(fmt.Sprintf("%+03d:00", hours))
	return err
}

// readName reads a word that names a month, a day of the week, a calendar or a
// part of a day.
func (t *told) readName(word string) (bool, error) {
	word = strings.TrimSuffix(word, ".")
	if m, ok := months[word]; ok {
		if err := t.setSystem(m.of); err != nil {
			return true, err
		}
		return true, t.setDate(none, m.number, none)
	}
	if s, ok := systems[word]; ok {
		return true, t.setSystem(s)
	}
	if d, ok := weekdays[word]; ok {
		if t.named != 0 {
			return true, errors.New("it is a second day of the week")
		}
		t.named = d + 1
		return true, nil
	}
	if _, ok := parts[word]; ok {
		if t.part != "" && t.part != "early" {
			return true, errors.New("it is a second part of the day")
		}
		t.part = strings.TrimSpace(t.part + " " + word)
		return true, nil
	}
	if word == "hijri" || word == "هجری" {
		t.hijri = true
		return true, nil
	}
	return fillers[word], nil
}

// setSystem keeps the calendar.
func (t *told) setSystem(s system) error {
	if t.of != unsaid && t.of != s {
		return fmt.Errorf("it is of another calendar than what stands before, which is %s", t.of)
	}
	t.of = s
	return nil
}
