package release

import (
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// A Pick is one fact told at one rung.
type Pick struct {
	Fact string      `json:"fact"`
	Rung report.Rung `json:"rung"`
}

// An option of the lattice: what the search reads of an Option.
type option struct {
	worth int
	// circle is who knows it, -1 for everybody or where nothing at all is said.
	circle int
	// needs are the needs that it meets, as bits.
	needs uint64
	// covered, barred, firm and unsaid: it is public somewhere, a rule forbids it,
	// one that nobody may decide otherwise, nobody said who knows it.
	covered, barred, firm, unsaid bool
}

// A lattice is a problem made ready: circles and needs are numbers.
type lattice struct {
	Problem

	crowd    *crowd
	circles  []Circle
	overlaps []Overlap
	facts    [][]option
	// groups are counted each by itself, and the least is what counts; within are
	// the groups of each fact. There are series of sources without a group too.
	groups []group
	within [][]int
	series []series
	// told is true where anybody has said who could have known anything.
	told bool
	// base are the needs of the floor, aims those of each goal.
	base uint64
	aims []uint64
}

// compile holds the form of a problem and makes it ready.
func compile(p Problem) (*lattice, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("reading the facts of a release: %w", err)
	}
	if _, err := newCrowd(p.Circles, p.Overlaps); err != nil {
		return nil, fmt.Errorf("reading the circles of a release: %w", err)
	}
	if len(p.Overlaps) > maxOverlaps {
		return nil, fmt.Errorf("reading the circles of a release: %d overlaps; at most %d are taken", len(p.Overlaps), maxOverlaps)
	}
	l := &lattice{Problem: p, told: p.said()}
	l.circles, l.overlaps = p.gather()
	if !slices.ContainsFunc(l.circles, func(c Circle) bool { return c.Name == nobodySaid }) {
		l.circles = append(l.circles, Circle{Name: nobodySaid, Size: 1, Most: 1})
	}
	at := make(map[string]int, len(l.circles))
	for i, c := range l.circles {
		at[c.Name] = i
	}
	var err error
	if l.crowd, err = newCrowd(l.circles, l.overlaps); err != nil {
		return nil, fmt.Errorf("reading the circles of a series: %w", err)
	}
	for i, e := range p.Earlier {
		for _, name := range e.Exposed {
			if _, ok := at[name]; !ok {
				return nil, fmt.Errorf("reading the circles of a series: release %d exposes one that is not there", i+1)
			}
		}
	}
	needs := p.needs()
	l.base = bitsOf(needs, p.Floor)
	for _, goal := range p.Goals {
		l.aims = append(l.aims, bitsOf(needs, goal))
	}
	if err := l.options(at, needs); err != nil {
		return nil, err
	}
	if n := len(l.sources()); n > maxSources {
		return nil, fmt.Errorf("reading the sources of a release: %d of them; at most %d are taken", n, maxSources)
	}
	l.divide(at)
	return l, nil
}

// options makes the options of all facts ready.
func (l *lattice) options(at map[string]int, needs []Need) error {
	for _, f := range l.Facts {
		options := make([]option, 0, len(f.Options))
		for _, o := range f.Options {
			ready := option{worth: o.Worth, circle: -1, covered: o.Where != "", barred: o.Bar != "", firm: o.Firm, unsaid: !o.Public && o.Circle == ""}
			ready.needs = metBy(f.Field, o.Step, needs)
			name := o.Circle
			if ready.unsaid {
				name = nobodySaid
			}
			c, ok := at[name]
			if !ok && !o.Public {
				return fmt.Errorf("reading the facts of a release: %s is known by a circle that is not there", f.Name)
			}
			if l.told && !o.Public {
				ready.circle = c
			}
			options = append(options, ready)
		}
		l.facts = append(l.facts, options)
	}
	return nil
}

// metBy gives the needs that a field at a step meets, as bits.
func metBy(f report.Field, step int, needs []Need) uint64 {
	var met uint64
	for i, n := range needs {
		if n.Field == f && n.Step <= step {
			met |= 1 << i
		}
	}
	return met
}

// bitsOf gives needs as bits.
func bitsOf(all, some []Need) uint64 {
	var set uint64
	for _, n := range some {
		set |= 1 << slices.Index(all, n)
	}
	return set
}

// read gives a release as the number of the option of each fact, 0 for withheld.
func (l *lattice) read(release []Pick) ([]int, error) {
	chosen := make([]int, len(l.Facts))
	for _, p := range release {
		i := slices.IndexFunc(l.Facts, func(f Fact) bool { return f.Name == p.Fact })
		if i < 0 {
			return nil, tocsin.Refuse("release/choice", "choose among the facts of this dossier", "the release tells a fact that is not there")
		}
		at := slices.IndexFunc(l.Facts[i].Options, func(o Option) bool { return o.Rung == p.Rung })
		switch {
		case at < 0:
			return nil, tocsin.Refuse("release/choice", "choose a rung at which the fact is known and worded",
				"%s says nothing at the rung that was chosen", p.Fact)
		case chosen[i] > 0:
			return nil, tocsin.Refuse("release/choice", "choose one rung a fact", "%s is told twice", p.Fact)
		}
		chosen[i] = at + 1
	}
	return chosen, nil
}

// write gives a release in words.
func (l *lattice) write(chosen []int) []Pick {
	var release []Pick
	for i, at := range chosen {
		if at > 0 {
			release = append(release, Pick{Fact: l.Facts[i].Name, Rung: l.Facts[i].Options[at-1].Rung})
		}
	}
	return release
}

// people counts in a mode.
func (c *crowd) people(in []bool, mode Mode) int {
	if mode == Nested {
		return c.nested(in)
	}
	return c.worst(in)
}
