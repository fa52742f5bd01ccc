package silence

import (
	"cmp"
	"encoding/binary"
	"reflect"
	"slices"
	"time"

	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// A scribe writes the abstract state of a spot.
type scribe struct{ b []byte }

func (s *scribe) flag(is ...bool) {
	for _, one := range is {
		if one {
			s.b = append(s.b, '1')
		} else {
			s.b = append(s.b, '0')
		}
	}
}

func (s *scribe) word(words ...string) {
	for _, one := range words {
		s.b = append(append(s.b, '|'), one...)
	}
}

func (s *scribe) time(t time.Time) { s.b = binary.AppendVarint(s.b, int64(t.Sub(begin)/time.Second)) }

func (s *scribe) number(n ...int) {
	for _, one := range n {
		s.b = append(s.b, byte('A'+one)) //nolint:gosec // a few
	}
}

// number gives the number of a text, the whole of it; texts that are met for the
// first time get the next.
func (w *walk) number(d warning.Draft) int {
	for i := range w.drafts {
		if d.Text == w.drafts[i].Text && reflect.DeepEqual(d, w.drafts[i]) {
			return i
		}
	}
	w.drafts = append(w.drafts, d)
	return len(w.drafts) - 1
}

// key writes the abstract state of a spot.
func (w *walk) key(b []byte, p spot) []byte {
	d, s := p.d, &scribe{b}
	s.number(slices.Index(dossier.Statuses(), d.Status), p.step, min(len(d.Reports), 3), p.m.facts)
	if d.Status == dossier.StatusClosed {
		// What is closed answers nothing but reviews and dissents.
		s.flag(p.m.closed, d.Review != nil)
		return w.roles(s.b, p)
	}
	s.flag(d.AssessedAt.IsZero(), d.DeterminedAt.IsZero(), d.Current, d.Overruled != "")
	s.word(string(d.Verdict()), string(d.Urgency), string(p.m.base))
	s.number(p.m.faster)
	for _, one := range d.Determinations {
		s.flag(one.Form.Rule != "", one.Form.Many != "")
	}
	w.keySilence(s, p)
	if d.Draft != nil {
		s.number(w.number(*d.Draft), p.m.draft, d.DraftedBy.Quorum.Others, int(d.DraftedBy.Quorum.Highest))
		s.flag(p.m.cleared)
	}
	s.flag(len(w.plan.grounds) > 0 && slices.Contains(d.Drafts, w.first))
	for _, sent := range d.Warned {
		s.word(string(sent.Draft.Kind))
		for _, leg := range sent.Dispatches {
			s.word(string(leg.Recipient[:1]), string(leg.State))
		}
	}
	s.flag(p.m.disputed > 0, d.After != nil && d.After.Because.Warned())
	s.number(p.m.lapses)
	for _, c := range d.Clocks() {
		if slices.Contains(w.plan.clocks, c.Stage) {
			s.word(string(c.Stage))
			s.time(c.Since)
			s.time(c.Due)
			s.number(w.rounds(d, c))
		}
	}
	if d.Silence != nil && slices.Contains(w.plan.clocks, policy.StageDetermine) {
		// The clock of the stage stands still and goes on when the silence falls.
		last, n := d.Since, 0
		for _, o := range d.Passed {
			if o.Since.Equal(d.Since) && o.Stage.ToWarning() {
				last, n = o.At, n+1
			}
		}
		s.time(d.Since)
		s.time(last)
		s.number(n)
	}
	return w.roles(s.b, p)
}

// rounds is how often a clock has run out; the watch runs without end.
func (w *walk) rounds(d dossier.Dossier, c dossier.Clock) int {
	n := 0
	for _, o := range d.Passed {
		if c.Stage != policy.StageWatch && o.Stage == c.Stage && o.Of == c.Of && o.Since.Equal(c.Since) {
			n++
		}
	}
	return n
}

// keySilence writes the silence that waits or rests.
func (w *walk) keySilence(s *scribe, p spot) {
	d := p.d
	if q := d.Silence; q != nil {
		s.word(string(q.Proposed.Path))
		s.flag(q.Affirmed)
		s.time(q.Proposed.OwnerBy)
		s.time(q.Proposed.Expires)
		if q.Proposed.Waiver != nil && !q.Affirmed {
			s.word(q.Proposed.Waiver.Ground)
		}
	}
	s.word(string(p.m.path), string(p.m.settled))
	if p.m.settled == "" {
		s.word(p.m.ground)
	}
	if d.Status == dossier.StatusReferred {
		s.flag(d.Taken != "", p.m.taken)
		s.time(d.OwnerBy)
	}
	if d.Status == dossier.StatusWaived {
		s.time(d.WaivedUntil)
	}
	for _, o := range d.Waived {
		s.word(o.Pack)
		s.time(o.Until)
	}
}

// A part is what an officer has done that may yet count, at his level.
type part struct {
	level int
	does  uint16
}

// roles writes what parts the officers have, within each level in no order.
func (w *walk) roles(b []byte, p spot) []byte {
	all := w.parts(p)
	slices.SortFunc(all, func(a, b part) int { return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.does, b.does)) })
	for _, one := range all {
		b = binary.BigEndian.AppendUint16(b, one.does)
	}
	return b
}

// parts gives each officer's part.
func (w *walk) parts(p spot) []part { //nolint:gocognit // one bit after the other
	parts := make([]part, len(w.cast))
	for i, o := range w.cast {
		does := uint16(0)
		set := func(bit int, is bool) {
			if is {
				does |= 1 << bit
			}
		}
		if s := p.d.Silence; s != nil && !s.Affirmed {
			set(0, s.Proposal.By == o.id)
			for _, g := range s.Given {
				set(1, g.By == o.id)
			}
		}
		if p.m.settled == "" || p.m.path != p.m.settled {
			set(2, p.m.proposer == i)
			set(3, p.m.affirmers.has(i))
		}
		if p.d.Draft != nil {
			set(4, p.d.DraftedBy.By == o.id)
			for _, g := range p.d.Approvals {
				set(5, g.By == o.id)
			}
			set(6, p.m.drafter == i)
			set(7, p.m.approvers.has(i))
		}
		if r := p.d.Review; r != nil {
			set(8, r.By == o.id || slices.Contains(r.Also, o.id))
			set(9, p.m.review.has(i))
		}
		parts[i] = part{int(o.level), does}
	}
	return parts
}
