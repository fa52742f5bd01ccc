package policy_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/tocsin/policy"
)

// made gives the file of a flawed pack, and where its flaw is marked; 1 and 1
// where it is not.
func (f flawed) made(t *testing.T) (source string, line, column int) {
	t.Helper()
	icd := string(pack(t, "icd-191").Bytes())
	if !strings.Contains(icd, f.old) {
		t.Fatalf("%s: %q does not stand in the pack", f.name, f.old)
	}
	source = strings.Replace(icd, f.old, f.now, 1)
	before, after, marked := strings.Cut(source, "‹")
	if !marked {
		return source, 0, 0
	}
	return before + after, 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

// refused gives the flaws of a pack that is refused.
func refused(t *testing.T, name, source string) []policy.Flaw {
	t.Helper()
	p, err := policy.Parse([]byte(source))
	var invalid *policy.Invalid
	if p != nil || !errors.As(err, &invalid) || len(invalid.Flaws) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	lines := strings.Split(source, "\n")
	for _, f := range invalid.Flaws {
		inside := f.Line >= 1 && f.Line <= len(lines) && f.Column >= 1 && f.Column <= utf8.RuneCountInString(lines[f.Line-1])+1
		if !inside || f.Why == "" || f.Remedy == "" || strings.Contains(f.Why, "%!") || !strings.HasPrefix(f.String(), strconv.Itoa(f.Line)+":"+strconv.Itoa(f.Column)+": ") {
			t.Errorf("%s: a flaw is told as %#v", name, f)
		}
	}
	if !strings.HasPrefix(err.Error(), invalid.Flaws[0].String()) {
		t.Errorf("%s: %v does not tell the first flaw", name, err)
	}
	return invalid.Flaws
}

// TestFlaws holds that a pack with one flaw is refused at the place where it is,
// under the rule where it is, with what to do.
func TestFlaws(t *testing.T) {
	t.Parallel()
	for _, c := range wrong() {
		source, line, column := c.made(t)
		flaws := refused(t, c.name, source)
		if !slices.ContainsFunc(flaws, func(f policy.Flaw) bool {
			return (line == 0 || f.Line == line && f.Column == column) && f.Rule == c.rule && strings.Contains(f.Why, c.why)
		}) {
			t.Errorf("%s: not at %d:%d under %q because %q, but", c.name, line, column, c.rule, c.why)
			for _, f := range flaws {
				t.Errorf("    %s", f)
			}
		}
	}
}

// TestFlawsReached holds that every flaw this room writes out is reached.
func TestFlawsReached(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, c := range wrong() {
		source, _, _ := c.made(t)
		_, err := policy.Parse([]byte(source))
		if invalid, ok := errors.AsType[*policy.Invalid](err); ok {
			for _, f := range invalid.Flaws {
				seen = append(seen, f.Why)
			}
		}
	}
	for name, source := range files {
		for _, f := range refused(t, name, source) {
			seen = append(seen, f.Why)
		}
	}
	sites := flawSites(t)
	if len(sites) < 50 {
		t.Errorf("only %d flaws are found in this room", len(sites))
	}
	for _, s := range sites {
		if !slices.ContainsFunc(seen, s.why.MatchString) && !slices.Contains(unreached, s.text) {
			t.Errorf("%s: no test is told that %s", s.at, s.why)
		}
	}
}

// unreached are flaws of which nobody knows a pack that has them: they stand
// where CEL or the parser of YAML could answer otherwise some day.
var unreached = []string{
	"a value is missing",
	"the names of the pack cannot be declared: %v",
	"what the expression costs cannot be told",
	"the key %q stands twice",
}

// files are files that are no pack at all.
var files = map[string]string{
	"an empty file":      "",
	"a comment":          "# nothing\n",
	"a list":             "- a\n",
	"a word":             "pack",
	"a number":           "1",
	"a separator":        "---\n",
	"no value, no line":  "0000000:",
	"no value, a blank":  "format:",
	"two documents":      "a: 1\n---\nb: 1\n",
	"too long":           strings.Repeat("# a comment\n", policy.MaxPack/10),
	"not UTF-8":          "\xff\xfe\x00a",
	"braces":             strings.Repeat("{", 10_000),
	"brackets":           strings.Repeat("[", 10_000),
	"few brackets":       strings.Repeat("[", 1500),
	"dashes":             strings.Repeat("- ", 1000),
	"a line too long":    "pack: x\nabout: " + strings.Repeat("ü", 2000),
	"a key of a mapping": "? {a: b}\n: c\n",
	"a key of a list":    "[a]: c\n",
}

// A site is one place where a flaw is written out.
type site struct {
	at   token.Position
	text string
	why  *regexp.Regexp
}

// flawSites are the sites of this room, but those of the files that stand beside
// a pack.
func flawSites(t *testing.T) []site {
	t.Helper()
	all, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	// In how many arguments the reason stands.
	places := map[string]int{"flaw": 2, "wrong": 3}
	verb := regexp.MustCompile(`%[a-z]`)
	var sites []site
	set := token.NewFileSet()
	for _, name := range all {
		if strings.HasSuffix(name, "_test.go") || name == "testfile.go" {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			chosen, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || places[chosen.Sel.Name] == 0 || len(call.Args) <= places[chosen.Sel.Name] {
				return true
			}
			if text := literal(call.Args[places[chosen.Sel.Name]]); text != "" && text != "%s" {
				why := "(?s)^" + verb.ReplaceAllString(regexp.QuoteMeta(text), ".*") + "$"
				sites = append(sites, site{set.Position(call.Pos()), text, regexp.MustCompile(why)})
			}
			return true
		})
	}
	return sites
}

// literal is the text of a string that is written out, empty for any other.
func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			return text
		}
	}
	return ""
}
