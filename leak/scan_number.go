package leak

import (
	"bytes"
	"strconv"
)

// A numeral is how digits are written as one number.
type numeral struct {
	// groups is how many words hold its whole part, parted by sep.
	groups int
	sep    byte
	// point is true where one more word holds decimals.
	point bool
	// times is the multiplier in words behind it, or 1.
	times int64
}

// maxNumber bounds the digits of a number that are compared.
const maxNumber = 40

// numeral reads a number in digits: 12, 1,200, 1 200, 1.5, 12kg, 3 million.
func (s *scanner) numeral(i int) (numeral, int) {
	digits, rest := s.lead(i)
	if unit, more := cutLetters(rest); len(digits) == 0 || len(unit) > 0 && len(more) > 0 {
		return numeral{}, 0
	}
	v := numeral{groups: 1, times: 1}
	n := 1
	if len(rest) == 0 {
		v.groups, v.sep = s.thousands(i, digits)
		n = v.groups
		if s.decimals(i, n, v.sep) {
			v.point = true
			n++
		}
	}
	if gap := string(s.gap(i + n)); gap == " " || gap == "-" {
		if m := lexicon[string(s.text(i+n))]; m.multiplies() {
			v.times = m.value
			n++
		}
	}
	return v, n
}

// thousands gives how many words hold one number in groups of three, and what
// parts them.
func (s *scanner) thousands(i int, digits []byte) (groups int, sep byte) {
	gap := s.gap(i + 1)
	if len(digits) > 3 || digits[0] == '0' || len(gap) != 1 || !bytes.ContainsAny(gap, ",. '") {
		return 1, 0
	}
	n := 1
	for n < maxNumber/3 && string(s.gap(i+n)) == string(gap) {
		group, rest := s.lead(i + n)
		if len(group) != 3 {
			break
		}
		n++
		if len(rest) > 0 {
			break
		}
	}
	if n == 1 {
		return 1, 0
	}
	return n, gap[0]
}

// decimals reports whether the word behind the first n holds decimals.
func (s *scanner) decimals(i, n int, sep byte) bool {
	gap := s.gap(i + n)
	if len(gap) != 1 || gap[0] != '.' && gap[0] != ',' || gap[0] == sep {
		return false
	}
	places, rest := s.lead(i + n)
	if len(places) == 0 {
		return false
	}
	// Three numbers with one mark between them are a list or an address.
	return len(rest) > 0 || n > 1 || !s.digitsAcross(i+2, string(gap))
}

// tellNumber tells a number of n words.
func (s *scanner) tellNumber(i, n int, v numeral) {
	whole := s.digitsOf(i, v.groups)
	var places []byte
	if v.point {
		places, _ = s.lead(i + v.groups)
	}
	w := firm
	if v.sep == ' ' || v.sep == '.' {
		w = reading
	}
	if v.times > 1 {
		s.tell(i, n, firm, scaled(s.begin(ruleNumber), whole, places, v.times))
		w = loose
	}
	s.tell(i, n, w, appendNumber(s.begin(ruleNumber), whole, places))
	switch {
	case v.sep == ' ' || v.point && string(s.gap(i+v.groups)) == ",":
		// These may be several numbers.
		for j := i; j < i+n; j++ {
			if digits, _ := s.lead(j); len(digits) > 0 {
				s.tell(j, 1, firm, appendNumber(s.begin(ruleNumber), digits, nil))
			}
		}
	case v.groups == 2 && v.sep != '\'':
		// A group of three may be decimals.
		last, _ := s.lead(i + 1)
		w := loose
		if v.sep == '.' {
			w = firm
		}
		first, _ := s.lead(i)
		s.tell(i, n, w, appendNumber(s.begin(ruleNumber), first, last))
	}
	if _, rest := s.lead(i); isOrdinal(rest) {
		s.tell(i, n, asked, appendNumber(append(s.begin(ruleTime), "day "...), whole, nil))
	}
	if n == 1 && s.is(i, ofDigits) && len(whole) == 4 {
		s.tellFour(i, whole)
	}
}

// tellFour tells four digits as the year and as the time of day that they may
// be. Reports are full of such numbers, so that only outgoing text is suspected
// of meaning a time by them, where nothing before them says so.
func (s *scanner) tellFour(i int, digits []byte) {
	if isYear(atoi(digits)) {
		s.tell(i, 1, part, append(s.begin(ruleNumber+alone), digits...))
	}
	if hour, minute := atoi(digits[:2]), atoi(digits[2:]); hour < 24 && minute < 60 {
		s.tellClock(i, 1, guess, hour*60+minute, "")
	}
}

// isYear reports whether a number is likelier a year than a time.
func isYear(n int) bool { return n >= 1900 && n < 2100 }

// digitsOf joins the digits of n words.
func (s *scanner) digitsOf(i, n int) []byte {
	digits, _ := s.lead(i)
	if n == 1 {
		return digits
	}
	joined := bytes.Clone(digits)
	for j := i + 1; j < i+n; j++ {
		digits, _ = s.lead(j)
		joined = append(joined, digits...)
	}
	return joined
}

// appendNumber writes a number without zeros that say nothing.
func appendNumber(b, whole, places []byte) []byte {
	whole = bytes.TrimLeft(whole, "0")
	places = bytes.TrimRight(places, "0")
	if len(whole) == 0 {
		b = append(b, '0')
	}
	b = append(b, whole[:min(len(whole), maxNumber)]...)
	if len(places) == 0 {
		return b
	}
	return append(append(b, '.'), places[:min(len(places), maxNumber)]...)
}

// scaled writes a number times a round number, or times twelve.
func scaled(b, whole, places []byte, times int64) []byte {
	if len(whole)+len(places) > 9 {
		return append(appendNumber(b, whole, places), 'x')
	}
	value := int64(atoi(whole))*times + int64(atoi(places))*times/tenTo(len(places))
	return strconv.AppendInt(b, value, 10)
}

// tenTo gives ten to the power of n, at most 18.
func tenTo(n int) int64 {
	p := int64(1)
	for range min(n, 18) {
		p *= 10
	}
	return p
}

// isOrdinal reports whether letters make an ordinal of the digits before them.
func isOrdinal(b []byte) bool {
	switch string(b) {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}
