package cli

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A wordsIn is LANG:WORDS on the command line.
type wordsIn struct {
	language warning.Language
	words    string
}

// UnmarshalText reads words with the language that they are in.
func (w *wordsIn) UnmarshalText(text []byte) error {
	code, words, ok := strings.Cut(string(text), ":")
	if words = oneLine(words); !ok || words == "" {
		return fmt.Errorf("%q is not LANG:WORDS", text)
	}
	language, err := warning.ParseLanguage(strings.TrimSpace(code))
	w.language, w.words = language, words
	return err
}

// A saidIn is LANG:FACT=WORDS on the command line.
type saidIn struct {
	language warning.Language
	said     warning.Said
}

// UnmarshalText reads the words of a fact with the language that they are in.
func (s *saidIn) UnmarshalText(text []byte) error {
	var w wordsIn
	if err := w.UnmarshalText(text); err != nil {
		return err
	}
	var f factValue
	if err := f.UnmarshalText([]byte(w.words)); err != nil {
		return err
	}
	s.language = w.language
	s.said = warning.Said{Fact: report.Fact{Field: f.field, Key: f.key}.Name(), Words: f.value}
	return nil
}

// tongues are the flags for texts that are not in English alone.
type tongues struct {
	Lang     []tongue  `sep:"none" help:"Language of the text: en, fr, fa or ru. Repeat it for a text in several, in their order; without it, English." placeholder:"LANG"`
	SayIn    []saidIn  `sep:"none" help:"Words for a fact in another language than English. Repeat it." placeholder:"LANG:FACT=WORDS"`
	AdviceIn []wordsIn `sep:"none" help:"The advice in another language, one for each --advice. Repeat it." placeholder:"LANG:WORDS"`
	OnwardIn []wordsIn `sep:"none" help:"Who else should know, in another language." placeholder:"LANG:WORDS"`
}

// languages are those of the text, in order.
func (t tongues) languages() []warning.Language {
	var all []warning.Language
	for _, l := range t.Lang {
		all = append(all, l.Language)
	}
	return all
}

// words puts what is said in other languages together, a language each.
func (t tongues) words() ([]warning.Words, error) {
	var all []warning.Words
	in := func(l warning.Language) *warning.Words {
		i := slices.IndexFunc(all, func(w warning.Words) bool { return w.Language == l })
		if i < 0 {
			all = append(all, warning.Words{Language: l})
			i = len(all) - 1
		}
		return &all[i]
	}
	for _, s := range t.SayIn {
		w := in(s.language)
		w.Say = append(w.Say, s.said)
	}
	for _, a := range t.AdviceIn {
		w := in(a.language)
		w.Advice = append(w.Advice, a.words)
	}
	for _, o := range t.OnwardIn {
		w := in(o.language)
		if w.Onward != "" {
			return nil, wrongUse("--onward-in is given twice in %s", o.language)
		}
		w.Onward = o.words
	}
	return all, nil
}
