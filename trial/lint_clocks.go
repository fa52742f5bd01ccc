package trial

import (
	"time"

	"example.org/tocsin/policy"
)

// clocks finds clocks that take longer than the time there is: at each urgency the
// whole way to a warning must end before the least time that is left there.
func (l *linter) clocks() {
	p, h := l.pack, l.pack.Handling
	least := map[policy.Urgency]struct {
		time time.Duration
		name string
	}{
		policy.Routine: {time.Duration(p.UrgentIn), "urgent_within"},
		policy.Urgent:  {time.Duration(p.ExigentIn), "exigent_within"},
		policy.Exigent: {time.Duration(p.ShortestLead), "shortest_lead"},
	}
	for _, u := range policy.Urgencies() {
		at, clocks, left := "/clocks/"+string(u), h.Clocks[u], least[u]
		var way time.Duration
		for _, stage := range policy.ToWarning() {
			way += clocks.Of(stage)
		}
		if way > left.time {
			l.flaw("lint/clocks", at, "shorten a stage, or move "+left.name,
				"from assessing to sending takes up to %s, and as little as %s may be left (%s)", span(way), span(left.time), left.name)
		}
		for _, stage := range []policy.Stage{policy.StageConsult, policy.StageDispute} {
			if d := clocks.Of(stage); d > left.time {
				l.flaw("lint/clocks", at, "shorten it, or move "+left.name,
					"%s takes up to %s, and as little as %s may be left (%s)", stage, span(d), span(left.time), left.name)
			}
		}
	}
	if p.ShortestLead > p.ExigentIn {
		l.note("lint/clocks", "/clocks/shortest_lead", "make it shorter", "the shortest lead time, %s, is longer than what is exigent, %s", p.ShortestLead, p.ExigentIn)
	}
	l.delay()
}

// delay finds a deliberate delay that uses up the time it was to leave.
func (l *linter) delay() {
	d := l.pack.Delay
	if d.NeverWithin == 0 {
		return
	}
	if d.NeverWithin < l.pack.ExigentIn {
		l.flaw("lint/clocks", "/delay", "make never_within at least exigent_within",
			"a warning that is exigent may be delayed: never_within is %s, exigent_within %s", d.NeverWithin, l.pack.ExigentIn)
	}
	u := policy.Routine
	switch {
	case d.NeverWithin < l.pack.ExigentIn:
		u = policy.Exigent
	case d.NeverWithin < l.pack.UrgentIn:
		u = policy.Urgent
	}
	send := l.pack.Handling.Clocks[u].Of(policy.StageSend)
	if time.Duration(d.Cap)+send > time.Duration(d.NeverWithin) {
		l.flaw("lint/clocks", "/delay", "shorten cap, or lengthen never_within",
			"a delay of up to %s and sending in up to %s use up the %s that are left at least", d.Cap, span(send), d.NeverWithin)
	}
}
