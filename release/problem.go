package release

import (
	"fmt"
	"slices"

	"example.org/tocsin/report"
)

// A Mode is how circles of people are taken to overlap where nobody knows.
type Mode string

// The modes.
const (
	// Worst takes circles to overlap as little as their sizes allow.
	Worst Mode = "worst"
	// Nested takes the smallest circle to lie within all others: the weaker mode,
	// which two roles choose.
	Nested Mode = "nested"
)

// Everybody stands for a count without end: the release exposes nobody.
const Everybody = report.MaxCircle

// A Circle is a set of people who know something, the source among them.
type Circle struct {
	Name string `json:"name"`
	// Size is how many they are at least; Most is how many at most, 0 where nobody
	// knows.
	Size int `json:"size"`
	Most int `json:"most,omitempty"`
	// Within is a larger circle that holds all of this one.
	Within string `json:"within,omitempty"`
}

// An Overlap says that at least so many people are in both of two circles.
type Overlap struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Least int    `json:"least"`
}

// A Need is a field that must be told, by any of its facts, at a step of its
// ladder or finer.
type Need struct {
	Field report.Field `json:"field"`
	Step  int          `json:"step"`
}

// A Weight is what a field is worth to the recipient at a rung. Without a rung it
// is what the finest rung is worth, of which a coarser one has its share.
type Weight struct {
	Field report.Field `json:"field"`
	Rung  report.Rung  `json:"rung,omitempty"`
	Worth int          `json:"worth"`
}

// An Option is one rung at which a fact can be told.
type Option struct {
	Rung report.Rung
	// Step is where the rung stands on the ladder of the field, from 1.
	Step int
	// Worth is what it is worth to the recipient.
	Worth int
	// Circle is who knows it; empty where nobody said, or where it is public.
	Circle string
	// Public is true where everybody knows it; Where says where it is
	// independently public, so that a release of it needs no source.
	Public bool
	Where  string
	// Bar is the rule that forbids it, such as "release/marking"; empty for none.
	// Firm is true where it is a rule that nobody may decide otherwise: what breaks
	// it is no choice, and is put to nobody where something else can be.
	Bar  string
	Firm bool
}

// A Fact is one fact with its options, coarsest first. It can always be withheld.
type Fact struct {
	Name  string
	Field report.Field
	// Source is our name for whom it comes from; empty where nobody knows, so that
	// it may be any of the sources.
	Source  string
	Options []Option
}

// Settings are what the pack says of releases.
type Settings struct {
	// Least is how many people at least could have been the source; 0 or 1 asks
	// nothing.
	Least int
	// Near is the count below which the budget of a series is called near.
	Near int
	// Cover is how many percent of worth are given up at most for a release that
	// public facts alone explain.
	Cover int
	// Binding is the mode in which Least must hold.
	Binding Mode
	// Scope tells circles that nobody named apart from those of other
	// assessments: the id of the dossier.
	Scope   string
	Weights []Weight
	// Floor is what every release should tell.
	Floor []Need
	// Goals are what the recipient can act on: each a list of needs that together
	// are enough.
	Goals [][]Need
	// Effort bounds the search for the offer, in steps of counting; 0 is the
	// default, with which it takes less than a second.
	Effort int
}

// A Problem is a lattice of facts and rungs with who knows what.
type Problem struct {
	Settings

	Facts    []Fact
	Circles  []Circle
	Overlaps []Overlap
	// Sources are our names for all sources of the assessment: a fact of which
	// nobody knows the source may be from one who told none of the others.
	Sources []string
	// Earlier is what earlier releases about the same sources told the same
	// recipient.
	Earlier []Exposure
}

// The bounds of a problem.
const (
	maxOverlaps = report.MaxOverlaps
	maxWorth    = 1_000_000
	maxNeeds    = 60
	maxRungs    = 12
	maxEarlier  = 1000
	// Each fact may have a source of its own, and the series as many besides.
	maxSources = 2 * report.MaxFacts
	// defaultEffort is spent in a fraction of a second, branchEffort is what a
	// branch costs beside the counting, groupEffort what it costs for each source
	// but the first, and the frontier of an exact offer may take several times what
	// the offer may.
	defaultEffort  = 60_000_000
	branchEffort   = 64
	groupEffort    = 16
	frontierEffort = 5
)

// check holds the form of a problem, circles aside.
func (p Problem) check() error {
	switch {
	case p.Binding != Worst && p.Binding != Nested:
		return fmt.Errorf("%q is no way of overlapping; they are worst, nested", p.Binding)
	case p.Least < 0 || p.Near < 0 || p.Effort < 0:
		return fmt.Errorf("least, near and effort are not negative")
	case p.Cover < 0 || p.Cover > 100:
		return fmt.Errorf("a cover of %d percent", p.Cover)
	case len(p.Facts) > report.MaxFacts:
		return fmt.Errorf("%d facts; at most %d are taken", len(p.Facts), report.MaxFacts)
	case len(p.Earlier) > maxEarlier:
		return fmt.Errorf("%d earlier releases; at most %d are taken", len(p.Earlier), maxEarlier)
	}
	for i, f := range p.Facts {
		if slices.ContainsFunc(p.Facts[:i], func(o Fact) bool { return o.Name == f.Name }) {
			return fmt.Errorf("%s is there twice", f.Name)
		}
		if err := f.check(); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if slices.ContainsFunc(p.Circles, func(c Circle) bool { return c.Name == nobodySaid }) {
		return fmt.Errorf("the circle %s is ours", nobodySaid)
	}
	for _, goal := range p.Goals {
		if len(goal) == 0 {
			return fmt.Errorf("a goal needs nothing")
		}
	}
	if n := len(p.needs()); n > maxNeeds {
		return fmt.Errorf("floor and goals name %d needs; at most %d are taken", n, maxNeeds)
	}
	return nil
}

// check holds that options rise and are worth something that can be counted.
func (f Fact) check() error {
	if !f.Field.Releasable() || len(f.Options) > maxRungs {
		return fmt.Errorf("%d options of %s, which may never be released or has fewer rungs", len(f.Options), f.Field)
	}
	last := 0
	for _, o := range f.Options {
		switch {
		case o.Step <= last:
			return fmt.Errorf("the options do not rise from coarse to fine")
		case o.Worth < 0 || o.Worth > maxWorth:
			return fmt.Errorf("a worth of %d", o.Worth)
		case o.Public && o.Circle != "":
			return fmt.Errorf("what is public is known by no circle")
		case o.Firm && o.Bar == "":
			return fmt.Errorf("what nothing forbids is not forbidden firmly")
		case o.Where != "" && !o.Public:
			return fmt.Errorf("what is public somewhere is public")
		}
		last = o.Step
	}
	return nil
}

// needs lists what floor and goals ask for, each once.
func (p Problem) needs() []Need {
	var all []Need
	for _, list := range append([][]Need{p.Floor}, p.Goals...) {
		for _, n := range list {
			if !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}

// said reports whether anybody has said who could have known anything.
func (p Problem) said() bool {
	for _, e := range p.Earlier {
		if len(e.Exposed) > 0 {
			return true
		}
	}
	for _, f := range p.Facts {
		for _, o := range f.Options {
			if o.Circle != "" || o.Public && o.Where == "" {
				return true
			}
		}
	}
	return false
}
