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
	"example.org/tocsin/marking"
	"example.org/tocsin/warning"
)

// key gives a pair of keys for notes.
func key(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	seed := []byte(strings.Repeat(name+".", 32)[:32])
	skey, vkey, err := note.GenerateKey(strings.NewReader(string(seed)), name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
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
func sign(t testing.TB, n warning.Note) []byte {
	t.Helper()
	signer, _ := key(t, "holder-7f3a91")
	signed, err := n.Sign(signer)
	if err != nil {
		t.Fatal(err)
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

// spoilt are notes that must neither be signed nor read.
var spoilt = map[string]func(*warning.Note){
	"no id":                     func(n *warning.Note) { n.ID = "" },
	"id in capitals":            func(n *warning.Note) { n.ID = tocsin.WarningID(strings.Repeat("W", 26)) },
	"id with a line":            func(n *warning.Note) { n.ID += "\nkind exercise" },
	"no kind":                   func(n *warning.Note) { n.Kind = "" },
	"another kind":              func(n *warning.Note) { n.Kind = "Update" },
	"no superseded":             func(n *warning.Note) { n.Supersedes = "" },
	"superseded by itself":      func(n *warning.Note) { n.Supersedes = n.ID },
	"superseded is no id":       func(n *warning.Note) { n.Supersedes = "-" },
	"warning that supersedes":   func(n *warning.Note) { n.Kind = warning.KindWarning },
	"exercise that supersedes":  func(n *warning.Note) { n.Kind = warning.KindExercise },
	"to nobody":                 func(n *warning.Note) { n.To = "" },
	"to in capitals":            func(n *warning.Note) { n.To = strings.ToUpper(n.To) },
	"never issued":              func(n *warning.Note) { n.Issued = time.Time{} },
	"no beginning":              func(n *warning.Note) { n.ValidFrom = time.Time{} },
	"no end":                    func(n *warning.Note) { n.UsefulUntil = time.Time{} },
	"ends within the minute":    func(n *warning.Note) { n.UsefulUntil = n.ValidFrom.Add(59 * time.Second) },
	"year of five digits":       func(n *warning.Note) { n.UsefulUntil = n.UsefulUntil.AddDate(8000, 0, 0) },
	"no marking":                func(n *warning.Note) { n.Marking = "" },
	"unmarked":                  func(n *warning.Note) { n.Marking = marking.Marking{}.String() },
	"only caveats":              func(n *warning.Note) { n.Marking = "//ORCON" },
	"marking of TLP 1":          func(n *warning.Note) { n.Marking = "TLP:WHITE" },
	"marking in small letters":  func(n *warning.Note) { n.Marking = "tlp:red" },
	"marking on two lines":      func(n *warning.Note) { n.Marking += "\nacknowledge-with " + strings.Repeat("z", 26) },
	"marking with a blank line": func(n *warning.Note) { n.Marking += "\n\nText" },
	"marking with a return":     func(n *warning.Note) { n.Marking += "\rTLP:CLEAR" },
	"marking with a terminal":   func(n *warning.Note) { n.Marking += "\x1b[2K" },
	"marking with a C1 control": func(n *warning.Note) { n.Marking += "\u009b2K" },
	"marking with a separator":  func(n *warning.Note) { n.Marking += "\u2028x" },
	"marking with an override":  func(n *warning.Note) { n.Marking += "\u202ex" },
	"marking with zero width":   func(n *warning.Note) { n.Marking += "\u200bx" },
	"marking with spaces":       func(n *warning.Note) { n.Marking += " " },
	"marking not in NFC":        func(n *warning.Note) { n.Marking += "e\u0301" },
	"marking not in UTF-8":      func(n *warning.Note) { n.Marking += "\xff" },
	"marking too long":          func(n *warning.Note) { n.Marking += strings.Repeat("X", 400) },
	"no token":                  func(n *warning.Note) { n.Token = "" },
	"token with a line":         func(n *warning.Note) { n.Token = n.Token[:24] + "\na" },
	"token too short":           func(n *warning.Note) { n.Token = n.Token[1:] },
	"nowhere to answer":         func(n *warning.Note) { n.ReplyTo = "" },
	"an SSH key to answer to":   func(n *warning.Note) { n.ReplyTo = "ssh-ed25519 AAAA" },
	"a command to answer to":    func(n *warning.Note) { n.ReplyTo = "age1q;rm -rf ~" },
	"a substitution":            func(n *warning.Note) { n.ReplyTo = "age1$(id)" },
	"two keys to answer to":     func(n *warning.Note) { n.ReplyTo += "\n" + n.ReplyTo },
	"a huge key to answer to":   func(n *warning.Note) { n.ReplyTo += strings.Repeat("q", 2000) },
	"no text":                   func(n *warning.Note) { n.Text = "" },
	"text without an end":       func(n *warning.Note) { n.Text = "a" },
	"text with a signature":     func(n *warning.Note) { n.Text = "a\n\n— holder-7f3a91 AAAA\n" },
	"text too long":             func(n *warning.Note) { n.Text = strings.Repeat("a", warning.MaxText) + "\n" },
	"text with an empty end":    func(n *warning.Note) { n.Text = "a\n\n" },
	"text with hidden marks":    func(n *warning.Note) { n.Text = "a\u200bb\n" },
	"text with a return":        func(n *warning.Note) { n.Text = "a\r\n" },
}

// TestSpoilt holds the form of a note where it is signed and where it is read.
func TestSpoilt(t *testing.T) {
	t.Parallel()
	signer, _ := key(t, "holder-7f3a91")
	for name, spoil := range spoilt {
		n := sample()
		n.Text = "a\n"
		spoil(&n)
		if _, err := n.Sign(signer); err == nil {
			t.Errorf("%s: it is signed", name)
		}
		if name == "ends within the minute" {
			continue // As written, its end is its beginning.
		}
		if got, err := warning.ParseBody(n.Body()); err == nil {
			t.Errorf("%s: it is read as %+v", name, got)
		}
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", strings.Repeat("x", 101), "a\u200bb"} {
		n := sample()
		if _, err := n.Sign(named{signer, name, signer.KeyHash()}); err == nil {
			t.Errorf("a key named %q signs", name)
		}
	}
	n := sample()
	n.Text = "a\n"
	if _, err := n.Sign(named{broken{signer}, "holder-7f3a91", signer.KeyHash()}); err == nil || !strings.Contains(err.Error(), string(n.ID)) {
		t.Errorf("a key that cannot sign is not told of: %v", err)
	}
}

// broken is a signer that cannot sign.
type broken struct{ note.Signer }

func (broken) Sign([]byte) ([]byte, error) { return nil, errors.New("no key") }

// TestParseBodyRefuses holds that a note has one form.
func TestParseBodyRefuses(t *testing.T) {
	t.Parallel()
	n := sample()
	n.Text = "a\n"
	body := n.Body()
	for name, changed := range map[string]string{
		"nothing":              "",
		"another header":       strings.Replace(body, "/v1", "/v2", 1),
		"no text":              strings.TrimSuffix(body, "\na\n"),
		"no empty line":        strings.Replace(body, "\n\n", "\n", 1),
		"two empty lines":      strings.Replace(body, "\n\n", "\n\n\n", 1),
		"lines swapped":        strings.Replace(body, "kind update\nsupersedes "+string(n.Supersedes), "supersedes "+string(n.Supersedes)+"\nkind update", 1),
		"a line twice":         strings.Replace(body, "kind update\n", "kind update\nkind update\n", 1),
		"a line more":          strings.Replace(body, "\n\n", "\nmore x\n\n", 1),
		"a line less":          strings.Replace(body, "kind update\n", "", 1),
		"two spaces":           strings.Replace(body, "kind update", "kind  update", 1),
		"a tab":                strings.Replace(body, "kind update", "kind\tupdate", 1),
		"a space behind":       strings.Replace(body, "kind update", "kind update ", 1),
		"seconds":              strings.Replace(body, "08:15:00Z", "08:15:01Z", 1),
		"an offset":            strings.Replace(body, "08:15:00Z", "08:15:00+00:00", 1),
		"a fraction":           strings.Replace(body, "08:15:00Z", "08:15:00.0Z", 1),
		"a short hour":         strings.Replace(body, "T08:15", "T8:15", 1),
		"no such day":          strings.Replace(body, "2024-01-02T08:15", "2024-02-30T08:15", 1),
		"superseded by no one": strings.Replace(body, "supersedes "+string(n.Supersedes), "supersedes ", 1),
	} {
		if got, err := warning.ParseBody(changed); err == nil {
			t.Errorf("%s: it is read as %+v", name, got)
		}
	}
}

// FuzzParseBody holds that what parses writes back to the same bytes.
func FuzzParseBody(f *testing.F) {
	f.Add(frozen)
	f.Add(strings.Replace(strings.Replace(frozen, "kind update", "kind warning", 1), "supersedes "+strings.Repeat("v", 26), "supersedes -", 1))
	n := sample()
	for _, spoil := range spoilt {
		bad := n
		spoil(&bad)
		f.Add(bad.Body())
	}
	f.Fuzz(func(t *testing.T, body string) {
		n, err := warning.ParseBody(body)
		if err != nil {
			return
		}
		if n.Body() != body {
			t.Errorf("%q is written back as %q", body, n.Body())
		}
		signer, verifier := key(t, n.From)
		signed, err := n.Sign(signer)
		if err != nil {
			t.Fatalf("what was read is not signed: %v", err)
		}
		if got, err := warning.OpenNote(signed, verifier); err != nil || got != n {
			t.Errorf("%+v is opened as %+v: %v", n, got, err)
		}
	})
}

// FuzzReadUnverified holds that anything may be read without a key, and that a
// signed note has no second reading: what stands before its signatures is its
// body.
func FuzzReadUnverified(f *testing.F) {
	f.Add(sign(f, func() warning.Note { n := sample(); n.Text = "a\n\nb\n"; return n }()))
	f.Add([]byte("a\n\n— b AAAA\n"))
	f.Fuzz(func(t *testing.T, signed []byte) {
		n, err := warning.ReadUnverified(signed)
		if err != nil {
			return
		}
		rest, ok := strings.CutPrefix(string(signed), n.Body()+"\n")
		if !ok {
			t.Fatalf("%q is read as %q", signed, n.Body())
		}
		for line := range strings.Lines(rest) {
			if !strings.HasPrefix(line, "— ") || !strings.HasSuffix(line, "\n") {
				t.Errorf("behind the note stands %q", line)
			}
		}
	})
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
		if n.Kind == warning.KindUpdate || n.Kind == warning.KindRetraction {
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
