package desk_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/warning"
)

// Canaries are words that stand nowhere but where they are planted.
type canaries struct{ words []string }

// word draws one.
func (c *canaries) word() string {
	w := "Canary" + strings.ToLower(rand.Text()[:16])
	c.words = append(c.words, w)
	return w
}

// because draws one in a sentence that is long enough for a reason.
func (c *canaries) because() string {
	return "the " + c.word() + " says in so many words that this must be so"
}

// sweep looks for every canary in every file of a folder.
func (c *canaries) sweep(t *testing.T, folder string) {
	t.Helper()
	read := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read += len(raw)
		lower := bytes.ToLower(raw)
		for _, w := range c.words {
			for _, form := range []string{w, hex.EncodeToString([]byte(w)), base64.StdEncoding.EncodeToString([]byte(w))[:20]} {
				if bytes.Contains(lower, bytes.ToLower([]byte(form))) {
					t.Errorf("%s holds a canary", filepath.Base(path))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100<<10 {
		t.Errorf("only %d bytes were swept", read)
	}
}

// TestCanaries plants canaries in every field that people fill, goes from the
// founding to the closing on a data file, and finds none of them on the disk
// while the file is open, and after.
func TestCanaries(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	kept, err := sqlite.Open(t.Context(), filepath.Join(folder, "data.db"), signHead(ring(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := &canaries{}
	o := newOffice(t, kept)
	o.plant(c)
	o.healthy("with canaries")
	c.sweep(t, folder)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	c.sweep(t, folder)
	if len(c.words) < 40 {
		t.Errorf("only %d canaries were planted", len(c.words))
	}
	t.Logf("%d canaries", len(c.words))
}

// plant goes the whole way with a canary in every field.
func (o *office) plant(c *canaries) {
	o.t.Helper()
	head := o.people["head"]
	h, err := o.desk.Found(o.ctx, desk.Founding{
		Profile: policy.ProfileNGO, Packs: []string{small(o.t, pack(o.t, "icd-191"))}, Name: c.word(), Key: head.key + " " + c.word(),
		Sign: func(raw []byte) (string, error) { return head.signer.Sign(act.Namespace, raw) },
	})
	if err != nil {
		o.t.Fatal(err)
	}
	head.id = h.Officers[0].ID
	for _, p := range staffList {
		r := desk.NewOfficer(c.word(), p.level, o.people[p.name].key, c.word())
		o.people[p.name].id = r.Officer.ID
		o.must("head", r, nil)
	}
	enroll := func(of *outsider, class directory.Class, through tocsin.RecipientID) {
		r := of.recipient(c.word(), class)
		r.Protects, r.Relations, r.Enrolled, r.Verifier, r.Through = c.word(), c.word(), c.word(), of.verifier, through
		if r.Channel, r.Address = "mailbox", "/mailboxes/"+map[*outsider]string{o.power: "power", o.police: "police"}[of]; through != "" {
			r.Channel, r.Address = "", ""
		}
		n := desk.NewRecipient(r)
		of.id = n.Recipient.ID
		o.must("ben", n, nil)
	}
	enroll(o.power, directory.ClassIntermediary, "")
	enroll(o.police, directory.ClassPolice, "")
	enroll(o.embassy, directory.ClassGovernment, o.power.id)
	o.plantReports(c)
	o.plantWarning(c)
}

// plantReports files two reports and assesses them.
func (o *office) plantReports(c *canaries) {
	o.t.Helper()
	bundle := string(example(o.t, "bundle.json"))
	for _, name := range []string{"Planned attack on the commemoration in Kerman", "ISIS-K", "Kerman Province"} {
		bundle = strings.ReplaceAll(bundle, name, name+" "+c.word())
	}
	f := desk.NewFile(report.FormSTIX, []byte(bundle), "")
	f.Possessed, f.Originator = o.clock.now(), c.word()
	f.Mark.Caveats = []string{"ORCON"} // what nobody understands may be told to nobody
	o.must("ana", f, []byte(bundle))
	o.dossier = f.Dossier
	said := report.Spoken{c.because(), c.because(), c.word(), c.word(), c.word(), c.word()}
	s := desk.NewFile(report.FormText, said.Bytes(), o.dossier)
	s.Possessed, s.Originator, s.Reason = o.clock.now(), c.word(), c.word()
	s.Mark = marking.Marking{TLP: marking.Red, Caveats: []string{c.word()}}
	o.must("ana", s, said.Bytes())
	p, err := o.desk.Propose(o.ctx, o.state(o.dossier))
	if err != nil {
		o.t.Fatal(err)
	}
	a := p.Assessment
	a.Reliability, a.Credibility, a.Harm, a.TargetKind = "A", 1, report.HarmKidnapping, report.TargetGroup
	a.LatestUseful, a.LatestUsefulBecause = start.Add(24*time.Hour), c.word()
	a.Facts = append(a.Facts, report.Fact{
		Field: report.FieldMethod, Text: c.because(), Report: s.Report, Part: c.word(),
		Marking: marking.Marking{TLP: marking.Red, Caveats: []string{c.word()}},
	})
	a.Answers = []report.Answer{{Question: "credible", Answer: tocsin.Yes, Because: c.word()}}
	o.must("ana", &desk.Assess{Dossier: o.dossier, Assessment: a}, nil)
	o.must("ana", &desk.AskConsent{Dossier: o.dossier, ConsentAsked: o.state(o.dossier).Asks(f.Originator)}, nil)
	o.must("ana", &desk.AnswerConsent{Dossier: o.dossier, ConsentAnswered: dossier.ConsentAnswered{
		Of: 1, Allows: []dossier.Allowed{{Fact: "what", Rung: report.RungFull}}, Says: c.because(),
	}}, nil)
	o.must("ana", &desk.Determine{Dossier: o.dossier, DetermineDuty: dossier.DetermineDuty{Because: c.because()}}, nil)
	o.must("ana", &desk.Waive{Dossier: o.dossier, Waiver: policy.Waiver{
		Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: c.because(),
		Evidence: policy.Evidence{Channels: []policy.ChannelTried{{Channel: c.word(), Fails: c.because()}}},
	}}, nil)
	waiver := o.state(o.dossier).Silence
	o.must("dan", &desk.Affirm{Dossier: o.dossier, Of: waiver.Proposal.Of, Proposed: waiver.Proposed, Because: c.because()}, nil)
	o.must("ben", &desk.Withdraw{Dossier: o.dossier, Because: c.word()}, nil)
}

// plantWarning drafts, sends, takes in what comes back, and closes.
func (o *office) plantWarning(c *canaries) {
	o.t.Helper()
	said := ask(o)
	said.Why = c.word()
	said.Wording = warning.Wording{Advice: []string{c.word()}, Onward: c.word()}
	said.Releases = []warning.Release{{Field: report.FieldAct, Say: c.word()}}
	said.Overrides = []warning.Override{{Rule: "release/floor", Because: c.because()}, {Rule: "release/goal", Because: c.because()}}
	d, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), said)
	if err != nil {
		o.t.Fatal(err)
	}
	o.must("ana", d, nil)
	for _, to := range said.Recipients {
		check := harmAsk(o, o.dossier, to)
		for i := range check.Answers {
			check.Answers[i].Because = c.because()
		}
		o.must("ben", check, nil)
	}
	o.must("ben", &desk.Approve{Dossier: o.dossier, Draft: d.Draft}, nil)
	s, err := o.desk.NewSend(o.state(o.dossier))
	if err != nil {
		o.t.Fatal(err)
	}
	o.must("ben", s, nil)
	o.attemptAgain(c)
	o.run(sendSteps()[2:5]...) // handed over, and a receipt
	got, err := o.mail(o.police, "police")
	if err != nil {
		o.t.Fatal(err)
	}
	raw, err := desk.SealAnswer(got, delivery.Acknowledgement{
		Answer: delivery.AnswerDisputed, Rung: delivery.RungRead, By: c.word(), Says: c.word(),
	})
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.desk.NewReceive(o.ctx, raw)
	if err != nil {
		o.t.Fatal(err)
	}
	o.must("ana", r, raw)
	o.must("ben", &desk.Close{Dossier: o.dossier, Because: c.because(), Closing: dossier.DossierClosed{
		Outcome: dossier.OutcomeUnknown, Killed: c.word(), Injured: c.word(), Summary: c.because(),
	}}, nil)
}

// attemptAgain settles an attempt that failed, with canaries in what the channel
// says of it.
func (o *office) attemptAgain(c *canaries) {
	o.t.Helper()
	work, err := o.desk.Due(o.ctx, "test", 1)
	if err != nil || len(work) != 1 {
		o.t.Fatal(work, err)
	}
	made := delivery.AttemptMade{Outcome: delivery.OutcomeAgain, Reason: c.word(), Evidence: c.word()}
	if err := o.desk.Settle(o.ctx, work[0], made, time.Minute); err != nil {
		o.t.Fatal(err)
	}
}

// TestRefusalsSayNothing puts a canary into every text of every act of the full
// chain, one at a time: whatever comes of it, no error and no refusal holds it.
func TestRefusalsSayNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	quoted := map[string]bool{}
	for _, s := range fullChain() {
		o.clock.add(time.Minute)
		made, signed := o.sign(s)
		if !signed {
			o.run(s)
			continue
		}
		a, err := act.Parse([]byte(made.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		kept := o.store
		o.store = refusing{kept}
		o.open()
		for path, body := range planted(t, a) {
			b := a
			b.Body = body
			raw, err := b.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			_, err = o.desk.Do(o.ctx, o.people[o.nameOf(a.Officer)].sign(t, raw), made.attached)
			if err == nil {
				continue // nothing follows from it
			}
			refusal, ok := err.(*tocsin.Refusal) //nolint:errorlint // a refusal is not wrapped
			text := err.Error()
			if ok {
				text += refusal.Remedy
			}
			if strings.Contains(text, canary) && (!ok || !slices.Contains(closedLists, refusal.Rule)) {
				quoted[fmt.Sprintf("%s %s: %s", a.Action, path, text)] = true
			}
		}
		o.store = kept
		o.open()
		o.run(s)
	}
	for text := range quoted {
		t.Error(text)
	}
}

// closedLists are the rules of the record that quote a word which should have
// been one of a list, such as a kind of message. What a report says never comes
// to stand there.
var closedLists = []string{
	"directory/class", "report/fact", "report/reliability", "dossier/outcome", "policy/waiver-ground", "DTW-W-f", "warning/kind",
	"warning/field", "dossier/dispute",
}

// canary is planted in the acts.
const canary = "Canaryqxz"

// planted gives the bodies of an act with a canary in one text each.
func planted(t *testing.T, a act.Act) map[string]json.RawMessage {
	t.Helper()
	all := map[string]json.RawMessage{}
	var walk func(path string, raw json.RawMessage, put func(string) string)
	walk = func(path string, raw json.RawMessage, put func(string) string) {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		var text string
		switch {
		case json.Unmarshal(raw, &object) == nil && object != nil:
			for name, value := range object {
				walk(path+"."+name, value, func(with string) string {
					return put(replaceField(string(raw), name, string(value), with))
				})
			}
		case json.Unmarshal(raw, &list) == nil && list != nil:
			for i, value := range list {
				walk(path+"[]", value, func(with string) string {
					l := append([]json.RawMessage{}, list...)
					l[i] = json.RawMessage(with)
					return put(join(l))
				})
			}
		case json.Unmarshal(raw, &text) == nil:
			all[path] = json.RawMessage(put(`"` + canary + `"`))
		}
	}
	walk("", a.Body, func(with string) string { return with })
	return all
}
