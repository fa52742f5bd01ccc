package policy

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin"
)

// minWords and minDistinct bound what passes for a reason in writing.
const (
	minWords    = 8
	minDistinct = 6
)

// written is an error for a text that is empty, short or says a few words over
// and over.
func written(text string) error {
	all := words(text)
	var distinct []string
	for _, w := range all {
		if len(distinct) < minDistinct && !slices.Contains(distinct, w) {
			distinct = append(distinct, w)
		}
	}
	if len(all) < minWords || len(distinct) < minDistinct {
		return errors.New("no reason is written")
	}
	return nil
}

// unspaced are the scripts that set no blanks between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// words gives the words of a text in small letters, however they are encoded:
// runs of letters, digits, the marks on them and apostrophes; in a script
// without blanks two characters count as a word.
func words(text string) []string {
	all := make([]string, 0, 2*minWords)
	for run := range strings.FieldsFuncSeq(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '’'
	}) {
		run = strings.Trim(run, "'’")
		if run == "" {
			continue
		}
		letters := []rune(run)
		if !unicode.In(letters[0], unspaced...) {
			all = append(all, run)
			continue
		}
		for pair := range slices.Chunk(letters, 2) {
			all = append(all, string(pair))
		}
	}
	return all
}

// Justify refuses a justification that is none: empty, a few words, or one word
// over and over (DTW-JUSTIFY).
func Justify(text string) error {
	if written(text) != nil {
		return tocsin.Refuse("DTW-JUSTIFY", "write why, in a sentence of at least eight words",
			"the justification does not say why")
	}
	return nil
}

// JustifyApart refuses a justification that repeats another: who affirms writes
// his own.
func JustifyApart(text string, others ...string) error {
	if err := Justify(text); err != nil {
		return err
	}
	for _, o := range others {
		if slices.Equal(words(text), words(o)) {
			return tocsin.Refuse("DTW-JUSTIFY", "write in your own words why you agree",
				"the justification repeats that of another")
		}
	}
	return nil
}
