package cli

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
)

// printClocks tells how urgent it is, which clocks run and which ran out.
func printClocks(p *page, s desk.Shown) {
	p.field("urgency", "%s", s.Urgency)
	if s.Paged != tocsin.LevelNone {
		last := s.Passed[len(s.Passed)-1]
		p.field("paged", "%s: the clock %s ran out at %s", s.Paged, last.Stage, at(last.Due))
	}
	clocks := slices.SortedFunc(slices.Values(s.Clocks), func(a, b dossier.Clock) int { return a.Due.Compare(b.Due) })
	for _, c := range clocks {
		p.field("clock", "%s until %s", c.Stage, at(c.Due))
	}
}

// printDisagreement tells what was asked, disputed and dissented.
func printDisagreement(p *page, s desk.Shown) {
	for i, c := range s.Consults {
		answer := c.Answer
		switch {
		case answer != "":
		case c.Lapsed:
			answer = "no answer in time"
		default:
			answer = "no answer yet"
		}
		p.field("consulted", "%d. %s: %s; %s", i+1, c.With, c.Question, answer)
	}
	for i, c := range s.Consents {
		names := make([]string, 0, len(c.Facts))
		for _, f := range c.Facts {
			names = append(names, f.Fact)
		}
		p.field("consent", "%d. %s, of %s: %s", i+1, c.Originator, list(names), consentAnswer(c))
	}
	for i, d := range s.Disputes {
		end := "open"
		if r := d.Resolved; r != nil {
			end = "resolved towards " + string(r.Towards) + " " + r.Because
			if r.ByClock {
				end = "not resolved in time, and so resolved towards " + string(r.Towards)
			}
		}
		p.field("dispute", "%d. %s, by %s: %s; %s", i+1, d.About, name(s, string(d.By)), d.Because, end)
	}
	for _, d := range s.Dissents {
		p.field("dissent", "%s, %s: %s", at(d.At), name(s, string(d.By)), d.Because)
	}
	if r := s.Review; r != nil {
		p.field("to be reviewed", "warning %s, sent by %s alone, until %s", r.Warning, name(s, string(r.By)), at(r.Due))
	}
}

// consentAnswer tells what an originator answered.
func consentAnswer(c dossier.Consent) string {
	switch {
	case c.Answered && len(c.Allows) == 0:
		return "refused: " + c.Says
	case c.Answered:
		allowed := make([]string, 0, len(c.Allows))
		for _, a := range c.Allows {
			allowed = append(allowed, a.Fact+" to the "+string(a.Rung))
		}
		return "allows " + list(allowed) + ": " + c.Says
	case c.Lapsed:
		return "no answer in time, which means " + string(c.Default)
	}
	return "no answer yet"
}

// sincePossession tells how long after first possession something was, in its two largest
// units.
func sincePossession(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	switch {
	case d < time.Minute:
		return ""
	case d < time.Hour:
		return fmt.Sprintf(", %dm after possession", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf(", %dh%02dm after possession", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf(", %dd%02dh after possession", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
