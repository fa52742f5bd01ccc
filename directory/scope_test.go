package directory_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/directory"
	"example.org/tocsin/place"
)

// scope reads a scope that is one.
func scope(t *testing.T, text string) directory.Scope {
	t.Helper()
	s, err := directory.ParseScope(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// TestScope reads scopes as people write them, and gives each in its one form.
func TestScope(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"country: norway": "country:NO", "country:IRN": "country:IR", "exposed country:IR": "exposed country:IR",
		"region: Iran / Kerman Province": "region:IR/Kerman", "region:IR/Nowhereland": "region:IR/Nowhereland",
		"circle:59.910000,10.750000,5000m": "circle:59.91,10.75,5km", "circle:-0.5,-180,1m": "circle:-0.5,-180,1m",
		"polygon:0,0 0,1  1,1 0,0": "polygon:0,0 0,1 1,1", "polygon:0,-180 1,-180 0,-179": "polygon:0,180 1,180 0,-179",
		"polygon:0,0 0,0 0,9 9,9 9,0|3,3 3,5 5,5":             "polygon:0,0 0,9 9,9 9,0 | 3,3 3,5 5,5",
		"prefix:192.0.2.7":                                    "prefix:192.0.2.7/32",
		"prefix:2001:0DB8:0:0::/32":                           "prefix:2001:db8::/32",
		"prefix:::ffff:192.0.2.0/24":                          "prefix:192.0.2.0/24",
		"prefix:2001:db8:0:1:0:0:0:1":                         "prefix:2001:db8:0:1::1/128",
		"asn:AS64500":                                         "asn:64500",
		"asn:asn64500":                                        "asn:64500",
		"domain:Mail.Example.ORG.":                            "domain:mail.example.org",
		"organization:  Harbor   of Kerman ":                  "organization:Harbor of Kerman",
		"exposed group:dock workers":                          "exposed group:dock workers",
		"circle:0,0,2000km":                                   "circle:0,0,2000km",
		"polygon:10,170 10,-170 20,-170 20,170":               "polygon:10,170 10,-170 20,-170 20,170",
		"prefix:2001:db8:1:2:3:4:5:6":                         "prefix:2001:db8:1:2:3:4:5:6/128",
		"prefix:1:0:0:2:0:0:0:3":                              "prefix:1:0:0:2::3/128",
		"prefix:64:ff9b::192.0.2.33":                          "prefix:64:ff9b::c000:221/128",
		"polygon:-10,179.9 -10,-179.9 -20,-179.9 -20,179.999": "polygon:-10,179.9 -10,-179.9 -20,-179.9 -20,179.999",
	} {
		s := scope(t, text)
		if s.String() != want {
			t.Errorf("%s is %s, not %s", text, s, want)
		}
		if again := scope(t, s.String()); again != s {
			t.Errorf("%s is read again as %s", s, again)
		}
		var back directory.Scope
		if raw, err := s.MarshalText(); err != nil || back.UnmarshalText(raw) != nil || back != s {
			t.Errorf("%s is unmarshaled as %s", s, back)
		}
	}
}

// TestScopeRefused tells what is wrong, and where.
func TestScopeRefused(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("0,0 0,1 ", directory.MaxPoints)
	for text, why := range map[string]string{
		"": "no kind", "country": "no value", "country:": "no value", "country:Atlantis": "no country", "planet:Mars": "no kind",
		"region:Kerman": "IR/Kerman", "region:Atlantis/North": "no country", "region:IR/": "two letters",
		"circle:59,10": "latitude", "circle:59,10,5": "no radius", "circle:59,10,0km": "no radius", "circle:59,10,2001km": "no radius",
		"circle:59,10,-5km": "no radius", "circle:91,10,5km": "no point", "circle:a,10,5km": "no point", "circle:59,10,+5km": "no radius",
		"circle:59.1234567,10,5km": "no point", "circle:59,181,5km": "no point", "circle:5km": "latitude", "circle:59.,10,5km": "no point",
		"polygon:0,0 0,1":                                     "three points",
		"polygon:0,0 0,1 0,0 0,1":                             "cross or touch",
		"polygon:0,0 2,2 0,2 2,0":                             "edge 1 of ring 1 and edge 3 of ring 1 cross or touch at 1,1",
		"polygon:0,0 0,4 4,4 4,0 0,2":                         "cross or touch",
		"polygon:0,0 0,4 0,2":                                 "cross or touch",
		"polygon:0,0 0,1 1,1 1,x":                             "no point",
		"polygon:0,0 0,9 9,9 9,0|3,3 3,12 5,5":                "edge 2 of ring 1",
		"polygon:0,0 0,9 9,9 9,0|13,3 13,5 15,5":              "does not lie in the first ring",
		"polygon:0,0 0,9 9,9 9,0|1,1 1,8 8,8 8,1|3,3 3,5 5,5": "does not lie in the first ring alone",
		"polygon:0,0 0,9 9,9 9,0|0,0 3,5 5,5":                 "cross or touch at 0,0",
		"polygon:0,0 0,180 10,90":                             "half around the earth",
		"polygon:80,0 80,90 80,180 80,-90":                    "around a pole",
		"polygon:" + many:                                     "more than 2000 points",
		"polygon:0,0|0,0":                                     "ring 1",
		"polygon:0,179 2,-179 0,-179 2,179":                   "at 1,180",
		"prefix:192.0.2.1/24":                                 "the network is 192.0.2.0/24",
		"prefix:192.0.2.0/33":                                 "no network",
		"prefix:0.0.0.0/0":                                    "no network",
		"prefix:192.0.2.0/024":                                "no network",
		"prefix:192.0.2":                                      "no address",
		"prefix:192.0.02.1":                                   "no address",
		"prefix:::1::2":                                       "no address",
		"prefix:1:2:3:4:5:6:7:8:9":                            "no address",
		"prefix:2001:db8::/129":                               "no network",
		"asn:0":                                               "no number",
		"asn:4294967296":                                      "no number",
		"asn:-1":                                              "no number",
		"domain:localhost":                                    "no domain",
		"domain:exa mple.org":                                 "no domain",
		"domain:-a.org":                                       "no domain",
		"domain:münchen.example":                              "xn--",
		"domain:192.0.2.1":                                    "no domain",
		"group:1":                                             "two letters",
		"organization:a\u202eb c":                             "two letters",
		"organization:" + strings.Repeat("a", directory.MaxName+1): "two letters",
	} {
		if s, err := directory.ParseScope(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%.60s is %s, %v, and not refused because of %q", text, s, err, why)
		}
	}
}

// TestHeld holds points to shapes: in holes, on edges, over the 180th meridian,
// at the poles.
func TestHeld(t *testing.T) {
	t.Parallel()
	at := func(lat, lon float64) place.Point { return place.Point{Lat: int64(lat * 1e6), Lon: int64(lon * 1e6)} }
	for _, c := range []struct {
		scope  string
		at     place.Point
		within int64
		want   bool
	}{
		{"polygon:0,0 0,9 9,9 9,0 | 3,3 3,5 5,5 5,3", at(1, 1), 0, true},
		{"polygon:9,0 9,9 0,9 0,0 | 3,3 3,5 5,5 5,3", at(1, 1), 0, true}, // the other way around
		{"polygon:0,0 0,9 9,9 9,0 | 3,3 3,5 5,5 5,3", at(4, 4), 0, false},
		{"polygon:0,0 0,9 9,9 9,0 | 5,3 5,5 3,5 3,3", at(4, 4), 0, false},
		{"polygon:0,0 0,9 9,9 9,0 | 3,3 3,5 5,5 5,3", at(3, 4), 0, true}, // on the edge of the hole
		{"polygon:0,0 0,9 9,9 9,0", at(0, 5), 0, true},
		{"polygon:0,0 0,9 9,9 9,0", at(9, 9), 0, true},
		{"polygon:0,0 0,9 9,9 9,0", at(9.01, 9), 0, false},
		{"polygon:0,0 0,9 9,9 9,0", at(9.01, 8), 2000, true},
		{"polygon:0,0 0,9 9,9 9,0", at(9.01, 8), 1000, false},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, 179), 0, true},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, -179), 0, true},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, 180), 0, true},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, -180), 0, true},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, 160), 0, false},
		{"polygon:10,170 10,-170 20,-170 20,170", at(15, -160), 0, false},
		{"polygon:10,170 10,-170 20,-170 20,170 | 14,178 14,-178 16,-178 16,178", at(15, -179), 0, false},
		{"polygon:10,-170 20,-170 20,170 10,170 | 14,-178 16,-178 16,178 14,178", at(15, 179), 0, false},
		{"polygon:10,179.9 10,179.999 20,179.999 20,179.9", at(15, -179.999), 1000, true},
		{"circle:0,179.99,5km", at(0, -179.99), 0, true},
		{"circle:0,179.99,5km", at(0, -179.99), 0, true},
		{"circle:89.99,0,5km", at(89.99, 180), 0, true},
		{"circle:59.91,10.75,5km", at(59.91, 10.83), 0, true},
		{"circle:59.91,10.75,5km", at(59.91, 10.85), 0, false},
		{"circle:59.91,10.75,5km", at(59.91, 10.85), 1000, true},
	} {
		if got := directory.Held(scope(t, c.scope), c.at, c.within); got != c.want {
			t.Errorf("%s holds %s within %d m: %t", c.scope, c.at, c.within, got)
		}
	}
}

// TestPrefixText writes networks in the form that everybody writes.
func TestPrefixText(t *testing.T) {
	t.Parallel()
	same := func(a, b, c, d uint16, bits uint8) bool {
		n := bits%128 + 1
		text := fmt.Sprintf("%x:%x:%x:%x:%x:%x:%x:%x/128", a, b&1, c&1, d&1, b&2, a&4, c, d)
		s, err := directory.ParseScope("prefix:" + text)
		if err != nil {
			return false
		}
		wide := fmt.Sprintf("%s/%d", strings.TrimSuffix(s.Value, "/128"), n)
		_, err = directory.ParseScope("prefix:" + wide)
		return directory.Holds(s.Value, text) && (err == nil || strings.Contains(err.Error(), "the network is ") || strings.Contains(err.Error(), "no network"))
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// TestHours holds times to windows, over midnight and over the week.
func TestHours(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		hours string
		at    time.Duration
		want  bool
	}{
		{"mon-fri 08:00-16:00 UTC", 8 * time.Hour, true},
		{"mon-fri 08:00-16:00 +00:00", 16 * time.Hour, false},
		{"mon-fri 08:00-16:00 +03:30", 4*time.Hour + 30*time.Minute, true},
		{"mon-fri 08:00-16:00 +03:30", 12*time.Hour + 30*time.Minute, false},
		{"sun 22:00-06:00 +00:00", 3 * time.Hour, true},
		{"sun 22:00-06:00 +00:00", 23 * time.Hour, false},
		{"sat-mon 00:00-24:00 -10:00", time.Hour, true},
		{"sat-mon 00:00-24:00 -10:00", 5*24*time.Hour + 11*time.Hour, true},
		{"sat-mon 00:00-24:00 -10:00", 2*24*time.Hour + 5*time.Hour, false},
	} {
		h, err := directory.ParseHours(c.hours)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Holds(monday.Add(c.at)); got != c.want {
			t.Errorf("%s at %s: %t", c.hours, monday.Add(c.at), got)
		}
	}
	r := directory.Recipient{Hours: []directory.Hours{{First: 5, Last: 5, From: 600, Until: 660, Offset: 210}}}
	if got, want := r.NextSafe(monday), time.Date(2026, 11, 28, 6, 30, 0, 0, time.UTC); !got.Equal(want) || r.SafeAt(monday) || !r.SafeAt(want) {
		t.Errorf("it is safe again at %s, not %s", got, want)
	}
	for _, bad := range []string{"", "mon", "mon 8-16 UTC", "mon 08:00-16:00", "mon 08:00-16:00 CET", "mon 25:00-26:00 +00:00", "mon 08:60-16:00 +00:00", "mon 08:00-16:00 +3:30", "mon 08:00-08:00 +00:00", "mon 24:00-08:00 +00:00"} {
		if h, err := directory.ParseHours(bad); err == nil {
			t.Errorf("%q is read as %s", bad, h)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		h := directory.Hours{
			First: rapid.IntRange(0, 6).Draw(rt, "first"), Last: rapid.IntRange(0, 6).Draw(rt, "last"), From: rapid.IntRange(0, 1439).Draw(rt, "from"),
			Until: rapid.IntRange(1, 1440).Draw(rt, "until"), Offset: rapid.IntRange(-840, 840).Draw(rt, "offset"),
		}
		if h.From == h.Until {
			return
		}
		if back, err := directory.ParseHours(h.String()); err != nil || back != h {
			rt.Fatalf("%s is read as %s, %v", h, back, err)
		}
	})
}

// TestStanding finds how we stand at a time: the newest that holds.
func TestStanding(t *testing.T) {
	t.Parallel()
	var r directory.Recipient
	for _, text := range []string{"liaison 1970-01-01..1980-04-06", "none 1980-04-07.. broken off", "protecting-power 1981-01-01..1990-12-31 for us: Switzerland"} {
		s, err := directory.ParseStanding(text)
		if err != nil || s.String() != text {
			t.Fatalf("%s is %s, %v", text, s, err)
		}
		r.Standing = append(r.Standing, s)
	}
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 23, 59, 0, 0, time.UTC) }
	for at, want := range map[time.Time]directory.StandingKind{
		day(1980, 4, 6): directory.StandingLiaison, day(1980, 4, 7): directory.StandingNone, day(1990, 12, 31): directory.StandingPower, day(1991, 1, 1): directory.StandingNone, day(1969, 1, 1): "",
	} {
		if s, ok := r.StandingAt(at); s.Kind != want || ok != (want != "") {
			t.Errorf("on %s: %s", at, s)
		}
	}
	for _, bad := range []string{"", "friend", "none 1980-13-01..", "none 1981-01-01..1980-01-01"} {
		if s, err := directory.ParseStanding(bad); err == nil {
			t.Errorf("%q is read as %s", bad, s)
		}
	}
}

// TestPhrase holds that a phrase is printed by nobody who does not ask for it.
func TestPhrase(t *testing.T) {
	t.Parallel()
	r := full()
	for _, text := range []string{fmt.Sprint(r), fmt.Sprintf("%+v", r), fmt.Sprintf("%#v %s %q", r.Phrase, r.Phrase, r.Phrase)} {
		if strings.Contains(text, "moon") {
			t.Errorf("it is printed: %s", text)
		}
	}
	if r.Phrase.Reveal() != "-the moon; is full" {
		t.Error("it is not revealed")
	}
	changed := r
	changed.Phrase = "the moon is new"
	if text := (directory.List{r}).Describe(directory.Changes{Changed: directory.List{changed}}, nil); strings.Contains(text, "moon") || !strings.Contains(text, "! phrase") {
		t.Errorf("it is described: %s", text)
	}
}
