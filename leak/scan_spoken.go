package leak

import "strconv"

// spokenNumber tells a number in English words, and gives how many words it
// takes. "One", "first" and "second" alone are no numbers: they are in every
// text.
func (s *scanner) spokenNumber(i int) int {
	value, n, ordinal := s.cardinal(i)
	if n == 0 {
		return 1
	}
	if n == 1 && (value < 2 || value == 2 && ordinal) {
		return 1
	}
	s.tell(i, n, firm, strconv.AppendInt(s.begin(ruleNumber), value, 10))
	if ordinal {
		s.tell(i, n, asked, strconv.AppendInt(append(s.begin(ruleTime), "day "...), value, 10))
	}
	return n
}

// cardinal reads a number in English words, up to hundreds of billions. n is 0
// where there is none.
func (s *scanner) cardinal(i int) (value int64, n int, ordinal bool) {
	limit := int64(1_000_000_000_000)
	for {
		v, m, ord := s.belowThousand(i + n)
		if m == 0 {
			return value, n, false
		}
		next := lexicon[string(s.text(i+n+m))]
		if ord || next.class != aThousand || !s.goesOn(i+n+m) {
			return value + v, n + m, ord
		}
		if next.value >= limit {
			return value, n, false
		}
		limit = next.value
		value += v * next.value
		n += m + 1
		if !s.goesOn(i + n) {
			return value, n, false
		}
		if s.follows(i+n, "and") {
			if _, m, _ := s.belowThousand(i + n + 1); m == 0 {
				return value, n, false
			}
			n++
		}
	}
}

// follows reports whether a word is that one, with a space before it.
func (s *scanner) follows(i int, word string) bool {
	return string(s.text(i)) == word && string(s.gap(i)) == " "
}

// goesOn reports whether the next word may belong to the same number.
func (s *scanner) goesOn(i int) bool {
	gap := string(s.gap(i))
	return gap == " " || gap == "-"
}

// belowThousand reads "two hundred and five", "a hundred", "two dozen", "half a
// dozen", "twenty-five".
func (s *scanner) belowThousand(i int) (value int64, n int, ordinal bool) {
	if m := lexicon[string(s.text(i))]; m.multiplies() {
		return s.article(i, m)
	}
	value, n, ordinal = s.belowHundred(i)
	if n == 0 || ordinal || !s.goesOn(i+n) {
		return value, n, ordinal
	}
	m := lexicon[string(s.text(i+n))]
	if m.class == aDozen {
		return value * m.value, n + 1, false
	}
	if m.class != aHundred {
		return value, n, false
	}
	value, n = value*m.value, n+1
	at := i + n
	if s.follows(at, "and") {
		at++
	}
	if string(s.gap(at)) != " " {
		return value, n, false
	}
	rest, k, ordinal := s.belowHundred(at)
	if k == 0 {
		return value, n, false
	}
	return value + rest, at + k - i, ordinal
}

// article reads a round number behind "a": "a hundred", "a dozen". Without it
// ("several hundred") it is no number.
func (s *scanner) article(i int, m meaning) (value int64, n int, ordinal bool) {
	if string(s.text(i-1)) != "a" {
		return 0, 0, false
	}
	if m.class == aDozen && string(s.text(i-2)) == "half" {
		return 6, 1, false
	}
	return m.value, 1, false
}

// belowHundred reads "twenty-five", "twelve", "third".
func (s *scanner) belowHundred(i int) (value int64, n int, ordinal bool) {
	m := lexicon[string(s.text(i))]
	if m.class == aUnit || m.class == aTeen {
		return m.value, 1, m.ordinal
	}
	if m.class != aTen {
		return 0, 0, false
	}
	if gap := string(s.gap(i + 1)); !m.ordinal && (gap == " " || gap == "-") {
		if unit := lexicon[string(s.text(i+1))]; unit.class == aUnit {
			return m.value + unit.value, 2, unit.ordinal
		}
	}
	return m.value, 1, m.ordinal
}

// spokenTime tells a time of day in English words, and gives how many words it
// takes, 0 for none or where they may be numbers too.
func (s *scanner) spokenTime(i int) int {
	m := lexicon[string(s.text(i))]
	if m.class == aDayTime {
		s.tellTime(i, 1, clock{hour: int(m.value) / 60, exact: true})
		return 1
	}
	if n := s.pastHour(i, m); n > 0 {
		return n
	}
	hour, n, ordinal := s.cardinal(i)
	if n == 0 || ordinal || hour > 24 {
		return s.hundredHours(i)
	}
	if after, ok := s.clockWord(i+n-1, nil); ok && (after.half != 0 || after.oclock) {
		s.tellHour(i, n+after.n, clock{hour: int(hour), half: after.half})
		return n + after.n
	}
	// "Nine forty" is read as a time only beside the two numbers.
	if minute, k, ord := s.belowHundred(i + n); k > 0 && !ord && minute >= 10 && minute < 60 && s.goesOn(i+n) {
		after, _ := s.clockWord(i+n+k-1, nil)
		s.tellHour(i, n+k, clock{hour: int(hour), minute: int(minute), half: after.half, loose: true})
	}
	return 0
}

// hundredHours reads "twenty-one hundred hours".
func (s *scanner) hundredHours(i int) int {
	value, n, ordinal := s.cardinal(i)
	if n == 0 || ordinal || value%100 > 59 || value >= 2400 {
		return 0
	}
	if after, ok := s.clockWord(i+n-1, nil); ok && after.hours && value >= 100 {
		s.tellTime(i, n+after.n, clock{hour: int(value) / 100, minute: int(value) % 100, exact: true})
		return n + after.n
	}
	return 0
}

// pastHour reads "half past nine", "a quarter to ten", "twenty past nine". Only
// what says half or quarter is surely no number.
func (s *scanner) pastHour(i int, m meaning) int {
	minute, n := m.value, 1
	if m.class != aQuarter {
		if minute, n, _ = s.belowHundred(i); n == 0 || minute >= 60 {
			return 0
		}
		if s.follows(i+n, "minutes") {
			n++
		}
	}
	to := s.follows(i+n, "to")
	if !to && !s.follows(i+n, "past") && !s.follows(i+n, "after") || string(s.gap(i+n+1)) != " " {
		return 0
	}
	n++
	hour, k, ordinal := s.cardinal(i + n)
	if k == 0 {
		if v, width, ok := s.number(i + n); ok && width <= 2 {
			hour, k = int64(v), 1
		}
	}
	if k == 0 || ordinal || hour < 1 || hour > 24 {
		return 0
	}
	n += k
	if to {
		hour, minute = hour+23, 60-minute
	}
	after, ok := s.clockWord(i+n-1, nil)
	if ok {
		n += after.n
	}
	c := clock{hour: int(hour) % 24, minute: int(minute) % 60, half: after.half, loose: m.class != aQuarter}
	s.tellHour(i, n, c)
	if c.loose {
		return 0
	}
	return n
}

// tellHour tells a time that was said in words.
func (s *scanner) tellHour(i, n int, c clock) {
	if c.settle(); c.hour < 24 && c.minute < 60 {
		s.tellTime(i, n, c)
	}
}
