package tocsin_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestHouse holds the tree to the law of doc.go: the order of the map, the
// walls and the purity of the record. The checker itself is held by
// house_check_test.go.
func TestHouse(t *testing.T) {
	t.Parallel()
	h, err := readHouse(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range h.inspect() {
		t.Error(f)
	}
}

// module is the path of the module; a package path under it is a room.
const module = "example.org/tocsin"

// glossary is the root package as the walls call it.
const glossary = "tocsin"

// A house is a tree of Go files with the map from its doc.go.
type house struct {
	rooms []string        // as on the map, in order
	pure  map[string]bool // the rooms of the record
	fset  *token.FileSet
	files []source
}

// A source is one Go file, in the folder that is its room.
type source struct {
	path, room string
	syntax     *ast.File
}

// A finding is one breach of the law.
type finding struct {
	rule  string // which law
	what  string // the arrow, or the thing that is wrong
	place string // file:line
	why   string
}

func (f finding) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", f.place, f.what, f.why, f.rule)
}

// readHouse parses the map and every Go file of a tree.
func readHouse(tree fs.FS) (*house, error) {
	doc, err := fs.ReadFile(tree, "doc.go")
	if err != nil {
		return nil, err
	}
	h := &house{fset: token.NewFileSet()}
	if h.rooms, h.pure, err = readMap(string(doc)); err != nil {
		return nil, err
	}
	err = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata") {
				return fs.SkipDir // no Go package, for the go command neither
			}
			if _, err := fs.Stat(tree, path.Join(name, "go.mod")); name != "." && err == nil {
				return fs.SkipDir // a module of its own
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(h.fset, name, raw, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		room := path.Dir(name)
		if room == "." {
			room = glossary
		}
		h.files = append(h.files, source{path: name, room: room, syntax: syntax})
		return nil
	})
	return h, err
}

// mapLine is one room on the map: its folder and its one line.
var mapLine = regexp.MustCompile(`^//\t([a-z0-9/]+) +(\S.*)$`)

// readMap reads the rooms out of doc.go: first the record, then the office.
func readMap(doc string) (rooms []string, pure map[string]bool, err error) {
	pure = map[string]bool{}
	section := ""
	for line := range strings.Lines(doc) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "// The record:"):
			section = "record"
		case strings.HasPrefix(line, "// The office:"):
			section = "office"
		case strings.HasPrefix(line, "//\t"):
			m := mapLine.FindStringSubmatch(line)
			switch {
			case m == nil:
				return nil, nil, fmt.Errorf("the map has a line that is no room: %q", line)
			case section == "":
				return nil, nil, fmt.Errorf("room %s stands in no section", m[1])
			case slices.Contains(rooms, m[1]):
				return nil, nil, fmt.Errorf("room %s is listed twice", m[1])
			}
			rooms = append(rooms, m[1])
			if section == "record" {
				pure[m[1]] = true
			}
		}
	}
	if len(pure) == 0 || len(pure) == len(rooms) {
		return nil, nil, fmt.Errorf("the map has no record or no office")
	}
	return rooms, pure, nil
}

// inspect reports every breach, sorted by place.
func (h *house) inspect() []finding {
	found := slices.Concat(h.inspectMap(), h.inspectWalls())
	for _, s := range h.files {
		found = append(found, h.inspectArrows(s)...)
		found = append(found, h.inspectUses(s)...)
	}
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.place, b.place), strings.Compare(a.rule, b.rule))
	})
	return found
}

// inspectMap holds the folders to the map, both ways.
func (h *house) inspectMap() []finding {
	var found []finding
	there := map[string]bool{glossary: true}
	for _, s := range h.files {
		if !there[s.room] && !slices.Contains(h.rooms, s.room) {
			found = append(found, finding{"map/unlisted", s.room, s.path, "the folder has Go files and no line on the map of doc.go"})
		}
		there[s.room] = true
	}
	for _, room := range h.rooms {
		if !there[room] {
			found = append(found, finding{"map/missing", room, "doc.go", "the map lists the room and it has no Go files"})
		}
	}
	return found
}

// inspectWalls holds the walls to the map: a wall about a room that was renamed
// would hold nothing, and a room without a wall would be held by nothing.
func (h *house) inspectWalls() []finding {
	var found []finding
	for _, room := range h.rooms {
		if h.wallOf(room) == nil {
			found = append(found, finding{"map/no-wall", room, "doc.go", "the room stands behind no wall of house_walls_test.go"})
		}
	}
	for _, w := range walls {
		known := func(name string) bool {
			return name == glossary || name == record || name == anything ||
				slices.ContainsFunc(h.rooms, func(room string) bool { return inFamily(room, name) })
		}
		for _, name := range append([]string{w.of}, w.may...) {
			if !known(name) {
				found = append(found, finding{"map/no-room", w.of + " wall", "doc.go", "the wall speaks of " + name + ", which is not on the map"})
			}
		}
	}
	return found
}

// inspectArrows holds every import of ours in one file to the law. One arrow is
// reported once, under the first law it breaks.
func (h *house) inspectArrows(s source) []finding {
	var found []finding
	for _, spec := range s.syntax.Imports {
		target, ours := roomOf(importPath(spec))
		if !ours {
			continue
		}
		judge := h.judgeCode
		if s.isTest() {
			judge = h.judgeTest
		}
		if rule, why := judge(s, target); rule != "" {
			found = append(found, finding{rule, s.room + " -> " + target, h.place(spec), why})
		}
	}
	return found
}

// judgeCode gives the law that an import outside tests breaks, and the reason.
func (h *house) judgeCode(s source, target string) (rule, why string) {
	if w := h.wallOf(s.room); w != nil && !h.lets(w, target) {
		return "wall/" + w.of, w.why
	}
	switch {
	case target == "store/storetest" || target == "channel/channeltest":
		return "leaf/" + path.Base(target), "what every leaf must pass is for tests"
	case h.isLeaf(target) && h.isLeaf(s.room):
		return "leaf/leaf", "a leaf never knows another leaf"
	case h.isLeaf(target) && s.path != "app/register.go" && s.room != "bench":
		return "leaf/register", "only app/register.go plugs in leaves"
	case h.rank(target) >= h.rank(s.room):
		return "law/order", "a room may import the rooms above it on the map and no others"
	}
	return "", ""
}

// judgeTest is judgeCode for tests: they may reach every room above, their own,
// and the store for tests; but the record is tested without the office.
func (h *house) judgeTest(s source, target string) (rule, why string) {
	office := target != glossary && !h.pure[target]
	switch {
	case (s.room == glossary || h.pure[s.room]) && office:
		return "tests/record", "the record is tested without the office"
	case target == "store/storetest" || target == "store/memory":
		return "", ""
	case h.pure[target] && inFamily(target, s.room):
		return "", "" // the data of its own family
	case h.rank(target) > h.rank(s.room):
		return "tests/order", "a test may import the rooms above its own and no others"
	}
	return "", ""
}

// rank is the place of a room on the map; the glossary stands above it, and
// what is not listed below everything.
func (h *house) rank(room string) int {
	if room == glossary {
		return -1
	}
	if i := slices.Index(h.rooms, room); i >= 0 {
		return i
	}
	return len(h.rooms)
}

// place is where a node stands, as file:line.
func (h *house) place(n ast.Node) string {
	at := h.fset.Position(n.Pos())
	return at.Filename + ":" + strconv.Itoa(at.Line)
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// importPath is the path of an import.
func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // the parser has refused it already
	}
	return p
}

// roomOf gives the room behind an import path, if it is one of ours.
func roomOf(importPath string) (room string, ours bool) {
	if importPath == module {
		return glossary, true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// isLeaf reports whether a room is one of several behind one contract. A room of
// the record is none: nothing of the record is plugged in.
func (h *house) isLeaf(room string) bool {
	family, _, below := strings.Cut(room, "/")
	return below && family != "cmd" && !h.pure[room]
}

// inFamily reports whether a room is the family itself or stands under it.
func inFamily(room, family string) bool {
	return room == family || strings.HasPrefix(room, family+"/")
}
