package name

import (
	"strings"
	"unicode/utf8"
)

// An ending is what a case of Russian or Ukrainian puts at the end of a name,
// and what the name itself ends in.
type ending struct {
	tail string
	put  []string
}

// endings are those of the cases of names, men's and women's, and of names that
// are adjectives.
var endings = []ending{
	{"а", []string{""}},
	{"я", []string{"", "й"}},
	{"у", []string{"", "а"}},
	{"ю", []string{"", "й", "я"}},
	{"ом", []string{""}},
	{"ем", []string{"", "й"}},
	{"ым", []string{"", "ий"}},
	{"им", []string{"ий"}},
	{"е", []string{"", "а", "й"}},
	{"ы", []string{"", "а"}},
	{"и", []string{"", "а", "я"}},
	{"ой", []string{"", "а", "ая"}},
	{"ою", []string{"а"}},
	{"ей", []string{"я", "а"}},
	{"ого", []string{"ий"}},
	{"его", []string{"ий"}},
	{"ому", []string{"ий"}},
	{"ему", []string{"ий"}},
	{"ую", []string{"ая"}},
	{"ові", []string{""}},
	{"еві", []string{"", "й"}},
	{"єві", []string{"й"}},
	{"єм", []string{"й"}},
	{"ої", []string{"а"}},
	{"і", []string{"", "а"}},
}

// Letters that Arabic and Hebrew write before a name as one word with it: and,
// in, to, from, like, the.
const (
	arabicHeads = "وفبلك"
	hebrewHeads = "והבלמשכ"
)

const (
	priceCase  = 2
	leastStem  = 3 // letters that remain of a name without its ending
	longSuffix = 5 // letters after an apostrophe that are an ending, at most
)

// inflected gives the names that a word of a text may be a case of.
func inflected(raw string, p part) []form {
	if len(raw) > 8*maxLetters {
		return nil
	}
	var out []form
	add := func(s string, price int) {
		if utf8.RuneCountInString(s) >= leastStem {
			out = append(out, form{makeWord(s), price})
		}
	}
	cutApostrophe(raw, add)
	switch p.script {
	case latin:
		if s, ok := strings.CutSuffix(p.text, "s"); ok && len(s) > leastStem {
			add(s, priceCase)
		}
	case cyrillic:
		cutEnding(p.text, add)
	case arabic:
		cutHead(p.text, arabicHeads, add)
		for _, tail := range [...]string{"ي", "هاي", "ها", "را"} {
			if s, ok := strings.CutSuffix(p.text, tail); ok {
				add(s, priceCase+1)
			}
		}
		if s, ok := strings.CutPrefix(p.text, "لل"); ok {
			add(s, priceCase)
		}
	case hebrew:
		cutHead(p.text, hebrewHeads, add)
	case noScript, greek:
	}
	return out
}

// cutEnding takes off the endings of the cases.
func cutEnding(text string, add func(string, int)) {
	for _, e := range endings {
		stem, ok := strings.CutSuffix(text, e.tail)
		if !ok || utf8.RuneCountInString(stem) < leastStem {
			continue
		}
		for _, put := range e.put {
			add(stem+put, priceCase)
		}
	}
}

// cutApostrophe takes off what an apostrophe sets apart: the possessive, the
// endings of Turkish, the French article.
func cutApostrophe(raw string, add func(string, int)) {
	for i, r := range raw {
		if !isApostrophe(r) {
			continue
		}
		rest := raw[i+utf8.RuneLen(r):]
		if utf8.RuneCountInString(rest) <= longSuffix {
			add(raw[:i], 0)
		}
		if i <= 2 {
			add(rest, 0)
		}
	}
	if s := strings.TrimRight(raw, "'’"); s != raw {
		add(s, 0)
	}
}

// cutHead takes off one letter that is written before a name.
func cutHead(fold, heads string, add func(string, int)) {
	h := first(fold)
	if strings.Contains(heads, h) {
		add(strings.TrimPrefix(fold, h), priceCase+1)
	}
}
