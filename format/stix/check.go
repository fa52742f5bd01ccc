package stix

import (
	"fmt"
	"slices"
)

// An examiner holds one object to its definition. What makes the whole object
// unsound it returns; what it does not understand of a sound one it notes.
type examiner struct {
	*tape
	notes []string
}

// note lists a part that was not understood.
func (x *examiner) note(format string, args ...any) {
	x.notes = append(x.notes, fmt.Sprintf(format, args...))
}

// object gives why an object is unsound, or nothing.
func (x *examiner) object(at uint32, d *definition) string {
	shapes := []shape{{common, []string{"created"}}, d.shape}
	if d.versioned {
		shapes = append(shapes, shape{versions, []string{"modified"}})
	}
	if wrong := x.shapes(at, "", shapes...); wrong != "" {
		return wrong
	}
	if wrong := x.extensions(at, d); wrong != "" {
		return wrong
	}
	for _, o := range append([]order{{"created", "modified", false}}, d.order...) {
		earlier, hasEarlier := x.time(at, o.earlier)
		later, hasLater := x.time(at, o.later)
		if hasEarlier && hasLater && (later.Before(earlier) || o.apart && later.Equal(earlier)) {
			return fmt.Sprintf("property %s does not come after %s", o.later, o.earlier)
		}
	}
	if d.further != nil {
		return d.further(x.tape, at)
	}
	return ""
}

// shapes holds the properties of something to the shapes that it has.
func (x *examiner) shapes(at uint32, path string, all ...shape) string {
	for i := range x.children(at) {
		name := x.name(i)
		f, known := lookup(all, name)
		switch {
		case !known:
			x.note("%s is not understood", say(path, name))
			continue
		case x.kind(i) == isNull:
			x.note("%s is null", say(path, name))
			continue
		}
		if wrong := x.value(i, path+name, f); wrong != "" {
			return wrong
		}
	}
	for _, s := range all {
		for _, name := range s.required {
			if i, ok := x.member(at, name); !ok || x.kind(i) == isNull {
				return fmt.Sprintf("it has no %s", say(path, name))
			}
		}
	}
	return ""
}

// lookup finds what a property holds.
func lookup(all []shape, name string) (form, bool) {
	for _, s := range all {
		if f, ok := s.props[name]; ok {
			return f, true
		}
	}
	return anything, false
}

// say names a property, if its name is one that STIX allows.
func say(path, name string) string {
	if !plainName(name) {
		return "a property with a name that STIX does not allow"
	}
	return "property " + path + name
}

// value gives why a value is not what its property holds, or nothing.
func (x *examiner) value(at uint32, path string, f form) string {
	switch f {
	case anything:
		return ""
	case texts:
		return x.list(at, path, aText)
	case refs:
		return x.list(at, path, aRef)
	case aRecord:
		return x.record(at, path, f)
	case references, phases, granulars, changes, entries, steps:
		return x.list(at, path, f)
	case extensions:
		if x.kind(at) != isObject {
			return fmt.Sprintf("property %s is no object", path)
		}
		return ""
	case aText, aVerb, aTime, aBool, aWhole, aNumber, aRef:
		if wrong := x.scalar(at, f); wrong != "" {
			return fmt.Sprintf("property %s %s", path, wrong)
		}
		return x.bounds(at, path)
	}
	return ""
}

// scalar gives why a value is not of a form without parts.
func (x *examiner) scalar(at uint32, f form) string {
	_, number := x.number(at)
	switch {
	case f == aBool && x.kind(at) != isBool:
		return "is neither true nor false"
	case f == aWhole && !x.whole(at):
		return "is no whole number that STIX can hold"
	case f == aNumber && !number:
		return "is no number that STIX can hold"
	case f == aBool || f == aWhole || f == aNumber:
		return ""
	case x.kind(at) != isText:
		return "is no text"
	}
	text := x.text(at)
	_, time := parseTime(text)
	switch {
	case f == aRef && !validID(text):
		return "is no identifier (type--UUID)"
	case f == aVerb && !validVerb(text):
		return "is no type of relationship"
	case f == aTime && !time:
		return "is no timestamp (RFC 3339, with Z)"
	}
	return ""
}

// bounds gives why a number is out of its range. Ranges go by the last name of
// a path, which is the property itself.
func (x *examiner) bounds(at uint32, path string) string {
	limit, bounded := ranges[x.name(at)]
	if !bounded || x.kind(at) != isNumber {
		return ""
	}
	if n, ok := x.number(at); !ok || n < limit[0] || n > limit[1] {
		return fmt.Sprintf("property %s is not between %g and %g", path, limit[0], limit[1])
	}
	return ""
}

// list holds every element of a list to a form. An empty list is noted only:
// tools write it though STIX does not allow it.
func (x *examiner) list(at uint32, path string, f form) string {
	if x.kind(at) != isList {
		return fmt.Sprintf("property %s is no list", path)
	}
	n := 0
	for i := range x.children(at) {
		if f >= aRecord {
			if wrong := x.record(i, fmt.Sprintf("%s.[%d]", path, n), f); wrong != "" {
				return wrong
			}
		} else if wrong := x.scalar(i, f); wrong != "" {
			return fmt.Sprintf("property %s.[%d] %s", path, n, wrong)
		}
		n++
	}
	if n == 0 {
		x.note("property %s is an empty list", path)
	}
	return ""
}

// record holds an object within an object to its shape.
func (x *examiner) record(at uint32, path string, f form) string {
	if x.kind(at) != isObject {
		return fmt.Sprintf("property %s is no object", path)
	}
	return x.shapes(at, path+".", records[f])
}

// extensions holds the extensions that are read to their shapes and notes all
// others. What an extension that is not read adds is not understood either.
func (x *examiner) extensions(at uint32, d *definition) string {
	all, _ := x.member(at, "extensions")
	named := d.extension == ""
	if all == 0 {
		if !named {
			return "it does not name the extension that its type belongs to"
		}
		return ""
	}
	for i := range x.children(all) {
		id := x.name(i)
		s, known := d.extends[id]
		switch {
		case !known && validID(id):
			x.note("%s is not understood", id)
			continue
		case !known:
			x.note("%s is not understood", say("extensions.", id))
			continue
		case x.kind(i) != isObject:
			return fmt.Sprintf("property extensions.%s is no object", id)
		}
		named = named || id == d.extension
		if wrong := x.shapes(i, "extensions."+id+".", s); wrong != "" {
			return wrong
		}
	}
	if !named {
		return "it does not name the extension that its type belongs to"
	}
	return ""
}

// checkLocation holds a location to what it has to tell at least.
func checkLocation(t *tape, at uint32) string {
	_, lat := t.numberOf(at, "latitude")
	_, lon := t.numberOf(at, "longitude")
	_, precision := t.numberOf(at, "precision")
	switch {
	case lat != lon:
		return "it has one of latitude and longitude without the other"
	case precision && !lat:
		return "it has a precision without coordinates"
	case !lat && t.words(at, "region") == "" && t.words(at, "country") == "":
		return "it has neither region nor country nor coordinates"
	}
	return ""
}

// eventStates and fidelities are the words of the Event extension.
var (
	eventStates = []string{"pending", "ongoing", "undetermined", "occurred", "not-occurred"}
	fidelities  = []string{"", "second", "minute", "hour", "day", "month", "year"}
)

// checkEvent holds an event to the words of its extension.
func checkEvent(t *tape, at uint32) string {
	switch {
	case !slices.Contains(eventStates, t.words(at, "status")):
		return "property status is no word of the Event extension"
	case !slices.Contains(fidelities, t.words(at, "start_time_fidelity")):
		return "property start_time_fidelity is no word of the Event extension"
	case !slices.Contains(fidelities, t.words(at, "end_time_fidelity")):
		return "property end_time_fidelity is no word of the Event extension"
	}
	return ""
}

// checkDefinition holds a marking-definition to saying what it marks.
func checkDefinition(t *tape, at uint32) string {
	_, definition := t.member(at, "definition")
	_, extended := t.member(at, "extensions")
	if !definition && !extended || definition && t.words(at, "definition_type") == "" {
		return "it does not say what it marks"
	}
	return ""
}
