package gazetteer

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"example.org/tocsin/place"
)

// A City is a populated place that the gazetteer knows.
type City struct {
	Name string `json:"name"`
	// District says that it is a part of a city.
	District bool `json:"district,omitempty"`
	// Region is the first division of the country, empty where it is not known.
	Region string `json:"region,omitempty"`
	// Country is the country under which GeoNames lists the city. Where the land
	// is claimed by several, At has all of them.
	Country Country `json:"country"`
	// Population is zero where it is not known.
	Population int64 `json:"population,omitempty"`
	// Point is somewhere in the middle.
	Point place.Point `json:"point"`
}

// Place gives the city as a chain of its steps, without its point: that is where
// its middle is, and says nothing of where in the city something is.
func (c City) Place() place.Place {
	p := place.Place{Country: c.Country.Name, Region: c.Region}
	if c.District {
		p.District = c.Name
	} else {
		p.City = c.Name
	}
	return p
}

// String tells the city so that it can be told from others of its name.
func (c City) String() string { return c.Place().String() + " (" + c.Point.String() + ")" }

// A cityTable holds the cities in columns, in the order of the keys of their
// names; of one name, the largest first.
type cityTable struct {
	arena    string
	ends     []uint32 // where in arena each name ends
	region   []uint16
	people   []uint32 // twice the population, and one if it is a district
	lat, lon []int32  // millionths of a degree
	regions  []region
	others   []other
}

// A region is the first division of a country.
type region struct{ code, name string }

// An other is one more name of a city.
type other struct {
	name string
	city int32
}

// decodeCities reads the table.
func decodeCities(r *reader) *cityTable {
	t := &cityTable{regions: make([]region, r.count())}
	for i := range t.regions {
		t.regions[i] = region{code: string(r.bytes(2)), name: r.text()}
	}
	n := r.count()
	t.ends, t.region, t.people = make([]uint32, n), make([]uint16, n), make([]uint32, n)
	var arena strings.Builder
	r.fronted(n, func(i int, name []byte) {
		arena.Write(name)
		t.ends[i] = uint32(arena.Len()) //nolint:gosec // all names together are 2 MB
	})
	t.arena = strings.Clone(arena.String())
	for i := range t.region {
		t.region[i] = uint16(min(r.number(), uint64(max(len(t.regions), 1)-1))) //nolint:gosec // there are 4,000 regions
	}
	for i := range t.people {
		t.people[i] = uint32(min(r.number(), math.MaxUint32))
	}
	t.lat, t.lon = coordinates(r.planes(n), 9_000_000), coordinates(r.planes(n), 18_000_000)
	t.others = make([]other, r.count())
	r.fronted(len(t.others), func(i int, name []byte) {
		t.others[i] = other{name: string(name), city: int32(min(r.number(), uint64(max(n, 1)-1)))} //nolint:gosec // a city of the table
	})
	return t
}

// coordinates makes millionths of a degree out of hundred thousandths above the
// lowest.
func coordinates(column []uint32, above int64) []int32 {
	out := make([]int32, len(column))
	for i, v := range column {
		out[i] = int32(min(int64(v), 2*above)-above) * 10 //nolint:gosec // at most 180 million
	}
	return out
}

// name is the name of a city.
func (t *cityTable) name(i int32) string {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.arena[start:t.ends[i]]
}

// point is where a city is.
func (t *cityTable) point(i int32) place.Point {
	return place.Point{Lat: int64(t.lat[i]), Lon: int64(t.lon[i])}
}

// population is how many people live in a city, and district whether it is a
// part of another.
func (t *cityTable) population(i int32) int64 { return int64(t.people[i] >> 1) }
func (t *cityTable) district(i int32) bool    { return t.people[i]&1 == 1 }

// city gives one city of the table.
func (t *cityTable) city(i int32) City {
	in := t.regions[t.region[i]]
	return City{
		Name: t.name(i), District: t.district(i), Region: in.name, Country: lands().byCode(in.code),
		Population: t.population(i), Point: t.point(i),
	}
}

// A nameTable finds cities by the hash of the key of their name.
type nameTable struct {
	slots  []int32 // the first city of a key, plus one; zero is free
	others []int32 // the order of the other names by key
	keys   []string
}

// indexNames makes the table. Cities of one key stand together, so only the
// first of them is entered.
func indexNames(t *cityTable) *nameTable {
	n := &nameTable{slots: make([]int32, 1<<18)}
	last := ""
	for i := range int32(len(t.ends)) { //nolint:gosec // there are 200,000 cities
		if key := Key(t.name(i)); key != last {
			at := hash(key) & uint32(len(n.slots)-1) //nolint:gosec // 2^18
			for n.slots[at] != 0 {
				at = (at + 1) & uint32(len(n.slots)-1) //nolint:gosec // 2^18
			}
			n.slots[at], last = i+1, key
		}
	}
	for _, o := range t.others {
		n.keys, n.others = append(n.keys, Key(o.name)), append(n.others, o.city)
	}
	return n
}

// hash is FNV-1a of 32 bits.
func hash(key string) uint32 {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return h
}

// find gives the cities of a key.
func (n *nameTable) find(t *cityTable, key string) []int32 {
	var found []int32
	for at := hash(key) & uint32(len(n.slots)-1); n.slots[at] != 0; at = (at + 1) & uint32(len(n.slots)-1) { //nolint:gosec // 2^18
		i := n.slots[at] - 1
		if Key(t.name(i)) != key {
			continue
		}
		for ; int(i) < len(t.ends) && Key(t.name(i)) == key; i++ {
			found = append(found, i)
		}
		break
	}
	for i, ok := slices.BinarySearch(n.keys, key); ok && i < len(n.keys) && n.keys[i] == key; i++ {
		found = append(found, n.others[i])
	}
	return found
}

// ByName gives the cities of a name, the largest first. Case, accents, hyphens
// and spaces do not matter, and names of before or in other languages count
// where the gazetteer knows them. Hints are countries or regions, by name or
// code; a city must be in all of them.
func ByName(name string, hints ...string) []City {
	if len(name) > MaxName {
		return nil
	}
	key := Key(name)
	if key == "" {
		return nil
	}
	t, n := cities(), names()
	found := n.find(t, key)
	if called := n.find(t, alsoCalled[key]); len(called) > 0 {
		found = append(found, called[0]) // the largest; the small ones never had the other name
	}
	slices.Sort(found)
	var all []City
	for _, i := range slices.Compact(found) {
		if c := t.city(i); c.in(hints) {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b City) int { return cmp.Compare(b.Population, a.Population) })
	return all
}

// in reports whether a city is in all of the countries and regions.
func (c City) in(hints []string) bool {
	return !slices.ContainsFunc(hints, func(hint string) bool {
		if country, ok := ByCountry(hint); ok && country.Code == c.Country.Code {
			return false
		}
		return !sameRegion(hint, c.Region)
	})
}

// divisions are words for a division of a country, which stand or are left out.
var divisions = []string{
	"province", "oblast", "region", "state", "governorate", "district", "prefecture", "department", "county",
	"krai", "kray", "republic", "voivodeship", "canton", "emirate", "municipality", "provinceof", "stateof", "regionof",
}

// sameRegion reports whether two names are of one region.
func sameRegion(a, b string) bool { return a != "" && b != "" && division(a) == division(b) }

// division is the key of a region without the word for what it is.
func division(name string) string {
	if len(name) > MaxName {
		return "-"
	}
	key := Key(name)
	for _, word := range divisions {
		if rest, ok := strings.CutSuffix(key, word); ok && rest != "" {
			return rest
		}
		if rest, ok := strings.CutPrefix(key, word); ok && rest != "" && strings.HasSuffix(word, "of") {
			return rest
		}
	}
	return key
}
