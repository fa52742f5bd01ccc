package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives what all writings of the same letters share: compatibility forms
// are resolved, letters are lower case without marks, the forms of an Arabic or
// Persian letter are one, digits of all scripts are those of ASCII, look-alike
// letters are the Latin letter that they look like, and characters that cannot
// be seen are gone, as are bytes that are no UTF-8. It takes time in proportion
// to s, and folding again changes nothing.
//
// A look-alike is taken for a Latin letter in a word that holds Latin letters
// too, or that is made of look-alikes and nothing else. The second holds for
// some honest words as well, such as "Сара"; both sides of a comparison are
// folded the same way.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(string(bare(s)))
}

// isASCII reports whether s holds nothing but ASCII.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// bare gives the folded letters of s, word by word.
func bare(s string) []rune {
	out := make([]rune, 0, len(s))
	start := 0
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "")) {
		if unseen(r) || isMark(r) {
			continue
		}
		if !unicode.IsLetter(r) {
			unmask(out[start:])
			if d, ok := digit(r); ok {
				r = d
			}
			out = append(out, r)
			start = len(out)
			continue
		}
		out = append(out, plain(r)...)
	}
	unmask(out[start:])
	return out
}

// bareLetter folds one letter of a word, whatever stands around it.
func bareLetter(r rune) []rune {
	var out []rune
	for _, r := range norm.NFKD.String(string(r)) {
		if !unseen(r) && !isMark(r) {
			out = append(out, plain(r)...)
		}
	}
	return out
}

// plain gives the letters that one letter without marks is folded to.
func plain(r rune) []rune {
	r = unicode.ToLower(r)
	if long, ok := spelledOut[r]; ok {
		return []rune(long)
	}
	if r == 'ء' || r == 'ـ' {
		return nil // a bare hamza and a stretched line are left out at will
	}
	if same, ok := sameLetter[r]; ok {
		r = same
	}
	return []rune{r}
}

// unmask turns the look-alikes in one word into the Latin letters they pass for.
func unmask(word []rune) {
	mixed, whole := false, len(word) > 0
	for _, r := range word {
		mixed = mixed || isLatin(r)
		_, alike := lookalikes[r]
		whole = whole && (alike || isLatin(r))
	}
	if !mixed && !whole {
		return
	}
	for i, r := range word {
		if l, ok := lookalikes[r]; ok {
			word[i] = l
		} else if l, ok := faintLookalikes[r]; ok {
			word[i] = l
		}
	}
}

// isLatin reports whether r is a lower-case letter of Latin after folding.
func isLatin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r)
}

// isMark reports whether r is a mark that is set on a letter and left out at
// will. In the scripts of India and of South East Asia a mark is a vowel, and
// stays.
func isMark(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F, r >= 0x483 && r <= 0x489, r >= 0x591 && r <= 0x5C7,
		r >= 0x610 && r <= 0x61A, r >= 0x64B && r <= 0x65F, r == 0x670,
		r >= 0x6D6 && r <= 0x6ED, r >= 0x711 && r <= 0x74A,
		r >= 0x8D3 && r <= 0x8FF, r >= 0x1AB0 && r <= 0x1AFF,
		r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF,
		r >= 0xFE20 && r <= 0xFE2F:
		return unicode.Is(unicode.M, r) || r == 0x34F
	}
	return false
}

// unseen reports whether r leaves no ink: zero-width and bidirectional
// characters, selectors of a variant, fillers.
func unseen(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r),
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return true
	}
	return false
}

// digit gives the digit of ASCII that a digit of any script stands for.
func digit(r rune) (rune, bool) {
	if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10, true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) { //nolint:gosec // a rune is below 2^21
			return '0' + (r-rune(t.Lo))%10, true //nolint:gosec // a rune is below 2^21
		}
	}
	return 0, false
}
