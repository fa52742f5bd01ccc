package gazetteer

import (
	"slices"
	"strings"
)

// A Country is a country or a territory with a code of its own.
type Country struct {
	// Code is that of ISO 3166-1, two letters; XK is Kosovo.
	Code string `json:"code"`
	// Name is its English name.
	Name string `json:"name"`
	// Of is the code of the country that a territory belongs to.
	Of string `json:"of,omitempty"`
}

// A landTable finds countries by code and by name, and says which feature of the
// map is of which country.
type landTable struct {
	countries []Country // by code
	keys      []landKey // by key
	features  []int16   // the country of each feature, or -1
}

// A landKey is one name of a country.
type landKey struct {
	key     string
	country int16
}

// within are codes of parts for which GeoNames has no code of their own.
var within = map[string]string{
	"AC": "SH", "TA": "SH", "DG": "IO", "CP": "FR", "CQ": "GG", "EA": "ES", "FX": "FR", "IC": "ES",
}

// plainly are names shorter than those of the map, as people write them.
var plainly = map[string]string{
	"BS": "Bahamas", "CD": "DR Congo", "CG": "Congo", "CN": "China", "CY": "Cyprus", "DK": "Denmark",
	"GG": "Guernsey", "GM": "Gambia", "IE": "Ireland", "JE": "Jersey", "FM": "Micronesia", "NL": "Netherlands",
	"US": "United States",
}

// alsoNamed are more names of countries, by code.
var alsoNamed = map[string]string{
	"AE": "UAE|Emirates", "BA": "Bosnia|Bosnia-Herzegovina", "BY": "Byelorussia", "CD": "Congo-Kinshasa|Zaire|DRC",
	"CG": "Congo-Brazzaville", "CI": "Ivory Coast", "CN": "PRC", "CV": "Cabo Verde", "CZ": "Czech Republic",
	"GB": "Great Britain|Britain", "IR": "Islamic Republic of Iran|Persia", "KP": "DPRK", "KR": "Republic of Korea|ROK",
	"LA": "Lao PDR", "MK": "Macedonia", "MM": "Burma", "NL": "Holland", "PS": "State of Palestine|Palestinian Territories",
	"RU": "Russian Federation", "SY": "Syrian Arab Republic", "SZ": "Swaziland", "TL": "Timor-Leste",
	"TR": "Türkiye|Turkiye", "TW": "Republic of China", "TZ": "United Republic of Tanzania", "US": "United States of America|USA|America",
	"VA": "Holy See|Vatican", "VN": "Viet Nam", "KN": "Saint Kitts and Nevis", "LC": "Saint Lucia", "VC": "Saint Vincent and the Grenadines",
}

// indexLands makes the table.
func indexLands(t *borderTable) *landTable {
	l := &landTable{features: make([]int16, len(t.features))}
	for _, f := range t.features {
		if f.iso2 != "" && within[f.iso2] == "" {
			c := Country{Code: f.iso2, Name: f.name, Of: f.country}
			if name, ok := plainly[f.iso2]; ok {
				c.Name = name
			}
			l.countries = append(l.countries, c)
		}
	}
	slices.SortFunc(l.countries, func(a, b Country) int { return strings.Compare(a.Code, b.Code) })
	for i, f := range t.features {
		code := f.iso2
		if code == "" {
			code = f.country
		}
		if of, ok := within[code]; ok {
			code = of
		}
		l.features[i] = l.index(code)
		if f.iso2 == "" || within[f.iso2] != "" {
			continue // a part: its name is not that of the country
		}
		at := l.index(code)
		named := append([]string{f.iso2, f.iso3, f.name, l.countries[at].Name}, f.aliases...)
		for _, n := range append(named, strings.Split(alsoNamed[code], "|")...) {
			if key := Key(n); key != "" {
				l.keys = append(l.keys, landKey{key, at})
			}
		}
	}
	slices.SortStableFunc(l.keys, func(a, b landKey) int { return strings.Compare(a.key, b.key) })
	return l
}

// index is where a country stands, or -1.
func (l *landTable) index(code string) int16 {
	i, ok := slices.BinarySearchFunc(l.countries, code, func(c Country, code string) int { return strings.Compare(c.Code, code) })
	if !ok {
		return -1
	}
	return int16(i) //nolint:gosec // there are 300 countries
}

// byCode gives a country; one that is not listed has its code for a name.
func (l *landTable) byCode(code string) Country {
	if i := l.index(code); i >= 0 {
		return l.countries[i]
	}
	return Country{Code: code, Name: code}
}

// ByCountry gives the country of a name or a code of two or three letters,
// whatever its case and accents.
func ByCountry(name string) (Country, bool) {
	if len(name) > MaxName {
		return Country{}, false
	}
	l := lands()
	key := strings.TrimPrefix(Key(name), "the")
	for _, k := range []string{Key(name), key} {
		if i, ok := slices.BinarySearchFunc(l.keys, k, func(k landKey, key string) int { return strings.Compare(k.key, key) }); ok {
			return l.countries[l.keys[i].country], true
		}
	}
	return Country{}, false
}
