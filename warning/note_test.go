package warning_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/warning"
)

// key gives a pair of keys for notes.
func key(tb testing.TB, name string) (note.Signer, note.Verifier) {
	tb.Helper()
	seed := []byte(strings.Repeat(name+".", 32)[:32])
	skey, vkey, err := note.GenerateKey(strings.NewReader(string(seed)), name)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		tb.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		tb.Fatal(err)
	}
	return signer, verifier
}

// sample is a note with everything in it.
func sample() warning.Note {
	return warning.Note{
		ID: tocsin.WarningID(strings.Repeat("w", 26)), Kind: warning.KindUpdate, Supersedes: tocsin.WarningID(strings.Repeat("v", 26)),
		From: "holder-7f3a91", To: warning.Address([]string{"age1b", "age1a"}),
		Issued: moment("2024-01-02T08:15:00Z"), ValidFrom: moment("2024-01-02T08:00:00Z"), UsefulUntil: moment("2024-01-04T00:00:00Z"),
		Marking: "TLP:AMBER+STRICT//ORCON", Token: strings.Repeat("t", 26), ReplyTo: "age1" + strings.Repeat("q", 58),
		Text: "UPDATE\n\ntocsin-warning/v1\nid x\n\n--\nWhat: a shooting\n",
	}
}

// sign signs a note that is in form.
func sign(tb testing.TB, n warning.Note) []byte {
	tb.Helper()
	signer, _ := key(tb, "holder-7f3a91")
	signed, err := n.Sign(signer)
	if err != nil {
		tb.Fatal(err)
	}
	return signed
}

// frozen is what the sample signs: the wire form.
const frozen = `tocsin-warning/v1
id wwwwwwwwwwwwwwwwwwwwwwwwww
kind update
supersedes vvvvvvvvvvvvvvvvvvvvvvvvvv
from holder-7f3a91
to 7889df2cb9b8edc1
issued 2024-01-02T08:15:00Z
valid-from 2024-01-02T08:00:00Z
useful-until 2024-01-04T00:00:00Z
marking TLP:AMBER+STRICT//ORCON
acknowledge-with tttttttttttttttttttttttttt
acknowledge-to age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq

UPDATE

tocsin-warning/v1
id x

--
What: a shooting
`

// TestNote signs, opens and reads back.
func TestNote(t *testing.T) {
	t.Parallel()
	_, verifier := key(t, "holder-7f3a91")
	n := sample()
	if got := n.Body(); got != frozen {
		t.Errorf("the note reads\n%s\nnot\n%s", got, frozen)
	}
	late := n
	late.From, late.Issued = "", late.Issued.Add(59*time.Second).In(time.FixedZone("", 3600))
	signed := sign(t, late)
	body, signature, _ := strings.Cut(string(signed), "a shooting\n\n")
	if body+"a shooting\n" != frozen || !strings.HasPrefix(signature, "— holder-7f3a91 ") || strings.Count(signature, "\n") != 1 {
		t.Errorf("signed it is\n%s", signed)
	}
	got, err := warning.OpenNote(signed, verifier)
	if err != nil || got != n {
		t.Errorf("opened it is %+v, not %+v: %v", got, n, err)
	}
	if got, err = warning.ReadUnverified(signed); err != nil || got != n {
		t.Errorf("read it is %+v: %v", got, err)
	}
	if got, err = warning.ParseBody(frozen); err != nil || got != n {
		t.Errorf("parsed it is %+v: %v", got, err)
	}
}

// TestAddress holds that an address is that of all keys, in any order.
func TestAddress(t *testing.T) {
	t.Parallel()
	a := warning.Address([]string{"age1a", "age1b"})
	if b := warning.Address([]string{"age1b", "age1a"}); a != b || len(a) != 16 || a == warning.Address([]string{"age1a"}) || a == warning.Address([]string{"age1aage1b"}) {
		t.Errorf("addresses are %s and %s", a, b)
	}
	keys := []string{"b", "a"}
	warning.Address(keys)
	if keys[0] != "b" {
		t.Error("the keys were sorted in place")
	}
}

// TestTamper holds that no byte of a signed note can be changed, and that
// nobody else's signature is taken.
func TestTamper(t *testing.T) {
	t.Parallel()
	signer, verifier := key(t, "holder-7f3a91")
	signed := sign(t, func() warning.Note { n := sample(); n.Text = "a\n"; return n }())
	body := strings.LastIndex(string(signed), "\n\n— ") + 1
	for i := range body {
		for _, bit := range []byte{1, 0x20, 0x80} {
			changed := slices.Clone(signed)
			changed[i] ^= bit
			if _, err := warning.OpenNote(changed, verifier); err == nil {
				t.Errorf("byte %d changed by %#x passes:\n%s", i, bit, changed)
			}
		}
	}
	other, otherVerifier := key(t, "holder-7f3a92")
	same, _ := key(t, "another")
	for name, file := range map[string][]byte{
		"nothing":              nil,
		"no signature":         signed[:body],
		"half a signature":     signed[:len(signed)-20],
		"more behind":          append(slices.Clone(signed), "more\n"...),
		"newlines behind":      append(slices.Clone(signed), '\n'),
		"a line in front":      append([]byte("\n"), signed...),
		"a carriage return":    []byte(strings.ReplaceAll(string(signed), "\n", "\r\n")),
		"another's signature":  resign(t, signed, other),
		"the name of another":  resign(t, signed, named{same, "holder-7f3a91", signer.KeyHash()}),
		"a signature of a key": resign(t, signed, named{same, "holder-7f3a91", 7}),
	} {
		if _, err := warning.OpenNote(file, verifier); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	if _, err := warning.OpenNote(signed, otherVerifier); err == nil {
		t.Error("it opens with another's key")
	}
	// Signed by another in the sender's name: the signature is good, the name is
	// not his.
	if _, err := warning.OpenNote(resign(t, signed, other), otherVerifier); err == nil || !strings.Contains(err.Error(), "is from holder-7f3a91") {
		t.Errorf("another may sign in the sender's name: %v", err)
	}
}

// named is a signer that says it is another.
type named struct {
	note.Signer
	name string
	hash uint32
}

func (n named) Name() string    { return n.name }
func (n named) KeyHash() uint32 { return n.hash }

// resign signs the body of a signed note with other keys.
func resign(t *testing.T, signed []byte, signers ...note.Signer) []byte {
	t.Helper()
	i := strings.LastIndex(string(signed), "\n\n— ")
	out, err := note.Sign(&note.Note{Text: string(signed[:i+1])}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestManySignatures holds that signatures of keys that nobody knows are
// ignored, wherever they stand and however many: C2SP asks for 16.
func TestManySignatures(t *testing.T) {
	t.Parallel()
	signer, verifier := key(t, "holder-7f3a91")
	n := sample()
	n.Text = "a\n"
	for count := range 21 {
		for at := range count + 1 {
			signers := make([]note.Signer, 0, count+1)
			for i := range count {
				s, _ := key(t, fmt.Sprintf("witness-%d", i))
				signers = append(signers, s)
			}
			signers = slices.Insert(signers, at, signer)
			signed := resign(t, sign(t, n), signers...)
			if got, err := warning.OpenNote(signed, verifier); err != nil || got != n {
				t.Fatalf("with %d other signatures it does not open: %v", count, err)
			}
			if got, err := warning.ReadUnverified(signed); err != nil || got != n {
				t.Fatalf("with %d other signatures it cannot be read: %v", count, err)
			}
		}
	}
	// A signature of an algorithm that nobody knows, in the sender's own name.
	line := "— holder-7f3a91 " + "AAAAB2FiY2RlZmdo" + "\n"
	if got, err := warning.OpenNote(append(sign(t, n), line...), verifier); err != nil || got != n {
		t.Errorf("with a signature of another kind it does not open: %v", err)
	}
}

// TestNoteRoundTrip reads back every note that can be signed.
func TestNoteRoundTrip(t *testing.T) {
	t.Parallel()
	id := rapid.StringMatching(`[a-z2-7]{26}`)
	rapid.Check(t, func(t *rapid.T) {
		at := func(label string) time.Time {
			zone := time.FixedZone("", rapid.IntRange(-43200, 43200).Draw(t, label+" zone"))
			return time.Unix(rapid.Int64Range(0, 250_000_000_000).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" fraction")).In(zone)
		}
		n := warning.Note{
			ID: tocsin.WarningID(id.Draw(t, "id")), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			To: rapid.StringMatching(`[0-9a-f]{16}`).Draw(t, "to"), Issued: at("issued"), ValidFrom: at("from"), UsefulUntil: at("until"),
			Marking: rapid.StringMatching(`TLP:(RED|AMBER|AMBER\+STRICT|GREEN|CLEAR)(//[A-Zé:-]{1,9}){0,3}`).Draw(t, "marking"),
			Token:   id.Draw(t, "token"), ReplyTo: rapid.StringMatching(`age1(pq1)?[0-9a-z]{58}`).Draw(t, "reply"),
			Text: rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z —\n\p{Arabic}]{1,200}`)).Draw(t, "text") + "\n",
		}
		if n.Kind.Replaces() {
			n.Supersedes = tocsin.WarningID(id.Draw(t, "supersedes"))
		}
		name := rapid.StringMatching(`[!-*,-~]{1,64}`).Draw(t, "name")
		signer := named{signerOf(t, name), name, 0}
		signer.hash = signer.Signer.KeyHash()
		signed, err := n.Sign(signer)
		if err != nil {
			return
		}
		n.From = name
		n.Issued, n.ValidFrom, n.UsefulUntil = n.Issued.UTC().Truncate(time.Minute), n.ValidFrom.UTC().Truncate(time.Minute), n.UsefulUntil.UTC().Truncate(time.Minute)
		if got, err := warning.ReadUnverified(signed); err != nil || got != n {
			t.Fatalf("%+v is read as %+v: %v", n, got, err)
		}
	})
}

// signerOf gives a key of that name.
func signerOf(t *rapid.T, name string) note.Signer {
	skey, _, err := note.GenerateKey(strings.NewReader(strings.Repeat("0", 64)), name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLargestNoteFits seals the largest note there can be to as many of the
// recipient's keys as are promised.
func TestLargestNoteFits(t *testing.T) {
	t.Parallel()
	hybrid := func() *age.HybridIdentity {
		identity, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		return identity
	}
	n := sample()
	n.Kind, n.ReplyTo = warning.KindRetraction, hybrid().Recipient().String()
	n.Marking = "TLP:AMBER+STRICT//" + strings.Repeat("X", 400-len("TLP:AMBER+STRICT//"))
	n.Text = strings.Repeat("a", warning.MaxText-1) + "\n"
	name := strings.Repeat("h", 64)
	signer, verifier := key(t, name)
	signed, err := n.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	// Every sealed warning has 20,480 bytes; age ends the file with a tag of 16.
	var file bytes.Buffer
	w, err := age.Encrypt(&file, hybrid().Recipient(), hybrid().Recipient())
	if err != nil {
		t.Fatal(err)
	}
	room := 20480 - file.Len() - 16
	t.Logf("the largest note has %d bytes, of which %d are no text; sealed to two hybrid keys there is room for %d; the reply key has %d",
		len(signed), len(signed)-warning.MaxText, room, len(n.ReplyTo))
	if len(signed) > room {
		t.Errorf("the largest note has %d bytes, and there is room for %d", len(signed), room)
	}
	_, err = w.Write(append(signed, strings.Repeat("\n", room-len(signed))...))
	if err := errors.Join(err, w.Close()); err != nil || file.Len() != 20480 {
		t.Errorf("the file has %d bytes: %v", file.Len(), err)
	}
	if _, err := warning.OpenNote(signed, verifier); err != nil {
		t.Error(err)
	}
}
