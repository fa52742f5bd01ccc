package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// A refusal is a request that is refused under a rule.
type refusal struct {
	name, rule, by string
	ask            func(o *office) (desk.Request, []byte)
}

// holds does requests on one office and sees each refused with nothing kept.
func (o *office) holds(t *testing.T, all []refusal) {
	t.Helper()
	for _, r := range all {
		before, err := o.store.Head(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		request, attached := r.ask(o)
		err = o.do(r.by, request, attached)
		said, ok := err.(*tocsin.Refusal) //nolint:errorlint // a refusal is not wrapped
		if !ok || said.Rule != r.rule {
			t.Errorf("%s: got %v, want a refusal under %s", r.name, err, r.rule)
		}
		if after, _ := o.store.Head(o.ctx); after.Size != before.Size {
			t.Fatalf("%s: something was kept", r.name)
		}
	}
	o.healthy("after what was refused")
}

// bare makes a refusal without attached bytes.
func bare(name, rule, by string, ask func(o *office) desk.Request) refusal {
	return refusal{name, rule, by, func(o *office) (desk.Request, []byte) { return ask(o), nil }}
}

func TestStaffRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	officer := func(name, rule, by string, how func(*desk.AddOfficer)) refusal {
		return bare(name, rule, by, func(o *office) desk.Request {
			r := desk.NewOfficer("Fay", tocsin.LevelOfficer, newPerson(t).key, "")
			how(r)
			return r
		})
	}
	recipient := func(name, rule, by string, how func(*directory.Recipient)) refusal {
		return bare(name, rule, by, func(o *office) desk.Request {
			r := newOutsider(t, "fay").recipient("Fay", directory.ClassCompany)
			how(&r)
			return desk.NewRecipient(r)
		})
	}
	o.holds(t, []refusal{
		officer("not by the head", "holder/head", "ben", func(*desk.AddOfficer) {}),
		officer("a key in use", "holder/one-person-one-key", "head", func(r *desk.AddOfficer) { r.Officer.Key = o.people["ana"].key }),
		officer("no key", "holder/key", "head", func(r *desk.AddOfficer) { r.Officer.Key = "ssh-rsa AAAA" }),
		officer("no name", "holder/officer", "head", func(r *desk.AddOfficer) { r.Officer.Name = " " }),
		officer("an id in use", "holder/officer", "head", func(r *desk.AddOfficer) { r.Officer.ID = o.people["ana"].id }),
		officer("dates", "holder/dates", "head", func(r *desk.AddOfficer) { r.Officer.From = start }),
		bare("retire nobody", "holder/officer", "head", func(*office) desk.Request {
			return &desk.RetireOfficer{Officer: seal.NewID[tocsin.OfficerID]()}
		}),
		bare("retire, not by the head", "holder/head", "ben", func(o *office) desk.Request {
			return &desk.RetireOfficer{Officer: o.people["ana"].id}
		}),
		recipient("by an analyst", "directory/level", "ana", func(*directory.Recipient) {}),
		recipient("a key that is none", "seal/recipient-key", "ben", func(r *directory.Recipient) { r.Keys = []string{"age1nothing"} }),
		recipient("a private key", "seal/recipient-key", "ben", func(r *directory.Recipient) { r.Keys = []string{o.police.identity.String()} }),
		recipient("no key", "directory/key", "ben", func(r *directory.Recipient) { r.Keys = nil }),
		recipient("keys of two kinds", "seal/one-kind-of-key", "ben", func(r *directory.Recipient) {
			r.Keys = append(r.Keys, o.people["ana"].key)
		}),
		recipient("no verifier", "directory/verifier", "ben", func(r *directory.Recipient) { r.Verifier = "fay+1+2" }),
		recipient("a name in use", "directory/name", "ben", func(r *directory.Recipient) { r.Name = "Police" }),
		recipient("through nobody", "directory/route", "ben", func(r *directory.Recipient) { r.Through = seal.NewID[tocsin.RecipientID]() }),
		recipient("no route", "directory/route", "ben", func(r *directory.Recipient) { r.Address = "" }),
	})
	o.must("head", &desk.RetireOfficer{Officer: o.people["ben"].id}, nil)
	err := o.do("ben", &desk.Withdraw{}, nil)
	refused(t, err, "act/officer")
	_, err = o.desk.Found(o.ctx, desk.Founding{Profile: "ngo", Packs: o.packs, Name: "Second", Key: o.people["ana"].key, Sign: func(raw []byte) (string, error) {
		return o.people["ana"].signer.Sign(act.Namespace, raw)
	}})
	refused(t, err, "holder/founded")
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:1]...)
	there := o.state(o.dossier)
	file := func(name, rule string, original []byte, form report.Form, how func(*desk.File)) refusal {
		return refusal{name, rule, "ana", func(o *office) (desk.Request, []byte) {
			f := desk.NewFile(form, original, "")
			f.Possessed = o.clock.now()
			how(f)
			return f, original
		}}
	}
	said := spoken.Bytes()
	text := func(name, rule string, how func(*desk.File)) refusal {
		return file(name, rule, said, report.FormText, how)
	}
	o.holds(t, []refusal{
		file("no bundle", "stix/json", []byte("{"), report.FormSTIX, func(*desk.File) {}),
		file("no questions", "report/six-questions", []byte("A bomb!"), report.FormText, func(*desk.File) {}),
		file("empty", "report/six-questions", nil, report.FormText, func(*desk.File) {}),
		file("another form", "report/form", said, "cap-1.2", func(*desk.File) {}),
		text("held tomorrow", "report/possessed", func(f *desk.File) { f.Possessed = start.Add(48 * time.Hour) }),
		text("held never", "report/possessed", func(f *desk.File) { f.Possessed = time.Time{} }),
		text("held at a fraction", "report/possessed", func(f *desk.File) { f.Possessed = start.Add(time.Millisecond) }),
		text("held elsewhere", "report/possessed", func(f *desk.File) { f.Possessed = start.In(time.FixedZone("", 3600)) }),
		text("another size", "report/original", func(f *desk.File) { f.Size++ }),
		text("no id", "report/id", func(f *desk.File) { f.Report = "x" }),
		text("one id for both", "report/id", func(f *desk.File) { f.Dossier = tocsin.DossierID(f.Report) }),
		text("the report's id is used", "report/id", func(f *desk.File) { f.Report = there.Reports[0].Report }),
		text("the dossier's id is used", "dossier/id", func(f *desk.File) { f.Dossier = there.ID }),
		text("the report's id is a dossier's", "desk/other-stream", func(f *desk.File) { f.Report = tocsin.ReportID(there.ID) }),
		text("the report's id is the holder's", "desk/other-stream", func(f *desk.File) { f.Report = tocsin.ReportID(tocsin.HolderStream) }),
		text("the dossier's id is a report's", "desk/other-stream", func(f *desk.File) {
			f.Dossier = tocsin.DossierID(there.Reports[0].Report)
		}),
		text("the dossier's id is the holder's", "desk/other-stream", func(f *desk.File) {
			f.Dossier, f.Opens = tocsin.DossierID(tocsin.HolderStream), false
		}),
		text("into nothing", "dossier/unknown", func(f *desk.File) { f.Opens = false }),
	})
	if _, err := o.desk.Receipt(o.ctx, seal.NewID[tocsin.ReportID]()); err == nil {
		t.Error("a receipt is given for nothing")
	}
}

func TestDossierRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:2]...)
	nowhere := seal.NewID[tocsin.DossierID]()
	closing := dossier.DossierClosed{Outcome: dossier.OutcomeUnknown, Summary: "Nobody knows."}
	o.holds(t, []refusal{
		bare("assess nothing", "dossier/unknown", "ana", func(o *office) desk.Request {
			return &desk.Assess{Dossier: nowhere, Assessment: report.Assessment{Reliability: "A", Credibility: 1}}
		}),
		bare("assess a report", "desk/other-stream", "ana", func(o *office) desk.Request {
			return &desk.Assess{Dossier: tocsin.DossierID(o.state(o.dossier).Reports[0].Report)}
		}),
		bare("assess without grades", "report/reliability", "ana", func(o *office) desk.Request {
			return &desk.Assess{Dossier: o.dossier}
		}),
		bare("determine first", "dossier/assess-first", "ana", func(o *office) desk.Request { return &desk.Determine{Dossier: o.dossier} }),
		bare("approve nothing", "approval/nothing", "ben", func(o *office) desk.Request { return &desk.Approve{Dossier: o.dossier} }),
		bare("affirm nothing", "approval/nothing", "ben", func(o *office) desk.Request { return &desk.Affirm{Dossier: o.dossier} }),
		bare("waive nothing", "DTW-W-ALL", "ben", func(o *office) desk.Request { return &desk.Waive{Dossier: o.dossier} }),
		bare("send nothing", "dossier/not-cleared", "ben", func(o *office) desk.Request { return &desk.Send{Dossier: o.dossier} }),
		bare("close unsaid", "DTW-JUSTIFY", "ben", func(o *office) desk.Request { return &desk.Close{Dossier: o.dossier, Closing: closing} }),
		bare("close without outcome", "dossier/outcome", "ben", func(o *office) desk.Request { return &desk.Close{Dossier: o.dossier} }),
		bare("unlink nothing", "dossier/link", "ana", func(o *office) desk.Request {
			return &desk.Unlink{Dossier: o.dossier, Report: seal.NewID[tocsin.ReportID](), Reason: "no"}
		}),
		bare("receive nothing", "delivery/unknown", "ana", func(*office) desk.Request {
			return &desk.Receive{Dispatch: seal.NewID[tocsin.DispatchID](), SHA256: act.Hash(nil), Evidence: seal.NewID[tocsin.FileID]()}
		}),
	})
}

func TestWarningRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:6]...)
	draft := func(name, rule string, how func(*desk.Draft)) refusal {
		return bare(name, rule, "ana", func(o *office) desk.Request {
			d, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), ask(o))
			if err != nil {
				t.Fatal(err)
			}
			how(d)
			return d
		})
	}
	again := func(d *desk.Draft) { // an edited text stands in both
		d.Ask.Text, d.Draft.Edited = d.Draft.Text, true
	}
	o.holds(t, []refusal{
		draft("not what was asked", "approval/changed", func(d *desk.Draft) { d.Draft.Text += "And more.\n" }),
		draft("to nobody", "warning/recipients", func(d *desk.Draft) { d.Ask.Recipients, d.Draft.Recipients = nil, nil }),
		draft("to a stranger", "warning/recipients", func(d *desk.Draft) {
			d.Ask.Recipients = []tocsin.RecipientID{seal.NewID[tocsin.RecipientID]()}
			d.Draft.Recipients = d.Ask.Recipients
		}),
		draft("to one twice", "warning/recipients", func(d *desk.Draft) {
			d.Ask.Recipients = append(slices.Clip(d.Ask.Recipients), d.Ask.Recipients[0])
			d.Draft.Recipients = d.Ask.Recipients
		}),
		draft("unmarked", "warning/marking", func(d *desk.Draft) { d.Ask.Marking, d.Draft.Marking = marking.Marking{}, marking.Marking{} }),
		draft("with a number that must not leave", "warning/leak", func(d *desk.Draft) {
			d.Draft.Text += "Call +1 202-555-0143.\n"
			again(d)
		}),
		draft("with words that must not leave", "warning/leak", func(d *desk.Draft) {
			d.Draft.Text += "Look for: " + spoken[1] + ".\n"
			again(d)
		}),
		draft("with a marking that must not leave", "warning/leak", func(d *desk.Draft) {
			d.Ask.Marking.Caveats = []string{"call 202-555-0143"}
			d.Draft.Marking = d.Ask.Marking
		}),
		draft("with a window that must not leave", "warning/leak", func(d *desk.Draft) {
			d.Ask.UsefulUntil = time.Date(2024, 1, 3, 14, 37, 0, 0, time.UTC)
			d.Draft.UsefulUntil = d.Ask.UsefulUntil
		}),
	})
	o.run(warnSteps()[6])
	stands := *o.state(o.dossier).Draft
	approve := func(name, rule, by string, how func(*warning.Draft)) refusal {
		return bare(name, rule, by, func(*office) desk.Request {
			d := stands
			how(&d)
			return &desk.Approve{Dossier: o.dossier, Draft: d}
		})
	}
	o.holds(t, []refusal{
		approve("by the drafter", "approval/two-person", "ana", func(*warning.Draft) {}),
		approve("another text", "approval/changed", "ben", func(d *warning.Draft) { d.Text += "Yes.\n" }),
		approve("other recipients", "approval/changed", "ben", func(d *warning.Draft) { d.Recipients = d.Recipients[:1] }),
		approve("another marking", "approval/changed", "ben", func(d *warning.Draft) { d.Marking.TLP = marking.Red }),
		approve("another end", "approval/changed", "ben", func(d *warning.Draft) { d.UsefulUntil = d.UsefulUntil.Add(time.Hour) }),
		bare("send too early", "dossier/not-cleared", "ben", func(o *office) desk.Request {
			return &desk.Send{Dossier: o.dossier, Of: stands.Hash(), Recipients: stands.Recipients, Plan: 1}
		}),
	})
	o.run(warnSteps()[7])
	o.holds(t, []refusal{approve("twice", "approval/twice", "ben", func(*warning.Draft) {})})
	o.run(warnSteps()[8])
	send := func(name, rule string, how func(*desk.Send)) refusal {
		return bare(name, rule, "ben", func(*office) desk.Request {
			s := &desk.Send{Dossier: o.dossier, Of: stands.Hash(), Recipients: stands.Recipients, Plan: 1}
			how(s)
			return s
		})
	}
	o.holds(t, []refusal{
		approve("what is cleared", "approval/nothing", "cat", func(*warning.Draft) {}),
		send("another text", "approval/changed", func(s *desk.Send) { s.Of = act.Hash(nil) }),
		send("to fewer", "warning/recipients", func(s *desk.Send) { s.Recipients = s.Recipients[:1] }),
		send("to more", "warning/recipients", func(s *desk.Send) { s.Recipients = append(slices.Clip(s.Recipients), o.power.id) }),
		send("by a plan of the first form", "act/body", func(s *desk.Send) { s.Plan = 0 }),
		send("without an answer from somebody else", "delivery/no-reply", func(s *desk.Send) { s.NoReply = []tocsin.RecipientID{o.power.id} }),
		send("to one twice", "warning/recipients", func(s *desk.Send) { s.Recipients = []tocsin.RecipientID{o.police.id, o.police.id} }),
	})
	o.clock.add(10 * 24 * time.Hour)
	o.holds(t, []refusal{send("too late", "warning/validity", func(*desk.Send) {})})
}

func TestEvidenceRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...) // handed over, nothing has come back
	d := o.state(o.dossier)
	direct, through := d.Warned[0].Dispatches[0].Dispatch, d.Warned[0].Dispatches[1].Dispatch
	receive := func(name, rule string, at tocsin.DispatchID, raw func() ([]byte, error)) refusal {
		return refusal{name, rule, "ana", func(o *office) (desk.Request, []byte) {
			evidence, err := raw()
			if err != nil {
				t.Fatal(err)
			}
			return &desk.Receive{Dispatch: at, SHA256: act.Hash(evidence), Evidence: seal.NewID[tocsin.FileID]()}, evidence
		}}
	}
	answer := func(how func(*delivery.Acknowledgement)) func() ([]byte, error) {
		return func() ([]byte, error) {
			got, err := o.mail(o.police, "police")
			if err != nil {
				return nil, err
			}
			a := delivery.Acknowledgement{
				SHA256: got.SHA256, Token: got.Note.Token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungRead, By: "SECRET clerk",
			}
			how(&a)
			return seal.Reply([]byte(a.Text()), ring(t).Reply().Recipient)
		}
	}
	receipt := func(how func(*delivery.Receipt), key string) func() ([]byte, error) {
		return func() ([]byte, error) {
			got, err := o.mail(o.power, "power")
			if err != nil {
				return nil, err
			}
			r := delivery.Receipt{Relay: got.Relay.ID, SHA256: got.SHA256, Status: delivery.ReceiptHanded, At: start}
			how(&r)
			signer, err := note.NewSigner(key)
			if err != nil {
				return nil, err
			}
			return r.Sign(signer)
		}
	}
	raw := func(b string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(b), nil } }
	o.holds(t, []refusal{
		receive("another file", "delivery/other-bytes", direct, answer(func(a *delivery.Acknowledgement) { a.SHA256 = act.Hash(nil) })),
		receive("another token", "delivery/token", direct, answer(func(a *delivery.Acknowledgement) { a.Token = other(a.Token) })),
		receive("an answer in words of its own", "delivery/answer", direct, answer(func(a *delivery.Acknowledgement) { a.Answer = "SECRET" })),
		receive("another dispatch", "delivery/other-bytes", through, answer(func(*delivery.Acknowledgement) {})),
		receive("a damaged answer", "seal/damaged", direct, func() ([]byte, error) {
			b, err := answer(func(*delivery.Acknowledgement) {})()
			flip(b, len(b)-1)
			return b, err
		}),
		receive("an answer to somebody else", "seal/wrong-key", direct, func() ([]byte, error) {
			return seal.Reply([]byte("SECRET\n"), o.police.identity.Recipient().String())
		}),
		receive("no receipt", "delivery/receipt", through, raw("SECRET")),
		receive("a receipt by another", "delivery/receipt", through, receipt(func(*delivery.Receipt) {}, o.police.noteKey)),
		receive("a receipt of another file", "delivery/other-bytes", through, receipt(func(r *delivery.Receipt) { r.SHA256 = act.Hash(nil) }, o.power.noteKey)),
		receive("a receipt of another hand-over", "delivery/receipt", through, receipt(func(r *delivery.Receipt) { r.Relay = other(r.Relay) }, o.power.noteKey)),
		receive("a receipt where nobody carries", "delivery/receipt-key", direct, receipt(func(*delivery.Receipt) {}, o.power.noteKey)),
		{"no file for it", "delivery/evidence", "ana", func(*office) (desk.Request, []byte) {
			return &desk.Receive{Dispatch: direct, SHA256: act.Hash([]byte("x"))}, []byte("x")
		}},
	})
	for name, evidence := range map[string]string{"nothing": "", "words": "SECRET", "an age file": "age-encryption.org/v1\nSECRET"} {
		if _, err := o.desk.NewReceive(o.ctx, []byte(evidence)); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
	first, err := answer(func(*delivery.Acknowledgement) {})()
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.desk.NewReceive(o.ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	o.must("ana", r, first)
	o.holds(t, []refusal{{"a file that is there", "delivery/evidence", "ana", func(*office) (desk.Request, []byte) {
		return &desk.Receive{Dispatch: direct, SHA256: act.Hash(first), Evidence: r.Evidence}, first
	}}})
	// The same evidence by another act changes nothing.
	before, _ := o.store.Head(o.ctx)
	second, err := o.desk.NewReceive(o.ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	o.must("ben", second, first)
	if after, _ := o.store.Head(o.ctx); after.Size != before.Size {
		t.Error("the same evidence was taken in twice")
	}
	o.healthy("in the end")
}

// TestRecipientSide refuses what those who receive cannot do.
func TestRecipientSide(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...)
	mine, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	carried, err := o.mail(o.power, "power")
	if err != nil {
		t.Fatal(err)
	}
	_, err = desk.SignReceipt(mine, delivery.ReceiptHanded, start, o.power.noteKey)
	refused(t, err, "delivery/receipt")
	_, err = desk.SignReceipt(carried, delivery.ReceiptHanded, start, "PRIVATE+KEY+x")
	refused(t, err, "delivery/receipt-key")
	_, err = desk.SealAnswer(carried, delivery.Acknowledgement{Answer: delivery.AnswerAcknowledged, Rung: delivery.RungRead, By: "me"})
	refused(t, err, "delivery/answer")
	_, err = desk.SealAnswer(mine, delivery.Acknowledgement{Answer: delivery.AnswerAcknowledged, Rung: delivery.RungRead, By: "two\nlines"})
	refused(t, err, "delivery/answer")
	file := o.handed["/mailboxes/police"]
	unproved, err := desk.OpenFile(file, o.police.identity.String(), "")
	if err != nil || unproved.Authentic || unproved.Note.Text != mine.Note.Text {
		t.Errorf("%+v, %v", unproved, err)
	}
	_, err = desk.OpenFile(file, o.police.identity.String(), o.power.verifier)
	refused(t, err, "warning/forged")
	_, err = desk.OpenFile(file, o.police.identity.String(), "nobody")
	refused(t, err, "warning/sender-key")
	_, err = desk.OpenFile(file, o.power.identity.String(), "")
	refused(t, err, "seal/wrong-key")
	_, err = desk.OpenFile(file[1:], o.police.identity.String(), "")
	refused(t, err, "seal/size")
	_, err = desk.OpenFile(o.handed["/mailboxes/power"], o.power.identity.String(), "")
	refused(t, err, "warning/sender-key")
	_, err = desk.OpenFile(o.handed["/mailboxes/power"], o.power.identity.String(), o.power.verifier)
	refused(t, err, "warning/forged")
	_, err = desk.Verify([]byte("WARNING\n"), ring(t).Sender().Verifier)
	refused(t, err, "warning/forged")
	_, err = desk.Verify(mine.Plain, "nobody")
	refused(t, err, "warning/sender-key")
	if _, err := json.Marshal(mine.Note); err != nil {
		t.Error(err)
	}
}
