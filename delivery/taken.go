package delivery

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/name"
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
	// Relay is the hand-over it is about, where the plan has several.
	Relay string `json:"relay,omitempty"`
	// Evidence is the receipt, byte for byte, and File what it is kept as where no
	// officer brought it.
	Evidence string        `json:"evidence"`
	File     tocsin.FileID `json:"file,omitempty"`
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
		d.Rung = d.Rung.Higher(RungReceived)
	case ReceiptRefused:
		return d.refused(s, e.Relay)
	case ReceiptAccepted:
		d.Rung = d.Rung.Higher(RungHanded)
	}
	return d
}

// refused notes that a recipient would not take it from an intermediary: the next
// way is taken at once, and where there is none it is denied.
func (d Dispatch) refused(s tocsin.Stamp, relay string) Dispatch {
	if d.Planned.Plan == 0 {
		d.State, d.AnsweredAt = StateDenied, s.At
		return d
	}
	failed := -1
	d.Steps = slices.Clone(d.Steps)
	for i, p := range d.Steps {
		if p.Relay != "" && p.Relay == relay && p.State != StepDropped {
			d.Steps[i].State, d.Steps[i].DoneAt = StepNever, s.At
			failed = i
		}
	}
	if d.leaves() || d.State == StateReceived {
		return d.sooner(s, failed)
	}
	d.State, d.AnsweredAt = StateDenied, s.At
	return d.call(s, TaskRefused, tocsin.LevelSenior, 0)
}

// TakeAnswer takes the recipient's answer in.
type TakeAnswer struct {
	AnswerTaken
}

// AnswerTaken is the recipient's answer, kept whole as evidence.
type AnswerTaken struct {
	Acknowledgement Acknowledgement `json:"acknowledgement"`
	// Evidence is the sealed answer's text, byte for byte, and File what it is kept
	// as where no officer brought it.
	Evidence string        `json:"evidence"`
	File     tocsin.FileID `json:"file,omitempty"`
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
	return d.answered(s, e.Acknowledgement)
}

// answered takes over what the recipient says. Who denies it has not read it for
// all we know; who disputes it has.
func (d Dispatch) answered(s tocsin.Stamp, a Acknowledgement) Dispatch {
	d.Answer, d.AnsweredAt = a, s.At
	if a.Answer != AnswerDenied {
		d.Rung = d.Rung.Higher(d.shown(a))
	}
	switch a.Answer {
	case AnswerAcknowledged:
		d.State = StateAcknowledged
		if d.AcknowledgedAt.IsZero() {
			d.AcknowledgedAt = s.At
		}
	case AnswerDenied:
		d.State = StateDenied
		return d.call(s, TaskRefused, tocsin.LevelSenior, 0)
	case AnswerDisputed:
		d.State = StateDisputed
		return d.call(s, TaskRefused, tocsin.LevelSenior, 0)
	case AnswerQuestion:
		// Who asks has opened it, and takes nothing back that he said before.
		switch d.State {
		case StatePlanned, StateDispatched, StateUndeliverable:
			d.State = StateReceived
		case StateReceived, StateAcknowledged, StateDenied, StateDisputed:
		}
		d.Questions = append(slices.Clip(d.Questions), Question{At: s.At, Says: a.Says})
		return d.call(s, TaskQuestion, tocsin.LevelOfficer, 0).call(s, TaskQuestion, tocsin.LevelSenior, questionWaits)
	case AnswerNobody:
	}
	return d
}

// shown is the rung that an answer shows: who says that he has understood gives
// back what the warning says, or he has only read it.
func (d Dispatch) shown(a Acknowledgement) Rung {
	if a.Rung == RungUnderstood && !Understood(d.Planned.Challenge, a.Says) {
		return RungAuthority
	}
	return a.Rung
}

// Understood reports whether what a recipient gives back holds each thing that is
// asked for: numbers as numbers, all other words in any spelling that they have.
// Where nothing is asked for, nothing can be shown.
func Understood(challenge []string, says string) bool {
	if len(challenge) == 0 {
		return false
	}
	given := words(says)
	for _, asked := range challenge {
		for _, word := range words(asked) {
			if !slices.ContainsFunc(given, func(o string) bool { return sameWord(word, o) }) {
				return false
			}
		}
	}
	return true
}

// words are the words and numbers of a text, folded; the short ones that carry
// no meaning are left out.
func words(text string) []string {
	all := strings.FieldsFunc(name.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(all, func(w string) bool {
		return len([]rune(w)) < 3 && !strings.ContainsFunc(w, unicode.IsDigit)
	})
}

// alike is how likely two spellings must be of one word.
const alike = 80

// sameWord reports whether two words are the same, or spellings of the same.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	if strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	return name.Compare(a, b).Score >= alike
}
