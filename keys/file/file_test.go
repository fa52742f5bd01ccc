package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
)

// names are the note keys of these tests.
var names = file.CreateOptions{SenderName: "holder-7f3a91", LogName: "log-c2b8e0"}

// newFolder makes a key folder with one officer, ana.
func newFolder(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "a", "b", "keys")
	if err := file.Create(dir, names); err != nil {
		tb.Fatal(err)
	}
	if _, err := file.AddOfficer(dir, "ana"); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// open reads a key folder that is in order.
func open(tb testing.TB, dir string) *file.Ring {
	tb.Helper()
	ring, err := file.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return ring
}

// refused holds an error to be a refusal under a rule that names a path, has a
// remedy and quotes no secret of the folder.
func refused(t *testing.T, err error, rule, path string) {
	t.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case !ok:
		t.Errorf("it is no refusal but: %v", err)
		return
	case r.Rule != rule:
		t.Errorf("refused under %s, not %s: %v", r.Rule, rule, err)
	case !strings.Contains(r.Why, path):
		t.Errorf("the refusal does not name %s: %v", path, err)
	case r.Remedy == "":
		t.Errorf("the refusal has no remedy: %v", err)
	}
}

// private are the private files of a folder, public the others.
var (
	private = []string{"kek.json", "sender.key", "log.key", "reply.key"}
	public  = []string{"sender.pub", "log.pub", "reply.pub"}
)

// TestRing uses every key.
func TestRing(t *testing.T) {
	t.Parallel()
	var ring keys.Ring = open(t, newFolder(t))
	for _, pair := range []struct {
		keys.NotePair
		name string
	}{{ring.Sender(), names.SenderName}, {ring.Log(), names.LogName}} {
		verifier, err := note.NewVerifier(pair.Verifier)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := note.Sign(&note.Note{Text: "text\n"}, pair.Signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(signed, note.VerifierList(verifier)); err != nil {
			t.Error(err)
		}
		if verifier.Name() != pair.name {
			t.Errorf("the key is named %s, not %s", verifier.Name(), pair.name)
		}
	}
	if ring.Sender().Verifier == ring.Log().Verifier {
		t.Error("the sender and the log have one key")
	}
	sealed, err := ring.KeyEncryption().Encrypt([]byte("key"), []byte("id"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := ring.KeyEncryption().Decrypt(sealed, []byte("id")); string(plain) != "key" || err != nil {
		t.Errorf("it unwrapped %q, %v", plain, err)
	}
	if _, err := ring.KeyEncryption().Decrypt(sealed, []byte("other")); err == nil {
		t.Error("it unwrapped for another id")
	}
	recipient, err := age.ParseX25519Recipient(ring.Reply().Recipient)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(&out, ring.Reply().Identity); err != nil {
		t.Error(err)
	}
}

// TestSecretsAreHidden prints a ring and finds nothing of its files.
func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	ring := open(t, dir)
	officer, err := ring.Officer("ana")
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		fmt.Fprintf(&printed, verb+verb+verb+verb+verb, ring, ring.Sender(), ring.Log(), ring.Reply(), officer)
	}
	if got := fmt.Sprintf("%+v", ring); got != "[keys in "+dir+"]" {
		t.Errorf("a ring prints as %s", got)
	}
	for _, name := range []string{"sender.key", "log.key", "reply.key"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		secret := strings.TrimSpace(string(raw))
		if secret = secret[len(secret)-40:]; strings.Contains(printed.String(), secret) {
			t.Errorf("%s was printed", name)
		}
	}
}

// TestOpenRefuses spoils a folder in every way and holds the refusal.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none")
	_, err := file.Open(none)
	refused(t, err, "keys/missing", none)
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = file.Open(plain)
	refused(t, err, "keys/broken", plain)

	for _, mode := range []fs.FileMode{0o750, 0o705, 0o710, 0o701, 0o770, 0o777} {
		dir := newFolder(t)
		chmod(t, dir, mode)
		_, err := file.Open(dir)
		refused(t, err, "keys/open-to-others", dir)
		chmod(t, dir, 0o700)
		open(t, dir)
	}
	for _, name := range private {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newFolder(t)
			path := filepath.Join(dir, name)
			for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o602, 0o666, 0o601} {
				chmod(t, path, mode)
				_, err := file.Open(dir)
				refused(t, err, "keys/open-to-others", path)
			}
			chmod(t, path, 0o400)
			open(t, dir)
			chmod(t, path, 0o600)
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range good {
				// A cut file has lost something of the key, but for the newline.
				if i == len(good)-1 {
					break
				}
				spoilt(t, dir, name, good[:i])
			}
			spoilt(t, dir, name, []byte("SECRET-THAT-IS-NO-KEY\n"))
			spoilt(t, dir, name, append(good, good...))
			spoilt(t, dir, name, bytes.Repeat([]byte("a"), 1<<20))
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			_, err = file.Open(dir)
			refused(t, err, "keys/missing", path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			_, err = file.Open(dir)
			refused(t, err, "keys/broken", path)
		})
	}
}

// chmod changes a mode.
func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// spoilt opens a folder with other content in one file, and holds the refusal
// to quote none of it.
func spoilt(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := file.Open(dir)
	refused(t, err, "keys/broken", path)
	r, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok {
		return
	}
	said := r.Why + r.Remedy
	if text := string(content); strings.Contains(said, "SECRET") || len(text) > 20 && strings.Contains(said, text[len(text)-10:]) {
		t.Errorf("the refusal quotes the file: %s", said)
	}
}

// TestPublicFiles holds the public files to the private ones.
func TestPublicFiles(t *testing.T) {
	t.Parallel()
	dir, other := newFolder(t), newFolder(t)
	for _, name := range public {
		path := filepath.Join(dir, name)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		wrong, err := os.ReadFile(filepath.Join(other, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, content := range [][]byte{wrong, nil, bytes.ToUpper(good)} {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
			_, err = file.Open(dir)
			refused(t, err, "keys/mismatch", path)
			if r, ok := errors.AsType[*tocsin.Refusal](err); ok && !strings.Contains(r.Remedy, strings.TrimSpace(string(good))) {
				t.Errorf("the remedy does not give the right line: %s", r.Remedy)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		_, err = file.Open(dir)
		refused(t, err, "keys/missing", path)
		if err := os.WriteFile(path, good, 0o644); err != nil {
			t.Fatal(err)
		}
		open(t, dir)
	}
}
