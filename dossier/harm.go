package dossier

import (
	"encoding/json"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A Check is what officers answered about one recipient: whether the warning
// could harm somebody through him.
type Check struct {
	Recipient tocsin.RecipientID
	Class     directory.Class
	// Of is the hash of the assessment that they had before them. Another one makes
	// the check stale: it counts as if nobody had answered.
	Of       string
	Answers  []Answered
	Balances []Balanced
	// Reach says how the recipient is reached without what is watched.
	Reach   string
	ReachBy tocsin.OfficerID
}

// An Answered is one answer with who gave it, and when.
type Answered struct {
	harmcheck.Answer
	By tocsin.OfficerID
	At time.Time
}

// A Balanced is one balance with who signed it, how high he stood, and when.
type Balanced struct {
	harmcheck.Balance
	By    tocsin.OfficerID
	Level tocsin.Level
	At    time.Time
}

// HarmAnswers are what an officer adds to the check of one recipient.
type HarmAnswers struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	// Of is the hash of the assessment that he had before him.
	Of string `json:"of"`
	// Keep says that what was answered under an earlier assessment still holds. No
	// balance is kept so: it weighed what was known then.
	Keep     bool                `json:"keep,omitempty"`
	Answers  []harmcheck.Answer  `json:"answers,omitempty"`
	Balances []harmcheck.Balance `json:"balances,omitempty"`
	Reach    string              `json:"reach,omitempty"`
}

// CheckRecipient answers questions about a recipient, signs balances, or says how
// he is reached.
type CheckRecipient struct {
	HarmAnswers
	// Class is what the recipient is in the directory.
	Class directory.Class `json:"-"`
}

// RecipientChecked is an officer's part in the check of one recipient.
type RecipientChecked struct {
	HarmAnswers
	Class directory.Class `json:"class,omitempty"`
}

func (c CheckRecipient) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	old, checked := d.check(c.Recipient)
	switch {
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("harm/officer", "ask an officer", "a %s does not answer for what a warning could do", s.Level)
	case d.AssessedAt.IsZero():
		return nil, tocsin.Refuse("dossier/assess-first", "assess the reports", "nothing has been assessed")
	case !slices.Contains(directory.Classes(), c.Class):
		return nil, tocsin.Refuse("directory/unknown", "see tocsin recipient list, or add it", "no such recipient is listed")
	case c.Class == directory.ClassIntermediary:
		return nil, tocsin.Refuse("harm/intermediary", "check the one for whom it is sealed", "an intermediary carries what he cannot read")
	case c.Of != d.AssessmentHash():
		return nil, tocsin.Refuse("harm/stale", "show the dossier, and check the recipient again", "it was assessed anew meanwhile")
	case c.Keep && (!checked || len(old.Answers) == 0):
		return nil, tocsin.Refuse("harm/keep", "answer the questions", "nothing was answered about this recipient that could be kept")
	case !c.Keep && len(c.Answers)+len(c.Balances) == 0 && c.Reach == "":
		return nil, tocsin.Refuse("harm/answer", "answer a question, or sign a balance", "nothing is answered")
	}
	if err := c.written(); err != nil {
		return nil, err
	}
	event := RecipientChecked(c)
	if err := c.balances(d, s, event); err != nil {
		return nil, err
	}
	return []Event{event}, nil
}

// written holds the form of what is written.
func (c CheckRecipient) written() error {
	if err := harmcheck.CheckAnswers(c.Answers); err != nil {
		return err
	}
	before := make([]string, 0, len(c.Answers)+1)
	for _, a := range c.Answers {
		before = append(before, a.Because)
	}
	if c.Reach != "" {
		if len(c.Reach) > harmcheck.MaxWords {
			return tocsin.Refuse("harm/watched", "say it shorter", "how he is reached is longer than %d bytes", harmcheck.MaxWords)
		}
		if err := policy.JustifyApart(c.Reach, before...); err != nil {
			return err
		}
		before = append(before, c.Reach)
	}
	return harmcheck.CheckBalances(c.Balances, before...)
}

// balances refuses a balance of what needs none, and of what somebody higher must
// sign.
func (c CheckRecipient) balances(d Dossier, s tocsin.Stamp, event RecipientChecked) error {
	if len(c.Balances) == 0 {
		return nil
	}
	event.Balances = nil
	outcome := event.evolve(d, s).HarmOf(c.Recipient)
	for _, b := range c.Balances {
		switch least, can := outcome.Balances(b.Rule); {
		case !can && outcome.Nothing && b.Rule == harmcheck.RuleActor:
			return tocsin.Refuse(harmcheck.RuleActor, "choose another protector, and check him", "nobody signs that the actor, or who shelters him, is told")
		case !can:
			return tocsin.Refuse("harm/balance", "leave it out", "under %s there is nothing that a balance could lift", b.Rule)
		case s.Level < least:
			return tocsin.Refuse("harm/balance", "ask "+harmcheck.Signer(least), "a %s does not sign the balance under %s", s.Level, b.Rule)
		}
	}
	return nil
}

// evolve adds to the check of a recipient. What was answered under another
// assessment is dropped, or kept without its balances; an answer that changes
// takes the balances of its rule with it.
func (e RecipientChecked) evolve(d Dossier, s tocsin.Stamp) Dossier {
	i := slices.IndexFunc(d.Checks, func(c Check) bool { return c.Recipient == e.Recipient })
	c := Check{Recipient: e.Recipient, Class: e.Class, Of: e.Of}
	if i >= 0 {
		old := d.Checks[i]
		if old.Of == e.Of {
			c.Balances = slices.Clone(old.Balances)
		}
		if old.Of == e.Of || e.Keep {
			c.Answers, c.Reach, c.ReachBy = slices.Clone(old.Answers), old.Reach, old.ReachBy
		}
	}
	for _, a := range e.Answers {
		c = c.answered(Answered{a, s.By, s.At})
	}
	if e.Reach != "" {
		c.Reach, c.ReachBy = e.Reach, s.By
	}
	for _, b := range e.Balances {
		c.Balances = slices.DeleteFunc(c.Balances, func(o Balanced) bool { return o.Rule == b.Rule })
		c.Balances = append(c.Balances, Balanced{b, s.By, s.Level, s.At})
	}
	if i < 0 {
		d.Checks = append(slices.Clip(d.Checks), c)
		return d
	}
	d.Checks = slices.Clone(d.Checks)
	d.Checks[i] = c
	return d
}

// answered puts an answer in the place of the earlier one.
func (c Check) answered(a Answered) Check {
	n := slices.IndexFunc(c.Answers, func(o Answered) bool { return o.Question == a.Question })
	var before tocsin.Tri
	if n >= 0 {
		before = c.Answers[n].Answer.Answer
		c.Answers[n] = a
	} else {
		c.Answers = append(c.Answers, a)
	}
	if before == a.Answer.Answer {
		return c
	}
	rule := harmcheck.RuleOf(a.Question)
	c.Balances = slices.DeleteFunc(c.Balances, func(b Balanced) bool { return b.Rule == rule })
	if a.Question == harmcheck.AskWatched {
		// How he is reached was said of what was known to be watched then.
		c.Reach, c.ReachBy = "", ""
	}
	return c
}

// AssessmentHash names the newest assessment: what was answered about another is
// not an answer about this one. It is empty before the first.
func (d Dossier) AssessmentHash() string {
	if d.AssessedAt.IsZero() {
		return ""
	}
	raw, err := json.Marshal(d.Assessment)
	if err != nil {
		return "" // of a time that no calendar holds: nothing is checked against it
	}
	return act.Hash(raw)
}

// check gives the check of a recipient, stale or not.
func (d Dossier) check(of tocsin.RecipientID) (Check, bool) {
	i := slices.IndexFunc(d.Checks, func(c Check) bool { return c.Recipient == of })
	if i < 0 {
		return Check{Recipient: of}, false
	}
	return d.Checks[i], true
}

// CheckOf gives the check of a recipient, and whether it is of the newest
// assessment.
func (d Dossier) CheckOf(of tocsin.RecipientID) (c Check, current bool) {
	c, ok := d.check(of)
	return c, ok && c.Of != "" && c.Of == d.AssessmentHash()
}

// HarmOf is what the check of a recipient comes to. What nobody answered, or
// answered about another assessment, is unknown.
func (d Dossier) HarmOf(of tocsin.RecipientID) harmcheck.Outcome {
	return d.HarmTo(directory.Recipient{ID: of})
}

// Answered is what was last answered of a recipient comes to, with the balances that
// were signed of him; false where nobody ever answered. It holds also where the
// facts have been assessed anew since: what goes by then was let go by these
// answers, and where a device is watched it is watched still. Whether anything may
// go at all is for harmless to say.
func (d Dossier) Answered(of tocsin.RecipientID) (harmcheck.Outcome, []harmcheck.Signed, bool) {
	check, ok := d.check(of)
	if !ok || d.handling().Tearline == nil {
		return harmcheck.Outcome{}, nil, false
	}
	c := d.harmCase(directory.Recipient{ID: of}, check)
	c.answer(check)
	return harmcheck.Check(c.Case), c.Balances, true
}

// HarmTo is HarmOf for an entry of the directory, which says what the recipient
// is before anybody answered.
func (d Dossier) HarmTo(to directory.Recipient) harmcheck.Outcome {
	check, current := d.CheckOf(to.ID)
	c := d.harmCase(to, check)
	if current {
		c.answer(check)
	}
	return harmcheck.Check(c.Case)
}

// A harmCase is the case of one recipient, to which answers are added.
type harmCase struct{ harmcheck.Case }

// harmCase gives the case of a recipient before anybody's answers.
func (d Dossier) harmCase(to directory.Recipient, check Check) harmCase {
	c := harmCase{harmcheck.Case{Target: d.Assessment.TargetKind, Class: to.Class}}
	if check.Class != "" {
		c.Class = check.Class
	}
	for _, f := range d.Assessment.Facts {
		if f.Private {
			c.Private = append(c.Private, f)
		}
	}
	h := d.handling()
	if h.Tearline != nil {
		c.Least = h.Tearline.Override.Highest
	}
	if q, ok := h.Warn[d.urgency()]; ok && q.Others == 0 {
		c.Alone = max(q.Highest, tocsin.LevelOfficer)
	}
	return c
}

// answer adds what was answered and signed.
func (c *harmCase) answer(check Check) {
	for _, a := range check.Answers {
		c.Answers = append(c.Answers, a.Answer)
	}
	for _, b := range check.Balances {
		c.Balances = append(c.Balances, harmcheck.Signed{Balance: b.Balance, Level: b.Level})
	}
	c.Reach = check.Reach
}

// harmless refuses a text that could harm somebody through one of its recipients:
// one who was not checked, who needs something first, or to whom it tells more
// than the check lets through. A drill tells nothing, and a retraction goes to
// whoever was warned, unless somebody has answered since what speaks against it.
// Packs that do not say what may be told do not ask this.
func (d Dossier) harmless(draft warning.Draft) error {
	if d.handling().Tearline == nil || draft.Kind == warning.KindExercise {
		return nil
	}
	for _, to := range draft.Recipients {
		if _, current := d.CheckOf(to); !current && draft.Kind.Ends() {
			continue
		}
		outcome := d.HarmOf(to)
		for _, n := range outcome.Unmet() {
			return tocsin.Refuse(n.Rule, n.Remedy, "%s (recipient %s)", n.Why, to)
		}
		for _, r := range draft.Tearline.Released {
			b, barred := outcome.Bar(report.Fact{Field: r.Field, Key: r.Key}, report.Rung(r.Rung))
			if !barred {
				continue
			}
			remedy := "tell it more coarsely than to the " + string(b.From) + ", leave it out, or have " + harmcheck.Signer(b.Least) + " sign the balance"
			return tocsin.Refuse(b.Rule, remedy, "of %s too much is told: %s (recipient %s)", r.Field, b.Why, to)
		}
	}
	return nil
}
