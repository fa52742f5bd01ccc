package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/campaign"
	"example.org/tocsin/directory"
	"example.org/tocsin/warning"
)

// at is when lists are read.
var at = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// id pads a word to the form of an id.
func id(word string) tocsin.RecipientID {
	return tocsin.RecipientID(word + strings.Repeat("a", 26-len(word)))
}

// entries are a provider with a key, an intermediary, and a company whose key has
// expired.
func entries() directory.List {
	return directory.List{
		{ID: id("provider"), Name: "Provider", Class: directory.ClassCompany, Keys: []string{"age1provider"}, Channel: "mailbox", Address: "p"},
		{ID: id("carrier"), Name: "Carrier", Class: directory.ClassIntermediary, Keys: []string{"age1carrier"}, Channel: "mailbox", Address: "c"},
		{ID: id("lapsed"), Name: "Lapsed", Class: directory.ClassCompany, Keys: []string{"age1lapsed"}, Channel: "mailbox", Address: "l", KeyUntil: []directory.KeyUntil{
			{Key: "age1lapsed", Until: at.Add(-time.Hour)},
		}},
		{ID: id("known"), Name: "Known", Class: directory.ClassCompany, Keys: []string{"age1known"}, Channel: "mailbox", Address: "k"},
	}
}

func byWord(word string) (directory.Recipient, bool) {
	for _, r := range entries() {
		if r.Name == word || string(r.ID) == word {
			return r, true
		}
	}
	return directory.Recipient{}, false
}

func byID(id tocsin.RecipientID) (directory.Recipient, bool) { return entries().Find(id) }

// parse reads a list that must be right.
func parse(t rapid.TB, raw string) campaign.List {
	t.Helper()
	l, flaws := campaign.Parse([]byte(raw), byWord)
	if len(flaws) > 0 {
		t.Fatal(flaws)
	}
	return l
}

// template reads a text that must be right.
func template(t rapid.TB, text string) campaign.Template {
	t.Helper()
	parsed, err := campaign.ParseTemplate(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// TestFlaws tells each mistake by line and column, and quotes nothing.
func TestFlaws(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raw, want string }{
		{"", "line 1: the names of the columns cannot be read"},
		{"id\n", "it has no rows"},
		{"name\nx\n", "line 1: there is no column id"},
		{"id,id\na,a\n", "line 1, column 2: the column stands twice"},
		{"id,shape\na,b\n", "line 1, column 2: no such column is known"},
		{"id,slot.A\na,b\n", "line 1, column 2: a slot is named"},
		{"id,name,class\na,b\n", "line 2: the row has 2 columns, not 3"},
		{"id,name,class\na,\"b\n", "line 2: it is not in the form of CSV"},
		{"id,name,class\n,b,company\n", "line 2: the row has no id"},
		{"id,name,class\na,b,company\na,c,company\n", "line 3: another row has this id"},
		{"id,name,class\na b,b,company\n", "line 2, column 1: an id has up to 64"},
		{"id,name,class\na,b,palace\n", "line 2, column 3: it is no class"},
		{"id,name,class\na,b,intermediary\n", "line 2: an intermediary is no victim"},
		{"id,name\na,b\n", "line 2: it names no entry of the directory, and no name and class"},
		{"id,recipient\na,Nobody\n", "line 2, column 2: no such entry"},
		{"id,recipient\na,Carrier\n", "line 2, column 2: an intermediary is no victim"},
		{"id,recipient,name\na,Known,b\n", "line 2: it names an entry of the directory, and says"},
		{"id,name,class,through\na,b,company,Nobody\n", "line 2, column 4: no such entry"},
		{"id,name,class,country\na,b,company,no\n", "line 2, column 4: a country"},
		{"id,name,class,keys\na,b,company,AGE-SECRET-KEY-1X\n", "line 2, column 4: it holds a private key"},
		{"id,name,class,keys\na,b,company,ssh-rsa\n", "line 2, column 4: a key is an age recipient"},
		{"id,name,class,keys\na,b,company,age1a age1a\n", "line 2, column 4: a key stands twice"},
		{"id,name,class,channel\na,b,company,mailbox\n", "line 2: a channel and an address stand together"},
		{"id,name,class,channel,address\na,b,company,Mail Box,x\n", "line 2, column 4: a channel is a word"},
		{"id,name,class,language\na,b,company,fa_IR\n", "line 2, column 4: a language"},
		{"id,name,class,priority\na,b,company,0\n", "line 2, column 4: a priority"},
		{"id,name,class,latest_useful\na,b,company,tomorrow\n", "line 2, column 4: a time is in UTC"},
		{"id,name,class,slot.a\na,b,company,\n", "line 2, column 4: the slot is empty"},
		{"id,name,class,slot.a\na,b,company,\"x\ny\"\n", "line 2, column 4: it holds something that is not seen"},
		{"id,name,class,slot.a\na,b,company,x\u202ey\n", "line 2, column 4: it holds something that is not seen"},
		{"id,name,class,slot.a\na,b,company,{{b}}\n", "line 2, column 4: it holds a brace"},
		{"id,name,class,slot.a\na,b,company,— x\n", "line 2, column 4: it is no plain text"},
		{"id,name,class,slot.a\na,b,company, x\n", "line 2, column 4: there are spaces"},
		{"id,name,class,slot.a\na,b,company," + strings.Repeat("x", 301) + "\n", "line 2, column 4: it is too long"},
	} {
		l, flaws := campaign.Parse([]byte(c.raw), byWord)
		if len(flaws) == 0 || !strings.HasPrefix(flaws[0].String(), c.want) || len(l.Rows) > 0 {
			t.Errorf("%q: got %v, want %s", c.raw, flaws, c.want)
		}
	}
	many := "id,name,class\n" + strings.Repeat(",b,company\n", 80)
	if _, flaws := campaign.Parse([]byte(many), byWord); len(flaws) != campaign.MaxFlaws+1 || flaws[campaign.MaxFlaws].String() != "and 30 more mistakes" {
		t.Errorf("of 80 mistakes %d are told", len(flaws))
	}
}

// TestTemplates refuses braces that hold no slot, and fills each slot.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"{{\n", "}}\n", "{{A}}\n", "{{ a }}\n", "{a}\n", "{{a}\n", "{{a}} }\n", "{{{{a}}}}\n", "a"} {
		if _, err := campaign.ParseTemplate(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	l := parse(t, "id,name,class,slot.a,slot.b\nr,One,company,1,2\ns,Two,company,3,4\n")
	got := template(t, "All.\n{{a}} and {{b}}{{a}}\nso {{b}}\n\nNone.\n{{a}}\n").Render(l, []int{0, 1}, false)
	if want := "All.\n1 and 21\nso 2\n3 and 43\nso 4\n\nNone.\n1\n3\n"; got != want {
		t.Errorf("got\n%s", got)
	}
	if err := template(t, "{{a}}\n").Fits(l); err == nil {
		t.Error("a slot that nothing asks for fits")
	}
}

// TestReaders says who opens what: the victim, the hand, or nobody.
func TestReaders(t *testing.T) {
	t.Parallel()
	l := parse(t, `id,recipient,name,class,keys,channel,address,through,organization
own,,Own,company,age1own,mailbox,o,,
carried,,Carried,company,age1far,,,Carrier,
hand,,Hand,person,,,,Provider,
hand2,,Hand Two,person,,,,Provider,
lost,,Lost,person,,,,Carrier,
none,,None,person,,mailbox,n,,
waylessly,,Way Less,person,age1way,,,,
dir,Known,,,,,,,
lapsed,Lapsed,,,,,,,
orga,,Org A,company,age1org,mailbox,a,,The Org
orgb,,Org B,company,age1org,mailbox,b,,the org
orgc,,Org C,company,age1orgc,mailbox,b,,the org
`)
	p := campaign.Arrange(l, template(t, "All.\n"), nil, at, byID)
	var got []string
	for _, c := range p.Copies {
		var rows, ways []string
		for _, n := range c.Rows {
			rows = append(rows, l.Rows[n].ID)
		}
		for _, w := range c.To.Routes() {
			ways = append(ways, w.Channel+w.Address+strings.TrimRight(string(w.Through), "a"))
		}
		got = append(got, fmt.Sprint(rows, c.Hand, c.To.Keys, ways))
	}
	want := []string{
		"[own] false [age1own] [mailboxo]", "[carried] false [age1far] [carrier]", "[hand hand2] true [age1provider] [mailboxp]",
		"[dir] false [age1known] [mailboxk]", "[orga orgb] false [age1org] [mailboxa mailboxb]", "[orgc] false [age1orgc] [mailboxb]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(p.Unreached, []int{4, 5, 6, 8}) {
		t.Errorf("unreached are %v", p.Unreached)
	}
}

// TestCrossed finds one victim's name in another's text, not in his own or that of
// his organization.
func TestCrossed(t *testing.T) {
	t.Parallel()
	l := parse(t, `id,name,class,organization,slot.a
a,Anna Example,person,,the flat of Anna EXAMPLE
b,Berta Example,person,,next to anna example
c,Gate One,company,Gates,beside Gate Two
d,Gate Two,company,gates,x
e,Xi,person,,a xi b
`)
	rows, inTemplate := campaign.Crossed(l, "For Gate Two, and xi.\n")
	if !slices.Equal(rows, []int{1}) || !slices.Equal(inTemplate, []int{3}) {
		t.Errorf("crossed are %v, in the template %v", rows, inTemplate)
	}
}

// drawList draws a list.
func drawList(r *rapid.T) string {
	var b strings.Builder
	b.WriteString("id,name,class,organization,keys,channel,address,through,language,priority,latest_useful,slot.a\n")
	for i := range rapid.IntRange(1, 30).Draw(r, "rows") {
		key := rapid.SampledFrom([]string{"", "age1a", "age1b", "age1c age1d"}).Draw(r, "key")
		useful := ""
		if rapid.Bool().Draw(r, "useful") {
			useful = at.Add(time.Duration(rapid.IntRange(0, 9).Draw(r, "hours")) * time.Hour).Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "r%d,Victim %d,%s,%s,%s,mailbox,x%d,%s,%s,%d,%s,value-%d-end%s\n", i, i,
			rapid.SampledFrom([]string{"company", "person"}).Draw(r, "class"), rapid.SampledFrom([]string{"", "", "one", "two"}).Draw(r, "org"),
			key, i, rapid.SampledFrom([]string{"", "", "Provider", "Carrier"}).Draw(r, "through"), rapid.SampledFrom([]string{"", "fa"}).Draw(r, "language"),
			rapid.IntRange(1, 9).Draw(r, "priority"), useful, i, strings.Repeat(" word", rapid.SampledFrom([]int{0, 0, 50}).Draw(r, "long")))
	}
	return b.String()
}

// TestArrange holds what the room promises of any list: no row twice and none
// lost, nobody's value in another's copy, triage order, and that sending in any
// parts comes to the same.
func TestArrange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		l := parse(r, drawList(r))
		text := template(r, "All.\n"+strings.Repeat("{{a}}\n", rapid.SampledFrom([]int{1, 20}).Draw(r, "lines")))
		whole := campaign.Arrange(l, text, nil, at, byID)
		seen := make([]int, len(l.Rows))
		for i, c := range whole.Copies {
			if len(c.Text) > warning.MaxText || len(c.Rows) == 0 {
				r.Fatalf("a copy has %d bytes for %d rows", len(c.Text), len(c.Rows))
			}
			for n := range l.Rows {
				if has := strings.Contains(c.Text, fmt.Sprintf("value-%d-end", n)); has != slices.Contains(c.Rows, n) {
					r.Fatalf("copy %d tells of row %d: %v", i, n, has)
				}
			}
			for _, n := range c.Rows {
				seen[n]++
				if l.Rows[n].Priority < c.Priority {
					r.Fatal("a row is more urgent than its copy")
				}
			}
			if i > 0 && urgent(l, c.Rows[0], whole.Copies[i-1].Rows[0]) {
				r.Fatalf("copy %d is more urgent than the one before it", i)
			}
		}
		for _, n := range whole.Unreached {
			seen[n]++
		}
		if slices.ContainsFunc(seen, func(n int) bool { return n != 1 }) {
			r.Fatalf("rows are told %v times", seen)
		}
		parts(r, l, text, whole)
	})
}

// urgent reports whether one row comes before another, said in another way.
func urgent(l campaign.List, a, b int) bool {
	x, y := l.Rows[a], l.Rows[b]
	switch {
	case x.Priority != y.Priority:
		return x.Priority < y.Priority
	case !x.LatestUseful.Equal(y.LatestUseful):
		return !x.LatestUseful.IsZero() && (y.LatestUseful.IsZero() || x.LatestUseful.Before(y.LatestUseful))
	}
	return a < b
}

// parts sends a list in parts, and gets the same copies in the same order.
func parts(r *rapid.T, l campaign.List, text campaign.Template, whole campaign.Plan) {
	sent := make([]bool, len(l.Rows))
	var again []string
	for {
		next := campaign.Arrange(l, text, sent, at, byID).Copies
		if len(next) == 0 {
			break
		}
		for _, c := range next[:rapid.IntRange(1, len(next)).Draw(r, "batch")] {
			again = append(again, fmt.Sprint(c.Rows))
			for _, n := range c.Rows {
				if sent[n] {
					r.Fatalf("row %d is sent twice", n)
				}
				sent[n] = true
			}
		}
	}
	var want []string
	for _, c := range whole.Copies {
		want = append(want, fmt.Sprint(c.Rows))
	}
	if !slices.Equal(again, want) {
		r.Fatalf("in parts it is %v, at once %v", again, want)
	}
}

// FuzzParse reads anything: it never panics, and what it takes can be told.
func FuzzParse(f *testing.F) {
	f.Add("id,name,class,slot.a\nr,One,company,1\n", "{{a}}\n")
	f.Add("id,recipient\nr,Known\n", "All.\n")
	f.Fuzz(func(t *testing.T, raw, text string) {
		l, flaws := campaign.Parse([]byte(raw), byWord)
		if len(flaws) > 0 {
			for _, flaw := range flaws {
				if len(flaw.String()) > 400 {
					t.Fatal("a mistake quotes the list")
				}
			}
			return
		}
		parsed, err := campaign.ParseTemplate(text)
		if err != nil || parsed.Fits(l) != nil {
			return
		}
		p := campaign.Arrange(l, parsed, nil, at, byID)
		told := len(p.Unreached)
		for _, c := range p.Copies {
			told += len(c.Rows)
			if len(c.Rows) > 1 && len(c.Text) > warning.MaxText {
				t.Fatal("a text is too long")
			}
		}
		if told != len(l.Rows) {
			t.Fatalf("%d of %d rows are told", told, len(l.Rows))
		}
	})
}
