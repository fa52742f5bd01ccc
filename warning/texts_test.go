package warning_test

import (
	"flag"
	"strings"
	"testing"

	"filippo.io/age"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

var update = flag.Bool("update", false, "write the golden files anew")

// all is the tearline of the golden files.
func all(t *testing.T) warning.Tearline {
	t.Helper()
	got, err := warning.Tear(assessed(), []warning.Release{
		{Field: report.FieldActor, Say: "an armed group"},
		{Field: report.FieldAct, Say: "a shooting"},
		{Field: report.FieldVictim},
		{Field: report.FieldTarget, Say: "a public gathering"},
		{Field: report.FieldPlace, Place: place.City},
		{Field: report.FieldTime, Time: report.PartOfDay},
		{Field: report.FieldMethod, Say: "firearms"},
	}, "it would show the source")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestGolden holds the words of every kind: in full, and with as little as may
// be. They are what a duty officer of another government reads at three in the
// morning.
func TestGolden(t *testing.T) {
	t.Parallel()
	full := warning.Wording{
		Advice: []string{"Guard the places where many people will be.", "", "Search bags at\nthe gates."},
		Onward: "the police of the city; all of this may be passed on",
	}
	least := warning.Tearline{Released: []warning.Released{{Field: report.FieldAct, Value: "a shooting"}}}
	for _, kind := range kinds {
		for name, in := range map[string]struct {
			t warning.Tearline
			w warning.Wording
		}{
			string(kind) + ".golden":       {all(t), full},
			string(kind) + "-least.golden": {least, warning.Wording{}},
		} {
			got, err := warning.Compose(kind, in.t, fitting(kind, in.w))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, got)
		}
	}
}

// TestComposeRefuses holds what no text can be made of.
func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	tear := func(f report.Field, value string) warning.Tearline {
		return warning.Tearline{Released: []warning.Released{{Field: f, Value: value}}}
	}
	for _, c := range []struct {
		name string
		kind warning.Kind
		t    warning.Tearline
		w    warning.Wording
		rule string
	}{
		{"no kind", "", tear(report.FieldAct, "a"), warning.Wording{}, "warning/kind"},
		{"another file", "facts", tear(report.FieldAct, "a"), warning.Wording{}, "warning/kind"},
		{"nothing", "warning", warning.Tearline{}, warning.Wording{}, "warning/nothing-released"},
		{"the source", "warning", tear(report.FieldSource, "a"), warning.Wording{}, "warning/source"},
		{"the basis", "warning", tear(report.FieldBasis, "a"), warning.Wording{}, "warning/source"},
		{"no value", "warning", tear(report.FieldAct, " \n"), warning.Wording{}, "warning/source"},
		{"hidden characters", "warning", tear(report.FieldAct, "a\u202eb"), warning.Wording{}, "warning/text"},
		{"hidden characters in advice", "warning", tear(report.FieldAct, "a"), warning.Wording{Advice: []string{"a\u200bb"}}, "warning/text"},
		{"too long", "warning", tear(report.FieldAct, "a"), warning.Wording{Onward: strings.Repeat("a", warning.MaxText)}, "warning/too-long"},
	} {
		_, err := warning.Compose(c.kind, c.t, c.w)
		refused(t, c.name, err, c.rule)
	}
}

// TestAnswerByHand does what every text says about answering, with what stands
// in the text alone, and nothing of ours.
func TestAnswerByHand(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		text, err := warning.Compose(kind, all(t), warning.Wording{})
		if err != nil {
			t.Fatal(err)
		}
		n := sample()
		n.ReplyTo, n.Text = identity.Recipient().String(), text
		body := n.Body()
		_, rest, _ := strings.Cut(text, "seven lines:\n\n")
		lines, _, _ := strings.Cut(rest, "\n\n")
		// The words above are those of the header, where each stands once.
		token, key := behind(t, body, "acknowledge-with"), behind(t, body, "acknowledge-to")
		got := strings.NewReplacer("HASH", strings.Repeat("0f", 32), "TOKEN", token, "OFFICE", "Ministry, duty officer").Replace(lines) + "\n"
		// What package delivery reads.
		want := "tocsin-acknowledgement/v1\nfile " + strings.Repeat("0f", 32) + "\ntoken " + n.Token +
			"\nanswer acknowledged\nrung read\nby Ministry, duty officer\nsays -\n"
		if got != want {
			t.Errorf("the text of a %s tells to write\n%s\nnot\n%s", kind, got, want)
		}
		if _, err := age.ParseX25519Recipient(key); err != nil {
			t.Errorf("the text of a %s tells to encrypt to %q", kind, key)
		}
		for _, command := range []string{"sha256sum", "\nage -r KEY -o answer.age answer.txt\n", "write disputed for acknowledged"} {
			if !strings.Contains(text, command) {
				t.Errorf("the text of a %s does not name %q", kind, command)
			}
		}
	}
}

// behind gives what stands behind a word at the beginning of the one line that
// begins with it.
func behind(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut("\n"+text, "\n"+name+" ")
	value, more, _ := strings.Cut(rest, "\n")
	if !ok || strings.Contains(more, "\n"+name+" ") {
		t.Fatalf("not one line of the text begins with %s:\n%s", name, text)
	}
	return value
}
