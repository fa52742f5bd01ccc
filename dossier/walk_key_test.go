package dossier_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
)

// visit takes a place in, if it is new.
func (w *walk) visit(p spot, by step) {
	w.buf = w.key(w.buf[:0], p)
	if _, ok := w.seen[string(w.buf)]; ok {
		w.collisions++
		if kept, ok := w.kept[string(w.buf)]; ok {
			delete(w.kept, string(w.buf))
			w.compare(kept, p)
		}
		return
	}
	w.seen[string(w.buf)] = int32(len(w.trail))
	if len(w.trail)%60 == 0 {
		w.kept[string(w.buf)] = p
	}
	w.trail = append(w.trail, by)
	w.queue = append(w.queue, p)
	w.reached[p.d.Status] = true
}

// key writes the abstract state of a place.
func (w *walk) key(b []byte, p spot) []byte {
	d := p.d
	now := w.stamp(p, -1).At
	flag := func(is bool) {
		if is {
			b = append(b, '1')
		} else {
			b = append(b, '0')
		}
	}
	b = append(b, byte('A'+slices.Index(dossier.Statuses(), d.Status)))
	flag(p.after > 0)
	// What was assessed and determined, and which came later.
	flag(d.AssessedAt.IsZero())
	b = append(b, d.Assessment.Harm...)
	flag(d.DeterminedAt.IsZero())
	flag(d.Current && (d.Determination.Verdict == policy.Duty || d.Overruled != ""))
	// The silence that waits.
	if s := d.Silence; s != nil {
		b = append(b, s.Proposed.Path...)
		flag(s.Affirmed)
		flag(s.Proposed.OwnerBy.After(now))
		flag(s.Proposed.Expires.After(now))
	}
	b = append(b, '|')
	b = append(b, p.m.path...)
	b = append(b, '|')
	b = append(b, p.m.settled...)
	b = append(b, '|')
	if d.Draft != nil {
		b = append(b, byte('0'+w.number(*d.Draft)), byte('0'+p.m.draft))
	}
	for _, s := range d.Warned {
		b = append(b, '/')
		b = append(b, s.Draft.Kind...)
		for _, leg := range s.Dispatches {
			b = append(b, leg.Recipient[0])
			b = append(b, leg.State...)
		}
	}
	return w.roles(b, p)
}

// A part is what an officer has done that may yet count, at his level.
type part struct {
	level tocsin.Level
	does  byte
}

// roles writes what parts the officers have, within each level in no order.
func (w *walk) roles(b []byte, p spot) []byte {
	all := w.parts(p)
	slices.SortFunc(all, func(a, b part) int { return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.does, b.does)) })
	for _, one := range all {
		b = append(b, one.does)
	}
	return b
}

// parts gives each officer's part.
func (w *walk) parts(p spot) []part {
	parts := make([]part, len(w.names))
	for i, name := range w.names {
		o, does := officer(name), byte(0)
		set := func(bit int, is bool) {
			if is {
				does |= 1 << bit
			}
		}
		if s := p.d.Silence; s != nil && !s.Affirmed {
			set(0, s.Proposal.By == o)
			for _, g := range s.Given {
				set(1, g.By == o)
			}
		}
		if p.m.settled == "" {
			set(2, p.m.proposer == i)
			set(3, p.m.affirmers.has(i))
		}
		if p.d.Draft != nil {
			set(4, p.d.DraftedBy.By == o)
			for _, g := range p.d.Approvals {
				set(5, g.By == o)
			}
			set(6, p.m.drafter == i)
			set(7, p.m.approvers.has(i))
		}
		parts[i] = part{cast[name], does}
	}
	return parts
}

// compare holds two places that fall together against each other: whatever any
// officer asks is answered alike, and leads to places that fall together.
func (w *walk) compare(a, b spot) {
	w.t.Helper()
	w.compared++
	x, y := w.answers(a), w.answers(b)
	if !slices.Equal(x, y) {
		for i := range min(len(x), len(y)) {
			if x[i] != y[i] {
				w.failf("two places fall together and answer differently:\n%q\n%q", x[i], y[i])
				return
			}
		}
		w.failf("two places fall together and have %d and %d answers", len(x), len(y))
	}
}

// answers are the answers to everything that may be asked at a place, in no
// order within a level.
func (w *walk) answers(p spot) []string {
	var all []string
	for _, m := range w.moves(p) {
		stamp := w.stamp(p, m.by)
		answer := fmt.Sprintf("%d %s: ", stamp.Level, m.name)
		events, err := dossier.Decide(p.d, stamp, m.c)
		var r *tocsin.Refusal
		switch {
		case errors.As(err, &r):
			answer += r.Rule
		case err != nil:
			answer += err.Error()
		case len(events) > 0:
			to, _ := w.try(p, m)
			answer += string(w.key(nil, to))
		}
		all = append(all, answer)
	}
	slices.Sort(all)
	return all
}
