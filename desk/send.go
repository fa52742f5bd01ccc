package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/leak"
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
}

// NewSend gives the request that sends what is cleared in a dossier.
func (d *Desk) NewSend(of dossier.Dossier) (*Send, error) {
	if err := of.Sendable(d.now()); err != nil {
		return nil, err
	}
	return &Send{Dossier: of.ID, Of: of.Draft.Hash(), Recipients: of.Draft.Recipients}, nil
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
	if err := decide(s, ds, dossier.SendWarning{WarningSent: sent}); err != nil {
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
	if err := s.seal(ctx, ds, before, sent); err != nil {
		return err
	}
	return s.expose(before, sent)
}

// seal makes and keeps the copy of each recipient.
func (s scene) seal(
	ctx context.Context, ds *stream[dossier.Dossier, dossier.Event], before dossier.Dossier, sent dossier.WarningSent,
) error {
	g, err := s.desk.gate(ctx, before)
	if err != nil {
		return err
	}
	for _, d := range sent.Dispatches {
		plan, via, err := planned(s.holder.state, before, d, s.change.stamp.At)
		if err != nil {
			return err
		}
		plan.Warning = sent.Warning
		draw(&plan)
		file, err := s.desk.sealFor(s, before, &plan, via, g)
		if err != nil {
			return err
		}
		if err := s.plan(plan, file, ds.key); err != nil {
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

// plan adds one dispatch with its file and timers. It is sealed with the
// dossier's data key, so that shredding the dossier takes it along.
func (s scene) plan(p delivery.DispatchPlanned, file []byte, key *seal.Key) error {
	stream := &stream[delivery.Dispatch, delivery.Event]{kind: dispatchKind, id: tocsin.StreamID(p.ID), key: key}
	events, err := delivery.Decide(stream.state, s.change.stamp, delivery.PlanDispatch{DispatchPlanned: p})
	if err != nil {
		return err
	}
	if err := add(s.change, stream, events...); err != nil {
		return err
	}
	if err := s.change.file(p.File, key, file); err != nil {
		return err
	}
	return s.change.retime(delivery.Dispatch{}, stream)
}

// planned is what the record says of a dispatch before it is sealed: to whom,
// which way, by when. It gives the intermediary too, where there is one.
func planned(h holder.Holder, of dossier.Dossier, d dossier.Planned, at time.Time) (delivery.DispatchPlanned, *directory.Recipient, error) {
	to, ok := h.Recipients.Find(d.Recipient)
	if !ok {
		return delivery.DispatchPlanned{}, nil, tocsin.Refuse("warning/recipients", "draft it again", "a recipient is not in the directory")
	}
	latest := of.Assessment.LatestUseful
	plan := delivery.DispatchPlanned{
		ID: d.Dispatch, Dossier: of.ID, Recipient: to.ID, Channel: to.Channel, Address: to.Address,
		Deadline: delivery.AcknowledgeBy(at, latest), LatestUseful: latest,
	}
	if to.Through == "" {
		return plan, nil, nil
	}
	via, ok := h.Recipients.Find(to.Through)
	if !ok {
		return delivery.DispatchPlanned{}, nil, tocsin.Refuse("directory/route", "add the intermediary", "the intermediary is not in the directory")
	}
	plan.Through, plan.Channel, plan.Address = via.ID, via.Channel, via.Address
	return plan, &via, nil
}

// draw draws what is random in a plan.
func draw(p *delivery.DispatchPlanned) {
	p.Name, p.File, p.Token = seal.NewID[string]()+".age", seal.NewID[tocsin.FileID](), seal.NewID[string]()
	p.DeliverTimer, p.DeadlineTimer = seal.NewID[tocsin.TimerID](), seal.NewID[tocsin.TimerID]()
	if p.Through != "" {
		p.Relay = seal.NewID[string]()
	}
}

// sealFor makes one recipient's copy: the signed note, held against every
// protected word once more as it leaves, sealed to his keys, and sealed again
// to the intermediary where there is one.
func (d *Desk) sealFor(
	s scene, of dossier.Dossier, p *delivery.DispatchPlanned, via *directory.Recipient, g *leak.Checker,
) ([]byte, error) {
	to, _ := s.holder.state.Recipients.Find(p.Recipient) // planned has found him
	n := outgoing(*of.Draft)
	n.ID, n.To, n.Issued, n.Token, n.ReplyTo = p.Warning, warning.Address(to.Keys), s.change.stamp.At, p.Token, d.config.ReplyTo
	signed, err := n.Sign(d.config.Sender)
	if err != nil {
		return nil, err
	}
	if err := sendGate(signed, *of.Draft, g); err != nil {
		return nil, err
	}
	inner, err := seal.Warning(signed, to.Keys)
	if err != nil {
		return nil, err
	}
	p.SHA256 = act.Hash(inner)
	if via == nil {
		return inner, nil
	}
	header, err := delivery.Relay{ID: p.Relay, HandTo: to.Name, By: p.Deadline, SHA256: p.SHA256}.Sign(d.config.Sender)
	if err != nil {
		return nil, err
	}
	outer, err := seal.Relay(header, inner, via.Keys)
	if err != nil {
		return nil, err
	}
	p.Outer = act.Hash(outer)
	return outer, nil
}

// outgoing is what a draft decides of the note that leaves.
func outgoing(d warning.Draft) warning.Note {
	return warning.Note{
		Kind: d.Kind, Supersedes: d.Supersedes, ValidFrom: minute(d.ValidFrom), UsefulUntil: minute(d.UsefulUntil),
		Marking: d.Marking.String(), Text: d.Text,
	}
}

// sendGate reads the outgoing bytes back and holds them against every protected
// word. What was approved is what is read, or nothing leaves.
func sendGate(signed []byte, draft warning.Draft, g *leak.Checker) error {
	out, err := warning.ReadUnverified(signed)
	if err != nil {
		return fmt.Errorf("reading the outgoing warning: %w", err)
	}
	cleared := outgoing(draft)
	cleared.ID, cleared.From, cleared.To, cleared.Issued = out.ID, out.From, out.To, out.Issued
	cleared.Token, cleared.ReplyTo = out.Token, out.ReplyTo
	if out != cleared {
		return errors.New("reading the outgoing warning: it is not what was cleared")
	}
	found, err := leaks(out, draft, g)
	if err != nil {
		return err
	}
	return refuseLeaks(remaining(draft, found))
}
