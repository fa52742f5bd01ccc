package app

import (
	"context"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/desk"
	"example.org/tocsin/format/stix"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/sqlite"
)

// Everything that can be exchanged stands in this file: to add a leaf, make its
// folder and add its line; to take one away, the reverse.

// formats are the notations that reports are read in.
func formats() map[report.Form]desk.Format {
	return map[report.Form]desk.Format{
		report.FormSTIX: stix.Import,
	}
}

// channels are the ways of traveling, by the name that the directory knows.
func channels() map[string]channel.Channel {
	return map[string]channel.Channel{
		"mailbox": mailbox.Open(),
	}
}

// A keeping is one kind of store.
type keeping func(ctx context.Context, path string, sign store.SignHead) (store.Store, error)

// stores are the stores by the name of their file in the data folder.
func stores() map[string]keeping {
	return map[string]keeping{
		"tocsin.db": func(ctx context.Context, path string, sign store.SignHead) (store.Store, error) {
			return sqlite.Open(ctx, path, sign)
		},
	}
}

// A served is one kind of store on a server.
type served struct {
	// open opens a record that is there, create makes one as well.
	open, create keeping
	// place names the place of an address for people, without what is secret.
	place func(address string) (string, error)
	// unknown says that a batch may have been kept or not.
	unknown error
}

// servers are the stores on servers, by the schemes of their addresses.
func servers() map[string]served {
	onPostgres := served{
		open: func(ctx context.Context, address string, sign store.SignHead) (store.Store, error) {
			return postgres.Open(ctx, address, sign)
		},
		create: func(ctx context.Context, address string, sign store.SignHead) (store.Store, error) {
			return postgres.Make(ctx, address, sign)
		},
		place:   postgres.Place,
		unknown: postgres.ErrUnknown,
	}
	return map[string]served{"postgres": onPostgres, "postgresql": onPostgres}
}

// A custody is one kind of custody of keys.
type custody struct {
	create     func(at, sender, log string) error
	open       func(at string) (keys.Ring, error)
	addOfficer func(at, name string) (authorizedKey string, err error)
}

// custodies are the ways of keeping keys.
func custodies() map[string]custody {
	return map[string]custody{
		"file": {
			create: func(at, sender, log string) error {
				return file.Create(at, file.CreateOptions{SenderName: sender, LogName: log})
			},
			open:       func(at string) (keys.Ring, error) { return file.Open(at) },
			addOfficer: file.AddOfficer,
		},
	}
}
