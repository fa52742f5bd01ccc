package stix

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"example.org/tocsin"
)

// seeds are small bundles of the project's own, sound and broken.
func seeds(f *testing.F) [][]byte {
	f.Helper()
	kerman, err := os.ReadFile("../../examples/kerman-2024/bundle.json")
	if err != nil {
		f.Fatal(err)
	}
	marked := bundle(f,
		obj(idCaveat, props{"name": "ORCON", "definition_type": "statement", "definition": props{"statement": "s"}}),
		obj(tlpAmber1, props{"definition_type": "tlp", "definition": props{"tlp": "amber"}}),
		obj(idPeople, props{
			"name": "Ali\u0301 \"x\" \\ \U0001F600", "labels": []string{"a", "b"}, "object_marking_refs": []string{tlpGreen, idCaveat},
			"granular_markings": []props{
				{"marking_ref": tlpRed, "selectors": []string{"name", "labels.[1]"}}, {"lang": "fa", "selectors": []string{"name"}},
			},
			"x_words": []any{props{"deep": 1.5e3}, nil, true},
		}),
	)
	plan := bundle(f,
		obj(idIncident, props{"name": "plan", "confidence": 70, "extensions": props{extCore: props{
			"determination": "suspected", "investigation_status": "open", "event_refs": []string{idEvent},
		}}}),
		obj(idEvent, props{"status": "pending", "start_time": "2024-01-01T00:00:00Z", "end_time": "2024-01-02T00:00:00Z", "end_time_fidelity": "day"}),
		obj(idActor, props{"name": "G", "first_seen": "2020-01-01T00:00:00Z"}), obj(idPeople, props{"name": "p", "identity_class": "group"}),
		obj(idPlace, props{"name": "Hall", "country": "SE", "city": "Uppsala", "latitude": 59.8, "longitude": 17.6}),
		rel(1, idIncident, "attributed-to", idActor), rel(2, idActor, "targets", idPeople), rel(3, idIncident, "located-at", idPlace),
	)
	versions := bundle(f, obj(idPeople, props{"name": "a"}), obj(idPeople, props{"name": "b", "modified": "2024-01-01T00:00:00Z"}),
		obj(idPeople, props{"name": "a"}), obj(idActor, props{"name": "x", "revoked": true}), 5, "text", nil, obj(idCampaign, nil))
	return [][]byte{kerman, marked, plan, versions, []byte(`{"type":"bundle","objects":[]}`), []byte("<xml/>"), nil}
}

// FuzzImport imports anything. What is refused is refused as a refusal; what is
// taken keeps the promises, and is the same when it is imported again, and when
// its white space is gone.
func FuzzImport(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, original []byte) {
		in, err := Import(original)
		again, errAgain := Import(bytes.Clone(original))
		if !reflect.DeepEqual(in, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatal("the second import differs from the first")
		}
		if err != nil {
			var r *tocsin.Refusal
			if !errors.As(err, &r) || !strings.HasPrefix(r.Rule, "stix/") || r.Why == "" || r.Remedy == "" {
				t.Fatalf("no refusal: %v", err)
			}
			return
		}
		holdPromises(t, original, in)
		var compact bytes.Buffer
		if err := json.Compact(&compact, original); err != nil {
			t.Fatal(err)
		}
		if dense, err := Import(compact.Bytes()); err != nil || !reflect.DeepEqual(in, dense) {
			t.Fatalf("without white space it reads otherwise: %v", err)
		}
	})
}
