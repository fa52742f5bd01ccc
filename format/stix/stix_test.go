package stix

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// TestPlan imports a plan with everything that is read of one, and sees what is
// proposed, with the marking of each.
func TestPlan(t *testing.T) {
	t.Parallel()
	with := func(p props) props {
		p["object_marking_refs"] = []string{tlpClear}
		return p
	}
	in := importOf(t, bundle(t,
		obj(idIncident, with(props{
			"name": "plan", "description": " A bomb in the market ",
			"extensions": props{extCore: props{
				"extension_type": "property-extension", "determination": "suspected", "investigation_status": "open",
				"event_refs": []string{idEvent},
			}},
		})),
		obj(idEvent, with(props{
			"status": "pending", "start_time": "2024-05-03T00:00:00Z", "start_time_fidelity": "day",
			"end_time": "2024-05-04T00:00:00.000Z", "end_time_fidelity": "day",
		})),
		obj(idActor, with(props{"name": "The Group"})),
		obj(idSet, with(props{"name": "The Sponsors"})),
		obj(idPeople, with(props{"name": "shoppers", "identity_class": "class"})),
		obj(idCompany, with(props{"name": "Market Hall Ltd", "identity_class": "organization"})),
		obj(idPlace, with(props{
			"name": "Market Hall", "country": "ng", "administrative_area": "Kano State", "city": "Kano",
			"street_address": "1 Invented Road", "latitude": 12.000001, "longitude": -8.5, "precision": 50,
		})),
		obj(idMethod, with(props{"name": "vehicle bomb"})),
		rel(1, idIncident, "attributed-to", idActor),
		rel(2, idActor, "attributed-to", idSet),
		rel(3, idIncident, "targets", idPeople),
		rel(4, idActor, "targets", idCompany),
		rel(5, idIncident, "located-at", idPlace),
		rel(6, idActor, "uses", idMethod),
		obj(idReport, with(props{"name": "The report", "published": "2023-12-01T09:00:00Z", "object_refs": []string{idIncident}})),
		obj("sighting--00000000-0000-4000-8000-000000000010", with(props{"sighting_of_ref": idActor, "count": 3})),
		obj("indicator--00000000-0000-4000-8000-000000000011", with(props{
			"pattern": "[ipv4-addr:value = '192.0.2.1']", "pattern_type": "stix", "valid_from": "2023-12-01T09:00:00Z",
		})),
	))
	same(t, "proposed", facts(in), []string{
		"what: A bomb in the market [TLP:CLEAR] " + idIncident,
		"victim: shoppers [unmarked] " + idPeople,
		"target: Market Hall Ltd [unmarked] " + idCompany,
		"where: Market Hall, 1 Invented Road, Kano, Kano State, Nigeria, 12.000001, -8.500000 [unmarked] " + idPlace,
		"when: from 3 to 4 May 2024 [TLP:CLEAR] " + idEvent,
		"how: vehicle bomb [unmarked] " + idMethod,
		"by: The Group [unmarked] " + idActor,
		"by: The Sponsors [unmarked] " + idSet,
	})
	same(t, "not understood", residue(in), nil)
	if in.Title != "The report" || in.Form != report.FormSTIX {
		t.Errorf("the title is %q, the form %q", in.Title, in.Form)
	}
	if in.Marking.TLP != marking.Unmarked {
		t.Errorf("the whole is %s, though the relationships are unmarked", in.Marking)
	}
}

// TestNoAct imports bundles that tell of no act.
func TestNoAct(t *testing.T) {
	t.Parallel()
	core := func(determination string) props {
		return props{"name": "x", "extensions": props{extCore: props{
			"extension_type": "property-extension", "determination": determination, "investigation_status": "new",
		}}}
	}
	people := obj(idPeople, props{"name": "shoppers", "identity_class": "group"})
	for name, c := range map[string]struct {
		objects []any
		want    []string
	}{
		"nothing but people": {[]any{people}, nil},
		"an actor": {
			[]any{obj(idActor, props{"name": "The Group"}), people, rel(1, idActor, "uses", idPeople)},
			[]string{"by: The Group [unmarked] " + idActor},
		},
		"a campaign, which is not read, targets people": {
			[]any{obj(idCampaign, props{"name": "c"}), people, rel(1, idCampaign, "targets", idPeople)},
			[]string{"victim: shoppers [unmarked] " + idPeople},
		},
		"a revoked campaign targets people": {
			[]any{obj(idCampaign, props{"name": "c", "revoked": true}), people, rel(1, idCampaign, "targets", idPeople)}, nil,
		},
		"a revoked relationship": {
			[]any{
				obj(idActor, props{"name": "The Group", "revoked": true}), people,
				func() props { r := rel(1, idActor, "targets", idPeople); r["revoked"] = true; return r }(),
			}, nil,
		},
		"revoked people": {
			[]any{
				obj(idIncident, props{"name": "plan"}), obj(idPeople, props{"name": "shoppers", "revoked": true}),
				rel(1, idIncident, "targets", idPeople),
			},
			[]string{"what: plan [unmarked] " + idIncident},
		},
		"an incident whose event is past": {
			[]any{
				obj(idIncident, props{"name": "plan", "extensions": props{extCore: props{
					"determination": "suspected", "investigation_status": "new", "event_refs": []string{idEvent},
				}}}),
				obj(idEvent, props{"status": "occurred", "start_time": "2024-05-03T10:00:00Z"}),
			},
			[]string{"what: plan [unmarked] " + idIncident},
		},
		"the whereabouts of an actor": {
			[]any{
				obj(idIncident, props{"name": "plan"}), obj(idActor, props{"name": "The Group"}),
				obj(idPlace, props{"country": "SE"}),
				rel(1, idIncident, "attributed-to", idActor), rel(2, idActor, "located-at", idPlace),
			},
			[]string{"what: plan [unmarked] " + idIncident, "by: The Group [unmarked] " + idActor},
		},
		"the place that an actor targets": {
			[]any{
				obj(idIncident, props{"name": "plan"}), obj(idActor, props{"name": "The Group"}),
				obj(idPlace, props{"country": "SE"}),
				rel(1, idIncident, "attributed-to", idActor), rel(2, idActor, "targets", idPlace),
			},
			[]string{
				"what: plan [unmarked] " + idIncident, "where: Sweden [unmarked] " + idPlace,
				"by: The Group [unmarked] " + idActor,
			},
		},
		"who targets what the act targets": {
			[]any{
				obj(idIncident, props{"name": "plan"}), obj(idActor, props{"name": "The Group"}), people,
				rel(1, idIncident, "targets", idPeople), rel(2, idActor, "targets", idPeople),
			},
			[]string{
				"what: plan [unmarked] " + idIncident, "victim: shoppers [unmarked] " + idPeople,
				"by: The Group [unmarked] " + idActor,
			},
		},
		"an actor apart from the act": {
			[]any{obj(idIncident, props{"name": "plan"}), obj(idActor, props{"name": "The Group"})},
			[]string{"what: plan [unmarked] " + idIncident},
		},
		"an event that stands alone": {
			[]any{obj(idEvent, props{"status": "pending", "name": "march", "start_time": "2024-05-03T10:00:00Z"})},
			[]string{"what: march [unmarked] " + idEvent, "when: from 3 May 2024, 10:00 UTC on [unmarked] " + idEvent},
		},
		"an event that is past": {
			[]any{obj(idEvent, props{"status": "occurred", "name": "march", "start_time": "2024-05-03T10:00:00Z"})}, nil,
		},
		"an event that did not happen": {
			[]any{obj(idEvent, props{"status": "not-occurred", "name": "march"})}, nil,
		},
		"a false alarm":       {[]any{obj(idIncident, core("false-positive")), people}, nil},
		"an incident by name": {[]any{obj(idIncident, core("suspected"))}, []string{"what: x [unmarked] " + idIncident}},
		"an identity that does not say what it is": {
			[]any{obj(idActor, props{"name": "G"}), obj(idCompany, props{"name": "it"}), rel(1, idActor, "targets", idCompany)},
			[]string{"target: it [unmarked] " + idCompany, "by: G [unmarked] " + idActor},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, "proposed", facts(importOf(t, bundle(t, c.objects...))), c.want)
		})
	}
}

// TestKerman imports the example of Kerman: all of it is understood, and it
// proposes what a warning needs.
func TestKerman(t *testing.T) {
	t.Parallel()
	original, err := os.ReadFile("../../examples/kerman-2024/bundle.json")
	if err != nil {
		t.Fatal(err)
	}
	in := importOf(t, original)
	same(t, "not understood", residue(in), nil)
	same(t, "proposed", facts(in), []string{
		"what: Attack with intent to kill on people gathered to commemorate the anniversary of the death of Qasem Soleimani [TLP:CLEAR] incident--3a5f8e27-90c4-4b1d-8e76-d2c1b0f94a38",
		"victim: People attending the commemoration of the anniversary of the death of Qasem Soleimani [TLP:CLEAR] identity--0e7b94f2-3d68-4c15-a9d0-58f2b6c7e314",
		"where: Kerman, Kerman Province, Iran [TLP:CLEAR] location--c94e1d70-6b2f-4a83-95e7-1f0a3d8b4c62",
		"when: from 1 to 4 January 2024 [TLP:CLEAR] event--7d20c9b6-1e4f-4583-b0a7-96e8f3d5c21a",
		"by: Islamic State – Khorasan Province (ISIS-K) [TLP:CLEAR] threat-actor--b1a6c3d8-52f7-4e09-8a34-7c0d9e61f2b5",
	})
	if len(in.Objects) != 12 || !in.Marking.Open() || in.Title != "Planned attack on a commemoration in Kerman" {
		t.Errorf("%d objects, marked %s, titled %q", len(in.Objects), in.Marking, in.Title)
	}
}

// TestSynthetic reads the invented report of the example and sees that it says
// so everywhere.
func TestSynthetic(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../examples/kerman-2024/synthetic-report.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Synthetic bool
		Marking   marking.TLP
		Answers   map[string]string
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	if !s.Synthetic || s.Marking != marking.Red || len(s.Answers) != 6 {
		t.Errorf("synthetic %v, marked %s, %d answers", s.Synthetic, s.Marking, len(s.Answers))
	}
	var spoken report.Spoken
	for i, question := range []string{"victim", "what", "where", "when", "source", "basis"} {
		spoken[i] = s.Answers[question]
		if !strings.HasPrefix(spoken[i], "SYNTHETIC") {
			t.Errorf("the answer %q does not say that it is synthetic", question)
		}
	}
	if _, err := spoken.Import(marking.Marking{TLP: s.Marking}); err != nil {
		t.Error(err)
	}
}

// TestShared imports the bundles of OASIS; the counts were taken by hand.
func TestShared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file                string
		objects, understood int
		proposed            int
		title               string
	}{
		// 30 relationships, 12 indicators, 7 attack patterns, 5 threat actors, 4
		// identities, an intrusion set, a report; 10 tools, 6 malware.
		{"threat-reports/apt1.json", 76, 60, 6, "APT1: Exposing One of China's Cyber Espionage Units"},
		// 90 relationships, 25 indicators, 3 attack patterns, an identity, a
		// report; 25 malware, 6 vulnerabilities, 3 campaigns, a course of action.
		{"threat-reports/poisonivy.json", 155, 120, 0, "Poison Ivy: Assessing Damage and Extracting Intelligence"},
		{"indicator-for-c2-ip-address.json", 1, 1, 0, "STIX 2.1 bundle"},
		{"indicator-to-campaign-relationship.json", 3, 2, 0, "STIX 2.1 bundle"},
		{"indicators-for-C2-with-COA.json", 8, 6, 0, "STIX 2.1 bundle"},
		{"infrastructure.json", 10, 4, 0, "STIX 2.1 bundle"},
		{"malicious-email-indicator-with-attachment.json", 6, 6, 0, "STIX 2.1 bundle"},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, readShared(t, "examples/"+c.file))
			var whole int
			for _, r := range in.NotUnderstood {
				if strings.HasPrefix(r.Why, "the whole object: its type is not read") {
					whole++
				}
			}
			if len(in.Objects) != c.understood || whole != c.objects-c.understood {
				t.Errorf("%d objects understood and %d not, not %d of %d", len(in.Objects), whole, c.understood, c.objects)
			}
			if len(in.Proposed) != c.proposed || in.Title != c.title {
				t.Errorf("proposed are %q, titled %q", facts(in), in.Title)
			}
			if in.Marking.TLP != marking.Unmarked {
				t.Errorf("nobody marked it, and it is %s", in.Marking)
			}
		})
	}
	t.Run("a single object", func(t *testing.T) {
		t.Parallel()
		refused(t, readShared(t, "examples/interop-objectmarking-test.json"), "stix/not-a-bundle")
	})
}

// TestObjects sees what an object is listed with.
func TestObjects(t *testing.T) {
	t.Parallel()
	in := importOf(t, bundle(t,
		obj(idActor, props{"name": "The Group", "created_by_ref": idCompany, "object_marking_refs": []string{tlpAmber}}),
		obj(idCompany, props{"name": "us", "object_marking_refs": []string{tlpGreen}}),
		obj(idPeople, props{"name": "them", "object_marking_refs": []string{tlpGreen}}),
		rel(1, idActor, "targets", idPeople),
	))
	want := []report.Object{
		{
			ID: idActor, Type: "threat-actor", Name: "The Group", Marking: marking.Marking{TLP: marking.Amber},
			Links: []report.Link{{Relation: "created_by", To: idCompany}, {Relation: "targets", To: idPeople}},
		},
		{ID: idCompany, Type: "identity", Name: "us", Marking: marking.Marking{TLP: marking.Green}},
		{ID: idPeople, Type: "identity", Name: "them", Marking: marking.Marking{TLP: marking.Green}},
		{
			ID: "relationship--00000000-0000-4000-8000-100000000001", Type: "relationship",
			Links: []report.Link{{Relation: "source", To: idActor}, {Relation: "target", To: idPeople}},
		},
	}
	if !reflect.DeepEqual(in.Objects, want) {
		t.Errorf("the objects are\n%+v\nnot\n%+v", in.Objects, want)
	}
}

// TestCredibility holds the scale of STIX 2.1, appendix A, at all its edges.
func TestCredibility(t *testing.T) {
	t.Parallel()
	for confidence, want := range map[int]report.Credibility{
		-1: 6, 0: 5, 19: 5, 20: 4, 39: 4, 40: 3, 59: 3, 60: 2, 79: 2, 80: 1, 100: 1, 101: 6,
	} {
		if got := Credibility(confidence); got != want || !got.Valid() {
			t.Errorf("confidence %d is graded %d, not %d", confidence, got, want)
		}
	}
}
