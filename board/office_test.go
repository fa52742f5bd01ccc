package board_test

import (
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/ledger"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
)

// noon is when everything happens.
var noon = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)

// A writer writes events as the desk does, without asking anybody.
type writer struct {
	tb     testing.TB
	store  store.Store
	keeper *seal.Keeper
	keys   map[tocsin.StreamID]*seal.Key
	prev   map[tocsin.StreamID]string
	at     map[tocsin.StreamID]int64
}

// newWriter writes into an empty store.
func newWriter(tb testing.TB) *writer {
	tb.Helper()
	kept, err := memory.Open(func(int64, ledger.Hash) ([]byte, error) { return []byte("head"), nil })
	if err != nil {
		tb.Fatal(err)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		tb.Fatal(err)
	}
	kek, err := aead.New(handle)
	if err != nil {
		tb.Fatal(err)
	}
	return &writer{
		tb: tb, store: kept, keeper: seal.NewKeeper(kek), keys: map[tocsin.StreamID]*seal.Key{},
		prev: map[tocsin.StreamID]string{}, at: map[tocsin.StreamID]int64{},
	}
}

// reader reads the store.
func (w *writer) reader() *board.Reader { return board.NewReader(w.store, w.keeper) }

// write writes one event of any kind onto a stream.
func write[E any](w *writer, id tocsin.StreamID, kinds entry.Kinds[E], event E) {
	w.tb.Helper()
	kind, body, err := kinds.Encode(event)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.entry(id, entry.Entry{Stream: id, Version: w.at[id] + 1, Kind: kind, At: noon, Prev: w.prev[id], Body: body})
}

// entry writes one entry as it is.
func (w *writer) entry(id tocsin.StreamID, e entry.Entry) {
	w.tb.Helper()
	raw, err := e.Bytes()
	if err != nil {
		w.tb.Fatal(err)
	}
	w.raw(id, raw)
}

// raw writes the bytes of an entry as they are.
func (w *writer) raw(id tocsin.StreamID, raw []byte) {
	w.tb.Helper()
	batch := store.Batch{}
	key := w.keys[id]
	if key == nil {
		made, wrapped, err := w.keeper.NewKey()
		if err != nil {
			w.tb.Fatal(err)
		}
		key, w.keys[id] = made, made
		batch.Keys = []store.Key{{ID: made.ID(), Wrapped: wrapped}}
	}
	sealed, leaf, err := key.SealEvent(id, w.at[id]+1, raw)
	if err != nil {
		w.tb.Fatal(err)
	}
	batch.Streams = []store.Stream{{ID: id, Expect: w.at[id], Key: key.ID(), Events: []store.Event{{Sealed: sealed, Leaf: leaf}}}}
	if err := w.store.Append(w.tb.Context(), batch); err != nil {
		w.tb.Fatal(err)
	}
	w.at[id]++
	w.prev[id] = entry.Hash(raw)
}

// found writes a holder.
func (w *writer) found() {
	w.tb.Helper()
	write(w, tocsin.HolderStream, holder.Kinds, holder.Event(holder.HolderFounded{
		ID: seal.NewID[tocsin.HolderID](), Profile: policy.ProfileNGO,
		First: holder.Officer{ID: seal.NewID[tocsin.OfficerID](), Name: "Ana", Level: tocsin.LevelHead},
	}))
}

// A life is the streams of one dossier.
type life struct {
	dossier  tocsin.DossierID
	report   tocsin.ReportID
	dispatch tocsin.DispatchID
}

// streams names them.
func (l life) streams() []tocsin.StreamID {
	return []tocsin.StreamID{tocsin.StreamID(l.dossier), tocsin.StreamID(l.report), tocsin.StreamID(l.dispatch)}
}

// live writes a dossier with a report and a dispatch: seven events.
func (w *writer) live() life {
	w.tb.Helper()
	l := life{seal.NewID[tocsin.DossierID](), seal.NewID[tocsin.ReportID](), seal.NewID[tocsin.DispatchID]()}
	ds, rs, ps := tocsin.StreamID(l.dossier), tocsin.StreamID(l.report), tocsin.StreamID(l.dispatch)
	write(w, rs, report.Kinds, report.Event(report.ReportFiled{
		Form: report.FormText, Title: "A fire at the harbor", Possessed: noon, Original: seal.NewID[tocsin.FileID](), Size: 1,
	}))
	write(w, ds, dossier.Kinds, dossier.Event(dossier.DossierOpened{ID: l.dossier, Profile: policy.ProfileNGO}))
	write(w, ds, dossier.Kinds, dossier.Event(dossier.ReportLinked{Report: l.report, Possessed: noon}))
	write(w, ds, dossier.Kinds, dossier.Event(dossier.FactsAssessed{Assessment: report.Assessment{Reliability: "A", Credibility: 1}}))
	write(w, ds, dossier.Kinds, dossier.Event(dossier.WarningSent{
		Warning: seal.NewID[tocsin.WarningID](), Dispatches: []dossier.Planned{{Dispatch: l.dispatch}},
	}))
	write(w, ps, delivery.Kinds, delivery.Event(delivery.DispatchPlanned{ID: l.dispatch, Dossier: l.dossier, Deadline: noon}))
	write(w, ps, delivery.Kinds, delivery.Event(delivery.AttemptMade{Outcome: delivery.OutcomeHanded}))
	return l
}
