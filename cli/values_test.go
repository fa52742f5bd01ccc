package cli

import (
	"encoding"
	"fmt"
	"testing"
	"time"

	"example.org/tocsin/place"
)

// TestValues reads what people type, and says what would have been right.
func TestValues(t *testing.T) {
	t.Parallel()
	noon := time.Date(2024, 1, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		into encoding.TextUnmarshaler
		text string
		want string
	}{
		{&moment{}, "2024-01-03T12:00:00Z", fmt.Sprint(noon)},
		{&moment{}, "2024-01-03T12:00:00.999Z", fmt.Sprint(noon)},
		{&moment{}, "2024-01-03T15:30:00+03:30", fmt.Sprint(noon)},
		{&moment{}, "2024-01-03T12:00Z", fmt.Sprint(noon)},
		{&moment{}, "2024-01-03", fmt.Sprint(noon.Add(-12 * time.Hour))},
		{&moment{}, "2024-01-03T12:00", ""},
		{&moment{}, "2024-01-03 15:30 +03:30", fmt.Sprint(noon)},
		{&moment{}, "031200ZJAN24", fmt.Sprint(noon)},
		{&moment{}, "13 Dey 1402", fmt.Sprint(noon.Add(-12 * time.Hour))},
		{&moment{}, "2024-01-03 12:00", ""},
		{&moment{}, "January 2024", ""},
		{&moment{}, "1 Ramadan 1445", ""},
		{&moment{}, "2024-01-03T12:00 EST", ""},
		{&moment{}, "tomorrow", ""},
		{&era{}, "13 Dey 1402", "3 January 2024"},
		{&era{}, "January 2024", "from 1 to 31 January 2024"},
		{&era{}, "2024-01-03 evening UTC", "3 January 2024, 18:00 to 24:00 UTC"},
		{&era{}, "2024-01-03 evening", ""},
		{&era{}, "early 2024-01-03", ""},
		{&era{}, "2024-01-03 06:00 to 08:00", ""},
		{&era{}, "3 to 1 January 2024", ""},
		{&mark{}, "TLP:AMBER//PAP:GREEN//rel to no, gb", "TLP:AMBER//PAP:GREEN//REL TO GBR, NOR"},
		{&mark{}, "TLP:AMBER//REL TO NOO", ""},
		{&moment{}, "", ""},
		{&mark{}, "TLP:RED", "TLP:RED"},
		{&mark{}, "amber", "TLP:AMBER"},
		{&mark{}, "TLP:AMBER//ORCON//NOFORN", "TLP:AMBER//NOFORN//ORCON"},
		{&mark{}, "SECRET", ""},
		{&spot{}, "country=Iran", "Iran"},
		{&spot{}, "site=the square, north side,city=Kerman", "the square, north side, Kerman"},
		{&spot{}, " city = Kerman , country=Iran", "Kerman, Iran"},
		{&spot{}, "Kerman", ""},
		{&spot{}, "", ""},
		{&spot{}, "country=", ""},
		{&spot{}, "country=Iran,country=Iraq", ""},
		{&spot{}, "Kerman,country=Iran", ""},
		{&spot{}, "Kerman, Iran", "Kerman, Kerman, Iran"}, //nolint:dupword // the city is in a region of its name
		{&spot{}, "Kerman, California, US", "Kerman, California, US"},
		{&spot{}, "Isfahan", "Isfahan, Isfahan, Iran"}, //nolint:dupword // so is this one
		{&spot{}, "Kerman, France", ""},
		{&spot{}, "Kerman, nowhere at all", ""},
		{&spot{}, "Simferopol", ""},
		{&spot{}, "Singapore", ""},
		{&spot{}, "no such place", ""},
		{&spot{}, "a, b, c, d", ""},
		{&spot{}, "30.2839N 57.0834E", "Kerman, Kerman, Iran, 30.283900, 57.083400"}, //nolint:dupword // and here
		{&spot{}, "44.95, 34.1", "44.950000, 34.100000"},
		{&spot{}, "91, 12", ""},
		{&spot{}, "1,2,3", ""},
		{&spot{}, "city=Kerman,point=30.2839, 57.0834", "Kerman, 30.283900, 57.083400"},
		{&spot{}, "country=France,point=30.2839, 57.0834", ""},
		{&spot{}, "city=Kerman,point=x", ""},
		{&pair{}, "a=b=c", "{a b=c}"},
		{&pair{}, "a", ""},
		{&pair{}, "=b", ""},
		{&pair{}, "a=", ""},
		{&fieldValue{}, "what=an  attack", "{what an attack}"},
		{&fieldValue{}, "who=x", ""},
		{&answer{}, "impending=no: it has passed", "{{impending no  it has passed}}"},
		{&answer{}, "impending=maybe", "{{impending unknown maybe }}"},
		{&answer{}, "impending=", ""},
		{new(keyName), "ana-2", "ana-2"},
		{new(keyName), "Ana", ""},
		{new(keyName), "../ana", ""},
		{new(keyName), "", ""},
	} {
		err := c.into.UnmarshalText([]byte(c.text))
		switch {
		case err != nil && c.want != "":
			t.Errorf("%T %q: %v", c.into, c.text, err)
		case err == nil && shown(c.into) != c.want:
			t.Errorf("%T %q is read as %q, not %q", c.into, c.text, shown(c.into), c.want)
		}
	}
}

// shown is a value in words.
func shown(v any) string {
	switch v := v.(type) {
	case *moment:
		return fmt.Sprint(v.Time)
	case *era:
		return v.String()
	case *mark:
		return v.String()
	case *spot:
		return v.String()
	case *pair:
		return fmt.Sprint(*v)
	case *fieldValue:
		return fmt.Sprint(*v)
	case *answer:
		return fmt.Sprint(*v)
	case *keyName:
		return string(*v)
	}
	return "?"
}

// TestRelease reads what may be told.
func TestRelease(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"where": "city/none", "where=site": "site/none", "when": "none/day", "when=hour": "none/hour", "what": "none/none",
		"victim.2=outline": "none/none", "where.b": "city/none",
		"where=planet": "", "when=city": "", "what=day": "", "who": "", "": "", "victim.?": "", "where.": "",
	} {
		r, err := readRelease(text)
		if got := fmt.Sprint(r.Place, "/", r.Time); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is read as %s, %v", text, got, err)
		}
	}
	said := &draftCmd{Release: []string{"where=site"}, Say: []factValue{{"where", "", "near the port"}, {"how", "", "on foot"}}}
	all, err := said.releases()
	if err != nil || len(all) != 2 || all[0].Place != place.Site || all[0].Say != "near the port" || all[1].Say != "on foot" {
		t.Errorf("the releases are %+v, %v", all, err)
	}
}
