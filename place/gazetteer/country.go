package gazetteer

import (
	"cmp"
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

// parts are features without a code that belong to a territory which has one,
// where the map names only the country above it.
var parts = map[string]string{
	"Q25396": "BQ", "Q25528": "BQ", "Q26180": "BQ", // Bonaire, Saba, Sint Eustatius
	"Q3311985": "GG", "Q179313": "GG", // Guernsey, Alderney
	"Q34497": "SH",                 // Saint Helena
	"Q25231": "SJ", "Q14056": "SJ", // Svalbard, Jan Mayen
	"Q46772": "TF", "Q190571": "TF", "Q201698": "TF", "Q1681727": "TF", // the southern islands of France
	"Q639185": "IO", "Q1298289": "IO", "Q1544253": "IO", "Q1585511": "IO", // the Chagos islands
	"Q25359": "UM", "Q43296": "UM", "Q46879": "UM", "Q47863": "UM", "Q62218": "UM", "Q123076": "UM", "Q130895": "UM",
	"Q131008": "UM", "Q131305": "UM", // the small islands of the United States
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
		if !f.part() {
			c := Country{Code: f.iso2, Name: f.name, Of: f.country}
			if name, ok := plainly[f.iso2]; ok {
				c.Name = name
			}
			l.countries = append(l.countries, c)
		}
	}
	slices.SortFunc(l.countries, func(a, b Country) int { return strings.Compare(a.Code, b.Code) })
	for i, f := range t.features {
		l.features[i] = l.index(f.code())
		if !f.part() {
			l.enter(f)
		}
	}
	slices.SortStableFunc(l.keys, func(a, b landKey) int { return strings.Compare(a.key, b.key) })
	return l
}

// part reports whether a feature is a part of a country, whose name is not that
// of the country.
func (f feature) part() bool { return f.iso2 == "" || within[f.iso2] != "" }

// code is that of the country that a feature is of.
func (f feature) code() string {
	code := cmp.Or(f.iso2, f.country)
	return cmp.Or(parts[f.id], within[code], code)
}

// enter takes in the names of a country.
func (l *landTable) enter(f feature) {
	at := l.index(f.iso2)
	names := slices.Concat([]string{f.iso2, f.iso3, f.name, l.countries[at].Name}, f.aliases, strings.Split(alsoNamed[f.iso2], "|"))
	for _, name := range names {
		if key := Key(name); key != "" {
			l.keys = append(l.keys, landKey{key, at})
		}
	}
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
