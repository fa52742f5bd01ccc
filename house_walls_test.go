package tocsin_test

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// The groups that a wall may name besides rooms and families.
const (
	record   = "record"   // all rooms of the record
	anything = "anything" // every room above
)

// A wall says what the rooms behind it may import of ours; a name stands for
// the room and all that is under it. What a wall lets through must still stand
// above on the map.
type wall struct {
	of  string
	may []string
	why string
}

// walls are the walls. The first that fits a room holds it.
var walls = []wall{
	{glossary, nil, "everybody shares the glossary, so it knows nobody"},
	{"dossier", []string{
		glossary, "act", "entry", "marking", "place", "name", "calendar", "report", "threat", "policy", "release", "protect",
		"warning", "leak", "approval", "directory", "harmcheck", "campaign", "holder", "delivery", "contact", "review",
	}, "a dossier decides; what it is committed to, kept in or sent by is not its matter"},
	{"ledger", []string{glossary}, "the ledger is promised to outside programs, so it drags no noun of ours along"},
	{record, []string{glossary, record}, "the record is pure and knows no office"},
	{"format", []string{glossary, "marking", "place", "report", "warning", "format"}, "a notation knows what it notes and nothing of the office"},
	{"channel", []string{glossary, "marking", "warning", "delivery", "channel"}, "a channel carries finished bytes; it neither makes, opens nor keeps them"},
	{"lookup", []string{glossary, record}, "who asks outsiders knows nothing of what is kept, and keeps nothing"},
	{"keys", []string{glossary, "ledger", "keys"}, "custody knows no noun: who holds a key must not learn what it protects"},
	{"seal", []string{glossary, record, "keys"}, "sealing knows neither where bytes come from nor where they go"},
	{"store", []string{glossary, "ledger", "seal", "store"}, "a store never sees plaintext"},
	{"board", []string{glossary, record, "seal", "store"}, "a board is rebuilt from the events alone"},
	{"desk", []string{glossary, record, "format", "seal", "store", "board"}, "the desk keeps before anything is said: it sends nothing and holds no key"},
	{"watch", []string{glossary, record, "format", "channel", "board", "desk"}, "the watch acts only by asking the desk"},
	{"cli", []string{glossary, record, "format", "board", "desk"}, "the command line asks the desk; it opens no store, no key and no channel"},
	{"examples", nil, "an example is data; it knows nobody"},
	{"app", []string{anything}, ""},
	{"cmd", []string{"app"}, "the binary starts the app and does nothing else"},
	{"bench", []string{anything}, ""},
}

// wallOf gives the wall a room stands behind, or nil.
func (h *house) wallOf(room string) *wall {
	for i, w := range walls {
		if inFamily(room, w.of) || w.of == record && h.pure[room] {
			return &walls[i]
		}
	}
	return nil
}

// lets reports whether a wall lets an import of the target through.
func (h *house) lets(w *wall, target string) bool {
	return slices.ContainsFunc(w.may, func(name string) bool {
		return name == anything || inFamily(target, name) || name == record && h.pure[target]
	})
}

// impure are the packages that no pure room may import, with all under them.
var impure = map[string]string{
	"C":                      "pure code is Go",
	"context":                "what cannot block needs no context",
	"crypto/rand":            chance,
	"database/sql":           world,
	"github.com/google/uuid": chance,
	"golang.org/x/exp/rand":  chance,
	"golang.org/x/sys":       world,
	"hash/maphash":           chance,
	"io/fs":                  world,
	"log":                    "the record returns what it has to say",
	"math/rand":              chance,
	"net":                    world,
	"os":                     world,
	"path/filepath":          world,
	"plugin":                 world,
	"runtime":                "the record does not depend on the machine it runs on",
	"syscall":                world,
	"testing":                "tests are not part of the record",
	"unsafe":                 "never",
}

// The reasons why the record leaves something alone.
const (
	world  = "the record does no I/O; bytes come in as values"
	clock  = "tocsin.Stamp is the only clock of the record"
	chance = "the record draws nothing; ids, salts and signatures come in from the office"
)

// A use is a name of another package that some rooms must not use. A name that
// ends in * stands for all that begin so.
type use struct {
	rule, pkg string
	names     []string
	why       string
}

// pureUses are what pure rooms must not use of packages they may import.
var pureUses = []use{
	{"pure/clock", "time", []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "NewTimer", "NewTicker", "Tick"}, clock},
	{"pure/clock", "time", []string{"Local", "LoadLocation"}, "the zone of this machine is no fact of the record; UTC is"},
	{"pure/chance", "golang.org/x/mod/sumdb/note", []string{"GenerateKey"}, chance},
	{"pure/chance", "filippo.io/age", []string{"Generate*", "Encrypt*"}, chance},
	{"pure/chance", "crypto/*", []string{"Generate*"}, chance},
}

// codeUses are what only programs may use, outside tests.
var codeUses = []use{
	{"cmd/process", "os", []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}, "only cmd reads the environment"},
	{"cmd/process", "os", []string{"Exit"}, "only cmd ends the process"},
	{"cmd/process", "log", []string{"Fatal*", "Panic*"}, "only cmd ends the process"},
}

// lawsOf gives what the code of a room must not use.
func (h *house) lawsOf(room string) []use {
	switch {
	case inFamily(room, "cmd"):
		return nil
	case inFamily(room, "bench"):
		return codeUses[:1] // a program of its own, which may end itself
	case h.isPure(room):
		return slices.Concat(codeUses, pureUses)
	}
	return codeUses
}

// isPure reports whether a room touches nothing: the glossary, the record, and
// the formats, which stand in the office and are held to the same.
func (h *house) isPure(room string) bool {
	return room == glossary || h.pure[room] || inFamily(room, "format")
}

// inspectUses holds one file to what it may use of other people's packages.
func (h *house) inspectUses(s source) []finding {
	if s.isTest() {
		return nil
	}
	var found []finding
	report := func(n ast.Node, rule, what, why string) {
		found = append(found, finding{rule, s.room + " -> " + what, h.place(n), why})
	}
	names := map[string]string{} // the file's name of a package to its path
	for _, spec := range s.syntax.Imports {
		p := importPath(spec)
		names[nameOf(spec)] = p
		toldSlog := s.room == glossary && p == "log/slog" // what must not be logged
		if why := impurity(p); h.isPure(s.room) && why != "" && !toldSlog {
			report(spec, "pure/import", p, why)
		}
		if spec.Name != nil && spec.Name.Name == "." {
			report(spec, "house/dot", p, "an import without a name hides from the walls")
		}
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && names[x.Name] != "" {
			for _, u := range h.lawsOf(s.room) {
				if fits(names[x.Name], u.pkg) && slices.ContainsFunc(u.names, func(name string) bool { return fits(sel.Sel.Name, name) }) {
					report(sel, u.rule, names[x.Name]+"."+sel.Sel.Name, u.why)
				}
			}
		}
		return true
	})
	return found
}

// impurity gives the reason why a package is not for pure rooms, or "".
func impurity(importPath string) string {
	for p := importPath; p != "." && p != "/"; p = path.Dir(p) {
		if why := impure[p]; why != "" {
			return why
		}
	}
	return ""
}

// nameOf is the name that a file knows an import by; the packages of the walls
// bear the last element of their path, without its version.
func nameOf(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p := importPath(spec)
	if base := path.Base(p); len(base) < 2 || base[0] != 'v' || strings.Trim(base[1:], "0123456789") != "" {
		return base
	}
	return path.Base(path.Dir(p))
}

// fits reports whether a name is the one of a rule, or begins as it does.
func fits(name, rule string) bool {
	if start, open := strings.CutSuffix(rule, "*"); open {
		return strings.HasPrefix(name, start)
	}
	return name == rule
}
