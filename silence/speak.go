package silence

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// price learns what the cheapest warning takes at each urgency, with one report
// and with many: it sends one with ever more and ever higher officers.
func (w *world) price() *Breach {
	for n := range w.prices {
		w.prices[n] = map[policy.Urgency]price{}
		for _, u := range policy.Urgencies() {
			i := w.fact(string(u))
			if u == policy.Routine {
				i = 0
			}
			if i < 0 {
				continue // facts are never so urgent
			}
			at, ok := w.cheapest(i, n == 1)
			if !ok {
				return &Breach{Why: fmt.Sprintf("no quorum of %d officers can send a warning that is %s", len(w.cast)+1, u)}
			}
			w.prices[n][u] = at
		}
	}
	return nil
}

// dearer reports whether many reports make a warning dearer.
func (w *world) dearer() bool { return !maps.Equal(w.prices[0], w.prices[1]) }

// cheapest gives what sending a warning takes under some facts.
func (w *world) cheapest(facts int, many bool) (price, bool) {
	for officers := 1; officers <= len(w.cast)+1; officers++ {
		for level := tocsin.LevelAnalyst; level <= tocsin.LevelHead; level++ {
			if w.sends(facts, many, price{officers, level}) {
				return price{officers, level}, true
			}
		}
	}
	return price{}, false
}

// sends reports whether so many officers of one level can send a warning.
func (w *world) sends(facts int, many bool, at price) bool {
	by := func(n int) tocsin.Stamp {
		return tocsin.Stamp{At: begin, By: id[tocsin.OfficerID]("o" + "abcdefghij"[n:n+1]), Level: at.highest}
	}
	var d dossier.Dossier
	do := func(n int, c dossier.Command) bool {
		events, err := w.machine.Decide(d, by(n), c)
		for _, e := range events {
			d = w.machine.Evolve(d, by(n), e)
		}
		return err == nil
	}
	do(0, openDossier(w.handling))
	do(0, link(0))
	for n := 1; many && n < w.many; n++ {
		do(0, link(n))
	}
	do(0, w.assess(facts))
	do(0, w.determine(officer{name: "oa"}, begin))
	text := graded(w.texts()[textLong], d.StatedGrade(warning.KindWarning))
	for _, to := range text.Recipients {
		// Whoever is to be told is checked by one of those who tell him.
		do(0, check(d, to, officer{name: "oa"}, true))
	}
	if !do(0, draft(text)) {
		return false
	}
	for n := 1; n < at.officers; n++ {
		do(n, approve(text))
	}
	return do(0, send(text, sentAs[0])) && warned(d)
}

// spoiled is at how many spots one officer has answered the worst about all
// recipients before somebody speaks: one in so many. It is the same everywhere.
const spoiled = 16

// speak holds that a dossier which is not closed can still end in a warning, by
// the quorum alone: nothing that one officer did stands in the way, and no
// dispute, dissent, consult or clock.
func (w *walk) speak(p spot) {
	if p.d.Status == dossier.StatusClosed || w.breach != nil {
		return
	}
	figures := w.Figures
	defer func() { w.Figures = figures }()
	speaker := len(w.cast) - 1
	for len(p.d.Warned) < len(sentAs) {
		now, as := w.stamp(p, engine).At, sentAs[len(p.d.Warned)]
		if p.d.Sendable(now) == nil {
			kind := p.d.Draft.Kind
			p = w.must(p, move{by: speaker, name: "sends to speak", c: send(*p.d.Draft, as)})
			if kind.Warns() || w.breach != nil {
				return
			}
			continue
		}
		if p = w.put(p, speaker); w.breach != nil {
			return
		}
	}
	w.failf(move{by: speaker, name: "speaks"}, "no way is left to send a warning")
}

// put drafts a warning and has the quorum approve it, no more officers than it
// takes.
func (w *walk) put(p spot, speaker int) spot {
	write := func() warning.Draft {
		text := w.speech
		if i := slices.IndexFunc(p.d.Warned, func(s dossier.Sent) bool { return s.Draft.Kind != warning.KindExercise }); i >= 0 {
			text.Kind, text.Supersedes = warning.KindUpdate, p.d.Warned[i].Warning
		}
		return graded(text, p.d.StatedGrade(text.Kind))
	}
	text := write()
	to, ok := w.try(p, move{by: speaker, name: "drafts to speak", c: draft(text)})
	if !ok {
		if p.d.AssessedAt.IsZero() {
			p = w.must(p, move{by: speaker, name: "assesses to speak", c: w.assess(0)})
		}
		p = w.must(p, move{by: speaker, name: "determines to speak, overruling", c: w.overrule(w.cast[speaker])})
		text = write()
		to = w.must(p, move{by: speaker, name: "drafts to speak", c: draft(text)})
	}
	if w.breach != nil {
		return to
	}
	p = to
	if !p.d.AssessedAt.IsZero() && w.at%spoiled == 0 {
		// Whatever one officer answered about the recipients, another answers anew.
		p = w.checks(w.checks(p, w.checker(), false), speaker, true)
	}
	left := w.quorum(p.d, text).Others
	for i := speaker - 1; i >= 0 && left > 0; i-- {
		p = w.must(p, move{by: i, name: "approves to speak", c: approve(text)})
		left--
	}
	if w.breach == nil && p.d.Sendable(w.stamp(p, engine).At) != nil {
		w.failf(move{by: speaker, name: "speaks"}, "the quorum of warning is not enough to clear one")
	}
	return p
}

// compare holds two spots that fall together against each other: whatever any
// officer asks is answered alike, and leads to spots that fall together.
func (w *walk) compare(a, b spot) {
	w.Compared++
	figures := w.Figures
	defer func() { w.Figures = figures }()
	x, y := w.answersAt(a), w.answersAt(b)
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) || x[i] != y[i] {
			one, other := "nothing", "nothing"
			if i < len(x) {
				one = x[i]
			}
			if i < len(y) {
				other = y[i]
			}
			w.failf(move{by: engine, name: "two states fall together"}, "two states fall together and answer differently:\n%q\n%q", one, other)
			return
		}
	}
}

// answersAt are the answers to everything that may be asked at a spot, in no
// order within a level.
func (w *walk) answersAt(p spot) []string {
	var all []string
	for _, m := range w.moves(p) {
		stamp := w.stamp(p, m.by)
		answer := stamp.Level.String() + " " + m.name + ": "
		_, err := w.machine.Decide(p.d, stamp, m.c)
		var r *tocsin.Refusal
		switch {
		case errors.As(err, &r):
			answer += r.Rule
		case err != nil:
			answer += err.Error()
		default:
			if to, ok := w.try(p, m); ok {
				answer += string(w.key(nil, to))
			}
		}
		all = append(all, answer)
	}
	slices.Sort(all)
	return all
}
