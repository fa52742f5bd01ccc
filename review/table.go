package review

import (
	"slices"
	"strconv"

	"example.org/tocsin"
)

const (
	// DefaultLeast is below which a count is held back where nobody says
	// otherwise.
	DefaultLeast = 5
	// leastOfAll is below which nobody may set it.
	leastOfAll = 3
)

// CheckLeast refuses a bound below which small counts would show.
func CheckLeast(least int) error {
	if least < leastOfAll || least > MaxCount {
		return tocsin.Refuse("statistics/least", "give 3 or more", "counts as small as that point at people")
	}
	return nil
}

// A Partition counts the same things into columns, for each row: each thing stands
// in one column of its row.
type Partition struct {
	Columns []string
	// Cells are the counts, a row each.
	Cells [][]int
}

// A Counted is one kind of thing, counted: by row, and into the columns of one
// partition or two.
type Counted struct {
	// Of says what is counted.
	Of   string
	Rows []string
	// Parts are one partition, or two of the same things.
	Parts []Partition
}

// A Figure is one count as it is told: the number, or that it is held back.
type Figure struct {
	value int
	held  held
	least int
}

// held is how a count is told.
type held uint8

const (
	told held = iota
	// small is held back because it is small, and that is said.
	small
	// beside is held back so that no sum gives a small one away; it is not small.
	beside
	// withheld is held back with its whole table, and nothing is said of it.
	withheld
)

// Told gives the number, and whether it is told at all.
func (f Figure) Told() (int, bool) {
	if f.held != told {
		return 0, false
	}
	return f.value, true
}

// String tells a figure: the number, <5 for a small one, x for one that is held
// back beside it.
func (f Figure) String() string {
	switch f.held {
	case told:
		return strconv.Itoa(f.value)
	case small:
		return "<" + strconv.Itoa(f.least)
	case beside, withheld:
	}
	return "x"
}

// MarshalText writes a figure as it is told: a reader of the file sees no more
// than a reader of the page.
func (f Figure) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// A Row is the figures of one row: one for each column of each partition, and the
// sum of the row.
type Row struct {
	Name  string     `json:"name"`
	Sum   Figure     `json:"sum"`
	Parts [][]Figure `json:"parts"`
}

// A Table is what is told of a Counted.
type Table struct {
	Of      string     `json:"of"`
	Columns [][]string `json:"columns"`
	Rows    []Row      `json:"rows"`
	// Total is the sum of all rows; it is not there where there is one row.
	Total *Row `json:"total,omitempty"`
}

// Suppress gives the table that may be told: counts below the least are held back,
// and others beside them until none can be computed.
func Suppress(c Counted, least int) (Table, error) {
	if err := CheckLeast(least); err != nil {
		return Table{}, err
	}
	n := newNet(c, least)
	n.hide()
	t := Table{Of: c.Of, Rows: []Row{}}
	for _, p := range c.Parts {
		t.Columns = append(t.Columns, slices.Clone(p.Columns))
	}
	for r, name := range c.Rows {
		row := Row{Name: name, Sum: n.figure(n.rows[r])}
		for p := range c.Parts {
			row.Parts = append(row.Parts, n.figures(n.cells[p][r]))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(c.Rows) > 1 {
		total := Row{Name: "total", Sum: n.figure(n.total)}
		for p := range c.Parts {
			total.Parts = append(total.Parts, n.figures(n.sums[p]))
		}
		t.Total = &total
	}
	return t, nil
}

// Quantiles are the median and the quartiles of spans, told only where there are
// enough of them.
type Quantiles struct {
	// Enough is false where there are too few to tell.
	Enough bool  `json:"enough"`
	Lower  int64 `json:"lower_quartile,omitempty"`
	Median int64 `json:"median,omitempty"`
	Upper  int64 `json:"upper_quartile,omitempty"`
}

// quartiles is how many spans stand behind each figure at least, in units of the
// least: a quartile of few is the span of one of them.
const quartiles = 4

// Measure gives the quantiles of spans in seconds. The median is told of at least
// so many; quartiles of four times as many.
func Measure(spans []int64, least int) Quantiles {
	if len(spans) < max(least, leastOfAll) {
		return Quantiles{}
	}
	sorted := slices.Sorted(slices.Values(spans))
	at := func(quarter int) int64 { return sorted[(len(sorted)-1)*quarter/quartiles] }
	q := Quantiles{Enough: true, Median: at(2)}
	if len(spans) >= quartiles*least {
		q.Lower, q.Upper = at(1), at(3)
	}
	return q
}
