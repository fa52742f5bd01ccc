package leak

import (
	"fmt"
	"strings"
	"time"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A Leak is one thing that must not leave and stands in the outgoing text.
// Found, Part, Source and Because are protected: they are for the drafter, who
// may read the report, and stand in no refusal and no log. Through fmt a leak
// tells its place and its rule only; String and JSON tell all of it.
type Leak struct {
	// Rule is what kind of thing it is: one of Rules.
	Rule string `json:"rule"`
	// Line is where in the outgoing text it begins, from 1; 0 is the header, or
	// the file itself. Column counts the characters of the line, from 1.
	Line   int `json:"line"`
	Column int `json:"column,omitempty"`
	// Found is the thing as it stands in the outgoing text.
	Found string `json:"found"`
	// Part is where in which report it comes from, and Source the words there
	// with what stands around them; for those who may read it.
	Part   string `json:"part,omitempty"`
	Source string `json:"source,omitempty"`
	// Because says what gives it away where the words are not the same: the words
	// that a paraphrase shares, the spelling that a name is another of.
	Because string `json:"because,omitempty"`
	// Remedy says what the drafter can do, and holds nothing protected.
	Remedy string `json:"remedy,omitempty"`
}

// String tells a leak in one line, with the protected word: for the drafter.
func (l Leak) String() string {
	s := fmt.Sprintf("line %d: %q", l.Line, l.Found)
	if l.Part != "" {
		s += " stands in " + l.Part
	}
	if l.Because != "" {
		s += ": " + l.Because
	}
	return s + " (" + l.Rule + ")"
}

// Format hides the protected word from every verb of fmt.
func (l Leak) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = fmt.Fprintf(s, "line %d (%s)", l.Line, l.Rule)
}

// Find holds outgoing text against protected passages. What stands in an
// open passage (marked CLEAR without caveat), or in one of the released values
// that the engine itself coarsened, is not a leak: it is told on purpose or
// known to all. Lines of the engine's own wording are not looked at.
//
// It is a plain check of what is the same, whatever the notation: it does not
// see a paraphrase, a transliteration, or a name or code name of letters alone.
func Find(outgoing string, passages []report.Passage, released []string) []Leak {
	h := newHunt(outgoing)
	for _, p := range passages {
		h.hold(p)
	}
	for _, value := range released {
		h.release(value)
	}
	return h.leaks()
}

// FindWindow holds the validity window of a note against protected
// passages: a time of day other than midnight that a passage tells would give
// it away. A time that the text of the note tells too is judged there. The time
// of issue is our own and may fall on any minute, and the days of the window on
// those of any report.
func FindWindow(n warning.Note, passages []report.Passage) []Leak {
	var clocks []string
	for _, t := range []time.Time{n.ValidFrom, n.UsefulUntil} {
		if clock := t.UTC().Format("15:04Z"); clock != "00:00Z" {
			clocks = append(clocks, clock)
		}
	}
	leaks := Find(strings.Join(clocks, "\n\n"), passages, []string{n.Text})
	for i := range leaks {
		leaks[i].Line = 0
	}
	return leaks
}
