package release

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// For builds the problem of an assessment. Its facts are those that may ever
// stand in a warning, in the order in which a warning tells them; their options
// are the rungs at which they say something. Who knows a fact at a rung of which
// nobody spoke is whoever knows it at the next finer one: they know the coarser
// too, so they are the least that it can be. For the same reason the circle of a finer rung
// lies within that of the coarser. Bar names the rule that forbids a fact at a
// rung, such as "release/marking", empty for none.
func For(a report.Assessment, s Settings, bar func(report.Fact, report.Rung) string, earlier []Exposure) (Problem, error) {
	p := Problem{Settings: s, Sources: sourcesOf(a), Earlier: earlier}
	if err := p.addCircles(a.Circles, a.Overlaps); err != nil {
		return Problem{}, err
	}
	for _, f := range a.Told() {
		if !f.Field.Releasable() {
			continue
		}
		from, _ := a.SourceOf(f.Report) // what nobody said of is from nobody knows whom
		fact := Fact{Name: f.Name(), Field: f.Field, Source: from.Source}
		for _, r := range f.Field.Rungs() {
			if _, says := f.At(r); !says {
				continue
			}
			o, err := p.optionOf(f, r)
			if err != nil {
				return Problem{}, err
			}
			if bar != nil {
				o.Bar = bar(f, r)
			}
			if o.Bar != "" && !isRule(o.Bar) {
				return Problem{}, fmt.Errorf("reading what forbids %s to the %s: it names no rule", f.Name(), r)
			}
			fact.Options = append(fact.Options, o)
		}
		p.Facts = append(p.Facts, fact)
		p.nest(fact)
	}
	if _, err := compile(p); err != nil {
		return Problem{}, err
	}
	return p, nil
}

// sourcesOf lists our names for the sources of an assessment.
func sourcesOf(a report.Assessment) []string {
	var all []string
	for _, s := range a.Sourcing {
		if s.Source != "" && !slices.Contains(all, s.Source) {
			all = append(all, s.Source)
		}
	}
	return all
}

// addCircles takes over the circles that have a name, and how they overlap.
func (p *Problem) addCircles(circles []report.Circle, overlaps []report.Overlap) error {
	for _, c := range circles {
		if strings.HasPrefix(c.Name, "(") {
			return tocsin.Refuse("release/circle", "give the circle a name that begins with a letter",
				"a circle has a name that begins with a bracket: those are of circles that nobody named")
		}
		p.Circles = append(p.Circles, Circle(c))
	}
	for _, o := range overlaps {
		p.Overlaps = append(p.Overlaps, Overlap(o))
	}
	return nil
}

// nest puts the circle of each rung of a fact within that of the next coarser one,
// where nothing is known of what is around it: who knows the finer knows the
// coarser.
func (p *Problem) nest(f Fact) {
	at := func(name string) int {
		return slices.IndexFunc(p.Circles, func(c Circle) bool { return c.Name == name })
	}
	outer := -1
	for _, o := range f.Options {
		inner := at(o.Circle)
		if inner >= 0 && outer >= 0 && p.Circles[inner].Within == "" &&
			p.Circles[inner].Size <= p.Circles[outer].Size && !p.within(outer, inner) {
			p.Circles[inner].Within = p.Circles[outer].Name
		}
		if inner >= 0 {
			outer = inner
		}
	}
}

// within reports whether a circle is another or lies within it.
func (p *Problem) within(inner, outer int) bool {
	for range p.Circles {
		if inner == outer {
			return true
		}
		name := p.Circles[inner].Within
		inner = slices.IndexFunc(p.Circles, func(c Circle) bool { return c.Name == name })
		if inner < 0 {
			return false
		}
	}
	return true
}

// isRule reports whether a word has the form of a rule's name.
func isRule(word string) bool {
	room, rule, _ := strings.Cut(word, "/")
	return len(word) <= 100 && room != "" && rule != "" &&
		strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/") == ""
}

// optionOf makes the option of a fact at a rung, and adds the circle of a bucket
// that nobody named.
func (p *Problem) optionOf(f report.Fact, r report.Rung) (Option, error) {
	o := Option{Rung: r, Step: f.Field.Step(r), Worth: p.weigh(f.Field, r)}
	finest := 0
	for _, c := range f.Public {
		if step := f.Field.Step(c.Rung); step >= o.Step && (finest == 0 || step < finest) {
			finest, o.Public, o.Where = step, true, c.Where
		}
	}
	if o.Public {
		return o, nil
	}
	var by report.Knowing
	finest = 0
	for _, k := range f.Knowing {
		if step := f.Field.Step(k.Rung); step >= o.Step && (finest == 0 || step < finest) {
			finest, by = step, k
		}
	}
	switch {
	case finest == 0:
	case by.Circle != "":
		o.Circle = by.Circle
	case by.Bucket == report.BucketPublic:
		o.Public = true
	case by.Bucket.Least() == 0:
		return Option{}, fmt.Errorf("reading who knows %s to the %s: it is no bucket", f.Name(), r)
	default:
		o.Circle = fmt.Sprintf("(%s to the %s of %s)", f.Name(), by.Rung, p.Scope)
		if !slices.ContainsFunc(p.Circles, func(c Circle) bool { return c.Name == o.Circle }) {
			p.Circles = append(p.Circles, Circle{Name: o.Circle, Size: by.Bucket.Least()})
		}
	}
	return o, nil
}

// weigh gives what a field is worth at a rung: its weight at that rung, or its
// share of the weight of the field by its step.
func (s Settings) weigh(f report.Field, r report.Rung) int {
	worth := 0
	for _, w := range s.Weights {
		switch {
		case w.Field != f:
		case w.Rung == r:
			return w.Worth
		case w.Rung == "":
			worth = w.Worth * f.Step(r) / len(f.Rungs())
		}
	}
	return worth
}
