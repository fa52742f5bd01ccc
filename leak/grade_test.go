package leak_test

import (
	"testing"

	"example.org/tocsin/leak"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// graded is a text with or without a grade.
func graded(t *testing.T, grade string) string {
	t.Helper()
	text, err := warning.Compose(warning.KindWarning, warning.Tearline{Released: []warning.Released{
		{Field: report.FieldActor, Value: "an armed group"},
		{Field: report.FieldAct, Value: "a shooting"},
		{Field: report.FieldTarget, Value: "a public gathering"},
		{Field: report.FieldPlace, Value: "Kerman, Iran"},
		{Field: report.FieldTime, Value: "3 January 2024, 06:00 to 12:00 UTC"},
		{Field: report.FieldMethod, Value: "firearms"},
	}}, warning.Wording{Grade: grade})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestGradeLeaksNothing holds that what the grade line says of itself is no leak
// of the numbers that a protected report holds, and that the grade itself is
// told by the engine.
func TestGradeLeaksNothing(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"He has 5 men, 6 rifles and 1 car.", "Room 6, floor 5, bed 1.", "Graded A1 by us, F6 by them, E5 by others.",
		"one, five and six", "source A, letter F, E", "He drives an A1 and an F6.", "at 5, 6 or 1", "the 1st, the 5th and the 6th",
		"F6", "f6", "A-1", "The number is 6.", "Nos. 1, 5; 6",
	} {
		passages := []report.Passage{secret(words)}
		plain := leak.Same(graded(t, ""), passages, nil)
		for _, grade := range []string{"A1", "E5", "F6"} {
			if got := leak.Same(graded(t, grade), passages, []string{grade}); len(got) != len(plain) {
				t.Errorf("graded %s, and %q is protected: %v, not %v", grade, words, got, plain)
			}
		}
	}
}
