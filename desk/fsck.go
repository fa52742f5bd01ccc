package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/ledger"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
)

// A Flaw is one thing that fsck found wrong.
type Flaw struct {
	// Check is which check found it: "store", "event", "chain", "signature",
	// "leaf", "checkpoint", "file", "timer".
	Check string `json:"check"`
	// Place is where: stream and version, a file, a timer.
	Place string `json:"place"`
	Why   string `json:"why"`
}

// A Health is what fsck found.
type Health struct {
	Events     int64  `json:"events"`
	Streams    int    `json:"streams"`
	Signatures int    `json:"signatures"`
	Files      int    `json:"files"`
	Timers     int    `json:"timers"`
	Root       string `json:"root"`
	Flaws      []Flaw `json:"flaws"`
}

// flaw notes one thing wrong.
func (h *Health) flaw(check, place string, why any) {
	h.Flaws = append(h.Flaws, Flaw{check, place, fmt.Sprint(why)})
}

// checkup is one fsck under way.
type checkup struct {
	desk    *Desk
	health  Health
	streams map[tocsin.StreamID]*checked
	leaves  []ledger.Leaf
	// holder is as of the entry that is being checked, because a signature is
	// checked against the key in force at its time.
	holder holder.Holder
	board  *board.Board
}

// checked is one stream as far as it was checked.
type checked struct {
	version int64
	prev    string
	act     act.Act
	signed  bool
	broken  bool
}

// Fsck checks everything that is kept: events open, parse and chain; signatures
// are by the officers' keys over what the events say; leaves, tree and signed
// checkpoint agree; files open and are those that were filed; timers are those
// that open dispatches need.
func (d *Desk) Fsck(ctx context.Context) (Health, error) {
	c := &checkup{desk: d, streams: map[tocsin.StreamID]*checked{}, board: board.NewBoard(d.reader)}
	c.health.Flaws = []Flaw{}
	seen, err := d.config.Store.Check(ctx)
	if err != nil {
		return Health{}, fmt.Errorf("checking the store: %w", err)
	}
	for _, line := range seen {
		c.health.flaw("store", "database", line)
	}
	if err := c.events(ctx); err != nil {
		return Health{}, err
	}
	if err := c.tree(ctx); err != nil {
		return Health{}, err
	}
	if err := c.board.Update(ctx); err != nil {
		return Health{}, err
	}
	if err := c.files(ctx); err != nil {
		return Health{}, err
	}
	if err := c.timers(ctx); err != nil {
		return Health{}, err
	}
	c.health.Streams = len(c.streams)
	return c.health, nil
}

// events checks every event in order of position.
func (c *checkup) events(ctx context.Context) error {
	for {
		rows, err := c.desk.config.Store.Follow(ctx, c.health.Events, pageOfRows)
		if err != nil {
			return fmt.Errorf("reading the events: %w", err)
		}
		for _, row := range rows {
			if row.Position != c.health.Events {
				c.health.flaw("event", fmt.Sprint(row.Position), "positions are not gapless")
			}
			c.health.Events++
			c.leaves = append(c.leaves, row.Leaf)
			c.event(ctx, row)
		}
		if len(rows) < pageOfRows {
			return nil
		}
	}
}

// pageOfRows is how many rows are read at a time.
const pageOfRows = 512

// event checks one event.
func (c *checkup) event(ctx context.Context, row store.Row) {
	place := fmt.Sprintf("%s/%d", row.Stream, row.Version)
	at := c.streams[row.Stream]
	if at == nil {
		at = &checked{}
		c.streams[row.Stream] = at
	}
	opened, err := c.desk.reader.Open(ctx, row)
	if err != nil {
		c.health.flaw("event", place, err)
		at.broken = true
		return
	}
	if at.broken {
		return // the chain cannot be followed past a broken event
	}
	if err := entry.Chain(opened.Entry, row.Stream, at.version+1, at.prev); err != nil {
		c.health.flaw("chain", place, err)
		at.broken = true
		return
	}
	at.version, at.prev = opened.Entry.Version, entry.Hash(opened.Raw)
	if err := c.kind(opened.Entry); err != nil {
		c.health.flaw("event", place, err)
		return
	}
	if err := c.signature(at, opened.Entry); err != nil {
		c.health.flaw("signature", place, err)
	}
	c.holderEvent(opened.Entry)
}

// kind checks that an event is of a kind that its stream may hold, and reads.
func (c *checkup) kind(e entry.Entry) error {
	var err error
	switch {
	case slices.Contains(holder.Kinds.Names(), e.Kind):
		_, err = holder.Kinds.Decode(e)
	case slices.Contains(report.Kinds.Names(), e.Kind):
		_, err = report.Kinds.Decode(e)
	case slices.Contains(delivery.Kinds.Names(), e.Kind):
		_, err = delivery.Kinds.Decode(e)
	default:
		_, err = dossierKind.kinds.Decode(e)
	}
	return err
}

// holderEvent follows the holder's stream, so that keys are those in force.
func (c *checkup) holderEvent(e entry.Entry) {
	if e.Stream != tocsin.HolderStream {
		return
	}
	if event, err := holder.Kinds.Decode(e); err == nil {
		c.holder = holder.Evolve(c.holder, e.Stamp(), event)
	}
}

// unsigned are the kinds that the engine itself notes; every other event is
// caused by a signed act.
var unsigned = []string{"AttemptMade", "DeadlinePassed", "DeliveryReported"}

// signature checks the act behind an event: it is there, it is signed by the
// officer named with the key in force then, and the event says what it says.
func (c *checkup) signature(at *checked, e entry.Entry) error {
	if e.By == "" {
		if e.Act != "" || e.Signed != nil || !slices.Contains(unsigned, e.Kind) {
			return fmt.Errorf("a %s is not for the engine to write", e.Kind)
		}
		return nil
	}
	if e.Signed != nil {
		key, err := c.key(e)
		if err != nil {
			return err
		}
		a, err := e.Signed.Verify(key)
		if err != nil {
			return err
		}
		c.health.Signatures++
		at.act, at.signed = a, true
	}
	a := at.act
	switch {
	case !at.signed || a.ID != e.Act:
		return fmt.Errorf("the act %s that caused it is not in the stream", e.Act)
	case a.Officer != e.By:
		return fmt.Errorf("the act is another officer's")
	case e.At.Add(holder.MaxSkew).Before(a.Made) || e.At.After(a.Expires):
		return fmt.Errorf("the act was made at %s and taken in at %s", a.Made, e.At)
	}
	return saysTheSame(e, a)
}

// key gives the key of the officer of an entry, in force at its time, and checks
// the level.
func (c *checkup) key(e entry.Entry) (string, error) {
	if e.Kind == "HolderFounded" {
		var founded holder.HolderFounded
		err := json.Unmarshal(e.Body, &founded)
		return founded.First.Key, err
	}
	o, ok := c.holder.Officer(e.By)
	switch {
	case !ok:
		return "", fmt.Errorf("officer %s was not listed then", e.By)
	case !o.Active(e.At):
		return "", fmt.Errorf("officer %s did not act then", e.By)
	case o.Level != e.Level:
		return "", fmt.Errorf("officer %s was not a %s then", e.By, e.Level)
	}
	return o.Key, nil
}

// saysTheSame checks that an event says nothing else than its act where both
// speak: every field of the event's body that the act's body has too, at any
// depth of the act, is the same to the byte.
func saysTheSame(e entry.Entry, a act.Act) error {
	var body map[string]json.RawMessage
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return err
	}
	said := map[string][]json.RawMessage{}
	collect(a.Body, said)
	for name, value := range body {
		if values, spoken := said[name]; spoken && !slices.ContainsFunc(values, func(v json.RawMessage) bool {
			return bytes.Equal(v, value)
		}) {
			return fmt.Errorf("the event's %q is not what the officer signed", name)
		}
	}
	return nil
}

// collect gathers the fields of a JSON object and of the objects in it.
func collect(raw json.RawMessage, into map[string][]json.RawMessage) {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return // not an object: it has no fields
	}
	for name, value := range object {
		into[name] = append(into[name], value)
		collect(value, into)
	}
}

// tree checks that leaves, stored hashes and signed checkpoint agree.
func (c *checkup) tree(ctx context.Context) error {
	head, err := c.desk.config.Store.Head(ctx)
	if err != nil {
		return fmt.Errorf("reading the head: %w", err)
	}
	hashes := make([]tlog.Hash, 0, 2*len(c.leaves))
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			found[i] = hashes[x]
		}
		return found, nil
	})
	for i, leaf := range c.leaves {
		added, err := tlog.StoredHashes(int64(i), leaf[:], reader)
		if err != nil {
			return fmt.Errorf("growing the tree again: %w", err)
		}
		hashes = append(hashes, added...)
	}
	root, err := ledger.Root(int64(len(c.leaves)), reader)
	if err != nil {
		return fmt.Errorf("computing the root: %w", err)
	}
	c.health.Root = root.String()
	if head.Size != int64(len(c.leaves)) || head.Root != root {
		c.health.flaw("leaf", "tree", fmt.Sprintf("the head says %d leaves, %s; there are %d, %s", head.Size, head.Root, len(c.leaves), root))
	}
	c.stored(ctx, hashes)
	if head.Size == 0 {
		return nil
	}
	verifier, err := note.NewVerifier(c.desk.config.LogKey)
	if err != nil {
		return fmt.Errorf("reading the log's key: %w", err)
	}
	point, err := ledger.OpenCheckpoint(head.Checkpoint, verifier.Name(), verifier)
	if err != nil {
		c.health.flaw("checkpoint", "tree", err)
		return nil
	}
	if point.Size != int64(len(c.leaves)) || point.Root != root {
		c.health.flaw("checkpoint", "tree", "the signed checkpoint is not that of these leaves")
	}
	return nil
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
