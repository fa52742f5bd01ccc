package directory_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/directory"
)

// id pads a word to the form of an id.
func id(word string) tocsin.RecipientID {
	return tocsin.RecipientID(word + strings.Repeat("a", 26-len(word)))
}

// police is an entry that is reached directly.
func police() directory.Recipient {
	return directory.Recipient{
		ID: id("police"), Name: "Police of Kerman", Class: directory.ClassPolice, Protects: "the city",
		Keys: []string{"age1policea", "age1policeb"}, Enrolled: "on paper, in person", Channel: "mailbox", Address: "out/police",
	}
}

// mission carries messages for others; it is reached directly.
func mission() directory.Recipient {
	r := police()
	r.ID, r.Name, r.Class = id("mission"), "Mission of Switzerland", directory.ClassIntermediary
	return r
}

// ministry is reached through the mission.
func ministry() directory.Recipient {
	r := police()
	r.ID, r.Name, r.Class = id("ministry"), "Ministry of the Interior", directory.ClassGovernment
	r.Channel, r.Address, r.Through = "", "", id("mission")
	return r
}

// list is a directory with the three of them.
func list() directory.List { return directory.List{police(), mission(), ministry()} }

// fresh is an entry that may be added, changed.
func fresh(change func(*directory.Recipient)) directory.Recipient {
	r := police()
	r.ID, r.Name = id("fresh"), "Coast guard"
	change(&r)
	return r
}

// TestCheck adds what can be used and refuses what cannot, each under its rule.
func TestCheck(t *testing.T) {
	t.Parallel()
	type entry = *directory.Recipient
	var seen []*tocsin.Refusal
	for _, c := range []struct {
		name   string
		change func(entry)
		rule   string
		why    string
	}{
		{"as it is", func(entry) {}, "", ""},
		{"one key", func(r entry) { r.Keys = r.Keys[:1] }, "", ""},
		{"keys of ssh", func(r entry) { r.Keys = []string{"ssh-ed25519 AAAA ana", " ssh-ed25519 BBBB"} }, "", ""},
		{"keys of post-quantum age", func(r entry) { r.Keys = []string{"age1pq1aa", "age1pq1bb"} }, "", ""},
		{"no words on whom it protects", func(r entry) { r.Protects = "" }, "", ""},
		{"a name in Persian", func(r entry) { r.Name = "وزارت راه\u200cآهن" }, "", ""},
		{"through the mission", func(r entry) { r.Channel, r.Address, r.Through = "", "", id("mission") }, "", ""},
		{"a second mission", func(r entry) { r.Class = directory.ClassIntermediary }, "", ""},

		{"no id", func(r entry) { r.ID = "" }, "directory/id", "no valid id"},
		{"a word for an id", func(r entry) { r.ID = "police" }, "directory/id", "no valid id"},
		{"an id in capitals", func(r entry) { r.ID = tocsin.RecipientID(strings.ToUpper(string(r.ID))) }, "directory/id", "no valid id"},
		{"an id that is taken", func(r entry) { r.ID = id("mission") }, "directory/id", "another recipient"},
		{"no name", func(r entry) { r.Name = "" }, "directory/name", "no name"},
		{"a blank name", func(r entry) { r.Name = " " }, "directory/name", "no name"},
		{"a blank behind", func(r entry) { r.Name = "Police of Kerman " }, "directory/name", "no name"},
		{"a hard blank before", func(r entry) { r.Name = "\u00a0Police" }, "directory/name", "no name"},
		{"two lines", func(r entry) { r.Name = "Police\nDeliver to: somebody else" }, "directory/name", "no name"},
		{"two lines of Unicode", func(r entry) { r.Name = "Police\u2028Deliver to: somebody else" }, "directory/name", "no name"},
		{"two paragraphs of Unicode", func(r entry) { r.Name = "Police\u2029Deliver" }, "directory/name", "no name"},
		{"a terminal sequence", func(r entry) { r.Name = "Police\x1b[2K" }, "directory/name", "no name"},
		{"another reading direction", func(r entry) { r.Name = "\u202eecilop" }, "directory/name", "no name"},
		{"a name that is taken", func(r entry) { r.Name = "Police of Kerman" }, "directory/name", "listed already"},
		{"no class", func(r entry) { r.Class = "" }, "directory/class", "no class"},
		{"a country in small letters", func(r entry) { r.Country = "nor" }, "directory/country", "no country"},
		{"a country by its name", func(r entry) { r.Country = "NORWAY" }, "directory/country", "no country"},
		{"half a country", func(r entry) { r.Country = "N" }, "directory/country", "no country"},
		{"a class in capitals", func(r entry) { r.Class = "Police" }, "directory/class", "no class"},
		{"no key", func(r entry) { r.Keys = nil }, "directory/key", "no key"},
		{"an empty list of keys", func(r entry) { r.Keys = []string{} }, "directory/key", "no key"},
		{"age and ssh", func(r entry) { r.Keys = []string{"age1aa", "ssh-ed25519 AAAA"} }, "directory/key", "different kinds"},
		{"ssh and age", func(r entry) { r.Keys = []string{"ssh-ed25519 AAAA", "age1aa"} }, "directory/key", "different kinds"},
		{"two kinds of ssh", func(r entry) { r.Keys = []string{"ssh-ed25519 AAAA", "ssh-rsa AAAA"} }, "directory/key", "different kinds"},
		{"age and post-quantum age", func(r entry) { r.Keys = []string{"age1aa", "age1bb", "age1pq1aa"} }, "directory/key", "different kinds"},
		{"nobody enrolled it", func(r entry) { r.Enrolled = "" }, "directory/enrolled", "enrolled"},
		{"enrolled by blanks", func(r entry) { r.Enrolled = "\t\n" }, "directory/enrolled", "enrolled"},
		{"no channel", func(r entry) { r.Channel = "" }, "directory/route", "nothing says how"},
		{"no address", func(r entry) { r.Address = "" }, "directory/route", "nothing says how"},
		{"through nobody who is listed", func(r entry) { r.Through = id("nobody") }, "directory/route", "not listed"},
		{"through itself", func(r entry) { r.Through = r.ID }, "directory/route", "not listed"},
		{"through a word", func(r entry) { r.Through = "mission" }, "directory/route", "not listed"},
		{"through the police", func(r entry) { r.Through = id("police") }, "directory/route", "is no intermediary"},
		{"through who is reached through another", func(r entry) { r.Through = id("ministry") }, "directory/route", "is no intermediary"},
		{"an intermediary through another", func(r entry) { r.Class, r.Through = directory.ClassIntermediary, id("mission") }, "directory/route", "more than one"},
	} {
		before := list()
		err := before.Check(fresh(c.change))
		var refused *tocsin.Refusal
		switch {
		case c.rule == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.rule != "" && (!errors.As(err, &refused) || refused.Rule != c.rule || !strings.Contains(refused.Why, c.why) || refused.Remedy == ""):
			t.Errorf("%s: not refused under %s, %s: %v", c.name, c.rule, c.why, err)
		case c.rule != "":
			seen = append(seen, refused)
		}
		if !reflect.DeepEqual(before, list()) {
			t.Errorf("%s: the list was changed by looking", c.name)
		}
	}
	for _, s := range refusals(t) {
		if !slices.ContainsFunc(seen, func(r *tocsin.Refusal) bool { return r.Rule == s.rule && s.why.MatchString(r.Why) }) {
			t.Errorf("%s: no test is refused under %s because %s", s.at, s.rule, s.why)
		}
	}
}

// TestTwoHops holds that a route of two intermediaries is refused, were one on
// the list already.
func TestTwoHops(t *testing.T) {
	t.Parallel()
	far := mission()
	far.ID, far.Name, far.Through = id("far"), "Mission of Oman", id("mission")
	old := append(list(), far) // no list that was checked holds it
	r := fresh(func(r *directory.Recipient) { r.Through = far.ID })
	var refused *tocsin.Refusal
	if err := old.Check(r); !errors.As(err, &refused) || refused.Rule != "directory/route" || !strings.Contains(refused.Why, "more than one") {
		t.Errorf("a route of two intermediaries: %v", err)
	}
}

// TestBuilt adds the entries of a list one after another: in the order that a
// route needs, and in no other.
func TestBuilt(t *testing.T) {
	t.Parallel()
	var l directory.List
	var refused *tocsin.Refusal
	if err := l.Check(ministry()); !errors.As(err, &refused) || refused.Rule != "directory/route" {
		t.Errorf("before its intermediary: %v", err)
	}
	for _, r := range list() {
		if err := l.Check(r); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
		l = append(l, r)
		if err := l.Check(r); !errors.As(err, &refused) || refused.Rule != "directory/id" {
			t.Errorf("%s a second time: %v", r.Name, err)
		}
	}
	for _, class := range directory.Classes() {
		if err := l.Check(fresh(func(r *directory.Recipient) { r.Class = class })); err != nil {
			t.Errorf("%s: %v", class, err)
		}
	}
}

// TestFind gives an entry by its id alone.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, want := range list() {
		if got, ok := list().Find(want.ID); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %t", want.ID, got, ok)
		}
	}
	for _, unlisted := range []tocsin.RecipientID{"", "police", id("nobody")} {
		if got, ok := list().Find(unlisted); ok || got.Name != "" {
			t.Errorf("%q is %+v", unlisted, got)
		}
	}
	if _, ok := directory.List(nil).Find(id("police")); ok {
		t.Error("somebody is on an empty list")
	}
}

// A site is one place where a refusal is written out.
type site struct {
	at   token.Position
	rule string
	why  *regexp.Regexp
}

// refusals are the sites of this room.
func refusals(t *testing.T) []site {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	verb := regexp.MustCompile(`%[a-z]`)
	var sites []site
	set := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Refuse" {
					why := "^" + verb.ReplaceAllString(regexp.QuoteMeta(literal(call.Args[2])), ".*") + "$"
					sites = append(sites, site{set.Position(call.Pos()), literal(call.Args[0]), regexp.MustCompile(why)})
				}
			}
			return true
		})
	}
	if len(sites) == 0 {
		t.Error("no refusal is found in this room")
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
