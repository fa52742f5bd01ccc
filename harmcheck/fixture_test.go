package harmcheck_test

import (
	"slices"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/report"
)

// sign gives a case with one signed balance.
func sign(c harmcheck.Case, rule string, level tocsin.Level) harmcheck.Case {
	c.Balances = append(slices.Clip(c.Balances), harmcheck.Signed{Balance: harmcheck.Balance{Rule: rule, Because: why}, Level: level})
	return c
}

// kinds lists the needs that are not met.
func kinds(o harmcheck.Outcome) []harmcheck.Kind {
	var out []harmcheck.Kind
	for _, n := range o.Unmet() {
		out = append(out, n.Kind)
	}
	return out
}

// TestStateAgainstItsCritic is synthetic, after the matter that made the duty to
// warn known: a state is itself suspected of a plot against a critic abroad. That
// state, and its service, are told nothing, whoever signs; the police where he
// lives, and he himself, are told.
func TestStateAgainstItsCritic(t *testing.T) {
	t.Parallel()
	plot := harmcheck.Case{Target: report.TargetPerson, Class: directory.ClassGovernment, Answers: but(cleared(), harmcheck.AskActor, tocsin.Yes)}
	for _, rule := range harmcheck.Rules() {
		plot = sign(plot, rule, tocsin.LevelHead)
	}
	plot.Reach = reach
	o := harmcheck.Check(plot)
	if !o.Nothing || o.Open() || len(allowed(o)) != 0 {
		t.Errorf("the plotter may be told %v", allowed(o))
	}
	if got := kinds(o); !slices.Equal(got, []harmcheck.Kind{harmcheck.NeedProtector}) {
		t.Errorf("it asks for %v", got)
	}
	if _, can := o.Balances(harmcheck.RuleActor); can {
		t.Error("somebody may sign that the plotter is told")
	}
	// A friend of that state: nobody knows. Not before a senior signs.
	friend := harmcheck.Case{Target: report.TargetPerson, Class: directory.ClassService, Answers: but(cleared(), harmcheck.AskActor, tocsin.Unknown)}
	if o := harmcheck.Check(sign(friend, harmcheck.RuleActor, tocsin.LevelOfficer)); o.Open() {
		t.Error("an officer alone signs that what may be a friend of the plotter is told")
	}
	if o := harmcheck.Check(sign(friend, harmcheck.RuleActor, tocsin.LevelSenior)); !o.Open() || o.Nothing {
		t.Errorf("a senior signed, and it asks for %v", kinds(o))
	}
	// The police of the country where he lives, and the critic himself.
	for _, class := range []directory.Class{directory.ClassPolice, directory.ClassPerson} {
		if o := harmcheck.Check(harmcheck.Case{Target: report.TargetPerson, Class: class, Answers: cleared()}); !o.Open() || len(o.Barred) > 0 {
			t.Errorf("a %s is not told: %+v", class, o)
		}
	}
}

// TestSuspectToTorturers is a suspect's name towards a state that tortures: the
// state is told of the attack with place and hour, and of the suspect no more
// than the group, until a senior signs.
func TestSuspectToTorturers(t *testing.T) {
	t.Parallel()
	c := harmcheck.Case{Target: report.TargetEvent, Class: directory.ClassGovernment, Answers: but(cleared(), harmcheck.AskTorture, tocsin.Yes)}
	o := harmcheck.Check(c)
	if !o.Open() || !o.Allows(fact(report.FieldPlace), "site") || !o.Allows(fact(report.FieldTime), "hour") || !o.Allows(fact(report.FieldMethod), report.RungFull) {
		t.Errorf("what protects people is not told: %+v", o.Barred)
	}
	if !o.Allows(fact(report.FieldActor), report.RungOutline) || o.Allows(fact(report.FieldActor), report.RungDetail) || o.Allows(fact(report.FieldActor), report.RungFull) {
		t.Errorf("of the suspect too much or too little is told: %+v", o.Barred)
	}
	if o.Allows(fact(report.FieldActor), "words") {
		t.Error("words on no rung pass as coarse ones")
	}
	if o := harmcheck.Check(sign(c, harmcheck.RuleTorture, tocsin.LevelOfficer)); o.Allows(fact(report.FieldActor), report.RungFull) {
		t.Error("an officer signs a name over to torturers")
	}
	if o := harmcheck.Check(sign(c, harmcheck.RuleDeath, tocsin.LevelHead)); o.Allows(fact(report.FieldActor), report.RungFull) {
		t.Error("a balance of another rule lets the name out")
	}
	signed := harmcheck.Check(sign(c, harmcheck.RuleTorture, tocsin.LevelSenior))
	if !signed.Allows(fact(report.FieldActor), report.RungFull) || len(signed.Lifted) != 1 {
		t.Errorf("a senior signed, and lifted is %+v", signed.Lifted)
	}
	// It also kills: both must be signed.
	c.Answers = but(c.Answers, harmcheck.AskDeath, tocsin.Unknown)
	if o := harmcheck.Check(sign(c, harmcheck.RuleTorture, tocsin.LevelSenior)); o.Allows(fact(report.FieldActor), report.RungFull) {
		t.Error("one signature does for two rules")
	}
}

// TestChild is a child who is to be taken, by an invented uncle: the child gets no
// message, the mother does; the police get no name before somebody signs.
func TestChild(t *testing.T) {
	t.Parallel()
	answers := but(but(cleared(), harmcheck.AskMinor, tocsin.Yes), harmcheck.AskGuardian, tocsin.No)
	child := harmcheck.Case{Target: report.TargetPerson, Class: directory.ClassPerson, Answers: answers}
	if o := harmcheck.Check(child); !slices.Equal(kinds(o), []harmcheck.Kind{harmcheck.NeedGuardian}) || len(allowed(o)) != 0 {
		t.Errorf("the child: %v, %v", kinds(o), allowed(o))
	}
	mother := child
	mother.Answers = but(answers, harmcheck.AskGuardian, tocsin.Yes)
	if o := harmcheck.Check(mother); !o.Open() || !o.Allows(fact(report.FieldVictim), report.RungFull) {
		t.Errorf("the mother is not told: %+v", o)
	}
	// The uncle may have the care of the child, and be the one.
	uncle := mother
	uncle.Answers = but(mother.Answers, harmcheck.AskActor, tocsin.Yes)
	if o := harmcheck.Check(uncle); !o.Nothing {
		t.Error("the uncle is told")
	}
	police := child
	police.Class = directory.ClassPolice
	o := harmcheck.Check(police)
	if !o.Open() || o.Allows(fact(report.FieldVictim), report.RungFull) || !o.Allows(fact(report.FieldVictim), report.RungOutline) {
		t.Errorf("the police: %v, %+v", kinds(o), o.Barred)
	}
	if o := harmcheck.Check(sign(police, harmcheck.RuleMinor, tocsin.LevelSenior)); !o.Allows(fact(report.FieldVictim), report.RungFull) {
		t.Errorf("a senior signed, and the police cannot find the child: %+v", o.Barred)
	}
}

// TestWatchedPhone is a telephone that is watched: nothing goes to it, and no
// signature makes it safe; another way does.
func TestWatchedPhone(t *testing.T) {
	t.Parallel()
	c := harmcheck.Case{Target: report.TargetPerson, Class: directory.ClassPerson, Answers: but(cleared(), harmcheck.AskWatched, tocsin.Yes)}
	if o := harmcheck.Check(sign(c, harmcheck.RuleWatched, tocsin.LevelHead)); o.Open() || !slices.Equal(kinds(o), []harmcheck.Kind{harmcheck.NeedChannel}) {
		t.Errorf("the head signs, and the watched telephone rings: %v", kinds(o))
	}
	c.Reach = "in person"
	if o := harmcheck.Check(c); o.Open() {
		t.Error("two words are a way to reach somebody")
	}
	c.Reach = reach
	if o := harmcheck.Check(c); !o.Open() {
		t.Errorf("there is another way, and it asks for %v", kinds(o))
	}
	c.Reach, c.Answers = "", but(c.Answers, harmcheck.AskWatched, tocsin.Unknown)
	if o := harmcheck.Check(c); o.Open() {
		t.Error("what may be watched passes as what is not")
	}
	if o := harmcheck.Check(sign(c, harmcheck.RuleWatched, tocsin.LevelSenior)); !o.Open() {
		t.Error("a senior signed that nobody knows, and it stays shut")
	}
}

// TestPrivate is a private person whose name stands in a fact: not without consent
// or a recorded override, and the answer no does not take the assessment back.
func TestPrivate(t *testing.T) {
	t.Parallel()
	named := report.Fact{Field: report.FieldVictim, Key: "2", Private: true}
	c := harmcheck.Case{
		Target: report.TargetEvent, Class: directory.ClassPolice, Private: []report.Fact{named},
		Answers: but(cleared(), harmcheck.AskConsent, tocsin.No),
	}
	o := harmcheck.Check(c)
	if o.Allows(named, report.RungFull) || !o.Allows(fact(report.FieldVictim), report.RungFull) || !o.Allows(named, report.RungOutline) {
		t.Errorf("the private person: %+v", o.Barred)
	}
	c.Answers = but(c.Answers, harmcheck.AskPrivate, tocsin.Unknown)
	if o := harmcheck.Check(c); o.Allows(fact(report.FieldVictim), report.RungFull) {
		t.Error("one private person is known, and all others pass as public")
	}
	if o := harmcheck.Check(sign(c, harmcheck.RulePrivate, tocsin.LevelOfficer)); !o.Allows(named, report.RungFull) || len(o.Lifted) == 0 {
		t.Error("the override is on the record, and bars still")
	}
	c.Answers = but(c.Answers, harmcheck.AskConsent, tocsin.Yes)
	if o := harmcheck.Check(c); !o.Allows(named, report.RungFull) {
		t.Error("he agreed, and is not named")
	}
	c.Answers = but(c.Answers, harmcheck.AskConsent, tocsin.Unknown)
	if o := harmcheck.Check(c); o.Allows(named, report.RungFull) {
		t.Error("nobody knows whether he agreed, and he is named")
	}
}
