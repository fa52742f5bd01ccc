package trial_test

import (
	"strings"
	"testing"

	"example.org/tocsin/policy"
	"example.org/tocsin/trial"
)

func run(t *testing.T, p *policy.Pack, f policy.TestFile) trial.Report {
	t.Helper()
	r, err := trial.Run(p, f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRunDiffs tells each thing that a test may say and that came out otherwise.
func TestRunDiffs(t *testing.T) {
	t.Parallel()
	const file = `pack: icd-191
tests:
  - name: right in everything
    at: 2023-12-27T00:00:00Z
    facts: {harm: intentional-killing, target_kind: event, reliability: B, credibility: 2, what_told: yes, place_rung: city}
    verdict: duty
    doubt: true
    urgency: routine
    rules: {DTW-TRIG-IMPENDING: unknown, DTW-TRIG-SPECIFIC: yes}
  - name: wrong in everything
    facts: {harm: kidnapping, target_kind: person, reliability: D, credibility: 3, what_told: yes, victim_told: yes,
            window_over: yes, impending: yes, minutes_left: 60}
    verdict: no-duty
    doubt: false
    urgency: routine
    rules: {DTW-TRIG-CREDIBLE: yes, DTW-TRIG-IMPENDING: no, DTW-TRIG-HARM: yes}
  - name: wrong in one rule
    facts: {harm: arrest-or-detention}
    verdict: out-of-scope
    rules: {DTW-VICTIM: no}
`
	p := pack(t, "icd-191")
	f, err := policy.ParseTests([]byte(file), p)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, p, f)
	if r.Failed() != 2 || !r.Results[0].Passed() {
		t.Errorf("%d tests failed", r.Failed())
	}
	var what []string
	for _, d := range r.Results[1].Diffs {
		what = append(what, d.What+" "+d.Want+" "+d.Got)
	}
	if got := strings.Join(what, ", "); got != "verdict no-duty duty, doubt no yes, urgency routine exigent, "+
		"DTW-TRIG-CREDIBLE yes unknown, DTW-TRIG-IMPENDING no yes" {
		t.Errorf("the second test differs in %s", got)
	}
	if d := r.Results[2].Diffs; len(d) != 1 || d[0].Line != 20 || d[0].Column != 25 {
		t.Errorf("the third differs in %v", d)
	}
	golden(t, "diffs.golden", r.Text("icd-191.test.yaml"))
}

// TestCoverage sees every rule and every branch of a pack drop out when the tests
// that reach it are left out, and no other value than can be is asked for.
func TestCoverage(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	f := tests(t, p)
	whole := run(t, p, f)
	if !whole.Coverage.Complete() {
		t.Errorf("the tests that come along miss something:\n%s", whole.Text(""))
	}
	for _, c := range whole.Coverage.Branches {
		// What is told is yes or unknown, never no.
		if strings.HasSuffix(c.Text, "_told") && (c.Can != trial.Set{Yes: true, Unknown: true}) {
			t.Errorf("%s of %s can be %s", c.Text, c.Of, c.Can)
		}
	}
	kept := f
	kept.Tests = nil
	for _, one := range f.Tests {
		if !strings.Contains(one.Name, "IMPENDING") && one.Facts["window_over"] != "yes" {
			kept.Tests = append(kept.Tests, one)
		}
	}
	r := run(t, p, kept)
	if r.Coverage.Complete() || r.Failed() > 0 {
		t.Error("tests are missing, and the coverage is complete")
	}
	golden(t, "coverage.golden", r.Text(""))
	none := run(t, p, policy.TestFile{Pack: "icd-191"})
	seen, can := trial.Count(none.Coverage.Branches)
	if seen != 0 || can == 0 {
		t.Errorf("without tests %d of %d are seen", seen, can)
	}
}

// TestCoverageOpen says where it is not known what a branch can be.
func TestCoverageOpen(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191", `holds: "!window_over"`, "holds: minutes_left < reports")
	r := run(t, p, policy.TestFile{Pack: "icd-191", Tests: []policy.TestCase{
		{Name: "one", Facts: map[policy.Name]string{"minutes_left": "1", "reports": "2"}, Verdict: policy.Duty},
	}})
	var open []string
	for _, c := range r.Coverage.Branches {
		if c.Open != "" {
			open = append(open, c.Of+" "+c.Seen.String()+" "+c.Can.String())
		}
	}
	if got := strings.Join(open, ","); got != "DTW-TRIG-IMPENDING yes yes, unknown" || r.Coverage.Complete() {
		t.Errorf("open is %q", got)
	}
}

// TestComplete is true only where everything was seen and is known to be all.
func TestComplete(t *testing.T) {
	t.Parallel()
	yes, both := trial.Set{Yes: true}, trial.Set{Yes: true, No: true}
	for _, c := range []struct {
		covered trial.Covered
		want    bool
	}{
		{trial.Covered{Can: both, Seen: both}, true},
		{trial.Covered{Can: both, Seen: yes}, false},
		{trial.Covered{Can: yes, Seen: both}, true},
		{trial.Covered{Can: both, Seen: both, Open: "too many"}, false},
	} {
		all := []trial.Covered{c.covered}
		if (trial.Coverage{Rules: all}).Complete() != c.want || (trial.Coverage{Branches: all}).Complete() != c.want {
			t.Errorf("of %s was seen %s, open %q: that is not %t", c.covered.Can, c.covered.Seen, c.covered.Open, c.want)
		}
	}
}
