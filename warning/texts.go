package warning

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// MaxText bounds the text of a warning in bytes, all languages together.
const MaxText = 14_000

//go:embed texts/*/*.txt
var texts embed.FS

// A Kind is what a message says about a warning's life.
type Kind string

// The kinds.
const (
	// KindWarning is a first word.
	KindWarning Kind = "warning"
	// KindUpdate replaces an earlier warning.
	KindUpdate Kind = "update"
	// KindExtension says that an earlier warning is still live, and until when.
	KindExtension Kind = "extension"
	// KindRetraction cancels an earlier warning: it was wrong, or its source was
	// withdrawn. It is no new alert.
	KindRetraction Kind = "retraction"
	// KindStandDown ends an earlier warning whose danger has passed. It is no new
	// alert.
	KindStandDown Kind = "stand-down"
	// KindExercise is a drill, agreed beforehand.
	KindExercise Kind = "exercise"
)

// ParseKind reads the word of a kind.
func ParseKind(word string) (Kind, error) {
	if k := Kind(word); slices.Contains(Kinds(), k) {
		return k, nil
	}
	return "", fmt.Errorf("%q is no kind of message; they are warning, update, extension, retraction, stand-down, exercise", word)
}

// A line is one released field in the text. Apart is the value in lines of its
// own, where a line with its label would be read in two directions.
type line struct {
	Label, Value string
	Apart        []string
}

// words are what a wording is filled with.
type words struct {
	Lines  []line
	Advice []string
	Onward string
	Grade  string
	// Front is the part for the front line, FrontTo who that is, and FrontMark how
	// it is marked.
	Front     []line
	FrontTo   string
	FrontMark string
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
	// Front is the part of the text that may be passed on to the front line; none
	// where it has no such part.
	Front *Front `json:"-"`
	// In is the same in other languages.
	In []Words `json:"in,omitempty"`
}

// A Front is the second, lower tearline: what those on the spot need, and no
// more, with its own marking.
type Front struct {
	// To says who they are.
	To string `json:"to"`
	// Released is what they are told: facts of the text, none finer than there.
	Released []Released `json:"released"`
	Marking  string     `json:"marking"`
}

// Compose writes the text of a warning in English, from released fields and the
// wording; it sees nothing else.
func Compose(kind Kind, t Tearline, w Wording) (string, error) {
	return ComposeIn([]Language{English}, kind, t, w)
}

// ComposeIn writes the text of a warning in languages, one after the other; where
// there are several, a line with its name stands above each. A value that is told
// in words is told in the drafter's words of that language or not at all.
func ComposeIn(languages []Language, kind Kind, t Tearline, w Wording) (string, error) {
	if _, err := ParseKind(string(kind)); err != nil {
		return "", tocsin.Refuse("warning/kind", "name one of them", "%v", err)
	}
	if len(languages) == 0 {
		return "", tocsin.Refuse("warning/language", "name one", "the text is in no language")
	}
	if err := w.check(languages, t); err != nil {
		return "", err
	}
	if err := w.checkEnding(kind); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, l := range languages {
		if slices.Contains(languages[:i], l) {
			return "", tocsin.Refuse("warning/language", "name each once", "a language is named twice")
		}
		in, err := speak(l)
		if err != nil {
			return "", err
		}
		fill, err := in.fill(t, w, w.in(languages[0]))
		if err != nil {
			return "", err
		}
		if len(languages) > 1 {
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString(in.heading() + "\n\n")
		}
		var one strings.Builder
		if err := in.templates.ExecuteTemplate(&one, string(kind)+".txt", fill); err != nil {
			return "", fmt.Errorf("composing a %s: %w", kind, err)
		}
		b.WriteString(strings.TrimRight(one.String(), "\n") + "\n")
	}
	return b.String(), CheckText(b.String())
}

// heading is the line above a text that is one of several.
func (t tongue) heading() string { return "=== " + t.words["language"] + " ===" }

// fill gives what the wording of a language is filled with. What the drafter says
// in it must be as much as he says in the first language of the text.
func (t tongue) fill(tear Tearline, w Wording, first Words) (words, error) {
	said := w.in(t.is)
	fill := words{Onward: oneLine(said.Onward), Grade: oneLine(w.Grade), Advice: spoken(said.Advice)}
	for _, r := range tear.Released {
		told, err := t.line(r, said)
		if err != nil {
			return words{}, err
		}
		fill.Lines = append(fill.Lines, told)
	}
	if err := t.front(&fill, tear, w.Front, said); err != nil {
		return words{}, err
	}
	switch {
	case len(fill.Lines) == 0:
		return words{}, tocsin.Refuse("warning/nothing-released", "release at least one fact", "a warning that tells nothing warns nobody")
	case len(fill.Advice) != len(spoken(first.Advice)):
		return words{}, tocsin.Refuse("warning/translation", "give each advice in each language",
			"there are %d pieces of advice in %s and %d in %s", len(fill.Advice), t.is, len(spoken(first.Advice)), first.Language)
	case (fill.Onward == "") != (oneLine(first.Onward) == ""):
		return words{}, tocsin.Refuse("warning/translation", "say it in each language",
			"who else should know is said in one of %s and %s, and not in the other", t.is, first.Language)
	}
	if t.is == English {
		return fill, nil // A drafter may say in it whatever he wants to.
	}
	for _, a := range append(slices.Clip(fill.Advice), fill.Onward) {
		if err := t.written("the advice", a); err != nil {
			return words{}, err
		}
	}
	return fill, nil
}

// front fills in the part for the front line. What it tells more coarsely than the
// text is in the words of an officer, and those are English.
func (t tongue) front(fill *words, tear Tearline, f *Front, said Words) error {
	if f == nil {
		return nil
	}
	fill.FrontTo, fill.FrontMark = oneLine(f.To), oneLine(f.Marking)
	for _, r := range f.Released {
		same := slices.ContainsFunc(tear.Released, func(o Released) bool { return o.Name() == r.Name() && o.Value == r.Value })
		if inWords := r.Field != report.FieldPlace && r.Field != report.FieldTime; inWords && !same && t.is != English {
			return tocsin.Refuse("warning/translation", "leave the language out, or tell the front line as much as the recipient",
				"%s is told more coarsely to the front line, and in %s there are no words for that", r.Name(), t.is)
		}
		told, err := t.line(r, said)
		if err != nil {
			return err
		}
		fill.Front = append(fill.Front, told)
	}
	if len(fill.Front) == 0 || fill.FrontTo == "" || fill.FrontMark == "" {
		return tocsin.Refuse("warning/front-line", "say who it is, and mark it", "the part for the front line tells nothing, or goes to nobody")
	}
	return nil
}

// spoken gives the pieces of advice that say something.
func spoken(advice []string) []string {
	var all []string
	for _, a := range advice {
		if a = oneLine(a); a != "" {
			all = append(all, a)
		}
	}
	return all
}

// ownLines are the lines of the wordings that no field changes. Who reads a
// warning that quotes an earlier one finds them there, and they tell nothing.
var ownLines = sync.OnceValue(func() map[string]bool {
	lines := map[string]bool{}
	for _, in := range tongues {
		lines[in.heading()] = true
		names, err := in.files()
		if err != nil {
			continue // Without a text there are no lines of it.
		}
		for _, name := range names {
			raw, err := texts.ReadFile(in.dir() + "/" + name)
			if err != nil || name == "words.txt" {
				continue // Words stand within lines.
			}
			for line := range strings.Lines(string(raw)) {
				if !strings.Contains(line, "{{") {
					lines[strings.TrimSpace(line)] = true
				}
			}
		}
	}
	return lines
})

// WithoutOwnLines empties the lines of the engine's own wording.
func WithoutOwnLines(text string) string {
	own, lines := ownLines(), strings.Split(text, "\n")
	for i, line := range lines {
		if own[strings.TrimSpace(line)] {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}
