package warning

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/marking"
)

// noteHeader is the first line of every warning.
const noteHeader = "tocsin-warning/v1"

// TokenLength is the length of an acknowledgement token in characters.
const TokenLength = 26

// A Note is one recipient's copy of a warning, as it stands inside the sealed
// file: header, text, and the sender's signature around both.
type Note struct {
	ID   tocsin.WarningID
	Kind Kind
	// Supersedes is the warning that this one replaces, empty for none.
	Supersedes tocsin.WarningID
	// From is the name of the sender's key.
	From string
	// To is the Address of the recipient's keys: who holds a copy that is
	// addressed to another knows that it was not meant for him.
	To string
	// Issued, ValidFrom and UsefulUntil are UTC, whole minutes.
	Issued, ValidFrom, UsefulUntil time.Time
	Marking                        string
	// Token is what an acknowledgement quotes; only who opened the file knows
	// it.
	Token string
	// ReplyTo is the age recipient that acknowledgements are sealed to.
	ReplyTo string
	// Text is what the recipient reads.
	Text string
}

// Address identifies recipient keys in a note: the first 16 hexadecimal digits
// of the SHA-256 of the keys, sorted, a line each.
func Address(keys []string) string {
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	sum := sha256.Sum256([]byte(strings.Join(sorted, "\n")))
	return hex.EncodeToString(sum[:])[:16]
}

// head gives the header as name and value, in order.
func (n Note) head() [][2]string {
	supersedes := string(n.Supersedes)
	if supersedes == "" {
		supersedes = "-"
	}
	return [][2]string{
		{"id", string(n.ID)},
		{"kind", string(n.Kind)},
		{"supersedes", supersedes},
		{"from", n.From},
		{"to", n.To},
		{"issued", n.Issued.UTC().Format(minutes)},
		{"valid-from", n.ValidFrom.UTC().Format(minutes)},
		{"useful-until", n.UsefulUntil.UTC().Format(minutes)},
		{"marking", n.Marking},
		{"acknowledge-with", n.Token},
		{"acknowledge-to", n.ReplyTo},
	}
}

// minutes is how times stand in a note: RFC 3339 in UTC, the seconds zero.
const minutes = "2006-01-02T15:04:00Z"

// Body gives what is signed: header, an empty line, the text.
func (n Note) Body() string {
	var b strings.Builder
	b.WriteString(noteHeader + "\n")
	for _, line := range n.head() {
		b.WriteString(line[0] + " " + line[1] + "\n")
	}
	b.WriteString("\n" + n.Text)
	return b.String()
}

// The most bytes that fields of the header may have, so that a text of MaxText
// fits whatever they say.
const (
	maxFrom    = 100
	maxMarking = 400
	// maxReplyTo holds a hybrid age recipient, which has 1,959.
	maxReplyTo = 2_000
)

// check holds the form of the fields.
func (n Note) check() error {
	if _, err := ParseKind(string(n.Kind)); err != nil {
		return err
	}
	switch {
	case !tocsin.ValidID(n.ID), n.Supersedes != "" && !tocsin.ValidID(n.Supersedes), n.Supersedes == n.ID:
		return errors.New("the note has no valid id")
	case n.Kind.Replaces() != (n.Supersedes != ""):
		return errors.New("the note does not fit what it says it replaces")
	case len(n.To) != 16 || strings.Trim(n.To, "0123456789abcdef") != "":
		return errors.New("the note is addressed to nobody")
	case !tocsin.ValidID(n.Token):
		return errors.New("the note has no valid acknowledgement token")
	case !plainLine(n.From, maxFrom) || strings.ContainsAny(n.From, " +"):
		return errors.New("the note does not name its sender as C2SP signed-note does")
	case !isReplyTo(n.ReplyTo):
		return errors.New("the note names no age recipient for acknowledgements")
	case !isMarking(n.Marking):
		return errors.New("the note is not marked")
	case !n.UsefulUntil.After(n.ValidFrom):
		return errors.New("the note's validity ends before it begins")
	}
	for _, t := range []time.Time{n.Issued, n.ValidFrom, n.UsefulUntil} {
		if !inRange(t) {
			return errors.New("the note has a time that is out of range")
		}
	}
	return CheckText(n.Text)
}

// inRange reports whether a time can stand in a header: years have four digits.
func inRange(t time.Time) bool {
	return !t.IsZero() && t.UTC().Year() > 0 && t.UTC().Year() < 10_000
}

// isReplyTo reports whether a header is one age recipient. It is pasted into a
// shell, so no other characters may stand in it.
func isReplyTo(s string) bool {
	return len(s) <= maxReplyTo && strings.HasPrefix(s, "age1") && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// isMarking reports whether a header is a level, and caveats behind it.
func isMarking(s string) bool {
	level, _, _ := strings.Cut(s, "//")
	tlp, err := marking.ParseTLP(level)
	return err == nil && tlp != marking.Unmarked && tlp.String() == level && plainLine(s, maxMarking)
}

// plainLine reports whether s is one line of plain text.
func plainLine(s string, most int) bool {
	return len(s) <= most && !strings.Contains(s, "\n") && CheckText(s+"\n") == nil && strings.TrimSpace(s) == s
}

// Sign gives the note as a C2SP signed note.
func (n Note) Sign(signer note.Signer) ([]byte, error) {
	n.From = signer.Name()
	n.Issued, n.ValidFrom, n.UsefulUntil = minute(n.Issued), minute(n.ValidFrom), minute(n.UsefulUntil)
	if err := n.check(); err != nil {
		return nil, fmt.Errorf("signing warning %s: %w", n.ID, err)
	}
	signed, err := note.Sign(&note.Note{Text: n.Body()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing warning %s: %w", n.ID, err)
	}
	return signed, nil
}

// minute cuts a time to whole minutes in UTC.
func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

// OpenNote checks the sender's signature and reads the note. Without a
// signature by sender it is an error; signatures by keys that are not known
// are ignored (C2SP signed-note).
func OpenNote(signed []byte, sender note.Verifier) (Note, error) {
	opened, err := note.Open(signed, note.VerifierList(sender))
	if err != nil {
		return Note{}, fmt.Errorf("checking the sender's signature: %v", err)
	}
	n, err := ParseBody(opened.Text)
	if err != nil {
		return Note{}, err
	}
	if n.From != sender.Name() {
		return Note{}, fmt.Errorf("the note says it is from %s and is signed by %s", n.From, sender.Name())
	}
	return n, nil
}

// ReadUnverified reads a signed note without checking any signature, for a
// recipient who has no key of the sender yet. Nothing in it is proved.
func ReadUnverified(signed []byte) (Note, error) {
	_, err := note.Open(signed, nil)
	unverified, ok := errors.AsType[*note.UnverifiedNoteError](err)
	if !ok {
		return Note{}, errors.New("the text is no signed note")
	}
	return ParseBody(unverified.Note.Text)
}

// ParseBody reads what is signed. What parses writes back to the same bytes.
func ParseBody(body string) (Note, error) {
	head, text, ok := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	names := Note{}.head()
	if !ok || lines[0] != noteHeader {
		return Note{}, errors.New("this is no " + noteHeader)
	}
	if len(lines) != len(names)+1 {
		return Note{}, fmt.Errorf("the header has %d lines, not %d", len(lines), len(names)+1)
	}
	values := make(map[string]string, len(names))
	for i, name := range names {
		value, found := strings.CutPrefix(lines[i+1], name[0]+" ")
		if !found {
			return Note{}, fmt.Errorf("line %d of the header is not %q", i+2, name[0])
		}
		values[name[0]] = value
	}
	n := Note{
		ID: tocsin.WarningID(values["id"]), Kind: Kind(values["kind"]), From: values["from"], To: values["to"],
		Marking: values["marking"], Token: values["acknowledge-with"], ReplyTo: values["acknowledge-to"], Text: text,
	}
	if values["supersedes"] != "-" {
		n.Supersedes = tocsin.WarningID(values["supersedes"])
	}
	for name, into := range map[string]*time.Time{
		"issued": &n.Issued, "valid-from": &n.ValidFrom, "useful-until": &n.UsefulUntil,
	} {
		t, err := time.Parse(minutes, values[name])
		if err != nil {
			return Note{}, fmt.Errorf("reading %s: %v", name, err)
		}
		*into = t
	}
	if err := n.check(); err != nil {
		return Note{}, err
	}
	if n.Body() != body {
		return Note{}, errors.New("the note is not in the one form a note has")
	}
	return n, nil
}
