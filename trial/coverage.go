package trial

import (
	"fmt"
	"strings"

	"example.org/tocsin/policy"
)

// A Covered is one rule or branch with what it can be and what the tests saw.
type Covered struct {
	policy.Expression
	Can  Set `json:"can"`
	Seen Set `json:"seen"`
	// Open says why it is not known all that it can be; empty where it is.
	Open string `json:"open,omitempty"`
}

// Missed gives what it can be and no test saw.
func (c Covered) Missed() Set { return c.Can.Without(c.Seen) }

// A Coverage is what the tests of a pack reached.
type Coverage struct {
	// Rules are the rules as a whole, Branches the undivided parts of the
	// expressions of rules and terms.
	Rules    []Covered `json:"rules"`
	Branches []Covered `json:"branches"`
}

// Count gives how many values were seen, and how many can be.
func Count(all []Covered) (seen, can int) {
	for _, c := range all {
		can += c.Can.Len()
		seen += c.Can.Len() - c.Missed().Len()
	}
	return seen, can
}

// Complete reports whether all that can be was seen, and is known to be all.
func (c Coverage) Complete() bool {
	for _, list := range [][]Covered{c.Rules, c.Branches} {
		for _, one := range list {
			if one.Missed().Len() > 0 || one.Open != "" {
				return false
			}
		}
	}
	return true
}

// tell says how much was reached, and what was not.
func (c Coverage) tell(b *strings.Builder) {
	for _, part := range []struct {
		name string
		list []Covered
	}{{"rules", c.Rules}, {"branches", c.Branches}} {
		seen, can := Count(part.list)
		fmt.Fprintf(b, "%-9s %s of what %d can be was seen (%d of %d)\n", part.name, percent(seen, can), len(part.list), seen, can)
		for _, one := range part.list {
			if missed := one.Missed(); missed.Len() > 0 {
				fmt.Fprintf(b, "          %s never seen %s%s\n", one.Of, missed, textOf(one.Expression))
			}
			if one.Open != "" {
				fmt.Fprintf(b, "          %s may be more than was tried: %s%s\n", one.Of, one.Open, textOf(one.Expression))
			}
		}
	}
}

// textOf tells an expression after its rule.
func textOf(e policy.Expression) string {
	if e.Text == "" {
		return ""
	}
	return ": " + e.Text
}

// percent rounds down: all is all.
func percent(part, whole int) string {
	if whole == 0 {
		return "100%"
	}
	return fmt.Sprintf("%d%%", part*100/whole)
}

// A cover notes what tests see.
type cover struct {
	pack  *policy.Pack
	exprs []policy.Expression
	all   []Covered
	rules int
}

func newCover(p *policy.Pack) (*cover, error) {
	c := &cover{pack: p, exprs: p.Expressions(policy.RoleRule)}
	c.rules = len(c.exprs)
	c.exprs = append(c.exprs, p.Expressions(policy.RoleBranch)...)
	for _, e := range c.exprs {
		can, open, err := reach(p, e)
		if err != nil {
			return nil, err
		}
		c.all = append(c.all, Covered{Expression: e, Can: can, Open: open})
	}
	return c, nil
}

// note sees one situation.
func (c *cover) note(facts map[policy.Name]string) error {
	values, err := c.pack.Evaluate(facts, c.exprs...)
	if err != nil {
		return fmt.Errorf("seeing what a test reaches: %w", err)
	}
	for i, v := range values {
		*c.all[i].Seen.of(v) = true
	}
	return nil
}

func (c *cover) coverage() Coverage {
	for i := range c.all {
		// What was seen can be, even where not all could be tried.
		one := &c.all[i]
		one.Can = Set{one.Can.Yes || one.Seen.Yes, one.Can.No || one.Seen.No, one.Can.Unknown || one.Seen.Unknown}
	}
	return Coverage{c.all[:c.rules], c.all[c.rules:]}
}
