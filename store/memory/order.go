package memory

import (
	"cmp"
	"iter"
	"slices"

	"example.org/tocsin"
)

// A slot is where a timer stands in the order of what is due.
type slot struct {
	due int64
	id  tocsin.TimerID
}

// compare puts the earliest first, and equal ones by id.
func (a slot) compare(b slot) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.id, b.id)) }

// runSize is how long a run of slots grows before it is split.
const runSize = 512

// An order is slots in order, in runs, so that a million of them are added and
// taken away one by one without moving them all.
type order struct{ runs [][]slot }

// find gives the run that a slot belongs to, and its place there.
func (o *order) find(s slot) (run, at int, there bool) {
	run, there = slices.BinarySearchFunc(o.runs, s, func(r []slot, s slot) int { return r[0].compare(s) })
	if there {
		return run, 0, true
	}
	if run = run - 1; run < 0 {
		return 0, 0, false
	}
	at, there = slices.BinarySearchFunc(o.runs[run], s, slot.compare)
	return run, at, there
}

// insert adds a slot that is not there.
func (o *order) insert(s slot) {
	if len(o.runs) == 0 {
		o.runs = [][]slot{{s}}
		return
	}
	run, at, _ := o.find(s)
	grown := slices.Insert(o.runs[run], at, s)
	o.runs[run] = grown
	if len(grown) > runSize {
		half := len(grown) / 2
		o.runs[run] = grown[:half:half]
		o.runs = slices.Insert(o.runs, run+1, slices.Clone(grown[half:]))
	}
}

// remove takes a slot away that is there.
func (o *order) remove(s slot) {
	run, at, there := o.find(s)
	if !there {
		return
	}
	if o.runs[run] = slices.Delete(o.runs[run], at, at+1); len(o.runs[run]) == 0 {
		o.runs = slices.Delete(o.runs, run, run+1)
	}
}

// all gives the slots in order.
func (o *order) all() iter.Seq[slot] { return o.after(slot{due: -1 << 63}) }

// after gives the slots behind one that need not be there.
func (o *order) after(s slot) iter.Seq[slot] {
	return func(yield func(slot) bool) {
		if len(o.runs) == 0 {
			return
		}
		run, at, there := o.find(s)
		if there {
			at++
		}
		for ; run < len(o.runs); run, at = run+1, 0 {
			for _, one := range o.runs[run][at:] {
				if !yield(one) {
					return
				}
			}
		}
	}
}
