package stix

import (
	"math"
	"strings"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// maxBlur is how coarse coordinates may be, in meters, to be told as a point.
const maxBlur = 1000

// where proposes the place that a location tells.
func (p *proposer) where(o *object, way trail) {
	var used []string
	take := func(member string) string {
		text := strings.TrimSpace(p.words(o.at, member))
		if text != "" {
			used = append(used, member)
		}
		return text
	}
	at := place.Place{Region: take("administrative_area"), City: take("city")}
	at.Country = p.country(o, take("country"))
	at.Site = p.site(o, at, take)
	if at.Point = p.point(o); at.Point != nil {
		used = append(used, "latitude", "longitude", "precision")
	}
	if !at.Known() {
		p.note(o, "no part of the place is finer than a region of the world and surely told; none is proposed")
		return
	}
	p.add(report.Fact{Field: report.FieldPlace, Place: &at, Part: o.id, Marking: p.markOf(o, used...)}, way)
}

// country gives the country that a location names by its code, or in words.
func (p *proposer) country(o *object, said string) string {
	name, ok := country(said)
	switch {
	case ok || said == "":
		return name
	case len(said) == 2:
		p.note(o, "property country is no code of ISO 3166-1; no country is proposed")
		return ""
	}
	p.note(o, "property country is no code of ISO 3166-1; its words are proposed as they are")
	return said
}

// site gives what a location tells more finely than its city: its name, where
// that is not the city's again, and its address.
func (p *proposer) site(o *object, at place.Place, take func(string) string) string {
	address := take("street_address")
	name := strings.TrimSpace(p.words(o.at, "name"))
	switch {
	case name == "" || isStep(name, at, p.words(o.at, "country")):
		return address
	case at.City == "" && address == "":
		p.note(o, "property name may be as coarse as a country or as fine as a house; it is not proposed")
		return ""
	}
	take("name")
	if address == "" {
		return name
	}
	return name + ", " + address
}

// isStep reports whether a name only repeats coarser steps: "Kerman", or
// "Kerman, Iran".
func isStep(name string, at place.Place, code string) bool {
	for part := range strings.SplitSeq(name, ",") {
		part = strings.TrimSpace(part)
		known := false
		for _, step := range []string{at.City, at.Region, at.Country, code} {
			known = known || step != "" && strings.EqualFold(part, step)
		}
		if !known {
			return false
		}
	}
	return true
}

// point gives the coordinates of a location as a point, unless they are coarse.
func (p *proposer) point(o *object) *place.Point {
	lat, ok := p.numberOf(o.at, "latitude")
	lon, ok2 := p.numberOf(o.at, "longitude")
	if !ok || !ok2 {
		return nil
	}
	if blur, given := p.numberOf(o.at, "precision"); given && blur > maxBlur {
		p.note(o, "the coordinates are coarser than 1000 m; no point is proposed")
		return nil
	}
	const millionths = 1e6
	return &place.Point{Lat: int64(math.Round(lat * millionths)), Lon: int64(math.Round(lon * millionths))}
}
