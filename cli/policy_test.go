package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/trial"
)

// unfounded is a machine without a record, with files beside.
func unfounded(t *testing.T, files map[string]string) func(*Deps) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(d *Deps) {
		d.Dir = dir
		d.Open = func(context.Context, Place) (*Session, error) {
			return nil, tocsin.Refuse("data/missing", "found one", "there is no record")
		}
	}
}

// changedPack gives the file of icd-191 with words changed.
func changedPack(t *testing.T, pairs ...string) string {
	t.Helper()
	source, ok := packs.Source("icd-191")
	if !ok {
		t.Fatal("there is no such pack")
	}
	return strings.NewReplacer(pairs...).Replace(string(source))
}

// TestPolicyShow tells every pack in full: each rule with its sentence and
// whether its paragraph was verified, and no line too wide.
func TestPolicyShow(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		code, page, stderr := play(t, nil, "policy", "show", id)
		if code != exitDone || stderr != "" {
			t.Errorf("%s ended with %d: %s", id, code, stderr)
		}
		p, err := packs.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		folded := strings.Join(strings.Fields(page), " ")
		for of := range p.Places() {
			if !strings.HasPrefix(of, "/") && !strings.Contains(folded, of+":") {
				t.Errorf("%s is not told of %s", of, id)
			}
		}
		rules := []policy.Rule{p.Doubt, p.Decide, p.Exigent, p.Dispute, p.Referral, p.Recipients.Rule, p.Delivery.Rule, p.Retention.Rule}
		for _, one := range p.Threshold {
			rules = append(rules, one.Rule)
		}
		for _, g := range p.Waivers {
			rules = append(rules, g.Rule)
		}
		for _, r := range rules {
			if !strings.Contains(folded, r.ID+": "+strings.Join(strings.Fields(r.Says), " ")) || !strings.Contains(folded, "From "+r.Clause.String()+".") {
				t.Errorf("%s of %s is not told with its clause", r.ID, id)
			}
		}
		for line := range strings.Lines(page) {
			if utf8.RuneCountInString(line) > pageWidth+2 {
				t.Errorf("a line of %s is too wide: %s", id, line)
			}
		}
		code, raw, _ := play(t, nil, "policy", "show", id, "--json")
		var back struct {
			Pack policy.PackRef `json:"pack"`
			Mode policy.Mode    `json:"mode"`
		}
		if err := json.Unmarshal([]byte(raw), &back); code != exitDone || err != nil || back.Pack != p.Ref || back.Mode != p.Mode {
			t.Errorf("as JSON %s is %+v: %v", id, back, err)
		}
	}
}

// TestPolicyCheck tells every flaw with file, line, column and rule, the first of
// them as the refusal.
func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	world := unfounded(t, map[string]string{
		"good.yaml": changedPack(t),
		"bad.yaml":  changedPack(t, "harm in harms", "harm in harmz", "lasts: 3d", "lasts: 0h", "id: DTW-W-b", "id: DTW-W-a"),
		"none.yaml": "[",
	})
	if code, out, stderr := play(t, world, "policy", "check", "good.yaml"); code != exitDone || stderr != "" || !strings.HasPrefix(out, "good.yaml: icd-191 version 3 ") {
		t.Errorf("it ended with %d, %s and %s", code, out, stderr)
	}
	code, out, stderr := play(t, world, "policy", "check", "bad.yaml")
	if code != exitRefused || out != "" {
		t.Errorf("it ended with %d and printed %s", code, out)
	}
	told := regexp.MustCompile(`(?m)^tocsin: (refused under policy/pack: )?bad\.yaml:\d+:\d+: [\w-]+: \S`).FindAllString(stderr, -1)
	next := strings.Count(stderr, "tocsin: next: ")
	if len(told) != 4 || next != 4 || !strings.HasPrefix(told[3], "tocsin: refused under policy/pack: bad.yaml:") {
		t.Errorf("told are %d flaws and %d next steps:\n%s", len(told), next, stderr)
	}
	if code, _, stderr := play(t, world, "policy", "check", "none.yaml"); code != exitRefused || !strings.Contains(stderr, "none.yaml:1:") {
		t.Errorf("no YAML ended with %d: %s", code, stderr)
	}
	code, out, _ = play(t, world, "policy", "check", "bad.yaml", "--json")
	if code != exitRefused || !json.Valid([]byte(out)) || !strings.Contains(out, `"rule": "policy/pack"`) {
		t.Errorf("with --json it ended with %d and printed %s", code, out)
	}
}

// TestPolicyJudges ends with 3 where a test fails or lint finds a flaw, and
// prints one JSON value all the same.
func TestPolicyJudges(t *testing.T) {
	t.Parallel()
	const test = "pack: icd-191\ntests:\n  - name: one\n    facts: {harm: arrest-or-detention}\n    verdict: duty\n"
	world := unfounded(t, map[string]string{
		"a.yaml": changedPack(t), "a.test.yaml": test,
		"b.yaml": changedPack(t, "holds: harm in harms", "holds: harm in harms && size(harm) > 99"),
	})
	for _, c := range []struct {
		args   string
		code   int
		stderr string
	}{
		{"policy test icd-191 ngo-spyware-notice", exitDone, ""},
		{"policy test a.yaml", exitRefused, "tocsin: refused under policy/test: 1 of 1 tests failed\ntocsin: next: "},
		{"policy test a.test.yaml icd-191", exitRefused, "tocsin: refused under policy/test: 1 of "},
		{"policy test b.yaml", exitRefused, "tocsin: refused under file/missing: there is no b.test.yaml\n"},
		{"policy test nowhere", exitRefused, "tocsin: refused under file/missing: there is no nowhere.yaml\n"},
		{"policy lint --quick a.yaml icd-191", exitDone, ""},
		{"policy lint --quick b.yaml", exitRefused, "tocsin: refused under policy/lint: the packs have 1 flaws\n"},
		{"policy lint --quick a.yaml --officers analyst", exitRefused, "tocsin: refused under policy/lint: "},
		{"policy lint nowhere", exitRefused, "tocsin: refused under policy/unknown: "},
		{"policy lint", exitUsage, "tocsin: usage: no record is open here"},
		{"policy replay --pack icd-191 --cases", exitDone, ""},
		{"policy replay --pack icd-191", exitRefused, "tocsin: refused under data/missing: "},
		{"policy replay --cases", exitUsage, "tocsin: usage: missing flags: --pack=PACK\n"},
		{"policy list", exitDone, ""},
	} {
		for _, more := range []string{"", " --json"} {
			code, out, stderr := play(t, world, strings.Fields(c.args+more)...)
			if code != c.code || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
				t.Errorf("%s%s ended with %d and said\n%s", c.args, more, code, stderr)
			}
			if more != "" && code != exitUsage && !json.Valid([]byte(out)) {
				t.Errorf("%s%s printed\n%s", c.args, more, out)
			}
		}
	}
}

// TestPolicyRecord blames a record that breaks, where one is needed or may be.
func TestPolicyRecord(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"policy list", "policy lint --quick icd-191", "policy lint --quick", "policy show nowhere", "policy replay --pack icd-191", "policy explain abcd"} {
		if code, _, stderr := play(t, nil, strings.Fields(args)...); code != exitFault || !strings.Contains(stderr, "the disk is on fire") {
			t.Errorf("%s ended with %d and said\n%s", args, code, stderr)
		}
	}
	for _, args := range []string{"policy show icd-191", "policy check icd-191", "policy test icd-191", "policy replay --pack icd-191 --cases"} {
		if code, _, stderr := play(t, nil, strings.Fields(args)...); code != exitDone {
			t.Errorf("%s needs no record, and ended with %d: %s", args, code, stderr)
		}
	}
}

// TestPolicyCases replays the library whole; under the packs that each case names
// nothing changes but for those of other regimes.
func TestPolicyCases(t *testing.T) {
	t.Parallel()
	args := []string{"policy", "replay", "--cases", "--json"}
	for _, id := range packs.IDs() {
		args = append(args, "--pack", id)
	}
	code, out, _ := play(t, nil, args...)
	var all struct {
		Summary  trial.Summary   `json:"summary"`
		Outcomes []trial.Outcome `json:"outcomes"`
	}
	if err := json.Unmarshal([]byte(out), &all); code != exitDone || err != nil {
		t.Fatalf("it ended with %d: %v", code, err)
	}
	if all.Summary.Total != 28 || all.Summary.Silenced != 0 || all.Summary.Refused != 0 || len(all.Outcomes) != all.Summary.Changed {
		t.Errorf("under all packs together it came to %+v", all.Summary)
	}
}
