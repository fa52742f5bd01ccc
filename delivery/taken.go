package delivery

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
)

// TakeReceipt takes a receipt in. Whoever calls it has checked the signature.
type TakeReceipt struct {
	ReceiptTaken
}

// ReceiptTaken is a receipt that came back, kept whole as evidence.
type ReceiptTaken struct {
	Status ReceiptStatus `json:"status"`
	// At is when by the intermediary's clock.
	At time.Time `json:"at"`
	// SHA256 is that of the recipient's file as the receipt says it.
	SHA256 string `json:"sha256"`
	// Evidence is the receipt, byte for byte.
	Evidence string `json:"evidence"`
}

func (c TakeReceipt) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case c.SHA256 != d.Planned.SHA256:
		return nil, tocsin.Refuse("delivery/other-bytes", "ask for a receipt of the file that was sent",
			"the receipt is for another file than the one sent")
	case seen(d.Evidence, c.Evidence):
		return nil, nil
	}
	return []Event{c.ReceiptTaken}, nil
}

// seen reports whether the same evidence was taken in before.
func seen(taken []string, evidence string) bool {
	return slices.Contains(taken, act.Hash([]byte(evidence)))
}

func (e ReceiptTaken) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Evidence = append(slices.Clip(d.Evidence), act.Hash([]byte(e.Evidence)))
	if d.Answer.Answer != "" {
		return d // the recipient has spoken for himself
	}
	switch e.Status {
	case ReceiptHanded:
		d.State, d.ReceivedAt, d.AnsweredAt = StateReceived, s.At, time.Time{}
	case ReceiptRefused:
		d.State, d.AnsweredAt = StateDenied, s.At
	case ReceiptAccepted:
	}
	return d
}

// TakeAnswer takes the recipient's answer in.
type TakeAnswer struct {
	AnswerTaken
}

// AnswerTaken is the recipient's answer, kept whole as evidence.
type AnswerTaken struct {
	Acknowledgement Acknowledgement `json:"acknowledgement"`
	// Evidence is the sealed answer's text, byte for byte.
	Evidence string `json:"evidence"`
}

func (c TakeAnswer) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	a := c.Acknowledgement
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case a.SHA256 != d.Planned.SHA256:
		return nil, tocsin.Refuse("delivery/other-bytes", "ask the recipient for sha256sum of the file he got",
			"the answer is to another file than the one delivered")
	case a.Token != d.Planned.Token:
		return nil, tocsin.Refuse("delivery/token", "ask the recipient to copy the token from inside the file",
			"the answer does not quote the token of this file: nobody shows that it was opened")
	case seen(d.Evidence, c.Evidence):
		return nil, nil
	case !d.AcknowledgedAt.IsZero() && a.Answer == AnswerDenied:
		return nil, tocsin.Refuse("delivery/denied-after", "record it as disputed",
			"the same recipient has acknowledged this very file before")
	}
	return []Event{c.AnswerTaken}, nil
}

func (e AnswerTaken) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Evidence = append(slices.Clip(d.Evidence), act.Hash([]byte(e.Evidence)))
	d.Answer, d.AnsweredAt = e.Acknowledgement, s.At
	switch e.Acknowledgement.Answer {
	case AnswerAcknowledged:
		d.State = StateAcknowledged
		if d.AcknowledgedAt.IsZero() {
			d.AcknowledgedAt = s.At
		}
	case AnswerDenied:
		d.State = StateDenied
	case AnswerDisputed:
		d.State = StateDisputed
	}
	return d
}
