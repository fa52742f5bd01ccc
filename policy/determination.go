package policy

import (
	"fmt"
	"time"

	"example.org/tocsin"
)

// A Verdict is what a determination finds.
type Verdict string

// The verdicts, from the one that calls loudest for a warning down.
const (
	// Duty: there is a duty to warn.
	Duty Verdict = "duty"
	// Permitted: the threshold is met under a pack that allows a warning and does
	// not demand it. To leave it unsaid costs what it costs under a duty.
	Permitted Verdict = "permitted"
	// Prohibited: the threshold is met, and what lifts the pack's prohibition is
	// not there.
	Prohibited Verdict = "prohibited"
	// NoDuty: a rule of the threshold is answered no. It binds only once affirmed.
	NoDuty Verdict = "no-duty"
	// OutOfScope: the threat is not of the kind the pack is about. It ends in a
	// referral, never in silence.
	OutOfScope Verdict = "out-of-scope"
)

// Verdicts lists the verdicts in their order.
func Verdicts() []Verdict { return []Verdict{Duty, Permitted, Prohibited, NoDuty, OutOfScope} }

// Calls reports whether the verdict calls for a warning, so that leaving it
// unsaid takes a waiver.
func (v Verdict) Calls() bool { return v == Duty || v == Permitted }

// A Clause says where a rule comes from.
type Clause struct {
	// Source is the directive, Paragraph its paragraph as far as known.
	Source    string `json:"source"`
	Paragraph string `json:"paragraph,omitempty"`
	// Verified says whether the paragraph was checked against the primary
	// document.
	Verified bool `json:"verified"`
	// Quoted says that the wording was read where others quote it; otherwise
	// it is recalled, sure in substance and not in letter.
	Quoted bool `json:"quoted"`
}

// String tells where a rule comes from, and whether that was checked.
func (c Clause) String() string {
	paragraph, wording := "paragraph not verified", "wording recalled"
	if c.Verified {
		paragraph = "paragraph verified"
	}
	if c.Quoted {
		wording = "wording read as quoted by others"
	}
	at := c.Source
	if c.Paragraph != "" {
		at += ", " + c.Paragraph
	}
	return at + " (" + paragraph + "; " + wording + ")"
}

// A PackRef names the exact rules that were applied.
type PackRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	// Hash is the hexadecimal SHA-256 of the pack's file.
	Hash string `json:"hash"`
}

// String names the pack, its version and the beginning of its hash.
func (r PackRef) String() string {
	return fmt.Sprintf("%s version %d (sha256 %.12s)", r.ID, r.Version, r.Hash)
}

// A Part is one expression within a rule with its value: one of those that
// decided.
type Part struct {
	Expression string     `json:"expression"`
	Value      tocsin.Tri `json:"value"`
	// Element is the member of a list that decided an exists or all.
	Element string `json:"element,omitempty"`
	// Facts are the facts it reads, each with its value.
	Facts []string `json:"facts,omitempty"`
	// Term is the plain sentence where the expression is a term of the pack.
	Term string `json:"term,omitempty"`
}

// A Finding is one rule with its value.
type Finding struct {
	Rule   string `json:"rule"`
	Clause Clause `json:"clause"`
	// Sentence is the rule in plain words.
	Sentence string     `json:"sentence"`
	Value    tocsin.Tri `json:"value"`
	// Because are the facts that decided, in words that name no value which is
	// protected beyond the dossier.
	Because []string `json:"because"`
	// Parts are the sub-expressions that decided.
	Parts []Part `json:"parts,omitempty"`
	// Scope says that a no here is out of scope.
	Scope bool `json:"scope,omitempty"`
	// Names are the facts about who somebody is that the rule reads: a
	// nationality, relations, an identity.
	Names []Name `json:"names,omitempty"`
}

// A Seen is one fact as a determination saw it.
type Seen struct {
	Fact  Name   `json:"fact"`
	Value string `json:"value"`
	// From says where the value comes from: an officer's answer, the assessment.
	From string `json:"from,omitempty"`
}

// An Open is a fact that nobody knows, as a question for an officer.
type Open struct {
	Fact Name   `json:"fact"`
	Ask  string `json:"ask"`
	// Answer says how to answer it.
	Answer string `json:"answer"`
	// WouldChange says whether any answer would change the verdict; To are the
	// answers that would, each with the verdict it leads to.
	WouldChange bool     `json:"would_change"`
	To          []Change `json:"to,omitempty"`
}

// A Change is one fact told otherwise, and in an Open what comes of it.
type Change struct {
	Fact    Name    `json:"fact"`
	From    string  `json:"from"`
	To      string  `json:"to"`
	Verdict Verdict `json:"verdict,omitempty"`
}

// A Flip is a smallest set of facts that, told otherwise, changes the verdict.
type Flip struct {
	Changes []Change `json:"changes"`
	Verdict Verdict  `json:"verdict"`
}

// A Determination is the formal finding of one pack with its whole explanation.
// It is stored as it is and never made again.
type Determination struct {
	Verdict Verdict   `json:"verdict"`
	Pack    PackRef   `json:"pack"`
	At      time.Time `json:"at"`
	// Findings are all rules that were tested, in the order of the pack.
	Findings []Finding `json:"findings"`
	// Doubt is true when unknown answers were resolved in favor of informing.
	Doubt bool `json:"doubt"`
	// Text is the explanation in plain language.
	Text string `json:"text"`
	// Deciders are who must agree from here on.
	Deciders Deciders `json:"deciders"`
	// Urgency is how little time is left.
	Urgency Urgency `json:"urgency,omitempty"`
	// Facts are those it saw, Open those that nobody knows.
	Facts []Seen `json:"facts,omitempty"`
	Open  []Open `json:"open,omitempty"`
	// Flips are the smallest sets of facts that would change the verdict.
	Flips []Flip `json:"flips,omitempty"`
	// Form is what poor reports demand of the warning.
	Form Form `json:"form,omitzero"`
	// Handling is what the pack asks of the dossier from here on.
	Handling *Handling `json:"handling,omitempty"`
}

// A Form is what the quality of the reports demands of the form of a warning.
type Form struct {
	// Rule is the pack's rule; empty where the reports are good enough.
	Rule string `json:"rule,omitempty"`
	// First are the kinds of recipient that are told first.
	First []string `json:"first,omitempty"`
	// StateGrade says that the warning states the grade of the information.
	StateGrade bool `json:"state_grade,omitempty"`
	// NameNoSuspect says that the warning names no suspect.
	NameNoSuspect bool `json:"name_no_suspect,omitempty"`
	// ForceSignatures is how many others must agree to words that suggest force.
	ForceSignatures int `json:"force_signatures,omitempty"`
	// Many is the rule where so many reports came in on one target that Senior
	// must be among those who agree.
	Many   string       `json:"many,omitempty"`
	Senior tocsin.Level `json:"senior,omitempty"`
}

// Strictest gives the form that satisfies both.
func (f Form) Strictest(o Form) Form {
	if f.Rule == "" {
		f.Rule, f.First = o.Rule, o.First
	}
	if f.Many == "" {
		f.Many = o.Many
	}
	f.StateGrade = f.StateGrade || o.StateGrade
	f.NameNoSuspect = f.NameNoSuspect || o.NameNoSuspect
	f.ForceSignatures = max(f.ForceSignatures, o.ForceSignatures)
	f.Senior = max(f.Senior, o.Senior)
	return f
}
