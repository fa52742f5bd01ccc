package calendar

import "time"

// The years of the solar Hijri calendar that are read. The rule of its leap years
// holds in all of them; by law they begin at the equinox.
const (
	firstSolar = 1300
	lastSolar  = 1500
)

// solarStart is the first day of 1300.
var solarStart = time.Date(1921, time.March, 21, 0, 0, 0, 0, time.UTC)

// solarMonths are the months of the solar Hijri calendar, in Iran.
var solarMonths = [...]string{
	"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
}

// SolarMonth gives the name of a month of the solar Hijri calendar in Persian, ""
// for what is none.
func SolarMonth(month int) string {
	if month < 1 || month > len(solarMonths) {
		return ""
	}
	return solarMonths[month-1]
}

// solarLeap reports whether a year of the solar Hijri calendar has 366 days: in
// these centuries 8 of each 33 have.
func solarLeap(year int) bool {
	switch year % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}

// solarDays gives the days of a month of the solar Hijri calendar.
func solarDays(year, month int) int {
	switch {
	case month <= 6:
		return 31
	case month < 12 || solarLeap(year):
		return 30
	}
	return 29
}

// solarYear gives the first day of a year of the solar Hijri calendar.
func solarYear(year int) time.Time {
	days := 0
	for y := firstSolar; y < year; y++ {
		days += 365
		if solarLeap(y) {
			days++
		}
	}
	return solarStart.AddDate(0, 0, days)
}

// fromSolar gives the day of a date of the solar Hijri calendar, and false where
// there is none or it is out of range.
func fromSolar(year, month, day int) (time.Time, bool) {
	if year < firstSolar || year > lastSolar || month < 1 || month > 12 || day < 1 || day > solarDays(year, month) {
		return time.Time{}, false
	}
	days := day - 1
	for m := 1; m < month; m++ {
		days += solarDays(year, m)
	}
	return solarYear(year).AddDate(0, 0, days), true
}

// Solar gives the date of a day in the solar Hijri calendar, and false where it
// is out of range. The day is that of the time's own zone.
func Solar(t time.Time) (year, month, day int, ok bool) {
	y, m, d := t.Date()
	t = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if t.Before(solarStart) || !t.Before(solarYear(lastSolar+1)) {
		return 0, 0, 0, false
	}
	year = t.Year() - 621
	if t.Before(solarYear(year)) {
		year--
	}
	left := int(t.Sub(solarYear(year)) / (24 * time.Hour))
	for month = 1; left >= solarDays(year, month); month++ {
		left -= solarDays(year, month)
	}
	return year, month, left + 1, true
}

// The years of the lunar Hijri calendar that are read: about those of the solar.
const (
	firstLunar = 1300
	lastLunar  = 1550
)

// lunarStart is the first day of 1300 in the table.
var lunarStart = time.Date(1882, time.November, 12, 0, 0, 0, 0, time.UTC)

// lunarLeap reports whether a year of the table has 355 days: 11 of each 30 have.
func lunarLeap(year int) bool { return (11*year+14)%30 < 11 }

// lunarDays gives the days of a month of the table.
func lunarDays(year, month int) int {
	if month%2 == 1 || month == 12 && lunarLeap(year) {
		return 30
	}
	return 29
}

// fromLunar gives the day of a date of the lunar Hijri calendar by the table. The
// thirtieth of a month of 29 is one that some moons have; it is read as the day
// after.
func fromLunar(year, month, day int) (time.Time, bool) {
	if year < firstLunar || year > lastLunar || month < 1 || month > 12 || day < 1 || day > 30 {
		return time.Time{}, false
	}
	days := day - 1
	for y := firstLunar; y < year; y++ {
		for m := 1; m <= 12; m++ {
			days += lunarDays(y, m)
		}
	}
	for m := 1; m < month; m++ {
		days += lunarDays(year, m)
	}
	return lunarStart.AddDate(0, 0, days), true
}
