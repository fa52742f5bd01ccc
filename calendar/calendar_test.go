package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// span is an interval as the tests write it.
func span(from, until time.Time) string {
	const form = "2006-01-02T15:04:05"
	return strings.ReplaceAll(from.Format(form)+" "+until.Format(form), ":00 ", " ")
}

// TestRead reads times as people write them.
func TestRead(t *testing.T) {
	t.Parallel()
	const third, jan = "2024-01-03T00:00 2024-01-04T00:00:00", "2024-01-01T00:00 2024-02-01T00:00:00"
	const noon = "2024-01-03T12:00 2024-01-03T12:01:00"
	for text, want := range map[string]string{
		"2024-01-03":                               third,
		"2024/1/3":                                 third,
		"3 January 2024":                           third,
		" 3rd  of JAN. 2024 ":                      third,
		"January 3, 2024":                          third,
		"Wednesday, 3 January 2024":                third,
		"3 janvier 2024":                           third,
		"3 января 2024":                            third,
		"3.1.2024":                                 third,
		"03/01/2024 gregorian":                     "",
		"03/13/2024":                               "2024-03-13T00:00 2024-03-14T00:00:00",
		"13/03/2024":                               "2024-03-13T00:00 2024-03-14T00:00:00",
		"03/03/2024":                               "2024-03-03T00:00 2024-03-04T00:00:00",
		"2024-01":                                  jan,
		"January 2024":                             jan,
		"2024":                                     "2024-01-01T00:00 2025-01-01T00:00:00",
		"2024-W01":                                 "2024-01-01T00:00 2024-01-08T00:00:00",
		"2024W01-3":                                third,
		"2020-W53":                                 "2020-12-28T00:00 2021-01-04T00:00:00",
		"2024-01-03T12:00Z":                        noon,
		"2024-01-03T12:00:00.5Z":                   "2024-01-03T12:00 2024-01-03T12:00:01",
		"2024-01-03 15:30 +03:30":                  noon,
		"2024-01-03T15:30+0330":                    noon,
		"2024-01-03 07:00 UTC-5":                   noon,
		"2024-01-03 12 pm":                         noon,
		"2024-01-03 12:00 p.m. GMT":                noon,
		"noon on 3 January 2024":                   noon,
		"1200 hrs 3 January 2024":                  noon,
		"1200Z 3 January 2024":                     noon,
		"12 am 3 January 2024":                     "2024-01-03T00:00 2024-01-03T00:01:00",
		"9.40 pm 3 January 2024":                   "2024-01-03T21:40 2024-01-03T21:41:00",
		"2024-01-03 24:00":                         "2024-01-04T00:00 2024-01-04T00:01:00",
		"031200ZJAN24":                             noon,
		"031200Z JAN 24":                           noon,
		"031500C JAN 2024":                         noon,
		"030200Wjan24":                             noon,
		"040000Mjan24":                             noon,
		"030000Yjan24":                             noon,
		"032200K JAN24":                            noon,
		"031200ZJAN69":                             "2069-01-03T12:00 2069-01-03T12:01:00",
		"031200ZJAN70":                             "1970-01-03T12:00 1970-01-03T12:01:00",
		"2024-01-03 evening":                       "2024-01-03T18:00 2024-01-04T00:00:00",
		"morning of 3 January 2024 UTC+3":          "2024-01-03T03:00 2024-01-03T09:00:00",
		"early 3 January 2024":                     "2024-01-03T00:00 2024-01-03T12:00:00",
		"early evening 3 January 2024":             "2024-01-03T18:00 2024-01-04T00:00:00",
		"2024-01-03 19:00 evening":                 "2024-01-03T19:00 2024-01-03T19:01:00",
		"13 Dey 1402":                              third,
		"1402-10-13 persian":                       third,
		"1402/10/13 Hijri Shamsi":                  third,
		"۱۳ دی ۱۴۰۲":                               third,
		"13 Jadi 1402":                             third,
		"١٣ دي ١٤٠٢":                               third,
		"30 Esfand 1399":                           "2021-03-20T00:00 2021-03-21T00:00:00",
		"Dey 1402":                                 "2023-12-22T00:00 2024-01-21T00:00:00",
		"1403 persian":                             "2024-03-20T00:00 2025-03-21T00:00:00",
		"21 jumada-2 1445":                         "2024-01-02T00:00 2024-01-05T00:00:00",
		"1 Ramadan 1445":                           "2024-03-10T00:00 2024-03-13T00:00:00",
		"1445-09-01 islamic":                       "2024-03-10T00:00 2024-03-13T00:00:00",
		"Ramadan 1445 AH":                          "2024-03-10T00:00 2024-04-11T00:00:00",
		"1445 lunar hijri":                         "2023-07-18T00:00 2024-07-09T00:00:00",
		"2024-01-03 06:00 to 08:00 UTC":            "2024-01-03T06:00 2024-01-03T08:00:00",
		"from 3 to 5 January 2024":                 "2024-01-03T00:00 2024-01-06T00:00:00",
		"3-5 January 2024":                         "2024-01-03T00:00 2024-01-06T00:00:00",
		"3 – 5 January 2024":                       "2024-01-03T00:00 2024-01-06T00:00:00",
		"between 30 December 2023 and 3 Jan 2024":  "2023-12-30T00:00 2024-01-04T00:00:00",
		"2024-01-03/2024-01-05":                    "2024-01-03T00:00 2024-01-06T00:00:00",
		"2024-01-03T06:00Z/2024-01-03T08:00Z":      "2024-01-03T06:00 2024-01-03T08:00:00",
		"3 January 2024 morning to evening":        "2024-01-03T06:00 2024-01-04T00:00:00",
		"2024-01-03 23:00 +03:30 until 2024-01-04": "2024-01-03T19:30 2024-01-04T20:30:00",
		"1 to 3 Dey 1402":                          "2023-12-22T00:00 2023-12-25T00:00:00",
	} {
		from, until, err := Parse(text, nil)
		switch {
		case (err != nil) != (want == ""):
			t.Errorf("%q: %v", text, err)
		case err == nil && span(from, until) != want:
			t.Errorf("%q is read as %s, not %s", text, span(from, until), want)
		}
	}
	tehran := time.FixedZone("", 3*3600+1800)
	if from, until, err := Parse("13 Dey 1402 15:30", tehran); err != nil || span(from, until) != noon {
		t.Errorf("in Tehran it is %s, %v", span(from, until), err)
	}
	if r, err := Read("1 Ramadan 1445 06:00", nil); err != nil || !r.Rough || r.Exact {
		t.Errorf("a day of the lunar calendar is sure: %+v, %v", r, err)
	}
	if r, err := Read("2024-01-03 06:00", nil); err != nil || r.Rough || !r.Exact || r.Zoned {
		t.Errorf("an hour is not exact, or has a zone: %+v, %v", r, err)
	}
	if r, err := Read("2024-01-03 06:00 to 08:00 UTC", nil); err != nil || r.Exact || !r.Zoned {
		t.Errorf("both ends have the zone of the one: %+v, %v", r, err)
	}
}

// TestRefused refuses what has no reading, or two, and says which word it is.
func TestRefused(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                "nothing",
		" , ":                             "nothing",
		"to":                              `word 1, "to"`,
		"2024-01-03 to":                   `word 2, "to"`,
		"2024-01-03 to 2024-01-04 to 5":   "two ends",
		"tomorrow":                        "depends on the day",
		"soon":                            `word 1, "soon": it is not understood`,
		"2024-02-30":                      "February 2024 has no day 30",
		"29 February 2023":                "February 2023 has no day 29",
		"2024-13-01":                      "no month 13",
		"2024-00-01":                      "no month 0",
		"0000-01-01":                      "no year 0",
		"3 January 0000":                  "no year 0",
		"9999-01-01":                      "too far",
		"1402-10-13":                      "persian or islamic",
		"13 January 1402":                 "begins in 1583",
		"13 Dey 2024":                     "1300 to 1500",
		"30 Esfand 1402":                  "no day 30",
		"31 Mehr 1402":                    "no day 31",
		"31 Ramadan 1445":                 "no day 31",
		"13 hijri 1402":                   "solar or lunar",
		"1402-10-13 hijri":                "solar or lunar",
		"3 January 2024 hijri":            "gregorian and hijri",
		"13 Dey 1402 islamic":             "another calendar",
		"24 Tevet 5784 hebrew":            `word 2, "tevet"`,
		"5784-04-24 hebrew":               "not read",
		"5784-04-24 martian":              `word 2, "martian"`,
		"2024-W54":                        "no such week",
		"2024-W00":                        "no such week",
		"2024-W53":                        "no week 53",
		"2024-W01-8":                      "no such week",
		"2024-W01 3 January":              "week",
		"03/01/2024":                      "2024-01-03 or 2024-03-01",
		"3 January":                       "year is not told",
		"06:00":                           "date is not told",
		"3 2024":                          "no month",
		"January 2024 06:00":              "not the day",
		"January 2024 evening":            "not the day",
		"Thursday, 3 January 2024":        "is a Wednesday",
		"Thursday January 2024":           "is a",
		"2024-01-03 13:61":                "no such hour",
		"2024-01-03 25:00":                "no such hour",
		"2024-01-03 24:01":                "no such hour",
		"2024-01-03 06:00:60":             "no such hour",
		"2024-01-03 13 pm":                "no such hour",
		"2024-01-03 0 am":                 "no such hour",
		"2024-01-03 06:00 07:00":          "second hour",
		"2024-01-03 06:00 evening":        "not in the evening",
		"2024-01-03 evening morning":      "second part",
		"2024-01-03 night":                "before or after midnight",
		"2024-01-03 midnight":             "begin or end",
		"2024-01-03 4 January":            "second day",
		"2024-01-03 06:00 IST":            "+05:30 in India, +02:00 in Israel",
		"2024-01-03 06:00 CST":            "China",
		"2024-01-03 06:00 EST":            "-05:00",
		"2024-01-03 06:00 Europe/Oslo":    "not understood",
		"2024-01-03 06:00 +15:00":         "far from UTC",
		"2024-01-03 06:00 +14:30":         "far from UTC",
		"2024-01-03 06:00 +02:00 +03:00":  "second zone",
		"031200JJAN24":                    "letter J",
		"031200ZXXX24":                    "no month",
		"031261ZJAN24":                    "no such hour",
		"321200ZJAN24":                    "no day 32",
		"2024-01-05 to 2024-01-03":        "before it begins",
		"2024-01-03 08:00 to 06:00":       "before it begins",
		"2024-01-03 08:00 to 08:00":       "before it begins",
		"5-3 January 2024":                "before it begins",
		"2024-01-03\xff":                  "UTF-8",
		strings.Repeat("2", 201):          "200 bytes",
		"2024-01-03 06:00 to 08:00 08:00": "second hour",
	} {
		_, _, err := Parse(text, nil)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, which does not say %q", text, err, says)
		}
	}
}

// TestSolarAnchors holds days of the solar Hijri calendar that are known from
// elsewhere: beginnings of years, last days of leap years, days of history.
func TestSolarAnchors(t *testing.T) {
	t.Parallel()
	for day, want := range map[string][3]int{
		"1921-03-21": {1300, 1, 1}, "1979-02-11": {1357, 11, 22}, "2020-03-20": {1399, 1, 1}, "2021-03-20": {1399, 12, 30},
		"2021-03-21": {1400, 1, 1}, "2024-01-03": {1402, 10, 13}, "2024-03-20": {1403, 1, 1}, "2025-03-20": {1403, 12, 30},
		"2122-03-20": {1500, 12, 29},
	} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if y, m, dd, ok := Solar(d.Add(23 * time.Hour)); !ok || [3]int{y, m, dd} != want {
			t.Errorf("%s is %d-%d-%d, not %v", day, y, m, dd, want)
		}
	}
	// The leap years of two cycles, as Iran had them and will.
	leap := []int{1350, 1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416}
	for year := 1349; year <= 1417; year++ {
		if solarLeap(year) != slices.Contains(leap, year) {
			t.Errorf("%d is a leap year: %v", year, solarLeap(year))
		}
	}
	for _, out := range []time.Time{{}, solarStart.Add(-time.Second), time.Date(2122, 3, 21, 0, 0, 0, 0, time.UTC)} {
		if _, _, _, ok := Solar(out); ok {
			t.Errorf("%s is in range", out)
		}
	}
	for m, name := range map[int]string{0: "", 1: "فروردین", 10: "دی", 12: "اسفند", 13: ""} {
		if got := SolarMonth(m); got != name {
			t.Errorf("month %d is %q", m, got)
		}
	}
}

// TestSolarRoundTrip goes through every day from 1300 to 1500: days follow each
// other, and each is read as what it is written.
func TestSolarRoundTrip(t *testing.T) {
	t.Parallel()
	day := solarStart
	for year := firstSolar; year <= lastSolar; year++ {
		for month := 1; month <= 12; month++ {
			for d := 1; d <= solarDays(year, month); d++ {
				got, ok := fromSolar(year, month, d)
				if !ok || !got.Equal(day) {
					t.Fatalf("%d-%d-%d is %s, not %s", year, month, d, got, day)
				}
				if y, m, dd, ok := Solar(day); !ok || y != year || m != month || dd != d {
					t.Fatalf("%s is %d-%d-%d, not %d-%d-%d", day, y, m, dd, year, month, d)
				}
				day = day.AddDate(0, 0, 1)
			}
			if _, ok := fromSolar(year, month, solarDays(year, month)+1); ok {
				t.Fatalf("%d-%d has another day", year, month)
			}
		}
	}
	if day.Format(time.DateOnly) != "2122-03-21" {
		t.Errorf("the last year ends at %s", day)
	}
}

// TestZones holds that the same moment in any zone is the same, and that days of
// a zone are its own.
func TestZones(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.IntRange(-14*60, 14*60).Draw(t, "offset")
		zone := time.FixedZone("", minutes*60)
		when := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()
		for _, form := range []string{time.RFC3339, "2 January 2006 15:04:05 -07:00", "15:04:05-07:00 Mon, Jan 2 2006", "2006/1/2 3:04:05pm -0700"} {
			text := when.In(zone).Format(form)
			from, until, err := Parse(text, time.FixedZone("", 3600))
			if err != nil || !from.Equal(when) || !until.Equal(when.Add(time.Second)) || from.Location() != time.UTC {
				t.Fatalf("%q is read as %s to %s, %v", text, from, until, err)
			}
		}
		day := when.In(zone).Format(time.DateOnly)
		from, until, err := Parse(day, zone)
		if err != nil || from.After(when) || !until.After(when) || until.Sub(from) != 24*time.Hour {
			t.Fatalf("%s is not in %s of its zone, %s to %s, %v", when, day, from, until, err)
		}
		if y, m, d, ok := Solar(when.In(zone)); ok {
			read, ok := fromSolar(y, m, d)
			if !ok || read.Format(time.DateOnly) != day {
				t.Fatalf("%s is %d-%d-%d, which is %s", day, y, m, d, read)
			}
		}
	})
}

// FuzzParse reads any text: it never fails otherwise than by an error, and what
// it gives is an interval.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"2024-01-03T06:00Z", "3-5 January 2024", "031200ZJAN24", "13 Dey 1402 evening", "Ramadan 1445", "۱۳ دی ۱۴۰۲",
		"between 2024-W01 and 2024-W02 +03:30", "early morning 3.1.2024", "9.40 pm", "to", "2024-01-03 / 2024-01-04",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, until, err := Parse(text, nil)
		switch {
		case err != nil && (len(err.Error()) > 1500 || !from.IsZero() || !until.IsZero()):
			t.Errorf("%q: %v, with %s", text, err, from)
		case err == nil && (!until.After(from) || from.Location() != time.UTC || from.Year() < 1582 || until.Year() > 3000):
			t.Errorf("%q is %s to %s", text, from, until)
		}
		if err != nil {
			return
		}
		again, _, err := Parse(strings.ToUpper(text), nil)
		if err == nil && !again.Equal(from) {
			t.Errorf("%q in capitals is %s, not %s", text, again, from)
		}
	})
}
