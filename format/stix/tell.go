package stix

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// maxPath bounds how long the name of a place may be; beyond it the place is
// told less finely. It keeps what deep nesting costs within bounds.
const maxPath = 200

// A teller gives all words of one object as passages, and follows what it
// refers to.
type teller struct {
	r    *reader
	o    *object
	path []byte
	// lost counts the references that lead out of the bundle, by property, in
	// the order of leaving.
	lost    map[string]int
	leaving []string
}

// tell gives all words of an object, its links, and the marking of the whole
// of it.
func (r *reader) tell(o *object) {
	t := teller{r: r, o: o}
	o.whole = o.own
	t.walk(o.at, "", o.own)
	for _, property := range t.leaving {
		times := ""
		if n := t.lost[property]; n > 1 {
			times = fmt.Sprintf(", %d times", n)
		}
		o.notes = append(o.notes, fmt.Sprintf("property %s refers to what is not in the bundle%s", property, times))
	}
}

// walk goes over a value and all within it. Its marking is that of what it
// stands in and of itself; name is that of the nearest member.
func (t *teller) walk(at uint32, name string, mark marking.Marking) {
	if own, ok := t.o.marks[at]; ok {
		mark = marking.Effective(mark, own)
		t.o.whole = t.o.whole.Meet(mark)
	}
	switch t.r.kind(at) {
	case isObject:
		for i := range t.r.children(at) {
			t.member(i, t.r.name(i), mark)
		}
	case isList:
		n := 0
		for i := range t.r.children(at) {
			before := len(t.path)
			t.step("[" + strconv.Itoa(n) + "]")
			t.walk(i, name, mark)
			t.path = t.path[:before]
			n++
		}
	case isText:
		t.word(t.r.text(at), name, mark)
	case isNumber:
		t.passage(t.r.text(at), mark)
	case isBool, isNull:
		// They say nothing without the name before them, which is told where
		// it is the sender's own.
	}
}

// member goes over a member of an object. A name that is the sender's own may
// tell something too.
func (t *teller) member(at uint32, name string, mark marking.Marking) {
	before := len(t.path)
	step := name
	if !plainName(name) {
		step = "(name)"
	}
	t.step(step)
	if _, known := names[name]; !known && !validID(name) {
		t.passage(name, mark)
	}
	t.walk(at, name, mark)
	t.path = t.path[:before]
}

// step goes one step further down.
func (t *teller) step(step string) {
	switch {
	case len(t.path)+len(step) > maxPath:
		// Part of a path would be taken for another one.
		if n := len(t.path); n == 0 || t.path[n-1] != '~' {
			t.path = append(t.path, '~')
		}
		return
	case len(t.path) > 0:
		t.path = append(t.path, '.')
	}
	t.path = append(t.path, step...)
}

// word gives a text as a passage, unless every bundle says it alike.
func (t *teller) word(text, name string, mark marking.Marking) {
	path := string(t.path)
	switch {
	case path == "type" && standard(text), name == "spec_version" && text == version21:
		return
	case t.standardTLP(path, text):
		return
	case path != "id" && isRef(name) && validID(text):
		if !t.refer(name, text) {
			return
		}
	}
	t.passage(text, mark)
}

// passage keeps words with where they stand.
func (t *teller) passage(text string, mark marking.Marking) {
	if text == "" {
		return
	}
	part := t.o.id
	if len(t.path) > 0 {
		part += " " + string(t.path)
	}
	t.r.in.Passages = append(t.r.in.Passages, report.Passage{Part: part, Text: text, Marking: mark})
}

// isRef reports whether a property refers to objects.
func isRef(name string) bool {
	return strings.HasSuffix(name, "_ref") || strings.HasSuffix(name, "_refs")
}

// refer follows a reference, and reports whether it leads out of the bundle.
func (t *teller) refer(name, to string) bool {
	marks := name == "object_marking_refs" || name == "marking_ref"
	if t.o.why == "" && !marks {
		relation := strings.TrimSuffix(strings.TrimSuffix(name, "s"), "_ref")
		t.o.links = append(t.o.links, report.Link{Relation: relation, To: to})
	}
	_, known := fixed[to]
	if t.r.ids[to] || known {
		return false
	}
	if t.o.why == "" && !marks {
		t.lose(name)
	}
	return true
}

// lose counts a reference that leads out of the bundle.
func (t *teller) lose(property string) {
	if !plainName(property) {
		property = "(name)"
	}
	if t.lost == nil {
		t.lost = map[string]int{}
	}
	if t.lost[property]++; t.lost[property] == 1 {
		t.leaving = append(t.leaving, property)
	}
}

// standardTLP reports whether a text is one that the standards fix for the
// definition of a level of TLP. Such a text is the same in all bundles: were
// it a passage, its date would be held against every warning.
func (t *teller) standardTLP(path, text string) bool {
	level, ok := fixed[t.o.id]
	if !ok || t.o.kind != markingType {
		return false
	}
	switch path {
	case "id":
		return true
	case "created":
		return text == "2017-01-20T00:00:00.000Z" || text == "2022-10-01T00:00:00.000Z"
	case "definition_type":
		return text == "tlp"
	case "extensions." + extTLP + ".extension_type":
		return text == "property-extension"
	case "name", "definition.tlp", "extensions." + extTLP + ".tlp_2_0":
		said, err := marking.ParseTLP(text)
		return err == nil && said == level
	}
	return false
}
