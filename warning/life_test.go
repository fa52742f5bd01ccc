package warning_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// opening are the first lines of kinds, in every language.
func opening(tb rapid.TB, is func(warning.Kind) bool) []string {
	tb.Helper()
	var lines []string
	for _, k := range kinds {
		for _, l := range warning.Languages() {
			if !is(k) {
				continue
			}
			line, err := warning.FirstLine(k, l)
			if err != nil || strings.TrimSpace(line) == "" {
				tb.Fatalf("a %s in %s opens with %q, %v", k, l, line, err)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// TestFirstLines holds that no two kinds open alike in any language, and that what
// ends a warning says in English that it is no new one.
func TestFirstLines(t *testing.T) {
	t.Parallel()
	lines := opening(t, func(warning.Kind) bool { return true })
	sorted := slices.Sorted(slices.Values(lines))
	if len(lines) != 6*4 || len(slices.Compact(sorted)) != len(lines) {
		t.Errorf("they open with %q", lines)
	}
	for _, k := range kinds {
		line, err := warning.FirstLine(k, warning.English)
		if err != nil || strings.Contains(line, "NO NEW WARNING") != k.Ends() {
			t.Errorf("a %s opens with %q, %v", k, line, err)
		}
	}
	if _, err := warning.FirstLine("alert", warning.English); err == nil {
		t.Error("an alert has a first line")
	}
	if _, err := warning.FirstLine(warning.KindWarning, "de"); err == nil {
		t.Error("there is a first line in German")
	}
}

// TestNoEndingLooksLikeAnAlert composes texts of every kind in any languages, from
// any words, and holds that the first line of each part is in the closed set of
// its kind, that no ending holds a line that opens an alert, and no alert one that
// opens an ending.
func TestNoEndingLooksLikeAnAlert(t *testing.T) {
	t.Parallel()
	endings := opening(t, warning.Kind.Ends)
	alerts := opening(t, func(k warning.Kind) bool { return !k.Ends() })
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		languages := rapid.Permutation(warning.Languages()).Draw(t, "languages")[:rapid.IntRange(1, 4).Draw(t, "many")]
		// Whoever words a fact may try to forge a line.
		value := rapid.SampledFrom(append([]string{"Kerman, Iran", "Oslo, Norway"}, slices.Concat(endings, alerts)...)).Draw(t, "where")
		tear := told(report.FieldPlace, value, "city")
		text, err := warning.ComposeIn(languages, kind, tear, warning.Wording{})
		if err != nil {
			t.Fatal(err)
		}
		d := warning.Draft{Kind: kind, Text: text, Languages: languages, Tearline: tear}
		forged := slices.Contains(endings, value) && !kind.Ends() || slices.Contains(alerts, value) && kind.Ends()
		if err := d.CheckFirstLines(); err != nil && !forged {
			t.Fatalf("%v:\n%s", err, text)
		}
		if d.CheckFirstLines() != nil {
			return
		}
		wrong := endings
		if kind.Ends() {
			wrong = alerts
		}
		lines := strings.Split(text, "\n")
		if slices.ContainsFunc(lines, func(l string) bool { return slices.Contains(wrong, strings.TrimSpace(l)) }) {
			t.Fatalf("a %s has the line of another kind:\n%s", kind, text)
		}
		first := opening(t, func(k warning.Kind) bool { return k == kind })
		firsts := slices.DeleteFunc(lines, func(l string) bool { return !slices.Contains(first, l) })
		if len(firsts) < len(languages) || len(languages) == 1 && !strings.HasPrefix(text, first[slices.Index(warning.Languages(), languages[0])]+"\n") {
			t.Fatalf("a %s opens otherwise:\n%s", kind, text)
		}
	})
}

// TestFirstLineHolds edits texts, and holds that the line of the kind stays.
func TestFirstLineHolds(t *testing.T) {
	t.Parallel()
	compose := func(k warning.Kind, in ...warning.Language) warning.Draft {
		text, err := warning.ComposeIn(in, k, told(report.FieldPlace, "Kerman, Iran", "city"), warning.Wording{})
		if err != nil {
			t.Fatal(err)
		}
		return warning.Draft{Kind: k, Text: text, Languages: in}
	}
	cancel, both := compose(warning.KindRetraction, warning.English), compose(warning.KindRetraction, warning.English, warning.Russian)
	for name, c := range map[string]struct {
		rule   string
		of     warning.Draft
		change func(string) string
	}{
		"as it is":                  {"", cancel, func(s string) string { return s }},
		"in two languages":          {"", both, func(s string) string { return s }},
		"of no language":            {"", warning.Draft{Kind: cancel.Kind, Text: cancel.Text}, func(s string) string { return s }},
		"with another first line":   {"warning/first-line", cancel, func(s string) string { return "URGENT\n" + s }},
		"with a stand-down's line":  {"warning/first-line", cancel, func(s string) string { return strings.Replace(s, "RETRACTION", "STAND-DOWN", 1) }},
		"that warns":                {"warning/first-line", cancel, func(s string) string { return s + "WARNING\n" }},
		"that warns in small print": {"warning/first-line", cancel, func(s string) string { return s + "  Warning \n" }},
		"that warns in French":      {"warning/first-line", cancel, func(s string) string { return s + "AVERTISSEMENT\n" }},
		"second part changed":       {"warning/first-line", both, func(s string) string { return strings.Replace(s, "ОТЗЫВ", "ВНИМАНИЕ", 1) }},
		"second part gone":          {"warning/first-line", both, func(s string) string { return s[:strings.Index(s, "=== Русский")] }},
		"a warning that takes back": {"warning/first-line", compose(warning.KindWarning, warning.English), func(s string) string {
			return s + "RETRACTION - THIS IS NO NEW WARNING\n"
		}},
		"an update as it is":            {"", compose(warning.KindUpdate, warning.Persian), func(s string) string { return s }},
		"a warning with its own words":  {"", compose(warning.KindWarning, warning.English), func(string) string { return "Leave the house now.\n" }},
		"a stand-down taken for update": {"warning/first-line", compose(warning.KindStandDown, warning.French), func(s string) string { return s + "MISE À JOUR D'UN AVERTISSEMENT\n" }},
	} {
		d := c.of
		d.Text = c.change(d.Text)
		refused(t, name, d.CheckFirstLines(), c.rule)
	}
}

// TestEndingsTellNobodyToAct holds that no ending says what to do: not in its own
// words, and not in those of the text that it ends.
func TestEndingsTellNobodyToAct(t *testing.T) {
	t.Parallel()
	tear := told(report.FieldPlace, "Kerman, Iran", "city")
	earlier, err := warning.Compose(warning.KindWarning, tear, warning.Wording{Advice: []string{"Close the gates."}, Onward: "the guards"})
	if err != nil {
		t.Fatal(err)
	}
	was := warning.Draft{Kind: warning.KindWarning, Text: earlier}
	for _, kind := range kinds {
		if !kind.Ends() {
			continue
		}
		for name, w := range map[string]warning.Wording{
			"advice": {Advice: []string{"x"}}, "onward": {Onward: "x"}, "front": {Front: &warning.Front{To: "x"}},
			"advice in French": {In: []warning.Words{{Language: warning.French, Advice: []string{"x"}}}},
			"onward in French": {In: []warning.Words{{Language: warning.French, Onward: "x"}}},
		} {
			_, err := warning.ComposeIn([]warning.Language{warning.English, warning.French}, kind, tear, w)
			refused(t, string(kind)+" with "+name, err, "warning/ending-advice")
		}
		text, err := warning.Compose(kind, tear, warning.Wording{})
		if err != nil {
			t.Fatal(err)
		}
		for line, rule := range map[string]string{
			"": "", "- Close the gates.": "warning/ending-advice", "  close THE gates. ": "warning/ending-advice", "Open the gates.": "",
		} {
			refused(t, string(kind)+" with "+line, warning.Draft{Kind: kind, Text: text + line + "\n"}.CheckEnding(was), rule)
		}
	}
	refused(t, "an update", warning.Draft{Kind: warning.KindUpdate, Text: earlier}.CheckEnding(was), "")
}

// TestWindowIsBounded holds that nothing holds for longer than a year.
func TestWindowIsBounded(t *testing.T) {
	t.Parallel()
	d := draft()
	d.UsefulUntil = d.ValidFrom.Truncate(time.Minute).Add(warning.MaxWindow)
	refused(t, "a year", d.Check(d.ValidFrom), "")
	d.UsefulUntil = d.UsefulUntil.Add(time.Minute)
	refused(t, "more than a year", d.Check(d.ValidFrom), "warning/validity")
}
