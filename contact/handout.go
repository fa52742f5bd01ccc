package contact

import (
	"bytes"
	_ "embed" // the layout of a page
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/marking"
	"example.org/tocsin/warning"
)

// A Handout is a page that is handed over or left: plain words that need neither a
// key nor a machine. It stands under a marking, or is unsigned.
//
// An unsigned page says what is to be said and nothing of who says it: no name, no
// letterhead, no marking, no reference, no form to answer in. Whoever carries it can
// read it, unless he is given it in an envelope that he cannot open unseen; so it
// holds what he may know. That it came from us nobody can show but we: the record
// keeps its hash.
type Handout struct {
	Language warning.Language
	// Unsigned leaves out the marking and refuses what would tell whose it is.
	Unsigned bool
	// Marking is what the warning is marked with; empty on an unsigned page.
	Marking string
	// Text is the warning in plain words: what was cleared, and nothing else.
	Text string
	// Onward says who else must know; empty where nobody may be told.
	Onward string
	// Check is where the recipient finds a number to ask at; empty where he cannot
	// ask. On an unsigned page it is the carrier's, or nobody's.
	Check string
	// Code are the words with which he asks; they stand on the page only with Check.
	Code Code
	// Kept are names that must not stand on an unsigned page: our own, our
	// officers', our key's.
	Kept []string
}

// telling are forms that only our own texts have: ids, hashes, keys, signatures.
var telling = regexp.MustCompile(`(?i)tocsin|\b[a-z2-7]{26}\b|\b[0-9a-f]{32,}\b|\bage1[0-9a-z]{10,}|^— `)

// check refuses a page that could not be used, or that tells whose it is.
func (h Handout) check() error {
	if err := warning.CheckText(h.Text); err != nil {
		return err
	}
	for _, value := range []string{h.Onward, h.Check} {
		if value != "" && !line(value) {
			return tocsin.Refuse("contact/page", "write it in plain words on one line", "a line of the page does not stand on one line")
		}
	}
	if strings.ContainsFunc(h.Check, isDigitRun(h.Check)) {
		return tocsin.Refuse("contact/check", "name the place where the number is published, not the number",
			"the place to check holds a number: the recipient must look it up himself")
	}
	if !h.Unsigned {
		level, _, _ := strings.Cut(h.Marking, "//")
		if tlp, err := marking.ParseTLP(level); err != nil || tlp == marking.Unmarked || !line(h.Marking) {
			return tocsin.Refuse("contact/marking", "give the marking of the warning", "the page is not marked")
		}
		return nil
	}
	if h.Marking != "" {
		return tocsin.Refuse("contact/unsigned", "leave the marking out; what is marked is signed", "an unsigned page is marked")
	}
	return h.checkUnsigned()
}

// checkUnsigned refuses what would tell whose page it is. What it found is not
// quoted.
func (h Handout) checkUnsigned() error {
	for _, value := range []string{h.Text, h.Onward, h.Check} {
		plain := fold(value)
		switch {
		case telling.MatchString(value), marked(value):
			return tocsin.Refuse("contact/unsigned", "leave out marking, ids, hashes, keys and signatures", "the page holds what only our own texts have")
		case holdsAny(plain, h.Kept):
			return tocsin.Refuse("contact/unsigned", "leave the name out", "the page holds a name that it must not")
		}
	}
	return nil
}

// marked reports whether a text holds a marking of the Traffic Light Protocol.
func marked(text string) bool { return strings.Contains(strings.ToUpper(text), "TLP:") }

// fold gives a text as a reader compares it: small letters, one blank between
// words.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// holdsAny reports whether a folded text holds one of the names.
func holdsAny(plain string, names []string) bool {
	for _, name := range names {
		if name := fold(name); name != "" && strings.Contains(plain, name) {
			return true
		}
	}
	return false
}

// A page is what stands on a handout.
type page struct {
	Lang, Dir, Title, Marking string
	Paragraphs                []string
	OnwardTitle, Onward       string
	CheckTitle, Check         string
	WordsTitle, Words         string
	NumbersTitle, Numbers     string
}

// page lays a handout out.
func (h Handout) page() (page, error) {
	t, err := tongueOf(h.Language)
	if err != nil {
		return page{}, err
	}
	if err := h.check(); err != nil {
		return page{}, err
	}
	p := page{Lang: string(t.is), Dir: left, Title: t.say("page-title"), Marking: h.Marking}
	if t.leftward {
		p.Dir = "rtl"
	}
	p.Paragraphs = strings.Split(strings.TrimSuffix(h.Text, "\n"), "\n\n")
	if h.Onward != "" {
		p.OnwardTitle, p.Onward = t.say("page-onward"), h.Onward
	}
	if h.Check != "" {
		p.CheckTitle, p.Check = t.say("page-check"), h.Check
		p.WordsTitle, p.Words = t.say("page-words"), h.Code.String()
		p.NumbersTitle, p.Numbers = t.say("numbers"), strings.Join(h.Code.Numbers(), " ")
	}
	return p, nil
}

// Plain gives the page in plain text.
func (h Handout) Plain() (string, error) {
	p, err := h.page()
	if err != nil {
		return "", err
	}
	blocks := []string{p.Title}
	if p.Marking != "" {
		blocks = append(blocks, p.Marking)
	}
	blocks = append(blocks, p.Paragraphs...)
	if p.Onward != "" {
		blocks = append(blocks, p.OnwardTitle+"\n"+p.Onward)
	}
	if p.Check != "" {
		blocks = append(blocks, p.CheckTitle+"\n"+p.Check, p.WordsTitle+"\n"+p.Words, p.NumbersTitle+"\n"+p.Numbers)
	}
	return strings.Join(blocks, "\n\n") + "\n", nil
}

// Hash is the hexadecimal SHA-256 of the page in plain text, which the record
// keeps.
func (h Handout) Hash() (string, error) {
	text, err := h.Plain()
	if err != nil {
		return "", err
	}
	return act.Hash([]byte(text)), nil
}

// handoutPage is the page for printing.
//
//go:embed handout.html
var handoutPage string

// handoutTemplate is read when the program starts; a test holds that it can be.
var handoutTemplate, errHandout = template.New("handout").Parse(handoutPage)

// HTML gives the page as HTML for A4 that needs nothing else and names no program
// that made it.
func (h Handout) HTML() ([]byte, error) {
	p, err := h.page()
	if err != nil {
		return nil, err
	}
	if errHandout != nil {
		return nil, errHandout
	}
	var out bytes.Buffer
	if err := handoutTemplate.Execute(&out, p); err != nil {
		return nil, fmt.Errorf("laying out a page: %w", err)
	}
	return out.Bytes(), nil
}
