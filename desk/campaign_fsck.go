package desk

import (
	"errors"
	"fmt"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
)

// A campaigns is what fsck keeps of campaigns.
type campaigns struct {
	// lists are what must be decided again with a list before one, by the file of
	// the list, which is read with all other files.
	lists map[tocsin.FileID][]func(raw []byte) error
	// moved is how the dispatches of each campaign moved, in order of position.
	moved map[tocsin.WarningID][]movement
}

// A movement is one dispatch of a campaign that came to stand elsewhere.
type movement struct {
	position      int64
	began         bool
	before, after dossier.Standing
}

// campaignAgain names the list of a campaign, with all that was sent by it.
func (c *checkup) campaignAgain(r *ProposeCampaign, group []board.Opened, all []wanted) ([]wanted, error) {
	terms := r.terms()
	if r.Ask.Ceiling != terms.Ceiling || !r.Ask.Expires.Equal(terms.Expires) {
		return nil, errors.New("its terms are not those that were asked for")
	}
	if err := boundTerms(*terms, group[0].Entry.At); err != nil {
		return nil, err
	}
	return all, c.name(terms.File, placeOf(group[0].Entry.Stream, group[0].Entry.Version), func(content []byte) error {
		if act.Hash(content) != terms.List {
			return errors.New("it is not the list that was agreed to")
		}
		for _, again := range c.campaigns.lists[terms.File] {
			if err := again(content); err != nil {
				return err
			}
		}
		return nil
	})
}

// batchAgain decides again how copies of a campaign were sent. Which rows came
// next, what they were told and how they were planned is held against the list when
// that is read.
func (c *checkup) batchAgain(r *SendCampaign, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	before, err := c.dossier(r.Dossier)
	if err != nil {
		return nil, err
	}
	m, err := mailingOf(c.board.Holder, before, r.Of, s.At)
	if err != nil {
		return nil, err
	}
	actual, err := kept[dossier.CampaignBatchSent](c, group, tocsin.StreamID(r.Dossier), dossier.Kinds)
	if err != nil {
		return nil, err
	}
	if m.draft.Campaign.List != r.List || r.Most < 1 || r.Most > MostCopies || !tocsin.ValidID(actual.Warning) {
		return nil, errors.New("it was not sent as the act says")
	}
	_, all, err := c.onDossier(nil, r.Dossier, before, s, dossier.SendBatch{CampaignBatchSent: actual})
	if err != nil {
		return nil, err
	}
	plans := make([]*delivery.DispatchPlanned, len(actual.Copies))
	for i, leg := range actual.Copies {
		stream := tocsin.StreamID(leg.Dispatch)
		plan, err := kept[delivery.DispatchPlanned](c, group, stream, delivery.Kinds)
		if errors.Is(err, errBlind) {
			continue
		}
		if err != nil {
			return nil, err
		}
		drawnFrom := plan
		drawn, files := again(&drawnFrom, plan)
		if err := c.drawnAgain(drawn, files, placeOf(stream, 1)); err != nil {
			return nil, err
		}
		plans[i] = &plan
		if all, err = want(all, stream, delivery.Kinds, delivery.Event(plan)); err != nil {
			return nil, err
		}
	}
	file := m.draft.Campaign.File
	c.campaigns.lists[file] = append(c.campaigns.lists[file], func(raw []byte) error {
		return m.again(raw, r, actual, plans)
	})
	if m.begun == nil {
		return c.exposedAgain(all, before, exposedCrowd(m.draft, actual.Warning), s)
	}
	return all, nil
}

// again holds copies that were sent against the list.
func (m mailing) again(raw []byte, r *SendCampaign, actual dossier.CampaignBatchSent, plans []*delivery.DispatchPlanned) error {
	copies, err := m.next(raw, r.Most)
	if err != nil {
		return errors.New("what was sent by it cannot be read from it")
	}
	batch := batchOf(r.Of, m.begun, copies)
	batch.Warning = actual.Warning
	if len(batch.Copies) != len(actual.Copies) {
		return errors.New("the copies that were sent are not those that came next")
	}
	for i := range batch.Copies {
		batch.Copies[i].Dispatch = actual.Copies[i].Dispatch
	}
	if !same(batch, actual) {
		return errors.New("the rows that were sent are not those that came next")
	}
	for i, c := range copies {
		if plans[i] == nil {
			continue
		}
		plan, err := m.planned(batch, i, c)
		if err != nil {
			return err
		}
		again(&plan, *plans[i])
		if !same(plan, *plans[i]) {
			return fmt.Errorf("the dispatch %s is not what follows from its rows", plan.ID)
		}
	}
	return nil
}

// took notes how a dispatch of a campaign moved.
func (c *checkup) took(o board.Opened, before delivery.Dispatch) {
	after, ok := c.board.Dispatch(tocsin.DispatchID(o.Entry.Stream))
	if !ok || len(after.Planned.Rows) == 0 {
		return
	}
	m := movement{position: o.Position, began: !before.Exists, before: dossier.StandingOf(before), after: dossier.StandingOf(after)}
	if m.began || m.before != m.after {
		c.campaigns.moved[after.Planned.Warning] = append(c.campaigns.moved[after.Planned.Warning], m)
	}
}

// reportAgain counts again what the engine reported of a campaign, as of when it
// was counted.
func (c *checkup) reportAgain(o board.Opened) ([]wanted, error) {
	event, err := dossier.Kinds.Decode(o.Entry)
	reported, ok := event.(dossier.CampaignReported)
	if err != nil || !ok {
		return nil, errors.New("it cannot be read")
	}
	of, err := c.dossier(tocsin.DossierID(o.Entry.Stream))
	if err != nil {
		return nil, err
	}
	if reported.As > o.Position {
		return nil, errors.New("it counts what has not happened yet")
	}
	var t dossier.Tally
	for _, m := range c.campaigns.moved[reported.Warning] {
		if m.position >= reported.As {
			break
		}
		if !m.began {
			t = t.Add(m.before, -1)
		}
		t = t.Add(m.after, 1)
	}
	if c.blind {
		t = reported.Tally
	}
	counted := dossier.CampaignReported{Warning: reported.Warning, As: reported.As, Tally: t}
	events, err := dossier.Decide(of, o.Entry.Stamp(), dossier.ReportCampaign{CampaignReported: counted})
	if err != nil {
		return nil, err
	}
	return want(nil, o.Entry.Stream, dossier.Kinds, events...)
}

// isReport reports whether an entry is what the engine counts of a campaign.
func isReport(e entry.Entry) bool { return e.Kind == "CampaignReported" }
