package holder_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// refusalsSeen are the refusals that tests were answered with: rule and why.
var refusalsSeen sync.Map

// TestHolder reaches every refusal of this room.
func TestHolder(t *testing.T) {
	t.Parallel()
	// In a group, so that the check below sees what all of them reached.
	t.Run("group", func(t *testing.T) {
		t.Parallel()
		for name, test := range map[string]func(*testing.T){
			"founding": founding, "adding": adding, "one key": oneKey, "retiring": retiring, "heads": heads,
			"founding packs": foundingPacks, "adopting": adopting, "retiring packs": retiringPacks, "legacy founding": legacyFounding,
			"changing recipients": changing, "dropping recipients": dropping, "ending recipients": endingEntries, "importing": importing,
			"recipients": recipients, "admitting": admitting, "admitting over time": admittingOverTime,
			"watching": watching, "waking": waking, "ending": ending, "reviewing texts": reviewingTexts,
			"rostering": rostering, "exposing": exposing, "exposing several": exposingSeveral,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t)
			})
		}
	})
	t.Cleanup(func() { allReached(t) })
}

// founding founds once, with a head.
func founding(t *testing.T) {
	t.Helper()
	s := founded(t)
	want := officer(t, "hana", tocsin.LevelHead)
	want.From = start
	f := foundation(t)
	if !reflect.DeepEqual(s.h, holder.Holder{
		ID: f.ID, Profile: f.Profile, Founded: start, Sender: f.Sender, Log: f.Log, ReplyTo: f.ReplyTo, Officers: []holder.Officer{want},
		Packs: []holder.Adopted{{Ref: refOf(f.Packs[0]), Source: f.Packs[0]}},
	}) {
		t.Errorf("it is founded as %+v", s.h)
	}
	s.when("hana", f).refused("holder/founded", "already")
	for _, c := range []struct {
		rule, why string
		spoil     func(*holder.FoundHolder)
	}{
		{"holder/id", "no valid id", func(f *holder.FoundHolder) { f.ID = "" }},
		{"holder/id", "no valid id", func(f *holder.FoundHolder) { f.ID = "holder" }},
		{"holder/profile", `"bank" is no profile`, func(f *holder.FoundHolder) { f.Profile = "bank" }},
		{"holder/profile", `"" is no profile`, func(f *holder.FoundHolder) { f.Profile = "" }},
		{"holder/head", "not its head", func(f *holder.FoundHolder) { f.First.Level = tocsin.LevelSenior }},
		{"holder/head", "not its head", func(f *holder.FoundHolder) { f.First.Level = tocsin.LevelHead + 1 }},
		{"holder/key", "", func(f *holder.FoundHolder) { f.First.Key = "" }},
		{"holder/officer", "no name", func(f *holder.FoundHolder) { f.First.Name = "" }},
		{"holder/dates", "what the record says", func(f *holder.FoundHolder) { f.First.Until = start.Add(time.Hour) }},
	} {
		f := foundation(t)
		c.spoil(&f)
		none := &script{t: t, now: start}
		none.when("hana", f).refused(c.rule, c.why)
	}
}

// adding adds officers as the head asks, and nobody else's.
func adding(t *testing.T) {
	t.Helper()
	s := staffed(t)
	for _, name := range []string{"ana", "omar", "sara", "nobody"} {
		s.when(name, add(t, "olga", tocsin.LevelOfficer)).refused("holder/head", "only the head")
	}
	partner := add(t, "petra", tocsin.LevelAnalyst)
	partner.Officer.Partner = "Another organization"
	s.when("hana", add(t, "olga", tocsin.LevelOfficer)).then("OfficerAdded").when("hana", partner).then("OfficerAdded")
	o, ok := s.h.Officer(id[tocsin.OfficerID]("petra"))
	if want := partner.Officer; !ok || o.Partner != want.Partner || !o.From.Equal(s.now) || !o.Until.IsZero() {
		t.Errorf("it is listed as %+v", o)
	}
	if o.Active(s.now.Add(-time.Second)) || !o.Active(s.now) {
		t.Error("it acts before it is added, or not then")
	}
	// The same again changes nothing; anything else of one id is refused.
	s.later(time.Hour).when("hana", partner).then().when("ana", partner).then()
	changed := partner
	changed.Officer.Level = tocsin.LevelHead
	s.when("hana", changed).refused("holder/officer", "this id")

	for _, c := range []struct {
		rule, why string
		spoil     func(*holder.Officer)
	}{
		{"holder/officer", "no valid id", func(o *holder.Officer) { o.ID = "" }},
		{"holder/officer", "no valid id", func(o *holder.Officer) { o.ID = "zoe" }},
		{"holder/officer", "this id", func(o *holder.Officer) { o.ID = id[tocsin.OfficerID]("ana") }},
		{"holder/officer", "no name", func(o *holder.Officer) { o.Name = "" }},
		{"holder/officer", "no name", func(o *holder.Officer) { o.Name = " \t" }},
		{"holder/officer", "no name", func(o *holder.Officer) { o.Name = "ana " }},
		{"holder/officer", "no name", func(o *holder.Officer) { o.Name = "zoe\nlevel: head" }},
		{"holder/officer", `"ana" is listed`, func(o *holder.Officer) { o.Name = "ana" }},
		{"holder/level", "no level", func(o *holder.Officer) { o.Level = tocsin.LevelNone }},
		{"holder/level", "no level", func(o *holder.Officer) { o.Level = tocsin.LevelHead + 1 }},
		{"holder/level", "no level", func(o *holder.Officer) { o.Level = -1 }},
		{"holder/dates", "what the record says", func(o *holder.Officer) { o.From = start }},
		{"holder/dates", "what the record says", func(o *holder.Officer) { o.Until = start.Add(time.Hour) }},
		{"holder/key", "", func(o *holder.Officer) { o.Key = "" }},
		{"holder/key", "", func(o *holder.Officer) { o.Key = "zoe" }},
		{"holder/key", "one line", func(o *holder.Officer) { o.Key += "\n" + line(t, "other") }},
		{"holder/key", "options", func(o *holder.Officer) { o.Key = "no-pty " + o.Key }},
	} {
		zoe := add(t, "zoe", tocsin.LevelOfficer)
		c.spoil(&zoe.Officer)
		s.when("hana", zoe).refused(c.rule, c.why)
	}
}

// oneKey holds that one person is one person, under whichever name and rank.
func oneKey(t *testing.T) {
	t.Helper()
	s := staffed(t).when("hana", retire("omar")).then("OfficerRetired")
	for _, of := range []string{"hana", "ana", "omar"} { // omar is retired
		second := add(t, "zoe", tocsin.LevelOfficer)
		for _, same := range []string{
			line(t, of), strings.TrimSuffix(line(t, of), " "+of), strings.TrimSuffix(line(t, of), of) + "zoe@example.org", "  " + line(t, of) + "\n",
		} {
			second.Officer.Key = same
			s.when("hana", second).refused("holder/one-person-one-key", "another officer")
		}
	}
	s.when("hana", add(t, "zoe", tocsin.LevelOfficer)).then("OfficerAdded")
	// A list that nobody could have made is a fault, not an answer.
	broken := holder.Holder{Officers: []holder.Officer{{ID: "x", Key: "none"}}}
	var r *tocsin.Refusal
	if _, err := holder.Decide(broken, tocsin.Stamp{Level: tocsin.LevelHead}, add(t, "zoe", tocsin.LevelOfficer)); err == nil || errors.As(err, &r) {
		t.Errorf("an officer with no key that is one: %v", err)
	}
}

// retiring ends an officer's service, once.
func retiring(t *testing.T) {
	t.Helper()
	s := staffed(t)
	for _, name := range []string{"ana", "omar", "sara", "nobody"} {
		s.when(name, retire("ana")).refused("holder/head", "only the head")
	}
	s.when("hana", retire("nobody")).refused("holder/officer", "no such officer")
	before := s.h
	s.when("hana", retire("ana")).then("OfficerRetired")
	end := s.now
	o, _ := s.h.Officer(id[tocsin.OfficerID]("ana"))
	if !o.Until.Equal(end) || o.Active(end) || !o.Active(end.Add(-time.Second)) {
		t.Errorf("she is %+v", o)
	}
	if o, _ := before.Officer(id[tocsin.OfficerID]("ana")); !o.Until.IsZero() {
		t.Error("the holder as it was before is changed")
	}
	for _, name := range []string{"omar", "sara", "hana"} {
		if o, _ := s.h.Officer(id[tocsin.OfficerID](name)); !o.Active(s.now) {
			t.Errorf("%s is retired with her", name)
		}
	}
	// Again is no event and no other date; back again is another officer.
	s.later(time.Hour).when("hana", retire("ana")).then().when("omar", retire("ana")).then()
	if o, _ := s.h.Officer(id[tocsin.OfficerID]("ana")); !o.Until.Equal(end) {
		t.Errorf("retired again she ends at %s", o.Until)
	}
	s.when("hana", add(t, "ana", tocsin.LevelAnalyst)).refused("holder/officer", "this id").
		when("ana", add(t, "ana", tocsin.LevelAnalyst)).refused("holder/head", "only the head")
}

// heads holds that there is always one.
func heads(t *testing.T) {
	t.Helper()
	s := staffed(t).when("hana", retire("hana")).refused("holder/head", "last head")
	s.when("hana", add(t, "hugo", tocsin.LevelHead)).then("OfficerAdded").
		when("hugo", retire("hana")).then("OfficerRetired").
		when("hugo", retire("hugo")).refused("holder/head", "last head").
		when("hugo", add(t, "hera", tocsin.LevelHead)).then("OfficerAdded").
		when("hugo", retire("hugo")).then("OfficerRetired").
		when("hera", retire("hera")).refused("holder/head", "last head").
		when("hera", retire("sara")).then("OfficerRetired")
}

// recipients are added by an officer, not by an analyst.
func recipients(t *testing.T) {
	t.Helper()
	s := staffed(t)
	for _, name := range []string{"ana", "nobody"} {
		s.when(name, enroll(police())).refused("directory/level", "may not enroll")
	}
	s.when("omar", enroll(police())).then("RecipientAdded").when("omar", enroll(police())).then().when("ana", enroll(police())).then()
	if got, ok := s.h.Recipients.Find(police().ID); !ok || !reflect.DeepEqual(got, police()) {
		t.Errorf("it is listed as %+v, %t", got, ok)
	}
	other := police()
	other.Address = "elsewhere"
	s.when("hana", enroll(other)).refused("directory/id", "this id")
	other.ID, other.Name, other.Keys = id[tocsin.RecipientID]("other"), "Other", nil
	s.when("sara", enroll(other)).refused("directory/key", "no key")
	other.Class, other.Keys = directory.ClassIntermediary, police().Keys
	s.when("sara", enroll(other)).then("RecipientAdded")
	far := police()
	far.ID, far.Name, far.Channel, far.Address, far.Through = id[tocsin.RecipientID]("far"), "Far", "", "", other.ID
	s.when("hana", enroll(far)).then("RecipientAdded")
	if len(s.h.Recipients) != 3 {
		t.Errorf("%d recipients are listed", len(s.h.Recipients))
	}
}

// admitting lets in what an officer signed for this holder, and nothing else.
func admitting(t *testing.T) {
	t.Helper()
	s := staffed(t)
	good := sign(t, sample(s.now), "ana", act.Namespace)
	s.admit(good)
	spoil := func(change func(*act.Act)) act.Act { a := sample(s.now); change(&a); return a }

	for _, bytes := range []string{"", "hello\n", good.Bytes + "\n", strings.ReplaceAll(good.Bytes, "\n", "\r\n")} {
		s.admit(act.Signed{Bytes: bytes, Signature: good.Signature}).refused("act/form", "")
	}
	s.admit(sign(t, spoil(func(a *act.Act) { a.Holder = id[tocsin.HolderID]("other") }), "ana", act.Namespace)).refused("act/holder", "another holder")
	s.admit(sign(t, spoil(func(a *act.Act) { a.Officer = id[tocsin.OfficerID]("zoe") }), "zoe", act.Namespace)).refused("act/officer", "no such officer")
	for name, signed := range map[string]act.Signed{
		"key of another officer":   sign(t, sample(s.now), "hana", act.Namespace),
		"key of nobody":            sign(t, sample(s.now), "zoe", act.Namespace),
		"in the name of the head":  sign(t, spoil(func(a *act.Act) { a.Officer = id[tocsin.OfficerID]("hana") }), "ana", act.Namespace),
		"other namespace":          sign(t, sample(s.now), "ana", "file"),
		"no namespace that is one": sign(t, sample(s.now), "ana", act.Namespace+"/v1"),
		"other body":               {Bytes: strings.Replace(good.Bytes, `"a"`, `"b"`, 1), Signature: good.Signature},
		"other action":             {Bytes: strings.Replace(good.Bytes, "dossier/open", "officer/add", 1), Signature: good.Signature},
		"longer life":              {Bytes: strings.Replace(good.Bytes, "expires: 2026", "expires: 2027", 1), Signature: good.Signature},
		"no signature":             {Bytes: good.Bytes},
		"half a signature":         {Bytes: good.Bytes, Signature: good.Signature[:len(good.Signature)/2]},
		"signature of another act": {Bytes: good.Bytes, Signature: sign(t, spoil(func(a *act.Act) { a.ID = id[act.ID]("b") }), "ana", act.Namespace).Signature},
	} {
		if signed == good {
			t.Fatalf("%s: nothing is spoiled", name)
		}
		s.admit(signed).refused("act/signature", "")
	}
	// Two holders may know the same officer: what he signed for one is not for
	// the other.
	other := foundation(t)
	other.ID = id[tocsin.HolderID]("other")
	o := (&script{t: t, now: start}).when("hana", other).later(2*time.Hour).when("hana", add(t, "ana", tocsin.LevelHead))
	o.admit(good).refused("act/holder", "another holder")
	(&script{t: t, now: s.now}).admit(good).refused("act/holder", "another holder") // no holder yet
}

// admittingOverTime holds when an act is let in: while its officer acts, from
// when it was made until it expires.
func admittingOverTime(t *testing.T) {
	t.Helper()
	s := staffed(t)
	made := s.now
	signed := sign(t, sample(made), "ana", act.Namespace)
	at := func(d time.Duration) *script { s.now = made.Add(d); return s }

	at(0).admit(signed)
	at(24 * time.Hour).admit(signed)
	at(24*time.Hour+time.Second).admit(signed).refused("act/expired", "expired at 2026-11-23T11:00:00Z")
	if holder.MaxSkew != 5*time.Minute {
		t.Errorf("clocks may differ by %s", holder.MaxSkew)
	}
	at(-holder.MaxSkew).admit(signed)
	at(-holder.MaxSkew-time.Second).admit(signed).refused("act/made", "made at 2026-11-22T11:00:00Z, which lies ahead")

	// Before she was added she was nobody's officer.
	early := sign(t, sample(start), "ana", act.Namespace)
	s.now = start.Add(time.Hour - time.Second)
	s.admit(early).refused("act/officer", "retired")
	s.now = start.Add(time.Hour)
	s.admit(early)

	// After she is retired nothing is let in, whenever it was made; what was let
	// in before would be again, as of then.
	at(2*time.Hour).when("hana", retire("ana")).then("OfficerRetired")
	at(2*time.Hour).admit(signed).refused("act/officer", "retired")
	at(3*time.Hour).admit(signed).refused("act/officer", "retired")
	at(2*time.Hour - time.Second).admit(signed)
	at(3*time.Hour).admit(sign(t, sample(s.now), "ana", act.Namespace)).refused("act/officer", "retired")
}

// TestOfficers has heads add and retire at random: there is always a head who
// acts, and no id, name or key stands twice.
func TestOfficers(t *testing.T) {
	t.Parallel()
	names := []string{"hana", "a", "b", "c", "d"}
	rapid.Check(t, func(rt *rapid.T) {
		s := (&script{t: t, now: start}).when("hana", foundation(t))
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			s.later(time.Minute)
			by, of := rapid.SampledFrom(names).Draw(rt, "by"), rapid.SampledFrom(names).Draw(rt, "of")
			if o, ok := s.h.Officer(id[tocsin.OfficerID](by)); !ok || !o.Active(s.now) {
				continue // is not let in
			}
			var c holder.Command = retire(of)
			if rapid.Bool().Draw(rt, "add") {
				o := add(t, of, rapid.SampledFrom([]tocsin.Level{tocsin.LevelAnalyst, tocsin.LevelSenior, tocsin.LevelHead, tocsin.LevelHead}).Draw(rt, "level"))
				o.Officer.Key = line(t, rapid.SampledFrom(names).Draw(rt, "key"))
				c = o
			}
			s.when(by, c)
			s.err = nil // a refusal is as good an answer
			heads, seen := 0, map[string]bool{}
			for _, o := range s.h.Officers {
				fingerprint, err := act.Fingerprint(o.Key)
				if err != nil {
					rt.Fatal(err)
				}
				for _, word := range []string{"id " + string(o.ID), "name " + o.Name, fingerprint} {
					if seen[word] {
						rt.Fatalf("%s stands twice in %+v", word, s.h.Officers)
					}
					seen[word] = true
				}
				if o.Level == tocsin.LevelHead && o.Active(s.now) {
					heads++
				}
			}
			if heads == 0 {
				rt.Fatalf("nobody is head: %+v", s.h.Officers)
			}
		}
	})
}

// allReached holds that every refusal this room writes out was reached.
func allReached(t *testing.T) {
	t.Helper()
	verb := regexp.MustCompile(`%[a-z]`)
	set := token.NewFileSet()
	count := 0
	for _, file := range parsed(t, set) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Refuse" {
				return true
			}
			count++
			rule := literal(call.Args[0])
			why := regexp.MustCompile("^" + verb.ReplaceAllString(regexp.QuoteMeta(literal(call.Args[2])), ".*") + "$")
			reached := false
			refusalsSeen.Range(func(seen, _ any) bool {
				s, ok := seen.([2]string)
				reached = ok && s[0] == rule && why.MatchString(s[1])
				return !reached
			})
			if !reached {
				t.Errorf("%s: no test is refused under %s because %s", set.Position(call.Pos()), rule, why)
			}
			return true
		})
	}
	if count == 0 {
		t.Error("no refusal is found in this room")
	}
}

// parsed are the files of this room that are no tests.
func parsed(t *testing.T, set *token.FileSet) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
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
