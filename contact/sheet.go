package contact

import (
	"bytes"
	_ "embed" // the layout of the sheets
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
)

// A Sheet is what an officer has before him when he reads a warning out: the
// script, and what he needs and writes down beside it. It is content, in clear: it
// is made when he asks for it and kept nowhere.
type Sheet struct {
	Script Script
	// File is the hexadecimal SHA-256 of the recipient's file, which stays what the
	// warning is known by.
	File string
	// To is who is to be told, Spot where he is reached.
	To   string
	Spot Spot
	// Call is how the number was found, where it was not exchanged before; nil for
	// none.
	Call *CallBack
	// Printed is when the sheet was made, UTC.
	Printed time.Time
	// Names are names of the text that are spelled for him.
	Names []string
}

// A Named is a name with what spells it.
type Named struct {
	Name string
	Say  string
}

// A row is one line of a sheet that is said.
type row struct {
	Number int
	Text   string
	// Dir is "ltr" for words and figures that stand alone: six figures of a code are
	// in the order of the words above them, whatever the page is read like.
	Dir  string
	Aids []Aid
}

// A step is one step of a sheet.
type step struct {
	Title  string
	Do     string
	Rows   []row
	Blanks []string
}

// A layout is all that stands on a sheet, for either form.
type layout struct {
	Title, Lang, Dir  string
	To, How, Where    string
	Marking           string
	Issued, Useful    string
	Printed           string
	File, Hash        string
	Call              []string
	Steps             []step
	Names             []Named
	Holder, HolderNum string
	Note              string
}

// left is how Latin and Cyrillic are read.
const left = "ltr"

// steps are what the officer does at each part, what he writes down there, and
// under which title it stands.
var steps = map[string]step{
	"greeting": {Title: "Greeting"},
	"who":      {Title: "Who is it", Do: "Write down who answers before you go on. If he may not be told, ask for somebody who may.", Blanks: []string{"Name", "Office", "Rank or level"}},
	"trust":    {Title: "Trust", Do: "Do not press him. If he would rather call back first, go to the call-back words and end the call."},
	"begin":    {Title: "Marking and times"},
	"text":     {Title: "The warning", Do: "Read slowly, a line at a time, and add nothing. Wait until he has written it down."},
	"repeat":   {Title: "Again"},
	"question": {Title: "Read-back", Do: "Do not help. The answer must come from him, in his own words.", Blanks: []string{"What he said back", "Right, or what was wrong"}},
	"act":      {Title: "What he will do", Blanks: []string{"What he said"}},
	"onward":   {Title: "Onward", Blanks: []string{"Whom he will tell, and by when"}},
	"check":    {Title: "The place to check", Do: "Give him no number, also if he asks: he looks it up himself."},
	"words":    {Title: "Call-back words", Do: "Spell each one that he does not understand, or say its number."},
	"close":    {Title: "End", Blanks: []string{"Time of the end, UTC", "If he refused: at which step, and his words"}},
}

// layout lays a sheet out.
func (s Sheet) layout() (layout, error) {
	t, err := tongueOf(s.Script.Language)
	if err != nil {
		return layout{}, err
	}
	parts, err := s.Script.Parts()
	if err != nil {
		return layout{}, err
	}
	hash, err := s.Script.Hash()
	if err != nil {
		return layout{}, err
	}
	answer, err := Words(s.File, "", HolderSays)
	if err != nil {
		return layout{}, err
	}
	if err := s.check(); err != nil {
		return layout{}, err
	}
	out := layout{
		Title: "Read-out sheet", Lang: string(t.is), Dir: left, To: s.To, How: s.Spot.How, Where: s.Spot.Where,
		Marking: s.Script.Marking, Issued: stamp(s.Script.Issued), Useful: stamp(s.Script.UsefulUntil), Printed: stamp(s.Printed),
		File: s.File, Hash: hash, Holder: answer.String(), HolderNum: strings.Join(answer.Numbers(), " "),
		Note: noteForm(s.File, hash, s.Spot.How),
	}
	if t.leftward {
		out.Dir = "rtl"
	}
	number := 0
	for _, p := range parts {
		st := steps[p.Name]
		for _, said := range p.Lines {
			number++
			r := row{Number: number, Text: said, Aids: t.aids(said)}
			if !strings.ContainsFunc(said, func(c rune) bool { return unicode.Is(unicode.Arabic, c) }) {
				r.Dir = left
			}
			st.Rows = append(st.Rows, r)
		}
		out.Steps = append(out.Steps, st)
	}
	for _, name := range s.Names {
		said, err := Spell(name, t.is)
		if err != nil {
			return layout{}, err
		}
		out.Names = append(out.Names, Named{Name: name, Say: strings.Join(said, " ")})
	}
	if s.Call != nil {
		if err := s.Call.Check(s.Printed); err != nil {
			return layout{}, err
		}
		out.Call = s.Call.Lines()
	}
	return out, nil
}

// maxNames bounds the names that are spelled on a sheet.
const maxNames = 40

// check refuses what would not stand on a sheet as it is meant.
func (s Sheet) check() error {
	for _, value := range append([]string{s.To, s.Spot.Where}, s.Names...) {
		if !line(value) {
			return tocsin.Refuse("contact/sheet", "write it in plain words on one line", "a name on the sheet, or the way there, does not stand on one line")
		}
	}
	switch {
	case len(s.Names) > maxNames:
		return tocsin.Refuse("contact/sheet", "name those that matter", "there are more than %d names to spell", maxNames)
	case s.Printed.IsZero():
		return tocsin.Refuse("contact/sheet", "say when it is made", "the sheet has no time")
	case s.Spot.How == delivery.ByPhone && s.Call != nil && s.Call.Number != s.Spot.Where:
		return tocsin.Refuse("contact/sheet", "call the number that was looked up", "the number on the sheet is not the one that its source was noted for")
	}
	return nil
}

// stamp writes a time for officers.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") + " UTC" }

// noteForm is the form of the note that two officers sign, with what is known
// filled in.
func noteForm(file, script, how string) string {
	form := delivery.Spoken{
		SHA256: file, Script: script, How: how, To: blank, Answer: delivery.Answer(blank), Rung: delivery.Rung(blank), Says: blank,
	}.Text()
	return strings.Replace(form, "\nat "+time.Time{}.Format(time.RFC3339)+"\n", "\nat "+blank+"\n", 1)
}

// blank is a place to write.
const blank = "________________"

// sheetPage is the sheet for printing.
//
//go:embed sheet.html
var sheetPage string

// sheetTemplate is read when the first sheet is made.
var sheetTemplate, errSheet = template.New("sheet").Parse(sheetPage)

// HTML gives the sheet as one page of HTML for A4 that needs nothing else: no
// script, no picture, no other file.
func (s Sheet) HTML() ([]byte, error) {
	l, err := s.layout()
	if err != nil {
		return nil, err
	}
	if errSheet != nil {
		return nil, errSheet
	}
	var out bytes.Buffer
	if err := sheetTemplate.Execute(&out, l); err != nil {
		return nil, fmt.Errorf("laying out a sheet: %w", err)
	}
	return out.Bytes(), nil
}

// Text gives the sheet in plain text, for a screen or a printer of lines.
func (s Sheet) Text() (string, error) {
	l, err := s.layout()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-14s %s\n", name, value)
		}
	}
	fmt.Fprintf(&b, "READ-OUT SHEET    %s\n\n", l.Marking)
	field("to", l.To)
	field("by", l.How)
	field("at", l.Where)
	field("issued", l.Issued)
	field("holds until", l.Useful)
	field("printed", l.Printed)
	for _, c := range l.Call {
		field("number", c)
	}
	for _, st := range l.Steps {
		fmt.Fprintf(&b, "\n== %s\n", st.Title)
		if st.Do != "" {
			fmt.Fprintf(&b, "   (%s)\n", st.Do)
		}
		for _, r := range st.Rows {
			fmt.Fprintf(&b, "%3d  %s\n", r.Number, r.Text)
			for _, a := range r.Aids {
				fmt.Fprintf(&b, "       %s = %s\n", a.Word, a.Say)
			}
		}
		for _, name := range st.Blanks {
			fmt.Fprintf(&b, "     %s: %s%s\n", name, blank, blank)
		}
	}
	if len(l.Names) > 0 {
		b.WriteString("\n== Names, spelled\n")
		for _, n := range l.Names {
			fmt.Fprintf(&b, "     %s = %s\n", n.Name, n.Say)
		}
	}
	fmt.Fprintf(&b, "\n== When he calls back\n     He says the call-back words. Answer with these, which he can make from the file:\n     %s\n     %s\n", l.Holder, l.HolderNum)
	fmt.Fprintf(&b, "\n== The note, which two officers sign\n\n%s\n", l.Note)
	fmt.Fprintf(&b, "answer: acknowledged, denied, disputed, question or nobody\n"+
		"rung:   read, read-with-authority, understood, acting or onward; dispatched where nobody answered\n\n"+
		"First officer:  name %s  signature %s  time %s\nSecond officer: name %s  signature %s  time %s\n", blank, blank, blank, blank, blank, blank)
	return b.String(), nil
}
