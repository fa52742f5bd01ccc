package campaign

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/warning"
)

// A Template is a text with slots.
type Template struct {
	slots []string
	// lines are the lines without their ends, each cut at its slots.
	lines []line
}

// A line is words and slots in turn: it begins and ends with words, which may be
// empty.
type line struct {
	words []string
	slots []string
}

// filled gives the line with the values of one row.
func (l line) filled(value func(slot string) string) string {
	var b strings.Builder
	b.WriteString(l.words[0])
	for i, slot := range l.slots {
		b.WriteString(value(slot) + l.words[i+1])
	}
	return b.String()
}

// ParseTemplate reads a text with slots.
func ParseTemplate(text string) (Template, error) {
	if err := warning.CheckText(text); err != nil {
		return Template{}, err
	}
	var t Template
	for n, row := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		var l line
		for rest := row; ; {
			words, after, open := strings.Cut(rest, "{{")
			if strings.ContainsAny(words, "{}") {
				return Template{}, badSlot(n)
			}
			l.words = append(l.words, words)
			if !open {
				break
			}
			slot, behind, closed := strings.Cut(after, "}}")
			if !closed || !isSlotName(slot) {
				return Template{}, badSlot(n)
			}
			l.slots = append(l.slots, slot)
			if !slices.Contains(t.slots, slot) {
				t.slots = append(t.slots, slot)
			}
			rest = behind
		}
		t.lines = append(t.lines, l)
	}
	slices.Sort(t.slots)
	return t, nil
}

// badSlot refuses braces that hold no slot.
func badSlot(n int) error {
	return tocsin.Refuse("campaign/slot", "write a slot as {{name}}, with small letters, digits and underscores, and no other braces",
		"line %d of the template has braces that hold no slot", n+1)
}

// Slots gives the names of the slots, sorted.
func (t Template) Slots() []string { return slices.Clone(t.slots) }

// Fits refuses a list that fills other slots than the template has.
func (t Template) Fits(l List) error {
	if !slices.Equal(t.slots, l.Slots) {
		return tocsin.Refuse("campaign/slot", "give the list one column slot.NAME for each slot of the template, and no other",
			"the slots of the template are not those that the list fills")
	}
	return nil
}

// Render gives the text for rows of one reader. Each run of lines with slots
// stands once for each row. Where a hand reads it, what to do comes first, and each
// row is named.
func (t Template) Render(l List, rows []int, hand bool) string {
	var b strings.Builder
	if hand {
		b.WriteString(handed(l, rows))
	}
	for i := 0; i < len(t.lines); {
		if len(t.lines[i].slots) == 0 {
			b.WriteString(t.lines[i].words[0] + "\n")
			i++
			continue
		}
		end := i
		for end < len(t.lines) && len(t.lines[end].slots) > 0 {
			end++
		}
		for _, n := range rows {
			row := l.Rows[n]
			if hand {
				b.WriteString("For " + row.Name + ":\n")
			}
			for _, one := range t.lines[i:end] {
				b.WriteString(one.filled(func(slot string) string {
					at, _ := slices.BinarySearch(l.Slots, slot)
					return row.Values[at]
				}) + "\n")
			}
		}
		i = end
	}
	return b.String()
}

// handed is what a provider or a CERT reads who is to tell the victims.
func handed(l List, rows []int) string {
	var b strings.Builder
	b.WriteString("You are asked to tell those named here what follows, each of them his own part and nobody else's, by a way that you trust. We have no key of theirs.\n")
	for _, n := range rows {
		b.WriteString("- " + l.Rows[n].Name + "\n")
	}
	b.WriteString("\n")
	return b.String()
}
