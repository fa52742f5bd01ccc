package desk

import (
	"context"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// A Flaw is one thing that fsck found wrong.
type Flaw struct {
	// Check is which check found it: "store", "event", "chain", "signature",
	// "decision", "leaf", "checkpoint", "file", "timer".
	Check string `json:"check"`
	// Place is where: stream and version, a file, a timer.
	Place string `json:"place"`
	// Why says what is wrong; it holds no content.
	Why string `json:"why"`
}

// A Health is what fsck found.
type Health struct {
	Events     int64 `json:"events"`
	Streams    int   `json:"streams"`
	Signatures int   `json:"signatures"`
	Files      int   `json:"files"`
	Timers     int   `json:"timers"`
	// Undecided counts the acts of the first version of the record that cannot be
	// decided again, because its rules are held no longer; they are no flaws.
	Undecided int    `json:"undecided"`
	Root      string `json:"root"`
	Flaws     []Flaw `json:"flaws"`
}

// flaw notes one thing wrong.
func (h *Health) flaw(check, place string, why any) {
	h.Flaws = append(h.Flaws, Flaw{check, place, fmt.Sprint(why)})
}

// A checkup is one fsck under way.
type checkup struct {
	desk   *Desk
	health Health
	leaves []ledger.Leaf
	// board is the record before the group, the events of one act or of one
	// note of the engine.
	board *board.Board
	group []board.Opened
	// blind is true where an act could not be decided again: what it names is
	// not known then.
	blind bool
	// acts are those that have happened, by the hash of their bytes.
	acts map[string]bool
	// named are the files that events name, last is when something last happened
	// to each dispatch.
	named map[tocsin.FileID]namedFile
	last  map[tocsin.DispatchID]time.Time
	// campaigns are what is decided again of campaigns.
	campaigns campaigns
}

// A namedFile is a file that an event names, with what it must be.
type namedFile struct {
	place string
	check func(content []byte) error
}

// Fsck checks everything that is kept: events open, parse and chain; each act is
// signed with the key that its officer had then, and its events are those that
// follow from it, decided again; leaves, tree and signed checkpoint agree; files
// are those that events name; timers are those that dispatches wait for.
//
// It finds what was changed even by one who holds the key-encryption key and the
// log's key, but no officer's key, save: that an act is missing altogether on
// which nothing else hangs, as the newest do, which only an older checkpoint in
// other hands shows; when exactly within its life an act was taken in; what the
// engine noted of an attempt; and whether the sealed file is the text that was
// cleared, which nobody here can open.
func (d *Desk) Fsck(ctx context.Context) (Health, error) {
	c := &checkup{
		desk: d, board: board.NewBoard(d.reader), acts: map[string]bool{},
		named: map[tocsin.FileID]namedFile{}, last: map[tocsin.DispatchID]time.Time{},
		campaigns: campaigns{map[tocsin.FileID][]func([]byte) error{}, map[tocsin.WarningID][]movement{}},
	}
	c.health.Flaws = []Flaw{}
	seen, err := d.config.Store.Check(ctx)
	for _, line := range seen {
		c.health.flaw("store", "database", line)
	}
	var kept rest
	if err == nil {
		kept, err = c.catchUp(ctx)
	}
	c.health.Streams = c.board.Streams()
	switch {
	case ctx.Err() != nil:
		return Health{}, fmt.Errorf("checking what is kept: %w", ctx.Err())
	case err != nil:
		// A store that cannot be read is what fsck is there to find.
		c.health.flaw("store", "database", err)
		return c.health, nil
	}
	if err := c.tree(ctx, kept.head); err != nil {
		return Health{}, err
	}
	if err := c.files(ctx, kept.files); err != nil {
		return Health{}, err
	}
	if err := c.timers(ctx, kept.timers); err != nil {
		return Health{}, err
	}
	return c.health, nil
}

// A rest is what is kept besides the events, as of the same moment.
type rest struct {
	head   store.Head
	files  []tocsin.FileID
	timers []store.Timer
}

// catchUp checks the events, and reads the rest as of the last of them: others
// may be writing meanwhile. It ends where the events and the head agree on how
// many there are, or where they will not.
func (c *checkup) catchUp(ctx context.Context) (rest, error) {
	var r rest
	for before := int64(-1); ; before = c.health.Events {
		err := c.events(ctx)
		if err == nil {
			r.files, err = c.desk.config.Store.Files(ctx)
		}
		if err == nil {
			r.timers, err = c.desk.config.Store.Pending(ctx)
		}
		if err == nil {
			r.head, err = c.desk.config.Store.Head(ctx)
		}
		if err != nil {
			return r, fmt.Errorf("reading what is kept: %w", err)
		}
		if r.head.Size <= c.health.Events || c.health.Events == before {
			return r, c.finish()
		}
	}
}

// pageOfRows is how many rows are read at a time.
const pageOfRows = 512

// events checks every event that was not checked yet, in order of position.
func (c *checkup) events(ctx context.Context) error {
	for {
		rows, err := c.desk.config.Store.Follow(ctx, int64(len(c.leaves)), pageOfRows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Position != c.health.Events {
				c.health.flaw("event", fmt.Sprint(row.Position), "positions are not gapless")
			}
			c.health.Events++
			c.leaves = append(c.leaves, row.Leaf)
			if err := c.event(ctx, row); err != nil {
				return err
			}
		}
		if len(rows) < pageOfRows {
			return nil
		}
	}
}

// event opens one event and puts it to those of the same act.
func (c *checkup) event(ctx context.Context, row store.Row) error {
	opened, err := c.desk.reader.Open(ctx, row)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		c.health.flaw("event", placeOf(row.Stream, row.Version), err)
		if err := c.finish(); err != nil {
			return err
		}
		c.board.Fail(row.Stream, err)
		c.blind = true
		return nil
	}
	if !c.belongs(opened) {
		if err := c.finish(); err != nil {
			return err
		}
	}
	if c.board.Readable(row.Stream) { // the chain cannot be followed past a break
		c.group = append(c.group, opened)
	}
	return nil
}

// placeOf names an event.
func placeOf(stream tocsin.StreamID, version int64) string {
	return fmt.Sprintf("%s/%d", stream, version)
}

// belongs reports whether an event was kept with the group: caused by the same
// act, or what the dossier is told of the engine's note.
func (c *checkup) belongs(o board.Opened) bool {
	if len(c.group) == 0 {
		return false
	}
	first, e := c.group[0].Entry, o.Entry
	if first.By == "" || e.By == "" {
		return first.By == e.By && len(c.group) == 1 && e.Kind == "DeliveryReported"
	}
	return e.Act == first.Act && (e.Signed == nil || first.Signed != nil && e.Signed.Bytes == first.Signed.Bytes)
}

// finish checks the group and takes it into the record.
func (c *checkup) finish() error {
	group := c.group
	if c.group = nil; len(group) == 0 {
		return nil
	}
	must, flaw := c.decision(group)
	for _, o := range group {
		before, _ := c.board.Dispatch(tocsin.DispatchID(o.Entry.Stream))
		if err := c.board.Take(o); err != nil {
			c.health.flaw("chain", placeOf(o.Entry.Stream, o.Entry.Version), err)
			flaw, must = nil, nil
		}
		c.took(o, before)
		c.last[tocsin.DispatchID(o.Entry.Stream)] = o.Entry.At
	}
	if flaw == nil && must != nil {
		flaw = c.compare(group, must)
	}
	c.blind = c.blind || must == nil
	if flaw != nil {
		c.health.Flaws = append(c.health.Flaws, *flaw)
	}
	return nil
}
