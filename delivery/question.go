package delivery

import (
	"slices"
	"time"

	"example.org/tocsin"
)

// A Question is what a recipient asks before he can act.
type Question struct {
	At   time.Time
	Says string
	// AnsweredAt is when it was answered, zero while it waits; With is the warning
	// that answers it, empty where nothing more can be said.
	AnsweredAt time.Time
	With       tocsin.WarningID
	By         tocsin.OfficerID
}

// The time that a question may wait: an officer is called at once, a senior
// officer after a while.
const questionWaits = time.Hour

// CloseQuestion notes how a question was answered. What is said goes out as an
// update of the warning, through the same steps as the warning.
type CloseQuestion struct {
	QuestionAnswered
}

// QuestionAnswered is the answer to a question of a recipient.
type QuestionAnswered struct {
	// Question is which, the first being 1.
	Question int `json:"question"`
	// With is the warning that answers it; empty where nothing more can be said,
	// and then Because says why.
	With    tocsin.WarningID `json:"with,omitempty"`
	Because string           `json:"because,omitempty"`
}

func (c CloseQuestion) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case c.Question < 1 || c.Question > len(d.Questions):
		return nil, tocsin.Refuse("delivery/question", "name one of the questions that status shows", "there is no such question")
	case !d.Questions[c.Question-1].AnsweredAt.IsZero():
		return nil, tocsin.Refuse("delivery/question", "see what was answered with show", "the question is answered already")
	case c.With == "" && len(c.Because) < 8:
		return nil, tocsin.Refuse("delivery/question", "name the update that answers it, or say why nothing more can be said",
			"nobody says what the question is answered with")
	}
	return []Event{c.QuestionAnswered}, nil
}

func (e QuestionAnswered) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	if e.Question < 1 || e.Question > len(d.Questions) {
		return d
	}
	d.Questions = slices.Clone(d.Questions)
	q := &d.Questions[e.Question-1]
	q.AnsweredAt, q.With, q.By = s.At, e.With, s.By
	return d
}
