// Package calendar reads dates and hours as people write them, in their calendars
// and zones, and gives dates of other calendars.
//
// What is read is an interval: what somebody says of a time is never one instant,
// and the interval holds all that his words can mean. "January 2024" is a month,
// "2024-01-03 evening" six hours, "06:00" a minute.
//
// Dates are of the Gregorian calendar from 1583 on, the solar Hijri calendar of
// Iran and Afghanistan from 1300 to 1500, and the lunar Hijri calendar in its
// tabular civil form. The months of the last begin when the moon is seen, a day
// before or after the table and not everywhere on one day, so a date of it is
// three days wide.
//
// Zones are told in hours, by UTC, or by the letters of date-time groups. The
// words of zones are refused: most name several, and all of them change with
// the law of a country. So is all else that has two readings: 03/01/2024, night,
// midnight, and years that several calendars have.
//
// Promises: what is not surely understood is refused with its word and what to
// write instead; an interval never ends before it begins; every day of the solar
// Hijri calendar from 1300 to 1500 is read and written back the same; reading
// takes time in proportion to a text, which is at most 200 bytes.
package calendar
