package policy

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"example.org/tocsin"
)

// A memo remembers what would flip what has been determined before: the same
// values flip the same way, whichever dossier they are of.
type memo struct {
	sync.Mutex
	known map[string]*flipped
}

// A flipped is what other values would lead to.
type flipped struct {
	open  []Open
	flips []Flip
	// text tells them in plain language.
	text string
}

const (
	// memoSize bounds what is remembered.
	memoSize = 4096
	// maxFlips bounds how many sets are told, maxTries how many are tried, and
	// maxTogether how many facts a set has.
	maxFlips    = 12
	maxTries    = 30_000
	maxTogether = 3
)

// consequences gives what other values would lead to.
func (p *Pack) consequences(values []Value, base *state, verdict Verdict) *flipped {
	var key strings.Builder
	for _, i := range append([]int{p.byName[factPossessed]}, p.decisive...) {
		if values[i].derived {
			key.WriteByte('+') // it goes where its grade goes
		}
		if values[i].Known {
			key.WriteString(strconv.Itoa(len(values[i].Text))) // an officer's text may hold any byte
			key.WriteByte(' ')
			key.WriteString(values[i].Text)
		}
		key.WriteByte(0)
	}
	p.memo.Lock()
	known, ok := p.memo.known[key.String()]
	p.memo.Unlock()
	if ok {
		return known
	}
	s := &search{pack: p, values: values, base: base, verdict: verdict, trial: base.fork()}
	found := s.run()
	found.text = p.explainChanges(found)
	p.memo.Lock()
	defer p.memo.Unlock()
	if len(p.memo.known) >= memoSize || p.memo.known == nil {
		p.memo.known = make(map[string]*flipped)
	}
	p.memo.known[key.String()] = found
	return found
}

// fork gives a state of its own over the same values.
func (s *state) fork() *state {
	return &state{pack: s.pack, vals: slices.Clone(s.vals), results: make([]tocsin.Tri, len(s.results)), tests: slices.Clone(s.tests)}
}

// A search tries other values.
type search struct {
	pack    *Pack
	values  []Value
	base    *state
	verdict Verdict
	trial   *state
	tries   int
	flips   []Flip
}

// An other is one fact with another value.
type other struct {
	fact  int
	value Value
}

// run tries each fact by itself, and then sets of facts until some flip.
func (s *search) run() *flipped {
	out := &flipped{}
	for _, i := range s.pack.decisive {
		change := map[Verdict][]string{}
		for _, v := range s.others(i) {
			if to := s.with(other{i, v}); to != s.verdict {
				change[to] = append(change[to], v.told())
			}
		}
		to := s.changes(i, change)
		for _, c := range to {
			s.flips = append(s.flips, Flip{[]Change{{Fact: c.Fact, From: c.From, To: c.To}}, c.Verdict})
		}
		f := s.pack.facts[i]
		if !s.values[i].Known && f.answer != "" {
			out.open = append(out.open, Open{Fact: f.Name, Ask: f.Ask, Answer: f.answer, WouldChange: len(to) > 0, To: to})
		}
	}
	for together := 2; len(s.flips) == 0 && together <= maxTogether; together++ {
		s.sets(s.candidates(), nil, together)
	}
	out.flips = s.flips[:min(len(s.flips), maxFlips)]
	return out
}

// told gives a value in words.
func (v Value) told() string {
	if !v.Known {
		return "unknown"
	}
	return v.Text
}

// changes tells the other values of one fact, one change for each verdict.
func (s *search) changes(i int, by map[Verdict][]string) []Change {
	var out []Change
	for _, to := range Verdicts() {
		if words := by[to]; len(words) > 0 {
			out = append(out, Change{s.pack.facts[i].Name, s.values[i].told(), strings.Join(words, " or "), to})
		}
	}
	return out
}

// others are the values to try for a fact: all but the one it has.
func (s *search) others(i int) []Value {
	all := s.pack.variants[i]
	if f := s.pack.facts[i]; f.Kind == KindWords && s.values[i].Known && s.values[i].Text != "none" {
		has := strings.Split(s.values[i].Text, ",")
		all = slices.Clone(all)
		for _, w := range f.OneOf {
			if slices.Contains(has, w) {
				all = append(all, wordsValue(slices.DeleteFunc(slices.Clone(has), func(o string) bool { return o == w })))
			} else {
				all = append(all, wordsValue(append(slices.Clone(has), w)))
			}
		}
	}
	seen := []string{s.values[i].told()}
	return slices.DeleteFunc(slices.Clone(all), func(v Value) bool {
		again := slices.Contains(seen, v.told())
		seen = append(seen, v.told())
		return again
	})
}

// with gives the verdict where some facts have other values.
func (s *search) with(others ...other) Verdict {
	s.tries++
	others = s.graded(others)
	t := s.trial
	copy(t.vals, s.base.vals)
	copy(t.tests, s.base.tests)
	for _, o := range others {
		t.vals[o.fact] = o.value.val
		if o.value.val == nil {
			t.vals[o.fact] = s.pack.facts[o.fact].unknown
		}
	}
	for _, o := range others {
		for _, term := range s.pack.terms[o.fact] {
			t.settle(term)
		}
	}
	for _, o := range others {
		for _, test := range s.pack.affects[o.fact] {
			t.tests[test] = t.test(s.pack.tests[test])
		}
	}
	verdict, _ := s.pack.verdict(t.tests)
	return verdict
}

// graded adds what follows from other grades, as it would in a determination.
func (s *search) graded(others []other) []other {
	all := slices.Clip(others)
	for _, d := range derivations {
		grade, fact := s.pack.byName[d.grade], s.pack.byName[d.fact]
		of, told, value := s.values[grade], false, s.values[fact]
		for _, o := range others {
			if o.fact == grade {
				of, told = o.value, true
			}
			if o.fact == fact {
				value, told = o.value, true
			}
		}
		if !told || value.Known && !value.derived {
			continue
		}
		// The last one told stands.
		value = Value{}
		if d.follows(of) {
			value = d.value()
		}
		all = append(all, other{fact, value})
	}
	return all
}

// candidates are the facts of which several together may flip the verdict: where
// a rule of the threshold fails, those that reach one which fails, or that could
// put the threat out of scope.
func (s *search) candidates() []int {
	may := func(test int) bool {
		scope := s.pack.tests[test].Scope && s.verdict != OutOfScope
		return s.base.tests[test] == tocsin.No || scope
	}
	failing := s.verdict == NoDuty || s.verdict == OutOfScope
	var out []int
	for _, i := range s.pack.decisive {
		if !failing || slices.ContainsFunc(s.pack.affects[i], may) {
			out = append(out, i)
		}
	}
	return out
}

// sets tries all sets of so many facts.
func (s *search) sets(from []int, chosen []other, together int) {
	if together == 0 {
		if to := s.with(chosen...); to != s.verdict {
			s.flip(chosen, to)
		}
		return
	}
	for n, i := range from {
		for _, v := range s.others(i) {
			if s.tries >= maxTries || len(s.flips) >= maxFlips {
				return
			}
			s.sets(from[n+1:], append(slices.Clip(chosen), other{i, v}), together-1)
		}
	}
}

// flip notes a set that flips the verdict; of the same facts the first is told.
func (s *search) flip(chosen []other, to Verdict) {
	f := Flip{Verdict: to}
	for _, o := range chosen {
		f.Changes = append(f.Changes, Change{Fact: s.pack.facts[o.fact].Name, From: s.values[o.fact].told(), To: o.value.told()})
	}
	same := func(g Flip) bool {
		return g.Verdict == to && slices.EqualFunc(f.Changes, g.Changes, func(a, b Change) bool { return a.Fact == b.Fact })
	}
	if !slices.ContainsFunc(s.flips, same) {
		s.flips = append(s.flips, f)
	}
}

// variantsOf gives the values that are tried for a fact: every word, both
// answers, the numbers around those it is compared with, the texts that it is
// compared with and another, and unknown.
func variantsOf(f fact, constants []string) []Value {
	var out []Value
	add := func(text string) {
		if v, err := f.ParseValue(text); err == nil && !slices.ContainsFunc(out, func(o Value) bool { return o.told() == v.told() }) {
			out = append(out, v)
		}
	}
	switch f.Kind {
	case KindYesNo:
		add("yes")
		if !f.onlyYes {
			add("no")
		}
	case KindNumber:
		for _, c := range constants {
			add(c)
		}
	case KindWords:
		add("none")
		fallthrough
	case KindWord:
		for _, w := range f.OneOf {
			add(w)
		}
	case KindText:
		for _, c := range constants {
			add(c)
		}
		add("somebody else")
	}
	add("unknown")
	return out
}
