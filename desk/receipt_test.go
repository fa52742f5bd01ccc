package desk_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
)

// take takes in what came back.
func (o *office) take(raw []byte, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.desk.NewReceive(o.ctx, raw)
	if err != nil {
		o.t.Fatal(err)
	}
	o.must("ana", r, raw)
	o.healthy("after what came back")
}

// sentOffice is an office whose warning was handed over to all.
func sentOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...)
	return o
}

// TestRefusedThenHanded takes in that the recipient would not have it, and then
// that he has it after all: his answer is due again, and its deadline passes.
func TestRefusedThenHanded(t *testing.T) {
	t.Parallel()
	o := sentOffice(t)
	leg := func() dossier.Leg { return o.state(o.dossier).Warned[0].Dispatches[1] }
	timers := func() int { return o.healthy("counting timers").Timers }
	before := timers()
	o.take(o.receipt(delivery.ReceiptAccepted))
	if leg().State != delivery.StateDispatched || timers() != before {
		t.Errorf("accepted: %s, %d timers", leg().State, timers())
	}
	o.take(o.receipt(delivery.ReceiptRefused))
	// Nothing is delivered any more, and a senior officer is called.
	if leg().State != delivery.StateDenied || timers() != before+1 {
		t.Errorf("refused: %s, %d timers", leg().State, timers())
	}
	o.clock.add(time.Minute)
	o.take(o.receipt(delivery.ReceiptHanded))
	if leg().State != delivery.StateReceived || timers() != before {
		t.Errorf("handed: %s, %d timers", leg().State, timers())
	}
	o.clock.add(48 * time.Hour)
	for range 2 { // both have not answered
		if err := o.attempt(""); err != nil {
			t.Fatal(err)
		}
	}
	if !leg().Overdue {
		t.Error("nobody has answered, and it is not overdue")
	}
	o.take(o.answer(o.embassy, delivery.AnswerAcknowledged))
	o.take(o.answer(o.embassy, delivery.AnswerDisputed))
	if leg().State != delivery.StateDisputed || !leg().Overdue {
		t.Errorf("in the end: %+v", leg())
	}
}

// TestAnswerByHand takes in an answer that somebody typed and sealed with age
// alone, on a system with other line ends.
func TestAnswerByHand(t *testing.T) {
	t.Parallel()
	o := sentOffice(t)
	got, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	text := "\ufeff" + strings.ReplaceAll(delivery.Acknowledgement{
		SHA256: strings.ToUpper(got.SHA256), Token: got.Note.Token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungAuthority, By: "the officer",
	}.Text(), "\n", "  \r\n") + "\r\n\r\n"
	to, err := age.ParseRecipients(strings.NewReader(got.Note.ReplyTo))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	armored := armor.NewWriter(&file)
	w, err := age.Encrypt(armored, to...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := armored.Close(); err != nil {
		t.Fatal(err)
	}
	o.take(file.Bytes(), nil)
	shown, err := o.desk.Show(o.ctx, string(o.dossier))
	if err != nil {
		t.Fatal(err)
	}
	if d := shown.Dispatches[0]; d.State != delivery.StateAcknowledged || d.Rung != delivery.RungAuthority || d.By != "the officer" {
		t.Errorf("%+v", d)
	}
}

// TestEvidenceIsKept finds what came back on record, byte for byte.
func TestEvidenceIsKept(t *testing.T) {
	t.Parallel()
	o := sentOffice(t)
	raw, err := o.answer(o.police, delivery.AnswerAcknowledged)
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.desk.NewReceive(o.ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	o.must("ana", r, raw)
	n := snap(t, o.store)
	kept, err := n.key(t, n.files[r.Evidence].Key).OpenFile(r.Evidence, n.files[r.Evidence].Sealed)
	if err != nil || !bytes.Equal(kept, raw) {
		t.Errorf("the evidence is not kept as it came: %v", err)
	}
}

// TestSettleNonsense refuses an attempt that says nothing.
func TestSettleNonsense(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-8]...) // sent
	work, err := o.desk.Due(o.ctx, "test", 10)
	if err != nil || len(work) != 2 {
		t.Fatal(work, err)
	}
	for _, outcome := range []delivery.Outcome{"", "perhaps"} {
		if err := o.desk.Settle(o.ctx, work[0], delivery.AttemptMade{Outcome: outcome}, 0); err == nil {
			t.Errorf("%q is settled", outcome)
		}
	}
	made := handedOver(work[0])
	made.Next = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	if err := o.desk.Settle(o.ctx, work[0], made, 0); err != nil {
		t.Error(err)
	}
	o.healthy("after nonsense")
	if work[0].LatestTry().IsZero() || work[0].Dispatch() == tocsin.DispatchID("") {
		t.Errorf("%+v", work[0])
	}
	if _, err := o.desk.Due(o.ctx, "", 1); err == nil {
		t.Error("nobody has leased something")
	}
	if none, err := o.desk.Due(o.ctx, "test", 0); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
}
