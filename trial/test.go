package trial

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A Diff is one thing that came out otherwise than the test says.
type Diff struct {
	policy.Place
	// What is the verdict, the doubt, the urgency, or a rule by its id.
	What string `json:"what"`
	Want string `json:"want"`
	Got  string `json:"got"`
	// Because are the facts that decided, for a rule.
	Because []string `json:"because,omitempty"`
}

// A Result is one test with what came of it.
type Result struct {
	Test  policy.TestCase `json:"test"`
	Diffs []Diff          `json:"diffs,omitempty"`
	// Got is the verdict, and Rules every rule with what decided it.
	Got   policy.Verdict `json:"got"`
	Rules []RuleValue    `json:"rules"`
}

// Passed reports whether all came out as the test says.
func (r Result) Passed() bool { return len(r.Diffs) == 0 }

// A RuleValue is one rule with its value and the parts that decided it.
type RuleValue struct {
	Rule    string     `json:"rule"`
	Value   tocsin.Tri `json:"value"`
	Because []string   `json:"because,omitempty"`
}

// A Report is what came of all tests of a pack.
type Report struct {
	Pack     policy.PackRef `json:"pack"`
	Results  []Result       `json:"results"`
	Coverage Coverage       `json:"coverage"`
}

// Failed gives how many tests failed.
func (r Report) Failed() int {
	n := 0
	for _, one := range r.Results {
		if !one.Passed() {
			n++
		}
	}
	return n
}

// Run runs the tests of a pack and says what they reach. An error is a fault: a
// test that names what the pack does not have is refused where it is read.
func Run(p *policy.Pack, f policy.TestFile) (Report, error) {
	out := Report{Pack: p.Ref}
	c, err := newCover(p)
	if err != nil {
		return out, err
	}
	for _, t := range f.Tests {
		d, err := p.DetermineFacts(t.Facts, t.At)
		if err != nil {
			return out, fmt.Errorf("running the test %q: %w", t.Name, err)
		}
		if err := c.note(t.Facts); err != nil {
			return out, err
		}
		out.Results = append(out.Results, judge(t, d))
	}
	out.Coverage = c.coverage()
	return out, nil
}

// judge compares what a test says with what was found.
func judge(t policy.TestCase, d policy.Determination) Result {
	r := Result{Test: t, Got: d.Verdict}
	for _, f := range d.Findings {
		r.Rules = append(r.Rules, RuleValue{f.Rule, f.Value, f.Because})
	}
	diff := func(at policy.Place, what, want, got string, because ...string) {
		if want != got {
			r.Diffs = append(r.Diffs, Diff{at, what, want, got, because})
		}
	}
	diff(t.Place, "verdict", string(t.Verdict), string(d.Verdict))
	if t.Doubt != tocsin.Unknown {
		diff(t.Place, "doubt", t.Doubt.String(), tocsin.TriOf(d.Doubt).String())
	}
	if t.Urgency != "" {
		diff(t.Place, "urgency", string(t.Urgency), string(d.Urgency))
	}
	for _, want := range t.Rules {
		i := slices.IndexFunc(r.Rules, func(v RuleValue) bool { return v.Rule == want.Rule })
		if i < 0 {
			diff(want.Place, want.Rule, want.Value.String(), "not there")
			continue
		}
		diff(want.Place, want.Rule, want.Value.String(), r.Rules[i].Value.String(), r.Rules[i].Because...)
	}
	return r
}

// Text tells the report: what failed and why, then what was not reached. File
// names the file of the tests, where there is one.
func (r Report) Text(file string) string {
	var b strings.Builder
	for _, one := range r.Results {
		if one.Passed() {
			continue
		}
		fmt.Fprintf(&b, "FAIL  %s%s: %s\n", prefix(file), at(one.Test.Place), one.Test.Name)
		for _, d := range one.Diffs {
			fmt.Fprintf(&b, "      %-20s wanted %-12s got %s\n", d.What, d.Want, d.Got)
		}
		b.WriteString("      what was found:\n")
		for _, v := range one.Rules {
			fmt.Fprintf(&b, "      %-8s %s\n", v.Value, v.Rule)
			for _, why := range v.Because {
				fmt.Fprintf(&b, "               because %s\n", why)
			}
		}
	}
	fmt.Fprintf(&b, "%s: %d tests, %d failed\n", r.Pack.ID, len(r.Results), r.Failed())
	r.Coverage.tell(&b)
	return b.String()
}

// prefix is the name of a file before a place in it.
func prefix(file string) string {
	if file == "" {
		return ""
	}
	return file + ":"
}

// at tells a place.
func at(p policy.Place) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
