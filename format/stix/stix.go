package stix

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// maxObjects is how many objects a bundle may have.
const maxObjects = 200_000

// Import reads a STIX 2.1 bundle. What it returns besides an Import is a
// *tocsin.Refusal that says where the bundle is broken.
func Import(original []byte) (report.Import, error) {
	t, err := parse(original)
	if err != nil {
		return report.Import{}, err
	}
	r := &reader{tape: t, in: report.Import{
		Form:     report.FormSTIX,
		Passages: make([]report.Passage, 0, t.scalars()),
	}}
	if err := r.open(); err != nil {
		return report.Import{}, err
	}
	r.examine()
	r.choose()
	r.define()
	for i := range r.objects {
		r.mark(&r.objects[i])
		r.tell(&r.objects[i])
	}
	r.collect()
	r.propose()
	return r.in, nil
}

// Credibility gives the grade of the Admiralty scale that a STIX confidence
// stands for (STIX 2.1, appendix A). A confidence out of range cannot be
// judged; so is one that is not given, which is for the caller to say.
func Credibility(confidence int) report.Credibility {
	switch {
	case confidence < 0 || confidence > 100:
		return 6
	case confidence < 20:
		return 5
	case confidence < 40:
		return 4
	case confidence < 60:
		return 3
	case confidence < 80:
		return 2
	}
	return 1
}

// parse reads the bytes as JSON.
func parse(original []byte) (*tape, error) {
	if len(original) > report.MaxOriginal {
		return nil, tocsin.Refuse("stix/too-large", "file it in parts",
			"the bundle has %d bytes, more than %d", len(original), report.MaxOriginal)
	}
	src := string(original)
	const utf16 = "ask for the file as UTF-8 without a mark"
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if strings.HasPrefix(src, mark) {
			return nil, tocsin.Refuse("stix/byte-order-mark", utf16,
				"the file begins with a byte-order mark, which JSON does not allow")
		}
	}
	if strings.HasPrefix(strings.TrimLeft(src, " \t\r\n"), "<") {
		return nil, tocsin.Refuse("stix/version", "ask the sender for STIX 2.1, or file what it says as text",
			"the file is XML, as STIX 1 was; only STIX 2.1 is read")
	}
	if !utf8.ValidString(src) {
		at := 0
		for i, c := range src {
			if _, n := utf8.DecodeRuneInString(src[i:]); c == utf8.RuneError && n == 1 {
				at = i
				break
			}
		}
		return nil, (&scanner{src: src, at: at}).refuse("stix/text", "ask for the file as UTF-8", "the file is not UTF-8")
	}
	return scan(src)
}

// An object is one object of a bundle.
type object struct {
	at uint32
	// id is its id, or where it stands if it has none that is sound; kind is
	// its type, if it has one that is sound.
	id, kind string
	// definition is its type's, nil where that is not read.
	definition *definition
	// why says why the whole object is not understood; broken, that it is not
	// sound, so that not even its markings hold.
	why    string
	broken bool
	// notes say what parts are not understood.
	notes    []string
	modified time.Time
	// own is the marking of the object but for parts, marks are the markings
	// of parts by node, and whole is that of all its parts together.
	own   marking.Marking
	marks map[uint32]marking.Marking
	whole marking.Marking
	links []report.Link
}

// A reader makes an import of a tape.
type reader struct {
	*tape
	id      string
	objects []object
	// ids are all ids that objects of the bundle bear.
	ids map[string]bool
	// current are the objects that count, by id: sound, the newest, not
	// revoked.
	current map[string]*object
	// labels are what the ids of markings stand for, caveats the words of all
	// those that are no level.
	labels  map[string]marking.Marking
	caveats map[string]bool
	in      report.Import
}

// open takes the bundle apart and refuses what is none, or is of another
// version.
func (r *reader) open() error {
	list, err := r.list()
	if err != nil {
		return err
	}
	n := r.length(list)
	if n > maxObjects {
		return tocsin.Refuse("stix/too-many", "file it in parts", "the bundle has %d objects, more than %d", n, maxObjects)
	}
	r.objects = make([]object, 0, n)
	r.ids = make(map[string]bool, n)
	sound, other := 0, 0
	for i := range r.children(list) {
		o := r.identify(i, len(r.objects))
		r.objects = append(r.objects, o)
		r.ids[o.id] = true
		version := r.words(i, "spec_version")
		switch {
		case version == version21:
			sound++
		case r.kind(i) == isObject && (version != "" || !observables[o.kind]):
			other++
		}
	}
	if sound == 0 && other > 0 {
		return otherVersion("no object of the bundle says that it is of STIX 2.1")
	}
	r.openBundle()
	return nil
}

// version21 is what an object of STIX 2.1 says of itself.
const version21 = "2.1"

// otherVersion refuses a bundle of another version.
func otherVersion(why string) error {
	return tocsin.Refuse("stix/version", "ask the sender for STIX 2.1, or convert it with stix2-elevator and file both", "%s", why)
}

// list finds the objects of the bundle.
func (r *reader) list() (uint32, error) {
	const remedy = "file a STIX 2.1 bundle, or file what it says as text"
	notBundle := func(why string) error { return tocsin.Refuse("stix/not-a-bundle", remedy, "%s", why) }
	if r.kind(0) != isObject {
		return 0, notBundle("the file is JSON, but no object")
	}
	switch kind := r.words(0, "type"); {
	case kind != "bundle" && standard(kind):
		return 0, notBundle("the file is a single STIX object without a bundle around it")
	case kind != "bundle":
		return 0, notBundle("the file is JSON, but its type is not bundle")
	}
	if i, ok := r.member(0, "spec_version"); ok && r.text(i) != version21 {
		return 0, otherVersion("the bundle says that it is of another version than STIX 2.1")
	}
	list, ok := r.member(0, "objects")
	switch {
	case ok && r.kind(list) != isList:
		return 0, notBundle("the objects of the bundle are no list")
	case !ok || r.length(list) == 0:
		return 0, tocsin.Refuse("stix/no-objects", remedy, "the bundle has no objects")
	}
	return list, nil
}

// openBundle lists what the bundle says of itself beyond its objects. Its id
// is of no use to anybody, so a broken one is no reason to refuse.
func (r *reader) openBundle() {
	r.id = r.words(0, "id")
	if typeOf(r.id) != "bundle" || !validID(r.id) {
		r.id = "bundle"
		r.residue(r.id, "bundle", "property id is missing or no identifier of a bundle")
	}
	t := teller{r: r, o: &object{id: r.id, kind: "bundle", why: whole("it is the bundle")}}
	for i := range r.children(0) {
		switch name := r.name(i); name {
		case "type", "objects":
		case "id":
			t.member(i, name, marking.Marking{})
		default:
			r.residue(r.id, "bundle", say("", name)+" is not understood")
			t.member(i, name, marking.Marking{})
		}
	}
}

// residue lists what was not understood.
func (r *reader) residue(id, kind, why string) {
	r.in.NotUnderstood = append(r.in.NotUnderstood, report.Residue{ID: id, Type: kind, Why: why})
}

// identify reads what an object is.
func (r *reader) identify(at uint32, index int) object {
	o := object{at: at, id: fmt.Sprintf("objects[%d]", index)}
	refuse := func(why string) object {
		o.why, o.broken = whole(why), true
		return o
	}
	if r.kind(at) != isObject {
		return refuse("it is no object of JSON")
	}
	id, kind := r.words(at, "id"), r.words(at, "type")
	if validID(id) {
		o.id = id
	}
	if !validType(kind) {
		return refuse("it has no type that STIX allows")
	}
	o.kind, o.definition = kind, definitions[kind]
	switch {
	case o.id != id:
		return refuse("its id is missing or no identifier (type--UUID)")
	case typeOf(id) != kind:
		return refuse("its id is that of another type")
	case r.words(at, "spec_version") != version21 && (!observables[kind] || r.words(at, "spec_version") != ""):
		return refuse("it does not say that it is of STIX 2.1")
	case o.definition == nil:
		o.why = whole("its type is not read")
	}
	return o
}

// whole is why a whole object is not understood. All such reasons begin alike,
// so that they are told from those of parts.
func whole(why string) string { return "the whole object: " + why }
