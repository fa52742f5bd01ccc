package board

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
)

// page is how many rows are followed at a time.
const page = 512

// A Board is every stream folded, by its id, in the order of first appearance.
type Board struct {
	reader   *Reader
	position int64
	streams  map[tocsin.StreamID]*seen

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
	kind    *streamKind
	version int64
	prev    string
	bad     bool
}

// NewBoard gives an empty board; Update fills it with everything, or Load with
// single streams, but not both the same board.
func NewBoard(r *Reader) *Board {
	return &Board{
		reader: r, streams: map[tocsin.StreamID]*seen{},
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
		if err := b.rows(ctx, rows); err != nil {
			return err
		}
		if len(rows) < page {
			return nil
		}
	}
}

// Load takes in one stream and no other, once.
func (b *Board) Load(ctx context.Context, id tocsin.StreamID) error {
	if b.streams[id] != nil {
		return nil
	}
	rows, err := b.reader.store.Read(ctx, id)
	if err != nil {
		return fmt.Errorf("reading stream %s: %w", id, err)
	}
	return b.rows(ctx, rows)
}

// rows takes in rows. A stream that cannot be read is listed; what keeps every
// stream from being read is an error.
func (b *Board) rows(ctx context.Context, rows []store.Row) error {
	keys := keyring{reader: b.reader}
	for _, row := range rows {
		if b.at(row.Stream).bad {
			b.position = row.Position + 1
			continue
		}
		opened, err := keys.open(ctx, row)
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("reading stream %s: %w", row.Stream, ctx.Err())
		case err != nil:
			b.Fail(row.Stream, err)
		default:
			// What was wrong is on the list.
			_ = b.Take(opened)
		}
		b.position = row.Position + 1
	}
	return nil
}

// at is where a stream stands, made where it is new.
func (b *Board) at(id tocsin.StreamID) *seen {
	at := b.streams[id]
	if at == nil {
		at = &seen{}
		b.streams[id] = at
	}
	return at
}

// Fail lists a stream as unreadable; nothing more of it is taken in.
func (b *Board) Fail(id tocsin.StreamID, why error) {
	at := b.at(id)
	if !at.bad {
		at.bad = true
		b.Unreadable = append(b.Unreadable, Unreadable{id, why.Error()})
	}
}

// Readable reports whether a stream could be read as far as it goes. One that
// is not there is readable.
func (b *Board) Readable(id tocsin.StreamID) bool {
	at := b.streams[id]
	return at == nil || !at.bad
}

// Position is up to which position in the ledger it has taken everything in.
func (b *Board) Position() int64 { return b.position }

// Streams is how many streams there are, readable or not.
func (b *Board) Streams() int { return len(b.streams) }

// Take takes in one entry: it follows the one before it in its stream, is of a
// kind that belongs there, and is folded into the state. Otherwise the stream
// is unreadable.
func (b *Board) Take(o Opened) error {
	id := o.Entry.Stream
	at := b.at(id)
	if at.bad {
		return fmt.Errorf("stream %s is unreadable", id)
	}
	err := entry.Chain(o.Entry, id, at.version+1, at.prev)
	if err == nil {
		err = b.fold(at, o.Entry)
	}
	if err != nil {
		b.Fail(id, err)
		return err
	}
	at.version, at.prev = at.version+1, entry.Hash(o.Raw)
	return nil
}

// fold folds one entry into the state of its stream.
func (b *Board) fold(at *seen, e entry.Entry) error {
	first, begins := firsts[e.Kind]
	switch {
	case begins != (at.kind == nil), begins && (first == ofHolder) != (e.Stream == tocsin.HolderStream):
		return fmt.Errorf("entry %s/%d does not stand where such an entry does", e.Stream, e.Version)
	case begins:
		at.kind = first
	}
	return at.kind.fold(b, e)
}

// Dossiers gives all dossiers that can be read, in the order in which they were
// opened.
func (b *Board) Dossiers() []dossier.Dossier {
	all := make([]dossier.Dossier, 0, len(b.order))
	for _, id := range b.order {
		if d, ok := b.Dossier(id); ok {
			all = append(all, d)
		}
	}
	return all
}

// Dossier gives a dossier.
func (b *Board) Dossier(id tocsin.DossierID) (dossier.Dossier, bool) {
	d, ok := b.dossiers[id]
	return d, ok && b.Readable(tocsin.StreamID(id))
}

// Report gives a report.
func (b *Board) Report(id tocsin.ReportID) (report.Report, bool) {
	r, ok := b.reports[id]
	return r, ok && b.Readable(tocsin.StreamID(id))
}

// Dispatch gives a dispatch.
func (b *Board) Dispatch(id tocsin.DispatchID) (delivery.Dispatch, bool) {
	d, ok := b.dispatches[id]
	return d, ok && b.Readable(tocsin.StreamID(id))
}

// Title names a dossier by its first report.
func (b *Board) Title(d dossier.Dossier) string {
	for _, link := range d.Reports {
		if r, ok := b.Report(link.Report); ok && r.Filed.Title != "" {
			return r.Filed.Title
		}
	}
	return "untitled"
}

// FindDossier gives the one dossier whose id begins with prefix. One that cannot
// be read is found too, and refused.
func (b *Board) FindDossier(prefix string) (dossier.Dossier, error) {
	var found []tocsin.DossierID
	for _, id := range b.order {
		if strings.HasPrefix(string(id), prefix) {
			found = append(found, id)
		}
	}
	for _, bad := range b.Unreadable {
		if id := tocsin.DossierID(bad.Stream); strings.HasPrefix(string(id), prefix) && !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	switch {
	case strings.Trim(prefix, idLetters) != "":
		// It is not quoted: it may be anything.
		return dossier.Dossier{}, tocsin.Refuse("dossier/unknown", "list the dossiers", "no id begins like that")
	case len(found) == 0 || prefix == "":
		return dossier.Dossier{}, tocsin.Refuse("dossier/unknown", "list the dossiers", "no dossier begins with %q", prefix)
	case len(found) > 1:
		return dossier.Dossier{}, tocsin.Refuse("dossier/ambiguous", "give more of the id",
			"%d dossiers begin with %q", len(found), prefix)
	}
	d, ok := b.Dossier(found[0])
	if !ok {
		return d, tocsin.Refuse("dossier/unreadable", "run fsck", "stream %s cannot be read", found[0])
	}
	return d, nil
}

// idLetters are the letters of an id.
const idLetters = "abcdefghijklmnopqrstuvwxyz234567"

// FindDispatch gives the dispatch that a test picks out.
func (b *Board) FindDispatch(is func(delivery.Dispatch) bool) (delivery.Dispatch, bool) {
	for id, d := range b.dispatches {
		if is(d) && b.Readable(tocsin.StreamID(id)) {
			return d, true
		}
	}
	return delivery.Dispatch{}, false
}

// Reports gives all reports that can be read, in no order.
func (b *Board) Reports() []report.Report {
	all := make([]report.Report, 0, len(b.reports))
	for id := range b.reports {
		if r, ok := b.Report(id); ok {
			all = append(all, r)
		}
	}
	return all
}

// Dispatches gives all dispatches that can be read, in no order.
func (b *Board) Dispatches() []delivery.Dispatch {
	all := make([]delivery.Dispatch, 0, len(b.dispatches))
	for id := range b.dispatches {
		if d, ok := b.Dispatch(id); ok {
			all = append(all, d)
		}
	}
	return all
}
