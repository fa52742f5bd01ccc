package cases

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files and the table of the README anew")

// The marks between which the tables stand in the README.
const (
	readme = "../README.md"
	begin  = "<!-- cases -->\n"
	end    = "<!-- /cases -->\n"
)

// results replays the library.
func results(t *testing.T) []Result {
	t.Helper()
	out, err := ReplayAll(all(t))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// golden holds a text to its file.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
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

// TestTable holds the whole table, and one case in full.
func TestTable(t *testing.T) {
	t.Parallel()
	list := results(t)
	golden(t, "table.golden", Text(list))
	golden(t, "crocus.golden", list[19].Detail())
	if again := Text(results(t)); again != Text(list) {
		t.Error("replayed again it is another table")
	}
	for _, r := range list {
		for line := range strings.Lines(r.Detail()) {
			if len([]rune(line)) > 125 {
				t.Errorf("a line of %s is too wide: %s", r.Case.Name, line)
			}
		}
	}
}

// TestReadme holds that the README has exactly these tables.
func TestReadme(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	_, behind, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the README has no place for the table")
	}
	want := before + begin + Markdown(results(t)) + end + behind
	if *update {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(page) != want {
		t.Error("the README has another table: run go test ./cases -run TestReadme -update")
	}
}

// TestConfusion holds that every failure is counted once in every case, and
// every label once.
func TestConfusion(t *testing.T) {
	t.Parallel()
	list := results(t)
	c := Confuse(list)
	labels, named, fits := 0, c.Total.Named, c.Total.Fits
	for _, r := range list {
		labels += len(r.Case.Needed)
	}
	for _, n := range []Count{named, fits} {
		if n.Raised+n.Unknown+n.Missed != n.Needed || n.InTime > n.Attacked || n.Attacked > n.Raised {
			t.Errorf("%+v does not add up", n)
		}
	}
	if named.Needed+fits.Needed != labels {
		t.Errorf("%d labels are counted of %d", named.Needed+fits.Needed, labels)
	}
	if sum := labels + c.Total.Beyond + c.Total.Open + c.Total.Quiet; sum != Failures*len(list) {
		t.Errorf("%d are counted, not %d", sum, Failures*len(list))
	}
	// Without labels all that is raised is beyond them.
	for i := range list {
		list[i].Case.Needed = nil
	}
	if bare := Confuse(list); bare.Total.Beyond != named.Raised+fits.Raised+c.Total.Beyond || bare.Total.Named.Needed != 0 {
		t.Errorf("without labels it is %+v", bare.Total)
	}
}

// TestJSON holds that a result can be written for programs, dates as they were
// reported.
func TestJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(results(t)[2])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"at":"2011-03"`, `"failure":"F-15"`, `"rule":"clock/watch"`, `"verdict":"duty"`, `"missing":`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}
