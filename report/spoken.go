package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/marking"
)

// MaxAnswer bounds one answer of a spoken report, in bytes.
const MaxAnswer = 16 << 10

// unknownWord is the answer that is always taken.
const unknownWord = "unknown"

// A Question is one of the six that a typed or spoken report answers.
type Question struct {
	// Field is what the answer says.
	Field Field
	// Ask is the question as it is put.
	Ask string
}

// Questions are the six, in the order they are put. Each may be answered
// "unknown".
func Questions() []Question {
	return []Question{
		{FieldVictim, "Who is in danger?"},
		{FieldAct, "What is meant to happen?"},
		{FieldPlace, "Where?"},
		{FieldTime, "When?"},
		{FieldSource, "Who says so?"},
		{FieldBasis, "How do they know?"},
	}
}

// A Spoken report is the six answers in the order of Questions.
type Spoken [6]string

// Bytes are the original bytes of a spoken report: question and answer, a line
// each pair, as they were taken down.
func (s Spoken) Bytes() []byte {
	var b strings.Builder
	for i, q := range Questions() {
		b.WriteString(q.Ask + "\n" + s[i] + "\n")
		if i < len(s)-1 {
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}

// Import reads a spoken report. Where and when stay words until an officer
// assesses them; the rest is proposed as facts.
func (s Spoken) Import(mark marking.Marking) (Import, error) {
	in := Import{Form: FormText, Marking: mark}
	known := 0
	for i, q := range Questions() {
		answer := strings.TrimSpace(s[i])
		switch {
		case answer == "":
			return Import{}, tocsin.Refuse("report/six-questions",
				"answer it, or say \"unknown\"", "the question %q is not answered", q.Ask)
		case !utf8.ValidString(s[i]):
			return Import{}, tocsin.Refuse("report/text", "type it again as UTF-8",
				"the answer to %q is not UTF-8", q.Ask)
		case len(s[i]) > MaxAnswer:
			return Import{}, tocsin.Refuse("report/text", "shorten it, or file the document itself",
				"the answer to %q has %d bytes, more than %d", q.Ask, len(s[i]), MaxAnswer)
		case putsQuestion(s[i]):
			return Import{}, tocsin.Refuse("report/text", "put that line in other words",
				"a line of the answer to %q is one of the six questions, and would be read as such", q.Ask)
		}
		in.Passages = append(in.Passages, Passage{Part: string(q.Field), Text: answer, Marking: mark})
		if strings.EqualFold(answer, unknownWord) {
			continue
		}
		known++
		if q.Field != FieldPlace && q.Field != FieldTime {
			in.Proposed = append(in.Proposed, Fact{Field: q.Field, Text: answer, Part: string(q.Field), Marking: mark})
		}
	}
	if known == 0 {
		return Import{}, tocsin.Refuse("report/six-questions", "answer at least one of them",
			"all six questions are answered \"unknown\"")
	}
	in.Title = title(s)
	return in, nil
}

// putsQuestion reports whether a line of an answer is one of the questions. In
// the bytes of a report it could not be told from the question itself.
func putsQuestion(answer string) bool {
	for line := range strings.SplitSeq(answer, "\n") {
		if slices.ContainsFunc(Questions(), func(q Question) bool { return line == q.Ask }) {
			return true
		}
	}
	return false
}

// ParseSpoken reads back the original bytes of a spoken report.
func ParseSpoken(original []byte, mark marking.Marking) (Import, error) {
	text := string(original)
	var s Spoken
	for i, q := range Questions() {
		rest, ok := strings.CutPrefix(text, q.Ask+"\n")
		if !ok {
			return Import{}, tocsin.Refuse("report/six-questions", "file it with --text",
				"the original does not put the question %q", q.Ask)
		}
		if i == len(s)-1 {
			s[i] = strings.TrimSuffix(rest, "\n")
			break
		}
		end := strings.Index(rest, "\n\n"+Questions()[i+1].Ask+"\n")
		if end < 0 {
			return Import{}, tocsin.Refuse("report/six-questions", "file it with --text",
				"the original ends after the question %q", q.Ask)
		}
		s[i], text = rest[:end], rest[end+2:]
	}
	return s.Import(mark)
}

// title names a spoken report by what is meant to happen, cut short.
func title(s Spoken) string {
	words := strings.Fields(s[1])
	if len(words) > 8 {
		words = append(words[:8], "…")
	}
	return strings.Join(words, " ")
}
