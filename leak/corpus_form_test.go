package leak_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// paraphraseKinds are how a paraphrase may restate its sentence.
var paraphraseKinds = strings.Fields("light reordered synonyms voice split merged quoted summary heavy")

// corpusHalves reads the halves of the corpus that are here; the seen one always
// is.
func corpusHalves(t *testing.T) map[string]corpusHalf {
	t.Helper()
	halves := map[string]corpusHalf{}
	for _, name := range []string{"seen", "unseen"} {
		h, err := readCorpus(name)
		if name == "unseen" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		halves[name] = h
	}
	return halves
}

// TestCorpusCounts holds that each half has what the README says, all of it
// labeled synthetic, with every kind of paraphrase in fair share.
func TestCorpusCounts(t *testing.T) {
	t.Parallel()
	for name, h := range corpusHalves(t) {
		if len(h.Sources) != 20 || len(h.Clean) != 160 || len(h.Paraphrases) != 100 {
			t.Errorf("%s: %d sources, %d clean texts, %d paraphrases", name, len(h.Sources), len(h.Clean), len(h.Paraphrases))
		}
		ids, texts, kinds, written := map[string]bool{}, map[string]bool{}, map[string]int{}, 0
		once := func(id, text string, synthetic bool) {
			if ids[id] || texts[text] || !synthetic {
				t.Errorf("%s: %s stands twice, or is not labeled synthetic", name, id)
			}
			ids[id], texts[text] = true, true
		}
		for _, s := range h.Sources {
			once(s.ID, s.Passages[0].Text, s.Synthetic)
		}
		for _, c := range h.Clean {
			once(c.ID, c.Text, c.Synthetic)
			if c.Origin == "written" {
				written++
			}
		}
		for _, p := range h.Paraphrases {
			once(p.ID, p.Text, p.Synthetic)
			kinds[p.Kind]++
		}
		if written != 80 {
			t.Errorf("%s: %d clean texts were written by hand", name, written)
		}
		for _, kind := range paraphraseKinds {
			if kinds[kind] < 9 || kinds[kind] > 14 {
				t.Errorf("%s: %d paraphrases are %s", name, kinds[kind], kind)
			}
		}
		if len(kinds) != len(paraphraseKinds) {
			t.Errorf("%s: kinds %v", name, kinds)
		}
	}
}

// TestCorpusSources holds that a source has passages long enough to leak and
// something of each list.
func TestCorpusSources(t *testing.T) {
	t.Parallel()
	for _, h := range corpusHalves(t) {
		for _, s := range h.Sources {
			words := 0
			for _, p := range s.Passages {
				words += len(strings.Fields(p.Text))
				if p.Part == "" || !strings.HasPrefix(p.Marking, "TLP:") || len(sentences(p.Text)) < 3 {
					t.Errorf("%s: the passage %q has no part, no marking or too few sentences", s.ID, p.Part)
				}
			}
			if words < 60 || words > 250 {
				t.Errorf("%s: its passages have %d words", s.ID, words)
			}
			if s.Kind == "" || len(s.Released) < 4 || len(s.Names) == 0 || len(s.Codewords) == 0 || len(s.Identifiers) == 0 {
				t.Errorf("%s: something is missing", s.ID)
			}
			for _, f := range s.Released {
				if f.Field == "" || f.Rung == "" || f.Value == "" {
					t.Errorf("%s: released %+v", s.ID, f)
				}
			}
		}
	}
}

// TestCorpusClean holds that clean texts are as long as warnings are, and hold no
// eight words of a protected passage in a row, no name and no identifier.
func TestCorpusClean(t *testing.T) {
	t.Parallel()
	for _, h := range corpusHalves(t) {
		for _, c := range h.Clean {
			s, ok := h.source(c.Source)
			if !ok {
				t.Fatalf("%s: its source is in the other half", c.ID)
			}
			if n := len(strings.Fields(c.Text)); n < 60 || n > 180 {
				t.Errorf("%s: %d words", c.ID, n)
			}
			if run := sharedRun(c.Text, s); run != "" {
				t.Errorf("%s: holds %q", c.ID, run)
			}
			if term := heldTerm(c.Text, s); term != "" {
				t.Errorf("%s: holds %q", c.ID, term)
			}
		}
	}
}

// drawnElsewhere are sentences of the frames that happen to stand in no clean
// text of their half.
var drawnElsewhere = []string{"Agree on a code word with relatives and close colleagues."}

// TestCorpusParaphrases holds that exactly one sentence of each text leaks, and
// that it can be found only by what it means.
func TestCorpusParaphrases(t *testing.T) {
	t.Parallel()
	for _, h := range corpusHalves(t) {
		var clean strings.Builder
		for _, c := range h.Clean {
			clean.WriteString(" " + c.Text)
		}
		for _, p := range h.Paraphrases {
			s, ok := h.source(p.Source)
			if !ok {
				t.Fatalf("%s: its source is in the other half", p.ID)
			}
			i := slices.IndexFunc(s.Passages, func(o corpusPassage) bool { return o.Part == p.Part })
			if i < 0 || p.Sentence == "" || !strings.Contains(s.Passages[i].Text, p.Sentence) {
				t.Errorf("%s: the sentence does not stand in its passage", p.ID)
			}
			if n := len(strings.Fields(p.Text)); n < 40 || n > 150 {
				t.Errorf("%s: %d words", p.ID, n)
			}
			if n := len(sentences(p.Leaked)); n != 1 || strings.Count(p.Text, p.Leaked) != 1 {
				t.Errorf("%s: %d sentences leak, %d times", p.ID, n, strings.Count(p.Text, p.Leaked))
			}
			before, after, _ := strings.Cut(p.Text, p.Leaked)
			for _, one := range slices.Concat(sentences(before), sentences(after)) {
				if !strings.Contains(clean.String(), one) && !slices.Contains(drawnElsewhere, one) {
					t.Errorf("%s: %q stands in no clean text", p.ID, one)
				}
			}
			if run := sharedRun(p.Text, s); run != "" {
				t.Errorf("%s: holds %q word for word", p.ID, run)
			}
			if term := heldTerm(p.Leaked, s); term != "" || strings.ContainsFunc(p.Leaked, unicode.IsDigit) {
				t.Errorf("%s: another rule finds it by a digit or by %q", p.ID, term)
			}
		}
	}
}

// TestCorpusApart holds that no source is in both halves, and that the unseen
// half, once it is here, is the one that was put away.
func TestCorpusApart(t *testing.T) {
	t.Parallel()
	halves := corpusHalves(t)
	for _, s := range halves["seen"].Sources {
		if _, both := halves["unseen"].source(s.ID); both {
			t.Errorf("%s is in both halves", s.ID)
		}
	}
	readme, err := os.ReadFile(filepath.Join(corpusFolder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	sums := regexp.MustCompile(`(?m)^([0-9a-f]{64})  (\w+\.jsonl)$`).FindAllStringSubmatch(string(readme), -1)
	if len(sums) != 3 {
		t.Fatalf("the README tells %d sums", len(sums))
	}
	here := 0
	for _, sum := range sums {
		raw, err := os.ReadFile(filepath.Join(corpusFolder, sum[2]))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if got := sha256.Sum256(raw); err != nil || hex.EncodeToString(got[:]) != sum[1] {
			t.Errorf("%s is not what was put away: %v", sum[2], err)
		}
		here++
	}
	if here != 0 && here != len(sums) {
		t.Errorf("%d of %d files of the unseen half are here", here, len(sums))
	}
}

// TestPlantLeaks holds that planted leaks are what their labels say and that the
// seed alone decides them.
func TestPlantLeaks(t *testing.T) {
	t.Parallel()
	h := corpusHalves(t)["seen"]
	const each = 60
	leaks := plantLeaks(1, h, each)
	if !reflect.DeepEqual(leaks, plantLeaks(1, h, each)) || reflect.DeepEqual(leaks, plantLeaks(2, h, each)) {
		t.Error("the seed does not decide what is planted")
	}
	if len(leaks) != each*len(corpusPlanters) {
		t.Errorf("%d leaks", len(leaks))
	}
	ways := map[string]map[string]bool{}
	for _, l := range leaks {
		if ways[l.Kind] == nil {
			ways[l.Kind] = map[string]bool{}
		}
		ways[l.Kind][l.Way] = true
		if l.Text[:l.At]+l.Text[l.At+len(l.Planted)+1:] != l.Clean || l.Text[l.At:l.At+len(l.Planted)] != l.Planted {
			t.Errorf("%s, %s: the text without the plant is not the clean text", l.Kind, l.Way)
		}
		held := slices.ContainsFunc(l.Source.Passages, func(p corpusPassage) bool { return strings.Contains(p.Text, l.Secret) })
		if !held || strings.Contains(l.Clean, l.Secret) || strings.Contains(l.Clean, l.Planted) {
			t.Errorf("%s, %s: %q is not protected, or was told already", l.Kind, l.Way, l.Secret)
		}
		if (l.Kind == "run" || l.Kind == "hidden") && len(strings.Fields(l.Secret)) < 8 {
			t.Errorf("%s, %s: the run %q is short", l.Kind, l.Way, l.Secret)
		}
		if l.Kind == "hidden" && l.Planted == l.Secret {
			t.Errorf("%s, %s: nothing is hidden", l.Kind, l.Way)
		}
	}
	for kind, want := range map[string]int{
		"run": 4, "id": 10, "listed-id": 1, "point": 6, "time": 5, "date": 6, "code-word": 4, "name": 5, "hidden": 5,
	} {
		if len(ways[kind]) != want {
			t.Errorf("%s is planted in the ways %v, not in %d", kind, ways[kind], want)
		}
	}
	if fresh, err := readCorpus("seen"); err != nil || !reflect.DeepEqual(h, fresh) {
		t.Errorf("planting changed the corpus: %v", err)
	}
}

// sentenceEnd is where one sentence ends and the next begins.
var sentenceEnd = regexp.MustCompile(`[.!?] +[A-Z]`)

// sentences cuts a text after each full stop that a capital follows.
func sentences(text string) []string {
	var all []string
	for {
		end := sentenceEnd.FindStringIndex(text)
		if end == nil {
			break
		}
		all, text = append(all, strings.TrimSpace(text[:end[0]+1])), text[end[1]-1:]
	}
	if text = strings.TrimSpace(text); text != "" {
		all = append(all, text)
	}
	return all
}

// bareWords are the words of a text in small letters, without what divides them.
func bareWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// sharedRun finds eight words in a row that a text has from a passage and from no
// released value.
func sharedRun(text string, s corpusReport) string {
	words := bareWords(text)
	var told strings.Builder
	for _, f := range s.Released {
		told.WriteString(" " + strings.Join(bareWords(f.Value), " ") + " .")
	}
	for i := 0; i+8 <= len(words); i++ {
		run := " " + strings.Join(words[i:i+8], " ") + " "
		for _, p := range s.Passages {
			if strings.Contains(" "+strings.Join(bareWords(p.Text), " ")+" ", run) && !strings.Contains(told.String()+" ", run) {
				return run
			}
		}
	}
	return ""
}

// heldTerm finds a name, code word or identifier of a source in a text.
func heldTerm(text string, s corpusReport) string {
	for _, term := range slices.Concat(s.Names, s.Codewords, s.Identifiers) {
		if strings.Contains(strings.ToLower(text), strings.ToLower(term)) {
			return term
		}
	}
	return ""
}
