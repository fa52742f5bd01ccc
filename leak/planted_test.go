package leak_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/leak"
)

// TestPlantedCorpus holds that everything that is planted word for word, as an
// identifier, a coordinate, a time, a date, a code word, a name or in disguise is
// found, where it stands.
func TestPlantedCorpus(t *testing.T) {
	t.Parallel()
	half, err := readCorpus("seen")
	if err != nil {
		t.Fatal(err)
	}
	total, missed := map[string]int{}, map[string]int{}
	for _, p := range plantLeaks(1, half, 100) {
		s := confSource(p.Source)
		kind := p.Kind + " " + p.Way
		total[kind]++
		leaks := leak.NewChecker(s.material()).Check(p.Text, s.cleared())
		line := 1 + strings.Count(p.Text[:p.At], "\n")
		if !slices.ContainsFunc(leaks, func(l leak.Leak) bool { return plantedRule(p.Kind, l.Rule) && l.Line == line }) {
			missed[kind]++
			t.Errorf("a %s is not found: %q of %q in %q: %v", kind, p.Planted, p.Secret, p.Text, leaks)
		}
	}
	for kind, n := range total {
		t.Logf("%-24s %4d planted, %d missed", kind, n, missed[kind])
	}
}

// plantedRule reports whether a finding under a rule is of what was planted.
func plantedRule(kind, rule string) bool {
	want, ok := map[string][]string{
		"run": {leak.RuleRun}, "id": {leak.RuleID, leak.RuleNumber}, "listed-id": {leak.RuleID, leak.RuleNumber},
		"point": {leak.RuleCoordinate, leak.RulePrecision}, "time": {leak.RuleTime, leak.RulePrecision},
		"date": {leak.RuleTime, leak.RulePrecision}, "code-word": {leak.RuleCodeword}, "name": {leak.RuleName},
		"hidden": {leak.RuleHidden},
	}[kind]
	if !ok {
		panic(fmt.Sprintf("nobody said how a %s is found", kind))
	}
	return slices.Contains(want, rule)
}
