package leak_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/leak"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// corpusDir is where the corpus is that TestConfusion measures.
var corpusDir = flag.String("corpus", committedCorpus, "folder of the corpus")

// committedCorpus is the folder of both halves; of it the half that was looked at
// while the check was built is measured, and the other with -half unseen.
const committedCorpus = "testdata/corpus"

// measuredHalf is which half of the committed corpus is measured.
var measuredHalf = flag.String("half", "seen", "half of the committed corpus: seen or unseen")

// A confSource is a report of the corpus with what of it was released.
type confSource corpusReport

// A confText is an outgoing text of the corpus.
type confText struct {
	ID, Source, Origin, Kind, Sentence, Leaked, Text string
}

// confLines reads the lines of a file of the corpus.
func confLines[T any](t *testing.T, dir, name string) []T {
	t.Helper()
	half := "_*.jsonl"
	if dir == committedCorpus {
		half = "_" + *measuredHalf + ".jsonl"
	}
	matches, err := filepath.Glob(filepath.Join(dir, name+half))
	if err != nil || len(matches) == 0 {
		t.Fatalf("no %s in the folder of the corpus: %v", name, err)
	}
	var all []T
	for _, m := range matches {
		f, err := os.Open(m)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var v T
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			all = append(all, v)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		_ = f.Close() // It was only read.
	}
	return all
}

// material is what of the source must not leave, and cleared what may.
func (s confSource) material() leak.Material {
	var m leak.Material
	for _, p := range s.Passages {
		tlp, err := marking.ParseTLP(p.Marking)
		if err != nil {
			tlp = marking.Unmarked
		}
		m.Passages = append(m.Passages, report.Passage{Part: p.Part, Text: p.Text, Marking: marking.Marking{TLP: tlp}})
	}
	for _, n := range s.Names {
		m.Names = append(m.Names, leak.Term{Text: n, Part: "names"})
	}
	for _, n := range s.Codewords {
		m.Codewords = append(m.Codewords, leak.Term{Text: n, Part: "codewords"})
	}
	for _, n := range s.Identifiers {
		m.IDs = append(m.IDs, leak.Term{Text: n, Part: "identifiers"})
	}
	return m
}

// cleared is what of the source was released.
func (s confSource) cleared() leak.Cleared {
	var c leak.Cleared
	for _, r := range s.Released {
		c.Values = append(c.Values, r.Value)
		if rung, err := place.ParseRung(r.Rung); err == nil && r.Field == "where" {
			c.Place = max(c.Place, rung)
		}
		if rung, err := report.ParseTimeRung(r.Rung); err == nil && r.Field == "when" {
			c.Time = max(c.Time, rung)
		}
	}
	return c
}

// A confusion counts texts by kind: how many there are, and over how many the
// check cries out.
type confusion struct{ total, found, named map[string]int }

// TestConfusion measures how many clean texts are stopped, and how many
// paraphrases are found: by any rule, and by those of paraphrase. On the half
// that is committed it holds the figures that were measured.
func TestConfusion(t *testing.T) {
	t.Parallel()
	sources := map[string]confSource{}
	for _, s := range confLines[confSource](t, *corpusDir, "sources") {
		sources[s.ID] = s
	}
	count := confusion{map[string]int{}, map[string]int{}, map[string]int{}}
	check := func(kind string, x confText) []leak.Leak {
		s, ok := sources[x.Source]
		if !ok {
			t.Fatalf("%s is of no source", x.ID)
		}
		leaks := leak.NewChecker(s.material()).Check(x.Text, s.cleared())
		count.total[kind]++
		if len(leaks) > 0 {
			count.found[kind]++
		}
		if slices.ContainsFunc(leaks, isEcho) {
			count.named[kind]++
		}
		return leaks
	}
	for _, x := range confLines[confText](t, *corpusDir, "clean") {
		for _, l := range check("clean "+x.Origin, x) {
			t.Logf("FALSE ALARM %s: %s <- %s", x.ID, l.String(), l.Source)
		}
	}
	for _, x := range confLines[confText](t, *corpusDir, "paraphrases") {
		leaks := check("paraphrase "+x.Kind, x)
		if !slices.ContainsFunc(leaks, isEcho) {
			t.Logf("MISSED %s (%s): %q <- %q", x.ID, x.Kind, x.Leaked, x.Sentence)
		}
	}
	clean, alarms, plants, caught := count.print(t)
	if *corpusDir != committedCorpus {
		return // Another half is measured, not held.
	}
	floor := floorCaught
	if *measuredHalf == "unseen" {
		floor = floorUnseen
	}
	if clean < 150 || plants < 100 || alarms*50 > clean || caught < floor {
		t.Errorf("of %d clean texts %d are stopped, and of %d paraphrases %d found", clean, alarms, plants, caught)
	}
}

// floorCaught is how many paraphrases of the seen half are found at least, as
// measured.
const floorCaught = 75

// floorUnseen is the same for the half that nobody had seen who built the check.
const floorUnseen = 42

// isEcho reports whether a finding is of a sentence said again.
func isEcho(l leak.Leak) bool { return l.Rule == leak.RuleParaphrase || l.Rule == leak.RuleReordered }

// print prints the table and adds it up.
func (c confusion) print(t *testing.T) (clean, alarms, plants, caught int) {
	t.Helper()
	var kinds []string
	for k := range c.total {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-24s %6s %9s %12s\n", "kind", "texts", "any rule", "as echo")
	for _, k := range kinds {
		fmt.Fprintf(&b, "%-24s %6d %9d %12d\n", k, c.total[k], c.found[k], c.named[k])
		if strings.HasPrefix(k, "clean") {
			clean += c.total[k]
			alarms += c.found[k]
		} else {
			plants += c.total[k]
			caught += c.named[k]
		}
	}
	fmt.Fprintf(&b, "clean %d, stopped %d (%.1f %%); paraphrases %d, found %d (%.1f %%)", clean, alarms,
		100*float64(alarms)/float64(max(1, clean)), plants, caught, 100*float64(caught)/float64(max(1, plants)))
	t.Log(b.String())
	return clean, alarms, plants, caught
}
