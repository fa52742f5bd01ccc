package gazetteer

import (
	"math"
	"slices"
	"sync"

	"example.org/tocsin/place"
)

// A Claim is land that more than one government says is its own, or that is held
// by authorities whom few others recognize. Whoever must be warned there is not
// settled by a border on a map, so the gazetteer answers with all of them.
type Claim struct {
	// Area is what the land is called.
	Area string `json:"area"`
	// By are the codes of the countries that claim it; nobody does where empty.
	By []string `json:"by,omitempty"`
	// Held names authorities there that have no country code.
	Held string `json:"held,omitempty"`
	// Note says on what the entry rests.
	Note string `json:"note"`

	parts []string // features of the map, by id or code
	in    []string // countries of the map in which the shape counts; all where empty
	shape []degree // a ring around it, drawn generously
}

// A degree is a corner of a shape: longitude, latitude.
type degree [2]float64

// box is a shape with four corners.
func box(west, south, east, north float64) []degree {
	return []degree{{west, south}, {east, south}, {east, north}, {west, north}}
}

// Claimants are the countries that claim the land.
func (c Claim) Claimants() []Country {
	all := make([]Country, 0, len(c.By))
	for _, code := range c.By {
		all = append(all, lands().byCode(code))
	}
	return all
}

// Claims lists all disputed areas that the gazetteer knows.
func Claims() []Claim { return slices.Clone(claims) }

// A claimTable has the shapes of the claims as edges.
type claimTable struct{ edges [][]edge }

// claimShapes makes the table.
var claimShapes = sync.OnceValue(func() *claimTable {
	t := &claimTable{edges: make([][]edge, len(claims))}
	for i, c := range claims {
		for j, d := range c.shape {
			next := c.shape[(j+1)%len(c.shape)]
			t.edges[i] = append(t.edges[i], edge{d.point(), next.point()})
		}
	}
	return t
})

// point is the corner in millionths of a degree.
func (d degree) point() place.Point {
	return place.Point{Lon: int64(math.Round(d[0] * 1e6)), Lat: int64(math.Round(d[1] * 1e6))}
}

// claimsOn gives the claims on a point, which lies in these features of the map.
func claimsOn(p place.Point, holding []int32) []Claim {
	var all []Claim
	b, l := borders(), lands()
	for i, c := range claims {
		part := slices.ContainsFunc(holding, func(f int32) bool {
			return slices.Contains(c.parts, b.features[f].id) || b.features[f].iso2 != "" && slices.Contains(c.parts, b.features[f].iso2)
		})
		counts := len(c.in) == 0 || slices.ContainsFunc(holding, func(f int32) bool {
			at := l.features[f]
			return at >= 0 && slices.Contains(c.in, l.countries[at].Code)
		})
		if part || counts && len(c.shape) > 0 && inside(claimShapes().edges[i], p) {
			all = append(all, c)
		}
	}
	return all
}
