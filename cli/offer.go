package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/release"
)

// offer shows what the search offers.
func (c *call) offer(ctx context.Context, s *Session, shown desk.Shown, to []tocsin.RecipientID) error {
	o, err := s.Desk.Offer(ctx, shown.State, to)
	if err != nil {
		return err
	}
	return c.give(o, func(p *page) { printOffer(p, o) })
}

// besides says, where a draft was refused for what it tells or does not tell,
// what could be told instead: whoever decides must see both.
func (c *call) besides(ctx context.Context, s *Session, shown desk.Shown, to []tocsin.RecipientID, err error) error {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok || !strings.HasPrefix(refusal.Rule, "release/") && refusal.Rule != "warning/nothing-released" {
		return err
	}
	o, broke := s.Desk.Offer(ctx, shown.State, to)
	if broke != nil {
		return broke
	}
	if o.Rules == nil {
		return err
	}
	c.err.say("offered: %s; %s", picked(o.Result.Offered.Release), briefly(o.Result.Offered))
	if a := o.Result.Alternative; a != nil {
		var against []string
		for _, b := range slices.Concat(a.Broken, a.Short) {
			against = append(against, b.Rule)
		}
		c.err.say("or, to decide: %s; %s; it breaks %s", picked(a.Release), briefly(a.Figures), strings.Join(slices.Compact(against), ", "))
	}
	return err
}

// briefly tells the figures of a release in one line.
func briefly(f release.Figures) string {
	act := "it can be acted on"
	if !f.Actionable {
		act = "it cannot be acted on"
	}
	return "the source could be " + f.People.String() + "; worth " + strconv.Itoa(f.Worth) + "; " + act
}

// printOffer tells an offer, what it gives up, and what it is good for.
func printOffer(p *page, o desk.Offering) {
	p.field("dossier", "%s", o.Dossier)
	p.field("lead time", "%s", o.Lead)
	if o.Rules == nil {
		p.line("the packs of this dossier ask for no search")
		return
	}
	p.field("rule", "%s: %s", o.Rules.ID, o.Rules.Words())
	r := o.Result
	p.gap()
	p.field("OFFERED", "%s", picked(r.Offered.Release))
	printFigures(p, r.Offered)
	for _, why := range r.Why {
		p.field("", "%s", why)
	}
	for i, s := range o.Specificity.Sentences() {
		p.field(map[bool]string{true: "specificity"}[i == 0], "%s", s)
	}
	printAble(p, o.Can)
	if a := r.Alternative; a != nil {
		p.gap()
		p.field("OR, TO DECIDE", "%s", picked(a.Release))
		printFigures(p, a.Figures)
		for _, b := range a.Broken {
			p.field("breaks", "%s: %s", b.Rule, b.Why)
		}
		for _, b := range a.Short {
			p.field("lacks", "%s: %s", b.Rule, b.Why)
		}
		for _, r := range o.Remedies {
			p.field("next", "%s: %s", r.Rule, r.Do)
		}
		printAble(p, o.Instead)
	}
	printCosts(p, r)
}

// printCosts tells what more, or less, would cost.
func printCosts(p *page, r release.Result) {
	if len(r.Steps) > 0 {
		p.gap()
	}
	for _, s := range r.Steps {
		p.field("one rung more", "%s; worth %d", strings.TrimPrefix(s.String(), "one rung more on "), s.Worth)
	}
	for _, w := range r.Withheld {
		told := "withheld"
		if w.Told != "" {
			told = "told to the " + string(w.Told)
		}
		p.field("withheld", "%s: %s, known to the %s (%s); all of it is worth %d and leaves %s",
			w.Fact, told, w.Known, strings.Join(w.Rules, ", "), w.Worth, w.Then)
	}
	if len(r.Frontier) > 1 {
		p.gap()
	}
	for _, f := range r.Frontier {
		p.field("frontier", "worth %d, %s: %s", f.Worth, f.People, picked(f.Release))
	}
	if r.Near {
		p.field("NEAR", "the budget of the source is near its end: what was told before leaves %s, and with the offer %s", r.Before, r.Offered.People)
	}
	if !r.Exact {
		p.field("not exact", "the search was cut short after %d branches; what is offered may be worth %d less than the best", r.Nodes, r.Gap)
	}
}

// printFigures tells the figures of a release.
func printFigures(p *page, f release.Figures) {
	p.field("could be", "%s", f.People)
	p.field("worth", "%d", f.Worth)
	var marks []string
	for _, m := range []struct {
		is   bool
		word string
	}{
		{f.Covered, "public facts alone explain it"},
		{f.Floor, "tells the least that the packs ask"},
		{f.Actionable, "can be acted on"},
		{!f.Actionable, "CANNOT BE ACTED ON"},
	} {
		if m.is {
			marks = append(marks, m.word)
		}
	}
	p.field("is", "%s", strings.Join(marks, "; "))
	p.field("not said", "%s", strings.Join(f.Unknown, ", "))
}

// printAble tells what recipients can do.
func printAble(p *page, all []desk.Able) {
	for _, a := range all {
		for _, s := range a.Sentences {
			p.field("can", "%s: %s", a.Recipient, s)
		}
		for _, t := range a.Takes {
			p.field("", "%s", t)
		}
		for _, o := range a.Onward {
			p.field("onward", "%s: %s", a.Recipient, o)
		}
	}
}

// picked tells a release by its facts and rungs.
func picked(all []release.Pick) string {
	words := make([]string, 0, len(all))
	for _, p := range all {
		words = append(words, p.Fact+"="+string(p.Rung))
	}
	switch len(words) {
	case 0:
		return "nothing"
	case 1:
		return "1 fact: " + words[0]
	}
	return strconv.Itoa(len(words)) + " facts: " + strings.Join(words, ", ")
}
