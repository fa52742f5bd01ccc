package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/campaign"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/leak"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
	"example.org/tocsin/warning"
)

// A CampaignAsk is what somebody decides who proposes to tell many: what a drafter
// decides, with a template as its text, and how many at most, until when.
type CampaignAsk struct {
	DraftAsk
	Ceiling int       `json:"ceiling"`
	Expires time.Time `json:"expires"`
}

// ProposeCampaign asks that a template and a list be put before the approvers. The
// list comes attached.
type ProposeCampaign struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Ask     CampaignAsk      `json:"ask"`
	Draft   warning.Draft    `json:"draft"`
}

func (*ProposeCampaign) action() string             { return "campaign/propose" }
func (r *ProposeCampaign) of() tocsin.DossierID     { return r.Dossier }
func (r *ProposeCampaign) exhibit() string          { return r.Draft.Text + r.Draft.Terms() }
func (r *ProposeCampaign) terms() *warning.Campaign { return r.Draft.Campaign }

// command gives the same draft as any other text, to readers by class and country.
func (r *ProposeCampaign) command(of dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	if r.terms() == nil {
		return nil, tocsin.Refuse("campaign/none", "make the act again", "the act proposes no campaign")
	}
	return dossier.DraftWarning{
		WarningDrafted: dossier.WarningDrafted{Draft: r.Draft}, Readers: crowd(h, of, *r.terms(), time.Time{}),
	}, nil
}

// crowd are the readers of a campaign, one for each class and country, and what
// any of them was told before.
func crowd(h holder.Holder, of dossier.Dossier, c warning.Campaign, at time.Time) dossier.Readers {
	to := dossier.Readers{At: at}
	ids := make([]tocsin.RecipientID, 0, len(c.Groups))
	for _, g := range c.Groups {
		to.To = append(to.To, directory.Recipient{ID: g.ID, Class: directory.Class(g.Class), Country: g.Country})
		ids = append(ids, g.ID)
	}
	for _, source := range of.Sources() {
		to.Earlier = append(to.Earlier, h.Earlier(source, ids...)...)
	}
	return to
}

// entriesOf gives the entries of the directory by id, and by name.
func entriesOf(h holder.Holder) (byID func(tocsin.RecipientID) (directory.Recipient, bool), byWord func(string) (directory.Recipient, bool)) {
	ids, names := make(map[tocsin.RecipientID]int, len(h.Recipients)), make(map[string]int, len(h.Recipients))
	for i, r := range h.Recipients {
		ids[r.ID], names[r.Name] = i, i
	}
	byID = func(id tocsin.RecipientID) (directory.Recipient, bool) {
		i, ok := ids[id]
		if !ok {
			return directory.Recipient{}, false
		}
		return h.Recipients[i], true
	}
	return byID, func(word string) (directory.Recipient, bool) {
		if r, ok := byID(tocsin.RecipientID(word)); ok {
			return r, true
		}
		i, ok := names[word]
		if !ok {
			return directory.Recipient{}, false
		}
		return h.Recipients[i], true
	}
}

// A listed is a campaign's list with its template, read.
type listed struct {
	list     campaign.List
	template campaign.Template
}

// readList reads list and template, and refuses what is wrong with them.
func readList(h holder.Holder, template string, raw []byte) (listed, error) {
	_, byWord := entriesOf(h)
	list, flaws := campaign.Parse(raw, byWord)
	if len(flaws) > 0 {
		return listed{}, refuseFlaws(flaws)
	}
	t, err := campaign.ParseTemplate(template)
	if err == nil {
		err = t.Fits(list)
	}
	return listed{list, t}, err
}

// refuseFlaws refuses a list with its mistakes, which quote nothing of it.
func refuseFlaws(flaws []campaign.Flaw) error {
	all := make([]string, 0, len(flaws))
	for _, f := range flaws {
		all = append(all, f.String())
	}
	return tocsin.Refuse("campaign/list", "mend the list; docs/campaign.md says how it is written", "the list has mistakes: %s", strings.Join(all, "; "))
}

// refuseRows refuses rows by where they stand in the list.
func refuseRows(l campaign.List, rule, remedy, why string, rows []int) error {
	if len(rows) == 0 {
		return nil
	}
	var at []string
	for _, n := range rows[:min(len(rows), 20)] {
		at = append(at, itoa(l.Rows[n].Line))
	}
	if more := len(rows) - len(at); more > 0 {
		at = append(at, itoa(more)+" more")
	}
	return tocsin.Refuse(rule, remedy, "%s: line %s", why, strings.Join(at, ", "))
}

// NewCampaign gives the request that proposes a campaign, with the bytes of its
// list to attach.
func (d *Desk) NewCampaign(ctx context.Context, of dossier.Dossier, ask CampaignAsk, raw []byte) (*ProposeCampaign, error) {
	ask.UsefulUntil, ask.ValidFrom, ask.Expires = minute(ask.UsefulUntil), minute(ask.ValidFrom), minute(ask.Expires)
	ask.Recipients = nil
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	at := d.now()
	l, err := readList(h, ask.Text, raw)
	if err != nil {
		return nil, err
	}
	terms, plan := termsOf(h, l, ask, raw, at)
	terms.File = seal.NewID[tocsin.FileID]()
	to := crowd(h, of, terms, at)
	if len(ask.Releases) == 0 {
		if ask.DraftAsk, err = offered(of, ask.DraftAsk, to); err != nil {
			return nil, err
		}
	}
	draft, err := campaignDraft(of, ask, to, terms)
	if err != nil {
		return nil, err
	}
	return &ProposeCampaign{Dossier: of.ID, Ask: ask, Draft: draft}, d.mayTell(ctx, of, draft, l, plan)
}

// termsOf are the terms of a campaign but for the file, and the copies that would
// leave.
func termsOf(h holder.Holder, l listed, ask CampaignAsk, raw []byte, at time.Time) (warning.Campaign, campaign.Plan) {
	byID, _ := entriesOf(h)
	plan := campaign.Arrange(l.list, l.template, nil, at, byID)
	return warning.Campaign{
		List: act.Hash(raw), Rows: len(l.list.Rows), Unreached: len(plan.Unreached), Ceiling: ask.Ceiling,
		Expires: ask.Expires, Slots: l.template.Slots(), Groups: plan.Groups(),
	}, plan
}

// campaignDraft is the draft that an ask and the assessment give, with its terms:
// its recipients are groups.
func campaignDraft(of dossier.Dossier, ask CampaignAsk, to dossier.Readers, terms warning.Campaign) (warning.Draft, error) {
	for _, g := range terms.Groups {
		ask.Recipients = append(ask.Recipients, g.ID)
	}
	draft, err := compose(of, ask.DraftAsk, to)
	draft.Campaign = &terms
	return draft, err
}

// perform also holds the list to the terms, and every text that it gives to what a
// draft is held to.
func (r *ProposeCampaign) perform(ctx context.Context, s scene) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.Dossier), dossierKind)
	if err != nil {
		return err
	}
	if done, err := ds.happened(s); err != nil || done {
		return err
	}
	if err := r.sound(ctx, s); err != nil {
		return err
	}
	h, at := s.holder.state, s.change.stamp.At
	l, err := readList(h, r.Draft.Text, s.attached)
	if err != nil {
		return err
	}
	terms, plan := termsOf(h, l, r.Ask, s.attached, at)
	terms.File = r.terms().File
	if !same(terms, *r.terms()) {
		return tocsin.Refuse("approval/changed", "propose it again", "the directory has changed since it was proposed")
	}
	again, err := campaignDraft(ds.state, r.Ask, crowd(h, ds.state, terms, at), terms)
	if err != nil {
		return err
	}
	if !same(again, r.Draft) {
		return tocsin.Refuse("approval/changed", "propose it again", "the facts have changed since it was proposed")
	}
	if err := maySend(h, r.Draft); err != nil {
		return err
	}
	if err := s.desk.mayTell(ctx, ds.state, r.Draft, l, plan); err != nil {
		return err
	}
	c, err := r.command(ds.state, h)
	if err != nil {
		return err
	}
	if err := decide(s, ds, c); err != nil {
		return err
	}
	return s.change.file(r.terms().File, ds.key, s.attached)
}

// sound refuses what could not be proposed whatever the record says.
func (r *ProposeCampaign) sound(ctx context.Context, s scene) error {
	c := r.terms()
	switch {
	case c == nil || len(r.Ask.Recipients) > 0 || r.Ask.Front != nil:
		return tocsin.Refuse("campaign/none", "make the act again", "the act proposes no campaign")
	case act.Hash(s.attached) != c.List:
		return tocsin.Refuse("campaign/list", "attach the list that the act names", "the attached list is not the one that the act names")
	case !tocsin.ValidID(c.File):
		return tocsin.Refuse("campaign/list", "make the act again", "the act names no valid file")
	}
	_, err := s.desk.config.Store.File(ctx, c.File)
	if !errors.Is(err, store.ErrAbsent) {
		return tocsin.Refuse("campaign/list", "make the act again", "another file has the id that the act names")
	}
	return boundTerms(*c, s.change.stamp.At)
}

// boundTerms refuses terms that bound nothing.
func boundTerms(c warning.Campaign, at time.Time) error {
	switch {
	case c.Ceiling < 1 || c.Ceiling > campaign.MaxRows:
		return tocsin.Refuse("campaign/ceiling", "say how many may be told at most, with --ceiling", "the campaign has no ceiling that bounds it")
	case c.Rows > c.Ceiling:
		return tocsin.Refuse("campaign/ceiling", "shorten the list, or raise the ceiling", "the list has %d rows, more than the ceiling of %d", c.Rows, c.Ceiling)
	case len(c.Groups) == 0:
		return tocsin.Refuse("campaign/reach", "give keys, or a provider that opens what is sealed", "nobody on the list can open anything: all need first contact")
	case !c.Expires.After(at), c.Expires.Sub(at) > warning.MaxWindow:
		return tocsin.Refuse("campaign/expires", "give an end that lies ahead, with --expires", "the campaign does not end at a time that lies ahead, within 366 days")
	}
	return nil
}

// mayTell refuses a list that tells of one victim to another, keys that nothing can
// be sealed to, and texts in which something stands that must not leave. Each text
// that would leave is held against it, and that of each row which nobody can open
// anything for yet.
func (d *Desk) mayTell(ctx context.Context, of dossier.Dossier, draft warning.Draft, l listed, plan campaign.Plan) error {
	crossed, inTemplate := campaign.Crossed(l.list, draft.Text)
	if len(inTemplate) > 0 {
		return tocsin.Refuse("campaign/crossed", "put it into a slot", "the template, which all read, names a victim of the list")
	}
	err := refuseRows(l.list, "campaign/crossed", "leave the others out of the values of a row", "a row would tell of another victim", crossed)
	if err != nil {
		return err
	}
	g, err := d.gate(ctx, of)
	if err != nil {
		return err
	}
	copies := slices.Clip(plan.Copies)
	for _, n := range plan.Unreached {
		copies = append(copies, campaign.Copy{Rows: []int{n}, Text: l.template.Render(l.list, []int{n}, false)})
	}
	bad := make([]string, len(copies))
	if err := inParallel(len(copies), func(i int) error {
		var err error
		bad[i], err = badCopy(copies[i], draft, g)
		return err
	}); err != nil {
		return err
	}
	return refuseCopies(l.list, copies, bad)
}

// badCopy gives the rules that stand against a copy.
func badCopy(c campaign.Copy, draft warning.Draft, g *leak.Checker) (string, error) {
	if err := warning.CheckText(c.Text); err != nil {
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
			return refusal.Rule, nil
		}
		return "", err
	}
	if len(c.To.Keys) > 0 {
		_, err := seal.Room(c.To.Keys)
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
			return refusal.Rule, nil
		}
		if err != nil {
			return "", err
		}
	}
	draft.Text = c.Text
	found, err := leaks(outgoing(draft), draft, g)
	var rules []string
	for _, l := range remaining(draft, found) {
		if !slices.Contains(rules, l.Rule) {
			rules = append(rules, l.Rule)
		}
	}
	return strings.Join(rules, ", "), err
}

// refuseCopies refuses the first rows that something stands against.
func refuseCopies(l campaign.List, copies []campaign.Copy, bad []string) error {
	var at []string
	for i, why := range bad {
		if why != "" {
			at = append(at, fmt.Sprintf("line %d (%s)", l.Rows[copies[i].Rows[0]].Line, why))
		}
	}
	if len(at) == 0 {
		return nil
	}
	if more := len(at) - 20; more > 0 {
		at = append(at[:20], itoa(more)+" more")
	}
	return tocsin.Refuse("campaign/text", "word the template or the values otherwise, or mend the keys",
		"what rows of the list would be told may not leave as it is: %s", strings.Join(at, "; "))
}

// inParallel does n things on all processors, and gives the first error.
func inParallel(n int, do func(i int) error) error {
	var mu sync.Mutex
	var first error
	next := 0
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1, next <= n && first == nil
	}
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				if err := do(i); err != nil {
					mu.Lock()
					first = cmpErr(first, err)
					mu.Unlock()
				}
			}
		})
	}
	workers.Wait()
	return first
}

// cmpErr keeps the first of two errors.
func cmpErr(first, err error) error {
	if first != nil {
		return first
	}
	return err
}

// groupsOf are the groups of campaigns that readers are of.
func groupsOf(to []directory.Recipient) []tocsin.RecipientID {
	var all []tocsin.RecipientID
	for _, r := range to {
		if id := campaign.Group(r.Class, r.Country); !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}
