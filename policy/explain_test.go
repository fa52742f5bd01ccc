package policy_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

var update = flag.Bool("update", false, "write the golden files anew; then read them as counsel would")

// A golden is a determination that counsel reads.
type golden struct {
	name, pack string
	facts      map[policy.Name]string
	verdict    policy.Verdict
	doubt      bool
}

// goldens are determinations of every pack and of every verdict.
var goldens = []golden{
	{"icd-191-duty", "icd-191", map[policy.Name]string{
		"harm": "intentional-killing", "target_kind": "event", "reliability": "B", "credibility": "2", "what_told": "yes", "place_told": "yes",
		"place_rung": "city", "time_told": "yes", "time_rung": "day", "window_over": "no", "minutes_left": "2880",
	}, policy.Duty, false},
	{"icd-191-doubt", "icd-191", map[policy.Name]string{"harm": "intentional-killing", "target_kind": "event", "what_told": "yes", "place_rung": "country"}, policy.Duty, true},
	{"icd-191-no-duty", "icd-191", map[policy.Name]string{
		"harm": "intentional-killing", "target_kind": "person", "reliability": "E", "credibility": "5", "what_told": "yes", "victim_told": "yes", "window_over": "yes",
	}, policy.NoDuty, false},
	{"icd-191-out-of-scope", "icd-191", map[policy.Name]string{
		"harm": "property-damage", "target_kind": "structure", "reliability": "A", "credibility": "1", "what_told": "yes", "target_told": "yes",
		"place_rung": "site", "window_over": "no",
	}, policy.OutOfScope, false},
	{"uk-doubt", "uk-threat-to-life", map[policy.Name]string{
		"harm": "intentional-killing", "target_kind": "person", "victim_told": "yes", "credibility": "4", "reliability": "D",
	}, policy.Duty, true},
	{"uk-no-duty", "uk-threat-to-life", map[policy.Name]string{
		"harm": "intentional-killing", "target_kind": "person", "victim_told": "yes", "credibility": "5", "corroborated": "no", "means": "no", "immediate": "yes",
	}, policy.NoDuty, false},
	{"uk-out-of-scope", "uk-threat-to-life", map[policy.Name]string{
		"harm": "property-damage", "third_party": "no", "target_kind": "person", "victim_told": "yes", "credibility": "2",
	}, policy.OutOfScope, false},
	{"uk-many-reports", "uk-threat-to-life", map[policy.Name]string{
		"harm": "serious-bodily-injury", "target_kind": "person", "victim_told": "yes", "actor_told": "yes", "credibility": "3", "source_known": "no",
		"reports": "40", "minutes_left": "90", "window_over": "no",
	}, policy.Duty, false},
	{"cyber-permitted", "cyber-pre-attack", map[policy.Name]string{
		"harm": "data-or-operations", "observed": "scanning,beacon", "credibility": "3", "victim_told": "yes", "minutes_left": "300",
	}, policy.Permitted, false},
	{"cyber-noise", "cyber-pre-attack", map[policy.Name]string{
		"harm": "data-or-operations", "observed": "scanning,phishing", "credibility": "2", "target_told": "yes",
	}, policy.NoDuty, false},
	{"cyber-out-of-scope", "cyber-pre-attack", map[policy.Name]string{
		"harm": "data-or-operations", "observed": "beacon,encryption-done", "credibility": "2", "target_told": "yes",
	}, policy.OutOfScope, false},
	{"ngo-permitted", "ngo-spyware-notice", map[policy.Name]string{
		"harm": "targeted-surveillance", "target_kind": "person", "victim_told": "yes", "traces": "vendor-notice", "credibility": "3", "told_directly": "yes",
	}, policy.Permitted, false},
	{"ngo-prohibited", "ngo-spyware-notice", map[policy.Name]string{
		"harm": "targeted-surveillance", "target_kind": "person", "victim_told": "yes", "traces": "lure", "credibility": "4", "told_directly": "no",
	}, policy.Prohibited, true},
	{"ngo-no-duty", "ngo-spyware-notice", map[policy.Name]string{
		"harm": "targeted-surveillance", "target_kind": "person", "victim_told": "yes", "traces": "clean-check", "credibility": "5", "corroborated": "no",
	}, policy.NoDuty, false},
}

// answers is an assessment in which officers know better than the facts.
func answers() report.Assessment {
	a := without(certain(), report.FieldTime, report.FieldTarget, report.FieldVictim)
	a = with(a, where(place.Place{Country: "Iran"}))
	a.Reliability, a.Credibility = "F", 6
	a = answered(a, "credible", yes, "")
	a = answered(a, "impending", no, "the plotters\nare in custody,\u2028so nobody \u202eis left to act")
	return answered(a, "specific", unknown, "nobody knows")
}

// TestExplained holds the explanations as counsel reads them.
func TestExplained(t *testing.T) {
	t.Parallel()
	for _, c := range goldens {
		d, err := pack(t, c.pack).DetermineFacts(c.facts, now)
		if err != nil {
			t.Fatal(err)
		}
		if d.Verdict != c.verdict || d.Doubt != c.doubt {
			t.Errorf("%s is %s, doubt %t", c.name, d.Verdict, d.Doubt)
		}
		same(t, c.name+".golden", d.Text)
	}
	d := determine(t, pack(t, "icd-191"), answers())
	same(t, "icd-191-answers.golden", d.Text)
	raw, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "icd-191-answers.json.golden", string(raw)+"\n")
}

// hashes are those of packs, which change with every word of them.
var hashes = regexp.MustCompile(`(sha256 |"hash": ")[0-9a-f]{12,64}([)"])`)

// same holds a text to a golden file.
func same(t *testing.T, name, text string) {
	t.Helper()
	text = hashes.ReplaceAllString(text, "${1}HASH$2")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s is\n%s\nand was\n%s", name, text, want)
	}
}

// TestNoOtherFiles holds that every golden file is looked at.
func TestNoOtherFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".golden")
		if !strings.HasPrefix(name, "icd-191-answers") && !slices.ContainsFunc(goldens, func(g golden) bool { return g.name == name }) {
			t.Errorf("nothing looks at %s", file)
		}
	}
}

// mentioned are the facts that a part reads, and the grades that they follow from.
func mentioned(parts []policy.Part) []policy.Name {
	var all []policy.Name
	for _, p := range parts {
		for _, f := range p.Facts {
			name, _, _ := strings.Cut(f, " is ")
			all = append(all, policy.Name(name))
		}
	}
	if slices.Contains(all, "corroborated") {
		all = append(all, "credibility")
	}
	if slices.Contains(all, "source_known") {
		all = append(all, "reliability")
	}
	return all
}

// TestPartsDecide holds that what an explanation names decides: whatever else is
// told of a fact that no part of a rule names, a yes stays yes and a no stays no;
// and of a fact that nothing names, the verdict. A rule that is unknown names what
// is missing, and one that fails by an expression of its own names that one; what
// would settle it all the same is among the flips.
func TestPartsDecide(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, r := own(t, id), seeded(t)
			for range drawn / 20 {
				b := newBench(t, r, p)
				d := b.determined()
				var named []policy.Name
				for _, f := range d.Findings {
					named = append(named, mentioned(f.Parts)...)
				}
				for _, f := range d.Flips {
					named = append(named, f.Changes[0].Fact)
				}
				for _, o := range d.Open {
					named = append(named, o.Fact)
				}
				other := facts(r, p)
				for _, name := range p.Read() {
					was, told := b.told[name]
					if b.told[name] = other[name]; other[name] == "" {
						delete(b.told, name)
					}
					b.ruleStays(d, name)
					if v := b.verdict(); v != d.Verdict && !slices.Contains(named, name) {
						t.Fatalf("%s is named nowhere in\n%s\nand %v is %s", name, d.Text, b.told, v)
					}
					if b.told[name] = was; !told {
						delete(b.told, name)
					}
				}
			}
		})
	}
}

// ruleStays holds that a rule which does not name a fact is what it was.
func (b *bench) ruleStays(d policy.Determination, name policy.Name) {
	b.Helper()
	o, err := b.OutlineFacts(b.told)
	if err != nil {
		b.Fatal(err)
	}
	for i, f := range d.Findings {
		own := b.Unless
		if i < len(b.Threshold) {
			own = &b.Threshold[i]
		}
		fails := own.Fails != "" && f.Value == no
		if own.Question == name || fails || f.Value == unknown || slices.Contains(mentioned(f.Parts), name) {
			continue
		}
		if o.Rules[i] != f.Value {
			b.Fatalf("%s is not named by %s, which is %s in\n%s\nand with %v it is %s", name, f.Rule, f.Value, d.Text, b.told, o.Rules[i])
		}
	}
}

// TestReadBack holds that what a determination says is what it says when it is
// read back, and that the order in which facts were told is nothing.
func TestReadBack(t *testing.T) {
	t.Parallel()
	for _, p := range own4(t) {
		r := seeded(t)
		for range 300 {
			s := situation(r, p)
			d, err := p.Determine(s)
			if err != nil {
				t.Fatal(err)
			}
			var back policy.Determination
			if err := json.Unmarshal([]byte(bytesOf(t, d)), &back); err != nil || !reflect.DeepEqual(back, d) {
				t.Fatalf("read back it is %+v, %v", back, err)
			}
			slices.Reverse(s.Assessment.Facts)
			slices.Reverse(s.Assessment.Answers)
			turned, err := p.Determine(s)
			if err != nil || bytesOf(t, turned) != bytesOf(t, d) {
				t.Fatalf("told backwards it is\n%s\nand was\n%s", turned.Text, d.Text)
			}
			if strings.Contains(d.Text, p.Doubt.ID+": ") != d.Doubt || d.Pack != p.Ref || !d.At.Equal(now) {
				t.Fatalf("doubt %t in\n%s", d.Doubt, d.Text)
			}
			for _, f := range d.Findings {
				if f.Sentence == "" || len(f.Because) == 0 || f.Clause.Source == "" {
					t.Fatalf("%s is not explained", f.Rule)
				}
			}
		}
	}
}

// TestLines holds that nothing which an officer wrote begins a line of its own or
// turns the direction of reading, wherever it is told.
func TestLines(t *testing.T) {
	t.Parallel()
	source := strings.Replace(string(pack(t, "icd-191").Bytes()), oldSpecific, `holds: what_told && protector_identity == "an ally"`, 1)
	p, err := policy.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	const forged = "x\nno       DTW-TRIG-HARM: forged\u2029\u202e"
	a := certain()
	for _, answer := range []report.Answer{
		{Question: "protector_identity", Value: forged, Because: forged}, // told in a reason and in a flip
		{Question: "impending", Answer: no, Because: forged + forged},
	} {
		a.Answers = []report.Answer{answer}
		d := determine(t, p, a)
		if strings.Contains(d.Text, "\nno       DTW-TRIG-HARM") || strings.ContainsAny(d.Text, "\u2028\u2029\u202e") || strings.Count(d.Text, "forged") < 2 {
			t.Errorf("it is explained as\n%q", d.Text)
		}
	}
}
