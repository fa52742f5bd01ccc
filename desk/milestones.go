package desk

import (
	"time"

	"example.org/tocsin/dossier"
)

// An Interval is one span of a dossier's life.
type Interval struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Milestones gives when each step of a dossier was first reached, from first
// possession on; the steps that were not reached are left out.
func Milestones(d dossier.Dossier) []Interval {
	var steps []Interval
	step := func(name string, at time.Time) {
		if !at.IsZero() {
			steps = append(steps, Interval{name, at})
		}
	}
	step("possession", d.Possessed())
	step("filed", d.Opened)
	step("assessed", d.AssessedAt)
	step("determined", d.DeterminedAt)
	for _, w := range d.Warned {
		step("sent", w.At)
	}
	step("latest useful", d.Assessment.LatestUseful)
	step("closed", d.ClosedAt)
	return steps
}
