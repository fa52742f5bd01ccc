package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The rules of what is printed:
//
//   - What was asked for goes to stdout, at the end: text for people, or one
//     JSON value with --json. Only approve prints before it acts.
//   - All else goes to stderr: lines that begin with "tocsin: ", indented text
//     under one, and the six questions of file --text.
//   - A refusal is two lines, "refused under RULE: WHY" and "next: WHAT TO DO";
//     with --json it stands on stdout as well, as {"refused":{...}}. A fault is
//     a reference and what is certain; its cause is the operator's.
//   - One thing a line, its name first. Text of several lines is indented, so
//     that it cannot pass for a line of ours.
//   - No color, no progress, no other question.
//   - Control characters are never printed raw, whoever wrote them: they stand
//     as \u and four digits.

// output is one of the two streams.
type output struct {
	w   io.Writer
	err error
}

// Write prints text, escaped. It is how help is printed; an error is kept for
// the end.
func (o *output) Write(text []byte) (int, error) {
	if o.err == nil {
		_, o.err = io.WriteString(o.w, escape(string(text)))
	}
	return len(text), nil
}

// say prints a line of our own.
func (o *output) say(format string, args ...any) {
	_, _ = fmt.Fprintf(o, "tocsin: %s\n", oneLine(fmt.Sprintf(format, args...))) // o keeps its error
}

// json prints a value as JSON.
func (o *output) json(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err := o.Write(b.Bytes())
	return err
}

// escape writes every character that a terminal could obey, or that changes
// the order of others, as \u and four digits. Newlines stay.
func escape(s string) string {
	if !strings.ContainsFunc(s, unprintable) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, `\ufffd`)
		case !unprintable(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// unprintable reports whether a character is not for a terminal. The joiners
// that Persian and Indic words need are.
func unprintable(r rune) bool {
	const joiner, nonJoiner = '\u200d', '\u200c'
	return r != '\n' && r != joiner && r != nonJoiner && !unicode.IsGraphic(r)
}

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// A page is text for people, put together before it is printed.
type page struct{ b strings.Builder }

// labelWidth is how wide the names at the left are.
const labelWidth = 15

// line adds a line.
func (p *page) line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " "), " ") + "\n")
}

// field adds a named value, and nothing where there is no value.
func (p *page) field(name, format string, args ...any) {
	if value := oneLine(fmt.Sprintf(format, args...)); value != "" {
		p.line("%-*s%s", labelWidth, name, value)
	}
}

// text adds text of several lines, indented.
func (p *page) text(s string) {
	for line := range strings.Lines(s) {
		p.line("    %s", strings.TrimSuffix(line, "\n"))
	}
}

// gap adds an empty line.
func (p *page) gap() { p.b.WriteString("\n") }

// row adds columns of fixed widths; the last is as wide as it is.
func (p *page) row(widths []int, cells ...string) {
	var b strings.Builder
	for i, cell := range cells {
		cell = oneLine(cell)
		if i < len(widths) {
			cell = fmt.Sprintf("%-*s", widths[i], cell)
		}
		b.WriteString(cell + "  ")
	}
	p.line("%s", b.String())
}

// at tells a time, to the second, in UTC; nothing for none.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// short is the beginning of an id that is shown in lists; it can be typed
// instead of the whole.
func short[T ~string](id T) string {
	if len(id) > 8 {
		return string(id[:8])
	}
	return string(id)
}

// clear empties the screen of a terminal before it is drawn anew.
func (o *output) clear() {
	if o.err == nil {
		_, o.err = io.WriteString(o.w, "\x1b[H\x1b[2J")
	}
}
