package cases

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A View is all that a detector sees: the entries up to a moment, what the pack
// makes of them, and the pack. Labels, outcome and later entries are not in it.
type View struct {
	Now     time.Time
	Entries []Entry
	Pack    *policy.Pack
	Found   policy.Determination
}

// An Answer is what a detector says of a view.
type Answer struct {
	// Value is yes where the rules raise the failure.
	Value tocsin.Tri
	// Because says what was seen; where the answer is unknown, Missing names the
	// fact that the public record lacks.
	Because string
	Missing string
	// Again is when the answer may be another with nothing new; zero for never.
	Again time.Time
	// Of is the entry that the answer hangs on.
	Of int
}

// raised, missing, later and quiet make the four answers.
func raised(of int, because string, args ...any) Answer {
	return Answer{Value: tocsin.Yes, Because: fmt.Sprintf(because, args...), Of: of}
}

func missing(of int, fact string) Answer {
	return Answer{Value: tocsin.Unknown, Missing: fact, Of: of}
}

func later(at time.Time) Answer { return Answer{Value: tocsin.No, Again: at} }

func quiet() Answer { return Answer{Value: tocsin.No} }

// worst gives the answer that says most: one that is raised before one that is
// unknown before one that is quiet; it is asked again at the first of all times.
func worst(all ...Answer) Answer {
	out := quiet()
	for _, a := range all {
		again := out.Again
		if again.IsZero() || !a.Again.IsZero() && a.Again.Before(again) {
			again = a.Again
		}
		if a.Value > out.Value {
			out = a
		}
		out.Again = again
	}
	return out
}

// at gives the moment of an entry.
func (v View) at(i int) time.Time { return v.Entries[i].Moment() }

// passed reports whether a time has come.
func (v View) passed(t time.Time) bool { return !v.Now.Before(t) }

// untold reports whether the public record is silent on a question of an entry.
func (v View) untold(i int, q Question) bool { return slices.Contains(v.Entries[i].Untold, q) }

// acts gives the entries by a party, or by anybody, in which one of the acts was
// done.
func (v View) acts(by Party, acts ...Act) []int {
	var found []int
	for i, e := range v.Entries {
		if e.Did != nil && (by == "" || e.Did.By == by) && slices.Contains(acts, e.Did.Act) {
			found = append(found, i)
		}
	}
	return found
}

// done reports whether one of the acts was done after an entry.
func (v View) done(after int, by Party, acts ...Act) bool {
	all := v.acts(by, acts...)
	return len(all) > 0 && all[len(all)-1] > after
}

// warnings are the warnings that the holder gave to somebody, or to all.
func (v View) warnings() []int { return v.acts(ByHolder, ActWarned, ActAlerted) }

// happened gives the first of some events, or -1.
func (v View) happened(events ...Event) int {
	return slices.IndexFunc(v.Entries, func(e Entry) bool {
		return e.Happened != nil && slices.Contains(events, e.Happened.Event)
	})
}

// over reports whether the threat has come to its end, one way or the other.
func (v View) over() bool { return v.happened(EventAttack, EventFoiled, EventNone) >= 0 }

// first is the entry with which the holder first had something, or -1.
func (v View) first() int {
	return slices.IndexFunc(v.Entries, func(e Entry) bool { return e.Known != nil })
}

// concerned are those who were known by now to be concerned in a role.
func (v View) concerned(as Role) []string {
	var found []string
	for _, e := range v.Entries {
		if e.Known == nil {
			continue
		}
		for _, c := range e.Known.Concerned {
			if c.As == as {
				found = append(found, c.Who)
			}
		}
	}
	return found
}

// reached is the first entry that told somebody, or -1.
func (v View) reached(who string) int {
	return slices.IndexFunc(v.Entries, func(e Entry) bool { return e.Did != nil && slices.Contains(e.Did.Reached, who) })
}

// clock is how long some stages may take together, at the urgency found.
func (v View) clock(stages ...policy.Stage) time.Duration {
	var sum time.Duration
	for _, s := range stages {
		sum += v.Pack.Handling.Clocks[v.Found.Urgency].Of(s)
	}
	return sum
}

// acknowledgeBy is when a warning of an entry is due to be acknowledged. No
// source tells a latest useful time, so that none is known.
func (v View) acknowledgeBy(i int) time.Time {
	return delivery.AcknowledgeBy(v.at(i), time.Time{})
}

// window is the time that was told last.
func window(entries []Entry) report.Window {
	for _, e := range slices.Backward(entries) {
		if e.Known != nil && e.Known.Window != nil {
			return e.Known.Window.Report()
		}
	}
	return report.Window{}
}

// facts are the facts as they were known at a moment: what was told last of
// each, and what follows from the time that was told.
func facts(entries []Entry, now time.Time) map[policy.Name]string {
	all := map[policy.Name]string{}
	for _, e := range entries {
		if e.Known == nil {
			continue
		}
		for name, value := range e.Known.Facts {
			all[policy.Name(name)] = value
		}
	}
	if _, ok := all["place_rung"]; ok {
		all["place_told"] = tocsin.Yes.String()
	}
	if w := window(entries); w.Known() {
		all["time_told"] = tocsin.Yes.String()
		all["time_rung"] = w.Finest().String()
		all["window_over"] = tocsin.TriOf(!w.Until.After(now)).String()
		all["minutes_left"] = strconv.FormatInt(int64(w.Until.Sub(now)/time.Minute), 10)
	}
	return all
}

// determine applies a pack to the facts known at a moment. A question that only
// another pack of the case asks is left out.
func determine(p *policy.Pack, others []*policy.Pack, entries []Entry, now time.Time) (policy.Determination, error) {
	known := facts(entries, now)
	asked := func(p *policy.Pack) []policy.Question { return p.Questions }
	for _, o := range others {
		for _, q := range asked(o) {
			ours := slices.ContainsFunc(asked(p), func(mine policy.Question) bool { return mine.Name == q.Name })
			if !ours {
				delete(known, q.Name)
			}
		}
	}
	d, err := p.DetermineFacts(known, now)
	if err != nil {
		return policy.Determination{}, fmt.Errorf("determining on %v: %w", slices.Sorted(maps.Keys(known)), err)
	}
	return d, nil
}
