package silence

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
)

// readers are the recipients of all texts.
var readers = []tocsin.RecipientID{id[tocsin.RecipientID]("police"), id[tocsin.RecipientID]("mission")}

// check answers all questions about a recipient: as well as can be, or as badly.
func check(d dossier.Dossier, to tocsin.RecipientID, by officer, well bool) dossier.Command {
	c := dossier.CheckRecipient{
		Class: directory.ClassPolice, HarmAnswers: dossier.HarmAnswers{Recipient: to, Of: d.AssessmentHash()},
	}
	for _, q := range harmcheck.Questions() {
		a := harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: reason(by)}
		if !well {
			a.Answer = q.Clears.Not()
		}
		c.Answers = append(c.Answers, a)
	}
	return c
}

// checker is who checks the recipients: the first of the cast who may.
func (w *walk) checker() int {
	return max(0, slices.IndexFunc(w.cast, func(o officer) bool { return o.level >= tocsin.LevelOfficer }))
}

// checks has an officer check all recipients, as soon as something is assessed:
// an unchecked one holds a text up and nothing else, so nobody waits for that on
// a walk. It notes a breach where the check is refused.
func (w *walk) checks(p spot, by int, well bool) spot {
	if p.d.Status == dossier.StatusClosed {
		return p // nobody is told from there
	}
	stamp := w.stamp(p, by)
	for _, to := range readers {
		c := check(p.d, to, w.cast[by], well)
		m := move{by: by, name: "checks " + strings.TrimRight(string(to), "a"), c: c}
		events, err := w.machine.Decide(p.d, stamp, c)
		if err != nil {
			w.failf(m, "an officer cannot check a recipient: %v", err)
			return p
		}
		for _, e := range events {
			before := p.d
			p.d = w.machine.Evolve(p.d, stamp, e)
			p.m = w.remember(p.m, m, c, turn{before, p.d, e})
		}
	}
	return p
}
