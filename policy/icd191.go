package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// All rules of the pack icd-191 stand in this file: the trigger tests, the
// doubt rule's sentence, the six waiver grounds and their evidence. Packs as
// data replace it.

// icd191ID and icd191Version name the pack.
const (
	icd191ID      = "icd-191"
	icd191Version = 1
)

// directive is the source of every rule of the pack.
const directive = "ICD 191, Duty to Warn, 21 July 2015"

// clause names a paragraph of the directive that nobody has checked against the
// primary document yet.
func clause(paragraph string) Clause { return Clause{Source: directive, Paragraph: paragraph} }

// quoted names a paragraph whose wording was read where others quote it.
func quoted(paragraph string) Clause {
	return Clause{Source: directive, Paragraph: paragraph, Quoted: true}
}

// A trigger is one test of the threshold. All must hold.
type trigger struct {
	id       string
	clause   Clause
	sentence string
	// question is what an officer may answer himself instead of the test.
	question string
	test     func(facts) (tocsin.Tri, []string)
}

// icd191Triggers are the trigger tests in the order in which they are told.
var icd191Triggers = []trigger{
	{
		"DTW-TRIG-HOLD", quoted("E.1"),
		"The holder collects or acquires the information; having received it is enough.",
		"", func(facts) (tocsin.Tri, []string) {
			return tocsin.Yes, []string{"a report is in the holder's hands"}
		},
	},
	{
		"DTW-TRIG-HARM", quoted("E.1"),
		"The threat is of intentional killing, serious bodily injury or kidnapping.",
		"", testHarm,
	},
	{
		"DTW-VICTIM", quoted("E.1"),
		"It is directed at a person or group of people, or at a place where people are; nationality does not matter.",
		"directed", testVictim,
	},
	{
		"DTW-TRIG-CREDIBLE", quoted("E.1"),
		"The information is credible; a source that cannot be judged is not for that reason incredible.",
		"credible", testCredible,
	},
	{
		"DTW-TRIG-SPECIFIC", quoted("E.1"),
		"The information is specific: somebody or some place, and what is meant to happen.",
		"specific", testSpecific,
	},
	{
		"DTW-TRIG-IMPENDING", quoted("E.1"),
		"The threat is impending, which is more than imminent within hours; an unknown time does not make it less so.",
		"impending", testImpending,
	},
}

// A doubtRule is what is done with unknown answers.
type doubtRule struct {
	id       string
	clause   Clause
	sentence string
}

// icd191Doubt is the doubt rule.
var icd191Doubt = doubtRule{
	"DTW-DOUBT", clause("E/F"),
	"Doubt whether the threshold is met is resolved in favor of informing.",
}

// testHarm tests the harm against the three of the directive.
func testHarm(f facts) (tocsin.Tri, []string) {
	switch f.Harm {
	case report.HarmUnknown:
		return tocsin.Unknown, []string{"nobody has said what harm is meant"}
	case report.HarmIntentionalKilling, report.HarmSeriousBodilyInjury, report.HarmKidnapping:
		return tocsin.Yes, []string{"the harm is " + string(f.Harm)}
	case report.HarmArrestOrDetention, report.HarmPropertyDamage,
		report.HarmDataOrOperations, report.HarmDefamationOrPressure:
	}
	return tocsin.No, []string{fmt.Sprintf("the harm is %s, which is none of the three", f.Harm)}
}

// testVictim tests that people are meant.
func testVictim(f facts) (tocsin.Tri, []string) {
	if _, known := f.Fact(report.FieldVictim); known {
		return tocsin.Yes, []string{"an intended victim is told"}
	}
	switch f.TargetKind {
	case report.TargetUnknown:
		return tocsin.Unknown, []string{"neither an intended victim nor a kind of target is told"}
	case report.TargetPerson, report.TargetGroup:
		return tocsin.Yes, []string{"the target is a " + string(f.TargetKind)}
	case report.TargetInstitution, report.TargetBusiness, report.TargetStructure,
		report.TargetLocation, report.TargetEvent:
	}
	return tocsin.Yes, []string{fmt.Sprintf("the target is of the kind %q, and the people there count", f.TargetKind)}
}

// testCredible maps the two grades, each on its own scale, to the directive's
// word. F and 6 say that nobody can judge, which is unknown, never no.
func testCredible(f facts) (tocsin.Tri, []string) {
	graded := fmt.Sprintf("source %s, information %d", f.Reliability, f.Credibility)
	source := strings.IndexByte("EDCBA", f.Reliability[0]) // -1 for F
	information := 5 - int(f.Credibility)                  // -1 for 6
	switch {
	case information >= 3:
		return tocsin.Yes, []string{graded + ": probably true or better, whoever says so"}
	case information >= 2 && source >= 2:
		return tocsin.Yes, []string{graded + ": possibly true, from a source fairly reliable or better"}
	case information == 0 && source == 0:
		return tocsin.No, []string{graded + ": improbable, from an unreliable source"}
	}
	return tocsin.Unknown, []string{graded + ": not enough to say yes or no"}
}

// testSpecific asks for somebody or some place, and for what is meant. What is
// not told is unknown, not absent.
func testSpecific(f facts) (tocsin.Tri, []string) {
	_, act := f.Fact(report.FieldAct)
	_, victim := f.Fact(report.FieldVictim)
	_, target := f.Fact(report.FieldTarget)
	where, _ := f.Fact(report.FieldPlace)
	city := where.Place != nil && where.Place.Finest() >= place.City
	told := make([]string, 0, 4)
	for _, part := range []struct {
		is   bool
		what string
	}{{act, "what"}, {victim, "the victim"}, {target, "the target"}, {city, "the place, to a city or finer"}} {
		if part.is {
			told = append(told, part.what)
		}
	}
	if len(told) == 0 {
		told = []string{"nothing"}
	}
	because := []string{"told: " + strings.Join(told, ", ")}
	if act && (victim || target || city) {
		return tocsin.Yes, because
	}
	return tocsin.Unknown, because
}

// testImpending asks whether the time told still lies ahead.
func testImpending(f facts) (tocsin.Tri, []string) {
	when, known := f.Fact(report.FieldTime)
	switch {
	case !known:
		return tocsin.Unknown, []string{"no time is told"}
	case when.Window.Until.IsZero(), when.Window.Until.After(f.at):
		return tocsin.Yes, []string{"the time told has not passed"}
	}
	return tocsin.No, []string{"the time told has passed"}
}

// A Ground is a ground on which a found duty may be set aside.
type Ground struct {
	ID       string
	Clause   Clause
	Sentence string
	// Tested is the entity that the ground is tested on, and no other.
	Tested Entity
	// Needs says what evidence the ground takes.
	Needs string
	// check refuses a waiver without that evidence.
	check func(Waiver, Situation) error
}

// An Entity is what a waiver ground may be tested on.
type Entity string

// The entities.
const (
	EntityVictim     Entity = "intended-victim"
	EntityProtector  Entity = "responsible-protector"
	EntityHolder     Entity = "holder"
	EntityOriginator Entity = "originator"
	EntityChannels   Entity = "channels"
	EntityRecipient  Entity = "recipient"
)

// icd191Grounds are the six.
var icd191Grounds = []Ground{
	{
		"DTW-W-a", clause("E.3.a"),
		"The intended victim, or those responsible for their protection, already know of this very threat.",
		EntityVictim, "an acknowledged warning of this threat", checkAware,
	},
	{
		"DTW-W-b", quoted("E.3.b"),
		"The intended victim is at risk only because of taking part in an insurgency, an insurrection or another armed conflict.",
		EntityVictim, "the reasons for the word \"only\", and that no bystander is in the same danger", checkConflict,
	},
	{
		"DTW-W-c", quoted("E.3.c"),
		"There is a reasonable basis to believe that the intended victim is a terrorist, a direct supporter of terrorists, an assassin, a drug trafficker or involved in violent crime.",
		EntityVictim, "the basis, about the intended victim, and that no bystander is in the same danger", checkBasis,
	},
	{
		"DTW-W-d", quoted("E.3.d"),
		"Warning would unduly endanger the holder's own people, sources, methods, or operations.",
		EntityHolder, "a sanitized draft that was tried and why it is not enough, and the balance that makes it undue", checkEndangers,
	},
	{
		"DTW-W-e", clause("E.3.e"),
		"The information came from a foreign government under an agreement, and warning would unduly endanger that government's people, sources, methods or operations.",
		EntityOriginator, "that the originator was asked, when, and the answer or its absence by the date set", checkOriginator,
	},
	{
		"DTW-W-f", clause("E.3.f"),
		"There is no reasonable way to warn the intended victim.",
		EntityChannels, "each channel that was considered and why it fails", checkNoWay,
	},
}

// Grounds lists the waiver grounds.
func Grounds() []Ground { return slices.Clone(icd191Grounds) }

// Evidence is what a waiver rests on; which parts are needed is the ground's to
// say.
type Evidence struct {
	// Acknowledged is a dispatch of this holder by which they already know.
	Acknowledged tocsin.DispatchID `json:"acknowledged,omitempty"`
	// Bystanders says whether others are in the same danger.
	Bystanders tocsin.Tri `json:"bystanders,omitempty"`
	// Basis is the reason in words that the ground asks for.
	Basis string `json:"basis,omitempty"`
	// Draft is the text hash of a draft of this dossier that was tried.
	Draft string `json:"draft,omitempty"`
	// Asked is when the originator was asked, AnswerBy the date set, and Answer
	// what he said; empty where he said nothing.
	Asked    time.Time `json:"asked,omitzero"`
	AnswerBy time.Time `json:"answer_by,omitzero"`
	Answer   string    `json:"answer,omitempty"`
	// Channels are those considered, each with why it fails.
	Channels []ChannelTried `json:"channels,omitempty"`
}

// A ChannelTried is a way of warning that was considered.
type ChannelTried struct {
	Channel string `json:"channel"`
	Fails   string `json:"fails"`
}

// A Waiver asks that a found duty be set aside.
type Waiver struct {
	// Ground is one of the listed grounds.
	Ground string `json:"ground"`
	// Tested is the entity the ground was tested on.
	Tested Entity `json:"tested"`
	// Justification is why, in writing.
	Justification string   `json:"justification"`
	Evidence      Evidence `json:"evidence"`
}

// A Situation is what the record knows that bears on a waiver.
type Situation struct {
	At time.Time
	// Acknowledged are the dispatches of this dossier that were acknowledged.
	Acknowledged []tocsin.DispatchID
	// Drafts are the text hashes of the drafts of this dossier.
	Drafts []string
	// TargetKind is from the assessment.
	TargetKind report.TargetKind
}

// CheckWaiver refuses a waiver whose ground is not listed, was tested on another
// entity than the one it names, or lacks its evidence.
func CheckWaiver(w Waiver, s Situation) error {
	i := slices.IndexFunc(icd191Grounds, func(g Ground) bool { return g.ID == w.Ground })
	if i < 0 {
		return tocsin.Refuse("policy/waiver-ground", "name one of DTW-W-a to DTW-W-f",
			"%q is no ground for a waiver", w.Ground)
	}
	g := icd191Grounds[i]
	if w.Tested != g.Tested {
		return tocsin.Refuse(g.ID, "test it on the "+string(g.Tested)+", or name another ground",
			"the ground is about the %s, not about the %s", g.Tested, w.Tested)
	}
	if err := Justify(w.Justification); err != nil {
		return err
	}
	return g.check(w, s)
}

// lacks refuses a waiver without its evidence.
func lacks(ground, remedy, why string) error { return tocsin.Refuse(ground, remedy, "%s", why) }

func checkAware(w Waiver, s Situation) error {
	if !slices.Contains(s.Acknowledged, w.Evidence.Acknowledged) {
		return lacks(w.Ground, "link the acknowledged warning by which they know of this threat",
			"general alertness is not knowledge of this threat: no acknowledged warning is linked")
	}
	return nil
}

func checkConflict(w Waiver, s Situation) error {
	switch {
	case written(w.Evidence.Basis) == nil && w.Evidence.Bystanders == tocsin.No && s.TargetKind == report.TargetPerson:
		return nil
	case w.Evidence.Bystanders != tocsin.No:
		return lacks(w.Ground, "warn the bystanders", "others are, or may be, in the same danger without taking part")
	case s.TargetKind != report.TargetPerson:
		return lacks(w.Ground, "warn, or tell the victims apart and ask for each",
			"the target is not one person: the ground is tested victim by victim")
	}
	return lacks(w.Ground, "give the reasons for the word \"only\"", "nothing shows that this is the only reason")
}

// checkBasis tests the ground on the intended victims and nobody else: whoever
// merely stands near them is owed a warning all the same.
func checkBasis(w Waiver, s Situation) error {
	switch {
	case written(w.Evidence.Basis) != nil:
		return lacks(w.Ground, "give the basis, about the intended victim", "no reasonable basis is given")
	case w.Evidence.Bystanders != tocsin.No:
		return lacks(w.Ground, "warn the bystanders", "others are, or may be, in the same danger without any part in it")
	case s.TargetKind != report.TargetPerson && s.TargetKind != report.TargetGroup:
		return lacks(w.Ground, "warn, or tell the victims apart and ask for each",
			"the target is no person or group of which the basis could be true")
	}
	return nil
}

func checkEndangers(w Waiver, s Situation) error {
	switch {
	case !slices.Contains(s.Drafts, w.Evidence.Draft) || w.Evidence.Draft == "":
		return lacks(w.Ground, "draft a sanitized warning first, then say why it is not enough",
			"no sanitized draft of this dossier is attached")
	case written(w.Evidence.Basis) != nil:
		return lacks(w.Ground, "weigh the danger against the lives", "nothing is weighed: the danger must be undue")
	}
	return nil
}

func checkOriginator(w Waiver, s Situation) error {
	e := w.Evidence
	switch {
	case e.Asked.IsZero() || e.Asked.After(s.At):
		return lacks(w.Ground, "ask the originator, with a date for the answer", "the originator was not asked")
	case !e.AnswerBy.IsZero() && !e.AnswerBy.After(e.Asked):
		return lacks(w.Ground, "set a date after the asking", "the date set for the answer lies before the asking")
	case strings.TrimSpace(e.Answer) == "" && (e.AnswerBy.IsZero() || e.AnswerBy.After(s.At)):
		return lacks(w.Ground, "wait for the answer or for its date", "the originator has not answered and the date set has not passed")
	case written(e.Basis) != nil:
		return lacks(w.Ground, "weigh the danger against the lives", "nothing is weighed: the danger must be undue")
	}
	return nil
}

func checkNoWay(w Waiver, _ Situation) error {
	if len(w.Evidence.Channels) == 0 {
		return lacks(w.Ground, "list the channels considered, intermediaries among them", "no channel was considered")
	}
	for _, c := range w.Evidence.Channels {
		if strings.TrimSpace(c.Channel) == "" || written(c.Fails) != nil {
			return lacks(w.Ground, "say of each channel why it fails", "a channel is listed without a reason")
		}
	}
	return nil
}
