package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"example.org/tocsin/ledger"
)

// root64 is a root as a checkpoint spells it.
const root64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

// emptyRoot is the root that root64 spells: the hash of nothing.
func emptyRoot() ledger.Hash { return sha256.Sum256(nil) }

// key makes a pair of note keys.
func key(t *testing.T, name string, seed byte) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{seed}, ed25519.SeedSize)), name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// TestCheckpointForms lists what is a checkpoint and what is not.
func TestCheckpointForms(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"example.org/ledger\n0\n" + root64 + "\n",
		"o\n1\n" + root64 + "\n",
		"with space\n9223372036854775807\n" + root64 + "\n",
		"ünïcödé\n10\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
	} {
		c, err := ledger.ParseCheckpoint(good)
		if err != nil || c.Text() != good {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"",
		"\n",
		"o\n1\n",
		"o\n1\n" + root64,                   // no newline at the end
		"o\n1\n" + root64 + "\n\n",          // an empty extension line
		"o\n1\n" + root64 + "\nextension\n", // an extension line
		"\n1\n" + root64 + "\n",             // no origin
		"a\tb\n1\n" + root64 + "\n",         // a control character
		"o\r\n1\n" + root64 + "\n",          // a carriage return
		"\xff\n1\n" + root64 + "\n",         // no UTF-8
		"o\n01\n" + root64 + "\n",           // a leading zero
		"o\n+1\n" + root64 + "\n",           // a sign
		"o\n-1\n" + root64 + "\n",           // a negative size
		"o\n-0\n" + root64 + "\n",           // a negative zero
		"o\n 1\n" + root64 + "\n",           // a space
		"o\n0x1\n" + root64 + "\n",          // hexadecimal
		"o\n\n" + root64 + "\n",             // no size
		"o\n9223372036854775808\n" + root64, // too large
		"o\n1\n" + root64[:43] + "\n",       // no padding
		"o\n1\n" + root64[:40] + "\n",       // too short
		"o\n1\nAAAA" + root64 + "\n",        // too long
		"o\n1\n" + root64[:42] + "V=\n",     // bits after the end
		"o\n1\n" + root64[:20] + "\r" + root64[20:] + "\n",
		"o\n1\n" + strings.ReplaceAll(root64, "+", "-") + "\n", // the alphabet of URLs
	} {
		if c, err := ledger.ParseCheckpoint(bad); err == nil {
			t.Errorf("%q is taken for %+v", bad, c)
		}
	}
}

// TestCheckpointRoundTrip signs, opens and compares any checkpoint.
func TestCheckpointRoundTrip(t *testing.T) {
	t.Parallel()
	signer, verifier := key(t, "example.org/ledger", 1)
	rapid.Check(t, func(t *rapid.T) {
		c := ledger.Checkpoint{
			Origin: rapid.StringMatching(`[^\x00-\x1f]+`).Draw(t, "origin"),
			Size:   rapid.Int64Range(0, math.MaxInt64).Draw(t, "size"),
			Root:   ledger.Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root")),
		}
		msg, err := ledger.SignCheckpoint(c, signer)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(msg), c.Text()+"\n— example.org/ledger ") {
			t.Fatalf("the note is %q", msg)
		}
		got, err := ledger.OpenCheckpoint(msg, c.Origin, verifier)
		if err != nil || got != c {
			t.Fatalf("got %+v, %v, want %+v", got, err, c)
		}
		if _, err := ledger.OpenCheckpoint(msg, c.Origin+"x", verifier); err == nil {
			t.Fatal("a checkpoint of another origin is taken")
		}
	})
}

// TestCheckpointBytes holds the signed form to fixed bytes: Ed25519 is
// deterministic, and what is in the field cannot be signed again.
func TestCheckpointBytes(t *testing.T) {
	t.Parallel()
	signer, _ := key(t, "example.org/ledger", 1)
	msg, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: "example.org/ledger", Size: 7, Root: emptyRoot()}, signer)
	const want = "example.org/ledger\n7\n" + root64 + "\n\n" +
		"— example.org/ledger wYbiWBcF9OFxyyjRU7PHk+BQbxurZg0oCoEi9OEdnzPeKn+FlP+QXuffCRNph2do3T05+sckPjsw9cc+bdg9wysSQQg=\n"
	if err != nil || string(msg) != want {
		t.Fatalf("got %q, %v, want %q", msg, err, want)
	}
}

// TestSignCheckpointRefuses sees that nothing is signed that would not open.
func TestSignCheckpointRefuses(t *testing.T) {
	t.Parallel()
	signer, _ := key(t, "example.org/ledger", 1)
	for _, c := range []ledger.Checkpoint{
		{Origin: "", Size: 1},
		{Origin: "two\nlines", Size: 1},
		{Origin: "tab\t", Size: 1},
		{Origin: "\xff", Size: 1},
		{Origin: "o", Size: -1},
	} {
		if msg, err := ledger.SignCheckpoint(c, signer); err == nil {
			t.Errorf("%+v is signed: %q", c, msg)
		}
	}
}

// TestOpenCheckpointRefuses changes each byte of a signed checkpoint, and signs
// with other keys.
func TestOpenCheckpointRefuses(t *testing.T) {
	t.Parallel()
	signer, verifier := key(t, "example.org/ledger", 1)
	stranger, _ := key(t, "example.org/ledger", 2)
	c := ledger.Checkpoint{Origin: "example.org/ledger", Size: 7, Root: emptyRoot()}
	msg, err := ledger.SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	for i := range msg {
		for _, flip := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(msg)
			bad[i] ^= flip
			got, err := ledger.OpenCheckpoint(bad, c.Origin, verifier)
			// The last base64 digit of a signature has bits that say
			// nothing; the text has none.
			if err == nil && (got != c || i < len(c.Text())) {
				t.Errorf("with byte %d changed it is taken for %+v", i, got)
			}
		}
	}
	other, err := ledger.SignCheckpoint(c, stranger)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.OpenCheckpoint(other, c.Origin, verifier); err == nil {
		t.Error("a stranger's signature is taken")
	}
	// A cosignature beside ours is no harm, alone it is no help.
	witness, _ := key(t, "witness.example", 3)
	both, err := note.Sign(&note.Note{Text: c.Text()}, witness, signer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ledger.OpenCheckpoint(both, c.Origin, verifier); err != nil || got != c {
		t.Errorf("cosigned it is %+v, %v", got, err)
	}
	// A signed text that is no checkpoint.
	text, err := note.Sign(&note.Note{Text: c.Text() + "extension\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.OpenCheckpoint(text, c.Origin, verifier); err == nil {
		t.Error("an extension is taken")
	}
}

// FuzzParseCheckpoint holds checkpoints to one form: what parses is spelled as
// Text spells it.
func FuzzParseCheckpoint(f *testing.F) {
	f.Add("example.org/ledger\n7\n" + root64 + "\n")
	f.Add("o\n01\n" + root64 + "\n")
	f.Add("o\n1\n" + base64.RawStdEncoding.EncodeToString(make([]byte, 32)) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ledger.ParseCheckpoint(text)
		if err != nil {
			return
		}
		if c.Text() != text {
			t.Fatalf("%q and %q are the same checkpoint", text, c.Text())
		}
		if c.Origin == "" || c.Size < 0 || strings.ContainsAny(c.Origin, "\n\r") {
			t.Fatalf("%q is taken for %+v", text, c)
		}
	})
}
