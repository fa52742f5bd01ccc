package tocsin_test

import (
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// emptyHouse is a tree with every room of the real map and nothing in them.
func emptyHouse(t *testing.T) fstest.MapFS {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	rooms, _, err := readMap(string(doc))
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{"doc.go": {Data: doc}}
	for _, room := range rooms {
		tree[room+"/doc.go"] = goFile(room, "")
	}
	return tree
}

// goFile is a file of a room's package with a body.
func goFile(room, body string) *fstest.MapFile {
	name := path.Base(room)
	if room == "." {
		name = glossary
	}
	return &fstest.MapFile{Data: []byte("package " + name + "\n\n" + body)}
}

// imports is a body that imports packages.
func imports(paths ...string) string {
	var b strings.Builder
	for _, p := range paths {
		b.WriteString("import _ \"" + p + "\"\n")
	}
	return b.String()
}

// ours are bodies that import our rooms.
func ours(rooms ...string) string {
	paths := make([]string, len(rooms))
	for i, room := range rooms {
		paths[i] = module + "/" + room
	}
	return imports(paths...)
}

func inspectTree(t *testing.T, tree fstest.MapFS) []finding {
	t.Helper()
	h, err := readHouse(tree)
	if err != nil {
		t.Fatal(err)
	}
	return h.inspect()
}

// TestHouseStands lets a tree pass that does everything that is allowed and
// looks like what is not.
func TestHouseStands(t *testing.T) {
	t.Parallel()
	tree := emptyHouse(t)
	maps.Copy(tree, fstest.MapFS{
		"slog.go":                        goFile("tocsin", imports("fmt", "io", "log/slog")),
		"act/a.go":                       goFile("act", imports(module, "time", "crypto/ed25519", "io", "embed", "golang.org/x/mod/sumdb/note")),
		"act/use.go":                     goFile("act", "import \"time\"\n\nfunc f(t time.Time) time.Time { return t.Add(time.Hour).UTC() }\n"),
		"act/a_test.go":                  goFile("act", imports("testing", "os", "crypto/rand", module, module+"/act")),
		"dossier/a.go":                   goFile("dossier", ours("act", "entry", "delivery", "holder")),
		"format/stix/a.go":               goFile("stix", ours("marking", "place", "report", "warning")),
		"channel/mailbox/a.go":           goFile("mailbox", ours("channel", "marking", "warning", "delivery")+imports("os", "context")),
		"keys/file/a.go":                 goFile("file", ours("keys", "ledger")+imports("crypto/rand")),
		"seal/a.go":                      goFile("seal", ours("dossier", "ledger", "keys")),
		"store/sqlite/a.go":              goFile("sqlite", ours("store", "ledger", "seal")+imports("database/sql")),
		"store/sqlite/a_test.go":         goFile("sqlite", ours("store/storetest", "store/memory", "dossier")),
		"store/storetest/a.go":           goFile("storetest", ours("store")+imports("testing")),
		"store/a_test.go":                goFile("store", ours("store/memory")),
		"board/a.go":                     goFile("board", ours("dossier", "seal", "store")),
		"desk/a.go":                      goFile("desk", ours("dossier", "seal", "store", "board")),
		"desk/a_test.go":                 goFile("desk", ours("store/memory", "keys/file", "store/storetest")),
		"watch/a.go":                     goFile("watch", ours("delivery", "channel", "board", "desk")+imports("time")),
		"cli/a.go":                       goFile("cli", ours("dossier", "board", "desk")),
		"app/register.go":                goFile("app", ours("store/sqlite", "channel/mailbox", "keys/file", "format/stix")),
		"app/open.go":                    goFile("app", ours("store", "keys", "channel", "watch", "cli")),
		"cmd/tocsin/a.go":                goFile("main", "import (\n\t\"os\"\n\t\""+module+"/app\"\n)\n\nfunc main() { app.Run(os.Getenv(\"X\")); os.Exit(0) }\n"),
		"cmd/tocsin/a_test.go":           goFile("main", ours("ledger", "store/sqlite")),
		"bench/a.go":                     goFile("main", ours("store/sqlite", "app")+"import \"os\"\n\nfunc main() { os.Exit(1) }\n"),
		"policy/testdata/x/a.go":         goFile("x", imports("os")),
		".tools/mod/a.go":                goFile("mod", imports("os")),
		"policy/packs/icd191.json":       {Data: []byte("{}")},
		"policy/a_test.go":               goFile("policy", ours("policy/packs")),
		"bench/peers/go.mod":             {Data: []byte("module peers\n")},
		"bench/peers/a.go":               goFile("main", ours("store/sqlite")),
		"docs/design/0001-rooms.md":      {Data: []byte("text")},
		"cmd/tocsin/testdata/demo.txtar": {Data: []byte("exec tocsin demo")},
	})
	for _, f := range inspectTree(t, tree) {
		t.Error(f)
	}
}

// TestHouseFalls draws each kind of forbidden arrow once and sees it reported,
// once, under its rule and in its place.
func TestHouseFalls(t *testing.T) {
	t.Parallel()
	uses := func(pkg, expression string) string {
		return "import x \"" + pkg + "\"\n\nvar _ = x." + expression + "\n"
	}
	for _, c := range []struct{ rule, file, body string }{
		{"map/unlisted", "helper/a.go", ""},
		{"map/unlisted", "helper/a_test.go", ""},
		{"law/order", "report/a.go", ours("policy")},
		{"law/order", "act/a.go", ours("entry")},
		{"law/order", "app/a.go", ours("bench")},
		{"wall/tocsin", "a.go", ours("act")},
		{"wall/record", "warning/a.go", ours("store")},
		{"wall/record", "holder/a.go", ours("keys/file")},
		{"wall/record", "act/a.go", ours("helper")},
		{"wall/dossier", "dossier/a.go", ours("ledger")},
		{"wall/dossier", "dossier/a.go", ours("seal")},
		{"wall/ledger", "ledger/a.go", ours("entry")},
		{"wall/format", "format/stix/a.go", ours("policy")},
		{"wall/format", "format/stix/a.go", ours("store")},
		{"wall/channel", "channel/a.go", ours("dossier")},
		{"wall/channel", "channel/mailbox/a.go", ours("format/stix")},
		{"wall/channel", "channel/mailbox/a.go", ours("keys")},
		{"wall/channel", "channel/mailbox/a.go", ours("seal")},
		{"wall/channel", "channel/mailbox/a.go", ours("store")},
		{"wall/keys", "keys/a.go", ours("warning")},
		{"wall/keys", "keys/file/a.go", ours("holder")},
		{"wall/seal", "seal/a.go", ours("format/stix")},
		{"wall/seal", "seal/a.go", ours("channel")},
		{"wall/seal", "seal/a.go", ours("store")},
		{"wall/store", "store/a.go", ours("dossier")},
		{"wall/store", "store/sqlite/a.go", ours("entry")},
		{"wall/store", "store/memory/a.go", ours("keys")},
		{"wall/board", "board/a.go", ours("format/stix")},
		{"wall/board", "board/a.go", ours("channel")},
		{"wall/board", "board/a.go", ours("keys")},
		{"wall/desk", "desk/a.go", ours("channel")},
		{"wall/desk", "desk/a.go", ours("keys")},
		{"wall/desk", "desk/a.go", ours("watch")},
		{"wall/desk", "desk/a.go", ours("cli")},
		{"wall/watch", "watch/a.go", ours("keys")},
		{"wall/watch", "watch/a.go", ours("seal")},
		{"wall/watch", "watch/a.go", ours("store")},
		{"wall/cli", "cli/a.go", ours("keys")},
		{"wall/cli", "cli/a.go", ours("seal")},
		{"wall/cli", "cli/a.go", ours("store")},
		{"wall/cli", "cli/a.go", ours("channel")},
		{"wall/cli", "cli/a.go", ours("watch")},
		{"wall/cmd", "cmd/tocsin/a.go", ours("cli")},
		{"wall/cmd", "cmd/tocsin/a.go", imports(module)},
		{"leaf/register", "app/open.go", ours("store/sqlite")},
		{"leaf/register", "desk/a.go", ours("format/stix")},
		{"leaf/register", "seal/a.go", ours("keys/file")},
		{"leaf/register", "store/a.go", ours("store/memory")},
		{"leaf/register", "watch/a.go", ours("channel/mailbox")},
		{"leaf/leaf", "store/sqlite/a.go", ours("store/memory")},
		{"leaf/storetest", "app/register.go", ours("store/storetest")},
		{"leaf/storetest", "bench/a.go", ours("store/storetest")},
		{"leaf/storetest", "store/memory/a.go", ours("store/storetest")},
		{"leaf/channeltest", "app/register.go", ours("channel/channeltest")},
		{"leaf/channeltest", "channel/mailbox/a.go", ours("channel/channeltest")},
		{"tests/record", "delivery/a_test.go", ours("store/memory")},
		{"tests/record", "a_test.go", ours("desk")},
		{"tests/order", "a_test.go", ours("act")},
		{"tests/order", "act/a_test.go", ours("dossier")},
		{"tests/order", "policy/packs/a_test.go", ours("trial")},
		{"tests/order", "desk/a_test.go", ours("app")},
		{"tests/order", "desk/a_test.go", ours("helper")},
		{"pure/import", "act/a.go", imports("os")},
		{"pure/import", "act/a.go", imports("os/exec")},
		{"pure/import", "place/a.go", imports("net")},
		{"pure/import", "place/a.go", imports("net/netip")},
		{"pure/import", "holder/a.go", imports("context")},
		{"pure/import", "holder/a.go", imports("log")},
		{"pure/import", "holder/a.go", imports("log/slog")},
		{"pure/import", "dossier/a.go", imports("database/sql")},
		{"pure/import", "policy/a.go", imports("io/fs")},
		{"pure/import", "policy/a.go", imports("path/filepath")},
		{"pure/import", "policy/a.go", imports("syscall")},
		{"pure/import", "ledger/a.go", imports("math/rand")},
		{"pure/import", "ledger/a.go", imports("math/rand/v2")},
		{"pure/import", "ledger/a.go", imports("crypto/rand")},
		{"pure/import", "ledger/a.go", imports("hash/maphash")},
		{"pure/import", "entry/a.go", imports("testing")},
		{"pure/import", "entry/a.go", imports("testing/fstest")},
		{"pure/import", "entry/a.go", imports("runtime")},
		{"pure/import", "entry/a.go", imports("runtime/debug")},
		{"pure/import", "entry/a.go", imports("unsafe")},
		{"pure/import", "entry/a.go", imports("C")},
		{"pure/import", "a.go", imports("os")},
		{"pure/import", "format/stix/a.go", imports("os")},
		{"pure/import", "format/stix/a.go", imports("net/url")},
		{"pure/clock", "act/a.go", "import \"time\"\n\nvar _ = time.Now\n"},
		{"pure/clock", "act/a.go", uses("time", "Now()")},
		{"pure/clock", "act/a.go", uses("time", "Since(at)")},
		{"pure/clock", "act/a.go", uses("time", "Until(at)")},
		{"pure/clock", "act/a.go", uses("time", "After(1)")},
		{"pure/clock", "act/a.go", uses("time", "AfterFunc(1, f)")},
		{"pure/clock", "act/a.go", uses("time", "Sleep")},
		{"pure/clock", "act/a.go", uses("time", "NewTimer(1)")},
		{"pure/clock", "act/a.go", uses("time", "NewTicker(1)")},
		{"pure/clock", "act/a.go", uses("time", "Tick(1)")},
		{"pure/clock", "act/a.go", uses("time", "Local")},
		{"pure/clock", "act/a.go", uses("time", "LoadLocation")},
		{"pure/clock", "a.go", uses("time", "Now()")},
		{"pure/clock", "format/stix/a.go", uses("time", "Now()")},
		{"pure/chance", "ledger/a.go", uses("golang.org/x/mod/sumdb/note", "GenerateKey")},
		{"pure/chance", "holder/a.go", uses("crypto/ed25519", "GenerateKey")},
		{"pure/chance", "holder/a.go", "import \"crypto/ed25519\"\n\nvar _ = ed25519.GenerateKey\n"},
		{"pure/chance", "directory/a.go", uses("filippo.io/age", "GenerateX25519Identity()")},
		{"house/dot", "act/a.go", "import . \"time\"\n"},
		{"house/dot", "desk/a.go", "import . \"os\"\n"},
		{"cmd/process", "app/a.go", uses("os", "Exit")},
		{"cmd/process", "cli/a.go", uses("os", "Getenv(name)")},
		{"cmd/process", "keys/file/a.go", uses("os", "LookupEnv(name)")},
		{"cmd/process", "app/a.go", uses("log", "Fatalf")},
		{"cmd/process", "bench/a.go", uses("os", "Getenv(name)")},
	} {
		t.Run(c.rule+" "+c.file, func(t *testing.T) {
			t.Parallel()
			tree := emptyHouse(t)
			tree[c.file] = goFile(path.Dir(c.file), c.body)
			found := inspectTree(t, tree)
			if len(found) != 1 || found[0].rule != c.rule || !strings.HasPrefix(found[0].place, c.file) || found[0].why == "" {
				t.Errorf("%s in %s is reported as %v, not once under %s", c.body, c.file, found, c.rule)
			}
		})
	}
}

// TestHouseArrows draws every arrow between two rooms in a file of its own and
// sees those and only those reported that this list does not name.
func TestHouseArrows(t *testing.T) {
	t.Parallel()
	record := strings.Fields("act entry marking name place place/gazetteer calendar report threat policy policy/packs release protect " +
		"warning leak approval directory harmcheck campaign holder delivery contact review dossier silence trial cases")
	nouns := strings.Join(record, " ") + " ledger"
	all := nouns + " channel lookup keys seal store board desk watch cli"
	allowed := map[string]string{
		"dossier": "act entry marking name place place/gazetteer calendar report threat policy policy/packs release protect " +
			"warning leak approval directory harmcheck campaign holder delivery contact review",
		"ledger":              "",
		"format/stix":         "marking place place/gazetteer report warning",
		"channel":             "marking warning delivery",
		"channel/channeltest": "marking warning delivery channel",
		"channel/mailbox":     "marking warning delivery channel",
		"channel/email":       "marking warning delivery channel",
		"channel/webhook":     "marking warning delivery channel",
		"channel/paper":       "marking warning delivery channel",
		"channel/relay":       "marking warning delivery channel",
		"lookup":              nouns,
		"keys":                "ledger",
		"keys/file":           "ledger keys",
		"seal":                nouns + " keys",
		"store":               "ledger seal",
		"store/storetest":     "ledger seal store",
		"store/memory":        "ledger seal store",
		"store/sqlite":        "ledger seal store",
		"store/pgtest":        "ledger seal store",
		"store/postgres":      "ledger seal store",
		"board":               nouns + " seal store",
		"desk":                nouns + " seal store board",
		"watch":               nouns + " channel board desk",
		"cli":                 nouns + " board desk",
		"examples":            "",
		"app":                 all + " examples",
		"cmd/tocsin":          "app",
		// The compiler keeps bench from cmd/tocsin: it is no library.
		"bench": all + " examples app cmd/tocsin format/stix channel/mailbox channel/email channel/webhook channel/paper channel/relay keys/file store/memory store/sqlite store/pgtest store/postgres",
	}
	for i, room := range record {
		if _, listed := allowed[room]; !listed {
			allowed[room] = strings.Join(record[:i], " ") // all above it
		}
	}
	tree := emptyHouse(t)
	h, err := readHouse(tree)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, room := range h.rooms {
		may, listed := allowed[room]
		if !listed {
			t.Errorf("the list has no room %s", room)
		}
		for _, target := range h.rooms {
			if target == room {
				continue
			}
			file := room + "/" + strings.ReplaceAll(target, "/", "_") + ".go"
			tree[file] = goFile(room, ours(target))
			if !slices.Contains(strings.Fields(may), target) {
				want = append(want, room+" -> "+target)
			}
		}
	}
	var got []string
	for _, f := range inspectTree(t, tree) {
		got = append(got, f.what)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		for _, arrow := range want {
			if !slices.Contains(got, arrow) {
				t.Errorf("%s is not reported", arrow)
			}
		}
		for _, arrow := range got {
			if !slices.Contains(want, arrow) {
				t.Errorf("%s is reported", arrow)
			}
		}
	}
}

// TestHouseMap holds what is said of the map itself.
func TestHouseMap(t *testing.T) {
	t.Parallel()
	rules := func(tree fstest.MapFS) []string {
		var rules []string
		for _, f := range inspectTree(t, tree) {
			rules = append(rules, f.rule+" "+f.what)
		}
		return rules
	}
	change := func(tree fstest.MapFS, old, with string) {
		doc := string(tree["doc.go"].Data)
		if !strings.Contains(doc, old) {
			t.Fatalf("doc.go has no %q to change", old)
		}
		tree["doc.go"] = &fstest.MapFile{Data: []byte(strings.Replace(doc, old, with, 1))}
	}

	tree := emptyHouse(t)
	delete(tree, "holder/doc.go")
	if got := rules(tree); !slices.Equal(got, []string{"map/missing holder"}) {
		t.Errorf("a room that is not there: %q", got)
	}

	tree = emptyHouse(t)
	change(tree, "//\tboard ", "//\tlobby ")
	tree["lobby/doc.go"] = goFile("lobby", "")
	delete(tree, "board/doc.go")
	got := rules(tree)
	if !slices.Contains(got, "map/no-wall lobby") || !slices.Contains(got, "map/no-room board wall") {
		t.Errorf("a room that was renamed past its wall: %q", got)
	}

	for _, c := range []struct{ old, with string }{
		{"//\tboard ", "//\tdesk "},
		{"//\tboard ", "//\tBoard "},
		{"// The record:", "// The rest:"},
		{"// The office:", "// The rest:"},
	} {
		tree := emptyHouse(t)
		change(tree, c.old, c.with)
		if h, err := readHouse(tree); err == nil {
			t.Errorf("%q for %q is read as %q", c.with, c.old, h.rooms)
		}
	}
}
