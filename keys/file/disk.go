package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"example.org/tocsin"
)

// What to do about a folder that is not there, and a file that is not.
const (
	absent  = "make the keys, or say where they are"
	restore = "restore it from the backup of the keys"
)

// maxFile bounds a key file in bytes; the largest real one has a few thousand.
const maxFile = 1 << 16

// The modes of the folder, of private and of public files.
const (
	folderMode  fs.FileMode = 0o700
	privateMode fs.FileMode = 0o600
	publicMode  fs.FileMode = 0o644
)

// others are the bits of a mode that let anybody but the owner in.
const others fs.FileMode = 0o077

// A folder is a key folder, opened so that no name leads out of it.
type folder struct {
	path string
	root *os.Root
}

// openFolder opens a key folder that is ours alone.
func openFolder(path string) (*folder, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, refuseAccess(path, err, absent)
	}
	if !info.IsDir() {
		return nil, refuseAccess(path, syscall.ENOTDIR, absent)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, refuseAccess(path, err, absent)
	}
	f := &folder{path, root}
	if err := f.checkFolder("."); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// close gives the folder back. It was only read through, or everything written
// through it was synced before, so that closing has nothing left to lose.
func (f *folder) close() { _ = f.root.Close() }

// at is the path of a file of the folder, for messages.
func (f *folder) at(name string) string { return filepath.Join(f.path, name) }

// checkFolder refuses a folder that others may enter.
func (f *folder) checkFolder(name string) error {
	info, err := f.root.Stat(name)
	if err != nil {
		return refuseAccess(f.at(name), err, restore)
	}
	if !info.IsDir() {
		return tocsin.Refuse("keys/broken", restore, "%s is no folder", f.at(name))
	}
	if info.Mode().Perm()&others != 0 {
		return refuseOpen(f.at(name), info.Mode(), "chmod 700")
	}
	return nil
}

// private reads a private file that is ours alone.
func (f *folder) private(name string) ([]byte, error) {
	info, err := f.regular(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&others != 0 {
		return nil, refuseOpen(f.at(name), info.Mode(), "chmod 600")
	}
	return f.read(name)
}

// regular looks at a file before it is opened: opening a pipe would wait.
func (f *folder) regular(name string) (fs.FileInfo, error) {
	info, err := f.root.Stat(name)
	if err != nil {
		return nil, refuseAccess(f.at(name), err, restore)
	}
	if !info.Mode().IsRegular() {
		return nil, f.broken(name, "a file")
	}
	return info, nil
}

// read gives the bytes of a regular file of bounded size.
func (f *folder) read(name string) ([]byte, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return nil, refuseAccess(f.at(name), err, restore)
	}
	defer func() { _ = file.Close() }() // it is only read
	raw, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", f.at(name), err)
	}
	if len(raw) > maxFile {
		return nil, f.broken(name, "a key file")
	}
	return raw, nil
}

// broken refuses a file that is not what it should be. The cause is left out:
// the parsers of keys quote what they choke on.
func (f *folder) broken(name, what string) error {
	return tocsin.Refuse("keys/broken", restore, "%s is not %s", f.at(name), what)
}

// write makes a new file and syncs it; one that is there already is an error.
func (f *folder) write(name string, content []byte, mode fs.FileMode) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("making %s: %w", f.at(name), err)
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", f.at(name), err)
	}
	return nil
}

// sync makes the names inside a folder of the folder durable.
func (f *folder) sync(name string) error {
	dir, err := f.root.Open(name)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", f.at(name), err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("syncing %s: %w", f.at(name), err)
	}
	return nil
}

// syncPath makes the names inside any folder durable.
func syncPath(path string) error {
	root, err := os.OpenRoot(path)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	f := &folder{path, root}
	defer f.close()
	return f.sync(".")
}

// refuseAccess turns what the user can mend about reaching a path into a
// refusal; the rest is a fault.
func refuseAccess(path string, err error, remedy string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return tocsin.Refuse("keys/missing", remedy, "there is no %s", path)
	case errors.Is(err, fs.ErrPermission):
		return tocsin.Refuse("keys/permission", "run as the user whom the keys belong to", "%s may not be reached", path)
	case errors.Is(err, syscall.ENOTDIR):
		return tocsin.Refuse("keys/broken", "name a folder", "%s is not a folder, or lies in none", path)
	}
	return fmt.Errorf("opening %s: %w", path, err)
}

// refuseOpen refuses a path that others may reach.
func refuseOpen(path string, mode fs.FileMode, command string) error {
	return tocsin.Refuse("keys/open-to-others",
		fmt.Sprintf("%s %s; if somebody else may have read it, replace the keys", command, path),
		"%s has mode %04o, so others than its owner can reach it", path, mode.Perm())
}
