package stix

import (
	"slices"
	"strings"

	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// A proposer finds what the objects of a bundle state as facts. It follows
// relationships and guesses nothing.
type proposer struct {
	*reader
	// leaving are the relationships by the object they come from, arriving are
	// those by the object they lead to.
	leaving, arriving map[string][]edge
	facts             []report.Fact
	// known finds a fact that was proposed before, noted what was noted.
	known map[factKey]int
	noted map[report.Residue]bool
	// steps is how many relationships may still be followed.
	steps int
}

// maxSteps bounds how many relationships are followed: a bundle could lead from
// every act to every target through one actor.
const maxSteps = 1_000_000

// A factKey is what makes two facts the same.
type factKey struct {
	field       report.Field
	part, value string
}

// propose finds the facts. If the bundle tells of an act, an incident or else
// an event that is to come, they are those of that act; if not, what it says
// of actors and of whom they target.
func (r *reader) propose() {
	p := proposer{
		reader: r, leaving: map[string][]edge{}, arriving: map[string][]edge{},
		known: map[factKey]int{}, noted: map[report.Residue]bool{}, steps: maxSteps,
	}
	all := r.relations()
	for _, e := range all {
		p.leaving[e.from] = append(p.leaving[e.from], e)
		p.arriving[e.to] = append(p.arriving[e.to], e)
	}
	acts := p.acts()
	for _, act := range acts {
		p.act(act)
	}
	if len(acts) == 0 {
		p.actors(all)
	}
	if p.steps < 0 {
		r.residue(r.id, "bundle", "the relationships are too many to follow; not all facts are proposed")
	}
	order := report.Fields()
	slices.SortStableFunc(p.facts, func(a, b report.Fact) int {
		return slices.Index(order, a.Field) - slices.Index(order, b.Field)
	})
	r.in.Proposed = p.facts
}

// follow gives relationships to follow, as long as there are steps left.
func (p *proposer) follow(edges []edge) []edge {
	p.steps -= len(edges)
	if p.steps < 0 {
		return nil
	}
	return edges
}

// note lists why something that was understood is not proposed, once however
// many relationships lead to it.
func (p *proposer) note(o *object, why string) {
	residue := report.Residue{ID: o.id, Type: o.kind, Why: why}
	if !p.noted[residue] {
		p.noted[residue] = true
		p.in.NotUnderstood = append(p.in.NotUnderstood, residue)
	}
}

// acts gives the incidents, or else the events that may be to come. An
// incident that was found to be none is nothing to warn of.
func (p *proposer) acts() []*object {
	var incidents, events []*object
	for i := range p.objects {
		o := &p.objects[i]
		switch {
		case o.why != "":
		case o.kind == "incident" && p.core(o, "determination") == "false-positive":
			p.note(o, "property determination says that it is none; nothing is proposed of it")
		case o.kind == "incident":
			incidents = append(incidents, o)
		case o.kind == "event" && p.toCome(o):
			events = append(events, o)
		}
	}
	if len(incidents) > 0 {
		return incidents
	}
	return events
}

// core gives a word of the Incident Core extension of an incident.
func (p *proposer) core(o *object, name string) string {
	if all, ok := p.member(o.at, "extensions"); ok {
		if core, ok := p.member(all, extCore); ok {
			return p.words(core, name)
		}
	}
	return ""
}

// toCome reports whether an event may be to come: one that occurred, or did
// not, is past.
func (p *proposer) toCome(event *object) bool {
	return !strings.HasSuffix(p.words(event.at, "status"), "occurred")
}

// act proposes what is stated of one act: of itself, of its events and of those
// to whom it is attributed.
func (p *proposer) act(act *object) {
	if !p.say(report.FieldAct, act, "description", trail{}) {
		p.say(report.FieldAct, act, "name", trail{})
	}
	aims := p.aims(act, trail{})
	p.methods(act, trail{})
	if act.kind == "event" {
		p.when(act, trail{})
	}
	// That an event is one of this act, the incident says in its extension.
	said := trail{p.markOf(act, "extensions"), 1}
	for _, event := range p.events(act) {
		if p.toCome(event) {
			p.when(event, said)
		}
		aims = append(aims, p.aims(event, said)...)
		p.methods(event, said)
	}
	behind := p.behind(act, aims)
	for _, actor := range behind {
		p.say(report.FieldActor, actor.object, "name", actor.trail)
		p.aims(actor.object, actor.trail)
		p.methods(actor.object, actor.trail)
	}
}

// events gives the events of an incident.
func (p *proposer) events(act *object) []*object {
	var ids []string
	if all, ok := p.member(act.at, "extensions"); ok {
		if core, ok := p.member(all, extCore); ok {
			ids = p.texts(core, "event_refs")
			if entries, ok := p.member(core, "events"); ok {
				for i := range p.children(entries) {
					ids = append(ids, p.words(i, "event_ref"))
				}
			}
		}
	}
	var events []*object
	seen := map[string]bool{}
	for _, id := range ids {
		if o := p.current[id]; o != nil && o.kind == "event" && !seen[id] {
			seen[id] = true
			events = append(events, o)
		}
	}
	return events
}

// A trail is what marks the relationships that lead somewhere, all together.
type trail struct {
	mark   marking.Marking
	length int
}

// maxTrail is how long a trail of attributions is followed.
const maxTrail = 8

// through is the trail and one relationship more.
func (t trail) through(e edge) trail {
	if t.length == 0 {
		return trail{e.mark, 1}
	}
	return trail{t.mark.Meet(e.mark), t.length + 1}
}

// A found object is one that a trail leads to.
type found struct {
	*object
	trail trail
}

// behind gives the actors to whom an act is attributed, through each other, and
// those that target what the act itself aims at.
func (p *proposer) behind(act *object, aims []edge) []found {
	var actors []found
	seen := map[string]bool{}
	add := func(id string, way trail) {
		if o := p.current[id]; isActor(o) && !seen[id] {
			seen[id] = true
			actors = append(actors, found{o, way})
		}
	}
	for _, e := range p.follow(p.leaving[act.id]) {
		if e.verb == "attributed-to" {
			add(e.to, trail{}.through(e))
		}
	}
	for _, aim := range aims {
		for _, e := range p.follow(p.arriving[aim.to]) {
			if e.verb == "targets" {
				add(e.from, trail{}.through(e).through(aim))
			}
		}
	}
	for i := 0; i < len(actors); i++ {
		for _, e := range p.follow(p.leaving[actors[i].id]) {
			if e.verb == "attributed-to" && actors[i].trail.length < maxTrail {
				add(e.to, actors[i].trail.through(e))
			}
		}
	}
	return actors
}

// isActor reports whether an object is somebody who acts.
func isActor(o *object) bool {
	return o != nil && (o.kind == "threat-actor" || o.kind == "intrusion-set")
}

// aims proposes whom and what an object aims at, and where, and gives the
// relationships that say so. An actor's own whereabouts are not where the act
// will be.
func (p *proposer) aims(from *object, way trail) []edge {
	var aims []edge
	for _, e := range p.follow(p.leaving[from.id]) {
		to := p.current[e.to]
		if to == nil {
			continue
		}
		aimed := e.verb == "targets" || e.verb == "impacts"
		there := e.verb == "located-at" || e.verb == "occurs-at" || e.verb == "occurred-at"
		switch {
		case to.kind == "identity" && aimed:
			p.aim(to, way.through(e))
		case to.kind == "location" && (aimed || there && !isActor(from)):
			p.where(to, way.through(e))
		default:
			continue
		}
		aims = append(aims, e)
	}
	return aims
}

// aim proposes an identity as those in danger, if it says that it is people,
// and otherwise as the object of the act.
func (p *proposer) aim(identity *object, way trail) {
	field := report.FieldTarget
	switch p.words(identity.at, "identity_class") {
	case "individual", "group", "class":
		field = report.FieldVictim
	}
	p.say(field, identity, "name", way)
}

// methods proposes the attack patterns that an object uses.
func (p *proposer) methods(from *object, way trail) {
	for _, e := range p.follow(p.leaving[from.id]) {
		if to := p.current[e.to]; e.verb == "uses" && to != nil && to.kind == "attack-pattern" {
			p.say(report.FieldMethod, to, "name", way.through(e))
		}
	}
}

// actors proposes what a bundle states that tells of no act: the names of
// actors, and whom or what anything targets.
func (p *proposer) actors(all []edge) {
	// Whoever targets somebody may be of a type that is not read, a campaign or
	// a malware, but neither broken nor revoked.
	live := map[string]bool{}
	for i := range p.objects {
		o := &p.objects[i]
		live[o.id] = live[o.id] || o.why == "" || o.definition == nil && !o.broken && !p.revoked(o)
		if o.why == "" && isActor(o) {
			p.say(report.FieldActor, o, "name", trail{})
		}
	}
	for _, e := range all {
		to := p.current[e.to]
		if to == nil || e.verb != "targets" || !live[e.from] {
			continue
		}
		switch to.kind {
		case "identity":
			p.aim(to, trail{}.through(e))
		case "location":
			p.where(to, trail{}.through(e))
		}
	}
}

// say proposes what a text member of an object says, and reports whether it
// says anything.
func (p *proposer) say(field report.Field, o *object, member string, way trail) bool {
	text := strings.TrimSpace(p.words(o.at, member))
	if text == "" {
		return false
	}
	p.add(report.Fact{Field: field, Text: text, Part: o.id, Marking: p.markOf(o, member)}, way)
	return true
}

// add proposes a fact. It is marked like what it was taken from and like every
// relationship that led there, for these state it too.
func (p *proposer) add(f report.Fact, way trail) {
	if way.length > 0 {
		f.Marking = f.Marking.Meet(way.mark)
	}
	key := factKey{f.Field, f.Part, f.Value()}
	if i, ok := p.known[key]; ok {
		p.facts[i].Marking = p.facts[i].Marking.Meet(f.Marking)
		return
	}
	p.known[key] = len(p.facts)
	p.facts = append(p.facts, f)
}
