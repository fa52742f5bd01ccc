package desk

import (
	"errors"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// The kinds of timer, sealed in its row.
const (
	timerDeliver  = "deliver"
	timerDeadline = "deadline"
	timerClock    = "clock"
	timerPage     = "page"
	timerKnock    = "knock"
)

// dueForm is how the due time stands in what is sealed of a timer: a row whose
// time was changed is found by it.
const dueForm = "2006-01-02T15:04:05.000Z"

// timerText is what is sealed of a timer.
func timerText(kind string, due time.Time) string { return kind + " " + due.Format(dueForm) }

// parseTimer reads what is sealed of a timer; what a knock is to do follows it.
func parseTimer(sealed []byte) (kind string, due time.Time, err error) {
	text, _ := cutKnock(sealed)
	kind, at, _ := strings.Cut(text, " ")
	due, err = time.Parse(dueForm, at)
	if err != nil || !slices.Contains([]string{timerDeliver, timerDeadline, timerClock, timerPage, timerKnock}, kind) || timerText(kind, due) != text {
		return "", time.Time{}, errors.New("it holds nothing that this version knows")
	}
	return kind, due, nil
}

// cutKnock parts what every timer holds from what a knock holds besides.
func cutKnock(sealed []byte) (text, what string) {
	text = string(sealed)
	if !strings.HasPrefix(text, timerKnock+" ") {
		return text, ""
	}
	kind, rest, _ := strings.Cut(text, " ")
	at, what, _ := strings.Cut(rest, " ")
	return kind + " " + at, what
}

// timer sets a timer for a dispatch or a dossier.
func (c *change) timer(w wait, stream tocsin.StreamID, key *seal.Key) error {
	due := w.due.UTC().Truncate(time.Millisecond)
	sealed, err := key.SealTimer(w.id, stream, []byte(timerText(w.kind, due)))
	if err != nil {
		return err
	}
	c.batch.Timers = append(c.batch.Timers, store.Timer{ID: w.id, Stream: stream, Key: key.ID(), Due: due, Sealed: sealed})
	return nil
}

// A wait is one timer that a dispatch waits for.
type wait struct {
	id   tocsin.TimerID
	kind string
	// due is when, where the record says it: zero for an attempt, whose time the
	// timer alone knows.
	due time.Time
	// step is the step of the plan that it is for.
	step int
}

// waitsFor gives the timers that a dispatch waits for: the steps of its plan that
// are still wanted, and the deadline.
func waitsFor(d delivery.Dispatch) []wait {
	all := d.Waits()
	waits := make([]wait, 0, len(all))
	for _, w := range all {
		kind := timerDeadline
		switch {
		case w.Step >= 0 && d.Steps[w.Step].Kind == delivery.StepPage:
			kind = timerPage
		case w.Step >= 0:
			kind = timerDeliver
		}
		waits = append(waits, wait{id: w.Timer, kind: kind, due: w.Due, step: w.Step})
	}
	return waits
}

// waitFor gives the wait of a dispatch for one timer.
func waitFor(d delivery.Dispatch, id tocsin.TimerID) (wait, bool) {
	waits := waitsFor(d)
	i := slices.IndexFunc(waits, func(w wait) bool { return w.id == id })
	if i < 0 {
		return wait{}, false
	}
	return waits[i], true
}

// retime cancels the timers that a dispatch waits for no longer, and sets those
// that it waits for again, or at another time: an intermediary who was refused may
// hand it over after all, and then the recipient's answer is due again; where one
// way fails, the next is taken at once.
func (c *change) retime(before delivery.Dispatch, s *stream[delivery.Dispatch, delivery.Event]) error {
	for _, w := range waitsFor(before) {
		now, still := waitFor(s.state, w.id)
		if settles := slices.ContainsFunc(c.batch.Settle, func(l store.Lease) bool { return l.ID == w.id }); settles {
			continue // it goes with the batch
		}
		if !still || !now.due.Equal(w.due) {
			c.batch.Cancel = append(c.batch.Cancel, w.id)
		}
	}
	for _, w := range waitsFor(s.state) {
		settles := slices.ContainsFunc(c.batch.Settle, func(l store.Lease) bool { return l.ID == w.id })
		if old, set := waitFor(before, w.id); set && !settles && old.due.Equal(w.due) {
			continue
		}
		if w.due.IsZero() {
			w.due = c.stamp.At
		}
		if err := c.timer(w, s.id, s.key); err != nil {
			return err
		}
	}
	return nil
}
