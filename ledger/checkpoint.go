package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint names one state of one ledger (C2SP tlog-checkpoint). It has no
// extension lines.
type Checkpoint struct {
	// Origin names the ledger: one line, not empty.
	Origin string
	// Size is the number of leaves.
	Size int64
	// Root is the root of the tree of Size leaves.
	Root Hash
}

// Text gives the three lines that are signed: origin, size, root.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ParseCheckpoint reads the text of a checkpoint in the one form that Text
// gives it; all else is an error.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return Checkpoint{}, errors.New("a checkpoint has three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("%q is no size of a ledger", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%q is no root of a ledger", lines[2])
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if err := validOrigin(c.Origin); err != nil {
		return Checkpoint{}, err
	}
	// Numbers and base64 have more than one spelling; only ours is taken.
	if c.Text() != text {
		return Checkpoint{}, errors.New("the checkpoint is spelled in another form")
	}
	return c, nil
}

// validOrigin holds an origin to what a signed note can carry.
func validOrigin(origin string) error {
	if origin == "" || !utf8.ValidString(origin) {
		return fmt.Errorf("%q is no origin of a ledger", origin)
	}
	for _, r := range origin {
		if r < ' ' {
			return fmt.Errorf("%q is no origin of a ledger", origin)
		}
	}
	return nil
}

// SignCheckpoint gives the checkpoint as a signed note. A checkpoint that would
// not parse is refused.
func SignCheckpoint(c Checkpoint, signer note.Signer) ([]byte, error) {
	if _, err := ParseCheckpoint(c.Text()); err != nil {
		return nil, fmt.Errorf("signing a checkpoint: %w", err)
	}
	msg, err := note.Sign(&note.Note{Text: c.Text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing a checkpoint: %w", err)
	}
	return msg, nil
}

// OpenCheckpoint gives the checkpoint of a signed note that v has verified and
// that is of this origin. Signatures by others beside it are not looked at.
func OpenCheckpoint(msg []byte, origin string, v note.Verifier) (Checkpoint, error) {
	opened, err := note.Open(msg, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("opening a checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(opened.Text)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("opening a checkpoint: %w", err)
	}
	if c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("opening a checkpoint: it is of %q, not of %q", c.Origin, origin)
	}
	return c, nil
}
