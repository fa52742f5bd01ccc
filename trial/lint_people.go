package trial

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// An asked is one place in a pack that asks for officers.
type asked struct {
	of, what string
	quorum   policy.Quorum
	silence  bool
}

// quorums lists who must agree to what.
func (l *linter) quorums() []asked {
	p := l.pack
	h := p.Handling
	var out []asked
	for _, u := range policy.Urgencies() {
		q := h.Warn[u]
		out = append(out, asked{p.Decide.ID, "a warning that is " + string(u), q, false})
		if many := (policy.Quorum{Others: q.Others, Highest: p.Poor.ManyBring}); p.Poor.ManyBring > q.Highest {
			out = append(out, asked{p.Poor.ID, "a warning that is " + string(u) + " and rests on many reports", many, false})
		}
	}
	out = append(out, asked{p.Decide.ID, "leaving a warning unsaid", h.Silence, true})
	for _, g := range p.Waivers {
		out = append(out, asked{g.ID, "this waiver", g.Approve, true})
	}
	return append(
		out,
		asked{p.Poor.ID, "words that suggest force", policy.Quorum{Others: p.Poor.ForceSignatures, Highest: tocsin.LevelAnalyst}, false},
		asked{p.Dispute.ID, "resolving a dispute", policy.Quorum{Highest: h.ResolvedBy}, false},
	)
}

// people compares what the pack asks for with the officers who are there.
func (l *linter) people(officers []tocsin.Level) {
	remedy := "add or promote an officer, or ask for fewer or lower ones"
	for _, a := range l.quorums() {
		can := proposers(officers, a)
		switch {
		case len(can) == 0:
			l.flaw("lint/no-officer", a.of, remedy, "%s takes %s, and nobody here fills that: %s", a.what, said(a), crew(officers))
		case len(can) == 1 && a.quorum.Others > 0 && len(officers) > 1:
			l.note("lint/one-officer", a.of, "see to it that somebody stands in", "%s takes %s, which only works where one officer, %s, proposes it: %s",
				a.what, said(a), a1(can[0]), crew(officers))
		}
	}
	l.reviewer(officers, remedy)
	if c := l.pack.CounterNotice; c.Allowed && !slices.ContainsFunc(officers, atLeast(c.Decider)) {
		l.flaw("lint/no-officer", c.ID, remedy, "telling the suspected attacker takes %s, and nobody here is: %s", a1(c.Decider), crew(officers))
	}
}

// proposers gives the levels of those who may propose a thing so that others can
// agree to it: the proposer is never one of them, and somebody who stands above
// the proposer, or is head, agrees to silence.
func proposers(officers []tocsin.Level, a asked) []tocsin.Level {
	var can []tocsin.Level
	for i, proposer := range officers {
		others := slices.Delete(slices.Clone(officers), i, i+1)
		least, count := a.quorum.Highest, a.quorum.Others
		if a.silence {
			least, count = max(least, min(proposer+1, tocsin.LevelHead)), max(count, 1)
		}
		if count == 0 {
			others, count = officers[i:i+1], 1 // he stands for himself
		}
		if len(others) >= count && slices.ContainsFunc(others, atLeast(least)) {
			can = append(can, proposer)
		}
	}
	return can
}

// reviewer finds that nobody can look at a warning which one officer sent alone.
func (l *linter) reviewer(officers []tocsin.Level, remedy string) {
	h := l.pack.Handling
	alone := h.Warn[policy.Exigent]
	if alone.Others > 0 {
		return
	}
	for i, sender := range officers {
		others := slices.Delete(slices.Clone(officers), i, i+1)
		if sender >= alone.Highest && slices.ContainsFunc(others, atLeast(h.ReviewBy)) {
			return
		}
	}
	l.flaw("lint/no-officer", l.pack.Exigent.ID, remedy,
		"a warning that one officer sent alone is looked at by %s other than he, and there is none: %s", a1(h.ReviewBy), crew(officers))
}

func atLeast(least tocsin.Level) func(tocsin.Level) bool {
	return func(l tocsin.Level) bool { return l >= least }
}

// said tells a quorum in words.
func said(a asked) string {
	if a.quorum.Others == 0 {
		return a1(a.quorum.Highest)
	}
	s := fmt.Sprintf("%d besides the proposer, one of them %s", a.quorum.Others, a1(a.quorum.Highest))
	if a.quorum.Highest < tocsin.LevelHead {
		s += " or higher"
		if a.silence {
			s += " who stands above the proposer"
		}
	}
	return s
}

// a1 tells a level with its article.
func a1(l tocsin.Level) string {
	switch l {
	case tocsin.LevelAnalyst, tocsin.LevelOfficer:
		return "an " + l.String()
	case tocsin.LevelSenior:
		return "a senior officer"
	case tocsin.LevelHead:
		return "a head"
	case tocsin.LevelNone:
	}
	return "anybody"
}

// crew tells who is there.
func crew(officers []tocsin.Level) string {
	var out string
	for level := tocsin.LevelHead; level >= tocsin.LevelAnalyst; level-- {
		n := 0
		for _, o := range officers {
			if o == level {
				n++
			}
		}
		if n > 0 {
			if out != "" {
				out += ", "
			}
			out += fmt.Sprintf("%d %s", n, level)
		}
	}
	return out
}

// silence finds that leaving a warning unsaid takes less than giving it. A pack
// that is read in full is refused for that; one that is read above the floor is
// told of it here.
func (l *linter) silence() {
	h := l.pack.Handling
	remedy := "ask for as many, and as high, as to warn"
	cheap := func(of, what string, q policy.Quorum) {
		if q.Others < 1 {
			l.flaw("lint/cheap-silence", of, "ask for another officer", "%s takes %s alone", what, a1(q.Highest))
		}
		for _, u := range policy.Urgencies() {
			if warn := h.Warn[u]; !q.Covers(warn) {
				l.flaw("lint/cheap-silence", of, remedy, "%s takes %s, and a warning that is %s takes %s", what, quorum(q), u, quorum(warn))
			}
		}
	}
	cheap(l.pack.Decide.ID, "leaving a warning unsaid", h.Silence)
	for _, g := range l.pack.Waivers {
		cheap(g.ID, "the waiver", g.Approve)
	}
	for _, u := range policy.Urgencies()[:2] {
		if h.Warn[u].Others < 1 {
			l.flaw("lint/lone-warning", l.pack.Decide.ID, "ask for one other; only exigent may ask for none", "one officer alone could send a warning that is %s", u)
		}
	}
	if h.Warn[policy.Exigent].Others == 0 && h.ReviewBy < h.Warn[policy.Exigent].Highest {
		l.flaw("lint/lone-warning", l.pack.Exigent.ID, "name the same level or a higher one", "who reviews a warning sent alone, %s, stands lower than who sends it, %s",
			a1(h.ReviewBy), a1(h.Warn[policy.Exigent].Highest))
	}
}

// quorum tells a quorum as the pack writes it.
func quorum(q policy.Quorum) string {
	return fmt.Sprintf("{others: %d, highest: %s}", q.Others, q.Highest)
}

// span tells a duration as the pack writes it.
func span(d time.Duration) string { return policy.Span(d).String() }
