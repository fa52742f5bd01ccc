package delivery

import (
	"slices"
	"time"

	"example.org/tocsin"
)

// An Outcome is how an attempt ended.
type Outcome string

// The outcomes.
const (
	// OutcomeHanded: the carrier has it.
	OutcomeHanded Outcome = "handed"
	// OutcomeAgain: it failed in a way that is worth another attempt.
	OutcomeAgain Outcome = "again"
	// OutcomeNever: it will never work this way.
	OutcomeNever Outcome = "never"
)

// NoteAttempt records what an attempt came to.
type NoteAttempt struct {
	AttemptMade
}

// AttemptMade is one attempt to hand a dispatch to its carrier.
type AttemptMade struct {
	Outcome Outcome `json:"outcome"`
	// Reason says why it failed; it holds no word of the warning.
	Reason string `json:"reason,omitempty"`
	// Evidence is what the carrier gave back, such as the path it lies at.
	Evidence string `json:"evidence,omitempty"`
	// Next is the timer of the next attempt, where there is one, and NextAt when
	// it is due.
	Next   tocsin.TimerID `json:"next,omitempty"`
	NextAt time.Time      `json:"next_at,omitzero"`
	// Step is the step of the plan that was tried, the first being 0.
	Step int `json:"step,omitempty"`
	// Open is true where nothing was tried, because the way has failed for others
	// again and again: the plan does not wait for it.
	Open bool `json:"open,omitempty"`
}

func (c NoteAttempt) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	if !d.Exists || c.Step < 0 || c.Step >= len(d.Steps) {
		return nil, nil
	}
	if p := d.Steps[c.Step]; !p.carries() || p.State != StepWaiting {
		return nil, nil
	}
	return []Event{c.AttemptMade}, nil
}

func (e AttemptMade) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	if e.Step >= len(d.Steps) {
		return d
	}
	d.Steps = slices.Clone(d.Steps)
	p := &d.Steps[e.Step]
	if !e.Open {
		d.Attempts++
		p.Attempts++
	}
	d.LastReason = e.Reason
	switch e.Outcome {
	case OutcomeHanded:
		p.State, p.DoneAt = StepDone, s.At
		if p.Kind == StepDeliver {
			d = d.handed(s)
		}
	case OutcomeNever:
		p.State, p.DoneAt = StepNever, s.At
		d = d.sooner(s, e.Step)
		if p.Kind == StepDeliver && d.State == StatePlanned && !d.leaves() {
			d.State = StateUndeliverable
		}
	case OutcomeAgain:
		p.Timer, p.Due = e.Next, e.NextAt
		if e.Open {
			d = d.sooner(s, e.Step)
		}
	}
	return d
}

// handed notes that a carrier has the file.
func (d Dispatch) handed(s tocsin.Stamp) Dispatch {
	if d.HandedAt.IsZero() {
		d.HandedAt = s.At
	}
	if d.State == StatePlanned || d.State == StateUndeliverable {
		d.State = StateDispatched
	}
	d.Rung = d.Rung.Higher(RungHanded)
	return d
}
