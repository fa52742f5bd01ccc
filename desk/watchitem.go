package desk

import (
	"context"
	"errors"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/threat"
)

// SetWatchItem asks that a watch item be put up.
type SetWatchItem struct {
	holder.WatchItemSet
}

// NewSetWatchItem gives the request that puts an item up, with an id of its own.
func NewSetWatchItem(item threat.WatchItem) *SetWatchItem {
	item.ID = seal.NewID[threat.WatchItemID]()
	return &SetWatchItem{holder.WatchItemSet{Item: item}}
}

func (*SetWatchItem) action() string { return "watch-item/set" }

func (r *SetWatchItem) command() holder.Command {
	return holder.SetWatchItem{WatchItemSet: r.WatchItemSet}
}

// perform also looks whether the dossier that the item comes from is there.
func (r *SetWatchItem) perform(ctx context.Context, s scene) error {
	if of := r.Item.Dossier; of != "" {
		ds, err := load(ctx, s.desk, tocsin.StreamID(of), dossierKind)
		if err != nil {
			return err
		}
		if !ds.state.Exists {
			return tocsin.Refuse("dossier/unknown", "list the dossiers", "the item comes from no dossier that is kept")
		}
	}
	return onHolder(s, r)
}

// EndWatchItem asks that a watch item be taken down.
type EndWatchItem struct {
	holder.WatchItemEnded
}

func (*EndWatchItem) action() string { return "watch-item/end" }

func (r *EndWatchItem) command() holder.Command {
	return holder.EndWatchItem{WatchItemEnded: r.WatchItemEnded}
}

func (r *EndWatchItem) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// wake wakes the items that reports name, in the change that the reports or the
// assessment are kept in.
func wake(s scene, of tocsin.DossierID, all ...threat.Said) error {
	for _, said := range all {
		for _, c := range s.holder.state.Wake(s.change.stamp.At, of, said) {
			events, err := holder.Decide(s.holder.state, s.change.stamp, c)
			if err != nil {
				return err
			}
			if err := add(s.change, s.holder, events...); err != nil {
				return err
			}
		}
	}
	return nil
}

// saidIn is what a report says when it is filed, with all its words.
func saidIn(id tocsin.ReportID, filed report.ReportFiled, passages []report.Passage) threat.Said {
	said := threat.SaidBy(report.Report{ID: id, Filed: filed}, report.Sourcing{})
	said.Passages = passages
	return said
}

// wakeAssessed wakes the items that an assessment names, where the act is kept
// now and not before.
func (r *Assess) wakeAssessed(s scene) error {
	if s.change.empty() {
		return nil
	}
	return wake(s, r.Dossier, threat.SaidIn(r.Assessment)...)
}

// woken gives the items that a group says woke, and holds that they could.
func (c *checkup) woken(s tocsin.Stamp, group []board.Opened) ([]wanted, []holder.WatchItemWoke, error) {
	var all []wanted
	var woke []holder.WatchItemWoke
	h := c.board.Holder
	for _, o := range group {
		if o.Entry.Stream != tocsin.HolderStream {
			continue
		}
		event, err := holder.Kinds.Decode(o.Entry)
		e, ok := event.(holder.WatchItemWoke)
		if err != nil || !ok {
			return nil, nil, errors.New("it says something of the holder that does not follow from it")
		}
		events, err := holder.Decide(h, s, holder.WakeWatchItem{WatchItemWoke: e})
		if err != nil {
			return nil, nil, err
		}
		h, woke = holder.Evolve(h, s, e), append(woke, e)
		if all, err = want(all, tocsin.HolderStream, holder.Kinds, events...); err != nil {
			return nil, nil, err
		}
	}
	return all, woke, nil
}

// wakesAgain decides again which items woke when a report was filed, from its
// words, and compares.
func wakesAgain(h holder.Holder, s tocsin.Stamp, of tocsin.DossierID, said threat.Said, woke []holder.WatchItemWoke) error {
	again := []holder.WatchItemWoke{}
	for _, c := range h.Wake(s.At, of, said) {
		again = append(again, c.WatchItemWoke)
	}
	if !same(again, append([]holder.WatchItemWoke{}, woke...)) {
		return errors.New("it does not wake the watch items that the record says it woke")
	}
	return nil
}

// assessAgain decides again what an assessment comes to, with the items it wakes.
func (c *checkup) assessAgain(r *Assess, s tocsin.Stamp, all []wanted) ([]wanted, error) {
	h := c.board.Holder
	for _, said := range threat.SaidIn(r.Assessment) {
		for _, command := range h.Wake(s.At, r.Dossier, said) {
			woke, err := holder.Decide(h, s, command)
			if err != nil {
				return nil, err
			}
			for _, e := range woke {
				h = holder.Evolve(h, s, e)
			}
			if all, err = want(all, tocsin.HolderStream, holder.Kinds, woke...); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}
