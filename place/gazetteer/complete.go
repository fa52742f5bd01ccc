package gazetteer

import (
	"slices"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/place"
)

// cityMargin is how far beyond its reach a point may lie from the middle of the
// city that is named for it, in meters.
const cityMargin = 25_000

// A Doubt is why a place is not completed, with what it could be. The refusal
// holds no word of the place; the candidates are for whoever asked.
type Doubt struct {
	Refusal    *tocsin.Refusal
	Candidates []place.Place
}

// Error is the refusal alone.
func (d *Doubt) Error() string { return d.Refusal.Error() }

// Unwrap gives the refusal.
func (d *Doubt) Unwrap() error { return d.Refusal }

// The rules under which a place is not completed.
const (
	ruleUnknown       = "place/unknown"
	ruleAmbiguous     = "place/ambiguous"
	ruleContradiction = "place/contradiction"
	ruleDisputed      = "place/disputed"
	ruleMalformed     = "place/malformed"
)

// doubt makes a doubt about candidates.
func doubt(rule, remedy, why string, candidates []place.Place) *Doubt {
	return &Doubt{Refusal: tocsin.Refuse(rule, remedy, "%s", why), Candidates: candidates}
}

// chains are the places of cities, each once.
func chains(of []City) []place.Place {
	var all []place.Place
	for _, c := range of {
		if p := c.Place(); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// Complete fills in the steps above those that a place tells: the region and the
// country of a city, all that is certain of a point. What is there stays as it
// is. Villages, regions and sites that the gazetteer does not know are left
// alone; a name that fits several places, or steps that do not fit each other,
// are a *Doubt.
func Complete(p place.Place) (place.Place, error) {
	if err := legible(p); err != nil {
		return place.Place{}, err
	}
	// The caller's point is not shared.
	p = p.At(place.Exact)
	country, err := namedCountry(p)
	if err != nil {
		return place.Place{}, err
	}
	var w Where
	if p.Point != nil {
		if w, err = At(*p.Point); err != nil {
			return place.Place{}, err
		}
		if err := w.fits(p, country); err != nil {
			return place.Place{}, err
		}
	}
	switch {
	case p.City != "" || p.District != "":
		p, err = fromCity(p, country)
	case p.Region != "" && p.Country == "":
		p, err = fromRegion(p)
	}
	if err != nil {
		return place.Place{}, err
	}
	return w.fill(p)
}

// legible refuses names that nothing is looked up for.
func legible(p place.Place) error {
	for r := place.Country; r <= place.Site; r++ {
		name := p.Step(r)
		if len(name) > MaxName && r < place.Site {
			return tocsin.Refuse(ruleMalformed, "give the name alone", "the %s has %d bytes; a name has at most %d", r, len(name), MaxName)
		}
		if !utf8.ValidString(name) {
			return tocsin.Refuse(ruleMalformed, "write it again, in UTF-8", "the %s is not valid UTF-8", r)
		}
	}
	if !p.Known() {
		return tocsin.Refuse(ruleMalformed, "give a name or a coordinate", "the place tells nothing")
	}
	return nil
}

// namedCountry finds the country that is named; none is named where it has no
// code.
func namedCountry(p place.Place) (Country, error) {
	if p.Country == "" {
		return Country{}, nil
	}
	country, ok := ByCountry(p.Country)
	if !ok {
		return Country{}, tocsin.Refuse(ruleUnknown, "write its English name, or its code of two letters", "the country that is named is none of the gazetteer")
	}
	return country, nil
}

// fits holds what is named of a place to where its point is.
func (w *Where) fits(p place.Place, country Country) error {
	names := func(c Country) bool { return c.Code == country.Code || c.Of == country.Code || c.Code == country.Of }
	switch {
	case country.Code != "" && len(w.Countries) > 0 && !slices.ContainsFunc(w.Countries, names):
		return tocsin.Refuse(ruleContradiction, "correct the country or the coordinate", "the coordinate lies outside the country that is named")
	case p.Region != "" && w.Place.Region != "" && knownRegion(p.Region, w.Countries[0].Code) && !sameRegion(p.Region, w.Place.Region):
		return tocsin.Refuse(ruleContradiction, "correct the region or the coordinate", "the cities around the coordinate lie outside the region that is named")
	}
	return nil
}

// knownRegion reports whether a country has a region of that name.
func knownRegion(name, code string) bool {
	return slices.ContainsFunc(cities().regions, func(r region) bool { return r.code == code && sameRegion(name, r.name) })
}

// fromCity fills in the region and the country of the city or district.
func fromCity(p place.Place, country Country) (place.Place, error) {
	name := p.City
	if name == "" {
		name = p.District
	}
	known := ByName(name)
	found, err := narrow(known, p, country)
	if err != nil || len(found) == 0 {
		return p, err
	}
	first := found[0]
	if slices.ContainsFunc(found, func(c City) bool { return c.Region != first.Region || c.Country != first.Country }) {
		return p, doubt(ruleAmbiguous, "name its country, and its region if that is not enough, or give a coordinate", "several places have that name", chains(found))
	}
	if p.Country == "" {
		if w, err := At(first.Point); err != nil {
			return p, err
		} else if len(w.Claims) > 0 {
			return p, w.disputed(p)
		}
		p.Country, country = first.Country.Name, first.Country
	}
	// A claimant has regions of its own, of which the gazetteer knows nothing.
	if p.Region == "" && country == first.Country {
		p.Region = first.Region
	}
	return p, nil
}

// disputed is the doubt about a place whose land several claim.
func (w *Where) disputed(p place.Place) *Doubt {
	d := doubt(ruleDisputed, "name the country under which the record has it", "the land is disputed, so its name does not tell the country", nil)
	for _, country := range w.Countries {
		if !slices.Contains(w.Across, country) {
			p.Country = country.Name
			d.Candidates = append(d.Candidates, p)
		}
	}
	return d
}

// narrow leaves those cities of a name that fit what else is told of the place.
// None are left only where none were known.
func narrow(known []City, p place.Place, country Country) ([]City, error) {
	found := known
	for _, by := range []struct {
		applies bool
		keep    func(City) bool
		why     string
	}{
		{p.Point != nil, func(c City) bool {
			return Distance(c.Point, *p.Point) <= cityMargin+int64(reach(c.Population))
		}, "the coordinate is far from every place of that name"},
		{country.Code != "", func(c City) bool { return c.maybeIn(country) }, "the places of that name lie outside the country that is named"},
		{p.Region != "" && slices.ContainsFunc(found, func(c City) bool { return knownRegion(p.Region, c.Country.Code) }), func(c City) bool {
			return sameRegion(p.Region, c.Region)
		}, "the places of that name lie outside the region that is named"},
	} {
		if !by.applies || len(found) == 0 {
			continue
		}
		left := slices.DeleteFunc(slices.Clone(found), func(c City) bool { return !by.keep(c) })
		if len(left) == 0 {
			return nil, doubt(ruleContradiction, "correct the step that is wrong, or leave it out", by.why, chains(found))
		}
		found = left
	}
	return found, nil
}

// maybeIn reports whether a city is of a country, or on land that it claims.
func (c City) maybeIn(country Country) bool {
	if c.Country.Code == country.Code || c.Country.Of == country.Code {
		return true
	}
	claims := claimsOn(c.Point, borders().holding(c.Point))
	return slices.ContainsFunc(claims, func(claim Claim) bool { return slices.Contains(claim.By, country.Code) })
}

// fromRegion fills in the country of a region.
func fromRegion(p place.Place) (place.Place, error) {
	found := ByRegion(p.Region)
	switch len(found) {
	case 0:
		return p, nil
	case 1:
		p.Country = found[0].Country
		return p, nil
	}
	return p, doubt(ruleAmbiguous, "name its country", "several countries have a region of that name", found)
}

// fill takes from a point what is certain of it and not told yet. What was
// filled in from names must fit it.
func (w *Where) fill(p place.Place) (place.Place, error) {
	if p.Point == nil {
		return p, nil
	}
	if country, ok := ByCountry(p.Country); ok {
		if err := w.fits(p, country); err != nil {
			return place.Place{}, err
		}
	}
	if p.Country == "" {
		p.Country = w.Place.Country
	}
	if p.Region == "" && p.Country != "" {
		p.Region = w.Place.Region
	}
	if p.City == "" && (p.Region == "" || sameRegion(p.Region, w.Place.Region)) {
		p.City = w.Place.City
	}
	return p, nil
}
