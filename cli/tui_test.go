package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestEscape lets nothing through that a terminal obeys, and everything that a
// person reads.
func TestEscape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain\ntext":               "plain\ntext",
		"Straße, Kermān, کرمان, 北京": "Straße, Kermān, کرمان, 北京",
		"می\u200cخواهم":             "می\u200cخواهم",
		"\x1b[2J":                   `\u001b[2J`,
		"a\rb\tc\x00":               `a\u000db\u0009c\u0000`,
		"\u009b31m":                 `\u009b31m`,
		"\u202egnp.exe":             `\u202egnp.exe`,
		"\u2028\u2066\ufeff":        `\u2028\u2066\ufeff`,
		"\xff\xfe":                  `\ufffd\ufffd`,
		"\ufffd":                    "\ufffd",
		"\U000e0041":                `\udb40\udc41`,
	} {
		if got := escape(in); got != want {
			t.Errorf("%q is escaped as %q, not %q", in, got, want)
		}
	}
}

// FuzzEscape holds that what is printed holds no control character but newlines,
// and that JSON stays JSON of the same value.
func FuzzEscape(f *testing.F) {
	f.Add("plain")
	f.Add("\x1b[2J\u202e\u009b\U000e0041\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range escape(s) {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Fatalf("%q is escaped as %q", s, escape(s))
			}
		}
		var b bytes.Buffer
		if err := (&output{w: &b}).json(map[string]string{"value": s}); err != nil {
			t.Fatal(err)
		}
		var back map[string]string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatalf("%q is printed as %q: %v", s, b.String(), err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back["value"] != want {
			t.Fatalf("%q comes back as %q", s, back["value"])
		}
	})
}

// TestPage keeps one thing on one line, so that no value passes for a line.
func TestPage(t *testing.T) {
	t.Parallel()
	var p page
	p.field("by", "ana\nstatus         closed")
	p.field("nothing", "  ")
	p.row([]int{4}, "a\nb", "c")
	p.text("WARNING\nstatus closed\n")
	want := "by             ana status closed\na b   c\n    WARNING\n    status closed\n"
	if got := p.b.String(); got != want {
		t.Errorf("it is\n%s\nand not\n%s", got, want)
	}
}

// brokenPipe is a terminal that went away.
type brokenPipe struct{ writes int }

func (b *brokenPipe) Write([]byte) (int, error) {
	b.writes++
	return 0, errors.New("broken pipe")
}

// TestBrokenOutput remembers that an answer did not arrive.
func TestBrokenOutput(t *testing.T) {
	t.Parallel()
	pipe := &brokenPipe{}
	out := &output{w: pipe}
	out.say("one")
	out.say("two")
	if out.err == nil || pipe.writes != 1 {
		t.Errorf("after %d writes the error is %v", pipe.writes, out.err)
	}
}
