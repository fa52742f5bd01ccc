package desk

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// tree checks that leaves, stored hashes and signed checkpoint agree.
func (c *checkup) tree(ctx context.Context, head store.Head) error {
	size := int64(len(c.leaves))
	none := tlog.HashReaderFunc(func([]int64) ([]tlog.Hash, error) {
		return nil, errors.New("there is no older tree")
	})
	hashes, err := ledger.Grow(0, c.leaves, none)
	if err != nil {
		return err
	}
	root, err := ledger.Root(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			found[i] = hashes[x]
		}
		return found, nil
	}))
	if err != nil {
		return fmt.Errorf("computing the root: %w", err)
	}
	c.health.Root = root.String()
	if head.Size != size || head.Root != root {
		c.health.flaw("leaf", "tree", fmt.Sprintf("the head says %d leaves, %s; there are %d, %s", head.Size, head.Root, size, root))
	}
	c.stored(ctx, hashes)
	if size == 0 && head.Size == 0 {
		return nil
	}
	verifier, err := note.NewVerifier(c.desk.config.LogKey)
	if err != nil {
		return fmt.Errorf("reading the log's key: %w", err)
	}
	point, err := ledger.OpenCheckpoint(head.Checkpoint, verifier.Name(), verifier)
	switch {
	case err != nil, !plainNote(head.Checkpoint):
		c.health.flaw("checkpoint", "tree", "the checkpoint is not signed with the log's key, and with no other")
	case point.Size != size || point.Root != root:
		c.health.flaw("checkpoint", "tree", "the signed checkpoint is not that of these leaves")
	}
	return nil
}

// plainNote reports whether a note is written in the one form that signing gives
// it: one signature, and no bit that nobody reads.
func plainNote(signed []byte) bool {
	text, line, ok := strings.Cut(string(signed), "\n\n— ")
	_, sig, found := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	_, err := base64.StdEncoding.Strict().DecodeString(sig)
	return ok && found && err == nil && strings.HasSuffix(line, "\n") && !strings.ContainsAny(sig, " \r\n") && text != ""
}

// stored checks the kept hashes of the tree against those computed again.
func (c *checkup) stored(ctx context.Context, hashes []tlog.Hash) {
	reader := c.desk.config.Store.Hashes(ctx)
	for from := 0; from < len(hashes); from += pageOfRows {
		to := min(from+pageOfRows, len(hashes))
		indexes := make([]int64, 0, to-from)
		for i := from; i < to; i++ {
			indexes = append(indexes, int64(i))
		}
		kept, err := reader.ReadHashes(indexes)
		if err != nil || !slices.Equal(kept, hashes[from:to]) {
			c.health.flaw("leaf", fmt.Sprintf("hashes %d to %d", from, to-1), "the kept hashes are not those of the leaves")
		}
	}
}

// files checks that every file opens and is the one that an event names, and
// that none is missing or left over.
func (c *checkup) files(ctx context.Context, listed []tocsin.FileID) error {
	c.health.Files = len(listed)
	for _, id := range listed {
		if _, ok := c.named[id]; !ok && !c.blind {
			c.health.flaw("file", string(id), "no event names it")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.named)) {
		content, err := c.desk.reader.File(ctx, id)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case errors.Is(err, store.ErrAbsent):
			err = fmt.Errorf("%s names it and it is not there", c.named[id].place)
		case err == nil:
			err = c.named[id].check(content)
		}
		if err != nil {
			c.health.flaw("file", string(id), err)
		}
	}
	return nil
}

// timers checks that every dispatch that waits has its timers, and that no timer
// is for nothing.
func (c *checkup) timers(ctx context.Context, pending []store.Timer) error {
	c.health.Timers = len(pending)
	have := map[tocsin.TimerID]bool{}
	for _, t := range pending {
		have[t.ID] = true
		err := c.timer(ctx, t)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			c.health.flaw("timer", string(t.ID), err)
		}
	}
	for _, d := range c.board.Dossiers() {
		for _, clock := range d.Clocks() {
			if id := clockID(d.ID, clock); !have[id] {
				c.health.flaw("timer", string(id), fmt.Sprintf("dossier %s waits for it and it is not there", d.ID))
			}
		}
	}
	for _, d := range c.board.Dispatches() {
		for _, w := range waitsFor(d) {
			if !have[w.id] {
				c.health.flaw("timer", string(w.id), fmt.Sprintf("dispatch %s waits for it and it is not there", d.Planned.ID))
			}
		}
	}
	return nil
}

// timer checks one timer.
func (c *checkup) timer(ctx context.Context, t store.Timer) error {
	key, err := c.desk.reader.Key(ctx, t.Key)
	if err != nil {
		return err
	}
	text, err := key.OpenTimer(t.ID, t.Stream, t.Sealed)
	if err != nil {
		return err
	}
	kind, due, err := parseTimer(text)
	if err != nil {
		return err
	}
	switch kind {
	case timerClock:
		return c.clockTimer(t, due)
	case timerKnock:
		_, what := cutKnock(text)
		if _, err := parseKnock(what); err != nil {
			return err
		}
		if !due.Equal(t.Due) && !t.Due.After(due) {
			return errors.New("it is due at another time than it should be")
		}
		return nil
	}
	d, ok := c.board.Dispatch(tocsin.DispatchID(t.Stream))
	if !c.board.Readable(t.Stream) {
		return nil // has its flaw
	}
	w, waits := waitFor(d, t.ID)
	switch {
	case !ok:
		return errors.New("it is for no dispatch that is kept")
	case !waits:
		return errors.New("its dispatch does not wait for it")
	case kind != w.kind:
		return errors.New("it is of another kind than the one its dispatch waits for")
	case !due.Equal(t.Due), !w.due.IsZero() && !due.Equal(w.due), w.due.IsZero() && !c.soon(d, due):
		return errors.New("it is due at another time than it should be")
	}
	return nil
}

// soon reports whether an attempt is due when it may be: the first one at once,
// another no later than the longest pause after what happened last.
func (c *checkup) soon(d delivery.Dispatch, due time.Time) bool {
	last := c.last[d.Planned.ID]
	if d.Attempts == 0 && len(d.Evidence) == 0 && !d.Overdue {
		return due.Equal(last)
	}
	return !due.After(last.Add(latest + leaseTime))
}
