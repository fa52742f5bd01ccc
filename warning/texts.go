package warning

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"example.org/tocsin/report"
)

// MaxText bounds the text of a warning in bytes, all languages together.
const MaxText = 14_000

//go:embed texts/en/*.txt
var texts embed.FS

// templates are the wordings, one a kind.
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
}

// Wording is what a text says besides the released fields. Both are the
// drafter's words.
type Wording struct {
	// Advice is what the recipient can do, one thing each.
	Advice []string `json:"advice,omitempty"`
	// Onward says who else should get it, and what may be passed on.
	Onward string `json:"onward,omitempty"`
}

// Compose writes the text of a warning from released fields and the drafter's
// own words; it sees nothing else.
func Compose(kind Kind, t Tearline, w Wording) (string, error) {
	fill := words{Onward: oneLine(w.Onward)}
	for _, r := range t.Released {
		fill.Lines = append(fill.Lines, line{labels[r.Field], r.Value})
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
