package leak

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// marks are characters that stand for what people type on a keyboard.
var marks = map[rune]byte{
	'°': degree, 'º': degree, '˚': degree,
	'´': '\'', '‘': '\'', '’': '\'', '‛': '\'', 'ʹ': '\'', 'ʼ': '\'', '′': '\'',
	'“': '"', '”': '"', '″': '"', '„': '"', '‟': '"',
	'−': '-', '⁄': '/', '∕': '/', '٫': '.', '٬': ',', '،': ',',
}

// degree stands for the degree sign in folded text, which holds no other
// control character but the newline.
const degree = 0x01

// read folds a text in NFC and cuts it into words.
func (s *scanner) read(text string) {
	s.low, s.words = s.low[:0], s.words[:0]
	s.line, s.open, s.space, s.newlines = 1, false, false, 0
	s.from, s.to = 0, len(text)
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			if mark, n := defanged(text[i:]); n > 0 {
				s.mark(mark)
				i += n
				continue
			}
			s.ascii(rune(b), i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		s.unfold(r, text[i:i+size], i)
		i += size
	}
	s.endWord()
}

// defanged reads a mark of a name of the network that was made harmless, as
// "[.]", and gives how many bytes that takes.
func defanged(text string) (mark rune, n int) {
	if text[0] != '[' && text[0] != '(' {
		return 0, 0
	}
	end := strings.IndexAny(text[:min(len(text), len("[dot]"))], "])")
	if end < 0 {
		return 0, 0
	}
	switch strings.ToLower(text[1:end]) {
	case ".", "dot":
		return '.', end + 1
	case "@", "at":
		return '@', end + 1
	case ":":
		return ':', end + 1
	}
	return 0, 0
}

// ascii reads one character of ASCII, the common case.
func (s *scanner) ascii(r rune, at int) {
	switch {
	case r >= 'a' && r <= 'z':
		s.letter(r, false, at, at+1)
	case r >= 'A' && r <= 'Z':
		s.letter(r+'a'-'A', true, at, at+1)
	case r >= '0' && r <= '9':
		s.digit(r, at, at+1)
	case r == '\n':
		s.blank()
		s.newlines++
		s.line++
	case r <= ' ' || r == 0x7f:
		s.blank()
	case r == '`':
		s.mark('\'')
	default:
		s.mark(r)
	}
}

// unfold reads one character beyond ASCII: what it decomposes to.
func (s *scanner) unfold(r rune, raw string, at int) {
	if m, ok := marks[r]; ok {
		s.mark(rune(m))
		return
	}
	end := at + len(raw)
	d := norm.NFKD.PropertiesString(raw).Decomposition()
	if d == nil {
		s.put(r, at, end)
		return
	}
	// A fraction or a raised digit is no more digits of the number before it.
	apart := unicode.Is(unicode.No, r)
	if apart {
		s.blank()
	}
	for _, part := range string(d) {
		s.put(part, at, end)
	}
	if apart {
		s.blank()
	}
}

// put reads one decomposed character.
func (s *scanner) put(r rune, start, end int) {
	switch {
	case r < utf8.RuneSelf:
		s.ascii(r, start)
		if s.open {
			s.words[len(s.words)-1].end = end
		}
	case unicode.IsLetter(r) && r >= firstUnspaced && unicode.In(r, unspaced...):
		s.endWord()
		s.letter(r, false, start, end)
		s.words[len(s.words)-1].kind = ofOne
		s.endWord()
	case unicode.IsLetter(r):
		// Letters without small forms are as good as capitals.
		small := unicode.IsLower(r) || unicode.Is(unicode.Lm, r)
		s.letter(lower(r), !small, start, end)
	case unicode.IsDigit(r):
		s.digit(asciiDigit(r), start, end)
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
	case unicode.In(r, unicode.Mc, unicode.N):
		s.letter(r, false, start, end)
	case unicode.IsSpace(r) || unicode.IsControl(r):
		s.blank()
	case unicode.Is(unicode.Pd, r):
		s.mark('-')
	default:
		if m, ok := marks[r]; ok {
			r = rune(m)
		}
		s.mark(r)
	}
}

// unspaced are scripts whose words are not parted by spaces.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// firstUnspaced is the first letter of these scripts.
const firstUnspaced = 0x0e00

// lower gives the small letter; both forms of the small sigma are one.
func lower(r rune) rune {
	if r = unicode.ToLower(r); r == 'ς' {
		return 'σ'
	}
	return r
}

// asciiDigit gives the digit of the same value. Unicode places the digits of
// every script in runs of ten from zero; some runs touch.
func asciiDigit(r rune) rune {
	n := 0
	for unicode.IsDigit(r - rune(n) - 1) {
		n++
	}
	return '0' + rune(n%10)
}

// letter adds a letter to the word.
func (s *scanner) letter(r rune, upper bool, start, end int) {
	w := s.grow(ofLetters, start, end)
	w.upper = w.upper && upper
	if r == 'ß' {
		s.low = append(s.low, "ss"...)
		return
	}
	s.low = utf8.AppendRune(s.low, r)
}

// digit adds an ASCII digit to the word.
func (s *scanner) digit(r rune, start, end int) {
	s.grow(ofDigits, start, end)
	s.low = utf8.AppendRune(s.low, r)
}

// grow begins a word or lengthens it.
func (s *scanner) grow(k kind, start, end int) *word {
	if !s.open {
		s.flush()
		s.open = true
		s.words = append(s.words, word{from: len(s.low), start: start, line: s.line, kind: k, upper: true})
	}
	w := &s.words[len(s.words)-1]
	if w.kind != k {
		w.kind = ofBoth
	}
	w.end = end
	return w
}

// mark ends the word with a character that is part of none.
func (s *scanner) mark(r rune) {
	s.endWord()
	s.flush()
	s.low = utf8.AppendRune(s.low, r)
}

// blank ends the word with white space.
func (s *scanner) blank() {
	s.endWord()
	s.space = true
}

// flush writes the white space that was read.
func (s *scanner) flush() {
	switch {
	case s.newlines > 1:
		s.low = append(s.low, '\n')
	case s.space:
		s.low = append(s.low, ' ')
	}
	s.space, s.newlines = false, 0
}

// endWord ends the word, if one is open.
func (s *scanner) endWord() {
	if !s.open {
		return
	}
	s.open = false
	w := &s.words[len(s.words)-1]
	w.to = len(s.low)
	if w.kind == ofBoth {
		s.cutStamp(*w)
	}
}

// cutStamp cuts the word in the middle of an RFC 3339 time, "03t21" or
// "20240103t2140", where its T stands.
func (s *scanner) cutStamp(w word) {
	text := s.low[w.from:w.to]
	days, rest := cutDigits(text)
	if len(days) != 2 && len(days) != 8 || len(rest) < 3 || rest[0] != 't' {
		return
	}
	clock, zone := cutDigits(rest[1:])
	if len(clock) < 2 || len(clock) > 6 || len(clock)%2 != 0 || len(zone) > 1 || len(zone) == 1 && zone[0] != 'z' {
		return
	}
	day, t, hour := w, w, w
	day.kind, t.kind = ofDigits, ofLetters
	if len(zone) == 0 {
		hour.kind = ofDigits
	}
	n := len(days)
	day.to, t.from, t.to, hour.from = w.from+n, w.from+n, w.from+n+1, w.from+n+1
	if w.end-w.start == w.to-w.from {
		day.end, t.start, t.end, hour.start = w.start+n, w.start+n, w.start+n+1, w.start+n+1
	}
	s.words = append(s.words[:len(s.words)-1], day, t, hour)
}

// cutDigits cuts the digits off the beginning.
func cutDigits(b []byte) (digits, rest []byte) {
	i := 0
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	return b[:i], b[i:]
}

// cutLetters cuts everything up to the first digit off the beginning.
func cutLetters(b []byte) (letters, rest []byte) {
	i := 0
	for i < len(b) && (b[i] < '0' || b[i] > '9') {
		i++
	}
	return b[:i], b[i:]
}
