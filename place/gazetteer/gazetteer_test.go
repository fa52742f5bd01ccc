package gazetteer

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/place"
)

// at is a point from degrees.
func at(lat, lon float64) place.Point { return degree{lon, lat}.point() }

// slashed is a place with its steps apart.
func slashed(p place.Place) string { return strings.Join(p.Steps(), "/") }

// codes are the codes of countries, in order.
func codes(list []Country) string {
	var all []string
	for _, c := range list {
		all = append(all, c.Code)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// drawPoint gives a point, more often where the map is difficult: at the 180th
// meridian, at a pole, and near a city.
func drawPoint(t *rapid.T) place.Point {
	lat := rapid.Int64Range(-90_000_000, 90_000_000).Draw(t, "lat")
	lon := rapid.Int64Range(-180_000_000, 180_000_000).Draw(t, "lon")
	c := cities()
	switch rapid.SampledFrom([]string{"anywhere", "meridian", "pole", "city", "city", "city"}).Draw(t, "where") {
	case "meridian":
		lon = (180_000_000 - rapid.Int64Range(0, 500_000).Draw(t, "off")) * (1 - 2*(lat&1))
	case "pole":
		lat = (90_000_000 - rapid.Int64Range(0, 900_000).Draw(t, "off")) * (1 - 2*(lon&1))
	case "city":
		p := c.point(int32(rapid.IntRange(0, len(c.lat)-1).Draw(t, "city")))
		lat = max(-90_000_000, min(90_000_000, p.Lat+rapid.Int64Range(-90_000, 90_000).Draw(t, "north")))
		lon = max(-180_000_000, min(180_000_000, p.Lon+rapid.Int64Range(-90_000, 90_000).Draw(t, "east")))
	}
	return place.Point{Lat: lat, Lon: lon}
}

// TestByName finds places however their names are written.
func TestByName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		hints []string
		want  string // of the largest
		count int    // 0: any
	}{
		{"Kerman", nil, "Kerman/Kerman/Iran", 2},
		{"KERMĀN", nil, "Kerman/Kerman/Iran", 2},
		{"kerman", []string{"US"}, "Kerman/California/United States", 1},
		{"Kerman", []string{"California", "United States of America"}, "Kerman/California/United States", 1},
		{"Kerman", []string{"Kerman Province"}, "Kerman/Kerman/Iran", 1},
		{"Kerman", []string{"France"}, "", -1},
		{"sao paulo", []string{"Brazil"}, "São Paulo/São Paulo/Brazil", 1},
		{"São-Paulo", []string{"BRA"}, "São Paulo/São Paulo/Brazil", 1},
		{"Lodz", nil, "Łódź/Łódź Voivodeship/Poland", 1},
		{"St. Petersburg", []string{"Florida"}, "St. Petersburg/Florida/United States", 1},
		{"St Petersburg", nil, "Saint Petersburg/St.-Petersburg/Russia", 0},
		{"Leningrad", nil, "Saint Petersburg/St.-Petersburg/Russia", 0},
		{"Kiev", nil, "Kyiv/Kyiv City/Ukraine", 1},
		{"Bombay", []string{"India"}, "Mumbai/Maharashtra/India", 1},
		{"Cologne", []string{"Germany"}, "Köln/North Rhine-Westphalia/Germany", 0},
		{"Esfahān", nil, "Isfahan/Isfahan/Iran", 1},
		{"Allahabad", []string{"India"}, "Prayagraj/Uttar Pradesh/India", 1},
		{"no such place anywhere", nil, "", -1},
		{"", nil, "", -1},
		{"  -'", nil, "", -1},
		{"\xff\xfe", nil, "", -1},
		{strings.Repeat("Kerman", 2000), nil, "", -1},
	} {
		found := ByName(c.name, c.hints...)
		switch {
		case c.count == -1 && len(found) > 0:
			t.Errorf("%.40q in %q is %v", c.name, c.hints, found)
		case c.count >= 0 && (len(found) == 0 || slashed(found[0].Place()) != c.want):
			t.Errorf("%.40q in %q is %v, not %s first", c.name, c.hints, found, c.want)
		case c.count > 0 && len(found) != c.count:
			t.Errorf("%.40q in %q is %d places, not %d: %v", c.name, c.hints, len(found), c.count, found)
		}
		if !slices.IsSortedFunc(found, func(a, b City) int { return int(b.Population - a.Population) }) {
			t.Errorf("%q: the larger do not stand first", c.name)
		}
	}
}

// TestByCountry finds countries by name and code.
func TestByCountry(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{
		"Iran": "IR", "ir": "IR", "IRN": "IR", "Islamic Republic of Iran": "IR", "the Netherlands": "NL", "Holland": "NL", "USA": "US",
		"United States": "US", "Côte d’Ivoire": "CI", "Ivory Coast": "CI", "cote divoire": "CI", "Burma": "MM", "UK": "GB", "Türkiye": "TR",
		"Kosovo": "XK", "The Gambia": "GM", "Saint Lucia": "LC", "China": "CN", "Mainland China": "", "Crimea": "", "England": "", "": "", "xx": "",
		"European Union": "", strings.Repeat("a", 300): "",
	} {
		c, ok := ByCountry(name)
		if c.Code != code || ok != (code != "") {
			t.Errorf("%.40q is %v, %v, not %s", name, c, ok, code)
		}
	}
}

// TestEveryCityIsFound finds every city of the gazetteer by its name and its
// country.
func TestEveryCityIsFound(t *testing.T) {
	t.Parallel()
	c := cities()
	n := names()
	for i := range int32(len(c.ends)) {
		if !slices.Contains(n.find(c, Key(c.name(i))), i) {
			t.Fatalf("%q is not found", c.name(i))
		}
	}
}

// TestAt tells where points are, and stops where it is not certain.
func TestAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point     place.Point
		countries string
		ladder    string // without the point
	}{
		{at(30.2839, 57.0834), "IR", "Kerman/Kerman/Iran"},
		{at(48.8566, 2.3522), "FR", "Paris/Île-de-France/France"},
		{at(50.4501, 30.5234), "UA", "Kyiv/Kyiv City/Ukraine"},
		{at(35.6892, 51.389), "IR", "Tehran/Tehran/Iran"},
		{at(59.9386, 30.3141), "RU", "Saint Petersburg/St.-Petersburg/Russia"},
		{at(47.5596, 7.5886), "CH DE FR", ""},      // Basel, where three meet
		{at(41.9022, 12.4539), "IT VA", ""},        // Saint Peter's
		{at(41.9, 12.45), "IT VA", ""},             // beside it
		{at(43.7384, 7.4246), "FR IT MC", ""},      // Monaco
		{at(66.1597, -169.8086), "RU", "Russia"},   // Uelen, east of the 180th meridian
		{at(68.97, -179.5), "RU", "Russia"},        // Chukotka west of it
		{at(-16.78, 179.34), "FJ", "*"},            // Vanua Levu, west of the meridian
		{at(-16.69, -179.88), "FJ", "*"},           // Rabi and Taveuni, east of it
		{at(-16.8, 180), "FJ", "*"},                // on it
		{at(-16.8, -180), "FJ", "*"},               // on it, written otherwise
		{at(4.1898, 19.8833), "CD CF", ""},         // the map has it on the wrong bank
		{at(68.93, 0), "NO", ""},                   // off the shore of the map
		{at(0, -140), "", ""},                      // the ocean
		{at(90, 0), "", ""},                        // the pole
		{at(-90, 45), "AR AU CL FR GB NO NZ", ""},  // the other
		{at(-90, 180), "AR AU CL FR GB NO NZ", ""}, // again
		{at(78.2232, 15.6267), "SJ", "*"},          // Longyearbyen
		{at(49.4567, -2.5364), "GG", "*"},          // Saint Peter Port
		{at(21.3069, -157.8583), "US", "Honolulu/Hawaii/United States"},
	} {
		w, err := At(c.point)
		if err != nil {
			t.Errorf("%s: %v", c.point, err)
			continue
		}
		told := slashed(w.Place.At(place.Site))
		if got := codes(w.Countries); got != c.countries && strings.TrimSpace(got+" AQ") != c.countries && strings.TrimPrefix(got, "AQ ") != c.countries {
			t.Errorf("%s is in %s, not %s", c.point, got, c.countries)
		}
		if c.ladder != "*" && told != c.ladder {
			t.Errorf("%s is told as %q, not %q: %s", c.point, told, c.ladder, w.Why)
		}
		if w.Why == "" || *w.Place.Point != c.point {
			t.Errorf("%s: %+v", c.point, w)
		}
	}
	for _, p := range []place.Point{{Lat: 90_000_001}, {Lon: -180_000_001}, {Lat: -1 << 62, Lon: 1 << 62}} {
		if w, err := At(p); err == nil {
			t.Errorf("%v is %v", p, w)
		}
	}
	if _, err := Around(at(1, 1), MaxUncertainty+1); err == nil {
		t.Error("a point known to nothing is answered")
	}
}

// TestDisputed answers with all claimants, and tells nothing finer.
func TestDisputed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lat, lon float64
		area     string
		by       string
	}{
		{44.952, 34.102, "Crimea", "RU UA"},
		{44.6, 33.52, "Crimea", "RU UA"},
		{48.0, 37.8, "Donetsk, Luhansk, Zaporizhzhia and Kherson", "RU UA"},
		{46.64, 32.61, "Donetsk, Luhansk, Zaporizhzhia and Kherson", "RU UA"},
		{47.84, 35.14, "Donetsk, Luhansk, Zaporizhzhia and Kherson", "RU UA"},
		{48.57, 39.3, "Donetsk, Luhansk, Zaporizhzhia and Kherson", "RU UA"},
		{48.465, 35.046, "", "UA"}, // Dnipro
		{49.99, 36.25, "", "UA"},   // Kharkiv
		{46.97, 31.99, "", "UA"},   // Mykolaiv
		{42.6629, 21.1655, "Kosovo", "RS XK"},
		{46.84, 29.63, "Transnistria", "MD"},
		{47.01, 28.86, "", "MD"}, // Chisinau
		{35.33, 33.32, "Northern Cyprus", "CY"},
		{43.0, 41.02, "Abkhazia", "GE"},
		{42.51, 41.87, "", "GE"}, // Zugdidi
		{42.23, 43.97, "South Ossetia", "GE"},
		{41.72, 44.79, "", "GE"}, // Tbilisi
		{36.14, -5.35, "Gibraltar", "ES GI"},
		{27.15, -13.2, "Western Sahara", "EH MA"},
		{23.89, -14.54, "Western Sahara", "EH MA"},
		{31.63, -8.0, "", "MA"}, // Marrakesh
		{35.89, -5.32, "Ceuta, Melilla and the Spanish places beside them", "ES MA"},
		{22.22, 36.64, "Hala'ib triangle", "EG SD"},
		{21.87, 33.75, "Bir Tawil", ""},
		{9.59, 28.44, "Abyei", "SD SS"},
		{4.9, 35.2, "Ilemi triangle", "ET KE SS"},
		{9.56, 44.06, "Somaliland", "SO"},
		{-12.78, 45.23, "Mayotte", "KM YT"},
		{-7.31, 72.41, "Chagos", "IO MU"},
		{31.9, 35.2, "West Bank", "IL PS"},
		{31.5, 34.46, "Gaza Strip", "IL PS"},
		{31.7767, 35.2345, "East Jerusalem", "IL PS"},
		{33.13, 35.8, "Golan Heights", "IL SY"},
		{33.27, 35.77, "Golan Heights", "IL LB SY"},
		{33.51, 36.29, "", "SY"}, // Damascus
		{25.87, 55.03, "Abu Musa", "AE IR"},
		{34.08, 74.8, "Kashmir", "IN PK"},
		{34.37, 73.47, "Kashmir", "IN PK"},
		{35.92, 74.31, "Kashmir", "IN PK"},
		{34.16, 77.58, "Kashmir", "IN PK"},
		{32.73, 74.86, "Kashmir", "IN PK"},
		{32.27, 75.65, "", "IN"}, // Pathankot
		{35.2, 79.3, "Aksai Chin", "CN IN"},
		{27.1, 93.62, "Arunachal Pradesh", "CN IN"},
		{27.59, 91.87, "Arunachal Pradesh", "CN IN"},
		{26.14, 91.74, "", "IN"}, // Guwahati
		{25.03, 121.56, "Taiwan", "CN TW"},
		{44.03, 145.86, "southern Kuril Islands", "JP RU"},
		{46.96, 142.74, "", "RU"}, // Sakhalin
		{25.745, 123.475, "Senkaku or Diaoyu Islands", "CN JP TW"},
		{37.24, 131.87, "Liancourt Rocks", "JP KR"},
		{16.83, 112.34, "Paracel Islands", "CN TW VN"},
		{8.64, 111.92, "Spratly Islands", "BN CN MY PH TW VN"},
		{3.38, -59.8, "Essequibo", "GY VE"},
		{6.8, -58.16, "", "GY"}, // Georgetown
		{-51.7, -57.85, "Falkland Islands", "AR FK"},
		{16.1, -88.81, "southern Belize", "BZ GT"},
	} {
		w, err := At(at(c.lat, c.lon))
		if err != nil {
			t.Fatal(err)
		}
		by := codes(slices.DeleteFunc(slices.Clone(w.Countries), func(c Country) bool { return slices.Contains(w.Across, c) }))
		area := slices.ContainsFunc(w.Claims, func(claim Claim) bool { return claim.Area == c.area })
		switch {
		case by != c.by:
			t.Errorf("%s (%s) is of %s, not %s", w.Point, c.area, by, c.by)
		case c.area != "" && !area:
			t.Errorf("%s is on %v, not %s", w.Point, w.Claims, c.area)
		case c.area == "" && len(w.Claims) > 0:
			t.Errorf("%s is on %v", w.Point, w.Claims)
		case c.area != "" && w.Place.Finest() != place.Exact:
			t.Errorf("%s: %v", w.Point, w.Place)
		case c.area != "" && (w.Place.Country != "" || w.Place.City != "" || !strings.Contains(w.Why, "claim")):
			t.Errorf("%s is told as %v", w.Point, w.Place)
		}
	}
}

// TestLadder holds what is said of any point to the promises: the ladder is a
// chain of which each step contains the finer, and there is none where several
// countries could be meant.
func TestLadder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoint(t)
		w, err := At(p)
		if err != nil {
			t.Fatal(err)
		}
		for r := place.Country; r <= place.Exact; r++ {
			if coarse := w.Place.At(r - 1); !coarse.Contains(w.Place.At(r)) || !w.Place.At(r).Contains(w.Place) {
				t.Errorf("%v does not contain %v", coarse, w.Place.At(r))
			}
			if r < place.City && w.Place.Step(r) == "" && w.Place.Step(r+1) != "" {
				t.Errorf("%v has no %s", w.Place, r)
			}
		}
		if told := w.Place.Country != ""; told != (len(w.Countries) == 1 && len(w.Claims)+len(w.Across) == 0) || told && w.Place.Country != w.Countries[0].Name {
			t.Errorf("%v is of %v, claimed %v", w.Place, w.Countries, w.Claims)
		}
		for _, near := range Within(p, regionFloor) {
			if w.Place.Region != "" && !near.City.District && (near.City.Region != w.Place.Region || near.City.Country != w.Countries[0]) {
				t.Errorf("%v is near %v", w.Place, near)
			}
			if near.Meters <= BorderMargin && !slices.Contains(w.Countries, near.City.Country) {
				t.Errorf("%v may be in %v, and is near %v", w.Point, w.Countries, near)
			}
		}
		if whole := grid().whole(cities(), p, regionReach); w.Place.Region != "" {
			for _, h := range grid().whole(cities(), p, regionTimes*whole[0].meters) {
				if c := cities().city(h.city); c.Region != w.Place.Region {
					t.Errorf("%v is told where %v is near", w.Place, c)
				}
			}
		}
		// What is known less exactly never says more.
		wide, err := Around(p, rapid.Int64Range(0, 60_000).Draw(t, "within"))
		if err != nil {
			t.Fatal(err)
		}
		if !wide.Place.At(place.Site).Contains(w.Place) {
			t.Errorf("%v to %d m is %v", w.Place, wide.Within, wide.Place)
		}
		for _, c := range w.Countries {
			if !slices.Contains(wide.Countries, c) {
				t.Errorf("%v to %d m may be in %v, but not in %v", w.Point, wide.Within, wide.Countries, c)
			}
		}
	})
}
