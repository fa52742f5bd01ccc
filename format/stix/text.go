package stix

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text passes over a text in quotes, and gives where it begins and whether it
// has escapes.
func (s *scanner) text() (start uint32, escaped bool, err error) {
	s.at++
	start = offset(s.at)
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == '"':
			s.at++
			return start, escaped, nil
		case c < ' ':
			return 0, false, s.broken("a control character stands in a text")
		case c == '\\':
			escaped = true
			if err := s.escape(); err != nil {
				return 0, false, err
			}
		default:
			s.at++
		}
	}
	return 0, false, s.broken("")
}

// escape passes over one escape. Half of a surrogate pair stands for no
// character: one reader would drop it, another put a mark in its place.
func (s *scanner) escape() error {
	const simple = `"\/bfnrt`
	rest := s.src[s.at+1:]
	switch {
	case rest == "":
		s.at = len(s.src)
		return s.broken("")
	case strings.IndexByte(simple, rest[0]) >= 0:
		s.at += 2
		return nil
	}
	r, ok := hex4(s.src[s.at:])
	if !ok {
		return s.broken("an escape in a text is none of JSON's")
	}
	if !utf16.IsSurrogate(r) {
		s.at += 6
		return nil
	}
	second, ok := hex4(s.src[s.at+6:])
	if !ok || utf16.DecodeRune(r, second) == utf8.RuneError {
		return s.refuse("stix/text", "ask for the file again; its text was cut through a character",
			"a text holds half of a character (an unpaired surrogate)")
	}
	s.at += 12
	return nil
}

// hex4 reads an escape of four hexadecimal digits that a text begins with.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil {
		return 0, false
	}
	return rune(n), true
}

// unescape undoes the escapes of a text that was scanned.
func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		if r, ok := hex4(s[i:]); ok {
			n := 6
			if utf16.IsSurrogate(r) {
				second, _ := hex4(s[i+6:])
				r, n = utf16.DecodeRune(r, second), 12
			}
			b.WriteRune(r)
			s = s[i+n:]
			continue
		}
		b.WriteByte(plain(s[i+1]))
		s = s[i+2:]
	}
}

// plain is the character that a short escape stands for.
func plain(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
