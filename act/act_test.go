package act_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
)

// The ids of these tests.
const (
	actID     = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	holderID  = "hhhhhhhhhhhhhhhhhhhhhhhhhh"
	officerID = "oooooooooooooooooooooooooo"
)

// made is when the acts of these tests were made.
var made = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// sample is an act with everything in it.
func sample() act.Act {
	return act.Act{
		ID: actID, Holder: holderID, Officer: officerID, Action: "dossier/approve",
		Made: made, Expires: made.Add(24 * time.Hour),
		Body:    []byte(`{"dossier":"dddddddddddddddddddddddddd","hash":"ab<>&","languages":["en","fr"],"empty":{}}`),
		Exhibit: "First line.\n\nSecond paragraph, naïve.\n",
	}
}

// bytesOf writes an act that is in form.
func bytesOf(t *testing.T, a act.Act) []byte {
	t.Helper()
	raw, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// TestFrozen holds the exact bytes of an act. When it fails, the code is wrong.
func TestFrozen(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "wire", "act.txt")
	got := bytesOf(t, sample())
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("an act is written as\n%s\nand was as\n%s", got, want)
	}
	a, err := act.Parse(want)
	if err != nil {
		t.Fatal(err)
	}
	same(t, a, sample())
}

// same compares acts by what they say.
func same(t interface {
	Helper()
	Errorf(format string, args ...any)
}, got, want act.Act,
) {
	t.Helper()
	if got.ID != want.ID || got.Holder != want.Holder || got.Officer != want.Officer || got.Action != want.Action ||
		!got.Made.Equal(want.Made) || !got.Expires.Equal(want.Expires) || got.Exhibit != want.Exhibit ||
		string(got.Body) != string(want.Body) {
		t.Errorf("read\n%+v\nfor\n%+v", got, want)
	}
}

// TestRoundTrip reads back every act that can be written.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	id := rapid.StringMatching(`[a-z2-7]{26}`)
	bodies := rapid.SampledFrom([]string{
		`{}`, `[]`, `null`, `0`, `""`, `{"a":1}`, `{"a":{"b":[1,2,{"c":null}]}}`, `[[],{}]`, `{"a":"\n\n---- the text of this act ----\n"}`,
		`{"a":"<b>&'é"}`, `{"z":1,"a":2}`, `{"n":123456789012345678901234567890}`,
	})
	exhibits := rapid.OneOf(
		rapid.Just(""),
		rapid.Map(rapid.StringMatching(`[ -~\n\r\t]{0,80}`), func(s string) string { return s + "\n" }),
		rapid.Map(rapid.String(), func(s string) string { return s + "\n" }),
		rapid.Just("\n"), rapid.Just("\n\n\n"),
		rapid.Just("a\n\n---- the text of this act ----\nb\n"),
		rapid.Just("---- the text of this act ----\n"),
	)
	rapid.Check(t, func(t *rapid.T) {
		start := time.Unix(rapid.Int64Range(0, 200_000_000_000).Draw(t, "made"), 0).UTC()
		zone := time.FixedZone("", rapid.IntRange(-43200, 43200).Draw(t, "zone"))
		body := bodies.Draw(t, "body")
		a := act.Act{
			ID: act.ID(id.Draw(t, "id")), Holder: tocsin.HolderID(id.Draw(t, "holder")), Officer: tocsin.OfficerID(id.Draw(t, "officer")),
			Action: rapid.StringMatching(`[a-z]{1,9}/[a-z-]{1,20}`).Draw(t, "action"),
			Made:   start.In(zone), Expires: start.Add(time.Duration(rapid.Int64Range(1, 1<<30).Draw(t, "for")) * time.Second),
			Body:    []byte(rapid.SampledFrom([]string{"", " ", "\n", "\t\r\n"}).Draw(t, "space") + body + rapid.SampledFrom([]string{"", "\n\n"}).Draw(t, "tail")),
			Exhibit: exhibits.Draw(t, "exhibit"),
		}
		raw, err := a.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		back, err := act.Parse(raw)
		if err != nil {
			t.Fatalf("what was written does not parse: %v\n%s", err, raw)
		}
		a.Body = []byte(body)
		same(t, back, a)
	})
}

// TestWriteRefuses holds the form of an act where it is made.
func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*act.Act){
		"no id":               func(a *act.Act) { a.ID = "" },
		"id in upper case":    func(a *act.Act) { a.ID = act.ID(strings.ToUpper(actID)) },
		"no holder":           func(a *act.Act) { a.Holder = "holder" },
		"no officer":          func(a *act.Act) { a.Officer = "ana" },
		"no action":           func(a *act.Act) { a.Action = "" },
		"two lines of action": func(a *act.Act) { a.Action = "a\nmade: b" },
		"terminal sequence":   func(a *act.Act) { a.Action = "a\x1b[2K" },
		"direction override":  func(a *act.Act) { a.Action = "a\u202eb" },
		"fraction":            func(a *act.Act) { a.Made = a.Made.Add(time.Millisecond) },
		"expired when made":   func(a *act.Act) { a.Expires = a.Made },
		"open exhibit":        func(a *act.Act) { a.Exhibit = "text" },
		"exhibit not UTF-8":   func(a *act.Act) { a.Exhibit = "na\xefve\n" },
		"no body":             func(a *act.Act) { a.Body = nil },
		"half a body":         func(a *act.Act) { a.Body = []byte(`{"a":`) },
		"two bodies":          func(a *act.Act) { a.Body = []byte(`{} {}`) },
		"body not UTF-8":      func(a *act.Act) { a.Body = []byte("{\"a\":\"\xff\"}") },
		"member twice":        func(a *act.Act) { a.Body = []byte(`{"a":1,"b":2,"a":1}`) },
		"too deep":            func(a *act.Act) { a.Body = []byte(strings.Repeat("[", 17) + strings.Repeat("]", 17)) },
		"too large":           func(a *act.Act) { a.Exhibit = strings.Repeat("a", act.MaxSize) + "\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sample()
			spoil(&a)
			if raw, err := a.Bytes(); err == nil {
				t.Errorf("it was written:\n%.300s", raw)
			}
		})
	}
	a := sample()
	a.Body = []byte(strings.Repeat("[", 16) + strings.Repeat("]", 16))
	bytesOf(t, a)
}

// TestParseRefuses gives Parse what is nearly an act.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := string(bytesOf(t, sample()))
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample holds no %q", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	bare := sample()
	bare.Exhibit = ""
	noExhibit := string(bytesOf(t, bare))
	for name, raw := range map[string]string{
		"nothing":                "",
		"another version":        replace("tocsin-act/v1", "tocsin-act/v2"),
		"CRLF":                   strings.ReplaceAll(good, "\n", "\r\n"),
		"CRLF in the head":       replace("\nholder", "\r\nholder"),
		"byte order mark":        "\ufeff" + good,
		"blank line first":       "\n" + good,
		"open end":               strings.TrimSuffix(good, "\n"),
		"bytes behind":           noExhibit + "\n",
		"text behind":            noExhibit + "more\n",
		"line with no text":      noExhibit + "\n---- the text of this act ----\n",
		"space behind the id":    replace(actID+"\n", actID+" \n"),
		"line twice":             replace("holder: ", "holder: "+holderID+"\nholder: "),
		"line left out":          replace("holder: "+holderID+"\n", ""),
		"lines changed about":    replace("act: "+actID+"\nholder: "+holderID, "holder: "+holderID+"\nact: "+actID),
		"time with a zone":       replace("2026-11-22T09:30:00Z", "2026-11-22T10:30:00+01:00"),
		"time with zero zone":    replace("2026-11-22T09:30:00Z", "2026-11-22T09:30:00+00:00"),
		"time with fraction":     replace("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.0Z"),
		"body not indented":      replace("{\n  \"dossier\"", "{\"dossier\""),
		"body indented by tabs":  strings.ReplaceAll(good, "\n  ", "\n\t"),
		"space before the body":  replace("\n\n{", "\n\n {"),
		"space behind the body":  replace("}\n\n----", "} \n\n----"),
		"member twice":           replace(`"empty": {}`, `"hash": "cd"`),
		"member in other case":   replace(`"empty": {}`, `"Hash": "cd"`),
		"member by Kelvin":       replace(`"hash": "ab<>&"`, `"k": "ab",`+"\n  "+`"`+"\u212a"+`": "cd"`),
		"member by long s":       replace(`"empty": {}`, `"ha`+"\u017f"+`h": "cd"`),
		"member twice below":     replace(`"empty": {}`, `"empty": {`+"\n    "+`"a": 1,`+"\n    "+`"a": 2`+"\n  }"),
		"other line before text": replace("---- the text of this act ----", "---- The text of this act ----"),
		"exhibit not UTF-8":      replace("naïve", "na\xefve"),
		"body not UTF-8":         replace(`"ab<>&"`, "\"\xff\""),
		"too large":              good + strings.Repeat("a", act.MaxSize) + "\n",
		"nested ten thousand":    strings.SplitAfter(good, "\n\n")[0] + strings.Repeat("[", 9999) + strings.Repeat("]", 9999) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a, err := act.Parse([]byte(raw)); err == nil {
				t.Errorf("it parsed: %+v", a)
			}
		})
	}
}

// FuzzParse holds that what parses writes back to the same bytes, and never
// names a member twice.
func FuzzParse(f *testing.F) {
	raw, err := sample().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")))
	f.Add(bytes.Replace(raw, []byte("Z\n"), []byte("+00:00\n"), 1))
	f.Add(bytes.Replace(raw, []byte(`"empty": {}`), []byte(`"HASH": 1`), 1))
	f.Add(append(bytes.Clone(raw), "\n---- the text of this act ----\n"...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := act.Parse(raw)
		if err != nil {
			return
		}
		again, err := a.Bytes()
		if err != nil {
			t.Fatalf("what parsed cannot be written: %v", err)
		}
		if !bytes.Equal(again, raw) {
			t.Fatalf("read\n%q\nand wrote\n%q", raw, again)
		}
	})
}
