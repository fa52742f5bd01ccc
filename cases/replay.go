package cases

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// after is how long after its last entry a case is replayed: the clocks that
// matter have run out by then.
const after = 72 * time.Hour

// A Step is one moment of a replay: an entry, or a clock that ran out.
type Step struct {
	At time.Time `json:"at"`
	// When is the date as it is known; Says tells the entry, or the clock.
	When string `json:"when"`
	Says string `json:"says"`
	// Verdict is what the pack finds from here on, with Doubt where unknown
	// answers were resolved in favor of informing.
	Verdict policy.Verdict `json:"verdict,omitempty"`
	Doubt   bool           `json:"doubt,omitempty"`
	Urgency policy.Urgency `json:"urgency,omitempty"`
	// Changed are the rules that are answered otherwise than before.
	Changed []string `json:"changed,omitempty"`
	// Held are the rules that are answered yes, Unknown those that nobody can
	// answer; Open are the facts that would change the verdict.
	Held    []string `json:"held,omitempty"`
	Unknown []string `json:"unknown,omitempty"`
	Open    []string `json:"open,omitempty"`
	// Raised and Missing are what the detectors say here for the first time.
	Raised  []Raise   `json:"raised,omitempty"`
	Missing []Missing `json:"missing,omitempty"`
	// Cleared are the failures of which too little was known, and is no more.
	Cleared []Failure `json:"cleared,omitempty"`
	// entry is the entry's place in the timeline, -1 for a clock.
	entry int
}

// A Raise is a failure that the rules raise.
type Raise struct {
	Failure Failure   `json:"failure"`
	Rule    string    `json:"rule"`
	Built   string    `json:"built"`
	At      time.Time `json:"at"`
	// Bound says that At is a bound only, because a date that it hangs on is.
	Bound   Precision `json:"bound,omitempty"`
	Because string    `json:"because"`
	// Lead says how long before the attack it was raised, InTime that it surely
	// was before; both are measured afterwards.
	Lead   string `json:"lead,omitempty"`
	InTime bool   `json:"in_time,omitempty"`
}

// When tells when it was raised, as far as that is known.
func (r Raise) When() string {
	form := time.DateOnly
	if h, m, s := r.At.Clock(); s == 0 && (h != 0 || m != 0) {
		form = "2006-01-02 15:04"
	}
	switch r.Bound {
	case Before, Inferred:
		return "by " + r.At.Format(form)
	case After:
		return "after " + r.At.Format(form)
	case Exact, About:
	}
	return r.At.Format(form)
}

// A Missing is a failure of which the public record does not say enough.
type Missing struct {
	Failure Failure   `json:"failure"`
	At      time.Time `json:"at"`
	Fact    string    `json:"fact"`
}

// A player replays one case under its first pack.
type player struct {
	c     Case
	packs []*policy.Pack
	until time.Time
	steps []Step
	// values are the rules' last answers, raised and unknown the detectors'.
	values  map[string]tocsin.Tri
	raised  map[Failure]bool
	unknown map[Failure]string
	clocks  []time.Time
}

// Steps replays a case up to a moment. Nothing that is later is looked at.
func Steps(c Case, until time.Time) ([]Step, error) {
	all, err := packsOf(c)
	if err != nil {
		return nil, err
	}
	p := player{
		c: c.Cut(until), packs: all, until: until,
		values: map[string]tocsin.Tri{}, raised: map[Failure]bool{}, unknown: map[Failure]string{},
	}
	for i, e := range p.c.Timeline {
		if err := p.run(e.Moment(), i); err != nil {
			return nil, err
		}
		if err := p.step(i, e.Moment()); err != nil {
			return nil, err
		}
	}
	if err := p.run(until.Add(1), len(p.c.Timeline)); err != nil {
		return nil, err
	}
	return p.steps, nil
}

// packsOf finds the packs of a case.
func packsOf(c Case) ([]*policy.Pack, error) {
	var all []*policy.Pack
	for _, id := range c.Packs {
		p, err := packs.Get(id)
		if err != nil {
			return nil, fmt.Errorf("replaying the case %s: %w", c.Name, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// run lets the clocks run out that do so before a moment; n entries are there.
func (p *player) run(before time.Time, n int) error {
	for len(p.clocks) > 0 && p.clocks[0].Before(before) {
		at := p.clocks[0]
		p.clocks = p.clocks[1:]
		if err := p.look(at, n, -1); err != nil {
			return err
		}
	}
	return nil
}

// step lets one entry in.
func (p *player) step(i int, at time.Time) error { return p.look(at, i+1, i) }

// look determines and asks the detectors at a moment, with n entries there.
func (p *player) look(at time.Time, n, entry int) error {
	seen := p.c.Timeline[:n:n]
	s := Step{At: at, When: at.Format("2006-01-02 15:04"), entry: entry}
	if entry >= 0 {
		s.When, s.Says = seen[entry].When(), seen[entry].Says
	}
	v := View{Now: at, Entries: seen, Pack: p.packs[0]}
	if v.first() >= 0 {
		d, err := determine(p.packs[0], p.packs[1:], seen, at)
		if err != nil {
			return fmt.Errorf("replaying the case %s: %w", p.c.Name, err)
		}
		v.Found = d
		p.found(&s, d)
		p.detect(&s, v)
	}
	if entry < 0 && len(s.Raised)+len(s.Missing)+len(s.Changed)+len(s.Cleared) == 0 {
		return nil // a clock that changes nothing
	}
	if entry < 0 {
		s.Says = "a time has passed"
	}
	p.steps = append(p.steps, s)
	return nil
}

// found takes over what the pack makes of it.
func (p *player) found(s *Step, d policy.Determination) {
	s.Verdict, s.Doubt, s.Urgency = d.Verdict, d.Doubt, d.Urgency
	for _, f := range d.Findings {
		if old, asked := p.values[f.Rule]; !asked || old != f.Value {
			s.Changed = append(s.Changed, fmt.Sprintf("%s %s", f.Rule, f.Value))
		}
		p.values[f.Rule] = f.Value
		switch f.Value {
		case tocsin.Yes:
			s.Held = append(s.Held, f.Rule)
		case tocsin.Unknown:
			s.Unknown = append(s.Unknown, f.Rule)
		case tocsin.No:
		}
	}
	for _, o := range d.Open {
		if o.WouldChange {
			s.Open = append(s.Open, string(o.Fact))
		}
	}
}

// again sets a clock.
func (p *player) again(at, now time.Time) {
	if at.After(now) && !at.After(p.until) && !slices.ContainsFunc(p.clocks, at.Equal) {
		p.clocks = append(p.clocks, at)
		slices.SortFunc(p.clocks, time.Time.Compare)
	}
}

// detect asks every detector, and sets the clocks that they wait for.
func (p *player) detect(s *Step, v View) {
	p.again(window(v.Entries).Until, v.Now)
	for _, d := range detectors {
		a := d.See(v)
		p.again(a.Again, v.Now)
		switch {
		case a.Value == tocsin.Yes && !p.raised[d.Failure]:
			p.raised[d.Failure] = true
			s.Raised = append(s.Raised, Raise{
				Failure: d.Failure, Rule: d.RuleIn(v.Pack), Built: d.Built, At: v.Now,
				Bound: v.Entries[a.Of].bound(), Because: a.Because,
			})
		case a.Value == tocsin.Unknown && !p.raised[d.Failure] && p.unknown[d.Failure] != a.Missing:
			s.Missing = append(s.Missing, Missing{d.Failure, v.Now, a.Missing})
		}
		if a.Value != tocsin.Unknown && p.unknown[d.Failure] != "" {
			s.Cleared = append(s.Cleared, d.Failure)
		}
		p.unknown[d.Failure] = a.Missing
	}
}

// rules names rules in short, without what all of a pack's have in common.
func rules(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id[strings.LastIndex(id, "-")+1:]
	}
	return strings.Join(out, ", ")
}
