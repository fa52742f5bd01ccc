package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
)

// smallFile bounds what is read of a file that is no report.
const smallFile = 1 << 20

// read reads a file that the command line names, or stdin for "-", up to most
// bytes.
func (c *call) read(name string, most int64) ([]byte, error) {
	if name == "-" {
		raw, err := io.ReadAll(io.LimitReader(c.in, most))
		if err != nil {
			return nil, fmt.Errorf("reading stdin: %w", err)
		}
		return raw, nil
	}
	file, err := os.Open(c.path(name))
	if err != nil {
		return nil, refuseFile(name, err)
	}
	defer func() { _ = file.Close() }() // it is only read
	raw, err := io.ReadAll(io.LimitReader(file, most))
	if err != nil {
		return nil, refuseFile(name, err)
	}
	return raw, nil
}

// refuseFile turns what a person can mend about a file into a refusal.
func refuseFile(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return tocsin.Refuse("file/missing", "name a file that is there", "there is no %s", name)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return tocsin.Refuse("file/permission", "ask the one who owns it, or name another place", "%s may not be reached", name)
	case errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.ENOTDIR):
		return tocsin.Refuse("file/kind", "name a file", "%s is no file, or lies in none", name)
	}
	return &Fault{Say: "the file " + name + " could not be reached", Err: err}
}

// write makes a file whole and durable, for its owner alone, and never over
// another: writing the same again is no error.
func (c *call) write(name string, content []byte) (err error) {
	path := c.path(name)
	temp, err := os.CreateTemp(filepath.Dir(path), ".tocsin-*")
	if err != nil {
		return refuseFile(name, err)
	}
	defer func() {
		if removed := os.Remove(temp.Name()); err == nil && removed != nil {
			err = refuseFile(name, removed)
		}
	}()
	_, err = temp.Write(content)
	if err == nil {
		err = temp.Sync()
	}
	if err := errors.Join(err, temp.Close()); err != nil {
		return refuseFile(name, err)
	}
	err = os.Link(temp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, content) { //nolint:gosec // the person names it
			return nil
		}
		return tocsin.Refuse("file/exists", "name another file, or move that one away", "there already is a %s", name)
	}
	if err != nil {
		return refuseFile(name, err)
	}
	return nil
}

// free refuses a name that is taken, before anything is done for it.
func (c *call) free(name string) error {
	if name == "" || name == "-" {
		return nil
	}
	if _, err := os.Lstat(c.path(name)); err == nil {
		return tocsin.Refuse("file/exists", "name another file, or move that one away", "there already is a %s", name)
	}
	return nil
}

// lines gives a value that is written out, or the lines of the file that it
// names, without comments.
func (c *call) lines(value string, written func(string) bool) ([]string, error) {
	if value = strings.TrimSpace(value); value == "" || written(value) {
		return []string{value}, nil
	}
	raw, err := c.read(value, smallFile)
	if err != nil {
		return nil, err
	}
	var found []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			found = append(found, line)
		}
	}
	if len(found) == 0 {
		return nil, tocsin.Refuse("file/empty", "name the file that holds the key", "%s holds no key", value)
	}
	return found, nil
}

// line is lines for a file that holds one.
func (c *call) line(value string, written func(string) bool) (string, error) {
	found, err := c.lines(value, written)
	switch {
	case err != nil:
		return "", err
	case len(found) > 1:
		return "", tocsin.Refuse("file/one-line", "name a file with one key", "%s holds %d keys", value, len(found))
	}
	return found[0], nil
}

// isVerifier reports whether a value is a note verifier key.
func isVerifier(value string) bool {
	_, err := note.NewVerifier(value)
	return err == nil
}

// isPublicKey reports whether a value begins as a public key of OpenSSH does.
func isPublicKey(value string) bool {
	return strings.HasPrefix(value, "ssh-") || strings.HasPrefix(value, "sk-ssh-") || strings.HasPrefix(value, "ecdsa-")
}

// isRecipient reports whether a value begins as a key to seal to does.
func isRecipient(value string) bool { return strings.HasPrefix(value, "age1") || isPublicKey(value) }
