package delivery

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
)

// spokenHeader is the first line of a note about something spoken.
const spokenHeader = "tocsin-spoken/v1"

// How somebody was spoken to.
const (
	ByPhone  = "phone"
	InPerson = "in-person"
	OnPaper  = "paper"
)

// AnswerNobody is the outcome of a call that reached nobody.
const AnswerNobody Answer = "nobody"

// A Spoken is what an officer notes of a warning that was read out, or handed
// over on paper. Two officers sign the same text.
type Spoken struct {
	// SHA256 is the hash of the recipient's file, Script that of the text that was
	// read out.
	SHA256, Script string
	// At is when, UTC; How is by phone, in person or on paper.
	At  time.Time
	How string
	// To says who answered: an office, a rank, as he gave it himself.
	To string
	// Answer and Rung are what came of it.
	Answer Answer
	Rung   Rung
	// Says is what he gave back, on one line; "-" for nothing.
	Says string
}

// Text gives the lines that two officers sign.
func (n Spoken) Text() string {
	says := n.Says
	if says == "" {
		says = "-"
	}
	return fields(spokenHeader, [][2]string{
		{"file", n.SHA256},
		{"script", n.Script},
		{"at", n.At.UTC().Format(time.RFC3339)},
		{"how", n.How},
		{"to", n.To},
		{"answer", string(n.Answer)},
		{"rung", string(n.Rung)},
		{"says", says},
	})
}

// ParseSpoken reads the lines of a note.
func ParseSpoken(text string) (Spoken, error) {
	v, err := parseFields(text, spokenHeader, []string{"file", "script", "at", "how", "to", "answer", "rung", "says"})
	if err != nil {
		return Spoken{}, err
	}
	at, err := parseTime(v["at"])
	if err != nil {
		return Spoken{}, err
	}
	n := Spoken{
		SHA256: v["file"], Script: v["script"], At: at, How: v["how"], To: v["to"],
		Answer: Answer(v["answer"]), Rung: Rung(v["rung"]), Says: v["says"],
	}
	if n.Says == "-" {
		n.Says = ""
	}
	switch {
	case !slices.Contains([]string{ByPhone, InPerson, OnPaper}, n.How):
		return Spoken{}, fmt.Errorf("%q is no way to speak; they are phone, in-person, paper", n.How)
	case n.Answer == AnswerNobody && n.Rung != RungDispatched:
		return Spoken{}, errors.New("where nobody answered, the rung is dispatched")
	case n.Answer != AnswerNobody && !slices.Contains(answers(), n.Answer):
		return Spoken{}, fmt.Errorf("%q is no answer; they are acknowledged, denied, disputed, question, nobody", n.Answer)
	case n.Answer != AnswerNobody && !n.Rung.Answered():
		return Spoken{}, fmt.Errorf("%q is no rung that somebody states", n.Rung)
	case n.Text() != text:
		return Spoken{}, errors.New("the note is not in the one form it has")
	}
	return n, nil
}

// PrintScript asks for a script that is read out.
type PrintScript struct {
	ScriptPrinted
}

// ScriptPrinted says that an officer took a script: what was read out to somebody
// is one of those that were printed.
type ScriptPrinted struct {
	Language string `json:"language"`
	// Hash is the hexadecimal SHA-256 of what is read out.
	Hash string `json:"hash"`
}

func (c PrintScript) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case slices.Contains(d.Scripts, c.Hash):
		return nil, nil
	}
	return []Event{c.ScriptPrinted}, nil
}

func (e ScriptPrinted) evolve(d Dispatch, _ tocsin.Stamp) Dispatch {
	d.Scripts = append(slices.Clip(d.Scripts), e.Hash)
	return d
}

// NoteSpoken is one officer's note of what was spoken.
type NoteSpoken struct {
	SpokenNoted
}

// SpokenNoted is a note that one officer has signed. It changes nothing before
// another has signed it too, except that nobody answered: that is no evidence of
// anything but the attempt.
type SpokenNoted struct {
	// Note is the text, line by line as it was signed.
	Note string `json:"note"`
	// By signed it.
	By tocsin.OfficerID `json:"by"`
}

func (c NoteSpoken) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	if !d.Exists {
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	}
	n, err := ParseSpoken(c.Note)
	switch {
	case err != nil:
		return nil, tocsin.Refuse("delivery/spoken", "note it in the form that paper prints", "the note is not in its one form")
	case n.SHA256 != d.Planned.SHA256:
		return nil, tocsin.Refuse("delivery/other-bytes", "note it for the dispatch whose script was read out", "the note is about another file")
	case !slices.Contains(d.Scripts, n.Script):
		return nil, tocsin.Refuse("delivery/script", "print the script of this dispatch and read that out",
			"what was read out is no script that was printed for this dispatch")
	case n.At.After(s.At), n.At.Before(d.Steps[0].At):
		return nil, tocsin.Refuse("delivery/spoken-at", "note when it was spoken", "it was spoken before it was sent, or is still to come")
	case seen(d.Evidence, c.Note):
		return nil, nil
	}
	return []Event{SpokenNoted{Note: c.Note, By: s.By}}, nil
}

func (e SpokenNoted) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Calls++
	d.Call = Call{Again: s.At.Add(callAgain)}
	n, err := ParseSpoken(e.Note)
	if err != nil || n.Answer == AnswerNobody {
		d.Evidence = append(slices.Clip(d.Evidence), act.Hash([]byte(e.Note)))
		return d
	}
	d.Spoken = &e
	return d
}

// ConfirmSpoken is the agreement of another officer who was there.
type ConfirmSpoken struct {
	// Note is the text that he signs, the same byte for byte.
	Note string `json:"note"`
}

// SpokenConfirmed says that two officers have signed one note: what it says
// counts as the recipient's answer.
type SpokenConfirmed struct {
	Note string `json:"note"`
}

func (c ConfirmSpoken) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	switch {
	case d.Spoken == nil:
		return nil, tocsin.Refuse("delivery/spoken", "have one of those who spoke note it first", "no note waits for a second officer")
	case d.Spoken.Note != c.Note:
		return nil, tocsin.Refuse("delivery/spoken", "read the note as it stands and sign that", "this is not the note that waits")
	case d.Spoken.By == s.By:
		return nil, tocsin.Refuse("delivery/two-officers", "ask the other officer who was there", "one officer's word is no evidence of what was spoken")
	}
	return []Event{SpokenConfirmed(c)}, nil
}

func (e SpokenConfirmed) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Spoken = nil
	d.Evidence = append(slices.Clip(d.Evidence), act.Hash([]byte(e.Note)))
	n, err := ParseSpoken(e.Note)
	if err != nil {
		return d
	}
	return d.answered(s, Acknowledgement{
		SHA256: n.SHA256, Token: d.Planned.Token, Answer: n.Answer, Rung: n.Rung, By: n.To, Says: n.Says,
	})
}
