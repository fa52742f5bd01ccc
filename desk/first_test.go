package desk_test

import (
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/entry"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
)

// A first is a whole record that the first version made: entries in clear, byte
// for byte, with the keys of all who take part. Nobody else uses those keys.
type first struct {
	Entries []string                 `json:"entries"`
	Files   map[tocsin.FileID][]byte `json:"files"`
	Timers  []struct {
		ID     tocsin.TimerID  `json:"id"`
		Stream tocsin.StreamID `json:"stream"`
		Text   string          `json:"text"`
	} `json:"timers"`
	Seeds map[string][]byte `json:"seeds"`
	// IDs are those of officers by name, of a recipient, and of three dossiers:
	// x1 has a duty, x2 was referred and closed, x3 has sent a warning.
	IDs  map[string]string `json:"ids"`
	Now  time.Time         `json:"now"`
	Ring map[string]string `json:"ring"`
}

// readFirst reads the record of the first version.
func readFirst(t *testing.T) first {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "first.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var record first
	if err := json.NewDecoder(unzipped).Decode(&record); err != nil {
		t.Fatal(err)
	}
	return record
}

// office gives the office over the record, with all in it.
func (f first) office(t *testing.T) *office {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "keys")
	if err := os.MkdirAll(filepath.Join(folder, "officers"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range f.Ring {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := file.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := memory.Open(signHead(r))
	if err != nil {
		t.Fatal(err)
	}
	f.fill(t, r, kept)
	o := newOfficeWith(t, r, kept)
	o.clock.at = f.Now
	for name, seed := range f.Seeds {
		signer, err := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(seed))
		if err != nil {
			t.Fatal(err)
		}
		o.people[name] = &person{id: tocsin.OfficerID(f.IDs[name]), signer: keys.NewOfficerSigner(signer)}
	}
	o.police.id = tocsin.RecipientID(f.IDs["police"])
	o.open()
	return o
}

// fill writes the record into a store as it is, act by act.
func (f first) fill(t *testing.T, r keys.Ring, into store.Store) {
	t.Helper()
	keeper := seal.NewKeeper(r.KeyEncryption())
	key, wrapped, err := keeper.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{Keys: []store.Key{{ID: key.ID(), Wrapped: wrapped}}}
	for id, content := range f.Files {
		sealed, err := key.SealFile(id, content)
		if err != nil {
			t.Fatal(err)
		}
		batch.Files = append(batch.Files, store.File{ID: id, Key: key.ID(), Sealed: sealed})
	}
	for _, one := range f.Timers {
		_, at, _ := strings.Cut(one.Text, " ")
		due, err := time.Parse("2006-01-02T15:04:05.000Z", at)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := key.SealTimer(one.ID, one.Stream, []byte(one.Text))
		if err != nil {
			t.Fatal(err)
		}
		batch.Timers = append(batch.Timers, store.Timer{ID: one.ID, Stream: one.Stream, Key: key.ID(), Due: due, Sealed: sealed})
	}
	for _, raw := range f.Entries {
		e, err := entry.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		sealed, leaf, err := key.SealEvent(e.Stream, e.Version, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		batch.Streams = []store.Stream{{
			ID: e.Stream, Expect: e.Version - 1, Key: key.ID(), Events: []store.Event{{Sealed: sealed, Leaf: leaf}},
		}}
		if err := into.Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		batch = store.Batch{}
	}
}

// TestFirstVersion reads a record of the first version.
func TestFirstVersion(t *testing.T) {
	t.Parallel()
	o := readFirst(t).office(t)
	h := o.healthy("of the first version")
	t.Logf("%+v", h)
}
