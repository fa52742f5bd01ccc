package harmcheck_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
)

// why is a balance in words, and by whom he is reached.
const (
	why   = "a hundred people are to die tomorrow and nobody else can stop it in time"
	reach = "his sister is told in her shop, and she goes to him without any telephone"
)

// answer is an answer with its reason.
func answer(q harmcheck.Question, a tocsin.Tri) harmcheck.Answer {
	return harmcheck.Answer{Question: q, Answer: a, Because: "two desks looked into it and agree"}
}

// cleared answers every question so that nothing follows.
func cleared() []harmcheck.Answer {
	var all []harmcheck.Answer
	for _, q := range harmcheck.Questions() {
		all = append(all, answer(q.Question, q.Clears))
	}
	return all
}

// but gives answers with one changed.
func but(all []harmcheck.Answer, q harmcheck.Question, a tocsin.Tri) []harmcheck.Answer {
	out := slices.DeleteFunc(slices.Clone(all), func(o harmcheck.Answer) bool { return o.Question == q })
	return append(out, answer(q, a))
}

// fact is a bare fact of a field.
func fact(f report.Field) report.Fact { return report.Fact{Field: f} }

// draw draws a case of any answers, without what was done about it.
func draw(r *rapid.T) harmcheck.Case {
	c := harmcheck.Case{
		Target: rapid.SampledFrom(append(report.TargetKinds(), report.TargetUnknown)).Draw(r, "target"),
		Class:  rapid.SampledFrom(append(directory.Classes(), "")).Draw(r, "class"),
		Least:  rapid.SampledFrom([]tocsin.Level{tocsin.LevelNone, tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead}).Draw(r, "least"),
		Alone:  rapid.SampledFrom([]tocsin.Level{tocsin.LevelNone, tocsin.LevelOfficer, tocsin.LevelSenior}).Draw(r, "alone"),
	}
	if rapid.Bool().Draw(r, "private") {
		c.Private = []report.Fact{{Field: report.FieldVictim, Key: "2", Private: true}}
	}
	for _, q := range harmcheck.Questions() {
		switch rapid.IntRange(0, 3).Draw(r, string(q.Question)) {
		case 0:
			c.Answers = append(c.Answers, answer(q.Question, tocsin.Yes))
		case 1:
			c.Answers = append(c.Answers, answer(q.Question, tocsin.No))
		case 2:
			c.Answers = append(c.Answers, answer(q.Question, tocsin.Unknown))
		}
	}
	return c
}

// signAll signs every balance that would change anything, and says how the
// recipient is reached.
func signAll(c harmcheck.Case) harmcheck.Case {
	o := harmcheck.Check(c)
	for _, rule := range harmcheck.Rules() {
		if least, can := o.Balances(rule); can {
			c.Balances = append(slices.Clip(c.Balances), harmcheck.Signed{Balance: harmcheck.Balance{Rule: rule, Because: why}, Level: least})
		}
	}
	c.Reach = reach
	return c
}

// allowed lists what may be told, as field and rung.
func allowed(o harmcheck.Outcome) []string {
	var out []string
	for _, f := range report.Fields() {
		for _, key := range []string{"", "2"} {
			for _, r := range f.Rungs() {
				if f.Releasable() && o.Allows(report.Fact{Field: f, Key: key}, r) {
					out = append(out, string(f)+"."+key+"/"+string(r))
				}
			}
		}
	}
	return out
}

// within reports whether all of a are in b.
func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// TestNeverSilence holds that whatever is answered, the duty goes on: after all
// that the outcome asks for is done, the recipient may be told something of every
// field, or another protector is owed; and the other protector is a case like any
// other. No consequence is lost, and each is told by its rule.
func TestNeverSilence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		o := harmcheck.Check(c)
		if again := harmcheck.Check(c); !reflect.DeepEqual(again, o) {
			r.Fatal("the same case has two outcomes")
		}
		for _, n := range o.Unmet() {
			if n.Remedy == "" || n.Why == "" || !slices.Contains(harmcheck.Rules(), n.Rule) {
				r.Fatalf("%+v does not say what to do", n)
			}
		}
		if o.Nothing {
			if !slices.ContainsFunc(o.Unmet(), func(n harmcheck.Need) bool { return n.Kind == harmcheck.NeedProtector }) {
				r.Fatal("the recipient is told nothing, and nobody else is owed")
			}
			return
		}
		done := harmcheck.Check(signAll(c))
		if !done.Open() {
			r.Fatalf("all is done, and it stays shut: %+v", done.Unmet())
		}
		for _, f := range report.Fields() {
			if f.Releasable() && !done.Allows(fact(f), f.Rungs()[0]) {
				r.Fatalf("all is done, and nothing of %s may be told: %+v", f, done.Barred)
			}
		}
		if len(done.Barred) != 0 {
			r.Fatalf("every balance is signed, and this stays barred: %+v", done.Barred)
		}
		// Also where nobody signs anything, what is coarse may be told once the
		// recipient himself is settled.
		for _, f := range report.Fields() {
			if _, barred := o.Bar(fact(f), f.Rungs()[0]); f.Releasable() && barred {
				r.Fatalf("nothing of %s may be told: %+v", f, o.Barred)
			}
		}
	})
}

// beside are the questions that are asked only where another is not cleared, each
// with that other answer.
var beside = map[harmcheck.Question]harmcheck.Answer{
	harmcheck.AskGuardian: {Question: harmcheck.AskMinor, Answer: tocsin.Yes},
	harmcheck.AskConsent:  {Question: harmcheck.AskPrivate, Answer: tocsin.Yes},
	harmcheck.AskMinor:    {Question: harmcheck.AskGuardian, Answer: tocsin.No},
	harmcheck.AskPrivate:  {Question: harmcheck.AskConsent, Answer: tocsin.No},
}

// TestConsequences holds that every question that is not cleared has a
// consequence on the record, yes or unknown, under its own rule; and that all
// cleared has none.
func TestConsequences(t *testing.T) {
	t.Parallel()
	for _, class := range append(directory.Classes(), "") {
		if o := harmcheck.Check(harmcheck.Case{Class: class, Answers: cleared()}); !o.Open() || len(o.Barred) != 0 || len(o.Needs) != 0 || len(o.Sentences) == 0 {
			t.Errorf("for a %q all is cleared, and this follows: %+v", class, o)
		}
		for _, q := range harmcheck.Questions() {
			for _, a := range []tocsin.Tri{q.Clears.Not(), tocsin.Unknown} {
				answers := but(cleared(), q.Question, a)
				if other, ok := beside[q.Question]; ok {
					answers = but(answers, other.Question, other.Answer)
				}
				c := harmcheck.Case{Class: class, Answers: answers}
				o := harmcheck.Check(c)
				if len(o.Barred)+len(o.Needs) == 0 {
					t.Errorf("for a %q %s is %s, and nothing follows", class, q.Question, a)
				}
				for _, b := range o.Barred {
					if b.Rule != q.Rule {
						t.Errorf("%s bars under %s", q.Question, b.Rule)
					}
				}
				if !slices.ContainsFunc(o.Sentences, func(s harmcheck.Sentence) bool {
					return s.Rule == q.Rule && s.Answer != tocsin.No && strings.HasPrefix(s.String(), q.Rule+": ")
				}) {
					t.Errorf("%s is %s, and no sentence says so", q.Question, a)
				}
				if full := harmcheck.Check(harmcheck.Case{Class: class, Answers: cleared()}); reflect.DeepEqual(full.Sentences, o.Sentences) {
					t.Errorf("%s is %s, and reads like the answer that clears it", q.Question, a)
				}
			}
		}
	}
}

// TestUnknown holds that an unknown lets through no more than any answer would as
// long as nobody signs, that the better known answer never adds silence, and that
// leaving a question out is answering that nobody knows.
func TestUnknown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		if rapid.Bool().Draw(r, "reached") {
			c.Reach = reach
		}
		q := rapid.SampledFrom(harmcheck.Questions()).Draw(r, "question")
		c.Answers = but(c.Answers, q.Question, tocsin.Unknown)
		unknown := harmcheck.Check(c)
		left := c
		left.Answers = slices.DeleteFunc(slices.Clone(c.Answers), func(a harmcheck.Answer) bool { return a.Question == q.Question })
		if o := harmcheck.Check(left); !reflect.DeepEqual(o, unknown) {
			r.Fatal("what nobody answered is not what nobody knows")
		}
		for _, a := range []tocsin.Tri{tocsin.Yes, tocsin.No} {
			known := c
			known.Answers = but(c.Answers, q.Question, a)
			if o := harmcheck.Check(known); !within(allowed(unknown), allowed(o)) {
				r.Fatalf("%s unknown allows\n%v\nand %s\n%v", q.Question, allowed(unknown), a, allowed(o))
			}
		}
		// The clearing answer lets through at least what the other does, whoever
		// has signed what.
		signed := signAll(c)
		worst, best := signed, signed
		worst.Answers, best.Answers = but(c.Answers, q.Question, q.Clears.Not()), but(c.Answers, q.Question, q.Clears)
		if w, b := allowed(harmcheck.Check(worst)), allowed(harmcheck.Check(best)); !within(w, b) {
			r.Fatalf("%s: the worse answer allows\n%v\nthe better\n%v", q.Question, w, b)
		}
	})
}

// TestBalance holds that a balance lifts what its own rule bars and nothing else,
// is signed high enough, and says why.
func TestBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := draw(r)
		rule := rapid.SampledFrom(harmcheck.Rules()).Draw(r, "rule")
		before := harmcheck.Check(c)
		least, can := before.Balances(rule)
		sign := func(because string, level tocsin.Level) harmcheck.Outcome {
			with := c
			with.Balances = []harmcheck.Signed{{Balance: harmcheck.Balance{Rule: rule, Because: because}, Level: level}}
			return harmcheck.Check(with)
		}
		if o := sign("yes", tocsin.LevelHead); !reflect.DeepEqual(o, before) {
			r.Fatal("a balance that does not say why changes something")
		}
		// Where one alone may sign what nobody knows, a lower level is enough for
		// that and for nothing else: what is below all levels never is.
		if o := sign(why, tocsin.LevelAnalyst); !reflect.DeepEqual(o, before) {
			r.Fatal("an analyst signs a balance")
		}
		after := sign(why, max(least, tocsin.LevelOfficer))
		if !can && !reflect.DeepEqual(after, before) {
			r.Fatalf("%s is balanced, where nothing can be", rule)
		}
		others := func(o harmcheck.Outcome) (bars []harmcheck.Bar, needs []harmcheck.Need) {
			for _, b := range o.Barred {
				if b.Rule != rule {
					bars = append(bars, b)
				}
			}
			for _, n := range o.Needs {
				if n.Rule != rule {
					needs = append(needs, n)
				}
			}
			return bars, needs
		}
		b1, n1 := others(before)
		b2, n2 := others(after)
		if !reflect.DeepEqual(b1, b2) || !reflect.DeepEqual(n1, n2) {
			r.Fatalf("a balance of %s lifts what another rule bars", rule)
		}
		if can && slices.ContainsFunc(after.Barred, func(b harmcheck.Bar) bool { return b.Rule == rule && b.Least != tocsin.LevelNone }) {
			r.Fatalf("%s is balanced, and bars still", rule)
		}
	})
}

// TestLevels holds who signs: a senior officer where nobody says otherwise, and
// one officer alone only for what nobody knows.
func TestLevels(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		said         tocsin.Tri
		least, alone tocsin.Level
		want         tocsin.Level
	}{
		{tocsin.Yes, tocsin.LevelNone, tocsin.LevelNone, tocsin.LevelSenior},
		{tocsin.Unknown, tocsin.LevelNone, tocsin.LevelNone, tocsin.LevelSenior},
		{tocsin.Yes, tocsin.LevelHead, tocsin.LevelOfficer, tocsin.LevelHead},
		{tocsin.Unknown, tocsin.LevelHead, tocsin.LevelOfficer, tocsin.LevelOfficer},
	} {
		c := harmcheck.Case{
			Class: directory.ClassService, Least: one.least, Alone: one.alone,
			Answers: but(cleared(), harmcheck.AskTorture, one.said),
		}
		if got, _ := harmcheck.Check(c).Balances(harmcheck.RuleTorture); got != one.want {
			t.Errorf("%s with %s and %s alone is signed by a %s", one.said, one.least, one.alone, got)
		}
	}
}

// TestClasses holds that the classes of the directory, but those who only carry,
// are those for whom there are protective acts.
func TestClasses(t *testing.T) {
	t.Parallel()
	var classes []protect.Class
	for _, c := range directory.Classes() {
		if c != directory.ClassIntermediary {
			classes = append(classes, protect.Class(c))
		}
	}
	if !slices.Equal(classes, protect.Classes()) {
		t.Errorf("the directory has %v, and there are acts for %v", classes, protect.Classes())
	}
}

// TestFor holds that the care of a child is asked of persons, and of whoever may be
// one, and all else of everybody.
func TestFor(t *testing.T) {
	t.Parallel()
	for _, class := range append(directory.Classes(), "") {
		for _, q := range harmcheck.Questions() {
			want := q.Question != harmcheck.AskGuardian || class == directory.ClassPerson || class == ""
			if got := q.For(class); got != want {
				t.Errorf("%s is asked of a %q: %v", q.Question, class, got)
			}
		}
	}
	if a, b := harmcheck.Signer(tocsin.LevelOfficer), harmcheck.Signer(tocsin.LevelHead); a != "an officer" || b != "a head" {
		t.Errorf("%s and %s sign", a, b)
	}
}

// TestForm holds what answers and balances are refused.
func TestForm(t *testing.T) {
	t.Parallel()
	refused := func(err error, rule string) {
		t.Helper()
		r, ok := errors.AsType[*tocsin.Refusal](err)
		if rule == "" && err != nil || rule != "" && (!ok || r.Rule != rule) {
			t.Errorf("it says %v, not %q", err, rule)
		}
	}
	long := strings.Repeat("word ", harmcheck.MaxWords)
	refused(harmcheck.CheckAnswers(cleared()), "")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: "weather"}}), "harm/question")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskActor, Answer: 2}}), "harm/answer")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskActor}, {Question: harmcheck.AskActor}}), "harm/question")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskActor, Answer: tocsin.No, Because: " "}}), "harm/because")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskConsent, Answer: tocsin.Yes}}), "harm/because")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskConsent, Answer: tocsin.No}}), "harm/because")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskActor, Answer: tocsin.Yes}}), "")
	refused(harmcheck.CheckAnswers([]harmcheck.Answer{{Question: harmcheck.AskActor, Because: long}}), "harm/because")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: "harm/weather", Because: why}}), "harm/balance")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: why}, {Rule: harmcheck.RuleDeath, Because: reach}}), "harm/balance")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: "it is fine"}}), "DTW-JUSTIFY")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: why}}, why), "DTW-JUSTIFY")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: why}, {Rule: harmcheck.RuleActor, Because: why}}), "DTW-JUSTIFY")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: long}}), "harm/balance")
	refused(harmcheck.CheckBalances([]harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: why}}, reach), "")
}
