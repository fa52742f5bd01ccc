package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/place/gazetteer"
)

// A Reason is why somebody must be told.
type Reason struct {
	// Scope is the scope that meets the target, as it is written.
	Scope string `json:"scope"`
	Role  Role   `json:"role"`
	// From is the fact of the target, Why how the scope meets it.
	From string `json:"from"`
	Why  string `json:"why"`
	// Perhaps is true where the target is told too coarsely to be sure.
	Perhaps bool `json:"perhaps,omitempty"`

	kind ScopeKind
	own  bool
}

// A Match is one recipient who protects the target or is exposed.
type Match struct {
	ID    tocsin.RecipientID `json:"id"`
	Name  string             `json:"name"`
	Class Class              `json:"class"`
	OrgID string             `json:"org_id,omitempty"`
	// Kind is what the packs call it.
	Kind    string   `json:"kind"`
	Reasons []Reason `json:"reasons"`
	// Perhaps is true where no reason is sure.
	Perhaps bool `json:"perhaps,omitempty"`
	Reach
}

// Protects reports whether any of the reasons is that the recipient protects.
func (m Match) Protects() bool {
	return slices.ContainsFunc(m.Reasons, func(r Reason) bool { return r.Role == RoleProtects })
}

// Exposed reports whether any of the reasons is that the recipient is in danger.
func (m Match) Exposed() bool {
	return slices.ContainsFunc(m.Reasons, func(r Reason) bool { return r.Role == RoleExposed })
}

// A Gap is what somebody has to do: a part of the target that nobody protects who
// can be reached.
type Gap struct {
	// Kind is "target", "place", "name" or the kind of an asset.
	Kind string `json:"kind"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// An Answer is all who protect a target or are exposed, and what is missing.
type Answer struct {
	Matches []Match `json:"matches"`
	Missing []Gap   `json:"missing"`
	// Notes say what could not be looked at, and why.
	Notes []string `json:"notes,omitempty"`
}

// mostInside is how many smaller networks of one network are listed.
const mostInside = 10_000

// Match answers who protects a target or is exposed at a time, all of them.
func (x *Index) Match(t Target, at time.Time) Answer {
	m := matching{index: x, at: at, reasons: map[int32][]Reason{}, reach: map[int32]Reach{}}
	m.answer.Matches, m.answer.Missing = []Match{}, []Gap{}
	for _, p := range t.Places {
		m.place(p)
	}
	for _, a := range t.Assets {
		m.asset(a)
	}
	var unknown []TargetName
	for _, n := range t.Names {
		if !m.words(n) {
			unknown = append(unknown, n)
		}
	}
	m.finish()
	m.unnamed(unknown)
	if t.Empty() {
		m.gap("target", "the target", "neither where nor who nor what is known: assess the dossier first")
	}
	return m.answer
}

// A matching is one question on its way.
type matching struct {
	index   *Index
	at      time.Time
	reasons map[int32][]Reason
	reach   map[int32]Reach
	answer  Answer
}

// gap adds a gap once.
func (m *matching) gap(kind, what, why string) {
	if g := (Gap{kind, what, why}); !slices.Contains(m.answer.Missing, g) {
		m.answer.Missing = append(m.answer.Missing, g)
	}
}

// note adds a note once.
func (m *matching) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(m.answer.Notes, n) {
		m.answer.Notes = append(m.answer.Notes, n)
	}
}

// A cover says how well one part of a target is protected.
type cover struct {
	sure, perhaps, unreachable int
	problem                    string
}

// add takes a reason, and counts it.
func (m *matching) add(at ref, from, why string, perhaps bool, c *cover) {
	s := m.index.scope(at)
	r := Reason{Scope: shown(s), Role: s.Role, From: from, Why: why, Perhaps: perhaps, kind: s.Kind, own: at.scope == own}
	if r.own {
		r.Scope = "its name"
	}
	if !slices.Contains(m.reasons[at.recipient], r) {
		m.reasons[at.recipient] = append(m.reasons[at.recipient], r)
	}
	if s.Role != RoleProtects || c == nil {
		return
	}
	reach := m.reachOf(at.recipient)
	switch {
	case !reach.Reachable:
		c.unreachable++
		c.problem = m.index.list[at.recipient].Name + ": " + strings.Join(reach.Problems, ", ")
	case perhaps:
		c.perhaps++
	default:
		c.sure++
	}
}

// reachOf says how a recipient is reached, once each.
func (m *matching) reachOf(i int32) Reach {
	r, ok := m.reach[i]
	if !ok {
		r = m.index.Reach(m.index.list[i], m.at)
		m.reach[i] = r
	}
	return r
}

// shown writes a scope short enough to be read, without its role.
func shown(s Scope) string {
	const most = 80
	text := string(s.Kind) + ":" + s.Value
	if len(text) > most && s.Kind == ScopePolygon {
		return text[:most] + "..."
	}
	return text
}

// lacks adds the gap that a cover leaves.
func (m *matching) lacks(c cover, kind, what string) {
	switch {
	case c.sure > 0:
	case c.unreachable > 0 && c.perhaps == 0:
		m.gap(kind, what, "who protects it cannot be reached: "+c.problem)
	case c.perhaps > 0:
		m.gap(kind, what, "who protects it is not sure: it is told too coarsely")
	default:
		m.gap(kind, what, "nobody in the directory protects it")
	}
}

// place matches one place, and names each country that it may be in and that
// lacks a protector.
func (m *matching) place(p TargetPlace) {
	l := locate(p)
	if l.problem != "" {
		m.gap("place", p.Place.String(), l.problem)
	}
	shapes := m.shapesAt(l, p)
	if len(l.spots) == 0 && len(m.index.shapes) > 0 {
		m.note("%s is told without a point or a city that is known: no polygon and no circle could be held against it", p.Place)
	}
	for _, one := range l.lands {
		var c cover
		m.land(one, p, &c)
		for _, s := range shapes {
			if len(l.lands) == 1 || countryOf(m.index.list[s.at.recipient]) == one.code {
				m.add(s.at, p.From, s.why, s.perhaps, &c)
			} else {
				m.add(s.at, p.From, s.why, s.perhaps, nil)
			}
		}
		what := p.Place.String()
		if len(l.lands) > 1 {
			what += ", for " + one.name + " (" + one.why + ")"
		}
		m.lacks(c, "place", what)
	}
	if len(l.lands) == 0 {
		var c cover
		for _, s := range shapes {
			m.add(s.at, p.From, s.why, s.perhaps, &c)
		}
		if l.problem == "" {
			m.lacks(c, "place", p.Place.String())
		}
	}
}

// countryOf is the country of a recipient, by its code of two letters.
func countryOf(r Recipient) string {
	if c, ok := gazetteer.ByCountry(r.Country); ok && r.Country != "" {
		return c.Code
	}
	return ""
}

// land matches one country that a place may be in.
func (m *matching) land(l land, p TargetPlace, c *cover) {
	perhaps := l.perhaps || p.Perhaps
	for _, at := range m.index.lands[l.code] {
		m.add(at, p.From, "it is in "+l.name+": "+l.why, perhaps, c)
	}
	if l.of != "" && l.of != l.code {
		for _, at := range m.index.lands[l.of] {
			m.add(at, p.From, "it is in "+l.name+", which belongs to "+l.of+": "+l.why, perhaps, c)
		}
	}
	if len(l.regions) == 0 {
		for _, at := range m.index.behind[l.code] {
			m.add(at, p.From, "it is in "+l.name+", in which region is not known", true, c)
		}
		return
	}
	for _, region := range l.regions {
		why := "it is in " + region
		if !l.sure {
			why = "it may be in " + region
		}
		for _, at := range m.index.parts[l.code+"/"+region] {
			m.add(at, p.From, why, perhaps || !l.sure, c)
		}
	}
}

// A hit is a shape that a place meets.
type hit struct {
	at      ref
	why     string
	perhaps bool
}

// shapesAt finds polygons and circles that hold a place.
func (m *matching) shapesAt(l location, p TargetPlace) []hit {
	var all []hit
	for _, s := range l.spots {
		for _, i := range m.index.tree.meeting(around(s.at, s.within)) {
			sh := m.index.shapes[i]
			holds := sh.circle.holds
			if sh.polygon != nil {
				holds = sh.polygon.holds
			}
			switch {
			case holds(s.at, 0):
				all = append(all, hit{sh.ref, s.why + " lies in it", s.perhaps || p.Perhaps || s.whole})
			case s.within > 0 && holds(s.at, s.within):
				all = append(all, hit{sh.ref, fmt.Sprintf("%s, known to %d km, may lie in it", s.why, (s.within+999)/1000), true})
			}
		}
	}
	return all
}

// asset matches one network, autonomous system or domain.
func (m *matching) asset(a TargetAsset) {
	var c cover
	switch a.Kind {
	case ScopePrefix:
		m.network(a, &c)
	case ScopeASN:
		n, err := strconv.ParseUint(a.Value, 10, 32)
		if err == nil {
			for _, at := range m.index.systems[uint32(n)] {
				m.add(at, a.From, "it is that autonomous system", a.Perhaps, &c)
			}
		}
	case ScopeDomain:
		for _, at := range m.index.domains[a.Value] {
			m.add(at, a.From, "it is that domain", a.Perhaps, &c)
		}
		for up := range above(a.Value) {
			for _, at := range m.index.domains[up] {
				m.add(at, a.From, a.Value+" lies in it", a.Perhaps, &c)
			}
		}
		for _, at := range m.index.suffixes[a.Value] {
			m.add(at, a.From, "it lies in "+a.Value, true, &c)
		}
	case ScopeCountry, ScopeRegion, ScopePolygon, ScopeCircle, ScopeOrganization, ScopeGroup:
	}
	m.lacks(c, string(a.Kind), a.Value)
}

// network matches one network: those around it, and those in it.
func (m *matching) network(a TargetAsset, c *cover) {
	p, err := parsePrefix(a.Value)
	if err != nil {
		return
	}
	m.index.nets.around(p, func(o prefix, refs []ref) {
		for _, at := range refs {
			m.add(at, a.From, o.String()+" holds "+p.String(), a.Perhaps, c)
		}
	})
	listed := 0
	m.index.nets.inside(p, func(o prefix, refs []ref) bool {
		for _, at := range refs {
			m.add(at, a.From, o.String()+" is a part of "+p.String(), true, c)
		}
		if listed += len(refs); listed > mostInside {
			m.note("%s holds more than %d smaller networks of the directory: the others are not listed", p, mostInside)
		}
		return listed <= mostInside
	})
}

// The scores of a name, as room name has them. A family name alone may be a
// person; a body is not meant by one of its words, which is often that of a place.
const (
	scoreSame  = 80
	scoreMaybe = 60
)

// words matches the names that words hold; it says whether there were any.
func (m *matching) words(n TargetName) bool {
	found := false
	for _, h := range m.index.finder.Find(n.Words, scoreMaybe) {
		at := m.index.named[h.Name]
		person := at.scope == own && m.index.list[at.recipient].Class == ClassPerson
		if h.Score < scoreSame && !person {
			continue
		}
		m.add(at, n.From, fmt.Sprintf("it is named, %d of 100: %s", h.Score, h.Why), n.Perhaps || h.Score < scoreSame, nil)
		found = true
	}
	return found
}

// unnamed says which words name nobody. Where nobody is sure to protect anything
// of the target, that is a gap.
func (m *matching) unnamed(all []TargetName) {
	protected := slices.ContainsFunc(m.answer.Matches, func(o Match) bool { return o.Protects() && !o.Perhaps && o.Reachable })
	for _, n := range all {
		if len(AssetsIn(n.Words)) > 0 {
			continue // they are what it names
		}
		if protected {
			m.note("nobody is listed under a name that stands in %s", n.From)
		} else {
			m.gap("name", n.Words, "nobody in the directory bears the name, protects it or is exposed with it")
		}
	}
}

// finish makes the matches, those first that are sure, then those who protect,
// then by name.
func (m *matching) finish() {
	for i, reasons := range m.reasons {
		r := m.index.list[i]
		one := Match{ID: r.ID, Name: r.Name, Class: r.Class, OrgID: r.OrgID, Kind: kindOf(r, reasons), Reasons: reasons, Reach: m.reachOf(i)}
		one.Perhaps = !slices.ContainsFunc(reasons, func(o Reason) bool { return !o.Perhaps })
		slices.SortStableFunc(one.Reasons, func(a, b Reason) int { return cmp.Compare(rank(a.Perhaps), rank(b.Perhaps)) })
		m.answer.Matches = append(m.answer.Matches, one)
	}
	slices.SortFunc(m.answer.Matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(rank(a.Perhaps), rank(b.Perhaps)), cmp.Compare(rank(!a.Protects()), rank(!b.Protects())),
			strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
	})
}

// rank puts what is false first.
func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}
