package seal

import (
	"bytes"
	"errors"
	"slices"

	"example.org/tocsin"
)

// frame puts newlines behind a note up to a size. The note ends in exactly one
// newline, so that the newlines behind it are told from it: a text has one
// padding for every size.
func frame(note []byte, size int) ([]byte, error) {
	if !framed(note) || bytes.HasSuffix(note, []byte("\n\n")) {
		return nil, errors.New("framing a note: it is empty or does not end in exactly one newline")
	}
	if size < 2 {
		return nil, tocsin.Refuse("seal/too-many-keys", "seal to fewer keys",
			"the recipient's keys alone fill the file")
	}
	if over := len(note) - size; over > 0 {
		return nil, tocsin.Refuse("seal/too-long", "cut the text, or seal to fewer keys",
			"the text is too long by %d bytes: with these keys a file of constant size holds %d", over, size)
	}
	return slices.Concat(note, bytes.Repeat([]byte("\n"), size-len(note))), nil
}

// Unframe gives the note in a framed text: all of it up to and with the first
// of the newlines at its end. It refuses a text without one, or of nothing but
// newlines.
func Unframe(plaintext []byte) ([]byte, error) {
	if !framed(plaintext) {
		return nil, tocsin.Refuse("seal/frame", "ask the sender to send it again",
			"the text inside is empty or does not end in a newline")
	}
	return plaintext[:len(bytes.TrimRight(plaintext, "\n"))+1], nil
}

// framed reports whether a text is a note with at least one newline behind it.
func framed(text []byte) bool {
	return bytes.HasSuffix(text, []byte("\n")) && len(bytes.TrimRight(text, "\n")) > 0
}
