package cases

import (
	"maps"
	"testing"
	"time"
)

// TestFacts gives what was known at a moment and nothing that came later; what
// was learned last before an attack comes before it.
func TestFacts(t *testing.T) {
	t.Parallel()
	for _, c := range all(t) {
		learned := c.Learned()
		known, attack := false, false
		for _, e := range c.Timeline {
			if e.Known != nil {
				known = true
				if !attack && e.Moment().After(learned) {
					t.Errorf("%s: something became known after %v, before anything happened", c.Name, learned)
				}
			}
			if e.Happened != nil && e.Happened.Event == EventAttack && known && !attack {
				attack = true
				if e.Moment().Before(learned) {
					t.Errorf("%s: it was attacked before %v", c.Name, learned)
				}
			}
		}
		first := c.Timeline[0].Moment()
		if len(c.Facts(first.Add(-1))) != 0 {
			t.Errorf("%s: something is known before anything was", c.Name)
		}
		if known && len(c.Facts(learned)) == 0 {
			t.Errorf("%s: nothing is known at %v", c.Name, learned)
		}
		if !maps.Equal(c.Facts(learned), c.Cut(learned).Facts(learned)) {
			t.Errorf("%s: what came later is known at %v", c.Name, learned)
		}
	}
}

// TestLearned leaves out what came to light only after the attack.
func TestLearned(t *testing.T) {
	t.Parallel()
	day := func(text string) Date {
		d, err := ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	told := &Known{Facts: map[string]string{"what_told": "yes"}}
	c := Case{Timeline: []Entry{
		{At: day("2024-01-01"), Known: told}, {At: day("2024-01-03"), Happened: &Happened{Event: EventAttack}}, {At: day("2024-02-01"), Known: told},
	}}
	if got := c.Learned().Format(time.DateOnly); got != "2024-01-01" {
		t.Errorf("what mattered was learned on %s", got)
	}
}
