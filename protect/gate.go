package protect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin/report"
)

// A Lack is one need that a text does not meet.
type Lack struct {
	Need
	// Told is the rung at which the text tells the field, empty where it does not.
	Told report.Rung
	// Held says that we know it so finely and do not tell it: it is withheld, and
	// the decider may tell it after all. Otherwise nobody knows it.
	Held bool
}

// String tells the lack: "where to the site, told to the city, which we know".
func (l Lack) String() string {
	s := l.Need.String()
	if l.Told != "" {
		s += ", told to the " + string(l.Told)
	}
	if l.Held {
		return s + ", withheld"
	}
	return s + ", not known"
}

// A Missing is one act that would be possible if more were told.
type Missing struct {
	Action Action
	Lacks  []Lack
}

// Held reports whether all that is missing is known and withheld.
func (m Missing) Held() bool {
	return !slices.ContainsFunc(m.Lacks, func(l Lack) bool { return !l.Held })
}

// A Decisive is a withheld fact that alone would make a text one that can be
// acted on.
type Decisive struct {
	// Need is the field and the least rung of it that is enough.
	Need
	// Told is the rung at which the text tells it, empty where it does not.
	Told report.Rung
	// For names the acts that it would let the recipient take.
	For []string
}

// A Judgement says whether a recipient can act on a text, and if not, what would
// let him.
type Judgement struct {
	Situation Situation
	Left      time.Duration
	// Can are the acts that are possible, Late those that the text would allow and
	// the time does not.
	Can  []Action
	Late []Action
	// Missing are the acts for which there is time and something is not told:
	// first those for which we hold all that is missing, and of them those that
	// miss the least.
	Missing []Missing
	// Decisive are the withheld facts of which each alone would be enough, where
	// nothing can be done. Where there is one only, sanitizing took the one fact
	// that could be acted on, and that is the decider's to decide.
	Decisive []Decisive
}

// Actionable reports whether there is at least one thing that this recipient can
// do, in this time, with this text.
func (j Judgement) Actionable() bool { return len(j.Can) > 0 }

// Gate judges a text for one recipient: told is what it tells, known is all that
// we could tell at its finest.
func Gate(s Situation, told, known []Told, left time.Duration) Judgement {
	j := Judgement{Situation: s, Left: left, Can: Possible(s, told, left)}
	for _, a := range acts {
		switch {
		case !a.Fits(s):
		case a.Enough(told):
			if a.Takes > left {
				j.Late = append(j.Late, a)
			}
		case a.Takes <= left:
			j.Missing = append(j.Missing, missing(a, told, known))
		}
	}
	slices.SortStableFunc(j.Missing, func(a, b Missing) int {
		if a.Held() != b.Held() {
			if a.Held() {
				return -1
			}
			return 1
		}
		return len(a.Lacks) - len(b.Lacks)
	})
	if !j.Actionable() {
		j.Decisive = decisive(s, told, known, left)
	}
	return j
}

// missing tells what an act lacks: of its goals the one of which we hold the
// most, and of those the one that lacks the least.
func missing(a Action, told, known []Told) Missing {
	best := Missing{Action: a}
	unknown := func(m Missing) int {
		n := 0
		for _, l := range m.Lacks {
			if !l.Held {
				n++
			}
		}
		return n
	}
	for i, g := range a.Needs {
		m := Missing{Action: a}
		for _, n := range g.lacks(told) {
			m.Lacks = append(m.Lacks, Lack{Need: n, Told: finest(told, n.Field), Held: slices.ContainsFunc(known, func(k Told) bool { return k.meets(n) })})
		}
		if i == 0 || unknown(m) < unknown(best) || unknown(m) == unknown(best) && len(m.Lacks) < len(best.Lacks) {
			best = m
		}
	}
	return best
}

// finest is the finest rung at which a text tells a field.
func finest(told []Told, field report.Field) report.Rung {
	var best report.Rung
	for _, t := range told {
		if t.Field == field && field.Step(t.Rung) > field.Step(best) {
			best = t.Rung
		}
	}
	return best
}

// decisive tries each withheld rung of each field alone.
func decisive(s Situation, told, known []Told, left time.Duration) []Decisive {
	var out []Decisive
	for _, field := range report.Fields() {
		has, holds := finest(told, field), finest(known, field)
		for _, rung := range field.Rungs() {
			if field.Step(rung) > field.Step(holds) {
				break
			}
			with := append(slices.Clip(told), Told{Field: field, Rung: rung})
			can := Possible(s, with, left)
			if len(can) == 0 {
				continue
			}
			d := Decisive{Need: Need{field, rung}, Told: has}
			for _, a := range can {
				d.For = append(d.For, a.ID)
			}
			out = append(out, d)
			break // the least rung is enough
		}
	}
	return out
}

// shown is how many acts are told in words.
const shown = 5

// Sentences tells the judgement, one thing a sentence. No word of any fact
// stands in it.
func (j Judgement) Sentences() []string {
	who := string(j.Situation.By)
	if j.Actionable() {
		out := []string{fmt.Sprintf("With this text a %s can do %s: %s.", who, counted(int64(len(j.Can)), "thing"), does(j.Can))}
		if unseen := slices.DeleteFunc(slices.Clone(j.Can), func(a Action) bool { return a.Visible }); len(unseen) == 0 {
			out = append(out, "The actor would see each of them, and may move earlier or hide.")
		}
		return out
	}
	out := []string{"With this text, in this time, a " + who + " can do nothing."}
	if len(j.Late) > 0 {
		out = append(out, fmt.Sprintf("It is too late for this: %s.", does(j.Late)))
	}
	for _, d := range j.Decisive {
		says := d.String()
		if d.Told != "" {
			says += ", which is told to the " + string(d.Told)
		}
		out = append(out, fmt.Sprintf("One withheld fact alone would be enough, %s, for: %s.", says, strings.Join(d.For, ", ")))
	}
	if len(j.Decisive) == 1 {
		out = append(out, "It is the only withheld fact that could be acted on: whoever decides sees both texts side by side.")
	}
	for i, m := range j.Missing {
		if i == shown {
			break
		}
		lacks := make([]string, 0, len(m.Lacks))
		for _, l := range m.Lacks {
			lacks = append(lacks, l.String())
		}
		out = append(out, fmt.Sprintf("To %s (%s) it lacks %s.", m.Action.Does, m.Action.ID, strings.Join(lacks, "; ")))
	}
	if len(j.Missing) == 0 && len(j.Late) == 0 {
		out = append(out, "The table knows nothing that a "+who+" could do against this harm; another protector may be able to.")
	}
	return out
}

// does joins what a few acts do.
func does(all []Action) string {
	words := make([]string, 0, shown)
	for i, a := range all {
		if i == shown {
			words = append(words, fmt.Sprintf("and %d more", len(all)-shown))
			break
		}
		words = append(words, a.Does)
	}
	return strings.Join(words, "; ")
}
