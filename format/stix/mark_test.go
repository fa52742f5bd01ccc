package stix

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"example.org/tocsin/marking"
)

// defined makes a marking-definition.
func defined(id string, more props) props { return obj(id, more) }

// tlp2 is what the extension for TLP 2.0 says.
func tlp2(word string) props {
	return props{extTLP: props{"extension_type": "property-extension", "tlp_2_0": word}}
}

// TestLevels reads every level in both notations, with and without the
// definition in the bundle.
func TestLevels(t *testing.T) {
	t.Parallel()
	tlp1 := func(word string) props {
		return props{
			"created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp",
			"name": "TLP:" + strings.ToUpper(word), "definition": props{"tlp": word},
		}
	}
	for _, c := range []struct {
		id   string
		more props
		want marking.TLP
	}{
		{tlpClear, props{"name": "TLP:CLEAR", "extensions": tlp2("clear")}, marking.Clear},
		{tlpGreen, props{"name": "TLP:GREEN", "extensions": tlp2("green")}, marking.Green},
		{tlpAmber, props{"name": "TLP:AMBER", "extensions": tlp2("amber")}, marking.Amber},
		{tlpAmberStrict, props{"name": "TLP:AMBER+STRICT", "extensions": tlp2("amber+strict")}, marking.AmberStrict},
		{tlpRed, props{"name": "TLP:RED", "extensions": tlp2("red")}, marking.Red},
		{tlpWhite1, tlp1("white"), marking.Clear},
		{tlpGreen1, tlp1("green"), marking.Green},
		{tlpAmber1, tlp1("amber"), marking.Amber},
		{tlpRed1, tlp1("red"), marking.Red},
	} {
		t.Run(fmt.Sprint(c.want, c.id), func(t *testing.T) {
			t.Parallel()
			o := obj(idPeople, props{"name": "them", "object_marking_refs": []string{c.id}})
			if c.more["created"] == nil {
				c.more["created"] = "2022-10-01T00:00:00.000Z"
			}
			for _, objects := range [][]any{{o}, {o, defined(c.id, c.more)}} {
				in := importOf(t, bundle(t, objects...))
				same(t, "not understood", residue(in), nil)
				if in.Marking.String() != c.want.String() || in.Objects[0].Marking.TLP != c.want {
					t.Errorf("the whole is %s, the object %s, not %s", in.Marking, in.Objects[0].Marking, c.want)
				}
				for _, p := range in.Passages {
					if strings.HasPrefix(p.Part, markingType) {
						t.Errorf("what the standard fixes is a passage: %v", p)
					}
				}
			}
		})
	}
}

// TestDefinitions reads marking definitions that are no plain levels.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id      string
		more    props
		want    string
		residue []string
	}{
		"a statement": {
			idCaveat,
			props{"definition_type": "statement", "definition": props{"statement": "For  the\nboard only"}},
			"unmarked//For the board only", nil,
		},
		"a name before a statement": {
			idCaveat,
			props{"name": "ORCON", "definition_type": "statement", "definition": props{"statement": "ask"}},
			"unmarked//ORCON", nil,
		},
		"another scheme": {
			idCaveat,
			props{"name": "IEP", "definition_type": "iep", "definition": props{"x_iep": "words"}},
			"unmarked//IEP",
			[]string{idCaveat + ": property definition.x_iep is not understood"},
		},
		"another extension": {
			idCaveat,
			props{"extensions": props{extEvent: props{"extension_type": "property-extension"}}},
			"unmarked//" + idCaveat,
			[]string{idCaveat + ": " + extEvent + " is not understood"},
		},
		"a level with an id of its own": {
			idCaveat,
			props{"extensions": tlp2("amber+strict")},
			"TLP:AMBER+STRICT",
			[]string{idCaveat + ": the level of TLP is taken as said, though it has an id of its own"},
		},
		"a level that is none": {
			idCaveat,
			props{"name": "x", "extensions": tlp2("mauve")},
			"unmarked//x",
			[]string{idCaveat + ": the level is none of TLP"},
		},
		"a level that says unmarked": {
			idCaveat,
			props{"name": "x", "extensions": tlp2("unmarked")},
			"unmarked//x",
			[]string{idCaveat + ": the level is none of TLP"},
		},
		"CLEAR by id, RED by word": {
			tlpClear,
			props{"extensions": tlp2("red")},
			"TLP:RED",
			[]string{tlpClear + ": the id is that of another level of TLP; the more restrictive holds"},
		},
		"RED by id, CLEAR by word": {
			tlpRed,
			props{"extensions": tlp2("clear")},
			"TLP:RED",
			[]string{tlpRed + ": the id is that of another level of TLP; the more restrictive holds"},
		},
		"a level by id, a statement by word": {
			tlpGreen,
			props{"definition_type": "statement", "definition": props{"statement": "ours"}},
			"TLP:GREEN//ours",
			[]string{tlpGreen + ": the id is that of another level of TLP; the more restrictive holds"},
		},
		"both notations, which disagree": {
			idCaveat,
			props{"definition_type": "tlp", "definition": props{"tlp": "green"}, "extensions": tlp2("red")},
			"TLP:RED",
			[]string{idCaveat + ": the level of TLP is taken as said, though it has an id of its own"},
		},
		"nothing": {
			idCaveat, nil, "unmarked//" + idCaveat,
			[]string{
				idCaveat + ": the whole object: it does not say what it marks",
				idPeople + ": a marking is not defined in the bundle; its id stands as a caveat",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, bundle(t, defined(c.id, c.more),
				obj(idPeople, props{"name": "them", "object_marking_refs": []string{c.id}})))
			same(t, "not understood", residue(in), c.residue)
			if got := passage(t, in, idPeople+" name").Marking.String(); got != c.want {
				t.Errorf("it is marked %s, not %s", got, c.want)
			}
		})
	}
}

// TestEffective puts markings on objects and parts of them, and reads what
// holds where.
func TestEffective(t *testing.T) {
	t.Parallel()
	granular := func(ref string, selectors ...string) props {
		return props{"marking_ref": ref, "selectors": selectors}
	}
	base := func(p props) props {
		p["name"], p["description"], p["labels"] = "n", "d", []string{"l0", "l1"}
		p["external_references"] = []props{{"source_name": "s", "url": "u"}}
		return obj(idPeople, p)
	}
	for name, c := range map[string]struct {
		object  props
		want    map[string]string
		whole   string
		residue []string
	}{
		"nothing": {base(props{}), map[string]string{"name": "unmarked"}, "unmarked", nil},
		"two on one": {
			base(props{"object_marking_refs": []string{tlpGreen, tlpRed}}),
			map[string]string{"name": "TLP:RED"},
			"TLP:RED", nil,
		},
		"a part stricter than the whole": {
			base(props{"object_marking_refs": []string{tlpClear}, "granular_markings": []props{granular(tlpRed, "description")}}),
			map[string]string{"name": "TLP:CLEAR", "description": "TLP:RED", "labels.[0]": "TLP:CLEAR"},
			"TLP:RED", nil,
		},
		"a part wider than the whole": {
			base(props{"object_marking_refs": []string{tlpRed}, "granular_markings": []props{granular(tlpClear, "description")}}),
			map[string]string{"name": "TLP:RED", "description": "TLP:RED"},
			"TLP:RED", nil,
		},
		"only a part": {
			base(props{"granular_markings": []props{granular(tlpGreen, "description")}}),
			map[string]string{"name": "unmarked", "description": "TLP:GREEN"},
			"unmarked", nil,
		},
		"one of a list, and all of one": {
			base(props{
				"object_marking_refs": []string{tlpClear},
				"granular_markings":   []props{granular(tlpAmber, "labels.[1]"), granular(tlpGreen, "labels", "external_references.[0].url")},
			}),
			map[string]string{
				"labels.[0]": "TLP:GREEN", "labels.[1]": "TLP:AMBER", "name": "TLP:CLEAR",
				"external_references.[0].url": "TLP:GREEN", "external_references.[0].source_name": "TLP:CLEAR",
			},
			"TLP:AMBER", nil,
		},
		"one part twice": {
			base(props{
				"object_marking_refs": []string{tlpClear},
				"granular_markings":   []props{granular(tlpRed, "name"), granular(tlpGreen, "name", "labels"), granular(tlpClear, "labels")},
			}),
			map[string]string{"name": "TLP:RED", "labels.[0]": "TLP:GREEN", "description": "TLP:CLEAR"},
			"TLP:RED", nil,
		},
		"nothing is selected": {
			base(props{"object_marking_refs": []string{tlpClear}, "granular_markings": []props{granular(tlpRed, "desciption")}}),
			map[string]string{"name": "TLP:RED", "description": "TLP:RED"},
			"TLP:RED",
			[]string{idPeople + ": granular marking 1 selects what is not there; it is taken for the whole object"},
		},
		"beyond a list": {
			base(props{"object_marking_refs": []string{tlpClear}, "granular_markings": []props{granular(tlpRed, "labels.[2]")}}),
			map[string]string{"name": "TLP:RED"},
			"TLP:RED",
			[]string{idPeople + ": granular marking 1 selects what is not there; it is taken for the whole object"},
		},
		"a place in a list in another writing": {
			base(props{"object_marking_refs": []string{tlpClear}, "granular_markings": []props{granular(tlpRed, "labels.[00]")}}),
			map[string]string{"name": "TLP:RED"},
			"TLP:RED",
			[]string{idPeople + ": granular marking 1 selects what is not there; it is taken for the whole object"},
		},
		"a language": {
			base(props{
				"object_marking_refs": []string{tlpClear},
				"granular_markings":   []props{{"lang": "fa", "selectors": []string{"name"}}},
			}),
			map[string]string{"name": "TLP:CLEAR"},
			"TLP:CLEAR",
			[]string{idPeople + ": granular marking 1 tells a language, which is not read"},
		},
		"a marking that is not there": {
			base(props{"object_marking_refs": []string{tlpClear, idCaveat}}),
			map[string]string{"name": "TLP:CLEAR//" + idCaveat},
			"TLP:CLEAR//" + idCaveat,
			[]string{idPeople + ": a marking is not defined in the bundle; its id stands as a caveat"},
		},
		"neither marking nor language": {
			base(props{"object_marking_refs": []string{tlpClear}, "granular_markings": []props{{"selectors": []string{"name"}}}}),
			map[string]string{"name": "unmarked"},
			"unmarked",
			[]string{idPeople + ": the markings cannot be read; the object is held as unmarked"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := importOf(t, bundle(t, c.object))
			same(t, "not understood", residue(in), c.residue)
			for part, want := range c.want {
				if got := passage(t, in, idPeople+" "+part).Marking.String(); got != want {
					t.Errorf("%s is marked %s, not %s", part, got, want)
				}
			}
			if got := in.Objects[0].Marking.String(); got != c.whole || in.Marking.String() != c.whole {
				t.Errorf("the object is marked %s and the import %s, not %s", got, in.Marking, c.whole)
			}
		})
	}
}

// TestUnread marks an object whose type is not read, which counts like others.
func TestUnread(t *testing.T) {
	t.Parallel()
	in := importOf(t, bundle(t,
		obj(idPeople, props{"name": "them", "object_marking_refs": []string{tlpClear}}),
		obj(idCampaign, props{
			"name": "c", "description": "d", "object_marking_refs": []string{tlpGreen},
			"granular_markings": []props{{"marking_ref": tlpRed, "selectors": []string{"description"}}},
		})))
	if got := passage(t, in, idCampaign+" name").Marking.TLP; got != marking.Green {
		t.Errorf("its name is marked %s", got)
	}
	if got := passage(t, in, idCampaign+" description").Marking.TLP; got != marking.Red || in.Marking.TLP != marking.Red {
		t.Errorf("its description is marked %s, the import %s", got, in.Marking)
	}
	for name, bad := range map[string]props{
		"refs are no list":    {"object_marking_refs": tlpGreen},
		"refs are no ids":     {"object_marking_refs": []string{"green"}},
		"parts are no list":   {"granular_markings": "x"},
		"parts are no record": {"granular_markings": []string{"x"}},
		"many refs":           {"object_marking_refs": strings.Split(strings.Repeat(tlpGreen+" ", maxLabels)+tlpGreen, " ")},
		"many selectors":      {"granular_markings": []props{{"marking_ref": tlpGreen, "selectors": strings.Split(strings.Repeat("name ", maxSelectors)+"name", " ")}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := obj(idCampaign, props{"name": "c", "object_marking_refs": []string{tlpGreen}})
			maps.Copy(o, bad)
			in := importOf(t, bundle(t, o))
			if got := passage(t, in, idCampaign+" name").Marking; got.TLP != marking.Unmarked || in.Marking.TLP != marking.Unmarked {
				t.Errorf("its name is marked %s, the import %s", got, in.Marking)
			}
		})
	}
}

// TestHeld sees how an object is held whose markings cannot be relied on.
func TestHeld(t *testing.T) {
	t.Parallel()
	orcon := defined(idCaveat, props{"name": "ORCON", "definition_type": "statement", "definition": props{"statement": "s"}})
	for name, c := range map[string]struct {
		more props
		want string
	}{
		"no marking":     {props{}, "unmarked"},
		"wide":           {props{"object_marking_refs": []string{tlpClear, tlpGreen}}, "unmarked"},
		"RED":            {props{"object_marking_refs": []string{tlpClear, tlpRed}}, "TLP:RED"},
		"AMBER":          {props{"object_marking_refs": []string{tlpAmber1}}, "TLP:RED"},
		"AMBER+STRICT":   {props{"object_marking_refs": []any{5, tlpAmberStrict}}, "TLP:RED"},
		"not in a list":  {props{"object_marking_refs": tlpRed}, "TLP:RED"},
		"in a part":      {props{"granular_markings": []any{"x", props{"marking_ref": tlpRed, "selectors": []string{"y"}}}}, "TLP:RED"},
		"with a caveat":  {props{"object_marking_refs": []string{tlpClear, idCaveat}}, "unmarked//ORCON"},
		"of nobody":      {props{"object_marking_refs": []string{idAbsent}}, "unmarked"},
		"of another one": {props{"granular_markings": []any{props{"marking_ref": []string{tlpRed}}}}, "unmarked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := obj(idPeople, c.more)
			broken["name"] = 5
			in := importOf(t, bundle(t, orcon, broken))
			if got := passage(t, in, idPeople+" name").Marking.String(); got != c.want || in.Marking.String() != c.want {
				t.Errorf("it is held as %s, the whole as %s, not %s", got, in.Marking, c.want)
			}
		})
	}
}

// TestFactMarking sees that a fact is marked like what states it: the property,
// and the relationships that lead there.
func TestFactMarking(t *testing.T) {
	t.Parallel()
	marked := func(o props, refs ...string) props {
		o["object_marking_refs"] = refs
		return o
	}
	people := obj(idPeople, props{"name": "them", "description": "d", "identity_class": "group", "granular_markings": []props{
		{"marking_ref": tlpGreen, "selectors": []string{"name"}}, {"marking_ref": tlpRed, "selectors": []string{"description"}},
	}})
	place := obj(idPlace, props{"country": "SE", "city": "Uppsala", "description": "d", "granular_markings": []props{
		{"marking_ref": tlpAmber, "selectors": []string{"city"}}, {"marking_ref": tlpRed, "selectors": []string{"description"}},
	}})
	in := importOf(t, bundle(t,
		marked(obj(idIncident, props{"name": "plan"}), tlpClear),
		marked(people, tlpClear), marked(place, tlpClear), marked(obj(idActor, props{"name": "G"}), tlpClear),
		marked(obj(idSet, props{"name": "S"}), tlpClear),
		marked(rel(1, idIncident, "targets", idPeople), tlpClear),
		marked(rel(2, idIncident, "located-at", idPlace), tlpClear),
		marked(rel(3, idIncident, "attributed-to", idActor), tlpRed),
		marked(rel(4, idActor, "attributed-to", idSet), tlpGreen),
	))
	same(t, "proposed", facts(in), []string{
		"what: plan [TLP:CLEAR] " + idIncident,
		"victim: them [TLP:GREEN] " + idPeople,
		"where: Uppsala, Sweden [TLP:AMBER] " + idPlace,
		"by: G [TLP:RED] " + idActor,
		"by: S [TLP:RED] " + idSet,
	})
	// The event of an incident that is marked more strictly than the event.
	in = importOf(t, bundle(t,
		marked(obj(idIncident, props{"name": "plan", "extensions": props{extCore: props{
			"determination": "suspected", "investigation_status": "new", "event_refs": []string{idEvent},
		}}}), tlpAmber),
		marked(obj(idEvent, props{"status": "pending", "start_time": "2024-05-03T10:00:00Z"}), tlpClear),
	))
	same(t, "proposed", facts(in), []string{
		"what: plan [TLP:AMBER] " + idIncident, "when: from 3 May 2024, 10:00 UTC on [TLP:AMBER] " + idEvent,
	})
	// The same fact by a second way that is marked more strictly.
	in = importOf(t, bundle(t,
		marked(obj(idIncident, props{"name": "plan"}), tlpClear), marked(obj(idPeople, props{"name": "them"}), tlpClear),
		marked(rel(1, idIncident, "targets", idPeople), tlpClear), marked(rel(2, idIncident, "impacts", idPeople), tlpAmber),
	))
	same(t, "proposed", facts(in), []string{
		"what: plan [TLP:CLEAR] " + idIncident, "target: them [TLP:AMBER] " + idPeople,
	})
}

// TestCaveats bounds how many caveats are told apart.
func TestCaveats(t *testing.T) {
	t.Parallel()
	var objects []any
	for i := range maxCaveats + 10 {
		id := fmt.Sprintf("marking-definition--00000000-0000-4000-8000-2%011d", i)
		objects = append(objects, defined(id, props{"name": fmt.Sprintf("caveat %d", i)}), obj(
			fmt.Sprintf("identity--00000000-0000-4000-8000-2%011d", i), props{"name": "x", "object_marking_refs": []string{id}}))
		objects[len(objects)-2].(props)["extensions"] = props{extEvent: props{}}
	}
	in := importOf(t, bundle(t, objects...))
	last := in.Objects[len(in.Objects)-1].Marking
	if last.String() != "unmarked//"+furtherCaveats || len(in.Marking.Caveats) != maxCaveats+1 {
		t.Errorf("the last is marked %s, the whole has %d caveats", last, len(in.Marking.Caveats))
	}
}
