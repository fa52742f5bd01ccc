package email_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"example.org/tocsin/delivery"
)

// TestPeer delivers to a mail server that is not written in Go, and reads what
// lies in the mailbox that it keeps.
func TestPeer(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("aiosmtpd")
	if err != nil {
		t.Skip("aiosmtpd is not installed (Debian: python3-aiosmtpd): no other program's mail server was tried")
	}
	ca := found(t)
	cert := ca.vouch(t, time.Now().Add(time.Hour))
	key, ok := cert.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		t.Fatal("the key is of another kind")
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	at := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	box := filepath.Join(t.TempDir(), "box")
	cmd := exec.CommandContext(t.Context(), program, "-n", "-l", at,
		"--tlscert", file(t, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))),
		"--tlskey", file(t, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))),
		"-c", "aiosmtpd.handlers.Mailbox", box)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the server said:\n%s", said.String())
		}
	})
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", at)
		if err == nil {
			_ = c.Close()
			break
		}
		if time.Since(began) > 20*time.Second {
			t.Fatal("the server does not listen")
		}
	}
	cfg := config(t, at, false, ca)
	cfg.User, cfg.Password = "", ""
	c := open(t, cfg)
	if err := c.Health(t.Context()); err != nil {
		t.Error(err)
	}
	parcel := sealed(parcelName, 2)
	if o := c.Deliver(t.Context(), parcel); o.Kind != delivery.OutcomeHanded || o.Evidence != "250 OK" {
		t.Errorf("the outcome is %+v", o)
	}
	if o := c.Knock(t.Context(), parcel.Address); o.Kind != delivery.OutcomeHanded {
		t.Errorf("the outcome is %+v", o)
	}
	files, err := filepath.Glob(filepath.Join(box, "new", "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("the mailbox has %q: %v", files, err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := read(t, raw)
		if r.header.Get("Subject") == "Sealed file" && (!bytes.Equal(r.file, parcel.Bytes) || r.number() != 2 || r.name != parcelName) {
			t.Errorf("the message is %+v", r)
		}
	}
}
