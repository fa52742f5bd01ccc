package sqlite_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/store/storetest"
)

// diskOf is the variable that tells a child where to mount its disk.
const diskOf = "TOCSIN_STORE_TEST_DISK"

// ownDisk has the test run once more in a process that has a disk of its own,
// and gives the folder there. In the first process it gives nothing: the test
// was run. Where no disk can be mounted it skips the test, loudly.
func ownDisk(t *testing.T, options string) (folder string, inside bool) {
	t.Helper()
	if folder := os.Getenv(diskOf); folder != "" {
		// What is mounted here must not be seen outside.
		err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
		if err == nil {
			err = syscall.Mount("tmpfs", folder, "tmpfs", 0, options)
		}
		if err != nil {
			t.Skipf("NOT TESTED: no disk can be mounted: %v", err)
		}
		return folder, true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), diskOf+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || strings.Contains(string(out), "--- SKIP") {
		t.Skipf("NOT TESTED: no disk can be mounted: %v\n%s", err, out)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("%v\n%s", err, out)
	}
	return "", false
}

// fill appends events of 4 KiB until that fails, and says how many were kept.
func fill(t *testing.T, s *sqlite.Store) (kept int, err error) {
	t.Helper()
	key := newKey(t, s)
	for {
		if err := s.Append(t.Context(), one(key, strings.Repeat("full", 1024))); err != nil {
			return kept, err
		}
		kept++
	}
}

// TestFullDisk fills a disk: an append fails and says so, what was kept stays,
// and once there is room the store goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder, inside := ownDisk(t, "size=4m")
	if !inside {
		return
	}
	ballast := filepath.Join(folder, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "data")
	s := open(t, path, storetest.Sign)
	kept, err := fill(t, s)
	if !strings.Contains(err.Error(), "the disk is full, nothing was kept") {
		t.Fatalf("got %v after %d", err, kept)
	}
	if kept < 50 {
		t.Fatalf("only %d were kept: %v", kept, err)
	}
	// Still full, and still said.
	if err := s.Append(t.Context(), one(storetest.All(t, s)[0].Key, strings.Repeat("large", 1<<20))); err == nil {
		t.Fatal("a full disk keeps 5 MiB")
	}
	if rows := storetest.Consistent(t, s); len(rows) != kept {
		t.Fatalf("%d events are kept, %d were acknowledged", len(rows), kept)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), one(storetest.All(t, s)[0].Key, "again")); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if rows := storetest.Consistent(t, s); len(rows) != kept+1 {
		t.Fatalf("%d events are kept, %d were acknowledged", len(rows), kept+1)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, open(t, path, storetest.Sign)); len(rows) != kept+1 {
		t.Fatalf("%d events are kept, %d were acknowledged", len(rows), kept+1)
	}
}

// TestReadOnlyDisk opens what cannot be written. It mounts, because a
// superuser is not held by permissions.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder, inside := ownDisk(t, "size=16m")
	if !inside {
		return
	}
	path := filepath.Join(folder, "data")
	s := open(t, path, storetest.Sign)
	if err := errors.Join(s.Append(t.Context(), one(newKey(t, s), "kept")), s.Close()); err != nil {
		t.Fatal(err)
	}
	// The file alone, then the whole disk.
	err := syscall.Mount(path, path, "", syscall.MS_BIND, "")
	if err == nil {
		err = syscall.Mount("", path, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	refused(t, path, "the file or its folder cannot be written, nothing was kept")
	err = syscall.Unmount(path, 0)
	if err == nil {
		err = syscall.Mount("", folder, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	refused(t, path, "the file or its folder cannot be written, nothing was kept")
	refused(t, filepath.Join(folder, "new"), "nothing was kept")
	if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, open(t, path, storetest.Sign)); len(rows) != 1 {
		t.Fatalf("%d events are kept, want 1", len(rows))
	}
}

// failSyncs has every sync of this process fail until heal is called.
func failSyncs(t *testing.T) (heal func()) {
	t.Helper()
	tool, err := exec.LookPath("strace")
	if err != nil {
		t.Skipf("NOT TESTED: syncs cannot be made to fail: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), tool, "-f", "-p", fmt.Sprint(os.Getpid()), "-o", "/dev/null",
		"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO")
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Skipf("NOT TESTED: syncs cannot be made to fail: %v", err)
	}
	lines := bufio.NewScanner(said)
	if !lines.Scan() || !strings.Contains(lines.Text(), "attached") {
		_ = cmd.Wait()
		t.Skipf("NOT TESTED: syncs cannot be made to fail: %q", lines.Text())
	}
	return func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
}

// crashed opens a copy of a data file as it is this moment, as if the process
// had been killed.
func crashed(t *testing.T, path string) []store.Row {
	t.Helper()
	folder := t.TempDir()
	for _, end := range []string{"", "-wal"} {
		// Another process copies it: closing it here would drop our locks.
		out, err := exec.CommandContext(t.Context(), "cp", path+end, filepath.Join(folder, "data"+end)).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return storetest.Consistent(t, open(t, filepath.Join(folder, "data"), storetest.Sign))
}

// TestFailedSync has the disk refuse to sync: nobody hears that something was
// kept, nothing of it comes back after a crash, and once the disk is well the
// store goes on.
func TestFailedSync(t *testing.T) {
	t.Parallel()
	folder, inside := ownDisk(t, "size=64m")
	if !inside {
		return
	}
	path := filepath.Join(folder, "data")
	s := open(t, path, storetest.Sign)
	key := newKey(t, s)
	if err := s.Append(t.Context(), one(key, "before")); err != nil {
		t.Fatal(err)
	}
	heal := failSyncs(t)
	for i := range 3 {
		batch := one(key, "lost")
		batch.Streams[0].Events = append(batch.Streams[0].Events, storetest.Event(strings.Repeat("lost", 5000)))
		if err := s.Append(t.Context(), batch); err == nil || !strings.Contains(err.Error(), "the disk fails, nothing was kept") {
			t.Fatalf("append %d: got %v", i, err)
		}
		if rows := storetest.Consistent(t, s); len(rows) != 1 {
			t.Fatalf("%d events are kept, want 1", len(rows))
		}
	}
	heal()
	if rows := crashed(t, path); len(rows) != 1 || string(rows[0].Sealed) != "before" {
		t.Fatalf("after a crash %d events are kept, want 1", len(rows))
	}
	if err := s.Append(t.Context(), one(key, "after")); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, s); len(rows) != 2 || string(rows[1].Sealed) != "after" {
		t.Fatalf("%d events are kept, want 2", len(rows))
	}
	if rows := crashed(t, path); len(rows) != 2 {
		t.Fatalf("after a crash %d events are kept, want 2", len(rows))
	}
}
