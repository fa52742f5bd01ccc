package cli

import (
	"context"
	"io"
	"time"

	"example.org/tocsin/contact"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
)

// Deps is all that the command line is given of the world; app fills it.
type Deps struct {
	In       io.Reader
	Out, Err io.Writer
	// Now is the clock.
	Now func() time.Time
	// Dir is what relative paths are relative to; empty for the folder of the
	// process.
	Dir string
	// Defaults are the folders and the officer where no flag names them.
	Defaults Place
	// Version names the program.
	Version string

	// Init makes keys and record of a new holder.
	Init func(ctx context.Context, at Place, f Founding) (holder.Holder, error)
	// Open opens the record.
	Open func(ctx context.Context, at Place) (*Session, error)
	// Inspect opens a record that does not open, for fsck to say why.
	Inspect func(ctx context.Context, at Place) (*Session, error)
	// Where names the place of the record for people, without what is secret.
	Where func(at Place) string
	// Config gives the settings in force, and where they are from.
	Config func() (text, from string, err error)
	// Lookup asks outsiders how somebody can be reached: "security-txt", "domain",
	// "addresses" or "system" says whom.
	Lookup func(ctx context.Context, in, of string) (contact.Looked, error)
	// NewBox makes a mailbox for a recipient's keys, and gives its name and folder.
	NewBox func(kind string, count int) (name, folder string, err error)
	// OfficerKey gives the public key of an officer who signs on this machine,
	// and makes the key if there is none.
	OfficerKey func(at Place, name string) (authorizedKey string, err error)
	// ReceiptKey draws a key with which an intermediary signs receipts.
	ReceiptKey func(name string) (private, verifier string, err error)
	// Log writes a fault into the operator's log and says where that is; it
	// gives nothing where there is none.
	Log func(ctx context.Context, at Place, reference string, fault error) (path string)
	// Demo plays the demonstration in a folder; nil where there is none.
	Demo func(ctx context.Context, dir string, out io.Writer) error
}

// A Place is where a record and its keys are, and who acts.
type Place struct {
	// Data is the folder of the record; where Store names another place for
	// that, the folder of the operator's log alone.
	Data string
	// Store is the address of the database that the record is in, where it is
	// not in the folder. It may hold a password and is never shown.
	Store    string
	Keys, As string
}

// A Founding is what a new holder begins with.
type Founding struct {
	Profile policy.Profile
	// Name is that of the first officer and of his key.
	Name string
	// Packs are the files of the packs in force from the beginning.
	Packs []string
}

// A Session is a record that is open.
type Session struct {
	Desk *desk.Desk
	// Signer gives the signer of an officer whose key is on this machine.
	Signer func(officer string) (desk.Signer, error)
	// Step does one round of what is due.
	Step func(ctx context.Context) (Stepped, error)
	// Serve works until ctx ends: it does what is due as it falls due, serves the
	// drop and takes in what comes back. It tells of what it did.
	Serve func(ctx context.Context, tell func(Served)) error
	// Clock is the time that the record goes by.
	Clock Clock
	// Close gives everything back.
	Close func() error
}

// A Served is one thing that serve tells.
type Served struct {
	At time.Time `json:"at"`
	// Says is what happened, in words without content.
	Says string `json:"says"`
}

// A Clock is the time that the record goes by, beside what the machine says.
type Clock interface {
	// Now is the time.
	Now() time.Time
	// Off is how far ahead of it the clock of the machine stands.
	Off() time.Duration
	// TakeWall makes the time what the clock of the machine says.
	TakeWall() error
}

// Stepped is what one round of the watch did.
type Stepped struct {
	Handed  int `json:"handed"`
	Again   int `json:"again"`
	Never   int `json:"never"`
	Overdue int `json:"overdue"`
	Clocks  int `json:"clocks"`
	Left    int `json:"left"`
	Paged   int `json:"paged"`
	Held    int `json:"held"`
}
