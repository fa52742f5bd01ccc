package stix

// examine holds every object whose type is read to its definition.
func (r *reader) examine() {
	for i := range r.objects {
		o := &r.objects[i]
		if o.why != "" {
			continue
		}
		x := examiner{tape: r.tape}
		if wrong := x.object(o.at, o.definition); wrong != "" {
			o.why, o.broken = whole(wrong), true
			continue
		}
		o.notes = x.notes
		o.modified, _ = r.time(o.at, "modified")
	}
}

// choose finds the objects that count: of the versions of one object the
// newest, unless it is revoked. The others are listed.
func (r *reader) choose() {
	r.current = make(map[string]*object, len(r.objects))
	for i := range r.objects {
		o := &r.objects[i]
		if o.why != "" {
			continue
		}
		before := r.current[o.id]
		switch {
		case before == nil:
			r.current[o.id] = o
		case o.modified.After(before.modified):
			before.why = whole(superseded)
			r.current[o.id] = o
		case o.modified.Before(before.modified):
			o.why = whole(superseded)
		case r.same(o.at, before.at):
			o.why = whole("it stands in the bundle before")
		default:
			o.why = whole("another one with the same id and version says something else")
		}
	}
	for i := range r.objects {
		o := &r.objects[i]
		if o.why == "" && r.revoked(o) {
			o.why = whole("it is revoked")
			delete(r.current, o.id)
		}
	}
}

// revoked reports whether an object says that it is.
func (r *reader) revoked(o *object) bool {
	i, ok := r.member(o.at, "revoked")
	return ok && r.kind(i) == isBool && r.text(i) == "true"
}

// superseded is why an older version of an object does not count.
const superseded = "it is superseded by a newer version"

// collect lists the objects that were understood and those that were not, and
// finds the marking of the whole: the most restrictive of every part of every
// object. What nobody marked makes it unmarked; only the objects that define
// markings are labels and not contents.
func (r *reader) collect() {
	first := true
	for i := range r.objects {
		o := &r.objects[i]
		if o.kind != markingType || o.broken {
			if first {
				r.in.Marking = o.whole
			}
			r.in.Marking = r.in.Marking.Meet(o.whole)
			first = false
		}
		if o.why != "" {
			r.residue(o.id, o.kind, o.why)
		}
		for _, note := range o.notes {
			r.residue(o.id, o.kind, note)
		}
	}
	r.link()
	for i := range r.objects {
		if o := &r.objects[i]; o.why == "" {
			r.in.Objects = append(r.in.Objects, o.told(r.tape))
		}
	}
	r.in.Title = r.title()
}
