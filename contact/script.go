package contact

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/marking"
	"example.org/tocsin/warning"
)

// A Script is what is read out to somebody, in one language.
type Script struct {
	Language warning.Language
	// From is who speaks, in the words that may be said; empty where that is not
	// said.
	From string
	// Marking is what the warning is marked with; Issued and UsefulUntil are when it
	// was issued and how long it holds.
	Marking             string
	Issued, UsefulUntil time.Time
	// Text is the warning in plain words of the language: what was cleared, and
	// nothing else.
	Text string
	// Question is the read-back question, made from the content, so that only who
	// has understood can answer it.
	Question string
	// Onward says who else must know; empty where nobody may be told.
	Onward string
	// Check is where the recipient finds our number without us: a page, a printed
	// directory. Never a number of ours: who forges the message would put his own.
	Check string
	// Code are the words with which he calls back.
	Code Code
}

// LineRunes is the most letters of a line of a script, unless one word is longer:
// what can be said in one breath and written down.
const LineRunes = 80

// A Part is one step of a script: what the officer says, in lines.
type Part struct {
	// Name is a stable word for the step: "greeting", "text", "question".
	Name  string
	Lines []string
}

// check refuses a script that leaves out what a warning by voice needs, or hides
// something.
func (s Script) check() error {
	if err := warning.CheckText(s.Text); err != nil {
		return err
	}
	level, _, _ := strings.Cut(s.Marking, "//")
	if tlp, err := marking.ParseTLP(level); err != nil || tlp == marking.Unmarked {
		return tocsin.Refuse("contact/marking", "give the marking of the warning", "the script is not marked")
	}
	for _, field := range []struct {
		name, value string
		needed      bool
	}{
		{"from", s.From, false},
		{"marking", s.Marking, true},
		{"question", s.Question, true},
		{"onward", s.Onward, false},
		{"check", s.Check, true},
	} {
		if field.needed && strings.TrimSpace(field.value) == "" {
			return tocsin.Refuse("contact/script", "say the "+field.name, "the script has no %s", field.name)
		}
		if field.value != "" && !line(field.value) {
			return tocsin.Refuse("contact/script", "write the "+field.name+" in plain words on one line",
				"the %s of the script does not stand on one line", field.name)
		}
	}
	switch {
	case strings.ContainsFunc(s.Check, isDigitRun(s.Check)):
		return tocsin.Refuse("contact/check", "name the place where our number is published, not the number",
			"the place to check holds a number: the recipient must look it up himself")
	case s.Issued.IsZero() || s.Issued.UTC().Year() < 1000 || s.UsefulUntil.UTC().Year() > 9999 || !s.UsefulUntil.After(s.Issued):
		return tocsin.Refuse("contact/script", "say when it was issued and how long it holds", "the times of the script are none")
	}
	return nil
}

// maxField bounds a line of a script that is not the text, in bytes.
const maxField = 600

// line reports whether a value is plain words on one line.
func line(s string) bool {
	return len(s) <= maxField && utf8.ValidString(s) && s == strings.TrimSpace(s) && warning.CheckText(s+"\n") == nil && !strings.Contains(s, "\n")
}

// isDigitRun gives what finds the digits of a text that holds six or more, as a
// number to call does and a year does not.
func isDigitRun(s string) func(rune) bool {
	count := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			count++
		}
	}
	return func(r rune) bool { return count >= 6 && unicode.IsDigit(r) }
}

// Parts gives what is said, step by step.
func (s Script) Parts() ([]Part, error) {
	t, err := tongueOf(s.Language)
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	var parts []Part
	add := func(name string, says ...string) {
		var lines []string
		for _, say := range says {
			said := Lines(say)
			if name != "text" {
				said = packed(said) // what is written down has a line a sentence
			}
			lines = append(lines, said...)
		}
		parts = append(parts, Part{Name: name, Lines: lines})
	}
	greeting := t.say("greeting")
	if s.From != "" {
		greeting += " " + t.say("from", "{from}", s.From)
	}
	add("greeting", greeting)
	add("who", t.say("who")+" "+t.say("alone"))
	add("trust", t.say("trust"))
	add("begin", t.say("begin")+" "+t.say("marking", "{marking}", s.Marking),
		t.say("issued", "{time}", t.time(s.Issued)), t.say("useful", "{time}", t.time(s.UsefulUntil)))
	add("text", s.Text)
	add("repeat", t.say("repeat"))
	add("question", t.say("question"), s.Question)
	add("act", t.say("act"))
	if s.Onward != "" {
		add("onward", t.say("onward"), s.Onward, t.say("onward-done"))
	}
	add("check", t.say("check"), s.Check)
	add("words", t.say("words"), s.Code.String(), t.say("numbers"), strings.Join(s.Code.Numbers(), " "))
	add("close", t.say("close"))
	return parts, nil
}

// Read gives what is read out as one text, a line a breath and an empty line
// between steps: the bytes whose hash the two-officer note names.
func (s Script) Read() (string, error) {
	parts, err := s.Parts()
	if err != nil {
		return "", err
	}
	blocks := make([]string, 0, len(parts))
	for _, p := range parts {
		blocks = append(blocks, strings.Join(p.Lines, "\n"))
	}
	return strings.Join(blocks, "\n\n") + "\n", nil
}

// Hash is the hexadecimal SHA-256 of what is read out.
func (s Script) Hash() (string, error) {
	text, err := s.Read()
	if err != nil {
		return "", err
	}
	return act.Hash([]byte(text)), nil
}

// The signs after which a sentence or a clause of our languages may end.
const (
	sentenceEnds = ".!?؟"
	clauseEnds   = ",;:،؛—"
)

// Lines breaks a text into lines of at most LineRunes letters: first where lines
// and sentences end, then at clauses, then between words. No word is lost or
// moved.
func Lines(text string) []string {
	var out []string
	for row := range strings.Lines(text) {
		words := strings.Fields(row)
		for len(words) > 0 {
			n := sentence(words)
			out = append(out, breaths(words[:n])...)
			words = words[n:]
		}
	}
	return out
}

// packed puts short lines that follow each other on one.
func packed(lines []string) []string {
	var out []string
	for _, l := range lines {
		last := len(out) - 1
		if last >= 0 && utf8.RuneCountInString(out[last])+1+utf8.RuneCountInString(l) <= LineRunes {
			out[last] += " " + l
			continue
		}
		out = append(out, l)
	}
	return out
}

// sentence counts the words up to the first that ends a sentence.
func sentence(words []string) int {
	for i, w := range words {
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(w, ")»\"”"))
		// One letter and a dot is an initial, digits and a dot may be a number.
		if strings.ContainsRune(sentenceEnds, last) && utf8.RuneCountInString(w) > 2 {
			return i + 1
		}
	}
	return len(words)
}

// breaths breaks a sentence where it is too long for one line.
func breaths(words []string) []string {
	var out []string
	for len(words) > 0 {
		n := fitting(words)
		if n < len(words) {
			// Rather at a clause, where one ends in the second half of the line.
			for i := n; i > n/2 && i > 0; i-- {
				last, _ := utf8.DecodeLastRuneInString(words[i-1])
				if strings.ContainsRune(clauseEnds, last) {
					n = i
					break
				}
			}
		}
		out = append(out, strings.Join(words[:n], " "))
		words = words[n:]
	}
	return slices.Clip(out)
}

// fitting counts the words that one line holds, at least one.
func fitting(words []string) int {
	runes := 0
	for i, w := range words {
		runes += utf8.RuneCountInString(w)
		if i > 0 && runes+i > LineRunes {
			return i
		}
	}
	return len(words)
}
