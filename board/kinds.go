package board

import (
	"fmt"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
)

// A streamKind is how the entries of one kind of stream are taken in.
type streamKind struct {
	fold func(*Board, entry.Entry) error
}

// The four kinds of stream.
var (
	ofHolder   = &streamKind{foldHolder}
	ofReport   = &streamKind{foldReport}
	ofDossier  = &streamKind{foldDossier}
	ofDispatch = &streamKind{foldDispatch}
)

// firsts are the kinds of stream by the event that begins them.
var firsts = map[string]*streamKind{
	"HolderFounded": ofHolder, "ReportFiled": ofReport, "DossierOpened": ofDossier, "DispatchPlanned": ofDispatch,
}

// decode reads the event of an entry. Why it cannot be read is not told: the
// error of a decoder quotes what it read.
func decode[E any](kinds entry.Kinds[E], e entry.Entry) (E, error) {
	event, err := kinds.Decode(e)
	if err != nil {
		return event, fmt.Errorf("entry %s/%d is no event that this version knows in such a stream", e.Stream, e.Version)
	}
	return event, nil
}

// misnamed is the error for a stream that begins with the event of another.
func misnamed(e entry.Entry) error {
	return fmt.Errorf("entry %s/%d begins another stream", e.Stream, e.Version)
}

func foldHolder(b *Board, e entry.Entry) error {
	event, err := decode(holder.Kinds, e)
	if err != nil {
		return err
	}
	b.Holder = holder.Evolve(b.Holder, e.Stamp(), event)
	return nil
}

func foldReport(b *Board, e entry.Entry) error {
	event, err := decode(report.Kinds, e)
	if err != nil {
		return err
	}
	id := tocsin.ReportID(e.Stream)
	r := b.reports[id]
	r.ID = id
	b.reports[id] = report.Evolve(r, e.Stamp(), event)
	return nil
}

func foldDossier(b *Board, e entry.Entry) error {
	event, err := decode(dossier.Kinds, e)
	if err != nil {
		return err
	}
	id := tocsin.DossierID(e.Stream)
	next := dossier.Evolve(b.dossiers[id], e.Stamp(), event)
	if next.ID != id {
		return misnamed(e)
	}
	if e.Version == 1 {
		b.order = append(b.order, id)
	}
	b.dossiers[id] = next
	return nil
}

func foldDispatch(b *Board, e entry.Entry) error {
	event, err := decode(delivery.Kinds, e)
	if err != nil {
		return err
	}
	id := tocsin.DispatchID(e.Stream)
	next := delivery.Evolve(b.dispatches[id], e.Stamp(), event)
	if next.Planned.ID != id {
		return misnamed(e)
	}
	b.dispatches[id] = next
	return nil
}
