package stix

import "maps"

// A form is what a property holds.
type form uint8

// The forms. Those from aRecord on are objects or lists of objects whose own
// properties are known.
const (
	anything form = iota
	aText
	aVerb
	aTime
	aBool
	aWhole
	aNumber
	aRef
	texts
	refs
	aRecord
	references
	phases
	granulars
	changes
	entries
	steps
	extensions
)

// The extensions that are read.
const (
	extTLP   = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
	extCore  = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
	extEvent = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
)

// A shape is which properties something has.
type shape struct {
	props    map[string]form
	required []string
}

// A definition is what a type of object is by the specification.
type definition struct {
	shape
	// versioned says that it has the common properties of domain and
	// relationship objects, modified among them.
	versioned bool
	// extension is the one that a type beyond the standard has to name.
	extension string
	// extends are the extensions that are read on it.
	extends map[string]shape
	// order are times that must follow each other, one of them strictly.
	order []order
	// further holds what no table says.
	further func(*tape, uint32) string
}

// An order says that one time comes before another.
type order struct {
	earlier, later string
	// apart refuses that they are the same.
	apart bool
}

// The common properties, and those of a domain or relationship object besides.
var (
	common = map[string]form{
		"type": aText, "spec_version": aText, "id": aRef, "created_by_ref": aRef, "created": aTime,
		"external_references": references, "object_marking_refs": refs,
		"granular_markings": granulars, "extensions": extensions,
	}
	versions = map[string]form{
		"modified": aTime, "revoked": aBool, "labels": texts, "confidence": aWhole, "lang": aText,
	}
)

// definitions are the types that are read.
var definitions = map[string]*definition{
	"threat-actor": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "threat_actor_types": texts, "aliases": texts,
			"first_seen": aTime, "last_seen": aTime, "roles": texts, "goals": texts,
			"sophistication": aText, "resource_level": aText, "primary_motivation": aText,
			"secondary_motivations": texts, "personal_motivations": texts,
		}, []string{"name"}},
		order: []order{{"first_seen", "last_seen", false}},
	},
	"intrusion-set": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "aliases": texts, "first_seen": aTime, "last_seen": aTime,
			"goals": texts, "resource_level": aText, "primary_motivation": aText, "secondary_motivations": texts,
		}, []string{"name"}},
		order: []order{{"first_seen", "last_seen", false}},
	},
	"identity": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "roles": texts, "identity_class": aText,
			"sectors": texts, "contact_information": aText,
		}, []string{"name"}},
	},
	"location": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "latitude": aNumber, "longitude": aNumber, "precision": aNumber,
			"region": aText, "country": aText, "administrative_area": aText, "city": aText,
			"street_address": aText, "postal_code": aText,
		}, nil},
		further: checkLocation,
	},
	"incident": {
		versioned: true,
		shape:     shape{map[string]form{"name": aText, "description": aText}, []string{"name"}},
		extends:   map[string]shape{extCore: incidentCore},
	},
	"event": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "status": aText, "goal": aText, "event_types": texts,
			"start_time": aTime, "start_time_fidelity": aText, "end_time": aTime, "end_time_fidelity": aText,
			"sighting_refs": refs, "next_event_refs": refs, "subevents": entries, "changed_objects": changes,
		}, []string{"status"}},
		extension: extEvent,
		extends:   map[string]shape{extEvent: {props: map[string]form{"extension_type": aText}}},
		order:     []order{{"start_time", "end_time", false}},
		further:   checkEvent,
	},
	"attack-pattern": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "aliases": texts, "kill_chain_phases": phases,
		}, []string{"name"}},
	},
	"indicator": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "indicator_types": texts, "pattern": aText, "pattern_type": aText,
			"pattern_version": aText, "valid_from": aTime, "valid_until": aTime, "kill_chain_phases": phases,
		}, []string{"pattern", "pattern_type", "valid_from"}},
		order: []order{{"valid_from", "valid_until", true}},
	},
	"report": {
		versioned: true,
		shape: shape{map[string]form{
			"name": aText, "description": aText, "report_types": texts, "published": aTime, "object_refs": refs,
		}, []string{"name", "published", "object_refs"}},
	},
	"relationship": {
		versioned: true,
		shape: shape{map[string]form{
			"relationship_type": aVerb, "description": aText, "source_ref": aRef, "target_ref": aRef,
			"start_time": aTime, "stop_time": aTime,
		}, []string{"relationship_type", "source_ref", "target_ref"}},
		order: []order{{"start_time", "stop_time", true}},
	},
	"sighting": {
		versioned: true,
		shape: shape{map[string]form{
			"description": aText, "first_seen": aTime, "last_seen": aTime, "count": aWhole,
			"sighting_of_ref": aRef, "observed_data_refs": refs, "where_sighted_refs": refs, "summary": aBool,
		}, []string{"sighting_of_ref"}},
		order: []order{{"first_seen", "last_seen", false}},
	},
	markingType: {
		shape: shape{map[string]form{
			"name": aText, "definition_type": aText, "definition": aRecord,
		}, nil},
		extends: map[string]shape{extTLP: {
			props: map[string]form{"extension_type": aText, "tlp_2_0": aText}, required: []string{"tlp_2_0"},
		}},
		further: checkDefinition,
	},
}

// markingType is the type of the objects that mark others.
const markingType = "marking-definition"

// incidentCore is the shape of the Incident Core extension, in both ways in
// which its drafts name the events and tasks of an incident.
var incidentCore = shape{
	props: map[string]form{
		"extension_type": aText, "determination": aText, "investigation_status": aText, "criticality": aWhole,
		"detection_methods": texts, "incident_types": texts, "recoverability": aText, "scores": anything,
		"impacted_entity_counts": anything, "event_refs": refs, "task_refs": refs, "impact_refs": refs,
		"events": entries, "tasks": anything,
	},
	required: []string{"determination", "investigation_status"},
}

// records are the shapes of the forms that have properties of their own.
var records = map[form]shape{
	aRecord: {props: map[string]form{"statement": aText, "tlp": aText}},
	references: {props: map[string]form{
		"source_name": aText, "description": aText, "url": aText, "hashes": anything, "external_id": aText,
	}, required: []string{"source_name"}},
	phases: {
		props:    map[string]form{"kill_chain_name": aText, "phase_name": aText},
		required: []string{"kill_chain_name", "phase_name"},
	},
	granulars: {
		props:    map[string]form{"selectors": texts, "marking_ref": aRef, "lang": aText},
		required: []string{"selectors"},
	},
	changes: {
		props:    map[string]form{"state_change_type": aText, "initial_ref": aRef, "result_ref": aRef},
		required: []string{"state_change_type"},
	},
	entries: {
		props:    map[string]form{"event_ref": aRef, "sequence_start": aBool, "next_steps": steps},
		required: []string{"event_ref"},
	},
	steps: {
		props:    map[string]form{"event_ref": aRef, "condition_type": aText, "transition_type": aText},
		required: []string{"event_ref"},
	},
}

// ranges are the bounds of numbers, wherever they stand.
var ranges = map[string][2]float64{
	"confidence": {0, 100}, "criticality": {0, 100}, "count": {0, 999_999_999},
	"latitude": {-90, 90}, "longitude": {-180, 180}, "precision": {0, 1e9},
}

// unread are the types of the standard that are not read, domain objects and
// observables.
var unread = map[string]bool{
	"campaign": true, "course-of-action": true, "grouping": true, "infrastructure": true, "malware": true,
	"malware-analysis": true, "note": true, "observed-data": true, "opinion": true, "tool": true,
	"vulnerability": true, "language-content": true, "extension-definition": true,
}

// observables are the types of the standard that need not say their version.
var observables = map[string]bool{
	"artifact": true, "autonomous-system": true, "directory": true, "domain-name": true, "email-addr": true,
	"email-message": true, "file": true, "ipv4-addr": true, "ipv6-addr": true, "mac-addr": true, "mutex": true,
	"network-traffic": true, "process": true, "software": true, "url": true, "user-account": true,
	"windows-registry-key": true, "x509-certificate": true,
}

// standard reports whether a type is one that the standard or an extension
// that is read defines: its name tells nothing of a report.
func standard(kind string) bool {
	return definitions[kind] != nil || unread[kind] || observables[kind] || kind == "bundle"
}

// names are all names of properties that are known. Any other name was chosen
// by the sender, and may itself tell something.
var names = knownNames()

func knownNames() map[string]form {
	all := map[string]form{"objects": anything}
	maps.Copy(all, common)
	maps.Copy(all, versions)
	for _, r := range records {
		maps.Copy(all, r.props)
	}
	for _, d := range definitions {
		maps.Copy(all, d.props)
		for _, e := range d.extends {
			maps.Copy(all, e.props)
		}
	}
	return all
}
