package leak

import (
	"bytes"
	"slices"
)

// degrees is a coordinate, without its sign: who tells it may say south or
// minus.
type degrees struct {
	// value is in ten-millionths of a degree, unit what one step of the last
	// place that is told makes.
	value, unit int64
	// strong is true for what can only be a coordinate.
	strong bool
}

// The steps of minutes and seconds of arc in ten-millionths of a degree.
const (
	arcDegree = 10_000_000
	arcMinute = 166_667
	arcSecond = 2_778
)

// near reports whether two coordinates may be one, told with different
// precision, cut off or rounded, in decimals or in minutes and seconds.
func (d degrees) near(o degrees) bool {
	if !d.strong && !o.strong {
		return false
	}
	wide := max(d.unit, o.unit)
	if d.unit != o.unit {
		wide += min(d.unit, o.unit) / 2
	}
	return d.value-o.value < wide && o.value-d.value < wide
}

// coordinate reads a latitude or a longitude: 30.283937, 30,283937, 30.28° N,
// 30°17'02"N, 30 17 02 N, 301702N.
func (s *scanner) coordinate(i int) (degrees, int) {
	if d, ok := compactDegrees(s.text(i)); ok {
		return d, 1
	}
	digits, rest := s.hemisphereLead(i)
	if len(digits) == 0 || len(digits) > 3 || atoi(digits) > 180 {
		return degrees{}, 0
	}
	if d, n := s.sexagesimal(i, digits, rest); n > 0 {
		return d, n
	}
	return s.decimalDegrees(i, digits, rest)
}

// hemisphereLead gives the digits of a word, also behind n, s, e or w.
func (s *scanner) hemisphereLead(i int) (digits, rest []byte) {
	if text := s.text(i); s.is(i, ofBoth) && isHemisphere(text[0]) {
		return cutDigits(text[1:])
	}
	return s.lead(i)
}

// isHemisphere reports whether a letter is one of n, s, e, w.
func isHemisphere(b byte) bool { return b == 'n' || b == 's' || b == 'e' || b == 'w' }

// compactDegrees reads 301702N and 0570458E, the seconds or all but the degrees
// left out.
func compactDegrees(text []byte) (degrees, bool) {
	digits, rest := cutDigits(text)
	if len(rest) != 1 || !isHemisphere(rest[0]) || len(digits) < 4 || len(digits) > 7 {
		return degrees{}, false
	}
	wide := 2
	if rest[0] == 'e' || rest[0] == 'w' {
		wide = 3
	}
	if len(digits) != wide+2 && len(digits) != wide+4 {
		return degrees{}, false
	}
	return arc(digits[:wide], digits[wide:wide+2], digits[wide+2:], nil)
}

// arc makes a coordinate of degrees, minutes and seconds; places are the
// decimals of the last of them.
func arc(deg, minute, second, places []byte) (degrees, bool) {
	if len(minute) == 0 || len(minute) > 2 || len(second) > 2 || atoi(minute) > 59 || len(second) > 0 && atoi(second) > 59 {
		return degrees{}, false
	}
	places = places[:min(len(places), 4)]
	d := degrees{value: int64(atoi(deg))*arcDegree + int64(atoi(minute))*arcDegree/60, unit: arcMinute, strong: true}
	step := int64(arcDegree / 60)
	if len(second) > 0 {
		d.value += int64(atoi(second)) * arcDegree / 3600
		d.unit, step = arcSecond, arcDegree/3600
	}
	d.value += int64(atoi(places)) * step / tenTo(len(places))
	d.unit = max(1, d.unit/tenTo(len(places)))
	return d, d.value <= 180*arcDegree
}

// sexagesimal reads degrees with minutes and perhaps seconds behind.
func (s *scanner) sexagesimal(i int, digits, rest []byte) (degrees, int) {
	n := s.unitWord(i, rest, degree, "d", "deg", "degree", "degrees")
	marked := n > 0
	if !marked && len(rest) == 0 {
		n = 1 // 30 17 02 N
	}
	if n == 0 {
		return degrees{}, 0
	}
	minute, rest := s.lead(i + n)
	if gap := s.gap(i + n); len(minute) == 0 || !marked && string(gap) != " " && string(gap) != "-" && string(gap) != ":" {
		return degrees{}, 0
	}
	at := i + n
	var second, places []byte
	at, places, rest = s.decimalsOf(at, rest)
	if len(places) == 0 {
		n := s.unitWord(at, rest, '\'', "m", "min", "minute", "minutes")
		if n == 0 && !marked {
			n = 1
		}
		between := s.gap(at + n)
		together := marked && (n > 1 || tight(between)) || !marked && bytes.Equal(between, s.gap(i+1))
		if sec, tail := s.lead(at + n); n > 0 && together && len(sec) > 0 && len(sec) <= 2 {
			second = sec
			at, places, rest = s.decimalsOf(at+n, tail)
		}
	}
	took := at + 1 - i + s.unitAfter(at, rest)
	behind, ok := s.hemisphere(i+took-1, rest)
	if !marked && (!ok || len(second) == 0) {
		return degrees{}, 0
	}
	d, ok := arc(digits, minute, second, places)
	if !ok {
		return degrees{}, 0
	}
	return d, took + behind
}

// decimalsOf reads decimals behind the word at, and gives the word they end in.
func (s *scanner) decimalsOf(at int, rest []byte) (last int, places, tail []byte) {
	gap := string(s.gap(at + 1))
	if more, after := s.lead(at + 1); len(rest) == 0 && (gap == "." || gap == ",") && len(more) > 0 {
		return at + 1, more, after
	}
	return at, nil, rest
}

// unitWord reports how many words lead from a number over its unit to the next
// number: 1 where a sign or glued letters are the unit, 2 where a word is, 0
// where there is no such unit.
func (s *scanner) unitWord(i int, glued []byte, sign byte, names ...string) int {
	if len(glued) > 0 {
		return found(string(glued), names, 1)
	}
	gap := s.gap(i + 1)
	if tight(gap) && bytes.IndexByte(gap, sign) >= 0 {
		return 1
	}
	if string(gap) == " " {
		return found(string(s.text(i+1)), names, 2)
	}
	return 0
}

// tight reports whether what stands between two words may tie them: a few marks
// and no end of a paragraph.
func tight(gap []byte) bool { return len(gap) <= 3 && bytes.IndexByte(gap, '\n') < 0 }

// found gives n if the name is among names, else 0.
func found(name string, names []string, n int) int {
	if slices.Contains(names, name) {
		return n
	}
	return 0
}

// unitAfter is 1 where the word behind the last number is its unit.
func (s *scanner) unitAfter(i int, glued []byte) int {
	if len(glued) > 0 || string(s.gap(i+1)) != " " {
		return 0
	}
	return found(string(s.text(i+1)), []string{"deg", "degrees", "min", "minutes", "sec", "seconds"}, 1)
}

// hemisphere reports whether a quarter of the sky is named behind a number,
// glued to it or in n words.
func (s *scanner) hemisphere(i int, glued []byte) (n int, ok bool) {
	if len(glued) > 0 || !tight(s.gap(i+1)) || i+1 >= len(s.words) {
		return 0, len(glued) == 1 && isHemisphere(glued[0])
	}
	text := s.text(i + 1)
	if len(text) == 1 && isHemisphere(text[0]) && s.words[i+1].upper {
		return 1, true
	}
	n = found(string(text), []string{"north", "south", "east", "west"}, 1)
	return n, n > 0
}

// decimalDegrees reads degrees with two decimals or more.
func (s *scanner) decimalDegrees(i int, digits, rest []byte) (degrees, int) {
	gap := string(s.gap(i + 1))
	places, tail := s.lead(i + 1)
	if len(rest) > 0 || gap != "." && gap != "," || len(places) < 2 || s.digitsAcross(i+2, gap) || s.digitsAcross(i, gap) {
		return degrees{}, 0
	}
	short := places[:min(len(places), 7)]
	d := degrees{
		value: int64(atoi(digits))*arcDegree + int64(atoi(short))*arcDegree/tenTo(len(short)),
		unit:  arcDegree / tenTo(len(short)),
	}
	if d.value > 180*arcDegree {
		return degrees{}, 0
	}
	after, before := s.gap(i+2), s.gap(i)
	n, marked := s.hemisphere(i+1, tail)
	if len(tail) > 0 && !marked {
		return degrees{}, 0 // It has another unit.
	}
	marked = marked || len(after) > 0 && after[0] == degree || s.words[i].kind == ofBoth || len(before) <= 2 && isAxis(s.text(i-1))
	// 30,283 may be thirty thousand.
	d.strong = marked || len(places) > 3 || len(places) == 3 && gap == "."
	return d, 2 + n
}

// isoPoint reads and tells a point of ISO 6709 in decimals: +30.2839+057.0833/.
// Its signs would else make a telephone number of it.
func (s *scanner) isoPoint(i int) int {
	lat, n := s.coordinate(i)
	if n == 0 || !lat.strong || !signed(s.gap(i)) || !signed(s.gap(i+n)) || len(s.gap(i+n)) != 1 {
		return 0
	}
	lon, m := s.coordinate(i + n)
	if m == 0 || !lon.strong || !bytes.HasPrefix(s.gap(i+n+m), []byte("/")) {
		return 0
	}
	s.tellCoordinate(i, n, lat)
	s.tellCoordinate(i+n, m, lon)
	s.take(i, n+m)
	return n + m
}

// signed reports whether what stands before a number ends in its sign.
func signed(gap []byte) bool {
	return bytes.HasSuffix(gap, []byte("+")) || bytes.HasSuffix(gap, []byte("-"))
}

// isAxis reports whether a word names latitude or longitude.
func isAxis(text []byte) bool {
	switch string(text) {
	case "n", "s", "e", "w", "lat", "lon", "lng", "long", "latitude", "longitude":
		return true
	}
	return false
}

// tellCoordinate tells a coordinate of n words.
func (s *scanner) tellCoordinate(i, n int, d degrees) {
	if at := s.words[i].start; at >= s.from && at < s.to {
		s.sink.point(i, n, d)
	}
	// Two words may be a telephone number with a full stop in it.
	if d.strong && n != 2 {
		s.take(i, n)
	}
}
