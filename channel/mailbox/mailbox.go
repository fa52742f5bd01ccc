// Package mailbox delivers into a folder that the recipient, or the one who
// carries it to the recipient, empties: a shared folder, a stick, a drop.
//
// Promises: a parcel is there whole or not at all, also after a crash; the same
// parcel twice is one file; another parcel never takes the place of one that is
// there; a folder that is not there is worth another attempt, because sticks are
// pulled out and plugged in again.
package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/tocsin/channel"
)

// retry is when another attempt is worth it.
const retry = 5 * time.Minute

// Channel delivers into folders.
type Channel struct{}

// Open gives the channel; it holds nothing open.
func Open() *Channel { return &Channel{} }

// Deliver writes the parcel into the folder Address under Name.
func (*Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	if p.Name == "" || p.Name != filepath.Base(p.Name) || strings.HasPrefix(p.Name, ".") {
		return channel.Never("the parcel has no name that a folder takes")
	}
	if !filepath.IsAbs(p.Address) {
		return channel.Never("the mailbox is not an absolute path")
	}
	if err := ctx.Err(); err != nil {
		return channel.Again(retry, "the attempt was ended before it began")
	}
	path := filepath.Join(p.Address, p.Name)
	switch there, err := os.ReadFile(path); { //nolint:gosec // the address is the officer's, the name is checked above
	case err == nil && bytes.Equal(there, p.Bytes):
		return channel.Handed(path)
	case err == nil:
		return channel.Never("another parcel of that name lies there")
	case !errors.Is(err, fs.ErrNotExist):
		return channel.Again(retry, reason(err))
	}
	if err := place(p.Address, path, p.Bytes); err != nil {
		return channel.Again(retry, reason(err))
	}
	return channel.Handed(path)
}

// place writes the file beside its name, makes it durable, and gives it the
// name.
func place(folder, path string, content []byte) (err error) {
	temp, err := os.CreateTemp(folder, ".incoming-*")
	if err != nil {
		return fmt.Errorf("opening the mailbox: %w", err)
	}
	defer func() {
		if err != nil {
			// What went wrong is told already; a leftover says nothing.
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(content); err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err == nil {
		err = syncFolder(folder)
	}
	if err != nil {
		return fmt.Errorf("writing into the mailbox: %w", err)
	}
	return nil
}

// syncFolder makes a new name durable.
func syncFolder(folder string) error {
	dir, err := os.Open(folder) //nolint:gosec // the address is the officer's
	if err != nil {
		return err
	}
	err = dir.Sync()
	if closed := dir.Close(); err == nil {
		err = closed
	}
	return err
}

// reason says what went wrong without the path, which may name the recipient.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return "the mailbox: " + path.Err.Error()
	}
	return "the mailbox cannot be written to"
}
