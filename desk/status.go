package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
)

// A ShownStep is one step of a plan with what came of it.
type ShownStep struct {
	At       time.Time          `json:"at"`
	Kind     delivery.StepKind  `json:"kind"`
	Channel  string             `json:"channel,omitempty"`
	Through  string             `json:"through,omitempty"`
	Second   bool               `json:"beside_the_first,omitempty"`
	Task     delivery.Task      `json:"task,omitempty"`
	Level    tocsin.Level       `json:"level,omitempty"`
	State    delivery.StepState `json:"state"`
	Attempts int                `json:"attempts,omitempty"`
	// Due is when it is tried, where that is not when it was planned; Done when it
	// was done, or found never to work.
	Due  time.Time `json:"due,omitzero"`
	Done time.Time `json:"done,omitzero"`
	// Wanted is true where it is still to come.
	Wanted bool `json:"wanted"`
}

// shownSteps gives the steps of a dispatch, in the order of their times.
func shownSteps(h holder.Holder, p delivery.Dispatch) []ShownStep {
	waits := p.Waits()
	steps := make([]ShownStep, 0, len(p.Steps))
	for i, s := range p.Steps {
		shown := shownStep(h, s.Step)
		shown.State, shown.Attempts, shown.Done = s.State, s.Attempts, s.DoneAt
		shown.Wanted = slices.ContainsFunc(waits, func(w delivery.Wait) bool { return w.Step == i })
		if shown.Wanted && !s.Due.Equal(s.At) {
			shown.Due = s.Due
		}
		steps = append(steps, shown)
	}
	slices.SortStableFunc(steps, func(a, b ShownStep) int { return a.At.Compare(b.At) })
	return steps
}

// shownStep gives one step as it is planned.
func shownStep(h holder.Holder, s delivery.Step) ShownStep {
	via, _ := h.Recipients.Find(s.Through)
	return ShownStep{
		At: s.At, Kind: s.Kind, Channel: s.Channel, Through: via.Name, Second: s.Second, Task: s.Task, Level: s.Level,
		State: delivery.StepWaiting,
	}
}

// noteOf gives the note of a call that waits for a second officer.
func noteOf(p delivery.Dispatch) string {
	if p.Spoken == nil {
		return ""
	}
	return p.Spoken.Note
}

// A PlanFor is how one recipient would be warned, if what is drafted were sent
// now.
type PlanFor struct {
	Recipient string        `json:"recipient"`
	Life      bool          `json:"threat_to_life,omitempty"`
	Target    delivery.Rung `json:"target,omitempty"`
	Deadline  time.Time     `json:"deadline,omitzero"`
	Steps     []ShownStep   `json:"steps,omitempty"`
	// Problem says why he cannot be warned as things stand, and Remedy what to do.
	Problem string `json:"problem,omitempty"`
	Remedy  string `json:"remedy,omitempty"`
	// Trouble are the channels of the plan that do not work now, with why.
	Trouble []string `json:"trouble,omitempty"`
}

// Plans gives how each recipient of what is drafted would be warned. A recipient
// who cannot be is told with the others: he is a task, not silence.
func (d *Desk) Plans(ctx context.Context, of dossier.Dossier) ([]PlanFor, error) {
	if of.Draft == nil {
		return nil, tocsin.Refuse("dossier/not-cleared", "draft the warning first", "nothing is drafted that could be sent")
	}
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]PlanFor, 0, len(of.Draft.Recipients))
	for _, id := range of.Draft.Recipients {
		to, _ := h.Recipients.Find(id)
		shown := PlanFor{Recipient: to.Name}
		plan, err := planned(h, of, dossier.Planned{Recipient: id}, &Send{Plan: planForm}, d.now())
		switch refusal, refused := errors.AsType[*tocsin.Refusal](err); {
		case refused:
			shown.Problem, shown.Remedy = refusal.Why, refusal.Remedy
		case err != nil:
			return nil, err
		default:
			shown.Life, shown.Target, shown.Deadline = plan.Life, plan.Target, plan.Deadline
			for _, s := range plan.All(d.now()) {
				shown.Steps = append(shown.Steps, shownStep(h, s))
			}
			shown.Trouble = d.trouble(ctx, shown.Steps)
		}
		all = append(all, shown)
	}
	return all, nil
}

// trouble asks the channels of a plan how they are.
func (d *Desk) trouble(ctx context.Context, steps []ShownStep) []string {
	if d.config.Health == nil {
		return nil
	}
	var asked, bad []string
	for _, s := range steps {
		if s.Channel == "" || slices.Contains(asked, s.Channel) {
			continue
		}
		asked = append(asked, s.Channel)
		if err := d.config.Health(ctx, s.Channel); err != nil {
			bad = append(bad, s.Channel+": "+err.Error())
		}
	}
	return bad
}

// Dispatches gives all dispatches that can be read, in no order.
func (d *Desk) Dispatches(ctx context.Context) ([]ShownDispatch, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return nil, err
	}
	all := b.Dispatches()
	shown := make([]ShownDispatch, 0, len(all))
	for _, p := range all {
		shown = append(shown, shownDispatch(b.Holder, p, d.now()))
	}
	return shown, nil
}
