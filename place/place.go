// Package place says where: a chain from country to point, and what is left of
// it when it is told more coarsely.
//
// Promises: a coarser place holds no word of the finer steps that were dropped;
// coarsening twice is coarsening once to the coarser step; a coarser place
// contains the finer one; a coordinate is read as it is written or not at all,
// to the millionth of a degree.
package place

import (
	"fmt"
	"strings"
)

// A Rung is how precisely a place is told. Larger is finer.
type Rung int8

// The rungs, coarsest first. None says nothing.
const (
	None Rung = iota
	Country
	Region
	City
	District
	Site
	Exact
)

// rungWords are the words of the rungs.
var rungWords = [...]string{"none", "country", "region", "city", "district", "site", "point"}

// String gives the word of the rung.
func (r Rung) String() string {
	if r < 0 || int(r) >= len(rungWords) {
		return "invalid"
	}
	return rungWords[r]
}

// ParseRung reads the word of a rung.
func ParseRung(word string) (Rung, error) {
	for i, w := range rungWords {
		if w == word {
			return Rung(i), nil
		}
	}
	return None, fmt.Errorf("%q is no rung of place; they are %s", word, strings.Join(rungWords[:], ", "))
}

// MarshalText writes the word.
func (r Rung) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the word.
func (r *Rung) UnmarshalText(text []byte) error {
	v, err := ParseRung(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// A Point is a coordinate in WGS 84, in millionths of a degree (the record
// holds no floats).
type Point struct {
	Lat int64 `json:"lat_e6"`
	Lon int64 `json:"lon_e6"`
}

// String gives latitude and longitude in degrees with six decimals.
func (p Point) String() string { return degrees(p.Lat) + ", " + degrees(p.Lon) }

// degrees writes millionths of a degree.
func degrees(e6 int64) string {
	sign := ""
	if e6 < 0 {
		sign, e6 = "-", -e6
	}
	return fmt.Sprintf("%s%d.%06d", sign, e6/1_000_000, e6%1_000_000)
}

// Valid reports whether the point is on the earth.
func (p Point) Valid() bool {
	return p.Lat >= -90_000_000 && p.Lat <= 90_000_000 && p.Lon >= -180_000_000 && p.Lon <= 180_000_000
}

// A Place is told by names, each step inside the one before; steps that nobody
// knows are empty.
type Place struct {
	Country  string `json:"country,omitempty"`
	Region   string `json:"region,omitempty"`
	City     string `json:"city,omitempty"`
	District string `json:"district,omitempty"`
	Site     string `json:"site,omitempty"`
	Point    *Point `json:"point,omitempty"`
}

// Known reports whether anything is known of the place.
func (p Place) Known() bool { return p.Finest() != None }

// Finest is the finest rung that the place tells.
func (p Place) Finest() Rung {
	switch {
	case p.Point != nil:
		return Exact
	case p.Site != "":
		return Site
	case p.District != "":
		return District
	case p.City != "":
		return City
	case p.Region != "":
		return Region
	case p.Country != "":
		return Country
	}
	return None
}

// At tells the place no finer than the rung.
func (p Place) At(r Rung) Place {
	var c Place
	if r >= Country {
		c.Country = p.Country
	}
	if r >= Region {
		c.Region = p.Region
	}
	if r >= City {
		c.City = p.City
	}
	if r >= District {
		c.District = p.District
	}
	if r >= Site {
		c.Site = p.Site
	}
	if r >= Exact && p.Point != nil {
		point := *p.Point
		c.Point = &point
	}
	return c
}

// Contains reports whether everything that a place tells is true of another: each
// step that it knows is that step of the other. A place that tells nothing
// contains all.
func (p Place) Contains(q Place) bool {
	for r := Country; r <= Site; r++ {
		if known := p.Step(r); known != "" && known != q.Step(r) {
			return false
		}
	}
	return p.Point == nil || q.Point != nil && *p.Point == *q.Point
}

// Step gives the name of one rung, empty where it is not known; the point has
// no name.
func (p Place) Step(r Rung) string {
	switch r {
	case Country:
		return p.Country
	case Region:
		return p.Region
	case City:
		return p.City
	case District:
		return p.District
	case Site:
		return p.Site
	case None, Exact:
	}
	return ""
}

// Steps gives the named steps, finest first, the point last.
func (p Place) Steps() []string {
	var steps []string
	for _, s := range []string{p.Site, p.District, p.City, p.Region, p.Country} {
		if s != "" {
			steps = append(steps, s)
		}
	}
	if p.Point != nil {
		steps = append(steps, p.Point.String())
	}
	return steps
}

// String joins the steps, finest first: "stadium, Kerman, Iran".
func (p Place) String() string { return strings.Join(p.Steps(), ", ") }
