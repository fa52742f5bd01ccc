package gazetteer

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/place"
)

// TestComplete completes what is meant, and refuses what is not one place.
func TestComplete(t *testing.T) {
	t.Parallel()
	point := func(lat, lon float64) *place.Point {
		p := at(lat, lon)
		return &p
	}
	for _, c := range []struct {
		from place.Place
		want string // the ladder, or
		rule string
		or   []string // candidates that must be named
	}{
		{place.Place{City: "Kerman", Country: "Iran"}, "Kerman/Kerman/Iran", "", nil},
		{place.Place{City: "kermān", Country: "IR", Site: "the square"}, "the square/kermān/Kerman/IR", "", nil},
		{place.Place{City: "Kerman", Region: "Kerman Province"}, "Kerman/Kerman Province/Iran", "", nil},
		{place.Place{City: "Kerman"}, "", ruleAmbiguous, []string{"Kerman/Kerman/Iran", "Kerman/California/United States"}},
		{place.Place{City: "Kerman", Country: "France"}, "", ruleContradiction, []string{"Kerman/Kerman/Iran"}},
		{place.Place{City: "Kerman", Country: "Iran", Region: "Tehran"}, "", ruleContradiction, []string{"Kerman/Kerman/Iran"}},
		{place.Place{City: "Kerman", Country: "Iran", Region: "the old quarter"}, "Kerman/the old quarter/Iran", "", nil},
		{place.Place{City: "Isfahan"}, "Isfahan/Isfahan/Iran", "", nil},
		{place.Place{City: "Kerman", Point: point(30.2839, 57.0834)}, "Kerman/Kerman/Iran/30.283900, 57.083400", "", nil},
		{place.Place{City: "Kerman", Point: point(36.72, -120.06)}, "Kerman/California/United States/36.720000, -120.060000", "", nil},
		{place.Place{City: "Kerman", Point: point(48.85, 2.35)}, "", ruleContradiction, []string{"Kerman/Kerman/Iran"}},
		{place.Place{Country: "France", Point: point(30.2839, 57.0834)}, "", ruleContradiction, nil},
		{place.Place{Country: "Iran", Region: "Tehran", Point: point(30.2839, 57.0834)}, "", ruleContradiction, nil},
		{place.Place{Country: "Iran", Point: point(30.2839, 57.0834)}, "Kerman/Kerman/Iran/30.283900, 57.083400", "", nil},
		{place.Place{Point: point(30.2839, 57.0834)}, "Kerman/Kerman/Iran/30.283900, 57.083400", "", nil},
		{place.Place{Point: point(44.95, 34.1)}, "44.950000, 34.100000", "", nil},
		{place.Place{City: "Simferopol"}, "", ruleDisputed, []string{"Simferopol/Russia", "Simferopol/Ukraine"}},
		{place.Place{City: "Simferopol", Country: "Ukraine"}, "Simferopol/Crimea/Ukraine", "", nil},
		{place.Place{City: "Simferopol", Country: "Russia"}, "Simferopol/Russia", "", nil},
		{place.Place{City: "Simferopol", Country: "France"}, "", ruleContradiction, []string{"Simferopol/Crimea/Ukraine"}},
		{place.Place{City: "Pristina"}, "", ruleDisputed, []string{"Pristina/Kosovo", "Pristina/Serbia"}},
		{place.Place{City: "Pristina", Country: "Serbia"}, "Pristina/Serbia", "", nil},
		{place.Place{Region: "Bavaria"}, "Bavaria/Germany", "", nil},
		{place.Place{Region: "Punjab"}, "", ruleAmbiguous, nil},
		{place.Place{Region: "a region of its own"}, "a region of its own", "", nil},
		{place.Place{City: "a village nobody knows", Country: "Iran"}, "a village nobody knows/Iran", "", nil},
		{place.Place{City: "Kerman", Country: "Ruritania"}, "", ruleUnknown, nil},
		{place.Place{}, "", ruleMalformed, nil},
		{place.Place{City: strings.Repeat("Kerman ", 2000)}, "", ruleMalformed, nil},
		{place.Place{City: "Ker\xffman"}, "", ruleMalformed, nil},
		{place.Place{Point: &place.Point{Lat: 91_000_000}}, "", "place/off-earth", nil},
		{place.Place{City: "Кerman"}, "Кerman", "", nil}, // a Cyrillic letter: it is not the name
	} {
		before := c.from.String()
		got, err := Complete(c.from)
		refusal, _ := errors.AsType[*tocsin.Refusal](err)
		doubt, _ := errors.AsType[*Doubt](err)
		switch {
		case c.rule == "" && (err != nil || slashed(got) != c.want):
			t.Errorf("%.60s is completed to %s, %v, not %s", before, slashed(got), err, c.want)
		case c.rule != "" && (refusal == nil || refusal.Rule != c.rule || refusal.Remedy == ""):
			t.Errorf("%.60s is %v, %v, not refused under %s", before, got, err, c.rule)
		case c.rule != "" && got.Known():
			t.Errorf("%.60s is refused and completed to %v", before, got)
		}
		for _, want := range c.or {
			if doubt == nil || !slices.ContainsFunc(doubt.Candidates, func(p place.Place) bool { return slashed(p) == want }) {
				t.Errorf("%.60s could not be %s: %+v", before, want, doubt)
			}
		}
		for _, step := range c.from.Steps() {
			if err != nil && strings.Contains(refusal.Error()+refusal.Remedy, step) {
				t.Errorf("the refusal repeats %.60s: %v", step, err)
			}
		}
		if c.from.String() != before {
			t.Errorf("%.60s was changed to %s", before, c.from)
		}
	}
}

// TestCompleteEveryCity completes many cities of the gazetteer from every part of
// their chain: what is filled in leaves what was there, is the chain of the city,
// and is filled in once.
func TestCompleteEveryCity(t *testing.T) {
	t.Parallel()
	c := cities()
	rapid.Check(t, func(t *rapid.T) {
		city := c.city(int32(rapid.IntRange(0, len(c.lat)-1).Draw(t, "city")))
		whole := city.Place()
		part := whole
		if rapid.Bool().Draw(t, "without region") {
			part.Region = ""
		}
		if rapid.Bool().Draw(t, "without country") {
			part.Country = ""
		}
		full, err := Complete(part)
		if doubt, ok := errors.AsType[*Doubt](err); ok {
			named := slices.ContainsFunc(doubt.Candidates, func(p place.Place) bool { return part.Contains(p) })
			if !named || part == whole || doubt.Refusal.Rule == ruleContradiction {
				t.Errorf("%s, told as %s, could be %v: %v", city, part, doubt.Candidates, err)
			}
			return
		}
		if err != nil || !part.Contains(full) {
			t.Errorf("%s, told as %s, is completed to %s, %v", city, part, full, err)
		}
		again, err := Complete(full)
		if err != nil || !reflect.DeepEqual(again, full) {
			t.Errorf("%s is completed again to %s, %v", full, again, err)
		}
		if !slices.ContainsFunc(ByName(city.Name), func(other City) bool { return full.Contains(other.Place()) || other.Region == "" }) {
			t.Errorf("%s is completed to %s, where no such city is", city, full)
		}
		for r := place.Country; r < place.Exact; r++ {
			if !full.At(r).Contains(full.At(r + 1)) {
				t.Errorf("%s at %s does not contain it", full, r)
			}
		}
	})
}

// TestCompletePoints completes any point with what holds of it.
func TestCompletePoints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoint(t)
		part := place.Place{Point: &p}
		w, err := At(p)
		if err != nil {
			t.Fatal(err)
		}
		full, err := Complete(part)
		if err != nil || !reflect.DeepEqual(full, w.Place) || full.Point == part.Point {
			t.Errorf("%s is completed to %s, %v", p, full, err)
		}
		for _, country := range w.Countries {
			if _, err := Complete(place.Place{Country: country.Name, Point: &p}); err != nil {
				t.Errorf("%s in %s: %v", p, country.Name, err)
			}
		}
		if len(w.Countries) > 0 && codes(w.Countries) != "AQ" {
			if full, err := Complete(place.Place{Country: "Antarctica", Point: &p}); p.Lat > 0 && err == nil {
				t.Errorf("%s is in %s", p, full)
			}
		}
	})
}

// FuzzComplete completes anything, in bounded work: it is refused without being
// repeated, or what is filled in leaves what was there.
func FuzzComplete(f *testing.F) {
	f.Add("Iran", "", "Kerman", "", int64(0), int64(0), false)
	f.Add("", "Kerman Province", "Kerman", "east", int64(30_283_900), int64(57_083_400), true)
	f.Add("İran", "\xff", "Ke\u202erman", "ﷺ", int64(-91_000_000), int64(1<<62), true)
	f.Add("", "", "St. Petersburg", "", int64(90_000_000), int64(-180_000_000), true)
	f.Fuzz(func(t *testing.T, country, region, city, district string, lat, lon int64, pointed bool) {
		part := place.Place{Country: country, Region: region, City: city, District: district}
		if pointed {
			part.Point = &place.Point{Lat: lat, Lon: lon}
		}
		full, err := Complete(part)
		refusal, refused := errors.AsType[*tocsin.Refusal](err)
		switch {
		case err != nil && (!refused || refusal.Why == "" || refusal.Remedy == ""):
			t.Errorf("%q: %v", part, err)
		case err == nil && !part.Contains(full):
			t.Errorf("%q is completed to %q", part, full)
		case err == nil:
			if again, err := Complete(full); err != nil || !reflect.DeepEqual(again, full) {
				t.Errorf("%q is completed again to %q, %v", full, again, err)
			}
		}
	})
}
