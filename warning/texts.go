package warning

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// MaxText bounds the text of a warning in bytes, all languages together.
const MaxText = 14_000

//go:embed texts/en/*.txt
var texts embed.FS

// templates are the wordings, one a kind, and the parts that they share: how
// facts are told, and how to answer with nothing but an editor, sha256sum and
// age.
var templates = template.Must(template.New("").Option("missingkey=error").ParseFS(texts, "texts/en/*.txt"))

// A Kind is what a message says about a warning's life.
type Kind string

// The kinds.
const (
	// KindWarning is a first word.
	KindWarning Kind = "warning"
	// KindUpdate replaces an earlier warning.
	KindUpdate Kind = "update"
	// KindRetraction takes an earlier warning back. It is no new alert.
	KindRetraction Kind = "retraction"
	// KindExercise is a drill, agreed beforehand.
	KindExercise Kind = "exercise"
)

// ParseKind reads the word of a kind.
func ParseKind(word string) (Kind, error) {
	switch k := Kind(word); k {
	case KindWarning, KindUpdate, KindRetraction, KindExercise:
		return k, nil
	}
	return "", fmt.Errorf("%q is no kind of message; they are warning, update, retraction, exercise", word)
}

// replaces reports whether the kind is about an earlier warning.
func (k Kind) replaces() bool { return k == KindUpdate || k == KindRetraction }

// labels are how the text names the fields.
var labels = map[report.Field]string{
	report.FieldAct:    "What",
	report.FieldVictim: "Who is in danger",
	report.FieldTarget: "Target",
	report.FieldPlace:  "Where",
	report.FieldTime:   "When",
	report.FieldMethod: "How",
	report.FieldActor:  "By whom",
}

// A line is one released field in the text.
type line struct{ Label, Value string }

// words are what a wording is filled with.
type words struct {
	Lines  []line
	Advice []string
	Onward string
	Grade  string
}

// Wording is what a text says besides the released fields: the drafter's words,
// and the grade of the reports.
type Wording struct {
	// Advice is what the recipient can do, one thing each.
	Advice []string `json:"advice,omitempty"`
	// Onward says who else should get it, and what may be passed on.
	Onward string `json:"onward,omitempty"`
	// Grade is the grade of the reports, such as F6, where it must be stated. It
	// is not the drafter's to say.
	Grade string `json:"-"`
}

// Compose writes the text of a warning from released fields and the wording; it
// sees nothing else.
func Compose(kind Kind, t Tearline, w Wording) (string, error) {
	if _, err := ParseKind(string(kind)); err != nil {
		return "", tocsin.Refuse("warning/kind", "name one of them", "%v", err)
	}
	fill := words{Onward: oneLine(w.Onward), Grade: oneLine(w.Grade)}
	for _, r := range t.Released {
		label, ok := labels[r.Field]
		value := oneLine(r.Value)
		if !ok || value == "" {
			return "", tocsin.Refuse("warning/source", "leave it out", "%s is never released, or has no value", r.Field)
		}
		fill.Lines = append(fill.Lines, line{label, value})
	}
	if len(fill.Lines) == 0 {
		return "", tocsin.Refuse("warning/nothing-released", "release at least one fact", "a warning that tells nothing warns nobody")
	}
	for _, a := range w.Advice {
		if a = oneLine(a); a != "" {
			fill.Advice = append(fill.Advice, a)
		}
	}
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, string(kind)+".txt", fill); err != nil {
		return "", fmt.Errorf("composing a %s: %w", kind, err)
	}
	text := strings.TrimRight(b.String(), "\n") + "\n"
	return text, CheckText(text)
}

// ownLines are the lines of the wordings that no field changes. Who reads a
// warning that quotes an earlier one finds them there, and they tell nothing.
var ownLines = func() map[string]bool {
	lines := map[string]bool{}
	for _, t := range templates.Templates() {
		raw, err := texts.ReadFile("texts/en/" + t.Name())
		if err != nil {
			continue // It is a part that is defined within another file.
		}
		for line := range strings.Lines(string(raw)) {
			if !strings.Contains(line, "{{") {
				lines[strings.TrimSpace(line)] = true
			}
		}
	}
	return lines
}()

// WithoutOwnLines empties the lines of the engine's own wording.
func WithoutOwnLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if ownLines[strings.TrimSpace(line)] {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}
