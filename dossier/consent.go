package dossier

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A Consent is a question to an originator whether facts of his may be told. No
// answer by its clock is on the record, and means what the packs say it means.
type Consent struct {
	Originator string
	// Facts are what he was asked about, as they were then.
	Facts []AskedFact
	At    time.Time
	By    tocsin.OfficerID
	// Answered is true once he answered; Allows is what he agreed to, and Says
	// what he said.
	Answered bool
	Allows   []Allowed
	Says     string
	// Lapsed is true where he did not answer in time, and Default what that means.
	Lapsed  bool
	Default policy.Default
}

// An AskedFact is one fact that an originator was asked about.
type AskedFact struct {
	// Fact is its name.
	Fact string `json:"fact"`
	// Of is the hash of its value: agreement to one value is none to another.
	Of string `json:"of"`
}

// An Allowed is one fact that an originator lets be told, no finer than a rung.
type Allowed struct {
	Fact string      `json:"fact"`
	Rung report.Rung `json:"rung"`
}

// AskConsent asks an originator about facts.
type AskConsent struct {
	ConsentAsked
}

// ConsentAsked is a question to an originator.
type ConsentAsked struct {
	Originator string      `json:"originator"`
	Facts      []AskedFact `json:"facts"`
}

// Originator gives who must agree before a fact is told; empty where only we
// decide: the fact's own originator, or that of its report.
func (d Dossier) Originator(f report.Fact) string {
	if f.Originator != "" {
		return f.Originator
	}
	of, _ := d.Assessment.SourceOf(f.Report)
	return of.Originator
}

// Asks gives the question to an originator about all facts of his that he has not
// been asked about as they are.
func (d Dossier) Asks(originator string) ConsentAsked {
	e := ConsentAsked{Originator: originator}
	for _, f := range d.Assessment.Told() {
		if !f.Field.Releasable() || f.Marking.Open() || d.Originator(f) != originator {
			continue
		}
		if _, asked := d.consent(f); !asked {
			e.Facts = append(e.Facts, AskedFact{f.Name(), hashOf(f)})
		}
	}
	return e
}

// hashOf is the hash of a fact's value.
func hashOf(f report.Fact) string { return act.Hash([]byte(f.Value())) }

func (c AskConsent) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.tearline() == nil {
		return nil, tocsin.Refuse("release/consent", "ask in a consultation", "the packs of this dossier say nothing of an originator's consent")
	}
	if strings.TrimSpace(c.Originator) == "" || len(c.Facts) == 0 {
		return nil, tocsin.Refuse("release/consent", "name the originator, and facts of his that he was not asked about",
			"the question goes to nobody, or is about nothing")
	}
	for i, asked := range c.Facts {
		field, key, err := report.ParseName(asked.Fact)
		f, known := d.Assessment.Named(field, key)
		switch {
		case err != nil || !known || d.Originator(f) != c.Originator:
			return nil, tocsin.Refuse("release/consent", "see tocsin threat for whose facts they are", "a fact is not of this originator")
		case hashOf(f) != asked.Of:
			return nil, tocsin.Refuse("approval/changed", "ask again", "a fact has changed since the question was made")
		case slices.ContainsFunc(c.Facts[:i], func(o AskedFact) bool { return o.Fact == asked.Fact }):
			return nil, tocsin.Refuse("release/consent", "name each once", "a fact is asked about twice")
		}
	}
	return []Event{c.ConsentAsked}, nil
}

func (e ConsentAsked) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Consents = append(slices.Clip(d.Consents), Consent{Originator: e.Originator, Facts: e.Facts, At: s.At, By: s.By})
	return d
}

// AnswerConsent keeps what an originator answered.
type AnswerConsent struct {
	ConsentAnswered
}

// ConsentAnswered is an originator's answer to a question, by its number from 1.
// What is not among the allowed may not be told.
type ConsentAnswered struct {
	Of     int       `json:"of"`
	Allows []Allowed `json:"allows,omitempty"`
	// Says is what he said, in words, with who said it.
	Says string `json:"says"`
}

func (c AnswerConsent) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case c.Of < 1 || c.Of > len(d.Consents):
		return nil, tocsin.Refuse("release/consent", "show the dossier for the numbers", "there is no question %d to an originator", c.Of)
	case d.Consents[c.Of-1].Answered:
		return nil, tocsin.Refuse("release/consent", "ask again", "it was answered already")
	case strings.TrimSpace(c.Says) == "":
		return nil, tocsin.Refuse("release/consent", "say who answered, and what", "the answer is empty")
	}
	for i, a := range c.Allows {
		field, _, err := report.ParseName(a.Fact)
		switch {
		case err != nil || !slices.ContainsFunc(d.Consents[c.Of-1].Facts, func(f AskedFact) bool { return f.Fact == a.Fact }):
			return nil, tocsin.Refuse("release/consent", "name a fact that was asked about", "an allowed fact was not asked about")
		case field.Step(a.Rung) == 0:
			return nil, tocsin.Refuse("release/consent", "name a rung of "+string(field), "it is allowed to no rung of %s", field)
		case slices.ContainsFunc(c.Allows[:i], func(o Allowed) bool { return o.Fact == a.Fact }):
			return nil, tocsin.Refuse("release/consent", "name each once", "a fact is allowed twice")
		}
	}
	return []Event{c.ConsentAnswered}, nil
}

func (e ConsentAnswered) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	if e.Of < 1 || e.Of > len(d.Consents) {
		return d
	}
	d.Consents = slices.Clone(d.Consents)
	c := &d.Consents[e.Of-1]
	c.Answered, c.Allows, c.Says = true, e.Allows, e.Says
	return d
}

// lapse notes that an originator did not answer in time.
func (d Dossier) lapse(of int) Dossier {
	if of < 1 || of > len(d.Consents) {
		return d
	}
	d.Consents = slices.Clone(d.Consents)
	d.Consents[of-1].Lapsed, d.Consents[of-1].Default = true, policy.Withhold
	if t := d.tearline(); t != nil {
		d.Consents[of-1].Default = t.Silence
	}
	return d
}

// consentSpan is how long an originator has to answer: what the packs say, and
// never more than half of what is left.
func (d Dossier) consentSpan(since time.Time) time.Duration {
	t := d.tearline()
	if t == nil {
		return 0
	}
	span := t.ConsentWithin()
	if last := d.Assessment.LatestUseful; last.After(since) {
		span = min(span, max(time.Minute, last.Sub(since)/2))
	}
	return span
}

// consent gives the newest question about a fact as it is.
func (d Dossier) consent(f report.Fact) (Consent, bool) {
	for _, c := range slices.Backward(d.Consents) {
		if slices.Contains(c.Facts, AskedFact{f.Name(), hashOf(f)}) {
			return c, true
		}
	}
	return Consent{}, false
}

// consentRule is what forbids telling a fact at a rung because it is another's;
// empty where nothing does.
func (d Dossier) consentRule(f report.Fact, rung report.Rung) string {
	if d.Originator(f) == "" || f.Marking.Open() || d.tearline() == nil {
		return ""
	}
	c, asked := d.consent(f)
	switch {
	case !asked:
		return "release/originator" // he was never asked
	case c.Answered:
		i := slices.IndexFunc(c.Allows, func(a Allowed) bool { return a.Fact == f.Name() })
		if i < 0 || f.Field.Step(rung) > f.Field.Step(c.Allows[i].Rung) {
			return "release/originator-refused"
		}
		return ""
	case c.Lapsed && c.Default == policy.Tell:
		return ""
	case c.Lapsed:
		return "release/originator-silent"
	}
	return "release/originator-asked"
}

// Tearline is what the packs ask of what may be said; nil where they say nothing.
func (d Dossier) Tearline() *policy.Tearline { return d.tearline() }

func (d Dossier) tearline() *policy.Tearline {
	if d.Handling == nil {
		return nil
	}
	return d.Handling.Tearline
}
