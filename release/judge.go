package release

import (
	"fmt"

	"example.org/tocsin/report"
)

// People is how many people could have been the source.
type People struct {
	// Unsaid is true where nobody has said who could have known anything: there is
	// no count then.
	Unsaid bool `json:"unsaid,omitempty"`
	// Worst and Nested are the counts in both modes; Everybody where nobody is
	// exposed.
	Worst  int `json:"worst"`
	Nested int `json:"nested"`
}

// In gives the count in a mode.
func (n People) In(mode Mode) int {
	if mode == Nested {
		return n.Nested
	}
	return n.Worst
}

// String tells the counts, the worst case first.
func (n People) String() string {
	switch {
	case n.Unsaid:
		return "nobody said who could have known"
	case n.Worst == n.Nested:
		return people(n.Worst)
	}
	return fmt.Sprintf("%s in the worst case, %d if nested", people(n.Worst), n.Nested)
}

// people tells a count.
func people(n int) string {
	switch n {
	case 1:
		return "one person"
	case Everybody:
		return "everybody"
	}
	return fmt.Sprintf("%d people", n)
}

// Figures are what can be said of a release without saying what it says.
type Figures struct {
	// Release is what is told; what it does not name is withheld.
	Release []Pick `json:"release"`
	// People could have been the source, of this release and of the series; of
	// several sources, the one among fewest.
	People People `json:"people"`
	Worth  int    `json:"worth"`
	// Covered is true where public facts alone explain the release.
	Covered bool `json:"covered"`
	// Floor is true where the floor is met, Actionable where a goal is.
	Floor      bool `json:"floor"`
	Actionable bool `json:"actionable"`
	// Unknown names the facts that are told at a rung for which nobody said who
	// knows it, where of others somebody did.
	Unknown []string `json:"unknown,omitempty"`
}

// A Breach is one rule that a release breaks.
type Breach struct {
	Rule string `json:"rule"`
	// Fact is which fact breaks it; empty for the release as a whole.
	Fact string      `json:"fact,omitempty"`
	Rung report.Rung `json:"rung,omitempty"`
	Why  string      `json:"why"`
}

// The rules of this room. Those of markings, originators and recipients come in
// with the options that they bar.
const (
	// RuleSource holds that the source stays one of many.
	RuleSource = "release/source"
	// RuleUnknown names what nobody said who knows it.
	RuleUnknown = "release/unknown"
	// RuleFloor names what the pack asks every warning to tell.
	RuleFloor = "release/floor"
	// RuleGoal names what the recipient could act on.
	RuleGoal = "release/goal"
	// RuleCover prefers what public facts alone explain.
	RuleCover = "release/cover"
	// RuleWorth leaves out what is worth nothing to the recipient.
	RuleWorth = "release/worth"
	// RuleSearch names what a search that was cut short did not come to.
	RuleSearch = "release/search"
)

// A Judgement is the figures of a release with what it breaks.
type Judgement struct {
	Figures

	// Broken are the constraints that it breaks: it may not be offered.
	Broken []Breach `json:"broken,omitempty"`
	// Short is where it falls short of floor and goals.
	Short []Breach `json:"short,omitempty"`
}

// Judge gives the figures of a release that somebody chose, and names all that it
// breaks.
func Judge(p Problem, release []Pick) (Judgement, error) {
	l, err := compile(p)
	if err != nil {
		return Judgement{}, err
	}
	chosen, err := l.read(release)
	if err != nil {
		return Judgement{}, err
	}
	return l.judge(chosen), nil
}

// figures counts a release.
func (l *lattice) figures(chosen []int) Figures {
	f := Figures{Release: l.write(chosen), Covered: true}
	var have uint64
	for i, at := range chosen {
		if at == 0 {
			continue
		}
		o := l.facts[i][at-1]
		f.Worth += o.worth
		have |= o.needs
		f.Covered = f.Covered && o.covered
		if o.unsaid && l.told {
			f.Unknown = append(f.Unknown, l.Facts[i].Name)
		}
	}
	f.People = l.people(chosen)
	f.Floor = l.base&^have == 0
	for _, goal := range l.aims {
		f.Actionable = f.Actionable || goal&^have == 0
	}
	return f
}

// people counts who could have been the source of a release and its series: of all
// sources, the one among fewest.
func (l *lattice) people(chosen []int) People {
	n := People{Worst: Everybody, Nested: Everybody}
	for i, at := range chosen {
		n.Unsaid = n.Unsaid || at > 0 && l.facts[i][at-1].unsaid && !l.told
	}
	for i := range l.groups {
		g := &l.groups[i]
		if in, some := l.exposed(g, chosen); some {
			n.Worst, n.Nested = min(n.Worst, g.crowd.worst(in)), min(n.Nested, g.crowd.nested(in))
		}
	}
	return n
}

// judge names what a release breaks.
func (l *lattice) judge(chosen []int) Judgement {
	j := Judgement{Figures: l.figures(chosen)}
	few := l.few(j.People)
	for i, at := range chosen {
		if at == 0 {
			continue
		}
		f, o := l.Facts[i], l.Facts[i].Options[at-1]
		if o.Bar != "" {
			j.Broken = append(j.Broken, Breach{
				Rule: o.Bar, Fact: f.Name, Rung: o.Rung,
				Why: fmt.Sprintf("%s may not be told to the %s", f.Name, o.Rung),
			})
		}
		if few && l.facts[i][at-1].unsaid {
			j.Broken = append(j.Broken, Breach{
				Rule: RuleUnknown, Fact: f.Name, Rung: o.Rung,
				Why: fmt.Sprintf("nobody said who knows %s to the %s, so the source alone is counted", f.Name, o.Rung),
			})
		}
	}
	if few {
		j.Broken = append(j.Broken, Breach{
			Rule: RuleSource,
			Why:  fmt.Sprintf("%s could have been the source; at least %d are asked for, %s", j.People, l.Least, l.Binding.how()),
		})
	}
	if !j.Floor {
		j.Short = append(j.Short, l.short(chosen)...)
	}
	if len(l.aims) > 0 && !j.Actionable {
		j.Short = append(j.Short, Breach{Rule: RuleGoal, Why: "none of the things that the recipient could act on is told"})
	}
	return j
}

// few reports whether so many people are too few.
func (l *lattice) few(n People) bool { return n.In(l.Binding) < l.Least }

// short names what the floor asks for and the release does not tell.
func (l *lattice) short(chosen []int) []Breach {
	var all []Breach
	for _, need := range l.Floor {
		met := false
		for i, at := range chosen {
			met = met || at > 0 && l.Facts[i].Field == need.Field && l.Facts[i].Options[at-1].Step >= need.Step
		}
		if rungs := need.Field.Rungs(); !met && need.Step >= 1 && need.Step <= len(rungs) {
			all = append(all, Breach{
				Rule: RuleFloor, Fact: string(need.Field), Rung: rungs[need.Step-1],
				Why: fmt.Sprintf("%s is not told to the %s", need.Field, rungs[need.Step-1]),
			})
		}
	}
	return all
}

// how says how a mode counts.
func (m Mode) how() string {
	if m == Nested {
		return "as if circles were nested"
	}
	return "in the worst case"
}
