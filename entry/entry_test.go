package entry_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/entry"
)

// The ids of these tests.
const (
	stream  = tocsin.StreamID("ssssssssssssssssssssssssss")
	officer = tocsin.OfficerID("oooooooooooooooooooooooooo")
	actID   = act.ID("aaaaaaaaaaaaaaaaaaaaaaaaaa")
)

// at is when the entries of these tests were taken in.
var at = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// An event is what the streams of these tests hold.
type event interface{ happened() }

// opened and closed are the two events.
type (
	opened struct {
		By    string   `json:"by"`
		Names []string `json:"names,omitempty"`
	}
	closed struct {
		Reason string `json:"reason"`
	}
	// stranger is a struct that is no event.
	stranger struct{}
)

func (opened) happened() {}
func (closed) happened() {}

// kinds is their contents page.
var kinds = entry.Kinds[event]{
	entry.Of[opened, event]("test/opened"),
	entry.Of[closed, event]("test/closed"),
}

// sample is an entry with everything in it.
func sample() entry.Entry {
	return entry.Entry{
		Format: 1, Stream: stream, Version: 2, Kind: "test/closed", At: at, By: officer, Level: tocsin.LevelSenior,
		Prev: entry.Hash([]byte("before")), Act: actID,
		Signed: &act.Signed{Bytes: "tocsin-act/v1\nact: <&>\n", Signature: "-----BEGIN SSH SIGNATURE-----\n"},
		Body:   json.RawMessage(`{"reason":"over \u003c"}`),
	}
}

// bytesOf writes an entry that is in form.
func bytesOf(t *testing.T, e entry.Entry) []byte {
	t.Helper()
	raw, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// TestFrozen holds the exact bytes of entries, full and bare. When it fails,
// the code is wrong.
func TestFrozen(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]entry.Entry{
		"full.json": sample(),
		"bare.json": {Format: 1, Stream: stream, Version: 1, Kind: "test/opened", At: at, Body: json.RawMessage(`{"by":"ana"}`)},
	} {
		file := filepath.Join("testdata", "wire", name)
		got := bytesOf(t, e)
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
			t.Errorf("an entry is written as\n%s\nand was as\n%s", got, want)
		}
		back, err := entry.Parse(want)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, e) {
			t.Errorf("read\n%+v\nfor\n%+v", back, e)
		}
	}
}

// TestRoundTrip reads back every entry that can be written, and the stamp and
// the event in it.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var what event = opened{By: rapid.String().Draw(t, "by"), Names: rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "names")}
		if rapid.Bool().Draw(t, "closed") {
			what = closed{Reason: rapid.String().Draw(t, "reason")}
		}
		kind, body, err := kinds.Encode(what)
		if err != nil {
			t.Fatal(err)
		}
		e := entry.Entry{
			Format: 1, Stream: tocsin.StreamID(rapid.StringMatching(`[a-z2-7]{26}`).Draw(t, "stream")),
			Version: rapid.Int64Min(1).Draw(t, "version"), Kind: kind,
			At:    time.Unix(rapid.Int64Range(0, 200_000_000_000).Draw(t, "at"), 0).UTC(),
			By:    tocsin.OfficerID(rapid.StringMatching(`([a-z2-7]{26})?`).Draw(t, "by")),
			Level: tocsin.Level(rapid.IntRange(0, 4).Draw(t, "level")), Body: body,
		}
		if rapid.Bool().Draw(t, "signed") {
			e.Act, e.Signed = actID, &act.Signed{Bytes: rapid.String().Draw(t, "bytes"), Signature: rapid.String().Draw(t, "signature")}
		}
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		back, err := entry.Parse(raw)
		if err != nil {
			t.Fatalf("what was written does not parse: %v\n%s", err, raw)
		}
		if !reflect.DeepEqual(back, e) {
			t.Fatalf("read\n%+v\nfor\n%+v", back, e)
		}
		if back.Stamp() != (tocsin.Stamp{At: e.At, By: e.By, Level: e.Level}) {
			t.Fatalf("the stamp is %+v", back.Stamp())
		}
		got, err := kinds.Decode(back)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, what) {
			t.Fatalf("the event is %+v, not %+v", got, what)
		}
	})
}

// TestWriteRefuses holds what JSON would change in silence.
func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*entry.Entry){
		"fraction":           func(e *entry.Entry) { e.At = e.At.Add(time.Millisecond) },
		"local time":         func(e *entry.Entry) { e.At = e.At.In(time.FixedZone("", 3600)) },
		"half a body":        func(e *entry.Entry) { e.Body = json.RawMessage(`{"a":`) },
		"act not UTF-8":      func(e *entry.Entry) { e.Signed.Bytes = "na\xefve\n" },
		"armor not UTF-8":    func(e *entry.Entry) { e.Signed.Signature = "\xff" },
		"two bodies":         func(e *entry.Entry) { e.Body = json.RawMessage(`{} {}`) },
		"year of five digit": func(e *entry.Entry) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		e := sample()
		spoil(&e)
		if raw, err := e.Bytes(); err == nil {
			t.Errorf("%s: it was written as %s", name, raw)
		}
	}
}

// TestParseRefuses gives Parse what is nearly an entry.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := string(bytesOf(t, sample()))
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample holds no %q", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	for name, raw := range map[string]string{
		"nothing":             "",
		"null":                "null",
		"a list":              "[]",
		"another format":      replace(`{"v":1`, `{"v":2`),
		"no format":           replace(`{"v":1,`, `{`),
		"a newline behind":    good + "\n",
		"another behind":      good + good,
		"white space":         replace(`{"v":1,`, `{"v": 1,`),
		"CRLF":                replace(`{"v":1,`, "{\"v\":1,\r\n"),
		"member not known":    replace(`{"v":1,`, `{"v":1,"x":1,`),
		"member twice":        replace(`{"v":1,`, `{"v":1,"version":9,`),
		"member in caps":      replace(`"version"`, `"Version"`),
		"members moved about": replace(`"stream":"`+string(stream)+`","version":2`, `"version":2,"stream":"`+string(stream)+`"`),
		"no body":             replace(`,"body":{"reason":"over \u003c"}`, ""),
		"body of null":        replace(`,"body":{"reason":"over \u003c"}`, `,"body":null `),
		"escape not needed":   replace("ssss", `\u0073sss`),
		"escape left out":     replace(`over \u003c`, "over <"),
		"empty where absent":  replace(`"prev":"`+entry.Hash([]byte("before"))+`"`, `"prev":""`),
		"zone":                replace("09:30:00Z", "09:30:00+00:00"),
		"local":               replace("09:30:00Z", "09:30:00+02:00"),
		"fraction":            replace("09:30:00Z", "09:30:00.5Z"),
		"zero fraction":       replace("09:30:00Z", "09:30:00.0Z"),
		"version as float":    replace(`"version":2`, `"version":2.0`),
		"version as text":     replace(`"version":2`, `"version":"2"`),
		"act not UTF-8":       replace("tocsin-act", "tocsin\xffact"),
	} {
		if e, err := entry.Parse([]byte(raw)); err == nil {
			t.Errorf("%s: it parsed: %+v", name, e)
		}
	}
}

// TestDecodeRefuses gives the kinds what they must not read past.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]entry.Entry{
		"kind not known":       {Kind: "test/reopened", Body: json.RawMessage(`{}`)},
		"kind in capitals":     {Kind: "test/Closed", Body: json.RawMessage(`{"reason":""}`)},
		"no kind":              {Body: json.RawMessage(`{"reason":""}`)},
		"member not known":     {Kind: "test/closed", Body: json.RawMessage(`{"reason":"","why":1}`)},
		"member twice":         {Kind: "test/closed", Body: json.RawMessage(`{"reason":"a","reason":"b"}`)},
		"member in capitals":   {Kind: "test/closed", Body: json.RawMessage(`{"Reason":"a"}`)},
		"member missing":       {Kind: "test/closed", Body: json.RawMessage(`{}`)},
		"another type":         {Kind: "test/closed", Body: json.RawMessage(`{"reason":1}`)},
		"null":                 {Kind: "test/closed", Body: json.RawMessage(`null`)},
		"nothing":              {Kind: "test/closed"},
		"white space":          {Kind: "test/closed", Body: json.RawMessage(`{"reason": "a"}`)},
		"something behind":     {Kind: "test/closed", Body: json.RawMessage(`{"reason":"a"}{}`)},
		"not UTF-8":            {Kind: "test/closed", Body: json.RawMessage("{\"reason\":\"\xff\"}")},
		"list empty, not away": {Kind: "test/opened", Body: json.RawMessage(`{"by":"a","names":[]}`)},
		"the other kind":       {Kind: "test/opened", Body: json.RawMessage(`{"reason":"a"}`)},
	} {
		if got, err := kinds.Decode(e); err == nil {
			t.Errorf("%s: it decoded as %+v", name, got)
		}
	}
	if _, err := (entry.Kinds[event]{entry.Of[stranger, event]("test/stranger")}).Decode(
		entry.Entry{Kind: "test/stranger", Body: json.RawMessage(`{}`)}); err == nil {
		t.Error("a struct that is no event was decoded as one")
	}
}

// TestEncode names events, and refuses one without a name.
func TestEncode(t *testing.T) {
	t.Parallel()
	if kind, body, err := kinds.Encode(closed{Reason: "over"}); kind != "test/closed" || string(body) != `{"reason":"over"}` || err != nil {
		t.Errorf("it is %s %s, %v", kind, body, err)
	}
	if _, _, err := kinds[:1].Encode(closed{}); err == nil {
		t.Error("an event without a name was written")
	}
	if _, _, err := kinds.Encode(nil); err == nil {
		t.Error("no event was written")
	}
	if got := kinds.Names(); !slices.Equal(got, []string{"test/opened", "test/closed"}) {
		t.Errorf("the names are %v", got)
	}
}

// chained writes a stream of n entries.
func chained(t *testing.T, n int) [][]byte {
	t.Helper()
	var stored [][]byte
	prev := ""
	for i := range n {
		raw := bytesOf(t, entry.Entry{
			Stream: stream, Version: int64(i + 1), Kind: "test/opened", At: at.Add(time.Duration(i) * time.Second),
			Prev: prev, Body: json.RawMessage(`{"by":"ana"}`),
		})
		stored, prev = append(stored, raw), entry.Hash(raw)
	}
	return stored
}

// check reads a stream as a reader of the record does.
func check(stored [][]byte) error {
	prev := ""
	for i, raw := range stored {
		e, err := entry.Parse(raw)
		if err != nil {
			return err
		}
		if err := entry.Chain(e, stream, int64(i+1), prev); err != nil {
			return err
		}
		prev = entry.Hash(raw)
	}
	return nil
}

// TestChain finds every entry that is missing, moved, doubled, changed or put
// into another stream. That the end was cut off it cannot see: the ledger does.
func TestChain(t *testing.T) {
	t.Parallel()
	const n = 6
	good := chained(t, n)
	if err := check(good); err != nil {
		t.Fatal(err)
	}
	refuse := func(what string, stored [][]byte) {
		t.Helper()
		if check(stored) == nil {
			t.Errorf("%s: the chain holds", what)
		}
	}
	for i := range n {
		if i < n-1 {
			refuse("missing", slices.Delete(slices.Clone(good), i, i+1))
			swapped := slices.Clone(good)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			refuse("moved", swapped)
			// The last of a chain is held by the ledger alone.
			changed := slices.Clone(good)
			changed[i] = bytes.Replace(good[i], []byte("ana"), []byte("ben"), 1)
			refuse("changed", changed)
		}
		refuse("doubled", slices.Insert(slices.Clone(good), i, good[i]))
		moved := slices.Clone(good)
		moved[i] = bytes.Replace(good[i], []byte("ssss"), []byte("tttt"), 1)
		refuse("of another stream", moved)
		renumbered := slices.Clone(good)
		renumbered[i] = bytes.Replace(good[i], []byte(`"version":`), []byte(`"version":1`), 1)
		refuse("of another version", renumbered)
	}
}

// FuzzParse holds that what parses writes back to the same bytes, and that the
// event in it does too.
func FuzzParse(f *testing.F) {
	raw, err := sample().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(bytes.Replace(raw, []byte("Z"), []byte("+00:00"), 1))
	f.Add(bytes.Replace(raw, []byte(`{"reason":`), []byte(`{"reason":"x","reason":`), 1))
	f.Add([]byte(`{"v":1,"stream":"","version":0,"kind":"test/opened","at":"2026-11-22T09:30:00Z","body":{"by":"a"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := entry.Parse(raw)
		if err != nil {
			return
		}
		again, err := e.Bytes()
		if err != nil {
			t.Fatalf("what parsed cannot be written: %v", err)
		}
		if !bytes.Equal(again, raw) {
			t.Fatalf("read\n%s\nand wrote\n%s", raw, again)
		}
		what, err := kinds.Decode(e)
		if err != nil {
			return
		}
		if _, body, err := kinds.Encode(what); err != nil || !bytes.Equal(body, e.Body) {
			t.Fatalf("decoded\n%s\nand encoded\n%s (%v)", e.Body, body, err)
		}
	})
}
