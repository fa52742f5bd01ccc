package gazetteer

import (
	"math"

	"example.org/tocsin/place"
)

// A borderTable has the features of the map: countries, territories, and parts
// of them with a border of their own.
type borderTable struct {
	features []feature
	// bands hold, degree by degree of latitude from the south, the edges there.
	bands [rows][]strip
}

// A feature is one entry of the map.
type feature struct {
	id, iso2, iso3, country, name string
	aliases                       []string
}

// A strip is what of one polygon lies in one band.
type strip struct {
	feature    int32
	west, east int64
	edges      []edge
}

// An edge is one line of a ring.
type edge struct{ a, b place.Point }

// decodeBorders reads the table.
func decodeBorders(r *reader) *borderTable {
	t := &borderTable{features: make([]feature, r.count())}
	for i := range t.features {
		f := &t.features[i]
		f.id, f.iso2, f.iso3, f.country, f.name = r.text(), r.text(), r.text(), r.text(), r.text()
		for range r.count() {
			f.aliases = append(f.aliases, r.text())
		}
		for range r.count() {
			var edges []edge
			for range r.count() {
				edges = append(edges, r.ring()...)
			}
			t.enter(int32(i), edges)
		}
	}
	return t
}

// ring reads one ring.
func (r *reader) ring() []edge {
	var edges []edge
	var at place.Point
	for i := range r.count() {
		next := place.Point{Lon: at.Lon + r.signed(), Lat: at.Lat + r.signed()}
		if i > 0 {
			edges = append(edges, edge{at, next})
		}
		at = next
	}
	return edges
}

// enter puts the edges of a polygon into their bands.
func (t *borderTable) enter(of int32, edges []edge) {
	west, east := int64(math.MaxInt64), int64(math.MinInt64)
	for _, e := range edges {
		west, east = min(west, e.a.Lon), max(east, e.a.Lon)
	}
	var in [rows][]edge
	for _, e := range edges {
		for row := rowOf(min(e.a.Lat, e.b.Lat)); row <= rowOf(max(e.a.Lat, e.b.Lat)); row++ {
			in[row] = append(in[row], e)
		}
	}
	for row, edges := range in {
		if len(edges) > 0 {
			t.bands[row] = append(t.bands[row], strip{feature: of, west: west, east: east, edges: edges})
		}
	}
}

// rowOf is the band of a latitude.
func rowOf(lat int64) int { return int(max(min((lat+90*cell)/cell, rows-1), 0)) }

// crosses reports whether an edge crosses the way from a point to the east. It
// counts in whole millionths, so that a point is never on both sides.
func (e edge) crosses(p place.Point) bool {
	if (e.a.Lat > p.Lat) == (e.b.Lat > p.Lat) {
		return false
	}
	side := (e.b.Lon-e.a.Lon)*(p.Lat-e.a.Lat) - (p.Lon-e.a.Lon)*(e.b.Lat-e.a.Lat)
	return (side > 0) == (e.b.Lat > e.a.Lat) && side != 0
}

// inside reports whether edges of rings enclose a point.
func inside(edges []edge, p place.Point) bool {
	in := false
	for _, e := range edges {
		if e.crosses(p) {
			in = !in
		}
	}
	return in
}

// seam is how far from the 180th meridian the cuts of the map may run.
const seam = 20_000

// holding gives the features that a point lies in. In the seam of the map, where
// nothing may hold it, a point lies in what is on either side.
func (t *borderTable) holding(p place.Point) []int32 {
	in := t.covering(p)
	if len(in) == 0 && (p.Lon > 180*cell-seam || p.Lon < seam-180*cell) {
		in = t.covering(place.Point{Lat: p.Lat, Lon: 180*cell - seam})
		in = append(in, t.covering(place.Point{Lat: p.Lat, Lon: seam - 180*cell})...)
	}
	return in
}

// covering gives the features whose rings enclose a point. A pole lies on the
// edge of the map, so it is looked at from beside it.
func (t *borderTable) covering(p place.Point) []int32 {
	var in []int32
	p.Lat = max(min(p.Lat, 90*cell-1), 1-90*cell)
	for _, s := range t.bands[rowOf(p.Lat)] {
		if p.Lon >= s.west && p.Lon <= s.east && inside(s.edges, p) {
			in = append(in, s.feature)
		}
	}
	return in
}

// bordering gives the features with a border within so many meters of a point.
// The cuts that the map has along the 180th meridian and at the pole are no
// borders.
func (t *borderTable) bordering(p place.Point, meters float64) []int32 {
	dlat, dlon := reachOf(p, meters)
	var near []int32
	for _, turn := range []int64{0, 360 * cell, -360 * cell} {
		q := place.Point{Lat: p.Lat, Lon: p.Lon + turn}
		if q.Lon+dlon < -180*cell || q.Lon-dlon > 180*cell {
			continue
		}
		for row := rowOf(p.Lat - dlat); row <= rowOf(p.Lat+dlat); row++ {
			for _, s := range t.bands[row] {
				if q.Lon+dlon >= s.west && q.Lon-dlon <= s.east && touches(s.edges, q, dlat, dlon, meters) {
					near = append(near, s.feature)
				}
			}
		}
	}
	return near
}

// touches reports whether any of the edges comes within so many meters.
func touches(edges []edge, p place.Point, dlat, dlon int64, meters float64) bool {
	for _, e := range edges {
		switch {
		case max(e.a.Lat, e.b.Lat) < p.Lat-dlat, min(e.a.Lat, e.b.Lat) > p.Lat+dlat,
			max(e.a.Lon, e.b.Lon) < p.Lon-dlon, min(e.a.Lon, e.b.Lon) > p.Lon+dlon:
		case e.cut():
		case e.away(p) <= meters:
			return true
		}
	}
	return false
}

// cut reports whether an edge is a cut of the map and no border.
func (e edge) cut() bool {
	meridian := min(e.a.Lon, e.b.Lon) >= 180*cell-seam || max(e.a.Lon, e.b.Lon) <= seam-180*cell
	pole := e.a.Lat == e.b.Lat && (e.a.Lat == 90*cell || e.a.Lat == -90*cell)
	return meridian || pole
}

// away is how far a point is from the edge: the earth is flat around it.
func (e edge) away(p place.Point) float64 {
	scale := math.Cos(radians(p.Lat))
	flat := func(q place.Point) (x, y float64) {
		return float64(q.Lon-p.Lon) / 1e6 * perDegree * scale, float64(q.Lat-p.Lat) / 1e6 * perDegree
	}
	ax, ay := flat(e.a)
	bx, by := flat(e.b)
	dx, dy := bx-ax, by-ay
	along := 0.0
	if long := dx*dx + dy*dy; long > 0 {
		along = max(0, min(1, -(ax*dx+ay*dy)/long))
	}
	return math.Hypot(ax+along*dx, ay+along*dy)
}
