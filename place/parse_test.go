package place

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestParsePoint reads coordinates as people write them.
func TestParsePoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"30.283938, 57.083363":           "30.283938, 57.083363",
		"30.283938,57.083363":            "30.283938, 57.083363",
		"30.283938 57.083363":            "30.283938, 57.083363",
		" -0.5 ; +179.9999999":           "-0.500000, 180.000000",
		"30.2839N 57.0834E":              "30.283900, 57.083400",
		"30.2839s57.0834w":               "-30.283900, -57.083400",
		"N30.2839 W57.0834":              "30.283900, -57.083400",
		"E 57.0834, N 30.2839":           "30.283900, 57.083400",
		"30°17'02\"N 57°05'00\"E":        "30.283889, 57.083333",
		"30 17 02 N 57 05 00 E":          "30.283889, 57.083333",
		"30°17′02.4″S, 57°5.5′W":         "-30.284000, -57.091667",
		"30:17:02, -57:05:00":            "30.283889, -57.083333",
		"-30° 17' 2'', 57°":              "-30.283889, 57.000000",
		"90, -180":                       "90.000000, -180.000000",
		"۳۰٫۲۸۳۹، ۵۷٫۰۸۳۴":               "30.283900, 57.083400",
		"٣٠.٥ ٥٧.٥":                      "30.500000, 57.500000",
		"0.0000005, 0.0000004":           "0.000001, 0.000000",
		"":                               "no coordinate",
		"Kerman":                         "no coordinate",
		"30.28":                          "no coordinate",
		"NaN, NaN":                       "no coordinate",
		"inf 0":                          "no coordinate",
		"1e3, 2":                         "no coordinate",
		"1,2,3":                          "no coordinate",
		"1 2 3":                          "no coordinate",
		"--1, 2":                         "no coordinate",
		"1., 2":                          "no coordinate",
		".5, 2":                          "no coordinate",
		"30'17\"02°N 57E":                "no coordinate",
		"30°°N 57E":                      "no coordinate",
		"1 2 3 4 N 5 E":                  "no coordinate",
		"0030, 5":                        "no coordinate",
		"NE, 5":                          "no coordinate",
		"5 NN 6 E":                       "no coordinate",
		"90.000001, 0":                   "not on the earth",
		"57.08E 91N":                     "not on the earth",
		"0, 180.000001":                  "not on the earth",
		"200, 30":                        "not on the earth",
		"30°60'N 5°E":                    "below 60",
		"30°1.5'2\"N 5°E":                "below 60",
		"30°17'60\"N 5°E":                "below 60",
		"-30N 5E":                        "not both",
		"30N 5S":                         "one of N and S",
		"30N, 5":                         "one of N and S",
		"1.0000000001, 2":                "at most 9 decimals",
		strings.Repeat("1", 97):          "at most 96 bytes",
		"1,\xff2":                        "not valid UTF-8",
		"30.283938, 57.083363\u202e":     "no coordinate",
		strings.Repeat("9", 90) + ", 1":  "no coordinate",
		"1, 2" + strings.Repeat(" ", 60): "1.000000, 2.000000",
	} {
		p, err := ParsePoint(text)
		switch {
		case err == nil && p.String() != want:
			t.Errorf("%q is read as %s, not %s", text, p, want)
		case err != nil && !strings.Contains(err.Error(), want):
			t.Errorf("%q: %v, not %s", text, err, want)
		}
	}
}

// TestPointsReadBack reads every point as it is written, in each notation.
func TestPointsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Point{
			Lat: rapid.Int64Range(-90_000_000, 90_000_000).Draw(t, "lat"),
			Lon: rapid.Int64Range(-180_000_000, 180_000_000).Draw(t, "lon"),
		}
		letters := func(e6 int64, plus, minus string) string {
			if e6 < 0 {
				return strings.TrimPrefix(degrees(e6), "-") + minus
			}
			return degrees(e6) + plus
		}
		minutes := func(e6 int64, plus, minus string) string {
			letter, e6 := plus, e6
			if e6 < 0 {
				letter, e6 = minus, -e6
			}
			// A millionth of a degree is 3.6 thousandths of a second.
			ms := e6 * 36
			return fmt.Sprintf(`%d°%d'%d.%04d"%s`, ms/36_000_000, ms/600_000%60, ms/10_000%60, ms%10_000, letter)
		}
		for _, text := range []string{
			p.String(),
			letters(p.Lat, "N", "S") + " " + letters(p.Lon, "E", "W"),
			letters(p.Lon, "E", "W") + letters(p.Lat, "N", "S"),
			minutes(p.Lat, "N", "S") + " " + minutes(p.Lon, "E", "W"),
		} {
			if back, err := ParsePoint(text); err != nil || back != p || !IsPoint(text) {
				t.Errorf("%s is written %q and read %s, %v", p, text, back, err)
			}
		}
	})
}

// FuzzParsePoint reads anything: a point on the earth, or a mistake that does not
// repeat what was written.
func FuzzParsePoint(f *testing.F) {
	for _, text := range []string{"30.28, 57.08", "30°17'02\"N 57°05'00\"E", "N1E2", "۳۰٫۲, ۵", "-1:2:3.4 5", ",", "NSEW", "1,\xff", "'\"°1 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePoint(text)
		switch {
		case err == nil && (!p.Valid() || !IsPoint(text)):
			t.Errorf("%q is read as %s", text, p)
		case err == nil:
			if back, err := ParsePoint(p.String()); err != nil || back != p {
				t.Errorf("%s is read %s, %v", p, back, err)
			}
		case p != (Point{}):
			t.Errorf("%q is read as %s and a mistake", text, p)
		}
	})
}
