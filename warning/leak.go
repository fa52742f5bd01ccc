package warning

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin/report"
)

// runLength is how many words in a row may not stand in both texts.
const runLength = 8

// A Leak is one thing of a protected passage that stands in the outgoing text.
type Leak struct {
	// Rule is what kind of thing it is: "leak/run", "leak/number",
	// "leak/coordinate", "leak/time", "leak/id".
	Rule string `json:"rule"`
	// Line is where in the outgoing text it stands, from 1.
	Line int `json:"line"`
	// Found is the thing as it stands in the outgoing text.
	Found string `json:"found"`
	// Part is where in which report it comes from; for those who may read it.
	Part string `json:"part"`
}

// FindLeaks holds outgoing text against protected passages. What stands in an
// open passage (marked CLEAR without caveat), or in one of the released values
// that the engine itself coarsened, is not a leak: it is told on purpose or
// known to all.
//
// It is a plain check of what is the same; it does not see a paraphrase.
func FindLeaks(outgoing string, passages []report.Passage, released []string) []Leak {
	secret := newCorpus()
	open := newCorpus()
	for _, p := range passages {
		if p.Marking.Open() {
			open.add(p)
			continue
		}
		secret.add(p)
	}
	for _, value := range released {
		open.addTokens(report.Passage{Text: value})
	}
	text := scan(outgoing)
	var leaks []Leak
	leaks = append(leaks, runs(text, secret, open)...)
	leaks = append(leaks, tokens(text, secret, open)...)
	slices.SortStableFunc(leaks, func(a, b Leak) int { return a.Line - b.Line })
	return leaks
}

// A corpus is what a set of passages holds, by normalized form, each with the
// part that holds it.
type corpus struct {
	runs   map[string]string
	tokens map[string]string
}

func newCorpus() corpus {
	return corpus{runs: map[string]string{}, tokens: map[string]string{}}
}

// add takes in the runs and the tokens of a passage.
func (c corpus) add(p report.Passage) {
	words := scan(p.Text).words
	for i := 0; i+runLength <= len(words); i++ {
		c.runs[join(words[i:i+runLength])] = p.Part
	}
	c.addTokens(p)
}

// addTokens takes in the numbers, coordinates, times and ids of a passage.
func (c corpus) addTokens(p report.Passage) {
	for _, t := range scan(p.Text).tokens {
		for _, form := range t.forms {
			c.tokens[form] = p.Part
		}
	}
}

// join gives the words of a run as one string.
func join(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.form
	}
	return strings.Join(parts, " ")
}

// runs finds runs of protected words; a long one is told once.
func runs(text scanned, secret, open corpus) []Leak {
	var leaks []Leak
	for i := 0; i+runLength <= len(text.words); i++ {
		run := join(text.words[i : i+runLength])
		part, leaked := secret.runs[run]
		if _, public := open.runs[run]; !leaked || public {
			continue
		}
		leaks = append(leaks, Leak{"leak/run", text.words[i].line, run, part})
		i += runLength - 1
	}
	return leaks
}

// tokens finds protected numbers, coordinates, times and ids.
func tokens(text scanned, secret, open corpus) []Leak {
	var leaks []Leak
	for _, t := range text.tokens {
		for _, form := range t.forms {
			part, leaked := secret.tokens[form]
			if _, public := open.tokens[form]; !leaked || public {
				continue
			}
			kind, _, _ := strings.Cut(form, ":")
			leaks = append(leaks, Leak{"leak/" + kind, t.line, t.raw, part})
			break
		}
	}
	return leaks
}

// FindWindowLeaks holds the validity window of a note against protected
// passages: a time of day other than midnight that a passage tells would give
// it away. The time of issue is our own and may fall on any minute.
func FindWindowLeaks(n Note, passages []report.Passage) []Leak {
	var window []Leak
	for _, t := range []time.Time{n.ValidFrom, n.UsefulUntil} {
		if clock := t.UTC().Format("15:04"); clock != "00:00" {
			window = append(window, FindLeaks(clock+"\n", passages, nil)...)
		}
	}
	return window
}

// String tells a leak in one line; it holds a protected word.
func (l Leak) String() string {
	return fmt.Sprintf("line %d: %q stands in %s (%s)", l.Line, l.Found, l.Part, l.Rule)
}
