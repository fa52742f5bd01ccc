package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
)

// A wanted is one event that must have been kept.
type wanted struct {
	stream tocsin.StreamID
	kind   string
	body   string
}

// want gives events as they must have been kept.
func want[E any](into []wanted, stream tocsin.StreamID, kinds entry.Kinds[E], events ...E) ([]wanted, error) {
	for _, event := range events {
		kind, body, err := kinds.Encode(event)
		if err != nil {
			return nil, err
		}
		into = append(into, wanted{stream, kind, string(body)})
	}
	return into, nil
}

// errBlind says that a group cannot be decided again, because of damage that was
// found already.
var errBlind = errors.New("what it was decided on cannot be read")

// decision decides a group again and gives the events that must have been kept:
// nil, without a flaw, where damage that was found already keeps it from being
// decided.
func (c *checkup) decision(group []board.Opened) ([]wanted, *Flaw) {
	first := group[0].Entry
	at := placeOf(first.Stream, first.Version)
	if first.By == "" {
		events, err := c.engine(group)
		return judged(events, err, at)
	}
	if first.Kind != "HolderFounded" && !c.board.Readable(tocsin.HolderStream) {
		return nil, nil
	}
	a, stamp, err := c.signature(group)
	if err != nil {
		return nil, &Flaw{"signature", at, err.Error()}
	}
	c.health.Signatures++
	events, err := c.again(a, stamp, group)
	return judged(events, err, at)
}

// judged gives the flaw of a decision that cannot have been made.
func judged(events []wanted, err error, at string) ([]wanted, *Flaw) {
	switch {
	case errors.Is(err, errBlind):
		return nil, nil
	case err != nil:
		return nil, &Flaw{"decision", at, err.Error()}
	case events == nil:
		return []wanted{}, nil // nothing follows from it, and nothing may have been kept
	}
	return events, nil
}

// compare holds the events of a group against those that must have been kept,
// stream by stream. Streams that are damaged have their flaw already.
func (c *checkup) compare(group []board.Opened, events []wanted) *Flaw {
	var streams []tocsin.StreamID
	kept := map[tocsin.StreamID][]board.Opened{}
	must := map[tocsin.StreamID][]wanted{}
	for _, o := range group {
		streams = append(streams, o.Entry.Stream)
		kept[o.Entry.Stream] = append(kept[o.Entry.Stream], o)
	}
	for _, w := range events {
		streams = append(streams, w.stream)
		must[w.stream] = append(must[w.stream], w)
	}
	slices.Sort(streams)
	for _, stream := range slices.Compact(streams) {
		if !c.board.Readable(stream) {
			continue
		}
		for i, o := range kept[stream] {
			at := placeOf(stream, o.Entry.Version)
			if i >= len(must[stream]) {
				return &Flaw{"decision", at, "it does not follow from what caused it"}
			}
			if w := must[stream][i]; w.kind != o.Entry.Kind || w.body != string(o.Entry.Body) {
				return &Flaw{"decision", at, "it is not what follows from what caused it"}
			}
		}
		if n := len(must[stream]); n > len(kept[stream]) {
			return &Flaw{"decision", string(stream), "an event that follows from what was kept is missing"}
		}
	}
	return nil
}

// signature checks the act behind a group: it is there once in each stream, it
// has not happened before, it is by the officer named with the key in force
// then, and every event says so.
func (c *checkup) signature(group []board.Opened) (act.Act, tocsin.Stamp, error) {
	first := group[0].Entry
	if first.Signed == nil {
		return act.Act{}, tocsin.Stamp{}, fmt.Errorf("the act %s that caused it is not in the stream", first.Act)
	}
	h := c.board.Holder
	if first.Kind == "HolderFounded" {
		// The first officer is listed by the very event that he signs.
		var founded holder.HolderFounded
		if err := json.Unmarshal(first.Body, &founded); err != nil {
			return act.Act{}, tocsin.Stamp{}, errors.New("the founding cannot be read")
		}
		h = holder.Evolve(h, first.Stamp(), founded)
	}
	a, stamp, err := h.Admit(*first.Signed, first.At)
	if err != nil {
		return act.Act{}, tocsin.Stamp{}, err
	}
	var streams []tocsin.StreamID
	for _, o := range group {
		e := o.Entry
		begins := !slices.Contains(streams, e.Stream)
		streams = append(streams, e.Stream)
		switch {
		case e.Stamp() != stamp || e.Act != a.ID:
			return a, stamp, fmt.Errorf("%s is not by whom and when the act is", placeOf(e.Stream, e.Version))
		case begins != (e.Signed != nil), begins && *e.Signed != *first.Signed:
			return a, stamp, fmt.Errorf("%s does not bear the act that caused it", placeOf(e.Stream, e.Version))
		}
	}
	hash := act.Hash([]byte(first.Signed.Bytes))
	if c.acts[hash] {
		return a, stamp, fmt.Errorf("the act %s happens a second time", a.ID)
	}
	c.acts[hash] = true
	return a, stamp, nil
}

// engine decides again what the engine noted of a dispatch: that it could be
// noted then, and that the dossier was told.
func (c *checkup) engine(group []board.Opened) ([]wanted, error) {
	first := group[0].Entry
	for _, o := range group {
		if e := o.Entry; e.Act != "" || e.Signed != nil || e.Stamp() != (tocsin.Stamp{At: first.At}) {
			return nil, errors.New("nobody did it, and yet it names an act or an officer")
		}
	}
	if first.Kind == "ClockPassed" {
		return c.clockAgain(first)
	}
	if first.Kind == "ClockJumped" {
		return c.jumpAgain(first)
	}
	if isReport(first) {
		return c.reportAgain(group[0])
	}
	before, ok := c.board.Dispatch(tocsin.DispatchID(first.Stream))
	if !c.board.Readable(first.Stream) {
		return nil, errBlind
	}
	event, err := delivery.Kinds.Decode(first)
	if err != nil || !ok {
		return nil, fmt.Errorf("a %s is not for the engine to write", first.Kind)
	}
	kind, step := timerDeliver, -1
	var command delivery.Command
	switch e := event.(type) {
	case delivery.AttemptMade:
		command, step = delivery.NoteAttempt{AttemptMade: e}, e.Step
		if err := soundAttempt(e, first.At); err != nil {
			return nil, err
		}
	case delivery.DeadlinePassed:
		command, kind = delivery.PassDeadline{}, timerDeadline
	case delivery.AnswerTaken, delivery.ReceiptTaken:
		return c.takenAgain(before, first, group)
	case delivery.Replanned:
		return c.engineReplan(before, first, e)
	case delivery.PersonPaged:
		command, kind, step = delivery.PassStep{Step: e.Step}, timerPage, e.Step
	default:
		return nil, fmt.Errorf("a %s is not for the engine to write", first.Kind)
	}
	waits := waitsFor(before)
	i := slices.IndexFunc(waits, func(w wait) bool { return w.kind == kind && w.step == step })
	switch {
	case i < 0:
		return nil, errors.New("the dispatch did not wait for it")
	case waits[i].due.After(first.At):
		return nil, errors.New("it was not due yet")
	}
	return c.onDispatch(before, first.Stamp(), command)
}

// engineReplan decides again how the engine planned a dispatch anew.
func (c *checkup) engineReplan(before delivery.Dispatch, first entry.Entry, e delivery.Replanned) ([]wanted, error) {
	if e.Because != changedBecause {
		return nil, errors.New("the engine plans anew for one reason alone")
	}
	command, err := c.replanAgain(before, &Replan{Because: e.Because}, first.Stamp(), e, placeOf(first.Stream, first.Version))
	if err != nil {
		return nil, err
	}
	return c.onDispatch(before, first.Stamp(), command)
}

// soundAttempt checks what can be checked of an attempt.
func soundAttempt(a delivery.AttemptMade, at time.Time) error {
	switch a.Outcome {
	case delivery.OutcomeAgain:
		switch after := a.NextAt.Sub(at); {
		case !tocsin.ValidID(a.Next):
			return errors.New("no next attempt is set")
		case !a.NextAt.IsZero() && (after <= 0 || after > latest+time.Second):
			return errors.New("the next attempt is set for another time than it may be")
		}
		return nil
	case delivery.OutcomeHanded, delivery.OutcomeNever:
		if a.Next != "" || !a.NextAt.IsZero() {
			return errors.New("another attempt is set and none was to come")
		}
		return nil
	}
	return errors.New("the attempt has no outcome that is known")
}

// onDispatch decides a command of a dispatch again, with what its dossier is
// told.
func (c *checkup) onDispatch(before delivery.Dispatch, s tocsin.Stamp, command delivery.Command) ([]wanted, error) {
	p := before.Planned
	of, ok := c.board.Dossier(p.Dossier)
	if !ok {
		return nil, errBlind
	}
	events, err := delivery.Decide(before, s, command)
	if err != nil {
		return nil, err
	}
	all, err := want(nil, tocsin.StreamID(p.ID), delivery.Kinds, events...)
	if err != nil {
		return nil, err
	}
	after := before
	for _, e := range events {
		after = delivery.Evolve(after, s, e)
	}
	if len(p.Rows) > 0 {
		return all, nil // counted, in the place of a note for each
	}
	reported, err := dossier.Decide(of, s, mirrored(after))
	if err != nil {
		return nil, err
	}
	return want(all, tocsin.StreamID(p.Dossier), dossier.Kinds, reported...)
}
