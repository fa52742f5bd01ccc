package desk

import (
	"time"

	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/report"
)

// An Interval is one step of a dossier's life, and how long after first
// possession it was reached.
type Interval struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	// After is the span since first possession, in whole seconds; negative for
	// what lay before it.
	After int64 `json:"after_seconds"`
}

// Milestones gives when each step of a dossier was first reached, from first
// possession on; the steps that were not reached are left out. The expected act
// and the latest useful time are as assessed now.
func Milestones(d dossier.Dossier) []Interval {
	var steps []Interval
	began := d.Possessed()
	step := func(name string, at time.Time) {
		if !at.IsZero() {
			steps = append(steps, Interval{name, at, int64(at.Sub(began) / time.Second)})
		}
	}
	step("possession", began)
	step("filed", d.Opened)
	step("assessed", d.First.Assessed)
	step("determined", d.First.Determined)
	step("drafted", d.First.Drafted)
	step("approved", d.First.Cleared)
	for _, w := range d.Warned {
		step("sent", w.At)
	}
	step("acknowledged", acknowledged(d))
	step("latest useful", d.Assessment.LatestUseful)
	if when, known := d.Assessment.Fact(report.FieldTime); known && when.Window != nil {
		step("expected act", when.Window.From)
	}
	step("closed", d.ClosedAt)
	return steps
}

// acknowledged is when a dispatch was first acknowledged.
func acknowledged(d dossier.Dossier) time.Time {
	var first time.Time
	for _, w := range d.Warned {
		for _, leg := range w.Dispatches {
			if leg.State == delivery.StateAcknowledged && (first.IsZero() || leg.Reported.Before(first)) {
				first = leg.Reported
			}
		}
	}
	return first
}
