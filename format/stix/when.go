package stix

import (
	"time"

	"example.org/tocsin/report"
)

// when proposes the time of an event as a window. A time is told with how far
// it may be trusted: one of fidelity "day" stands for the day that begins with
// it. So the window goes from the begin to the end of the last step.
func (p *proposer) when(event *object, way trail) {
	from, hasFrom := p.time(event.at, "start_time")
	until, hasUntil := p.time(event.at, "end_time")
	var w report.Window
	if hasFrom {
		w.From = from.Truncate(time.Second)
	}
	if hasUntil {
		w.Until = lastMoment(until, p.words(event.at, "end_time_fidelity"))
		if hasFrom && !w.Until.After(w.From) {
			w.Until = w.From.Add(time.Second)
		}
	}
	if !w.Known() {
		return
	}
	if w.Check() != nil || w.Until.Year() > 9999 {
		p.note(event, "the times of the event make no window; none is proposed")
		return
	}
	p.add(report.Fact{
		Field: report.FieldTime, Window: &w, Part: event.id,
		Marking: p.markOf(event, "start_time", "start_time_fidelity", "end_time", "end_time_fidelity"),
	}, way)
}

// lastMoment is the end of the step that a time of some fidelity stands for.
func lastMoment(t time.Time, fidelity string) time.Time {
	switch fidelity {
	case "minute":
		t = t.Add(time.Minute)
	case "hour":
		t = t.Add(time.Hour)
	case "day":
		t = t.AddDate(0, 0, 1)
	case "month":
		// West of Greenwich a month begins on its first day, east of it on the
		// last day of the month before, which AddDate would take for the
		// month after next.
		if t.Day() == 1 {
			t = t.AddDate(0, 1, 0)
		} else {
			t = t.AddDate(0, 0, 31)
		}
	case "year":
		t = t.AddDate(1, 0, 0)
	}
	if end := t.Truncate(time.Second); !end.Before(t) {
		return end
	}
	return t.Truncate(time.Second).Add(time.Second)
}
