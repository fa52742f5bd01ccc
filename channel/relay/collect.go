package relay

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/channel"
)

// The bounds of what is collected: of one receipt, and at once.
const (
	// MaxReceipt is how large a receipt may be, in bytes.
	MaxReceipt = 4096
	maxAtOnce  = 1000
)

// refusedFolder is where what is no receipt of ours is put aside, for a person to
// look at.
const refusedFolder = "refused"

// Collect gives the receipts that lie in a folder to the inbox: files that
// intermediaries, or whoever brings their receipts, put there. What the inbox has
// kept is removed; what it refuses is put aside, under the folder's "refused"; what
// it cannot keep now stays for the next time. Hidden files are not whole yet and
// stay. It gives how many were kept.
func Collect(ctx context.Context, folder string, inbox channel.Inbox) (kept int, err error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return 0, errors.New("opening the folder of receipts: it is not there, or may not be read")
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	names, err := waiting(root)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, name := range names {
		if ctx.Err() != nil {
			return kept, errors.Join(failed, ctx.Err())
		}
		ok, err := collect(ctx, root, name, inbox)
		if ok {
			kept++
		}
		failed = errors.Join(failed, err)
	}
	return kept, failed
}

// waiting lists what lies in the folder.
func waiting(root *os.Root) ([]string, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, fmt.Errorf("reading the folder of receipts: %v", reason(err))
	}
	entries, err := dir.ReadDir(maxAtOnce)
	if closed := dir.Close(); err == nil {
		err = closed
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the folder of receipts: %v", reason(err))
	}
	var names []string
	for _, e := range entries {
		// A link, a pipe or a folder is nothing that an intermediary signed.
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// collect gives one file to the inbox.
func collect(ctx context.Context, root *os.Root, name string, inbox channel.Inbox) (bool, error) {
	raw, err := read(root, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil // another process has taken it
	case errors.Is(err, errTooLarge):
		return false, aside(root, name)
	case err != nil:
		return false, fmt.Errorf("reading a receipt: %v", reason(err))
	}
	err = inbox.Take(ctx, channel.Evidence{Channel: "relay", Bytes: raw})
	if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
		return false, aside(root, name)
	}
	if err != nil {
		return false, fmt.Errorf("handing in a receipt: %w", err)
	}
	// If it cannot be removed it is handed in again, which the inbox bears.
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return true, fmt.Errorf("removing a receipt: %v", reason(err))
	}
	return true, nil
}

// errTooLarge says that a file is no receipt.
var errTooLarge = errors.New("the file is larger than a receipt")

// read reads a file up to the size of a receipt.
func read(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, MaxReceipt+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && len(raw) > MaxReceipt {
		err = errTooLarge
	}
	return raw, err
}

// aside puts a file aside.
func aside(root *os.Root, name string) error {
	if err := root.Mkdir(refusedFolder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("putting a file aside: %v", reason(err))
	}
	// Drawn, so that it takes the place of no other.
	if err := root.Rename(name, refusedFolder+"/"+name+"-"+rand.Text()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("putting a file aside: %v", reason(err))
	}
	return nil
}

// reason says what went wrong without a path, which may name an intermediary.
func reason(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	if at, ok := errors.AsType[*os.LinkError](err); ok {
		return at.Err
	}
	return err
}
