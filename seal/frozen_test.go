package seal_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
	"example.org/tocsin/seal"
)

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// A frozen is what was sealed once, with the keys to it. The keys protect
// nothing but this.
type frozen struct {
	KEK     json.RawMessage `json:"kek"`
	ID      tocsin.KeyID    `json:"id"`
	Wrapped []byte          `json:"wrapped"`
	Plain   string          `json:"plain"`
	Event   []byte          `json:"event"`
	Leaf    []byte          `json:"leaf"`
	File    []byte          `json:"file"`
	Timer   []byte          `json:"timer"`
	Private string          `json:"private"`
	Warning []byte          `json:"warning"`
	Middle  string          `json:"middle"`
	Relay   []byte          `json:"relay"`
}

// The places of what was sealed once.
const (
	frozenVersion = 7
	frozenFile    = tocsin.FileID("ffffffffffffffffffffffffff")
	frozenTimer   = tocsin.TimerID("tttttttttttttttttttttttttt")
)

// TestFrozen opens what was sealed once. When it fails, the code is wrong: it
// no longer reads the records and warnings that are out there.
func TestFrozen(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "frozen.json")
	if *update {
		freeze(t, path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f frozen
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.KEK)))
	if err != nil {
		t.Fatal(err)
	}
	kek, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.NewKeeper(kek).Load(f.ID, f.Wrapped)
	if err != nil {
		t.Fatal(err)
	}
	entry, leaf, err := key.OpenEvent(streamA, frozenVersion, f.Event)
	if err != nil || string(entry) != f.Plain || leaf != ledger.Leaf(f.Leaf) {
		t.Errorf("the event opens as %q with leaf %x (%v)", entry, leaf, err)
	}
	if plain, err := key.OpenFile(frozenFile, f.File); err != nil || string(plain) != f.Plain {
		t.Errorf("the file opens as %q (%v)", plain, err)
	}
	if plain, err := key.OpenTimer(frozenTimer, streamA, f.Timer); err != nil || string(plain) != f.Plain {
		t.Errorf("the timer opens as %q (%v)", plain, err)
	}
	header, inner, err := seal.OpenRelay(f.Relay, f.Middle)
	if err != nil || string(header) != f.Plain || !bytes.Equal(inner, f.Warning) {
		t.Errorf("the envelope opens as %q (%v)", header, err)
	}
	if note, err := seal.OpenWarning(f.Warning, f.Private); err != nil || string(note) != f.Plain {
		t.Errorf("the warning opens as %q (%v)", note, err)
	}
}

// freeze seals everything once.
func freeze(t *testing.T, path string) {
	t.Helper()
	f := frozen{Plain: "the exact bytes\n"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(err)
	var inClear bytes.Buffer
	must(insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&inClear)))
	f.KEK = inClear.Bytes()
	kek, err := aead.New(handle)
	must(err)
	key, wrapped, err := seal.NewKeeper(kek).NewKey()
	must(err)
	f.ID, f.Wrapped = key.ID(), wrapped
	var leaf ledger.Leaf
	f.Event, leaf, err = key.SealEvent(streamA, frozenVersion, []byte(f.Plain))
	must(err)
	f.Leaf = leaf[:]
	f.File, err = key.SealFile(frozenFile, []byte(f.Plain))
	must(err)
	f.Timer, err = key.SealTimer(frozenTimer, streamA, []byte(f.Plain))
	must(err)
	p, middle := hybrid(t), x25519(t)
	f.Private, f.Middle = p.private, middle.private
	f.Warning, err = seal.Warning([]byte(f.Plain), []string{p.public})
	must(err)
	f.Relay, err = seal.Relay([]byte(f.Plain), f.Warning, []string{middle.public})
	must(err)
	raw, err := json.MarshalIndent(f, "", "  ")
	must(err)
	must(os.WriteFile(path, append(raw, '\n'), 0o600))
}
