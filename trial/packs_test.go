package trial_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/trial"
)

// crews are the levels that fill every place of each pack, as few as do.
var crews = map[string][]tocsin.Level{
	"icd-191":            {head, head, senior, senior},
	"uk-threat-to-life":  {head, head, senior},
	"cyber-pre-attack":   {head, head},
	"ngo-spyware-notice": {head, head},
}

// unreached are the values that no test reaches although they can be, each as
// "RULE: value: expression".
var unreached = map[string][]string{}

// TestPacks reads every pack, looks for what is unwise in it, and runs its tests,
// which must reach every rule and every branch.
func TestPacks(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, err := packs.Get(id)
			if err != nil {
				t.Fatal(err)
			}
			found, err := trial.Lint(p, crews[id], nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Findings) > 0 || len(found.Undecided) > 0 {
				t.Error(found.Text(id + ".yaml"))
			}
			reaches(t, p)
		})
	}
}

// reaches runs the tests of a pack.
func reaches(t *testing.T, p *policy.Pack) {
	t.Helper()
	source, ok := packs.Tests(p.Ref.ID)
	if !ok {
		t.Fatal("it has no tests")
	}
	tests, err := policy.ParseTests(source, p)
	if err != nil {
		t.Fatal(err)
	}
	r, err := trial.Run(p, tests)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() > 0 {
		t.Error(r.Text(p.Ref.ID + ".test.yaml"))
	}
	var missed []string
	for _, c := range slices.Concat(r.Coverage.Rules, r.Coverage.Branches) {
		if m := c.Missed(); m.Len() > 0 || c.Open != "" {
			missed = append(missed, strings.Join([]string{c.Of, m.String(), c.Text + c.Open}, ": "))
		}
	}
	if !slices.Equal(missed, unreached[p.Ref.ID]) {
		t.Errorf("its tests do not reach\n%s", strings.Join(missed, "\n"))
	}
}
