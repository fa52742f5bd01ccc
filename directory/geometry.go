package directory

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
)

// The measures of the earth, in millionths of a degree and meters.
const (
	degree   = 1_000_000
	turn     = 360 * degree
	half     = 180 * degree
	perMicro = 0.111_195 // meters of one millionth of a degree on a great circle
)

// The bounds of a shape.
const (
	// MaxPoints is how many points a polygon has at most, all rings together.
	MaxPoints = 2000
	// MaxRadius is the widest circle in meters.
	MaxRadius = 2_000_000
)

// A box is between two latitudes and two longitudes; east may lie beyond 180
// degrees.
type box struct{ south, west, north, east int64 }

// meets reports whether two boxes have a point in common.
func (b box) meets(o box) bool {
	return b.south <= o.north && o.south <= b.north && b.west <= o.east && o.west <= b.east
}

// moved gives the box so many millionths farther east.
func (b box) moved(by int64) box { return box{b.south, b.west + by, b.north, b.east + by} }

// with gives the box that holds another too.
func (b box) with(o box) box {
	return box{min(b.south, o.south), min(b.west, o.west), max(b.north, o.north), max(b.east, o.east)}
}

// A circle is all that is so many meters around a point.
type circle struct {
	at     place.Point
	meters int64
}

// parseCircle reads "lat,lon,radius" with the radius in m or km.
func parseCircle(text string) (circle, error) {
	i := strings.LastIndexByte(text, ',')
	if i < 0 {
		return circle{}, errors.New("write latitude, longitude and radius, like 59.91,10.75,5km")
	}
	at, err := coordinate(text[:i])
	if err != nil {
		return circle{}, err
	}
	size := strings.TrimSpace(text[i+1:])
	digits, unit := strings.TrimSuffix(size, "m"), int64(1)
	if less, ok := strings.CutSuffix(digits, "k"); ok {
		digits, unit = less, 1000
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || digits == size || n < 1 || n*unit > MaxRadius || digits[0] == '+' {
		return circle{}, fmt.Errorf("%s is no radius; write 500m or 5km, up to %d km", quote(size), MaxRadius/1000)
	}
	return circle{at, n * unit}, nil
}

// text writes the circle.
func (c circle) text() string {
	size := strconv.FormatInt(c.meters, 10) + "m"
	if c.meters%1000 == 0 {
		size = strconv.FormatInt(c.meters/1000, 10) + "km"
	}
	return pointText(c.at) + "," + size
}

// holds reports whether a point lies within so many meters of the circle.
func (c circle) holds(p place.Point, within int64) bool {
	return gazetteer.Distance(c.at, p) <= c.meters+within
}

// bounds is a box around the circle.
func (c circle) bounds() box { return around(c.at, c.meters) }

// around is a box that holds everything so many meters around a point, and a
// little more.
func around(p place.Point, meters int64) box {
	reach := float64(meters)/perMicro*1.01 + 2
	b := box{p.Lat - int64(reach), p.Lon - half, p.Lat + int64(reach), p.Lon + half}
	if b.south <= -90*degree || b.north >= 90*degree {
		return b
	}
	// How far east a circle goes is more than its reach at its own latitude.
	angle := reach / degree * math.Pi / 180
	if ratio := math.Sin(angle) / math.Cos(float64(p.Lat)/degree*math.Pi/180); ratio < 1 {
		wide := int64(math.Asin(ratio)*180/math.Pi*degree) + 2
		b.west, b.east = p.Lon-wide, p.Lon+wide
	}
	return b
}

// A polygon is rings on the earth: the first is around it, the others are holes in
// it. Each edge goes the shorter way around the earth, so that longitudes of a
// ring go on beyond 180 degrees where it crosses the 180th meridian.
type polygon struct {
	rings [][]place.Point
	box   box
}

// parsePolygon reads "lat,lon lat,lon ...", with "|" before each hole. It refuses
// what has no inside that everybody would agree on.
func parsePolygon(text string) (polygon, error) {
	var p polygon
	points := 0
	for i, part := range strings.Split(text, "|") {
		ring, err := parseRing(part)
		if err != nil {
			return polygon{}, fmt.Errorf("ring %d: %w", i+1, err)
		}
		if points += len(ring); points > MaxPoints {
			return polygon{}, fmt.Errorf("it has more than %d points; leave out those that change little", MaxPoints)
		}
		if i > 0 {
			ring = beside(ring, p.rings[0][0])
		}
		p.rings = append(p.rings, ring)
	}
	if err := crossing(p.rings); err != nil {
		return polygon{}, err
	}
	p.box = boundsOf(p.rings[0])
	return p, p.checkHoles()
}

// parseRing reads the points of one ring, the last of which may be the first
// again.
func parseRing(text string) ([]place.Point, error) {
	fields := strings.Fields(text)
	if len(fields) > MaxPoints+1 {
		return nil, fmt.Errorf("it has more than %d points", MaxPoints)
	}
	ring := make([]place.Point, 0, len(fields))
	for _, f := range fields {
		p, err := coordinate(f)
		if err != nil {
			return nil, err
		}
		if p.Lon == -half {
			p.Lon = half // one meridian has one number
		}
		if n := len(ring); n == 0 || ring[n-1] != p {
			ring = append(ring, p)
		}
	}
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	if len(ring) < 3 {
		return nil, errors.New("it needs three points at least")
	}
	return unrolled(ring)
}

// unrolled lets longitudes go on beyond 180 degrees, so that each edge is as short
// as it can be.
func unrolled(ring []place.Point) ([]place.Point, error) {
	out := []place.Point{ring[0]}
	for i := range ring {
		next := ring[(i+1)%len(ring)]
		last := out[i]
		for next.Lon-last.Lon > half {
			next.Lon -= turn
		}
		for next.Lon-last.Lon < -half {
			next.Lon += turn
		}
		if d := next.Lon - last.Lon; d == half || d == -half {
			return nil, fmt.Errorf("the edge from %s goes half around the earth; put a point between", pointText(ring[i]))
		}
		out = append(out, next)
	}
	if out[len(ring)] != ring[0] {
		return nil, errors.New("it goes around a pole; use a circle, or several polygons that meet there")
	}
	return out[:len(ring)], nil
}

// beside moves a ring by whole turns to where it is nearest to a point.
func beside(ring []place.Point, p place.Point) []place.Point {
	by := int64(0)
	for ring[0].Lon+by-p.Lon > half {
		by -= turn
	}
	for ring[0].Lon+by-p.Lon < -half {
		by += turn
	}
	for i := range ring {
		ring[i].Lon += by
	}
	return ring
}

// boundsOf is the box of a ring.
func boundsOf(ring []place.Point) box {
	b := box{ring[0].Lat, ring[0].Lon, ring[0].Lat, ring[0].Lon}
	for _, p := range ring[1:] {
		b = b.with(box{p.Lat, p.Lon, p.Lat, p.Lon})
	}
	return b
}

// text writes the polygon.
func (p polygon) text() string {
	rings := make([]string, 0, len(p.rings))
	for _, ring := range p.rings {
		points := make([]string, 0, len(ring))
		for _, q := range ring {
			q.Lon = wrapped(q.Lon)
			points = append(points, pointText(q))
		}
		rings = append(rings, strings.Join(points, " "))
	}
	return strings.Join(rings, " | ")
}

// checkHoles holds that each hole lies in the outer ring and in no other hole;
// that no edges cross is known.
func (p polygon) checkHoles() error {
	for i, hole := range p.rings[1:] {
		for j, ring := range p.rings {
			if in := enclosed(ring, hole[0]); j != i+1 && in != (j == 0) {
				return fmt.Errorf("the hole of ring %d does not lie in the first ring alone", i+2)
			}
		}
	}
	return nil
}

// crossesMeridian reports whether the polygon lies on both sides of the 180th
// meridian.
func (p polygon) crossesMeridian() bool { return p.box.west < -half || p.box.east > half }

// enclosed reports whether a ring encloses a point; all in whole numbers, so that
// a point is never on both sides.
func enclosed(ring []place.Point, p place.Point) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (side(a, b, p) > 0) == (b.Lat > a.Lat) {
			in = !in
		}
	}
	return in
}

// side tells on which side of the line from a to b a point lies: 0 is on it.
func side(a, b, p place.Point) int {
	v := (b.Lon-a.Lon)*(p.Lat-a.Lat) - (p.Lon-a.Lon)*(b.Lat-a.Lat)
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// on reports whether a point that lies on the line of an edge lies on the edge.
func on(a, b, p place.Point) bool {
	return min(a.Lat, b.Lat) <= p.Lat && p.Lat <= max(a.Lat, b.Lat) && min(a.Lon, b.Lon) <= p.Lon && p.Lon <= max(a.Lon, b.Lon)
}

// holds reports whether a point lies in the polygon, on its edge, or within so
// many meters of it.
func (p polygon) holds(at place.Point, within int64) bool {
	reach := around(at, within)
	for _, by := range []int64{0, turn, -turn} {
		if q := (place.Point{Lat: at.Lat, Lon: at.Lon + by}); p.box.meets(reach.moved(by)) && p.has(q, float64(within)) {
			return true
		}
	}
	return false
}

// has is holds for a point whose longitude is that of the polygon.
func (p polygon) has(q place.Point, within float64) bool {
	in := false
	for _, ring := range p.rings {
		if enclosed(ring, q) {
			in = !in
		}
	}
	if in {
		return true
	}
	for _, ring := range p.rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if side(a, b, q) == 0 && on(a, b, q) || within > 0 && away(a, b, q) <= within {
				return true
			}
		}
	}
	return false
}

// away is how far a point is from an edge in meters: the earth is flat around it.
func away(a, b, p place.Point) float64 {
	scale := math.Cos(float64(p.Lat) / degree * math.Pi / 180)
	flat := func(q place.Point) (x, y float64) {
		return float64(q.Lon-p.Lon) * perMicro * scale, float64(q.Lat-p.Lat) * perMicro
	}
	ax, ay := flat(a)
	bx, by := flat(b)
	dx, dy := bx-ax, by-ay
	along := 0.0
	if long := dx*dx + dy*dy; long > 0 {
		along = max(0, min(1, -(ax*dx+ay*dy)/long))
	}
	return math.Hypot(ax+along*dx, ay+along*dy)
}
