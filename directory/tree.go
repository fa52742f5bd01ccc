package directory

import (
	"cmp"
	"math"
	"slices"
)

// fan is how many boxes a node of the tree holds.
const fan = 16

// A tree finds boxes that meet another: packed once, level over level, and never
// changed.
type tree struct {
	// levels hold boxes: the lowest those of the shapes, each other one a box
	// around so many of the level below.
	levels [][]box
	// shapes are what the lowest boxes are of.
	shapes []int32
}

// A leaf is one box of one shape.
type leaf struct {
	box   box
	shape int32
}

// newTree packs boxes: by longitude into strips, and by latitude in each.
func newTree(leaves []leaf) *tree {
	t := &tree{}
	slices.SortFunc(leaves, func(a, b leaf) int {
		return cmp.Or(cmp.Compare(a.box.west+a.box.east, b.box.west+b.box.east), cmp.Compare(a.shape, b.shape))
	})
	nodes := (len(leaves) + fan - 1) / fan
	strip := max(1, int(math.Ceil(math.Sqrt(float64(nodes))))) * fan
	for from := 0; from < len(leaves); from += strip {
		part := leaves[from:min(from+strip, len(leaves))]
		slices.SortFunc(part, func(a, b leaf) int {
			return cmp.Or(cmp.Compare(a.box.south+a.box.north, b.box.south+b.box.north), cmp.Compare(a.shape, b.shape))
		})
	}
	level := make([]box, 0, len(leaves))
	for _, l := range leaves {
		level, t.shapes = append(level, l.box), append(t.shapes, l.shape)
	}
	for len(level) > 0 {
		t.levels = append(t.levels, level)
		if len(level) == 1 {
			break
		}
		var above []box
		for from := 0; from < len(level); from += fan {
			b := level[from]
			for _, o := range level[from+1 : min(from+fan, len(level))] {
				b = b.with(o)
			}
			above = append(above, b)
		}
		level = above
	}
	return t
}

// enter gives the leaves of a shape whose box may go beyond the 180th meridian:
// one for each turn in which it meets the earth as it is written.
func enter(leaves []leaf, b box, shape int32) []leaf {
	earth := box{-90 * degree, -half, 90 * degree, half}
	for _, by := range []int64{0, turn, -turn} {
		if moved := b.moved(by); moved.meets(earth) {
			leaves = append(leaves, leaf{moved, shape})
		}
	}
	return leaves
}

// meeting gives the shapes whose boxes meet one, each once, in their order.
func (t *tree) meeting(b box) []int32 {
	var found []int32
	for _, by := range []int64{0, turn, -turn} {
		if moved := b.moved(by); moved.meets(box{-90 * degree, -half, 90 * degree, half}) {
			found = t.search(found, len(t.levels)-1, 0, moved)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// search looks at one node of a level and below it.
func (t *tree) search(found []int32, level, node int, b box) []int32 {
	if level < 0 || !t.levels[level][node].meets(b) {
		return found
	}
	if level == 0 {
		return append(found, t.shapes[node])
	}
	for below := node * fan; below < min((node+1)*fan, len(t.levels[level-1])); below++ {
		found = t.search(found, level-1, below, b)
	}
	return found
}
