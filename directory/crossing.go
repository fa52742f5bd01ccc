package directory

import (
	"fmt"
	"math"
	"slices"

	"example.org/tocsin/place"
)

// A line is one edge of a ring on its way to be held against others.
type line struct {
	a, b       place.Point
	ring, n    int // the ring, and the edge in it
	west, east int64
}

// crossing refuses rings of which any two edges have a point in common that they
// need not have, and names it.
func crossing(rings [][]place.Point) error {
	var lines []line
	for r, ring := range rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			lines = append(lines, line{a, b, r, i, min(a.Lon, b.Lon), max(a.Lon, b.Lon)})
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return int(a.west - b.west) })
	for i, l := range lines {
		for _, m := range lines[i+1:] {
			if m.west > l.east {
				break
			}
			if at, bad := l.meets(m, len(rings[l.ring])); bad {
				return fmt.Errorf("edge %d of ring %d and edge %d of ring %d cross or touch at %s; a polygon has to go around once",
					l.n+1, l.ring+1, m.n+1, m.ring+1, pointText(at))
			}
		}
	}
	return nil
}

// meets reports whether two edges meet where they may not, and about where.
func (l line) meets(m line, edges int) (place.Point, bool) {
	if max(l.a.Lat, l.b.Lat) < min(m.a.Lat, m.b.Lat) || min(l.a.Lat, l.b.Lat) > max(m.a.Lat, m.b.Lat) {
		return place.Point{}, false
	}
	if l.ring == m.ring {
		switch {
		case (l.n+1)%edges == m.n: // they share l.b
			return l.b, l.folds(m.b) || m.folds(l.a)
		case (m.n+1)%edges == l.n:
			return l.a, m.folds(l.b) || l.folds(m.a)
		}
	}
	s1, s2, s3, s4 := side(l.a, l.b, m.a), side(l.a, l.b, m.b), side(m.a, m.b, l.a), side(m.a, m.b, l.b)
	if s1*s2 < 0 && s3*s4 < 0 {
		return meeting(l, m), true
	}
	for _, end := range []struct {
		side int
		of   line
		p    place.Point
	}{{s1, l, m.a}, {s2, l, m.b}, {s3, m, l.a}, {s4, m, l.b}} {
		if end.side == 0 && on(end.of.a, end.of.b, end.p) {
			return end.p, true
		}
	}
	return place.Point{}, false
}

// folds reports whether the far end of the next edge lies on this one.
func (l line) folds(p place.Point) bool { return side(l.a, l.b, p) == 0 && on(l.a, l.b, p) }

// meeting is about where two edges cross.
func meeting(l, m line) place.Point {
	dx, dy := float64(l.b.Lon-l.a.Lon), float64(l.b.Lat-l.a.Lat)
	ex, ey := float64(m.b.Lon-m.a.Lon), float64(m.b.Lat-m.a.Lat)
	t := (float64(m.a.Lon-l.a.Lon)*ey - float64(m.a.Lat-l.a.Lat)*ex) / (dx*ey - dy*ex)
	p := place.Point{Lat: l.a.Lat + int64(math.Round(t*dy)), Lon: l.a.Lon + int64(math.Round(t*dx))}
	p.Lon = wrapped(p.Lon)
	return p
}

// wrapped gives a longitude as it is written, the 180th meridian as 180.
func wrapped(lon int64) int64 {
	for lon > half {
		lon -= turn
	}
	for lon <= -half {
		lon += turn
	}
	return lon
}
