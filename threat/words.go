package threat

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// wordsOf gives the words of a text, folded: compatibility forms and letters of
// one sound made one, marks and unseen characters dropped. Digits are words.
func wordsOf(text string) []string {
	return strings.FieldsFunc(plain(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\''
	})
}

// saying is a text as its words say it; a text without words says what it is.
func saying(text string) string {
	if words := wordsOf(text); len(words) > 0 {
		return strings.Join(words, " ")
	}
	return text
}

// plain folds a text for comparing words, and keeps what stands between them.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'ي', 'ى':
			return 'ی'
		case 'ك':
			return 'ک'
		case 'ё':
			return 'е'
		case '’':
			return '\''
		case '\u200c': // Persian writes two words in one with it.
			return ' '
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(text)))
}
