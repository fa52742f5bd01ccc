package silence

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
)

// fix gathers what each officer may ask anywhere, at each step of time.
func (w *walk) fix() {
	for step := range w.plan.steps {
		at := begin.Add(time.Duration(step) * w.step)
		var each [][]move
		for i, o := range w.cast {
			each = append(each, w.anywhere(i, o, at))
		}
		w.fixed = append(w.fixed, each)
	}
}

// puttable gives the moves that draft each text as it is.
func (w *walk) puttable() []move {
	var out []move
	for _, d := range w.puts {
		out = append(out, move{name: "drafts: " + strings.TrimSuffix(d.Text, "\n"), c: draft(d)})
	}
	return out
}

// anywhere is what one officer may ask anywhere.
func (w *walk) anywhere(i int, o officer, at time.Time) []move {
	var out []move
	add := func(may ranks, name string, c dossier.Command) {
		if may.has(o.level) {
			out = append(out, move{by: i, name: name, c: c})
		}
	}
	for _, n := range w.plan.facts {
		add(w.plan.assess, "assesses: "+w.facts[n].name, w.assess(n))
	}
	add(w.plan.overrule, "determines, and overrules", w.overrule(o))
	add(w.plan.propose|rank(tocsin.LevelAnalyst), "determines", w.determine(o, at))
	for _, g := range w.plan.grounds {
		add(w.plan.propose, "asks for a waiver on "+g.ID, w.waive(g, o))
	}
	add(w.plan.close, "closes", closing(o))
	add(w.plan.dissent, "dissents", dissent(o))
	add(w.plan.review, "reviews", review(o))
	if i == 0 {
		add(w.plan.withdraw, "withdraws", withdraw())
		add(all, "keeps that the new owner has taken it", taken())
	}
	return out
}

// moves are all that may be asked at a spot.
func (w *walk) moves(p spot) []move {
	moves := w.reports(p)
	parts := w.parts(p)
	for i := range w.cast {
		if slices.Contains(parts[:i], parts[i]) {
			continue // whatever he asks, another of his level and parts asks too
		}
		moves = append(moves, w.fixed[p.step][i]...)
		moves = w.texting(moves, p, i)
		moves = w.affirming(moves, p, i)
		moves = w.disputing(moves, p, i)
	}
	moves = w.sending(moves, p)
	for _, c := range p.d.Clocks() {
		if slices.Contains(w.plan.clocks, c.Stage) && !c.Due.After(w.stamp(p, engine).At) {
			moves = append(moves, move{by: engine, name: "the clock runs out: " + string(c.Stage), c: pass(c), must: true})
		}
	}
	return moves
}

// reports exchanges a report for another, and takes the only one away.
func (w *walk) reports(p spot) []move {
	if !w.plan.reports {
		return nil
	}
	switch len(p.d.Reports) {
	case 1:
		return []move{
			{by: 0, name: "links another report", c: link(1)},
			{by: 0, name: "takes the only report away", c: unlink(p.d.Reports[0].Report)},
		}
	case 2:
		last, next := p.d.Reports[1].Report, 1
		if last == reportID(1) {
			next = 2
		}
		return []move{{by: 0, name: "exchanges a report for another", c: unlink(last), more: []dossier.Command{link(next)}}}
	}
	return nil
}

// texting are the moves of one officer about texts.
func (w *walk) texting(moves []move, p spot, i int) []move {
	o := w.cast[i]
	if w.plan.draft.has(o.level) && len(p.d.Warned) < w.plan.sends {
		for n, d := range w.puts {
			m := w.drafting[n]
			if grade := p.d.StatedGrade(d.Kind); grade != "" {
				m.c = draft(graded(d, grade))
			}
			m.by = i
			moves = append(moves, m)
		}
	}
	if w.plan.approve.has(o.level) && p.d.Draft != nil {
		moves = append(moves, move{by: i, name: "approves", c: approve(*p.d.Draft)})
		if other := w.another(p); len(w.puts) > 1 {
			moves = append(moves, move{by: i, name: "approves another text", c: approve(w.puts[other])})
		}
	}
	return moves
}

// another is a text that does not stand in the dossier.
func (w *walk) another(p spot) int {
	if p.d.Draft != nil && p.d.Draft.Text == w.puts[0].Text {
		return len(w.puts) - 1
	}
	return 0
}

// affirming are the moves of one officer about a silence.
func (w *walk) affirming(moves []move, p spot, i int) []move {
	o := w.cast[i]
	if p.d.Silence == nil || !w.plan.affirm.has(o.level) {
		return moves
	}
	of := p.d.Silence.Proposal.Of
	moves = append(moves, move{by: i, name: "affirms", c: affirm(of, reason(o))})
	if w.focus == FocusSilence && o.level == tocsin.LevelHead {
		moves = append(moves, move{by: i, name: "affirms another thing", c: affirm("0000", reason(o))},
			move{by: i, name: "affirms in the words of another", c: affirm(of, p.d.Silence.Proposed.Because)})
	}
	return moves
}

// disputing are the moves of one officer about disputes and consults.
func (w *walk) disputing(moves []move, p spot, i int) []move {
	o := w.cast[i]
	open := p.d.Disputed()
	if w.plan.dispute.has(o.level) && open == 0 {
		moves = append(moves, move{by: i, name: "disputes it", c: dispute(o)})
	}
	if w.plan.resolve.has(o.level) && open > 0 {
		moves = append(moves, move{by: i, name: "resolves the dispute towards warning", c: resolve(o, open, dossier.TowardsWarning)},
			move{by: i, name: "resolves the dispute towards silence", c: resolve(o, open, dossier.TowardsSilence)})
	}
	if w.plan.consult.has(o.level) {
		if of := running(p.d); of > 0 {
			return append(moves, move{by: i, name: "keeps the answer of the consult", c: answerConsult(of)})
		}
		moves = append(moves, move{by: i, name: "consults", c: consult()})
	}
	return moves
}

// sending sends what stands in the dossier, and another text, and reports how
// what was sent stands.
func (w *walk) sending(moves []move, p spot) []move {
	if n := len(p.d.Warned); n < w.plan.sends {
		if p.d.Draft != nil {
			moves = append(moves, move{by: 0, name: "sends", c: send(*p.d.Draft, sentAs[n])})
		}
		if len(w.puts) > 1 || p.d.Draft == nil {
			moves = append(moves, move{by: 0, name: "sends another text", c: send(w.puts[w.another(p)], sentAs[n])})
		}
	}
	for _, sent := range p.d.Warned {
		for _, leg := range sent.Dispatches {
			if leg.State != delivery.StatePlanned {
				continue
			}
			for _, state := range w.plan.answers {
				if state == delivery.StateReceived || leg.Dispatch == firstDispatch {
					moves = append(moves, move{by: engine, name: string(leg.Dispatch) + " is " + string(state), c: deliver(leg.Dispatch, state)})
				}
			}
		}
	}
	return moves
}
