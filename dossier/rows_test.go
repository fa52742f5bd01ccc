package dossier_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/tocsin/policy/packs"
)

// The issues that bring the rows which nothing holds yet.
const (
	issueDelivery  = 5 // delivery and the directory
	issueTheRecord = 6 // the record: keeping, counting, forgetting
)

// A held is what holds a row of the domain's tables: tests, the tests beside the
// base pack, or an issue that will bring it, and what is still missing of it.
type held struct {
	// tests are a room, a test and, where it has one, a subtest: "dossier TestDomain/DTW-W-a".
	tests []string
	// pack says that tests beside the base pack begin with the row.
	pack  bool
	issue int
}

// domainRow is held by the subtest of TestDomain under its own id.
func domainRow(row string, more ...string) held {
	return held{tests: append([]string{"dossier TestDomain/" + row}, more...)}
}

// rows are the rows of the tables 1a to 1d of the domain, in their order.
func rows() map[string]held {
	return map[string]held{
		// 1a. Scope and definitions.
		"DTW-PURPOSE":    {pack: true, tests: []string{"dossier TestTwoPacks"}},
		"DTW-SCOPE":      {pack: true, tests: []string{"dossier TestDomain/DTW-SCOPE"}},
		"DTW-DEF-DUTY":   {pack: true, tests: []string{"policy TestNobodyElse"}},
		"DTW-DEF-KILL":   {pack: true, tests: []string{"report TestHarms"}},
		"DTW-DEF-SBI":    {pack: true},
		"DTW-DEF-KIDNAP": {pack: true},
		"DTW-VICTIM":     {pack: true},
		"DTW-PLACE":      {pack: true},
		"DTW-PROTECTOR":  {pack: true, issue: issueDelivery}, // who is told is the directory's

		// 1b. Trigger.
		"DTW-TRIG-HOLD":      {pack: true, tests: []string{"dossier TestDomain/DTW-TRIG-HOLD"}},
		"DTW-TRIG-CREDIBLE":  {pack: true, tests: []string{"policy TestGrades", "policy TestBetterGrade"}},
		"DTW-TRIG-SPECIFIC":  {pack: true, tests: []string{"policy TestTriggers"}},
		"DTW-TRIG-IMPENDING": {pack: true, tests: []string{"policy TestTriggers"}},
		"DTW-TRIG-HARM":      {pack: true, tests: []string{"report TestHarms"}},
		"DTW-DOUBT":          {pack: true, tests: []string{"dossier TestDomain/DTW-DOUBT", "policy TestUnknownFact"}},

		// 1c. Waivers.
		"DTW-W-a":   domainRow("DTW-W-a"),
		"DTW-W-b":   domainRow("DTW-W-b"),
		"DTW-W-c":   domainRow("DTW-W-c"),
		"DTW-W-d":   domainRow("DTW-W-d"),
		"DTW-W-e":   domainRow("DTW-W-e"),
		"DTW-W-f":   {tests: []string{"dossier TestDomain/DTW-W-f"}, issue: issueDelivery}, // a new route opens it by itself
		"DTW-W-ALL": domainRow("DTW-W-ALL", "dossier TestSilence", "dossier TestWaiverEnds", "dossier TestTwoPacks"),

		// 1d. Who decides; time; communication.
		"DTW-DECIDE":    domainRow("DTW-DECIDE", "approval TestMissing", "holder TestHolder/admitting over time"),
		"DTW-WAIVE-WHO": domainRow("DTW-WAIVE-WHO", "approval TestSilenceIsDearer"),
		"DTW-JUSTIFY":   domainRow("DTW-JUSTIFY", "policy TestJustify"),
		"DTW-EXIGENT":   domainRow("DTW-EXIGENT", "dossier TestExigent"),
		// What leaves tells neither who of us wrote it nor who told us; whether it is
		// signed as the government's, the agency's or nobody's is the delivery's.
		"DTW-METHOD": {tests: []string{
			"desk TestMethodTells", "desk TestMethodStops", "desk TestRefusalsSayNothing", "desk TestSendGate", "leak TestPlantedCorpus",
			"leak TestStyle", "leak TestDocument", "leak TestPrecision", "warning TestTearRefuses",
		}, issue: issueDelivery},
		"DTW-COORD":       domainRow("DTW-COORD", "dossier TestConsult"),
		"DTW-DELIVER-IN":  {issue: issueDelivery},
		"DTW-DELIVER-OUT": {issue: issueDelivery},
		"DTW-FEEDBACK":    {issue: issueDelivery},
		"DTW-DISPUTE":     domainRow("DTW-DISPUTE", "dossier TestDisputeByClock"),
		"DTW-RECORD":      {tests: []string{"dossier TestDomain/DTW-RECORD", "dossier TestFrozen", "dossier TestLegacyLives"}, issue: issueTheRecord},
		"DTW-RETAIN":      {issue: issueTheRecord},
		"DTW-REPORT":      {issue: issueTheRecord},
	}
}

// TestRows holds that every row of the domain's tables has a test that is there,
// or an issue that will bring one.
func TestRows(t *testing.T) {
	t.Parallel()
	tests, _ := packs.Tests(base)
	beside := regexp.MustCompile(`(?m)^ *- name: "?([^"\n]*)`).FindAllStringSubmatch(string(tests), -1)
	all := rows()
	for _, row := range slices.Sorted(maps.Keys(all)) {
		h := all[row]
		if len(h.tests) == 0 && !h.pack && h.issue == 0 {
			t.Errorf("nothing holds %s, and no issue will", row)
		}
		if h.issue != 0 && (h.issue < issueDelivery || h.issue > issueTheRecord) {
			t.Errorf("%s waits for issue %d", row, h.issue)
		}
		for _, name := range h.tests {
			room, test, _ := strings.Cut(name, " ")
			if !hasTest(t, room, test) {
				t.Errorf("%s is held by %s, and there is no such test", row, name)
			}
		}
		if h.pack && !slices.ContainsFunc(beside, func(m []string) bool {
			ids, _, ok := strings.Cut(m[1], ": ")
			return ok && slices.Contains(strings.Split(ids, ", "), row)
		}) {
			t.Errorf("no test beside the pack begins with %s", row)
		}
	}
	// Every row of the pack's own tests is one of the domain's.
	for _, m := range beside {
		ids, _, ok := strings.Cut(m[1], ": ")
		for id := range strings.SplitSeq(ids, ", ") {
			if _, known := all[id]; ok && strings.HasPrefix(id, "DTW-") && !known {
				t.Errorf("%q is no row of the domain", id)
			}
		}
	}
	if len(all) != 35 {
		t.Errorf("the tables have %d rows", len(all))
	}
}

// hasTest reports whether a room has a test, with its subtest where one is named:
// by a string in the file that has the test.
func hasTest(t *testing.T, room, name string) bool {
	t.Helper()
	test, sub, _ := strings.Cut(name, "/")
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(room), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv == nil && f.Name.Name == test && (sub == "" || says(f, sub)) {
				return true
			}
		}
	}
	return false
}

// says reports whether a string stands in a function.
func says(f *ast.FuncDecl, text string) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			s, err := strconv.Unquote(lit.Value)
			found = found || err == nil && s == text
		}
		return !found
	})
	return found
}
