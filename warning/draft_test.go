package warning_test

import (
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/warning"
)

// draft is a draft that can leave.
func draft() warning.Draft {
	return warning.Draft{
		Kind: warning.KindWarning, Text: "a\n", Marking: marking.Marking{TLP: marking.Amber, Caveats: []string{"ORCON"}},
		ValidFrom: moment("2024-01-02T08:00:30Z"), UsefulUntil: moment("2024-01-04T00:00:00Z"),
		Recipients: []tocsin.RecipientID{"rrrrrrrrrrrrrrrrrrrrrrrrrr", "ssssssssssssssssssssssssss"},
	}
}

// TestDraft holds what a draft needs to leave; whatever passes can be signed.
func TestDraft(t *testing.T) {
	t.Parallel()
	now := moment("2024-01-02T08:00:00Z")
	caveats := func(c ...string) func(*warning.Draft) {
		return func(d *warning.Draft) { d.Marking.Caveats = c }
	}
	for name, c := range map[string]struct {
		rule   string
		change func(*warning.Draft)
	}{
		"as it is":                  {"", func(*warning.Draft) {}},
		"no kind":                   {"warning/kind", func(d *warning.Draft) { d.Kind = "" }},
		"another kind":              {"warning/kind", func(d *warning.Draft) { d.Kind = "alert" }},
		"unmarked":                  {"warning/marking", func(d *warning.Draft) { d.Marking.TLP = marking.Unmarked }},
		"caveat on two lines":       {"warning/marking", caveats("A\nB")},
		"caveat with a return":      {"warning/marking", caveats("A\rB")},
		"caveat with a terminal":    {"warning/marking", caveats("A\x1b[2K")},
		"caveat with hidden marks":  {"warning/marking", caveats("A\u202eB")},
		"caveat with a space":       {"warning/marking", caveats("A ")},
		"caveat not in NFC":         {"warning/marking", caveats("e\u0301")},
		"too many caveats":          {"warning/marking", caveats(strings.Fields(strings.Repeat("ABCDEFGH ", 60))...)},
		"no recipient":              {"warning/recipients", func(d *warning.Draft) { d.Recipients = nil }},
		"a recipient twice":         {"warning/recipients", func(d *warning.Draft) { d.Recipients = append(d.Recipients, d.Recipients[0]) }},
		"warning that supersedes":   {"warning/supersedes", func(d *warning.Draft) { d.Supersedes = "v" }},
		"exercise that supersedes":  {"warning/supersedes", func(d *warning.Draft) { d.Kind, d.Supersedes = warning.KindExercise, "v" }},
		"update of nothing":         {"warning/supersedes", func(d *warning.Draft) { d.Kind = warning.KindUpdate }},
		"retraction of nothing":     {"warning/supersedes", func(d *warning.Draft) { d.Kind = warning.KindRetraction }},
		"ends before it begins":     {"warning/validity", func(d *warning.Draft) { d.UsefulUntil = d.ValidFrom }},
		"ends in the same minute":   {"warning/validity", func(d *warning.Draft) { d.UsefulUntil = d.ValidFrom.Add(29 * time.Second) }},
		"ends the next minute":      {"", func(d *warning.Draft) { d.UsefulUntil = d.ValidFrom.Add(30 * time.Second) }},
		"has ended":                 {"warning/validity", func(d *warning.Draft) { d.ValidFrom, d.UsefulUntil = now.Add(-time.Hour), now }},
		"ends in this minute":       {"warning/validity", func(d *warning.Draft) { d.ValidFrom, d.UsefulUntil = now.Add(-time.Hour), now.Add(59*time.Second) }},
		"ends after the last year":  {"warning/validity", func(d *warning.Draft) { d.UsefulUntil = d.UsefulUntil.AddDate(8000, 0, 0) }},
		"begins never":              {"warning/validity", func(d *warning.Draft) { d.ValidFrom = time.Time{} }},
		"text that is not plain":    {"warning/text", func(d *warning.Draft) { d.Text = "a\r\n" }},
		"text that is too long":     {"warning/too-long", func(d *warning.Draft) { d.Text = strings.Repeat("a", warning.MaxText) + "\n" }},
		"the first recipient alone": {"", func(d *warning.Draft) { d.Recipients = d.Recipients[:1] }},
	} {
		d := draft()
		c.change(&d)
		err := d.Check(now)
		refused(t, name, err, c.rule)
		if err != nil {
			continue
		}
		n := sample()
		n.Kind, n.Supersedes, n.Text, n.Marking = d.Kind, d.Supersedes, d.Text, d.Marking.String()
		n.ValidFrom, n.UsefulUntil = d.ValidFrom, d.UsefulUntil
		sign(t, n)
	}
}

// TestHash holds that what is approved is the text.
func TestHash(t *testing.T) {
	t.Parallel()
	d := draft()
	if got := d.Hash(); got != "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7" { // printf 'a\n' | sha256sum
		t.Errorf("the hash of the text is %s", got)
	}
}

// TestParseKind reads the words of the kinds.
func TestParseKind(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		if got, err := warning.ParseKind(string(k)); err != nil || got != k {
			t.Errorf("%s is read as %s: %v", k, got, err)
		}
	}
	for _, word := range []string{"", "Warning", "warnings", "warning ", "answer", "facts"} {
		if got, err := warning.ParseKind(word); err == nil {
			t.Errorf("%q is read as %s", word, got)
		}
	}
}
