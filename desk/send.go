package desk

import (
	"context"
	"slices"
	"strconv"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// itoa writes a number.
func itoa(n int) string { return strconv.Itoa(n) }

// Send asks that what is cleared be sealed and sent.
type Send struct {
	Dossier tocsin.DossierID `json:"dossier"`
	// Of is the hash of the cleared text, Recipients those it was cleared for.
	Of         string               `json:"of"`
	Recipients []tocsin.RecipientID `json:"recipients"`
	// Plan is the form of the plan by which it goes; 0 in records of the first form.
	Plan int `json:"plan,omitempty"`
	// NoReply are those of whom no answer is expected, because they cannot give one
	// or it would be dangerous to them.
	NoReply []tocsin.RecipientID `json:"no_reply,omitempty"`
}

// planForm is the form in which plans are made now.
const planForm = 1

// NewSend gives the request that sends what is cleared in a dossier.
func (d *Desk) NewSend(of dossier.Dossier) (*Send, error) {
	if err := of.Sendable(d.now()); err != nil {
		return nil, err
	}
	return &Send{Dossier: of.ID, Of: of.Draft.Hash(), Recipients: of.Draft.Recipients, Plan: planForm}, nil
}

func (*Send) action() string { return "dossier/send" }

func (r *Send) perform(ctx context.Context, s scene) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.Dossier), dossierKind)
	if err != nil {
		return err
	}
	if done, err := ds.happened(s); err != nil || done {
		return err
	}
	before := ds.state
	sent := r.sent(seal.NewID[tocsin.WarningID]())
	for i := range sent.Dispatches {
		sent.Dispatches[i].Dispatch = seal.NewID[tocsin.DispatchID]()
	}
	if err := decide(s, ds, dossier.SendWarning{WarningSent: sent, Unwatched: r.Plan == 0}); err != nil {
		return err
	}
	if err := r.sound(); err != nil {
		return err
	}
	if before.Draft != nil {
		if err := maySend(s.holder.state, *before.Draft); err != nil {
			return err
		}
		to := readers(s.holder.state, before, before.Draft.Recipients, s.change.stamp.At)
		if err := before.Weigh(*before.Draft, to); err != nil {
			return err
		}
	}
	if err := s.seal(ctx, ds, before, r, sent); err != nil {
		return err
	}
	return s.expose(before, sent)
}

// sound refuses a request of the first form, and one that expects no answer of
// somebody to whom nothing is sent.
func (r *Send) sound() error {
	switch {
	case r.Plan != planForm:
		return tocsin.Refuse("act/body", "make the act with this version of tocsin", "the act is of a form in which nothing is sent any more")
	case slices.ContainsFunc(r.NoReply, func(id tocsin.RecipientID) bool { return !slices.Contains(r.Recipients, id) }):
		return tocsin.Refuse("delivery/no-reply", "name recipients of this warning", "no answer is expected of somebody to whom it does not go")
	}
	return nil
}

// seal makes and keeps the copies of each recipient.
func (s scene) seal(
	ctx context.Context, ds *stream[dossier.Dossier, dossier.Event], before dossier.Dossier, r *Send, sent dossier.WarningSent,
) error {
	g, err := s.desk.gate(ctx, before)
	if err != nil {
		return err
	}
	for _, d := range sent.Dispatches {
		plan, err := planned(s.holder.state, before, d, r, s.change.stamp.At)
		if err != nil {
			return err
		}
		plan.Warning = sent.Warning
		draw(&plan)
		files, err := s.desk.sealFor(s, before, &plan, g)
		if err != nil {
			return err
		}
		if err := s.plan(plan, files, ds.key); err != nil {
			return err
		}
	}
	return nil
}

// expose notes what a warning that is sent tells about our sources.
func (s scene) expose(before dossier.Dossier, sent dossier.WarningSent) error {
	commands, err := exposures(before, sent)
	if err != nil {
		return err
	}
	for _, c := range commands {
		events, err := holder.Decide(s.holder.state, s.change.stamp, c)
		if err != nil {
			return err
		}
		if err := add(s.change, s.holder, events...); err != nil {
			return err
		}
	}
	return nil
}

// exposures are what a warning that is sent tells about our sources, for the
// series of each: his own share and no other's. A drill tells nothing of them.
func exposures(of dossier.Dossier, sent dossier.WarningSent) ([]holder.ExposeSource, error) {
	if of.Draft == nil || of.Draft.Kind == warning.KindExercise || len(of.Sources()) == 0 {
		return nil, nil
	}
	told, asked, err := of.Exposes(of.Draft.Tearline)
	if err != nil || !asked {
		return nil, err
	}
	var all []holder.ExposeSource
	for _, e := range told {
		for _, d := range sent.Dispatches {
			all = append(all, holder.ExposeSource{SourceExposed: holder.SourceExposed{
				Source: e.Source, Recipient: d.Recipient, Dossier: of.ID, Warning: sent.Warning, Exposure: e,
			}})
		}
	}
	return all, nil
}

// sent is the event that sending comes to; the dispatches have no ids yet.
func (r *Send) sent(id tocsin.WarningID) dossier.WarningSent {
	sent := dossier.WarningSent{Warning: id, Of: r.Of}
	for _, to := range r.Recipients {
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Recipient: to})
	}
	return sent
}

// plan adds one dispatch with its files and timers. It is sealed with the
// dossier's data key, so that shredding the dossier takes it along.
func (s scene) plan(p delivery.DispatchPlanned, files []sealedFile, key *seal.Key) error {
	stream := &stream[delivery.Dispatch, delivery.Event]{kind: dispatchKind, id: tocsin.StreamID(p.ID), key: key}
	events, err := delivery.Decide(stream.state, s.change.stamp, delivery.PlanDispatch{DispatchPlanned: p})
	if err != nil {
		return err
	}
	if err := add(s.change, stream, events...); err != nil {
		return err
	}
	for _, f := range files {
		if err := s.change.file(f.id, key, f.bytes); err != nil {
			return err
		}
	}
	return s.change.retime(delivery.Dispatch{}, stream)
}
