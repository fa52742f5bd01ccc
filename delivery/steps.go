package delivery

import (
	"slices"
	"time"

	"example.org/tocsin"
)

// Settled reports whether the warning has come so far with its recipient that
// nobody need be called any more: as far as the pack asks, and where a life is at
// stake to somebody who may decide. What the recipient contradicts is not settled.
func (d Dispatch) Settled() bool {
	if d.Planned.Plan == 0 {
		return d.Answered()
	}
	floor := RungRead
	if d.Planned.Life {
		floor = RungAuthority
	}
	return d.State == StateAcknowledged && d.Rung.Reaches(d.Planned.Target.Higher(floor))
}

// awaited reports whether the deadline has still to be watched.
func (d Dispatch) awaited() bool {
	return d.Exists && !d.Settled() && !d.Overdue && !d.Planned.NoReply
}

// wanted reports whether a step that waits should still be taken.
func (d Dispatch) wanted(p Progress) bool {
	switch {
	case p.State != StepWaiting:
		return false
	case d.Planned.Plan == 0:
		return !d.Answered()
	case p.carries():
		// Who has read it, or refuses it, is not sent it again.
		return !d.Rung.Reaches(RungRead) && d.State != StateDenied && d.State != StateDisputed
	}
	switch p.Task {
	case TaskRefused:
		return d.State == StateDenied || d.State == StateDisputed
	case TaskQuestion:
		return slices.ContainsFunc(d.Questions, func(q Question) bool { return q.AnsweredAt.IsZero() })
	case TaskDecide, TaskExhausted:
		return !d.Settled() && !d.Planned.NoReply
	case TaskSpeak:
	}
	return !d.Settled()
}

// A Wait is one timer that a dispatch waits for.
type Wait struct {
	Timer tocsin.TimerID
	// Step is the step it is for, or -1 for the deadline.
	Step int
	// Due is when; zero where only the timer knows, in records of the first form.
	Due time.Time
}

// Waits gives the timers that a dispatch waits for: the steps that are still
// wanted, and the deadline.
func (d Dispatch) Waits() []Wait {
	var waits []Wait
	if !d.Exists {
		return nil
	}
	for i, p := range d.Steps {
		if d.wanted(p) {
			waits = append(waits, Wait{Timer: p.Timer, Step: i, Due: p.Due})
		}
	}
	if d.awaited() {
		waits = append(waits, Wait{Timer: d.Planned.DeadlineTimer, Step: -1, Due: d.Planned.Deadline})
	}
	return waits
}

// Next gives the step that is due next, and whether there is one.
func (d Dispatch) Next() (Progress, bool) {
	var next Progress
	found := false
	for _, p := range d.Steps {
		if d.wanted(p) && (!found || p.Due.Before(next.Due)) {
			next, found = p, true
		}
	}
	return next, found
}

// Hop gives the step that a hand-over belongs to.
func (d Dispatch) Hop(relay string) (Progress, bool) {
	i := slices.IndexFunc(d.Steps, func(p Progress) bool { return p.Relay != "" && p.Relay == relay })
	if i < 0 {
		return Progress{}, false
	}
	return d.Steps[i], true
}

// leaves reports whether any step may still bring the file, or has.
func (d Dispatch) leaves() bool {
	return slices.ContainsFunc(d.Steps, func(p Progress) bool {
		return p.Kind == StepDeliver && (p.State == StepWaiting || p.State == StepDone)
	})
}

// sooner takes the next way at once, because the way of a step has failed: the
// next step that brings the file and has neither been tried nor put off, and where there is none
// the call. What was due earlier stays so, and where a carrier has the file by
// another way, the others wait for their time.
func (d Dispatch) sooner(s tocsin.Stamp, failed int) Dispatch {
	if d.Planned.Plan == 0 || slices.ContainsFunc(d.Steps, func(p Progress) bool { return p.Kind == StepDeliver && p.State == StepDone }) {
		return d
	}
	d.Steps = slices.Clone(d.Steps)
	for _, is := range []func(Progress) bool{
		func(p Progress) bool { return p.Kind == StepDeliver && p.Attempts == 0 && p.Due.Equal(p.At) },
		func(p Progress) bool { return p.Task == TaskSpeak },
	} {
		for i, p := range d.Steps {
			if i != failed && p.State == StepWaiting && is(p) && p.Due.After(s.At) {
				d.Steps[i].Due = s.At
				return d
			}
		}
	}
	return d
}

// call adds a step that calls somebody at once.
func (d Dispatch) call(s tocsin.Stamp, task Task, level tocsin.Level, after time.Duration) Dispatch {
	if d.Planned.Plan == 0 {
		return d
	}
	at := tocsin.Second(s.At.Add(after))
	d.Steps = append(slices.Clip(d.Steps), Progress{
		Step: Step{At: at, Kind: StepPage, Task: task, Level: level}, State: StepWaiting, Due: at,
		Timer: StepTimer(d.Planned.ID, len(d.Steps)),
	})
	return d
}

// PassStep notes that an officer was called, because a step said so.
type PassStep struct {
	Step int
}

// PersonPaged says that an officer was called to do something for a dispatch.
type PersonPaged struct {
	Step  int          `json:"step"`
	Task  Task         `json:"task"`
	Level tocsin.Level `json:"level"`
}

func (c PassStep) decide(d Dispatch, s tocsin.Stamp) ([]Event, error) {
	if c.Step < 0 || c.Step >= len(d.Steps) {
		return nil, nil
	}
	p := d.Steps[c.Step]
	if p.Kind != StepPage || !d.wanted(p) || s.At.Before(p.Due) {
		return nil, nil
	}
	return []Event{PersonPaged{Step: c.Step, Task: p.Task, Level: p.Level}}, nil
}

func (e PersonPaged) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Steps = slices.Clone(d.Steps)
	if e.Step < len(d.Steps) {
		d.Steps[e.Step].State, d.Steps[e.Step].DoneAt = StepDone, s.At
	}
	d.Exhausted = d.Exhausted || e.Task == TaskExhausted
	return d
}

// Replan gives a dispatch another plan from now on.
type Replan struct {
	Replanned
}

// Replanned says that the ways to a recipient have changed: what had not been
// tried is dropped, and these steps take its place.
type Replanned struct {
	Because string `json:"because"`
	Steps   []Step `json:"steps"`
}

func (c Replan) decide(d Dispatch, _ tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	case d.Planned.Plan == 0, d.Settled():
		return nil, nil
	}
	return []Event{c.Replanned}, nil
}

func (e Replanned) evolve(d Dispatch, s tocsin.Stamp) Dispatch {
	d.Steps = slices.Clone(d.Steps)
	for i, p := range d.Steps {
		if p.State == StepWaiting && (p.carries() || p.Task == TaskSpeak) {
			d.Steps[i].State, d.Steps[i].DoneAt = StepDropped, s.At
		}
	}
	for _, step := range e.Steps {
		d.Steps = append(d.Steps, Progress{
			Step: step, State: StepWaiting, Due: step.At, Timer: StepTimer(d.Planned.ID, len(d.Steps)),
		})
	}
	if d.State == StateUndeliverable && d.leaves() {
		d.State = StatePlanned
	}
	return d
}
