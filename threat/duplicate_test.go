package threat_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// brief makes a brief of one report.
func brief(n int, facts ...report.Fact) threat.Brief {
	s := said(n, "", facts...)
	s.Title = ""
	return threat.BriefOf(string(rid(n)), s.Title, report.Assessment{}, []threat.Said{s})
}

// story are words of a synthetic report.
const story = "Three men were seen on two nights behind the old tram depot, loading drums from a white van with no plates, and one of them " +
	"asked the guard when the summer concert begins and which gate is opened first for the choir and its guests."

// TestDuplicates proposes what may be the same threat, and says why.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	of := brief(1, says(report.FieldAct, story), at("France", "", "Lyon"), when(3, 5), says(report.FieldActor, "Aleksandr Karpenko"))
	for name, c := range map[string]struct {
		other     threat.Brief
		low, high int
		why       string
	}{
		"itself":               {brief(1, says(report.FieldAct, story)), 0, 0, ""},
		"nothing shared":       {brief(2, says(report.FieldAct, "a boat sinks"), at("Peru", "", "Lima"), when(3, 5)), 0, 0, ""},
		"place and time":       {brief(2, at("France", "", "Lyon", "", "depot"), when(4, 5)), 30, 60, "the same city, at times that overlap"},
		"place, other time":    {brief(2, at("France", "", "Lyon"), when(40, 41)), 0, 0, ""},
		"country alone":        {brief(2, at("France"), when(3, 5)), 0, 0, ""},
		"a name":               {brief(2, says(report.FieldVictim, "Александр Карпенко")), 35, 45, "are alike"},
		"a name and the place": {brief(2, says(report.FieldVictim, "Alexander Karpenko"), at("France", "", "Lyon"), when(3, 4)), 55, 75, "are alike"},
		"a name, another time": {brief(2, says(report.FieldVictim, "Alexander Karpenko"), at("France", "", "Lyon"), when(40, 41)), 35, 45, "are alike"},
		"another name":         {brief(2, says(report.FieldVictim, "Beatriz Olmedo")), 0, 0, ""},
		"the words":            {brief(2, says(report.FieldAct, "It was told again today: "+strings.ToUpper(story)+" Nothing else is known.")), 85, 95, "of their runs of 3 words"},
		"half of the words":    {brief(2, says(report.FieldAct, story[:len(story)/2])), 85, 95, "of their runs of 3 words"},
	} {
		got := threat.Duplicates(of, []threat.Brief{c.other})
		switch {
		case c.high == 0 && len(got) > 0:
			t.Errorf("%s: %+v", name, got)
		case c.high > 0 && (len(got) != 1 || got[0].Score < c.low || got[0].Score > c.high || !strings.Contains(strings.Join(got[0].Why, "; "), c.why)):
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestSameBytes proposes a report that was filed twice before all others.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	a, b, c := brief(1), brief(2), brief(3, at("France", "", "Lyon"), when(1, 2))
	a.SHA256, b.SHA256 = []string{"00", "11"}, []string{"11"}
	a.Places, a.Windows = c.Places, c.Windows
	got := threat.Duplicates(a, []threat.Brief{c, b})
	if len(got) != 2 || got[0].ID != string(rid(2)) || got[0].Score != 99 || got[1].Score >= 99 {
		t.Errorf("it proposes %+v", got)
	}
}

// TestIdentifiers finds what names one thing, and nothing else.
func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"from 203.0.113.7, again 203[.]0[.]113[.]7":                "address 203.0.113.7",
		"at 10.0.0.1 and 127.0.0.1 and ::1":                        "",
		"2001:DB8::1 is his":                                       "address 2001:db8:0:0:0:0:0:1",
		"see hxxp://www.Bad-Site[.]example/path?x=1 now":           "domain bad-site.example",
		"http://user:pw@evil.example:8080/":                        "domain evil.example",
		"mail To.Him@mail.example!":                                "mail to.him@mail.example",
		"call +1 (202) 555-0123 or 0033 1 99 00 11 22.":            "telephone +12025550123 telephone +33199001122",
		"in 2024 10000 people, 12.5 percent, v1.2.3":               "",
		"a van, plate AB-123-CD":                                   "plate ab123cd",
		"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f":          "stix indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
		"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "",
		"hash d41d8cd98f00b204e9800998ecf8427e":                    "hash d41d8cd98f00b204e9800998ecf8427e",
		"read report.pdf. And then e.g. this":                      "",
		"مثال.example و نامه":                                      "domain مثال.example",
	} {
		if got := strings.Join(threat.Identifiers(text), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	of, other := brief(1, says(report.FieldAct, "203.0.113.7")), brief(2, says(report.FieldMethod, "it is 203.0.113.7"))
	if got := threat.Duplicates(of, []threat.Brief{other}); len(got) != 1 || got[0].Score != 60 {
		t.Errorf("an address gives %+v", got)
	}
	// What many share tells none apart.
	var many []threat.Brief
	for n := range 20 {
		many = append(many, brief(n+2, says(report.FieldMethod, fmt.Sprintf("person %d at 203.0.113.7", n))))
	}
	if got := threat.Duplicates(of, many); len(got) != 0 {
		t.Errorf("an address that all have gives %+v", got)
	}
}

// TestAddresses holds the reading of addresses against that of the standard
// library.
func TestAddresses(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"0", "1", "10", "127", "255", "256", "007", "fe80", "ff02", "fc00", "fd", "ffff", "2001", "db8", "12345", "g", "1.2.3.4", "203.0.113.9", "", "", ":", "%eth0"})
	rapid.Check(t, func(r *rapid.T) {
		sign := rapid.SampledFrom([]string{".", ":"}).Draw(r, "sign")
		text := strings.Join(rapid.SliceOfN(piece, 1, 9).Draw(r, "pieces"), sign)
		want := ""
		if at, err := netip.ParseAddr(text); err == nil && at.Zone() == "" {
			at = at.Unmap()
			first := at.AsSlice()[0]
			if at.IsGlobalUnicast() && !at.IsPrivate() && (!at.Is4() || first != 0 && first < 224) {
				want = "address " + at.String()
			}
		}
		got := strings.Join(threat.Identifiers(text+" "), " ")
		if !strings.HasPrefix(got, "address ") {
			got = ""
		} else if at, err := netip.ParseAddr(strings.TrimPrefix(got, "address ")); err == nil {
			got = "address " + at.String()
		}
		if got != want && !strings.ContainsAny(text, "%") && strings.Trim(text, ".:") == text {
			r.Errorf("%q is read as %q, not %q", text, got, want)
		}
	})
}

// TestSketch holds a likeness against that of all runs of words.
func TestSketch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.StringMatching(`[a-z]{3,6}`)
		shared := rapid.SliceOfN(word, 50, 400).Draw(r, "shared")
		own := rapid.SliceOfN(word, 1, 400).Draw(r, "own")
		a := threat.Sketch(strings.Join(shared, " "))
		b := threat.Sketch(strings.Join(slices.Concat(shared, own), " "))
		if got := a.Likeness(b); got < 60 || got > 100 || got != b.Likeness(a) {
			r.Errorf("a text inside another is like it by %d", got)
		}
		if got := a.Likeness(a); got != 100 {
			r.Errorf("a text is like itself by %d", got)
		}
	})
	if got := threat.Sketch("a b c d").Likeness(threat.Sketch("a b c d")); got != 0 {
		t.Errorf("two runs of words say %d", got)
	}
}

// TestManyDuplicates looks through ten thousand dossiers in bounded work.
func TestManyDuplicates(t *testing.T) {
	t.Parallel()
	facts := func(n int) []report.Fact {
		all := []report.Fact{says(report.FieldAct, story)}
		for i := range 5 {
			all = append(all, at("France", "", fmt.Sprintf("Town %c%c", 'a'+n%26, 'a'+i)), when(n%300, n%300+1+i),
				says(report.FieldActor, fmt.Sprintf("Karp%c %c%cnenko", 'a'+n%26, 'a'+n/26%26, 'a'+i)))
		}
		return all
	}
	var others []threat.Brief
	for n := range 10_000 {
		others = append(others, brief(n+2, facts(n)...))
	}
	began := time.Now()
	got := threat.Duplicates(brief(1, facts(1)...), others)
	if took := time.Since(began); took > time.Minute || len(got) != threat.MostProposals {
		t.Errorf("it took %s for %d", took, len(got))
	}
}

// FuzzIdentifiers reads any text, gives sorted identifiers, and the same for the
// same.
func FuzzIdentifiers(f *testing.F) {
	for _, seed := range []string{"", "203.0.113.7", "+", "++++00000000000", "a--b", "://", "@.@", "hxxp://[::1]:9/", "\xff\xfe.example", "indicator--"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := threat.Identifiers(text)
		if !slices.IsSorted(got) || !slices.Equal(got, slices.Compact(slices.Clone(got))) || !slices.Equal(got, threat.Identifiers(text)) {
			t.Errorf("%q gives %q", text, got)
		}
	})
}
