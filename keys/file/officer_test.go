package file_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/keys/file"
)

// keygen runs ssh-keygen, or skips the test loudly.
func keygen(t *testing.T, stdin []byte, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("THERE IS NO ssh-keygen: our keys and signatures were not checked against it")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestAddOfficer makes a key once, and refuses names and names that are taken.
func TestAddOfficer(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	line, err := file.AddOfficer(dir, "ben-2")
	if err != nil {
		t.Fatal(err)
	}
	officer, err := open(t, dir).Officer("ben-2")
	if err != nil {
		t.Fatal(err)
	}
	if officer.AuthorizedKey() != line {
		t.Errorf("the key is %s, and was said to be %s", officer.AuthorizedKey(), line)
	}
	pub, err := os.ReadFile(filepath.Join(dir, "officers", "ben-2.pub"))
	if string(pub) != line+" ben-2\n" || err != nil {
		t.Errorf("the public file is %q, %v", pub, err)
	}
	before := snapshot(t, dir)
	_, err = file.AddOfficer(dir, "ben-2")
	refused(t, err, "keys/exists", "ben-2")
	if snapshot(t, dir) != before {
		t.Error("a refused officer changed the folder")
	}
	for _, bad := range []string{"", "Ana", "ana b", "../ana", "ana/b", "ana.pub", "a\n", ".", "..", "é", strings.Repeat("a", 33)} {
		_, err := file.AddOfficer(dir, bad)
		refused(t, err, "keys/officer-name", "")
		_, err = open(t, dir).Officer(bad)
		refused(t, err, "keys/officer-name", "")
	}
	_, err = file.AddOfficer(filepath.Join(dir, "none"), "ana")
	refused(t, err, "keys/missing", "none")
}

// TestAddOfficerOnce lets many add one name at once: one does, and both files
// are of that key.
func TestAddOfficerOnce(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	var line atomic.Pointer[string]
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			got, err := file.AddOfficer(dir, "eve")
			if err != nil {
				refused(t, err, "keys/exists", "eve")
				return
			}
			if line.Swap(&got) != nil {
				t.Error("two made one officer")
			}
		})
	}
	wg.Wait()
	officer, err := open(t, dir).Officer("eve")
	if err != nil {
		t.Fatal(err)
	}
	pub, err := os.ReadFile(filepath.Join(dir, "officers", "eve.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if want := *line.Load(); officer.AuthorizedKey() != want || string(pub) != want+" eve\n" {
		t.Error("the files are of different keys")
	}
	if there(filepath.Join(dir, "officers", "*.new-*")) {
		t.Error("drafts were left")
	}
}

// TestOfficerRefuses spoils the key of an officer in every way.
func TestOfficerRefuses(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	ring := open(t, dir)
	path := filepath.Join(dir, "officers", "ana")
	if _, err := ring.Officer("ana"); err != nil {
		t.Fatal(err)
	}
	_, err := ring.Officer("nobody")
	refused(t, err, "keys/no-officer", "nobody")

	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	chmod(t, path, 0o640)
	_, err = ring.Officer("ana")
	refused(t, err, "keys/open-to-others", path)
	chmod(t, path, 0o600)
	chmod(t, filepath.Dir(path), 0o711)
	_, err = ring.Officer("ana")
	refused(t, err, "keys/open-to-others", filepath.Dir(path))
	chmod(t, filepath.Dir(path), 0o700)
	for _, content := range []string{"", "SECRET", string(good[:len(good)/2]), strings.ReplaceAll(string(good), "OPENSSH", "OTHER")} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = ring.Officer("ana")
		refused(t, err, "keys/broken", path)
		if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("the refusal quotes the file: %v", err)
		}
	}
	for _, kind := range []struct{ rule, typ, passphrase string }{
		{"keys/passphrase", "ed25519", "a long passphrase"}, {"keys/kind", "ecdsa", ""}, {"keys/kind", "rsa", ""},
	} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if out, err := keygen(t, nil, "-q", "-t", kind.typ, "-N", kind.passphrase, "-f", path); err != nil {
			t.Fatal(out)
		}
		_, err = ring.Officer("ana")
		refused(t, err, kind.rule, path)
		if r, ok := errors.AsType[*tocsin.Refusal](err); kind.passphrase != "" && ok && !strings.Contains(r.Remedy, "ssh-keygen -Y sign") {
			t.Errorf("the remedy does not say how to sign elsewhere: %s", r.Remedy)
		}
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	_, err = ring.Officer("ana")
	refused(t, err, "keys/missing", filepath.Dir(path))
}

// TestOutside keeps the name of a file from leading out of the folder.
func TestOutside(t *testing.T) {
	t.Parallel()
	dir, other := newFolder(t), newFolder(t)
	path := filepath.Join(dir, "officers", "eve")
	if err := os.Symlink(filepath.Join(other, "officers", "ana"), path); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Officer("eve"); err == nil {
		t.Error("a link out of the folder was followed")
	}
}

// TestSSHKeygen holds keys and signatures to ssh-keygen.
func TestSSHKeygen(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	officer, err := open(t, dir).Officer("ana")
	if err != nil {
		t.Fatal(err)
	}
	out, err := keygen(t, nil, "-y", "-f", filepath.Join(dir, "officers", "ana"))
	if err != nil {
		t.Fatal(out)
	}
	if strings.TrimSpace(out) != officer.AuthorizedKey()+" ana" {
		t.Errorf("ssh-keygen reads the key as %s", out)
	}

	message := []byte(" \nthe bytes of an act\nwith a NUL \x00 and two newlines\n\n")
	signature, err := officer.Sign("tocsin-act", message)
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	signers, sig := filepath.Join(work, "allowed"), filepath.Join(work, "sig")
	for path, text := range map[string]string{signers: "ana " + officer.AuthorizedKey() + "\n", sig: signature} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(namespace string, message []byte) error {
		out, err := keygen(t, message, "-Y", "verify", "-f", signers, "-I", "ana", "-n", namespace, "-s", sig)
		if err == nil && !strings.Contains(out, "Good") {
			t.Errorf("ssh-keygen says: %s", out)
		}
		return err
	}
	if err := verify("tocsin-act", message); err != nil {
		t.Errorf("ssh-keygen does not verify our signature: %v", err)
	}
	if verify("file", message) == nil || verify("tocsin-act", append(message, '\n')) == nil {
		t.Error("ssh-keygen verifies what was not signed")
	}
}

// BenchmarkOfficerSign signs an act of 16 KiB.
func BenchmarkOfficerSign(b *testing.B) {
	officer, err := open(b, newFolder(b)).Officer("ana")
	if err != nil {
		b.Fatal(err)
	}
	message := make([]byte, 16<<10)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := officer.Sign("tocsin-act", message); err != nil {
			b.Fatal(err)
		}
	}
}
