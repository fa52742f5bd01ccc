package watch_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/crypto/ssh"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/keys"
	"example.org/tocsin/ledger"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
	"example.org/tocsin/warning"
	"example.org/tocsin/watch"
)

// An office is a holder with warnings on their way, on the clock of the test.
type office struct {
	t          *testing.T
	ctx        context.Context
	store      store.Store
	config     desk.Config
	desk       *desk.Desk
	ana, ben   *officer
	recipients []tocsin.RecipientID
	identity   *age.X25519Identity
	// pack is the file of the pack in force.
	pack string
	// drill makes what is drafted an exercise, on which no life depends.
	drill bool
}

// An officer has a key.
type officer struct {
	id     tocsin.OfficerID
	signer *keys.OfficerSigner
}

// must fails the test on an error.
func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newOfficer draws a key.
func newOfficer(t *testing.T) *officer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &officer{signer: keys.NewOfficerSigner(must[ssh.Signer](t)(ssh.NewSignerFromSigner(private)))}
}

// newOffice founds a holder with two officers and so many recipients, each with
// a mailbox of its own.
func newOffice(t *testing.T, recipients int) *office {
	t.Helper()
	return newOfficeUnder(t, small(t), recipients)
}

// newOfficeUnder does so under a pack.
func newOfficeUnder(t *testing.T, pack string, recipients int) *office {
	t.Helper()
	return newOfficeIn(t, pack, recipients, newStore(t))
}

// logKeys is the key of the log in all these tests.
var logKeys = sync.OnceValues(func() (note.Signer, string) {
	private, verifier, err := note.GenerateKey(rand.Reader, "log-19bc02")
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		panic(err) // it was made just now
	}
	return signer, verifier
})

// signHead signs the heads of a store.
func signHead(size int64, root ledger.Hash) ([]byte, error) {
	log, _ := logKeys()
	return ledger.SignCheckpoint(ledger.Checkpoint{Origin: log.Name(), Size: size, Root: root}, log)
}

// newStore gives an empty store.
func newStore(t *testing.T) *memory.Store {
	t.Helper()
	return must[*memory.Store](t)(memory.Open(signHead))
}

// newOfficeIn does so in a store that is empty.
func newOfficeIn(t *testing.T, pack string, recipients int, kept store.Store) *office {
	t.Helper()
	sender, senderKey := noteKey(t, "holder-7f3a91")
	_, logKey := logKeys()
	reply := must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	handle := must[*keyset.Handle](t)(keyset.NewHandle(aead.AES256GCMKeyTemplate()))
	kek, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{
		t: t, ctx: t.Context(), store: kept, ana: newOfficer(t), ben: newOfficer(t), pack: pack,
		identity: must[*age.X25519Identity](t)(age.GenerateX25519Identity()),
		config: desk.Config{
			Store: kept, KeyEncryption: kek, Sender: sender, SenderKey: senderKey, LogKey: logKey,
			Reply: reply, ReplyTo: reply.Recipient().String(), Clock: time.Now,
		},
	}
	o.open()
	h := must[tocsin.OfficerID](t)(o.found())
	o.ana.id = h
	add := desk.NewOfficer("Ben", tocsin.LevelOfficer, o.ben.signer.AuthorizedKey(), "")
	o.ben.id = add.Officer.ID
	o.do(o.ana, add, nil)
	for i := range recipients {
		r := desk.NewRecipient(directory.Recipient{
			Name: fmt.Sprint("Recipient ", i), Class: directory.ClassPolice, Keys: []string{o.identity.Recipient().String()},
			Enrolled: "on paper", Channel: "box", Address: fmt.Sprint("/box/", i),
		})
		o.do(o.ana, r, nil)
		o.recipients = append(o.recipients, r.Recipient.ID)
	}
	return o
}

// noteKey draws a key for notes.
func noteKey(t *testing.T, name string) (note.Signer, string) {
	t.Helper()
	private, verifier, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// open opens the desk, as a new process does.
func (o *office) open() {
	o.t.Helper()
	o.config.Store = o.store
	o.desk = must[*desk.Desk](o.t)(desk.Open(o.ctx, o.config))
}

// found founds the holder.
func (o *office) found() (tocsin.OfficerID, error) {
	h, err := o.desk.Found(o.ctx, desk.Founding{
		Profile: policy.ProfileNGO, Packs: []string{o.pack}, Name: "Ana", Key: o.ana.signer.AuthorizedKey(),
		Sign: func(raw []byte) (string, error) { return o.ana.signer.Sign(act.Namespace, raw) },
	})
	if err != nil {
		return "", err
	}
	return h.Officers[0].ID, nil
}

// do does a request.
func (o *office) do(by *officer, r desk.Request, attached []byte) {
	o.t.Helper()
	raw := must[[]byte](o.t)(o.desk.Prepare(o.ctx, by.id, r))
	armored := must[string](o.t)(by.signer.Sign(act.Namespace, raw))
	if _, err := o.desk.Do(o.ctx, act.Signed{Bytes: string(raw), Signature: armored}, attached); err != nil {
		o.t.Fatalf("%T: %v", r, err)
	}
}

// state gives a dossier.
func (o *office) state(id tocsin.DossierID) dossier.Dossier {
	o.t.Helper()
	return must[desk.Shown](o.t)(o.desk.Show(o.ctx, string(id))).State
}

// file files a report that opens a dossier.
func (o *office) file() tocsin.DossierID {
	o.t.Helper()
	said := report.Spoken{"the night watch", "a fire is to be set", "the harbor", "unknown", "a caller", "unknown"}
	f := desk.NewFile(report.FormText, said.Bytes(), "")
	f.Possessed, f.Mark = tocsin.Second(time.Now()), marking.Marking{TLP: marking.Clear}
	o.do(o.ana, f, said.Bytes())
	return f.Dossier
}

// assess assesses a dossier by what it says itself; useful is zero where it is
// not known how long a warning is of use.
func (o *office) assess(id tocsin.DossierID, useful time.Duration, credible report.Credibility) {
	o.t.Helper()
	a := must[desk.Proposed](o.t)(o.desk.Propose(o.ctx, o.state(id))).Assessment
	a.Reliability, a.Credibility, a.Harm, a.TargetKind = "B", credible, report.HarmIntentionalKilling, report.TargetPerson
	if useful > 0 {
		a.LatestUseful, a.LatestUsefulBecause = tocsin.Second(time.Now().Add(useful)), "the night is over"
	}
	o.do(o.ana, &desk.Assess{Dossier: id, Assessment: a}, nil)
}

// harmless answers that nothing of a warning could harm anybody through a
// recipient.
func (o *office) harmless(id tocsin.DossierID, to tocsin.RecipientID) *desk.CheckRecipient {
	r := &desk.CheckRecipient{Dossier: id, HarmAnswers: dossier.HarmAnswers{Recipient: to, Of: o.state(id).AssessmentHash()}}
	for _, q := range harmcheck.Questions() {
		r.Answers = append(r.Answers, harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: "two desks have looked into it"})
	}
	return r
}

// kind is what is drafted.
func (o *office) kind() warning.Kind {
	if o.drill {
		return warning.KindExercise
	}
	return warning.KindWarning
}

// draft drafts a warning to recipients.
func (o *office) draft(by *officer, id tocsin.DossierID, to ...tocsin.RecipientID) warning.Draft {
	o.t.Helper()
	for _, r := range to {
		if _, current := o.state(id).CheckOf(r); !current {
			o.do(o.ben, o.harmless(id, r), nil)
		}
	}
	day := time.Now().UTC().Truncate(24 * time.Hour)
	var agreed []warning.Agreement
	for _, r := range to {
		if o.drill {
			agreed = append(agreed, warning.Agreement{Recipient: r, With: "the officer on duty, today"})
		}
	}
	d := must[*desk.Draft](o.t)(o.desk.NewDraft(o.ctx, o.state(id), desk.DraftAsk{
		Agreed: agreed,
		Kind:   o.kind(), Why: "it would show who told us", Marking: marking.Marking{TLP: marking.Amber},
		ValidFrom: day, UsefulUntil: day.AddDate(0, 1, 0), Recipients: to,
	}))
	o.do(by, d, nil)
	return d.Draft
}

// send brings a warning to all recipients on its way, whose latest useful time
// lies that far ahead.
func (o *office) send(useful time.Duration, to ...tocsin.RecipientID) tocsin.DossierID {
	o.t.Helper()
	id := o.file()
	o.assess(id, useful, 2)
	o.do(o.ana, &desk.Determine{Dossier: id}, nil)
	d := o.draft(o.ana, id, to...)
	o.do(o.ben, &desk.Approve{Dossier: id, Draft: d}, nil)
	o.do(o.ben, must[*desk.Send](o.t)(o.desk.NewSend(o.state(id))), nil)
	return id
}

// healthy fails the test unless fsck finds nothing.
func (o *office) healthy() {
	o.t.Helper()
	if h := must[desk.Health](o.t)(o.desk.Fsck(o.ctx)); len(h.Flaws) > 0 {
		o.t.Fatalf("fsck: %+v", h.Flaws)
	}
}

// watch gives a watch, as a process of that name has it.
func (o *office) watch(name string, box channel.Channel) *watch.Watch {
	return watch.New(o.desk, name, map[string]channel.Channel{"box": box})
}

// step does rounds until nothing is under way, which must not fail.
func (o *office) step(w *watch.Watch) watch.Done {
	o.t.Helper()
	return must[watch.Done](o.t)(w.Finish(o.ctx))
}

// legs give how each dispatch of a dossier stands.
func (o *office) legs(id tocsin.DossierID) []dossier.Leg {
	o.t.Helper()
	var legs []dossier.Leg
	for _, w := range o.state(id).Warned {
		legs = append(legs, w.Dispatches...)
	}
	return legs
}

// A box is a channel that remembers what it was given.
type box struct {
	mu  sync.Mutex
	got map[string][]byte
	// tries counts the attempts by address.
	tries map[string]int
	// says decides how an attempt ends; without it, handed over.
	says func(ctx context.Context, p channel.Parcel) channel.Outcome
}

func newBox() *box { return &box{got: map[string][]byte{}, tries: map[string]int{}} }

// set sets how attempts end from now on.
func (b *box) set(says func(ctx context.Context, p channel.Parcel) channel.Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.says = says
}

// Health has nothing to say.
func (b *box) Health(context.Context) error { return nil }

// Deliver keeps the parcel by its name, once.
func (b *box) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	b.mu.Lock()
	b.tries[p.Address]++
	says := b.says
	b.mu.Unlock()
	if says != nil {
		if o := says(ctx, p); o.Kind != delivery.OutcomeHanded {
			return o
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got[p.Address+"/"+p.Name] = p.Bytes
	return channel.Handed(p.Address + "/" + p.Name)
}

// tried counts all attempts.
func (b *box) tried() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, t := range b.tries {
		n += t
	}
	return n
}

// answer brings the recipient's answer to a parcel in.
func (o *office) answer(b *box, address string) {
	o.t.Helper()
	for at, file := range b.got {
		if len(at) < len(address)+1 || at[:len(address)+1] != address+"/" {
			continue
		}
		got := must[desk.Received](o.t)(desk.OpenFile(file, o.identity.String(), o.config.SenderKey))
		raw := must[[]byte](o.t)(desk.SealAnswer(got, delivery.Acknowledgement{
			Answer: delivery.AnswerAcknowledged, Rung: delivery.RungActing, By: "the officer on duty",
		}))
		o.do(o.ana, must[*desk.Receive](o.t)(o.desk.NewReceive(o.ctx, raw)), raw)
		return
	}
	o.t.Fatal(errors.New("nothing was handed to " + address))
}

// closing asks to close a dossier unwarned, affirming agrees to it.
func closing(id tocsin.DossierID) *desk.Close {
	return &desk.Close{
		Dossier: id, Because: "the harbor was cleared this morning and nobody is there any more",
		Closing: dossier.DossierClosed{Outcome: dossier.OutcomePrevented, Summary: "Nobody was there."},
	}
}

func affirming(id tocsin.DossierID, s *dossier.Silence) *desk.Affirm {
	return &desk.Affirm{
		Dossier: id, Of: s.Proposal.Of, Proposed: s.Proposed,
		Because: "I have called the harbor master, who says that it has been empty since six",
	}
}
