package release

import "fmt"

// A Result is what a search found.
type Result struct {
	// Offered is the release that is offered, and Why says why this one, in words
	// that hold no value of a fact.
	Offered Figures  `json:"offered"`
	Why     []string `json:"why"`
	// Frontier are the releases of which none is worth more and leaves as many
	// people, most worth first.
	Frontier []Figures `json:"frontier"`
	// Steps are what one rung more of each fact would do.
	Steps []Step `json:"steps,omitempty"`
	// Withheld are the facts that are withheld or coarsened.
	Withheld []Withheld `json:"withheld,omitempty"`
	// Before is how many people the series had left, of several sources the one
	// among fewest; Near is true where it had left, or the offer leaves, fewer than
	// the pack calls near.
	Before People `json:"before"`
	Near   bool   `json:"near"`
	// Uncounted is how many earlier releases told something of which nobody had
	// said who could have known it; of several sources, those of one.
	Uncounted int `json:"uncounted,omitempty"`
	// Alternative is, where the offer is none that the recipient can act on,
	// the release that he can act on and that breaks least, if it can be nothing
	// that nobody may decide otherwise. It is never to be taken for the offer: it
	// breaks a constraint or falls short of the floor.
	Alternative *Judgement `json:"alternative,omitempty"`
	// Exact is true where every release was searched or proven to be no better than
	// the offer, and than the alternative; otherwise the offer may be worth Gap less
	// than the best of its kind. Whole is true where the frontier has all its
	// releases, each proven; otherwise its end, or more, is missing.
	Exact bool `json:"exact"`
	Gap   int  `json:"gap,omitempty"`
	Whole bool `json:"whole"`
	// Nodes are the branches that were visited.
	Nodes int `json:"nodes"`
}

// A hunt is a search under way.
type hunt struct {
	*lattice

	// limit is the effort that is left for what is under way.
	limit int
	nodes int
	exact bool
	// best is the best release without regard to cover, gap what it may lack, and
	// offered what is offered in its place or as it is.
	best    found
	asked   query
	gap     int
	offered found
}

// Search finds what may be said.
func Search(p Problem) (Result, error) {
	l, err := compile(p)
	if err != nil {
		return Result{}, err
	}
	effort := p.Effort
	if effort == 0 {
		effort = defaultEffort
	}
	h := &hunt{lattice: l, limit: effort, exact: true}
	h.offer()
	r := Result{Offered: l.figures(h.offered.chosen), Exact: h.exact, Gap: h.gap}
	if h.limit = effort; h.exact {
		h.limit = effort * frontierEffort
	}
	h.exact = true
	r.Frontier = h.frontier()
	r.Whole = h.exact
	r.Before, _ = l.before()
	r.Near = l.near(r.Offered.People) || l.near(r.Before)
	r.Uncounted = l.uncounted()
	if len(l.aims) > 0 && !r.Offered.Actionable {
		h.limit, h.exact = effort, true
		r.Alternative = h.alternative()
		r.Exact = r.Exact && h.exact
	}
	r.Steps, r.Withheld = h.steps(), h.withheld()
	r.Nodes = h.nodes
	r.Why = h.why(r)
	return r, nil
}

// ask answers a query and keeps the account of nodes.
func (h *hunt) ask(q query) *solver {
	s := h.solve(q, h.limit)
	h.nodes += s.nodes
	h.limit -= s.effort()
	h.exact = h.exact && s.exact()
	return s
}

// offer finds the best release: in the best class that has any, and there the one
// that public facts explain if little is given up for it.
func (h *hunt) offer() {
	for _, q := range []query{
		{floor: h.base, goals: h.aims},
		{floor: h.base},
		{goals: h.aims},
		{},
	} {
		q.least = h.Least
		if s := h.ask(q); s.found() {
			h.asked, h.best, h.offered = q, s.best, s.best
			h.gap = max(0, s.cut-s.best.worth)
			break
		}
	}
	q := h.asked
	q.covered = true
	if s := h.ask(q); s.found() && s.best.worth*100 >= h.best.worth*(100-h.Cover) {
		h.offered = s.best
	}
}

// frontier finds the releases that are worth most for each count of people,
// from the least that is asked for up to everybody.
func (h *hunt) frontier() []Figures {
	var all []Figures
	least := h.Least
	for h.limit > 0 {
		s := h.ask(query{least: least, any: true})
		if !s.found() {
			break
		}
		all = append(all, h.figures(s.best.chosen))
		if s.best.people == Everybody {
			return all
		}
		least = s.best.people + 1
	}
	h.exact = false
	return all
}

// alternative finds the release that the recipient can act on and that breaks
// least: nothing that nobody may decide otherwise if that can be, as few bars as
// need be, and then as many people left as can be.
func (h *hunt) alternative() *Judgement {
	for _, open := range []bool{true, false} {
		for bars := range len(h.facts) + 1 {
			if s := h.ask(query{goals: h.aims, bars: bars, open: open, many: true}); s.found() {
				j := h.judge(s.best.chosen)
				return &j
			}
		}
	}
	return nil
}

// near reports whether so few people are left that the budget is near.
func (l *lattice) near(n People) bool { return !n.Unsaid && n.In(l.Binding) < l.Near }

// why says why this release is offered.
func (h *hunt) why(r Result) []string {
	o := r.Offered
	lines := []string{fmt.Sprintf("of %d facts %d are told, worth %d; %d is all that they are worth in full", len(h.Facts), len(o.Release), o.Worth, h.full())}
	switch {
	case o.People.Unsaid:
		lines = append(lines, "nobody has said who could have known what; how many could be the source is not known, and no least number binds")
	case o.People.Worst == Everybody:
		lines = append(lines, "it exposes nobody: all that it says is public")
	default:
		lines = append(lines, fmt.Sprintf("it leaves %s; at least %d are asked for, %s", o.People, max(h.Least, 1), h.Binding.how()))
	}
	if r.Uncounted > 0 {
		lines = append(lines, releases(r.Uncounted)+" cannot be counted: nobody had said who could have known what was told")
	}
	lines = append(lines, h.whySources(r)...)
	lines = append(lines, h.whyClass(o)...)
	if o.Covered && len(o.Release) > 0 {
		lines = append(lines, fmt.Sprintf("public facts alone explain it; %d of the worth that was to be had is given up for that, at most %d percent may be",
			h.best.worth-o.Worth, h.Cover))
	}
	switch {
	case r.Exact:
		lines = append(lines, "every release was searched or proven to be no better")
	case r.Gap > 0:
		lines = append(lines, fmt.Sprintf("the search was cut short after %d branches: another release may be worth %d more", r.Nodes, r.Gap))
	default:
		lines = append(lines, fmt.Sprintf("the search was cut short after %d branches", r.Nodes))
	}
	return lines
}

// whySources says how several sources are counted, and what is left of the budget.
func (h *hunt) whySources(r Result) []string {
	var lines []string
	whose, about := "the source", ""
	if n := len(h.series); n > 1 {
		whose, about = "one source", " of the one who has fewest"
		lines = append(lines, fmt.Sprintf("each of %d sources is counted by what may be from him; the one among fewest is given", n))
	}
	if n, s := h.before(); s.some && n.Worst < Everybody {
		lines = append(lines, releases(s.releases)+" had left "+n.String()+about)
	}
	if r.Near {
		lines = append(lines, fmt.Sprintf("the budget of %s is near: fewer than %d people are left", whose, h.Near))
	}
	return lines
}

// releases tells how many earlier releases.
func releases(n int) string {
	if n == 1 {
		return "one earlier release"
	}
	return fmt.Sprintf("%d earlier releases", n)
}

// whyClass says what of floor and goals is met.
func (h *hunt) whyClass(o Figures) []string {
	var lines []string
	switch {
	case len(h.Floor) == 0:
	case o.Floor:
		lines = append(lines, "it tells all that the floor asks for")
	default:
		lines = append(lines, "no release under the constraints tells all that the floor asks for")
	}
	switch {
	case len(h.Goals) == 0:
		lines = append(lines, "nothing says what the recipient could act on")
	case o.Actionable:
		lines = append(lines, "the recipient can act on it")
	default:
		lines = append(lines, "no release under the constraints that tells as much of the floor can be acted on")
	}
	return lines
}

// full is what all facts are worth at their best rungs.
func (h *hunt) full() int {
	sum := 0
	for _, options := range h.facts {
		most := 0
		for _, o := range options {
			most = max(most, o.worth)
		}
		sum += most
	}
	return sum
}
