package stix

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// TestParts lists what is not understood of sound objects.
func TestParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		object props
		why    []string
	}{
		"custom":              {obj(idPeople, props{"name": "n", "x_foo": props{"Ali": []any{"house", 7}}}), []string{"property x_foo is not understood"}},
		"Name":                {obj(idPeople, props{"name": "n", "Name": "m"}), []string{"property Name is not understood"}},
		"of another type":     {obj(idPeople, props{"name": "n", "pattern": "p"}), []string{"property pattern is not understood"}},
		"a name with a space": {obj(idPeople, props{"name": "n", "Ali Hassan": "p"}), []string{"a property with a name that STIX does not allow is not understood"}},
		"within": {
			obj(idPeople, props{"name": "n", "external_references": []props{{"source_name": "s", "x_page": 4}}}),
			[]string{"property external_references.[0].x_page is not understood"},
		},
		"an extension": {
			obj(idPeople, props{"name": "n", "extensions": props{
				"extension-definition--00000000-0000-4000-8000-0000000000aa": props{"extension_type": "property-extension", "rank": 7},
			}}),
			[]string{"extension-definition--00000000-0000-4000-8000-0000000000aa is not understood"},
		},
		"an extension on another type": {
			obj(idPeople, props{"name": "n", "extensions": props{extCore: props{"extension_type": "property-extension"}}}),
			[]string{extCore + " is not understood"},
		},
		"an extension by an old name": {
			obj(idPeople, props{"name": "n", "extensions": props{"http-request-ext": props{"x": "y"}}}),
			[]string{"property extensions.http-request-ext is not understood"},
		},
		"times in Incident Core, which has none": {
			obj(idIncident, props{"name": "n", "extensions": props{extCore: props{
				"determination": "suspected", "investigation_status": "new", "start_time": "2024-01-01T00:00:00Z",
			}}}),
			[]string{"property extensions." + extCore + ".start_time is not understood"},
		},
		"an empty list":     {obj(idPeople, props{"name": "n", "labels": []string{}}), []string{"property labels is an empty list"}},
		"out of the bundle": {obj(idPeople, props{"name": "n", "created_by_ref": idAbsent}), []string{"property created_by_ref refers to what is not in the bundle"}},
		"out of the bundle more": {
			obj(idReport, props{"name": "n", "published": "2024-01-01T00:00:00Z", "object_refs": []string{idAbsent, idReport, idActor}}),
			[]string{"property object_refs refers to what is not in the bundle, 2 times"},
		},
		"a reference of the sender's own that is none": {
			obj(idPeople, props{"name": "n", "x_who_ref": "Ali"}), []string{"property x_who_ref is not understood"},
		},
		"null": {
			obj(idPeople, props{"name": "n", "description": (*string)(nil)}), []string{"property description is null"},
		},
		"all is well": {obj(idPeople, props{"name": "n", "lang": "en", "roles": []string{"r"}}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, bundle(t, c.object))
			var why []string
			for _, r := range in.NotUnderstood {
				why = append(why, r.Why)
				if r.ID != c.object["id"] || r.Type != c.object["type"] {
					t.Errorf("it is listed as %s, %s", r.ID, r.Type)
				}
			}
			same(t, "not understood", why, c.why)
			if len(in.Objects) != 1 {
				t.Errorf("the object is not listed")
			}
		})
	}
}

// TestNames sees that names that the sender chose are passages too.
func TestNames(t *testing.T) {
	t.Parallel()
	in := importOf(t, bundle(t, obj(idPeople, props{"name": "n", "x_foo": props{"Ali Hassan": "12 Rose Street", "deep": []any{true, 4.50}}})))
	var got []string
	for _, p := range in.Passages {
		if strings.Contains(p.Part, "x_foo") {
			got = append(got, strings.TrimPrefix(p.Part, idPeople+" ")+"="+p.Text)
		}
	}
	same(t, "passages", got, []string{
		"x_foo=x_foo", "x_foo.(name)=Ali Hassan", "x_foo.(name)=12 Rose Street", "x_foo.deep=deep", "x_foo.deep.[1]=4.5",
	})
}

// TestVersions lists all but the newest version of an object.
func TestVersions(t *testing.T) {
	t.Parallel()
	at := func(day int, more props) props {
		o := obj(idPeople, props{"name": fmt.Sprintf("day %d", day), "modified": fmt.Sprintf("2023-12-%02dT09:00:00Z", day)})
		maps.Copy(o, more)
		return o
	}
	const (
		older = idPeople + ": the whole object: it is superseded by a newer version"
		twice = idPeople + ": the whole object: it stands in the bundle before"
		other = idPeople + ": the whole object: another one with the same id and version says something else"
		gone  = idPeople + ": the whole object: it is revoked"
	)
	for name, c := range map[string]struct {
		objects []any
		name    string
		residue []string
	}{
		"newer last":         {[]any{at(1, nil), at(3, nil), at(2, nil)}, "day 3", []string{older, older}},
		"newer first":        {[]any{at(3, nil), at(1, nil)}, "day 3", []string{older}},
		"by a fraction":      {[]any{at(3, nil), at(3, props{"name": "later", "modified": "2023-12-03T09:00:00.001Z"})}, "later", []string{older}},
		"the same twice":     {[]any{at(1, nil), at(1, nil), at(1, nil)}, "day 1", []string{twice, twice}},
		"the same otherwise": {[]any{at(1, nil), at(1, props{"name": "else"})}, "day 1", []string{other}},
		"revoked":            {[]any{at(1, nil), at(2, props{"revoked": true})}, "", []string{older, gone}},
		"not revoked":        {[]any{at(1, props{"revoked": true}), at(2, props{"revoked": false})}, "day 2", []string{older}},
		"a broken one": {[]any{at(1, nil), at(2, props{"name": 5})}, "day 1", []string{
			idPeople + ": the whole object: property name is no text",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, bundle(t, c.objects...))
			same(t, "not understood", residue(in), c.residue)
			var names []string
			for _, o := range in.Objects {
				names = append(names, o.Name)
			}
			if strings.Join(names, ",") != c.name {
				t.Errorf("understood are %q, not %q", names, c.name)
			}
		})
	}
}

// TestBundleItself lists what a bundle says beside its objects.
func TestBundleItself(t *testing.T) {
	t.Parallel()
	sound := string(bundle(t, obj(idPeople, props{"name": "x"})))
	in := importOf(t, []byte(strings.Replace(sound, `"type":"bundle"`, `"type":"bundle","x_desk":{"who":"Ana"},"spec_version":"2.1"`, 1)))
	same(t, "not understood", residue(in), []string{
		idBundle + ": property x_desk is not understood", idBundle + ": property spec_version is not understood",
	})
	if p := passage(t, in, idBundle+" x_desk.who"); p.Text != "who" || p.Marking.TLP != marking.Unmarked {
		t.Errorf("the bundle's own words are %v", p)
	}
	for _, id := range []string{"bundle", idPeople, "", strings.ToUpper(idBundle)} {
		in = importOf(t, []byte(strings.Replace(sound, idBundle, id, 1)))
		same(t, "not understood", residue(in), []string{"bundle: property id is missing or no identifier of a bundle"})
		if !slices.ContainsFunc(in.Passages, func(p report.Passage) bool { return p.Part == "bundle id" && p.Text == id }) && id != "" {
			t.Errorf("the id %q of the bundle is no passage", id)
		}
	}
}

// TestPaths bounds how long the name of a place gets, and keeps the words.
func TestPaths(t *testing.T) {
	t.Parallel()
	deep, name := any("word"), strings.Repeat("n", 90)
	for range 10 {
		deep = props{name: deep}
	}
	in := importOf(t, bundle(t, obj(idPeople, props{"name": "x", "x_deep": deep})))
	for _, p := range in.Passages {
		if len(p.Part) > len(idPeople)+1+maxPath+1 {
			t.Errorf("a part has %d bytes", len(p.Part))
		}
	}
	last := passage(t, in, idPeople+" x_deep."+name+"."+name+"~")
	if !slices.ContainsFunc(in.Passages, func(p report.Passage) bool { return p.Part == last.Part && p.Text == "word" }) {
		t.Error("the word deep within is lost")
	}
}

// TestReadme holds the example's folder to what its page says is in it.
func TestReadme(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../examples/kerman-2024/README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("../../examples/kerman-2024")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "README.md" && !strings.Contains(string(page), "`"+e.Name()+"`") {
			t.Errorf("the page does not speak of %s", e.Name())
		}
	}
}
