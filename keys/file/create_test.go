package file_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/keys/file"
)

// TestCreate makes a folder that is whole, private, and that opens.
func TestCreate(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	want := map[string]fs.FileMode{".": 0o700, "officers": 0o700, "officers/ana": 0o600, "officers/ana.pub": 0o644}
	for _, name := range private {
		want[name] = 0o600
	}
	for _, name := range public {
		want[name] = 0o644
	}
	got := map[string]fs.FileMode{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		got[path] = info.Mode().Perm()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, mode := range want {
		// A umask may take bits away from the public files, never add any.
		if got[path]|mode != mode || mode&0o700 != got[path]&0o700 {
			t.Errorf("%s has mode %04o, not %04o", path, got[path], mode)
		}
		delete(got, path)
	}
	if len(got) > 0 {
		t.Errorf("there is more in the folder: %v", got)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); err != nil || len(left) > 0 {
		t.Errorf("drafts were left: %v %v", left, err)
	}
}

// TestCreateRefuses never makes keys over anything, nor under a name that does
// not fit a note.
func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	before := snapshot(t, dir)
	refused(t, file.Create(dir, names), "keys/exists", dir)
	refused(t, file.Create(dir+"/", names), "keys/exists", dir)
	if after := snapshot(t, dir); after != before {
		t.Error("the keys that were there have changed")
	}
	empty := t.TempDir()
	refused(t, file.Create(empty, names), "keys/exists", empty)
	plain := filepath.Join(empty, "file")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, file.Create(plain, names), "keys/exists", plain)
	refused(t, file.Create(filepath.Join(plain, "keys"), names), "keys/broken", plain)
	dangling := filepath.Join(empty, "link")
	if err := os.Symlink(filepath.Join(empty, "nowhere"), dangling); err != nil {
		t.Fatal(err)
	}
	refused(t, file.Create(dangling, names), "keys/exists", dangling)

	place := filepath.Join(empty, "keys")
	for _, bad := range []string{"", "holder 1", "holder+1", "holder\n", "holder\u00a01", "höl", "\x1b[2J", strings.Repeat("a", 65)} {
		refused(t, file.Create(place, file.CreateOptions{SenderName: bad, LogName: "log"}), "keys/key-name", "")
		refused(t, file.Create(place, file.CreateOptions{SenderName: "holder", LogName: bad}), "keys/key-name", "")
	}
	refused(t, file.Create(place, file.CreateOptions{SenderName: "one", LogName: "one"}), "keys/key-name", "one")
	if _, err := os.Lstat(place); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was made: %v", err)
	}
}

// snapshot is the content of a folder as one string.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(os.DirFS(dir), path)
		fmt.Fprintf(&b, "%s %q\n", path, raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCreateOnce lets many make one folder at once: one does, and its keys are
// the ones that are there.
func TestCreateOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	var made sync.Map
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			err := file.Create(dir, file.CreateOptions{SenderName: fmt.Sprintf("holder-%d", i), LogName: "log"})
			if err == nil {
				made.Store(i, true)
				return
			}
			refused(t, err, "keys/exists", dir)
		})
	}
	wg.Wait()
	ring := open(t, dir)
	count := 0
	made.Range(func(i, _ any) bool {
		count++
		if want := fmt.Sprintf("holder-%d", i); ring.Sender().Signer.Name() != want {
			t.Errorf("the keys are of %s, and %s made them", ring.Sender().Signer.Name(), want)
		}
		return true
	})
	if count != 1 {
		t.Errorf("%d made the folder", count)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); err != nil || len(left) > 0 {
		t.Errorf("drafts were left: %v %v", left, err)
	}
}

// TestCreateKilled ends the process at any moment: the folder is there whole
// or not at all.
func TestCreateKilled(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv("TOCSIN_TEST_CREATE"); dir != "" {
		_ = file.Create(dir, names)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	newFolder(t)
	long := time.Since(began)
	whole, none := 0, 0
	const kills = 30
	for i := range kills {
		dir := filepath.Join(t.TempDir(), "keys")
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestCreateKilled$")
		cmd.Env = append(os.Environ(), "TOCSIN_TEST_CREATE="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Wait until the draft is there, then a little, more each time.
		for !there(filepath.Join(filepath.Dir(dir), ".keys.new-*")) && !there(dir) {
			time.Sleep(20 * time.Microsecond)
		}
		time.Sleep(long * 3 / 2 * time.Duration(i) / kills)
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			none++
			continue
		}
		open(t, dir)
		whole++
	}
	// On a busy machine all kills may come early, so this is only said.
	t.Logf("killed while making keys: %d folders whole, %d not there", whole, none)
}

// there reports whether anything matches a pattern.
func there(pattern string) bool {
	found, err := filepath.Glob(pattern)
	return err == nil && len(found) > 0
}
