package harmcheck

import (
	"cmp"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A Signed is a balance with the level of who signed it.
type Signed struct {
	Balance
	Level tocsin.Level
}

// A Case is one recipient held against one threat.
type Case struct {
	// Target is the kind of target: where it is a person, or nobody knows, the
	// target names the victim.
	Target report.TargetKind
	// Class is what the recipient is; where nobody knows, he may be anything.
	Class directory.Class
	// Private are the facts that were assessed as naming a private person; no
	// answer takes that back.
	Private []report.Fact
	// Least is who signs a balance, at least; none is a senior officer.
	Least tocsin.Level
	// Alone is who signs it where one officer may warn alone because there is no
	// time: for what nobody knows, never for what is known to harm. None where
	// nobody may.
	Alone    tocsin.Level
	Answers  []Answer
	Balances []Signed
	// Reach says how the recipient is reached without what is watched.
	Reach string
}

// said gives what an answer means: yes is harm, no is none.
func (c Case) said(q Question) tocsin.Tri {
	a, _ := find(q)
	i := slices.IndexFunc(c.Answers, func(o Answer) bool { return o.Question == q })
	if i < 0 {
		return tocsin.Unknown
	}
	if a.Clears == tocsin.Yes {
		return c.Answers[i].Answer.Not()
	}
	return c.Answers[i].Answer
}

// least is who signs a balance of an answer.
func (c Case) least(said tocsin.Tri) tocsin.Level {
	least := cmp.Or(c.Least, tocsin.LevelSenior)
	if said == tocsin.Unknown && c.Alone != tocsin.LevelNone {
		return min(least, c.Alone)
	}
	return least
}

// balanced reports whether somebody high enough signed a balance under a rule.
func (c Case) balanced(rule string, least tocsin.Level) bool {
	return least != tocsin.LevelNone && slices.ContainsFunc(c.Balances, func(b Signed) bool {
		return b.Rule == rule && b.Level >= least && policy.Justify(b.Because) == nil
	})
}

// person reports whether the recipient is, or may be, a single person, and body
// whether he is, or may be, anything else.
func (c Case) person() bool { return c.Class == directory.ClassPerson || !c.known() }
func (c Case) body() bool   { return c.Class != directory.ClassPerson }

// known reports whether the class is one of the directory.
func (c Case) known() bool { return slices.Contains(directory.Classes(), c.Class) }

// victims are the fields that name the victim.
func (c Case) victims() []report.Field {
	switch c.Target {
	case report.TargetPerson, report.TargetGroup, report.TargetUnknown:
		return []report.Field{report.FieldVictim, report.FieldTarget}
	case report.TargetInstitution, report.TargetBusiness, report.TargetStructure, report.TargetLocation, report.TargetEvent:
	}
	return []report.Field{report.FieldVictim}
}

// A checker puts an outcome together.
type checker struct {
	Case
	out Outcome
}

// Check holds a recipient against a threat.
func Check(c Case) Outcome {
	k := &checker{Case: c}
	k.actor()
	k.exposed(RuleVictim, k.said(AskVictim), "naming the victim exposes somebody", k.victims()...)
	k.exposed(RuleSuspect, k.said(AskSuspect), "naming the suspect exposes somebody", report.FieldActor)
	k.exposed(RulePlace, k.said(AskPlace), "naming the place exposes somebody", report.FieldPlace)
	k.exposed(RuleTorture, k.said(AskTorture), "the state of the recipient tortures in such cases", report.FieldActor)
	k.exposed(RuleDeath, k.said(AskDeath), "the state of the recipient puts people to death in such cases", report.FieldActor)
	k.minor()
	k.watched()
	k.private()
	return k.out
}

// actor is about who would use the warning against those whom it is to protect.
func (k *checker) actor() {
	switch said := k.said(AskActor); said {
	case tocsin.Yes:
		k.out.Nothing = true
		why := "the recipient is the actor, or shelters him"
		for _, f := range report.Fields() {
			if f.Releasable() {
				k.out.Barred = append(k.out.Barred, Bar{Field: f, From: f.Rungs()[0], Rule: RuleActor, Why: why})
			}
		}
		k.need(Need{
			Kind: NeedProtector, Rule: RuleActor, Why: why,
			Remedy: "choose another protector, and check him; this recipient is told nothing",
		})
		k.say(RuleActor, said, "the recipient is the actor, or shelters him; he is told nothing, whoever signs, and another protector must be found")
	case tocsin.Unknown:
		least := k.least(said)
		met := k.balanced(RuleActor, least)
		k.need(Need{
			Kind: NeedBalance, Rule: RuleActor, Why: "nobody knows whether the recipient is the actor, or shelters him", Least: least, Met: met,
			Remedy: "find out and answer, choose another protector, or have " + Signer(least) + " sign the balance",
		})
		k.say(RuleActor, said, "nobody knows whether the recipient is the actor, or shelters him; "+signed(met, least)+", or another protector is chosen")
	case tocsin.No:
		k.clear(RuleActor, "the recipient neither is nor shelters the actor")
	}
}

// exposed bars fields beyond what tells no name and no address.
func (k *checker) exposed(rule string, said tocsin.Tri, why string, fields ...report.Field) {
	if said == tocsin.No {
		k.clear(rule, "it was answered that nobody is exposed by it")
		return
	}
	if said == tocsin.Unknown {
		why = "nobody knows whether " + why
	}
	facts := make([]report.Fact, 0, len(fields))
	for _, f := range fields {
		facts = append(facts, report.Fact{Field: f})
	}
	k.bar(rule, said, k.least(said), why, facts...)
}

// bar bars facts, or lifts the bar where a balance is signed.
func (k *checker) bar(rule string, said tocsin.Tri, least tocsin.Level, why string, facts ...report.Fact) {
	met := k.balanced(rule, least)
	for _, f := range facts {
		b := Bar{Field: f.Field, From: exact(f.Field), Rule: rule, Why: why, Least: least}
		if f.Key != "" || f.Private {
			b.Fact = f.Name()
		}
		if met {
			k.out.Lifted = append(k.out.Lifted, b)
		} else {
			k.out.Barred = append(k.out.Barred, b)
		}
		to := " is not told to the " + string(b.From)
		if b.Fact != "" {
			k.say(rule, said, why+"; the fact "+b.Fact+to+", or "+signed(met, least))
		} else {
			k.say(rule, said, why+"; "+string(f.Field)+to+", or "+signed(met, least))
		}
	}
}

// exact is the coarsest rung of a field that tells a name, an address or a day.
func exact(f report.Field) report.Rung {
	switch f {
	case report.FieldPlace:
		return "district"
	case report.FieldTime:
		return "day"
	case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
	}
	return report.RungDetail
}

// minor is about children: whom the message reaches, and whose name it holds.
func (k *checker) minor() {
	said := k.said(AskMinor)
	if said == tocsin.No {
		k.clear(RuleMinor, "the victim is no minor")
		return
	}
	least := k.least(said)
	why := "the victim is a minor"
	if said == tocsin.Unknown {
		why = "nobody knows whether the victim is a minor"
	}
	if k.person() {
		met := k.balanced(RuleMinor, least)
		if k.said(AskGuardian) == tocsin.No {
			k.say(RuleMinor, said, why+"; the recipient has the care of him")
		} else {
			k.need(Need{
				Kind: NeedGuardian, Rule: RuleMinor, Why: why + ", and nobody says that the recipient has the care of him", Least: least, Met: met,
				Remedy: "choose a guardian who has no part in the threat, or have " + Signer(least) + " sign the balance",
			})
			k.say(RuleMinor, said, why+"; a guardian who has no part in the threat is told instead, or "+signed(met, least))
		}
	}
	if k.body() {
		facts := make([]report.Fact, 0, len(k.victims()))
		for _, f := range k.victims() {
			facts = append(facts, report.Fact{Field: f})
		}
		k.bar(RuleMinor, said, least, why, facts...)
	}
}

// watched is about devices and accounts that others read.
func (k *checker) watched() {
	said := k.said(AskWatched)
	if said == tocsin.No {
		k.clear(RuleWatched, "no device and no account is watched")
		return
	}
	met := policy.Justify(k.Reach) == nil
	why, least := "a device or an account is watched", tocsin.LevelNone
	remedy := "say how he is reached without it; no message goes to it, not even a knock"
	if said == tocsin.Unknown {
		why, least = "nobody knows whether a device or an account is watched", k.least(said)
		met = met || k.balanced(RuleWatched, least)
		remedy += "; or have " + Signer(least) + " sign the balance"
	}
	k.need(Need{Kind: NeedChannel, Rule: RuleWatched, Why: why, Remedy: remedy, Least: least, Met: met})
	if met {
		k.say(RuleWatched, said, why+"; it is on the record how he is reached all the same")
	} else {
		k.say(RuleWatched, said, why+"; no message goes to it, not even a knock, until it is said how he is reached without it")
	}
}

// private is about people who are named and have no part in it. What was assessed
// as private is, whatever is answered; the answer is about all else.
func (k *checker) private() {
	rest := k.said(AskPrivate)
	said := rest
	if len(k.Private) > 0 {
		said = tocsin.Yes
	}
	switch {
	case said == tocsin.No:
		k.clear(RulePrivate, "no private person is named")
		return
	case k.said(AskConsent) == tocsin.No:
		k.say(RulePrivate, said, "whoever is named agreed to be named to this recipient")
		return
	}
	why := "a private person is named, who has not agreed to it"
	if said == tocsin.Unknown {
		why = "nobody knows whether a private person is named"
	}
	facts := slices.Clone(k.Private)
	if rest != tocsin.No {
		for _, f := range append(k.victims(), report.FieldActor) {
			facts = append(facts, report.Fact{Field: f})
		}
	}
	k.bar(RulePrivate, said, min(k.least(said), tocsin.LevelOfficer), why, facts...)
}

// signed tells whether a balance is signed, or who would have to sign it.
func signed(met bool, least tocsin.Level) string {
	if met {
		return "it is told: the balance is signed"
	}
	return Signer(least) + " signs the balance"
}

// need adds a need.
func (k *checker) need(n Need) { k.out.Needs = append(k.out.Needs, n) }

// say adds a sentence.
func (k *checker) say(rule string, said tocsin.Tri, says string) {
	k.out.Sentences = append(k.out.Sentences, Sentence{Rule: rule, Answer: said, Says: says})
}

// clear adds the sentence of an answer without a consequence.
func (k *checker) clear(rule, says string) { k.say(rule, tocsin.No, says) }
