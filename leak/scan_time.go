package leak

import (
	"bytes"
	"strconv"
)

// A clock is a time of day as it stands in a text.
type clock struct {
	hour, minute int
	// half is 'a' or 'p' where the half of the day is said, 'n' at night.
	half byte
	// exact is true in the notation of 24 hours; the others may be told in
	// either half of the day.
	exact bool
	// loose is true for what may be no time at all.
	loose bool
	// seconds is true where there are seconds that are not zero.
	seconds bool
	// dawn is true for the midnight that a date alone becomes in RFC 3339.
	dawn bool
	// military is true for four digits in a row.
	military bool
	// east is the offset of the zone in minutes, where zoned.
	east  int
	zoned bool
}

// time reads a time of day that begins with digits: 21:40, 9.40 p.m., 21h40,
// 2140 hrs, 9pm, 9 o'clock.
func (s *scanner) time(i int) (clock, int) {
	digits, rest := s.lead(i)
	if len(digits) == 0 || len(digits) > 6 {
		return clock{}, 0
	}
	c, n := s.timeOf(i, digits, rest)
	if n == 0 || c.hour > 24 || c.hour == 24 && c.minute > 0 || c.minute > 59 || c.half != 0 && c.hour > 12 {
		return clock{}, 0
	}
	c.exact = c.exact || digits[0] == '0'
	c.settle()
	if s.inStamp(i) {
		c.exact, c.loose = true, false
		c.dawn = c.hour == 0 && c.minute == 0 && !c.seconds
	}
	return c, n + s.zone(i, n, &c)
}

// settle turns the hour into one of 24 where that is certain.
func (c *clock) settle() {
	if c.half != 0 {
		late := c.half == 'p' || c.half == 'n' && c.hour > 5 && c.hour < 12
		c.hour %= 12
		if late {
			c.hour += 12
		}
	}
	c.exact = c.exact || c.half != 0 || c.hour == 0 || c.hour > 12
	c.hour %= 24
}

// timeOf reads hour and minute as they are written.
func (s *scanner) timeOf(i int, digits, rest []byte) (clock, int) {
	if c, n := s.parted(i, digits, rest); n > 0 {
		return c, n
	}
	switch len(digits) {
	case 1, 2:
		return s.hourOf(i, atoi(digits), rest)
	case 3, 4:
		return s.fourDigits(i, digits, rest)
	case 6:
		if value := atoi(digits); s.inStamp(i) || string(rest) == "z" {
			return clock{hour: value / 10000, minute: value / 100 % 100, exact: true}, 1
		}
	}
	return clock{}, 0
}

// hourOf reads 21h40, 9pm, 9 o'clock, 21h.
func (s *scanner) hourOf(i, hour int, rest []byte) (clock, int) {
	if len(rest) == 3 && rest[0] == 'h' && len(onlyDigits(rest[1:])) == 2 {
		return clock{hour: hour, minute: atoi(rest[1:]), exact: true}, 1
	}
	after, ok := s.clockWord(i, rest)
	if ok && (after.half != 0 || after.oclock) {
		return clock{hour: hour, half: after.half}, 1 + after.n
	}
	if string(rest) == "h" && hour < 24 {
		return clock{hour: hour, exact: true, loose: true}, 1
	}
	return clock{}, 0
}

// fourDigits reads 2140 hrs, 940 pm, 2140Z, and at 2140, which may be no time.
func (s *scanner) fourDigits(i int, digits, rest []byte) (clock, int) {
	value := atoi(digits)
	c := clock{hour: value / 100, minute: value % 100, exact: true, military: true}
	after, ok := s.clockWord(i, rest)
	if ok && (after.half != 0 || after.hours) {
		c.half = after.half
		return c, 1 + after.n
	}
	if len(rest) == 0 && (s.inStamp(i) || len(digits) == 4 && (s.clockAfter(i-1, value) || s.clockRange(i))) {
		c.loose = true
		return c, 1
	}
	return clock{}, 0
}

// clockAfter reports whether four digits behind a word are a time of day.
func (s *scanner) clockAfter(i, digits int) bool {
	switch string(s.text(i)) {
	case "at":
		return true
	case "about", "around", "circa", "by", "until", "till", "before", "after", "from", "since", "between":
		return !isYear(digits)
	case "and", "to":
		first, width, ok := s.number(i - 1)
		return ok && width == 4 && s.clockAfter(i-2, first) && !isYear(digits)
	}
	return false
}

// clockRange reports whether four digits are the beginning of a range of times
// whose end says so: 2140-2230 hrs.
func (s *scanner) clockRange(i int) bool {
	end := i + 1
	if s.follows(end, "to") {
		end++
	}
	if gap := string(s.gap(end)); gap != "-" && gap != " - " && (gap != " " || end == i+1) {
		return false
	}
	digits, rest := s.lead(end)
	after, ok := s.clockWord(end, rest)
	return len(digits) == 4 && ok && after.hours
}

// parted reads hour and minute with a colon or a full stop between them, and
// seconds behind.
func (s *scanner) parted(i int, digits, rest []byte) (clock, int) {
	sep := s.gap(i + 1)
	colon := string(sep) == ":"
	minute, tail := s.lead(i + 1)
	if len(digits) > 2 || len(rest) > 0 || !colon && string(sep) != "." || len(minute) != 2 {
		return clock{}, 0
	}
	c, n := clock{hour: atoi(digits), minute: atoi(minute), loose: !colon}, 2
	if second, after := s.lead(i + 2); len(tail) == 0 && len(second) > 0 && string(s.gap(i+2)) == string(sep) {
		if !colon || len(second) != 2 {
			return clock{}, 0
		}
		n, tail, c.seconds = 3, after, atoi(second) > 0
		if fraction, after := s.lead(i + 3); len(tail) == 0 && len(fraction) > 0 && string(s.gap(i+3)) == "." {
			n, tail = 4, after
			c.seconds = c.seconds || len(bytes.Trim(fraction, "0")) > 0
		}
	}
	after, ok := s.clockWord(i+n-1, tail)
	if !ok && len(tail) > 0 {
		return clock{}, 0
	}
	c.half = after.half
	c.loose = c.loose && !ok
	return c, n + after.n
}

// A clockWord is what is said behind the digits of a time.
type clockWord struct {
	half          byte
	oclock, hours bool
	n             int
}

// clockWord reads what stands behind the digits of a word, glued to them or in
// the next words. It is false where that has nothing to do with a time.
func (s *scanner) clockWord(i int, glued []byte) (clockWord, bool) {
	text, n := glued, 0
	if len(text) == 0 {
		switch string(s.gap(i + 1)) {
		case " ", "", ".", "-":
			text, n = s.text(i+1), 1
		}
	}
	switch string(text) {
	case "am", "pm":
		return clockWord{half: text[0], n: n}, true
	case "a", "p":
		if string(s.gap(i+n+1)) == "." && string(s.text(i+n+1)) == "m" {
			return clockWord{half: text[0], n: n + 1}, true
		}
	case "o":
		if string(s.gap(i+n+1)) == "'" && string(s.text(i+n+1)) == "clock" {
			after := s.dayPart(i + n + 1)
			return clockWord{half: after.half, oclock: true, n: n + 1 + after.n}, true
		}
	case "oclock":
		return clockWord{oclock: true, n: n}, true
	case "h", "hr", "hrs", "hour", "hours", "z", "zulu", "utc", "gmt", "local", "lt", "uhr":
		return clockWord{hours: true, n: n}, true
	case "in", "at":
		after := s.dayPart(i)
		return after, after.half != 0
	}
	return clockWord{}, false
}

// dayPart reads "in the morning" and the like behind a word.
func (s *scanner) dayPart(i int) clockWord {
	switch {
	case s.follows(i+1, "at") && s.follows(i+2, "night"):
		return clockWord{half: 'n', n: 2}
	case !s.follows(i+1, "in") || !s.follows(i+2, "the"):
	case s.follows(i+3, "morning"):
		return clockWord{half: 'a', n: 3}
	case s.follows(i+3, "afternoon"), s.follows(i+3, "evening"):
		return clockWord{half: 'p', n: 3}
	}
	return clockWord{}
}

// inStamp reports whether a word stands behind the T of an RFC 3339 time.
func (s *scanner) inStamp(i int) bool {
	return i > 1 && len(s.gap(i)) == 0 && string(s.text(i-1)) == "t" && len(s.gap(i-1)) == 0
}

// zone reads an offset behind a time of n words, and gives how many words it
// takes.
func (s *scanner) zone(i, n int, c *clock) int {
	gap := string(s.gap(i + n))
	plus := gap == "+" || gap == " +"
	if !plus && (gap != "-" || !s.inStamp(i)) {
		return 0
	}
	value, width, ok := s.number(i + n)
	took := 1
	switch {
	case !ok || width != 2 && width != 4:
		return 0
	case width == 4:
		value = value/100*60 + value%100
	default:
		value *= 60
		if minute, w, ok := s.number(i + n + 1); ok && w == 2 && string(s.gap(i+n+1)) == ":" {
			value, took = value+minute, 2
		}
	}
	if !plus {
		value = -value
	}
	c.east, c.zoned = value, true
	return took
}

// tellTime tells a time of n words. A time that may be of either half of the
// day is told as both.
func (s *scanner) tellTime(i, n int, c clock) {
	if !c.loose {
		s.take(i, n)
	}
	if c.dawn {
		return
	}
	if c.military {
		s.tell(i, n, loose, strconv.AppendInt(s.begin(ruleNumber), int64(c.hour*100+c.minute), 10))
	}
	at := c.hour*60 + c.minute
	if c.exact && !c.loose {
		s.tellClock(i, n, firm, at, "")
	} else {
		doubt := "?"
		if c.loose {
			doubt = "??"
		}
		s.tellClock(i, n, firm, at, doubt)
		s.tellClock(i, n, reading, at, "")
	}
	if !c.exact {
		s.tellClock(i, n, reading, at+12*60, "")
	}
	if c.zoned {
		s.tellClock(i, n, loose, at-c.east+24*60, "")
	}
}

// tellClock tells minutes since midnight.
func (s *scanner) tellClock(i, n int, w weight, at int, doubt string) {
	at %= 24 * 60
	form := appendTwo(s.begin(ruleTime), at/60)
	form = appendTwo(append(form, ':'), at%60)
	s.tell(i, n, w, append(form, doubt...))
}

// appendTwo writes a number with two digits.
func appendTwo(b []byte, n int) []byte {
	return append(b, byte('0'+n/10%10), byte('0'+n%10))
}

// lead gives the digits that a word begins with and what is glued to them.
func (s *scanner) lead(i int) (digits, rest []byte) {
	if !s.is(i, ofDigits) && !s.is(i, ofBoth) {
		return nil, nil
	}
	return cutDigits(s.text(i))
}

// onlyDigits gives the bytes if all of them are digits.
func onlyDigits(b []byte) []byte {
	if _, rest := cutDigits(b); len(rest) > 0 {
		return nil
	}
	return b
}
