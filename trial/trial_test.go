package trial_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
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

// source gives the file of a pack with words changed: pairs of old and new, each
// of which must be there.
func source(t testing.TB, id string, pairs ...string) []byte {
	t.Helper()
	raw, ok := packs.Source(id)
	if !ok {
		t.Fatalf("there is no pack %s", id)
	}
	return changed(t, raw, pairs...)
}

// changed changes words in a file.
func changed(t testing.TB, raw []byte, pairs ...string) []byte {
	t.Helper()
	text := string(raw)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not there", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return []byte(text)
}

// pack reads a pack with words changed.
func pack(t testing.TB, id string, pairs ...string) *policy.Pack {
	t.Helper()
	p, err := policy.ParseAbove(source(t, id, pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tests reads the tests of a pack with words changed.
func tests(t testing.TB, p *policy.Pack, pairs ...string) policy.TestFile {
	t.Helper()
	raw, _ := packs.Tests(p.Ref.ID)
	f, err := policy.ParseTests(changed(t, raw, pairs...), p)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
