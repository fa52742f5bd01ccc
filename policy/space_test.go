package policy_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// rule gives the expression of a rule as a whole.
func rule(tb testing.TB, p *policy.Pack, role policy.Role, of string) policy.Expression {
	tb.Helper()
	for _, e := range p.Expressions(role) {
		if e.Of == of {
			return e
		}
	}
	tb.Fatalf("there is no %s of %s", role, of)
	return policy.Expression{}
}

// TestSpaceDetermines finds at each point what a determination on the same facts
// finds, over the whole space of every rule.
func TestSpaceDetermines(t *testing.T) {
	t.Parallel()
	// What follows from a grade is known in a space too.
	derives, err := policy.Parse(bytes.Replace(comesAlong(t, "icd-191").Bytes(), []byte(`"!window_over"`),
		[]byte(`"reliability <= 'C' && source_known && credibility <= 2 && corroborated"`), 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*policy.Pack{
		comesAlong(t, "icd-191"), comesAlong(t, "uk-threat-to-life"), comesAlong(t, "cyber-pre-attack"), comesAlong(t, "ngo-spyware-notice"), derives,
	} {
		for at, e := range p.Expressions(policy.RoleRule) {
			space := p.Space(e)
			points := 0
			for choice, is := range space.All() {
				points++
				if points%7 != 0 && space.Size > 500 {
					continue
				}
				o, err := p.OutlineFacts(space.Told(choice))
				if err != nil {
					t.Fatal(err)
				}
				if o.Rules[at] != is[0] {
					t.Fatalf("%s is %s in its space and %s where %v", e.Of, is[0], o.Rules[at], space.Told(choice))
				}
				if also, err := p.Evaluate(space.Told(choice), e); err != nil || also[0] != is[0] {
					t.Fatalf("%s is %s in its space and %v where %v", e.Of, is[0], also, space.Told(choice))
				}
			}
			if points != space.Size || space.Partial != "" || space.Err() != nil {
				t.Errorf("%s has %d points and not %d: %s", e.Of, points, space.Size, space.Partial)
			}
		}
	}
}

// TestSpaceAxes has the values that matter, unknown last.
func TestSpaceAxes(t *testing.T) {
	t.Parallel()
	p := comesAlong(t, "cyber-pre-attack")
	axes := func(e policy.Expression) map[policy.Name]string {
		out := map[policy.Name]string{}
		for _, axis := range p.Space(e).Axes {
			out[axis.Fact] = strings.Join(axis.Values, " ")
			if axis.Asked {
				out[axis.Fact] += " asked"
			}
		}
		return out
	}
	got := axes(rule(t, p, policy.RoleRule, "CPA-CREDIBLE"))
	want := map[policy.Name]string{
		"reliability": "A B C D E unknown", "credibility": "1 2 3 4 5 unknown",
		"sightings": "-1 0 1 2 3 unknown", "believable": "yes no unknown asked",
	}
	if !maps.Equal(got, want) {
		t.Errorf("the axes are %v", got)
	}
	if got := axes(rule(t, p, policy.RoleRule, "CPA-VICTIM")); got["victim_told"] != "yes unknown" {
		t.Errorf("what is told is one of %s", got["victim_told"])
	}
	if got := axes(rule(t, p, policy.RoleRule, "CPA-HELD")); len(got) != 0 {
		t.Errorf("what is possessed has the axes %v", got)
	}
	// Two members are told apart by two looks at a list, and one more by its size.
	lists := axes(rule(t, p, policy.RoleTerm, "noise"))["observed"]
	if !strings.HasPrefix(lists, "none scanning scanning,phishing scanning,phishing,access-sold ") || strings.Count(lists, " ") != 1+12+66+220 {
		t.Errorf("there are %d lists: %.80s", strings.Count(lists, " "), lists)
	}
}

// TestSpaceMet asks whether the threshold may be met where nothing else is known.
func TestSpaceMet(t *testing.T) {
	t.Parallel()
	p := comesAlong(t, "icd-191")
	e := rule(t, p, policy.RoleTerm, "graded_credible")
	space := p.Space(e, p.Expressions(policy.RoleMet)[0])
	met := map[tocsin.Tri]int{}
	for choice, is := range space.All() {
		met[is[1]]++
		worst := space.Told(choice)["credibility"] == "5" && space.Told(choice)["reliability"] == "E"
		if (is[1] == tocsin.No) != worst {
			t.Errorf("the threshold is %s where %v", is[1], space.Told(choice))
		}
	}
	if met[tocsin.No] != 1 || len(met) != 2 {
		t.Errorf("it is %v", met)
	}
	for range space.All() {
		break // ends at once
	}
}

// TestBranches lists the undivided parts of rules and terms, each once.
func TestBranches(t *testing.T) {
	t.Parallel()
	p := comesAlong(t, "ngo-spyware-notice")
	var got []string
	for _, e := range p.Expressions(policy.RoleBranch) {
		if e.Of == "NSN-SPYWARE" || e.Of == "only_clean" || e.Of == "NSN-ONLY" {
			got = append(got, e.Of+" "+e.Text)
		}
	}
	if !slices.Equal(got, []string{
		`NSN-SPYWARE harm == "targeted-surveillance"`, `NSN-SPYWARE traces.exists(t, t != "clean-check")`,
		`NSN-SPYWARE harm != "targeted-surveillance"`, `NSN-SPYWARE only_clean`,
		`NSN-ONLY told_directly`, `NSN-ONLY consented`,
		`only_clean size(traces) > 0`, `only_clean traces.all(t, t == "clean-check")`,
	}) {
		t.Errorf("the branches are %q", got)
	}
}

// TestBranchesOnce lists what stands in holds and in fails once.
func TestBranchesOnce(t *testing.T) {
	t.Parallel()
	p, err := policy.Parse(bytes.Replace(comesAlong(t, "icd-191").Bytes(), []byte("fails: credibility == 5 &&"), []byte("fails: graded_credible == false && graded_credible == false &&"), 1))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range p.Expressions(policy.RoleBranch) {
		if e.Text == "graded_credible == false" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it is listed %d times", n)
	}
}

// TestPlaces finds rules by id, terms by name and sections by path.
func TestPlaces(t *testing.T) {
	t.Parallel()
	p := comesAlong(t, "icd-191")
	lines := strings.Split(string(p.Bytes()), "\n")
	all := p.Places()
	for of, text := range map[string]string{
		"DTW-TRIG-HARM": "DTW-TRIG-HARM", "located": "located", "impending": "impending", "DTW-W-f": "DTW-W-f",
		"DTW-DECIDE": "DTW-DECIDE", "/clocks/urgent": "assess", "/delay": "kind: none",
	} {
		at := all[of]
		if at.Line == 0 || !strings.HasPrefix(strings.TrimLeft(lines[at.Line-1][at.Column-1:], "{"), text) {
			t.Errorf("%s stands at %v", of, at)
		}
	}
	if _, ok := all["nowhere"]; ok {
		t.Error("what is not there has a place")
	}
}
