package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/entry"
	"example.org/tocsin/store"
)

// evidenceID names the file that evidence is kept as where no officer brought it.
// It follows from the bytes, so that the same evidence is kept once.
func evidenceID(raw []byte) tocsin.FileID {
	sum := sha256.Sum256(append([]byte("tocsin-evidence/v1\n"), raw...))
	return tocsin.FileID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}

// TakeIn takes in what came back by a channel: an answer, or a custody receipt. It
// proves itself, so that no officer need bring it: an answer by the token that
// stands only inside the file, and by the file's hash; a receipt by the
// intermediary's signature. When it returns it is kept, or it is refused; the same
// evidence twice is kept once.
func (d *Desk) TakeIn(ctx context.Context, raw []byte) error {
	id := evidenceID(raw)
	switch err := d.free(ctx, id); {
	case errors.Is(err, errTakenIn):
		return nil
	case err != nil:
		return err
	}
	b, err := d.Board(ctx)
	if err != nil {
		return err
	}
	dispatch, err := d.about(b, raw)
	if err != nil {
		return err
	}
	return d.keep(ctx, func(c *change) error {
		h, err := load(ctx, d, tocsin.HolderStream, holderKind)
		if err != nil {
			return err
		}
		ps, err := load(ctx, d, tocsin.StreamID(dispatch), dispatchKind)
		if err != nil {
			return err
		}
		command, err := d.taken(h.state, ps.state, raw)
		if err != nil {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		before := ps.state
		events, err := delivery.Decide(ps.state, c.stamp, broughtBy(command, id))
		if err != nil || len(events) == 0 {
			return err
		}
		if err := add(c, ps, events...); err != nil {
			return err
		}
		if err := c.file(id, ps.key, raw); err != nil {
			return err
		}
		if err := c.retime(before, ps); err != nil {
			return err
		}
		c.require(tocsin.HolderStream, h.version)
		return mirror(ctx, c, ps.state)
	})
}

// broughtBy notes in a command what the evidence is kept as.
func broughtBy(c delivery.Command, id tocsin.FileID) delivery.Command {
	switch c := c.(type) {
	case delivery.TakeAnswer:
		c.File = id
		return c
	case delivery.TakeReceipt:
		c.File = id
		return c
	}
	return c
}

// errTakenIn says that the very same evidence is kept already.
var errTakenIn = errors.New("the evidence is kept already")

// free refuses the id of a file that is no id or is there already.
func (d *Desk) free(ctx context.Context, id tocsin.FileID) error {
	if !tocsin.ValidID(id) {
		return tocsin.Refuse("delivery/evidence", "make the act again", "the act names no file that the evidence could be kept as")
	}
	_, err := d.config.Store.File(ctx, id)
	switch {
	case errors.Is(err, store.ErrAbsent):
		return nil
	case err != nil:
		return fmt.Errorf("looking for file %s: %w", id, err)
	}
	return errTakenIn
}

// takenAgain decides again what evidence came to that no officer brought.
func (c *checkup) takenAgain(before delivery.Dispatch, first entry.Entry, group []board.Opened) ([]wanted, error) {
	command, says, err := c.evidenceAgain(before, first.Stream, group)
	if err != nil {
		return nil, err
	}
	var id tocsin.FileID
	switch e := decoded(first).(type) {
	case delivery.AnswerTaken:
		id = e.File
	case delivery.ReceiptTaken:
		id = e.File
	}
	err = c.name(id, placeOf(first.Stream, first.Version), func(content []byte) error {
		if evidenceID(content) != id || !says(content) {
			return errors.New("it is not the evidence that the event names")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.onDispatch(before, first.Stamp(), broughtBy(command, id))
}

// decoded reads an event of a dispatch; nil where it cannot be read.
func decoded(e entry.Entry) delivery.Event {
	event, err := delivery.Kinds.Decode(e)
	if err != nil {
		return nil
	}
	return event
}

// LifeAwaited reports whether an answer is awaited about a threat to a life.
func (d *Desk) LifeAwaited(ctx context.Context) (bool, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range b.Dispatches() {
		if p.Planned.Life && !p.Settled() && !p.Planned.NoReply {
			return true, nil
		}
	}
	return false, nil
}
