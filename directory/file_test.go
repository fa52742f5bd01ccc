package directory_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/directory"
)

// draws gives ids one after another.
func draws() func() tocsin.RecipientID {
	n := 0
	return func() tocsin.RecipientID {
		n++
		return id(fmt.Sprintf("drawn%s", strings.Repeat("b", n)))
	}
}

// write writes a list in a form.
func write(tb testing.TB, l directory.List, form directory.Form, phrases bool) []byte {
	tb.Helper()
	do := l.WriteJSON
	if form == directory.FormCSV {
		do = l.WriteCSV
	}
	raw, err := do(phrases)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// forms are both forms.
var forms = []directory.Form{directory.FormCSV, directory.FormJSON}

// TestRoundTrip writes a list and reads it back: into the same list nothing
// changes, into an empty one it is the same.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	l := append(list(), full())
	for _, form := range forms {
		for _, phrases := range []bool{true, false} {
			raw := write(t, l, form, phrases)
			if strings.Contains(string(raw), "moon") != phrases {
				t.Errorf("%s: the phrase is there: %t", form, !phrases)
			}
			rows, flaws := directory.Read(form, raw)
			plan, more := l.Plan(rows, draws())
			if len(flaws)+len(more) > 0 || !plan.Empty() || plan.Unchanged != len(l) {
				t.Errorf("%s: %v, %v, %+v", form, flaws, more, plan)
			}
			fresh, more := directory.List(nil).Plan(rows, draws())
			want := slices.Clone(l)
			if !phrases {
				want[3].Phrase = ""
			}
			if len(more) > 0 || !reflect.DeepEqual(fresh.Added, want) {
				t.Errorf("%s: %v, it is\n%+v\nand was\n%+v", form, more, fresh.Added, want)
			}
		}
	}
}

// TestNoFormula holds that no cell of a file is taken for a formula.
func TestNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := police()
		text := rapid.StringMatching(`['=+@\t-]{0,3}[a-z;\\ |'=]{0,4}`)
		r.Protects, r.Relations, r.Phrase = text.Draw(rt, "protects"), text.Draw(rt, "relations"), directory.Phrase(text.Draw(rt, "phrase"))
		r.Languages = []string{"=" + text.Draw(rt, "language"), " - " + text.Draw(rt, "other")}
		r.Others = []directory.Route{{Channel: "x", Address: "+" + text.Draw(rt, "address") + " "}}
		l := directory.List{r}
		records, err := csv.NewReader(strings.NewReader(string(write(t, l, directory.FormCSV, true)))).ReadAll()
		if err != nil {
			rt.Fatal(err)
		}
		for _, cell := range records[1] {
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) {
				rt.Fatalf("a cell is %q", cell)
			}
		}
		for _, form := range forms {
			rows, flaws := directory.Read(form, write(t, l, form, true))
			if len(flaws) > 0 || len(rows) != 1 {
				rt.Fatalf("%s: %v", form, flaws)
			}
			back := directory.Back(rows[0])
			if back.Protects != r.Protects || back.Relations != r.Relations || back.Phrase != r.Phrase || !slices.Equal(back.Languages, r.Languages) || !slices.Equal(back.Others, r.Others) {
				rt.Fatalf("%s: it is\n%#v\nand was\n%#v", form, back, r)
			}
		}
	})
}

// head is a header, few has the columns that a new entry needs.
const few = "name,class,keys,enrolled,channel,address"

// TestFlaws tells each mistake with row and column, and changes nothing.
func TestFlaws(t *testing.T) {
	t.Parallel()
	row := func(cells string) string { return few + "\n" + cells + "\n" }
	for _, c := range []struct{ file, want string }{
		{"", "line 1: the file has no header"},
		{"name,shape\n", `line 1, column 6: "shape" is no column`},
		{"name,class,name\n", "line 1, column 12, name: the column is there twice"},
		{"class,keys\n", "no column name or id"},
		{"Name\n", "is no column"},
		{row("A b,police,age1a"), "line 2, column 1: wrong number of fields"},
		{row(`A b,"police,age1a,paper,mailbox,x`), "line 2"},
		{row("A b,pirate,age1a,paper,mailbox,x"), `line 2, column 5, class: "pirate" is no class`},
		{row(",police,age1a,paper,mailbox,x"), "line 2, column 1, name: the row has neither a name nor an id"},
		{row("A b,police,,paper,mailbox,x"), "line 2, column 12, keys: a new entry needs it"},
		{row("A b,police,age1a,,mailbox,x"), "enrolled: a new entry needs it"},
		{row("A b,police,age1a,paper,mailbox,"), "line 2, column 24, channel: nothing says how"},
		{row("A b,police,age1a;ssh-rsa AA,paper,mailbox,x"), "keys: the recipient has keys of different kinds"},
		{row("A b,police,age1a\\x,paper,mailbox,x"), "line 2, column 12, keys: a \\ stands only"},
		{row("A b,police,age1a,paper,mailbox,x\nA b,police,age1b,paper,mailbox,y"), "line 3, column 1, name: the entry is on line 2 already"},
		{few + ",scopes\nA b,police,age1a,paper,mailbox,x,\"country:IR; circle:1,2\"", "line 2, column 34, scopes: item 2: circle: "},
		{few + ",scopes\n\"A\nb\",police,age1a,paper,mailbox,x,country:IR", "line 2, column 1, name: the recipient has no name that fits"},
		{few + ",scopes\nA b,police,age1a,paper,mailbox,x,\"polygon:0,0 2,2 0,2 2,0\"", "cross or touch at 1,1"},
		{few + ",through\nA b,police,age1a,paper,,,Nobody here", `line 2, column 26, through: nobody is called "Nobody here"`},
		{few + ",others\nA b,police,age1a,paper,mailbox,x,by pigeon", "way 1: write CHANNEL | ADDRESS"},
		{few + ",forbids\nA b,police,age1a,paper,mailbox,x,mailbox", "channel: \"A b\" is reached by mailbox, which is forbidden"},
		{few + ",hours\nA b,police,age1a,paper,mailbox,x,always", "hours: \"always\" is no hours"},
		{few + ",standing\nA b,police,age1a,paper,mailbox,x,friend", "standing: \"friend\" is no kind"},
		{few + ",key_until\nA b,police,age1a,paper,mailbox,x,soon age1a", "key_until: a time is written"},
		{"id,name\nnobody,A b\n", "line 2, column 1, id: it is no id"},
		{"id\n" + string(id("unknown")) + "\n", "id: no entry of the list has this id"},
		{"name,class\nMission of Switzerland,police\n", "is no intermediary"}, // the ministry goes through it
		{"name\n\xff\n", "line 2: the file is not UTF-8"},
	} {
		rows, flaws := directory.Read(directory.FormCSV, []byte(c.file))
		var plan directory.Plan
		if len(flaws) == 0 {
			plan, flaws = list().Plan(rows, draws())
		}
		if len(flaws) == 0 || !plan.Empty() || !slices.ContainsFunc(flaws, func(f directory.Flaw) bool { return strings.Contains(f.String(), c.want) }) {
			t.Errorf("%q: %v, and not %q", c.file, flaws, c.want)
		}
	}
	for file, want := range map[string]string{
		"": "no JSON array", "{}": "no JSON array", "[1]": "line 1: from here on it is no JSON object", `[{"name":1}]`: "line 1, name: a list holds",
		`[{"name":"a","name":"b"}]`: "the field is there twice", `[{"shape":"red"}]`: `line 1, "shape": it is no field`, `[{"name":null}]`: "a list holds",
		`[{"keys":[""]}]`: "a list holds", `[{"name":"a"}`: "does not end", `[{"name":"a"}] 1`: "behind the array", `[{"name":"a`: "no JSON object", `[{"name":"A b"},{}]`: "line 2, name: the row has neither",
	} {
		rows, flaws := directory.Read(directory.FormJSON, []byte(file))
		if len(flaws) == 0 {
			_, flaws = list().Plan(rows, draws())
		}
		if len(flaws) == 0 || !slices.ContainsFunc(flaws, func(f directory.Flaw) bool { return strings.Contains(f.String(), want) }) {
			t.Errorf("%s: %v, and not %q", file, flaws, want)
		}
	}
	if _, flaws := directory.Read("xml", nil); len(flaws) != 1 {
		t.Errorf("another form: %v", flaws)
	}
	if _, flaws := directory.Read(directory.FormCSV, make([]byte, directory.MaxFile+1)); len(flaws) != 1 || !strings.Contains(flaws[0].Why, "split it") {
		t.Errorf("a large file: %v", flaws)
	}
	lines := strings.Repeat("x,police,age1a\\,paper,mailbox,x\n", 3*directory.MaxFlaws)
	if _, flaws := directory.Read(directory.FormCSV, []byte(few+"\n"+lines)); len(flaws) > directory.MaxFlaws+1 {
		t.Errorf("%d mistakes are told", len(flaws))
	}
}

// TestPlan adds, changes and leaves alone: what is not in a file stays, what is
// empty in it goes.
func TestPlan(t *testing.T) {
	t.Parallel()
	l := append(list(), full())
	file := few + `,scopes,through,id
Coast guard,police,age1c; age1d,on paper,mailbox,out/coast,"circle:59.91,10.75,5km; country:no",,
Courier,intermediary,age1e; age1f,on paper,mailbox,out/courier,,,
Embassy,government,age1g; age1h,on paper,,,,Courier,
Port authority,service,age1policea; age1policeb,"on paper, in person",,,,Mission of Switzerland,
Police of Kerman,police,age1policea; age1policeb,"on paper, in person",mailbox,out/police,,,
`
	rows, flaws := directory.Read(directory.FormCSV, []byte(file))
	plan, more := l.Plan(rows, draws())
	if len(flaws)+len(more) > 0 || len(plan.Added) != 3 || len(plan.Changed) != 1 || plan.Unchanged != 1 {
		t.Fatalf("%v %v: %+v", flaws, more, plan)
	}
	if coast := plan.Added[0]; coast.ID != id("drawnb") || len(coast.Keys) != 2 || coast.Scopes[1].String() != "country:NO" {
		t.Errorf("it is %+v", coast)
	}
	if embassy := plan.Added[2]; embassy.Through != plan.Added[1].ID {
		t.Errorf("it goes through %s", embassy.Through)
	}
	want := full()
	want.Class, want.Scopes = directory.ClassService, nil
	if got := plan.Changed[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("it is %+v", got)
	}
	diff := directory.Diff(full(), want)
	if len(diff) != 2 || diff[0].Field != "class" || !diff[0].Sensitive || diff[1].Field != "scopes" || diff[1].Sensitive || diff[1].After != "" {
		t.Errorf("it differs by %+v", diff)
	}
	text := l.Describe(plan.Changes, []tocsin.RecipientID{id("police")})
	for _, line := range []string{"3 added, 1 changed, 1 retired", "retired  Police of Kerman", "changed  Port authority\n  ! class: \"service\" was \"police\"\n", "added    Coast guard", `    scopes: "circle:59.91,10.75,5km; country:NO"`} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is missing in:\n%s", line, text)
		}
	}
	raw, err := plan.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := directory.ParseChanges(raw); err != nil || !reflect.DeepEqual(back, plan.Changes) {
		t.Errorf("%+v, %v", back, err)
	}
	for _, bad := range []string{"", "null", "{}{}", `{"more":1}`, `{ }`, string(raw) + " "} {
		if c, err := directory.ParseChanges([]byte(bad)); err == nil {
			t.Errorf("%.40q is read as %+v", bad, c)
		}
	}
}

// TestSensitive holds that every field which says who is sent to, how and with
// which keys takes two officers, and no other.
func TestSensitive(t *testing.T) {
	t.Parallel()
	open := []string{"Country", "Protects", "Relations", "OrgID", "Scopes", "Languages", "Hours", "Accessibility", "Standing"}
	of := reflect.TypeFor[directory.Recipient]()
	for i := range of.NumField() {
		changed := full()
		reflect.ValueOf(&changed).Elem().Field(i).SetZero()
		if full().Channel == "" && (of.Field(i).Name == "Channel" || of.Field(i).Name == "Address") {
			reflect.ValueOf(&changed).Elem().Field(i).SetString("x")
		}
		if of.Field(i).Name == "ID" {
			continue // another entry
		}
		if got := directory.Sensitive(full(), changed); got == slices.Contains(open, of.Field(i).Name) {
			t.Errorf("%s is sensitive: %t", of.Field(i).Name, got)
		}
	}
}

// FuzzRead reads files that anybody wrote: what is read is written again and read
// the same.
func FuzzRead(f *testing.F) {
	l := append(list(), full())
	f.Add(false, write(f, l, directory.FormCSV, true))
	f.Add(true, write(f, l, directory.FormJSON, true))
	f.Add(false, []byte(few+"\n'=x,police,\\ age1a;\\;,p,mailbox,\"a\n\"\n"))
	f.Add(true, []byte(`[{"name":"A b","scopes":["polygon:0,170 0,-170 1,-170"],"others":["a | b | knock"]}]`))
	f.Fuzz(func(t *testing.T, isJSON bool, raw []byte) {
		form := directory.FormCSV
		if isJSON {
			form = directory.FormJSON
		}
		rows, flaws := directory.Read(form, raw)
		if len(flaws) > 0 {
			if rows != nil {
				t.Fatal("there are rows beside flaws")
			}
			return
		}
		plan, flaws := l.Plan(rows, draws())
		if len(flaws) > 0 {
			if !plan.Empty() {
				t.Fatal("there are changes beside flaws")
			}
			return
		}
		after := l.With(plan.Added, plan.Changed)
		for _, again := range forms {
			out, err := after.WriteJSON(true)
			if again == directory.FormCSV {
				out, err = after.WriteCSV(true)
			}
			if err != nil {
				continue // a character that CSV cannot hold
			}
			rows, flaws := directory.Read(again, out)
			if len(flaws) > 0 {
				t.Fatalf("%s: %v", again, flaws)
			}
			if same, flaws := after.Plan(rows, draws()); len(flaws) > 0 || !same.Empty() {
				t.Fatalf("%s: read again it changes %+v, %v", again, same.Changes, flaws)
			}
		}
	})
}

// FuzzScope reads scopes that anybody wrote: what is read is in its one form, and
// an index of it can be asked.
func FuzzScope(f *testing.F) {
	for _, s := range full().Scopes {
		f.Add(s.String())
	}
	f.Add("polygon:10,170 10,-170 20,-170 20,170 | 14,178 14,-178 16,-178 16,178")
	f.Add("prefix:::ffff:192.0.2.1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := directory.ParseScope(text)
		if err != nil {
			return
		}
		if again, err := directory.ParseScope(s.String()); err != nil || again != s {
			t.Fatalf("%q is %q, and then %q, %v", text, s, again, err)
		}
		r := police()
		r.Scopes = []directory.Scope{s}
		if err := (directory.List{}).Check(r); err != nil {
			t.Fatal(err)
		}
		x, err := directory.NewIndex(directory.List{r})
		if err != nil {
			t.Fatal(err)
		}
		x.Match(directory.Target{Assets: directory.AssetsIn(text)}, noon)
	})
}

// TestJSONKeepsOrder holds that the fields of JSON are the columns of CSV.
func TestJSONKeepsOrder(t *testing.T) {
	t.Parallel()
	var all []map[string]any
	if err := json.Unmarshal(write(t, list(), directory.FormJSON, true), &all); err != nil {
		t.Fatal(err)
	}
	for _, name := range directory.Columns(true) {
		if _, ok := all[0][name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	if len(all[0]) != len(directory.Columns(true)) || slices.Contains(directory.Columns(false), "phrase") {
		t.Error("there are other fields")
	}
}
