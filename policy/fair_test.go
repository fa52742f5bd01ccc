package policy_test

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// onPacks holds a property of every pack, each over as many drawn situations as
// the build asks for.
func onPacks(t *testing.T, holds func(t *testing.T, r *rand.Rand, p *policy.Pack, s policy.Situation)) {
	t.Helper()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, r := own(t, id), seeded(t)
			for range drawn {
				if holds(t, r, p, situation(r, p)); t.Failed() {
					return
				}
			}
		})
	}
}

// outline is what a pack finds, in short.
func outline(tb testing.TB, p *policy.Pack, s policy.Situation) policy.Outline {
	tb.Helper()
	o, err := p.Outline(s)
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// TestDrawn holds that what is drawn comes to every verdict that a pack can give,
// and mostly to one that calls; and that an outline is what Determine finds. A
// property over dossiers that are all out of scope would say nothing.
func TestDrawn(t *testing.T) {
	t.Parallel()
	for _, p := range own4(t) {
		r, seen := seeded(t), map[policy.Verdict]int{}
		for range 600 {
			s := situation(r, p)
			d, err := p.Determine(s)
			if err != nil {
				t.Fatal(err)
			}
			o := outline(t, p, s)
			rules := make([]tocsin.Tri, 0, len(d.Findings))
			for _, f := range d.Findings {
				rules = append(rules, f.Value)
			}
			if o.Verdict != d.Verdict || o.Doubt != d.Doubt || o.Urgency != d.Urgency || !slices.Equal(o.Rules, rules) {
				t.Fatalf("the outline %+v is not of %s", o, d.Text)
			}
			seen[d.Verdict]++
		}
		can := map[policy.Mode][]policy.Verdict{
			policy.Shall:            {policy.Duty, policy.NoDuty, policy.OutOfScope},
			policy.May:              {policy.Permitted, policy.NoDuty, policy.OutOfScope},
			policy.ProhibitedUnless: {policy.Permitted, policy.Prohibited, policy.NoDuty, policy.OutOfScope},
		}[p.Mode]
		for _, v := range policy.Verdicts() {
			if slices.Contains(can, v) != (seen[v] > 20) {
				t.Errorf("%s: of 600, %d are %s", p.Ref.ID, seen[v], v)
			}
		}
	}
}

// own4 gives all packs, each with a memory of its own.
func own4(tb testing.TB) []*policy.Pack {
	tb.Helper()
	var all []*policy.Pack
	for _, id := range packs.IDs() {
		all = append(all, own(tb, id))
	}
	return all
}

// TestNobodyElse holds that who the people are changes nothing: what is answered
// of the victim's nationality, the relations with the recipient and the identity
// of the protector, and the words of every fact, who reported it and how it is
// marked. The whole determination is the same, byte for byte.
func TestNobodyElse(t *testing.T) {
	t.Parallel()
	onPacks(t, func(t *testing.T, r *rand.Rand, p *policy.Pack, s policy.Situation) {
		t.Helper()
		o := s
		a := &o.Assessment
		a.Answers = slices.Clone(a.Answers)
		for _, q := range policy.CommonQuestions() {
			if q.Personal {
				a.Answers = append(a.Answers, report.Answer{Question: string(q.Name), Value: pick(r, people...), Because: pick(r, people...)})
			}
		}
		a.Facts = slices.Clone(a.Facts)
		for i, f := range a.Facts {
			if f.Text != "" && f.Known() {
				a.Facts[i].Text = pick(r, people...)
			}
			if f.Place != nil {
				place := *f.Place
				for _, step := range []*string{&place.Country, &place.Region, &place.City, &place.District, &place.Site} {
					if *step != "" {
						*step = pick(r, people...)
					}
				}
				a.Facts[i].Place = &place
			}
			a.Facts[i].Marking.Caveats = []string{"NOFORN"}
			a.Facts[i].Report, a.Facts[i].Part = "another", "another"
		}
		was, err := p.Determine(s)
		if err != nil {
			t.Fatal(err)
		}
		is, err := p.Determine(o)
		if err != nil {
			t.Fatal(err)
		}
		if was.Handling != is.Handling {
			t.Fatal("they are handled otherwise")
		}
		was.Handling, is.Handling = nil, nil // long, and the same
		if b, c := bytesOf(t, was), bytesOf(t, is); b != c {
			t.Errorf("other people, another determination:\n%s\n%s", b, c)
		}
	})
}

// TestBetterGrade holds that a better grade of the source or of the information
// never makes a rule fail, and so never turns a duty into no duty: over the scale,
// A to E and 1 to 5, from every grade to the next better on one axis, the other
// being any of its six. F and 6 are not on the scale: nobody could judge, which
// doubt resolves. To learn a grade is therefore not tested as better (a source
// that turns out an E may take a duty away); to lose one is in TestLess.
func TestBetterGrade(t *testing.T) {
	t.Parallel()
	onPacks(t, func(t *testing.T, _ *rand.Rand, p *policy.Pack, s policy.Situation) {
		t.Helper()
		var at [6][6]policy.Outline
		for i := range at {
			for j := range at[i] {
				s.Assessment.Reliability, s.Assessment.Credibility = report.Reliability("ABCDEF"[i:i+1]), report.Credibility(j+1)
				at[i][j] = outline(t, p, s)
			}
		}
		for i := range at {
			for j := range at[i] {
				if i >= 1 && i < 5 {
					noWorse(t, p, at[i][j], at[i-1][j], false)
				}
				if j >= 1 && j < 5 {
					noWorse(t, p, at[i][j], at[i][j-1], false)
				}
			}
		}
	})
}

// noWorse holds that no rule fails which did not; and that what called for a warning is neither no duty nor
// out of scope. Where prohibits is true what lifts a prohibition may be gone: the
// verdict is prohibited then, which binds only once persons have affirmed it.
func noWorse(t *testing.T, p *policy.Pack, was, is policy.Outline, prohibits bool) {
	t.Helper()
	for i := range p.Threshold {
		if is.Rules[i] == no && was.Rules[i] != no {
			t.Errorf("%s fails, which was %s", p.Threshold[i].ID, was.Rules[i])
		}
	}
	if !was.Verdict.Calls() && was.Verdict != policy.Prohibited {
		return
	}
	if is.Verdict == policy.NoDuty || is.Verdict == policy.OutOfScope || was.Verdict.Calls() && is.Verdict == policy.Prohibited && !prohibits {
		t.Errorf("what was %s is %s", was.Verdict, is.Verdict)
	}
}

// TestLess holds that what nobody knows any longer never takes a duty away: each
// thing that is told in an assessment, untold.
func TestLess(t *testing.T) {
	t.Parallel()
	onPacks(t, func(t *testing.T, _ *rand.Rand, p *policy.Pack, s policy.Situation) {
		t.Helper()
		was := outline(t, p, s)
		for _, b := range less(s.Assessment, p) {
			o := s
			o.Assessment = b
			if noWorse(t, p, was, outline(t, p, o), true); t.Failed() {
				t.Errorf("%+v\nand with less\n%+v", s.Assessment, b)
				return
			}
		}
	})
}

// less gives an assessment without each thing that it tells. An officer's answer
// that stands for a rule is left: without it the facts decide, as they should.
func less(a report.Assessment, p *policy.Pack) []report.Assessment {
	var fewer []report.Assessment
	for _, f := range a.Facts {
		fewer = append(fewer, without(a, f.Field))
		if f.Place != nil {
			fewer = append(fewer, with(a, where(f.Place.At(f.Place.Finest()-1))))
		}
		if f.Window != nil && !f.Window.From.IsZero() {
			fewer = append(fewer, with(a, when(f.Window.From, time.Time{})))
		}
	}
	for _, change := range []func(*report.Assessment){
		func(a *report.Assessment) { a.Harm = report.HarmUnknown },
		func(a *report.Assessment) { a.TargetKind = report.TargetUnknown },
		func(a *report.Assessment) { a.Reliability = "F" },
		func(a *report.Assessment) { a.Credibility = 6 },
	} {
		b := a
		change(&b)
		fewer = append(fewer, b)
	}
	for i, answer := range a.Answers {
		if !stands(p, policy.Name(answer.Question)) {
			b := a
			b.Answers = slices.Delete(slices.Clone(a.Answers), i, i+1)
			fewer = append(fewer, b)
		}
	}
	return fewer
}

// stands reports whether the answer to a question stands for a rule.
func stands(p *policy.Pack, name policy.Name) bool {
	return slices.ContainsFunc(p.Threshold, func(t policy.Test) bool { return t.Question == name }) ||
		p.Unless != nil && p.Unless.Question == name
}

// facts draws what is known, in words, of the facts that bear on a verdict.
func facts(r *rand.Rand, p *policy.Pack) map[policy.Name]string {
	told := map[policy.Name]string{}
	asked := map[policy.Name]policy.Question{}
	for _, q := range p.AllQuestions() {
		asked[q.Name] = q
	}
	for _, name := range p.Read() {
		if q, ok := asked[name]; ok && q.Kind != policy.KindText {
			if r.IntN(3) == 0 {
				told[name] = said(r, q)
			}
		} else if r.IntN(3) > 0 {
			told[name] = pick(r, p.Tried(name)...)
		}
	}
	if r.IntN(2) == 0 {
		told["harm"] = string(pick(r, p.Harms...))
	}
	return told
}

// TestUnknownFact holds the same of every single fact that any rule reads, told
// in words: the ones that no assessment could lose alone among them.
func TestUnknownFact(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, r := own(t, id), seeded(t)
			find := func(told map[policy.Name]string) policy.Outline {
				o, err := p.OutlineFacts(told)
				if err != nil {
					t.Fatal(err)
				}
				return o
			}
			for range drawn {
				told := facts(r, p)
				was := find(told)
				for name := range told {
					if stands(p, name) {
						continue
					}
					fewer := maps.Clone(told)
					delete(fewer, name)
					if noWorse(t, p, was, find(fewer), true); t.Failed() {
						t.Fatalf("%v without %s", told, name)
					}
				}
			}
		})
	}
}

// TestRulesThatNameSomebody holds that the test above would see a rule which asks
// who somebody is, and that the explanation says so.
func TestRulesThatNameSomebody(t *testing.T) {
	t.Parallel()
	for name, c := range map[policy.Name]string{
		"victim_nationality": "ours", "recipient_relations": "friendly", "protector_identity": "an ally",
	} {
		source := strings.Replace(string(pack(t, "icd-191").Bytes()), oldSpecific, `holds: what_told && located && `+string(name)+` == "`+c+`"`, 1)
		p, err := policy.Parse([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		of := func(answer string) policy.Determination {
			a := certain()
			a.Answers = []report.Answer{{Question: string(name), Value: answer, Because: "he says so"}}
			return determine(t, p, a)
		}
		if d := of(c); d.Verdict != policy.Duty || d.Doubt {
			t.Errorf("%s %s is %s", name, c, d.Verdict)
		}
		d := of("theirs")
		if d.Verdict != policy.NoDuty {
			t.Errorf("%s theirs is %s", name, d.Verdict)
		}
		for _, f := range d.Findings {
			named := f.Rule == "DTW-TRIG-SPECIFIC"
			if slices.Contains(f.Names, name) != named || len(f.Names) > 1 {
				t.Errorf("%s names %v", f.Rule, f.Names)
			}
		}
		for _, want := range []string{
			"this rule names " + string(name), string(name) + ` == "` + c + `" is no: ` + string(name) + " is theirs",
			"duty if " + string(name) + " were " + c + " or unknown, and not theirs",
		} {
			if !strings.Contains(d.Text, want) {
				t.Errorf("it does not say %q:\n%s", want, d.Text)
			}
		}
		if plain := determine(t, pack(t, "icd-191"), certain()); strings.Contains(plain.Text, "this rule names") {
			t.Errorf("a pack that names nobody says that it does:\n%s", plain.Text)
		}
	}
}

// TestNoRecipient holds that nothing else about a recipient can come in: no type
// of what is determined on, or of what bears on a waiver, names one.
func TestNoRecipient(t *testing.T) {
	t.Parallel()
	var walk func(t *testing.T, path string, typ reflect.Type)
	walk = func(t *testing.T, path string, typ reflect.Type) {
		t.Helper()
		for _, word := range []string{"Recipient", "Protector", "Nation", "Citizen"} {
			if strings.Contains(path, word) || strings.Contains(typ.Name(), word) {
				t.Errorf("%s is a %s", path, typ)
			}
		}
		if kind := typ.Kind(); kind == reflect.Pointer || kind == reflect.Slice {
			walk(t, path, typ.Elem())
		} else if kind == reflect.Struct {
			for field := range typ.Fields() {
				if field.IsExported() {
					walk(t, path+"."+field.Name, field.Type)
				}
			}
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[report.Assessment](), reflect.TypeFor[policy.Situation](), reflect.TypeFor[policy.Evidence]()} {
		walk(t, typ.Name(), typ)
	}
}
