package seal_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"
)

// A person has a key pair of one kind.
type person struct {
	kind   string
	public string
	// private is the text of the file the key is kept in.
	private string
}

// x25519, hybrid and secureShell draw a person with a key of their kind.
func x25519(tb testing.TB) person {
	tb.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		tb.Fatal(err)
	}
	public := identity.Recipient().String()
	return person{"X25519", public, "# created: 2026\n# public key: " + public + "\n" + identity.String() + "\n"}
}

func hybrid(tb testing.TB) person {
	tb.Helper()
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		tb.Fatal(err)
	}
	return person{"hybrid", identity.Recipient().String(), identity.String() + "\n"}
}

func secureShell(tb testing.TB) person {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "comment")
	if err != nil {
		tb.Fatal(err)
	}
	return person{"SSH", string(ssh.MarshalAuthorizedKey(signer.PublicKey())), string(pem.EncodeToMemory(block))}
}

// anyKind is every way of drawing a person.
var anyKind = []func(testing.TB) person{x25519, hybrid, secureShell}

// people draws n persons of one kind.
func people(tb testing.TB, draw func(testing.TB) person, n int) (all []person, public []string) {
	tb.Helper()
	for range n {
		p := draw(tb)
		all, public = append(all, p), append(public, p.public)
	}
	return all, public
}

// ageSeal seals with age alone, as a person does by hand.
func ageSeal(tb testing.TB, plain []byte, public string) []byte {
	tb.Helper()
	recipients, err := age.ParseRecipients(strings.NewReader(public))
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipients...)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// ageOpen opens with age alone.
func ageOpen(tb testing.TB, file []byte, private string) []byte {
	tb.Helper()
	identities, err := age.ParseIdentities(strings.NewReader(private))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(file), identities...)
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return plain
}

// note is a text of n bytes that ends in one newline and has blank lines
// inside.
func note(n int) []byte {
	b := bytes.Repeat([]byte("The text of a note.\n\n"), n/21+1)[:n]
	b[n-1] = '\n'
	if n > 1 {
		b[n-2] = '.'
	}
	return b
}
