package policy

import (
	"errors"
	"strings"

	"example.org/tocsin"
)

// minWords and minDistinct bound what passes for a reason in writing.
const (
	minWords    = 8
	minDistinct = 6
)

// written is an error for a text that is empty, short or says one word over and
// over.
func written(text string) error {
	words := strings.Fields(strings.ToLower(text))
	distinct := 0
	for i, w := range words {
		first := true
		for _, earlier := range words[:i] {
			if w == earlier {
				first = false
				break
			}
		}
		if first {
			distinct++
		}
		if i+1 >= minWords && distinct >= minDistinct {
			return nil
		}
	}
	return errors.New("no reason is written")
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
		if strings.EqualFold(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(o), " ")) {
			return tocsin.Refuse("DTW-JUSTIFY", "write in your own words why you agree",
				"the justification repeats that of another")
		}
	}
	return nil
}
