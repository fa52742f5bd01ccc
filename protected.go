package tocsin

import (
	"fmt"
	"io"
	"log/slog"
)

// Protected is text that must not be printed by accident: what a source said,
// who it was, a name. Through fmt and slog it reads "[protected]"; only
// Reveal gives the text.
//
// It has no JSON form of its own on purpose: events carry the text, sealed, and
// say so by calling Reveal.
type Protected string

// shown stands for the text wherever it would be printed.
const shown = "[protected]"

// Reveal gives the text itself, to those who may have it.
func (p Protected) Reveal() string { return string(p) }

// String hides the text.
func (p Protected) String() string { return shown }

// GoString hides the text from %#v.
func (p Protected) GoString() string { return shown }

// Format hides the text from every verb of fmt.
func (p Protected) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, shown)
}

// LogValue hides the text from slog.
func (p Protected) LogValue() slog.Value { return slog.StringValue(shown) }

// MarshalText hides the text from JSON and every other text encoding.
func (p Protected) MarshalText() ([]byte, error) { return []byte(shown), nil }
