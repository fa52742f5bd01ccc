package leak

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// maxID bounds the bytes of an id that are compared, maxParts the words it is
// made of.
const (
	maxID    = 128
	maxParts = 16
)

// address reads and takes what digits and letters of base 16 make: a UUID, an
// IP address, the address of a network card.
func (s *scanner) address(i int) int {
	w := s.words[i]
	if w.kind == ofOne || w.to-w.from > 12 {
		return 0
	}
	var form []byte
	n := 0
	switch gap := s.gap(i + 1); {
	case w.to-w.from == 8 && string(gap) == "-":
		form, n = s.uuid(i)
	case w.to-w.from == 2 && (string(gap) == ":" || string(gap) == "-") && s.card(i) != nil:
		form, n = s.card(i), 6
	case string(gap) == ".":
		form, n = s.ip4(i)
	case len(gap) > 0 && gap[0] == ':' || bytes.HasSuffix(s.gap(i), []byte("::")):
		form, n = s.colons(i)
	}
	if n > 0 {
		s.tell(i, n, firm, append(s.begin(ruleID), form...))
		s.take(i, n)
	}
	return n
}

// uuid reads a UUID; without its hyphens it is the same.
func (s *scanner) uuid(i int) ([]byte, int) {
	var all []byte
	for j, wide := range []int{8, 4, 4, 4, 12} {
		text := s.text(i + j)
		if len(text) != wide || !isHex(text) || j > 0 && string(s.gap(i+j)) != "-" {
			return nil, 0
		}
		all = append(all, text...)
	}
	return all, 5
}

// isHex reports whether all bytes are digits of base 16.
func isHex(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(b) > 0
}

// ip4 reads four numbers below 256 with full stops between.
func (s *scanner) ip4(i int) ([]byte, int) {
	var form []byte
	for j := range 4 {
		v, width, ok := s.number(i + j)
		if !ok || width > 3 || v > 255 || j > 0 && string(s.gap(i+j)) != "." {
			return nil, 0
		}
		if j > 0 {
			form = append(form, '.')
		}
		form = strconv.AppendInt(form, int64(v), 10)
	}
	if _, _, ok := s.number(i + 4); ok && string(s.gap(i+4)) == "." || s.digitsAcross(i, ".") {
		return nil, 0
	}
	return form, 4
}

// card reads six pairs of digits of base 16, the address of a network card.
func (s *scanner) card(i int) []byte {
	var all []byte
	for j := range 6 {
		text := s.text(i + j)
		if len(text) != 2 || !isHex(text) || j > 0 && !bytes.Equal(s.gap(i+j), s.gap(i+1)) {
			return nil
		}
		all = append(all, text...)
	}
	if len(onlyDigits(all)) > 0 {
		return nil // It may be a telephone number.
	}
	return all
}

// colons reads an IPv6 address.
func (s *scanner) colons(i int) ([]byte, int) {
	groups, n := [][]byte{}, 0
	hole := -1
	if bytes.HasSuffix(s.gap(i), []byte("::")) {
		hole = 0
	} else if bytes.HasSuffix(s.gap(i), []byte(":")) {
		return nil, 0
	}
	for n < 8 {
		text := s.text(i + n)
		if len(text) > 4 || !isHex(text) || string(s.gap(i+n+1)) == "." {
			break // An IPv4 address at the end is told alone.
		}
		groups = append(groups, text)
		n++
		gap := s.gap(i + n)
		if bytes.HasPrefix(gap, []byte("::")) && hole < 0 {
			hole = n
		}
		if string(gap) != ":" && string(gap) != "::" {
			break
		}
	}
	if n == 8 && hole < 0 || n > 0 && n < 8 && hole >= 0 {
		return sixGroups(groups, hole), n
	}
	return nil, 0
}

// sixGroups writes an IPv6 address in full: without leading zeros, the hole
// filled.
func sixGroups(groups [][]byte, hole int) []byte {
	var form []byte
	for j := 0; j <= len(groups); j++ {
		if j == hole {
			for range 8 - len(groups) {
				form = append(form, "0:"...)
			}
		}
		if j < len(groups) {
			form = append(appendHex(form, groups[j]), ':')
		}
	}
	return form
}

// appendHex writes a group without leading zeros.
func appendHex(form, group []byte) []byte {
	if group = bytes.TrimLeft(group, "0"); len(group) == 0 {
		return append(form, '0')
	}
	return append(form, group...)
}

// code tells ids that mix letters and digits: XK-41-B, IR655 and IR 655, 12 B
// 345-67, 8f3a91. Each beginning of a longer one is told too: what follows may
// belong to it or not.
func (s *scanner) code(i int) {
	w := s.words[i]
	if w.taken || w.kind == ofOne {
		return
	}
	if w.kind == ofBoth && !isMeasure(s.text(i)) {
		s.tell(i, 1, firm, append(s.begin(ruleID), s.short(i)...))
		s.inner(i)
	}
	if !s.codePart(i, "-", true) && !s.codePart(i, " ", true) {
		return
	}
	joined := bytes.Clone(s.short(i))
	digits, letters := w.kind != ofLetters, w.kind != ofDigits
	for n := 1; n < maxParts/2; n++ {
		gap := string(s.gap(i + n))
		if i+n >= len(s.words) || !s.codePart(i+n, gap, false) || !s.codePart(i+n-1, gap, n == 1) {
			return
		}
		k := s.words[i+n].kind
		digits, letters = digits || k != ofLetters, letters || k != ofDigits
		joined = append(joined, s.short(i+n)...)
		if digits && letters && len(joined) <= maxID {
			s.tell(i, n+1, firm, append(s.begin(ruleID), joined...))
		}
	}
}

// codePart reports whether a word may be part of an id whose parts are parted
// by gap: digits, digits with letters, and few letters. Where a space parts them
// letters are capitals; small ones behind a hyphen are few and no unit.
func (s *scanner) codePart(i int, gap string, first bool) bool {
	w := s.words[i]
	if w.taken || w.kind == ofOne || gap != "-" && gap != "_" && gap != "/" && gap != " " {
		return false
	}
	if w.kind != ofLetters {
		return w.kind == ofDigits || !isMeasure(s.text(i))
	}
	n := utf8.RuneCount(s.text(i))
	switch {
	case gap == " ":
		return w.upper && n <= 3
	case w.upper || gap == "_":
		return n <= 4
	case first:
		return n <= 3
	}
	return n <= 2 && !isUnit(s.text(i))
}

// short gives a word, cut to the bytes of an id that are compared.
func (s *scanner) short(i int) []byte {
	text := s.text(i)
	return text[:min(len(text), maxID)]
}

// inner tells the digits within a short id: 655 of IR655.
func (s *scanner) inner(i int) {
	text := s.text(i)
	if len(text) > 12 {
		return
	}
	_, rest := cutLetters(text)
	digits, rest := cutDigits(rest)
	if more, _ := cutLetters(rest); len(digits) > 2 && len(more) == len(rest) {
		s.tell(i, 1, loose, appendNumber(s.begin(ruleNumber), digits, nil))
	}
}

// isMeasure reports whether a word is a number with its unit or its ending.
func isMeasure(text []byte) bool {
	digits, unit := cutDigits(text)
	return len(digits) > 0 && isUnit(unit)
}

// isUnit reports whether letters are a unit, or the ending of an ordinal.
func isUnit(letters []byte) bool {
	switch string(letters) {
	case "k", "m", "g", "t", "km", "cm", "mm", "kg", "mg", "l", "ml", "lb", "lbs", "oz", "ft", "in", "mi", "nm", "yd",
		"h", "hr", "hrs", "min", "mins", "s", "sec", "secs", "kw", "mw", "hz", "khz", "mhz", "ghz",
		"kb", "mb", "gb", "tb", "mph", "kph", "kmh", "pc", "pcs", "yo", "am", "pm", "usd", "eur", "gbp",
		"st", "nd", "rd", "th", "bn", "deg":
		return true
	}
	return false
}

// phone reads what can only be a telephone number in groups, which are no
// numbers: it begins with a plus, with 00 or with an area in brackets.
func (s *scanner) phone(i int) int {
	text := s.text(i)
	area := bytes.HasSuffix(s.gap(i), []byte("(")) && bytes.HasPrefix(s.gap(i+1), []byte(")")) && len(text) < 6
	if !s.is(i, ofDigits) || !area && !bytes.HasSuffix(s.gap(i), []byte("+")) && !bytes.HasPrefix(text, []byte("00")) {
		return 0
	}
	n, all := 1, len(text)
	for n < maxParts && s.is(i+n, ofDigits) && phoneGap(s.gap(i+n)) && s.words[i+n].line == s.words[i].line {
		if d, _ := s.numericDate(i + n); d.sure {
			break
		}
		all += len(s.text(i + n))
		n++
	}
	if n == 1 || all < trailLength || all > 20 {
		return 0
	}
	return n
}

// phoneGap reports whether something may part the digits of a telephone number.
func phoneGap(gap []byte) bool {
	switch string(gap) {
	case " ", "-", ".", "/", "(", ")", " (", ") ", "-(", ")-", " - ", " / ":
		return true
	}
	return false
}

// tellPhone tells a telephone number; a group of it that is long enough to be
// known by is told too, and one that may stand behind it.
func (s *scanner) tellPhone(i, n int) {
	before := 0
	for j := i; j < i+n; j++ {
		text := s.text(j)
		if len(text) > 3 || before >= 10 {
			s.tell(j, 1, part, appendNumber(s.begin(ruleNumber), text, nil))
		}
		before += len(text)
	}
	s.tellTrail(i + n - 1)
	s.take(i, n)
}

// trailLength is how many last digits make a telephone or an account number
// known, whatever country and area stand before them.
const trailLength = 7

// trail tells the last digits up to a word, but not those of a round number.
func (s *scanner) trail(i int) {
	w := s.words[i]
	if !w.taken && (w.kind == ofBoth || w.kind == ofDigits && !bytes.HasSuffix(s.text(i), []byte("0000"))) {
		s.tellTrail(i)
	}
}

// tellTrail tells the last digits up to a word, across the gaps of a telephone
// number.
func (s *scanner) tellTrail(i int) {
	var tail [trailLength]byte
	at := trailLength
	j := i
	for at > 0 {
		text := s.text(j)
		if s.words[j].kind == ofBoth {
			text = longest(text)
		}
		for k := len(text) - 1; k >= 0 && at > 0; k-- {
			at--
			tail[at] = text[k]
		}
		if s.words[j].kind == ofBoth || j == 0 || !phoneGap(s.gap(j)) || s.words[j-1].taken || s.words[j-1].kind != ofDigits {
			break
		}
		j--
	}
	if at > 0 {
		return
	}
	s.tell(j, i-j+1, firm, append(append(s.begin(ruleID), '#'), tail[:]...))
}

// longest gives the longest run of digits in a word.
func longest(text []byte) []byte {
	var best []byte
	for len(text) > 0 {
		_, rest := cutLetters(text)
		digits, after := cutDigits(rest)
		if len(digits) > len(best) {
			best = digits
		}
		text = after
	}
	return best
}
