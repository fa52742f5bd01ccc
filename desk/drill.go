package desk

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/warning"
)

// shortestWord is how much an agreement says at least: a name and a day.
const shortestWord = 8

// expected refuses a drill that somebody does not expect. A person would take it
// for the truth, and a hostile state for a provocation; so each recipient's own
// word stands on the record before it is drafted.
func expected(d warning.Draft) error {
	if d.Kind != warning.KindExercise {
		if len(d.Agreed) > 0 {
			return tocsin.Refuse("warning/exercise", "draft an exercise, or leave the agreement out", "what is agreed beforehand is a drill, and this is none")
		}
		return nil
	}
	for _, to := range d.Recipients {
		agreed := slices.ContainsFunc(d.Agreed, func(a warning.Agreement) bool {
			return a.Recipient == to && len(strings.TrimSpace(a.With)) >= shortestWord
		})
		if !agreed {
			return tocsin.Refuse("warning/exercise", "agree the drill with each of them beforehand, and say with whom and when (--agreed)",
				"a drill is drafted for somebody of whom nobody says that he expects it")
		}
	}
	return nil
}
