package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
)

// Receive asks that evidence which came back be taken in: a custody receipt of
// an intermediary, or a recipient's answer. Its bytes come attached, and are
// kept as they came: the officer signs their hash.
type Receive struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	// SHA256 is that of the attached bytes, Evidence the file they are kept as.
	SHA256   string        `json:"evidence_sha256"`
	Evidence tocsin.FileID `json:"evidence"`
}

func (*Receive) action() string { return "dossier/receive" }

// NewReceive finds the dispatch that evidence is about, and gives the request
// that takes it in.
func (d *Desk) NewReceive(ctx context.Context, raw []byte) (*Receive, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return nil, err
	}
	found, err := d.about(b, raw)
	if err != nil {
		return nil, err
	}
	return &Receive{Dispatch: found, SHA256: act.Hash(raw), Evidence: seal.NewID[tocsin.FileID]()}, nil
}

// about finds the dispatch that evidence is about.
func (d *Desk) about(b *board.Board, raw []byte) (tocsin.DispatchID, error) {
	var is func(delivery.Dispatch) bool
	if isAnswer(raw) {
		answer, err := d.answer(raw)
		if err != nil {
			return "", err
		}
		is = func(o delivery.Dispatch) bool { return o.Planned.Token == answer.Acknowledgement.Token }
	} else {
		relay, err := delivery.RelayOf(raw)
		if err != nil {
			return "", tocsin.Refuse("delivery/evidence", "give the file that came back, as it came",
				"this is neither an answer nor a custody receipt")
		}
		is = func(o delivery.Dispatch) bool {
			_, ok := o.Hop(relay)
			return ok
		}
	}
	found, ok := b.FindDispatch(is)
	if !ok {
		return "", tocsin.Refuse("delivery/unknown", "check which record it belongs to; an answer must quote the token inside the file",
			"it belongs to nothing that was sent from here")
	}
	return found.Planned.ID, nil
}

// isAnswer reports whether bytes are an answer: an age file, armored or not, or
// the seven lines as a page for people without age takes them down.
func isAnswer(raw []byte) bool {
	return isSealed(raw) || strings.HasPrefix(delivery.NormalizeAcknowledgement(string(raw)), delivery.AcknowledgementHeader+"\n")
}

// isSealed reports whether bytes are an age file, armored or not.
func isSealed(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("age-encryption.org/")) ||
		bytes.HasPrefix(bytes.TrimLeft(raw, " \r\n\t"), []byte("-----BEGIN AGE ENCRYPTED FILE-----"))
}

// answer opens an answer.
func (d *Desk) answer(raw []byte) (delivery.AnswerTaken, error) {
	text := raw
	if isSealed(raw) {
		var err error
		if text, err = seal.OpenReply(raw, d.config.Reply); err != nil {
			return delivery.AnswerTaken{}, err
		}
	}
	a, err := delivery.ParseAcknowledgement(delivery.NormalizeAcknowledgement(string(text)))
	if err != nil {
		// What is wrong is not told: the error quotes what the recipient wrote.
		return delivery.AnswerTaken{}, tocsin.Refuse("delivery/answer", "ask the recipient for the seven lines as the warning gives them",
			"the answer opened, but it is not in the form of an answer")
	}
	return delivery.AnswerTaken{Acknowledgement: a, Evidence: string(text)}, nil
}

func (r *Receive) perform(ctx context.Context, s scene) error {
	if act.Hash(s.attached) != r.SHA256 {
		return tocsin.Refuse("delivery/evidence", "attach the bytes that the act names", "the attached bytes are not those of the act")
	}
	ps, err := load(ctx, s.desk, tocsin.StreamID(r.Dispatch), dispatchKind)
	if err != nil {
		return err
	}
	if done, err := ps.happened(s); err != nil || done {
		return err
	}
	if !ps.state.Exists {
		return tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	}
	switch err := s.desk.free(ctx, r.Evidence); {
	case errors.Is(err, errTakenIn):
		return tocsin.Refuse("delivery/evidence", "make the act again", "the act names no file that the evidence could be kept as")
	case err != nil:
		return err
	}
	command, err := s.desk.taken(s.holder.state, ps.state, s.attached)
	if err != nil {
		return err
	}
	before := ps.state
	events, err := delivery.Decide(ps.state, s.change.stamp, command)
	if err != nil || len(events) == 0 {
		return err
	}
	if err := add(s.change, ps, events...); err != nil {
		return err
	}
	if err := s.change.file(r.Evidence, ps.key, s.attached); err != nil {
		return err
	}
	if err := s.change.retime(before, ps); err != nil {
		return err
	}
	return mirror(ctx, s.change, ps.state)
}

// taken reads evidence that came back, checks who it is from, and gives the
// command that takes it in.
func (d *Desk) taken(h holder.Holder, of delivery.Dispatch, raw []byte) (delivery.Command, error) {
	if isAnswer(raw) {
		answer, err := d.answer(raw)
		return delivery.TakeAnswer{AnswerTaken: answer}, err
	}
	receipt, err := receiptOf(h, of, raw)
	return delivery.TakeReceipt{ReceiptTaken: receipt}, err
}

// receiptOf reads a custody receipt under the key of the intermediary who had
// the file.
func receiptOf(h holder.Holder, of delivery.Dispatch, raw []byte) (delivery.ReceiptTaken, error) {
	relay, err := delivery.RelayOf(raw)
	if err != nil {
		return delivery.ReceiptTaken{}, tocsin.Refuse("delivery/receipt", "give the file that came back, as it came", "this is no custody receipt")
	}
	hop, ok := of.Hop(relay)
	if !ok && slices.ContainsFunc(of.Steps, func(p delivery.Progress) bool { return p.Relay != "" }) {
		return delivery.ReceiptTaken{}, tocsin.Refuse("delivery/receipt", "ask for a receipt of this hand-over", "the receipt is for another hand-over")
	}
	via, ok := h.Recipients.Find(hop.Through)
	if !ok || via.Verifier == "" {
		return delivery.ReceiptTaken{}, tocsin.Refuse("delivery/receipt-key", "enroll the intermediary's verifier key",
			"there is no key to check the receipt with")
	}
	verifier, err := note.NewVerifier(via.Verifier)
	if err != nil {
		return delivery.ReceiptTaken{}, fmt.Errorf("reading the verifier key of %s: %w", via.ID, err)
	}
	receipt, err := delivery.OpenReceipt(raw, verifier)
	if err != nil {
		return delivery.ReceiptTaken{}, tocsin.Refuse("delivery/receipt", "ask the intermediary for the receipt as he signed it",
			"it is no receipt signed with the key that is enrolled")
	}
	taken := delivery.ReceiptTaken{Status: receipt.Status, At: receipt.At, SHA256: receipt.SHA256, Evidence: string(raw)}
	if of.Planned.Plan > 0 {
		taken.Relay = receipt.Relay
	}
	return taken, nil
}

// checkVerifier refuses a verifier key that is none; empty is none and allowed.
func checkVerifier(key string) error {
	if key == "" {
		return nil
	}
	if _, err := note.NewVerifier(key); err != nil {
		return tocsin.Refuse("directory/verifier", "give a note verifier key, like name+hash+key", "%v", err)
	}
	return nil
}
