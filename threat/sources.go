package threat

import (
	"cmp"
	"slices"
	"strings"

	"example.org/tocsin"
)

// A Count is from how many sources something comes, at least and at most: a
// report whose source nobody knows may be of one that is counted already.
type Count struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// A Common is why reports count as one.
type Common struct {
	Reports []tocsin.ReportID `json:"reports"`
	Why     string            `json:"why"`
}

// sources says which reports are of one source.
type sources struct {
	// at is the place of a report in parent, which leads to the report that
	// stands for all of its source.
	at     map[tocsin.ReportID]int
	parent []int
	// known says of the one that stands for all that somebody named their source.
	known  []bool
	common []Common
}

// The reasons why reports count as one.
const (
	sameBytes      = "the same original bytes"
	oneSource      = "one source"
	oneOriginator  = "one originator"
	namesAsOrigins = "one names the other as its origin"
)

// A tie is a reason with what it is about: a source, a report, an object.
type tie struct{ why, about string }

// trace finds which reports are of one source. Reports come in the order of
// their ids, so that the answer does not hang on any other.
func trace(said []Said) *sources {
	s := &sources{at: make(map[tocsin.ReportID]int, len(said)), parent: make([]int, len(said)), known: make([]bool, len(said))}
	holders := map[string][]int{}
	for i, one := range said {
		s.at[one.Report], s.parent[i] = i, i
		for _, id := range one.Holds {
			holders[id] = append(holders[id], i)
		}
	}
	ties := map[tie][]int{}
	bind := func(why, about string, these ...int) {
		if about != "" {
			ties[tie{why, about}] = append(ties[tie{why, about}], these...)
		}
	}
	for i, one := range said {
		bind(sameBytes, one.SHA256, i)
		for _, id := range one.From {
			bind(namesAsOrigins, id, i)
		}
		source, originator := fold(one.Sourcing.Source), fold(one.Sourcing.Originator)
		named := false
		for _, word := range []string{source, originator} {
			if id, ours := reportOf(said, word); ours {
				bind(namesAsOrigins, string(id), i)
				named = true
			}
		}
		if !named { // else it names a report, and so no source of its own
			bind(oneSource, source, i)
			bind(oneOriginator, originator, i)
			s.known[i] = source != ""
		}
	}
	for t := range ties {
		if t.why != namesAsOrigins {
			continue
		}
		if i, ours := s.at[tocsin.ReportID(t.about)]; ours {
			bind(t.why, t.about, i)
		}
		bind(t.why, t.about, holders[t.about]...)
	}
	s.tieAll(ties, said)
	return s
}

// shortest is how much of the id of a report names it: as much as lists show.
const shortest = 8

// reportOf gives the report that a word names, by its id or the beginning of it.
func reportOf(said []Said, word string) (tocsin.ReportID, bool) {
	if len(word) < shortest {
		return "", false
	}
	i, _ := slices.BinarySearchFunc(said, word, func(s Said, word string) int { return strings.Compare(string(s.Report), word) })
	begins := func(i int) bool { return i < len(said) && strings.HasPrefix(string(said[i].Report), word) }
	if !begins(i) || begins(i+1) {
		return "", false
	}
	return said[i].Report, true
}

// tieAll joins the reports that share a source, an originator, an origin or their
// bytes. That two name an origin which nobody filed makes them one all the same.
func (s *sources) tieAll(ties map[tie][]int, said []Said) {
	for t, these := range ties {
		slices.Sort(these)
		these = slices.Compact(these)
		if len(these) < 2 {
			continue
		}
		common := Common{make([]tocsin.ReportID, len(these)), t.why}
		for n, i := range these {
			s.union(these[0], i)
			common.Reports[n] = said[i].Report
		}
		s.common = append(s.common, common)
	}
	order := func(a, b Common) int {
		return cmp.Or(slices.Compare(a.Reports, b.Reports), strings.Compare(a.Why, b.Why))
	}
	slices.SortFunc(s.common, order)
	s.common = slices.CompactFunc(s.common, func(a, b Common) bool { return order(a, b) == 0 })
}

// union makes two reports one source.
func (s *sources) union(i, j int) {
	i, j = s.find(i), s.find(j)
	if i == j {
		return
	}
	s.parent[j] = i
	s.known[i] = s.known[i] || s.known[j]
}

// find gives the report that stands for all of the source of a report.
func (s *sources) find(i int) int {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

// count counts the sources of reports; those that are not linked count for
// nothing.
func (s *sources) count(reports []tocsin.ReportID) Count {
	var all []int
	for _, id := range reports {
		if i, ok := s.at[id]; ok {
			all = append(all, s.find(i))
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	c := Count{Most: len(all)}
	for _, i := range all {
		if s.known[i] {
			c.Least++
		}
	}
	if c.Least == 0 && c.Most > 0 {
		c.Least = 1
	}
	return c
}

// fold makes one of the writings of a name that an officer gives a source.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
