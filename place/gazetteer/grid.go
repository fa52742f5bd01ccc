package gazetteer

import (
	"cmp"
	"math"
	"slices"

	"example.org/tocsin/place"
)

// The grid has one cell a degree.
const (
	rows    = 180
	columns = 360
	cell    = 1_000_000
)

// A cityGrid has the cities by the cell they are in.
type cityGrid struct {
	starts []int32 // where in order each cell begins
	order  []int32
}

// cellOf is the cell of a point.
func cellOf(lat, lon int64) int {
	row := min((lat+90*cell)/cell, rows-1)
	column := min((lon+180*cell)/cell, columns-1)
	return int(row*columns + column)
}

// indexGrid sorts the cities into their cells.
func indexGrid(t *cityTable) *cityGrid {
	g := &cityGrid{starts: make([]int32, rows*columns+1), order: make([]int32, len(t.lat))}
	for i := range t.lat {
		g.starts[cellOf(int64(t.lat[i]), int64(t.lon[i]))+1]++
	}
	for i := range rows * columns {
		g.starts[i+1] += g.starts[i]
	}
	next := slices.Clone(g.starts)
	for i := range t.lat {
		at := cellOf(int64(t.lat[i]), int64(t.lon[i]))
		g.order[next[at]] = int32(i)
		next[at]++
	}
	return g
}

// earth is the mean radius of the earth in meters.
const earth = 6_371_008.8

// perDegree is how many meters a degree of latitude has.
const perDegree = earth * math.Pi / 180

// Distance is how far two points are from each other along the surface, in
// meters.
func Distance(a, b place.Point) int64 {
	return int64(math.Round(distance(a, b)))
}

// distance is the great circle by the haversine, which is good for small and
// large ones.
func distance(a, b place.Point) float64 {
	lat1, lat2 := radians(a.Lat), radians(b.Lat)
	dlat, dlon := math.Sin((lat2-lat1)/2), math.Sin(radians(b.Lon-a.Lon)/2)
	h := dlat*dlat + math.Cos(lat1)*math.Cos(lat2)*dlon*dlon
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

// radians makes radians out of millionths of a degree.
func radians(e6 int64) float64 { return float64(e6) / 1e6 * math.Pi / 180 }

// reachOf is how many millionths of a degree of latitude and of longitude a
// circle reaches: all longitudes where it touches a pole.
func reachOf(p place.Point, meters float64) (dlat, dlon int64) {
	dlat = int64(meters/perDegree*1e6) + 1
	if p.Lat+dlat >= 90*cell || p.Lat-dlat <= -90*cell {
		return dlat, 180 * cell
	}
	wide := math.Sin(meters/2/earth) / math.Cos(radians(p.Lat))
	if wide >= 1 {
		return dlat, 180 * cell
	}
	// The longitudes of a circle are widest nearer to the pole than its middle:
	// the latitude farthest out gives a bound that holds.
	edge := math.Cos(radians(max(p.Lat+dlat, dlat-p.Lat)))
	return dlat, min(int64(meters/perDegree/edge*1e6)+1, 180*cell)
}

// A Near is a city and how far it is.
type Near struct {
	City   City  `json:"city"`
	Meters int64 `json:"meters"`
}

// A hit is a city of the table and how far it is.
type hit struct {
	city   int32
	meters float64
}

// within gives the cities within a circle, the nearest first.
func (g *cityGrid) within(t *cityTable, p place.Point, meters float64) []hit {
	dlat, dlon := reachOf(p, meters)
	first, last := cellOf(max(p.Lat-dlat, -90*cell), -180*cell)/columns, cellOf(min(p.Lat+dlat, 90*cell), -180*cell)/columns
	west, span := floorDiv(p.Lon-dlon+180*cell, cell), min(floorDiv(p.Lon+dlon+180*cell, cell)-floorDiv(p.Lon-dlon+180*cell, cell)+1, columns)
	var hits []hit
	for row := first; row <= last; row++ {
		for i := range span {
			at := row*columns + int(((west+i)%columns+columns)%columns)
			for _, c := range g.order[g.starts[at]:g.starts[at+1]] {
				q := t.point(c)
				if away := apart(p.Lon, q.Lon); away > dlon || max(p.Lat-q.Lat, q.Lat-p.Lat) > dlat {
					continue // cheaper than its distance
				}
				if d := distance(p, q); d <= meters {
					hits = append(hits, hit{c, d})
				}
			}
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.meters, b.meters), cmp.Compare(a.city, b.city)) })
	return hits
}

// apart is how far two longitudes are from each other, the short way.
func apart(a, b int64) int64 {
	d := max(a-b, b-a)
	return min(d, 360*cell-d)
}

// floorDiv divides and rounds down.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Within gives the cities within so many meters of a point, the nearest first,
// and nothing for a point that is not on the earth.
func Within(p place.Point, meters int64) []Near {
	if !p.Valid() || meters < 0 {
		return nil
	}
	t := cities()
	var all []Near
	for _, h := range grid().within(t, p, float64(meters)) {
		all = append(all, Near{City: t.city(h.city), Meters: int64(math.Round(h.meters))})
	}
	return all
}

// around gives the cities that tell the region of a point which is known to so
// many meters: all within some times the distance of the nearest. Parts of
// cities tell nothing.
func (g *cityGrid) around(t *cityTable, p place.Point, within float64) []hit {
	for reach := float64(regionFloor); ; reach = min(reach*3, regionReach) {
		hits := g.whole(t, p, reach+within)
		switch {
		case len(hits) == 0 && reach < regionReach:
			continue
		case len(hits) == 0 || hits[0].meters > regionReach:
			return nil
		}
		all := max(regionFloor, regionTimes*hits[0].meters) + within
		if all > reach+within {
			return g.whole(t, p, all)
		}
		return hits[:slices.IndexFunc(append(hits, hit{meters: math.Inf(1)}), func(h hit) bool { return h.meters > all })]
	}
}

// whole is within without parts of cities.
func (g *cityGrid) whole(t *cityTable, p place.Point, meters float64) []hit {
	return slices.DeleteFunc(g.within(t, p, meters), func(h hit) bool { return t.district(h.city) })
}
