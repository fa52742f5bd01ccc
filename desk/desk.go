package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"
	"github.com/tink-crypto/tink-go/v2/tink"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A Format reads the original bytes of a report in one notation.
type Format func(original []byte) (report.Import, error)

// A Config is what the desk works with; app fills it.
type Config struct {
	Store store.Store
	// KeyEncryption wraps data keys.
	KeyEncryption tink.AEAD
	// Sender signs warnings and receipts; SenderKey is its verifier key, LogKey
	// that of the checkpoints.
	Sender    note.Signer
	SenderKey string
	LogKey    string
	// Reply opens acknowledgements, which are sealed to ReplyTo.
	Reply   age.Identity
	ReplyTo string
	// Clock is the time.
	Clock func() time.Time
	// Health says why a channel does not work now, nil where it does; without it
	// nobody is asked. It sends nothing to anybody.
	Health func(ctx context.Context, channel string) error
	// Formats are the notations that can be read, by form.
	Formats map[report.Form]Format
}

// A Desk is open over one holder's record.
type Desk struct {
	config Config
	keeper *seal.Keeper
	reader *board.Reader
	// indexed is the directory as it was indexed last.
	indexed indexed
	// lists is the list of a campaign that was read last, tallies what campaigns
	// have come to.
	lists   readLists
	tallies tallies
}

// Open opens the desk over a store, which may be empty. It refuses keys that are
// not those of the data. What is damaged beyond that is for Fsck to tell.
func Open(ctx context.Context, c Config) (*Desk, error) {
	d := Inspect(c)
	rows, err := c.Store.Read(ctx, tocsin.HolderStream)
	if err != nil {
		return nil, fmt.Errorf("opening the record: %w", err)
	}
	if len(rows) == 0 {
		return d, nil
	}
	if _, err := d.reader.Key(ctx, rows[0].Key); err != nil {
		return nil, fmt.Errorf("opening the record: %w", err)
	}
	b := board.NewBoard(d.reader)
	if err := b.Load(ctx, tocsin.HolderStream); err != nil {
		return nil, fmt.Errorf("opening the record: %w", err)
	}
	if h := b.Holder; h.ID != "" && (h.Sender != c.SenderKey || h.Log != c.LogKey || h.ReplyTo != c.ReplyTo) {
		return nil, tocsin.Refuse("desk/key-folder", "name the key folder that belongs to this data, with --keys",
			"the keys are not those of this holder")
	}
	return d, nil
}

// Inspect gives the desk over a record that does not open, for Fsck to say why.
func Inspect(c Config) *Desk {
	keeper := seal.NewKeeper(c.KeyEncryption)
	return &Desk{config: c, keeper: keeper, reader: board.NewReader(c.Store, keeper)}
}

// now is the time in whole seconds.
func (d *Desk) now() time.Time { return tocsin.Second(d.config.Clock()) }

// Holder gives the holder as it is.
func (d *Desk) Holder(ctx context.Context) (holder.Holder, error) {
	s, err := load(ctx, d, tocsin.HolderStream, holderKind)
	if err != nil {
		return holder.Holder{}, err
	}
	if s.version == 0 {
		return holder.Holder{}, tocsin.Refuse("holder/none", "make one with tocsin init", "there is no holder yet")
	}
	return s.state, nil
}

// Board gives all there is, folded.
func (d *Desk) Board(ctx context.Context) (*board.Board, error) {
	b := board.NewBoard(d.reader)
	if err := b.Update(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

const (
	// retries bounds how often an act is decided again because a stream moved.
	retries = 1000
	// doubts bounds how often a refusal is decided again because something was
	// kept meanwhile.
	doubts = 20
)

// keep runs one try after another until it is kept or refused.
//
// A try reads its streams one after the other. What is kept is kept only where
// none of them moved; a refusal counts only where nothing was kept meanwhile, or
// it may be about what never stood together: the same act done by another
// process in between would be refused as being in its own way.
func (d *Desk) keep(ctx context.Context, try func(*change) error) error {
	doubtful := 0
	for range retries {
		before, err := d.config.Store.Head(ctx)
		if err != nil {
			return fmt.Errorf("reading the head: %w", err)
		}
		c := &change{desk: d}
		err = try(c)
		if _, refused := errors.AsType[*tocsin.Refusal](err); refused && doubtful < doubts {
			doubtful++
			if after, err := d.config.Store.Head(ctx); err == nil && after.Size != before.Size {
				continue
			}
		}
		if err != nil || c.empty() {
			return err
		}
		if err := c.reclock(); err != nil {
			return err
		}
		err = d.config.Store.Append(ctx, c.batch)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, store.ErrMoved):
			if ctx.Err() != nil {
				return ctx.Err()
			}
		default:
			return fmt.Errorf("keeping what was asked: %w", err)
		}
	}
	return errors.New("keeping what was asked: the streams kept moving")
}
