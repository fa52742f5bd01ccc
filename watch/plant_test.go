package watch_test

import (
	"encoding/json"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/policy"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// planted makes the batch of one dossier with dispatches on their way, written as
// the desk writes them and decided by nobody: a million cannot be asked for one by
// one. Each gives what is planned, without ids.
func (o *office) planted(at time.Time, file []byte, each ...delivery.DispatchPlanned) store.Batch {
	o.t.Helper()
	key, wrapped, err := seal.NewKeeper(o.config.KeyEncryption).NewKey()
	if err != nil {
		o.t.Fatal(err)
	}
	p := planting{o: o, at: at, key: key}
	p.batch.Keys = []store.Key{{ID: key.ID(), Wrapped: wrapped}}
	id := seal.NewID[tocsin.DossierID]()
	sent := dossier.WarningSent{Warning: seal.NewID[tocsin.WarningID]()}
	for _, plan := range each {
		plan.ID, plan.Dossier, plan.Warning = seal.NewID[tocsin.DispatchID](), id, sent.Warning
		plan.Plan, plan.Name = 1, seal.NewID[string]()+".age"
		plan.DeadlineTimer = seal.NewID[tocsin.TimerID]()
		if plan.Channel != "" {
			plan.File, plan.DeliverTimer = seal.NewID[tocsin.FileID](), seal.NewID[tocsin.TimerID]()
			sealed, err := key.SealFile(plan.File, file)
			if err != nil {
				o.t.Fatal(err)
			}
			p.batch.Files = append(p.batch.Files, store.File{ID: plan.File, Key: key.ID(), Sealed: sealed})
			p.timer(plan, plan.DeliverTimer, "deliver", at)
		}
		p.timer(plan, plan.DeadlineTimer, "deadline", plan.Deadline)
		p.stream(tocsin.StreamID(plan.ID), body(o, delivery.Kinds, delivery.Event(plan)))
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Dispatch: plan.ID})
	}
	p.stream(tocsin.StreamID(id),
		body(o, dossier.Kinds, dossier.Event(dossier.DossierOpened{ID: id, Profile: policy.ProfileNGO})),
		body(o, dossier.Kinds, dossier.Event(sent)))
	return p.batch
}

// A planting is a batch that grows.
type planting struct {
	o     *office
	at    time.Time
	key   *seal.Key
	batch store.Batch
}

// A bodied is the kind and the body of an event.
type bodied struct {
	kind string
	body json.RawMessage
}

// body writes an event.
func body[E any](o *office, kinds entry.Kinds[E], event E) bodied {
	o.t.Helper()
	kind, raw, err := kinds.Encode(event)
	if err != nil {
		o.t.Fatal(err)
	}
	return bodied{kind, raw}
}

// stream adds a stream.
func (p *planting) stream(id tocsin.StreamID, events ...bodied) {
	p.o.t.Helper()
	s := store.Stream{ID: id, Key: p.key.ID()}
	prev := ""
	for i, event := range events {
		raw, err := entry.Entry{
			Stream: id, Version: int64(i) + 1, Kind: event.kind, At: tocsin.Second(p.at), Prev: prev, Body: event.body,
		}.Bytes()
		if err != nil {
			p.o.t.Fatal(err)
		}
		sealed, leaf, err := p.key.SealEvent(id, int64(i)+1, raw)
		if err != nil {
			p.o.t.Fatal(err)
		}
		s.Events = append(s.Events, store.Event{Sealed: sealed, Leaf: leaf})
		prev = entry.Hash(raw)
	}
	p.batch.Streams = append(p.batch.Streams, s)
}

// timer adds a timer.
func (p *planting) timer(of delivery.DispatchPlanned, id tocsin.TimerID, kind string, due time.Time) {
	p.o.t.Helper()
	due = due.UTC().Truncate(time.Millisecond)
	text := fmt.Sprintf("%s %s", kind, due.Format("2006-01-02T15:04:05.000Z"))
	sealed, err := p.key.SealTimer(id, tocsin.StreamID(of.ID), []byte(text))
	if err != nil {
		p.o.t.Fatal(err)
	}
	p.batch.Timers = append(p.batch.Timers, store.Timer{ID: id, Stream: tocsin.StreamID(of.ID), Key: p.key.ID(), Due: due, Sealed: sealed})
}

// plant keeps a batch.
func (o *office) plant(batch store.Batch) {
	o.t.Helper()
	if err := o.store.Append(o.ctx, batch); err != nil {
		o.t.Fatal(err)
	}
}
