package review

import (
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin"
)

// A Because is why a review opened.
type Because string

// The reasons.
const (
	// Incident: what was warned of, or not warned of, has happened.
	Incident Because = "incident"
	// WindowEnd: the window of a warning ended, or the danger passed before.
	WindowEnd Because = "window-end"
	// Canceled: a warning was taken back.
	Canceled Because = "canceled"
	// Waiver: a duty to warn was set aside.
	Waiver Because = "waiver"
	// NoDuty: no duty to warn was found, or the threat went to another owner.
	NoDuty Because = "no-duty"
)

// Reasons lists the reasons.
func Reasons() []Because { return []Because{Incident, WindowEnd, Canceled, Waiver, NoDuty} }

// Warned reports whether the review is about a warning that was given, or about
// something that happened, and not about a silence alone.
func (b Because) Warned() bool { return b == Incident || b == WindowEnd || b == Canceled }

// An Outcome is what happened in the end.
type Outcome string

// The outcomes.
const (
	Prevented Outcome = "prevented"
	Mitigated Outcome = "mitigated"
	Occurred  Outcome = "occurred"
	NoAttack  Outcome = "no-attack"
	Unknown   Outcome = "unknown"
	False     Outcome = "false"
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome {
	return []Outcome{Prevented, Mitigated, Occurred, NoAttack, Unknown, False}
}

// A Source is where a count of casualties comes from.
type Source string

// The sources.
const (
	// Public: it was published.
	Public Source = "public"
	// Assessed: it was estimated by those who had to.
	Assessed Source = "assessed"
)

// MaxCount bounds what is believed of a count.
const MaxCount = 10_000_000

// A Count is what is known of a number of people: nothing, or at least so many
// and at most so many.
type Count struct {
	Known  bool   `json:"known"`
	Least  int64  `json:"least,omitempty"`
	Most   int64  `json:"most,omitempty"`
	Source Source `json:"source,omitempty"`
}

// ParseCount reads unknown, a number such as 84, or a range such as 84-95; behind
// a colon stands its source, public or assessed: 84-95:public.
func ParseCount(s string) (Count, error) {
	said, source, sourced := strings.Cut(strings.TrimSpace(s), ":")
	refuse := func() (Count, error) {
		return Count{}, tocsin.Refuse("review/count", "write unknown, or a number or a range with its source: 84-95:public",
			"what is said of a number of people is none")
	}
	if said == string(Unknown) && !sourced {
		return Count{}, nil
	}
	low, high, ranged := strings.Cut(said, "-")
	if !ranged {
		high = low
	}
	least, ok := number(low)
	most, also := number(high)
	c := Count{Known: true, Least: least, Most: most, Source: Source(source)}
	if !ok || !also || c.Check() != nil {
		return refuse()
	}
	return c, nil
}

// number reads a number in its one form.
func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}

// Check refuses a count that no number of people can be.
func (c Count) Check() error {
	switch {
	case !c.Known && c != Count{}:
		return tocsin.Refuse("review/count", "leave the numbers out, or say that they are known", "a count that is not known has numbers")
	case c.Known && (c.Least < 0 || c.Most < c.Least || c.Most > MaxCount):
		return tocsin.Refuse("review/count", "give a number, or a range from the least to the most", "no number of people is that")
	case c.Known && c.Source != Public && c.Source != Assessed:
		return tocsin.Refuse("review/count", "say that it is public or assessed", "nobody says where the number comes from")
	}
	return nil
}

// String tells the count as ParseCount reads it.
func (c Count) String() string {
	if !c.Known {
		return string(Unknown)
	}
	s := strconv.FormatInt(c.Least, 10)
	if c.Most != c.Least {
		s += "-" + strconv.FormatInt(c.Most, 10)
	}
	return s + ":" + string(c.Source)
}

// Casualties are what is known of who was hurt.
type Casualties struct {
	Killed  Count `json:"killed"`
	Injured Count `json:"injured"`
}

// Check refuses counts that cannot be.
func (c Casualties) Check() error {
	if err := c.Killed.Check(); err != nil {
		return err
	}
	return c.Injured.Check()
}

// Any reports whether anybody is known to have been hurt.
func (c Casualties) Any() bool { return c.Killed.Least > 0 || c.Injured.Least > 0 }

// A Lesson is one thing that was learned.
type Lesson struct {
	Finding string `json:"finding"`
	// Class is the failure that it is about, F-1 to F-28; empty where it is about
	// none of them.
	Class string `json:"class,omitempty"`
	// Proposal is how a pack should change, in words; Pack is which.
	Proposal string `json:"proposal,omitempty"`
	Pack     string `json:"pack,omitempty"`
}

// mostClass is the last failure that has a number.
const mostClass = 28

// check refuses a lesson that says nothing.
func (l Lesson) check() error {
	if strings.TrimSpace(l.Finding) == "" {
		return tocsin.Refuse("review/lesson", "say what was found", "a lesson says nothing")
	}
	if l.Class != "" {
		digits, is := strings.CutPrefix(l.Class, "F-")
		if n, ok := number(digits); !is || !ok || n < 1 || n > mostClass {
			return tocsin.Refuse("review/class", "name one of F-1 to F-28, or leave it out", "a lesson is about a failure that has no such number")
		}
	}
	if (strings.TrimSpace(l.Proposal) == "") != (l.Pack == "") {
		return tocsin.Refuse("review/lesson", "name the pack, and say how it should change", "a proposal is about no pack, or a pack is named without one")
	}
	return nil
}

// maxLessons bounds how many lessons one review has.
const maxLessons = 100

// A Record is what an officer makes of it.
type Record struct {
	Outcome    Outcome    `json:"outcome"`
	Casualties Casualties `json:"casualties"`
	// Summary says in words how it went.
	Summary string   `json:"summary"`
	Lessons []Lesson `json:"lessons,omitempty"`
}

// Check refuses a record that says nothing, or contradicts itself.
func (r Record) Check() error {
	switch {
	case !slices.Contains(Outcomes(), r.Outcome):
		return tocsin.Refuse("review/outcome", "choose prevented, mitigated, occurred, no-attack, unknown or false", "the review has no outcome")
	case strings.TrimSpace(r.Summary) == "":
		return tocsin.Refuse("review/outcome", "say in words how it went", "the review has no summary")
	case len(r.Lessons) > maxLessons:
		return tocsin.Refuse("review/lesson", "keep those that matter", "there are more than %d lessons", maxLessons)
	}
	if err := r.Casualties.Check(); err != nil {
		return err
	}
	if r.Casualties.Any() && slices.Contains([]Outcome{Prevented, NoAttack, False}, r.Outcome) {
		return tocsin.Refuse("review/outcome", "choose mitigated or occurred, or correct the casualties",
			"people were hurt, and the outcome is %s", r.Outcome)
	}
	for _, l := range r.Lessons {
		if err := l.check(); err != nil {
			return err
		}
	}
	return nil
}
