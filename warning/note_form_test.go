package warning_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/warning"
)

// spoilt are notes that must neither be signed nor read.
var spoilt = map[string]func(*warning.Note){
	"no id":                     func(n *warning.Note) { n.ID = "" },
	"id in capitals":            func(n *warning.Note) { n.ID = tocsin.WarningID(strings.Repeat("W", 26)) },
	"id with a line":            func(n *warning.Note) { n.ID += "\nkind exercise" },
	"no kind":                   func(n *warning.Note) { n.Kind = "" },
	"another kind":              func(n *warning.Note) { n.Kind = "Update" },
	"no superseded":             func(n *warning.Note) { n.Supersedes = "" },
	"superseded by itself":      func(n *warning.Note) { n.Supersedes = n.ID },
	"superseded is no id":       func(n *warning.Note) { n.Supersedes = "-" },
	"warning that supersedes":   func(n *warning.Note) { n.Kind = warning.KindWarning },
	"exercise that supersedes":  func(n *warning.Note) { n.Kind = warning.KindExercise },
	"to nobody":                 func(n *warning.Note) { n.To = "" },
	"to in capitals":            func(n *warning.Note) { n.To = strings.ToUpper(n.To) },
	"never issued":              func(n *warning.Note) { n.Issued = time.Time{} },
	"no beginning":              func(n *warning.Note) { n.ValidFrom = time.Time{} },
	"no end":                    func(n *warning.Note) { n.UsefulUntil = time.Time{} },
	"ends within the minute":    func(n *warning.Note) { n.UsefulUntil = n.ValidFrom.Add(59 * time.Second) },
	"year of five digits":       func(n *warning.Note) { n.UsefulUntil = n.UsefulUntil.AddDate(8000, 0, 0) },
	"no marking":                func(n *warning.Note) { n.Marking = "" },
	"unmarked":                  func(n *warning.Note) { n.Marking = marking.Marking{}.String() },
	"only caveats":              func(n *warning.Note) { n.Marking = "//ORCON" },
	"marking of TLP 1":          func(n *warning.Note) { n.Marking = "TLP:WHITE" },
	"marking in small letters":  func(n *warning.Note) { n.Marking = "tlp:red" },
	"marking on two lines":      func(n *warning.Note) { n.Marking += "\nacknowledge-with " + strings.Repeat("z", 26) },
	"marking with a blank line": func(n *warning.Note) { n.Marking += "\n\nText" },
	"marking with a return":     func(n *warning.Note) { n.Marking += "\rTLP:CLEAR" },
	"marking with a terminal":   func(n *warning.Note) { n.Marking += "\x1b[2K" },
	"marking with a C1 control": func(n *warning.Note) { n.Marking += "\u009b2K" },
	"marking with a separator":  func(n *warning.Note) { n.Marking += "\u2028x" },
	"marking with an override":  func(n *warning.Note) { n.Marking += "\u202ex" },
	"marking with zero width":   func(n *warning.Note) { n.Marking += "\u200bx" },
	"marking with spaces":       func(n *warning.Note) { n.Marking += " " },
	"marking not in NFC":        func(n *warning.Note) { n.Marking += "e\u0301" },
	"marking not in UTF-8":      func(n *warning.Note) { n.Marking += "\xff" },
	"marking too long":          func(n *warning.Note) { n.Marking += strings.Repeat("X", 400) },
	"no token":                  func(n *warning.Note) { n.Token = "" },
	"token with a line":         func(n *warning.Note) { n.Token = n.Token[:24] + "\na" },
	"token too short":           func(n *warning.Note) { n.Token = n.Token[1:] },
	"nowhere to answer":         func(n *warning.Note) { n.ReplyTo = "" },
	"an SSH key to answer to":   func(n *warning.Note) { n.ReplyTo = "ssh-ed25519 AAAA" },
	"a command to answer to":    func(n *warning.Note) { n.ReplyTo = "age1q;rm -rf ~" },
	"a substitution":            func(n *warning.Note) { n.ReplyTo = "age1$(id)" },
	"two keys to answer to":     func(n *warning.Note) { n.ReplyTo += "\n" + n.ReplyTo },
	"a huge key to answer to":   func(n *warning.Note) { n.ReplyTo += strings.Repeat("q", 2000) },
	"no text":                   func(n *warning.Note) { n.Text = "" },
	"text without an end":       func(n *warning.Note) { n.Text = "a" },
	"text with a signature":     func(n *warning.Note) { n.Text = "a\n\n— holder-7f3a91 AAAA\n" },
	"text too long":             func(n *warning.Note) { n.Text = strings.Repeat("a", warning.MaxText) + "\n" },
	"text with an empty end":    func(n *warning.Note) { n.Text = "a\n\n" },
	"text with hidden marks":    func(n *warning.Note) { n.Text = "a\u200bb\n" },
	"text with a return":        func(n *warning.Note) { n.Text = "a\r\n" },
}

// TestSpoilt holds the form of a note where it is signed and where it is read.
func TestSpoilt(t *testing.T) {
	t.Parallel()
	signer, _ := key(t, "holder-7f3a91")
	for name, spoil := range spoilt {
		n := sample()
		n.Text = "a\n"
		spoil(&n)
		if _, err := n.Sign(signer); err == nil {
			t.Errorf("%s: it is signed", name)
		}
		if name == "ends within the minute" {
			continue // As written, its end is its beginning.
		}
		if got, err := warning.ParseBody(n.Body()); err == nil {
			t.Errorf("%s: it is read as %+v", name, got)
		}
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", strings.Repeat("x", 101), "a\u200bb"} {
		n := sample()
		if _, err := n.Sign(named{signer, name, signer.KeyHash()}); err == nil {
			t.Errorf("a key named %q signs", name)
		}
	}
	n := sample()
	n.Text = "a\n"
	if _, err := n.Sign(named{broken{signer}, "holder-7f3a91", signer.KeyHash()}); err == nil || !strings.Contains(err.Error(), string(n.ID)) {
		t.Errorf("a key that cannot sign is not told of: %v", err)
	}
}

// broken is a signer that cannot sign.
type broken struct{ note.Signer }

func (broken) Sign([]byte) ([]byte, error) { return nil, errors.New("no key") }

// TestParseBodyRefuses holds that a note has one form.
func TestParseBodyRefuses(t *testing.T) {
	t.Parallel()
	n := sample()
	n.Text = "a\n"
	body := n.Body()
	for name, changed := range map[string]string{
		"nothing":              "",
		"another header":       strings.Replace(body, "/v1", "/v2", 1),
		"no text":              strings.TrimSuffix(body, "\na\n"),
		"no empty line":        strings.Replace(body, "\n\n", "\n", 1),
		"two empty lines":      strings.Replace(body, "\n\n", "\n\n\n", 1),
		"lines swapped":        strings.Replace(body, "kind update\nsupersedes "+string(n.Supersedes), "supersedes "+string(n.Supersedes)+"\nkind update", 1),
		"a line twice":         strings.Replace(body, "kind update\n", "kind update\nkind update\n", 1),
		"a line more":          strings.Replace(body, "\n\n", "\nmore x\n\n", 1),
		"a line less":          strings.Replace(body, "kind update\n", "", 1),
		"two spaces":           strings.Replace(body, "kind update", "kind  update", 1),
		"a tab":                strings.Replace(body, "kind update", "kind\tupdate", 1),
		"a space behind":       strings.Replace(body, "kind update", "kind update ", 1),
		"seconds":              strings.Replace(body, "08:15:00Z", "08:15:01Z", 1),
		"an offset":            strings.Replace(body, "08:15:00Z", "08:15:00+00:00", 1),
		"a fraction":           strings.Replace(body, "08:15:00Z", "08:15:00.0Z", 1),
		"a short hour":         strings.Replace(body, "T08:15", "T8:15", 1),
		"no such day":          strings.Replace(body, "2024-01-02T08:15", "2024-02-30T08:15", 1),
		"superseded by no one": strings.Replace(body, "supersedes "+string(n.Supersedes), "supersedes ", 1),
	} {
		if got, err := warning.ParseBody(changed); err == nil {
			t.Errorf("%s: it is read as %+v", name, got)
		}
	}
}

// FuzzParseBody holds that what parses writes back to the same bytes.
func FuzzParseBody(f *testing.F) {
	f.Add(frozen)
	f.Add(strings.Replace(strings.Replace(frozen, "kind update", "kind warning", 1), "supersedes "+strings.Repeat("v", 26), "supersedes -", 1))
	n := sample()
	for _, spoil := range spoilt {
		bad := n
		spoil(&bad)
		f.Add(bad.Body())
	}
	f.Fuzz(func(t *testing.T, body string) {
		n, err := warning.ParseBody(body)
		if err != nil {
			return
		}
		if n.Body() != body {
			t.Errorf("%q is written back as %q", body, n.Body())
		}
		signer, verifier := key(t, n.From)
		signed, err := n.Sign(signer)
		if err != nil {
			t.Fatalf("what was read is not signed: %v", err)
		}
		if got, err := warning.OpenNote(signed, verifier); err != nil || got != n {
			t.Errorf("%+v is opened as %+v: %v", n, got, err)
		}
	})
}

// FuzzReadUnverified holds that anything may be read without a key, and that a
// signed note has no second reading: what stands before its signatures is its
// body.
func FuzzReadUnverified(f *testing.F) {
	f.Add(sign(f, func() warning.Note { n := sample(); n.Text = "a\n\nb\n"; return n }()))
	f.Add([]byte("a\n\n— b AAAA\n"))
	f.Fuzz(func(t *testing.T, signed []byte) {
		n, err := warning.ReadUnverified(signed)
		if err != nil {
			return
		}
		rest, ok := strings.CutPrefix(string(signed), n.Body()+"\n")
		if !ok {
			t.Fatalf("%q is read as %q", signed, n.Body())
		}
		for line := range strings.Lines(rest) {
			if !strings.HasPrefix(line, "— ") || !strings.HasSuffix(line, "\n") {
				t.Errorf("behind the note stands %q", line)
			}
		}
	})
}
