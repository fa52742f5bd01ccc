package delivery

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// The first lines of the three texts.
const (
	relayHeader   = "tocsin-relay/v1"
	receiptHeader = "tocsin-receipt/v1"
	// AcknowledgementHeader is the first line of an acknowledgement.
	AcknowledgementHeader = "tocsin-acknowledgement/v1"
)

// fields writes a header: its name, then name and value a line each.
func fields(header string, pairs [][2]string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, p := range pairs {
		b.WriteString(p[0] + " " + p[1] + "\n")
	}
	return b.String()
}

// parseFields reads what fields wrote; names give the order. A value is on one
// line and holds no control character: it comes from outside and is shown.
func parseFields(text, header string, names []string) (map[string]string, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != header {
		return nil, errors.New("this is no " + header)
	}
	if len(lines) != len(names)+1 {
		return nil, fmt.Errorf("%s has %d lines after the first, not %d", header, len(lines)-1, len(names))
	}
	values := make(map[string]string, len(names))
	for i, name := range names {
		value, ok := strings.CutPrefix(lines[i+1], name+" ")
		if !ok || value == "" || value != strings.TrimSpace(value) || !utf8.ValidString(value) ||
			strings.ContainsFunc(value, unicode.IsControl) {
			return nil, fmt.Errorf("line %d of %s is not %q and a value", i+2, header, name)
		}
		values[name] = value
	}
	return values, nil
}

// parseTime reads a time of a header: RFC 3339 in UTC, whole seconds.
func parseTime(value string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil || t.UTC().Format(time.RFC3339) != value {
		return time.Time{}, fmt.Errorf("%q is not a time in UTC like 2024-01-03T09:00:00Z", value)
	}
	return t.UTC(), nil
}

// A Relay is what an intermediary reads: whom to hand the enclosed file to, and
// by when. He cannot read the file.
type Relay struct {
	// ID names the hand-over; receipts quote it.
	ID string
	// HandTo says to whom, in words.
	HandTo string
	// By is until when it should be handed over, UTC.
	By time.Time
	// SHA256 is the hexadecimal SHA-256 of the enclosed file.
	SHA256 string
}

func (r Relay) text() string {
	return fields(relayHeader, [][2]string{
		{"relay", r.ID},
		{"hand-to", r.HandTo},
		{"by", r.By.UTC().Format(time.RFC3339)},
		{"file", r.SHA256},
	})
}

// Sign gives the relay's header as a C2SP signed note. What could not be read
// back, such as a name on two lines, is not signed.
func (r Relay) Sign(signer note.Signer) ([]byte, error) {
	if _, err := parseRelay(r.text()); err != nil {
		return nil, fmt.Errorf("signing relay %s: %w", r.ID, err)
	}
	signed, err := note.Sign(&note.Note{Text: r.text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing relay %s: %w", r.ID, err)
	}
	return signed, nil
}

// OpenRelay checks the sender's signature and reads the header.
func OpenRelay(signed []byte, sender note.Verifier) (Relay, error) {
	n, err := note.Open(signed, note.VerifierList(sender))
	if err != nil {
		return Relay{}, fmt.Errorf("checking the sender's signature: %v", err)
	}
	return parseRelay(n.Text)
}

func parseRelay(text string) (Relay, error) {
	v, err := parseFields(text, relayHeader, []string{"relay", "hand-to", "by", "file"})
	if err != nil {
		return Relay{}, err
	}
	by, err := parseTime(v["by"])
	if err != nil {
		return Relay{}, err
	}
	r := Relay{ID: v["relay"], HandTo: v["hand-to"], By: by, SHA256: v["file"]}
	if r.text() != text {
		return Relay{}, errors.New("the relay is not in the one form a relay has")
	}
	return r, nil
}

// A ReceiptStatus is what an intermediary says of a file.
type ReceiptStatus string

// The statuses.
const (
	// ReceiptAccepted: the intermediary has it.
	ReceiptAccepted ReceiptStatus = "accepted"
	// ReceiptHanded: it was handed to the recipient.
	ReceiptHanded ReceiptStatus = "handed"
	// ReceiptRefused: the recipient would not take it.
	ReceiptRefused ReceiptStatus = "refused"
)

// A Receipt is a custody receipt: it says that a file arrived somewhere, never
// that anybody read it.
type Receipt struct {
	// Relay is the hand-over it is about.
	Relay string
	// SHA256 is the hexadecimal SHA-256 of the recipient's file.
	SHA256 string
	Status ReceiptStatus
	// At is when, by the intermediary's clock, UTC.
	At time.Time
}

func (r Receipt) text() string {
	return fields(receiptHeader, [][2]string{
		{"relay", r.Relay},
		{"file", r.SHA256},
		{"status", string(r.Status)},
		{"at", r.At.UTC().Format(time.RFC3339)},
	})
}

// Sign gives the receipt as a C2SP signed note of the intermediary. What could
// not be read back is not signed.
func (r Receipt) Sign(signer note.Signer) ([]byte, error) {
	if _, err := parseReceipt(r.text()); err != nil {
		return nil, fmt.Errorf("signing a receipt for %s: %w", r.Relay, err)
	}
	signed, err := note.Sign(&note.Note{Text: r.text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing a receipt for %s: %w", r.Relay, err)
	}
	return signed, nil
}

// OpenReceipt checks the intermediary's signature and reads the receipt.
func OpenReceipt(signed []byte, intermediary note.Verifier) (Receipt, error) {
	n, err := note.Open(signed, note.VerifierList(intermediary))
	if err != nil {
		return Receipt{}, fmt.Errorf("checking the intermediary's signature: %v", err)
	}
	return parseReceipt(n.Text)
}

// RelayOf reads which hand-over a receipt claims to be about, unproved, so that
// the key to check it with can be found.
func RelayOf(signed []byte) (string, error) {
	text, _, ok := strings.Cut(string(signed), "\n\n")
	if !ok {
		return "", errors.New("this is no signed receipt")
	}
	r, err := parseReceipt(text + "\n")
	return r.Relay, err
}

func parseReceipt(text string) (Receipt, error) {
	v, err := parseFields(text, receiptHeader, []string{"relay", "file", "status", "at"})
	if err != nil {
		return Receipt{}, err
	}
	at, err := parseTime(v["at"])
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{Relay: v["relay"], SHA256: v["file"], Status: ReceiptStatus(v["status"]), At: at}
	switch r.Status {
	case ReceiptAccepted, ReceiptHanded, ReceiptRefused:
	default:
		return Receipt{}, fmt.Errorf("%q is no status of a receipt", r.Status)
	}
	if r.text() != text {
		return Receipt{}, errors.New("the receipt is not in the one form a receipt has")
	}
	return r, nil
}

// An Answer is what a recipient says to a warning.
type Answer string

// The answers.
const (
	AnswerAcknowledged Answer = "acknowledged"
	AnswerDenied       Answer = "denied"
	AnswerDisputed     Answer = "disputed"
	// AnswerQuestion asks something, in what is said.
	AnswerQuestion Answer = "question"
)

// answers lists what a recipient can say.
func answers() []Answer {
	return []Answer{AnswerAcknowledged, AnswerDenied, AnswerDisputed, AnswerQuestion}
}

// An Acknowledgement is the recipient's answer, bound to the exact file he got:
// it quotes the file's hash and the token that stands only inside it. The token
// proves it to us alone; we made it.
type Acknowledgement struct {
	// SHA256 is the hexadecimal SHA-256 of the sealed file as delivered
	// (sha256sum FILE).
	SHA256 string `json:"sha256"`
	Token  string `json:"token"`
	Answer Answer `json:"answer"`
	Rung   Rung   `json:"rung"`
	// By says who answers, in words: an office, a rank.
	By string `json:"by"`
	// Says is what the recipient adds, on one line; "-" for nothing.
	Says string `json:"says,omitempty"`
}

// Text gives the seven lines of an acknowledgement. A person can write them
// with any editor.
func (a Acknowledgement) Text() string {
	says := a.Says
	if says == "" {
		says = "-"
	}
	return fields(AcknowledgementHeader, [][2]string{
		{"file", a.SHA256},
		{"token", a.Token},
		{"answer", string(a.Answer)},
		{"rung", string(a.Rung)},
		{"by", a.By},
		{"says", says},
	})
}

// ParseAcknowledgement reads the seven lines; see NormalizeAcknowledgement for
// those that a person wrote.
func ParseAcknowledgement(text string) (Acknowledgement, error) {
	v, err := parseFields(text, AcknowledgementHeader, []string{"file", "token", "answer", "rung", "by", "says"})
	if err != nil {
		return Acknowledgement{}, err
	}
	a := Acknowledgement{
		SHA256: v["file"], Token: v["token"], Answer: Answer(v["answer"]),
		Rung: Rung(v["rung"]), By: v["by"], Says: v["says"],
	}
	if a.Says == "-" {
		a.Says = ""
	}
	switch {
	case !slices.Contains(answers(), a.Answer):
		return Acknowledgement{}, fmt.Errorf("%q is no answer; they are acknowledged, denied, disputed, question", a.Answer)
	case !a.Rung.Answered():
		return Acknowledgement{}, fmt.Errorf("%q is no rung; they are read, read-with-authority, understood, acting, onward", a.Rung)
	case a.Answer == AnswerQuestion && a.Says == "":
		return Acknowledgement{}, errors.New("a question says what is asked")
	}
	if len(a.SHA256) != 64 || strings.Trim(a.SHA256, "0123456789abcdef") != "" {
		return Acknowledgement{}, errors.New("the file is not named by its SHA-256 in hexadecimal")
	}
	if a.Text() != text || NormalizeAcknowledgement(text) != text {
		return Acknowledgement{}, errors.New("the acknowledgement is not in the one form it has")
	}
	return a, nil
}
