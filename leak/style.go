package leak

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A habit is a way of writing that sets the documents of an office apart.
type habit struct {
	name string
	form *regexp.Regexp
}

// habits are the ways of writing that are looked for. Each is rare in what
// people write to each other, and common in what some offices write.
var habits = []habit{
	{"two spaces between sentences", regexp.MustCompile(`[.!?]["')]?  +\S`)},
	{"caveats behind two strokes", regexp.MustCompile(`\b[A-Z]{2,}(?: [A-Z]+)*//[A-Z]*`)},
	{"marks before paragraphs", regexp.MustCompile(`(?m)^[ \t]*(?:\d+\.?[ \t]*)?\((?:U|C|S|TS|R|O|FOUO|U//[A-Z/]+|[CS]//[A-Z/]+|TS//[A-Z/]+)\)`)},
	{"date-time groups", regexp.MustCompile(`\b[0-3]\d[0-2]\d[0-5]\d ?[A-Z]? ?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) ?\d{2}(?:\d{2})?\b`)},
	{"hours as four digits", regexp.MustCompile(`\b[0-2]\d[0-5]\d ?(?:hrs|HRS|Z|L|hours)\b`)},
	{"numbered paragraphs", regexp.MustCompile(`(?m)^[ \t]*(?:\d+\.\d+\.?|\d+\.[a-z]\.?|\(\d+\)|¶ ?\d+|§ ?\d+|\d+[.)])[ \t]+\S`)},
	{"curly quotation marks", regexp.MustCompile(`[“”‘’„]`)},
	{"long dashes", regexp.MustCompile(`[—–]`)},
	{"two hyphens for a dash", regexp.MustCompile(`[\pL\d] ?--+ ?[\pL\d]`)},
	{"family names in capitals", regexp.MustCompile(`\b[A-Z][a-z]+ (?:[A-Z]{2,}-)?[A-Z]{4,}\b`)},
	{"lines in capitals", regexp.MustCompile(`(?m)^[A-Z0-9][A-Z0-9 ,.'/()&:;-]*[A-Z]{3,}[A-Z0-9 ,.'/()&:;-]{20,}$`)},
	{"comments of the desk", regexp.MustCompile(`(?i)[(\[](?:source |field |desk |analyst |collector |officer )comment\b|\b(?:source|field|desk|analyst|collector) comment:`)},
	{"the shorthand of cables", regexp.MustCompile(`\b(?:REFTEL|reftel|SUBJ:|NFI|NFTR|IVO|ivo|PAX|pax|UNSUB|unsub|POC:|ATTN:|INFO:|BT|NNNN|FNU|LNU|c/s)(?:\b|$)`)},
	{"clipped words", regexp.MustCompile(`\b(?:poss|prob|approx|recd|veh|grp|bldg|loc|assoc|resp|govt)\.[ ,]`)},
}

// habitual is how often protected documents must show a habit before it is one.
const habitual = 2

// style finds the habits of the protected documents and the words of the holder
// in a text.
func (c *Checker) style(text string) []Leak {
	var leaks []Leak
	for _, phrase := range c.material.Style {
		if at := phraseIn(text, phrase); at >= 0 {
			leaks = append(leaks, styleLeak(text, at, at+len(phrase), "the holder writes so"))
		}
	}
	for _, h := range habits {
		at := h.form.FindStringIndex(text)
		if at == nil {
			continue
		}
		if times, part := c.shows(h); times >= habitual {
			l := styleLeak(text, at[0], at[1], h.name+", as in the protected documents")
			l.Part = part
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// styleLeak makes a finding of style.
func styleLeak(text string, from, to int, because string) Leak {
	return Leak{
		Rule: RuleStyle, Line: 1 + strings.Count(text[:from], "\n"), Column: column(text, from),
		Found: oneLine(text[from:to]), Because: because, Remedy: remedy(RuleStyle),
	}
}

// shows counts how often protected passages show a habit, as far as it matters,
// and where first.
func (c *Checker) shows(h habit) (times int, part string) {
	for _, p := range c.material.Passages {
		if p.Marking.Open() {
			continue
		}
		found := len(h.form.FindAllStringIndex(p.Text, habitual-times))
		if found > 0 && times == 0 {
			part = p.Part
		}
		if times += found; times >= habitual {
			break
		}
	}
	return times, part
}

// phraseIn gives where a phrase stands in a text as words of their own, in
// whatever case, or -1.
func phraseIn(text, phrase string) int {
	if phrase == "" {
		return -1
	}
	for at := 0; at+len(phrase) <= len(text); at++ {
		if !utf8.RuneStart(text[at]) || !strings.EqualFold(text[at:at+len(phrase)], phrase) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(phrase):])
		first, _ := utf8.DecodeRuneInString(phrase)
		last, _ := utf8.DecodeLastRuneInString(phrase)
		if wordy(before) && wordy(first) || wordy(last) && wordy(after) {
			continue
		}
		return at
	}
	return -1
}

// wordy reports whether a character is part of a word.
func wordy(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
