package store

import (
	"context"
	"errors"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
)

// Errors that the store promises; compare with errors.Is.
var (
	// ErrMoved says that a stream is not at the version the caller saw: read
	// it and decide again.
	ErrMoved = errors.New("the stream has moved")
	// ErrFenced says that a lease has run out and belongs to another now, or
	// that its timer is gone.
	ErrFenced = errors.New("the lease belongs to another")
	// ErrAbsent says that a key or a file is not there.
	ErrAbsent = errors.New("not there")
	// ErrNewer says that the data was written by a newer version of the
	// program.
	ErrNewer = errors.New("written by a newer version")
)

// An Event is one sealed entry with its leaf.
type Event struct {
	// Sealed is the ciphertext of salt and entry.
	Sealed []byte
	// Leaf is what the ledger holds for it.
	Leaf ledger.Leaf
}

// A Stream is what one Append adds to one stream. Without events it is a
// condition alone: the batch is kept only if the stream is at Expect.
type Stream struct {
	ID tocsin.StreamID
	// Expect is the version the caller saw; 0 for a stream that is not there
	// yet.
	Expect int64
	// Key names the data key that the events are sealed with.
	Key    tocsin.KeyID
	Events []Event
}

// A Key is a data key, wrapped by the key-encryption key.
type Key struct {
	ID      tocsin.KeyID
	Wrapped []byte
}

// A File is a sealed file: the original of a report, a sealed warning. It is
// written once.
type File struct {
	ID     tocsin.FileID
	Key    tocsin.KeyID
	Sealed []byte
}

// A Timer is something due. Due has whole milliseconds; it is read back in UTC.
type Timer struct {
	ID     tocsin.TimerID
	Stream tocsin.StreamID
	Key    tocsin.KeyID
	Due    time.Time
	Sealed []byte
}

// A Lease is a timer given to one owner until a time. The token fences: a
// settlement with a token that is not the newest is ErrFenced. A lease that has
// run out and was given to nobody else still settles.
type Lease struct {
	Timer
	// Token is larger than every token drawn before it.
	Token int64
	// Attempts counts the leases of this timer, this one included.
	Attempts int64
}

// A Batch is kept whole or not at all. It is applied in this order: keys,
// Settle, Cancel, files, timers, events; so a timer that is settled may be set
// again under the same id. Every key that it names is there already or comes
// with it.
type Batch struct {
	Streams []Stream
	Keys    []Key
	Files   []File
	Timers  []Timer
	// Settle completes leased timers: they are gone with the batch, or the
	// batch fails with ErrFenced.
	Settle []Lease
	// Cancel removes timers by id, leased or not; one that is gone already is
	// no error.
	Cancel []tocsin.TimerID
}

// A Row is one sealed event as kept.
type Row struct {
	Position int64
	Stream   tocsin.StreamID
	Version  int64
	Key      tocsin.KeyID
	Event
}

// A Head is the ledger's tree as of the last Append.
type Head struct {
	Size int64
	Root ledger.Hash
	// Checkpoint is the signed note over size and root, written in the same
	// transaction; empty as long as no event is kept.
	Checkpoint []byte
}

// A SignHead signs size and root; it is called inside the transaction of every
// Append that adds events, once for a group. If it fails nothing is kept.
type SignHead func(size int64, root ledger.Hash) (checkpoint []byte, err error)

// A Store keeps everything.
type Store interface {
	Log
	Vault
	Timers
	// Check looks for damage that the store itself can see (page checksums,
	// indexes, foreign keys) and gives one line for each.
	Check(ctx context.Context) ([]string, error)
	// Close gives back what the store holds. Appends under way finish first.
	Close() error
}

// A Log is the events and their ledger.
type Log interface {
	// Append keeps the batch: all or none, durable when it returns. Errors:
	// ErrMoved, ErrFenced, or a fault. A caller whose ctx ends before the
	// transaction has begun gets its error and nothing is kept; later the
	// answer is waited for.
	Append(ctx context.Context, batch Batch) error
	// Read gives the rows of a stream in order, all that there are.
	Read(ctx context.Context, stream tocsin.StreamID) ([]Row, error)
	// Follow gives up to limit rows from a position on, in order; none for a
	// limit below 1.
	Follow(ctx context.Context, from int64, limit int) ([]Row, error)
	// Head gives the ledger's tree.
	Head(ctx context.Context) (Head, error)
	// Hashes reads stored hashes of the tree; one that is not there is an
	// error.
	Hashes(ctx context.Context) ledger.HashReader
}

// A Vault is the wrapped keys and the sealed files.
type Vault interface {
	// Key gives a wrapped data key, or ErrAbsent.
	Key(ctx context.Context, id tocsin.KeyID) (Key, error)
	// File gives a sealed file, or ErrAbsent.
	File(ctx context.Context, id tocsin.FileID) (File, error)
	// Files lists the ids of all files, sorted.
	Files(ctx context.Context) ([]tocsin.FileID, error)
}

// Timers is what is due.
type Timers interface {
	// Due lists up to Limit timers that are due at Now and not leased to
	// anybody beyond Now, earliest first and equal ones by id, behind a place in
	// that order. It leases none: whoever cannot do all at once looks first, and
	// leases what it can begin.
	Due(ctx context.Context, ask DueAsk) ([]Timer, error)
	// Lease gives up to Limit timers that are due at Now and not leased to
	// anybody beyond Now, earliest first. Each lease counts as an attempt and
	// draws a new token.
	Lease(ctx context.Context, ask LeaseAsk) ([]Lease, error)
	// Release gives a lease back, due again at the time given, without an
	// event: the attempt failed in a way that is worth another. The lease
	// settles nothing afterwards. Errors: ErrFenced, or a fault.
	Release(ctx context.Context, lease Lease, due time.Time) error
	// Pending lists all timers, leased or not, earliest first.
	Pending(ctx context.Context) ([]Timer, error)
}

// A LeaseAsk is what Lease is asked.
type LeaseAsk struct {
	// Owner names the process that asks.
	Owner string
	// Now is the time by the caller's clock; parts of a millisecond do not
	// count.
	Now time.Time
	// For is how long the lease lasts, in whole milliseconds.
	For time.Duration
	// Limit bounds how many are given.
	Limit int
	// Only names the timers that may be given, where not all may.
	Only []tocsin.TimerID
}

// A DueAsk is what Due is asked.
type DueAsk struct {
	// Now is the time by the caller's clock; parts of a millisecond do not
	// count.
	Now time.Time
	// After is the timer behind which the list begins, by its Due and its ID;
	// zero for the beginning.
	After Timer
	// Limit bounds how many are given.
	Limit int
}
