package policy

import (
	"iter"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"

	"example.org/tocsin"
)

// An Axis is one fact of a space with the values that matter, in words; the last
// is unknown.
type Axis struct {
	Fact   Name
	Values []string
	// Asked says that it is an officer's answer which stands for the rule.
	Asked bool

	fact   int
	values []Value
}

// A Space is every combination of the values of the facts that some expressions
// read.
type Space struct {
	Axes []Axis
	// Size is how many combinations there are.
	Size int
	// Partial says why the combinations are not all that matter; empty where they
	// are.
	Partial string

	pack  *Pack
	of    []Expression
	terms []int
	err   error
}

// Space gives the space of some expressions. Values that no expression tells
// apart stand for one another: of the numbers those about the ones that a fact
// is compared with, of lists those with as many members as are looked for.
func (p *Pack) Space(of ...Expression) *Space {
	s := &Space{pack: p, of: of, Size: 1}
	var leaves []*logic
	facts := map[int]bool{}
	asked := map[int]bool{}
	for _, e := range of {
		for _, l := range e.roots() {
			leaves = append(leaves, p.leaves(l)...)
		}
		if e.test != nil && e.test.question >= 0 {
			facts[e.test.question], asked[e.test.question] = true, true
		}
	}
	slices.SortFunc(leaves, func(a, b *logic) int { return a.number - b.number })
	leaves = slices.Compact(leaves)
	for _, l := range leaves {
		for _, i := range l.reads {
			facts[i] = true
		}
	}
	for i, f := range p.facts {
		if !facts[i] || f.term >= 0 || f.Name == factPossessed || f.Name == factHarms {
			continue
		}
		axis := Axis{Fact: f.Name, Asked: asked[i], fact: i, values: s.spread(i, leaves)}
		for _, v := range axis.values {
			axis.Values = append(axis.Values, v.told())
		}
		s.Axes = append(s.Axes, axis)
		if s.Size > math.MaxInt32/len(axis.values) {
			s.Partial, s.Size = "there are too many combinations", math.MaxInt32
			break
		}
		s.Size *= len(axis.values)
	}
	for _, term := range p.order {
		if facts[term] {
			s.terms = append(s.terms, term)
		}
	}
	return s
}

// leaves gives the undivided parts of an expression and of the terms in it.
func (p *Pack) leaves(l *logic) []*logic {
	if l == nil {
		return nil
	}
	var out []*logic
	for _, part := range l.all() {
		if len(part.kids) > 0 {
			continue
		}
		out = append(out, part)
		for _, i := range part.reads {
			if t := p.facts[i].term; t >= 0 {
				out = append(out, p.leaves(p.Terms[t].logic)...)
			}
		}
	}
	return out
}

var (
	quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	wholeText  = regexp.MustCompile(`\d+`)
)

// maxSpread bounds how many values of one fact are tried.
const maxSpread = 4096

// spread gives the values of a fact that the leaves can tell apart.
func (s *Space) spread(i int, leaves []*logic) []Value {
	f := s.pack.facts[i]
	leaves = slices.DeleteFunc(slices.Clone(leaves), func(l *logic) bool { return !slices.Contains(l.reads, i) })
	for _, l := range leaves {
		open := f.Kind == KindText || f.Kind == KindWords || f.Kind == KindNumber && len(f.OneOf) == 0
		if open && s.between(l) {
			s.Partial = "it compares facts with each other: " + l.text
		}
	}
	out := slices.DeleteFunc(slices.Clone(s.pack.variants[i]), func(v Value) bool { return !v.Known })
	add := func(text string) {
		if v, err := f.ParseValue(text); err == nil && v.Known && !slices.ContainsFunc(out, func(o Value) bool { return o.Text == v.Text }) {
			out = append(out, v)
		}
	}
	switch f.Kind {
	case KindNumber:
		for _, one := range f.OneOf {
			add(one)
		}
		slices.SortFunc(out, func(a, b Value) int { return number(a) - number(b) })
	case KindText:
		add("!")
		for _, text := range quoted(leaves) {
			add(text)
			add(text + "~")
		}
	case KindWords:
		looked := 0
		for _, l := range leaves {
			looked += s.looks(f.Name, l)
		}
		out = s.lists(f, looked)
	case KindYesNo, KindWord:
	}
	return append(out, Value{Text: "unknown"})
}

// quoted gives the texts that leaves compare with.
func quoted(leaves []*logic) []string {
	var out []string
	for _, l := range leaves {
		for _, q := range quotedText.FindAllString(l.text, -1) {
			if text, err := strconv.Unquote(q); err == nil {
				out = append(out, text)
			}
		}
	}
	return out
}

// number is the value of a number.
func number(v Value) int {
	n, _ := strconv.Atoi(v.Text) // a number by its kind
	return n
}

// between reports whether a leaf reads several facts that take more than a few
// values.
func (s *Space) between(l *logic) bool {
	n := 0
	for _, i := range l.reads {
		if f := s.pack.facts[i]; f.Name != factHarms && f.term < 0 {
			n++
		}
	}
	return n > 1
}

// looks gives how many members of a list a leaf can tell apart: one for each time
// that it looks at the list, and as many as it counts.
func (s *Space) looks(name Name, l *logic) int {
	bare := quotedText.ReplaceAllString(l.text, "")
	whole := regexp.MustCompile(`(==|!=|\[)\s*` + string(name) + `\b|\b` + string(name) + `\s*(==|!=|in\b)`)
	if whole.MatchString(bare) {
		s.Partial = "it compares a whole list: " + l.text
	}
	n := len(regexp.MustCompile(`\b`+string(name)+`\b`).FindAllString(bare, -1))
	for _, count := range wholeText.FindAllString(bare, -1) {
		if v, err := strconv.Atoi(count); err == nil && strings.Contains(bare, "size(") {
			n += min(v, maxWords) + 1
		}
	}
	return n
}

// lists gives all lists of up to so many words, in the order of the question.
func (s *Space) lists(f fact, most int) []Value {
	total, ways := 1, 1
	for k := 1; k <= min(most, len(f.OneOf)); k++ {
		ways = ways * (len(f.OneOf) - k + 1) / k
		total += ways
		if total > maxSpread {
			s.Partial, most = "there are too many lists of "+string(f.Name), 1
			break
		}
	}
	out := []Value{wordsValue(nil)}
	var grow func(has []string, from int)
	grow = func(has []string, from int) {
		for i := from; i < len(f.OneOf) && len(has) < most; i++ {
			next := append(slices.Clip(has), f.OneOf[i])
			out = append(out, wordsValue(next))
			grow(next, i+1)
		}
	}
	grow(nil, 0)
	return out
}

// All goes through the space: at each point the value that each axis has, by its
// number, and the values of the expressions. Both are reused. The last axis
// turns fastest. What follows from the grades is as it is in a determination.
func (s *Space) All() iter.Seq2[[]int, []tocsin.Tri] {
	return func(yield func([]int, []tocsin.Tri) bool) {
		p := s.pack
		values := make([]Value, len(p.facts))
		values[p.byName[factPossessed]] = Value{Known: true, Text: "yes", val: types.True}
		values[p.byName[factHarms]] = wordsValue(texts(p.Harms))
		st := p.newState(values)
		choice, out := make([]int, len(s.Axes)), make([]tocsin.Tri, len(s.of))
		met := slices.ContainsFunc(s.of, func(e Expression) bool { return e.Role == RoleMet })
		for {
			s.at(st, choice, met)
			for i, e := range s.of {
				out[i] = st.value(e)
			}
			if s.err = st.err; s.err != nil || !yield(choice, out) || !s.turn(choice) {
				return
			}
		}
	}
}

// at takes a state to a point; with all, every term is settled there.
func (s *Space) at(st *state, choice []int, all bool) {
	for i, axis := range s.Axes {
		s.put(st, axis.fact, axis.values[choice[i]])
	}
	s.derive(st)
	terms := s.terms
	if all {
		terms = s.pack.order
	}
	for _, term := range terms {
		st.settle(term)
	}
}

// turn goes to the next point.
func (s *Space) turn(choice []int) bool {
	for i := len(choice) - 1; i >= 0; i-- {
		if choice[i]++; choice[i] < len(s.Axes[i].values) {
			return true
		}
		choice[i] = 0
	}
	return false
}

func (s *Space) put(st *state, i int, v Value) {
	st.vals[i] = v.val
	if v.val == nil {
		st.vals[i] = s.pack.facts[i].unknown
	}
}

// derive tells what follows from the grades, as a viewer does.
func (s *Space) derive(st *state) {
	p := s.pack
	known, others := p.byName[factSourceKnown], p.byName[factCorroborated]
	for _, axis := range []struct{ i, from int }{{known, p.byName[factReliability]}, {others, p.byName[factCredibility]}} {
		if !slices.ContainsFunc(s.Axes, func(a Axis) bool { return a.fact == axis.i }) {
			s.put(st, axis.i, Value{})
		}
	}
	if !types.IsUnknown(st.vals[p.byName[factReliability]]) && types.IsUnknown(st.vals[known]) {
		st.vals[known] = types.True
	}
	if c, ok := st.vals[p.byName[factCredibility]].(types.Int); ok && c <= 2 && types.IsUnknown(st.vals[others]) {
		st.vals[others] = types.True
	}
}

// Err is what broke on the way, which is ours.
func (s *Space) Err() error { return s.err }

// Told gives a point in words; what is unknown is left out.
func (s *Space) Told(choice []int) map[Name]string {
	told := map[Name]string{}
	for i, axis := range s.Axes {
		if v := axis.values[choice[i]]; v.Known {
			told[axis.Fact] = v.Text
		}
	}
	return told
}
