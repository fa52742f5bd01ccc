package act_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"encoding/pem"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin/act"
)

// newKey draws an officer's key.
func newKey(tb testing.TB) (ssh.Signer, ed25519.PrivateKey) {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	return signer, private
}

// authorized is the authorized_keys line of a key.
func authorized(key ssh.Signer) string { return string(ssh.MarshalAuthorizedKey(key.PublicKey())) }

// sign signs bytes in a namespace.
func sign(tb testing.TB, key ssh.Signer, namespace string, raw []byte) act.Signed {
	tb.Helper()
	sig, err := sshsig.Sign(bytes.NewReader(raw), key, sshsig.HashSHA512, namespace)
	if err != nil {
		tb.Fatal(err)
	}
	return act.Signed{Bytes: string(raw), Signature: string(sshsig.Armor(sig))}
}

// TestVerify takes a signed act and refuses it when anything is other than it
// was.
func TestVerify(t *testing.T) {
	t.Parallel()
	key, _ := newKey(t)
	other, _ := newKey(t)
	raw := bytesOf(t, sample())
	signed := sign(t, key, act.Namespace, raw)

	a, err := signed.Verify(authorized(key))
	if err != nil {
		t.Fatal(err)
	}
	same(t, a, sample())
	if _, err := signed.Verify(strings.TrimSpace(authorized(key)) + " ana@example.org\n"); err != nil {
		t.Errorf("a key with a comment: %v", err)
	}

	changed := sample()
	changed.Exhibit = "Another text.\n"
	for name, s := range map[string]act.Signed{
		"other bytes":     {Bytes: string(bytesOf(t, changed)), Signature: signed.Signature},
		"a byte more":     {Bytes: signed.Bytes + "\n", Signature: signed.Signature},
		"other namespace": sign(t, key, "file", raw),
		"other key":       sign(t, other, act.Namespace, raw),
		"no signature":    {Bytes: signed.Bytes},
		"no armor":        {Bytes: signed.Bytes, Signature: "signed"},
		"other armor":     {Bytes: signed.Bytes, Signature: strings.ReplaceAll(signed.Signature, "SSH SIGNATURE", "PGP SIGNATURE")},
		"no act":          sign(t, key, act.Namespace, []byte("hello\n")),
		"an act in CRLF":  sign(t, key, act.Namespace, bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))),
	} {
		if _, err := s.Verify(authorized(key)); err == nil {
			t.Errorf("%s: it verified", name)
		}
	}
	if _, err := signed.Verify(authorized(other)); err == nil {
		t.Error("it verified with the key of somebody else")
	}
}

// TestVerifyEveryBit changes every bit of a signature, and a bit of every byte
// of the act.
func TestVerifyEveryBit(t *testing.T) {
	t.Parallel()
	key, _ := newKey(t)
	signed := sign(t, key, act.Namespace, bytesOf(t, sample()))
	line := authorized(key)
	for i := range signed.Bytes {
		b := []byte(signed.Bytes)
		b[i] ^= 1
		if _, err := (act.Signed{Bytes: string(b), Signature: signed.Signature}).Verify(line); err == nil {
			t.Errorf("byte %d of the act may be changed", i)
		}
	}
	block, _ := pem.Decode([]byte(signed.Signature))
	for i := range len(block.Bytes) * 8 {
		b := bytes.Clone(block.Bytes)
		b[i/8] ^= 1 << (i % 8)
		armored := pem.EncodeToMemory(&pem.Block{Type: block.Type, Bytes: b})
		if _, err := (act.Signed{Bytes: signed.Bytes, Signature: string(armored)}).Verify(line); err == nil {
			t.Errorf("bit %d of the signature may be changed", i)
		}
	}
}

// TestParsePublicKey takes one plain Ed25519 key and nothing else.
func TestParsePublicKey(t *testing.T) {
	t.Parallel()
	key, _ := newKey(t)
	line := strings.TrimSpace(authorized(key))
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := ssh.NewSignerFromSigner(long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := act.ParsePublicKey("  " + line + "\n"); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]string{
		"nothing":         "",
		"no key":          "hello",
		"two keys":        line + "\n" + line,
		"text before":     "# the key of ana\n" + line,
		"skipped before":  "not a key\n" + line,
		"an option":       "no-pty " + line,
		"another kind":    authorized(rsaKey),
		"half a key":      line[:40],
		"another carrier": strings.Replace(line, "ssh-ed25519", "sk-ssh-ed25519@openssh.com", 1),
	} {
		if _, err := act.ParsePublicKey(bad); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

// securityKey signs as a security key does: over the application, flags and a
// counter (OpenSSH PROTOCOL.u2f).
type securityKey struct {
	public  ssh.PublicKey
	private ed25519.PrivateKey
	flags   byte
}

func (k securityKey) PublicKey() ssh.PublicKey { return k.public }

func (k securityKey) Sign(_ io.Reader, data []byte) (*ssh.Signature, error) {
	application, message := sha256.Sum256([]byte("ssh:")), sha256.Sum256(data)
	tail := binary.BigEndian.AppendUint32([]byte{k.flags}, 7)
	signed := append(append(application[:], tail...), message[:]...)
	return &ssh.Signature{
		Format: ssh.KeyAlgoSKED25519,
		Blob:   ed25519.Sign(k.private, signed),
		Rest:   tail,
	}, nil
}

// TestSecurityKey takes a signature for which somebody touched the key, and no
// other.
func TestSecurityKey(t *testing.T) {
	t.Parallel()
	_, private := newKey(t)
	public, err := ssh.ParsePublicKey(ssh.Marshal(struct {
		Name        string
		KeyBytes    []byte
		Application string
	}{ssh.KeyAlgoSKED25519, private[ed25519.SeedSize:], "ssh:"}))
	if err != nil {
		t.Fatal(err)
	}
	raw := bytesOf(t, sample())
	touched, untouched := securityKey{public, private, 1}, securityKey{public, private, 0}
	if _, err := sign(t, touched, act.Namespace, raw).Verify(authorized(touched)); err != nil {
		t.Error(err)
	}
	if _, err := sign(t, untouched, act.Namespace, raw).Verify(authorized(touched)); err == nil {
		t.Error("a signature verified for which nobody touched the key")
	}
}

// TestSSHKeygen takes what ssh-keygen -Y sign makes on another machine, and
// names keys as ssh-keygen -l does.
func TestSSHKeygen(t *testing.T) {
	t.Parallel()
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("THERE IS NO ssh-keygen: its signatures were not checked")
	}
	dir := t.TempDir()
	key, request := filepath.Join(dir, "ana"), filepath.Join(dir, "request")
	raw := bytesOf(t, sample())
	if err := os.WriteFile(request, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), keygen, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("ssh-keygen %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("-q", "-t", "ed25519", "-N", "", "-C", "ana", "-f", key)
	run("-Y", "sign", "-f", key, "-n", act.Namespace, request)
	signature, err := os.ReadFile(request + ".sig")
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	a, err := act.Signed{Bytes: string(raw), Signature: string(signature)}.Verify(string(public))
	if err != nil {
		t.Fatal(err)
	}
	same(t, a, sample())
	fingerprint, err := act.Fingerprint(string(public))
	if err != nil {
		t.Fatal(err)
	}
	if listed := run("-l", "-f", key+".pub"); !strings.Contains(listed, fingerprint) {
		t.Errorf("the fingerprint is %s, and ssh-keygen says %s", fingerprint, listed)
	}
}

func BenchmarkVerify(b *testing.B) {
	key, _ := newKey(b)
	raw, err := sample().Bytes()
	if err != nil {
		b.Fatal(err)
	}
	signed, line := sign(b, key, act.Namespace, raw), authorized(key)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signed.Verify(line); err != nil {
			b.Fatal(err)
		}
	}
}
