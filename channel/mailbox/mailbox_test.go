package mailbox_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

// name is a parcel's.
const name = "abcdefghijklmnopqrstuvwxyz.age"

// content is what is in it.
var content = bytes.Repeat([]byte("sealed "), 3000)

// deliver delivers the parcel into a folder.
func deliver(t *testing.T, folder string) channel.Outcome {
	t.Helper()
	return mailbox.Open().Deliver(t.Context(), channel.Parcel{Name: name, Address: folder, Bytes: content})
}

// ends fails the test unless an attempt ended in a way, without naming a path.
func ends(t *testing.T, got channel.Outcome, want delivery.Outcome, folder string) {
	t.Helper()
	if got.Kind != want {
		t.Fatalf("the attempt ended %q (%s), want %q", got.Kind, got.Reason, want)
	}
	if folder != "" && strings.Contains(got.Reason, filepath.Base(folder)) || strings.Contains(got.Reason, name) {
		t.Errorf("the reason names a path: %s", got.Reason)
	}
	if (got.Kind == delivery.OutcomeHanded) != (got.Reason == "") || (got.Kind == delivery.OutcomeAgain) != (got.After > 0) {
		t.Errorf("the outcome is %+v", got)
	}
}

// holds fails the test unless a folder holds exactly these files.
func holds(t *testing.T, folder string, want map[string][]byte) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil || !bytes.Equal(got, want[e.Name()]) {
			t.Errorf("%s holds %d bytes, not %d (%v)", e.Name(), len(got), len(want[e.Name()]), err)
		}
	}
	if len(entries) != len(want) {
		t.Errorf("the folder holds %d files, not %d: %v", len(entries), len(want), entries)
	}
}

// TestDeliver delivers a parcel once, twice, and by many at once: it is one
// file.
func TestDeliver(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := deliver(t, folder)
	ends(t, first, delivery.OutcomeHanded, folder)
	if first.Evidence != filepath.Join(folder, name) {
		t.Errorf("the evidence is %q", first.Evidence)
	}
	before, err := os.Stat(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { ends(t, deliver(t, folder), delivery.OutcomeHanded, folder) })
	}
	all.Wait()
	holds(t, folder, map[string][]byte{name: content})
	if after, err := os.Stat(filepath.Join(folder, name)); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the file was written again: %v", err)
	}
	if before.Mode().Perm()&0o077&^0o044 != 0 {
		t.Errorf("the file has mode %s", before.Mode())
	}
}

// TestManyAtOnce delivers into an empty folder by many at once.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	for range 20 {
		folder := t.TempDir()
		var all sync.WaitGroup
		outcomes := make([]channel.Outcome, 8)
		for i := range outcomes {
			all.Go(func() { outcomes[i] = deliver(t, folder) })
		}
		all.Wait()
		for _, o := range outcomes {
			ends(t, o, delivery.OutcomeHanded, folder)
		}
		holds(t, folder, map[string][]byte{name: content})
	}
}

// TestTaken never takes the place of what is there, and touches nothing that a
// name leads to.
func TestTaken(t *testing.T) {
	t.Parallel()
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, put := range map[string]func(path string) error{
		"another parcel": func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("x"), len(content)), 0o600) },
		"a shorter one":  func(path string) error { return os.WriteFile(path, content[:99], 0o600) },
		"a longer one": func(path string) error {
			return os.WriteFile(path, append(slices.Clip(content), '\n'), 0o600)
		},
		"an empty one":       func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a folder":           func(path string) error { return os.Mkdir(path, 0o700) },
		"a link to the same": func(path string) error { return os.Symlink(elsewhere, path) },
		"a link to nothing":  func(path string) error { return os.Symlink("nowhere", path) },
		"a link to itself":   func(path string) error { return os.Symlink(path, path) },
		"an endless device":  func(path string) error { return os.Symlink("/dev/zero", path) },
		"a pipe":             func(path string) error { return syscall.Mkfifo(path, 0o600) },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, name)
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			ends(t, deliver(t, folder), delivery.OutcomeAgain, folder)
			after, err := os.Lstat(path)
			if err != nil || !os.SameFile(before, after) || before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()) {
				t.Errorf("it was touched: %v, %v", after, err)
			}
			if entries, _ := os.ReadDir(folder); len(entries) != 1 {
				t.Errorf("something was left: %v", entries)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			ends(t, deliver(t, folder), delivery.OutcomeHanded, folder)
			holds(t, folder, map[string][]byte{name: content})
		})
	}
	if kept, err := os.ReadFile(elsewhere); err != nil || !bytes.Equal(kept, content) {
		t.Error("a file elsewhere was touched")
	}
}

// TestLinkOfTheSameSize has a link in the place of the parcel that is as long as
// the parcel, and leads to the same bytes.
func TestLinkOfTheSameSize(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := filepath.Join(t.TempDir(), "elsewhere")
	small := bytes.Repeat([]byte("x"), len(target))
	if err := os.WriteFile(target, small, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
	o := mailbox.Open().Deliver(t.Context(), channel.Parcel{Name: name, Address: folder, Bytes: small})
	ends(t, o, delivery.OutcomeAgain, folder)
}

// TestNames refuses names that lead out of the folder or hide in it, and
// addresses that are none.
func TestNames(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, n := range []string{
		"", ".", "..", "/", "a/b", "../a", "/a", ".a", "-a", "a\x00b", "a\nb", "a b", "é", `a\b`, "a:b", strings.Repeat("a", 300),
	} {
		o := mailbox.Open().Deliver(t.Context(), channel.Parcel{Name: n, Address: folder, Bytes: content})
		if o.Kind != delivery.OutcomeNever {
			t.Errorf("%q ended %q", n, o.Kind)
		}
	}
	for _, address := range []string{"", "relative", "./here", "~/box"} {
		o := mailbox.Open().Deliver(t.Context(), channel.Parcel{Name: name, Address: address, Bytes: content})
		ends(t, o, delivery.OutcomeNever, "")
	}
	holds(t, folder, nil)
}

// TestStick pulls a folder out and plugs it in again; what stands in its place
// meanwhile is not taken for it.
func TestStick(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "stick")
	ends(t, deliver(t, folder), delivery.OutcomeAgain, folder)
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ends(t, deliver(t, folder), delivery.OutcomeAgain, folder)
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	ends(t, deliver(t, folder), delivery.OutcomeHanded, folder)
	holds(t, folder, map[string][]byte{name: content})
	// The recipient empties it: the same parcel comes again only if it is
	// delivered again.
	if err := os.Remove(filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
	ends(t, deliver(t, folder), delivery.OutcomeHanded, folder)
}

// TestEnded begins nothing after the end.
func TestEnded(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := mailbox.Open().Deliver(ctx, channel.Parcel{Name: name, Address: folder, Bytes: content})
	ends(t, o, delivery.OutcomeAgain, folder)
	holds(t, folder, nil)
}

// TestLeftovers clears away what attempts at this parcel left behind, and
// nothing else.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	drawn := strings.Repeat("A", 26)
	keep := map[string][]byte{
		".incoming-other.age-" + drawn:             []byte("another's"),
		".incoming-" + name + "-b.age-" + drawn:    []byte("of a longer name"),
		".incoming-" + name + "-short":             []byte("nobody drew this"),
		"incoming-" + name + "-" + drawn:           []byte("not hidden"),
		".incoming-" + strings.ToUpper(name) + "-": []byte("in capitals"),
	}
	gone := []string{".incoming-" + name + "-" + drawn, ".incoming-" + name + "-" + strings.Repeat("7", 26)}
	for n, c := range keep {
		if err := os.WriteFile(filepath.Join(folder, n), c, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range gone {
		if err := os.WriteFile(filepath.Join(folder, n), content[:17], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ends(t, deliver(t, folder), delivery.OutcomeHanded, folder)
	keep[name] = content
	holds(t, folder, keep)
}

// TestReadOnly has a folder that cannot be written to. Root writes everywhere,
// so this is a folder of the kernel.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"/proc/self", "/sys/kernel"} {
		if _, err := os.Stat(folder); err != nil {
			continue
		}
		ends(t, deliver(t, folder), delivery.OutcomeAgain, folder)
	}
}

// The environment of a child that is killed.
const (
	childFolder = "MAILBOX_TEST_FOLDER"
	childBytes  = 8 << 20
)

// large is a parcel that takes a while to write.
func large(i int) channel.Parcel {
	return channel.Parcel{Name: fmt.Sprintf("parcel-%d", i), Address: os.Getenv(childFolder), Bytes: bytes.Repeat([]byte{byte('a' + i%26)}, childBytes)}
}

// TestChild delivers until it is killed; it is no test of its own.
func TestChild(t *testing.T) {
	t.Parallel()
	if os.Getenv(childFolder) == "" {
		return // not a child of TestKilled
	}
	for i := range 1000 {
		mailbox.Open().Deliver(t.Context(), large(i))
	}
}

// TestKilled kills a process again and again while it delivers: every parcel is
// there whole or not at all, and delivering it again brings it and leaves
// nothing behind.
func TestKilled(t *testing.T) {
	t.Parallel()
	partial := 0
	for i := range 12 {
		folder := t.TempDir()
		child := exec.Command(os.Args[0], "-test.run=^TestChild$")
		child.Env = append(os.Environ(), childFolder+"="+folder)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+i*17) * time.Millisecond)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(e.Name(), ".incoming-") {
				partial++
				continue
			}
			if info.Size() != childBytes {
				t.Errorf("%s has %d bytes", e.Name(), info.Size())
			}
		}
		whole := 0
		for n := range len(entries) + 1 {
			p := large(n)
			p.Address = folder
			ends(t, mailbox.Open().Deliver(t.Context(), p), delivery.OutcomeHanded, folder)
			whole++
		}
		if entries, _ := os.ReadDir(folder); len(entries) != whole {
			t.Errorf("%d files lie there, not %d", len(entries), whole)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d parcels were killed halfway", partial)
}
