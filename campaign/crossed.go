package campaign

import (
	"strings"

	"example.org/tocsin/name"
)

// Crossed lists the rows that would tell of another victim: his name stands in
// their values, or in the template, which all read. Rows of one organization may
// name each other.
func Crossed(l List, template string) (rows []int, inTemplate []int) {
	index, most := names(l)
	for _, n := range index.in(template, most) {
		inTemplate = append(inTemplate, n...)
	}
	for i, row := range l.Rows {
		for _, value := range row.Values {
			if crossed(l, i, index.in(value, most)) {
				rows = append(rows, i)
				break
			}
		}
	}
	return rows, inTemplate
}

// crossed reports whether one of those named is another than the row itself, and
// of another organization.
func crossed(l List, i int, named [][]int) bool {
	for _, all := range named {
		own := false
		for _, n := range all {
			same := l.Rows[n].Organization != "" && strings.EqualFold(l.Rows[n].Organization, l.Rows[i].Organization)
			own = own || n == i || same
		}
		if !own {
			return true
		}
	}
	return false
}

// named are the rows by the folded words of their names.
type named map[string][]int

// names gives the rows by name, and how many words the longest has. A name of one
// short word would be found in any text.
func names(l List) (named, int) {
	index, most := named{}, 0
	for i, row := range l.Rows {
		words := fold(row.Name)
		if len(words) == 0 || len(words) == 1 && len(words[0]) < 4 {
			continue
		}
		key := strings.Join(words, " ")
		index[key] = append(index[key], i)
		most = max(most, len(words))
	}
	return index, most
}

// in gives the rows whose whole name stands in a text.
func (x named) in(text string, most int) [][]int {
	var all [][]int
	words := fold(text)
	for from := range words {
		for to := from + 1; to <= min(len(words), from+most); to++ {
			if rows, ok := x[strings.Join(words[from:to], " ")]; ok {
				all = append(all, rows)
			}
		}
	}
	return all
}

// fold gives the words of a text, without case and marks.
func fold(text string) []string {
	return strings.FieldsFunc(name.Fold(text), func(r rune) bool {
		return strings.ContainsRune(" \t\n.,;:!?\"'()[]<>/\\|", r)
	})
}
