package leak

import (
	"strings"
	"time"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// Window holds the validity window of a note against the passages: a time of day
// other than midnight that a passage tells would give it away. A time that the
// text of the note tells too is judged there. The time of issue is our own and
// may fall on any minute, and the days of the window on those of any report.
func (c *Checker) Window(n warning.Note) []Leak {
	var clocks []string
	for _, t := range []time.Time{n.ValidFrom, n.UsefulUntil} {
		if clock := t.UTC().Format("15:04Z"); clock != "00:00Z" {
			clocks = append(clocks, clock)
		}
	}
	leaks := same(strings.Join(clocks, "\n\n"), c.material.Passages, []string{n.Text})
	for i := range leaks {
		leaks[i].Line = 0
	}
	return leaks
}

// same holds text against passages in what is the same, whatever the notation,
// and in nothing else: no paraphrase, no name, no code word. What stands in an
// open passage or in a released value is no leak.
func same(outgoing string, passages []report.Passage, released []string) []Leak {
	h := newHunt(outgoing)
	for _, p := range passages {
		h.hold(p)
	}
	for _, value := range released {
		h.release(value)
	}
	return h.leaks()
}
