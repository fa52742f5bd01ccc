package directory

import (
	"slices"
	"strings"

	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
)

// A land is one country that a place may be in.
type land struct {
	code, name string
	// of is the country that a territory belongs to.
	of string
	// regions are those of the country that the place may be in, sure where it is
	// the one.
	regions []string
	sure    bool
	// why says why it may be this country.
	why     string
	perhaps bool
}

// A spot is a point that a place may be at.
type spot struct {
	at     place.Point
	within int64
	// whole is true where the place is all that is within, and not a point in it.
	whole   bool
	why     string
	perhaps bool
}

// A location is what the gazetteer makes of a place.
type location struct {
	lands []land
	spots []spot
	// problem says why nothing can be said of it.
	problem string
}

const (
	// cityReach is how far around its middle a city may reach, in meters, as the
	// gazetteer counts the largest.
	cityReach = 25_000
	// mostCities is how many cities of one name are looked at.
	mostCities = 20
)

// locate finds all countries and points that a place may mean.
func locate(p TargetPlace) location {
	var l location
	switch where := p.Place; {
	case where.Point != nil:
		l.point(where, p.Within)
	case where.City != "" || where.District != "":
		l.city(where)
	}
	if len(l.lands) == 0 {
		l.region(p.Place)
	}
	if named, ok := gazetteer.ByCountry(p.Place.Country); ok && !slices.ContainsFunc(l.lands, func(o land) bool { return o.code == named.Code }) {
		l.land(named, "it is the country that is named", false)
	}
	if len(l.lands) == 0 && len(l.spots) == 0 && l.problem == "" {
		l.problem = "the country is none that the gazetteer knows"
	}
	return l
}

// land adds a country once.
func (l *location) land(c gazetteer.Country, why string, perhaps bool) {
	if i := slices.IndexFunc(l.lands, func(o land) bool { return o.code == c.Code }); i >= 0 {
		l.lands[i].perhaps = l.lands[i].perhaps && perhaps
		return
	}
	l.lands = append(l.lands, land{code: c.Code, name: c.Name, of: c.Of, why: why, perhaps: perhaps})
}

// part adds a region of a country that was found, by the name that the gazetteer
// has for it.
func (l *location) part(code, name string, sure bool) {
	for i := range l.lands {
		if l.lands[i].code == code && name != "" {
			if !slices.Contains(l.lands[i].regions, name) {
				l.lands[i].regions = append(l.lands[i].regions, name)
			}
			l.lands[i].sure = sure && len(l.lands[i].regions) == 1
		}
	}
}

// point locates a place by its coordinate.
func (l *location) point(p place.Place, within int64) {
	w, err := gazetteer.Around(*p.Point, min(within, gazetteer.MaxUncertainty))
	if err != nil {
		l.problem = "its coordinate is not on the earth"
		return
	}
	l.spots = append(l.spots, spot{at: *p.Point, within: within, why: "the point"})
	for _, c := range w.Countries {
		switch {
		case slices.Contains(w.Across, c):
			l.land(c, "a border is near", false)
		case len(w.Claims) > 0:
			l.land(c, "the land is disputed: "+areas(w.Claims), false)
		default:
			l.land(c, "the point lies in it", false)
		}
	}
	if w.Place.Region != "" {
		l.part(w.Countries[0].Code, w.Place.Region, true)
		return
	}
	for _, near := range w.Nearest {
		l.part(near.City.Country.Code, near.City.Region, false)
	}
	if c, ok := gazetteer.ByCountry(p.Country); ok && p.Region != "" {
		l.part(c.Code, regionOf(c.Code, p.Region), false)
	}
}

// areas names disputed areas.
func areas(claims []gazetteer.Claim) string {
	words := make([]string, 0, len(claims))
	for _, c := range claims {
		words = append(words, c.Area)
	}
	return strings.Join(words, ", ")
}

// city locates a place by the name of its city: all cities of that name that fit
// what else is told.
func (l *location) city(p place.Place) {
	called := p.City
	if called == "" {
		called = p.District
	}
	var hints []string
	for _, h := range []string{p.Country, p.Region} {
		if h != "" {
			hints = append(hints, h)
		}
	}
	found := gazetteer.ByName(called, hints...)
	if len(found) == 0 && p.Region != "" && p.Country != "" {
		found = gazetteer.ByName(called, p.Country)
	}
	if len(found) == 0 {
		return
	}
	several := len(found) > 1
	named, told := gazetteer.ByCountry(p.Country)
	for _, c := range found[:min(len(found), mostCities)] {
		l.spots = append(l.spots, spot{at: c.Point, within: cityReach, whole: true, why: "the city of " + c.Place().String(), perhaps: several})
		if told {
			l.land(named, "it is the country that is named", false)
		} else {
			l.land(c.Country, "a city of that name lies in it", several)
		}
		l.part(c.Country.Code, c.Region, !several)
		w, err := gazetteer.At(c.Point)
		if err != nil || len(w.Claims) == 0 {
			continue
		}
		for _, claimant := range w.Countries {
			if !slices.Contains(w.Across, claimant) {
				l.land(claimant, "the land is disputed: "+areas(w.Claims), several)
			}
		}
	}
}

// region locates a place by the names of its region and country alone.
func (l *location) region(p place.Place) {
	if c, ok := gazetteer.ByCountry(p.Country); ok {
		l.land(c, "it is the country that is named", false)
		if p.Region != "" {
			l.part(c.Code, regionOf(c.Code, p.Region), true)
		}
	} else if p.Region != "" {
		found := gazetteer.ByRegion(p.Region)
		for _, r := range found {
			if c, ok := gazetteer.ByCountry(r.Country); ok {
				l.land(c, "a region of that name lies in it", len(found) > 1)
				l.part(c.Code, r.Region, len(found) == 1)
			}
		}
	}
	key := gazetteer.Key(p.Region)
	for _, claim := range gazetteer.Claims() {
		if key == "" || gazetteer.Key(claim.Area) != key {
			continue
		}
		for _, c := range claim.Claimants() {
			l.land(c, "the land is disputed: "+claim.Area, false)
		}
	}
}
