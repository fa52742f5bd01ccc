package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// sheetReport is the one report of the dossier that sheets of tests are about.
const sheetReport = "7k3fq2mbaaaaaaaaaaaaaaaaaa"

// secret is a word that stands in sheets and may stand in no refusal.
const secret = "qzxjvkw"

// applied reads a sheet and holds the assessment that it gives.
func applied(text string) (report.Assessment, error) {
	a := report.Assessment{Reliability: "F", Credibility: 6}
	s, err := readSheet([]byte(text))
	if err != nil {
		return a, err
	}
	shown := desk.Shown{Reports: []desk.ShownReport{{ID: sheetReport, Marking: "TLP:RED"}}}
	if a, err = s.apply(shown, a); err != nil {
		return a, err
	}
	return a, a.Check()
}

// TestSheet reads all that a sheet can say.
func TestSheet(t *testing.T) {
	t.Parallel()
	a, err := applied(`
confidence: moderate
codewords: [BLUE HARBOR]
sources:
  - {report: 7k3fq2mb, source: S-17, originator: a partner, reliability: B}
circles:
  - {name: the cell, size: 40, most: 60}
  - {name: the planners, size: 6, within: the cell}
  - {name: the drivers, size: 9}
overlaps:
  - {a: the drivers, b: the cell, least: 4}
  - {a: the planners, b: the drivers, least: 0}
facts:
  - fact: where
    value: country=Iran,city=Kerman
    report: 7k3f
    part: the second page
    mark: TLP:GREEN//NOFORN
    knows: {city: the cell, country: hundreds}
    public: {country: a newspaper of 2 January 2024}
  - {fact: when, value: 2024-01-03 06:00 to 08:00 UTC, report: 7k3f}
  - {fact: victim.2, value: the   stewards, report: 7k3f, likelihood: likely, credibility: 3, reliability: C, private: true, aliases: [the marshals], originator: another}
  - fact: how
    value: bags left behind
    report: 7k3f
    wordings: {outline: explosives left in bags, kind: explosives}
`)
	if err != nil {
		t.Fatal(err)
	}
	if a.Confidence != report.ConfidenceModerate || !slices.Equal(a.Codewords, []string{"BLUE HARBOR"}) {
		t.Errorf("the assessment is %+v", a)
	}
	if want := []report.Circle{{Name: "the cell", Size: 40, Most: 60}, {Name: "the planners", Size: 6, Within: "the cell"}, {Name: "the drivers", Size: 9}}; !slices.Equal(a.Circles, want) {
		t.Errorf("the circles are %+v", a.Circles)
	}
	if want := []report.Overlap{{A: "the drivers", B: "the cell", Least: 4}}; !slices.Equal(a.Overlaps, want) {
		t.Errorf("the overlaps are %+v", a.Overlaps)
	}
	if want := []report.Sourcing{{Report: sheetReport, Source: "S-17", Originator: "a partner", Reliability: "B"}}; !slices.Equal(a.Sourcing, want) {
		t.Errorf("the sources are %+v", a.Sourcing)
	}
	where, _ := a.Named(report.FieldPlace, "")
	if where.Place == nil || where.Place.City != "Kerman" || where.Part != "the second page" || where.Report != sheetReport {
		t.Errorf("where is %+v", where)
	}
	if where.Marking.TLP != marking.Red || !slices.Equal(where.Marking.Caveats, []string{"NOFORN"}) {
		t.Errorf("where is marked %s, more openly than its report", where.Marking)
	}
	if want := []report.Knowing{{Rung: "country", Bucket: report.BucketHundreds}, {Rung: "city", Circle: "the cell"}}; !slices.Equal(where.Knowing, want) {
		t.Errorf("where is known to %+v", where.Knowing)
	}
	if want := []report.Cover{{Rung: "country", Where: "a newspaper of 2 January 2024"}}; !slices.Equal(where.Public, want) {
		t.Errorf("where is public in %+v", where.Public)
	}
	when, _ := a.Named(report.FieldTime, "")
	if when.Window == nil || !when.Window.From.Equal(time.Date(2024, 1, 3, 6, 0, 0, 0, time.UTC)) || !when.Window.Until.Equal(time.Date(2024, 1, 3, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("when is %+v", when.Window)
	}
	victim, _ := a.Named(report.FieldVictim, "2")
	if victim.Text != "the stewards" || victim.Likelihood != report.Likely || victim.Credibility != 3 || victim.Reliability != "C" ||
		!victim.Private || !slices.Equal(victim.Aliases, []string{"the marshals"}) || victim.Originator != "another" {
		t.Errorf("the second victim is %+v", victim)
	}
	how, _ := a.Named(report.FieldMethod, "")
	if want := []report.Wording{{Rung: "kind", Text: "explosives"}, {Rung: "outline", Text: "explosives left in bags"}}; !slices.Equal(how.Wordings, want) {
		t.Errorf("how is worded %+v", how.Wordings)
	}
}

// wrongSheets are sheets that are refused, each under a rule, where a line can be
// told with it.
func wrongSheets() []struct{ name, sheet, rule, says string } {
	fact := func(more string) string {
		return "facts:\n  - {fact: how, value: " + secret + ", report: 7k3f}\n  - {report: 7k3f, " + more + "}\n"
	}
	deep := strings.Repeat("[", 40) + secret + strings.Repeat("]", 40)
	return []struct{ name, sheet, rule, says string }{
		{"nothing", "", "report/sheet", "line 1: it holds nothing"},
		{"two documents", "confidence: low\n---\nconfidence: high\n", "report/sheet", "line 1: it holds nothing, or several"},
		{"words", secret, "report/sheet", "line 1: "},
		{"a list", "- " + secret, "report/sheet", "line 1: the value is of another kind"},
		{"no YAML", "facts:\n  - {fact: where\n" + secret + "\n", "report/sheet", "line "},
		{"an open quote", "codewords: [\"" + secret, "report/sheet", "line 1: "},
		{"a tab", "facts:\n\t- fact: " + secret, "report/sheet", "line "},
		{"a key that is none", "confidence: low\n" + secret + ": 1\n", "report/sheet", "line 2: there is no such key"},
		{"a key of a fact that is none", fact(secret + ": 1"), "report/sheet", "line 3: there is no such key"},
		{"a key twice", "confidence: low\nconfidence: " + secret + "\n", "report/sheet", "line 2: that is no YAML, or a key stands twice"},
		{"a number too large", "circles:\n  - {name: x, size: 99999999999999999999}\n", "report/sheet", "line 2: the"},
		{"a number that is none", "circles:\n  - {name: x, size: " + secret + "}\n", "report/sheet", "line 2: the value is of another kind"},
		{"no text", secret + "\x00", "report/sheet", "no text"},
		{"no UTF-8", secret + "\xff", "report/sheet", "no text"},
		{"too large", strings.Repeat("# "+secret+"\n", 1+maxSheet/10), "report/sheet", "no text"},
		{"a long line", "confidence: low\n# " + strings.Repeat(secret, 300), "report/sheet", "line 2: it has more than 2000 bytes"},
		{"brackets", "confidence: low\nfacts: " + deep, "report/sheet", "line 2: it opens more brackets"},
		{"nesting", "facts:\n - - - - - - - - " + secret, "report/sheet", "line 2: it nests too deep"},
		{"an anchor", "codewords: &a [" + secret + "]\n", "report/sheet", "line 1: no value stands there"},
		{"an alias", "confidence: low\ncodewords: *" + secret + "\n", "report/sheet", "line "},
		{"a merge", "circles:\n  - {<<: {name: x}, size: 2}\n", "report/sheet", "line 2: no value stands there"},
		{"a tag", "codewords: [!!binary " + secret + "]\n", "report/sheet", "line 1: no value stands there"},
		{"no confidence", "confidence: " + secret + "\n", "report/sheet", "the confidence"},
		{"too many facts", "facts:\n" + strings.Repeat("  - {fact: how, value: "+secret+"}\n", report.MaxFacts+1), "report/sheet", "more than 200 facts"},
		{"too many circles", "circles:\n" + strings.Repeat("  - {name: "+secret+"}\n", report.MaxCircles+1), "report/sheet", "100 circles"},
		{"a report that is none", "sources:\n  - {report: " + secret + ", source: x}\n", "report/provenance", "line 2: no report"},
		{"a report in no letters", "sources:\n  - {report: 7, source: x}\n", "report/provenance", "line 2: no report"},
		{"a report twice", "sources:\n  - {report: 7k3f, source: x}\n  - {report: 7k3f, source: y}\n", "report/sheet", "line 3: a report stands there twice"},
		{"a circle twice", "circles:\n  - {name: " + secret + ", size: 2}\n  - {name: " + secret + ", size: 3}\n", "report/sheet", "line 3: a circle stands there twice"},
		{"an overlap twice", "circles:\n  - {name: x, size: 2}\n  - {name: y, size: 2}\noverlaps:\n  - {a: x, b: y, least: 1}\n  - {a: y, b: x, least: 2}\n", "report/sheet", "line 6: an overlap stands there twice"},
		{"an overlap of none", "circles:\n  - {name: x, size: 2}\noverlaps:\n  - {a: x, b: " + secret + ", least: 1}\n", "report/overlap", "overlap 1"},
		{"an overlap of too many", "circles:\n  - {name: x, size: 2}\n  - {name: y, size: 9}\noverlaps:\n  - {a: x, b: y, least: 3}\n", "report/overlap", "overlap 1 has 3 people"},
		{"too many overlaps", "overlaps:\n" + strings.Repeat("  - {a: "+secret+", b: x, least: 1}\n", report.MaxOverlaps+1), "report/sheet", "10 overlaps"},
		{"a circle of nobody", "circles:\n  - {name: " + secret + ", size: -2}\n", "report/circle", "circle 1 has -2 people"},
		{"a circle within none", "circles:\n  - {name: x, size: 2, within: " + secret + "}\n", "report/circle", "circle 1"},
		{"more than at most", "circles:\n  - {name: " + secret + ", size: 5, most: 4}\n", "report/circle", "circle 1 has 5 people at least and 4 at most"},
		{"a source's grade", "sources:\n  - {report: 7k3f, source: x, reliability: " + secret + "}\n", "report/sheet", "line 2: the reliability"},
		{"a fact twice", fact("fact: how"), "report/sheet", "line 3: a fact stands there twice"},
		{"a fact that is none", fact("fact: " + secret), "report/sheet", "line 3: that is no fact"},
		{"a key of a fact", fact("fact: victim." + strings.ToUpper(secret)), "report/sheet", "line 3: that is no fact"},
		{"a fact without a value", fact("fact: by"), "report/provenance", "line 3: nothing is known of by"},
		{"a fact without a report", "facts:\n  - {fact: by, value: " + secret + "}\n", "report/provenance", "line 2: nothing is known of by"},
		{"a report of a fact", "facts:\n  - {fact: by, value: x, report: " + secret + "}\n", "report/provenance", "line 2: no report"},
		{"a rung of another field", fact("fact: by, value: x, knows: {city: few}"), "report/sheet", "line 3: it names a rung that by does not have"},
		{"a rung that is none", fact("fact: by, value: x, wordings: {" + secret + ": y}"), "report/sheet", "line 3: it names a rung"},
		{"a circle that is none", fact("fact: by, value: x, knows: {full: " + secret + "}"), "report/sheet", "line 3: who knows by"},
		{"a likelihood", fact("fact: by, value: x, likelihood: " + secret), "report/sheet", "line 3: the likelihood"},
		{"a credibility", fact("fact: by, value: x, credibility: 9"), "report/sheet", "line 3: the credibility"},
		{"a reliability", fact("fact: by, value: x, reliability: " + secret), "report/sheet", "line 3: the reliability"},
		{"a marking", fact("fact: by, value: x, mark: " + secret), "report/sheet", "line 3: the marking of by"},
		{"a place", fact("fact: where, value: " + secret), "report/sheet", "line 3: the value of where is no place"},
		{"a place off the earth", fact(`fact: where, value: "country=Iran,point=91.5 N 200 E"`), "report/sheet", "line 3: the value of where is no place"},
		{"a time", fact("fact: when, value: " + secret), "report/sheet", "line 3: the value of when is no time"},
		{"a time the wrong way round", fact("fact: when, value: 2024-01-05 to 2024-01-03"), "report/sheet", "line 3: the value of when is no time"},
		{"an hour without a zone", fact(`fact: when, value: "2024-01-03 06:00"`), "report/sheet", "line 3: the value of when is no time"},
		{"a day that is none", fact("fact: when, value: 2023-02-30"), "report/sheet", "line 3: the value of when is no time"},
	}
}

// TestSheetRefused refuses what a sheet cannot mean, with its line and without its
// words.
func TestSheetRefused(t *testing.T) {
	t.Parallel()
	for _, c := range wrongSheets() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := applied(c.sheet)
			refusal, ok := errors.AsType[*tocsin.Refusal](err)
			if !ok || refusal.Rule != c.rule || !strings.Contains(refusal.Why, c.says) || refusal.Remedy == "" {
				t.Fatalf("it ends with %v, not refused under %s with %q", err, c.rule, c.says)
			}
			if said := strings.ToLower(fmt.Sprint(refusal.Why, refusal.Remedy)); strings.Contains(said, secret) {
				t.Errorf("it quotes the sheet: %v", err)
			}
		})
	}
}

// TestSheetBomb reads sheets that mean to take long.
func TestSheetBomb(t *testing.T) {
	t.Parallel()
	var laughs, steps strings.Builder
	laughs.WriteString("a0: &a0 [x, x]\n")
	for i := range 60 {
		fmt.Fprintf(&laughs, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	for i := range 900 {
		fmt.Fprintf(&steps, "%s- \n", strings.Repeat(" ", i))
	}
	for name, text := range map[string]string{
		"aliases":    laughs.String(),
		"steps":      steps.String(),
		"dashes":     strings.Repeat("- ", maxSheetLine/2),
		"marks":      strings.Repeat("? ", maxSheetLine/2),
		"brackets":   strings.Repeat("[\n", 100_000),
		"many lines": strings.Repeat("x\n", maxSheet/2),
		"many facts": "facts:\n" + strings.Repeat("- {fact: by}\n", 50_000),
		"many keys":  manyKeys(50_000, ": 1\n"),
		"some keys":  manyKeys(maxSheetMarks/2-1, ": 1\n"),
		"flow keys":  "{" + manyKeys(maxSheetMarks/2-1, ",\n") + "}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			if _, err := applied(text); err == nil {
				t.Error("it was taken")
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// manyKeys is a mapping of many keys.
func manyKeys(n int, end string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d%s", i, end)
	}
	return b.String()
}

// FuzzSheet gives any sheet: it is taken, and makes an assessment that holds, or is
// refused without its words.
func FuzzSheet(f *testing.F) {
	for _, c := range wrongSheets() {
		if len(c.sheet) < 1<<12 {
			f.Add(c.sheet)
		}
	}
	f.Add("confidence: low\ncircles:\n  - {name: a, size: 3, most: 9, within: b}\n  - {name: b, size: 5}\nfacts:\n  - fact: where\n    value: country=Iran\n    report: 7k3f\n    knows: {country: a}\n")
	f.Add("sources: [{report: 7k3f, source: " + secret + "}]\nfacts: [{fact: when, value: 13 Dey 1402, report: 7k3f, public: {day: x}}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := applied(text)
		if err == nil {
			return
		}
		refusal, ok := errors.AsType[*tocsin.Refusal](err)
		if !ok {
			t.Fatalf("%q ends with a fault: %v", text, err)
		}
		if refusal.Rule == "" || refusal.Why == "" || refusal.Remedy == "" {
			t.Fatalf("%q is refused without a rule, a reason or a next step: %+v", text, refusal)
		}
		if said := strings.ToLower(refusal.Why + refusal.Remedy); strings.Contains(said, secret) {
			t.Fatalf("%q is quoted: %v", text, err)
		}
	})
}
