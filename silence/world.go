package silence

import (
	"errors"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// begin is when every walk begins.
var begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// ends is how many steps the latest of all times lies ahead.
const ends = 40

// mostReports bounds how many reports are linked.
const mostReports = 100

// A fact is one set of facts that may be assessed.
type fact struct {
	name string
	is   report.Assessment
	// calls says that it calls for a warning at the beginning.
	calls bool
}

// A ground is a ground of a waiver, with facts that it fits.
type ground struct {
	pack *policy.Pack
	policy.Ground
	fact int
}

// A price is who it takes at least to send a warning.
type price struct {
	officers int
	highest  tocsin.Level
}

// A world is what all walks under some packs share.
type world struct {
	packs     []*policy.Pack
	machine   Machine
	handling  *policy.Handling
	questions []policy.Question
	many      int
	// step is how far the steps of time lie apart.
	step time.Duration
	// facts are one for each verdict, in the order of the verdicts, and then the
	// others that byName knows.
	facts    []fact
	verdicts []policy.Verdict
	grounds  []ground
	// prices are what the cheapest warning takes at each urgency, with one report
	// and with many.
	prices [2]map[policy.Urgency]price
	// cast are the officers.
	cast []officer
}

// An officer is one of the cast.
type officer struct {
	id    tocsin.OfficerID
	name  string
	level tocsin.Level
}

// id pads a word to the form of an id.
func id[T ~string](word string) T { return T(word + strings.Repeat("a", 26-len(word))) }

// reportID names a report by its number.
func reportID(n int) tocsin.ReportID {
	return id[tocsin.ReportID]("r" + string(rune('a'+n%26)) + string(rune('a'+n/26%26)))
}

// castOf gives an officer of each level and two heads; more officers as high as
// silence takes, until those up to there can fill its quorum by themselves; and
// more heads, until the largest quorum can be filled.
func castOf(others int, silence policy.Quorum) []officer {
	var cast []officer
	add := func(name string, level tocsin.Level) {
		cast = append(cast, officer{id[tocsin.OfficerID](name), name, level})
	}
	names := []string{"", "ana", "omar", "sara", "hana"}
	for level := tocsin.LevelAnalyst; level <= tocsin.LevelHead; level++ {
		add(names[level], level)
		for n := 0; level == silence.Highest && len(cast) < silence.Others+1; n++ {
			add(names[level]+string(rune('b'+n)), level)
		}
	}
	for n := 0; n == 0 || len(cast) < others+1; n++ {
		add("hugo"+strings.Repeat("o", n), tocsin.LevelHead)
	}
	return cast
}

// newWorld finds the facts for every verdict that packs can give.
func newWorld(packs []*policy.Pack, m Machine) (*world, error) {
	w := &world{packs: packs, machine: m, many: mostReports}
	var all []*policy.Handling
	for _, p := range packs {
		all = append(all, &p.Handling)
		for _, q := range p.AllQuestions() {
			if !slices.ContainsFunc(w.questions, func(o policy.Question) bool { return o.Name == q.Name }) {
				w.questions = append(w.questions, q)
			}
		}
		if p.Poor.Many > 0 {
			w.many = min(w.many, p.Poor.Many)
		}
	}
	w.handling = policy.Strictest(all...)
	w.cast = castOf(w.measure(), w.handling.Silence)
	return w, w.learn()
}

// measure sets how far the steps of time lie apart, and gives how many others the
// largest quorum takes.
func (w *world) measure() int {
	others := w.handling.Silence.Others
	longest := time.Duration(w.handling.ReviewWithin) * time.Second
	for _, u := range policy.Urgencies() {
		others = max(others, w.handling.Warn[u].Others)
		for _, d := range w.handling.Clocks[u] {
			longest = max(longest, time.Duration(d)*time.Second)
		}
	}
	for _, p := range w.packs {
		others = max(others, p.Poor.ForceSignatures)
		longest = max(longest, time.Duration(p.ExigentIn))
		for _, g := range p.Waivers {
			others = max(others, g.Approve.Others)
			longest = max(longest, time.Duration(g.Lasts))
		}
	}
	w.step = longest + 24*time.Hour
	return others
}

// lastly is the latest of all times.
func (w *world) lastly() time.Time {
	last := time.Duration(0)
	for _, p := range w.packs {
		last = max(last, time.Duration(p.UrgentIn))
	}
	return begin.Add(ends*w.step + 2*last)
}

// learn finds the facts.
func (w *world) learn() error {
	for _, v := range policy.Verdicts() {
		if v == policy.Prohibited && !slices.ContainsFunc(w.packs, func(p *policy.Pack) bool { return p.Unless != nil }) {
			continue
		}
		a, ok := w.search(func(a report.Assessment) bool {
			found, _ := w.outline(a, begin)
			return found == v
		})
		if ok {
			w.facts = append(w.facts, fact{string(v), a, v.Calls()})
			w.verdicts = append(w.verdicts, v)
		}
	}
	if len(w.facts) == 0 || !w.facts[0].calls {
		return errors.New("no facts were found under which it calls for a warning")
	}
	poor := w.facts[0].is
	poor.Reliability, poor.Credibility = "F", 6
	if v, _ := w.outline(poor, begin); v.Calls() && w.formed(poor) {
		w.facts = append(w.facts, fact{"poor", poor, true})
	}
	var urgent, exigent time.Duration
	for _, p := range w.packs {
		urgent, exigent = max(urgent, time.Duration(p.UrgentIn)), max(exigent, time.Duration(p.ExigentIn))
	}
	for u, left := range map[policy.Urgency]time.Duration{policy.Urgent: (urgent + exigent) / 2, policy.Exigent: exigent / 2} {
		soon := w.facts[0].is
		soon.LatestUseful = begin.Add(left)
		if v, found := w.outline(soon, begin); v.Calls() && found == u {
			w.facts = append(w.facts, fact{string(u), soon, true})
		}
	}
	slices.SortStableFunc(w.facts[len(w.verdicts):], func(a, b fact) int { return strings.Compare(a.name, b.name) })
	w.learnGrounds()
	return nil
}

// learnGrounds finds facts for the grounds of waivers.
func (w *world) learnGrounds() {
	for _, p := range w.packs {
		for _, g := range p.Waivers {
			fits := func(a report.Assessment) bool {
				v, _ := w.outline(a, begin)
				return v.Calls() && p.CheckWaiver(w.waiver(p, g, officer{name: "ana"}), policy.Recorded{
					Situation:    policy.Situation{Assessment: a, At: begin, Reports: 1},
					Acknowledged: []tocsin.DispatchID{firstDispatch}, Drafts: []string{w.texts()[textLong].Hash()},
				}) == nil
			}
			if i := slices.IndexFunc(w.facts, func(f fact) bool { return f.calls && fits(f.is) }); i >= 0 {
				w.grounds = append(w.grounds, ground{p, g, i})
				continue
			}
			if a, ok := w.search(fits); ok {
				w.facts = append(w.facts, fact{"facts for " + g.ID, a, true})
				w.grounds = append(w.grounds, ground{p, g, len(w.facts) - 1})
			}
		}
	}
}

// fact gives the number of the facts of a name, or -1.
func (w *world) fact(name string) int {
	return slices.IndexFunc(w.facts, func(f fact) bool { return f.name == name })
}
