package desk

import (
	"context"
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A streamKind is how one kind of stream is read.
type streamKind[S, E any] struct {
	kinds  entry.Kinds[E]
	evolve func(S, tocsin.Stamp, E) S
}

// The four kinds of stream.
var (
	holderKind   = streamKind[holder.Holder, holder.Event]{holder.Kinds, holder.Evolve}
	reportKind   = streamKind[report.Report, report.Event]{report.Kinds, report.Evolve}
	dossierKind  = streamKind[dossier.Dossier, dossier.Event]{dossier.Kinds, dossier.Evolve}
	dispatchKind = streamKind[delivery.Dispatch, delivery.Event]{delivery.Kinds, delivery.Evolve}
)

// A stream is one stream as it was read, ready to be added to.
type stream[S, E any] struct {
	kind    streamKind[S, E]
	id      tocsin.StreamID
	state   S
	version int64
	prev    string
	key     *seal.Key
	entries []board.Opened
}

// load reads a stream; one that is not there has version 0 and no key. The id of
// something else is refused: it comes from whoever made the act.
func load[S, E any](ctx context.Context, d *Desk, id tocsin.StreamID, kind streamKind[S, E]) (*stream[S, E], error) {
	opened, err := d.reader.Stream(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(opened) > 0 && !slices.Contains(kind.kinds.Names(), opened[0].Entry.Kind) {
		return nil, tocsin.Refuse("desk/other-stream", "check the id", "%s is the id of something else", id)
	}
	state, err := board.Fold(opened, kind.kinds, kind.evolve)
	if err != nil {
		return nil, fmt.Errorf("reading stream %s: %w", id, err)
	}
	s := &stream[S, E]{kind: kind, id: id, state: state, version: int64(len(opened)), entries: opened}
	if len(opened) > 0 {
		last := opened[len(opened)-1]
		s.prev = entry.Hash(last.Raw)
		if s.key, err = d.reader.Key(ctx, last.Key); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// happened reports whether an act has happened in the stream before. Another act
// that bears the same id is refused: taking it for the same, nothing would
// happen and nobody would hear of it.
func (s *stream[S, E]) happened(of scene) (bool, error) {
	for _, o := range s.entries {
		if o.Entry.Act != of.act.ID || o.Entry.Signed == nil {
			continue
		}
		if o.Entry.Signed.Bytes != of.change.signed.Bytes {
			return false, tocsin.Refuse("act/id", "make the act again", "another act has this id")
		}
		return true, nil
	}
	return false, nil
}

// A change is what one act, or one note of the engine, adds: one batch.
type change struct {
	desk   *Desk
	stamp  tocsin.Stamp
	act    act.ID
	signed *act.Signed
	batch  store.Batch
	// clocked are the dossiers that the change adds to, with the clocks that ran
	// before it.
	clocked []clocked
}

// empty reports whether there is nothing to keep.
func (c *change) empty() bool {
	return len(c.batch.Streams) == 0 && len(c.batch.Settle) == 0
}

// require makes the change fail, to be decided again, where a stream that it was
// decided on has moved; a stream that it adds to needs no saying.
func (c *change) require(id tocsin.StreamID, version int64) {
	if !slices.ContainsFunc(c.batch.Streams, func(s store.Stream) bool { return s.ID == id }) {
		c.batch.Streams = append(c.batch.Streams, store.Stream{ID: id, Expect: version})
	}
}

// newKey draws a data key that is kept with the batch.
func (c *change) newKey() (*seal.Key, error) {
	key, wrapped, err := c.desk.keeper.NewKey()
	if err != nil {
		return nil, err
	}
	c.batch.Keys = append(c.batch.Keys, store.Key{ID: key.ID(), Wrapped: wrapped})
	return key, nil
}

// add writes events onto a stream: state, chain and batch.
func add[S, E any](c *change, s *stream[S, E], events ...E) error {
	if len(events) == 0 {
		return nil
	}
	i := slices.IndexFunc(c.batch.Streams, func(o store.Stream) bool { return o.ID == s.id })
	if i < 0 {
		i = len(c.batch.Streams)
		c.batch.Streams = append(c.batch.Streams, store.Stream{ID: s.id, Expect: s.version, Key: s.key.ID()})
	}
	c.clock(s)
	out := &c.batch.Streams[i]
	if out.Expect+int64(len(out.Events)) != s.version {
		return fmt.Errorf("adding to stream %s: it was read twice", s.id)
	}
	for _, event := range events {
		kind, body, err := s.kind.kinds.Encode(event)
		if err != nil {
			return err
		}
		e := entry.Entry{
			Stream: s.id, Version: s.version + 1, Kind: kind, At: c.stamp.At, By: c.stamp.By, Level: c.stamp.Level,
			Prev: s.prev, Act: c.act, Body: body,
		}
		if len(out.Events) == 0 {
			e.Signed = c.signed
		}
		raw, err := e.Bytes()
		if err != nil {
			return err
		}
		sealed, leaf, err := s.key.SealEvent(s.id, e.Version, raw)
		if err != nil {
			return err
		}
		out.Events = append(out.Events, store.Event{Sealed: sealed, Leaf: leaf})
		s.version, s.prev = e.Version, entry.Hash(raw)
		s.state = s.kind.evolve(s.state, c.stamp, event)
	}
	return nil
}

// file keeps bytes sealed under a key.
func (c *change) file(id tocsin.FileID, key *seal.Key, plain []byte) error {
	sealed, err := key.SealFile(id, plain)
	if err != nil {
		return err
	}
	c.batch.Files = append(c.batch.Files, store.File{ID: id, Key: key.ID(), Sealed: sealed})
	return nil
}
