package silence

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

// engine is who makes a move that nobody asks.
const engine = -1

// A spot is one state of the walk.
type spot struct {
	d dossier.Dossier
	// step is how far time has come.
	step int
	m    memory
}

// A move is one thing that one officer asks, or the engine.
type move struct {
	by   int
	name string
	c    dossier.Command
	// more is asked after it.
	more []dossier.Command
	// must says that it may not be refused.
	must bool
}

// A trace is how a spot was first reached.
type trace struct {
	from int32
	by   int8
	name string
}

// A walk is over all spots of one focus.
type walk struct {
	*world
	plan plan
	Figures
	focus  Focus
	report *Report
	// puts are the texts that may be put; drafts all that were met.
	puts, drafts []warning.Draft
	// drafting are the moves that draft the texts as they are.
	drafting []move
	// fixed are what each officer may ask anywhere, by the step of time.
	fixed [][][]move
	// statuses are those that the report has noted.
	statuses map[dossier.Status]bool

	seen   map[string]int32
	kept   map[string]spot // some spots, to be held against others
	trail  []trace
	queue  []spot
	at     int
	buf    []byte
	breach *Breach
	// first is the hash of the text that waivers name; speech is what is said to
	// speak.
	first  string
	speech warning.Draft
}

func newWalk(w *world, f Focus, deep bool, r *Report) *walk {
	one := &walk{
		world: w, plan: w.planOf(f, deep), focus: f, report: r,
		seen: map[string]int32{}, kept: map[string]spot{}, statuses: map[dossier.Status]bool{},
	}
	texts := w.texts()
	for _, n := range one.plan.texts {
		one.puts = append(one.puts, texts[n])
	}
	one.drafts, one.first, one.speech = slices.Clone(one.puts), texts[textLong].Hash(), texts[textLong]
	one.speech.Text, one.speech.Recipients = "It is said again.\n", texts[textShort].Recipients
	one.drafting = one.puttable()
	one.fix()
	return one
}

// stamp is the stamp of a move.
func (w *walk) stamp(p spot, by int) tocsin.Stamp {
	s := tocsin.Stamp{At: begin.Add(time.Duration(p.step) * w.step)}
	if by >= 0 {
		s.By, s.Level = w.cast[by].id, w.cast[by].level
	}
	return s
}

// run walks until there is a breach.
func (w *walk) run() {
	first := spot{m: memory{facts: -1, drafter: -1, proposer: -1}}
	filed := move{by: 0, name: "files a report", c: openDossier(w.handling), more: []dossier.Command{link(0)}}
	if w.plan.many && w.dearer() {
		filed.name = "files many reports"
		for n := 1; n < w.many; n++ {
			filed.more = append(filed.more, link(n))
		}
	}
	w.visit(w.must(first, filed), trace{from: -1, by: 0, name: filed.name})
	for len(w.queue) > 0 && w.breach == nil {
		p := w.queue[0]
		w.queue[0] = spot{}
		w.queue = w.queue[1:]
		w.at++
		if p.step+1 < w.plan.steps {
			late := p
			late.step++
			w.visit(late, trace{int32(w.at - 1), engine, "time passes"}) //nolint:gosec // far fewer than 2^31 places
		}
		for _, m := range w.moves(p) {
			w.Moves++
			if to, ok := w.try(p, m); ok {
				w.visit(to, trace{int32(w.at - 1), int8(m.by), m.name}) //nolint:gosec // far fewer than 2^31 places
			}
			if w.breach != nil {
				return
			}
		}
		w.speak(p)
	}
	w.States = len(w.trail)
}

// must makes a move that is not refused.
func (w *walk) must(p spot, m move) spot {
	to, ok := w.try(p, m)
	if !ok {
		w.failf(m, "%q is refused", m.name)
	}
	return to
}

// try makes a move and judges it.
func (w *walk) try(p spot, m move) (spot, bool) {
	stamp := w.stamp(p, m.by)
	to, follows := p, false
	for n := range 1 + len(m.more) {
		c := m.c
		if n > 0 {
			c = m.more[n-1]
		}
		events, err := w.machine.Decide(to.d, stamp, c)
		if err != nil || len(events) == 0 {
			break
		}
		follows = true
		for _, e := range events {
			before := to.d
			to.d = w.machine.Evolve(to.d, stamp, e)
			to.m = w.remember(to.m, m, c, turn{before, to.d, e})
			if _, anew := e.(dossier.FactsAssessed); anew {
				to = w.checks(to, w.checker(), true)
			}
		}
	}
	if !follows {
		if m.must {
			w.failf(m, "%s, and nothing follows from it", m.name)
		}
		return p, false
	}
	w.judge(p, m, to)
	return to, true
}

// visit takes a spot in, if it is new.
func (w *walk) visit(p spot, by trace) {
	w.buf = w.key(w.buf[:0], p)
	if _, ok := w.seen[string(w.buf)]; ok {
		if kept, ok := w.kept[string(w.buf)]; ok && p.d.Status != dossier.StatusClosed {
			delete(w.kept, string(w.buf))
			w.compare(kept, p)
		}
		return
	}
	w.seen[string(w.buf)] = int32(len(w.trail)) //nolint:gosec // far fewer than 2^31 places
	if len(w.trail)%60 == 0 {
		w.kept[string(w.buf)] = p
	}
	w.trail = append(w.trail, by)
	w.queue = append(w.queue, p)
	if !w.statuses[p.d.Status] {
		w.statuses[p.d.Status] = true
		reach(&w.report.Statuses, p.d.Status)
	}
}

// failf notes the first breach with the path that leads to it.
func (w *walk) failf(m move, format string, args ...any) {
	if w.breach != nil {
		return
	}
	var path []string
	for i := int32(w.at - 1); i >= 0; i = w.trail[i].from { //nolint:gosec // far fewer than 2^31 places
		path = append(path, w.told(int(w.trail[i].by), w.trail[i].name))
	}
	slices.Reverse(path)
	w.breach = &Breach{w.focus, fmt.Sprintf(format, args...), append(path, w.told(m.by, m.name))}
}

// told tells a move with who makes it.
func (w *walk) told(by int, name string) string {
	if by < 0 {
		return name
	}
	return w.cast[by].name + " (" + w.cast[by].level.String() + ") " + name
}

// A set is officers of the cast by their number.
type set uint16

func (s set) with(i int) set { return s | 1<<i }
func (s set) has(i int) bool { return s&(1<<i) != 0 }

// level is the highest level of a set of officers.
func (w *walk) level(of set) tocsin.Level {
	high := tocsin.LevelNone
	for i, o := range w.cast {
		if of.has(i) {
			high = max(high, o.level)
		}
	}
	return high
}

// count is how many officers a set has.
func (w *walk) count(of set) int {
	n := 0
	for i := range w.cast {
		if of.has(i) {
			n++
		}
	}
	return n
}
