package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
)

type harmCmd struct {
	ID      string    `arg:"" help:"Dossier, by the beginning of its id."`
	To      string    `required:"" help:"Recipient, by name or the beginning of his id." placeholder:"RECIPIENT"`
	Answer  []answer  `sep:"none" help:"QUESTION=yes, no or unknown, and :WHY. Repeat it." placeholder:"QUESTION=ANSWER"`
	Balance []balance `sep:"none" help:"Why something is told all the same, under one rule, as harm/torture=WORDS. Repeat it." placeholder:"RULE=WORDS"`
	Reach   string    `help:"How the recipient is reached without a device that is watched." placeholder:"WORDS"`
	Keep    bool      `help:"What was answered before the newest assessment still holds; balances are signed anew."`
	acting
}

// Help explains the command.
func (harmCmd) Help() string {
	return `It asks whom the warning itself could harm, of one recipient at a time; without answers it shows the questions and what follows as things stand. What nobody answered is unknown, and unknown weighs as much as the worst answer until somebody high enough signs the balance, in words of his own. No answer ends the duty to warn: it names another protector, fields that are not told, another way to reach somebody, or who may sign. A new assessment makes the answers stale.`
}

// A balance is RULE=WORDS on the command line; harm/ may be left out.
type balance struct{ harmcheck.Balance }

// UnmarshalText reads a balance.
func (b *balance) UnmarshalText(text []byte) error {
	var p pair
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	b.Rule, b.Because = "harm/"+strings.TrimPrefix(p.name, "harm/"), p.value
	return nil
}

// Run checks a recipient, or shows how its check stands.
func (cmd *harmCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		to, err := readerOf(shown, cmd.To)
		if err != nil {
			return err
		}
		if len(cmd.Answer)+len(cmd.Balance) == 0 && cmd.Reach == "" && !cmd.Keep {
			return c.giveHarm(shown, to)
		}
		r, err := cmd.request(shown, to)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			after, err := s.Desk.Show(ctx, string(shown.ID))
			if err != nil {
				return err
			}
			return c.giveHarm(after, to)
		})
	})
}

// request puts the flags together.
func (cmd *harmCmd) request(shown desk.Shown, to directory.Recipient) (*desk.CheckRecipient, error) {
	r := &desk.CheckRecipient{Dossier: shown.ID, HarmAnswers: dossier.HarmAnswers{
		Recipient: to.ID, Of: shown.State.AssessmentHash(), Keep: cmd.Keep, Reach: oneLine(cmd.Reach),
	}}
	for _, a := range cmd.Answer {
		if a.Value != "" {
			return nil, wrongUse("%s is answered with yes, no or unknown", a.Question)
		}
		r.Answers = append(r.Answers, harmcheck.Answer{
			Question: harmcheck.Question(a.Question), Answer: a.Answer.Answer, Because: oneLine(a.Because),
		})
	}
	for _, b := range cmd.Balance {
		r.Balances = append(r.Balances, b.Balance)
	}
	return r, nil
}

// A harmShown is the check of one recipient.
type harmShown struct {
	Dossier   tocsin.DossierID `json:"dossier"`
	Recipient string           `json:"recipient"`
	Class     directory.Class  `json:"class"`
	// Check says whether there is one, and whether it is of the newest assessment.
	Check    string             `json:"check"`
	Answers  []harmAnswered     `json:"answers"`
	Balances []dossier.Balanced `json:"balances,omitempty"`
	Reach    string             `json:"reach,omitempty"`
	Open     bool               `json:"open"`
	Outcome  harmcheck.Outcome  `json:"outcome"`
	by       map[string]string
}

// A harmAnswered is one question with its answer, unknown where nobody gave one.
type harmAnswered struct {
	harmcheck.Asked
	Answer  tocsin.Tri `json:"answer"`
	Because string     `json:"because,omitempty"`
	By      string     `json:"by,omitempty"`
}

// newHarmShown gives the check of a recipient as it stands.
func newHarmShown(shown desk.Shown, to directory.Recipient) harmShown {
	check, current := shown.State.CheckOf(to.ID)
	out := harmShown{
		Dossier: shown.ID, Recipient: to.Name, Class: to.Class, Check: "none", Outcome: shown.State.HarmTo(to), by: shown.Officers,
	}
	switch {
	case current:
		out.Check, out.Balances, out.Reach = "current", check.Balances, check.Reach
	case check.Of != "":
		out.Check = "stale"
	}
	out.Open = out.Outcome.Open()
	for _, q := range harmcheck.Questions() {
		if !q.For(to.Class) {
			continue
		}
		a := harmAnswered{Asked: q}
		for _, given := range check.Answers {
			if current && given.Question == q.Question {
				a.Answer, a.Because, a.By = given.Answer.Answer, given.Because, name(shown, string(given.By))
			}
		}
		out.Answers = append(out.Answers, a)
	}
	return out
}

// giveHarm tells how the check of a recipient stands.
func (c *call) giveHarm(shown desk.Shown, to directory.Recipient) error {
	out := newHarmShown(shown, to)
	return c.give(out, out.tell)
}

// tell gives the questions with their answers, and then what follows.
func (h harmShown) tell(p *page) {
	p.field("dossier", "%s", h.Dossier)
	p.field("recipient", "%s, %s", h.Recipient, h.Class)
	switch h.Check {
	case "none":
		p.field("checked", "not yet: all is unknown")
	case "stale":
		p.field("checked", "before the newest assessment: all is unknown again; --keep says that the answers still hold")
	}
	for _, a := range h.Answers {
		if a.By == "" {
			p.field(string(a.Question), "unknown: %s", a.Ask)
			continue
		}
		p.field(string(a.Question), "%s, %s: %s", a.Answer, a.By, a.Because)
	}
	p.field("reached", "%s", h.Reach)
	for _, b := range h.Balances {
		by := h.by[string(b.By)]
		p.field("balanced", "%s, %s, %s: %s", b.Rule, by, b.Level, b.Because)
	}
	p.gap()
	for _, s := range h.Outcome.Sentences {
		p.line("%s", s)
	}
	p.gap()
	for _, n := range h.Outcome.Unmet() {
		p.field("needed", "%s (%s): %s", n.Kind, n.Rule, n.Remedy)
	}
	if h.Open {
		p.field("may be told", "what is not barred")
	} else {
		p.field("may be told", "nothing yet")
	}
	for _, b := range h.Outcome.Barred {
		fact := string(b.Field)
		if b.Fact != "" {
			fact = b.Fact
		}
		p.field("barred", "%s from the %s on (%s)", fact, b.From, b.Rule)
	}
}
