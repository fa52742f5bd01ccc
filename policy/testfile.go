package policy

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// A TestFile is the examples that stand beside a pack: facts in, outcome out.
type TestFile struct {
	Pack  string     `json:"pack"`
	Tests []TestCase `json:"tests"`
}

// A TestCase is one example.
type TestCase struct {
	Place
	Name  string          `json:"name"`
	At    time.Time       `json:"at"`
	Facts map[Name]string `json:"facts"`
	// Verdict is what is found.
	Verdict Verdict `json:"verdict"`
	// Doubt is unknown where the example does not say it, Urgency empty.
	Doubt   tocsin.Tri `json:"doubt,omitempty"`
	Urgency Urgency    `json:"urgency,omitempty"`
	Rules   []TestRule `json:"rules,omitempty"`
}

// A TestRule is the value that a rule must have.
type TestRule struct {
	Place
	Rule  string     `json:"rule"`
	Value tocsin.Tri `json:"value"`
}

// testTime is when an example is determined that tells no time.
var testTime = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// ParseTests reads the examples of a pack. What is not known to the pack, a fact,
// a word or a rule, is refused; the error is an *Invalid with the place of every
// flaw.
func ParseTests(source []byte, pack *Pack) (TestFile, error) {
	r := &testReader{reader: &reader{}, pack: pack}
	var out TestFile
	root := r.tree(source)
	if root == nil || len(r.flaws) > 0 {
		return out, &Invalid{r.flaws}
	}
	s := r.section(root)
	r.rule = "pack"
	out.Pack = s.says("pack")
	if n := root.fields["pack"]; n != nil && out.Pack != pack.Ref.ID {
		r.flaw(n, "name the pack that stands beside it", "the tests are for %q, and the pack is %s", out.Pack, pack.Ref.ID)
	}
	r.rule = "tests"
	list := s.must("tests")
	if list != nil && (!list.list || len(list.items) == 0) {
		r.flaw(list, "write a list of examples", "there is no test")
	}
	if list != nil {
		for _, item := range list.items {
			out.Tests = append(out.Tests, r.test(item, out.Tests))
		}
	}
	r.rule = ""
	s.end()
	if len(r.flaws) > 0 {
		return out, &Invalid{r.flaws}
	}
	return out, nil
}

// A testReader reads examples.
type testReader struct {
	*reader
	pack *Pack
}

func (r *testReader) test(n *node, before []TestCase) TestCase {
	r.rule = "tests"
	s := r.section(n)
	t := TestCase{Place: Place{n.line, n.column}, At: testTime, Name: s.says("name")}
	r.rule = t.Name
	if slices.ContainsFunc(before, func(o TestCase) bool { return o.Name == t.Name }) {
		r.flaw(n.fields["name"], "give it a name of its own", "the name stands twice")
	}
	if at, ok := s.has("at"); ok {
		when, err := time.Parse(time.RFC3339, at.text)
		if err != nil {
			r.flaw(at, "write it as 2024-01-01T00:00:00Z", "%q is no time", at.text)
		}
		t.At = when.UTC()
	}
	t.Facts = r.facts(s.must("facts"))
	t.Verdict = oneOf(s, "verdict", Verdicts())
	if _, ok := s.has("doubt"); ok {
		t.Doubt = tocsin.TriOf(s.flag("doubt", true))
	}
	if _, ok := s.has("urgency"); ok {
		t.Urgency = oneOf(s, "urgency", Urgencies())
	}
	if rules, ok := s.has("rules"); ok {
		t.Rules = r.rules(rules)
	}
	s.end()
	return t
}

// facts reads the facts of an example, each known to the pack.
func (r *testReader) facts(n *node) map[Name]string {
	out := map[Name]string{}
	if n == nil {
		return out
	}
	s := r.section(n)
	for _, key := range s.keysOf() {
		at, _ := s.has(key)
		text := strings.TrimSpace(at.text)
		if at.list {
			words := make([]string, 0, len(at.items))
			for _, item := range at.items {
				words = append(words, strings.TrimSpace(item.text))
			}
			if text = strings.Join(words, ","); len(words) == 0 {
				text = "none"
			}
		}
		if _, err := r.pack.fact(Name(key), text); err != nil {
			place, remedy := n.named[key], "use the facts that docs/packs.md lists, and the questions of the pack"
			if r.pack.Knows(Name(key)) {
				place, remedy = at, "write a value that the fact may have"
			}
			r.flaw(place, remedy, "%v", err)
		}
		out[Name(key)] = text
	}
	return out
}

// rules reads the values that rules must have.
func (r *testReader) rules(n *node) []TestRule {
	s := r.section(n)
	var out []TestRule
	for _, key := range s.keysOf() {
		at, _ := s.has(key)
		if !slices.ContainsFunc(r.pack.tests, func(t *Test) bool { return t.ID == key }) {
			known := make([]string, 0, len(r.pack.tests))
			for _, t := range r.pack.tests {
				known = append(known, t.ID)
			}
			r.flaw(n.named[key], "name one of "+strings.Join(known, ", "), "there is no rule %q in the threshold", key)
		}
		value, err := tocsin.ParseTri(at.text)
		if err != nil {
			r.flaw(at, "write yes, no or unknown", "%q is no value of a rule", at.text)
		}
		out = append(out, TestRule{Place{at.line, at.column}, key, value})
	}
	return out
}
