package directory

import (
	"example.org/tocsin"
	"example.org/tocsin/place"
)

// Held reports whether a polygon or circle of a scope holds a point, without an
// index.
func Held(s Scope, p place.Point, within int64) bool {
	if s.Kind == ScopeCircle {
		c, err := parseCircle(s.Value)
		return err == nil && c.holds(p, within)
	}
	poly, err := parsePolygon(s.Value)
	return err == nil && poly.holds(p, within)
}

// Holds reports whether one network lies in another, bit by bit.
func Holds(outer, inner string) bool {
	a, err1 := parsePrefix(outer)
	b, err2 := parsePrefix(inner)
	if err1 != nil || err2 != nil || b.bits < a.bits {
		return false
	}
	bit := func(p prefix, i int) uint64 {
		if i < 64 {
			return p.at.hi >> (63 - i) & 1
		}
		return p.at.lo >> (127 - i) & 1
	}
	for i := range a.bits {
		if bit(a, i) != bit(b, i) {
			return false
		}
	}
	return true
}

// Back gives the entry of a row of which everything was written.
func Back(row Row) Recipient {
	var r Recipient
	for _, c := range row.cells {
		if columns[c.column].name == "through" || columns[c.column].name == "allows" {
			continue
		}
		// What is wrong with a field is for others to find.
		_ = columns[c.column].set(&r, c.items, func(word string) (tocsin.RecipientID, error) { return tocsin.RecipientID(word), nil })
	}
	return r
}

// AddWords takes words into a target.
func AddWords(t *Target, words, from string) bool { return t.addWords(words, from, false) }
