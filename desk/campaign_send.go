package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/campaign"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// MostCopies is how many copies of a campaign one act sends at most.
const MostCopies = 64

// SendCampaign asks that the next copies of a campaign be sealed and sent: those of
// the rows that were not sent before, in triage order.
type SendCampaign struct {
	Dossier tocsin.DossierID `json:"dossier"`
	// Of is the hash of what was agreed to, List that of the list.
	Of   string `json:"of"`
	List string `json:"list"`
	// Most is how many copies are sent now at most.
	Most int `json:"most"`
}

func (*SendCampaign) action() string { return "campaign/send" }

// NewSendCampaign gives the request that sends the next copies of the campaign
// that waits in a dossier, or was begun last.
func (d *Desk) NewSendCampaign(of dossier.Dossier, most int) (*SendCampaign, error) {
	draft, err := currentCampaign(of)
	if err != nil {
		return nil, err
	}
	if err := of.MaySendMore(draft.Hash(), d.now()); err != nil {
		return nil, err
	}
	return &SendCampaign{Dossier: of.ID, Of: draft.Hash(), List: draft.Campaign.List, Most: min(most, MostCopies)}, nil
}

// currentCampaign gives the campaign that waits, or was begun last.
func currentCampaign(of dossier.Dossier) (warning.Draft, error) {
	if of.Draft != nil && of.Draft.Campaign != nil {
		return *of.Draft, nil
	}
	for _, w := range slices.Backward(of.Warned) {
		if w.Campaign != nil {
			return w.Draft, nil
		}
	}
	return warning.Draft{}, tocsin.Refuse("campaign/none", "propose one with tocsin campaign propose", "the dossier has no campaign")
}

// A readLists remembers the lists that were read last, by their hashes: each batch
// needs the whole list again.
type readLists struct {
	mu    sync.Mutex
	hash  string
	bytes []byte
}

// listBytes gives the bytes of a campaign's list.
func (d *Desk) listBytes(ctx context.Context, c warning.Campaign) ([]byte, error) {
	d.lists.mu.Lock()
	defer d.lists.mu.Unlock()
	if d.lists.hash == c.List {
		return d.lists.bytes, nil
	}
	raw, err := d.reader.File(ctx, c.File)
	if err != nil {
		return nil, err
	}
	if act.Hash(raw) != c.List {
		return nil, fmt.Errorf("reading the list %s: it is not the one that was agreed to", c.File)
	}
	d.lists.hash, d.lists.bytes = c.List, raw
	return raw, nil
}

// A mailing is what the next copies of a campaign follow from.
type mailing struct {
	holder holder.Holder
	of     dossier.Dossier
	draft  warning.Draft
	// begun is how far it has come; nil before the first batch.
	begun *dossier.Sent
	at    time.Time
	// aim is how far the packs want a warning to come.
	aim delivery.Rung
}

// mailingOf makes ready what is agreed to under a hash.
func mailingOf(h holder.Holder, of dossier.Dossier, hash string, at time.Time) (mailing, error) {
	m := mailing{holder: h, of: of, at: at}
	var err error
	if m.draft, m.begun, err = of.CampaignOf(hash); err != nil {
		return m, err
	}
	m.aim, err = target(h, of)
	return m, err
}

// next gives the copies that are sent next, as many as there may be. A copy to
// which no way is left is left out: it needs first contact.
func (m mailing) next(raw []byte, most int) ([]campaign.Copy, error) {
	l, err := readList(m.holder, m.draft.Text, raw)
	if err != nil {
		return nil, err
	}
	byID, _ := entriesOf(m.holder)
	var sent []bool
	done := 0
	if m.begun != nil {
		sent, done = m.begun.Campaign.Rows, m.begun.Campaign.Sent
	}
	var next []campaign.Copy
	for _, c := range campaign.Arrange(l.list, l.template, sent, m.at, byID).Copies {
		if len(next) >= min(most, MostCopies) {
			break
		}
		if barred(m.holder, m.of, c) {
			continue
		}
		if done += len(c.Rows); done > m.draft.Campaign.Ceiling {
			break
		}
		next = append(next, c)
	}
	return next, nil
}

// waysToCopy gives the ways to who opens a copy, by what was answered of him, or
// where nothing was, of his group.
func waysToCopy(h holder.Holder, of dossier.Dossier, c campaign.Copy) ([]delivery.Way, error) {
	return waysAs(h, c.To, of, checkedAs(of, c))
}

// checkedAs is whose check counts for who opens a copy: his own, or that of his
// group.
func checkedAs(of dossier.Dossier, c campaign.Copy) tocsin.RecipientID {
	if _, current := of.CheckOf(c.To.ID); current {
		return c.To.ID
	}
	return campaign.Group(c.To.Class, c.To.Country)
}

// barred reports whether it was answered of who opens a copy what leaves no way to
// him. Before anybody has answered, nothing is known to bar it, and nothing leaves.
func barred(h holder.Holder, of dossier.Dossier, c campaign.Copy) bool {
	if _, current := of.CheckOf(checkedAs(of, c)); !current {
		return false
	}
	_, err := waysToCopy(h, of, c)
	return err != nil
}

func (r *SendCampaign) perform(ctx context.Context, s scene) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.Dossier), dossierKind)
	if err != nil {
		return err
	}
	if done, err := ds.happened(s); err != nil || done {
		return err
	}
	before, at := ds.state, s.change.stamp.At
	if err := before.MaySendMore(r.Of, at); err != nil {
		return err
	}
	m, err := mailingOf(s.holder.state, before, r.Of, at)
	if err != nil {
		return err
	}
	if m.draft.Campaign.List != r.List || r.Most < 1 || r.Most > MostCopies {
		return tocsin.Refuse("campaign/list", "make the act again", "the act names another list than was agreed to, or no number of copies")
	}
	raw, err := s.desk.listBytes(ctx, *m.draft.Campaign)
	if err != nil {
		return err
	}
	copies, err := m.next(raw, r.Most)
	if err != nil {
		return err
	}
	batch := batchOf(r.Of, m.begun, copies)
	for i := range batch.Copies {
		batch.Copies[i].Dispatch = seal.NewID[tocsin.DispatchID]()
	}
	if err := decide(s, ds, dossier.SendBatch{CampaignBatchSent: batch}); err != nil {
		return err
	}
	if err := maySend(m.holder, m.draft); err != nil {
		return err
	}
	if m.begun == nil {
		if err := before.Weigh(m.draft, crowd(m.holder, before, *m.draft.Campaign, at)); err != nil {
			return err
		}
		if err := s.expose(before, exposedCrowd(m.draft, batch.Warning)); err != nil {
			return err
		}
	}
	return s.sealBatch(ctx, ds.key, m, batch, copies)
}

// batchOf is the event that sending copies comes to; the dispatches have no ids
// yet, and a campaign that begins has a new one.
func batchOf(of string, begun *dossier.Sent, copies []campaign.Copy) dossier.CampaignBatchSent {
	b := dossier.CampaignBatchSent{Of: of}
	if begun != nil {
		b.Warning = begun.Warning
	} else {
		b.Warning = seal.NewID[tocsin.WarningID]()
	}
	for _, c := range copies {
		b.Copies = append(b.Copies, dossier.CampaignLeg{Recipient: c.To.ID, Rows: c.Rows})
	}
	return b
}

// exposedCrowd is a campaign as the series of our sources sees it: told to each of
// its groups.
func exposedCrowd(draft warning.Draft, id tocsin.WarningID) dossier.WarningSent {
	sent := dossier.WarningSent{Warning: id}
	for _, g := range draft.Campaign.Groups {
		sent.Dispatches = append(sent.Dispatches, dossier.Planned{Recipient: g.ID})
	}
	return sent
}

// planned is what the record says of the dispatch of one copy of a batch before it
// is sealed.
func (m mailing) planned(b dossier.CampaignBatchSent, i int, c campaign.Copy) (delivery.DispatchPlanned, error) {
	ways, err := waysToCopy(m.holder, m.of, c)
	if err != nil {
		return delivery.DispatchPlanned{}, err
	}
	latest := m.of.Assessment.LatestUseful
	if t := c.LatestUseful; !t.IsZero() && (latest.IsZero() || t.Before(latest)) {
		latest = t
	}
	plan := delivery.DispatchPlanned{
		ID: b.Copies[i].Dispatch, Dossier: m.of.ID, Warning: b.Warning, Recipient: c.To.ID, LatestUseful: latest, Plan: planForm,
		Target: m.aim, Life: threatensLife(m.of, m.draft.Kind), Rows: c.Rows, Challenge: challenge(m.draft.Tearline), Text: c.Text,
	}
	steps, deadline := delivery.Plan(delivery.PlanAsk{At: m.at, LatestUseful: latest, Life: plan.Life, Ways: ways})
	first := steps[0]
	plan.Through, plan.Channel, plan.Address = first.Through, first.Channel, first.Address
	plan.Steps, plan.Deadline = steps[1:], deadline
	return plan, nil
}

// A sealedCopy is a dispatch with its files.
type sealedCopy struct {
	plan  delivery.DispatchPlanned
	files []sealedFile
}

// sealBatch seals copies on all processors, each held against every protected word
// once more, and keeps them.
func (s scene) sealBatch(ctx context.Context, key *seal.Key, m mailing, b dossier.CampaignBatchSent, copies []campaign.Copy) error {
	g, err := s.desk.gate(ctx, m.of)
	if err != nil {
		return err
	}
	sealed := make([]sealedCopy, len(copies))
	if err := inParallel(len(copies), func(i int) error {
		plan, err := m.planned(b, i, copies[i])
		if err != nil {
			return err
		}
		draw(&plan)
		draft := m.draft
		draft.Text = copies[i].Text
		files, err := s.desk.sealTo(s, draft, copies[i].To, &plan, g)
		sealed[i] = sealedCopy{plan, files}
		return err
	}); err != nil {
		return err
	}
	for _, one := range sealed {
		if err := s.plan(one.plan, one.files, key); err != nil {
			return err
		}
	}
	return nil
}

// StopCampaign asks that nothing more of a campaign be sent.
type StopCampaign struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.CampaignStopped
}

func (*StopCampaign) action() string         { return "campaign/stop" }
func (r *StopCampaign) of() tocsin.DossierID { return r.Dossier }

func (r *StopCampaign) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.StopCampaign{CampaignStopped: r.CampaignStopped}, nil
}

func (r *StopCampaign) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }
