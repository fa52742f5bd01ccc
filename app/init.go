package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/cli"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
	"example.org/tocsin/keys"
	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// usedName is the file in the key folder that says whose keys they are. It is
// written when the holder is kept, so that keys without it are of an init that
// was interrupted.
const usedName = "holder"

// found makes a holder: first the record, so that a disk which cannot be
// written is found before keys are made; then the keys; then the holder, in one
// append. Each step takes what an interrupted init has left.
func found(ctx context.Context, at cli.Place, f cli.Founding, e Environment) (holder.Holder, error) {
	if err := foundable(ctx, at, e); err != nil {
		return holder.Holder{}, err
	}
	ring, err := ownKeys(at.Keys)
	if err != nil {
		return holder.Holder{}, err
	}
	key, err := officerKey(custodies()[custodyName], at.Keys, f.Name)
	if err != nil {
		return holder.Holder{}, err
	}
	kept, err := openStore(ctx, at, signer(ring), true)
	if err != nil {
		return holder.Holder{}, err
	}
	h, err := foundIn(ctx, ring, kept, e.Now, desk.Founding{Profile: f.Profile, Packs: f.Packs, Name: f.Name, Key: key})
	if err := errors.Join(err, kept.Close()); err != nil {
		return holder.Holder{}, err
	}
	return h, markUsed(at.Keys, h.ID)
}

// foundable makes the data folder and an empty record in it, and refuses one
// that holds anything.
func foundable(ctx context.Context, at cli.Place, e Environment) error {
	if err := named(at); err != nil {
		return err
	}
	if err := os.MkdirAll(at.Data, 0o700); err != nil && at.Data != "" {
		return &cli.Fault{Say: fmt.Sprintf("the folder of the record cannot be made: %v", err), Err: err}
	}
	kept, err := openStore(ctx, at, func(int64, ledger.Hash) ([]byte, error) {
		return nil, errors.New("nothing is kept before there are keys")
	}, true)
	if err != nil {
		return err
	}
	head, err := kept.Head(ctx)
	if err := errors.Join(err, kept.Close()); err != nil {
		return err
	}
	if head.Size == 0 {
		return nil
	}
	if err := finishMark(ctx, at, e); err != nil {
		return err
	}
	return tocsin.Refuse("holder/founded", "use it, or name another place with --data or --store", "there is a holder already in %s", whereabouts(at))
}

// finishMark marks keys as used where an init was interrupted just before. Keys
// of somebody else are refused when they are opened, and not marked.
func finishMark(ctx context.Context, at cli.Place, e Environment) error {
	s, err := open(ctx, at, e)
	if err != nil {
		return err
	}
	h, err := s.Desk.Holder(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return markUsed(at.Keys, h.ID)
}

// ownKeys makes the keys, or opens those that an interrupted init has made.
func ownKeys(dir string) (keys.Ring, error) {
	used, err := os.ReadFile(filepath.Join(dir, usedName)) //nolint:gosec // the person names the folder
	if err == nil {
		return nil, tocsin.Refuse("keys/exists", "name another folder with --keys, or the record they belong to with --data",
			"the keys in %s are those of another holder, %.26q", dir, used)
	}
	custody := custodies()[custodyName]
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		var drawn [8]byte
		// crypto/rand.Read never fails: it ends the program first.
		_, _ = rand.Read(drawn[:])
		if err := custody.create(dir, "holder-"+hex.EncodeToString(drawn[:4]), "log-"+hex.EncodeToString(drawn[4:])); err != nil {
			return nil, err
		}
	}
	return custody.open(dir)
}

// officerKey gives the public key of an officer who signs on this machine, and
// makes the key if there is none.
func officerKey(of custody, dir, name string) (string, error) {
	ring, err := of.open(dir)
	if err != nil {
		return "", err
	}
	key, err := ring.Officer(name)
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok && refusal.Rule == "keys/no-officer" {
		return of.addOfficer(dir, name)
	}
	if err != nil {
		return "", err
	}
	return key.AuthorizedKey(), nil
}

// foundIn keeps the holder in an empty store.
func foundIn(ctx context.Context, ring keys.Ring, kept store.Store, now func() time.Time, f desk.Founding) (holder.Holder, error) {
	sign, err := officerSigner(ring, f.Name)
	if err != nil {
		return holder.Holder{}, err
	}
	d, err := desk.Open(ctx, config(ring, kept, now))
	if err != nil {
		return holder.Holder{}, err
	}
	f.Sign = sign
	return d.Found(ctx, f)
}

// markUsed says in the key folder whose keys they are.
func markUsed(dir string, id tocsin.HolderID) error {
	path := filepath.Join(dir, usedName)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // a public id, in a folder that is closed
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		_, err = file.WriteString(string(id) + "\n")
		err = errors.Join(err, file.Sync(), file.Close())
	}
	if err != nil {
		return &cli.Fault{Say: "the holder is made, but its keys could not be marked as used", Err: err}
	}
	return nil
}
