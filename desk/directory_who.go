package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

// An indexed remembers the index of the directory, by the version of the holder's
// stream at which the directory changed last.
type indexed struct {
	mu      sync.Mutex
	version int64
	index   *directory.Index
}

// Directory gives the index of the directory as it is, made once for each change
// of it.
func (d *Desk) Directory(ctx context.Context) (*directory.Index, error) {
	s, err := load(ctx, d, tocsin.HolderStream, holderKind)
	if err != nil {
		return nil, err
	}
	at := directed(s.entries)
	d.indexed.mu.Lock()
	defer d.indexed.mu.Unlock()
	if d.indexed.index != nil && d.indexed.version == at {
		return d.indexed.index, nil
	}
	index, err := directory.NewIndex(s.state.Recipients)
	if err != nil {
		return nil, fmt.Errorf("reading the directory: %w", err)
	}
	d.indexed.version, d.indexed.index = at, index
	return index, nil
}

// A Who is all who must be told of a threat, in which order, and what is missing.
type Who struct {
	Summary
	At     time.Time        `json:"at"`
	Target directory.Target `json:"target"`
	// Cut is true where the target says more than could be looked at.
	Cut bool `json:"cut,omitempty"`
	directory.Answer
	Rules directory.Rules  `json:"rules"`
	Tiers []directory.Tier `json:"tiers"`
	// Told are those who were sent a warning, Drafted those whom the draft is for,
	// Unplanned those who are sure to belong there, can be reached, and are neither.
	Told      []directory.Told     `json:"told"`
	Drafted   []tocsin.RecipientID `json:"drafted"`
	Unplanned []tocsin.RecipientID `json:"unplanned"`
	// Early are those of the draft who come after somebody that is passed over.
	Early     []directory.Early   `json:"too_early"`
	Undecided directory.Undecided `json:"undecided"`
	Merged    []directory.Merged  `json:"organizations"`
}

// Who answers for the dossier whose id begins with prefix who protects its target
// and who is exposed: all of them, whether they can be reached or not, and what of
// the target nobody protects.
func (d *Desk) Who(ctx context.Context, prefix string) (Who, error) {
	index, err := d.Directory(ctx)
	if err != nil {
		return Who{}, err
	}
	b, err := d.boardOf(ctx, prefix)
	if err != nil {
		return Who{}, err
	}
	of, err := b.FindDossier(prefix)
	if err != nil {
		return Who{}, err
	}
	packs, err := b.Holder.Policies()
	if err != nil {
		return Who{}, err
	}
	w := Who{Summary: summary(b, of, d.now()), At: d.now(), Rules: directory.RulesOf(packs, of.Form())}
	target, whole := directory.TargetOf(of.Assessment, saidOf(b, of))
	w.Target, w.Cut = target, !whole
	w.Answer = index.Match(w.Target, w.At)
	w.Tiers = directory.Order(w.Matches, w.Rules)
	w.Told, w.Drafted = told(of), drafted(of)
	w.Early = append([]directory.Early{}, directory.TooEarly(w.Tiers, w.Matches, w.Told, w.Drafted)...)
	w.Undecided = directory.Equal(w.Matches, w.Rules, w.Told, w.Drafted)
	w.Merged = append([]directory.Merged{}, directory.Merge(w.Matches)...)
	w.Unplanned = []tocsin.RecipientID{}
	for _, m := range w.Matches {
		known := slices.Contains(w.Drafted, m.ID) || slices.ContainsFunc(w.Told, func(t directory.Told) bool { return t.Recipient == m.ID })
		if !known && !m.Perhaps && m.Reachable {
			w.Unplanned = append(w.Unplanned, m.ID)
		}
	}
	return w, nil
}

// told are those who were sent a warning of the threat, and when first.
func told(of dossier.Dossier) []directory.Told {
	all := []directory.Told{}
	for _, sent := range of.Warned {
		if sent.Draft.Kind != warning.KindWarning && sent.Draft.Kind != warning.KindUpdate {
			continue
		}
		for _, leg := range sent.Dispatches {
			if !slices.ContainsFunc(all, func(t directory.Told) bool { return t.Recipient == leg.Recipient }) {
				all = append(all, directory.Told{Recipient: leg.Recipient, At: sent.At})
			}
		}
	}
	return all
}

// drafted are those whom the draft is for that is not sent yet.
func drafted(of dossier.Dossier) []tocsin.RecipientID {
	if of.Draft == nil {
		return []tocsin.RecipientID{}
	}
	return append([]tocsin.RecipientID{}, of.Draft.Recipients...)
}

// A Concern is something under way that a change of the directory is about: its
// plan has to be made anew.
type Concern struct {
	Dossier   tocsin.DossierID   `json:"dossier"`
	Title     string             `json:"title"`
	Dispatch  tocsin.DispatchID  `json:"dispatch,omitempty"`
	Recipient tocsin.RecipientID `json:"recipient"`
	Why       string             `json:"why"`
}

// Concerned finds which dispatches without an answer, drafts and open dossiers are
// concerned by a change of the directory from before to what it is now: those that
// go to a recipient who changed, or through one, and those whose target it now
// protects, or protects no more.
func (d *Desk) Concerned(ctx context.Context, before directory.List) ([]Concern, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return nil, err
	}
	old, now := differing(before, b.Holder.Recipients)
	if len(old)+len(now) == 0 {
		return []Concern{}, nil
	}
	c := concerning{board: b, at: d.now(), old: old, now: now, found: []Concern{}}
	if c.was, err = directory.NewIndex(old); err != nil {
		return nil, fmt.Errorf("reading the directory as it was: %w", err)
	}
	if c.is, err = directory.NewIndex(now); err != nil {
		return nil, fmt.Errorf("reading the directory: %w", err)
	}
	for _, of := range b.Dossiers() {
		if of.Status != dossier.StatusClosed {
			c.sent(of)
			c.drafted(of)
			c.target(of)
		}
	}
	return c.found, nil
}

// A concerning is a search for what is concerned.
type concerning struct {
	board *board.Board
	at    time.Time
	// old and now are the entries that differ, was and is their indexes.
	old, now directory.List
	was, is  *directory.Index
	found    []Concern
}

// changed reports whether an entry differs.
func (c *concerning) changed(id tocsin.RecipientID) bool {
	_, before := c.old.Find(id)
	_, after := c.now.Find(id)
	return id != "" && (before || after)
}

// say adds a concern.
func (c *concerning) say(of dossier.Dossier, dispatch tocsin.DispatchID, id tocsin.RecipientID, why string) {
	c.found = append(c.found, Concern{of.ID, c.board.Title(of), dispatch, id, why})
}

// sent looks at dispatches without an answer.
func (c *concerning) sent(of dossier.Dossier) {
	for _, id := range legs(of) {
		p, ok := c.board.Dispatch(id)
		switch plan := p.Planned; {
		case !ok || p.Answered():
		case c.changed(plan.Recipient):
			c.say(of, id, plan.Recipient, "a dispatch without an answer goes to it")
		case c.changed(plan.Through):
			c.say(of, id, plan.Through, "a dispatch without an answer goes through it")
		}
	}
}

// drafted looks at the draft.
func (c *concerning) drafted(of dossier.Dossier) {
	for _, id := range drafted(of) {
		r, _ := c.board.Holder.Recipients.Find(id)
		if c.changed(id) || slices.ContainsFunc(r.Routes(), func(w directory.Route) bool { return c.changed(w.Through) }) {
			c.say(of, "", id, "the draft is for it")
		}
	}
}

// target looks at who protects the target now, and who did.
func (c *concerning) target(of dossier.Dossier) {
	target, _ := directory.TargetOf(of.Assessment, saidOf(c.board, of))
	is, was := c.is.Match(target, c.at), c.was.Match(target, c.at)
	for _, id := range others(is, was) {
		c.say(of, "", id, "it protects the target now, or is exposed")
	}
	for _, id := range others(was, is) {
		c.say(of, "", id, "it protects the target no more, and is not exposed")
	}
}

// differing gives the entries of two lists that are not in both alike.
func differing(before, after directory.List) (old, now directory.List) {
	had := make(map[tocsin.RecipientID]directory.Recipient, len(before))
	for _, r := range before {
		had[r.ID] = r
	}
	for _, r := range after {
		was, ok := had[r.ID]
		delete(had, r.ID)
		switch {
		case !ok:
			now = append(now, r)
		case !directory.Same(was, r):
			old, now = append(old, was), append(now, r)
		}
	}
	for _, r := range before {
		if _, gone := had[r.ID]; gone {
			old = append(old, r)
		}
	}
	return old, now
}

// others are those of one answer who are not in another.
func others(of, not directory.Answer) []tocsin.RecipientID {
	var ids []tocsin.RecipientID
	for _, m := range of.Matches {
		if !slices.ContainsFunc(not.Matches, func(o directory.Match) bool { return o.ID == m.ID }) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}
