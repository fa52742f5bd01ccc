package warning_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/tocsin/warning"
)

// TestSuggestsForce holds which words take one more signature.
func TestSuggestsForce(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"A gunman is on his way.", "GUNMEN? No: a Gunman!", "Be ready to shoot.", "Police are shooting.", "They shoot first.",
		"He was seized.", "Seizing him is easy.", "an armed\nresponse", "armed-response", "Storm the house", "storming", "raids on the house",
		"raided", "raiding", "use of force", "They force the door", "forced", "forcing", "Neutralize him", "neutralizing the cell", "neutralized",
		"eliminating", "take  him... take out", "arrest", "arrests", "arrested", "arresting", "detained", "a tactical unit", "SWAT", "weapons free",
		"restraining", "subdued", "Assaults are planned", "pre-empt it? preempt it", "strike first", "kill them",
	} {
		if !warning.SuggestsForce(text) {
			t.Errorf("%q suggests force", text)
		}
	}
	for _, text := range []string{"", "An attack is being prepared.", "Guard the gates.", "Reinforce the doors", "workforce", "stormy weather", "enforcement"} {
		if warning.SuggestsForce(text) {
			t.Errorf("%q suggests no force", text)
		}
	}
}

// TestStatesGrade holds that a grade is stated as a word of its own.
func TestStatesGrade(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Graded: F6": true, "F6": true, "(F6)": true, "grade F6, see below": true, "Graded:\nF6\n": true, "F6.": true,
		"": false, "F 6": false, "F-6": false, "f6": false, "XF6": false, "F61": false, "F5": false, "É F6é": false, "Graded: E6": false,
	} {
		if got := warning.StatesGrade(text, "F6"); got != want {
			t.Errorf("%q states the grade: %t", text, got)
		}
	}
}

// gradedText is a composed text that states a grade.
func gradedText(t *testing.T, grade string) string {
	t.Helper()
	text, err := warning.Compose(warning.KindWarning, all(t), warning.Wording{Grade: grade})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestGradeLine holds that a composed text states the grade and says what it
// means, where it must, and nothing of it where it need not.
func TestGradeLine(t *testing.T) {
	t.Parallel()
	for _, grade := range []string{"A1", "E5", "F6", "B3"} {
		text := gradedText(t, grade)
		if !warning.StatesGrade(text, grade) || !strings.Contains(text, "\nGraded: "+grade+"\nThe letter grades the source") {
			t.Errorf("it states no %s:\n%s", grade, text)
		}
		for _, other := range []string{"A1", "E5", "F6", "B3", "A", "6x"} {
			if other != grade && other != "A" && warning.StatesGrade(text, other) {
				t.Errorf("graded %s it states %s", grade, other)
			}
		}
	}
	golden(t, "warning-graded.golden", gradedText(t, "F6"))
	if text := gradedText(t, ""); strings.Contains(text, "Graded") || strings.Contains(text, "letter") {
		t.Errorf("it speaks of a grade:\n%s", text)
	}
	if _, err := warning.Compose(warning.KindWarning, all(t), warning.Wording{Grade: "F6\nFrom: us"}); err != nil {
		t.Error(err)
	}
	if text := gradedText(t, "F6\nFrom: us"); strings.Contains(text, "\nFrom: us") {
		t.Errorf("a grade makes a line of its own:\n%s", text)
	}
}

// golden holds a text against its golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads\n%s\nnot\n%s", name, got, want)
	}
	for line := range strings.Lines(got) {
		if long := utf8.RuneCountInString(line) - 1; long > 80 {
			t.Errorf("%s has a line of %d characters: %s", name, long, line)
		}
	}
}
