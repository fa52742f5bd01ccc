package trial_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/tocsin/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a text to its file.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s is\n%s\nand was\n%s", name, text, want)
	}
}

// kept gives a file of a pack as it was when these tests were written; the packs
// that come along change without them.
func kept(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "packs", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// source gives the file of a pack with words changed: pairs of old and new, each
// of which must be there.
func source(tb testing.TB, id string, pairs ...string) []byte {
	tb.Helper()
	return changed(tb, kept(tb, id+".yaml"), pairs...)
}

// changed changes words in a file.
func changed(tb testing.TB, raw []byte, pairs ...string) []byte {
	tb.Helper()
	text := string(raw)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			tb.Fatalf("%q is not there", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return []byte(text)
}

// pack reads a pack with words changed.
func pack(tb testing.TB, id string, pairs ...string) *policy.Pack {
	tb.Helper()
	p, err := policy.ParseAbove(source(tb, id, pairs...))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// tests reads the tests of a pack with words changed.
func tests(tb testing.TB, p *policy.Pack, pairs ...string) policy.TestFile {
	tb.Helper()
	f, err := policy.ParseTests(changed(tb, kept(tb, p.Ref.ID+".test.yaml"), pairs...), p)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}
