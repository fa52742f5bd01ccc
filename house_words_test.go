package tocsin_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The sizes that code outside tests is held to; generated code is not.
const (
	maxFileLines = 400
	maxFuncLines = 70
)

// Patterns are put together so that this file does not match itself.
var (
	leftToDo    = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "X" + "XX"}, "|") + `)\b`)
	machinePath = regexp.MustCompile(`(^|[^A-Za-z0-9._~/-])/(` + strings.Join([]string{"work", "root", "home"}, "|") + `)/`)
)

// TestHouseKeeping holds the tree to what makes it readable: package comments,
// sizes, nothing left to do, no path of the machine it was written on.
func TestHouseKeeping(t *testing.T) {
	t.Parallel()
	tree := os.DirFS(".")
	h, err := readHouse(tree)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := inspectTexts(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slices.Concat(h.inspectWords(), texts) {
		t.Error(f)
	}
}

// inspectWords reports what is too long, without its comment, or apt to print
// protected text.
func (h *house) inspectWords() []finding {
	var found []finding
	commented := map[string]bool{}
	for _, s := range h.files {
		if s.isTest() {
			continue
		}
		commented[s.room] = commented[s.room] || s.syntax.Doc.Text() != ""
		if !ast.IsGenerated(s.syntax) {
			found = append(found, h.inspectSizes(s)...)
		}
		found = append(found, h.inspectProtected(s)...)
	}
	for room, has := range commented {
		if !has {
			found = append(found, finding{"words/package", room, room, "the package has no comment that says what it is"})
		}
	}
	return found
}

// inspectSizes reports files and functions that are too long to read at once.
func (h *house) inspectSizes(s source) []finding {
	var found []finding
	if n := h.fset.File(s.syntax.FileStart).LineCount(); n > maxFileLines {
		found = append(found, finding{"size/file", s.path, s.path, fmt.Sprintf("the file has %d lines, more than %d", n, maxFileLines)})
	}
	for _, decl := range s.syntax.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		if n := h.fset.Position(f.Body.Rbrace).Line - h.fset.Position(f.Body.Lbrace).Line - 1; n > maxFuncLines {
			found = append(found, finding{"size/func", f.Name.Name, h.place(f), fmt.Sprintf("the function has %d lines, more than %d", n, maxFuncLines)})
		}
	}
	return found
}

// inspectProtected reports the two places where Protected cannot hide its text:
// fmt prints an unexported field without asking it, and encoding/json prints
// the string that is the key of a map.
func (h *house) inspectProtected(s source) []finding {
	var found []finding
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.MapType:
			if h.holdsProtected(n.Key) {
				found = append(found, finding{"protected/key", "map[tocsin.Protected]", h.place(n), "encoding/json prints the text of a key"})
			}
		case *ast.StructType:
			for _, field := range n.Fields.List {
				for _, name := range field.Names {
					if !name.IsExported() && h.holdsProtected(field.Type) {
						found = append(found, finding{"protected/field", name.Name, h.place(field), "fmt prints the text of an unexported field"})
					}
				}
			}
		}
		return true
	})
	return found
}

// holdsProtected reports whether a type expression holds a tocsin.Protected by
// value.
func (h *house) holdsProtected(expr ast.Expr) bool {
	holds := false
	ast.Inspect(expr, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncType, *ast.StarExpr, *ast.ChanType:
			return false // prints as an address
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			holds = holds || ok && x.Name == glossary && n.Sel.Name == "Protected"
		case *ast.Ident:
			holds = holds || n.Name == "Protected"
		}
		return true
	})
	return holds
}

// inspectTexts reads every text file of the tree, code or not, line by line.
func inspectTexts(tree fs.FS) ([]finding, error) {
	var found []finding
	skip := []string{".git", ".tools", "tocsin-demo"}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case slices.Contains(skip, name) && d.IsDir():
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(raw[:min(len(raw), 8000)], 0) >= 0 {
			return nil // no text
		}
		number := 0
		for line := range strings.Lines(string(raw)) {
			number++
			place := fmt.Sprintf("%s:%d", name, number)
			if m := machinePath.FindString(line); m != "" {
				found = append(found, finding{"words/path", strings.TrimSpace(line), place, "a path of the machine it was written on is nowhere else"})
			}
			if m := leftToDo.FindString(line); m != "" && strings.HasSuffix(name, ".go") {
				found = append(found, finding{"words/left", m, place, "what is left to do is an issue, not a comment"})
			}
		}
		return nil
	})
	return found, err
}

// TestHouseKeepingFalls sees each of these rules fail once, and what only looks
// like a breach pass.
func TestHouseKeepingFalls(t *testing.T) {
	t.Parallel()
	const doc = "// Package act is a package.\npackage act\n\n"
	lines := func(n int) string { return strings.Repeat("\n", n) }
	for _, c := range []struct{ rule, file, text string }{
		{"", "act/a.go", doc},
		{"words/package", "act/a.go", "package act\n"},
		{"", "act/a.go", doc + lines(397)},
		{"size/file", "act/a.go", doc + lines(398)},
		{"", "act/a_test.go", "package act\n" + lines(500)},
		{"", "act/a.go", "// Code generated by a program. DO NOT EDIT.\n\n" + doc + lines(500)},
		{"", "act/a.go", doc + "func f() {\n" + lines(70) + "}\n"},
		{"size/func", "act/a.go", doc + "func f() {\n" + lines(71) + "}\n"},
		{"size/func", "act/a.go", doc + "func (t) f() {\n" + lines(71) + "}\n"},
		{"words/left", "act/a.go", doc + "// TO" + "DO: more\n"},
		{"words/left", "act/a_test.go", "package act\n\n// FIX" + "ME\n"},
		{"", "act/a.go", doc + "// SIZE" + "X" + "XXL is a word\n"},
		{"", "docs/a.md", "TO" + "DO is a word in documents\n"},
		{"words/path", "docs/a.md", "see /wo" + "rk/main\n"},
		{"words/path", ".ci/run", "cp '/ro" + "ot/go' .\n"},
		{"words/path", "act/a_test.go", "package act\n\nconst p = \"/ho" + "me/ana/x\"\n"},
		{"", "docs/a.md", "https://example.org/wo" + "rk/main and ./wo" + "rk/x\n"},
		{"", ".git/logs", "/wo" + "rk/main\n"},
		{"", "tocsin", "\x7fELF\x00/wo" + "rk/main\n"},
		{"protected/field", "act/a.go", doc + "type t struct{ name tocsin.Protected }\n"},
		{"protected/field", "act/a.go", doc + "type t struct{ names []tocsin.Protected }\n"},
		{"protected/field", "a.go", strings.ReplaceAll(doc, "act", "tocsin") + "type t struct{ name Protected }\n"},
		{"protected/key", "act/a.go", doc + "type t map[tocsin.Protected]int\n"},
		{"", "act/a.go", doc + "type t struct{ Name tocsin.Protected; name *tocsin.Protected }\n\ntype u map[string]tocsin.Protected\n"},
	} {
		tree := fstest.MapFS{
			"doc.go": {Data: []byte("// Package tocsin is one.\n//\n// The record:\n//\n//\tact  a\n//\n// The office:\n//\n//\tapp  b\npackage tocsin\n")},
			c.file:   {Data: []byte(c.text)},
		}
		h, err := readHouse(tree)
		if err != nil {
			t.Fatal(err)
		}
		texts, err := inspectTexts(tree)
		if err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, f := range slices.Concat(h.inspectWords(), texts) {
			rules = append(rules, f.rule)
		}
		if got := strings.Join(rules, " "); got != c.rule {
			t.Errorf("%s holding %.120q is reported as %q, not %q", c.file, c.text, got, c.rule)
		}
	}
}
