package stix

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// secret is what no refusal may repeat.
const secret = "Informant"

// TestRefused refuses bundles that are broken as a whole, each under its rule,
// in its place, and without a word of them.
func TestRefused(t *testing.T) {
	t.Parallel()
	sound := string(bundle(t, obj(idPeople, props{"name": secret})))
	deep := func(n int) string {
		return strings.Replace(sound, `"name":"`+secret+`"`, `"x_deep":`+strings.Repeat("[", n)+strings.Repeat("]", n)+`,"name":"`+secret+`"`, 1)
	}
	for name, c := range map[string]struct{ rule, original, where string }{
		"nothing":                  {"stix/json", "", "byte 0"},
		"white space":              {"stix/json", " \n ", "line 2, column 2 (byte 3)"},
		"cut short":                {"stix/json", sound[:len(sound)-1], "ends before"},
		"cut in a text":            {"stix/json", sound[:strings.Index(sound, secret)+3], "ends before"},
		"cut in an escape":         {"stix/json", `{"type":"Informant\`, "ends before"},
		"no JSON":                  {"stix/json", "bundle: " + secret, "line 1, column 1 (byte 0)"},
		"single quotes":            {"stix/json", "{'type':'bundle'}", "byte 1"},
		"a comment":                {"stix/json", "{/*" + secret + "*/}", "byte 1"},
		"a comma too much":         {"stix/json", `{"type":"bundle",}`, "byte 17"},
		"a comma missing":          {"stix/json", `{"type":"bundle" "id":"x"}`, "byte 17"},
		"a colon missing":          {"stix/json", `{"type" "bundle"}`, "byte 8"},
		"a list comma too much":    {"stix/json", `{"objects":[1,]}`, "byte 14"},
		"NaN":                      {"stix/json", `{"x":NaN}`, "byte 5"},
		"infinity":                 {"stix/json", `{"x":-Infinity}`, "byte 6"},
		"a leading zero":           {"stix/json", `{"x":01}`, "byte 6"},
		"a bare point":             {"stix/json", `{"x":1.}`, "byte 7"},
		"a bare exponent":          {"stix/json", `{"x":1e+}`, "byte 8"},
		"a bare minus":             {"stix/json", `{"x":-}`, "byte 6"},
		"a plus":                   {"stix/json", `{"x":+1}`, "byte 5"},
		"a word":                   {"stix/json", `{"x":tru}`, "byte 5"},
		"a control character":      {"stix/json", "{\"x\":\"a\nb\"}", "line 1, column 8 (byte 7)"},
		"an escape that is none":   {"stix/json", `{"x":"\x41"}`, "byte 6"},
		"an escape with a sign":    {"stix/json", `{"x":"\u+041"}`, "byte 6"},
		"an escape cut":            {"stix/json", `{"x":"\u12"}`, "byte 6"},
		"something behind":         {"stix/json", sound + " " + sound, "follows"},
		"two lines of objects":     {"stix/json", sound + "\n{}", "line 2, column 1"},
		"the second line":          {"stix/json", "{\n  \"ü\": ?}", "line 2, column 8 (byte 10)"},
		"not UTF-8":                {"stix/text", strings.Replace(sound, secret, "\xff", 1), "line 1"},
		"Latin-1 on line 3":        {"stix/text", "{\n\n\"x\":\"\xe9\"}", "line 3, column 6 (byte 8)"},
		"half a character":         {"stix/text", `{"x":"\ud800"}`, "byte 6"},
		"the other half":           {"stix/text", `{"x":"\udc00"}`, "byte 6"},
		"halves in disorder":       {"stix/text", `{"x":"\udc00\ud800"}`, "byte 6"},
		"half and a letter":        {"stix/text", `{"x":"\ud800\u0041"}`, "byte 6"},
		"half in a name":           {"stix/text", `{"\ud800":1}`, "byte 2"},
		"a mark of UTF-8":          {"stix/byte-order-mark", "\xef\xbb\xbf" + sound, ""},
		"UTF-16":                   {"stix/byte-order-mark", "\xff\xfe{\x00", ""},
		"XML":                      {"stix/version", " <stix:STIX_Package>" + secret, "XML"},
		"a name twice":             {"stix/duplicate-key", strings.Replace(sound, `"name"`, `"name":"`+secret+`","name"`, 1), "byte"},
		"a name twice in escapes":  {"stix/duplicate-key", strings.Replace(sound, `"name"`, `"na\u006de":"`+secret+`","name"`, 1), "byte"},
		"a name twice deep within": {"stix/duplicate-key", strings.Replace(sound, `"name"`, `"x_a":[{"b":{"c":1,"c":1}}],"name"`, 1), "byte"},
		"objects twice":            {"stix/duplicate-key", strings.Replace(sound, `"objects"`, `"objects":[],"objects"`, 1), "byte"},
		"a name twice among many":  {"stix/duplicate-key", manyNames(40, 39), "byte"},
		"too deep":                 {"stix/too-deep", deep(100), "byte"},
		"deeper than any stack":    {"stix/too-deep", strings.Repeat("[", 5_000_000), "byte 64"},
		"objects too deep":         {"stix/too-deep", strings.Repeat(`{"a":`, 100), "byte"},
		"a list":                   {"stix/not-a-bundle", "[" + sound + "]", "no object"},
		"a number":                 {"stix/not-a-bundle", "5", "no object"},
		"an object alone":          {"stix/not-a-bundle", strings.TrimSuffix(sound[strings.Index(sound, "[")+1:], `],"type":"bundle"}`), "single STIX object"},
		"another type":             {"stix/not-a-bundle", `{"type":"` + secret + `"}`, "its type"},
		"no type":                  {"stix/not-a-bundle", `{}`, "its type"},
		"Type is not type":         {"stix/not-a-bundle", strings.Replace(sound, `"type":"bundle"`, `"Type":"bundle"`, 1), "its type"},
		"objects is no list":       {"stix/not-a-bundle", `{"type":"bundle","objects":{}}`, "no list"},
		"no objects":               {"stix/no-objects", `{"type":"bundle","objects":[]}`, ""},
		"objects absent":           {"stix/no-objects", `{"type":"bundle"}`, ""},
		"Objects is not objects":   {"stix/no-objects", strings.Replace(sound, `"objects"`, `"Objects"`, 1), ""},
		"a bundle of STIX 2.0":     {"stix/version", strings.Replace(sound, `"type":"bundle"`, `"type":"bundle","spec_version":"2.0"`, 1), "another version"},
		"objects of STIX 2.0":      {"stix/version", strings.Replace(sound, `"spec_version":"2.1",`, "", 1), "2.1"},
		"objects that say 2.0":     {"stix/version", strings.Replace(sound, `"spec_version":"2.1"`, `"spec_version":"2.0"`, 1), "2.1"},
		"too many objects":         {"stix/too-many", `{"type":"bundle","objects":[0` + strings.Repeat(",0", maxObjects) + `]}`, "200001"},
		"too many values":          {"stix/too-many", `{"type":"bundle","objects":[` + strings.Repeat("0,", maxValues) + `0]}`, "byte"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := refused(t, []byte(c.original), c.rule)
			if !strings.Contains(r.Why, c.where) {
				t.Errorf("%q does not say %q", r.Why, c.where)
			}
			if strings.Contains(r.Why+r.Remedy, secret) {
				t.Errorf("the refusal repeats the report: %s", r.Why)
			}
		})
	}
	t.Run("too large", func(t *testing.T) {
		t.Parallel()
		refused(t, make([]byte, report.MaxOriginal+1), "stix/too-large")
	})
	t.Run("as deep as may be", func(t *testing.T) {
		t.Parallel()
		// The bundle, its list and the object are three of the 64.
		importOf(t, []byte(deep(maxDepth-3)))
		refused(t, []byte(deep(maxDepth-2)), "stix/too-deep")
	})
	t.Run("many names", func(t *testing.T) {
		t.Parallel()
		importOf(t, []byte(manyNames(40, -1)))
	})
}

// manyNames makes a bundle with many custom properties, one of them twice.
func manyNames(n, twice int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"x_%d":1,`, i)
		if i == twice {
			fmt.Fprintf(&b, `"x_%d":2,`, i)
		}
	}
	return fmt.Sprintf(`{"type":"bundle","id":%q,"objects":[{%s"type":"identity","spec_version":"2.1","id":%q,`+
		`"created":"2024-01-01T00:00:00Z","modified":"2024-01-01T00:00:00Z","name":"x"}]}`, idBundle, b.String(), idPeople)
}

// TestBroken lists objects that are broken in a sound bundle: their words are
// kept, as unmarked, and the object beside them is imported.
func TestBroken(t *testing.T) {
	t.Parallel()
	event := func(p props) props { return obj(idEvent, p) }
	for name, c := range map[string]struct {
		object any
		why    string
	}{
		"a number":                {5, "it is no object of JSON"},
		"a text":                  {secret, "it is no object of JSON"},
		"null":                    {nil, "it is no object of JSON"},
		"a list":                  {[]string{secret}, "it is no object of JSON"},
		"no type":                 {obj(idCompany, props{"type": nil}), "it has no type that STIX allows"},
		"a type that is none":     {obj(idCompany, props{"type": secret + " A"}), "it has no type that STIX allows"},
		"Type":                    {obj(idCompany, props{"type": nil, "Type": "identity"}), "it has no type that STIX allows"},
		"a type that is a number": {obj(idCompany, props{"type": 1}), "it has no type that STIX allows"},
		"no id":                   {obj(idCompany, props{"id": nil}), "its id is missing or no identifier (type--UUID)"},
		"an id that is none":      {obj(idCompany, props{"id": secret, "name": "x"}), "its id is missing or no identifier (type--UUID)"},
		"an id without a type":    {obj(idCompany, props{"id": idCompany[8:]}), "its id is missing or no identifier (type--UUID)"},
		"an id with no UUID":      {obj(idCompany, props{"id": idCompany + "0"}), "its id is missing or no identifier (type--UUID)"},
		"an id of another type":   {obj(idCompany, props{"id": idActor}), "its id is that of another type"},
		"STIX 2.0":                {obj(idCompany, props{"name": "x", "spec_version": "2.0"}), "it does not say that it is of STIX 2.1"},
		"no version":              {obj(idCompany, props{"name": "x", "spec_version": nil}), "it does not say that it is of STIX 2.1"},
		"no name":                 {obj(idCompany, nil), "it has no property name"},
		"a name that is null":     {`{"type":"identity","spec_version":"2.1","id":"` + idCompany + `","created":"2024-01-01T00:00:00Z","modified":"2024-01-01T00:00:00Z","name":null}`, "it has no property name"},
		"a name that is a number": {obj(idCompany, props{"name": 5}), "property name is no text"},
		"no created":              {obj(idCompany, props{"name": "x", "created": nil}), "it has no property created"},
		"no modified":             {obj(idCompany, props{"name": "x", "modified": nil}), "it has no property modified"},
		"a time that is none":     {obj(idCompany, props{"name": "x", "created": secret}), "property created is no timestamp (RFC 3339, with Z)"},
		"a time with an offset":   {obj(idCompany, props{"name": "x", "created": "2024-01-01T00:00:00+01:00"}), "property created is no timestamp (RFC 3339, with Z)"},
		"a time with a comma":     {obj(idCompany, props{"name": "x", "created": "2024-01-01T00:00:00,5Z"}), "property created is no timestamp (RFC 3339, with Z)"},
		"a day that is none":      {obj(idCompany, props{"name": "x", "created": "2024-02-30T00:00:00Z"}), "property created is no timestamp (RFC 3339, with Z)"},
		"changed before made":     {obj(idCompany, props{"name": "x", "modified": "2023-11-30T00:00:00Z"}), "property modified does not come after created"},
		"confidence 101":          {obj(idCompany, props{"name": "x", "confidence": 101}), "property confidence is not between 0 and 100"},
		"confidence -1":           {obj(idCompany, props{"name": "x", "confidence": -1}), "property confidence is not between 0 and 100"},
		"confidence 50.5":         {obj(idCompany, props{"name": "x", "confidence": 50.5}), "property confidence is no whole number that STIX can hold"},
		"confidence as text":      {obj(idCompany, props{"name": "x", "confidence": "50"}), "property confidence is no whole number that STIX can hold"},
		"revoked as text":         {obj(idCompany, props{"name": "x", "revoked": "true"}), "property revoked is neither true nor false"},
		"labels as text":          {obj(idCompany, props{"name": "x", "labels": "x"}), "property labels is no list"},
		"a label that is none":    {obj(idCompany, props{"name": "x", "labels": []any{"x", 5}}), "property labels.[1] is no text"},
		"a reference that is none": {
			obj(idCompany, props{"name": "x", "created_by_ref": secret}), "property created_by_ref is no identifier (type--UUID)",
		},
		"a reference without a source": {
			obj(idCompany, props{"name": "x", "external_references": []props{{"url": secret}}}), "it has no property external_references.[0].source_name",
		},
		"references that are none": {
			obj(idCompany, props{"name": "x", "external_references": []any{secret}}), "property external_references.[0] is no object",
		},
		"extensions that are none": {obj(idCompany, props{"name": "x", "extensions": secret}), "property extensions is no object"},
		"parts marked without selectors": {
			obj(idCompany, props{"name": "x", "granular_markings": []props{{"marking_ref": tlpGreen}}}), "it has no property granular_markings.[0].selectors",
		},
		"valid until before from": {
			obj("indicator--00000000-0000-4000-8000-000000000011", props{
				"pattern": secret, "pattern_type": "stix",
				"valid_from": "2024-01-01T00:00:00Z", "valid_until": "2024-01-01T00:00:00Z",
			}), "property valid_until does not come after valid_from",
		},
		"seen last before first": {
			obj(idActor, props{"name": "x", "first_seen": "2024-01-02T00:00:00Z", "last_seen": "2024-01-01T00:00:00Z"}),
			"property last_seen does not come after first_seen",
		},
		"a relationship of no type": {rel(1, idPeople, "aims at "+secret, idPeople), "property relationship_type is no type of relationship"},
		"a relationship to nothing": {
			obj("relationship--00000000-0000-4000-8000-000000000012", props{"relationship_type": "targets", "source_ref": idPeople}),
			"it has no property target_ref",
		},
		"a place without a country":       {obj(idPlace, props{"city": secret}), "it has neither region nor country nor coordinates"},
		"half a coordinate":               {obj(idPlace, props{"country": "SE", "latitude": 1}), "it has one of latitude and longitude without the other"},
		"a precision of nothing":          {obj(idPlace, props{"country": "SE", "precision": 1}), "it has a precision without coordinates"},
		"off the earth":                   {obj(idPlace, props{"latitude": 90.1, "longitude": 0}), "property latitude is not between -90 and 90"},
		"a latitude as text":              {obj(idPlace, props{"latitude": secret, "longitude": 0}), "property latitude is no number that STIX can hold"},
		"an event of no extension":        {event(props{"status": "pending", "extensions": nil}), "it does not name the extension that its type belongs to"},
		"an event of another extension":   {event(props{"status": "pending", "extensions": props{extCore: props{}}}), "it does not name the extension that its type belongs to"},
		"an event of no state":            {event(props{}), "it has no property status"},
		"an event of an unknown state":    {event(props{"status": secret}), "property status is no word of the Event extension"},
		"an event of an unknown fidelity": {event(props{"status": "pending", "start_time_fidelity": secret}), "property start_time_fidelity is no word of the Event extension"},
		"an event of an unknown end":      {event(props{"status": "pending", "end_time_fidelity": "week"}), "property end_time_fidelity is no word of the Event extension"},
		"an event that ends first": {
			event(props{"status": "pending", "start_time": "2024-01-02T00:00:00Z", "end_time": "2024-01-01T00:00:00Z"}),
			"property end_time does not come after start_time",
		},
		"an incident without determination": {
			obj(idIncident, props{"name": "x", "extensions": props{extCore: props{"investigation_status": "new"}}}),
			"it has no property extensions." + extCore + ".determination",
		},
		"an incident whose extension is none": {
			obj(idIncident, props{"name": "x", "extensions": props{extCore: secret}}), "property extensions." + extCore + " is no object",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sound := obj(idPeople, props{"name": "them", "object_marking_refs": []string{tlpClear}})
			if o, ok := c.object.(props); ok {
				o = maps.Clone(o)
				o["object_marking_refs"] = []string{tlpClear}
				c.object = o
			}
			original := bundle(t, sound, c.object)
			if s, ok := c.object.(string); ok && strings.HasPrefix(s, "{") {
				original = bytes.Replace(bundle(t, sound, 77), []byte(",77"), []byte(","+s), 1)
			}
			in := importOf(t, original)
			lines := residue(in)
			if len(lines) != 1 || !strings.HasSuffix(lines[0], ": the whole object: "+c.why) || strings.Contains(lines[0], secret) {
				t.Errorf("not understood is %q, not %q", lines, c.why)
			}
			if len(in.Objects) != 1 || in.Objects[0].ID != idPeople || in.Marking.TLP != marking.Unmarked {
				t.Errorf("objects are %v, the whole is %s", in.Objects, in.Marking)
			}
			for _, p := range in.Passages {
				if !strings.HasPrefix(p.Part, idPeople) && p.Marking.TLP != marking.Unmarked {
					t.Errorf("%s of what is broken is marked %s", p.Part, p.Marking)
				}
			}
		})
	}
	t.Run("numbers that no reader holds", func(t *testing.T) {
		t.Parallel()
		for _, n := range []string{"1e999", "-1e999", "9007199254740992", "1" + strings.Repeat("0", 500)} {
			original := bytes.ReplaceAll(bundle(t, obj(idPeople, props{"name": "x", "confidence": 77})), []byte("77"), []byte(n))
			in := importOf(t, original)
			same(t, "not understood", residue(in), []string{idPeople + ": the whole object: property confidence is no whole number that STIX can hold"})
			original = bytes.ReplaceAll(bundle(t, obj(idPlace, props{"country": "SE", "latitude": 77, "longitude": 1})), []byte("77"), []byte(n))
			if in = importOf(t, original); len(in.Objects) != 0 {
				t.Errorf("a latitude of %.20s was taken", n)
			}
		}
	})
}
