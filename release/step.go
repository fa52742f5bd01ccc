package release

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/report"
)

// A Step is what one rung more of one fact would do to the offer.
type Step struct {
	Fact string `json:"fact"`
	// From is the rung at which it is offered, empty for withheld; To is the next.
	From report.Rung `json:"from,omitempty"`
	To   report.Rung `json:"to"`
	// Worth is what it would add.
	Worth int `json:"worth"`
	// People are left now, and Then they would be.
	People People `json:"people"`
	Then   People `json:"then"`
	// Rules are what forbids it; none where it may be told.
	Rules []string `json:"rules,omitempty"`
}

// String tells the step: "one rung more on when: from 40 people down to 3".
func (s Step) String() string {
	line := "one rung more on " + s.Fact + ": " + s.People.to(s.Then)
	if len(s.Rules) > 0 {
		line += ", forbidden by " + strings.Join(s.Rules, ", ")
	}
	return line
}

// to tells how a count changes.
func (n People) to(then People) string {
	switch {
	case then.Unsaid || n.Unsaid:
		return "nobody said who could have known"
	case n == then:
		return "still " + n.String()
	case n.Worst == n.Nested && then.Worst == then.Nested:
		return fmt.Sprintf("from %s down to %d", people(n.Worst), then.Worst)
	case n.Nested == Everybody:
		return fmt.Sprintf("from everybody down to %d in the worst case, from everybody down to %d if nested", then.Worst, then.Nested)
	}
	return fmt.Sprintf("from %s down to %d in the worst case, from %d down to %d if nested", people(n.Worst), then.Worst, n.Nested, then.Nested)
}

// A Withheld is a fact that is withheld or told more coarsely than it is known.
type Withheld struct {
	Fact string `json:"fact"`
	// Told is the rung at which it is offered, empty for none; Known is the finest
	// that it could be told at.
	Told  report.Rung `json:"told,omitempty"`
	Known report.Rung `json:"known"`
	// Rules are why: each forbids it, or prefers another release.
	Rules []string `json:"rules"`
	// Worth is what telling all of it would have added, and Then how many people
	// would have been left.
	Worth int    `json:"worth"`
	Then  People `json:"then"`
}

// with gives the offer with one fact at another option.
func (h *hunt) with(fact, at int) []int {
	chosen := slices.Clone(h.offered.chosen)
	chosen[fact] = at
	return chosen
}

// steps tells what one rung more of each fact would do.
func (h *hunt) steps() []Step {
	var all []Step
	now := h.people(h.offered.chosen)
	for i, f := range h.Facts {
		at := h.offered.chosen[i]
		if at == len(f.Options) {
			continue
		}
		s := Step{Fact: f.Name, To: f.Options[at].Rung, Worth: f.Options[at].Worth - h.worth(i, at), People: now}
		if at > 0 {
			s.From = f.Options[at-1].Rung
		}
		s.Then = h.people(h.with(i, at+1))
		s.Rules = h.forbids(i, at+1, s.Then)
		all = append(all, s)
	}
	return all
}

// worth is what an option is worth, 0 for withheld.
func (l *lattice) worth(fact, at int) int {
	if at == 0 {
		return 0
	}
	return l.facts[fact][at-1].worth
}

// forbids lists the rules that forbid an option of a fact beside the rest of the
// offer, which then leaves so many people.
func (h *hunt) forbids(fact, at int, then People) []string {
	var rules []string
	if bar := h.Facts[fact].Options[at-1].Bar; bar != "" {
		rules = append(rules, bar)
	}
	if !h.few(then) {
		return rules
	}
	if h.facts[fact][at-1].unsaid {
		rules = append(rules, RuleUnknown)
	}
	return append(rules, RuleSource)
}

// withheld lists what the offer does not tell, and why.
func (h *hunt) withheld() []Withheld {
	var all []Withheld
	for i, f := range h.Facts {
		at, finest := h.offered.chosen[i], len(f.Options)
		if at == finest {
			continue
		}
		w := Withheld{Fact: f.Name, Known: f.Options[finest-1].Rung, Worth: h.worth(i, finest) - h.worth(i, at)}
		if at > 0 {
			w.Told = f.Options[at-1].Rung
		}
		w.Then = h.people(h.with(i, finest))
		w.Rules = h.forbids(i, finest, w.Then)
		if len(w.Rules) == 0 {
			w.Rules = []string{h.prefers(i, finest)}
		}
		all = append(all, w)
	}
	return all
}

// prefers names why an option that nothing forbids is not offered: the offer is
// one that public facts explain, or the option is worth no more.
func (h *hunt) prefers(fact, at int) string {
	switch o := h.facts[fact][at-1]; {
	case o.worth <= h.worth(fact, h.offered.chosen[fact]):
		return RuleWorth
	case !o.covered && h.figures(h.offered.chosen).Covered:
		return RuleCover
	}
	return RuleSearch
}
