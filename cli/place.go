package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
)

type placeCmd struct {
	Where  []string `arg:"" help:"Name, or name, country; or a coordinate."`
	Within int64    `help:"How exactly the coordinate is known, in meters." placeholder:"METERS"`
}

// Help explains the command.
func (placeCmd) Help() string {
	return `It needs no record. A name is looked up among 171,000 cities, whatever its case and accents; a region or country behind it, after a comma, leaves those that lie there. Where nothing is spelled so, in whatever script, the cities are listed of which it may be another spelling. A coordinate is latitude and longitude: 30.2839, 57.0834, or 30.2839N 57.0834E, or 30°17'02"N 57°05'00"E; write 6.2S for -6.2, or put -- before it.

A coordinate is told as a ladder of country, region and city, as far down as all that is near agrees. Land that several countries claim is answered with all of them, and a place nearer than 10 km to a border with both sides: then nothing finer is certain. Borders are simplified, and regions are those of the cities around.`
}

// Run looks the place up.
func (cmd *placeCmd) Run(_ context.Context, c *call) error {
	c.certain, c.noLog = "the place could not be looked up", true
	words := strings.Join(cmd.Where, " ")
	if place.IsPoint(words) {
		point, err := place.ParsePoint(words)
		if err != nil {
			return wrongUse("%v", err)
		}
		w, err := gazetteer.Around(point, cmd.Within)
		if err != nil {
			return err
		}
		return c.give(w, func(p *page) { printWhere(p, w) })
	}
	if cmd.Within != 0 {
		return wrongUse("--within is for a coordinate")
	}
	return cmd.name(c, words)
}

// A named is what is known by a name.
type named struct {
	Name    string             `json:"name"`
	Country *gazetteer.Country `json:"country,omitempty"`
	Regions []place.Place      `json:"regions,omitempty"`
	Cities  []gazetteer.City   `json:"cities,omitempty"`
	// Like are the cities of which the name may be another spelling, where nothing
	// is spelled so.
	Like []gazetteer.City `json:"like,omitempty"`
	// Where is what is at the one city of the name.
	Where *gazetteer.Where `json:"where,omitempty"`
}

// name looks up a name, with what it lies in behind it.
func (cmd *placeCmd) name(c *call, words string) error {
	parts := splitPlace(words)
	if len(parts) == 0 {
		return wrongUse("no place is named")
	}
	out := named{Name: strings.Join(parts, ", "), Cities: gazetteer.ByName(parts[0], parts[1:]...)}
	if len(parts) == 1 {
		if country, ok := gazetteer.ByCountry(parts[0]); ok {
			out.Country = &country
		}
		out.Regions = gazetteer.ByRegion(parts[0])
	}
	if elsewhere := gazetteer.ByName(parts[0]); len(out.Cities) == 0 && len(elsewhere) > 0 {
		for _, city := range elsewhere[:min(len(elsewhere), mostPlaces)] {
			c.err.say("there is %s", city)
		}
		return tocsin.Refuse("place/contradiction", "see where places of that name are, above", "no place of that name is known there")
	}
	if len(out.Cities)+len(out.Regions) == 0 && out.Country == nil {
		out.Like = gazetteer.Like(parts[0], parts[1:]...)
	}
	if len(out.Cities)+len(out.Regions)+len(out.Like) == 0 && out.Country == nil {
		return tocsin.Refuse("place/unknown", "try another spelling, the next larger place, or its coordinate", "no country, region or city of that name is known")
	}
	if len(out.Cities) == 1 {
		w, err := gazetteer.At(out.Cities[0].Point)
		if err != nil {
			return err
		}
		out.Where = &w
	}
	return c.give(out, func(p *page) { out.tell(p) })
}

// mostPlaces is how many places of one name are listed.
const mostPlaces = 20

// fewPlaces is how many are named in one line.
const fewPlaces = 5

// tell prints what is known by the name.
func (n named) tell(p *page) {
	if n.Country != nil {
		p.field("country", "%s", countryWords(*n.Country))
	}
	for _, r := range n.Regions {
		p.field("region", "%s", r)
	}
	for _, city := range n.Cities[:min(len(n.Cities), mostPlaces)] {
		kind := "city"
		if city.District {
			kind = "district"
		}
		p.field(kind, "%s; %s", city, peopleOf(city))
	}
	if len(n.Like) > 0 {
		p.line("no place is spelled so; of these it may be another spelling")
	}
	for _, city := range n.Like {
		p.field("may be", "%s; %s", city, peopleOf(city))
	}
	if more := len(n.Cities) - mostPlaces; more > 0 {
		p.field("and", "%d more; name the region or the country behind a comma", more)
	}
	if n.Where != nil {
		printClaims(p, *n.Where)
	}
}

// peopleOf tells how many live in a city.
func peopleOf(city gazetteer.City) string {
	if city.Population > 0 {
		return fmt.Sprintf("population %d", city.Population)
	}
	return "population not known"
}

// countryWords tells a country with its code.
func countryWords(c gazetteer.Country) string {
	if c.Of != "" {
		return fmt.Sprintf("%s (%s, of %s)", c.Name, c.Code, c.Of)
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.Code)
}

// printWhere prints what is known of a coordinate.
func printWhere(p *page, w gazetteer.Where) {
	p.field("point", "%s", w.Point)
	if w.Within > 0 {
		p.field("known to", "%d m", w.Within)
	}
	for r := place.Country; r <= place.Site; r++ {
		p.field(r.String(), "%s", w.Place.Step(r))
	}
	p.field("no finer", "%s", w.Why)
	printClaims(p, w)
	for _, near := range w.Nearest {
		p.field("near", "%s, %.1f km", near.City.Place(), float64(near.Meters)/1000)
	}
}

// printClaims prints all countries that a place may be in, where it is not one.
func printClaims(p *page, w gazetteer.Where) {
	if len(w.Countries) > 1 || len(w.Claims) > 0 {
		for _, country := range w.Countries {
			p.field("may be in", "%s", countryWords(country))
		}
	}
	for _, claim := range w.Claims {
		p.field("disputed", "%s: %s", claim.Area, claim.Note)
		p.field("held by", "%s", claim.Held)
	}
	for _, country := range w.Across {
		p.field("near border", "%s is nearer than %d km", country.Name, (gazetteer.BorderMargin+w.Within)/1000)
	}
}

// splitPlace splits a place at its commas.
func splitPlace(words string) []string {
	var parts []string
	for part := range strings.SplitSeq(words, ",") {
		if part = oneLine(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// loosePlace reads a place without the names of its steps: a coordinate, or a
// city with its region and country behind it. It is completed only where one
// place is meant.
func loosePlace(words string) (place.Place, error) {
	if place.IsPoint(words) {
		point, err := place.ParsePoint(words)
		if err != nil {
			return place.Place{}, err
		}
		return completed(place.Place{Point: &point})
	}
	parts := splitPlace(words)
	if len(parts) == 0 || len(parts) > 3 {
		return place.Place{}, errNoPlace
	}
	if len(gazetteer.ByName(parts[0])) == 0 {
		return place.Place{}, spelledSo(parts)
	}
	p := place.Place{City: parts[0]}
	switch len(parts) {
	case 3:
		p.Region, p.Country = parts[1], parts[2]
	case 2:
		p.Country = parts[1]
	case 1:
		if country, ok := gazetteer.ByCountry(parts[0]); ok {
			return place.Place{}, fmt.Errorf("it is a city and a country; write city=%s or country=%s", parts[0], country.Name)
		}
	}
	return completed(p)
}

// spelledSo says of which cities a name that none has may be another spelling:
// whoever wrote it says which is meant.
func spelledSo(parts []string) error {
	var could []string
	for _, city := range gazetteer.Like(parts[0], parts[1:]...) {
		if one := city.Place().String(); !slices.Contains(could, one) {
			could = append(could, one)
		}
	}
	if len(could) == 0 {
		return errNoPlace
	}
	return fmt.Errorf("no place is spelled so; of these it may be another spelling: %s; write the one that is meant", strings.Join(could[:min(len(could), fewPlaces)], "; "))
}

// errNoPlace says how a place is written.
var errNoPlace = errors.New("it is no place; write country=...,region=...,city=...,district=...,site=...,point=..., each where it is known, or a coordinate, or a city and its country")

// completed completes a place, and names the candidates where it cannot.
func completed(p place.Place) (place.Place, error) {
	full, err := gazetteer.Complete(p)
	if doubt, ok := errors.AsType[*gazetteer.Doubt](err); ok {
		var could []string
		for _, one := range doubt.Candidates[:min(len(doubt.Candidates), mostPlaces)] {
			could = append(could, one.String())
		}
		return place.Place{}, fmt.Errorf("%s: %s; %s; write country=...,region=...,city=... of what is meant", doubt.Refusal.Why, strings.Join(could, "; "), doubt.Refusal.Remedy)
	}
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		return place.Place{}, fmt.Errorf("%s; %s", refusal.Why, refusal.Remedy)
	}
	return full, err
}
