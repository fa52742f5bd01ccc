package warning_test

import (
	"strings"
	"testing"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// FuzzComposeIn gives any words to the engine: whatever it makes of them is plain
// canonical text that nobody could take for a signature, or is refused; and each
// word that is told stands in it.
func FuzzComposeIn(f *testing.F) {
	f.Add("a shooting", "تیراندازی", "Iran", "3 January 2024", "Go home.", "به خانه بروید.")
	f.Add("a\n— x", "a\u202e", "Kerman, Iran", "from 1 to 5 January 2024", "", "")
	f.Add("{{.}}", "{day}", "{{template}}", "before 3 January 2024, 06:00 UTC", "=== English ===", "می\u200cخ")
	f.Fuzz(func(t *testing.T, what, persian, where, when, advice, inPersian string) {
		tear := warning.Tearline{Released: []warning.Released{
			{Field: report.FieldAct, Value: what, Rung: "words"},
			{Field: report.FieldPlace, Value: where, Rung: "city"},
			{Field: report.FieldTime, Value: when, Rung: "day"},
		}}
		w := warning.Wording{Advice: []string{advice}, In: []warning.Words{{
			Language: warning.Persian, Say: []warning.Said{{Fact: "what", Words: persian}}, Advice: []string{inPersian},
		}}}
		text, err := warning.ComposeIn([]warning.Language{warning.Persian, warning.English}, warning.KindWarning, tear, w)
		if err != nil {
			return
		}
		if err := warning.CheckText(text); err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{what, persian, where, when, advice, inPersian} {
			if !strings.Contains(text, strings.Join(strings.Fields(said), " ")) {
				t.Fatalf("%q is told as\n%s", said, text)
			}
		}
	})
}
