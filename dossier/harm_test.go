package dossier_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// police is a recipient of the scenarios.
var police = id[tocsin.RecipientID]("police")

// meeting is how somebody is reached who must not be called.
const meeting = "a colleague meets him at the market on Friday and tells him face to face"

// harmAnswer is an answer with its reason.
func harmAnswer(q harmcheck.Question, a tocsin.Tri) harmcheck.Answer {
	return harmcheck.Answer{Question: q, Answer: a, Because: "two desks have looked into it"}
}

// harmless answers every question so that nothing follows.
func harmless() []harmcheck.Answer {
	var all []harmcheck.Answer
	for _, q := range harmcheck.Questions() {
		all = append(all, harmAnswer(q.Question, q.Clears))
	}
	return all
}

// weighs is a balance in the words of an officer.
func weighs(name, rule string) harmcheck.Balance {
	return harmcheck.Balance{Rule: rule, Because: name + " finds that more lives are saved than put at risk by this"}
}

// checking checks the police against the newest assessment.
func (s *script) checking(answers []harmcheck.Answer, balances ...harmcheck.Balance) dossier.CheckRecipient {
	return dossier.CheckRecipient{
		Class:       directory.ClassPolice,
		HarmAnswers: dossier.HarmAnswers{Recipient: police, Of: s.d.AssessmentHash(), Answers: answers, Balances: balances},
	}
}

// checked is a dossier whose assessment knows a suspect, under packs that say what
// may be told.
func checked(t *testing.T) *script {
	t.Helper()
	s := given(t, policy.ProfileService)
	s.unchecked = true
	return s.when("ana", assess(dutiful()))
}

// telling is a text to the police that tells fields at rungs.
func telling(kind warning.Kind, all ...warning.Released) warning.Draft {
	d := text(kind, "", "An attack is being prepared.", "police")
	d.Tearline.Released = all
	return d
}

// allows holds what the gate makes of a text.
func (s *script) allows(d warning.Draft, rule string) *script {
	s.t.Helper()
	s.settle()
	err := dossier.Harmless(s.d, d)
	r, refused := errors.AsType[*tocsin.Refusal](err)
	if rule == "" && err != nil || rule != "" && (!refused || r.Rule != rule || r.Remedy == "" || r.Why == "") {
		s.t.Fatalf("the gate says %v, not %q", err, rule)
	}
	return s
}

// TestHarmGate holds a text against the check of its recipient: nobody who was not
// checked is told anything, nobody is told what the check bars, and a change of
// answer or of assessment shuts the gate again.
func TestHarmGate(t *testing.T) {
	t.Parallel()
	name := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "A. Nyman", Rung: "full"})
	group := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "a group", Rung: "outline"})
	words := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "A. Nyman", Rung: "words"})
	torture := func(a tocsin.Tri) []harmcheck.Answer {
		return []harmcheck.Answer{harmAnswer(harmcheck.AskTorture, a)}
	}
	s := checked(t).allows(group, harmcheck.RuleActor)
	s.allows(telling(warning.KindExercise), "")
	s.when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskActor, tocsin.No)})).then("RecipientChecked").allows(group, harmcheck.RuleWatched)
	s.when("omar", s.checking(harmless())).allows(group, "").allows(name, "")
	s.when("omar", s.checking(torture(tocsin.Yes))).allows(group, "").allows(name, harmcheck.RuleTorture).allows(words, harmcheck.RuleTorture)
	s.when("sara", s.checking(nil, weighs("sara", harmcheck.RuleTorture))).allows(name, "")
	if c, current := s.d.CheckOf(police); !current || len(c.Balances) != 1 || c.Balances[0].By != officer("sara") || c.Balances[0].Level != tocsin.LevelSenior {
		t.Fatalf("the balance is on the record as %+v", c.Balances)
	}
	// Another answer to the question takes the balance with it; the same one, and
	// those to others, do not.
	s.when("omar", s.checking(torture(tocsin.Yes))).allows(name, "")
	s.when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskPlace, tocsin.Yes)})).allows(name, "")
	s.when("omar", s.checking(torture(tocsin.Unknown))).allows(name, harmcheck.RuleTorture)
	// The actor is told nothing, not even that it is over.
	s.when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskActor, tocsin.Yes)})).
		allows(group, harmcheck.RuleActor).allows(telling(warning.KindRetraction), harmcheck.RuleActor).allows(telling(warning.KindExercise), "")
	if !s.d.HarmOf(police).Nothing || len(s.d.HarmOf(police).Barred) == 0 {
		t.Error("the plotter may be told something")
	}
	// Older packs do not ask.
	old := s.d
	h := *old.Handling
	h.Tearline, old.Handling = nil, &h
	if err := dossier.Harmless(old, name); err != nil {
		t.Errorf("packs that do not say what may be told refuse it: %v", err)
	}
}

// TestHarmStale holds that another assessment makes a check stale, that answers are
// kept where an officer says that they still hold, and that balances never are.
func TestHarmStale(t *testing.T) {
	t.Parallel()
	name := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "A. Nyman", Rung: "full"})
	s := checked(t)
	answers := slices.DeleteFunc(harmless(), func(a harmcheck.Answer) bool { return a.Question == harmcheck.AskTorture })
	answers = append(answers, harmAnswer(harmcheck.AskTorture, tocsin.Yes))
	s.when("omar", s.checking(answers)).when("sara", s.checking(nil, weighs("sara", harmcheck.RuleTorture))).allows(name, "")
	stale := s.checking(answers)
	s.when("ana", assess(dutiful())).allows(name, "") // the same again is nothing new
	s.when("ana", assess(doubted())).allows(name, harmcheck.RuleActor)
	if _, current := s.d.CheckOf(police); current || s.d.HarmOf(police).Open() {
		t.Fatal("the check of another assessment counts")
	}
	s.when("omar", stale).refused("harm/stale")
	keep := s.checking(nil)
	keep.Keep = true
	s.when("omar", keep).then("RecipientChecked").allows(name, harmcheck.RuleTorture)
	s.when("sara", s.checking(nil, weighs("sara", harmcheck.RuleTorture))).allows(name, "")
	// Without keeping it, nothing of before counts.
	s.when("ana", assess(dutiful())).when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskActor, tocsin.No)})).
		allows(name, harmcheck.RuleWatched)
}

// TestHarmWatched holds that how somebody is reached is said of what was known to
// be watched then.
func TestHarmWatched(t *testing.T) {
	t.Parallel()
	group := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "a group", Rung: "outline"})
	s := checked(t)
	watched := func(a tocsin.Tri) []harmcheck.Answer {
		return []harmcheck.Answer{harmAnswer(harmcheck.AskWatched, a)}
	}
	s.when("omar", s.checking(harmless())).when("omar", s.checking(watched(tocsin.Unknown))).allows(group, harmcheck.RuleWatched)
	reached := s.checking(nil)
	reached.Reach = meeting
	s.when("omar", reached).allows(group, "").when("omar", s.checking(watched(tocsin.Yes))).allows(group, harmcheck.RuleWatched)
	s.when("hana", s.checking(nil, weighs("hana", harmcheck.RuleWatched))).refused("harm/balance")
	s.when("omar", reached).allows(group, "")
	if c, _ := s.d.CheckOf(police); c.Reach != meeting || c.ReachBy != officer("omar") {
		t.Errorf("how he is reached is on the record as %q by %s", c.Reach, c.ReachBy)
	}
}

// TestHarmUnchecked holds that a recipient whom nobody checked is any recipient,
// and that the directory says what he is.
func TestHarmUnchecked(t *testing.T) {
	t.Parallel()
	a := dutiful()
	a.Facts = []report.Fact{{Field: report.FieldVictim, Text: "A. Nyman", Private: true, Report: id[tocsin.ReportID]("rone")}}
	s := given(t, policy.ProfileService).when("ana", assess(a))
	anybody := s.d.HarmOf(police)
	for _, class := range directory.Classes() {
		one := s.d.HarmTo(directory.Recipient{ID: police, Class: class})
		if one.Open() || len(one.Unmet()) > len(anybody.Unmet()) || len(one.Barred) > len(anybody.Barred) {
			t.Errorf("a %s who was not checked: %+v", class, one)
		}
	}
	told := s.d.HarmTo(directory.Recipient{ID: police, Class: directory.ClassPolice})
	if b, barred := told.Bar(report.Fact{Field: report.FieldVictim}, report.RungFull); !barred || b.Rule != harmcheck.RuleVictim {
		t.Errorf("the victim's name is barred by %q", b.Rule)
	}
	if b, barred := told.Bar(report.Fact{Field: report.FieldTime}, "minute"); barred {
		t.Errorf("the hour is barred by %q", b.Rule)
	}
	// The fact that was assessed as private is, whatever is answered.
	answers := slices.DeleteFunc(harmless(), func(a harmcheck.Answer) bool { return a.Question == harmcheck.AskConsent })
	s.when("omar", s.checking(answers)).
		allows(telling(warning.KindWarning, warning.Released{Field: report.FieldVictim, Value: "A. Nyman", Rung: "full"}), harmcheck.RulePrivate).
		when("omar", s.checking(nil, weighs("omar", harmcheck.RulePrivate))).
		allows(telling(warning.KindWarning, warning.Released{Field: report.FieldVictim, Value: "A. Nyman", Rung: "full"}), "")
}

// TestHarmExigent holds that who may warn alone may sign alone for what nobody
// knows, and never for what is known to harm.
func TestHarmExigent(t *testing.T) {
	t.Parallel()
	name := telling(warning.KindWarning, warning.Released{Field: report.FieldActor, Value: "A. Nyman", Rung: "full"})
	s := given(t, policy.ProfileService).when("ana", assess(near(20*time.Minute))).when("ana", determine("ana"))
	if s.d.Urgency != policy.Exigent {
		t.Fatalf("it is %s", s.d.Urgency)
	}
	answers := slices.DeleteFunc(harmless(), func(a harmcheck.Answer) bool { return a.Question == harmcheck.AskTorture })
	s.when("omar", s.checking(answers)).allows(name, harmcheck.RuleTorture)
	s.when("omar", s.checking(nil, weighs("omar", harmcheck.RuleTorture))).allows(name, "")
	s.when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskTorture, tocsin.Yes)})).
		when("omar", s.checking(nil, weighs("omar", harmcheck.RuleTorture))).refused("harm/balance").
		when("sara", s.checking(nil, weighs("sara", harmcheck.RuleTorture))).allows(name, "")
}

// TestHarmNotExigent holds that where others must agree to a warning, a level that
// is enough for that is not enough for what nobody knows.
func TestHarmNotExigent(t *testing.T) {
	t.Parallel()
	s := given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana"))
	if q := s.d.Handling.Warn[s.d.Urgency]; q.Others == 0 || q.Highest >= tocsin.LevelSenior {
		t.Fatalf("a warning takes %+v", q)
	}
	s.when("omar", s.checking(nil, weighs("omar", harmcheck.RuleActor))).refused("harm/balance").
		when("sara", s.checking(nil, weighs("sara", harmcheck.RuleActor))).then("RecipientChecked")
}

// TestHarmOldValues holds that a dossier as it was stays as it was, whatever is
// answered later.
func TestHarmOldValues(t *testing.T) {
	t.Parallel()
	answers := slices.DeleteFunc(harmless(), func(a harmcheck.Answer) bool { return a.Question == harmcheck.AskTorture })
	s := checked(t)
	s.when("omar", s.checking(append(answers, harmAnswer(harmcheck.AskTorture, tocsin.Yes)))).
		when("sara", s.checking(nil, weighs("sara", harmcheck.RuleTorture)))
	old := s.d
	before := snapshot(t, old)
	s.when("omar", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskTorture, tocsin.Unknown)})).then("RecipientChecked")
	if after := snapshot(t, old); after != before {
		t.Errorf("the old value has become %+v", old.Checks)
	}
}

// refusedHarm reaches what a check of a recipient is refused for.
func refusedHarm(t *testing.T) {
	t.Helper()
	s := given(t, policy.ProfileService)
	s.when("omar", s.checking(harmless())).refused("dossier/assess-first")
	s.when("ana", assess(dutiful()))
	with := func(change func(*dossier.CheckRecipient)) dossier.Command {
		c := s.checking(nil)
		change(&c)
		return c
	}
	s.when("ana", s.checking(harmless())).refused("harm/officer").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Class = "" })).refused("directory/unknown").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Class = directory.ClassIntermediary })).refused("harm/intermediary").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Of = "0000" })).refused("harm/stale").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Keep = true })).refused("harm/keep").
		when("omar", s.checking(nil)).refused("harm/answer").
		when("omar", s.checking([]harmcheck.Answer{{Question: harmcheck.AskActor, Answer: tocsin.No}})).refused("harm/because").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Reach = "by hand" })).refused("DTW-JUSTIFY").
		when("omar", with(func(c *dossier.CheckRecipient) { c.Reach = strings.Repeat("by hand ", harmcheck.MaxWords) })).refused("harm/watched").
		when("omar", s.checking(nil, harmcheck.Balance{Rule: harmcheck.RuleActor, Because: "it is fine"})).refused("DTW-JUSTIFY").
		when("omar", s.checking(nil, weighs("omar", harmcheck.RuleActor))).refused("harm/balance").
		when("sara", s.checking(harmless(), weighs("sara", harmcheck.RuleTorture))).refused("harm/balance").
		when("hana", s.checking([]harmcheck.Answer{harmAnswer(harmcheck.AskActor, tocsin.Yes)}, weighs("hana", harmcheck.RuleActor))).refused(harmcheck.RuleActor).
		when("omar", s.checking(harmless())).then("RecipientChecked")
	closed := given(t, policy.ProfileNGO).sent().when("", deliver("wone-police", "acknowledged")).when("ana", closing("ana"))
	closed.when("omar", closed.checking(harmless())).refused("dossier/closed")
}

// checkedByChance is a check that a fuzzed script asks for.
func checkedByChance(d dossier.Dossier, name string, arg byte) dossier.Command {
	classes := append(directory.Classes(), "")
	c := dossier.CheckRecipient{
		Class: classes[int(arg)%len(classes)],
		HarmAnswers: dossier.HarmAnswers{
			Recipient: id[tocsin.RecipientID]([]string{"police", "mission"}[arg%2]), Of: d.AssessmentHash(), Keep: arg%16 == 15,
		},
	}
	for i, q := range harmcheck.Questions() {
		if (int(arg)+i)%4 > 0 {
			c.Answers = append(c.Answers, harmAnswer(q.Question, tocsin.Tri((int(arg)+i)%3-1)))
		}
	}
	if arg%8 > 5 {
		rules := harmcheck.Rules()
		c.Balances = []harmcheck.Balance{weighs(name, rules[int(arg)/8%len(rules)])}
	}
	if arg%5 == 0 {
		c.Reach = meeting
	}
	return c
}

// harmProbes are events that write into the checks of a dossier.
var harmProbes = []dossier.Event{
	dossier.RecipientChecked{Class: directory.ClassPerson, HarmAnswers: dossier.HarmAnswers{
		Recipient: police, Of: "probe", Keep: true, Answers: []harmcheck.Answer{{Question: harmcheck.AskActor, Because: "probe"}}, Reach: "probe",
	}},
	dossier.RecipientChecked{HarmAnswers: dossier.HarmAnswers{
		Recipient: id[tocsin.RecipientID]("mission"), Answers: []harmcheck.Answer{{Question: harmcheck.AskTorture, Answer: tocsin.Yes}},
		Balances: []harmcheck.Balance{{Rule: harmcheck.RuleTorture, Because: "probe"}},
	}},
}

// fullHarm has every field.
func fullHarm() dossier.RecipientChecked {
	return dossier.RecipientChecked{
		Class: directory.ClassPolice, HarmAnswers: dossier.HarmAnswers{
			Recipient: police, Of: "0000", Keep: true, Reach: "by hand",
			Answers:  []harmcheck.Answer{{Question: harmcheck.AskActor, Answer: tocsin.No, Because: "why"}, {Question: harmcheck.AskMinor}},
			Balances: []harmcheck.Balance{{Rule: harmcheck.RuleDeath, Because: "why"}},
		},
	}
}
