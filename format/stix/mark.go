package stix

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin/marking"
)

// fixed are the marking definitions that the standards fix by id: TLP 1 in
// STIX 2.1 itself, TLP 2.0 in the OASIS extension.
var fixed = map[string]marking.TLP{
	"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": marking.Clear,
	"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": marking.Green,
	"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": marking.Amber,
	"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": marking.Red,
	"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": marking.Clear,
	"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": marking.Green,
	"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": marking.Amber,
	"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": marking.AmberStrict,
	"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": marking.Red,
}

// define reads what the marking definitions of the bundle stand for. Where
// several define one id, all of them hold.
func (r *reader) define() {
	r.labels, r.caveats = map[string]marking.Marking{}, map[string]bool{}
	for id, level := range fixed {
		r.labels[id] = marking.Marking{TLP: level}
	}
	for i := range r.objects {
		o := &r.objects[i]
		if o.kind != markingType || o.broken {
			continue
		}
		mark := r.definition(o)
		if level, ok := fixed[o.id]; ok && mark.TLP != level {
			o.notes = append(o.notes, "the id is that of another level of TLP; the more restrictive holds")
		}
		if before, ok := r.labels[o.id]; ok {
			mark = marking.Effective(before, mark)
		}
		r.labels[o.id] = mark
	}
}

// definition reads what one marking definition stands for: a level of TLP in
// either notation, or else a caveat in the words of its name or statement.
func (r *reader) definition(o *object) marking.Marking {
	var words []string
	definition, _ := r.member(o.at, "definition")
	if definition != 0 && r.words(o.at, "definition_type") == "tlp" {
		words = append(words, r.words(definition, "tlp"))
	}
	if all, ok := r.member(o.at, "extensions"); ok {
		if tlp, ok := r.member(all, extTLP); ok {
			words = append(words, r.words(tlp, "tlp_2_0"))
		}
	}
	var marks []marking.Marking
	for _, word := range words {
		level, err := marking.ParseTLP(word)
		if err != nil || level == marking.Unmarked {
			o.notes = append(o.notes, "the level is none of TLP")
			marks = nil
			break
		}
		marks = append(marks, marking.Marking{TLP: level})
	}
	if len(marks) > 0 {
		if _, known := fixed[o.id]; !known {
			o.notes = append(o.notes, "the level of TLP is taken as said, though it has an id of its own")
		}
		return marking.Effective(marks...)
	}
	caveat := oneLine(r.words(o.at, "name"))
	if caveat == "" && definition != 0 {
		caveat = oneLine(r.words(definition, "statement"))
	}
	if caveat == "" {
		caveat = o.id
	}
	return r.caveat(caveat)
}

// maxCaveats bounds how many caveats are told apart, so that joining them
// costs little; a bundle has a handful.
const maxCaveats = 256

// furtherCaveats stands for all caveats beyond that.
const furtherCaveats = "further markings, see the original"

// caveat is the marking that stands for something that is no level.
func (r *reader) caveat(words string) marking.Marking {
	if !r.caveats[words] && len(r.caveats) >= maxCaveats {
		words = furtherCaveats
	}
	r.caveats[words] = true
	return marking.Marking{Caveats: []string{words}}
}

// oneLine gives words as one line that is not longer than a line is.
func oneLine(s string) string {
	const most = 200
	words := []rune(strings.Join(strings.Fields(s), " "))
	if len(words) > most {
		words = append(words[:most-1], '…')
	}
	return string(words)
}

// label gives what a reference to a marking stands for. One that the bundle
// does not define is a caveat that only its id names.
func (r *reader) label(o *object, ref string) marking.Marking {
	mark, ok := r.labels[ref]
	if ok {
		return mark
	}
	o.notes = append(o.notes, "a marking is not defined in the bundle; its id stands as a caveat")
	return r.caveat(ref)
}

// mark finds the markings that stand on an object and on its parts. Where they
// cannot be read, or the object is broken, no part is told from another.
func (r *reader) mark(o *object) {
	if o.broken {
		o.own = r.held(o.at)
		return
	}
	if !r.markObject(o) || !r.markParts(o) {
		o.own, o.marks = r.held(o.at), nil
		o.notes = append(o.notes, "the markings cannot be read; the object is held as unmarked")
	}
}

// held is how an object is held whose own markings cannot be relied on:
// unmarked, until an officer marks it. But if any marking in it keeps it within
// an organization, it is RED, so that no officer widens it unknowingly.
func (r *reader) held(at uint32) marking.Marking {
	var held marking.Marking
	caveats := map[string]bool{}
	take := func(i uint32) {
		if r.kind(i) != isText {
			return
		}
		mark := r.labels[r.text(i)]
		if mark.TLP != marking.Unmarked && mark.TLP <= marking.Amber {
			held.TLP = marking.Red
		}
		for _, c := range mark.Caveats {
			caveats[c] = true
		}
	}
	if list, ok := r.member(at, "object_marking_refs"); ok {
		take(list)
		for i := range r.children(list) {
			take(i)
		}
	}
	if list, ok := r.member(at, "granular_markings"); ok {
		for i := range r.children(list) {
			if ref, ok := r.member(i, "marking_ref"); ok {
				take(ref)
			}
		}
	}
	if len(caveats) > 0 {
		held.Caveats = slices.Sorted(maps.Keys(caveats))
	}
	return held
}

// markObject reads object_marking_refs.
func (r *reader) markObject(o *object) bool {
	list, ok := r.member(o.at, "object_marking_refs")
	if !ok || r.kind(list) == isNull {
		return true
	}
	if r.length(list) > maxLabels {
		return false
	}
	for i := range r.children(list) {
		if r.kind(i) != isText || !validID(r.text(i)) {
			return false
		}
		o.own = marking.Effective(o.own, r.label(o, r.text(i)))
	}
	return r.kind(list) == isList
}

// maxLabels bounds the markings of one object.
const maxLabels = 64

// maxSelectors bounds the selectors of one object; each is looked up by a walk
// over the object.
const maxSelectors = 256

// markParts reads granular_markings. A selector that selects nothing was meant
// for something, so its marking is taken for the whole object.
func (r *reader) markParts(o *object) bool {
	list, ok := r.member(o.at, "granular_markings")
	if !ok || r.kind(list) == isNull {
		return true
	}
	n, selectors := 0, 0
	o.marks = map[uint32]marking.Marking{}
	for i := range r.children(list) {
		n++
		ref, chosen := r.words(i, "marking_ref"), r.texts(i, "selectors")
		if _, lang := r.member(i, "lang"); lang {
			o.notes = append(o.notes, fmt.Sprintf("granular marking %d tells a language, which is not read", n))
			if ref == "" {
				continue
			}
		}
		if selectors += len(chosen); !validID(ref) || len(chosen) == 0 || selectors > maxSelectors {
			return false
		}
		mark := r.label(o, ref)
		for _, selector := range chosen {
			at, found := r.resolve(o.at, selector)
			if !found {
				o.notes = append(o.notes, fmt.Sprintf("granular marking %d selects what is not there; it is taken for the whole object", n))
				o.own = marking.Effective(o.own, mark)
				continue
			}
			o.marks[at] = marking.Effective(o.marks[at], mark)
		}
	}
	return r.kind(list) == isList
}

// texts gives the texts of a list.
func (t *tape) texts(at uint32, name string) []string {
	list, ok := t.member(at, name)
	if !ok || t.kind(list) != isList {
		return nil
	}
	var all []string
	for i := range t.children(list) {
		if t.kind(i) == isText {
			all = append(all, t.text(i))
		}
	}
	return all
}

// resolve finds what a selector selects: names of members and places in lists,
// such as "external_references.[0].url".
func (t *tape) resolve(at uint32, selector string) (uint32, bool) {
	for step := range strings.SplitSeq(selector, ".") {
		find := t.member
		if t.kind(at) == isList {
			find = t.element
		}
		next, ok := find(at, step)
		if !ok {
			return 0, false
		}
		at = next
	}
	return at, true
}

// element finds a place in a list, written "[0]".
func (t *tape) element(at uint32, step string) (uint32, bool) {
	digits, ok := strings.CutPrefix(step, "[")
	if !ok {
		return 0, false
	}
	index, err := strconv.ParseUint(strings.TrimSuffix(digits, "]"), 10, 32)
	if err != nil || step != fmt.Sprintf("[%d]", index) {
		return 0, false
	}
	for i := range t.children(at) {
		if index == 0 {
			return i, true
		}
		index--
	}
	return 0, false
}
