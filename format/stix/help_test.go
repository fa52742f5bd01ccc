package stix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// shared is where test data made by others lies, if it is there.
const shared = "../../../shared/data/stix/"

// readShared reads test data made by others; where it is absent, it says so.
func readShared(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(shared + name)
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("SKIPPED: %s is not there; it holds STIX bundles of OASIS", shared+name)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// The ids of the small bundles of these tests.
const (
	idReport   = "report--00000000-0000-4000-8000-000000000001"
	idIncident = "incident--00000000-0000-4000-8000-000000000002"
	idEvent    = "event--00000000-0000-4000-8000-000000000003"
	idActor    = "threat-actor--00000000-0000-4000-8000-000000000004"
	idSet      = "intrusion-set--00000000-0000-4000-8000-000000000005"
	idPeople   = "identity--00000000-0000-4000-8000-000000000006"
	idCompany  = "identity--00000000-0000-4000-8000-000000000007"
	idPlace    = "location--00000000-0000-4000-8000-000000000008"
	idMethod   = "attack-pattern--00000000-0000-4000-8000-000000000009"
	idCampaign = "campaign--00000000-0000-4000-8000-00000000000a"
	idAbsent   = "identity--00000000-0000-4000-8000-0000000000ff"
	idCaveat   = "marking-definition--00000000-0000-4000-8000-00000000000b"
	idBundle   = "bundle--00000000-0000-4000-8000-000000000000"

	tlpClear       = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
	tlpGreen       = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
	tlpAmber       = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
	tlpAmberStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
	tlpRed         = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
	tlpWhite1      = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
	tlpGreen1      = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
	tlpAmber1      = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
	tlpRed1        = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
)

// props are the properties of an object in a test.
type props map[string]any

// obj makes an object of STIX 2.1 with an id; more replaces and adds, and nil
// takes away.
func obj(id string, more props) props {
	kind, _, _ := strings.Cut(id, "--")
	o := props{"type": kind, "spec_version": "2.1", "id": id, "created": "2023-12-01T09:00:00.000Z"}
	if kind != markingType {
		o["modified"] = "2023-12-01T09:00:00.000Z"
	}
	if kind == "event" {
		o["extensions"] = props{extEvent: props{"extension_type": "new-sdo"}}
	}
	maps.Copy(o, more)
	maps.DeleteFunc(o, func(_ string, v any) bool { return v == nil })
	return o
}

// rel makes a relationship; its id is made of its number.
func rel(n int, from, verb, to string) props {
	return obj(fmt.Sprintf("relationship--00000000-0000-4000-8000-1%011d", n),
		props{"source_ref": from, "relationship_type": verb, "target_ref": to})
}

// bundle makes a bundle of objects.
func bundle(tb testing.TB, objects ...any) []byte {
	tb.Helper()
	b, err := json.Marshal(props{"type": "bundle", "id": idBundle, "objects": objects})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// importOf imports what must be taken, and holds it to its promises.
func importOf(tb testing.TB, original []byte) report.Import {
	tb.Helper()
	in, err := Import(original)
	if err != nil {
		tb.Fatalf("importing: %v", err)
	}
	holdPromises(tb, original, in)
	return in
}

// refused imports what must be refused, under a rule.
func refused(t *testing.T, original []byte, rule string) *tocsin.Refusal {
	t.Helper()
	in, err := Import(original)
	var r *tocsin.Refusal
	switch {
	case err == nil:
		t.Fatalf("not refused under %s but taken: %d objects, not understood %v", rule, len(in.Objects), in.NotUnderstood)
	case !errors.As(err, &r):
		t.Fatalf("not a refusal under %s but a fault: %v", rule, err)
	case r.Rule != rule:
		t.Fatalf("refused under %s, not %s: %s", r.Rule, rule, r.Why)
	case r.Why == "" || r.Remedy == "":
		t.Errorf("the refusal under %s says %q and %q", rule, r.Why, r.Remedy)
	}
	return r
}

// facts gives what is proposed, a line each.
func facts(in report.Import) []string {
	var lines []string
	for _, f := range in.Proposed {
		lines = append(lines, fmt.Sprintf("%s: %s [%s] %s", f.Field, f.Value(), f.Marking, f.Part))
	}
	return lines
}

// residue gives why things were not understood, a line each.
func residue(in report.Import) []string {
	var lines []string
	for _, r := range in.NotUnderstood {
		lines = append(lines, r.ID+": "+r.Why)
	}
	return lines
}

// same compares lines.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// passage finds the passage of a part.
func passage(t *testing.T, in report.Import, part string) report.Passage {
	t.Helper()
	for _, p := range in.Passages {
		if p.Part == part {
			return p
		}
	}
	t.Fatalf("there is no passage of %s", part)
	return report.Passage{}
}

// A leaf is one text or number of a bundle as a plain reading of its JSON finds
// it.
type leaf struct{ part, text string }

// holdPromises reads the bundle once more with the standard library, with
// nothing of this package but the standards' fixed ids, and holds the import to
// it: every object once, every word with its marking.
func holdPromises(tb testing.TB, original []byte, in report.Import) {
	tb.Helper()
	var b struct {
		ID      any
		Objects []any
	}
	d := json.NewDecoder(bytes.NewReader(original))
	d.UseNumber()
	if err := d.Decode(&b); err != nil {
		tb.Fatalf("the standard library does not read what was imported: %v", err)
	}
	want := map[string]int{}
	var labels []string
	for i, o := range b.Objects {
		m, _ := o.(map[string]any)
		label, _ := m["id"].(string)
		if !validID(label) {
			label = fmt.Sprintf("objects[%d]", i)
		}
		want[label]++
		labels = append(labels, label)
	}
	got, broken := map[string]int{}, map[string]bool{}
	for _, o := range in.Objects {
		got[o.ID]++
	}
	for _, r := range in.NotUnderstood {
		if strings.HasPrefix(r.Why, "the whole object: ") {
			got[r.ID]++
			broken[r.ID] = true
		}
	}
	if !maps.Equal(got, want) {
		tb.Errorf("the objects are\n%v\nnot\n%v", got, want)
	}
	holdPassages(tb, in, b.Objects, labels, broken)
	for i, f := range in.Proposed {
		if err := f.Check(); err != nil {
			tb.Errorf("proposed fact %d: %v", i, err)
		}
		if f.Report != "" {
			tb.Errorf("proposed fact %d names a report", i)
		}
	}
}

// holdPassages holds the passages to every text and number of the objects.
// What is told more widely than an object allows is looked for only where the
// object is understood: of a broken one nothing may be believed.
func holdPassages(tb testing.TB, in report.Import, objects []any, labels []string, broken map[string]bool) {
	tb.Helper()
	passages := map[leaf][]marking.Marking{}
	anywhere := map[string]bool{}
	for _, p := range in.Passages {
		anywhere[p.Text] = true
		key := leaf{p.Part, p.Text}
		passages[key] = append(passages[key], p.Marking)
	}
	ids := map[string]bool{}
	for _, label := range labels {
		ids[label] = true
	}
	for i, o := range objects {
		for _, l := range leaves(o, labels[i], ids) {
			marks, ok := passages[l]
			if rest := strings.TrimPrefix(l.part, labels[i]+" "); len(rest) > maxPath && anywhere[l.text] {
				continue // a path that is too long is told less finely
			}
			if !ok {
				tb.Errorf("no passage of %q says %.60q", l.part, l.text)
				continue
			}
			if m, isObject := o.(map[string]any); isObject && !broken[labels[i]] {
				if want := plainMark(m, strings.TrimPrefix(l.part, labels[i]+" "), ids); want != nil && !slices.ContainsFunc(marks, func(got marking.Marking) bool {
					return got.String() == want.String()
				}) {
					tb.Errorf("%s is marked %v, not %s", l.part, marks, want)
				}
			}
		}
	}
}

// leaves gives the texts and numbers of an object that must be passages.
func leaves(value any, label string, ids map[string]bool) []leaf {
	var all []leaf
	var walk func(value any, path []string, name string)
	walk = func(value any, path []string, name string) {
		switch v := value.(type) {
		case map[string]any:
			for k, sub := range v {
				step := k
				if !plainName(k) {
					step = "(name)"
				}
				walk(sub, append(slices.Clip(path), step), k)
			}
		case []any:
			for i, sub := range v {
				walk(sub, append(slices.Clip(path), fmt.Sprintf("[%d]", i)), name)
			}
		case string, json.Number:
			text := fmt.Sprint(v)
			at := strings.Join(path, ".")
			reference := strings.HasSuffix(name, "_ref") || strings.HasSuffix(name, "_refs")
			_, level := fixed[text]
			_, definition := fixed[label]
			switch {
			case text == "", at == "type" && standard(text), name == "spec_version" && text == "2.1":
			case reference && (ids[text] || level):
			case definition: // the definitions of TLP have a test of their own
			default:
				part := label
				if at != "" {
					part += " " + at
				}
				all = append(all, leaf{part, text})
			}
		}
	}
	walk(value, nil, "")
	return all
}

// plainMark gives the marking of a part by the fixed ids alone; nil where
// markings that the bundle defines play a part.
func plainMark(o map[string]any, path string, ids map[string]bool) *marking.Marking {
	var marks []marking.Marking
	add := func(ref any) bool {
		id, _ := ref.(string)
		level, ok := fixed[id]
		marks = append(marks, marking.Marking{TLP: level})
		return ok && !ids[id]
	}
	list, _ := o["object_marking_refs"].([]any)
	for _, ref := range list {
		if !add(ref) {
			return nil
		}
	}
	granular, _ := o["granular_markings"].([]any)
	for _, g := range granular {
		m, _ := g.(map[string]any)
		selectors, _ := m["selectors"].([]any)
		for _, s := range selectors {
			selector, _ := s.(string)
			if !selects(o, selector) || m["marking_ref"] == nil {
				return nil
			}
			if path == selector || strings.HasPrefix(path, selector+".") {
				if !add(m["marking_ref"]) {
					return nil
				}
			}
		}
	}
	e := marking.Effective(marks...)
	return &e
}

// selects reports whether a selector selects anything.
func selects(value any, selector string) bool {
	step, rest, more := strings.Cut(selector, ".")
	var next any
	switch v := value.(type) {
	case map[string]any:
		sub, ok := v[step]
		if !ok {
			return false
		}
		next = sub
	case []any:
		found := false
		for i, sub := range v {
			if step == fmt.Sprintf("[%d]", i) {
				next, found = sub, true
			}
		}
		if !found {
			return false
		}
	default:
		return false
	}
	return !more || selects(next, rest)
}

// residueOf gives the parts of one object that were not understood.
func residueOf(all []report.Residue, id string) []string {
	var lines []string
	for _, r := range all {
		if r.ID == id {
			lines = append(lines, r.ID+": "+r.Why)
		}
	}
	return lines
}
