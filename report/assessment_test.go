package report

import (
	"encoding/json"
	"slices"
	"testing"

	"example.org/tocsin"
)

// TestHarms holds the closed list of harms: each is read by its word, each once,
// and no other.
func TestHarms(t *testing.T) {
	t.Parallel()
	want := []Harm{
		"intentional-killing", "serious-bodily-injury", "kidnapping", "arrest-or-detention", "targeted-surveillance",
		"property-damage", "data-or-operations", "defamation-or-pressure",
	}
	if got := Harms(); !slices.Equal(got, want) {
		t.Errorf("the harms are %v", got)
	}
	for _, h := range want {
		if got, err := ParseHarm(string(h)); err != nil || got != h {
			t.Errorf("%s is read as %q, %v", h, got, err)
		}
		if err := (Assessment{Harm: h, Reliability: "B", Credibility: 2}).Check(); err != nil {
			t.Errorf("%s: %v", h, err)
		}
	}
	for _, word := range []string{"killing", "Kidnapping", "surveillance", "targeted surveillance", "kidnapping "} {
		if got, err := ParseHarm(word); err == nil {
			t.Errorf("%q is read as %q", word, got)
		}
		if err := (Assessment{Harm: Harm(word), Reliability: "B", Credibility: 2}).Check(); ruleOf(err) != "report/harm" {
			t.Errorf("%q is assessed: %v", word, err)
		}
	}
}

// TestSaid tells an answer of each kind in words, and holds its form on the wire.
func TestSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer Answer
		said   string
		wire   string
	}{
		{Answer{Question: "q", Answer: tocsin.Yes}, "yes", `{"question":"q","answer":"yes"}`},
		{Answer{Question: "q", Answer: tocsin.No, Because: "why"}, "no", `{"question":"q","answer":"no","because":"why"}`},
		{Answer{Question: "q"}, "unknown", `{"question":"q","answer":"unknown"}`},
		{Answer{Question: "q", Value: "a,b"}, "a,b", `{"question":"q","answer":"unknown","value":"a,b"}`},
		{Answer{Question: "q", Value: "12", Because: "why"}, "12", `{"question":"q","answer":"unknown","value":"12","because":"why"}`},
		{Answer{Question: "q", Answer: tocsin.Yes, Value: "no"}, "no", `{"question":"q","answer":"yes","value":"no"}`},
	} {
		if got := c.answer.Said(); got != c.said {
			t.Errorf("%+v says %q, not %q", c.answer, got, c.said)
		}
		raw, err := json.Marshal(c.answer)
		if err != nil || string(raw) != c.wire {
			t.Errorf("%+v is written %s, not %s, %v", c.answer, raw, c.wire, err)
		}
		var back Answer
		if err := json.Unmarshal([]byte(c.wire), &back); err != nil || back != c.answer {
			t.Errorf("%s is read %+v, %v", c.wire, back, err)
		}
	}
	// A no has its reason, whatever else is said.
	for _, a := range []Answer{{Question: "q", Answer: tocsin.No}, {Question: "q", Answer: tocsin.No, Value: "x", Because: " "}} {
		if err := (Assessment{Reliability: "B", Credibility: 2, Answers: []Answer{a}}).Check(); ruleOf(err) != "report/answer" {
			t.Errorf("%+v has no reason: %v", a, err)
		}
	}
}
