package stix

import (
	"fmt"
	"strings"
	"testing"
)

// TestPlaces reads locations as places.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		location props
		want     string // without the id; empty if nothing is proposed
		residue  string
	}{
		"a country":               {props{"country": "IR"}, "Iran", ""},
		"a country in lower case": {props{"country": "de"}, "Germany", ""},
		"a country in words":      {props{"country": "Iran"}, "Iran", "property country is no code of ISO 3166-1; its words are proposed as they are"},
		"no such country":         {props{"country": "ZZ", "city": "Kerman"}, "Kerman", "property country is no code of ISO 3166-1; no country is proposed"},
		"a city":                  {props{"country": "IR", "administrative_area": "Kerman Province", "city": "Kerman"}, "Kerman, Kerman Province, Iran", ""},
		"the city by name too":    {props{"name": "kerman", "country": "IR", "city": "Kerman"}, "Kerman, Iran", ""},
		"the city and country":    {props{"name": "Kerman, Iran", "country": "IR", "city": "Kerman"}, "Kerman, Iran", ""},
		"the city and code":       {props{"name": "Kerman, IR", "country": "IR", "city": "Kerman"}, "Kerman, Iran", ""},
		"a site of the city":      {props{"name": "Kerman Airport", "country": "IR", "city": "Kerman"}, "Kerman Airport, Kerman, Iran", ""},
		"an address":              {props{"country": "IR", "city": "Kerman", "street_address": "1 A Street"}, "1 A Street, Kerman, Iran", ""},
		"a site and address":      {props{"name": "Hall", "country": "IR", "street_address": "1 A Street"}, "Hall, 1 A Street, Iran", ""},
		"a name without a city":   {props{"name": "Kerman", "country": "IR"}, "Iran", "property name may be as coarse as a country or as fine as a house; it is not proposed"},
		"a part of the world":     {props{"region": "southern-asia"}, "", "no part of the place is finer than a region of the world and surely told; none is proposed"},
		"a point":                 {props{"latitude": 30.283938, "longitude": -57.083363}, "30.283938, -57.083363", ""},
		"a point at the pole":     {props{"latitude": -90, "longitude": 180}, "-90.000000, 180.000000", ""},
		"a point of seven places": {props{"latitude": 1.2345678, "longitude": 0.0000001}, "1.234568, 0.000000", ""},
		"a fine point":            {props{"country": "SE", "latitude": 1, "longitude": 2, "precision": 1000}, "Sweden, 1.000000, 2.000000", ""},
		"a coarse point":          {props{"country": "SE", "latitude": 1, "longitude": 2, "precision": 1000.5}, "Sweden", "the coordinates are coarser than 1000 m; no point is proposed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, bundle(t,
				obj(idCampaign, props{"name": "c"}), obj(idPlace, c.location), rel(1, idCampaign, "targets", idPlace),
				obj(strings.Replace(idCampaign, "a", "b", 1), nil),
				rel(2, idCampaign, "targets", idPlace)))
			var want, not []string
			if c.want != "" {
				want = []string{fmt.Sprintf("where: %s [unmarked] %s", c.want, idPlace)}
			}
			if c.residue != "" {
				not = []string{idPlace + ": " + c.residue}
			}
			same(t, "proposed", facts(in), want)
			same(t, "not understood", residueOf(in.NotUnderstood, idPlace), not)
		})
	}
}

// TestWindows reads the times of events as windows.
func TestWindows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		event props
		want  string
	}{
		"nothing":              {props{}, ""},
		"days":                 {props{"start_time": "2024-01-01T00:00:00Z", "start_time_fidelity": "day", "end_time": "2024-01-04T00:00:00Z", "end_time_fidelity": "day"}, "from 1 to 4 January 2024"},
		"one day":              {props{"start_time": "2024-01-03T00:00:00Z", "end_time": "2024-01-03T00:00:00Z", "end_time_fidelity": "day"}, "3 January 2024"},
		"a day of Tehran":      {props{"start_time": "2024-01-02T20:30:00Z", "end_time": "2024-01-02T20:30:00Z", "end_time_fidelity": "day"}, "from 2 January 2024, 20:30 UTC to 3 January 2024, 20:30 UTC"},
		"an hour":              {props{"start_time": "2024-01-03T10:00:00Z", "end_time": "2024-01-03T10:00:00Z", "end_time_fidelity": "hour"}, "3 January 2024, 10:00 to 11:00 UTC"},
		"a minute":             {props{"start_time": "2024-01-03T10:00:00Z", "end_time": "2024-01-03T10:00:00Z", "end_time_fidelity": "minute"}, "3 January 2024, 10:00 to 10:01 UTC"},
		"exactly":              {props{"start_time": "2024-01-03T10:00:00Z", "end_time": "2024-01-03T12:00:00Z"}, "3 January 2024, 10:00 to 12:00 UTC"},
		"a month":              {props{"start_time": "2024-01-01T00:00:00Z", "end_time": "2024-01-01T00:00:00Z", "end_time_fidelity": "month"}, "from 1 to 31 January 2024"},
		"a month of Tehran":    {props{"start_time": "2024-01-31T20:30:00Z", "end_time": "2024-01-31T20:30:00Z", "end_time_fidelity": "month"}, "from 31 January 2024, 20:30 UTC to 2 March 2024, 20:30 UTC"},
		"a year":               {props{"start_time": "2024-01-01T00:00:00Z", "end_time": "2024-01-01T00:00:00Z", "end_time_fidelity": "year"}, "from 1 January to 31 December 2024"},
		"only a beginning":     {props{"start_time": "2024-01-03T00:00:00Z", "start_time_fidelity": "day"}, "from 3 January 2024 on"},
		"only an end":          {props{"end_time": "2024-01-03T00:00:00Z", "end_time_fidelity": "day"}, "before 4 January 2024"},
		"fractions go outward": {props{"start_time": "2024-01-03T10:00:00.9Z", "end_time": "2024-01-03T11:59:59.1Z"}, "3 January 2024, 10:00 to 12:00 UTC"},
		"a leap second":        {props{"start_time": "2016-12-31T23:59:60Z", "end_time": "2017-01-01T00:00:00Z", "end_time_fidelity": "day"}, "1 January 2017"},
		"the end of time":      {props{"start_time": "2024-01-03T10:00:00Z", "end_time": "9999-12-31T00:00:00Z", "end_time_fidelity": "year"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.event["status"], c.event["name"] = "pending", "x"
			in := importOf(t, bundle(t, obj(idEvent, c.event)))
			want := []string{"what: x [unmarked] " + idEvent}
			if c.want != "" {
				want = append(want, fmt.Sprintf("when: %s [unmarked] %s", c.want, idEvent))
			}
			same(t, "proposed", facts(in), want)
		})
	}
	t.Run("both drafts of Incident Core", func(t *testing.T) {
		t.Parallel()
		for _, how := range []props{{"event_refs": []string{idEvent, idEvent}}, {"events": []props{{"event_ref": idEvent}}}} {
			how["determination"], how["investigation_status"] = "suspected", "new"
			in := importOf(t, bundle(t,
				obj(idIncident, props{"name": "plan", "extensions": props{extCore: how}}),
				obj(idEvent, props{"status": "pending", "start_time": "2024-01-03T00:00:00Z"}),
				obj(idPlace, props{"country": "SE"}), rel(1, idEvent, "located-at", idPlace)))
			same(t, "proposed", facts(in), []string{
				"what: plan [unmarked] " + idIncident, "where: Sweden [unmarked] " + idPlace,
				"when: from 3 January 2024 on [unmarked] " + idEvent,
			})
		}
	})
}

// TestCountries holds the table to its form.
func TestCountries(t *testing.T) {
	t.Parallel()
	if len(countries) != 250 {
		t.Errorf("there are %d countries, not 249 and Kosovo", len(countries))
	}
	seen := map[string]string{}
	for code, name := range countries {
		if len(code) != 2 || strings.ToUpper(code) != code || name == "" || strings.TrimSpace(name) != name {
			t.Errorf("%q is %q", code, name)
		}
		if before, ok := seen[name]; ok {
			t.Errorf("%s and %s are both %q", before, code, name)
		}
		seen[name] = code
	}
}

// TestManyRelations bounds how far relationships are followed, and says so.
func TestManyRelations(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it makes a bundle of ten thousand relationships")
	}
	objects := []any{obj(idActor, props{"name": "G"})}
	id := func(kind string, n int) string { return fmt.Sprintf("%s--00000000-0000-4000-8000-3%011d", kind, n) }
	const n = 1500
	for i := range n {
		objects = append(objects,
			obj(id("incident", i), props{"name": "plan"}), obj(id("identity", i), props{"name": "x"}),
			rel(2*i, id("incident", i), "attributed-to", idActor), rel(2*i+1, idActor, "targets", id("identity", i)))
	}
	in := importOf(t, bundle(t, objects...))
	same(t, "not understood", residue(in), []string{idBundle + ": the relationships are too many to follow; not all facts are proposed"})
	if len(in.Objects) != 1+4*n {
		t.Errorf("%d objects", len(in.Objects))
	}

	p := proposer{steps: 2}
	if few, many := p.follow(make([]edge, 2)), p.follow(make([]edge, 1)); len(few) != 2 || many != nil {
		t.Errorf("with two steps left, %d and then %d are followed", len(few), len(many))
	}
}
