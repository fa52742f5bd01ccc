package contact

import (
	"strings"
	"unicode"

	"example.org/tocsin/warning"
)

// folds are the Latin letters with marks that names of our languages have.
var folds = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "á", "a", "ã", "a", "å", "a", "ç", "c", "č", "c", "ć", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i",
	"î", "i", "ï", "i", "ñ", "n", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "š", "s", "ş", "s", "ú", "u", "ù", "u", "û", "u", "ü", "u",
	"ý", "y", "ÿ", "y", "ž", "z", "ő", "o", "ű", "u", "ł", "l", "ś", "s", "ź", "z", "ż", "z", "ń", "n", "ą", "a", "ę", "e", "ğ", "g", "ı", "i",
	"ё", "е", "œ", "oe", "æ", "ae", "ß", "ss",
)

// Spell gives the words that spell a name or a number in a language, one a letter
// or digit. Each language has its own alphabet for its own letters, and for those
// of others the one that they have there: Latin letters are spelled by that of
// ICAO, in French by that of the French post. Letters with marks are spelled as
// those without. What has no word, such as a space, is left out; other signs stand
// for themselves.
func Spell(name string, l warning.Language) ([]string, error) {
	t, err := tongueOf(l)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, r := range folds.Replace(strings.ToLower(name)) {
		if word := t.letter(r); word != "" {
			out = append(out, word)
		}
	}
	return out, nil
}

// letter gives the word of one letter, digit or sign.
func (t *tongue) letter(r rune) string {
	d, digit := digitOf(r)
	switch {
	case digit:
		return t.digits[d]
	case t.alphabet[r] != "":
		return t.alphabet[r]
	case unicode.IsSpace(r) || !unicode.IsPrint(r):
		return ""
	}
	for _, other := range tongues {
		if word := other.alphabet[r]; word != "" {
			return word
		}
	}
	switch r {
	case '.':
		return t.words["dot"]
	case ':':
		return t.words["colon"]
	case '-':
		return t.words["dash"]
	case '/':
		return t.words["slash"]
	}
	return string(r)
}

// An Aid is how a word of a line is said that the eye reads otherwise than the
// ear hears: a figure, digit by digit.
type Aid struct {
	Word, Say string
}

// aids gives the words of a line that hold a digit, spelled; each once.
func (t *tongue) aids(line string) []Aid {
	var out []Aid
	seen := " "
	for word := range strings.FieldsSeq(line) {
		word = strings.Trim(word, ".,;:!?()«»\"'“”،؛؟")
		if !strings.ContainsFunc(word, unicode.IsDigit) || strings.Contains(seen, " "+word+" ") {
			continue
		}
		seen += word + " "
		said, _ := Spell(word, t.is) // t is a language
		out = append(out, Aid{Word: word, Say: strings.Join(said, " ")})
	}
	return out
}
