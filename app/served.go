package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/cli"
	"example.org/tocsin/store"
)

// serverOf gives the kind of store that an address is of. An address is never
// shown: it may hold a password.
func serverOf(address string) (served, error) {
	scheme, _, _ := strings.Cut(address, ":")
	kind, known := servers()[strings.ToLower(scheme)]
	if !known {
		return served{}, tocsin.Refuse("data/store", "write it as postgres://USER@HOST:PORT/DATABASE", "no store of ours has an address like that of --store")
	}
	return kind, nil
}

// whereabouts names the place of a record for people.
func whereabouts(at cli.Place) string {
	if at.Store == "" {
		return filepath.Clean(at.Data)
	}
	kind, err := serverOf(at.Store)
	if err == nil {
		if place, err := kind.place(at.Store); err == nil {
			return place
		}
	}
	return "the database of --store"
}

// openServed opens a store on a server, or makes it.
func openServed(ctx context.Context, address string, sign store.SignHead, making bool) (store.Store, error) {
	kind, err := serverOf(address)
	if err != nil {
		return nil, err
	}
	if _, err := kind.place(address); err != nil {
		return nil, tocsin.Refuse("data/store", "write it as postgres://USER@HOST:PORT/DATABASE", "%v", err)
	}
	do := kind.open
	if making {
		do = kind.create
	}
	kept, err := do(ctx, address, sign)
	if err != nil {
		return nil, err
	}
	return frank{kept, kind.unknown}, nil
}

// A frank store says so where nobody knows whether something was kept: what
// commands say of a fault is that nothing was.
type frank struct {
	store.Store

	unknown error
}

// Append keeps the batch.
func (f frank) Append(ctx context.Context, batch store.Batch) error {
	err := f.Store.Append(ctx, batch)
	if errors.Is(err, f.unknown) {
		return &cli.Fault{Say: "the server went away before it answered; whether this was kept shows when it is back, before you do it again", Err: err}
	}
	return err
}
