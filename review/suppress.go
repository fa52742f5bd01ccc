package review

import "math"

// A net is all counts of one Counted as a circulation: each count is an arc that
// carries it, each line of the tables that adds up is a node at which what comes
// in goes out. What a reader can compute from what he is told is what follows from
// these sums and from what is said of each count that is held back.
type net struct {
	least int
	nodes int
	arcs  []arc
	// cells are the arcs of the cells by partition, row and column, rows those of
	// the sums of rows, sums those of columns by partition; total is that of all.
	cells [][][]int
	rows  []int
	sums  [][]int
	total int
}

// An arc carries one count from a node to another.
type arc struct {
	from, to int
	value    int
	held     held
}

// newNet lays the tables out. Things go from the total through the columns of the
// second partition to the rows, and through the columns of the first back to the
// total; where there is one row, its sum is the total and its cells are the
// columns.
func newNet(c Counted, least int) *net {
	n := &net{least: least}
	begin, end := n.node(), n.node()
	sum := func(r int) int {
		all := 0
		for _, v := range c.Parts[0].Cells[r] {
			all += v
		}
		return all
	}
	grand := 0
	for r := range c.Rows {
		grand += sum(r)
	}
	n.total = n.arc(end, begin, grand)
	into, out := make([]int, len(c.Rows)), make([]int, len(c.Rows))
	for r := range c.Rows {
		if len(c.Rows) == 1 {
			n.rows = append(n.rows, n.total)
			into[r], out[r] = begin, begin
			if len(c.Parts) > 1 {
				into[r] = n.node()
				out[r] = into[r]
			}
			continue
		}
		into[r], out[r] = begin, n.node()
		if len(c.Parts) > 1 {
			into[r] = n.node()
		}
		n.rows = append(n.rows, n.arc(into[r], out[r], sum(r)))
	}
	n.partition(c.Parts[0], end, func(column, row int) (from, to int) { return out[row], column })
	for _, part := range c.Parts[1:] {
		n.partition(part, begin, func(column, row int) (from, to int) { return column, into[row] })
	}
	return n
}

// partition lays one partition out between the rows and one end; ends gives where
// the arc of a cell begins and ends.
func (n *net) partition(p Partition, end int, ends func(column, row int) (from, to int)) {
	cells, sums := make([][]int, len(p.Cells)), make([]int, len(p.Columns))
	for c := range p.Columns {
		column := end // a column of one row is its cell
		if len(p.Cells) > 1 {
			column = n.node()
		}
		all := 0
		for r, row := range p.Cells {
			from, to := ends(column, r)
			cells[r] = append(cells[r], n.arc(from, to, row[c]))
			all += row[c]
		}
		switch from, _ := ends(column, 0); {
		case column == end:
		case from == column:
			sums[c] = n.arc(end, column, all)
		default:
			sums[c] = n.arc(column, end, all)
		}
	}
	n.cells, n.sums = append(n.cells, cells), append(n.sums, sums)
}

// node adds a node.
func (n *net) node() int {
	n.nodes++
	return n.nodes - 1
}

// arc adds an arc; one that carries little is held back from the beginning.
func (n *net) arc(from, to, value int) int {
	a := arc{from: from, to: to, value: value}
	if value < n.least {
		a.held = small
	}
	n.arcs = append(n.arcs, a)
	return len(n.arcs) - 1
}

// figure tells an arc.
func (n *net) figure(i int) Figure { return Figure{n.arcs[i].value, n.arcs[i].held, n.least} }

// figures tells arcs.
func (n *net) figures(all []int) []Figure {
	out := make([]Figure, 0, len(all))
	for _, i := range all {
		out = append(out, n.figure(i))
	}
	return out
}

// bounds are what a reader is told of an arc that is held back.
func (n *net) bounds(h held) (least, most int) {
	switch h {
	case small:
		return 0, n.least - 1
	case beside:
		return n.least, math.MaxInt
	case withheld:
		return 0, math.MaxInt
	case told:
	}
	return 0, -1
}

// hide holds back more counts until none that is held back can be computed. Where
// no single count helps, all of them are withheld: then nothing is said of any.
func (n *net) hide() {
	for {
		i := n.exposed()
		if i < 0 {
			return
		}
		cycle, ok := n.cheapest(i)
		if !ok {
			for j := range n.arcs {
				n.arcs[j].held = withheld
			}
			return
		}
		for _, j := range cycle {
			if n.arcs[j].held == told {
				n.arcs[j].held = beside
			}
		}
	}
}

// exposed gives the first count that is held back and could be no other, with all
// that is told as it is, or -1: neither one more nor one less of it can go around
// any cycle of counts that are held back too. All sums are of whole numbers, so
// that where no step of one can go around, no other can.
func (n *net) exposed() int {
	for i, a := range n.arcs {
		if a.held == told {
			continue
		}
		_, _, up := n.path(i, true, false)
		_, _, down := n.path(i, false, false)
		if !up && !down {
			return i
		}
	}
	return -1
}

// cheapest gives the arcs of the cycle through one that costs least to hold back.
func (n *net) cheapest(i int) ([]int, bool) {
	up, costUp, okUp := n.path(i, true, true)
	down, costDown, okDown := n.path(i, false, true)
	switch {
	case okUp && (!okDown || costUp <= costDown):
		return up, true
	case okDown:
		return down, true
	}
	return nil, false
}

// path finds the cheapest way around from one end of an arc to its other, along
// which one more, or one less, can go. With more, arcs that are told may be used
// too, and cost what they count.
func (n *net) path(i int, up, more bool) (arcs []int, cost int, ok bool) {
	a := n.arcs[i]
	if !n.moves(a, up) {
		return nil, 0, false
	}
	start, goal := a.to, a.from
	if !up {
		start, goal = goal, start
	}
	best, by, via := make([]int, n.nodes), make([]int, n.nodes), make([]int, n.nodes)
	done := make([]bool, n.nodes)
	for v := range best {
		best[v], by[v] = math.MaxInt, -1
	}
	best[start] = 0
	for at := nearest(best, done); at != goal; at = nearest(best, done) {
		if at < 0 {
			return nil, 0, false
		}
		done[at] = true
		for j, b := range n.arcs {
			next, price, can := n.step(b, at, more)
			if j != i && can && best[at]+price < best[next] {
				best[next], by[next], via[next] = best[at]+price, j, at
			}
		}
	}
	for v := goal; v != start; v = via[v] {
		arcs = append(arcs, by[v])
	}
	return arcs, best[goal], true
}

// nearest gives the node that is reached at least cost and not done, or -1.
func nearest(best []int, done []bool) int {
	at := -1
	for v := range best {
		if !done[v] && best[v] < math.MaxInt && (at < 0 || best[v] < best[at]) {
			at = v
		}
	}
	return at
}

// step gives where an arc leads from a node, forward with one more or backward
// with one less, and what it costs.
func (n *net) step(b arc, at int, more bool) (next, price int, ok bool) {
	if b.held == told {
		if !more {
			return 0, 0, false
		}
		b.held, price = beside, 1+b.value
	}
	switch {
	case b.from == at && n.moves(b, true):
		return b.to, price, true
	case b.to == at && n.moves(b, false):
		return b.from, price, true
	}
	return 0, 0, false
}

// moves reports whether a count that is held back could be one more, or one less.
func (n *net) moves(a arc, up bool) bool {
	least, most := n.bounds(a.held)
	if up {
		return a.value < most
	}
	return a.value > least
}
