package file

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"filippo.io/age"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
)

// CreateOptions says what a new key folder holds. The names travel in clear
// with what the keys sign, so they say nothing about whose they are.
type CreateOptions struct {
	// SenderName is the name of the key that signs warnings, such as
	// "holder-7f3a91".
	SenderName string
	// LogName is the name of the key that signs checkpoints, which is the
	// origin of the ledger. It is not SenderName, so that a page with one does
	// not lead to the other.
	LogName string
}

// again is the remedy where a folder went away while keys were made in it.
const again = "make the folder above it, and try again"

// maxName bounds the name of a key in bytes.
const maxName = 64

// A newFile is a file of a folder that is being made.
type newFile struct {
	name    string
	content []byte
	mode    fs.FileMode
}

// Create makes the keys of a holder in a new folder, with none of an officer
// yet. The folder is there whole and durable when it returns, or it is not
// there. It refuses a path where anything is already, and names that do not
// fit a note. A process that dies on the way may leave a folder
// .NAME.new-NUMBER beside the place; nothing uses it.
func Create(dir string, options CreateOptions) error {
	if err := options.check(); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("making the key folder: %w", err)
	}
	if _, err := os.Lstat(dir); err == nil {
		return refuseExists(dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return refuseAccess(dir, err, again)
	}
	files, err := newFiles(options)
	if err != nil {
		return fmt.Errorf("making keys: %w", err)
	}
	parent := filepath.Dir(dir)
	if err := makeParents(parent); err != nil {
		return err
	}
	made, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".new-*")
	if err != nil {
		return refuseAccess(parent, err, again)
	}
	if err := fill(made, files); err != nil {
		return errors.Join(err, os.RemoveAll(made))
	}
	if err := os.Rename(made, dir); err != nil {
		if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.ENOTDIR) {
			err = refuseExists(dir)
		}
		return errors.Join(err, os.RemoveAll(made))
	}
	return syncPath(parent)
}

// check holds the names to what a note and a page can carry: visible ASCII
// without the plus that separates the parts of a key.
func (o CreateOptions) check() error {
	for _, name := range []string{o.SenderName, o.LogName} {
		valid := name != "" && len(name) <= maxName
		for _, c := range []byte(name) {
			valid = valid && c > ' ' && c < 0x7f && c != '+'
		}
		if !valid {
			return tocsin.Refuse("keys/key-name", "choose a name like holder-7f3a91",
				"%q is no name for a key: 1 to %d visible ASCII characters without space and plus", name, maxName)
		}
	}
	if o.SenderName == o.LogName {
		return tocsin.Refuse("keys/key-name", "choose two names", "the sender's key and the log's are both named %q", o.LogName)
	}
	return nil
}

// newFiles draws all keys of a folder.
func newFiles(options CreateOptions) ([]newFile, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var kek bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&kek)); err != nil {
		return nil, err
	}
	senderKey, senderPub, err := note.GenerateKey(rand.Reader, options.SenderName)
	if err != nil {
		return nil, err
	}
	logKey, logPub, err := note.GenerateKey(rand.Reader, options.LogName)
	if err != nil {
		return nil, err
	}
	reply, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	recipient := reply.Recipient().String()
	return []newFile{
		{"kek.json", line(kek.String()), privateMode},
		{"sender.key", line(senderKey), privateMode},
		{"sender.pub", line(senderPub), publicMode},
		{"log.key", line(logKey), privateMode},
		{"log.pub", line(logPub), publicMode},
		{"reply.key", line("# public key: " + recipient + "\n" + reply.String()), privateMode},
		{"reply.pub", line(recipient), publicMode},
	}, nil
}

// line ends a text with a newline.
func line(text string) []byte { return []byte(text + "\n") }

// fill writes the files and the empty folder of officers, durably.
func fill(path string, files []newFile) error {
	f, err := openFolder(path)
	if err != nil {
		return err
	}
	defer f.close()
	for _, file := range files {
		if err := f.write(file.name, file.content, file.mode); err != nil {
			return err
		}
	}
	if err := f.root.Mkdir(officers, folderMode); err != nil {
		return fmt.Errorf("making %s: %w", f.at(officers), err)
	}
	if err := f.sync(officers); err != nil {
		return err
	}
	return f.sync(".")
}

// makeParents makes the folders above a key folder, each durable before the
// next.
func makeParents(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	above := filepath.Dir(path)
	if above == path {
		return nil
	}
	if err := makeParents(above); err != nil {
		return err
	}
	if err := os.Mkdir(path, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return refuseAccess(path, err, again)
	}
	return syncPath(above)
}

// refuseExists refuses to make keys where something is.
func refuseExists(dir string) error {
	return tocsin.Refuse("keys/exists", "use the keys that are there, or name another folder", "there already is a %s", dir)
}
