package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A Name is the name of a fact, a question or a term.
type Name string

// A Kind is what values a fact takes.
type Kind string

// The kinds.
const (
	KindYesNo  Kind = "yes-no"
	KindWord   Kind = "word"
	KindWords  Kind = "words"
	KindNumber Kind = "number"
	KindText   Kind = "text"
)

// A Question is what an officer may answer for himself.
type Question struct {
	Name Name `json:"name"`
	// Ask is the question as it is put.
	Ask  string `json:"ask"`
	Kind Kind   `json:"kind"`
	// OneOf are the words that answer it, for the kinds word and words.
	OneOf []string `json:"one_of,omitempty"`
	// Personal says that it is about who somebody is, which no rule should need.
	Personal bool `json:"personal,omitempty"`
}

// A fact is one thing that rules may read.
type fact struct {
	Question
	// answer says how an officer tells it; asked, that it is a question which he
	// answers as such.
	answer string
	asked  bool
	// onlyYes says that it is yes or unknown, never no: what is not told is not
	// for that reason absent.
	onlyYes bool
	// term is its place among the terms, -1 for the others.
	term int
	// unknown is its value where nobody knows it.
	unknown ref.Val
}

// A Value is what is known of one fact.
type Value struct {
	Known bool
	// Text is the value in words: yes, no, a word, a number, or words divided
	// by commas.
	Text string
	// From says where it comes from.
	From string

	val ref.Val
	// derived says that it follows from a grade, and nobody told it.
	derived bool
}

// The facts that every rule may read; a pack adds its questions and terms.
const (
	factPossessed    Name = "possessed"
	factHarm         Name = "harm"
	factHarms        Name = "harms"
	factTargetKind   Name = "target_kind"
	factReliability  Name = "reliability"
	factCredibility  Name = "credibility"
	factCorroborated Name = "corroborated"
	factSourceKnown  Name = "source_known"
	factPlaceRung    Name = "place_rung"
	factTimeRung     Name = "time_rung"
	factWindowOver   Name = "window_over"
	factMinutesLeft  Name = "minutes_left"
	factReports      Name = "reports"
)

// told are the facts that say whether a field is told.
var told = []struct {
	name  Name
	field report.Field
}{
	{"what_told", report.FieldAct},
	{"victim_told", report.FieldVictim},
	{"target_told", report.FieldTarget},
	{"place_told", report.FieldPlace},
	{"time_told", report.FieldTime},
	{"method_told", report.FieldMethod},
	{"actor_told", report.FieldActor},
}

// common are the questions that every assessment may answer, whatever the pack.
var common = []Question{
	{Name: factCorroborated, Ask: "Do others, independent of the source, say so too?", Kind: KindYesNo},
	{Name: factSourceKnown, Ask: "Is the source known to somebody?", Kind: KindYesNo},
	{Name: "victim_nationality", Ask: "Of what nationality is the intended victim?", Kind: KindText, Personal: true},
	{Name: "recipient_relations", Ask: "What are the relations with the recipient?", Kind: KindText, Personal: true},
	{Name: "protector_identity", Ask: "Who is responsible for protecting the victim?", Kind: KindText, Personal: true},
}

// CommonQuestions lists the questions that every assessment may answer.
func CommonQuestions() []Question { return slices.Clone(common) }

// vocabulary are the facts of every pack, in the order in which they are told.
func vocabulary() []fact {
	by := func(name Name, kind Kind, ask, answer string, oneOf ...string) fact {
		return fact{Question: Question{Name: name, Ask: ask, Kind: kind, OneOf: oneOf}, answer: answer, term: -1}
	}
	all := []fact{
		by(factPossessed, KindYesNo, "Does the holder have the information?", ""),
		by(factHarms, KindWords, "Which harms is the pack about?", ""),
		by(factHarm, KindWord, "What harm is meant?", "assess --harm HARM", texts(report.Harms())...),
		by(factTargetKind, KindWord, "What kind of thing is the target?", "assess --target-kind KIND", texts(report.TargetKinds())...),
		by(factReliability, KindWord, "How reliable is the source, A to E?", "assess --reliability A-E", "A", "B", "C", "D", "E"),
		by(factCredibility, KindNumber, "How credible is the information, 1 to 5?", "assess --credibility 1-5", "1", "2", "3", "4", "5"),
	}
	for i, ask := range []string{
		"What is meant to happen?", "Who is in danger?", "What is the target?", "Where?", "When?", "How?", "By whom?",
	} {
		how := fmt.Sprintf("assess --set %s=WORDS", told[i].field)
		if told[i].field == report.FieldPlace {
			how = "assess --where PLACE"
		}
		if told[i].field == report.FieldTime {
			how = "assess --from TIME --until TIME"
		}
		f := by(told[i].name, KindYesNo, ask, how)
		f.onlyYes = true
		all = append(all, f)
	}
	all = append(
		all,
		by(factPlaceRung, KindWord, "Where, how precisely?", "assess --where PLACE", "country", "region", "city", "district", "site"),
		by(factTimeRung, KindWord, "When, how precisely?", "assess --from TIME --until TIME", "month", "week", "day", "part-of-day", "hour", "minute"),
		by(factWindowOver, KindYesNo, "Has the time that is told passed?", "assess --from TIME --until TIME"),
		by(factMinutesLeft, KindNumber, "How much time is left?", "assess --latest-useful TIME"),
		by(factReports, KindNumber, "How many reports say so?", "file"),
	)
	for _, q := range common {
		all = append(all, fact{Question: q, answer: answerBy(q), asked: true, term: -1})
	}
	return all
}

// answerBy says how an officer answers a question.
func answerBy(q Question) string {
	switch q.Kind {
	case KindYesNo:
		return fmt.Sprintf("assess --answer %s=yes, or %s=no:WHY", q.Name, q.Name)
	case KindWord, KindWords:
		return fmt.Sprintf("assess --answer %s=%s", q.Name, strings.Join(q.OneOf, " or "))
	case KindNumber, KindText:
	}
	return fmt.Sprintf("assess --answer %s=VALUE", q.Name)
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// Bounds of what a fact may hold: an expression over them ends in known time.
const (
	maxWords = 32
	maxText  = 256
	maxCount = 1_000_000_000
)

// ParseValue reads the value of a question in words; "unknown" is unknown.
func (q Question) ParseValue(text string) (Value, error) {
	text = strings.TrimSpace(text)
	v := Value{Known: text != "unknown", Text: text}
	if !v.Known {
		return v, nil
	}
	switch q.Kind {
	case KindYesNo:
		switch text {
		case "yes", "true":
			v.Text, v.val = "yes", types.True
		case "no", "false":
			v.Text, v.val = "no", types.False
		default:
			return v, fmt.Errorf("%q is not yes, no or unknown", text)
		}
	case KindNumber:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > maxCount || n < -maxCount || len(q.OneOf) > 0 && !slices.Contains(q.OneOf, text) {
			return v, fmt.Errorf("%q is no number for %s", text, q.Name)
		}
		v.Text, v.val = strconv.FormatInt(n, 10), types.Int(n)
	case KindWord:
		if !slices.Contains(q.OneOf, text) {
			return v, fmt.Errorf("%q is not one of %s", text, strings.Join(q.OneOf, ", "))
		}
		v.val = types.String(text)
	case KindWords:
		return q.parseWords(text)
	case KindText:
		if text == "" || len(text) > maxText {
			return v, fmt.Errorf("the answer is empty, or longer than %d bytes", maxText)
		}
		v.val = types.String(text)
	}
	return v, nil
}

// parseWords reads words divided by commas; "none" is the empty list.
func (q Question) parseWords(text string) (Value, error) {
	var words []string
	if text != "none" {
		for one := range strings.SplitSeq(text, ",") {
			one = strings.TrimSpace(one)
			if !slices.Contains(q.OneOf, one) {
				return Value{}, fmt.Errorf("%q is not one of %s", one, strings.Join(q.OneOf, ", "))
			}
			if !slices.Contains(words, one) {
				words = append(words, one)
			}
		}
	}
	return wordsValue(words), nil
}

// wordsValue is a list of words.
func wordsValue(words []string) Value {
	text := strings.Join(words, ",")
	if len(words) == 0 {
		text = "none"
	}
	return Value{Known: true, Text: text, val: types.DefaultTypeAdapter.NativeToValue(slices.Clone(words))}
}

// A Situation is what is determined on: what was assessed, when, and what the
// record knows.
type Situation struct {
	Assessment report.Assessment
	// At is the time of the determination, UTC.
	At time.Time
	// Reports is how many reports the dossier has.
	Reports int
}

// values gives what the rules of the pack see of a situation.
func (p *Pack) values(s Situation) ([]Value, error) {
	v := &viewer{pack: p, values: make([]Value, len(p.facts))}
	v.set(factPossessed, "yes", "a report is in the holder's hands")
	v.values[p.byName[factHarms]] = wordsValue(texts(p.Harms))
	v.set(factReports, strconv.Itoa(s.Reports), "the reports linked")
	a := s.Assessment
	v.set(factHarm, string(a.Harm), assessed)
	v.set(factTargetKind, string(a.TargetKind), assessed)
	if a.Reliability != "" && a.Reliability != "F" {
		v.set(factReliability, string(a.Reliability), assessed)
	}
	if a.Credibility >= 1 && a.Credibility <= 5 {
		v.set(factCredibility, strconv.Itoa(int(a.Credibility)), assessed)
	}
	v.graded()
	v.fields(a, s.At)
	for i, answer := range a.Answers {
		again := slices.ContainsFunc(a.Answers[:i], func(o report.Answer) bool { return o.Question == answer.Question })
		if !again { // as report.Assessment.Answer reads them
			v.answer(answer)
		}
	}
	return v.values, v.err
}

// A derivation is a fact that follows from a grade, where nobody told it.
type derivation struct {
	grade, fact Name
	follows     func(Value) bool
	from        string
}

// derivations: a source that could be graded is known, and what is confirmed, or
// consistent with what else is known, is not the word of one alone.
var derivations = []derivation{
	{factReliability, factSourceKnown, func(v Value) bool { return v.Known }, "the source could be graded"},
	{factCredibility, factCorroborated, func(v Value) bool { return v.Text == "1" || v.Text == "2" }, "the grade of the information says so"},
}

// value is what follows.
func (d derivation) value() Value {
	return Value{Known: true, Text: "yes", From: d.from, val: types.True, derived: true}
}

// graded tells what follows from the grades.
func (v *viewer) graded() {
	for _, d := range derivations {
		if i := v.pack.byName[d.fact]; !v.values[i].Known && d.follows(v.values[v.pack.byName[d.grade]]) {
			v.values[i] = d.value()
		}
	}
}

// assessed is where most values come from.
const assessed = "as assessed"

// A viewer gathers values.
type viewer struct {
	pack   *Pack
	values []Value
	err    error
}

// set tells one fact; an empty text is unknown.
func (v *viewer) set(name Name, text, from string) {
	if text == "" {
		return
	}
	i := v.pack.byName[name]
	value, err := v.pack.facts[i].ParseValue(text)
	if err != nil && v.err == nil {
		v.err = fmt.Errorf("telling the fact %s: %w", name, err)
	}
	value.From = from
	v.values[i] = value
}

// fields tells what is told of each field, of place and of time.
func (v *viewer) fields(a report.Assessment, at time.Time) {
	for _, t := range told {
		if _, known := a.Fact(t.field); known {
			v.set(t.name, "yes", assessed)
		}
	}
	if where, known := a.Fact(report.FieldPlace); known && where.Place != nil && where.Place.Finest() > place.None {
		v.set(factPlaceRung, min(where.Place.Finest(), place.Site).String(), assessed)
	}
	end := a.LatestUseful
	from := "until the latest useful time"
	if when, known := a.Fact(report.FieldTime); known && when.Window != nil {
		v.set(factTimeRung, when.Window.Finest().String(), assessed)
		over := !when.Window.Until.IsZero() && !when.Window.Until.After(at)
		v.set(factWindowOver, tocsin.TriOf(over).String(), assessed)
		if end.IsZero() {
			end, from = when.Window.Until, "until the time that is told ends"
		}
	}
	if !end.IsZero() {
		v.set(factMinutesLeft, strconv.FormatInt(int64(end.Sub(at)/time.Minute), 10), from)
	}
}

// answer tells what an officer answered, which stands for what was derived.
func (v *viewer) answer(a report.Answer) {
	i, ok := v.pack.byName[Name(a.Question)]
	if !ok || !v.pack.facts[i].asked {
		return // another pack asks it
	}
	f := v.pack.facts[i]
	text := a.Said()
	if f.Kind == KindYesNo {
		text = a.Answer.String() // a no has its reason only here
	}
	if text == "" || text == "unknown" {
		return // an officer cannot make unknown what the facts decide
	}
	from := "an officer's answer"
	if a.Because != "" {
		from += ": " + a.Because
	}
	value, err := f.ParseValue(text)
	if err != nil && v.err == nil {
		v.err = tocsin.Refuse("report/answer", "answer again: tocsin "+f.answer, "the answer to %q is not in its form", a.Question)
	}
	value.From = from
	v.values[i] = value
}
