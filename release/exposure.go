package release

import (
	"slices"

	"example.org/tocsin/report"
)

// An Exposure is what one release told about who one source can be: enough to
// count what it leaves of a later one, and nothing of what it said.
type Exposure struct {
	// Source is our name for him; empty where nobody knows whom it exposes, so that
	// it counts for every source.
	Source string `json:"source,omitempty"`
	// Exposed names the circles whose knowledge was told.
	Exposed []string `json:"exposed,omitempty"`
	// Circles are those and all circles around them.
	Circles []Circle `json:"circles,omitempty"`
	// Overlaps are what was declared of any of them.
	Overlaps []Overlap `json:"overlaps,omitempty"`
	// Unsaid is true where something was told and nobody had said who could have
	// known anything: it cannot be counted.
	Unsaid bool `json:"unsaid,omitempty"`
}

// nobodySaid is the circle of the source alone, of what nobody said who knows.
const nobodySaid = "(nobody said)"

// Expose gives what a release exposes of each source of whom it tells anything
// that some circle knows, for his series, sorted by source. What nobody knows the
// source of exposes them all, or nobody by name where nobody has one.
func Expose(p Problem, release []Pick) ([]Exposure, error) {
	l, err := compile(p)
	if err != nil {
		return nil, err
	}
	chosen, err := l.read(release)
	if err != nil {
		return nil, err
	}
	names := slices.Clone(p.Sources)
	for _, f := range p.Facts {
		names = append(names, f.Source)
	}
	for _, e := range p.Earlier {
		names = append(names, e.Source)
	}
	var all []Exposure
	for _, source := range named(names) {
		if e := l.expose(source, chosen); len(e.Exposed) > 0 || e.Unsaid {
			all = append(all, e)
		}
	}
	return all, nil
}

// expose gives what a release exposes of one source.
func (l *lattice) expose(source string, chosen []int) Exposure {
	e := Exposure{Source: source}
	keep := make([]bool, len(l.crowd.nodes))
	for i, at := range chosen {
		if at == 0 || !of(l.Facts[i].Source, source) {
			continue
		}
		o := l.facts[i][at-1]
		e.Unsaid = e.Unsaid || o.unsaid && !l.told
		if o.circle < 0 || slices.Contains(e.Exposed, l.crowd.nodes[o.circle].name) {
			continue
		}
		e.Exposed = append(e.Exposed, l.crowd.nodes[o.circle].name)
		l.crowd.around(o.circle, keep)
	}
	slices.Sort(e.Exposed)
	e.Overlaps = l.overlapping(e.Exposed, keep)
	for i, c := range l.circles {
		if keep[i] {
			e.Circles = append(e.Circles, c)
		}
	}
	return e
}

// around marks a circle and all around it.
func (c *crowd) around(circle int, keep []bool) {
	for up := circle; up >= 0; up = c.nodes[up].up {
		keep[up] = true
	}
}

// overlapping lists the overlaps that say something of what is exposed, and keeps
// their circles. It ends with every overlap of any two circles that it keeps: an
// account that knows both and not the overlap would speak against it.
func (l *lattice) overlapping(exposed []string, keep []bool) []Overlap {
	taken := make([]bool, len(l.overlaps))
	for changed := true; changed; {
		changed = false
		for i, o := range l.overlaps {
			a := slices.IndexFunc(l.circles, func(c Circle) bool { return c.Name == o.A })
			b := slices.IndexFunc(l.circles, func(c Circle) bool { return c.Name == o.B })
			if !taken[i] && (slices.Contains(exposed, o.A) || slices.Contains(exposed, o.B) || keep[a] && keep[b]) {
				taken[i], changed = true, true
				l.crowd.around(a, keep)
				l.crowd.around(b, keep)
			}
		}
	}
	var all []Overlap
	for i, o := range l.overlaps {
		if taken[i] {
			all = append(all, o)
		}
	}
	return all
}

// An account is what one assessment, or one earlier release, knows of circles.
type account struct {
	circles  []Circle
	overlaps []Overlap
}

// accounts lists what the problem and its series know.
func (p Problem) accounts() []account {
	all := []account{{p.Circles, p.Overlaps}}
	for _, e := range p.Earlier {
		all = append(all, account{e.Circles, e.Overlaps})
	}
	return all
}

// gather lists all circles and overlaps that a problem or its series knows, each
// once. Where two of them disagree about one circle, the less is believed: fewer
// people at least, more at most, no circle around it, no overlap that one of
// them does not know of. So an earlier release never adds to a count, unless it
// is the only one that knows of two circles and says how they overlap.
func (p Problem) gather() ([]Circle, []Overlap) {
	var circles []Circle
	at := map[string]int{}
	accounts := p.accounts()
	for _, a := range accounts {
		for _, c := range a.circles {
			i, known := at[c.Name]
			if !known {
				at[c.Name] = len(circles)
				circles = append(circles, c)
				continue
			}
			circles[i] = lesser(circles[i], c)
		}
	}
	if len(accounts) > 1 {
		loosen(circles, at)
	}
	var overlaps []Overlap
	for _, a := range accounts {
		for _, o := range a.overlaps {
			if o = agreed(o, accounts); o.Least > 0 && !slices.ContainsFunc(overlaps, o.same) {
				overlaps = append(overlaps, o)
			}
		}
	}
	slices.SortStableFunc(overlaps, func(a, b Overlap) int { return b.Least - a.Least })
	return circles, overlaps[:min(len(overlaps), maxOverlaps)]
}

// same reports whether two overlaps are of the same circles.
func (o Overlap) same(b Overlap) bool { return report.Overlap(o).Same(report.Overlap(b)) }

// agreed gives an overlap with the least that all accounts allow that know both
// circles; 0 where one of them does not know of it.
func agreed(o Overlap, accounts []account) Overlap {
	for _, a := range accounts {
		ends := 0
		for _, c := range a.circles {
			if c.Name == o.A || c.Name == o.B {
				o.Least = min(o.Least, c.Size)
				ends++
			}
		}
		if ends < 2 {
			continue
		}
		i := slices.IndexFunc(a.overlaps, o.same)
		if i < 0 {
			o.Least = 0
			return o
		}
		o.Least = min(o.Least, a.overlaps[i].Least)
	}
	return o
}

// lesser is what two accounts of one circle agree on.
func lesser(a, b Circle) Circle {
	a.Size = min(a.Size, b.Size)
	a.Most = max(a.Most, b.Most) * min(a.Most, b.Most, 1)
	if a.Within != b.Within {
		a.Within = ""
	}
	return a
}

// loosen takes circles out of those that have become too small to hold them.
func loosen(circles []Circle, at map[string]int) {
	for changed := true; changed; {
		changed = false
		for i, c := range circles {
			up, ok := at[c.Within]
			if c.Within == "" || !ok {
				continue
			}
			if o := circles[up]; c.Size > o.Size || o.Most > 0 && c.Size > o.Most {
				circles[i].Within, changed = "", true
			}
		}
	}
}
