package stix

import (
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// An edge is one relationship between two objects, with what marks that it
// stands.
type edge struct {
	verb     string
	from, to string
	mark     marking.Marking
}

// relations gives the relationships that count, in order.
func (r *reader) relations() []edge {
	var all []edge
	for i := range r.objects {
		o := &r.objects[i]
		if o.why != "" || o.kind != "relationship" {
			continue
		}
		all = append(all, edge{
			verb: r.words(o.at, "relationship_type"),
			from: r.words(o.at, "source_ref"),
			to:   r.words(o.at, "target_ref"),
			mark: r.markOf(o, "relationship_type", "source_ref", "target_ref"),
		})
	}
	return all
}

// markOf gives the effective marking of members of an object together; absent
// ones do not count.
func (r *reader) markOf(o *object, members ...string) marking.Marking {
	mark, first := o.own, true
	for _, name := range members {
		at, ok := r.member(o.at, name)
		if !ok {
			continue
		}
		here := o.own
		// A member may be marked as a whole and again in its parts.
		for i := at; i < r.nodes[at].next; i++ {
			if own, marked := o.marks[i]; marked {
				here = marking.Effective(here, own)
			}
		}
		if first {
			mark = here
		}
		mark, first = mark.Meet(here), false
	}
	return mark
}

// link hangs every relationship on the object that it comes from.
func (r *reader) link() {
	for _, e := range r.relations() {
		if from := r.current[e.from]; from != nil {
			from.links = append(from.links, report.Link{Relation: e.verb, To: e.to})
		}
	}
}

// told gives the object as it is listed.
func (o *object) told(t *tape) report.Object {
	return report.Object{
		ID: o.id, Type: o.kind, Name: t.words(o.at, "name"), Marking: o.whole, Links: o.links,
	}
}

// title names the import after its report, or else its incident.
func (r *reader) title() string {
	for _, kind := range []string{"report", "incident"} {
		for i := range r.objects {
			if o := &r.objects[i]; o.why == "" && o.kind == kind && r.words(o.at, "name") != "" {
				return r.words(o.at, "name")
			}
		}
	}
	return "STIX 2.1 bundle"
}
