package app

import (
	"context"
	"crypto/tls"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/BurntSushi/toml"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/channel/email"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/channel/paper"
	"example.org/tocsin/channel/relay"
	"example.org/tocsin/channel/webhook"
	"example.org/tocsin/cli"
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

// trayName is the folder in the data folder where tasks for the duty desk lie.
const trayName = "tray"

// channels are the ways of traveling that need no setting, by the name that the
// directory knows.
func channels(at cli.Place) map[string]channel.Channel {
	folder := mailbox.Open()
	return map[string]channel.Channel{
		"mailbox": folder,
		"paper":   paper.Open(folder, filepath.Join(at.Data, trayName)),
		"relay":   relay.Open(map[string]channel.Channel{"mailbox": folder}),
	}
}

// A leaf reads the table of a channel, and opens it where that is asked for.
type leaf func(d leafDeps, meta toml.MetaData, table toml.Primitive) (channel.Channel, error)

// leaves are the ways of traveling that need a table of settings.
func leaves() map[string]leaf {
	return map[string]leaf{
		"email": func(d leafDeps, meta toml.MetaData, table toml.Primitive) (channel.Channel, error) {
			c := email.Config{Now: d.now}
			if err := meta.PrimitiveDecode(table, &c); err != nil || !d.open {
				return nil, err
			}
			return email.Open(c)
		},
		"webhook": func(d leafDeps, meta toml.MetaData, table toml.Primitive) (channel.Channel, error) {
			c := webhook.Config{Now: d.now, Inbox: d.inbox}
			if err := meta.PrimitiveDecode(table, &c); err != nil || !d.open {
				return nil, err
			}
			return webhook.Open(c)
		},
	}
}

// leafNames lists the channels that need settings, sorted.
func leafNames() []string { return slices.Sorted(maps.Keys(leaves())) }

// makeBox makes a mailbox for somebody without an account.
func makeBox(root, kind string, count int) (name string, err error) {
	if kind == "hybrid" {
		kind = mailbox.KindHybrid
	}
	return mailbox.NewBox(root, mailbox.Keys{Kind: kind, Count: count})
}

// serveDrop opens the drop and the place where it is served, and gives where that
// is and what serves it.
func serveDrop(ctx context.Context, m MailboxSettings, now func() time.Time) (at string, served func() error, err error) {
	if m.Root == "" {
		return "", nil, tocsin.Refuse("config/mailbox", "name the folder of the boxes: root, in [mailbox]", "nothing says where the boxes are")
	}
	box, err := mailbox.OpenDrop(mailbox.DropConfig{Root: m.Root, Clock: now})
	if err != nil {
		return "", nil, tocsin.Refuse("config/mailbox", "mend [mailbox] in the settings", "the drop cannot be opened: %v", err)
	}
	server := mailbox.Server{Handler: box, Plain: m.Plain, OldTLS: m.OldTLS}
	if !m.Plain {
		pair, err := tls.LoadX509KeyPair(m.Certificate, m.Key)
		if err != nil {
			return "", nil, tocsin.Refuse("config/mailbox", "give certificate and key, in [mailbox]", "the certificate of the drop cannot be read")
		}
		server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	l, err := mailbox.Listen(ctx, m.Listen)
	if err != nil {
		return "", nil, tocsin.Refuse("config/mailbox", "name another listen, in [mailbox]", "nothing can listen at %s", m.Listen)
	}
	return l.Addr().String(), func() error { return server.Serve(ctx, l) }, nil
}

// A collected is what a round of collecting did.
type collected struct{ taken, refused, left int }

// collectAnswers brings what came back to the mailboxes to the inbox: what is
// routine at the end of its minute, all of it at once where that is asked for.
func collectAnswers(ctx context.Context, root string, inbox channel.Inbox, now time.Time, atOnce bool) (collected, error) {
	done, err := mailbox.Collect(ctx, mailbox.Collecting{Root: root, Inbox: inbox, Now: now, AtOnce: atOnce})
	return collected{done.Taken, done.Refused, done.Left}, err
}

// collectReceipts brings the receipts of intermediaries to the inbox.
func collectReceipts(ctx context.Context, folder string, inbox channel.Inbox) (int, error) {
	return relay.Collect(ctx, folder, inbox)
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
