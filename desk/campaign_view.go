package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/campaign"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/warning"
)

// A tallies counts what campaigns have come to. It follows the record as long as
// the process lives, so that each event is read once.
type tallies struct {
	mu      sync.Mutex
	touched []tocsin.DossierID
	// board is everything that is kept, as of the last time.
	counting sync.Mutex
	board    *board.Board
}

// touch notes that a dispatch of a campaign of a dossier has moved.
func (t *tallies) touch(id tocsin.DossierID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.touched, id) {
		t.touched = append(t.touched, id)
	}
}

// take gives the dossiers that were touched, and forgets them.
func (t *tallies) take() []tocsin.DossierID {
	t.mu.Lock()
	defer t.mu.Unlock()
	touched := t.touched
	t.touched = nil
	return touched
}

// counted calls do with everything that is kept.
func (d *Desk) counted(ctx context.Context, do func(*board.Board) error) error {
	d.tallies.counting.Lock()
	defer d.tallies.counting.Unlock()
	if d.tallies.board == nil {
		d.tallies.board = board.NewBoard(d.reader)
	}
	if err := d.tallies.board.Update(ctx); err != nil {
		d.tallies.board = nil
		return err
	}
	return do(d.tallies.board)
}

// tallied counts the dispatches of each campaign of a dossier.
func tallied(b *board.Board, of dossier.Dossier) map[tocsin.WarningID]dossier.Tally {
	all := map[tocsin.WarningID]dossier.Tally{}
	for _, p := range b.Dispatches() {
		if p.Planned.Dossier == of.ID && len(p.Planned.Rows) > 0 {
			all[p.Planned.Warning] = all[p.Planned.Warning].Add(dossier.StandingOf(p), 1)
		}
	}
	return all
}

// reportEvery is how often what a campaign has come to is put on record at most.
const reportEvery = time.Minute

// ReportCampaigns puts on record how the campaigns stand whose dispatches this
// process has moved, each at most once a minute; what is too early is done the
// next time.
func (d *Desk) ReportCampaigns(ctx context.Context) error {
	for _, id := range d.tallies.take() {
		ds, err := load(ctx, d, tocsin.StreamID(id), dossierKind)
		if err != nil {
			return err
		}
		early := slices.ContainsFunc(ds.state.Warned, func(w dossier.Sent) bool {
			return w.Campaign != nil && d.now().Before(w.Campaign.Reported.Add(reportEvery))
		})
		if !early {
			err = d.ReportCampaign(ctx, id)
		}
		if early || err != nil {
			d.tallies.touch(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ReportCampaign puts on record how the campaigns of a dossier stand now.
func (d *Desk) ReportCampaign(ctx context.Context, id tocsin.DossierID) error {
	return d.counted(ctx, func(b *board.Board) error {
		of, ok := b.Dossier(id)
		if !ok {
			return nil
		}
		now, as := tallied(b, of), b.Position()
		return d.keep(ctx, func(c *change) error {
			c.stamp = tocsin.Stamp{At: d.now()}
			ds, err := load(ctx, d, tocsin.StreamID(id), dossierKind)
			if err != nil {
				return err
			}
			return reportIn(c, ds, now, as)
		})
	})
}

// reportIn adds what the first campaign that has moved has come to: one note an
// append, each a group of its own.
func reportIn(c *change, ds *stream[dossier.Dossier, dossier.Event], now map[tocsin.WarningID]dossier.Tally, as int64) error {
	for _, w := range ds.state.Warned {
		if w.Campaign == nil {
			continue
		}
		events, err := dossier.Decide(ds.state, c.stamp, dossier.ReportCampaign{
			CampaignReported: dossier.CampaignReported{Warning: w.Warning, As: as, Tally: now[w.Warning]},
		})
		if err != nil || len(events) > 0 {
			return errors.Join(err, add(c, ds, events...))
		}
	}
	return nil
}

// A CampaignShown is how a campaign stands.
type CampaignShown struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Warning tocsin.WarningID `json:"warning,omitempty"`
	Status  dossier.Status   `json:"status"`
	Waits   string           `json:"waits,omitempty"`
	// Of is the hash of what was agreed to.
	Of      string           `json:"of"`
	Terms   warning.Campaign `json:"terms"`
	Sent    int              `json:"rows_sent"`
	Left    int              `json:"rows_left"`
	Copies  int              `json:"copies"`
	Stopped time.Time        `json:"stopped,omitzero"`
	Tally   dossier.Tally    `json:"tally"`
	// Failed are the reasons for which copies are not handed over, with how many.
	Failed []Failed `json:"failed,omitempty"`
	// Contact are the rows that need first contact, by the line of the list.
	Contact []Contact `json:"first_contact,omitempty"`
	// Calls is how many calls wait; Next is when something is due next.
	Calls int       `json:"calls"`
	Next  time.Time `json:"next,omitzero"`
}

// A Failed is one reason.
type Failed struct {
	Reason string `json:"reason"`
	Copies int    `json:"copies"`
}

// A Contact is a row that nobody can open anything for.
type Contact struct {
	Row  string `json:"row"`
	Line int    `json:"line"`
	Name string `json:"name"`
}

// Campaign gives how the campaign of a dossier stands that waits, or was begun
// last.
func (d *Desk) Campaign(ctx context.Context, id tocsin.DossierID) (CampaignShown, error) {
	var shown CampaignShown
	err := d.counted(ctx, func(b *board.Board) error {
		of, ok := b.Dossier(id)
		if !ok {
			return tocsin.Refuse("dossier/unknown", "list the dossiers", "no such dossier is kept")
		}
		draft, err := currentCampaign(of)
		if err != nil {
			return err
		}
		m, err := mailingOf(b.Holder, of, draft.Hash(), d.now())
		if err != nil {
			return err
		}
		shown = CampaignShown{
			Dossier: id, Status: of.Status, Waits: waits(b, of, d.now()), Of: draft.Hash(), Terms: *draft.Campaign, Left: draft.Campaign.Rows,
		}
		if begun := m.begun; begun != nil {
			shown.Warning, shown.Sent, shown.Copies, shown.Stopped = begun.Warning, begun.Campaign.Sent, begun.Campaign.Copies, begun.Campaign.Stopped
			shown.Left -= shown.Sent
			shown.moving(b)
		}
		return shown.contacts(ctx, d, m)
	})
	return shown, err
}

// moving counts what the dispatches have come to.
func (s *CampaignShown) moving(b *board.Board) {
	reasons := map[string]int{}
	for _, p := range b.Dispatches() {
		if p.Planned.Warning != s.Warning || len(p.Planned.Rows) == 0 {
			continue
		}
		s.Tally = s.Tally.Add(dossier.StandingOf(p), 1)
		if p.LastReason != "" && p.HandedAt.IsZero() {
			reasons[p.LastReason]++
		}
		if _, to := p.ToCall(); to {
			s.Calls++
		}
		if next, ok := p.Next(); ok && (s.Next.IsZero() || next.Due.Before(s.Next)) {
			s.Next = next.Due
		}
	}
	for reason, n := range reasons {
		s.Failed = append(s.Failed, Failed{reason, n})
	}
	slices.SortFunc(s.Failed, func(a, b Failed) int { return cmp.Or(b.Copies-a.Copies, strings.Compare(a.Reason, b.Reason)) })
}

// contacts lists the rows that need first contact as the directory stands now.
func (s *CampaignShown) contacts(ctx context.Context, d *Desk, m mailing) error {
	raw, err := d.listBytes(ctx, *m.draft.Campaign)
	if err != nil {
		return err
	}
	l, err := readList(m.holder, m.draft.Text, raw)
	if err != nil {
		return err
	}
	var sent []bool
	if m.begun != nil {
		sent = m.begun.Campaign.Rows
	}
	byID, _ := entriesOf(m.holder)
	plan := campaign.Arrange(l.list, l.template, sent, m.at, byID)
	unreached := plan.Unreached
	for _, c := range plan.Copies {
		if barred(m.holder, m.of, c) {
			unreached = append(unreached, c.Rows...)
		}
	}
	for _, n := range unreached {
		row := l.list.Rows[n]
		s.Contact = append(s.Contact, Contact{row.ID, row.Line, nameOf(m.holder, row)})
	}
	return nil
}

// nameOf names the victim of a row.
func nameOf(h holder.Holder, row campaign.Row) string {
	if row.Entry == "" {
		return row.Name
	}
	r, _ := h.Recipients.Find(row.Entry)
	return r.Name
}

// CampaignList gives the list of the campaign that waits in a dossier, or was begun
// last, as it was proposed.
func (d *Desk) CampaignList(ctx context.Context, of dossier.Dossier) ([]byte, error) {
	draft, err := currentCampaign(of)
	if err != nil {
		return nil, err
	}
	return d.listBytes(ctx, *draft.Campaign)
}

// NextCopies gives the copies that would be sent next, with their texts, for those
// who may read them.
func (d *Desk) NextCopies(ctx context.Context, of dossier.Dossier, most int) ([]campaign.Copy, error) {
	draft, err := currentCampaign(of)
	if err != nil {
		return nil, err
	}
	raw, err := d.listBytes(ctx, *draft.Campaign)
	if err != nil {
		return nil, err
	}
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	m, err := mailingOf(h, of, draft.Hash(), d.now())
	if err != nil {
		return nil, err
	}
	return m.next(raw, most)
}
