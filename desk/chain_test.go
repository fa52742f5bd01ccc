package desk_test

import (
	"bytes"
	"errors"
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
	"example.org/tocsin/warning"
)

// A step is one thing that somebody does, kept in one Append. Done again, it is
// the same act.
type step struct {
	name string
	do   func(*office) error
}

// asked is a step in which an officer asks something.
func asked(name, by string, ask func(*office) (desk.Request, []byte, error)) step {
	return step{name, func(o *office) error {
		made, ok := o.signed[name]
		if !ok {
			r, attached, err := ask(o)
			if err != nil {
				return err
			}
			made = signedAct{o.prepare(by, r), attached}
			o.signed[name] = made
		}
		_, err := o.desk.Do(o.ctx, made.Signed, made.attached)
		return err
	}}
}

// spoken is a report with words that must not leave.
var spoken = report.Spoken{
	"the people at the commemoration in the old square behind the lantern hall",
	"two men are to walk into the crowd wearing vests made in the workshop of the tailor",
	"Kerman, the square behind the hall",
	"on 3 January 2024 at 14:37",
	"PEWTER WREN, reached on +1 202-555-0143",
	"carried the vests up the stairs himself and was alone with the two for a while",
}

// red is a spoken report of its own, marked RED.
func red(into tocsin.DossierID, at time.Time) (*desk.File, []byte) {
	original := spoken.Bytes()
	f := desk.NewFile(report.FormText, original, into)
	f.Possessed, f.Mark = at, marking.Marking{TLP: marking.Red}
	f.Originator, f.Reason, f.Synthetic = "Office of the Larch", "it is about the same commemoration", true
	return f, original
}

// assessed gives what an officer makes of the reports of the chain.
func assessed(o *office) (report.Assessment, error) {
	proposed, err := o.desk.Propose(o.ctx, o.state(o.dossier))
	if err != nil {
		return report.Assessment{}, err
	}
	a := proposed.Assessment
	a.Reliability, a.Credibility = "B", 2
	a.Harm, a.TargetKind = report.HarmIntentionalKilling, report.TargetEvent
	a.LatestUseful = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	a.LatestUsefulBecause = "the window begins"
	return a, nil
}

// advice is the drafter's own.
const advice = "Guard the commemoration and turn away whoever comes with a large bag."

// ask is what the drafter of the chain decides.
func ask(o *office) desk.DraftAsk {
	return desk.DraftAsk{
		Kind: warning.KindWarning, Why: "it would show who told us",
		Wording:   warning.Wording{Advice: []string{advice}},
		Marking:   marking.Marking{TLP: marking.AmberStrict},
		ValidFrom: start.Truncate(24 * time.Hour), UsefulUntil: time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC),
		Recipients: []tocsin.RecipientID{o.police.id, o.embassy.id}, Overrides: o.overrides,
	}
}

// staffSteps found a holder and list its officers and recipients.
func staffSteps() []step {
	steps := []step{{"found", func(o *office) error { return o.found(policy.ProfileService) }}}
	for _, p := range staffList {
		steps = append(steps, asked("add "+p.name, "head", func(o *office) (desk.Request, []byte, error) {
			r := desk.NewOfficer(p.name, p.level, o.people[p.name].key, "")
			o.people[p.name].id = r.Officer.ID
			return r, nil, nil
		}))
	}
	return append(steps,
		asked("add power", "ben", func(o *office) (desk.Request, []byte, error) {
			r := o.power.recipient("Power", directory.ClassIntermediary)
			r.Verifier = o.power.verifier
			n := desk.NewRecipient(r)
			o.power.id = n.Recipient.ID
			return n, nil, nil
		}),
		asked("add police", "ben", func(o *office) (desk.Request, []byte, error) {
			n := desk.NewRecipient(o.police.recipient("Police", directory.ClassPolice))
			o.police.id = n.Recipient.ID
			return n, nil, nil
		}),
		asked("add embassy", "ben", func(o *office) (desk.Request, []byte, error) {
			r := o.embassy.recipient("Embassy", directory.ClassGovernment)
			r.Channel, r.Address, r.Through = "", "", o.power.id
			n := desk.NewRecipient(r)
			o.embassy.id = n.Recipient.ID
			return n, nil, nil
		}),
	)
}

// warnSteps file two reports and bring a warning to be cleared.
func warnSteps() []step {
	return []step{
		asked("file bundle", "ana", func(o *office) (desk.Request, []byte, error) {
			original := example(o.t, "bundle.json")
			f := desk.NewFile(report.FormSTIX, original, "")
			f.Possessed = o.clock.now().Add(-time.Hour)
			o.dossier = f.Dossier
			return f, original, nil
		}),
		asked("file spoken", "ana", func(o *office) (desk.Request, []byte, error) {
			f, original := red(o.dossier, o.clock.now())
			return f, original, nil
		}),
		asked("assess", "ana", func(o *office) (desk.Request, []byte, error) {
			a, err := assessed(o)
			return &desk.Assess{Dossier: o.dossier, Assessment: a}, nil, err
		}),
		asked("determine", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.Determine{Dossier: o.dossier}, nil, nil
		}),
		asked("check police", "ben", func(o *office) (desk.Request, []byte, error) {
			return harmAsk(o, o.dossier, o.police.id), nil, nil
		}),
		asked("check embassy", "ben", func(o *office) (desk.Request, []byte, error) {
			return harmAsk(o, o.dossier, o.embassy.id), nil, nil
		}),
		asked("draft", "ana", func(o *office) (desk.Request, []byte, error) {
			d, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), ask(o))
			return d, nil, err
		}),
		asked("approve ben", "ben", approve),
		asked("approve cat", "cat", approve),
	}
}

// approve approves what stands in the dossier.
func approve(o *office) (desk.Request, []byte, error) {
	return &desk.Approve{Dossier: o.dossier, Draft: *o.state(o.dossier).Draft}, nil, nil
}

// sendSteps send what is cleared, hand it over, and bring back what comes back.
func sendSteps() []step {
	return []step{
		asked("send", "ben", func(o *office) (desk.Request, []byte, error) {
			s, err := o.desk.NewSend(o.state(o.dossier))
			return s, nil, err
		}),
		{"again", func(o *office) error { return o.attempt(delivery.OutcomeAgain) }},
		{"hand over 1", func(o *office) error { return o.attempt(delivery.OutcomeHanded) }},
		{"hand over 2", func(o *office) error { return o.attempt(delivery.OutcomeHanded) }},
		asked("receipt", "ana", func(o *office) (desk.Request, []byte, error) {
			return o.evidence(func() ([]byte, error) { return o.receipt(delivery.ReceiptHanded) })
		}),
		asked("answer police", "ana", func(o *office) (desk.Request, []byte, error) {
			return o.evidence(func() ([]byte, error) { return o.answer(o.police, delivery.AnswerAcknowledged) })
		}),
		{"overdue", func(o *office) error {
			o.clock.add(48 * time.Hour)
			return o.attempt("")
		}},
		asked("answer embassy", "ana", func(o *office) (desk.Request, []byte, error) {
			return o.evidence(func() ([]byte, error) { return o.answer(o.embassy, delivery.AnswerAcknowledged) })
		}),
		asked("close", "ben", func(o *office) (desk.Request, []byte, error) {
			return &desk.Close{Dossier: o.dossier, Closing: dossier.DossierClosed{
				Outcome: dossier.OutcomeOccurred, Killed: "84-95", Summary: "They acknowledged it and could not prevent it.",
			}}, nil, nil
		}),
	}
}

// chain is the life of a dossier from the founding to the closing.
func chain() []step {
	steps := staffSteps()
	steps = append(steps, warnSteps()...)
	return append(steps, sendSteps()...)
}

// run does steps and must not fail.
func (o *office) run(steps ...step) {
	o.t.Helper()
	for _, s := range steps {
		if err := s.do(o); err != nil {
			o.t.Fatalf("%s: %v", s.name, err)
		}
	}
}

// due gives the first thing that is due, after all pages before it were noted.
func (o *office) due() (desk.Work, error) {
	for {
		work, err := o.desk.Due(o.ctx, "test", 1)
		if err == nil && len(work) == 0 {
			err = errors.New("nothing is due")
		}
		if err != nil || !work[0].Page() {
			return append(work, desk.Work{})[0], err
		}
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{}, 0); err != nil {
			return desk.Work{}, err
		}
	}
}

// attempt settles the first thing that is due and is no page.
func (o *office) attempt(outcome delivery.Outcome) error {
	o.clock.add(3 * time.Minute) // leases of attempts that were lost have run out
	w, err := o.due()
	if err != nil {
		return err
	}
	if w.Deliver() == (outcome == "") {
		return errors.New("something else is due")
	}
	made := delivery.AttemptMade{Outcome: outcome}
	switch outcome {
	case delivery.OutcomeAgain, delivery.OutcomeNever:
		made.Reason = "the stick is not plugged in"
	case delivery.OutcomeHanded:
		o.handed[w.Address] = w.Bytes
	}
	return o.desk.Settle(o.ctx, w, made, time.Minute)
}

// evidence gives the request that takes in what came back.
func (o *office) evidence(from func() ([]byte, error)) (desk.Request, []byte, error) {
	raw, err := from()
	if err != nil {
		return nil, nil, err
	}
	r, err := o.desk.NewReceive(o.ctx, raw)
	return r, raw, err
}

// mail gives the file that was handed to an outsider's folder, opened.
func (o *office) mail(to *outsider, name string) (desk.Received, error) {
	file, ok := o.handed["/mailboxes/"+name]
	if !ok {
		return desk.Received{}, errors.New("nothing was handed to " + name)
	}
	return desk.OpenFile(file, to.identity.String(), ring(o.t).Sender().Verifier)
}

// receipt is the custody receipt of the power.
func (o *office) receipt(status delivery.ReceiptStatus) ([]byte, error) {
	got, err := o.mail(o.power, "power")
	if err != nil {
		return nil, err
	}
	return desk.SignReceipt(got, status, o.clock.now(), o.power.noteKey)
}

// answer is the sealed answer of a recipient to what he got, by the power where
// it went there.
func (o *office) answer(from *outsider, says delivery.Answer) ([]byte, error) {
	var got desk.Received
	var err error
	if from == o.embassy {
		if got, err = o.mail(o.power, "power"); err != nil {
			return nil, err
		}
		got, err = desk.OpenFile(got.Inner, from.identity.String(), ring(o.t).Sender().Verifier)
	} else {
		got, err = o.mail(from, "police")
	}
	if err != nil {
		return nil, err
	}
	return desk.SealAnswer(got, delivery.Acknowledgement{
		Answer: says, Rung: delivery.RungActing, By: "the officer on duty", Says: "We are on our way.",
	})
}

// TestChain goes the whole way, with fsck after every step.
func TestChain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.healthy("of nothing")
	for _, s := range chain() {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
	}
	d := o.state(o.dossier)
	if d.Status != dossier.StatusClosed || len(d.Acknowledged()) != 2 {
		t.Errorf("the dossier is %s with %d acknowledged", d.Status, len(d.Acknowledged()))
	}
	shown, err := o.desk.Show(o.ctx, string(o.dossier[:6]))
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Reports) != 2 || len(shown.Dispatches) != 2 || !shown.Dispatches[1].Overdue || shown.Dispatches[0].Overdue {
		t.Errorf("shown: %+v", shown.Dispatches)
	}
	h := o.healthy("in the end")
	if h.Timers != 1 || h.Streams != 6 || h.Signatures != len(chain())-4 {
		t.Errorf("health: %+v", h)
	}
}

// TestWarningArrives reads what the recipient gets: the cleared text, signed,
// and no word of what is withheld.
func TestWarningArrives(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...)
	cleared := o.state(o.dossier).Warned[0].Draft
	got, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	if !got.Authentic || got.Note.Text != cleared.Text || got.Note.Marking != cleared.Marking.String() {
		t.Errorf("got %+v", got.Note)
	}
	for _, word := range []string{"WREN", "0143", "14:37", "tailor", "Larch"} {
		if bytes.Contains(got.Plain, []byte(word)) {
			t.Errorf("%q has left", word)
		}
	}
	if !strings.Contains(got.Note.Text, "Kerman") {
		t.Error("the text does not say where")
	}
	relay, err := o.mail(o.power, "power")
	if err != nil {
		t.Fatal(err)
	}
	if relay.Relay == nil || relay.Relay.HandTo != "Embassy" || relay.SHA256 != act.Hash(relay.Inner) {
		t.Errorf("relay: %+v", relay.Relay)
	}
	if _, err := desk.Verify(got.Plain, ring(t).Sender().Verifier); err != nil {
		t.Errorf("verify: %v", err)
	}
	receipt, err := o.desk.Receipt(o.ctx, o.state(o.dossier).Reports[0].Report)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := desk.Verify(receipt, ring(t).Sender().Verifier); err != nil || v.Receipt == nil {
		t.Errorf("verify: %+v, %v", v, err)
	}
}
