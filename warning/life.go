package warning

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// MaxWindow bounds how long a warning may hold before somebody decides on it
// anew.
const MaxWindow = 366 * 24 * time.Hour

// Kinds lists the kinds, in the order of a warning's life.
func Kinds() []Kind {
	return []Kind{KindWarning, KindUpdate, KindExtension, KindRetraction, KindStandDown, KindExercise}
}

// Warns reports whether a message of the kind tells of a threat that stands.
func (k Kind) Warns() bool { return k == KindWarning || k == KindUpdate || k == KindExtension }

// Ends reports whether the kind ends an earlier warning. It is no new alert.
func (k Kind) Ends() bool { return k == KindRetraction || k == KindStandDown }

// Replaces reports whether the kind is about an earlier warning.
func (k Kind) Replaces() bool { return k == KindUpdate || k == KindExtension || k.Ends() }

// FirstLine is the first line of every text of a kind in a language, and its
// subject wherever one is shown. No drafter changes it.
func FirstLine(k Kind, l Language) (string, error) {
	if _, err := ParseKind(string(k)); err != nil {
		return "", err
	}
	t, err := speak(l)
	if err != nil {
		return "", err
	}
	raw, err := texts.ReadFile(t.dir() + "/" + string(k) + ".txt")
	if err != nil {
		return "", fmt.Errorf("reading the texts of %s: %w", l, err)
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return line, nil
}

// firstLines are the first lines of the kinds for which is says yes, in all
// languages.
func firstLines(is func(Kind) bool) ([]string, error) {
	var all []string
	for _, k := range Kinds() {
		for _, l := range Languages() {
			if !is(k) {
				continue
			}
			line, err := FirstLine(k, l)
			if err != nil {
				return nil, err
			}
			all = append(all, line)
		}
	}
	return all, nil
}

// CheckFirstLines refuses a text that could be taken for one of another kind: what
// ends a warning opens, in each of its languages, with the line of its kind, and
// has the line of no kind that warns anywhere; and what warns has nowhere a line
// that ends a warning.
func (d Draft) CheckFirstLines() error {
	alerts, err := firstLines(func(k Kind) bool { return !k.Ends() })
	if err != nil {
		return err
	}
	endings, err := firstLines(Kind.Ends)
	if err != nil {
		return err
	}
	other := endings
	if d.Kind.Ends() {
		other = alerts
		if err := d.opens(); err != nil {
			return err
		}
	}
	for line := range strings.Lines(d.Text) {
		if slices.Contains(other, folded(line)) {
			return tocsin.Refuse("warning/first-line", "leave out the line that opens messages of another kind",
				"the text of a %s holds the first line of another kind", d.Kind)
		}
	}
	return nil
}

// folded is a line as a reader sees it, whose eye skips blanks and case.
func folded(line string) string { return strings.ToUpper(oneLine(line)) }

// opens refuses an ending whose text does not open with the line of its kind in
// each of its languages.
func (d Draft) opens() error {
	languages := d.Languages
	if len(languages) == 0 {
		languages = []Language{English}
	}
	rest := d.Text
	for _, l := range languages {
		first, err := FirstLine(d.Kind, l)
		if err != nil {
			return err
		}
		if len(languages) > 1 {
			t, err := speak(l)
			if err != nil {
				return err
			}
			_, after, found := strings.Cut("\n"+rest, "\n"+t.heading()+"\n\n")
			if !found {
				after = ""
			}
			rest = after
		}
		if line, _, _ := strings.Cut(rest, "\n"); line != first {
			return tocsin.Refuse("warning/first-line", "leave the first line as it was composed",
				"the text of a %s in %s does not open with the line of its kind", d.Kind, l)
		}
	}
	return nil
}

// CheckEnding refuses an ending that repeats, as if it still held, what an earlier
// text told the recipient to do.
func (d Draft) CheckEnding(earlier Draft) error {
	if !d.Kind.Ends() {
		return nil
	}
	var advice []string
	for line := range strings.Lines(WithoutOwnLines(earlier.Text)) {
		if said, is := strings.CutPrefix(folded(line), bullet); is {
			advice = append(advice, said)
		}
	}
	for line := range strings.Lines(d.Text) {
		if slices.Contains(advice, strings.TrimPrefix(folded(line), bullet)) {
			return tocsin.Refuse("warning/ending-advice", "leave out what the earlier text told them to do",
				"the %s repeats protective advice of the text that it ends", d.Kind)
		}
	}
	return nil
}

// bullet opens each piece of advice in every text.
const bullet = "- "

// checkEnding refuses what no ending says: things to do, who else should know, and
// a part for the front line all belong to a threat that stands.
func (w Wording) checkEnding(k Kind) error {
	if !k.Ends() {
		return nil
	}
	says := len(spoken(w.Advice)) > 0 || oneLine(w.Onward) != "" || w.Front != nil
	for _, o := range w.In {
		says = says || len(spoken(o.Advice)) > 0 || oneLine(o.Onward) != ""
	}
	if says {
		return tocsin.Refuse("warning/ending-advice", "leave out advice, onward passage and the part for the front line",
			"a %s ends a warning: it tells nobody to do anything", k)
	}
	return nil
}
