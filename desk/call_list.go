package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/campaign"
	"example.org/tocsin/delivery"
	"example.org/tocsin/holder"
)

// TakeCall asks that a call be one officer's for a while, so that no other makes it
// at the same time.
type TakeCall struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	Until    time.Time         `json:"until"`
}

func (*TakeCall) action() string                               { return "dispatch/take-call" }
func (r *TakeCall) ofDispatch() tocsin.DispatchID              { return r.Dispatch }
func (r *TakeCall) perform(ctx context.Context, s scene) error { return onDispatch(ctx, s, r) }
func (r *TakeCall) command(delivery.Dispatch) (delivery.Command, error) {
	return delivery.TakeCall{Until: r.Until}, nil
}

// NewTakeCall gives the request that takes a call for as long as one may have it.
func (d *Desk) NewTakeCall(id tocsin.DispatchID) *TakeCall {
	return &TakeCall{Dispatch: id, Until: d.now().Add(delivery.MostCall)}
}

// A CallTask is one call that somebody is to make.
type CallTask struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	Dossier  tocsin.DossierID  `json:"dossier"`
	// To names whom to call, or, where a provider tells others, him; Rows are the
	// ids of the rows of a campaign.
	To    string    `json:"to"`
	Rows  []string  `json:"rows,omitempty"`
	Ways  []string  `json:"ways"`
	Since time.Time `json:"since"`
	Life  bool      `json:"life,omitempty"`
	// Priority is that of a campaign's row; Routine for other calls.
	Priority     int       `json:"priority"`
	LatestUseful time.Time `json:"latest_useful,omitzero"`
	// Calls counts those that were noted, TakenBy has it until Until; Again is when
	// it is to be tried again.
	Calls   int              `json:"calls"`
	TakenBy tocsin.OfficerID `json:"taken_by,omitempty"`
	Until   time.Time        `json:"until,omitzero"`
	Again   time.Time        `json:"again,omitzero"`
	// Noted is true where a note waits for a second officer.
	Noted bool `json:"noted,omitempty"`
}

// Free reports whether the call can be taken at a time.
func (t CallTask) Free(at time.Time) bool {
	return t.TakenBy == "" && !t.Noted && !at.Before(t.Again)
}

// Calls gives the calls that wait, in triage order: what threatens a life first,
// then by priority, by the latest useful time, and by how long they wait. Those
// that rest come behind.
func (d *Desk) Calls(ctx context.Context) ([]CallTask, error) {
	all := []CallTask{}
	now := d.now()
	err := d.counted(ctx, func(b *board.Board) error {
		lists := map[tocsin.WarningID]campaign.List{}
		for _, p := range b.Dispatches() {
			since, to := p.ToCall()
			if !to {
				continue
			}
			list, err := d.listOf(ctx, b, p, lists)
			if err != nil {
				return err
			}
			all = append(all, callTask(b.Holder, p, since, list, now))
		}
		return nil
	})
	slices.SortFunc(all, func(a, b CallTask) int {
		return cmp.Or(
			order(!a.Free(now), !b.Free(now)), order(!a.Life, !b.Life), cmp.Compare(a.Priority, b.Priority),
			order(a.LatestUseful.IsZero(), b.LatestUseful.IsZero()), a.LatestUseful.Compare(b.LatestUseful),
			a.Since.Compare(b.Since), cmp.Compare(a.Dispatch, b.Dispatch),
		)
	})
	return all, err
}

// order puts what is false first.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// listOf gives the list of the campaign that a dispatch is of; an empty one where
// it is of none.
func (d *Desk) listOf(ctx context.Context, b *board.Board, p delivery.Dispatch, known map[tocsin.WarningID]campaign.List) (campaign.List, error) {
	list, ok := known[p.Planned.Warning]
	if ok || len(p.Planned.Rows) == 0 {
		return list, nil
	}
	of, _ := b.Dossier(p.Planned.Dossier)
	for _, w := range of.Warned {
		if w.Warning != p.Planned.Warning || w.Campaign == nil {
			continue
		}
		raw, err := d.listBytes(ctx, *w.Draft.Campaign)
		if err != nil {
			return list, err
		}
		l, err := readList(b.Holder, w.Draft.Text, raw)
		if err != nil {
			return list, err
		}
		list = l.list
	}
	known[p.Planned.Warning] = list
	return list, nil
}

// callTask gives one call.
func callTask(h holder.Holder, p delivery.Dispatch, since time.Time, list campaign.List, now time.Time) CallTask {
	to, _ := h.Recipients.Find(p.Planned.Recipient)
	t := CallTask{
		Dispatch: p.Planned.ID, Dossier: p.Planned.Dossier, To: to.Name, Since: since, Life: p.Planned.Life,
		Priority: campaign.Routine, LatestUseful: p.Planned.LatestUseful, Calls: p.Calls, Noted: p.Spoken != nil,
	}
	if p.Call.Until.After(now) {
		t.TakenBy, t.Until = p.Call.By, p.Call.Until
	}
	if p.Call.Again.After(now) {
		t.Again = p.Call.Again
	}
	for _, step := range p.Planned.All(since) {
		if way := step.Channel + " " + step.Address; step.Channel != "" && !slices.Contains(t.Ways, way) {
			t.Ways = append(t.Ways, way)
		}
	}
	for i, n := range p.Planned.Rows {
		if n >= len(list.Rows) {
			continue
		}
		row := list.Rows[n]
		t.Rows = append(t.Rows, row.ID)
		if i == 0 {
			t.Priority = row.Priority
		}
		if t.To == "" {
			t.To = nameOf(h, row)
		}
	}
	return t
}
