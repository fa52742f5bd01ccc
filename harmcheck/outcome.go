package harmcheck

import (
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// A Bar is what is not told to a recipient: a field from a rung on.
type Bar struct {
	Field report.Field `json:"field"`
	// Fact is the name of the one fact that is meant; empty for all of the field.
	Fact string `json:"fact,omitempty"`
	// From is the coarsest rung that is barred: it is told more coarsely, or not.
	From report.Rung `json:"from"`
	Rule string      `json:"rule"`
	// Why says why, without a word of any fact.
	Why string `json:"why"`
	// Least is who may sign the balance that lifts it; none where nobody may.
	Least tocsin.Level `json:"least"`
}

// Bars reports whether telling a fact at a rung is barred. A rung that stands on
// no ladder counts as the finest.
func (b Bar) Bars(f report.Fact, r report.Rung) bool {
	if b.Field != f.Field || b.Fact != "" && b.Fact != f.Name() {
		return false
	}
	step := b.Field.Step(r)
	return step == 0 || step >= b.Field.Step(b.From)
}

// A Kind is what a need asks for.
type Kind string

// The kinds of need.
const (
	// NeedProtector asks for another protector; this recipient gets nothing.
	NeedProtector Kind = "another-protector"
	// NeedGuardian asks for a guardian as recipient instead of the child.
	NeedGuardian Kind = "guardian"
	// NeedChannel asks for a way that is not watched: no message to the device, not
	// even a knock.
	NeedChannel Kind = "another-channel"
	// NeedBalance asks for a person who signs the balance.
	NeedBalance Kind = "balance"
)

// A Need is what must be done before this recipient is told anything.
type Need struct {
	Kind Kind   `json:"kind"`
	Rule string `json:"rule"`
	// Why says why, Remedy what to do.
	Why    string `json:"why"`
	Remedy string `json:"remedy"`
	// Least is who may sign a balance that meets it; none where none does.
	Least tocsin.Level `json:"least"`
	Met   bool         `json:"met"`
}

// A Sentence is one thing that a rule makes of an answer.
type Sentence struct {
	Rule string `json:"rule"`
	// Answer is what was answered.
	Answer tocsin.Tri `json:"answer"`
	Says   string     `json:"says"`
}

// String tells it with its rule.
func (s Sentence) String() string { return fmt.Sprintf("%s: %s", s.Rule, s.Says) }

// An Outcome is what a check of one recipient comes to.
type Outcome struct {
	// Nothing says that this recipient is told nothing at all, whoever signs.
	Nothing bool `json:"nothing,omitempty"`
	// Barred is what is not told, Lifted what a signed balance has let through.
	Barred []Bar `json:"barred,omitempty"`
	Lifted []Bar `json:"lifted,omitempty"`
	// Needs are what must be done first.
	Needs []Need `json:"needs,omitempty"`
	// Sentences tell what each rule makes of its answers, in their order.
	Sentences []Sentence `json:"sentences"`
}

// Unmet lists what is still to be done before this recipient is told anything.
func (o Outcome) Unmet() []Need {
	return slices.DeleteFunc(slices.Clone(o.Needs), func(n Need) bool { return n.Met })
}

// Open reports whether this recipient may be told what is not barred.
func (o Outcome) Open() bool { return len(o.Unmet()) == 0 && !o.Nothing }

// Allows reports whether this recipient may be told a fact at a rung as things
// stand.
func (o Outcome) Allows(f report.Fact, r report.Rung) bool {
	_, barred := o.Bar(f, r)
	return o.Open() && !barred
}

// Bar gives the first bar that stands in the way of telling a fact at a rung.
func (o Outcome) Bar(f report.Fact, r report.Rung) (Bar, bool) {
	for _, b := range o.Barred {
		if b.Bars(f, r) {
			return b, true
		}
	}
	return Bar{}, false
}

// Balances reports whether a balance under a rule would change anything.
func (o Outcome) Balances(rule string) (least tocsin.Level, can bool) {
	for _, b := range slices.Concat(o.Barred, o.Lifted) {
		if b.Rule == rule && b.Least != tocsin.LevelNone {
			least, can = max(least, b.Least), true
		}
	}
	for _, n := range o.Needs {
		if n.Rule == rule && n.Least != tocsin.LevelNone {
			least, can = max(least, n.Least), true
		}
	}
	return least, can
}

// Signer names who signs: "an officer", "a senior".
func Signer(least tocsin.Level) string {
	switch least {
	case tocsin.LevelAnalyst, tocsin.LevelOfficer:
		return "an " + least.String()
	case tocsin.LevelNone, tocsin.LevelSenior, tocsin.LevelHead:
	}
	return "a " + least.String()
}
