package desk

import (
	"encoding/json"
	"errors"
	"fmt"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
)

// again decides an act again, against the record as it was before it. What the
// desk drew is taken from the events: ids and sealed files say nothing that
// could be decided.
func (c *checkup) again(a act.Act, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	if a.Action == (found{}).action() {
		return c.foundAgain(a, s)
	}
	request, err := parse(a)
	if err != nil {
		return nil, err
	}
	switch r := request.(type) {
	case holderRequest:
		events, err := holder.Decide(c.board.Holder, s, r.command())
		if err != nil {
			return nil, err
		}
		return want(nil, tocsin.HolderStream, holder.Kinds, events...)
	case dossierRequest:
		return c.onDossierAgain(a, r, s, group)
	case *File:
		return c.fileAgain(r, s, group)
	case *ImportRecipients:
		return r.again(c.board.Holder, s, group)
	case *Send:
		return c.sendAgain(r, s, group)
	case dispatchRequest, *Replan, *PrintScript:
		return c.dispatchAgain(request, s, group)
	case *Receive:
		return c.receiveAgain(r, s, group)
	case *SendCampaign:
		return c.batchAgain(r, s, group)
	}
	return nil, fmt.Errorf("the action %q is not one that can be decided again", a.Action)
}

// onDossierAgain decides again what was asked of one dossier.
func (c *checkup) onDossierAgain(a act.Act, r dossierRequest, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	of, err := c.dossier(r.of())
	if err != nil {
		return nil, err
	}
	if undecidable[a.Action] != nil && c.packless() {
		return c.undecided(a, tocsin.StreamID(r.of()), group)
	}
	command, err := r.command(of, c.board.Holder)
	if assess, ok := r.(*Assess); ok && c.packless() {
		command = firstAssess(assess)
	}
	if err != nil {
		return nil, err
	}
	_, all, err := c.onDossier(nil, r.of(), of, s, command)
	if assess, ok := r.(*Assess); ok && err == nil {
		return c.assessAgain(assess, s, all)
	}
	if propose, ok := r.(*ProposeCampaign); ok && err == nil {
		return c.campaignAgain(propose, group, all)
	}
	return all, err
}

// foundAgain decides the founding again.
func (c *checkup) foundAgain(a act.Act, s tocsin.Stamp) ([]wanted, error) {
	var f found
	if err := json.Unmarshal(a.Body, &f); err != nil {
		return nil, errors.New("the founding cannot be read")
	}
	config := c.desk.config
	if e := f.Founded; e.Sender != config.SenderKey || e.Log != config.LogKey || e.ReplyTo != config.ReplyTo {
		return nil, errors.New("the holder has other keys")
	}
	events, err := holder.Decide(c.board.Holder, s, holder.FoundHolder{HolderFounded: f.Founded})
	if firstFounding(err, f.Founded) {
		events, err = []holder.Event{f.Founded}, nil
	}
	if err != nil {
		return nil, err
	}
	return want(nil, tocsin.HolderStream, holder.Kinds, events...)
}

// dossier gives a dossier as it was; one that is not there yet is empty.
func (c *checkup) dossier(id tocsin.DossierID) (dossier.Dossier, error) {
	of, _ := c.board.Dossier(id)
	if !c.board.Readable(tocsin.StreamID(id)) {
		return of, errBlind
	}
	return of, nil
}

// onDossier decides a command of a dossier again and gives the dossier after it.
func (c *checkup) onDossier(
	into []wanted, id tocsin.DossierID, of dossier.Dossier, s tocsin.Stamp, command dossier.Command,
) (dossier.Dossier, []wanted, error) {
	events, err := dossier.Decide(of, s, command)
	if err != nil {
		return of, nil, err
	}
	for _, e := range events {
		of = dossier.Evolve(of, s, e)
	}
	into, err = want(into, tocsin.StreamID(id), dossier.Kinds, events...)
	return of, into, err
}

// kept gives the one event of type T that a group holds in a stream.
func kept[T, E any](c *checkup, group []board.Opened, stream tocsin.StreamID, kinds entry.Kinds[E]) (T, error) {
	var zero T
	for _, o := range group {
		if o.Entry.Stream != stream {
			continue
		}
		if event, err := kinds.Decode(o.Entry); err == nil {
			if e, ok := any(event).(T); ok {
				return e, nil
			}
		}
	}
	if !c.board.Readable(stream) {
		return zero, errBlind
	}
	return zero, errors.New("an event that follows from what was kept is missing")
}

// fileAgain decides again how a report was filed. What the format made of the
// original is compared when the original is read.
func (c *checkup) fileAgain(r *File, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	stream := tocsin.StreamID(r.Report)
	actual, err := kept[report.ReportFiled](c, group, stream, report.Kinds)
	if err != nil {
		return nil, err
	}
	id := c.board.Holder.ID
	filed := r.filed(id, actual.Original, report.Import{
		Title: actual.Title, Marking: actual.Marking, Objects: actual.Objects,
		NotUnderstood: actual.NotUnderstood, Proposed: actual.Proposed,
	})
	before, _ := c.board.Report(r.Report)
	events, err := report.Decide(before, s, report.FileReport{ReportFiled: filed})
	if err != nil {
		return nil, err
	}
	all, err := want(nil, stream, report.Kinds, events...)
	if err != nil {
		return nil, err
	}
	of, err := c.dossier(r.Dossier)
	if err != nil {
		return nil, err
	}
	commands, err := r.commands(c.board.Holder)
	if err != nil {
		return nil, err
	}
	if r.Opens && !of.Exists && c.packless() {
		commands = commands[1:]
		if of, all, err = c.firstOpening(all, r, s); err != nil {
			return nil, err
		}
	}
	for _, command := range commands {
		if of, all, err = c.onDossier(all, r.Dossier, of, s, command); err != nil {
			return nil, err
		}
	}
	awake, woke, err := c.woken(s, group)
	if err != nil {
		return nil, err
	}
	h := c.board.Holder
	return append(all, awake...), c.name(actual.Original, placeOf(stream, 1), func(content []byte) error {
		if err := r.check(content); err != nil {
			return err
		}
		in, err := c.desk.read(r.Form, content, r.Mark)
		if err != nil {
			return errors.New("it cannot be read in the form it was filed in")
		}
		if !same(r.filed(id, actual.Original, in), actual) {
			return errors.New("what this version reads in it is not what the event says")
		}
		return wakesAgain(h, s, r.Dossier, saidIn(r.Report, actual, in.Passages), woke)
	})
}

// name notes that an event names a file.
func (c *checkup) name(id tocsin.FileID, place string, check func([]byte) error) error {
	if other, ok := c.named[id]; ok {
		return fmt.Errorf("it names a file that %s names", other.place)
	}
	c.named[id] = namedFile{place, check}
	return nil
}

// sendAgain decides again how a warning was sent, and to whom, which way and by
// when each dispatch goes.
func (c *checkup) sendAgain(r *Send, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	before, err := c.dossier(r.Dossier)
	if err != nil {
		return nil, err
	}
	actual, err := kept[dossier.WarningSent](c, group, tocsin.StreamID(r.Dossier), dossier.Kinds)
	if err != nil {
		return nil, err
	}
	sent := r.sent(actual.Warning)
	if len(sent.Dispatches) != len(actual.Dispatches) || !tocsin.ValidID(sent.Warning) {
		return nil, errors.New("it was not sent to those it was to be sent to")
	}
	for i := range sent.Dispatches {
		sent.Dispatches[i].Dispatch = actual.Dispatches[i].Dispatch
	}
	_, all, err := c.onDossier(nil, r.Dossier, before, s, dossier.SendWarning{WarningSent: sent, Unwatched: r.Plan == 0})
	if err != nil {
		return nil, err
	}
	for _, d := range sent.Dispatches {
		stream := tocsin.StreamID(d.Dispatch)
		actual, err := kept[delivery.DispatchPlanned](c, group, stream, delivery.Kinds)
		if errors.Is(err, errBlind) {
			continue
		}
		if err != nil {
			return nil, err
		}
		plan, err := c.planAgain(before, d, r, s, actual)
		if err != nil {
			return nil, err
		}
		plan.Warning = sent.Warning
		if all, err = want(all, stream, delivery.Kinds, delivery.Event(plan)); err != nil {
			return nil, err
		}
	}
	return c.exposedAgain(all, before, sent, s)
}

// exposedAgain decides again what a warning told about our sources.
func (c *checkup) exposedAgain(all []wanted, of dossier.Dossier, sent dossier.WarningSent, s tocsin.Stamp) ([]wanted, error) {
	commands, err := exposures(of, sent)
	if err != nil {
		return nil, err
	}
	h := c.board.Holder
	for _, command := range commands {
		events, err := holder.Decide(h, s, command)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			h = holder.Evolve(h, s, e)
		}
		if all, err = want(all, tocsin.HolderStream, holder.Kinds, events...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// planAgain gives what a dispatch must say: what was drawn and sealed as it says
// itself, all else decided again.
func (c *checkup) planAgain(
	of dossier.Dossier, d dossier.Planned, r *Send, s tocsin.Stamp, actual delivery.DispatchPlanned,
) (delivery.DispatchPlanned, error) {
	plan, err := planned(c.board.Holder, of, d, r, s.At)
	if err != nil {
		return plan, err
	}
	drawn, files := again(&plan, actual)
	return plan, c.drawnAgain(drawn, files, placeOf(tocsin.StreamID(d.Dispatch), 1))
}

// dispatchAgain decides again what an officer asked of a dispatch.
func (c *checkup) dispatchAgain(r Request, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	var id tocsin.DispatchID
	switch r := r.(type) {
	case dispatchRequest:
		id = r.ofDispatch()
	case *Replan:
		id = r.Dispatch
	case *PrintScript:
		id = r.Dispatch
	}
	before, ok := c.board.Dispatch(id)
	if !ok {
		if !c.board.Readable(tocsin.StreamID(id)) {
			return nil, errBlind
		}
		return nil, errors.New("no such dispatch is kept")
	}
	var command delivery.Command
	var err error
	switch r := r.(type) {
	case dispatchRequest:
		command, err = r.command(before)
	case *Replan:
		var actual delivery.Replanned
		if actual, err = kept[delivery.Replanned](c, group, tocsin.StreamID(id), delivery.Kinds); err == nil {
			command, err = c.replanAgain(before, r, s, actual, placeOf(tocsin.StreamID(id), group[0].Entry.Version))
		}
	case *PrintScript:
		var of dossier.Dossier
		if of, err = c.dossier(before.Planned.Dossier); err == nil {
			command, err = r.command(of, before)
		}
	}
	if err != nil {
		return nil, err
	}
	return c.onDispatch(before, s, command)
}

// receiveAgain decides again what evidence came to.
func (c *checkup) receiveAgain(r *Receive, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	stream := tocsin.StreamID(r.Dispatch)
	before, ok := c.board.Dispatch(r.Dispatch)
	if !ok {
		if !c.board.Readable(stream) {
			return nil, errBlind
		}
		return nil, errors.New("no such dispatch is kept")
	}
	command, says, err := c.evidenceAgain(before, stream, group)
	if err != nil {
		return nil, err
	}
	err = c.name(r.Evidence, placeOf(stream, group[0].Entry.Version), func(content []byte) error {
		if act.Hash(content) != r.SHA256 || !says(content) {
			return errors.New("it is not the evidence that the act names")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.onDispatch(before, s, command)
}

// evidenceAgain reads the evidence of an event again and gives the command that
// took it in, and a test whether a file holds it.
func (c *checkup) evidenceAgain(
	of delivery.Dispatch, stream tocsin.StreamID, group []board.Opened,
) (delivery.Command, func([]byte) bool, error) {
	if answer, err := kept[delivery.AnswerTaken](c, group, stream, delivery.Kinds); err == nil {
		a, err := delivery.ParseAcknowledgement(delivery.NormalizeAcknowledgement(answer.Evidence))
		if err != nil {
			return nil, nil, errors.New("the answer is not in the form of an answer")
		}
		taken := delivery.AnswerTaken{Acknowledgement: a, Evidence: answer.Evidence}
		return delivery.TakeAnswer{AnswerTaken: taken}, func(content []byte) bool {
			opened, err := c.desk.answer(content)
			return err == nil && opened == taken
		}, nil
	}
	actual, err := kept[delivery.ReceiptTaken](c, group, stream, delivery.Kinds)
	if err != nil {
		return nil, nil, err
	}
	receipt, err := receiptOf(c.board.Holder, of, []byte(actual.Evidence))
	return delivery.TakeReceipt{ReceiptTaken: receipt}, func(content []byte) bool {
		return string(content) == receipt.Evidence
	}, err
}
