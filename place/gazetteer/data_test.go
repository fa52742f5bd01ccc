package gazetteer

import (
	"bytes"
	"compress/flate"
	"slices"
	"strings"
	"testing"
)

// TestData holds the data to what the lookups rest on: it is whole, in the order
// of the keys, and everything it points to is there.
func TestData(t *testing.T) {
	t.Parallel()
	for name, packed := range map[string]string{"cities": citiesData, "borders": bordersData} {
		r := inflate(packed)
		if name == "cities" {
			decodeCities(r)
		} else {
			decodeBorders(r)
		}
		if r.short || len(r.data) > 0 {
			t.Errorf("of the %s, %d bytes are left; cut short: %v", name, len(r.data), r.short)
		}
	}
	if size := len(citiesData) + len(bordersData); size > 4<<20 {
		t.Errorf("the data has %d bytes, more than 4 MB", size)
	}
	c := cities()
	if len(c.ends) < 170_000 || len(c.others) < 900 || len(borders().features) < 300 {
		t.Errorf("there are %d cities, %d other names and %d features", len(c.ends), len(c.others), len(borders().features))
	}
	last := ""
	for i := range int32(len(c.ends)) {
		key := Key(c.name(i))
		if key < last || key == "" || len(c.name(i)) > MaxName || !c.point(i).Valid() {
			t.Fatalf("%q at %s does not stand in its place, behind %q", c.name(i), c.point(i), last)
		}
		if key == last && c.population(i) > c.population(i-1) {
			t.Errorf("%s stands behind one that is smaller", c.city(i))
		}
		last = key
	}
	for _, r := range c.regions {
		if lands().index(r.code) < 0 {
			t.Errorf("%s is in no country: %s", r.name, r.code)
		}
	}
	if !slices.IsSorted(names().keys) {
		t.Error("the other names are not in order")
	}
	for key, called := range alsoCalled {
		if Key(key) != key || len(names().find(c, called)) == 0 {
			t.Errorf("%s is called %s, which is not there", key, called)
		}
	}
}

// TestKey folds what does not tell names apart, and nothing else.
func TestKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{
		"Kermān": "kerman", "SÃO PAULO": "saopaulo", "Łódź": "lodz", "St. Gallen": "saintgallen", "St.-Denis": "saintdenis",
		"Straße": "strasse", "İzmir": "izmir", "Diyarbakır": "diyarbakir", "Ærø": "aero", "Xi'an": "xian", "Xi’an": "xian",
		"Москва": "москва", "كرمان": "كرمان", "北京": "北京", "ＫＥＲＭＡＮ": "kerman", "Stuttgart": "stuttgart", "Washington, D.C.": "washingtondc",
		"": "", "-": "", "\xff": "", "Ker\u200bman": "kerman", "Ker\u202eman": "kerman", "10th of Ramadan": "10thoframadan",
	} {
		if got := Key(name); got != key {
			t.Errorf("%q has the key %q, not %q", name, got, key)
		}
	}
}

// FuzzByName looks anything up: what is found has the name, and the key of a key
// is itself.
func FuzzByName(f *testing.F) {
	for _, name := range []string{"Kerman", "KERMĀN", "St. Petersburg", "st.st.", "ß", "İ", "\xff", "Ⅷ", "ǅ", "ﬁ", "ͅ", "Кerman"} {
		f.Add(name, "Iran")
	}
	f.Fuzz(func(t *testing.T, name, hint string) {
		key := Key(name)
		if len(name) < 1000 && Key(key) != key {
			t.Errorf("%q has the key %q, which has the key %q", name, key, Key(key))
		}
		all := ByName(name)
		for _, c := range ByName(name, hint) {
			if !slices.Contains(all, c) {
				t.Errorf("%q in %q is %s, and %q is not", name, hint, c, name)
			}
		}
		if len(name) > MaxName && len(all) > 0 {
			t.Errorf("a name of %d bytes is looked up", len(name))
		}
	})
}

// FuzzDecode reads damaged data: it ends, and what ends too early says so.
func FuzzDecode(f *testing.F) {
	for _, packed := range []string{citiesData, bordersData} {
		raw := inflate(packed).data
		f.Add(raw[:500])
		f.Add(raw[len(raw)-500:])
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, raw []byte) {
		decodeCities(&reader{data: raw})
		decodeBorders(&reader{data: raw})
		if len(raw) == 0 {
			r := &reader{}
			decodeCities(r)
			if !r.short {
				t.Error("no data at all is whole")
			}
		}
	})
}

// TestDamage sees data that is cut or not compressed at all.
func TestDamage(t *testing.T) {
	t.Parallel()
	if r := inflate(citiesData[:len(citiesData)/2]); !r.short {
		t.Error("half of the data is whole")
	}
	if r := inflate("no data"); !r.short {
		t.Error("what is not compressed is decompressed")
	}
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	z.Write([]byte(strings.Repeat("\x01", 5)))
	z.Close()
	r := inflate(packed.String())
	if decodeBorders(r); !r.short {
		t.Error("five bytes are a map")
	}
}
