package review_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/review"
)

// table draws counts of a few rows and columns, most of them small.
func table(t *rapid.T) review.Counted {
	rows, parts := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 2).Draw(t, "parts")
	c := review.Counted{Of: "dossiers"}
	sums := make([]int, rows)
	for r := range rows {
		c.Rows = append(c.Rows, fmt.Sprint("row ", r))
		sums[r] = 0
	}
	for p := range parts {
		columns := rapid.IntRange(1, 3).Draw(t, "columns")
		if rows*columns > 6 {
			columns = 2
		}
		part := review.Partition{}
		for col := range columns {
			part.Columns = append(part.Columns, fmt.Sprint("column ", col))
		}
		for r := range rows {
			cells := make([]int, columns)
			if p == 0 {
				for col := range cells {
					cells[col] = rapid.SampledFrom([]int{0, 1, 2, 3, 4, 4, 5, 6, 9}).Draw(t, "cell")
					sums[r] += cells[col]
				}
			} else { // the same things, counted otherwise
				left := sums[r]
				for col := range columns - 1 {
					cells[col] = rapid.IntRange(0, left).Draw(t, "cell")
					left -= cells[col]
				}
				cells[columns-1] = left
			}
			part.Cells = append(part.Cells, cells)
		}
		c.Parts = append(c.Parts, part)
	}
	return c
}

// reader finds out what a table gives away, by trying every table that it could
// be: what a held-back figure says of itself, and all sums.
type reader struct {
	table review.Table
	truth review.Counted
	least int
	// could are the values that each figure could have, by its name.
	could map[string]map[int]bool
	// whole is true where nothing is told at all: then an x may be anything.
	whole bool
}

// values are those that a figure could have by itself; for one marked x, those near
// the truth, which is enough to show that it could be another.
func (r *reader) values(f review.Figure, truth int) []int {
	if n, told := f.Told(); told {
		return []int{n}
	}
	from, to := 0, r.least-1
	if r.whole {
		to = truth + 2
	} else if !strings.HasPrefix(f.String(), "<") {
		from, to = max(r.least, truth-2), truth+2
	}
	var out []int
	for v := from; v <= to; v++ {
		out = append(out, v)
	}
	return out
}

// fits reports whether a figure could be a number, and however large one marked x.
func (r *reader) fits(f review.Figure, v int) bool {
	if n, told := f.Told(); told {
		return n == v
	}
	return r.whole || strings.HasPrefix(f.String(), "<") == (v < r.least)
}

// part gives all fillings of the cells of one partition that fit its columns, by
// the sums of the rows that they come to.
func (r *reader) part(p int) map[string][][][]int {
	out := map[string][][][]int{}
	rows := len(r.table.Rows)
	cells := make([][]int, rows)
	var fill func(row, col int)
	fill = func(row, col int) {
		if row == rows {
			if r.columnsFit(p, cells) {
				var key []string
				for _, c := range cells {
					key = append(key, strconv.Itoa(total(c)))
				}
				filled := make([][]int, rows)
				for i := range cells {
					filled[i] = slices.Clone(cells[i])
				}
				k := strings.Join(key, " ")
				out[k] = append(out[k], filled)
			}
			return
		}
		figures := r.table.Rows[row].Parts[p]
		if col == len(figures) {
			if r.fits(r.table.Rows[row].Sum, total(cells[row])) {
				fill(row+1, 0)
			}
			return
		}
		for _, v := range r.values(figures[col], r.truth.Parts[p].Cells[row][col]) {
			cells[row] = append(cells[row][:col], v)
			fill(row, col+1)
		}
	}
	fill(0, 0)
	return out
}

func total(all []int) int {
	n := 0
	for _, v := range all {
		n += v
	}
	return n
}

// columnsFit reports whether the sums of the columns are what is told of them.
func (r *reader) columnsFit(p int, cells [][]int) bool {
	t := r.table.Total
	if t == nil {
		return true
	}
	grand := 0
	for col, f := range t.Parts[p] {
		sum := 0
		for _, row := range cells {
			sum += row[col]
		}
		if grand += sum; !r.fits(f, sum) {
			return false
		}
	}
	return r.fits(t.Sum, grand)
}

// read notes what each figure could be.
func (r *reader) read() {
	parts := make([]map[string][][][]int, len(r.table.Columns))
	for p := range parts {
		parts[p] = r.part(p)
	}
	note := func(name string, v int) {
		if r.could[name] == nil {
			r.could[name] = map[int]bool{}
		}
		r.could[name][v] = true
	}
	for key := range parts[0] {
		if len(parts) > 1 && parts[1][key] == nil {
			continue // the rows of the other partition cannot come to these sums
		}
		grand := 0
		for row, s := range strings.Fields(key) {
			n, _ := strconv.Atoi(s)
			grand += n
			note(fmt.Sprint("sum ", row), n)
		}
		note("total", grand)
		for p := range parts {
			for _, cells := range parts[p][key] {
				columns := make([]int, len(cells[0]))
				for row := range cells {
					for col, v := range cells[row] {
						note(fmt.Sprint(p, " cell ", row, " ", col), v)
						columns[col] += v
					}
				}
				for col, v := range columns {
					note(fmt.Sprint(p, " column ", col), v)
				}
			}
		}
	}
}

// figures gives every figure of a table by its name.
func figures(t review.Table) map[string]review.Figure {
	out := map[string]review.Figure{}
	for r, row := range t.Rows {
		out[fmt.Sprint("sum ", r)] = row.Sum
		for p := range row.Parts {
			for col, f := range row.Parts[p] {
				out[fmt.Sprint(p, " cell ", r, " ", col)] = f
			}
		}
	}
	if t.Total == nil {
		return out
	}
	out["total"] = t.Total.Sum
	for p := range t.Total.Parts {
		for col, f := range t.Total.Parts[p] {
			out[fmt.Sprint(p, " column ", col)] = f
		}
	}
	return out
}

// TestNothingHeldBackIsDerivable tries, for random tables, every table that a
// reader could take what is told for, and holds that each figure that is held back
// could be another, that nothing small is told, and that what is told is true.
func TestNothingHeldBackIsDerivable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, least := table(t), rapid.IntRange(3, 5).Draw(t, "least")
		shown, err := review.Suppress(c, least)
		if err != nil {
			t.Fatal(err)
		}
		r := &reader{table: shown, truth: c, least: least, could: map[string]map[int]bool{}, whole: true}
		for _, f := range figures(shown) {
			r.whole = r.whole && f.String() == "x"
		}
		r.read()
		for name, f := range figures(shown) {
			n, is := f.Told()
			switch {
			case is && n < least:
				t.Fatalf("%s is told: %d\n%v", name, n, shown)
			case !is && len(r.could[name]) < 2:
				t.Fatalf("%s is held back as %s and can only be %v\n%+v\n%+v", name, f, r.could[name], c, shown)
			}
		}
		for i, row := range shown.Rows {
			for p := range row.Parts {
				for col, f := range row.Parts[p] {
					if n, is := f.Told(); is && n != c.Parts[p].Cells[i][col] {
						t.Fatalf("%d is told as %d", c.Parts[p].Cells[i][col], n)
					}
				}
			}
		}
	})
}

// TestSuppress holds a few tables to what they are told as.
func TestSuppress(t *testing.T) {
	t.Parallel()
	one := func(columns ...int) review.Partition {
		return review.Partition{Columns: make([]string, len(columns)), Cells: [][]int{columns}}
	}
	for name, c := range map[string]struct {
		of   review.Counted
		want string
	}{
		"enough of all":     {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(5, 7)}}, "12: 5 7"},
		"one small":         {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(2, 7, 30)}}, "39: <5 x 30"},
		"two of four each":  {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(4, 4)}}, "x: <5 <5"},
		"two that can vary": {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(3, 2)}}, "5: <5 <5"},
		"nothing at all":    {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(0, 0)}}, "<5: <5 <5"},
		"counted twice":     {review.Counted{Rows: []string{"all"}, Parts: []review.Partition{one(9, 9), one(3, 15)}}, "18: 9 9 | <5 x"},
		"rows": {review.Counted{Rows: []string{"a", "b"}, Parts: []review.Partition{{
			Columns: []string{"x", "y"}, Cells: [][]int{{20, 1}, {30, 40}},
		}}}, "21: x <5; 70: x x; 91: 50 41"},
	} {
		got, err := review.Suppress(c.of, review.DefaultLeast)
		if err != nil {
			t.Fatal(err)
		}
		if s := written(got); s != c.want {
			t.Errorf("%s: %q, not %q", name, s, c.want)
		}
		raw, err := json.Marshal(got)
		if err != nil || strings.Contains(string(raw), `"1"`) || strings.Contains(string(raw), `"2"`) {
			t.Errorf("%s: a program is told %s, %v", name, raw, err)
		}
	}
	for _, least := range []int{-1, 0, 2, review.MaxCount + 1} {
		_, err := review.Suppress(review.Counted{}, least)
		if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != "statistics/least" {
			t.Errorf("a least of %d: %v", least, err)
		}
	}
}

// written writes a table in one line.
func written(t review.Table) string {
	line := func(r review.Row) string {
		var parts []string
		for _, p := range r.Parts {
			var cells []string
			for _, f := range p {
				cells = append(cells, f.String())
			}
			parts = append(parts, strings.Join(cells, " "))
		}
		return r.Sum.String() + ": " + strings.Join(parts, " | ")
	}
	var rows []string
	for _, r := range t.Rows {
		rows = append(rows, line(r))
	}
	if t.Total != nil {
		rows = append(rows, line(*t.Total))
	}
	return strings.Join(rows, "; ")
}

// TestMeasure holds medians and quartiles, and that few spans tell none.
func TestMeasure(t *testing.T) {
	t.Parallel()
	var spans []int64
	for i := range 21 {
		want := review.Quantiles{}
		switch {
		case i >= 20:
			want = review.Quantiles{Enough: true, Lower: 4, Median: 9, Upper: 14}
		case i >= 5:
			want = review.Quantiles{Enough: true, Median: int64(i-1) / 2}
		}
		if got := review.Measure(spans, 5); got != want {
			t.Errorf("of %d: %+v, not %+v", i, got, want)
		}
		spans = slices.Insert(spans, 0, int64(i)) // in no order
	}
	if review.Measure([]int64{1, 2}, 0).Enough {
		t.Error("the median of two is told")
	}
}
