package leak

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// MaxOutgoing bounds the outgoing text in bytes. What is longer is no warning,
// and is not let through unread.
const MaxOutgoing = 256 << 10

// A Term is a word, a name or an id that must not leave, and where it comes
// from, for those who may read that.
type Term struct {
	Text string
	Part string
}

// Material is everything that must not leave. It may be large: it is read once
// for each check, and never kept.
type Material struct {
	// Passages are the words of the reports. What is open in them (marked CLEAR
	// without caveat) is known to all, and no leak.
	Passages []report.Passage
	// Names are protected names, each with all that is told apart as a name of its
	// own: officers, sources, aliases.
	Names []Term
	// Codewords are the names of operations, sources and handling that mean
	// something to us alone; Originators are who produced reports; IDs are the ids
	// that systems give.
	Codewords   []Term
	Originators []Term
	IDs         []Term
	// Places are the names of the places in question, each with the rung that it
	// stands on.
	Places []PlaceTerm
	// Style are words and spellings by which the holder's documents are known.
	Style []string
}

// A PlaceTerm is the name of a place at one rung.
type PlaceTerm struct {
	Term
	Rung place.Rung
}

// Cleared is what may leave.
type Cleared struct {
	// Values are the released values as the engine tells them, and the drafter's
	// wordings that an approver reads and agrees to: what stands in them is told on
	// purpose.
	Values []string
	// Wordings are the drafter's own words for released facts, which an approver
	// reads and agrees to: to say a released fact is to say again what a report
	// says. They are held against runs, numbers, names and ids all the same.
	Wordings []string
	// Names are the protected names that are released all the same.
	Names []string
	// Place and Time are the finest rungs that were approved for where and when.
	Place place.Rung
	Time  report.TimeRung
	// AnyPrecision leaves times and coordinates that stand in no passage alone: for
	// a text that is not composed from facts.
	AnyPrecision bool
}

// Assess adds what an assessment knows beside the words of its reports: other
// names of what its facts name, the finer steps of its places, sources and
// originators.
func (m *Material) Assess(a report.Assessment) {
	for _, f := range a.Facts {
		part := "the fact " + f.Name()
		for _, alias := range f.Aliases {
			m.Names = append(m.Names, Term{alias, part})
		}
		if f.Place == nil && f.Window == nil && (f.Private || len(f.Aliases) > 0) {
			m.Names = append(m.Names, Term{f.Text, part})
		}
		if f.Originator != "" {
			m.Originators = append(m.Originators, Term{f.Originator, part})
		}
		if f.Place != nil {
			m.places(*f.Place, part)
		}
	}
	for _, s := range a.Sourcing {
		part := "the sourcing of a report"
		if s.Source != "" {
			// It is our own label, and no name in any spelling.
			m.Codewords = append(m.Codewords, Term{s.Source, part})
		}
		if s.Originator != "" {
			m.Originators = append(m.Originators, Term{s.Originator, part})
		}
	}
}

// places adds the steps of a place.
func (m *Material) places(p place.Place, part string) {
	for i, step := range []string{p.Country, p.Region, p.City, p.District, p.Site} {
		if step != "" {
			m.Places = append(m.Places, PlaceTerm{Term{step, part}, place.Country + place.Rung(i)})
		}
	}
	if p.Point != nil {
		m.Passages = append(slices.Clip(m.Passages), report.Passage{Part: part, Text: p.Point.String()})
	}
}

// A Checker holds outgoing texts against one material.
type Checker struct {
	material Material
}

// NewChecker makes a checker.
func NewChecker(m Material) *Checker { return &Checker{m} }

// Check gives what stands in the outgoing text and must not leave, by line. It
// fails closed: a text that is too long to be read is a finding.
func (c *Checker) Check(outgoing string, cleared Cleared) []Leak {
	if len(outgoing) > MaxOutgoing {
		return []Leak{{
			Rule: RuleUnreadable, Found: fmt.Sprintf("%d bytes", len(outgoing)), Because: "it is too long to be checked",
			Remedy: remedy(RuleUnreadable),
		}}
	}
	leaks := hiddenIn(outgoing)
	text := warning.WithoutOwnLines(norm.NFC.String(outgoing))
	leaks = append(leaks, c.read(text, cleared)...)
	if plain := unmask(text); plain != text {
		leaks = append(leaks, c.read(plain, cleared)...)
	}
	leaks = append(leaks, c.style(text)...)
	slices.SortStableFunc(leaks, func(a, b Leak) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, strings.Compare(a.Rule, b.Rule), strings.Compare(a.Found, b.Found))
	})
	return slices.CompactFunc(leaks, func(a, b Leak) bool {
		return a.Rule == b.Rule && a.Line == b.Line && a.Column == b.Column
	})
}

// toldWhole reports whether a run is nothing but a piece of one value that the
// engine itself tells: a time to the hour has eight words.
func toldWhole(found string, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.Contains(oneLine(v), found) })
}

// read holds a text against the material in everything that is read as words.
func (c *Checker) read(text string, cleared Cleared) []Leak {
	h := huntIn(text)
	e := newEcho(h, cleared)
	for _, p := range c.material.Passages {
		h.part, h.open = p.Part, p.Marking.Open()
		pieces(p.Text, func(piece string, first, last bool) {
			h.holdPiece(piece, first, last)
			e.hold(h)
		})
	}
	for _, value := range cleared.Values {
		h.release(value)
	}
	leaks := slices.DeleteFunc(h.leaks(), partOfTold(h, cleared))
	leaks = slices.DeleteFunc(leaks, func(l Leak) bool { return l.Rule == RuleRun && toldWhole(l.Found, cleared.Values) })
	leaks = append(leaks, e.leaks(h)...)
	leaks = append(leaks, c.terms(h, cleared)...)
	leaks = append(leaks, c.names(h, cleared)...)
	return append(leaks, precision(h, cleared)...)
}
