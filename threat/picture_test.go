package threat_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// start is when the tests begin. All reports in them are synthetic.
var start = time.Date(2030, 3, 1, 8, 0, 0, 0, time.UTC)

// rid makes the id of a report out of a number.
func rid(n int) tocsin.ReportID { return tocsin.ReportID(idOf("r", n)) }

// idOf makes an id out of a letter and a number.
func idOf(letter string, n int) string {
	digits := strings.NewReplacer("0", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", "6", "g", "7", "h", "8", "i", "9", "j").Replace(fmt.Sprintf("%06d", n))
	return letter + strings.Repeat("a", 19) + digits
}

// says makes a fact in words.
func says(field report.Field, text string) report.Fact {
	return report.Fact{Field: field, Text: text, Part: string(field), Marking: marking.Marking{TLP: marking.Amber}}
}

// at makes a fact of where: country, region, city, district, site, as far as they
// are given.
func at(names ...string) report.Fact {
	var p place.Place
	for i, step := range []*string{&p.Country, &p.Region, &p.City, &p.District, &p.Site} {
		if i < len(names) {
			*step = names[i]
		}
	}
	return report.Fact{Field: report.FieldPlace, Place: &p, Part: "where"}
}

// when makes a fact of when, in days from start.
func when(from, until int) report.Fact {
	day := start.Truncate(24 * time.Hour)
	return report.Fact{Field: report.FieldTime, Window: &report.Window{From: day.AddDate(0, 0, from), Until: day.AddDate(0, 0, until)}, Part: "when"}
}

// said makes a report.
func said(n int, source string, facts ...report.Fact) threat.Said {
	return threat.Said{
		Report: rid(n), Title: fmt.Sprintf("SYNTHETIC report %d", n), Possessed: start.Add(time.Duration(n) * time.Hour),
		Sourcing: report.Sourcing{Report: rid(n), Source: source}, Facts: facts,
	}
}

// assessed makes an assessment of facts from the first report.
func assessed(facts ...report.Fact) report.Assessment {
	for i := range facts {
		facts[i].Report = rid(1)
		facts[i].Part = "an officer's reading"
	}
	return report.Assessment{Reliability: "B", Credibility: 3, Facts: facts}
}

// fuse fuses, and must.
func fuse(tb testing.TB, a report.Assessment, all ...threat.Said) threat.Picture {
	tb.Helper()
	p, err := threat.Fuse(a, all)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// fact finds a fact of a picture.
func fact(tb testing.TB, p threat.Picture, name string) threat.Fact {
	tb.Helper()
	i := slices.IndexFunc(p.Facts, func(f threat.Fact) bool { return f.Name == name })
	if i < 0 {
		tb.Fatalf("there is no %s in %+v", name, p.Facts)
	}
	return p.Facts[i]
}

// relation gives how the value of words a stands to that of words b.
func relation(tb testing.TB, f threat.Fact, a, b string) threat.Relation {
	tb.Helper()
	at := func(words string) int {
		i := slices.IndexFunc(f.Values, func(v threat.Value) bool { return v.Value == words })
		if i < 0 {
			tb.Fatalf("no value is %q in %+v", words, f.Values)
		}
		return i
	}
	j := at(b)
	for _, o := range f.Values[at(a)].Others {
		if o.Value == j {
			return o.Relation
		}
	}
	tb.Fatalf("%q does not say how it stands to %q", a, b)
	return ""
}

// TestPicture puts three reports side by side: what agrees is counted, what does
// not is shown.
func TestPicture(t *testing.T) {
	t.Parallel()
	plan := says(report.FieldAct, "an attack on the spring fair")
	plan.Likelihood, plan.Credibility = report.Likely, 2
	p := fuse(t, assessed(at("France", "", "Lyon"), when(3, 4)),
		said(1, "ALDER", plan, at("France", "", "Lyon", "", "Place Bellecour"), when(2, 9)),
		said(2, "BIRCH", says(report.FieldAct, "An attack on the  spring fair"), at("FR"), when(3, 4)),
		said(3, "", at("France", "", "Marseille"), when(12, 13)),
	)
	where := fact(t, p, "where")
	if v, ok := where.Taken(); !ok || v.Value != "Lyon, France" || v.Rung != "city" || !where.Differ {
		t.Errorf("where is %+v", where)
	}
	for _, c := range []struct {
		a, b string
		want threat.Relation
	}{
		{"Lyon, France", "Place Bellecour, Lyon, France", threat.Holds},
		{"Place Bellecour, Lyon, France", "Lyon, France", threat.Within},
		{"Lyon, France", "FR", threat.Within},
		{"Lyon, France", "Marseille, France", threat.Contradicts},
		{"Place Bellecour, Lyon, France", "Marseille, France", threat.Contradicts},
		{"Marseille, France", "FR", threat.Within},
	} {
		if got := relation(t, where, c.a, c.b); got != c.want {
			t.Errorf("%s to %s is %s, not %s", c.a, c.b, got, c.want)
		}
	}
	if got := where.Values[0].Sources; got != (threat.Count{Least: 1, Most: 1}) {
		t.Errorf("Lyon is said by %+v", got) // France does not say Lyon
	}
	what := fact(t, p, "what")
	if len(what.Values) != 1 || what.Differ || what.Values[0].Sources != (threat.Count{Least: 2, Most: 2}) || len(what.Values[0].Claims) != 2 {
		t.Errorf("what is %+v", what)
	}
	if c := what.Values[0].Claims[0]; c.Likelihood != report.Likely || c.Credibility != 2 || c.Reliability != "" || c.Marking.TLP != marking.Amber {
		t.Errorf("it is claimed as %+v", c)
	}
	days := fact(t, p, "when")
	if got := relation(t, days, "4 March 2030", "from 3 to 9 March 2030"); got != threat.Within {
		t.Errorf("the day to the week is %s", got)
	}
	if v, _ := days.Taken(); v.Sources != (threat.Count{Least: 2, Most: 2}) || v.Claims[0].Reliability != "B" || !v.Claims[0].Assessed {
		t.Errorf("when is %+v", v)
	}
	if p.Sources != (threat.Count{Least: 2, Most: 3}) {
		t.Errorf("all come from %+v", p.Sources)
	}
	want := []report.Field{report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis}
	if !slices.Equal(p.Unknown, want) {
		t.Errorf("unknown is %v", p.Unknown)
	}
}

// TestRelations holds how values stand to each other.
func TestRelations(t *testing.T) {
	t.Parallel()
	point := func(lat, lon int64) report.Fact {
		return report.Fact{Field: report.FieldPlace, Place: &place.Place{Point: &place.Point{Lat: lat, Lon: lon}}}
	}
	open := func(from int) report.Fact {
		f := when(from, from+1)
		f.Window.Until = time.Time{}
		return f
	}
	alias := says(report.FieldVictim, "the baker of Rue Neuve")
	alias.Aliases = []string{"Marguerite Delacourte"}
	for i, c := range []struct {
		a, b report.Fact
		want threat.Relation
	}{
		{at("Iran", "", "Kerman"), at("Iran", "", "کرمان"), threat.Same},
		{at("Iran"), at("Islamic Republic of Iran", "Kerman", "Kerman"), threat.Holds},
		{at("", "", "Kerman"), at("Iran", "", "Kerman", "", "stadium"), threat.Holds},
		{at("Iran", "Kerman"), at("Iran", "", "Bam"), threat.Overlaps},
		{at("Iran", "", "Bam"), at("Iraq", "", "Bam"), threat.Contradicts},
		{at("Iran", "", "Bam", "", "Gate 12"), at("Iran", "", "Bam", "", "Gate 13"), threat.Contradicts},
		{point(10_000_000, 10_000_000), point(10_000_500, 10_000_000), threat.Same},
		{point(10_000_000, 10_000_000), point(10_020_000, 10_000_000), threat.Overlaps},
		{point(10_000_000, 10_000_000), point(10_200_000, 10_000_000), threat.Contradicts},
		{point(0, 179_999_900), point(0, -179_999_900), threat.Same},
		{when(1, 3), when(3, 5), threat.Contradicts},
		{when(1, 4), when(3, 5), threat.Overlaps},
		{open(1), when(3, 5), threat.Holds},
		{open(6), when(3, 5), threat.Contradicts},
		{says(report.FieldActor, "Aleksandr Karpenko"), says(report.FieldActor, "Александр Карпенко"), threat.Same},
		{says(report.FieldVictim, "Marguerite Delacourte"), alias, threat.Same},
		{says(report.FieldTarget, "Hall 4"), says(report.FieldTarget, "Hall 5"), threat.Otherwise},
		{says(report.FieldTarget, "Harbor Group 2"), says(report.FieldTarget, "Harbor Group"), threat.Otherwise},
		{says(report.FieldMethod, "☢"), says(report.FieldMethod, "☣"), threat.Otherwise},
		{says(report.FieldActor, "Karpenko12"), says(report.FieldActor, "Karpenko13"), threat.Otherwise},
		{says(report.FieldActor, "Aleksandr Karpenko"), says(report.FieldActor, "not Aleksandr Karpenko"), threat.Otherwise},
		{says(report.FieldMethod, "Aleksandr Karpenko"), says(report.FieldMethod, "Александр Карпенко"), threat.Otherwise},
		{says(report.FieldMethod, "a bomb"), says(report.FieldMethod, "not a bomb"), threat.Otherwise},
		{says(report.FieldVictim, "no teachers"), says(report.FieldVictim, "teachers"), threat.Otherwise},
		{says(report.FieldAct, "A bomb, at the door."), says(report.FieldAct, "a bomb at the DOOR"), threat.Same},
	} {
		if got := threat.Relate(c.a, c.b); got != c.want {
			t.Errorf("%d: %s to %s is %s, not %s", i, c.a.Value(), c.b.Value(), got, c.want)
		}
	}
}

// TestKeyed puts a report's fact to the assessed fact that it agrees with.
func TestKeyed(t *testing.T) {
	t.Parallel()
	second := says(report.FieldVictim, "the lifeguards")
	second.Key = "2"
	p := fuse(t, assessed(says(report.FieldVictim, "the swimmers"), second),
		said(1, "ALDER", says(report.FieldVictim, "The lifeguards")), said(2, "BIRCH", says(report.FieldVictim, "the cooks")))
	if f := fact(t, p, "victim.2"); f.Differ || f.Values[0].Sources.Least != 1 || len(f.Values[0].Claims) != 2 {
		t.Errorf("the second is %+v", f)
	}
	if f := fact(t, p, "victim"); !f.Differ || len(f.Values) != 2 {
		t.Errorf("the first is %+v", f)
	}
}

// TestProvenance refuses facts of which nobody knows where they come from.
func TestProvenance(t *testing.T) {
	t.Parallel()
	nowhere := says(report.FieldAct, "SECRET words")
	nowhere.Part = " "
	foreign := says(report.FieldAct, "SECRET words")
	foreign.Report = rid(9)
	bad := says(report.FieldTime, "SECRET words")
	for name, c := range map[string]struct {
		a   report.Assessment
		all []threat.Said
	}{
		"no part":       {all: []threat.Said{said(1, "", nowhere)}},
		"other report":  {all: []threat.Said{said(1, "", foreign)}},
		"no form":       {all: []threat.Said{said(1, "", bad)}},
		"no report":     {all: []threat.Said{{Title: "SECRET words"}}},
		"a report more": {all: []threat.Said{said(1, ""), said(2, ""), said(1, "")}},
		"assessed":      {a: report.Assessment{Facts: []report.Fact{says(report.FieldAct, "SECRET words")}}},
	} {
		_, err := threat.Fuse(c.a, c.all)
		if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != "threat/provenance" || strings.Contains(r.Why+r.Remedy, "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMany fuses ten thousand reports and facts in bounded work, and counts what
// it leaves out.
func TestMany(t *testing.T) {
	t.Parallel()
	var all []threat.Said
	for n := range 10_000 {
		all = append(all, said(n, fmt.Sprintf("S%d", n%100), says(report.FieldActor, fmt.Sprintf("person %c%c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26)), at("France")))
	}
	began := time.Now()
	p := fuse(t, report.Assessment{}, all...)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	by := fact(t, p, "by")
	if len(by.Values) != 10_000 || !by.Differ || !by.Values[9_999].Uncompared || by.Values[9_999].Sources.Most != 1 || len(by.Values[0].Others) > threat.MaxOthers {
		t.Errorf("it has %d values", len(by.Values))
	}
	if where := fact(t, p, "where"); where.Differ || where.Values[0].Sources != (threat.Count{Least: 100, Most: 100}) {
		t.Errorf("where is said by %+v", where.Values[0].Sources)
	}
	// More than is read is counted: first come the facts of who was first.
	for n := range all {
		all[n].Facts = append(all[n].Facts, says(report.FieldAct, "a plan"))
	}
	if p := fuse(t, report.Assessment{}, all...); p.Left != 30_000-threat.MaxClaims {
		t.Errorf("%d are left out", p.Left)
	}
	// One report of very many facts is no other.
	var facts []report.Fact
	for n := range 10_000 {
		facts = append(facts, says(report.FieldVictim, fmt.Sprintf("house %d", n)))
	}
	if p := fuse(t, assessed(facts[0], facts[1]), said(1, "", facts...)); len(fact(t, p, "victim").Values) != 10_000 {
		t.Errorf("it has %d values", len(fact(t, p, "victim").Values))
	}
}
