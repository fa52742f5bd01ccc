package desk_test

import (
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
	"example.org/tocsin/policy"
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

// TestFirstVersion reads a record of the first version: what its rules decided is
// counted and no flaw, and all else is decided again.
func TestFirstVersion(t *testing.T) {
	t.Parallel()
	o := readFirst(t).office(t)
	h := o.healthy("of the first version")
	n := snapWith(t, o.ring, o.store)
	entries := n.entries(t)
	ruled := 0
	for _, e := range entries {
		if e.Signed != nil && (strings.Contains(e.Signed.Bytes, "\naction: dossier/determine\n") || strings.Contains(e.Signed.Bytes, "\naction: dossier/waive\n")) {
			ruled++
		}
	}
	if h.Undecided != ruled || ruled < 5 || h.Events != int64(len(entries)) {
		t.Errorf("%d acts are undecided, %d were decided by rules", h.Undecided, ruled)
	}
	if raw, err := json.Marshal(h); err != nil || !strings.Contains(string(raw), `"undecided":`+strconv.Itoa(ruled)) {
		t.Errorf("%s, %v", raw, err)
	}
	for _, c := range []struct{ kind, from, to string }{
		{"HolderFounded", `"name":"Head"`, `"name":"Heat"`},
		{"HolderFounded", `"profile":"service"`, `"profile":"ngo"`},
		{"DossierOpened", `"profile":"service"`, `"profile":"ngo"`},
		{"ReportLinked", `"possessed":"2023`, `"possessed":"2022`},
		{"FactsAssessed", `"answer":"yes"`, `"answer":"no"`},
		{"FactsAssessed", `"credibility":5`, `"credibility":2`},
		{"SilenceAffirmed", `"because":"`, `"because":"so `},
		{"DutyWaived", `"ground":"DTW-W-f"`, `"ground":"DTW-W-a"`},
		{"ApprovalGiven", `{"of":"`, `{"of":"0`},
		{"DossierClosed", `"outcome":"unknown"`, `"outcome":"false"`},
	} {
		i := slices.IndexFunc(entries, func(e entry.Entry) bool { return e.Kind == c.kind && strings.Contains(string(e.Body), c.from) })
		if i < 0 {
			t.Errorf("no %s has %s", c.kind, c.from)
			continue
		}
		forged := slices.Clone(entries)
		forged[i].Body = json.RawMessage(strings.Replace(string(forged[i].Body), c.from, c.to, 1))
		n.forge(t, forged).found(t, c.kind+" with "+c.to)
	}
}

// TestFirstVersionForged hangs what cannot follow onto acts that are not decided
// again, and founds a second time.
func TestFirstVersionForged(t *testing.T) {
	t.Parallel()
	o := readFirst(t).office(t)
	n := snapWith(t, o.ring, o.store)
	entries := n.entries(t)
	i := slices.IndexFunc(entries, func(e entry.Entry) bool { return e.Kind == "Determined" })
	for kind, body := range map[string]string{
		"NoDutyAffirmed": `{}`, "WarningCleared": `{"of":""}`, "DutyWaived": `{"ground":"DTW-W-f","expires":"2024-06-01T00:00:00Z"}`,
	} {
		more := entries[i]
		more.Kind, more.Body, more.Signed = kind, json.RawMessage(body), nil
		n.forge(t, slices.Insert(slices.Clone(entries), i+1, more)).found(t, kind+" from a determination")
		instead := slices.Clone(entries)
		instead[i].Kind, instead[i].Body = kind, json.RawMessage(body)
		n.forge(t, instead).found(t, kind+" in the place of a determination")
	}
	elsewhere, f := slices.Clone(entries), readFirst(t)
	i = slices.IndexFunc(entries, func(e entry.Entry) bool {
		return e.Kind == "Determined" && string(e.Stream) == f.IDs["x1"]
	})
	elsewhere[i].Stream = tocsin.StreamID(o.state(tocsin.DossierID(f.IDs["x2"])).ID)
	moved := append(slices.Delete(slices.Clone(elsewhere), i, i+1), elsewhere[i]) // nothing comes after it
	n.forge(t, moved).found(t, "a determination in another dossier")

	// A stranger founds the holder again, with himself as its head.
	eve := newPerson(t)
	a, err := act.Parse([]byte(entries[0].Signed.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	again := func(b string) string { return strings.ReplaceAll(b, o.people["head"].signer.AuthorizedKey(), eve.key) }
	a.ID, a.Body = other(a.ID), json.RawMessage(again(string(a.Body)))
	raw, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	signed := eve.sign(t, raw)
	founding := entries[0]
	founding.Act, founding.Signed, founding.Body = a.ID, &signed, json.RawMessage(again(string(founding.Body)))
	n.forge(t, append(slices.Clone(entries), founding)).found(t, "a second founding")
}

// TestFirstVersionGoesOn adopts a pack in a record of the first version, and goes
// on in it, in what was opened before and after.
func TestFirstVersionGoesOn(t *testing.T) {
	t.Parallel()
	f := readFirst(t)
	o := f.office(t)
	x1, x3 := tocsin.DossierID(f.IDs["x1"]), tocsin.DossierID(f.IDs["x3"])
	undecided := o.healthy("before").Undecided
	file, original := red("", o.clock.now())
	_, err := o.desk.Do(o.ctx, o.prepare("ana", file), original)
	refused(t, err, "policy/none")
	refused(t, o.do("ana", &desk.Determine{Dossier: x1}, nil), "policy/none")
	// What asks no pack goes on all the same.
	o.must("ana", &desk.Consult{Dossier: x1, ConsultAsked: dossier.ConsultAsked{With: "the police", Question: "Who is there?"}}, nil)
	if clocks := o.state(x1).Clocks(); len(clocks) != 0 {
		t.Errorf("clocks run under no pack: %+v", clocks)
	}
	o.healthy("before a pack")
	o.run(adopts("a pack", o.packs[0])...)
	if h := o.healthy("after the adoption"); h.Undecided != undecided {
		t.Errorf("%d acts are undecided", h.Undecided)
	}
	o.must("ana", file, original)
	assessment := o.state(x1).Assessment
	o.must("ana", &desk.Assess{Dossier: x1, Assessment: assessment}, nil)
	o.must("ana", &desk.Determine{Dossier: x1}, nil)
	if d := o.state(x1); d.Status != dossier.StatusDuty || d.Handling == nil || len(d.Clocks()) != 2 {
		t.Errorf("determined under the pack: %s, %+v", d.Status, d.Clocks())
	}
	if d := o.state(file.Dossier); len(d.Clocks()) != 1 || d.Clocks()[0].Stage != policy.StageAssess {
		t.Errorf("opened under the pack: %+v", d.Clocks())
	}
	for o.attempt(delivery.OutcomeHanded) == nil {
		// What was sent before is handed over now.
	}
	if leg := o.state(x3).Warned[0].Dispatches[0]; leg.State != delivery.StateDispatched {
		t.Errorf("what was sent before is %s", leg.State)
	}
	if h := o.healthy("in the end"); h.Undecided != undecided {
		t.Errorf("%d acts are undecided", h.Undecided)
	}
}
