package trial

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A Weight is how grave a finding is.
type Weight string

// The weights.
const (
	// Flaw is what a pack should not be taken into force with.
	Flaw Weight = "flaw"
	// Note is what its writers should have seen.
	Note Weight = "note"
)

// A Finding is one thing in a pack that is legal and unwise.
type Finding struct {
	// Rule is the rule of lint, such as "lint/never-holds".
	Rule   string `json:"rule"`
	Weight Weight `json:"weight"`
	policy.Place
	// Of is the rule, term or section that it is about.
	Of     string `json:"of"`
	Why    string `json:"why"`
	Remedy string `json:"remedy"`
}

// String tells the finding with its place.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s: %s: %s; %s", at(f.Place), f.Weight, f.Rule, f.Of, f.Why, f.Remedy)
}

// An Undecided is a question that could not be decided, and why.
type Undecided struct {
	policy.Place
	Of  string `json:"of"`
	Why string `json:"why"`
}

// A Linted is what was found in a pack.
type Linted struct {
	Pack      policy.PackRef `json:"pack"`
	Findings  []Finding      `json:"findings"`
	Undecided []Undecided    `json:"undecided,omitempty"`
}

// Flaws gives how many findings are flaws.
func (l Linted) Flaws() int {
	n := 0
	for _, f := range l.Findings {
		if f.Weight == Flaw {
			n++
		}
	}
	return n
}

// Text tells what was found. File names the file of the pack.
func (l Linted) Text(file string) string {
	var b strings.Builder
	for _, f := range l.Findings {
		fmt.Fprintf(&b, "%s%s: %s: %s: %s: %s\n    next: %s\n", prefix(file), at(f.Place), f.Weight, f.Rule, f.Of, f.Why, f.Remedy)
	}
	for _, u := range l.Undecided {
		fmt.Fprintf(&b, "%s%s: not decided: %s: %s\n", prefix(file), at(u.Place), u.Of, u.Why)
	}
	fmt.Fprintf(&b, "%s: %d flaws, %d notes, %d not decided\n", l.Pack.ID, l.Flaws(), len(l.Findings)-l.Flaws(), len(l.Undecided))
	return b.String()
}

// A linter gathers findings.
type linter struct {
	pack   *policy.Pack
	places map[string]policy.Place
	out    Linted
}

// Lint looks for what is legal and unwise in a pack. Officers are the levels of
// those who are there; without any, who decides is not looked at, and that is
// said. Walk looks for a cheap way to silence in all that can happen, and gives a
// Refusal where it finds one; without it, only the quorums are compared. An error
// is a fault.
func Lint(p *policy.Pack, officers []tocsin.Level, walk func(*policy.Pack) error) (Linted, error) {
	l := &linter{pack: p, places: p.Places(), out: Linted{Pack: p.Ref, Findings: []Finding{}}}
	for _, check := range []func() error{l.rules, l.expressions, l.grounds} {
		if err := check(); err != nil {
			return l.out, err
		}
	}
	l.clocks()
	l.silence()
	if walk != nil {
		err := walk(p)
		refusal, refused := errors.AsType[*tocsin.Refusal](err)
		switch {
		case refused:
			l.flaw("lint/cheap-silence", p.Decide.ID, refusal.Remedy, "%s", refusal.Why)
		case err != nil:
			return l.out, err
		}
	}
	if len(officers) == 0 {
		l.open(p.Decide.ID, "who is there was not told, so whether an officer fills each place was not looked at")
	} else {
		l.people(officers)
	}
	order := func(a, b policy.Place) int { return (a.Line-b.Line)*10_000 + a.Column - b.Column }
	slices.SortStableFunc(l.out.Findings, func(a, b Finding) int { return order(a.Place, b.Place) })
	slices.SortStableFunc(l.out.Undecided, func(a, b Undecided) int { return order(a.Place, b.Place) })
	return l.out, nil
}

// flaw notes what a pack should not be taken into force with.
func (l *linter) flaw(rule, of, remedy, why string, args ...any) {
	l.find(Finding{Rule: rule, Weight: Flaw, Of: of, Why: fmt.Sprintf(why, args...), Remedy: remedy})
}

// note notes what the writers of a pack should have seen.
func (l *linter) note(rule, of, remedy, why string, args ...any) {
	l.find(Finding{Rule: rule, Weight: Note, Of: of, Why: fmt.Sprintf(why, args...), Remedy: remedy})
}

// find notes a finding at its place.
func (l *linter) find(f Finding) {
	f.Place, f.Of = l.place(f.Of), strings.TrimPrefix(f.Of, "/")
	l.out.Findings = append(l.out.Findings, f)
}

// open notes what could not be decided.
func (l *linter) open(of, why string, args ...any) {
	l.out.Undecided = append(l.out.Undecided, Undecided{l.place(of), of, fmt.Sprintf(why, args...)})
}

// place gives where a rule or a section stands.
func (l *linter) place(of string) policy.Place {
	if at, ok := l.places[of]; ok {
		return at
	}
	return policy.Place{Line: 1, Column: 1}
}

// tooMany says that there are too many combinations.
func tooMany(s *policy.Space) string {
	facts := make([]string, 0, len(s.Axes))
	for _, axis := range s.Axes {
		facts = append(facts, string(axis.Fact))
	}
	return fmt.Sprintf("there are more than %d combinations of %s", Limit, strings.Join(facts, ", "))
}

// told tells facts in words.
func told(facts map[policy.Name]string) string {
	if len(facts) == 0 {
		return "nothing is known"
	}
	out := make([]string, 0, len(facts))
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		out = append(out, string(name)+" is "+facts[name])
	}
	return strings.Join(out, ", ")
}
