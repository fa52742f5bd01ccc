package calendar

import (
	"errors"
	"fmt"
	"time"
)

// The years of the Gregorian calendar that are read: from its first whole one to
// one that only a slip of the pen is beyond.
const (
	firstGregorian = 1583
	lastGregorian  = 2999
)

// interval gives the interval that the words of one time say.
func (t *told) interval(zone *time.Location) (Reading, error) {
	if t.zone != nil {
		zone = t.zone
	}
	if err := t.settle(); err != nil {
		return Reading{}, err
	}
	first, next, err := t.days()
	if err != nil {
		return Reading{}, err
	}
	whole := next.Sub(first) == 24*time.Hour
	if t.named != 0 && (!whole || int(first.Weekday()) != t.named-1) {
		return Reading{}, fmt.Errorf("%s is a %s", first.Format(time.DateOnly), first.Weekday())
	}
	if (t.clock || t.part != "") && !whole {
		return Reading{}, errors.New("an hour is told, and not the day that it is on")
	}
	if t.clock && t.part != "" && !t.fits() {
		return Reading{}, fmt.Errorf("the hour is not in the %s", t.part)
	}
	r := Reading{Rough: t.of == lunar, Exact: t.clock && t.of != lunar, Zoned: t.zone != nil}
	r.From, r.Until = at(first, 0, zone), at(next, 0, zone)
	switch {
	case t.clock:
		r.From = at(first, t.seconded(), zone)
		r.Until = r.From.Add(time.Minute)
		if t.seconds {
			r.Until = r.From.Add(time.Second)
		}
	case t.part != "":
		hour, hours := t.quarter()
		r.From = at(first, hour*3600, zone)
		r.Until = r.From.Add(time.Duration(hours) * time.Hour)
	}
	if r.Rough {
		r.From, r.Until = r.From.AddDate(0, 0, -1), r.Until.AddDate(0, 0, 1)
	}
	return r, nil
}

// at gives a time of a day in a zone, in UTC.
func at(day time.Time, seconds int, zone *time.Location) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, seconds, 0, zone).UTC()
}

// seconded gives the hour in seconds of the day.
func (t *told) seconded() int {
	hour := t.hour
	if t.half != "" {
		hour %= 12
	}
	if t.half == "pm" {
		hour += 12
	}
	return hour*3600 + t.minute*60 + t.second
}

// quarter gives the hour at which the part of the day begins, and its hours.
func (t *told) quarter() (hour, hours int) {
	switch t.part {
	case "early", "early morning":
		// Some say so of the hours before the morning, some of its first.
		return 0, 12
	}
	return parts[last(t.part)], 6
}

// last gives the last word.
func last(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == ' ' {
			return s[i+1:]
		}
	}
	return s
}

// fits reports whether the hour lies in the part of the day that is named too.
func (t *told) fits() bool {
	hour, hours := t.quarter()
	s := t.seconded()
	return s >= hour*3600 && s < (hour+hours)*3600
}

// settle finds the calendar, and refuses a year that more than one may have.
func (t *told) settle() error {
	switch {
	case t.year == 0 && t.month+t.day > 0:
		return errors.New("the year is not told")
	case t.year == 0:
		return errors.New("the date is not told")
	case t.hijri && t.of == gregorian:
		return errors.New("it is said to be gregorian and hijri")
	case t.hijri && t.of == unsaid:
		return errors.New("hijri may be solar or lunar: write persian or islamic")
	case t.of == unsaid && t.year < firstGregorian:
		return fmt.Errorf("the year %d may be of several calendars: write persian or islamic behind it", t.year)
	case t.of == gregorian && t.year < firstGregorian:
		return fmt.Errorf("the gregorian calendar begins in %d", firstGregorian)
	case t.of == unsaid:
		t.of = gregorian
	}
	if t.of == gregorian && t.year > lastGregorian {
		return fmt.Errorf("the year %d is too far ahead", t.year)
	}
	if t.week != 0 && (t.of != gregorian || t.month+t.day > 0) {
		return errors.New("a week is told with another date, or in a calendar that numbers none")
	}
	if t.day != 0 && t.month == 0 {
		return errors.New("a day is told, and no month")
	}
	return nil
}

// days gives the first day of what is told and the day after its last.
func (t *told) days() (first, next time.Time, err error) {
	switch {
	case t.week != 0:
		return t.weeks()
	case t.of == gregorian:
		return t.gregorianDays()
	}
	day, most := fromSolar, [2]int{firstSolar, lastSolar}
	if t.of == lunar {
		day, most = fromLunar, [2]int{firstLunar, lastLunar}
	}
	if t.year < most[0] || t.year > most[1] {
		return first, next, fmt.Errorf("of the %s calendar the years %d to %d are read, not %d", t.of, most[0], most[1], t.year)
	}
	first, ok := day(t.year, max(t.month, 1), max(t.day, 1))
	switch {
	case !ok:
		return first, next, fmt.Errorf("the %s calendar has no day %d of month %d of %d", t.of, t.day, t.month, t.year)
	case t.day != 0:
		return first, first.AddDate(0, 0, 1), nil
	case t.of == solar && t.month == 0:
		return first, solarYear(t.year + 1), nil
	case t.of == solar:
		return first, first.AddDate(0, 0, solarDays(t.year, t.month)), nil
	}
	days := 0
	for m := 1; m <= 12; m++ {
		if t.month == 0 || t.month == m {
			days += lunarDays(t.year, m)
		}
	}
	return first, first.AddDate(0, 0, days), nil
}

// gregorianDays gives the days of a date of the Gregorian calendar.
func (t *told) gregorianDays() (first, next time.Time, err error) {
	first = time.Date(t.year, time.Month(max(t.month, 1)), max(t.day, 1), 0, 0, 0, 0, time.UTC)
	switch {
	case t.month > 12:
		return first, next, fmt.Errorf("there is no month %d", t.month)
	case first.Day() != max(t.day, 1):
		return first, next, fmt.Errorf("%s %d has no day %d", time.Month(t.month), t.year, t.day)
	case t.day != 0:
		next = first.AddDate(0, 0, 1)
	case t.month != 0:
		next = first.AddDate(0, 1, 0)
	default:
		next = first.AddDate(1, 0, 0)
	}
	return first, next, nil
}

// weeks gives the days of a week of ISO 8601, or one day of it.
func (t *told) weeks() (first, next time.Time, err error) {
	// The fourth of January lies in the first week.
	fourth := time.Date(t.year, time.January, 4, 0, 0, 0, 0, time.UTC)
	first = fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(t.week-1))
	if y, w := first.ISOWeek(); y != t.year || w != t.week {
		return first, next, fmt.Errorf("%d has no week %d", t.year, t.week)
	}
	if t.weekday != 0 {
		first = first.AddDate(0, 0, t.weekday-1)
		return first, first.AddDate(0, 0, 1), nil
	}
	return first, first.AddDate(0, 0, 7), nil
}
