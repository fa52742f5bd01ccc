package stix

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// pool are values that a property may hold, fitting or not.
var pool = map[form][]any{
	anything: {"text", 5, true, []any{"a", props{"b": 1}}, props{"Ali H": "x y"}},
	aText:    {"words", "Ünï \"q\"", "", "TLP:RED", "group", "pending", "day", "SE", "2024-01-01T00:00:00Z"},
	aVerb:    {"targets", "attributed-to", "located-at", "uses", "impacts", "related-to", "No Verb"},
	aTime:    {"2024-01-01T00:00:00Z", "2024-01-02T00:00:00.500Z", "2024-01-02T00:00:60Z", "yesterday"},
	aBool:    {true, false, false, "true"},
	aWhole:   {0, 50, 100, 101, -1, 1.5},
	aNumber:  {0, 12.5, -90, 91, 1e7, "1"},
	aRef:     {idPeople, idActor, idSet, idPlace, idIncident, idEvent, idMethod, idAbsent, "nobody"},
}

// draw gives a value for a property, mostly one that fits.
func draw(t *rapid.T, name string, f form) any {
	of := func(f form) any { return rapid.SampledFrom(pool[f]).Draw(t, name) }
	list := func(one func() any) any {
		all := make([]any, rapid.IntRange(0, 3).Draw(t, name+" length"))
		for i := range all {
			all[i] = one()
		}
		return all
	}
	if rapid.IntRange(0, 60).Draw(t, name+" misfit") == 0 {
		return rapid.SampledFrom([]any{nil, 5, "misfit", []any{}, props{}}).Draw(t, name)
	}
	_, record := records[f]
	switch {
	case f == texts:
		return list(func() any { return of(aText) })
	case f == refs:
		return list(func() any { return of(aRef) })
	case record:
		one := func() any {
			o := props{}
			for _, sub := range slices.Sorted(maps.Keys(records[f].props)) {
				if rapid.IntRange(0, 4).Draw(t, sub+" there") > 0 {
					o[sub] = draw(t, sub, records[f].props[sub])
				}
			}
			return o
		}
		if f == aRecord {
			return one()
		}
		return list(one)
	case f == extensions:
		return props{rapid.SampledFrom([]string{extCore, extEvent, extTLP, idPeople, "x-ext"}).Draw(t, name): props{
			"extension_type": "property-extension", "tlp_2_0": of(aText), "determination": "suspected",
			"investigation_status": "new", "event_refs": []any{of(aRef)},
		}}
	}
	return of(f)
}

// drawBundle gives the objects of a bundle: any types, any of their properties,
// any markings, some of them twice.
func drawBundle(t *rapid.T) []any {
	ids := []string{
		idReport, idIncident, idEvent, idActor, idSet, idPeople, idCompany, idPlace, idMethod, idCampaign, idCaveat,
		"relationship--00000000-0000-4000-8000-100000000001", "relationship--00000000-0000-4000-8000-100000000002",
		"sighting--00000000-0000-4000-8000-000000000010", "indicator--00000000-0000-4000-8000-000000000011", tlpAmber,
	}
	var objects []any
	for range rapid.IntRange(1, 8).Draw(t, "objects") {
		id := rapid.SampledFrom(ids).Draw(t, "id")
		o := obj(id, nil)
		if d := definitions[typeOf(id)]; d != nil {
			for _, name := range slices.Sorted(maps.Keys(d.props)) {
				if slices.Contains(d.required, name) || rapid.IntRange(0, 2).Draw(t, name+" there") == 0 {
					o[name] = draw(t, name, d.props[name])
				}
			}
		}
		for _, name := range []string{"created_by_ref", "labels", "confidence", "external_references", "revoked", "x_own"} {
			if rapid.IntRange(0, 4).Draw(t, name+" there") == 0 {
				o[name] = draw(t, name, names[name])
			}
		}
		if rapid.Bool().Draw(t, "marked") {
			o["object_marking_refs"] = []any{rapid.SampledFrom([]any{tlpClear, tlpGreen, tlpRed1, idCaveat, "none"}).Draw(t, "mark")}
		}
		if rapid.Bool().Draw(t, "marked in parts") {
			o["granular_markings"] = []any{props{
				"marking_ref": rapid.SampledFrom([]any{tlpClear, tlpAmber1, tlpRed, idCaveat}).Draw(t, "part's mark"),
				"selectors": []any{rapid.SampledFrom([]any{
					"name", "description", "labels", "labels.[1]", "external_references.[0].url", "absent", "x_own.[0]", "id",
				}).Draw(t, "selector")},
			}}
		}
		objects = append(objects, o)
	}
	return objects
}

// TestProperties imports bundles of all kinds of objects and holds the imports
// to their promises.
func TestProperties(t *testing.T) {
	t.Parallel()
	understood, proposed := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		objects := drawBundle(rt)
		original, err := json.Marshal(props{"type": "bundle", "id": idBundle, "objects": objects})
		if err != nil {
			rt.Fatal(err)
		}
		in, err := Import(original)
		if err != nil {
			rt.Fatalf("importing %s: %v", original, err)
		}
		holdPromises(fatal{t, rt}, original, in)
		understood += len(in.Objects)
		proposed += len(in.Proposed)
		var compact bytes.Buffer
		if err := json.Indent(&compact, original, "", "\t"); err != nil {
			rt.Fatal(err)
		}
		if again, err := Import(compact.Bytes()); err != nil || !reflect.DeepEqual(in, again) {
			rt.Fatalf("with other white space it reads otherwise: %v", err)
		}
		for _, f := range in.Proposed {
			holdFact(rt, in, f)
		}
	})
	if understood == 0 || proposed == 0 {
		t.Errorf("%d objects were understood and %d facts proposed of all that was drawn", understood, proposed)
	}
}

// holdFact sees that a fact in words stands in a passage of its part, and is
// told no more widely than that.
func holdFact(t *rapid.T, in report.Import, f report.Fact) {
	t.Helper()
	if f.Text == "" {
		return
	}
	if !slices.ContainsFunc(in.Passages, func(p report.Passage) bool {
		return strings.HasPrefix(p.Part, f.Part+" ") && strings.TrimSpace(p.Text) == f.Text && f.Marking.TLP <= p.Marking.TLP
	}) {
		t.Fatalf("%s, marked %s, stands nowhere in %s", f.Field, f.Marking, f.Part)
	}
}

// TestRedStaysRed marks every object RED besides what stands on it, and sees
// nothing of it more widely than RED: no passage, fact, object or whole.
func TestRedStaysRed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		objects := drawBundle(rt)
		for _, o := range objects {
			o := o.(props)
			list, _ := o["object_marking_refs"].([]any)
			o["object_marking_refs"] = append(slices.Clip(list), tlpRed)
		}
		original, err := json.Marshal(props{"type": "bundle", "id": idBundle, "objects": objects})
		if err != nil {
			rt.Fatal(err)
		}
		in, err := Import(original)
		if err != nil {
			rt.Fatal(err)
		}
		for _, p := range in.Passages {
			if p.Marking.TLP > marking.Red {
				rt.Fatalf("%s is marked %s", p.Part, p.Marking)
			}
		}
		for _, f := range in.Proposed {
			if f.Marking.TLP > marking.Red {
				rt.Fatalf("a fact of %s is marked %s", f.Part, f.Marking)
			}
		}
		for _, o := range in.Objects {
			if o.Marking.TLP > marking.Red {
				rt.Fatalf("%s is marked %s", o.ID, o.Marking)
			}
		}
		if in.Marking.TLP > marking.Red {
			rt.Fatalf("the whole is marked %s", in.Marking)
		}
	})
}

// fatal lets a helper of tests fail a property.
type fatal struct {
	testing.TB
	rt *rapid.T
}

func (f fatal) Errorf(format string, args ...any) { f.rt.Errorf(format, args...) }
func (f fatal) Fatalf(format string, args ...any) { f.rt.Fatalf(format, args...) }
func (f fatal) Fatal(args ...any)                 { f.rt.Fatal(args...) }
func (f fatal) Helper()                           {}
