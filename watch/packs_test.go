package watch_test

import (
	"regexp"
	"testing"

	"example.org/tocsin/policy/packs"
)

// shipped gives the file of the pack that comes along, with replacements in it.
func shipped(t *testing.T, pairs ...string) string {
	t.Helper()
	raw, ok := packs.Source("icd-191")
	if !ok {
		t.Fatal("there is no pack")
	}
	source := string(raw)
	for i := 0; i < len(pairs); i += 2 {
		at := regexp.MustCompile(pairs[i])
		if !at.MatchString(source) {
			t.Fatalf("%q does not stand in the pack", pairs[i])
		}
		source = at.ReplaceAllString(source, pairs[i+1])
	}
	return source
}

// small gives the pack for an office of two: one other is enough for all.
func small(t *testing.T) string {
	t.Helper()
	return shipped(t,
		`(routine|urgent|exigent): {others: \d, highest: \w+}`, `$1: {others: 1, highest: officer}`,
		`silence: {others: \d, highest: \w+}`, `silence: {others: 1, highest: head}`,
		`approve: {others: \d, highest: \w+}`, `approve: {others: 1, highest: head}`,
	)
}
