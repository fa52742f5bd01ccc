package mailbox_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"example.org/tocsin/delivery"
)

// diskOf is the variable that tells a child where to mount its disk.
const diskOf = "MAILBOX_TEST_DISK"

// ownDisk has the test run once more in a process that has a disk of its own,
// and gives the folder there; see the tests of store/sqlite.
func ownDisk(t *testing.T, options string) (folder string, inside bool) {
	t.Helper()
	if folder := os.Getenv(diskOf); folder != "" {
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

// TestFullDisk fills the disk: what does not fit leaves nothing behind, and goes
// when there is room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder, inside := ownDisk(t, "size=64k")
	if !inside {
		return
	}
	filler := filepath.Join(folder, "filler")
	if err := os.WriteFile(filler, make([]byte, 56<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	o := deliver(t, folder)
	ends(t, o, delivery.OutcomeAgain, folder)
	if !strings.Contains(o.Reason, "no space") {
		t.Errorf("the reason is %q", o.Reason)
	}
	holds(t, folder, map[string][]byte{"filler": make([]byte, 56<<10)})
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	ends(t, deliver(t, folder), delivery.OutcomeHanded, folder)
	holds(t, folder, map[string][]byte{name: content})
}

// TestReadOnlyDisk cannot write, and says so.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder, inside := ownDisk(t, "ro")
	if !inside {
		return
	}
	ends(t, deliver(t, folder), delivery.OutcomeAgain, folder)
	holds(t, folder, nil)
}
