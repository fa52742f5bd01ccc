package trial_test

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
	"example.org/tocsin/trial"
)

var now = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// sequence gives matters, and at their end an error where there is one.
func sequence(end error, all ...trial.Matter) iter.Seq2[trial.Matter, error] {
	return func(yield func(trial.Matter, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
		if end != nil {
			yield(trial.Matter{}, end)
		}
	}
}

// matter is one told in facts: "harm=kidnapping what_told=yes".
func matter(id, facts string) trial.Matter {
	m := trial.Matter{ID: id, Facts: map[policy.Name]string{}, Situation: policy.Situation{At: now}}
	for one := range strings.FieldsSeq(facts) {
		name, value, _ := strings.Cut(one, "=")
		m.Facts[policy.Name(name)] = value
	}
	return m
}

// assessed is one told in an assessment.
func assessed(id string, grade int, kind report.TargetKind, answers ...report.Answer) trial.Matter {
	in := place.Place{Country: "IR", City: "Kerman"}
	return trial.Matter{ID: id, Situation: policy.Situation{At: now, Reports: 1, Assessment: report.Assessment{
		Harm: report.HarmIntentionalKilling, TargetKind: kind, Reliability: "B", Credibility: report.Credibility(grade),
		Facts:   []report.Fact{{Field: report.FieldAct, Text: "an attack"}, {Field: report.FieldPlace, Place: &in}},
		Answers: answers,
	}}}
}

// again replays matters and gives what changes.
func again(t *testing.T, before, after []*policy.Pack, all iter.Seq2[trial.Matter, error]) (trial.Summary, []trial.Outcome) {
	t.Helper()
	var out []trial.Outcome
	sum, err := trial.Replay(before, after, all, func(o trial.Outcome) error {
		out = append(out, o)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum, out
}

// stricter asks for more than the pack that comes along, and for less where
// nobody is warned.
func stricter(tb testing.TB) *policy.Pack {
	tb.Helper()
	return pack(
		tb, "icd-191", "version: 2", "version: 3", impending, `holds: "!window_over && time_told"`, "fails: credibility == 5 && reliability == \"E\"",
		"fails: credibility >= 4", `holds: harm in harms`, `holds: harm in harms || harm == "arrest-or-detention"`,
		silent, "silence: {others: 3, highest: head}", exigent, "exigent: {assess: 6m", "id: DTW-W-f", "id: DTW-W-g",
	)
}

// TestReplay decides matters under two versions of a pack.
func TestReplay(t *testing.T) {
	t.Parallel()
	const kerman = "harm=intentional-killing target_kind=event reliability=B credibility=2 what_told=yes place_rung=city "
	before, after := []*policy.Pack{pack(t, "icd-191")}, []*policy.Pack{stricter(t)}
	all := []trial.Matter{
		matter("kerman", kerman+"time_told=yes window_over=no"),
		matter("no time", kerman+"window_over=no"),
		matter("doubtful", kerman+"credibility=4 window_over=no"),
		matter("over", kerman+"window_over=yes"),
		matter("arrest", "harm=arrest-or-detention what_told=yes"),
		matter("slander", "harm=defamation-or-pressure"),
	}
	sum, out := again(t, before, after, sequence(nil, all...))
	var text strings.Builder
	for _, o := range out {
		text.WriteString(o.Text())
	}
	// The hash is of the whole file, which may change in what is not told here.
	golden(t, "replay.golden", regexp.MustCompile(`sha256 [0-9a-f]+`).ReplaceAllString(text.String()+sum.Text(), "sha256 of the file"))
	if sum.Total != 6 || sum.Changed != 2 || sum.Silenced != 1 || sum.Called != 1 || sum.Shifted != 1 || sum.Refused != 0 {
		t.Errorf("it came to %+v", sum)
	}
	same, out := again(t, before, before, sequence(nil, all...))
	if same.Changed != 0 || same.Shifted != 0 || len(out) > 0 || len(same.Handling) > 0 {
		t.Errorf("under the same pack %d change and %d shift: %v", same.Changed, same.Shifted, same.Handling)
	}
	back, _ := again(t, after, before, sequence(nil, all...))
	if back.Silenced != sum.Called || back.Called != sum.Silenced || back.Matrix[policy.NoDuty][policy.Duty] != sum.Matrix[policy.Duty][policy.NoDuty] {
		t.Errorf("the other way round it came to %+v", back)
	}
}

// TestReplayOther decides under packs that share no rule, and under several.
func TestReplayOther(t *testing.T) {
	t.Parallel()
	icd, uk, cyber := pack(t, "icd-191"), pack(t, "uk-threat-to-life"), pack(t, "cyber-pre-attack")
	all := []trial.Matter{
		matter("a crowd", "harm=intentional-killing target_kind=event credibility=2 what_told=yes place_rung=city identified=no"),
		matter("a person", "harm=intentional-killing target_kind=person credibility=2 what_told=yes victim_told=yes window_over=no"),
		matter("a network", "harm=data-or-operations target_told=yes observed=beacon credibility=2"),
	}
	_, out := again(t, []*policy.Pack{icd}, []*policy.Pack{uk}, sequence(nil, all...))
	if len(out) != 1 || out[0].Was != policy.Duty || out[0].Is != policy.NoDuty || len(out[0].Rules) != 1 ||
		out[0].Rules[0].Rule != "UKT-PERSON" || out[0].Rules[0].Was != "" || out[0].Rules[0].After[0] != "an officer answered no" {
		t.Errorf("under another pack: %+v", out)
	}
	_, out = again(t, []*policy.Pack{uk}, []*policy.Pack{icd}, sequence(nil, all...))
	if len(out) != 1 || !out[0].Calls() || out[0].Rules[0].Is != "" || out[0].Rules[0].Was != "no" {
		t.Errorf("back again: %+v", out)
	}
	sum, out := again(t, []*policy.Pack{icd}, []*policy.Pack{icd, cyber}, sequence(nil, all...))
	if len(out) != 1 || out[0].ID != "a network" || out[0].Was != policy.OutOfScope || out[0].Is != policy.Permitted || sum.Called != 1 {
		t.Errorf("with one more pack: %+v", out)
	}
	// A rule of a pack that did not decide stood in nobody's way.
	_, out = again(t, []*policy.Pack{icd, cyber}, []*policy.Pack{uk}, sequence(nil, all[2]))
	if len(out) != 1 || !out[0].Silences() || len(out[0].Rules) != 1 || out[0].Rules[0].Rule != "UKT-HARM" {
		t.Errorf("under one pack less: %+v", out)
	}
	may := pack(t, "icd-191", "mode: shall", "mode: may", "version: 2", "version: 3")
	_, out = again(t, []*policy.Pack{icd}, []*policy.Pack{may}, sequence(nil, all[1]))
	if len(out) != 1 || out[0].Silences() || out[0].Calls() || len(out[0].Rules) > 0 ||
		out[0].Mode != "no rule stands in the way under either; icd-191 says shall, and icd-191 says may" {
		t.Errorf("under another mode: %+v", out)
	}
	prohibits := pack(t, "ngo-spyware-notice")
	_, out = again(t, []*policy.Pack{icd}, []*policy.Pack{prohibits}, sequence(nil, matter("unasked", "harm=kidnapping target_kind=person victim_told=yes credibility=2 spyware=yes")))
	if len(out) != 1 || out[0].Is != policy.Prohibited || len(out[0].Rules) != 1 || out[0].Rules[0].Rule != "NSN-ONLY" || out[0].Rules[0].Is != "unknown" {
		t.Errorf("under a pack that prohibits: %+v", out)
	}
}

// TestReplayStored keeps what was found at the time, whatever the pack that is in
// force now would say.
func TestReplayStored(t *testing.T) {
	t.Parallel()
	old, next := pack(t, "icd-191"), stricter(t)
	m := assessed("stored", 2, report.TargetEvent, report.Answer{Question: "impending", Answer: tocsin.No, Because: "it was called off"})
	d, err := old.Determine(m.Situation)
	if err != nil {
		t.Fatal(err)
	}
	m.Was = []policy.Determination{d}
	m.Situation.Assessment.Answers = nil
	// In force is a pack that would find a duty; what was found was none.
	_, out := again(t, []*policy.Pack{old}, []*policy.Pack{old}, sequence(nil, m))
	if len(out) != 1 || out[0].Was != policy.NoDuty || out[0].Is != policy.Duty || len(out[0].Rules) != 1 ||
		out[0].Rules[0].Before[0] != "an officer answered no: it was called off" {
		t.Errorf("it came to %+v", out)
	}
	// An assessment out of its form can be decided under no pack.
	wrong := assessed("wrong", 9, report.TargetEvent)
	sum, out := again(t, []*policy.Pack{old}, []*policy.Pack{next}, sequence(nil, wrong, assessed("right", 2, report.TargetEvent)))
	if sum.Refused != 1 || sum.Total != 2 || len(out) != 0 {
		t.Errorf("it came to %+v and %+v", sum, out)
	}
}

// TestReplayEnds stops where the matters or whoever takes the outcomes do.
func TestReplayEnds(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	icd, uk := []*policy.Pack{pack(t, "icd-191")}, []*policy.Pack{pack(t, "uk-threat-to-life")}
	crowd := matter("a crowd", "harm=intentional-killing identified=no")
	sum, err := trial.Replay(icd, uk, sequence(broken, crowd, crowd), func(trial.Outcome) error { return nil })
	if !errors.Is(err, broken) || sum.Changed != 2 {
		t.Errorf("after %d it ended with %v", sum.Changed, err)
	}
	sum, err = trial.Replay(icd, uk, sequence(nil, crowd, crowd), func(trial.Outcome) error { return broken })
	if !errors.Is(err, broken) || sum.Total != 1 {
		t.Errorf("after %d it ended with %v", sum.Total, err)
	}
	_, err = trial.Replay(icd, uk, sequence(nil, matter("wrong", "harm=nonsense")), func(trial.Outcome) error { return nil })
	if err == nil {
		t.Error("a fact that cannot be passes")
	}
	m := crowd
	if err := m.Determine([]string{"icd-191", "nowhere"}, packs.Get); err == nil {
		t.Error("a pack that is not there passes")
	}
	if err := m.Determine([]string{"icd-191", "uk-threat-to-life"}, packs.Get); err != nil || len(m.Was) != 2 || policy.Overall(m.Was) != policy.Duty {
		t.Errorf("it found %v, with %v", m.Was, err)
	}
}

// TestOutline finds what the whole determination finds.
func TestOutline(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		p := pack(t, id)
		for _, one := range tests(t, p).Tests {
			o, err := p.OutlineFacts(one.Facts)
			if err != nil {
				t.Fatal(err)
			}
			d, err := p.DetermineFacts(one.Facts, now)
			if err != nil {
				t.Fatal(err)
			}
			same := o.Verdict == d.Verdict && o.Doubt == d.Doubt && o.Urgency == d.Urgency && len(o.Rules) == len(d.Findings)
			for i, f := range d.Findings {
				same = same && o.Rules[i] == f.Value
			}
			if !same {
				t.Errorf("%s, %s: in outline it is %+v", id, one.Name, o)
			}
		}
	}
}

// generated gives so many dossiers, each another.
func generated(n int) iter.Seq2[trial.Matter, error] {
	kinds, harms := report.TargetKinds(), report.Harms()
	return func(yield func(trial.Matter, error) bool) {
		for i := range n {
			m := assessed(fmt.Sprintf("d%06d", i), i%6+1, kinds[i%len(kinds)])
			a := &m.Situation.Assessment
			a.Harm, a.Reliability = harms[i/7%len(harms)], report.Reliability("ABCDEF"[i/3%6:i/3%6+1])
			if i%5 == 0 {
				a.Answers = []report.Answer{{Question: "impending", Answer: tocsin.No, Because: "an officer knows that it was called off"}}
			}
			m.Situation.At = now.Add(time.Duration(i) * time.Minute)
			if !yield(m, nil) {
				return
			}
		}
	}
}

// BenchmarkReplay decides dossiers again, each under two packs: one operation is
// one dossier. Run it with -benchtime 100000x for a hundred thousand.
func BenchmarkReplay(b *testing.B) {
	before, after := []*policy.Pack{pack(b, "icd-191")}, []*policy.Pack{stricter(b)}
	b.ReportAllocs()
	b.ResetTimer()
	sum, err := trial.Replay(before, after, generated(b.N), func(trial.Outcome) error { return nil })
	if err != nil || sum.Total != b.N || sum.Refused > 0 {
		b.Fatalf("it came to %+v, with %v", sum, err)
	}
	b.ReportMetric(float64(sum.Changed)/float64(b.N), "changed/op")
}
