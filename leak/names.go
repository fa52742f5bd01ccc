package leak

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin/name"
)

// likeName is the score of room name from which words of the outgoing text are
// taken for a protected name: the same one in another spelling or script, or one
// word of it alone.
const likeName = 50

// surelyName is the score from which a word in small letters is taken for one.
const surelyName = 70

// plainWord reports whether a word is of Latin letters and begins with a small
// one, as words that are no names do.
func plainWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Latin, r) && unicode.IsLower(r)
}

// looseWord reports whether one word of Latin letters is like one word of a name
// and not surely the same in another spelling: half of all short words that begin
// a sentence are. A given name alone, which is the same, is none.
func looseWord(s string, score int) bool {
	return score > likeName && !strings.ContainsFunc(s, func(r rune) bool { return r == ' ' || unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}

// names finds protected names in any spelling and script. What a released value
// or name says is told on purpose.
func (c *Checker) names(h *hunt, cleared Cleared) []Leak {
	if len(c.material.Names) == 0 {
		return nil
	}
	names := make([]string, 0, len(c.material.Names))
	for _, n := range c.material.Names {
		names = append(names, n.Text)
	}
	told := " " + name.Fold(strings.Join(append(append([]string(nil), cleared.Values...), cleared.Names...), " ")) + " "
	var leaks []Leak
	end := 0
	for _, hit := range name.NewFinder(names).Find(h.text, likeName) {
		found := h.text[hit.Start:hit.End]
		if hit.Score < surelyName && (plainWord(found) || looseWord(found, hit.Score)) {
			continue
		}
		if hit.Start < end || strings.Contains(told, " "+name.Fold(found)+" ") {
			continue
		}
		end = hit.End
		n := c.material.Names[hit.Name]
		leaks = append(leaks, Leak{
			Rule: RuleName, Line: 1 + strings.Count(h.text[:hit.Start], "\n"), Column: column(h.text, hit.Start),
			Found: oneLine(found), Part: n.Part, Source: n.Text, Because: hit.Why, Remedy: remedy(RuleName),
		})
	}
	return leaks
}
