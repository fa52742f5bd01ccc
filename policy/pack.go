package policy

import (
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// FormatV1 is the first line of every pack.
const FormatV1 = "tocsin-pack/v1"

// A Mode is what a pack says of warning where its threshold is met.
type Mode string

// The modes.
const (
	Shall            Mode = "shall"
	May              Mode = "may"
	ProhibitedUnless Mode = "prohibited-unless"
)

// A Knowledge is what a holder must know for a duty to arise.
type Knowledge string

// The standards of knowledge.
const (
	Actual            Knowledge = "actual"
	OughtToHaveKnown  Knowledge = "ought-to-have-known"
	dischargeWarn               = "warn"
	dischargeProtect            = "warn-or-protect"
	resolveInform               = "inform"
	wordingQuoted               = "quoted"
	wordingRecalled             = "recalled"
	delayNone                   = "none"
	existenceOpen               = "open"
	existenceRestrict           = "restricted"
	existenceNCND               = "neither-confirm-nor-deny"
)

// A Rule is one sentence of a pack with its id and its source.
type Rule struct {
	ID     string `json:"id"`
	Says   string `json:"says"`
	Clause Clause `json:"clause"`
}

// A Test is one rule of the threshold.
type Test struct {
	Rule
	// Scope says that a no means: not what this pack is about.
	Scope bool `json:"scope,omitempty"`
	// Holds and Fails are the expressions; without Fails the rule fails where
	// Holds is no.
	Holds string `json:"holds"`
	Fails string `json:"fails,omitempty"`
	// Question is the fact by which an officer answers the rule himself.
	Question Name `json:"question,omitempty"`

	holds, fails *logic
	// question is the fact that stands for the rule where it is known, or -1.
	question int
	// names are the personal facts that it reads.
	names []Name
}

// A Term is a named expression.
type Term struct {
	Name Name   `json:"name"`
	Says string `json:"says"`
	Is   string `json:"is"`

	fact  int
	logic *logic
}

// A Delivery is what a pack says of the ways of warning.
type Delivery struct {
	Rule
	Channels    []string `json:"channels"`
	Attribution []string `json:"attribution"`
	TargetRung  string   `json:"target_rung"`
}

// A Specificity is what each field is worth to a recipient, and the least that a
// warning must say.
type Specificity struct {
	Weights map[report.Field]int    `json:"weights"`
	Floor   map[report.Field]string `json:"floor"`
	// Rungs are what the rungs of a field are worth, in percent of its weight;
	// equal steps where the pack does not say.
	Rungs []Worth `json:"rungs,omitempty"`
}

// A Poor is what reports that nobody corroborates, or from nobody known, bind.
type Poor struct {
	ID              string       `json:"id"`
	Says            string       `json:"says"`
	When            string       `json:"when"`
	First           []string     `json:"first"`
	StateGrade      bool         `json:"state_grade"`
	NameNoSuspect   bool         `json:"name_no_suspect"`
	ForceSignatures int          `json:"force_signatures"`
	Many            int          `json:"many"`
	ManyBring       tocsin.Level `json:"many_bring"`

	when *logic
}

// A Pack is one policy, read from one file and never changed.
type Pack struct {
	Ref       PackRef   `json:"pack"`
	Title     string    `json:"title"`
	Source    string    `json:"source"`
	About     string    `json:"about"`
	Mode      Mode      `json:"mode"`
	Knowledge Knowledge `json:"knowledge"`
	// Discharge is "warn", or "warn-or-protect" where another protective act
	// meets the duty too.
	Discharge string        `json:"discharge"`
	Harms     []report.Harm `json:"harms"`
	Questions []Question    `json:"questions"`
	Terms     []Term        `json:"terms"`
	Threshold []Test        `json:"threshold"`
	// Unless lifts the prohibition of a pack that prohibits; nil for the others.
	Unless  *Test    `json:"unless,omitempty"`
	Doubt   Rule     `json:"doubt"`
	Waivers []Ground `json:"waivers"`
	// Decide is the rule about who decides; Handling has the numbers.
	Decide      Rule     `json:"decide"`
	Handling    Handling `json:"handling"`
	UrgentIn    Span     `json:"urgent_within"`
	ExigentIn   Span     `json:"exigent_within"`
	TimeUnknown Urgency  `json:"time_unknown"`
	Exigent     Rule     `json:"exigent"`
	// ShortestLead is the least lead time that the clocks are made for.
	ShortestLead  Span          `json:"shortest_lead"`
	Dispute       Rule          `json:"dispute"`
	Referral      Rule          `json:"referral"`
	Poor          Poor          `json:"poor_reports"`
	Recipients    Recipients    `json:"recipients"`
	Delivery      Delivery      `json:"delivery"`
	Specificity   Specificity   `json:"specificity"`
	Equality      Equality      `json:"equality"`
	Delay         Delay         `json:"delay"`
	CounterNotice CounterNotice `json:"counter_notice"`
	Consent       Consent       `json:"consent"`
	Help          Help          `json:"help"`
	Existence     Existence     `json:"existence"`
	Retention     Retention     `json:"retention"`
	Review        Review        `json:"review"`

	// source is the file.
	source []byte
	facts  []fact
	byName map[Name]int
	// order are the terms as facts, those that others use first.
	order []int
	// tests are the threshold, and after it Unless where there is one.
	tests []*Test
	// affects gives for each fact the tests that its value may change, and the
	// terms in their order.
	affects, terms [][]int
	// variants are the values that are tried for each fact.
	variants [][]Value
	// decisive are the facts that may change a verdict.
	decisive []int
	nodes    int
	memo     memo
}

// A Span is a duration in whole minutes.
type Span time.Duration

// String tells the span in its largest whole unit: 30m, 4h, 7d.
func (s Span) String() string {
	d := time.Duration(s)
	for _, unit := range []byte("dh") {
		if one := spans[unit]; d >= one && d%one == 0 {
			return strconv.FormatInt(int64(d/one), 10) + string(unit)
		}
	}
	return strconv.FormatInt(int64(d/time.Minute), 10) + "m"
}

// MarshalText writes the span.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Recipients says who is told, in which order.
type Recipients struct {
	Rule
	Order []string `json:"order"`
}

// Equality says that whoever is exposed too is decided on; None where the pack
// has no such rule.
type Equality struct {
	ID     string `json:"id,omitempty"`
	Says   string `json:"says,omitempty"`
	Within Span   `json:"within,omitempty"`
	None   bool   `json:"none,omitempty"`
}

// A Delay is a deliberate delay that protects a method of detection.
type Delay struct {
	Kind string `json:"kind"`
	// Cap is the longest delay; with less than NeverWithin left there is none.
	Cap         Span `json:"cap,omitempty"`
	NeverWithin Span `json:"never_within,omitempty"`
}

// A CounterNotice tells the suspected attacker that he is known.
type CounterNotice struct {
	Allowed bool         `json:"allowed"`
	ID      string       `json:"id,omitempty"`
	Says    string       `json:"says,omitempty"`
	Decider tocsin.Level `json:"decider,omitempty"`
}

// Consent is what the victim is asked before something is passed on, published
// or kept: "not-needed", "asked" or "required".
type Consent struct {
	PassingOn  string `json:"passing_on"`
	Publishing string `json:"publishing"`
	Keeping    string `json:"keeping"`
}

// Help is whom the victim is handed on to.
type Help struct {
	HandOff bool   `json:"hand_off"`
	Says    string `json:"says,omitempty"`
	To      string `json:"to,omitempty"`
}

// Existence is what is said of whether there was a warning at all.
type Existence struct {
	Class      string `json:"class"`
	PublicLine string `json:"public_line"`
}

// Retention is how long the record is kept.
type Retention struct {
	Rule
	Keep Span `json:"keep"`
}

// Review is what opens a review of how it turned out, and how soon.
type Review struct {
	On     []string `json:"on"`
	Within Span     `json:"within"`
}

// Bytes gives the file that the pack was read from.
func (p *Pack) Bytes() []byte { return append([]byte(nil), p.source...) }
