package leak

import (
	"slices"
	"strconv"
	"strings"
)

// largestCount is the largest number that half of all texts hold: up to it a
// number says something only with what it counts.
const largestCount = 12

// smallNumber reports whether a form is that of a number that says nothing
// alone.
func smallNumber(form string) bool {
	digits, ok := strings.CutPrefix(form, ruleNumber)
	if !ok || len(digits) > 2 {
		return false
	}
	v, err := strconv.Atoi(digits)
	return err == nil && v <= largestCount
}

// counting gives the stems of the words that a number may count: those behind
// it that say something, in the same sentence, and the one before it.
func counting(s *scanner, first, n int) []string {
	var all []string
	var buf []byte
	add := func(i int) bool {
		text := s.text(i)
		if len(text) < 2 || english().idle[string(text)] {
			return false
		}
		buf = stem(append(buf[:0], text...))
		all = append(all, string(buf))
		return true
	}
	found := 0
	for i := first + n; i < min(len(s.words), first+n+4) && found < 2 && !endsSentence(s.gap(i)); i++ {
		if add(i) {
			found++
		}
	}
	if first > 0 && !endsSentence(s.gap(first)) {
		add(first - 1)
	}
	return all
}

// counts reports whether a number of a passage, if it is small, counts what the
// same number of the outgoing text counts.
func (h *hunt) counts(form string, first, n int) bool {
	if h.counted == nil || h.open || !smallNumber(form) {
		return true
	}
	in := h.counted[form]
	// Where nothing stands beside the number it may count anything.
	if len(in) == 0 {
		return true
	}
	there := counting(&h.passage, first, n)
	return len(there) == 0 || slices.ContainsFunc(there, func(w string) bool { return slices.Contains(in, w) })
}

// partOfTold reports which numbers stand in a date or a time that a released
// value tells.
func partOfTold(h *hunt, cleared Cleared) func(Leak) bool {
	told := gaugeText(strings.Join(cleared.Values, "\n\n"))
	text := gaugeText(h.text)
	type at struct{ line, column int }
	var inside []at
	for _, s := range text.spots {
		if s.toldIn(told.spots) {
			for _, w := range text.words[s.first : s.first+s.n] {
				inside = append(inside, at{w.line, column(h.text, w.start)})
			}
		}
	}
	return func(l Leak) bool { return l.Rule == RuleNumber && slices.Contains(inside, at{l.Line, l.Column}) }
}
