package policy

import (
	"slices"
	"strings"
	"unicode"

	"example.org/tocsin"
)

// finding tells one rule with what decided it: the officer's answer where there
// is one, and else the parts of its expressions.
func (s *state) finding(t *Test, value tocsin.Tri, values []Value) Finding {
	f := Finding{Rule: t.ID, Clause: t.Clause, Sentence: t.Says, Value: value, Scope: t.Scope, Names: t.names}
	answered := t.question >= 0 && values[t.question].Known
	facts := value
	if answered {
		facts = s.factsAlone(t)
	}
	w := &why{state: s, values: values}
	if t.fails == nil || facts != tocsin.No {
		w.tell(t.holds)
	}
	if t.fails != nil && facts != tocsin.Yes {
		w.tell(t.fails) // and where it is unknown, that it does not fail either
	}
	said := w.sentences()
	if answered {
		f.Because = []string{
			"an officer answered " + values[t.question].Text + reason(values[t.question].From),
			"the facts alone say " + facts.String() + ": " + strings.Join(said, "; "),
		}
		return f
	}
	f.Parts, f.Because = w.parts, said
	return f
}

// because tells what decided an expression.
func (s *state) because(l *logic, values []Value) []string {
	w := &why{state: s, values: values}
	w.tell(l)
	return w.sentences()
}

// sentences tells the parts, each once: what is unknown only because one fact is
// unknown is told as that.
func (w *why) sentences() []string {
	all := make([]string, 0, len(w.parts))
	for _, p := range w.parts {
		said := p.sentence()
		if p.Value == tocsin.Unknown && len(p.Facts) == 1 && strings.HasSuffix(p.Facts[0], " is unknown") {
			said = p.Facts[0]
		}
		if !slices.Contains(all, said) {
			all = append(all, said)
		}
	}
	return all
}

// reason gives what stands after the first colon of where a value comes from.
func reason(from string) string {
	if _, said, ok := strings.Cut(from, ": "); ok {
		return ": " + said
	}
	return ""
}

// sentence tells a part on one line.
func (p Part) sentence() string {
	var b strings.Builder
	b.WriteString(p.Expression)
	b.WriteString(" is ")
	b.WriteString(p.Value.String())
	if len(p.Facts) == 1 && p.Facts[0] == b.String() {
		return p.Facts[0] // the expression is the fact
	}
	if p.Term != "" {
		b.WriteString(" (")
		b.WriteString(strings.TrimSuffix(p.Term, "."))
		b.WriteByte(')')
	}
	if p.Element != "" {
		b.WriteString(" for ")
		b.WriteString(p.Element)
	}
	for i, f := range p.Facts {
		b.WriteString([]string{": ", ", "}[min(i, 1)])
		b.WriteString(f)
	}
	return b.String()
}

// A why gathers the sub-expressions that decided.
type why struct {
	*state
	values []Value
	parts  []Part
}

// tell gathers what made an expression what it is: of a conjunction that fails the
// parts that fail, of one that holds all, of one that is unknown the unknown
// parts; and of a disjunction the other way round. All of them are the parts that
// have the value of the whole.
func (w *why) tell(l *logic) {
	value := w.results[l.number]
	switch l.op {
	case opNot:
		w.tellNot(l)
		return
	case opAnd, opOr:
		for _, kid := range l.kids {
			if w.results[kid.number] == value {
				w.tell(kid)
			}
		}
		return
	case opLeaf, opSome, opEvery:
	}
	w.leaf(l, l.text, value)
}

// tellNot tells a negation as one, where what it negates is one expression.
func (w *why) tellNot(l *logic) {
	if kid := l.kids[0]; len(kid.kids) > 0 {
		w.tell(kid)
		return
	}
	w.leaf(l.kids[0], l.text, w.results[l.number])
}

func (w *why) leaf(l *logic, text string, value tocsin.Tri) {
	part := Part{Expression: text, Value: value}
	if l.op == opSome || l.op == opEvery {
		_, part.Element = w.members(l)
	}
	if l.term >= 0 {
		t := w.pack.Terms[w.pack.facts[l.term].term]
		part.Term = t.Says
		w.parts = append(w.parts, part)
		w.tell(t.logic)
		return
	}
	for _, i := range l.reads {
		if f := w.pack.facts[i]; f.term < 0 && f.Name != factHarms {
			part.Facts = append(part.Facts, string(f.Name)+" is "+w.values[i].told())
		}
	}
	if slices.ContainsFunc(w.parts, func(o Part) bool { return o.Expression == part.Expression && o.Element == part.Element }) {
		return
	}
	w.parts = append(w.parts, part)
}

// opening is the first sentence of an explanation.
var opening = map[Verdict]string{
	Duty:       "There is a duty to warn.",
	Permitted:  "The threshold is met: a warning may be given, and leaving it unsaid takes a waiver.",
	Prohibited: "The threshold is met, and what lifts the prohibition is not there. This binds only once a higher officer has affirmed it in writing.",
	NoDuty:     "No duty to warn is found. This binds only once a higher officer has affirmed it in writing.",
	OutOfScope: "The threat is outside this policy and goes to another owner. This binds only once a higher officer has affirmed it in writing.",
}

// indent is where the reasons of a rule begin.
const indent = "         "

// explain tells a determination in plain language; poor is why the reports bind
// its form.
func (p *Pack) explain(d Determination, poor []string, changes string) string {
	var b strings.Builder
	b.Grow(4096)
	lines := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
		b.WriteByte('\n')
	}
	first := opening[d.Verdict]
	if d.Verdict == NoDuty && p.Mode != Shall {
		first = "The threshold is not met. This binds only once a higher officer has affirmed it in writing."
	}
	lines(first, " Applied: ", d.Pack.String(), ". Urgency: ", string(d.Urgency), ".")
	for _, f := range d.Findings {
		lines(f.Value.String(), indent[min(len(indent), len(f.Value.String())):], f.Rule, ": ", f.Sentence)
		for _, why := range f.Because {
			lines(indent, "because ", onLine(why))
		}
		for _, name := range f.Names {
			lines(indent, "this rule names ", string(name), ", which other rules leave aside")
		}
		lines(indent, f.Clause.String())
	}
	if d.Doubt {
		lines("applied  ", p.Doubt.ID, ": ", p.Doubt.Says, " It tipped the scale here.")
		lines(indent, p.Doubt.Clause.String())
	}
	p.explainForm(d, poor, lines)
	b.WriteString(changes)
	return b.String()
}

// explainForm tells what binds the form of a warning.
func (p *Pack) explainForm(d Determination, poor []string, lines func(...string)) {
	if d.Form.Rule != "" && d.Verdict.Calls() {
		lines("bound    ", p.Poor.ID, ": ", p.Poor.Says)
		for _, why := range poor {
			lines(indent, "because ", onLine(why))
		}
	}
	if d.Form.Many != "" {
		lines("bound    ", p.Poor.ID, ": So many reports on one target bring a ", d.Form.Senior.String(), " officer, and drop nothing.")
	}
}

// explainChanges tells what would change the outcome: what else the facts could
// be, and which questions an officer could answer.
func (p *Pack) explainChanges(found *flipped) string {
	var b strings.Builder
	lines := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
		b.WriteByte('\n')
	}
	for _, f := range found.flips {
		said := make([]string, 0, len(f.Changes))
		for _, c := range f.Changes {
			said = append(said, p.change(c))
		}
		lines("flip     ", string(f.Verdict), " if ", strings.Join(said, ", and if "))
	}
	var idle []string
	for _, o := range found.open {
		if o.WouldChange {
			lines("unknown  ", o.Ask, " It would change the outcome (", string(o.Fact), ": tocsin ", o.Answer, ").")
		} else {
			idle = append(idle, string(o.Fact))
		}
	}
	if len(idle) > 0 {
		lines("unknown  ", "None of these alone would change the outcome: ", strings.Join(idle, ", "), ".")
	}
	return b.String()
}

// change tells what one fact could be.
func (p *Pack) change(c Change) string {
	to, besides, from := strings.Split(c.To, " or "), []string(nil), c.From
	if p.facts[p.byName[c.Fact]].Kind == KindWords {
		to, besides = besidesOf(to, from)
		from = plus(from)
	}
	var ways []string
	if len(to) > 0 {
		ways = append(ways, "were "+either(to))
	}
	if len(besides) > 0 {
		ways = append(ways, "had "+either(besides)+" besides")
	}
	return onLine(string(c.Fact) + " " + strings.Join(ways, ", or ") + ", and not " + from)
}

// besidesOf tells those lists of words that have one word more than there are by
// that word, and the others as they are.
func besidesOf(lists []string, has string) (others, besides []string) {
	for _, list := range lists {
		if more, ok := strings.CutPrefix(list, has+","); ok && !strings.Contains(more, ",") {
			besides = append(besides, more)
		}
	}
	for _, list := range lists {
		if !strings.HasPrefix(list, has+",") && !slices.Contains(besides, list) {
			others = append(others, plus(list))
		}
	}
	return others, besides
}

// plus tells a list of words as one thing.
func plus(list string) string { return strings.ReplaceAll(list, ",", " + ") }

// either lists what something could be.
func either(all []string) string {
	if len(all) > 2 {
		return "one of " + strings.Join(all, ", ")
	}
	return strings.Join(all, " or ")
}

// onLine keeps what an officer wrote on its line: he adds no line that reads like
// a rule, and turns no reading direction.
func onLine(text string) string {
	plain := true
	for i := range len(text) {
		plain = plain && text[i] >= ' ' && text[i] < 0x7f
	}
	if plain {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, text)
}
