package cases

import (
	"time"

	"example.org/tocsin/policy"
)

// Facts gives what was known at a moment, by the names that packs read.
func (c Case) Facts(at time.Time) map[policy.Name]string {
	return facts(c.Cut(at).Timeline, at)
}

// Learned is the moment at which the last thing became known before it happened;
// the end, where nothing did.
func (c Case) Learned() time.Time {
	at := c.End()
	found := false
	for _, e := range c.Timeline {
		if found && e.Happened != nil && e.Happened.Event == EventAttack {
			break
		}
		if e.Known != nil {
			at, found = e.Moment(), true
		}
	}
	return at
}
