package name

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/families.txt
var familiesText string

// families reads the families of spellings.
func families(tb testing.TB) [][]string {
	tb.Helper()
	var all [][]string
	for line := range strings.Lines(familiesText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, strings.Split(line, "|"))
		}
	}
	return all
}

// Spellings of one name are found to be one, at 80 and at 60.
func TestSpellingsOfOneName(t *testing.T) {
	t.Parallel()
	all := families(t)
	if len(all) < 60 {
		t.Fatalf("%d families are too few to say anything", len(all))
	}
	var pairs, likely, possible int
	for _, f := range all {
		for i, a := range f {
			for _, b := range f[i+1:] {
				m := Compare(a, b)
				pairs++
				if m.Score >= 60 {
					possible++
				}
				if m.Score >= 80 {
					likely++
				} else {
					t.Logf("%s / %s: %d, %s", a, b, m.Score, m.Why)
				}
			}
		}
	}
	t.Logf("%d families, %d pairs: %.1f %% at 80, %.1f %% at 60", len(all), pairs, share(likely, pairs), share(possible, pairs))
	if share(likely, pairs) < 90 || share(possible, pairs) < 97 {
		t.Errorf("%.1f %% of the pairs at 80 and %.1f %% at 60 are too few", share(likely, pairs), share(possible, pairs))
	}
}

// Different names stay different.
func TestNamesOfDifferentPeople(t *testing.T) {
	t.Parallel()
	all := families(t)
	var pairs, likely, possible int
	for i, f := range all {
		for _, g := range all[i+1:] {
			for _, a := range f {
				for _, b := range g {
					m := Compare(a, b)
					pairs++
					if m.Score >= 60 {
						possible++
					}
					if m.Score >= 80 {
						likely++
						t.Logf("%s / %s: %d, %s", a, b, m.Score, m.Why)
					}
				}
			}
		}
	}
	t.Logf("%d pairs: %.3f %% at 80, %.3f %% at 60", pairs, share(likely, pairs), share(possible, pairs))
	if pairs < 20_000 {
		t.Errorf("%d pairs are too few to say anything", pairs)
	}
	if share(likely, pairs) > 0.05 || share(possible, pairs) > 0.5 {
		t.Errorf("%.3f %% of different names at 80 and %.3f %% at 60 are too many", share(likely, pairs), share(possible, pairs))
	}
}

// Spellings of one word share a key.
func TestSpellingsShareAKey(t *testing.T) {
	t.Parallel()
	var pairs, shared int
	for _, f := range families(t) {
		for i, a := range f {
			for _, b := range f[i+1:] {
				if strings.ContainsAny(a+b, " -\u200c") {
					continue
				}
				pairs++
				if ka, kb := Keys(a), Keys(b); slices.ContainsFunc(ka, func(k string) bool { return slices.Contains(kb, k) }) {
					shared++
				} else {
					t.Logf("%s %q / %s %q", a, ka, b, kb)
				}
			}
		}
	}
	t.Logf("%d pairs of words: %.1f %% share a key", pairs, share(shared, pairs))
	if share(shared, pairs) < 85 {
		t.Errorf("%.1f %% of the pairs share a key: too few", share(shared, pairs))
	}
}

func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
