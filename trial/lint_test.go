package trial_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/trial"
)

// Levels, short.
const (
	analyst = tocsin.LevelAnalyst
	officer = tocsin.LevelOfficer
	senior  = tocsin.LevelSenior
	head    = tocsin.LevelHead
)

// everybody fills every place of every pack.
var everybody = []tocsin.Level{head, head, senior, senior, officer, officer, analyst}

func lint(t *testing.T, p *policy.Pack, officers ...tocsin.Level) trial.Linted {
	t.Helper()
	l, err := trial.Lint(p, officers, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// told lists findings in short.
func told(l trial.Linted) string {
	out := make([]string, 0, len(l.Findings))
	for _, f := range l.Findings {
		out = append(out, fmt.Sprintf("%s %s %s", f.Weight, strings.TrimPrefix(f.Rule, "lint/"), f.Of))
	}
	for _, u := range l.Undecided {
		out = append(out, "open "+u.Of)
	}
	return strings.Join(out, ", ")
}

// The lines of the pack that the cases change.
const (
	impending = `holds: "!window_over"`
	located   = `is: victim_told || target_told || place_rung in ["city", "district", "site"]`
	fails     = `fails: credibility == 5 && reliability == "E"`
	wb        = "if: target_kind == \"person\"\n    if_says: \"The target is one person: the ground is tested victim by victim.\"\n"
	wbNeeds   = "needs: [no-bystanders, basis]"
	wdNeeds   = "needs: [sanitized-draft, balance]"
	silent    = "silence: {others: 2, highest: head}"
	routine   = "routine: {assess: 12h"
	urgent    = "urgent: {assess: 30m"
	exigent   = "exigent: {assess: 5m"
	alone     = "exigent: {others: 0, highest: officer}"
	delay     = "delay:\n  kind: none"
	many      = `harm != "kidnapping" && target_kind != "event" && reliability != "E" && credibility != 5 && place_rung != "site"` +
		` && time_rung != "day" && minutes_left > 5 && reports > 5`
)

// TestLint sees each finding once, and what only looks like one pass.
func TestLint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, id string
		pairs    []string
		want     string
	}{
		{"clean", "icd-191", nil, ""},
		{"clean", "uk-threat-to-life", nil, ""},
		{"clean", "cyber-pre-attack", nil, ""},
		{"clean", "ngo-spyware-notice", nil, ""},

		{"both at once", "icd-191", []string{impending, "holds: window_over && !window_over"}, "flaw never-holds DTW-TRIG-IMPENDING"},
		{"it is always possessed", "icd-191", []string{impending, `holds: "!possessed"`}, "flaw never-holds DTW-TRIG-IMPENDING"},
		{"two words", "icd-191", []string{located, `is: place_rung == "city" && place_rung == "site"`}, "flaw never-holds located, flaw never-holds DTW-TRIG-SPECIFIC"},
		{"what is told is never no", "icd-191", []string{impending, "holds: victim_told == false"}, "flaw never-holds DTW-TRIG-IMPENDING"},
		{"two numbers", "icd-191", []string{impending, "holds: minutes_left > 9 && minutes_left < 9"}, "flaw never-holds DTW-TRIG-IMPENDING"},
		{"two numbers that can be", "icd-191", []string{impending, "holds: minutes_left > 9 && minutes_left < 11"}, ""},
		{"a ground for nobody", "icd-191", []string{`if: target_kind == "person"`, `if: target_kind == "person" && target_kind == "group"`}, "flaw never-holds DTW-W-b"},
		{"three words of a list", "cyber-pre-attack", []string{
			"holds: foothold",
			`holds: "'beacon' in observed && 'staging' in observed && observed.exists(o, o == 'scanning')"`, "    fails: noise\n", "",
		}, ""},
		{"more words than it may have", "cyber-pre-attack", []string{
			"holds: foothold",
			`holds: size(observed) < 2 && 'beacon' in observed && 'staging' in observed`, "    fails: noise\n", "",
		}, "flaw never-holds CPA-FOOTHOLD"},
		{"always yes", "icd-191", []string{impending, `holds: possessed || window_over`}, "note never-fails DTW-TRIG-IMPENDING"},
		{"yes but where nobody knows", "icd-191", []string{impending, `holds: window_over || !window_over`}, ""},
		{"fails at nothing", "icd-191", []string{fails, "fails: credibility == 5 && credibility == 4"}, "note never-fails DTW-TRIG-CREDIBLE"},
		{"a dead branch", "icd-191", []string{impending, `holds: "!window_over || 'arrest-or-detention' in harms"`}, "note dead-branch DTW-TRIG-IMPENDING"},
		{
			"holds and fails", "icd-191",
			[]string{fails, "fails: credibility <= 2 && victim_told"},
			"flaw contradiction DTW-TRIG-CREDIBLE",
		},
		{"no because nobody knows", "icd-191", []string{fails, `fails: credibility == 3`}, "flaw contradiction DTW-TRIG-CREDIBLE, flaw grade DTW-TRIG-CREDIBLE, flaw unknown-silences DTW-TRIG-CREDIBLE"},
		{"a better grade", "icd-191", []string{fails, "fails: credibility == 4"}, "flaw grade DTW-TRIG-CREDIBLE"},
		{"a better source", "icd-191", []string{fails, `fails: credibility == 5 && reliability == "C"`}, "flaw grade DTW-TRIG-CREDIBLE"},
		{"a worse grade", "icd-191", []string{fails, `fails: credibility >= 4 && reliability >= "D"`}, ""},
		{"who somebody is", "icd-191", []string{impending, `holds: "!window_over && victim_nationality != 'US'"`}, "note names DTW-TRIG-IMPENDING"},
		{"another nationality holds", "icd-191", []string{impending, `holds: victim_nationality == "US"`}, "note names DTW-TRIG-IMPENDING"},

		{"a nationality that comes after", "icd-191", []string{impending, `holds: victim_nationality > "zz"`}, "note names DTW-TRIG-IMPENDING"},
		{"a nationality that comes before", "icd-191", []string{impending, `holds: victim_nationality < "US"`}, "note names DTW-TRIG-IMPENDING"},

		{"words alone", "icd-191", []string{wdNeeds, "needs: [balance]"}, "flaw waiver-swallows DTW-W-d"},
		{"words alone, narrowed", "icd-191", []string{wbNeeds, "needs: [basis]"}, ""},
		{"narrowed to everything", "icd-191", []string{`if: target_kind == "person"`, "if: possessed", wbNeeds, "needs: [basis]"}, "flaw waiver-swallows DTW-W-b"},
		{"narrowed to where there is no duty", "icd-191", []string{`if: target_kind == "person"`, `if: possessed && !(harm == "kidnapping")`, wbNeeds, "needs: [basis]"}, ""},
		{"narrowed to what the pack is about", "icd-191", []string{`if: target_kind == "person"`, "if: harm in harms", wbNeeds, "needs: [basis]"}, "flaw waiver-swallows DTW-W-b"},
		{"narrowed to where the victim is told", "icd-191", []string{`if: target_kind == "person"`, "if: victim_told", wbNeeds, "needs: [basis]"}, ""},
		{"words alone where it may", "cyber-pre-attack", []string{"needs: [protective-act, basis]", "needs: [basis]"}, "note waiver-swallows CPA-W-CONTAINED"},
		{"words alone where it must not", "ngo-spyware-notice", []string{"needs: [originator-asked, balance]", "needs: [balance]"}, "note waiver-swallows NSN-W-PARTNER"},

		{"routine too long", "icd-191", []string{routine, "routine: {assess: 39h"}, "flaw clocks clocks/routine"},
		{"routine just right", "icd-191", []string{routine, "routine: {assess: 38h"}, ""},
		{"urgent too long", "icd-191", []string{urgent, "urgent: {assess: 66m"}, "flaw clocks clocks/urgent"},
		{"exigent too long", "icd-191", []string{exigent, "exigent: {assess: 8m"}, "flaw clocks clocks/exigent"},
		{"a dispute too long", "icd-191", []string{"dispute: 20m", "dispute: 31m"}, "flaw clocks clocks/exigent"},
		{"an affirmation may take longer", "icd-191", []string{"affirm: 30m", "affirm: 31m"}, ""},
		{"a lead that is not exigent", "icd-191", []string{"shortest_lead: 30m", "shortest_lead: 4h"}, "note clocks clocks/shortest_lead"},
		{"a delay of what is exigent", "icd-191", []string{delay, "delay:\n  kind: batch\n  cap: 10m\n  never_within: 2h"}, "flaw clocks delay"},
		{"a delay that leaves nothing", "icd-191", []string{delay, "delay:\n  kind: batch\n  cap: 71h\n  never_within: 72h"}, "flaw clocks delay"},
		{"a delay that leaves enough", "icd-191", []string{delay, "delay:\n  kind: batch\n  cap: 68h\n  never_within: 72h"}, ""},

		{"nobody else for silence", "icd-191", []string{silent, "silence: {others: 0, highest: officer}"}, "flaw cheap-silence DTW-DECIDE, flaw cheap-silence DTW-DECIDE, flaw cheap-silence DTW-DECIDE"},
		{"a lower officer for silence", "icd-191", []string{silent, "silence: {others: 2, highest: officer}"}, "flaw cheap-silence DTW-DECIDE, flaw cheap-silence DTW-DECIDE"},
		{"fewer for a waiver", "icd-191", []string{"approve: {others: 2, highest: head}\n    lasts: 2d", "approve: {others: 1, highest: head}\n    lasts: 2d"}, "flaw cheap-silence DTW-W-f"},
		{"one alone though it is routine", "uk-threat-to-life", []string{"routine: {others: 1, highest: senior}", "routine: {others: 0, highest: senior}"}, "flaw lone-warning UKT-DECIDE"},
		{"reviewed from below", "icd-191", []string{alone, "exigent: {others: 0, highest: head}"}, "flaw lone-warning DTW-EXIGENT"},

		{"too many facts", "icd-191", []string{impending, "holds: " + many}, "open DTW-TRIG-IMPENDING"},
		{"facts compared with facts", "icd-191", []string{impending, "holds: minutes_left < reports"}, "open DTW-TRIG-IMPENDING, open DTW-TRIG-IMPENDING"},
		{"a whole list", "cyber-pre-attack", []string{"holds: foothold", `holds: observed == ["beacon", "staging"]`, "    fails: noise\n", ""}, "open CPA-FOOTHOLD, open CPA-FOOTHOLD"},
		{"words alone, too many facts", "icd-191", []string{`if: target_kind == "person"`, "if: " + many, wbNeeds, "needs: [basis]"}, "open DTW-W-b, open DTW-W-b"},
	} {
		if got := told(lint(t, pack(t, c.id, c.pairs...), everybody...)); got != c.want {
			t.Errorf("%s of %s: %s\nand not\n%s", c.name, c.id, got, c.want)
		}
	}
}

// TestLintPeople finds the places that nobody fills. The proposer is another
// person, and somebody above him or the head agrees to silence.
func TestLintPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id       string
		officers []tocsin.Level
		want     string
	}{
		{"icd-191", everybody, ""},
		{"icd-191", nil, "open DTW-DECIDE"},
		// A head of his own, and two more.
		{"icd-191", []tocsin.Level{head, senior, officer}, ""},
		// Nobody is head: no silence, no end of a dispute.
		{"icd-191", []tocsin.Level{senior, senior, officer, officer}, "flaw no-officer DTW-W-a, flaw no-officer DTW-W-b, flaw no-officer DTW-W-c, flaw no-officer DTW-W-d, " +
			"flaw no-officer DTW-W-e, flaw no-officer DTW-W-f, flaw no-officer DTW-DECIDE, flaw no-officer DTW-DISPUTE"},
		// Two cannot be two besides the proposer.
		{"icd-191", []tocsin.Level{head, head}, "flaw no-officer DTW-W-a, flaw no-officer DTW-W-b, flaw no-officer DTW-W-c, flaw no-officer DTW-W-d, " +
			"flaw no-officer DTW-W-e, flaw no-officer DTW-W-f, flaw no-officer DTW-DECIDE, flaw no-officer DTW-DECIDE, flaw no-officer DTW-POOR"},
		// Two seniors of a small organization: either can be the other, but neither
		// stands above the other.
		{"ngo-spyware-notice", []tocsin.Level{senior, senior}, "flaw no-officer NSN-W-KNOWS, flaw no-officer NSN-W-REFUSED, flaw no-officer NSN-W-PARTNER, " +
			"flaw no-officer NSN-W-NOWAY, flaw no-officer NSN-DECIDE"},
		{"ngo-spyware-notice", []tocsin.Level{head, head}, ""},
		// The senior can only be the other.
		{"ngo-spyware-notice", []tocsin.Level{senior, officer}, "note one-officer NSN-W-KNOWS, note one-officer NSN-W-REFUSED, note one-officer NSN-W-PARTNER, " +
			"note one-officer NSN-W-NOWAY, note one-officer NSN-DECIDE, note one-officer NSN-POOR, note one-officer NSN-POOR"},
		{"cyber-pre-attack", []tocsin.Level{head, analyst}, "note one-officer CPA-W-KNOWS, note one-officer CPA-W-CONTAINED, note one-officer CPA-W-PARTNER, " +
			"note one-officer CPA-W-NOWAY, note one-officer CPA-DECIDE, note one-officer CPA-DECIDE, note one-officer CPA-POOR"},
		// Nobody may tell the attacker, and nobody looks afterwards.
		{"uk-threat-to-life", []tocsin.Level{officer}, "flaw no-officer UKT-W-AWARE, flaw no-officer UKT-W-PROTECTED, flaw no-officer UKT-W-RAISES, flaw no-officer UKT-W-SOURCE, " +
			"flaw no-officer UKT-W-REFUSED, flaw no-officer UKT-W-UNREACHED, flaw no-officer UKT-DECIDE, flaw no-officer UKT-DECIDE, flaw no-officer UKT-DECIDE, " +
			"flaw no-officer UKT-EXIGENT, flaw no-officer UKT-DISPUTE, flaw no-officer UKT-POOR, flaw no-officer UKT-POOR, flaw no-officer UKT-POOR, flaw no-officer UKT-DISRUPT"},
	} {
		if got := told(lint(t, pack(t, c.id), c.officers...)); got != c.want {
			t.Errorf("%s with %v: %s\nand not\n%s", c.id, c.officers, got, c.want)
		}
	}
}

// TestLintWalk takes in what a walk over all that can happen finds.
func TestLintWalk(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	l, err := trial.Lint(p, everybody, func(got *policy.Pack) error {
		if got != p {
			t.Error("another pack is walked")
		}
		return fmt.Errorf("walking: %w", tocsin.Refuse("silence/cheap", "close it", "two steps lead to silence"))
	})
	if err != nil || told(l) != "flaw cheap-silence DTW-DECIDE" || l.Findings[0].Why != "two steps lead to silence" {
		t.Errorf("found is %s, with %v", told(l), err)
	}
	if l, err = trial.Lint(p, everybody, func(*policy.Pack) error { return nil }); err != nil || len(l.Findings) > 0 {
		t.Errorf("found is %s, with %v", told(l), err)
	}
	broken := errors.New("broken")
	if _, err = trial.Lint(p, everybody, func(*policy.Pack) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("it ended with %v", err)
	}
}

// TestLintTells holds what is printed, with its places.
func TestLintTells(t *testing.T) {
	t.Parallel()
	p := pack(
		t, "icd-191", impending, "holds: "+many, located, `is: place_rung == "city" && place_rung == "site"`, fails, "fails: credibility >= 2",
		wdNeeds, "needs: [balance]", silent, "silence: {others: 0, highest: officer}", routine, "routine: {assess: 40h",
	)
	golden(t, "lint.golden", lint(t, p, head, officer).Text("icd-191.yaml"))
	for _, id := range packs.IDs() {
		if text := lint(t, pack(t, id), everybody...).Text(id); text != id+": 0 flaws, 0 notes, 0 not decided\n" {
			t.Errorf("a clean pack is told as %s", text)
		}
	}
}
