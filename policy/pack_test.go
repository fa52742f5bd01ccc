package policy_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// TestPackHashed holds that a pack is named by every byte of its file, comments
// among them: a change of any byte is another hash, or no pack.
func TestPackHashed(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		p, r := pack(t, id), seeded(t)
		source := p.Bytes()
		sum := sha256.Sum256(source)
		if p.Ref.Hash != hex.EncodeToString(sum[:]) || p.Ref.ID != id || p.Ref.Version < 1 || !strings.Contains(p.Ref.String(), p.Ref.Hash[:12]) {
			t.Errorf("%s is named %+v", id, p.Ref)
		}
		still := 0
		for range 60 {
			i, b := r.IntN(len(source)), " xX0#-"[r.IntN(6)]
			if source[i] == b {
				continue
			}
			other := bytes.Clone(source)
			other[i] = b
			if q, err := policy.Parse(other); err == nil {
				if still++; q.Ref.Hash == p.Ref.Hash || !bytes.Equal(q.Bytes(), other) {
					t.Errorf("%s with %q at %d has the same hash", id, b, i)
				}
				clear(other)
				if bytes.Equal(q.Bytes(), other) {
					t.Error("the pack holds on to what it was read from")
				}
			}
		}
		if still == 0 {
			t.Errorf("%s: no change is still a pack", id)
		}
		clear(p.Bytes())
		if !bytes.Equal(p.Bytes(), source) {
			t.Error("the file of a pack was changed from outside")
		}
		loaded, err := policy.Load(source)
		again, err2 := policy.Load(source)
		if err != nil || err2 != nil || loaded != again || loaded.Ref != p.Ref {
			t.Errorf("%s loaded is %v, %v, %v", id, loaded, err, err2)
		}
	}
	if _, err := policy.Load([]byte("pack: x")); err == nil {
		t.Error("half a pack is loaded")
	}
}

// TestAboveFloor holds that what lies below the floor can be read to be shown,
// and nothing else that is wrong.
func TestAboveFloor(t *testing.T) {
	t.Parallel()
	source := strings.Replace(string(pack(t, "icd-191").Bytes()), oldSilence, "  silence: {others: 0, highest: analyst}", 1)
	if p, err := policy.ParseAbove([]byte(source)); err != nil || p.Handling.Silence.Others != 0 {
		t.Errorf("it is answered with %v", err)
	}
	if _, err := policy.Parse([]byte(source)); err == nil {
		t.Error("silence costs nothing")
	}
	if _, err := policy.ParseAbove([]byte(strings.Replace(source, oldHarm, "holds: nothing", 1))); err == nil {
		t.Error("a pack that reads what there is not is read")
	}
}

// TestMisspeltMembers holds that a word is refused which no member of a list ever
// is, also within an exists: the rule would never hold.
func TestMisspeltMembers(t *testing.T) {
	t.Parallel()
	for written, wrong := range map[string]bool{"beacon": false, "becon": true} {
		source := strings.NewReplacer(
			oldQuestions, oldQuestions+"  - {name: seen, ask: A, kind: words, one_of: [beacon, theft]}\n",
			oldHarm, `holds: harm in harms || seen.exists(s, s == "`+written+`")`,
		).Replace(string(pack(t, "icd-191").Bytes()))
		_, err := policy.Parse([]byte(source))
		if wrong != (err != nil) || wrong && !strings.Contains(err.Error(), `seen is never "becon"`) {
			t.Errorf("%s: %v", written, err)
		}
	}
}

// TestFloorOfPoorReports holds that many reports do not make a warning dearer than
// silence. Words that suggest force may: they can be left out.
func TestFloorOfPoorReports(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string][]string{
		"a higher officer than silence takes": {
			oldSilence, "  silence: {others: 2, highest: senior}", "many_bring: senior", "many_bring: head",
		},
	} {
		source := strings.NewReplacer(changes...).Replace(string(pack(t, "icd-191").Bytes()))
		var bad *policy.Invalid
		if _, err := policy.Parse([]byte(source)); !errors.As(err, &bad) || len(bad.Flaws) != 1 || bad.Flaws[0].Rule != "DTW-POOR" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSpans holds how long a duration is told to be.
func TestSpans(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Minute: "1m", 90 * time.Minute: "90m", time.Hour: "1h", 36 * time.Hour: "36h", 48 * time.Hour: "2d", 0: "0m",
	} {
		if text, err := policy.Span(d).MarshalText(); err != nil || string(text) != want {
			t.Errorf("%s is told as %s, %v", d, text, err)
		}
	}
}

// TestAnswersRead holds how the answers of an assessment are read: the first to a
// question, in the form that it takes, a no only with its reason; what another
// pack asks is left aside, and what is not in its form is refused without a word
// of it.
func TestAnswersRead(t *testing.T) {
	t.Parallel()
	p := pack(t, "cyber-pre-attack")
	a := report.Assessment{
		Harm: report.HarmDataOrOperations, Reliability: "F", Credibility: 2, Facts: []report.Fact{words(report.FieldTarget, "a bank")},
	}
	of := func(answers ...report.Answer) policy.Determination {
		b := a
		b.Answers = answers
		return determine(t, p, b)
	}
	said := func(name policy.Name, d policy.Determination) string {
		for _, f := range d.Facts {
			if f.Fact == name {
				return f.Value + " " + f.From
			}
		}
		return ""
	}
	for name, c := range map[string]struct {
		answers []report.Answer
		of      policy.Name
		want    string
	}{
		"words":                 {[]report.Answer{{Question: "observed", Value: "beacon, scanning,beacon"}}, "observed", "beacon,scanning an officer's answer"},
		"no words":              {[]report.Answer{{Question: "observed", Value: "none", Because: "we looked"}}, "observed", "none an officer's answer: we looked"},
		"a number":              {[]report.Answer{{Question: "sightings", Value: " 007 "}}, "sightings", "7 an officer's answer"},
		"yes":                   {[]report.Answer{{Question: "findable", Answer: yes}}, "findable", "yes an officer's answer"},
		"no":                    {[]report.Answer{{Question: "findable", Answer: no, Because: "nobody knows"}}, "findable", "no an officer's answer: nobody knows"},
		"a no without a reason": {[]report.Answer{{Question: "findable", Value: "no"}}, "findable", "unknown "},
		"unknown":               {[]report.Answer{{Question: "sightings", Value: "unknown"}}, "sightings", "unknown "},
		"twice":                 {[]report.Answer{{Question: "findable", Answer: yes}, {Question: "findable", Answer: no, Because: "x"}}, "findable", "yes an officer's answer"},
		"another pack's":        {[]report.Answer{{Question: "impending", Answer: no, Because: "x"}, {Question: "harm", Value: "kidnapping"}}, "harm", "data-or-operations as assessed"},
		"a term":                {[]report.Answer{{Question: "foothold", Answer: no, Because: "x"}, {Question: "possessed", Answer: no, Because: "x"}}, "findable", "unknown "},
	} {
		if got := said(c.of, of(c.answers...)); got != c.want {
			t.Errorf("%s: %s is %q", name, c.of, got)
		}
	}
	for _, answer := range []report.Answer{
		{Question: "observed", Value: "secret-thing"},
		{Question: "sightings", Value: "secret"},
		{Question: "sightings", Value: "1000000001"},
		{Question: "observed", Answer: yes},
		{Question: "victim_nationality", Value: strings.Repeat("secret", 50)},
	} {
		b := a
		b.Answers = []report.Answer{answer}
		_, err := p.Determine(policy.Situation{Assessment: b, At: now})
		var refused *tocsin.Refusal
		if !errors.As(err, &refused) || refused.Rule != "report/answer" || !strings.Contains(refused.Remedy, answer.Question+"=") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v is answered with %v", answer, err)
		}
		if _, err := p.Outline(policy.Situation{Assessment: b, At: now}); err == nil {
			t.Errorf("%+v is outlined", answer)
		}
	}
	a.Reliability = "G"
	var refused *tocsin.Refusal
	if _, err := p.Determine(policy.Situation{Assessment: a, At: now}); !errors.As(err, &refused) || refused.Rule != "report/reliability" {
		t.Errorf("a grade that is none is answered with %v", err)
	}
}

// TestFactsRead holds that facts in words are those there are.
func TestFactsRead(t *testing.T) {
	t.Parallel()
	p := pack(t, "icd-191")
	for name, text := range map[policy.Name]string{
		"weather": "yes", "located": "yes", "harms": "kidnapping", "harm": "murder", "victim_told": "no", "credibility": "6", "reliability": "F",
		"minutes_left": "soon", "window_over": "maybe", "victim_nationality": "", "": "yes",
	} {
		if d, err := p.DetermineFacts(map[policy.Name]string{name: text}, now); err == nil || d.Verdict != "" {
			t.Errorf("%s=%s is found %s", name, text, d.Verdict)
		}
	}
	d, err := p.DetermineFacts(map[policy.Name]string{"possessed": "no", "harm": "kidnapping"}, now)
	if err != nil || d.Verdict != policy.NoDuty {
		t.Errorf("what nobody has is %s, %v", d.Verdict, err)
	}
}
