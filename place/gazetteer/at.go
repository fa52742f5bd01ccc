package gazetteer

import (
	"math"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/place"
)

// How far what the gazetteer says can be trusted, in meters.
const (
	// BorderMargin is how near to a border a point counts as on both sides: the
	// borders of the map are simplified.
	BorderMargin = 10_000
	// MaxUncertainty is the widest circle that is looked at.
	MaxUncertainty = 500_000

	// The region of a point is that of the cities around it: all within three
	// times the distance of the nearest, and all within regionFloor; a nearest one
	// that is farther than regionReach says nothing. When each city is asked of
	// all others, these figures tell the region of three quarters, and of those
	// one in a hundred wrong.
	regionFloor = 5_000
	regionReach = 60_000
	regionTimes = 3

	// A city reaches as far as its people need at so many a square kilometer, but
	// no farther than the largest do.
	density   = 3_000
	leastCity = 1_000
	mostCity  = 25_000
)

// A Where is what the gazetteer says of a point.
type Where struct {
	Point place.Point `json:"point"`
	// Within is how uncertain the point is, in meters.
	Within int64 `json:"within_m,omitempty"`
	// Countries are all that the point may be in: that of the map, all that claim
	// the land, and those across a border that is too near to tell.
	Countries []Country `json:"countries"`
	// Claims are the disputes about the land.
	Claims []Claim `json:"claims,omitempty"`
	// Across are those of the countries that are named only because a border is
	// near.
	Across []Country `json:"across,omitempty"`
	// Nearest are the nearest cities.
	Nearest []Near `json:"nearest,omitempty"`
	// Place is the point with its ladder, as far down as it is certain.
	Place place.Place `json:"place"`
	// Why says why the ladder ends where it does.
	Why string `json:"why"`
}

// At tells where a point is.
func At(p place.Point) (Where, error) { return Around(p, 0) }

// Around tells where a point is that is known to so many meters. Everything said
// holds for the whole circle.
func Around(p place.Point, within int64) (Where, error) {
	if !p.Valid() {
		return Where{}, tocsin.Refuse("place/off-earth", "check latitude (-90 to 90) and longitude (-180 to 180), and their order", "the coordinate is not on the earth")
	}
	if within < 0 || within > MaxUncertainty {
		return Where{}, tocsin.Refuse("place/uncertainty", "give between 0 and 500 km", "a coordinate known to %d m says nothing here", within)
	}
	w := Where{Point: p, Within: within, Place: place.Place{Point: &place.Point{Lat: p.Lat, Lon: p.Lon}}}
	w.land()
	t, g := cities(), grid()
	around := g.around(t, p, float64(within))
	w.neighbors(t, g.within(t, p, float64(BorderMargin+within)))
	for _, h := range around[:min(len(around), 5)] {
		w.Nearest = append(w.Nearest, Near{City: t.city(h.city), Meters: int64(math.Round(h.meters))})
	}
	w.ladder(t, around)
	return w, nil
}

// land finds the countries by the map and the claims: those that hold the point,
// then those that only come near.
func (w *Where) land() {
	b := borders()
	holding := b.holding(w.Point)
	w.Claims = claimsOn(w.Point, holding)
	for _, f := range holding {
		w.add(f)
	}
	for _, c := range w.Claims {
		for _, country := range c.Claimants() {
			w.Countries = with(w.Countries, country)
		}
	}
	for _, f := range b.bordering(w.Point, float64(BorderMargin+w.Within)) {
		if at := lands().features[f]; at >= 0 {
			w.across(lands().countries[at])
		}
	}
}

// add takes the country of a feature.
func (w *Where) add(f int32) {
	if at := lands().features[f]; at >= 0 {
		w.Countries = with(w.Countries, lands().countries[at])
	}
}

// across takes a country on the other side of a near border.
func (w *Where) across(c Country) {
	if !slices.Contains(w.Countries, c) {
		w.Across, w.Countries = with(w.Across, c), append(w.Countries, c)
	}
}

// neighbors takes the countries of cities that are so near that the border of
// the map may run on the wrong side of them.
func (w *Where) neighbors(t *cityTable, near []hit) {
	for _, h := range near {
		w.across(lands().byCode(t.regions[t.region[h.city]].code))
	}
}

// with adds a country that is not there yet.
func with(list []Country, c Country) []Country {
	if slices.Contains(list, c) {
		return list
	}
	return append(list, c)
}

// ladder tells the place as far down as it is certain: one country, one region,
// one city.
func (w *Where) ladder(t *cityTable, around []hit) {
	switch {
	case len(w.Countries) == 0 && len(w.Claims) > 0:
		w.Why = "no country claims the land"
		return
	case len(w.Countries) == len(w.Across):
		w.Why = "no country of the map is here"
		return
	case len(w.Claims) > 0:
		w.Why = "several claim the land, or hold it unrecognized"
		return
	case len(w.Countries) > 1:
		w.Why = "a border is too near to tell the country"
		return
	}
	w.Place.Country = w.Countries[0].Name
	if len(around) == 0 {
		w.Why = "no city is near enough to tell the region"
		return
	}
	first := t.region[around[0].city]
	for _, h := range around {
		if t.region[h.city] != first {
			w.Why = "the cities around lie in several regions"
			return
		}
	}
	if in := t.regions[first]; in.name == "" || in.code != w.Countries[0].Code {
		w.Why = "the region of the cities around is not known"
		return
	}
	w.Place.Region = t.regions[first].name
	w.city(t, grid().whole(t, w.Point, mostCity+float64(w.Within)))
}

// city tells the one city that reaches the whole circle, if no other reaches any
// of it; in the middle of a large city, small ones that reach there do not count.
func (w *Where) city(t *cityTable, around []hit) {
	within, large := float64(w.Within), int64(0)
	for _, h := range around {
		if people := t.population(h.city); h.meters+within <= reach(people)/3 {
			large = max(large, people)
		}
	}
	var here []hit
	for _, h := range around {
		if people := t.population(h.city); h.meters-within <= reach(people) && people*20 >= large {
			here = append(here, h)
		}
	}
	switch {
	case len(here) == 0:
		w.Why = "no city reaches here"
	case len(here) > 1:
		w.Why = "several cities reach here"
	case here[0].meters+within > reach(t.population(here[0].city)):
		w.Why = "it may be outside the city"
	default:
		w.Place.City, w.Why = t.name(here[0].city), "which part of the city it is, is not known"
	}
}

// reach is how far a city of so many people reaches, in meters.
func reach(people int64) float64 {
	return max(leastCity, min(mostCity, math.Sqrt(float64(people)/density/math.Pi)*1000))
}

// String tells the point, and the countries it may be in.
func (w Where) String() string {
	if w.Place.Country != "" || len(w.Countries) == 0 {
		return w.Place.String()
	}
	names := make([]string, 0, len(w.Countries))
	for _, c := range w.Countries {
		names = append(names, c.Name)
	}
	return w.Point.String() + " (" + strings.Join(names, " or ") + ")"
}
