package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/tocsin/app"
	"example.org/tocsin/seal"
)

// burning are words of the synthetic report that would burn its source.
var burning = []string{
	"Hollow Larch", "Eastmere", "PEWTER", "88-KF-3312", "555-0143", "06:40", "48.876512", "123.393348",
	"ZZ 00 WREN", "when the drums stop", "Lantern Hall", "Senna", "Mira", "senna", "mira", "oskar",
}

// TestDemo plays the demo twice in one folder, opens what the recipient got and
// looks for what must not have left.
func TestDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	var told bytes.Buffer
	for range 2 {
		told.Reset()
		if err := app.Demo(t.Context(), dir, &told); err != nil {
			t.Fatalf("playing the demo: %v\n%s", err, told.String())
		}
	}
	for _, want := range []string{"nothing wrong", "overdue", "SAID IN CONFIDENCE", "authentic", "status         closed"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("the demo does not tell %q", want)
		}
	}
	sealed := read(t, dir, "recipient/inbox/warning.age")
	plain, err := seal.OpenWarning(sealed, string(read(t, dir, "recipient/key.txt")))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range burning {
		if bytes.Contains(plain, []byte(word)) {
			t.Errorf("%q left the building in the warning", word)
		}
	}
	for _, folder := range []string{"intermediary", "recipient", "holder/data"} {
		searchFor(t, filepath.Join(dir, folder), burning)
	}
	for _, word := range []string{"Kerman", "4 January 2024", "ISIS-K", "What you can do"} {
		if !bytes.Contains(plain, []byte(word)) {
			t.Errorf("the warning does not say %q", word)
		}
	}
}

// read reads a file of the demo.
func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// searchFor looks for words in the files of a folder.
func searchFor(t *testing.T, folder string, words []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, word := range words {
			if bytes.Contains(content, []byte(word)) {
				t.Errorf("%q stands in %s", word, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDemoLeavesOthersAlone refuses a folder that is no demo's.
func TestDemoLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := app.Demo(t.Context(), dir, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "demo/folder") {
		t.Errorf("the demo took another's folder: %v", err)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error("the demo took away what was not its own")
	}
}
