package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"example.org/tocsin"
	"example.org/tocsin/name"
)

// A ref is one scope of one recipient, by their places; its scope is own for the
// recipient's own name.
type ref struct{ recipient, scope int32 }

// own stands for the name of the recipient itself.
const own = -1

// compare orders refs as the list does.
func (r ref) compare(o ref) int {
	return cmp.Or(cmp.Compare(r.recipient, o.recipient), cmp.Compare(r.scope, o.scope))
}

// A shape is a polygon or a circle of one scope.
type shape struct {
	ref     ref
	polygon *polygon
	circle  circle
}

// An Index is a list made ready to be asked who protects a target. It is never
// changed, and may be asked by many at once.
type Index struct {
	list  List
	byID  map[tocsin.RecipientID]int32
	lands map[string][]ref // by the code of the country
	parts map[string][]ref // by the code and the region
	// behind are those of regions by the code of their country, for a place that
	// is told no finer.
	behind  map[string][]ref
	shapes  []shape
	tree    *tree
	nets    *table
	systems map[uint32][]ref
	domains map[string][]ref
	// suffixes are the domains above those of scopes, for one that is told by its
	// end alone.
	suffixes map[string][]ref
	finder   *name.Finder
	names    []string
	named    []ref
}

// NewIndex makes an index. It refuses a list with a scope that it cannot read.
func NewIndex(list List) (*Index, error) {
	x := &Index{
		list: slices.Clone(list), byID: make(map[tocsin.RecipientID]int32, len(list)), lands: map[string][]ref{}, parts: map[string][]ref{},
		behind: map[string][]ref{}, systems: map[uint32][]ref{}, domains: map[string][]ref{}, suffixes: map[string][]ref{},
	}
	var nets []network
	for i, r := range x.list {
		x.byID[r.ID] = short(i)
		if r.Class != ClassIntermediary {
			x.name(r.Name, ref{short(i), own})
		}
		for j, s := range r.Scopes {
			at := ref{short(i), short(j)}
			n, err := x.enter(s, at)
			if err != nil {
				return nil, fmt.Errorf("reading scope %d of recipient %s: %w", j+1, r.ID, err)
			}
			if n != nil {
				nets = append(nets, *n)
			}
		}
	}
	var leaves []leaf
	for i, s := range x.shapes {
		b := s.circle.bounds
		if s.polygon != nil {
			leaves = enter(leaves, s.polygon.box, short(i))
			continue
		}
		leaves = enter(leaves, b(), short(i))
	}
	x.tree, x.nets, x.finder = newTree(leaves), newTable(nets), name.NewFinder(x.names)
	return x, nil
}

// List gives the list that the index is of.
func (x *Index) List() List { return slices.Clone(x.list) }

// enter takes in one scope; a network is given back, since they are sorted
// together.
func (x *Index) enter(s Scope, at ref) (*network, error) {
	switch s.Kind {
	case ScopeCountry:
		x.lands[s.Value] = append(x.lands[s.Value], at)
	case ScopeRegion:
		x.parts[s.Value] = append(x.parts[s.Value], at)
		code := s.Value[:min(2, len(s.Value))]
		x.behind[code] = append(x.behind[code], at)
	case ScopePolygon:
		p, err := parsePolygon(s.Value)
		if err != nil {
			return nil, err
		}
		x.shapes = append(x.shapes, shape{ref: at, polygon: &p})
	case ScopeCircle:
		c, err := parseCircle(s.Value)
		if err != nil {
			return nil, err
		}
		x.shapes = append(x.shapes, shape{ref: at, circle: c})
	case ScopePrefix:
		p, err := parsePrefix(s.Value)
		return &network{p, at}, err
	case ScopeASN:
		n, err := strconv.ParseUint(s.Value, 10, 32)
		if err != nil {
			return nil, err
		}
		x.systems[uint32(n)] = append(x.systems[uint32(n)], at)
	case ScopeDomain:
		x.domains[s.Value] = append(x.domains[s.Value], at)
		for up := range above(s.Value) {
			x.suffixes[up] = append(x.suffixes[up], at)
		}
	case ScopeOrganization, ScopeGroup:
		x.name(s.Value, at)
	default:
		return nil, fmt.Errorf("%s is no kind of scope that this version knows", quote(string(s.Kind)))
	}
	return nil, nil //nolint:nilnil // only networks are given back
}

// name takes in one name.
func (x *Index) name(words string, at ref) {
	x.names, x.named = append(x.names, words), append(x.named, at)
}

// scope gives the scope of a ref; of a recipient's own name, one that says so.
func (x *Index) scope(at ref) Scope {
	r := x.list[at.recipient]
	if at.scope != own {
		return r.Scopes[at.scope]
	}
	kind := ScopeOrganization
	if r.Class == ClassPerson {
		kind = ScopeGroup
	}
	return Scope{kind, r.Name, RoleExposed}
}

// above gives the domains above one, down to those of two labels.
func above(domain string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(domain) {
			if domain[i] == '.' {
				if rest := domain[i+1:]; !isDomain(rest) || !yield(rest) {
					return
				}
			}
		}
	}
}
