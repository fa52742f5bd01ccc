package warning

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"golang.org/x/text/language"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/report"
)

// A Language is one in which warnings are written, by its code of ISO 639.
type Language string

// The languages.
const (
	English Language = "en"
	French  Language = "fr"
	Persian Language = "fa"
	Russian Language = "ru"
)

// Languages lists the languages in which warnings are written.
func Languages() []Language { return []Language{English, French, Persian, Russian} }

// ParseLanguage reads the code of a language.
func ParseLanguage(word string) (Language, error) {
	if slices.Contains(Languages(), Language(word)) {
		return Language(word), nil
	}
	return "", fmt.Errorf("%q is no language in which warnings are written; they are en, fr, fa, ru", word)
}

// A tongue is what the engine knows of a language.
type tongue struct {
	is Language
	// templates are the wordings, one a kind, and the parts that they share: how
	// facts are told, and how to answer with nothing but an editor, sha256sum and
	// age.
	templates *template.Template
	// words are the lines of words.txt.
	words map[string]string
	// tag is the language for the names of countries, script what it is written in.
	tag    language.Tag
	script *unicode.RangeTable
	// leftward is true where it is read from right to left.
	leftward bool
}

// tongues are all languages, in order.
var tongues = []tongue{
	{is: English, tag: language.English, script: unicode.Latin},
	{is: French, tag: language.French, script: unicode.Latin},
	{is: Persian, tag: language.Persian, script: unicode.Arabic, leftward: true},
	{is: Russian, tag: language.Russian, script: unicode.Cyrillic},
}

// errTexts is why the texts that come along could not be read; a test holds that
// they can.
var errTexts = readTongues()

// readTongues reads the texts of all languages.
func readTongues() error {
	for i := range tongues {
		t := &tongues[i]
		all, err := template.New("").Option("missingkey=error").ParseFS(texts, t.dir()+"/*.txt")
		if err != nil {
			return err
		}
		raw, err := texts.ReadFile(t.dir() + "/words.txt")
		if err != nil {
			return err
		}
		t.templates, t.words = all, map[string]string{}
		for line := range strings.Lines(string(raw)) {
			name, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
			if !ok || t.words[name] != "" {
				return fmt.Errorf("the words of %s: a line is no pair, or stands twice", t.is)
			}
			t.words[name] = value
		}
	}
	return nil
}

// dir is where the texts of a language are.
func (t tongue) dir() string { return "texts/" + string(t.is) }

// speak gives what the engine knows of a language.
func speak(l Language) (tongue, error) {
	if errTexts != nil {
		return tongue{}, fmt.Errorf("reading the texts: %w", errTexts)
	}
	i := slices.IndexFunc(tongues, func(t tongue) bool { return t.is == l })
	if i < 0 {
		return tongue{}, tocsin.Refuse("warning/language", "choose en, fr, fa or ru", "warnings are not written in that language")
	}
	return tongues[i], nil
}

// word gives one of the words of a language.
func (t tongue) word(name string) (string, error) {
	if w := t.words[name]; w != "" {
		return w, nil
	}
	return "", fmt.Errorf("the texts of %s have no word %q", t.is, name)
}

// LanguageName gives what speakers of a language call it.
func LanguageName(l Language) (string, error) {
	t, err := speak(l)
	if err != nil {
		return "", err
	}
	return t.word("language")
}

// files lists the files of the texts of a language, by name.
func (t tongue) files() ([]string, error) {
	entries, err := texts.ReadDir(t.dir())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	if len(names) == 0 {
		return nil, errors.New("there are no texts")
	}
	return names, nil
}

// TextsOf gives the texts of a language as whoever reviews them reads them: each
// file with its name and its length in bytes above it.
func TextsOf(l Language) (string, error) {
	t, err := speak(l)
	if err != nil {
		return "", err
	}
	names, err := t.files()
	if err != nil {
		return "", fmt.Errorf("reading the texts of %s: %w", l, err)
	}
	var b strings.Builder
	for _, name := range names {
		raw, err := texts.ReadFile(path.Join(t.dir(), name))
		if err != nil {
			return "", fmt.Errorf("reading the texts of %s: %w", l, err)
		}
		fmt.Fprintf(&b, "# %s/%s %d\n%s", l, name, len(raw), raw)
	}
	return b.String(), nil
}

// TextsHash is the hexadecimal SHA-256 of what TextsOf gives. A review is of
// these bytes and of no others.
func TextsHash(l Language) (string, error) {
	all, err := TextsOf(l)
	if err != nil {
		return "", err
	}
	return act.Hash([]byte(all)), nil
}

// Words are what a drafter says in another language than English.
type Words struct {
	Language Language `json:"language"`
	// Say are the values that are told in words.
	Say []Said `json:"say,omitempty"`
	// Advice and Onward are as in Wording, and say the same.
	Advice []string `json:"advice,omitempty"`
	Onward string   `json:"onward,omitempty"`
}

// A Said is the value of one fact in the words of a language.
type Said struct {
	// Fact is the name of the fact, such as "what" or "victim.2".
	Fact  string `json:"fact"`
	Words string `json:"words"`
}

// in gives what the drafter says in a language. English is what a wording says
// by itself.
func (w Wording) in(l Language) Words {
	if l == English {
		return Words{Language: English, Advice: w.Advice, Onward: w.Onward}
	}
	for _, o := range w.In {
		if o.Language == l {
			return o
		}
	}
	return Words{Language: l}
}

// check refuses words for a language or a fact that is not told.
func (w Wording) check(languages []Language, t Tearline) error {
	for i, o := range w.In {
		switch {
		case o.Language == English:
			return tocsin.Refuse("warning/translation", "leave them out", "English words stand in the draft itself")
		case !slices.Contains(languages, o.Language):
			return tocsin.Refuse("warning/translation", "write the text in that language too, or leave them out",
				"there are words in a language in which the text is not written")
		case slices.ContainsFunc(w.In[:i], func(p Words) bool { return p.Language == o.Language }):
			return tocsin.Refuse("warning/translation", "give them once", "the words in %s are given twice", o.Language)
		}
		for j, s := range o.Say {
			told := slices.IndexFunc(t.Released, func(r Released) bool { return r.Name() == s.Fact })
			switch {
			case told < 0:
				return tocsin.Refuse("warning/translation", "release it, or leave its words out",
					"there are words in %s for a fact that is not told", o.Language)
			case t.Released[told].Field == report.FieldPlace, t.Released[told].Field == report.FieldTime:
				return tocsin.Refuse("warning/translation", "leave its words out",
					"%s is told by its rung, in any language", t.Released[told].Field)
			case slices.ContainsFunc(o.Say[:j], func(p Said) bool { return p.Fact == s.Fact }):
				return tocsin.Refuse("warning/translation", "give them once", "the words for %s in %s are given twice", s.Fact, o.Language)
			}
		}
	}
	return nil
}

// written refuses words that are not written as a language is.
func (t tongue) written(what, words string) error {
	letters := func(in *unicode.RangeTable) bool {
		return strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(in, r) && unicode.IsLetter(r) })
	}
	if letters(unicode.L) && !letters(t.script) {
		return tocsin.Refuse("warning/translation", "write it in that language", "%s is not written in the letters of %s", what, t.is)
	}
	return nil
}

// ltr reports whether words hold a letter that is read from left to right.
func ltr(words string) bool {
	return strings.ContainsFunc(words, func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek) })
}
