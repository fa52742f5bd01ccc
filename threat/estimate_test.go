package threat_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// TestEstimate holds which texts mix how likely with how sure.
func TestEstimate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"We judge with high confidence that an attack is likely.",
		"An attack is likely; our confidence is low.",
		"It is Very Likely - moderate\nconfidence - that they try.",
		"It is likely according to the U.S. embassy, with high confidence.",
		"It is likely, says the U.S. Embassy, with high confidence.",
		"About 3.5 men will almost certainly come, we say with low confidence.",
		"Il est peu probable qu'ils viennent, avec un degré de confiance élevé.",
		"L'attaque est vraisemblable (confiance modérée).",
		"Нападение весьма вероятно, мы говорим об этом с высокой степенью уверенности.",
		"Скорее всего они придут; уверены не все.",
		"حمله بسیار محتمل است و ما با اطمینان بالا می\u200cگوییم.",
		"به احتمال زیاد می\u200cآیند و ما مطمئن هستیم.",
		"high con\u200bfidence that it is likely",
		"It is ｌｉｋｅｌｙ, with high confidence.",
		"The probability is roughly even and the confidence level high.",
	} {
		r, ok := errors.AsType[*tocsin.Refusal](threat.CheckEstimate(text))
		if !ok || r.Rule != "threat/estimate" {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{
		"",
		"An attack is likely. We have high confidence in this.",
		"An attack is likely\n\nhigh confidence",
		"They are confident that they will win. It is unlikely.",
		"The likely lads have the confidence of the town.",
		"Il est peu probable qu'ils viennent. Notre degré de confiance est élevé.",
		"Нападение весьма вероятно. Степень уверенности высокая.",
		"حمله بسیار محتمل است. اطمینان ما متوسط است.",
		"احتمالاً می\u200cآیند؟ اطمینان ما کم است.",
		"Confidence level: high. Probability: roughly even.",
	} {
		if err := threat.CheckEstimate(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	err := threat.CheckEstimate("The SECRET man comes. It is likely that SECRET does it, with high confidence.")
	if err == nil || strings.Contains(err.Error(), "SECRET") || !strings.Contains(err.Error(), "sentence 2") {
		t.Errorf("it says %v", err)
	}
}

// TestMixed names the officers' texts that mix both.
func TestMixed(t *testing.T) {
	t.Parallel()
	mixed := "likely, with high confidence"
	a := assessed(says(report.FieldAct, mixed), says(report.FieldVictim, "the guests"))
	a.Facts[1].Wordings = []report.Wording{{Rung: report.RungKind, Text: mixed}}
	a.LatestUsefulBecause = mixed
	a.Answers = []report.Answer{{Question: "impending", Because: mixed}, {Question: "other", Because: "likely"}}
	p := fuse(t, a, said(1, ""))
	if got := strings.Join(p.Mixed, ", "); got != "what, victim, latest useful, answer impending" {
		t.Errorf("it names %s", got)
	}
}

// FuzzEstimate cuts any text into sentences without losing any of it.
func FuzzEstimate(f *testing.F) {
	for _, seed := range []string{"", "a. b", "It is likely. High confidence", "\xff.\n\n?", "U.S. likely", "۔؟ محتمل"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := threat.CheckEstimate(text)
		if err != nil && !utf8.ValidString(err.Error()) {
			t.Error("the refusal is not UTF-8")
		}
		// A text that mixes in one sentence does so beside others.
		if err != nil && threat.CheckEstimate("They come.\n\n"+text) == nil {
			t.Errorf("%q passes after another sentence", text)
		}
	})
}
