package leak

import "fmt"

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
