package warning

import (
	"slices"
	"strings"
	"unicode"
)

// force are words that suggest to a recipient that he should use force, or that
// somebody else is about to; in the languages that texts are written in.
var force = []string{
	"armed response", "arrest", "assault", "attack first", "detain", "disarm", "eliminate", "fire on", "force", "forcible", "gunman",
	"kill him", "kill them", "neutralize", "neutralize", "open fire", "overpower", "preempt", "raid", "restrain", "seize", "shoot",
	"shooter", "storm", "strike first", "subdue", "swat", "tactical", "take down", "take out", "weapons free",
}

// SuggestsForce reports whether a text has words that suggest force. It errs on
// the side of yes: what it costs is one more signature.
func SuggestsForce(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	plain := " " + strings.Join(words, " ") + " "
	return slices.ContainsFunc(force, func(f string) bool {
		for _, ending := range []string{" ", "s ", "ed ", "d ", "ing ", "es "} {
			if strings.Contains(plain, " "+f+ending) {
				return true
			}
		}
		return strings.HasSuffix(f, "e") && strings.Contains(plain, " "+strings.TrimSuffix(f, "e")+"ing ")
	})
}

// StatesGrade reports whether a text states a grade such as F6, as a word of its
// own.
func StatesGrade(text, grade string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), grade)
}
