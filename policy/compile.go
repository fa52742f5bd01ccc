package policy

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
)

// compileAll compiles the expressions, now that all names are known, and notes
// what depends on what.
func (r *packReader) compileAll() {
	p := r.pack
	r.declare()
	env, err := environment(p.facts)
	if err != nil {
		r.flaw(nil, "choose other names", "the names of the pack cannot be declared: %v", err)
		return
	}
	c := &compiler{reader: r.reader, env: env, facts: p.facts, index: p.byName, constants: map[int][]string{}}
	for _, e := range r.later {
		r.rule = e.rule
		*e.into = c.compile(e.at)
	}
	p.nodes = c.nodes
	if len(r.flaws) > 0 {
		return
	}
	r.sortTerms()
	for i := range p.Threshold {
		p.tests = append(p.tests, &p.Threshold[i])
	}
	if p.Unless != nil {
		p.tests = append(p.tests, p.Unless)
	}
	if len(r.flaws) > 0 {
		return
	}
	p.depend()
	for i, f := range p.facts {
		p.variants = append(p.variants, variantsOf(f, c.constants[i]))
	}
	r.scoped()
}

// declare gathers the facts: those of every pack, the questions, the terms.
func (r *packReader) declare() {
	p := r.pack
	p.facts = vocabulary()
	for _, q := range p.Questions {
		p.facts = append(p.facts, fact{Question: q, answer: answerBy(q), asked: true, term: -1})
	}
	for i := range p.Terms {
		p.Terms[i].fact = len(p.facts)
		p.facts = append(p.facts, fact{Question: Question{Name: p.Terms[i].Name, Kind: KindYesNo}, term: i})
	}
	p.byName = make(map[Name]int, len(p.facts))
	for i := range p.facts {
		p.byName[p.facts[i].Name] = i
		p.facts[i].unknown = types.NewUnknown(1, types.NewAttributeTrail(string(p.facts[i].Name)))
	}
}

// all are the parts of an expression and itself.
func (l *logic) all() []*logic {
	out := []*logic{l}
	for _, kid := range l.kids {
		out = append(out, kid.all()...)
	}
	return out
}

// sortTerms orders the terms so that each comes after those it reads, and
// refuses a circle.
func (r *packReader) sortTerms() {
	p := r.pack
	done := make([]bool, len(p.Terms))
	var path []string
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		name := string(p.Terms[i].Name)
		if at := slices.Index(path, name); at >= 0 {
			r.rule = name
			r.flaw(r.place(&p.Terms[i].logic), "define one of them by facts alone", "the terms go in a circle: %s",
				strings.Join(append(slices.Clone(path[at:]), name), " > "))
			done[i] = true
			return
		}
		path = append(path, name)
		for _, f := range p.Terms[i].logic.reads {
			if t := p.facts[f].term; t >= 0 {
				visit(t)
			}
		}
		path = path[:len(path)-1]
		if !done[i] {
			done[i] = true
			p.order = append(p.order, p.Terms[i].fact)
		}
	}
	for i := range p.Terms {
		visit(i)
	}
}

// place gives where an expression stands.
func (r *packReader) place(into **logic) *node {
	for _, e := range r.later {
		if e.into == into {
			return e.at
		}
	}
	return nil
}

// depend notes which rules and terms each fact reaches.
func (p *Pack) depend() {
	p.affects, p.terms = make([][]int, len(p.facts)), make([][]int, len(p.facts))
	for _, term := range p.order {
		for _, f := range p.reach(p.Terms[p.facts[term].term].logic) {
			p.terms[f] = append(p.terms[f], term)
		}
	}
	for i, t := range p.tests {
		reads := slices.Concat(p.reach(t.holds), p.reach(t.fails))
		if t.Question != "" {
			t.question = p.byName[t.Question]
			reads = append(reads, t.question)
		}
		for _, f := range reads {
			if !slices.Contains(p.affects[f], i) {
				p.affects[f] = append(p.affects[f], i)
			}
			if f := p.facts[f]; f.Personal && !slices.Contains(t.names, f.Name) {
				t.names = append(t.names, f.Name)
			}
		}
	}
	for i, f := range p.facts {
		if len(p.affects[i]) > 0 && f.term < 0 && f.Name != factHarms && f.Name != factPossessed {
			p.decisive = append(p.decisive, i)
		}
	}
}

// reach gives the facts that an expression depends on, through terms too.
func (p *Pack) reach(l *logic) []int {
	var all []int
	var into func(l *logic)
	into = func(l *logic) {
		if l == nil {
			return
		}
		for _, f := range l.reads {
			if slices.Contains(all, f) {
				continue
			}
			all = append(all, f)
			if t := p.facts[f].term; t >= 0 {
				into(p.Terms[t].logic)
			}
		}
	}
	into(l)
	return all
}

// scoped refuses a pack that does not say by a rule which harms it is about.
func (r *packReader) scoped() {
	p := r.pack
	harm := p.byName[factHarm]
	for _, i := range p.affects[harm] {
		if p.tests[i].Scope {
			return
		}
	}
	r.rule = "threshold"
	r.flaw(nil, "add a rule with scope: true that reads harm", "no rule of scope says which harms the pack is about")
}

// floor holds the pack to what no pack lowers: leaving a warning unsaid takes at
// least as many people as any way of warning, at least as high, and somebody
// else than the one who proposes it; who looks at a warning that one officer
// sent alone stands higher than he.
func (r *packReader) floor(root *node) {
	h := &r.pack.Handling
	// What is not there has been told as missing, and is not measured.
	at := func(keys ...string) *node {
		n := root
		for _, key := range keys {
			if n = n.fields[key]; n == nil {
				return nil
			}
		}
		return n
	}
	silence := at("deciders", "silence")
	r.rule = r.pack.Decide.ID
	if silence != nil && h.Silence.Others < 1 {
		r.flaw(silence, "ask for another officer", "one officer alone could leave a warning unsaid")
	}
	r.floorOf(at)
	r.rule = r.pack.Poor.ID
	if many := at("poor_reports", "many_bring"); many != nil && silence != nil && r.pack.Poor.ManyBring > h.Silence.Highest {
		r.flaw(many, "name a level that silence takes too", "many reports would bring a higher officer than silence takes")
	}
	review := at("exigent", "review_by")
	if review != nil && at("deciders", "warn", string(Exigent)) != nil && h.Warn[Exigent].Others == 0 && h.ReviewBy < h.Warn[Exigent].Highest {
		r.rule = r.pack.Exigent.ID
		r.flaw(review, "name the same level or a higher one", "who reviews stands lower than who sent it alone")
	}
}

// floorOf holds silence, and every waiver, to each way of warning.
func (r *packReader) floorOf(at func(keys ...string) *node) {
	h, silence := &r.pack.Handling, at("deciders", "silence")
	const remedy = "ask for as many, and as high, as to warn"
	for _, u := range Urgencies() {
		warn := at("deciders", "warn", string(u))
		if warn == nil {
			continue
		}
		if silence != nil && !h.Silence.Covers(h.Warn[u]) {
			r.flaw(silence, remedy, "leaving a warning unsaid takes fewer or lower officers than a warning (%s)", u)
		}
		for i, g := range r.pack.Waivers {
			approve := at("waivers").items[i].fields["approve"]
			if approve != nil && (!g.Approve.Covers(h.Warn[u]) || g.Approve.Others < 1) {
				r.rule = g.ID
				r.flaw(approve, remedy, "the waiver takes fewer or lower officers than a warning (%s)", u)
			}
		}
		r.rule = r.pack.Decide.ID
		if u != Exigent && h.Warn[u].Others < 1 {
			r.flaw(warn, "ask for one other; only exigent may ask for none", "one officer alone could send a warning (%s)", u)
		}
	}
}
