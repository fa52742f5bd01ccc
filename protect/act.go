package protect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin/report"
)

// A Class is what a recipient is, in the words of the directory.
type Class string

// The classes that can protect somebody. Who only carries messages cannot.
const (
	Government   Class = "government"
	Service      Class = "service"
	Police       Class = "police"
	Company      Class = "company"
	CERT         Class = "cert"
	Organization Class = "organization"
	Person       Class = "person"
)

// Classes lists the classes.
func Classes() []Class {
	return []Class{Government, Service, Police, Company, CERT, Organization, Person}
}

// A Situation is what an act must fit: the harm, the kind of target, and what the
// recipient is.
type Situation struct {
	Harm   report.Harm
	Target report.TargetKind
	By     Class
}

// A Need is one field that must be told, at this rung or a finer one.
type Need struct {
	Field report.Field `json:"field"`
	Rung  report.Rung  `json:"rung"`
}

// String tells the need: "where to the city".
func (n Need) String() string { return fmt.Sprintf("%s to the %s", n.Field, n.Rung) }

// A Told is one fact of a text with the rung at which it is told. Its value is
// not needed here.
type Told struct {
	Field report.Field `json:"field"`
	// Key tells facts of one field apart, as in an assessment.
	Key  string      `json:"key,omitempty"`
	Rung report.Rung `json:"rung"`
}

// meets reports whether a told fact is what is needed.
func (t Told) meets(n Need) bool {
	return t.Field == n.Field && n.Field.Step(n.Rung) > 0 && t.Field.Step(t.Rung) >= n.Field.Step(n.Rung)
}

// Known gives the facts of an assessment as a text would tell them that told all
// of them at their finest. What is never released is not among them.
func Known(a report.Assessment) []Told {
	var all []Told
	for _, f := range a.Told() {
		if f.Field.Releasable() {
			all = append(all, Told{Field: f.Field, Key: f.Key, Rung: f.Rung()})
		}
	}
	return all
}

// A Goal is a set of needs, one a field, that together are enough.
type Goal []Need

// Met reports whether a text tells all of the goal. Facts of one field that are
// told apart by a key count alike: each of them may be the one.
func (g Goal) Met(told []Told) bool { return len(g.lacks(told)) == 0 }

// lacks lists the needs that a text does not meet.
func (g Goal) lacks(told []Told) []Need {
	var lacks []Need
	for _, n := range g {
		if !slices.ContainsFunc(told, func(t Told) bool { return t.meets(n) }) {
			lacks = append(lacks, n)
		}
	}
	return lacks
}

// holds reports whether whoever meets g meets o as well.
func (g Goal) holds(o Goal) bool {
	met := make([]Told, 0, len(g))
	for _, n := range g {
		met = append(met, Told{Field: n.Field, Rung: n.Rung})
	}
	return o.Met(met)
}

// String tells the goal: "where to the city, and when to the day".
func (g Goal) String() string {
	words := make([]string, 0, len(g))
	for _, n := range g {
		words = append(words, n.String())
	}
	return strings.Join(words, ", and ")
}

// An Action is one thing that protects somebody.
type Action struct {
	// ID is the stable name of the act: "crowd/cancel".
	ID string
	// Does says what is done, to whoever can do it.
	Does string
	// Harms and Targets are what it is done against and for; none is all.
	Harms   []report.Harm
	Targets []report.TargetKind
	// By is who can do it.
	By []Class
	// Needs are the sets of facts of which any one is enough.
	Needs []Goal
	// Takes is how long it takes at least until it protects.
	Takes time.Duration
	// Powers says that it takes the powers of the police or of a state.
	Powers bool
	// Visible says that the actor would see it, and may move earlier or hide.
	Visible bool
	// Crew is who carries it out on the spot, for whom there is a tearline of
	// their own; empty where the recipient does it himself.
	Crew string
}

// Fits reports whether the act is one for the situation.
func (a Action) Fits(s Situation) bool {
	return (len(a.Harms) == 0 || slices.Contains(a.Harms, s.Harm)) &&
		(len(a.Targets) == 0 || slices.Contains(a.Targets, s.Target)) && slices.Contains(a.By, s.By)
}

// Enough reports whether a text tells what the act needs.
func (a Action) Enough(told []Told) bool {
	return slices.ContainsFunc(a.Needs, func(g Goal) bool { return g.Met(told) })
}

// String tells the whole act on one line, as a lawyer or a protector reads it.
func (a Action) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, by %s; needs ", a.ID, a.Does, list(a.By))
	for i, g := range a.Needs {
		if i > 0 {
			b.WriteString("; or ")
		}
		b.WriteString(g.String())
	}
	fmt.Fprintf(&b, "; takes %s", span(a.Takes))
	if a.Powers {
		b.WriteString("; with powers")
	}
	if a.Visible {
		b.WriteString("; the actor sees it")
	}
	if a.Crew != "" {
		b.WriteString("; done by " + a.Crew)
	}
	fmt.Fprintf(&b, " [%s | %s]", list(a.Harms), list(a.Targets))
	return b.String()
}

// list joins words; none of them is any.
func list[T ~string](all []T) string {
	if len(all) == 0 {
		return "any"
	}
	words := make([]string, 0, len(all))
	for _, one := range all {
		words = append(words, string(one))
	}
	return strings.Join(words, ", ")
}

// Possible lists the acts that a recipient can take with a text in the time that
// is left, in the order of the table.
func Possible(s Situation, told []Told, left time.Duration) []Action {
	var can []Action
	for _, a := range acts {
		if a.Fits(s) && a.Takes <= left && a.Enough(told) {
			can = append(can, a)
		}
	}
	return can
}

// Goals lists the sets of facts of which any one makes a text one that can be
// acted on: none of them holds another. Without any, nothing that is told helps
// this recipient in this time.
func Goals(s Situation, left time.Duration) []Goal {
	var all []Goal
	for _, a := range acts {
		if a.Fits(s) && a.Takes <= left {
			all = append(all, a.Needs...)
		}
	}
	return least(all)
}

// least leaves the goals that hold no other, in one order.
func least(all []Goal) []Goal {
	var out []Goal
	for i, g := range all {
		dearer := func(j int, o Goal) bool {
			return j != i && g.holds(o) && (!o.holds(g) || j < i)
		}
		drop := false
		for j, o := range all {
			drop = drop || dearer(j, o)
		}
		if !drop {
			out = append(out, slices.Clone(g))
		}
	}
	slices.SortStableFunc(out, func(a, b Goal) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a.String(), b.String())
	})
	return out
}

// Actions lists the whole table.
func Actions() []Action { return slices.Clone(acts) }
