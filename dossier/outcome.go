package dossier

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// An After is the review of how it turned out that has opened and waits.
type After struct {
	Because     review.Because
	Opened, Due time.Time
}

// afterClock adds the clock of the review that is open, on a closed dossier too.
func (d Dossier) afterClock(all []Clock) []Clock {
	if a := d.After; a != nil {
		return d.clock(all, policy.StageAfter, 0, a.Opened, a.Due.Sub(a.Opened))
	}
	return all
}

// toLearn opens the review of how it turned out. One that is open stays as it is,
// so that nothing puts it off, unless it was about a silence and this is about a
// warning or an incident.
func (d Dossier) toLearn(because review.Because, at time.Time) Dossier {
	if d.After != nil && (d.After.Because.Warned() || !because.Warned()) {
		return d
	}
	within := d.handling().Clocks[d.urgency()].ReviewAfter()
	d.After = &After{Because: because, Opened: at, Due: tocsin.Second(at.Add(within))}
	return d
}

// pending reports whether closing would leave something undone: a review of a
// warning, an incident, or a silence whose time has run out; or a warning that
// still holds, where nobody knows how it ended.
func (d Dossier) pending(c DossierClosed) bool {
	if c.Outcome == OutcomeUnknown && len(d.live()) > 0 {
		return true
	}
	return d.After != nil && (d.After.Because.Warned() || slices.ContainsFunc(d.Passed, func(p Passed) bool {
		return p.Stage == policy.StageAfter && p.Since.Equal(tocsin.Second(d.After.Opened))
	}))
}

// An Incident is one thing that happened.
type Incident struct {
	IncidentRecorded
	Noted time.Time
	By    tocsin.OfficerID
}

// RecordIncident notes that what was feared, or something like it, happened. It is
// noted of a closed dossier too: a threat that nobody warned of may come true.
type RecordIncident struct {
	IncidentRecorded
}

// IncidentRecorded says what happened, when and where, and who was hurt. A review
// opens with it.
type IncidentRecorded struct {
	At         time.Time         `json:"at"`
	Place      *place.Place      `json:"place,omitempty"`
	Casualties review.Casualties `json:"casualties"`
	Summary    string            `json:"summary"`
}

func (c RecordIncident) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, d.open()
	case c.At.IsZero() || c.At.After(s.At):
		return nil, tocsin.Refuse("review/incident", "say when it happened", "what has not happened yet is no incident")
	case strings.TrimSpace(c.Summary) == "":
		return nil, tocsin.Refuse("review/incident", "say in words what happened", "the incident has no summary")
	case c.Place != nil && !c.Place.Known():
		return nil, tocsin.Refuse("review/incident", "say where, or leave it out", "the place of the incident says nothing")
	}
	if err := c.Casualties.Check(); err != nil {
		return nil, err
	}
	return []Event{c.IncidentRecorded}, nil
}

func (e IncidentRecorded) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Incidents = append(slices.Clip(d.Incidents), Incident{e, s.At, s.By})
	return d.toLearn(review.Incident, s.At)
}

// A Reviewed is a review that was recorded.
type Reviewed struct {
	review.Record
	Because     review.Because
	Opened, Due time.Time
	At          time.Time
	By          tocsin.OfficerID
}

// RecordReview keeps what an officer learned, and ends the review that is open.
type RecordReview struct {
	ReviewRecorded
	// Alone says that nobody else who may review is there: only then may it be one
	// who drafted.
	Alone bool
}

// ReviewRecorded is what was learned.
type ReviewRecorded struct {
	review.Record
}

func (c RecordReview) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, d.open()
	case d.After == nil:
		return nil, tocsin.Refuse("review/none", "record an incident first, where there was one", "no review is open")
	case s.Level < d.ReviewBy():
		return nil, tocsin.Refuse("review/level", "ask a "+d.ReviewBy().String(), "a %s does not review it", s.Level)
	case slices.Contains(d.Drafters(), s.By) && !c.Alone:
		return nil, tocsin.Refuse("review/drafter", "ask another officer", "who drafted a warning does not review how it turned out")
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Outcome == OutcomeNoAttack && d.After.Because == review.Incident {
		return nil, tocsin.Refuse("review/outcome", "choose another outcome, or say unknown", "an incident is on the record, and the outcome is that there was none")
	}
	return []Event{c.ReviewRecorded}, nil
}

func (e ReviewRecorded) evolve(d Dossier, s tocsin.Stamp) Dossier {
	if a := d.After; a != nil {
		d.Reviews = append(slices.Clip(d.Reviews), Reviewed{e.Record, a.Because, a.Opened, a.Due, s.At, s.By})
	}
	d.After = nil
	return d
}

// Drafters are who drafted what was sent, each once.
func (d Dossier) Drafters() []tocsin.OfficerID {
	var all []tocsin.OfficerID
	for _, sent := range d.Warned {
		if sent.Draft.Kind != warning.KindExercise && !slices.Contains(all, sent.By) {
			all = append(all, sent.By)
		}
	}
	return all
}

// Outcome is how it ended, as it was learned last: by a review, or else by who
// closed the dossier; empty where nobody has said.
func (d Dossier) Outcome() Outcome {
	switch {
	case len(d.Reviews) > 0:
		return d.Reviews[len(d.Reviews)-1].Outcome
	case d.Closing != nil:
		return d.Closing.Outcome
	}
	return ""
}

// Times are when each step was first reached, as far as the dossier knows.
func (d Dossier) Times() review.Times {
	t := review.Times{
		Possessed: d.Possessed(), Assessed: d.First.Assessed, Determined: d.First.Determined, Drafted: d.First.Drafted,
		Cleared: d.First.Cleared, LatestUseful: d.Assessment.LatestUseful,
	}
	for _, sent := range d.Warned {
		if warns(sent.Draft.Kind) && t.Sent.IsZero() {
			t.Sent = sent.At
		}
	}
	for _, i := range d.Incidents {
		if t.Event.IsZero() || i.At.Before(t.Event) {
			t.Event = i.At
		}
	}
	return t
}

// Reached is how far each message came with each recipient; a drill is none.
func (d Dossier) Reached() []review.Reached {
	var all []review.Reached
	for _, sent := range d.Warned {
		if sent.Draft.Kind == warning.KindExercise {
			continue
		}
		for _, leg := range sent.Dispatches {
			all = append(all, review.Reached{
				Warning: sent.Warning, Kind: sent.Draft.Kind, Recipient: leg.Recipient, Rung: string(leg.State), At: leg.Reported,
				Late: leg.Overdue && leg.State != delivery.StateAcknowledged,
			})
		}
	}
	return all
}

// Compared is what was known against what was sent, a warning each; a drill is
// none.
func (d Dossier) Compared() []review.Compared {
	var all []review.Compared
	for _, sent := range d.Warned {
		if sent.Draft.Kind != warning.KindExercise {
			all = append(all, review.Compare(sent.Warning, sent.At, sent.Draft))
		}
	}
	return all
}
