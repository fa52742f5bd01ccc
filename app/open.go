package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/cli"
	"example.org/tocsin/desk"
	"example.org/tocsin/keys"
	"example.org/tocsin/ledger"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
	"example.org/tocsin/watch"
)

// open opens a record that is there.
func open(ctx context.Context, at cli.Place, e Environment) (*cli.Session, error) {
	ring, kept, err := openBoth(ctx, at)
	if err != nil {
		return nil, err
	}
	c := config(ring, kept, e.Now)
	clock, err := startClock(ctx, e, at.Data, c)
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	c.Clock = clock.Now
	c.Health = health(e, at)
	d, err := desk.Open(ctx, c)
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	return newSession(e, openRecord{d, clock, later(e, at, watch.NewInbox(d))}, ring, kept), nil
}

// inspect opens a record that is there and does not open, for fsck.
func inspect(ctx context.Context, at cli.Place, e Environment) (*cli.Session, error) {
	ring, kept, err := openBoth(ctx, at)
	if err != nil {
		return nil, err
	}
	c := config(ring, kept, e.Now)
	clock, err := startClock(ctx, e, at.Data, c)
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	c.Clock = clock.Now
	d := desk.Inspect(c)
	return newSession(e, openRecord{d, clock, later(e, at, watch.NewInbox(d))}, ring, kept), nil
}

// openBoth opens the keys, and the store of a record that is there.
func openBoth(ctx context.Context, at cli.Place) (keys.Ring, store.Store, error) {
	if err := named(at); err != nil {
		return nil, nil, err
	}
	// A store would make its file.
	if at.Store == "" {
		if err := there(filepath.Join(at.Data, storeName), at.Data); err != nil {
			return nil, nil, err
		}
	}
	ring, err := custodies()[custodyName].open(at.Keys)
	if err != nil {
		return nil, nil, err
	}
	kept, err := openStore(ctx, at, signer(ring), false)
	return ring, kept, err
}

// there refuses a record that is not there.
func there(path, data string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Mode().IsRegular():
		return nil
	case err == nil:
		return tocsin.Refuse("data/broken", "restore it from a backup", "%s is no file", path)
	case errors.Is(err, fs.ErrNotExist):
		return tocsin.Refuse("data/missing", "make one with tocsin init, or name it with --data", "there is no record in %s", data)
	case errors.Is(err, fs.ErrPermission):
		return tocsin.Refuse("data/permission", "run as the user whom the record belongs to", "%s may not be reached", path)
	}
	return &cli.Fault{Say: "the record in " + data + " cannot be reached", Err: err}
}

// openStore opens the store of a place. One in a folder is made where there is
// none; one in a database only if that is asked for.
func openStore(ctx context.Context, at cli.Place, sign store.SignHead, making bool) (kept store.Store, err error) {
	if at.Store != "" {
		kept, err = openServed(ctx, at.Store, sign, making)
	} else {
		kept, err = stores()[storeName](ctx, filepath.Join(at.Data, storeName), sign)
	}
	switch {
	case errors.Is(err, store.ErrNewer):
		return nil, tocsin.Refuse("data/newer", "use that version of tocsin, or a newer one",
			"the record in %s was written by a newer version than this", whereabouts(at))
	case errors.Is(err, store.ErrAbsent):
		return nil, tocsin.Refuse("data/missing", "make one with tocsin init, or name it with --store",
			"there is no record in %s", whereabouts(at))
	}
	if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
		return nil, err
	}
	if err != nil {
		// What a store says of its file holds its place and nothing of what is
		// in it.
		return nil, &cli.Fault{Say: fmt.Sprintf("the record cannot be opened: %v", err), Err: err}
	}
	return kept, nil
}

// signer signs the heads of the ledger with the log's key, in its name.
func signer(ring keys.Ring) store.SignHead {
	log := ring.Log().Signer
	return func(size int64, root ledger.Hash) ([]byte, error) {
		return ledger.SignCheckpoint(ledger.Checkpoint{Origin: log.Name(), Size: size, Root: root}, log)
	}
}

// config is what the desk works with.
func config(ring keys.Ring, kept store.Store, now func() time.Time) desk.Config {
	return desk.Config{
		Store: kept, KeyEncryption: ring.KeyEncryption(),
		Sender: ring.Sender().Signer, SenderKey: ring.Sender().Verifier, LogKey: ring.Log().Verifier,
		Reply: ring.Reply().Identity, ReplyTo: ring.Reply().Recipient,
		Clock: now, Formats: formats(),
	}
}

// newSession puts the watch beside a desk that is open.
func newSession(e Environment, o openRecord, ring keys.Ring, kept store.Store) *cli.Session {
	d, clock := o.desk, o.clock
	return &cli.Session{
		Desk:   d,
		Signer: func(officer string) (desk.Signer, error) { return officerSigner(ring, officer) },
		Step: func(ctx context.Context) (cli.Stepped, error) {
			ways, err := o.ways()
			if err != nil {
				return cli.Stepped{}, err
			}
			// This process ends then: nothing may be under way any more.
			done, err := watch.New(d, seal.NewID[string](), ways).By(clock).Finish(ctx)
			return cli.Stepped{
				Handed: done.Handed, Again: done.Again, Never: done.Never, Overdue: done.Overdue, Clocks: done.Clocks, Left: done.Left,
				Paged: done.Paged, Held: done.Held,
			}, err
		},
		Serve: func(ctx context.Context, tell func(cli.Served)) error { return serve(ctx, e, o, tell) },
		Clock: clock,
		Close: kept.Close,
	}
}

// officerSigner gives the signer of an officer whose key is here.
func officerSigner(ring keys.Ring, officer string) (desk.Signer, error) {
	key, err := ring.Officer(officer)
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok && refusal.Rule == "keys/officer-name" {
		// No file can bear the name, so that the key cannot be here.
		return nil, tocsin.Refuse("keys/no-officer", "sign on another machine, with --request FILE", "there is no key of the officer %q here", officer)
	}
	if err != nil {
		return nil, err
	}
	return func(message []byte) (string, error) { return key.Sign(act.Namespace, message) }, nil
}
