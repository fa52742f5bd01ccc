package contact

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/warning"
)

// texts are the lines that we say, a file a language: a name, a blank, the line.
//
//go:embed texts/*.txt
var texts embed.FS

// A tongue is what we say in one language.
type tongue struct {
	is    warning.Language
	words map[string]string

	digits, months []string
	// alphabet are the words that letters are spelled with.
	alphabet map[rune]string
	leftward bool
}

// tongues are all languages of warnings; errTexts is why one could not be read,
// and a test holds that all can.
var tongues, errTexts = readTongues()

// readTongues reads the lines of all languages.
func readTongues() ([]*tongue, error) {
	var all []*tongue
	for _, l := range warning.Languages() {
		raw, err := texts.ReadFile("texts/" + string(l) + ".txt")
		if err != nil {
			return nil, fmt.Errorf("reading the lines in %s: %w", l, err)
		}
		t := &tongue{is: l, words: map[string]string{}, leftward: l == warning.Persian}
		for line := range strings.Lines(string(raw)) {
			key, say, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			if !ok || t.words[key] != "" {
				return nil, fmt.Errorf("reading the lines in %s: %q is no line, or there twice", l, key)
			}
			t.words[key] = say
		}
		t.digits, t.months = strings.Fields(t.words["digits"]), strings.Fields(t.words["months"])
		if len(t.digits) != 10 || len(t.months) != 12 {
			return nil, fmt.Errorf("reading the lines in %s: %w", l, errors.New("there are not ten digits and twelve months"))
		}
		t.alphabet = map[rune]string{}
		for pair := range strings.FieldsSeq(t.words["alphabet"]) {
			letter, word, _ := strings.Cut(pair, "=")
			r, _ := utf8.DecodeRuneInString(letter)
			t.alphabet[r] = strings.ReplaceAll(word, "_", " ")
		}
		all = append(all, t)
	}
	return all, nil
}

// tongueOf finds a language.
func tongueOf(l warning.Language) (*tongue, error) {
	if errTexts != nil {
		return nil, errTexts
	}
	for _, t := range tongues {
		if t.is == l {
			return t, nil
		}
	}
	return nil, tocsin.Refuse("contact/language", "choose one of en, fr, fa, ru", "nothing can be read out in that language")
}

// say gives a line with its slots filled.
func (t *tongue) say(key string, slots ...string) string {
	return strings.NewReplacer(slots...).Replace(t.words[key])
}

// time says a time, in universal time.
func (t *tongue) time(at time.Time) string {
	at = at.UTC()
	return t.say("date", "{day}", fmt.Sprint(at.Day()), "{month}", t.months[at.Month()-1], "{year}", fmt.Sprint(at.Year()),
		"{clock}", at.Format("15:04"))
}
