package desk_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/format/stix"
	"example.org/tocsin/holder"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
	"example.org/tocsin/ledger"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
	"example.org/tocsin/warning"
)

// start is when every test begins: a week before the Kerman window.
var start = time.Date(2023, 12, 27, 12, 0, 0, 0, time.UTC)

// ringOnce makes the keys of a holder, once for all tests.
var ringOnce = sync.OnceValues(func() (*file.Ring, error) {
	dir, err := os.MkdirTemp("", "desk-keys-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	at := filepath.Join(dir, "keys")
	if err := file.Create(at, file.CreateOptions{SenderName: "holder-7f3a91", LogName: "log-19bc02"}); err != nil {
		return nil, err
	}
	return file.Open(at)
})

// ring gives the keys of the holder.
func ring(tb testing.TB) *file.Ring {
	tb.Helper()
	r, err := ringOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// signHead signs the heads of a store.
func signHead(r keys.Ring) store.SignHead {
	return func(size int64, root ledger.Hash) ([]byte, error) {
		return ledger.SignCheckpoint(ledger.Checkpoint{Origin: r.Log().Signer.Name(), Size: size, Root: root}, r.Log().Signer)
	}
}

// newMemory gives an empty store.
func newMemory(tb testing.TB) *memory.Store {
	tb.Helper()
	s, err := memory.Open(signHead(ring(tb)))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// A clock is set by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// configure gives a desk's configuration over a store.
func configure(tb testing.TB, s store.Store, now func() time.Time) desk.Config {
	tb.Helper()
	return configureWith(ring(tb), s, now)
}

// configureWith does so with the keys of another holder.
func configureWith(r keys.Ring, s store.Store, now func() time.Time) desk.Config {
	return desk.Config{
		Store: s, KeyEncryption: r.KeyEncryption(),
		Sender: r.Sender().Signer, SenderKey: r.Sender().Verifier, LogKey: r.Log().Verifier,
		Reply: r.Reply().Identity, ReplyTo: r.Reply().Recipient,
		Clock: now, Formats: map[report.Form]desk.Format{report.FormSTIX: stix.Import},
	}
}

// A person is an officer with a key.
type person struct {
	id     tocsin.OfficerID
	key    string
	signer *keys.OfficerSigner
}

// newPerson draws a key.
func newPerson(tb testing.TB) *person {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	p := &person{signer: keys.NewOfficerSigner(signer)}
	p.key = p.signer.AuthorizedKey()
	return p
}

// sign signs an act.
func (p *person) sign(tb testing.TB, raw []byte) act.Signed {
	tb.Helper()
	armored, err := p.signer.Sign(act.Namespace, raw)
	if err != nil {
		tb.Fatal(err)
	}
	return act.Signed{Bytes: string(raw), Signature: armored}
}

// An outsider is a recipient or an intermediary, with the keys that are his.
type outsider struct {
	id       tocsin.RecipientID
	identity *age.X25519Identity
	noteKey  string
	verifier string
}

// newOutsider draws keys.
func newOutsider(tb testing.TB, name string) *outsider {
	tb.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		tb.Fatal(err)
	}
	o := &outsider{identity: identity}
	if o.noteKey, o.verifier, err = note.GenerateKey(rand.Reader, name); err != nil {
		tb.Fatal(err)
	}
	return o
}

// An office is a holder at work, with all who have to do with it.
type office struct {
	t      testing.TB
	ctx    context.Context
	clock  *clock
	store  store.Store
	desk   *desk.Desk
	people map[string]*person
	// police is reached directly, embassy through the power.
	police, embassy, power *outsider
	// dossier is the one that the chain is about.
	// overrides are what the drafter of the chain overrides.
	overrides []warning.Override
	dossier   tocsin.DossierID
	// signed are the acts of the chain by the name of their step, so that a step
	// that is done again is the same act.
	signed map[string]signedAct
	// handed are the files that were handed over, by their name.
	handed map[string][]byte
	ring   keys.Ring
	// packs are the files of the packs in force from the beginning.
	packs []string
}

// A signedAct is an act with what is attached.
type signedAct struct {
	act.Signed
	attached []byte
}

// newOffice gives an office over a store with nobody in it yet.
func newOffice(tb testing.TB, s store.Store) *office {
	tb.Helper()
	return newOfficeWith(tb, ring(tb), s)
}

// newOfficeWith does so with the keys of another holder.
func newOfficeWith(tb testing.TB, r keys.Ring, s store.Store) *office {
	tb.Helper()
	o := &office{
		t: tb, ctx: tb.Context(), clock: &clock{at: start}, store: s,
		people: map[string]*person{}, signed: map[string]signedAct{}, handed: map[string][]byte{},
		packs: []string{pack(tb, "icd-191")}, ring: r,
		police: newOutsider(tb, "police"), embassy: newOutsider(tb, "embassy"), power: newOutsider(tb, "power"),
	}
	for _, name := range []string{"head", "ana", "ben", "cat", "dan"} {
		o.people[name] = newPerson(tb)
	}
	o.open()
	return o
}

// open opens the desk over the store, as a new process does.
func (o *office) open() {
	o.t.Helper()
	d, err := desk.Open(o.ctx, configureWith(o.ring, o.store, o.clock.now))
	if err != nil {
		o.t.Fatal(err)
	}
	o.desk = d
}

// found founds the holder.
func (o *office) found(profile policy.Profile) error {
	head := o.people["head"]
	h, err := o.desk.Found(o.ctx, desk.Founding{
		Profile: profile, Packs: o.packs, Name: "Head", Key: head.key,
		Sign: func(raw []byte) (string, error) { return head.signer.Sign(act.Namespace, raw) },
	})
	if err == nil {
		head.id = h.Officers[0].ID
	}
	return err
}

// prepare gives a request signed by an officer.
func (o *office) prepare(by string, r desk.Request) act.Signed {
	o.t.Helper()
	raw, err := o.desk.Prepare(o.ctx, o.people[by].id, r)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.people[by].sign(o.t, raw)
}

// do does a request in the name of an officer.
func (o *office) do(by string, r desk.Request, attached []byte) error {
	o.t.Helper()
	_, err := o.desk.Do(o.ctx, o.prepare(by, r), attached)
	return err
}

// must does a request that must not fail.
func (o *office) must(by string, r desk.Request, attached []byte) {
	o.t.Helper()
	if err := o.do(by, r, attached); err != nil {
		o.t.Fatalf("%T: %v", r, err)
	}
}

// state gives a dossier.
func (o *office) state(id tocsin.DossierID) dossier.Dossier {
	o.t.Helper()
	shown, err := o.desk.Show(o.ctx, string(id))
	if err != nil {
		o.t.Fatal(err)
	}
	return shown.State
}

// healthy fails the test unless fsck finds nothing.
func (o *office) healthy(when string) desk.Health {
	o.t.Helper()
	h, err := o.desk.Fsck(o.ctx)
	if err != nil {
		o.t.Fatalf("fsck %s: %v", when, err)
	}
	for _, f := range h.Flaws {
		o.t.Errorf("fsck %s: %s %s: %s", when, f.Check, f.Place, f.Why)
	}
	if len(h.Flaws) > 0 {
		o.t.FailNow()
	}
	return h
}

// refused fails the test unless err is a refusal under rule.
func refused(tb testing.TB, err error, rule string) {
	tb.Helper()
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok || refusal.Rule != rule {
		tb.Fatalf("got %v, want a refusal under %s", err, rule)
	}
}

// example reads a file of the example.
func example(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "examples", "kerman-2024", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// recipient makes the entry of an outsider.
func (o *outsider) recipient(name string, class directory.Class) directory.Recipient {
	return directory.Recipient{
		Name: name, Class: class, Keys: []string{o.identity.Recipient().String()},
		Enrolled: "on paper", Channel: "mailbox", Address: "/mailboxes/" + strings.ToLower(strings.ReplaceAll(name, " ", "-")),
	}
}

// staffList are the officers besides the head.
var staffList = []struct {
	name  string
	level tocsin.Level
}{
	{"ana", tocsin.LevelAnalyst},
	{"ben", tocsin.LevelOfficer},
	{"cat", tocsin.LevelSenior},
	{"dan", tocsin.LevelHead},
}

// holder gives the holder.
func (o *office) holder() holder.Holder {
	o.t.Helper()
	h, err := o.desk.Holder(o.ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	return h
}

// handedOver is the attempt that handed a work over.
func handedOver(w desk.Work) delivery.AttemptMade {
	return delivery.AttemptMade{Outcome: delivery.OutcomeHanded, Evidence: w.Address + "/" + w.Name}
}

// contains reports whether a text holds another, which is not empty.
func contains(text, part string) bool { return part != "" && strings.Contains(text, part) }

// openDesk opens a desk.
func openDesk(tb testing.TB, c desk.Config) (*desk.Desk, error) {
	tb.Helper()
	return desk.Open(tb.Context(), c)
}

// sameJSON reports whether two values are the same on the wire.
func sameJSON(tb testing.TB, a, b any) bool {
	tb.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		tb.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		tb.Fatal(err)
	}
	return string(x) == string(y)
}
