package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxName is how many bytes of a name are looked at. No place of the gazetteer
// has a longer one.
const MaxName = 200

// letters are letters that do not decompose into a letter and an accent, and
// what stands for them in names written without them.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i",
	'ŋ': "n", 'ŧ': "t", 'ĸ': "k", 'ə': "e", 'ɓ': "b", 'ɗ': "d", 'ɛ': "e", 'ɔ': "o", 'ƴ': "y", 'ƙ': "k",
}

// Key is the form under which a name is looked up: no case, no accents, no
// spaces, hyphens or apostrophes, and Saint however it is shortened. Two names
// with one key are one name to the gazetteer.
func Key(name string) string {
	if key, ok := asciiKey(name); ok {
		return saint(key)
	}
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range norm.NFKD.String(name) {
		r = unicode.ToLower(r)
		switch with, ok := letters[r]; {
		case ok:
			b.WriteString(with)
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mc, r):
			b.WriteRune(r)
		case r == '.' && b.String() == "st":
			b.WriteRune('.')
		}
	}
	return saint(b.String())
}

// asciiKey is Key for a name in plain letters, as most are.
func asciiKey(name string) (string, bool) {
	var short [64]byte
	key := short[:0]
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= utf8.RuneSelf:
			return "", false
		case c >= 'A' && c <= 'Z':
			key = append(key, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.' && string(key) == "st":
			key = append(key, c)
		}
	}
	return string(key), true
}

// saint writes a beginning St. out.
func saint(key string) string {
	if rest, ok := strings.CutPrefix(key, "st."); ok {
		return "saint" + rest
	}
	return key
}
