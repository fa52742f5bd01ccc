package entry

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/act"
)

// format is the version of the envelope.
const format = 1

// An Entry is one event in its envelope.
type Entry struct {
	// Format is the version of the envelope, 1.
	Format int `json:"v"`
	// Stream is the stream the entry stands in.
	Stream tocsin.StreamID `json:"stream"`
	// Version counts the entries of the stream from 1.
	Version int64 `json:"version"`
	// Kind is the event's name on disk, for ever.
	Kind string `json:"kind"`
	// At is when it was taken in, UTC, whole seconds.
	At time.Time `json:"at"`
	// By is the officer, empty where the engine acted.
	By tocsin.OfficerID `json:"by,omitempty"`
	// Level is where the officer stood then.
	Level tocsin.Level `json:"level,omitempty"`
	// Prev is the hexadecimal SHA-256 of the entry before it in the stream,
	// empty on the first.
	Prev string `json:"prev,omitempty"`
	// Act is the id of the act that caused the event, empty where the engine
	// acted.
	Act act.ID `json:"act,omitempty"`
	// Signed is that act with its signature, on the first entry it caused in
	// this stream.
	Signed *act.Signed `json:"signed,omitempty"`
	// Body is the event.
	Body json.RawMessage `json:"body"`
}

// Stamp gives who and when of the entry.
func (e Entry) Stamp() tocsin.Stamp {
	return tocsin.Stamp{At: e.At, By: e.By, Level: e.Level}
}

// Bytes gives the exact bytes of the entry.
func (e Entry) Bytes() ([]byte, error) {
	e.Format = format
	if !e.At.Equal(tocsin.Second(e.At)) || e.At.Location() != time.UTC {
		return nil, fmt.Errorf("writing %s/%d: the time is not whole seconds in UTC", e.Stream, e.Version)
	}
	if e.Signed != nil && (!utf8.ValidString(e.Signed.Bytes) || !utf8.ValidString(e.Signed.Signature)) {
		// JSON would change the bytes that were signed, and say nothing.
		return nil, fmt.Errorf("writing %s/%d: the signed act is not UTF-8", e.Stream, e.Version)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("writing %s/%d: %w", e.Stream, e.Version, err)
	}
	return raw, nil
}

// Parse reads the exact bytes of an entry. What parses writes back to the same
// bytes.
func Parse(raw []byte) (Entry, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var e Entry
	if err := dec.Decode(&e); err != nil {
		return Entry{}, fmt.Errorf("reading an entry: %w", err)
	}
	if e.Format != format {
		return Entry{}, fmt.Errorf("reading an entry: format %d is not known here", e.Format)
	}
	again, err := e.Bytes()
	if err != nil {
		return Entry{}, err
	}
	if !bytes.Equal(again, raw) {
		return Entry{}, errors.New("reading an entry: it is not in the one form an entry has")
	}
	return e, nil
}

// Hash is the hexadecimal SHA-256 of an entry's exact bytes: what the next
// entry of the stream names as Prev.
func Hash(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Chain checks that an entry follows the one whose exact bytes hash to prev
// ("" before the first) as version of stream.
func Chain(e Entry, stream tocsin.StreamID, version int64, prev string) error {
	switch {
	case e.Stream != stream:
		return fmt.Errorf("entry %s/%d says it belongs to stream %s", stream, version, e.Stream)
	case e.Version != version:
		return fmt.Errorf("entry %s/%d says it is version %d", stream, version, e.Version)
	case e.Prev != prev:
		return fmt.Errorf("entry %s/%d does not follow the entry before it", stream, version)
	}
	return nil
}
