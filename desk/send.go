package desk

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/report"
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
	if err != nil || ds.did(s.act.ID) {
		return err
	}
	if err := ds.state.Sendable(s.change.stamp.At); err != nil {
		return err
	}
	passages, err := s.desk.passages(ctx, ds.state)
	if err != nil {
		return err
	}
	sent := dossier.WarningSent{Warning: seal.NewID[tocsin.WarningID](), Of: r.Of}
	plans := make([]delivery.DispatchPlanned, 0, len(r.Recipients))
	files := make([][]byte, 0, len(r.Recipients))
	for _, id := range r.Recipients {
		plan, file, err := s.desk.sealFor(s, ds.state, sent.Warning, id, passages)
		if err != nil {
			return err
		}
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Dispatch: plan.ID, Recipient: id})
		plans, files = append(plans, plan), append(files, file)
	}
	if err := decide(s, ds, dossier.SendWarning{WarningSent: sent}); err != nil {
		return err
	}
	for i, plan := range plans {
		if err := s.plan(plan, files[i], ds.key); err != nil {
			return err
		}
	}
	return nil
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
	if err := s.change.timer(p.DeliverTimer, stream.id, key, timerDeliver, s.change.stamp.At); err != nil {
		return err
	}
	return s.change.timer(p.DeadlineTimer, stream.id, key, timerDeadline, p.Deadline)
}

// sealFor makes one recipient's copy: the signed note, held against every
// protected word once more as it leaves, sealed to his keys, and sealed again
// to the intermediary where there is one.
func (d *Desk) sealFor(s scene, of dossier.Dossier, id tocsin.WarningID, to tocsin.RecipientID, passages []report.Passage) (delivery.DispatchPlanned, []byte, error) {
	var none delivery.DispatchPlanned
	recipients := s.holder.state.Recipients
	recipient, ok := recipients.Find(to)
	if !ok {
		return none, nil, tocsin.Refuse("warning/recipients", "draft it again", "a recipient is not in the directory")
	}
	draft, now := *of.Draft, s.change.stamp.At
	n := warning.Note{
		ID: id, Kind: draft.Kind, Supersedes: draft.Supersedes, To: warning.Address(recipient.Keys),
		Issued: now, ValidFrom: draft.ValidFrom, UsefulUntil: draft.UsefulUntil, Marking: draft.Marking.String(),
		Token: seal.NewID[string](), ReplyTo: d.config.ReplyTo, Text: draft.Text,
	}
	signed, err := n.Sign(d.config.Sender)
	if err != nil {
		return none, nil, err
	}
	if err := d.sendGate(signed, draft, passages); err != nil {
		return none, nil, err
	}
	inner, err := seal.Warning(signed, recipient.Keys)
	if err != nil {
		return none, nil, err
	}
	plan := delivery.DispatchPlanned{
		ID: seal.NewID[tocsin.DispatchID](), Dossier: of.ID, Warning: id, Recipient: to,
		Channel: recipient.Channel, Address: recipient.Address, Name: seal.NewID[string]() + ".age",
		File: seal.NewID[tocsin.FileID](), SHA256: act.Hash(inner), Token: n.Token,
		Deadline: delivery.AcknowledgeBy(now, of.Assessment.LatestUseful), LatestUseful: of.Assessment.LatestUseful,
		DeliverTimer: seal.NewID[tocsin.TimerID](), DeadlineTimer: seal.NewID[tocsin.TimerID](),
	}
	if recipient.Through == "" {
		return plan, inner, nil
	}
	via, ok := recipients.Find(recipient.Through)
	if !ok {
		return none, nil, tocsin.Refuse("directory/route", "add the intermediary", "the intermediary is not in the directory")
	}
	outer, err := d.wrap(&plan, inner, recipient, via)
	return plan, outer, err
}

// wrap seals a recipient's file again for the intermediary who carries it.
func (d *Desk) wrap(plan *delivery.DispatchPlanned, inner []byte, to, via directory.Recipient) ([]byte, error) {
	plan.Through, plan.Relay = via.ID, seal.NewID[string]()
	plan.Channel, plan.Address = via.Channel, via.Address
	header, err := delivery.Relay{ID: plan.Relay, HandTo: to.Name, By: plan.Deadline, SHA256: plan.SHA256}.Sign(d.config.Sender)
	if err != nil {
		return nil, err
	}
	outer, err := seal.Relay(header, inner, via.Keys)
	if err != nil {
		return nil, err
	}
	plan.Outer = act.Hash(outer)
	return outer, nil
}

// sendGate reads the outgoing bytes back and holds them against every protected
// word. What was approved is what is read, or nothing leaves.
func (d *Desk) sendGate(signed []byte, draft warning.Draft, passages []report.Passage) error {
	out, err := warning.ReadUnverified(signed)
	if err != nil {
		return fmt.Errorf("reading the outgoing warning: %w", err)
	}
	if out.Text != draft.Text || out.Kind != draft.Kind {
		return fmt.Errorf("reading the outgoing warning: it is not the text that was cleared")
	}
	leaks := warning.FindLeaks(out.Text, passages, told(draft.Tearline))
	return refuseLeaks(append(leaks, warning.FindWindowLeaks(out, passages)...))
}

// A Work is one thing that is due.
type Work struct {
	lease   leased
	Kind    string
	Channel string
	Name    string
	Address string
	Bytes   []byte
}

// Deliver reports whether the work is to hand a file over; otherwise it is a
// deadline that has passed.
func (w Work) Deliver() bool { return w.Kind == timerDeliver }

// LatestTry is when a work of handing over has no more use; zero for never.
func (w Work) LatestTry() time.Time { return w.lease.latest }
