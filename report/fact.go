package report

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
)

// A Field is which question a fact answers.
type Field string

// The fields. Their order is the order in which a warning tells them.
const (
	// FieldAct is what is meant to happen.
	FieldAct Field = "what"
	// FieldVictim is who is in danger.
	FieldVictim Field = "victim"
	// FieldTarget is the object of the act: an institution, a gathering.
	FieldTarget Field = "target"
	// FieldPlace is where.
	FieldPlace Field = "where"
	// FieldTime is when.
	FieldTime Field = "when"
	// FieldMethod is how.
	FieldMethod Field = "how"
	// FieldActor is by whom.
	FieldActor Field = "by"
	// FieldSource is who says so. It is never released.
	FieldSource Field = "source"
	// FieldBasis is how the source knows. It is never released.
	FieldBasis Field = "basis"
)

// Fields lists all fields in order.
func Fields() []Field {
	return []Field{
		FieldAct, FieldVictim, FieldTarget, FieldPlace, FieldTime,
		FieldMethod, FieldActor, FieldSource, FieldBasis,
	}
}

// ParseField reads the word of a field.
func ParseField(word string) (Field, error) {
	if slices.Contains(Fields(), Field(word)) {
		return Field(word), nil
	}
	words := make([]string, len(Fields()))
	for i, f := range Fields() {
		words[i] = string(f)
	}
	return "", fmt.Errorf("%q is no field; they are %s", word, strings.Join(words, ", "))
}

// Releasable reports whether a fact of the field may ever stand in a warning:
// who said it and how they know may not.
func (f Field) Releasable() bool { return f != FieldSource && f != FieldBasis }

// A Fact is one answer with where it comes from. Its value is in Place for
// where, in Window for when, and in Text for all others.
type Fact struct {
	Field Field `json:"field"`
	// Key tells facts of one field apart: empty for the one that policy reads, and
	// a word such as "2" for every other.
	Key string `json:"key,omitempty"`
	// Text is the value in words.
	Text string `json:"text,omitempty"`
	// Place is the value of where.
	Place *place.Place `json:"place,omitempty"`
	// Window is the value of when.
	Window *Window `json:"window,omitempty"`
	// Report and Part say where it comes from: the report, and in it the id of
	// the object or the question.
	Report tocsin.ReportID `json:"report,omitempty"`
	Part   string          `json:"part,omitempty"`
	// Marking is the effective marking of that part.
	Marking marking.Marking `json:"marking"`
	// Reliability and Credibility grade this fact, where its grades are not those
	// of the assessment; Likelihood says how likely it is.
	Reliability Reliability `json:"reliability,omitempty"`
	Credibility Credibility `json:"credibility,omitempty"`
	Likelihood  Likelihood  `json:"likelihood,omitempty"`
	// Wordings tell a fact in words more coarsely, one a rung.
	Wordings []Wording `json:"wordings,omitempty"`
	// Knowing says who on the other side knows it, rung by rung; none where nobody
	// has said.
	Knowing []Knowing `json:"knowing,omitempty"`
	// Public says where it is independently public.
	Public []Cover `json:"public,omitempty"`
	// Originator is who must agree before it is told; empty where only we decide.
	Originator string `json:"originator,omitempty"`
	// Aliases are other names and spellings of what it names, none of which may
	// leave where it may not.
	Aliases []string `json:"aliases,omitempty"`
	// Private is true where it names a private person, who is asked before the
	// name is told.
	Private bool `json:"private,omitempty"`
}

// Name tells the fact apart from all others of its assessment: its field, and
// the key where it has one: "where", "victim.2".
func (f Fact) Name() string {
	if f.Key == "" {
		return string(f.Field)
	}
	return string(f.Field) + "." + f.Key
}

// ParseName reads the name of a fact into its field and key.
func ParseName(name string) (Field, string, error) {
	word, key, keyed := strings.Cut(name, ".")
	field, err := ParseField(word)
	if err == nil && keyed && !validKey(key) {
		err = fmt.Errorf("%q is no key of a fact: a few small letters, digits and dashes", key)
	}
	return field, key, err
}

// validKey reports whether a key is a short plain word.
func validKey(key string) bool {
	return key != "" && len(key) <= 20 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Known reports whether the fact says anything.
func (f Fact) Known() bool {
	switch {
	case f.Place != nil:
		return f.Place.Known()
	case f.Window != nil:
		return f.Window.Known()
	}
	return f.Text != "" && !strings.EqualFold(f.Text, "unknown")
}

// Value gives the value in words, whichever kind it is.
func (f Fact) Value() string {
	switch {
	case f.Place != nil:
		return f.Place.String()
	case f.Window != nil:
		return f.Window.String()
	}
	return f.Text
}

// Check holds the form of a fact: a known field, a value of the kind that the
// field takes, and a source.
func (f Fact) Check() error {
	if _, err := ParseField(string(f.Field)); err != nil {
		return err
	}
	values := 0
	for _, has := range []bool{f.Text != "", f.Place != nil, f.Window != nil} {
		if has {
			values++
		}
	}
	switch {
	case values != 1:
		return fmt.Errorf("a fact of %s has %d values, not one", f.Field, values)
	case f.Field == FieldPlace && f.Place == nil:
		return fmt.Errorf("where is told as a place")
	case f.Field == FieldTime && f.Window == nil:
		return fmt.Errorf("when is told as a window")
	case f.Field != FieldPlace && f.Place != nil, f.Field != FieldTime && f.Window != nil:
		return fmt.Errorf("%s is told in words", f.Field)
	case f.Place != nil && f.Place.Point != nil && !f.Place.Point.Valid():
		return fmt.Errorf("the point of where is not on the earth")
	case f.Key != "" && !validKey(f.Key):
		return fmt.Errorf("a key of %s is a few small letters, digits and dashes", f.Field)
	case f.Reliability != "" && !f.Reliability.Valid(), f.Credibility != 0 && !f.Credibility.Valid():
		return fmt.Errorf("%s has a grade that is none of A to F and 1 to 6", f.Name())
	case f.Likelihood != "" && !slices.Contains(Likelihoods(), f.Likelihood):
		return fmt.Errorf("%s has a likelihood that is none of ICD 203", f.Name())
	case f.Originator != "" && !plainWord(f.Originator):
		return fmt.Errorf("the originator of %s is one line", f.Name())
	case slices.ContainsFunc(f.Aliases, func(a string) bool { return !plainWord(a) }):
		return fmt.Errorf("an alias of %s is one line", f.Name())
	case f.Window != nil:
		return f.Window.Check()
	}
	return nil
}
