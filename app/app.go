package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/cli"
	"example.org/tocsin/contact"
	"example.org/tocsin/holder"
)

// An Environment is all that the program knows of the world around it.
type Environment struct {
	// Args are the arguments, without the name of the program.
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Getenv gives a variable of the environment.
	Getenv func(string) string
	// Now is the wall clock, and Read reads all clocks of the machine; without it
	// the wall clock is taken to run on by itself.
	Now  func() time.Time
	Read func() Reading
	// ConfigDir is the user's folder of configuration; empty where there is
	// none.
	ConfigDir string
	// Dir is what relative paths are relative to; empty for the folder of the
	// process.
	Dir string
}

// Run runs the program once and gives its exit code.
func Run(ctx context.Context, e Environment) int { return cli.Run(ctx, deps(e), e.Args) }

// deps gives the command line what it needs of the world.
func deps(e Environment) cli.Deps {
	return cli.Deps{
		In: e.Stdin, Out: e.Stdout, Err: e.Stderr, Now: e.Now, Dir: e.Dir,
		Defaults: defaults(e), Version: version(),
		Init: func(ctx context.Context, at cli.Place, f cli.Founding) (h holder.Holder, err error) {
			if err := apart(at); err != nil {
				return h, err
			}
			return found(ctx, at, f, e)
		},
		Open:    func(ctx context.Context, at cli.Place) (*cli.Session, error) { return open(ctx, at, e) },
		Inspect: func(ctx context.Context, at cli.Place) (*cli.Session, error) { return inspect(ctx, at, e) },
		Where:   whereabouts,
		Lookup:  func(ctx context.Context, in, of string) (contact.Looked, error) { return lookUp(ctx, e, in, of) },
		NewBox:  func(kind string, count int) (name, folder string, err error) { return newBox(e, kind, count) },
		Config:  func() (text, from string, err error) { return inForce(e) },
		OfficerKey: func(at cli.Place, name string) (string, error) {
			return officerKey(custodies()[custodyName], at.Keys, name)
		},
		ReceiptKey: receiptKey,
		Demo:       Demo,
		Log: func(ctx context.Context, at cli.Place, reference string, fault error) string {
			return logFault(ctx, e.Now(), at, reference, fault)
		},
	}
}

// version is what the binary says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return fmt.Sprintf("%s, %s", info.Main.Version, info.GoVersion)
}

// receiptKey draws a key with which an intermediary signs receipts.
func receiptKey(name string) (private, verifier string, err error) {
	private, verifier, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", fmt.Errorf("drawing a key for receipts: %w", err)
	}
	// GenerateKey takes any name; only some can stand in a note.
	if _, err := note.NewVerifier(verifier); err != nil {
		return "", "", tocsin.Refuse("keys/key-name", "choose a name like carrier-7f3a91", "%q is no name for a key", name)
	}
	return private, verifier, nil
}
