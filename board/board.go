package board

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
)

// page is how many rows are followed at a time.
const page = 512

// A Board is every stream folded, by its id, in the order of first appearance.
type Board struct {
	reader   *Reader
	position int64
	prevs    map[tocsin.StreamID]seen

	Holder     holder.Holder
	reports    map[tocsin.ReportID]report.Report
	dossiers   map[tocsin.DossierID]dossier.Dossier
	dispatches map[tocsin.DispatchID]delivery.Dispatch
	order      []tocsin.DossierID
	// Unreadable lists the streams that could not be read, each with why.
	Unreadable []Unreadable
}

// An Unreadable is a stream that the board leaves out, and says so.
type Unreadable struct {
	Stream tocsin.StreamID `json:"stream"`
	Why    string          `json:"why"`
}

// seen is where a stream stands.
type seen struct {
	version int64
	prev    string
	bad     bool
}

// NewBoard gives an empty board; Update fills it.
func NewBoard(r *Reader) *Board {
	return &Board{
		reader: r, prevs: map[tocsin.StreamID]seen{},
		reports:    map[tocsin.ReportID]report.Report{},
		dossiers:   map[tocsin.DossierID]dossier.Dossier{},
		dispatches: map[tocsin.DispatchID]delivery.Dispatch{},
	}
}

// Update takes in everything that was kept since the last time.
func (b *Board) Update(ctx context.Context) error {
	for {
		rows, err := b.reader.store.Follow(ctx, b.position, page)
		if err != nil {
			return fmt.Errorf("following the events: %w", err)
		}
		for _, row := range rows {
			b.position = row.Position + 1
			at := b.prevs[row.Stream]
			if at.bad {
				continue
			}
			opened, err := b.reader.Open(ctx, row)
			if err == nil {
				err = entry.Chain(opened.Entry, row.Stream, at.version+1, at.prev)
			}
			if err == nil {
				err = b.take(opened)
			}
			if err != nil {
				b.Unreadable = append(b.Unreadable, Unreadable{row.Stream, err.Error()})
				b.prevs[row.Stream] = seen{bad: true}
				continue
			}
			b.prevs[row.Stream] = seen{version: at.version + 1, prev: entry.Hash(opened.Raw)}
		}
		if len(rows) < page {
			return nil
		}
	}
}

// take folds one entry into the state of its stream.
func (b *Board) take(o Opened) error {
	e, stamp := o.Entry, o.Entry.Stamp()
	switch {
	case slices.Contains(holder.Kinds.Names(), e.Kind):
		event, err := holder.Kinds.Decode(e)
		if err != nil {
			return err
		}
		b.Holder = holder.Evolve(b.Holder, stamp, event)
	case slices.Contains(report.Kinds.Names(), e.Kind):
		event, err := report.Kinds.Decode(e)
		if err != nil {
			return err
		}
		id := tocsin.ReportID(e.Stream)
		r := b.reports[id]
		r.ID = id
		b.reports[id] = report.Evolve(r, stamp, event)
	case slices.Contains(dossier.Kinds.Names(), e.Kind):
		event, err := dossier.Kinds.Decode(e)
		if err != nil {
			return err
		}
		id := tocsin.DossierID(e.Stream)
		if e.Version == 1 {
			b.order = append(b.order, id)
		}
		b.dossiers[id] = dossier.Evolve(b.dossiers[id], stamp, event)
	default:
		event, err := delivery.Kinds.Decode(e)
		if err != nil {
			return err
		}
		id := tocsin.DispatchID(e.Stream)
		b.dispatches[id] = delivery.Evolve(b.dispatches[id], stamp, event)
	}
	return nil
}

// Dossiers gives all dossiers in the order in which they were opened.
func (b *Board) Dossiers() []dossier.Dossier {
	all := make([]dossier.Dossier, 0, len(b.order))
	for _, id := range b.order {
		if !b.prevs[tocsin.StreamID(id)].bad {
			all = append(all, b.dossiers[id])
		}
	}
	return all
}

// Report gives a report.
func (b *Board) Report(id tocsin.ReportID) (report.Report, bool) {
	r, ok := b.reports[id]
	return r, ok
}

// Dispatch gives a dispatch.
func (b *Board) Dispatch(id tocsin.DispatchID) (delivery.Dispatch, bool) {
	d, ok := b.dispatches[id]
	return d, ok
}

// Title names a dossier by its first report.
func (b *Board) Title(d dossier.Dossier) string {
	for _, link := range d.Reports {
		if r, ok := b.reports[link.Report]; ok && r.Filed.Title != "" {
			return r.Filed.Title
		}
	}
	return "untitled"
}

// FindDossier gives the one dossier whose id begins with prefix.
func (b *Board) FindDossier(prefix string) (dossier.Dossier, error) {
	var found []dossier.Dossier
	for _, d := range b.Dossiers() {
		if strings.HasPrefix(string(d.ID), prefix) {
			found = append(found, d)
		}
	}
	switch {
	case len(found) == 1 && prefix != "":
		return found[0], nil
	case len(found) > 1:
		return dossier.Dossier{}, tocsin.Refuse("dossier/ambiguous", "give more of the id",
			"%d dossiers begin with %q", len(found), prefix)
	}
	return dossier.Dossier{}, tocsin.Refuse("dossier/unknown", "list the dossiers", "no dossier begins with %q", prefix)
}

// FindDispatch gives the dispatch that a test picks out.
func (b *Board) FindDispatch(is func(delivery.Dispatch) bool) (delivery.Dispatch, bool) {
	for _, d := range b.dispatches {
		if is(d) {
			return d, true
		}
	}
	return delivery.Dispatch{}, false
}

// Reports gives all reports, in no order.
func (b *Board) Reports() []report.Report { return slices.Collect(maps.Values(b.reports)) }

// Dispatches gives all dispatches, in no order.
func (b *Board) Dispatches() []delivery.Dispatch { return slices.Collect(maps.Values(b.dispatches)) }
