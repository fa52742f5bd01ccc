package keys_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin/keys"
)

// newOfficer draws an officer's key.
func newOfficer(t *testing.T) (*keys.OfficerSigner, ed25519.PrivateKey) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return keys.NewOfficerSigner(signer), private
}

// TestHidden opens like the identity it hides and prints like nothing.
func TestHidden(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	pair := keys.ReplyPair{Identity: keys.Hide(identity), Recipient: identity.Recipient().String()}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "text"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&sealed, pair.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(r); string(text) != "text" || err != nil {
		t.Errorf("it opened %q, %v", text, err)
	}

	officer, private := newOfficer(t)
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).InfoContext(t.Context(), "keys", slog.Any("pair", pair), slog.Any("identity", pair.Identity), slog.Any("officer", officer))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&log, verb+verb+verb, pair, &pair, officer)
	}
	secrets := []string{"AGE-SECRET-KEY", fmt.Sprintf("%x", private.Seed()), strings.Trim(fmt.Sprintf("%d", private.Seed()), "[]")}
	for _, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("a private key was printed:\n%s", log.String())
		}
	}
	if got := fmt.Sprintf("%v %+v", pair.Identity, officer); got != "[private key] [private key]" {
		t.Errorf("they print as %s", got)
	}
	if !strings.Contains(fmt.Sprintf("%v", identity), "AGE-SECRET-KEY") {
		t.Error("age no longer prints private keys: Hidden has nothing to hide")
	}
}

// TestAuthorizedKey is one line that reads as the key.
func TestAuthorizedKey(t *testing.T) {
	t.Parallel()
	officer, private := newOfficer(t)
	line := officer.AuthorizedKey()
	if strings.ContainsAny(line, "\r\n") || strings.Count(line, " ") != 1 {
		t.Errorf("the line is %q", line)
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(key.Marshal(), private[ed25519.SeedSize:]) {
		t.Error("the line is of another key")
	}
}

// TestSignWithoutNamespace makes no signature that would hold anywhere.
func TestSignWithoutNamespace(t *testing.T) {
	t.Parallel()
	officer, _ := newOfficer(t)
	if sig, err := officer.Sign("", []byte("text")); err == nil {
		t.Errorf("it signed: %s", sig)
	}
}
