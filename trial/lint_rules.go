package trial

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A table is the values of expressions at all points of their space.
type table struct {
	space *policy.Space
	rows  [][]tocsin.Tri
	// stride is how many points an axis takes for one step.
	stride []int
}

// newTable fills a table; nil where there are too many points.
func newTable(p *policy.Pack, of ...policy.Expression) (*table, error) {
	t := &table{space: p.Space(of...), rows: make([][]tocsin.Tri, len(of))}
	if t.space.Size > Limit {
		return t, nil
	}
	t.stride = make([]int, len(t.space.Axes))
	step := 1
	for i := len(t.stride) - 1; i >= 0; i-- {
		t.stride[i] = step
		step *= len(t.space.Axes[i].Values)
	}
	for _, is := range t.space.All() {
		for i, v := range is {
			t.rows[i] = append(t.rows[i], v)
		}
	}
	return t, t.space.Err()
}

// full reports whether the table was filled.
func (t *table) full() bool { return t.stride != nil }

// step gives the number of the value that an axis has at a point.
func (t *table) step(axis, point int) int {
	return point / t.stride[axis] % len(t.space.Axes[axis].Values)
}

// told tells a point in words.
func (t *table) told(point int) string {
	choice := make([]int, len(t.stride))
	for i := range choice {
		choice[i] = t.step(i, point)
	}
	return told(t.space.Told(choice))
}

// known gives how many facts are known at a point.
func (t *table) known(point int) int {
	n := 0
	for i, axis := range t.space.Axes {
		if t.step(i, point) < len(axis.Values)-1 {
			n++
		}
	}
	return n
}

// set gives what an expression is anywhere.
func (t *table) set(row int) Set {
	var s Set
	for _, v := range t.rows[row] {
		*s.of(v) = true
	}
	return s
}

// rules looks at each rule with its expressions.
func (l *linter) rules() error {
	holds, fails := l.pack.Expressions(policy.RoleHolds), l.pack.Expressions(policy.RoleFails)
	for _, e := range l.pack.Expressions(policy.RoleRule) {
		of := []policy.Expression{e}
		same := func(o policy.Expression) bool { return o.Of == e.Of }
		of = append(of, holds[slices.IndexFunc(holds, same)])
		if i := slices.IndexFunc(fails, same); i >= 0 {
			of = append(of, fails[i])
		}
		t, err := newTable(l.pack, of...)
		if err != nil {
			return err
		}
		if !t.full() {
			l.open(e.Of, "what the rule can be: %s", tooMany(t.space))
			continue
		}
		l.constant(t, e.Of)
		l.contradiction(t, e.Of)
		l.grade(t, e.Of)
		l.unknownSilences(t, e.Of)
	}
	return l.names()
}

// constant finds a rule that its expression never makes yes, or that is always
// yes.
func (l *linter) constant(t *table, of string) {
	can, whole := t.set(1), t.space.Partial == ""
	switch {
	case can.Yes && whole && can.Len() == 1 && len(t.space.Axes) > 0:
		l.note("lint/never-fails", of, "leave it out, or say what it is to tell apart", "it is yes whatever the facts are, so it decides nothing")
	case can.Yes:
	case !whole:
		l.open(of, "whether it can ever hold: %s", t.space.Partial)
	default:
		l.flaw("lint/never-holds", of, "mend the expression of holds", "no facts make it hold: %d combinations were tried", t.space.Size)
	}
	if len(t.rows) < 3 {
		return
	}
	if can := t.set(2); !can.Yes && whole {
		l.note("lint/never-fails", of, "mend the expression of fails", "no facts make it fail by its own expression: %d combinations were tried", t.space.Size)
	}
}

// contradiction finds the fewest facts under which a rule both holds and fails.
func (l *linter) contradiction(t *table, of string) {
	if len(t.rows) < 3 {
		return
	}
	least := -1
	for point, v := range t.rows[1] {
		if v == tocsin.Yes && t.rows[2][point] == tocsin.Yes && (least < 0 || t.known(point) < t.known(least)) {
			least = point
		}
	}
	if least >= 0 {
		l.flaw("lint/contradiction", of, "let fails be yes only where holds is not", "it holds and fails at once where %s", t.told(least))
	}
}

// graded are the facts that are grades; their values stand from the best to the
// worst.
var graded = []policy.Name{"reliability", "credibility"}

// grade finds a better grade that turns a rule into no.
func (l *linter) grade(t *table, of string) {
	for i, axis := range t.space.Axes {
		if !slices.Contains(graded, axis.Fact) {
			continue
		}
		for point, v := range t.rows[0] {
			step := t.step(i, point)
			if step == 0 || step == len(axis.Values)-1 { // the best, or unknown
				continue
			}
			better := point - t.stride[i]
			if v != tocsin.No && t.rows[0][better] == tocsin.No {
				l.flaw("lint/grade", of, "compare grades so that a better one is never worth less",
					"a better %s makes it no: it is %s where %s, and no where %s", axis.Fact, v, t.told(point), t.told(better))
				return
			}
		}
	}
}

// unknownSilences finds a fact which, where nobody knows it, makes a rule no that
// it can make yes. An officer's answer that stands for the rule does so on
// purpose.
func (l *linter) unknownSilences(t *table, of string) {
	for i, axis := range t.space.Axes {
		if axis.Asked {
			continue
		}
		last := len(axis.Values) - 1
		for point, v := range t.rows[0] {
			if v != tocsin.No || t.step(i, point) != last {
				continue
			}
			for k := 1; k <= last; k++ {
				if known := point - k*t.stride[i]; t.rows[0][known] != tocsin.No {
					l.flaw("lint/unknown-silences", of, "let fails ask for what is known",
						"it is no because %s is unknown, where %s; it is %s where %s", axis.Fact, t.told(point), t.rows[0][known], t.told(known))
					return
				}
			}
		}
	}
}

// expressions looks at terms, at what grounds ask, and at every branch.
func (l *linter) expressions() error {
	var all []policy.Expression
	for _, role := range []policy.Role{policy.RoleTerm, policy.RoleIf, policy.RoleBranch} {
		all = append(all, l.pack.Expressions(role)...)
	}
	for _, e := range all {
		can, open, err := reach(l.pack, e)
		switch {
		case err != nil:
			return err
		case can.Len() == 3:
		case open != "" && !can.Yes:
			l.open(e.Of, "whether it can ever hold: %s", open)
		case open != "":
		case e.Role == policy.RoleBranch && can.Len() == 1 && !can.Yes:
			l.note("lint/dead-branch", e.Of, "leave it out", "a part of it is %s whatever the facts are: %s", can, e.Text)
		case e.Role != policy.RoleBranch && !can.Yes:
			l.flaw("lint/never-holds", e.Of, "mend the expression", "no facts make it hold: %s", e.Text)
		}
	}
	return nil
}

// names tells the rules that read who somebody is.
func (l *linter) names() error {
	d, err := l.pack.DetermineFacts(nil, time.Time{})
	if err != nil {
		return err
	}
	for _, f := range d.Findings {
		for _, name := range f.Names {
			l.note("lint/names", f.Rule, "ask what the rule needs it for; no rule should", "it reads %s, which other rules leave aside", name)
		}
	}
	return nil
}

// grounds finds waivers that fit whenever a duty arises and take nothing but
// words.
func (l *linter) grounds() error {
	words := []policy.Need{policy.NeedBasis, policy.NeedBalance}
	for _, g := range l.pack.Waivers {
		if slices.ContainsFunc(g.Needs, func(n policy.Need) bool { return !slices.Contains(words, n) }) {
			continue
		}
		fits, err := l.fits(g.ID)
		if err != nil {
			return err
		}
		remedy := "ask for evidence that can be looked at, such as a sanitized-draft, or narrow it by if"
		switch {
		case fits == "":
		case l.pack.Mode == policy.Shall:
			l.flaw("lint/waiver-swallows", g.ID, remedy, "it sets aside %s, and takes nothing but words", fits)
		default:
			l.note("lint/waiver-swallows", g.ID, remedy, "it leaves unsaid %s, and takes nothing but words, which the mode %s allows", fits, l.pack.Mode)
		}
	}
	return nil
}

// fits says of which duties a ground fits all: every duty, or every one in which
// the facts are known that the ground reads; empty where of neither. The rules
// see only the facts that the ground reads, and nothing else is known: more
// knowledge only ever takes a duty away.
func (l *linter) fits(id string) (string, error) {
	ifs := l.pack.Expressions(policy.RoleIf)
	i := slices.IndexFunc(ifs, func(e policy.Expression) bool { return e.Of == id })
	if i < 0 {
		return "every duty", nil
	}
	t, err := newTable(l.pack, ifs[i], l.pack.Expressions(policy.RoleMet)[0])
	if err != nil {
		return "", err
	}
	if !t.full() {
		l.open(id, "whether it fits every duty: %s", tooMany(t.space))
		return "", nil
	}
	always := true
	for point, v := range t.rows[0] {
		if v == tocsin.Yes || t.rows[1][point] == tocsin.No {
			continue
		}
		if !t.unknown(point) {
			return "", nil
		}
		always = false
	}
	switch {
	case t.space.Partial != "":
		l.open(id, "whether it fits every duty: %s", t.space.Partial)
		return "", nil
	case always:
		return "every duty", nil
	}
	return "every duty in which it is known what it asks for", nil
}

// unknown reports whether a fact is unknown at a point that can be yes or no, or
// one of several; what is told is told or not.
func (t *table) unknown(point int) bool {
	for i, axis := range t.space.Axes {
		if len(axis.Values) > 2 && t.step(i, point) == len(axis.Values)-1 {
			return true
		}
	}
	return false
}
