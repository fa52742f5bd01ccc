package place

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// rungs are all rungs, coarsest first.
var rungs = []Rung{None, Country, Region, City, District, Site, Exact}

// drawPlace gives a place of which any step may be unknown.
func drawPlace(t *rapid.T) Place {
	step := func(name string) string {
		if rapid.Bool().Draw(t, name+" known") {
			return name + rapid.StringMatching(`[a-z]{0,5}`).Draw(t, name)
		}
		return ""
	}
	p := Place{Country: step("country"), Region: step("region"), City: step("city"), District: step("district"), Site: step("site")}
	if rapid.Bool().Draw(t, "point known") {
		p.Point = &Point{
			Lat: rapid.Int64Range(-90_000_000, 90_000_000).Draw(t, "lat"),
			Lon: rapid.Int64Range(-180_000_000, 180_000_000).Draw(t, "lon"),
		}
	}
	return p
}

// TestAt holds coarsening to its promises.
func TestAt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		a, b := rapid.SampledFrom(rungs).Draw(t, "a"), rapid.SampledFrom(rungs).Draw(t, "b")
		c := p.At(a)
		if c.Finest() > a {
			t.Errorf("%s at %s tells a %s", p, a, c.Finest())
		}
		if !reflect.DeepEqual(c.At(a), c) {
			t.Errorf("%s at %s, again at %s, is not the same", p, a, a)
		}
		if !reflect.DeepEqual(c.At(b), p.At(min(a, b))) {
			t.Errorf("%s at %s, then at %s, is %s, not %s", p, a, b, c.At(b), p.At(min(a, b)))
		}
		if !reflect.DeepEqual(p.At(max(a, p.Finest())), p) {
			t.Errorf("%s at its own rung or finer is %s", p, p.At(max(a, p.Finest())))
		}
		if c.Known() != (c.String() != "") || c.Known() && !p.Known() {
			t.Errorf("%q at %s is known: %v", p, a, c.Known())
		}
		for _, step := range p.Steps() {
			if kept := slices.Contains(c.Steps(), step); !kept && strings.Contains(c.String(), step) {
				t.Errorf("%q at %s still tells %q", c, a, step)
			}
		}
		if !c.Contains(p) || !p.At(min(a, b)).Contains(p.At(max(a, b))) {
			t.Errorf("%s at %s does not contain it, or what is finer", p, a)
		}
		if p.Contains(c) != reflect.DeepEqual(p, c) {
			t.Errorf("%s contains %s, which tells less: %v", p, c, p.Contains(c))
		}
		if c.Point != nil && c.Point == p.Point {
			t.Error("the coarser place shares its point with the finer one")
		}
		raw, err := json.Marshal(p)
		var back Place
		if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(back, p) {
			t.Errorf("%s is written %s and read %s, %v", p, raw, back, err)
		}
	})
}

// TestRungs reads and writes the words of rungs.
func TestRungs(t *testing.T) {
	t.Parallel()
	for i, r := range rungs {
		if int(r) != i {
			t.Errorf("%s is not finer than all before it", r)
		}
		raw, err := r.MarshalText()
		var back Rung
		if err != nil || back.UnmarshalText(raw) != nil || back != r {
			t.Errorf("%s is written %s and read %s, %v", r, raw, back, err)
		}
	}
	for _, word := range []string{"", "Country", "house", "invalid"} {
		if _, err := ParseRung(word); err == nil {
			t.Errorf("%q is read as a rung", word)
		}
	}
	if got := Rung(-1).String() + Rung(7).String(); got != "invalidinvalid" {
		t.Errorf("rungs that are none are called %s", got)
	}
}

// TestTold tells places in words.
func TestTold(t *testing.T) {
	t.Parallel()
	full := Place{Country: "Iran", Region: "Kerman Province", City: "Kerman", District: "east", Site: "stadium", Point: &Point{30_283_938, -57_083_363}}
	for rung, want := range map[Rung]string{
		None: "", Country: "Iran", Region: "Kerman Province, Iran", City: "Kerman, Kerman Province, Iran",
		District: "east, Kerman, Kerman Province, Iran", Site: "stadium, east, Kerman, Kerman Province, Iran",
		Exact: "stadium, east, Kerman, Kerman Province, Iran, 30.283938, -57.083363",
	} {
		if got := full.At(rung).String(); got != want {
			t.Errorf("at %s it reads %q, not %q", rung, got, want)
		}
	}
	for _, c := range []struct {
		point Point
		text  string
		valid bool
	}{
		{Point{0, 0}, "0.000000, 0.000000", true},
		{Point{-1, 1}, "-0.000001, 0.000001", true},
		{Point{90_000_000, -180_000_000}, "90.000000, -180.000000", true},
		{Point{90_000_001, 0}, "90.000001, 0.000000", false},
		{Point{0, 180_000_001}, "0.000000, 180.000001", false},
		{Point{-90_000_001, 0}, "-90.000001, 0.000000", false},
		{Point{0, -180_000_001}, "0.000000, -180.000001", false},
	} {
		if c.point.String() != c.text || c.point.Valid() != c.valid {
			t.Errorf("%+v reads %q, valid %v", c.point, c.point.String(), c.point.Valid())
		}
	}
}
