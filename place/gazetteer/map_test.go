package gazetteer

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/place"
)

// TestWithin holds the grid to a search of all cities, across the 180th meridian
// and over the poles.
func TestWithin(t *testing.T) {
	t.Parallel()
	c, g := cities(), grid()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoint(t)
		meters := rapid.Float64Range(0, 3_000_000).Draw(t, "meters")
		var want []int32
		for i := range int32(len(c.lat)) {
			if distance(p, c.point(i)) <= meters {
				want = append(want, i)
			}
		}
		var got []int32
		hits := g.within(c, p, meters)
		for _, h := range hits {
			got = append(got, h.city)
		}
		if !slices.IsSortedFunc(hits, func(a, b hit) int { return int(a.meters - b.meters) }) {
			t.Error("the nearest do not stand first")
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s within %.0f m: %d cities, not %d", p, meters, len(got), len(want))
		}
	})
	// The other side of a pole is near.
	for p, meters := range map[place.Point]float64{at(80, -160): 2_600_000, at(80, 20): 1_300_000, at(-75, 100): 2_600_000} {
		want := 0
		for i := range int32(len(c.lat)) {
			if distance(p, c.point(i)) <= meters {
				want++
			}
		}
		if got := len(g.within(c, p, meters)); got != want {
			t.Errorf("%s is near %d cities, not %d", p, got, want)
		}
	}
	// Savusavu and Taveuni lie west and east of the meridian.
	for _, lon := range []float64{179.9, -179.9} {
		var sides [2]bool
		for _, near := range Within(at(-16.8, lon), 120_000) {
			if near.City.Country.Code != "FJ" {
				t.Errorf("%v is near Fiji", near)
			}
			sides[0], sides[1] = sides[0] || near.City.Point.Lon > 0, sides[1] || near.City.Point.Lon < 0
		}
		if lon < 0 && !sides[0] {
			t.Errorf("from %v nothing is seen across the meridian", lon)
		}
	}
}

// TestBorders holds the search for near borders to the borders themselves.
func TestBorders(t *testing.T) {
	t.Parallel()
	b := borders()
	source := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		band := b.bands[source.IntN(rows)]
		if len(band) == 0 {
			continue
		}
		s := band[source.IntN(len(band))]
		e := s.edges[source.IntN(len(s.edges))]
		on := place.Point{Lat: (e.a.Lat + e.b.Lat) / 2, Lon: (e.a.Lon + e.b.Lon) / 2}
		if e.cut() {
			continue
		}
		if near := b.bordering(on, 50); !slices.Contains(near, s.feature) {
			t.Errorf("a point on a border of %s is near %v", b.features[s.feature].name, near)
		}
		// So it is from the other side of the meridian.
		off := place.Point{Lat: on.Lat, Lon: on.Lon}
		if off.Lon > 179_900_000 {
			off.Lon -= 360_000_000
			off.Lon = max(off.Lon, -180_000_000)
			if !slices.Contains(b.bordering(off, 20_000), s.feature) {
				t.Errorf("the border of %s is not seen across the meridian", b.features[s.feature].name)
			}
		}
	}
}

// TestEdges puts a point on the line between two lands into one of them.
func TestEdges(t *testing.T) {
	t.Parallel()
	ring := func(corners ...place.Point) (edges []edge) {
		for i, a := range corners {
			edges = append(edges, edge{a, corners[(i+1)%len(corners)]})
		}
		return edges
	}
	west := ring(at(0, 0), at(0, 1), at(1, 2), at(1, 0))
	east := ring(at(0, 1), at(0, 3), at(1, 3), at(1, 2))
	for lat := int64(0); lat < 1_000_000; lat += 12_347 {
		p := place.Point{Lat: lat, Lon: 1_000_000 + lat}
		if inside(west, p) == inside(east, p) {
			t.Errorf("%s is in both or none", p)
		}
	}
}

// TestCuts sees no border where the map is only cut, and one land on both sides.
func TestCuts(t *testing.T) {
	t.Parallel()
	b := borders()
	for _, p := range []place.Point{at(67.5, 180), at(67.5, -180), at(67.5, -179.9999), at(67.5, 179.99), at(67.5, -179.99), at(-90, 10), at(-89.99, 180)} {
		if near := b.bordering(p, 5000); len(near) > 0 {
			t.Errorf("at %s there is the border of %s", p, b.features[near[0]].name)
		}
		if holding := b.holding(p); len(holding) == 0 {
			t.Errorf("%s is in no country", p)
		}
	}
}

// TestMapAgrees holds the borders to the cities: nearly all lie in the country
// under which they are listed, or on land that several claim.
func TestMapAgrees(t *testing.T) {
	t.Parallel()
	c := cities()
	asked, apart := 0, map[string]int{}
	for i := int32(0); i < int32(len(c.lat)); i += 7 {
		asked++
		code := c.regions[c.region[i]].code
		w := Where{Point: c.point(i)}
		w.land()
		if !slices.ContainsFunc(w.Countries, func(c Country) bool { return c.Code == code }) {
			apart[fmt.Sprint(code, "/", codes(w.Countries))]++
		}
	}
	count := 0
	for _, n := range apart {
		count += n
	}
	if count*5000 > asked {
		t.Errorf("%d of %d cities are not in their country: %v", count, asked, apart)
	}
}

// TestRegions asks of each of many cities what region those around it would give
// it. This is the figure at regionFloor.
func TestRegions(t *testing.T) {
	t.Parallel()
	c, g := cities(), grid()
	asked, told, wrong := 0, 0, 0
	for i := int32(0); i < int32(len(c.lat)); i += 101 {
		asked++
		hits := slices.DeleteFunc(g.within(c, c.point(i), regionReach*regionTimes), func(h hit) bool { return h.city == i || c.district(h.city) })
		if len(hits) == 0 || hits[0].meters > regionReach {
			continue
		}
		first, all := c.region[hits[0].city], max(regionFloor, regionTimes*hits[0].meters)
		if slices.ContainsFunc(hits, func(h hit) bool { return h.meters <= all && c.region[h.city] != first }) {
			continue
		}
		told++
		if first != c.region[i] {
			wrong++
		}
	}
	t.Logf("of %d cities the others tell the region of %d, %d wrong", asked, told, wrong)
	if told*10 < asked*6 || wrong*100 > told*2 {
		t.Errorf("of %d cities the others tell the region of %d, %d wrong", asked, told, wrong)
	}
}

// TestClaims holds the table to the map: every code and part is one of it, and
// every entry says on what it rests.
func TestClaims(t *testing.T) {
	t.Parallel()
	b, l := borders(), lands()
	for i, c := range Claims() {
		if c.Area == "" || c.Note == "" || len(c.parts) == 0 && len(c.shape) < 3 || len(c.By) == 0 && c.Area != "Bir Tawil" {
			t.Errorf("%+v is not whole", c)
		}
		if len(c.By) == 1 && c.Held == "" {
			t.Errorf("%s is claimed by one", c.Area)
		}
		for _, code := range slices.Concat(c.By, c.in) {
			if l.index(code) < 0 {
				t.Errorf("%s: %s is no country", c.Area, code)
			}
		}
		for _, part := range c.parts {
			if !slices.ContainsFunc(b.features, func(f feature) bool { return f.id == part || f.iso2 == part }) {
				t.Errorf("%s: %s is not on the map", c.Area, part)
			}
		}
		if slices.ContainsFunc(claims[:i], func(other Claim) bool { return other.Area == c.Area }) {
			t.Errorf("%s is listed twice", c.Area)
		}
	}
	for id, code := range parts {
		if !slices.ContainsFunc(b.features, func(f feature) bool { return f.id == id }) || l.index(code) < 0 {
			t.Errorf("the map has no %s, or no %s", id, code)
		}
	}
	if first := Claims(); !reflect.DeepEqual(first, claims) || &first[0] == &claims[0] {
		t.Error("the table can be changed from outside")
	}
}
