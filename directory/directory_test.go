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
	"time"

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

// noon is a time.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// full is an entry with every field, beside those of list.
func full() directory.Recipient {
	r := police()
	r.ID, r.Name, r.Country, r.Relations, r.Verifier = id("full"), "Port authority", "IR", "=good", "port+1+x"
	r.Through, r.Channel, r.Address = id("mission"), "", ""
	r.Others = []directory.Route{
		{Channel: "email", Address: `port;|\ @example.org`}, {Channel: "sms", Address: "+98 00", Knock: true},
	}
	r.OrgID, r.Languages, r.Accessibility, r.Phrase = "port", []string{"fa", "pt-BR"}, "no telephone", "-the moon; is full"
	r.KeyUntil = []directory.KeyUntil{{"age1policea", noon}}
	r.Scopes = []directory.Scope{
		{"country", "IR", directory.RoleProtects},
		{"region", "IR/Kerman", directory.RoleProtects},
		{"polygon", "30,57 30,58 31,58 31,57 | 30.4,57.4 30.4,57.6 30.6,57.6", directory.RoleExposed},
		{"circle", "30.28,57.08,5km", directory.RoleProtects},
		{"organization", "Port; of | Kerman", directory.RoleExposed},
		{"prefix", "192.0.2.0/24", directory.RoleProtects},
		{"prefix", "2001:db8::/32", directory.RoleProtects},
		{"asn", "64500", directory.RoleProtects},
		{"domain", "example.org", directory.RoleProtects},
		{"group", "dock workers", directory.RoleExposed},
	}
	r.Hours = []directory.Hours{{First: 5, Last: 2, From: 480, Until: 960, Offset: 210}}
	r.Standing = []directory.Standing{{Kind: directory.StandingNone, From: noon.Add(-12 * time.Hour), Words: "broken off"}}
	r.Prefers, r.Forbids, r.Allows = []string{"email"}, []string{"fax"}, []tocsin.RecipientID{id("mission")}
	return r
}

// otherRefusals are those that come from no entry alone.
func otherRefusals() []error {
	odd := police()
	odd.Protects = "a\rb"
	_, csv := directory.List{odd}.WriteCSV(false)
	return []error{list().CheckChanges(nil, directory.List{full()}), csv}
}

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
		{"through itself", func(r entry) { r.Through = r.ID }, "directory/route", "through itself"},
		{"through a word", func(r entry) { r.Through = "mission" }, "directory/route", "not listed"},
		{"through the police", func(r entry) { r.Through = id("police") }, "directory/route", "is no intermediary"},
		{"through who is reached through another", func(r entry) { r.Through = id("ministry") }, "directory/route", "is no intermediary"},
		{"an intermediary through another", func(r entry) { r.Class, r.Through = directory.ClassIntermediary, id("mission") }, "directory/route", "more than one"},

		{"all there is", func(r entry) { *r = full() }, "", ""},
		{"an expiry of no key", func(r entry) { r.KeyUntil = []directory.KeyUntil{{Key: "age1policec", Until: noon}} }, "directory/key", "has not"},
		{"an expiry at no time", func(r entry) { r.KeyUntil = []directory.KeyUntil{{Key: "age1policea"}} }, "directory/key", "no time"},
		{"an expiry at half a second", func(r entry) { r.KeyUntil = []directory.KeyUntil{{"age1policea", noon.Add(1)}} }, "directory/key", "no time"},
		{"two expiries of a key", func(r entry) {
			r.KeyUntil = []directory.KeyUntil{{"age1policea", noon}, {"age1policea", noon.Add(time.Hour)}}
		}, "directory/key", "twice"},
		{"a phrase of two lines", func(r entry) { r.Phrase = "the moon\nis full" }, "directory/text", "phrase"},
		{"a blank organization", func(r entry) { r.OrgID = " " }, "directory/text", "organization"},
		{"long words", func(r entry) { r.Accessibility = strings.Repeat("x", directory.MaxText+1) }, "directory/text", "accessibility"},
		{"many languages", func(r entry) { r.Languages = make([]string, directory.MaxList+1) }, "directory/list", "list of 65"},
		{"a language in words", func(r entry) { r.Languages = []string{"Persian language"} }, "directory/language", "language 1"},
		{"a language twice", func(r entry) { r.Languages = []string{"fa", "fa"} }, "directory/language", "language 2"},
		{"an eighth day", func(r entry) { r.Hours = []directory.Hours{{First: 7, From: 1, Until: 2}} }, "directory/hours", "days are"},
		{"no hours", func(r entry) { r.Hours = []directory.Hours{{From: 60, Until: 60}} }, "directory/hours", "not empty"},
		{"a zone of 15 hours", func(r entry) { r.Hours = []directory.Hours{{Until: 60, Offset: 900}} }, "directory/hours", "zone"},
		{"a friend", func(r entry) { r.Standing = []directory.Standing{{Kind: "friend"}} }, "directory/standing", "no kind"},
		{"a standing at noon", func(r entry) { r.Standing = []directory.Standing{{Kind: "none", From: noon}} }, "directory/standing", "a day"},
		{"a standing that ends before", func(r entry) {
			r.Standing = []directory.Standing{{Kind: "none", From: noon.Add(12 * time.Hour), Until: noon.Add(-12 * time.Hour)}}
		}, "directory/standing", "before it begins"},
		{"a standing whose words are dates", func(r entry) { r.Standing = []directory.Standing{{Kind: "none", Words: "2020..2021 good"}} }, "directory/standing", "like dates"},
		{"a scope of no kind", func(r entry) { r.Scopes = []directory.Scope{{"planet", "Mars", "protects"}} }, "directory/scope", "is none"},
		{"a polygon that crosses itself", func(r entry) {
			r.Scopes = []directory.Scope{{"polygon", "0,0 2,2 0,2 2,0", "protects"}}
		}, "directory/scope", "is none"},
		{"a country in small letters as a scope", func(r entry) { r.Scopes = []directory.Scope{{"country", "ir", "protects"}} }, "directory/scope", "one form"},
		{"a role that is none", func(r entry) { r.Scopes = []directory.Scope{{"country", "IR", "owns"}} }, "directory/scope", "one form"},
		{"a scope twice", func(r entry) {
			r.Scopes = []directory.Scope{{"asn", "64500", "protects"}, {"asn", "64500", "protects"}}
		}, "directory/scope", "one form"},
		{"more scopes than there are networks", func(r entry) { r.Scopes = make([]directory.Scope, directory.MaxScopes+1) }, "directory/scope", "it may have"},
		{"one way twice", func(r entry) { r.Others = []directory.Route{{Channel: "mailbox", Address: "out/police"}} }, "directory/route", "same way twice"},
		{"an intermediary twice", func(r entry) {
			r.Others = []directory.Route{{Through: id("mission")}, {Through: id("mission"), Channel: "mailbox"}}
		}, "directory/route", "same way twice"},
		{"a knock alone", func(r entry) {
			r.Channel, r.Address, r.Others = "", "", []directory.Route{{Channel: "email", Address: "a@example.org", Knock: true}}
		}, "directory/route", "only knock"},
		{"a way and a knock the same way", func(r entry) {
			r.Others = []directory.Route{{Channel: "mailbox", Address: "out/police", Knock: true}}
		}, "", ""},
		{"a channel in capitals", func(r entry) { r.Prefers = []string{"E-Mail"} }, "directory/channel", "no channel"},
		{"a channel that is both", func(r entry) { r.Prefers, r.Forbids = []string{"email"}, []string{"email"} }, "directory/channel", "or both"},
		{"over a forbidden channel", func(r entry) { r.Forbids = []string{"mailbox"} }, "directory/route", "forbidden for it"},
		{"through who is not allowed", func(r entry) {
			r.Through, r.Allows = id("mission"), []tocsin.RecipientID{id("other")}
		}, "directory/route", "not allowed for it"},
		{"through whose channel is forbidden", func(r entry) {
			r.Through, r.Forbids = id("mission"), []string{"mailbox"}
		}, "directory/route", "only by channels"},
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
	for _, err := range otherRefusals() {
		if refused, ok := errors.AsType[*tocsin.Refusal](err); ok && refused.Remedy != "" {
			seen = append(seen, refused)
		} else {
			t.Errorf("no refusal: %v", err)
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
