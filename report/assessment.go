package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// Reliability grades a source, A (completely reliable) to E (unreliable); F
// cannot be judged, which is not the same as unreliable (Admiralty scale).
type Reliability string

// Credibility grades information, 1 (confirmed by other sources) to 5
// (improbable); 6 cannot be judged. It is graded apart from the source.
type Credibility int

// Valid reports whether r is A to F.
func (r Reliability) Valid() bool { return len(r) == 1 && r[0] >= 'A' && r[0] <= 'F' }

// Valid reports whether c is 1 to 6.
func (c Credibility) Valid() bool { return c >= 1 && c <= 6 }

// A Harm is what the act would do to people, or to what belongs to them.
type Harm string

// The harms. Which of them found a duty is the pack's to say.
const (
	HarmUnknown              Harm = ""
	HarmIntentionalKilling   Harm = "intentional-killing"
	HarmSeriousBodilyInjury  Harm = "serious-bodily-injury"
	HarmKidnapping           Harm = "kidnapping"
	HarmArrestOrDetention    Harm = "arrest-or-detention"
	HarmSurveillance         Harm = "targeted-surveillance"
	HarmPropertyDamage       Harm = "property-damage"
	HarmDataOrOperations     Harm = "data-or-operations"
	HarmDefamationOrPressure Harm = "defamation-or-pressure"
)

// Harms lists the harms that are known by name.
func Harms() []Harm {
	return []Harm{
		HarmIntentionalKilling, HarmSeriousBodilyInjury, HarmKidnapping,
		HarmArrestOrDetention, HarmSurveillance, HarmPropertyDamage, HarmDataOrOperations, HarmDefamationOrPressure,
	}
}

// ParseHarm reads the word of a harm, or "unknown".
func ParseHarm(word string) (Harm, error) {
	if word == unknownWord {
		return HarmUnknown, nil
	}
	if slices.Contains(Harms(), Harm(word)) {
		return Harm(word), nil
	}
	words := []string{unknownWord}
	for _, h := range Harms() {
		words = append(words, string(h))
	}
	return HarmUnknown, fmt.Errorf("%q is no harm; they are %s", word, strings.Join(words, ", "))
}

// A TargetKind is what kind of thing is the object of the act.
type TargetKind string

// The kinds of target: those of ICD 191 E.1, and a gathering with a date.
const (
	TargetUnknown     TargetKind = ""
	TargetPerson      TargetKind = "person"
	TargetGroup       TargetKind = "group"
	TargetInstitution TargetKind = "institution"
	TargetBusiness    TargetKind = "business"
	TargetStructure   TargetKind = "structure"
	TargetLocation    TargetKind = "location"
	TargetEvent       TargetKind = "event"
)

// TargetKinds lists the kinds that are known by name.
func TargetKinds() []TargetKind {
	return []TargetKind{
		TargetPerson, TargetGroup, TargetInstitution, TargetBusiness,
		TargetStructure, TargetLocation, TargetEvent,
	}
}

// ParseTargetKind reads the word of a kind, or "unknown".
func ParseTargetKind(word string) (TargetKind, error) {
	if word == unknownWord {
		return TargetUnknown, nil
	}
	if slices.Contains(TargetKinds(), TargetKind(word)) {
		return TargetKind(word), nil
	}
	words := []string{unknownWord}
	for _, k := range TargetKinds() {
		words = append(words, string(k))
	}
	return TargetUnknown, fmt.Errorf("%q is no kind of target; they are %s", word, strings.Join(words, ", "))
}

// An Answer is what an officer says to a question that a pack asks. A no must
// say why.
type Answer struct {
	// Question is the pack's name of the question, such as "impending".
	Question string     `json:"question"`
	Answer   tocsin.Tri `json:"answer"`
	// Value is the answer to a question that is not answered by yes or no: a
	// word, a number, or words divided by commas.
	Value   string `json:"value,omitempty"`
	Because string `json:"because,omitempty"`
}

// Said gives the answer in words, whichever kind it is.
func (a Answer) Said() string {
	if a.Value != "" {
		return a.Value
	}
	return a.Answer.String()
}

// An Assessment is what an officer makes of the reports of one dossier: graded
// facts. What nobody knows stays out, and is unknown.
type Assessment struct {
	Harm       Harm       `json:"harm,omitempty"`
	TargetKind TargetKind `json:"target_kind,omitempty"`
	// Reliability and Credibility grade source and information apart.
	Reliability Reliability `json:"reliability"`
	Credibility Credibility `json:"credibility"`
	// Confidence is how sure the officer is of all that; empty where he does not
	// say.
	Confidence Confidence `json:"confidence,omitempty"`
	// Facts are the values with where they come from, each under its own name.
	Facts []Fact `json:"facts"`
	// Circles are the circles of people that facts name, Overlaps what is known of
	// how two of them overlap, Sourcing what is known of where the reports come from.
	Circles  []Circle   `json:"circles,omitempty"`
	Overlaps []Overlap  `json:"overlaps,omitempty"`
	Sourcing []Sourcing `json:"sourcing,omitempty"`
	// Codewords are words that mean something to us alone, and may never leave.
	Codewords []string `json:"codewords,omitempty"`
	// LatestUseful is the last moment at which a warning still helps, UTC;
	// Because says why. Zero is unknown.
	LatestUseful        time.Time `json:"latest_useful,omitzero"`
	LatestUsefulBecause string    `json:"latest_useful_because,omitempty"`
	// Answers are to the questions of the pack.
	Answers []Answer `json:"answers,omitempty"`
}

// Fact gives the fact of a field that has no key, and whether anything is known
// of it.
func (a Assessment) Fact(field Field) (Fact, bool) { return a.Named(field, "") }

// Named gives the fact of a field and key, and whether anything is known of it.
func (a Assessment) Named(field Field, key string) (Fact, bool) {
	for _, f := range a.Facts {
		if f.Field == field && f.Key == key && f.Known() {
			return f, true
		}
	}
	return Fact{Field: field, Key: key}, false
}

// Told lists the known facts in the order in which a warning tells them: by
// field, the one without a key first, then by key.
func (a Assessment) Told() []Fact {
	var told []Fact
	for _, field := range Fields() {
		from := len(told)
		for _, f := range a.Facts {
			if f.Field == field && f.Known() {
				told = append(told, f)
			}
		}
		slices.SortFunc(told[from:], func(a, b Fact) int { return strings.Compare(a.Key, b.Key) })
	}
	return told
}

// SourceOf gives what is known of where a report comes from.
func (a Assessment) SourceOf(id tocsin.ReportID) (Sourcing, bool) {
	i := slices.IndexFunc(a.Sourcing, func(s Sourcing) bool { return s.Report == id })
	if i < 0 {
		return Sourcing{Report: id}, false
	}
	return a.Sourcing[i], true
}

// Answer gives the answer to a question; what nobody answered is unknown.
func (a Assessment) Answer(question string) Answer {
	for _, answer := range a.Answers {
		if answer.Question == question {
			return answer
		}
	}
	return Answer{Question: question}
}

// Check holds the form of an assessment.
func (a Assessment) Check() error {
	switch {
	case !a.Reliability.Valid():
		return tocsin.Refuse("report/reliability", "grade the source A to F; F if it cannot be judged",
			"%q is no grade of a source", string(a.Reliability))
	case !a.Credibility.Valid():
		return tocsin.Refuse("report/credibility", "grade the information 1 to 6; 6 if it cannot be judged",
			"%d is no grade of information", int(a.Credibility))
	case a.Harm != HarmUnknown && !slices.Contains(Harms(), a.Harm):
		return tocsin.Refuse("report/harm", "name one of the listed harms, or leave it unknown", "the harm is not one that is known")
	case a.TargetKind != TargetUnknown && !slices.Contains(TargetKinds(), a.TargetKind):
		return tocsin.Refuse("report/target", "name one of the listed kinds, or leave it unknown", "the target is of no known kind")
	case !a.LatestUseful.IsZero() && strings.TrimSpace(a.LatestUsefulBecause) == "":
		return tocsin.Refuse("report/latest-useful", "say why a warning helps no longer after that time",
			"the latest useful time has no reason")
	}
	if err := a.checkFacts(); err != nil {
		return err
	}
	for _, answer := range a.Answers {
		if answer.Answer == tocsin.No && strings.TrimSpace(answer.Because) == "" {
			return tocsin.Refuse("report/answer", "say why",
				"the answer no to %q has no reason", answer.Question)
		}
	}
	return nil
}

// checkFacts holds that each fact is told once, in its form, and that the circles
// it names are there.
func (a Assessment) checkFacts() error {
	if len(a.Facts) > MaxFacts {
		return tocsin.Refuse("report/fact", "leave out what no warning needs", "%d facts; at most %d are taken", len(a.Facts), MaxFacts)
	}
	if a.Confidence != "" && !slices.Contains(Confidences(), a.Confidence) {
		return tocsin.Refuse("report/confidence", "say low, moderate or high", "the confidence is none of them")
	}
	if err := checkCircles(a.Circles); err != nil {
		return tocsin.Refuse("report/circle", "name each circle once, with at least one person, within a larger one", "%v", err)
	}
	if err := checkOverlaps(a.Overlaps, a.Circles); err != nil {
		return tocsin.Refuse("report/overlap", "say of two circles, once, how many people at least are in both", "%v", err)
	}
	if len(a.Codewords) > MaxCircles || slices.ContainsFunc(a.Codewords, func(w string) bool { return !plainWord(w) }) {
		return tocsin.Refuse("report/codeword", "name each on one line", "a code word breaks the line, or there are more than %d", MaxCircles)
	}
	seen := make([]string, 0, len(a.Facts))
	for _, f := range a.Facts {
		if err := f.Check(); err != nil {
			return tocsin.Refuse("report/fact", "give the value again", "%v", err)
		}
		if err := f.checkKnowledge(a.Circles); err != nil {
			return tocsin.Refuse("report/knowledge", "say it for rungs that the fact reaches", "%v", err)
		}
		if slices.Contains(seen, f.Name()) {
			return tocsin.Refuse("report/fact", "decide for one value, or give the other a key of its own", "%s is told twice", f.Name())
		}
		seen = append(seen, f.Name())
	}
	return a.checkSourcing()
}

// checkSourcing holds that each report is told of once, in plain words.
func (a Assessment) checkSourcing() error {
	for i, s := range a.Sourcing {
		switch {
		case s.Source == "" && s.Originator == "" && s.Reliability == "",
			s.Source != "" && !plainWord(s.Source), s.Originator != "" && !plainWord(s.Originator):
			return tocsin.Refuse("report/sourcing", "name the source or the originator, on one line each", "a report's source says nothing, or breaks the line")
		case s.Reliability != "" && !s.Reliability.Valid():
			return tocsin.Refuse("report/reliability", "grade the source A to F; F if it cannot be judged", "a source has a grade that is none of them")
		case slices.ContainsFunc(a.Sourcing[:i], func(o Sourcing) bool { return o.Report == s.Report }):
			return tocsin.Refuse("report/sourcing", "decide for one source", "a report has two sources")
		}
	}
	return nil
}
