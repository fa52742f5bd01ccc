package release

import "slices"

// A group is what is counted together: all that is told, or was told, from one
// source. What nobody knows the source of may be from any, and is in the group of
// each.
type group struct {
	// crowd counts the circles that the group can expose.
	crowd *crowd
	// facts are those in it, earlier the circles that its series has exposed.
	facts   []bool
	earlier []bool
	// loner are the circles that have nothing to do with those of its other facts.
	loner []bool
}

// A series is what earlier releases told of one source, of everything that may be
// his.
type series struct {
	exposed []bool
	// some is true where any circle is exposed, releases counts them all, and
	// unsaid those of which nobody had said who could have known.
	some             bool
	releases, unsaid int
}

// of reports whether what is from a source, or from nobody knows whom, may be from
// one.
func of(source, one string) bool { return source == "" || source == one }

// sources lists the sources of facts that can expose anybody and of earlier
// releases, sorted; the one nobody knows stands alone.
func (l *lattice) sources() []string {
	var all []string
	for i, f := range l.Facts {
		if l.exposing(i) {
			all = append(all, f.Source)
		}
	}
	for _, e := range l.Earlier {
		all = append(all, e.Source)
	}
	return named(all)
}

// named lists the sources that have a name, sorted and each once; where none has,
// it is the one nobody knows.
func named(all []string) []string {
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
	if len(all) == 0 {
		return []string{""}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// exposing reports whether a fact can expose anybody.
func (l *lattice) exposing(fact int) bool {
	return slices.ContainsFunc(l.facts[fact], func(o option) bool { return o.circle >= 0 })
}

// divide makes the groups that are counted. The series of a source of whom no fact
// is told matters only where some fact may be his, and only where no other group
// has at least as much.
func (l *lattice) divide(at map[string]int) {
	names := l.sources()
	var idle []group
	for _, source := range names {
		l.series = append(l.series, l.seriesOf(source, at))
		g := group{facts: make([]bool, len(l.facts)), earlier: l.series[len(l.series)-1].exposed}
		own := false
		for i, f := range l.Facts {
			g.facts[i] = of(f.Source, source) && l.exposing(i)
			own = own || g.facts[i] && f.Source != ""
		}
		if own {
			l.groups = append(l.groups, g)
		} else {
			idle = append(idle, g)
		}
	}
	for _, g := range idle {
		l.admit(g)
	}
	l.within = make([][]int, len(l.facts))
	for n := range l.groups {
		g := &l.groups[n]
		g.crowd = l.crowd.only(l.used(g))
		g.loner = l.loners(g)
		for i, is := range g.facts {
			if is {
				l.within[i] = append(l.within[i], n)
			}
		}
	}
}

// admit adds a group without facts of its own, unless another leaves no more
// people whatever is told. There is always one.
func (l *lattice) admit(g group) {
	less := func(a, b group) bool { return subset(a.facts, b.facts) && subset(a.earlier, b.earlier) }
	if slices.ContainsFunc(l.groups, func(o group) bool { return less(g, o) }) {
		return
	}
	l.groups = slices.DeleteFunc(l.groups, func(o group) bool { return less(o, g) })
	l.groups = append(l.groups, g)
}

// subset reports whether all of one are of the other too.
func subset(a, b []bool) bool {
	for i, is := range a {
		if is && !b[i] {
			return false
		}
	}
	return true
}

// seriesOf gives what earlier releases told of a source.
func (l *lattice) seriesOf(source string, at map[string]int) series {
	s := series{exposed: make([]bool, len(l.crowd.nodes))}
	for _, e := range l.Earlier {
		if !of(e.Source, source) {
			continue
		}
		s.releases++
		if e.Unsaid {
			s.unsaid++
		}
		for _, name := range e.Exposed {
			s.exposed[at[name]], s.some = true, true
		}
	}
	return s
}

// used lists the circles that a group can expose.
func (l *lattice) used(g *group) []bool {
	used := slices.Clone(g.earlier)
	for i, options := range l.facts {
		for _, o := range options {
			if g.facts[i] && o.circle >= 0 {
				used[o.circle] = true
			}
		}
	}
	return used
}

// exposed gives the circles that a release and the series of a group expose
// together, and whether the release exposes any.
func (l *lattice) exposed(g *group, chosen []int) ([]bool, bool) {
	in, some := slices.Clone(g.earlier), false
	for i, at := range chosen {
		if at > 0 && g.facts[i] && l.facts[i][at-1].circle >= 0 {
			in[l.facts[i][at-1].circle], some = true, true
		}
	}
	return in, some
}

// before counts whom the series has left of the source who has fewest, and gives
// his series.
func (l *lattice) before() (People, series) {
	n := People{Worst: Everybody, Nested: Everybody}
	some, tightest := false, series{}
	for _, s := range l.series {
		if !s.some {
			continue
		}
		now := People{Worst: l.crowd.worst(s.exposed), Nested: l.crowd.nested(s.exposed)}
		if !some || now.In(l.Binding) < n.In(l.Binding) {
			tightest = s
		}
		some = true
		n.Worst, n.Nested = min(n.Worst, now.Worst), min(n.Nested, now.Nested)
	}
	if !some {
		n.Unsaid = slices.ContainsFunc(l.Earlier, func(e Exposure) bool { return e.Unsaid })
	}
	return n, tightest
}

// uncounted is how many earlier releases of one source cannot be counted, of him
// who has most of them.
func (l *lattice) uncounted() int {
	most := 0
	for _, s := range l.series {
		most = max(most, s.unsaid)
	}
	return most
}
