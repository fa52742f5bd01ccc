package act

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
)

// Namespace is the SSHSIG namespace of every act
// (ssh-keygen -Y sign -n tocsin-act).
const Namespace = "tocsin-act"

// header is the first line of every act.
const header = "tocsin-act/v1"

// exhibitLine separates the body from the text that the act is about.
const exhibitLine = "---- the text of this act ----"

// MaxSize bounds an act in bytes. Originals of reports are not inside an act,
// their hash is.
const MaxSize = 1 << 20

// An ID names one act: drawn when the act is made, so that the same bytes done
// twice are known for the same.
type ID tocsin.ID

// An Act is one thing that one officer asks, before it is signed. Its exact
// bytes hold no version of any stream: after a conflict it is decided again,
// not signed again.
type Act struct {
	// ID names the act.
	ID ID
	// Holder is whose record the act is for.
	Holder tocsin.HolderID
	// Officer is who asks.
	Officer tocsin.OfficerID
	// Action is the name of the command, such as "dossier/approve".
	Action string
	// Made and Expires bound when the act may be taken in, UTC.
	Made, Expires time.Time
	// Body is the command as JSON.
	Body json.RawMessage
	// Exhibit is the text that the act approves, empty where there is none. It
	// stands in the bytes so that who signs on another machine reads what he
	// signs.
	Exhibit string
}

// Bytes gives the exact bytes that are signed: readable lines, the command as
// indented JSON, and the exhibit.
func (a Act) Bytes() ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nact: %s\nholder: %s\nofficer: %s\naction: %s\nmade: %s\nexpires: %s\n\n",
		header, a.ID, a.Holder, a.Officer, a.Action,
		a.Made.UTC().Format(time.RFC3339), a.Expires.UTC().Format(time.RFC3339))
	body, err := compact(a.Body)
	if err != nil {
		return nil, fmt.Errorf("writing the body of act %s: %w", a.ID, err)
	}
	if err := json.Indent(&b, body, "", "  "); err != nil {
		return nil, fmt.Errorf("writing the body of act %s: %w", a.ID, err)
	}
	b.WriteString("\n")
	if a.Exhibit != "" {
		b.WriteString("\n" + exhibitLine + "\n" + a.Exhibit)
	}
	if b.Len() > MaxSize {
		return nil, fmt.Errorf("act %s has %d bytes, more than %d", a.ID, b.Len(), MaxSize)
	}
	return b.Bytes(), nil
}

// check holds the form of the fields.
func (a Act) check() error {
	switch {
	case !tocsin.ValidID(a.ID):
		return errors.New("the act has no valid id")
	case !tocsin.ValidID(a.Holder):
		return errors.New("the act names no valid holder")
	case !tocsin.ValidID(a.Officer):
		return errors.New("the act names no valid officer")
	case !validAction(a.Action):
		return fmt.Errorf("%q is no action", a.Action)
	case !a.Made.Equal(tocsin.Second(a.Made)) || !a.Expires.Equal(tocsin.Second(a.Expires)):
		return errors.New("the times of an act are whole seconds")
	case !a.Expires.After(a.Made):
		return errors.New("the act expires before it is made")
	case a.Exhibit != "" && !strings.HasSuffix(a.Exhibit, "\n"):
		return errors.New("the exhibit does not end in a newline")
	case !utf8.ValidString(a.Exhibit):
		// The record keeps the bytes as a JSON string, which would change them.
		return errors.New("the exhibit is not UTF-8")
	}
	return nil
}

// validAction reports whether a word is visible ASCII: it stands in a line
// that people read before they sign.
func validAction(word string) bool {
	for _, c := range []byte(word) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return word != ""
}

// Parse reads the exact bytes of an act. What parses writes back to the same
// bytes; anything else is an error.
func Parse(raw []byte) (Act, error) {
	if len(raw) > MaxSize {
		return Act{}, fmt.Errorf("an act of %d bytes is larger than %d", len(raw), MaxSize)
	}
	head, rest, ok := bytes.Cut(raw, []byte("\n\n"))
	if !ok {
		return Act{}, errors.New("the act ends inside its head")
	}
	a, err := parseHead(string(head))
	if err != nil {
		return Act{}, err
	}
	dec := json.NewDecoder(bytes.NewReader(rest))
	var body json.RawMessage
	if err := dec.Decode(&body); err != nil {
		return Act{}, fmt.Errorf("reading the body of act %s: %w", a.ID, err)
	}
	if a.Body, err = compact(body); err != nil {
		return Act{}, fmt.Errorf("reading the body of act %s: %w", a.ID, err)
	}
	tail := rest[dec.InputOffset():]
	if _, exhibit, found := bytes.Cut(tail, []byte("\n\n"+exhibitLine+"\n")); found {
		a.Exhibit = string(exhibit)
	}
	again, err := a.Bytes()
	if err != nil {
		return Act{}, err
	}
	if !bytes.Equal(again, raw) {
		return Act{}, fmt.Errorf("act %s is not in the one form an act has", a.ID)
	}
	return a, nil
}

// parseHead reads the lines before the body.
func parseHead(head string) (Act, error) {
	lines := strings.Split(head, "\n")
	names := []string{"act", "holder", "officer", "action", "made", "expires"}
	if len(lines) != len(names)+1 || lines[0] != header {
		return Act{}, fmt.Errorf("this is no %s", header)
	}
	values := make([]string, len(names))
	for i, name := range names {
		value, ok := strings.CutPrefix(lines[i+1], name+": ")
		if !ok {
			return Act{}, fmt.Errorf("line %d of the act is not %q", i+2, name)
		}
		values[i] = value
	}
	made, err := time.Parse(time.RFC3339, values[4])
	if err != nil {
		return Act{}, fmt.Errorf("reading when the act was made: %w", err)
	}
	expires, err := time.Parse(time.RFC3339, values[5])
	if err != nil {
		return Act{}, fmt.Errorf("reading when the act expires: %w", err)
	}
	return Act{
		ID: ID(values[0]), Holder: tocsin.HolderID(values[1]), Officer: tocsin.OfficerID(values[2]),
		Action: values[3], Made: made.UTC(), Expires: expires.UTC(),
	}, nil
}

// Hash is the hexadecimal SHA-256 of bytes: of a text that is approved, of an
// original that is filed.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
