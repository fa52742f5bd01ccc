package policy_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// comesAlong reads a pack that comes along.
func comesAlong(tb testing.TB, id string) *policy.Pack {
	tb.Helper()
	source, err := os.ReadFile("packs/" + id + ".yaml")
	if err != nil {
		tb.Fatal(err)
	}
	p, err := policy.Load(source)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// TestParseTests reads every word that a test may have.
func TestParseTests(t *testing.T) {
	t.Parallel()
	const file = `pack: cyber-pre-attack
tests:
  - name: everything
    at: 2024-02-03T04:05:06+01:00
    facts: {observed: [beacon, staging], sightings: 0, ahead: yes, what_told: unknown}
    verdict: permitted
    doubt: false
    urgency: urgent
    rules:
      CPA-FOOTHOLD: yes
      CPA-AHEAD: unknown
  - name: nothing
    facts: {observed: []}
    verdict: out-of-scope
`
	f, err := policy.ParseTests([]byte(file), comesAlong(t, "cyber-pre-attack"))
	if err != nil {
		t.Fatal(err)
	}
	one := f.Tests[0]
	if f.Pack != "cyber-pre-attack" || one.Name != "everything" || one.Line != 3 || !one.At.Equal(time.Date(2024, 2, 3, 3, 5, 6, 0, time.UTC)) ||
		one.Verdict != policy.Permitted || one.Doubt != tocsin.No || one.Urgency != policy.Urgent {
		t.Errorf("read is %+v", one)
	}
	if one.Facts["observed"] != "beacon,staging" || one.Facts["sightings"] != "0" || one.Facts["what_told"] != "unknown" || len(one.Facts) != 4 {
		t.Errorf("the facts are %v", one.Facts)
	}
	if !slices.Equal(one.Rules, []policy.TestRule{
		{Place: policy.Place{Line: 10, Column: 21}, Rule: "CPA-FOOTHOLD", Value: tocsin.Yes},
		{Place: policy.Place{Line: 11, Column: 18}, Rule: "CPA-AHEAD", Value: tocsin.Unknown},
	}) {
		t.Errorf("the rules are %+v", one.Rules)
	}
	two := f.Tests[1]
	if two.Doubt != tocsin.Unknown || two.Urgency != "" || two.At.IsZero() || two.Facts["observed"] != "none" {
		t.Errorf("read is %+v", two)
	}
}

// TestParseTestsRefuses tells each flaw with its place, and all of them.
func TestParseTestsRefuses(t *testing.T) {
	t.Parallel()
	p := comesAlong(t, "icd-191")
	const good = "pack: icd-191\ntests:\n  - name: one\n    facts: {harm: kidnapping}\n    verdict: duty\n"
	if _, err := policy.ParseTests([]byte(good), p); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"kidnapping", "kidnaping", `4:19: one: harm: "kidnaping" is not one of`},
		{"harm: kidnapping", "harn: kidnapping", `4:13: one: there is no fact "harn"; use the facts that docs/packs.md lists, and the questions of the pack`},
		{"harm: kidnapping", "located: yes", `4:13: one: there is no fact "located"; use the facts`},
		{"harm: kidnapping", "harms: kidnapping", `4:13: one: there is no fact "harms"`},
		{"harm: kidnapping", "what_told: no", `4:24: one: what_told: it is yes or unknown: what is not told is not absent`},
		{"harm: kidnapping", "harm: kidnapping, harm: kidnapping", `4:31: mapping key "harm" already defined`},
		{"verdict: duty", "verdict: dooty", `5:14: one: "dooty" is no verdict; write one of duty, permitted`},
		{"verdict: duty\n", "verdict: duty\n    doubt: maybe\n", `6:12: one: doubt is "maybe"`},
		{"verdict: duty\n", "verdict: duty\n    urgency: soon\n", `6:14: one: "soon" is no urgency`},
		{"verdict: duty\n", "verdict: duty\n    at: noon\n", `6:9: one: "noon" is no time`},
		{"verdict: duty\n", "verdict: duty\n    rules: {DTW-TRIG-HARN: yes}\n", `6:13: one: there is no rule "DTW-TRIG-HARN" in the threshold; name one of DTW-TRIG-HOLD, DTW-TRIG-HARM`},
		{"verdict: duty\n", "verdict: duty\n    rules: {DTW-TRIG-HARM: ja}\n", `6:28: one: "ja" is no value of a rule; write yes, no or unknown`},
		{"verdict: duty\n", "verdict: duty\n    veredict: duty\n", `6:5: one: there is no key "veredict" here`},
		{"    verdict: duty\n", "", `3:5: one: verdict is missing; add verdict`},
		{"    facts: {harm: kidnapping}\n", "", `3:5: one: facts is missing; add facts`},
		{"name: one", "name: ''", `3:11: tests: name is empty`},
		{"pack: icd-191", "pack: uk-threat-to-life", `1:7: pack: the tests are for "uk-threat-to-life", and the pack is icd-191`},
		{"pack: icd-191\n", "", `1:1: pack: pack is missing`},
		{good[14:], "", `1:1: tests: tests is missing`},
		{good[14:], "tests: []\n", `2:8: tests: there is no test`},
		{"verdict: duty\n", "verdict: duty\n  - name: one\n    facts: {}\n    verdict: duty\n", `6:11: one: the name stands twice`},
		{good, "- one\n", `it is no mapping`},
		{"facts: {harm: kidnapping}", "facts: [harm]", `4:12: one: it is no mapping`},
		{good, "pack: [", `mend the YAML`},
	} {
		_, err := policy.ParseTests([]byte(strings.Replace(good, c.old, c.new, 1)), p)
		invalid, ok := errors.AsType[*policy.Invalid](err)
		if !ok || !slices.ContainsFunc(invalid.Flaws, func(f policy.Flaw) bool { return strings.Contains(f.String(), c.want) }) {
			t.Errorf("%q for %q is told as %v, not as %s", c.new, c.old, err, c.want)
		}
	}
	_, err := policy.ParseTests([]byte(strings.NewReplacer("harm", "harn", "duty", "dooty").Replace(good)), p)
	if invalid, ok := errors.AsType[*policy.Invalid](err); !ok || len(invalid.Flaws) != 2 {
		t.Errorf("of two flaws is told %v", err)
	}
}
