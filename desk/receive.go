package desk

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/seal"
)

// Receive asks that evidence which came back be taken in: a custody receipt of
// an intermediary, or a recipient's answer. Its bytes come attached.
type Receive struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	// SHA256 is that of the attached evidence.
	SHA256 string `json:"evidence_sha256"`
}

func (*Receive) action() string { return "dossier/receive" }

// evidence is what came back, read: one of the two.
type evidence struct {
	receipt *delivery.ReceiptTaken
	answer  *delivery.AnswerTaken
}

// NewReceive finds the dispatch that evidence is about, and gives the request
// that takes it in.
func (d *Desk) NewReceive(ctx context.Context, raw []byte) (*Receive, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return nil, err
	}
	var is func(delivery.Dispatch) bool
	if isAnswer(raw) {
		answer, err := d.answer(raw)
		if err != nil {
			return nil, err
		}
		is = func(o delivery.Dispatch) bool { return o.Planned.Token == answer.Acknowledgement.Token }
	} else {
		relay, err := delivery.RelayOf(raw)
		if err != nil {
			return nil, tocsin.Refuse("delivery/evidence", "give the file that came back, as it came",
				"this is neither a sealed answer nor a custody receipt")
		}
		is = func(o delivery.Dispatch) bool { return o.Planned.Relay == relay }
	}
	found, ok := b.FindDispatch(is)
	if !ok {
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to; an answer must quote the token inside the file",
			"it belongs to nothing that was sent from here")
	}
	return &Receive{Dispatch: found.Planned.ID, SHA256: act.Hash(raw)}, nil
}

// isAnswer reports whether bytes are an age file, armored or not.
func isAnswer(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("age-encryption.org/")) ||
		bytes.HasPrefix(bytes.TrimLeft(raw, " \r\n\t"), []byte("-----BEGIN AGE ENCRYPTED FILE-----"))
}

// answer opens a sealed answer.
func (d *Desk) answer(raw []byte) (delivery.AnswerTaken, error) {
	text, err := seal.OpenReply(raw, d.config.Reply)
	if err != nil {
		return delivery.AnswerTaken{}, err
	}
	a, err := delivery.ParseAcknowledgement(string(text))
	if err != nil {
		return delivery.AnswerTaken{}, tocsin.Refuse("delivery/answer", "ask the recipient for the seven lines as the warning gives them",
			"the answer opened, but %v", err)
	}
	return delivery.AnswerTaken{Acknowledgement: a, Evidence: string(text)}, nil
}

func (r *Receive) perform(ctx context.Context, s scene) error {
	if act.Hash(s.attached) != r.SHA256 {
		return tocsin.Refuse("delivery/evidence", "attach the bytes that the act names", "the attached bytes are not those of the act")
	}
	ps, err := load(ctx, s.desk, tocsin.StreamID(r.Dispatch), dispatchKind)
	if err != nil || ps.did(s.act.ID) {
		return err
	}
	if !ps.state.Exists {
		return tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	}
	came, err := s.desk.evidence(s, ps.state, s.attached)
	if err != nil {
		return err
	}
	var command delivery.Command
	if came.answer != nil {
		command = delivery.TakeAnswer{AnswerTaken: *came.answer}
	} else {
		command = delivery.TakeReceipt{ReceiptTaken: *came.receipt}
	}
	before := ps.state
	events, err := delivery.Decide(ps.state, s.change.stamp, command)
	if err != nil {
		return err
	}
	if err := add(s.change, ps, events...); err != nil {
		return err
	}
	if ps.state.Answered() && !before.Answered() {
		s.change.batch.Cancel = append(s.change.batch.Cancel, ps.state.Planned.DeadlineTimer)
		if ps.state.DeliverTimer != "" {
			s.change.batch.Cancel = append(s.change.batch.Cancel, ps.state.DeliverTimer)
		}
	}
	return mirror(ctx, s.change, ps.state)
}

// evidence reads what came back and checks who it is from.
func (d *Desk) evidence(s scene, of delivery.Dispatch, raw []byte) (evidence, error) {
	if isAnswer(raw) {
		answer, err := d.answer(raw)
		return evidence{answer: &answer}, err
	}
	via, ok := s.holder.state.Recipients.Find(of.Planned.Through)
	if !ok || via.Verifier == "" {
		return evidence{}, tocsin.Refuse("delivery/receipt-key", "enroll the intermediary's verifier key",
			"there is no key to check the receipt with")
	}
	verifier, err := note.NewVerifier(via.Verifier)
	if err != nil {
		return evidence{}, err
	}
	receipt, err := delivery.OpenReceipt(raw, verifier)
	switch {
	case err != nil:
		return evidence{}, tocsin.Refuse("delivery/receipt", "ask the intermediary for the signed receipt", "%v", err)
	case receipt.Relay != of.Planned.Relay:
		return evidence{}, tocsin.Refuse("delivery/receipt", "ask for a receipt of this hand-over", "the receipt is for another hand-over")
	}
	return evidence{receipt: &delivery.ReceiptTaken{
		Status: receipt.Status, At: receipt.At, SHA256: receipt.SHA256, Evidence: string(raw),
	}}, nil
}

// checkVerifier refuses a verifier key that is none; empty is none and allowed.
func checkVerifier(key string) error {
	if key == "" {
		return nil
	}
	if _, err := note.NewVerifier(strings.TrimSpace(key)); err != nil {
		return tocsin.Refuse("directory/verifier", "give a note verifier key, like name+hash+key", "%v", err)
	}
	return nil
}
