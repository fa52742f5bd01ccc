package harmcheck

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/policy"
)

// A Question is what is asked of one recipient.
type Question string

// The questions.
const (
	AskActor    Question = "actor"
	AskVictim   Question = "victim"
	AskSuspect  Question = "suspect"
	AskPlace    Question = "place"
	AskTorture  Question = "torture"
	AskDeath    Question = "death-penalty"
	AskMinor    Question = "minor"
	AskGuardian Question = "guardian"
	AskWatched  Question = "watched"
	AskPrivate  Question = "private"
	AskConsent  Question = "consent"
)

// The rules by which answers have consequences.
const (
	RuleActor   = "harm/actor"
	RuleVictim  = "harm/victim"
	RuleSuspect = "harm/suspect"
	RulePlace   = "harm/place"
	RuleTorture = "harm/torture"
	RuleDeath   = "harm/death-penalty"
	RuleMinor   = "harm/minor"
	RuleWatched = "harm/watched"
	RulePrivate = "harm/private"
)

// An Asked is a question as it is put.
type Asked struct {
	Question Question `json:"question"`
	// Rule is the one that reads the answer.
	Rule string `json:"rule"`
	// Ask is the question in words.
	Ask string `json:"ask"`
	// Clears is the answer that has no consequence, and so needs its reason.
	Clears tocsin.Tri `json:"clears"`
}

// asked are the questions in their order.
var asked = []Asked{
	{AskActor, RuleActor, "Is the recipient the actor, or does he shelter him or answer to him?", tocsin.No},
	{AskVictim, RuleVictim, "Would naming the victim expose anyone to attack, torture or arrest, by the recipient or by a leak from him?", tocsin.No},
	{AskSuspect, RuleSuspect, "Would naming the suspect expose him, or somebody taken for him, to attack, torture or arrest without law?", tocsin.No},
	{AskPlace, RulePlace, "Would naming the place expose anyone there: a refuge, a home, a hospital?", tocsin.No},
	{AskTorture, RuleTorture, "Does the state of the recipient torture, or make people disappear, in such cases?", tocsin.No},
	{AskDeath, RuleDeath, "Does the state of the recipient put people to death in such cases?", tocsin.No},
	{AskMinor, RuleMinor, "Is the victim a minor?", tocsin.No},
	{AskGuardian, RuleMinor, "Does the recipient have the care of the minor, and no part in the threat?", tocsin.Yes},
	{AskWatched, RuleWatched, "Is a device or an account of the recipient, or of the victim, watched?", tocsin.No},
	{AskPrivate, RulePrivate, "Is a private person named?", tocsin.No},
	{AskConsent, RulePrivate, "Did the private person agree to be named to this recipient?", tocsin.Yes},
}

// Questions lists the questions in their order.
func Questions() []Asked { return slices.Clone(asked) }

// For reports whether a question is asked of a recipient of a class: who has the
// care of a child is asked of persons, and of whoever may be one.
func (a Asked) For(class directory.Class) bool {
	return a.Question != AskGuardian || (Case{Class: class}).person()
}

// Rules lists the rules in their order.
func Rules() []string {
	var rules []string
	for _, q := range asked {
		if !slices.Contains(rules, q.Rule) {
			rules = append(rules, q.Rule)
		}
	}
	return rules
}

// find gives a question.
func find(q Question) (Asked, bool) {
	i := slices.IndexFunc(asked, func(a Asked) bool { return a.Question == q })
	if i < 0 {
		return Asked{}, false
	}
	return asked[i], true
}

// RuleOf gives the rule that reads the answer to a question, empty for none.
func RuleOf(q Question) string {
	a, _ := find(q)
	return a.Rule
}

// An Answer is what an officer says to a question.
type Answer struct {
	Question Question   `json:"question"`
	Answer   tocsin.Tri `json:"answer"`
	// Because says why; the answer that has no consequence, and every no, needs it.
	Because string `json:"because,omitempty"`
}

// A Balance is why something is told all the same, under one rule.
type Balance struct {
	Rule    string `json:"rule"`
	Because string `json:"because"`
}

// MaxWords bounds what is written to one answer or balance, in bytes.
const MaxWords = 4 << 10

// CheckAnswers refuses answers that could not be meant: to what nobody asks,
// given twice, or with no reason where one is needed.
func CheckAnswers(answers []Answer) error {
	for i, a := range answers {
		q, ok := find(a.Question)
		switch {
		case !ok:
			return tocsin.Refuse("harm/question", "answer one of "+names(), "nobody asks that question")
		case a.Answer < tocsin.No || a.Answer > tocsin.Yes:
			return tocsin.Refuse("harm/answer", "say yes, no or unknown", "the answer to %q is none of the three", a.Question)
		case slices.ContainsFunc(answers[:i], func(o Answer) bool { return o.Question == a.Question }):
			return tocsin.Refuse("harm/question", "decide for one answer", "the question %q is answered twice", a.Question)
		case (a.Answer == tocsin.No || a.Answer == q.Clears) && strings.TrimSpace(a.Because) == "":
			return tocsin.Refuse("harm/because", "say how you know", "the answer %s to %q has no reason", a.Answer, a.Question)
		case len(a.Because) > MaxWords:
			return tocsin.Refuse("harm/because", "say it shorter", "the reason of an answer is longer than %d bytes", MaxWords)
		}
	}
	return nil
}

// CheckBalances refuses balances of what there is no rule for, and those that do
// not say why in words of their own: others are what was written before.
func CheckBalances(balances []Balance, others ...string) error {
	for i, b := range balances {
		switch {
		case !slices.Contains(Rules(), b.Rule):
			return tocsin.Refuse("harm/balance", "balance one of "+strings.Join(Rules(), ", "), "there is no such rule to balance")
		case slices.ContainsFunc(balances[:i], func(o Balance) bool { return o.Rule == b.Rule }):
			return tocsin.Refuse("harm/balance", "balance it once", "%s is balanced twice", b.Rule)
		case len(b.Because) > MaxWords:
			return tocsin.Refuse("harm/balance", "say it shorter", "a balance is longer than %d bytes", MaxWords)
		}
		if err := policy.JustifyApart(b.Because, others...); err != nil {
			return err
		}
		others = append(slices.Clip(others), b.Because)
	}
	return nil
}

// names joins the words of the questions.
func names() string {
	words := make([]string, 0, len(asked))
	for _, q := range asked {
		words = append(words, string(q.Question))
	}
	return strings.Join(words, ", ")
}
