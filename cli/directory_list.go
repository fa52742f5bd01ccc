package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

type directoryListCmd struct {
	Problems bool `help:"Only those who cannot be reached, or about whom something has to be done."`
	Waiting  bool `help:"Only the changes that wait for another officer."`
}

// Help explains the command.
func (directoryListCmd) Help() string {
	return `A recipient who cannot be reached now, because its keys have expired or no way is left, is told with why: that is a task, and no warning to it is thereby settled.`
}

// A listedJSON is one recipient for programs: without the phrase.
type listedJSON struct {
	ID        tocsin.RecipientID `json:"id"`
	Name      string             `json:"name"`
	Class     directory.Class    `json:"class"`
	Country   string             `json:"country,omitempty"`
	OrgID     string             `json:"org_id,omitempty"`
	Protects  string             `json:"protects,omitempty"`
	Relations string             `json:"relations,omitempty"`
	Scopes    []directory.Scope  `json:"scopes"`
	Keys      int                `json:"keys"`
	Usable    int                `json:"usable_keys"`
	Route     string             `json:"route"`
	Phrase    bool               `json:"has_phrase"`
	Waits     bool               `json:"change_waits"`
	directory.Reach
}

// A waitingJSON is the changes that wait.
type waitingJSON struct {
	Of         string               `json:"of,omitempty"`
	Recipients []tocsin.RecipientID `json:"recipients"`
	Text       string               `json:"text"`
}

// Run lists the directory.
func (cmd *directoryListCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		if cmd.Waiting {
			return c.giveWaiting(h)
		}
		index, err := s.Desk.Directory(ctx)
		if err != nil {
			return err
		}
		now := s.Desk.Now()
		all := []listedJSON{}
		for _, r := range h.Recipients {
			_, waits := h.Proposal(r.ID)
			one := listedJSON{
				ID: r.ID, Name: r.Name, Class: r.Class, Country: r.Country, OrgID: r.OrgID, Protects: r.Protects, Relations: r.Relations,
				Scopes: append([]directory.Scope{}, r.Scopes...), Keys: len(r.Keys), Usable: len(r.UsableKeys(now)), Route: route(h, r),
				Phrase: r.Phrase != "", Waits: waits, Reach: index.Reach(r, now),
			}
			if !cmd.Problems || len(one.Problems)+len(one.Warnings) > 0 || waits {
				all = append(all, one)
			}
		}
		return c.give(all, func(p *page) {
			if len(all) == 0 {
				p.line("nobody is listed")
			}
			for _, r := range all {
				r.tell(p)
			}
		})
	})
}

// tell tells one recipient, and under it what it protects and what is wrong.
func (r listedJSON) tell(p *page) {
	p.row([]int{8, 32, 12}, short(r.ID), r.Name, string(r.Class), r.Route)
	const most = 10
	for _, s := range r.Scopes[:min(len(r.Scopes), most)] {
		text := s.String()
		if r := []rune(text); len(r) > 100 {
			text = string(r[:100]) + "..."
		}
		p.line("    %s", text)
	}
	if more := len(r.Scopes) - most; more > 0 {
		p.line("    and %d more scopes", more)
	}
	if len(r.Problems) > 0 {
		p.line("    TASK cannot be reached: %s", strings.Join(r.Problems, "; "))
	}
	for _, w := range r.Warnings {
		p.line("    note: %s", w)
	}
	if r.Waits {
		p.line("    a change waits for another officer")
	}
}

// giveWaiting prints the changes that wait, with the hash to agree to.
func (c *call) giveWaiting(h holder.Holder) error {
	out := waitingJSON{Recipients: []tocsin.RecipientID{}}
	for _, p := range h.Directing {
		out.Recipients = append(out.Recipients, p.Recipient.ID)
	}
	if len(out.Recipients) > 0 {
		r, err := desk.NewAffirmRecipients(h, out.Recipients, "")
		if err != nil {
			return err
		}
		out.Of, out.Text = r.Of, r.Text
	}
	return c.give(out, func(p *page) {
		if len(out.Recipients) == 0 {
			p.line("no change waits")
			return
		}
		p.text(out.Text)
		for _, w := range h.Directing {
			by, _ := h.Officer(w.By)
			p.field("proposed", "%s by %s on %s: %s", called(h, w.Recipient.ID), by.Name, at(w.At), w.Because)
		}
		p.field("to agree", "tocsin directory affirm --of %s --because WORDS, as another officer", out.Of[:12])
	})
}

// called names a recipient.
func called(h holder.Holder, id tocsin.RecipientID) string {
	if r, ok := h.Recipients.Find(id); ok {
		return r.Name
	}
	return short(id)
}

type directoryRetireCmd struct {
	Recipient string `arg:"" help:"Entry, by its name or the beginning of its id."`
	Because   string `required:"" help:"Why, in a few words." placeholder:"WORDS"`
	acting
}

// Run asks that an entry end.
func (cmd *directoryRetireCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		r, err := recipient(h, cmd.Recipient)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: &desk.RetireRecipient{Recipient: r.ID, Because: cmd.Because}}, func() error {
			return c.givenWaiting(ctx, s)
		})
	})
}

// givenWaiting prints what waits now.
func (c *call) givenWaiting(ctx context.Context, s *Session) error {
	h, err := s.Desk.Holder(ctx)
	if err != nil {
		return err
	}
	return c.giveWaiting(h)
}

type directoryAffirmCmd struct {
	Recipient []string `arg:"" optional:"" help:"Entries whose changes you agree to; all that wait where none is named."`
	Of        string   `required:"" help:"Beginning of the hash of the changes that you have read, from tocsin directory list --waiting." placeholder:"HASH"`
	Because   string   `required:"" help:"Why you agree, in writing." placeholder:"WORDS"`
	acting
}

// Run puts changes in force.
func (cmd *directoryAffirmCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		ids, err := waitingFor(h, cmd.Recipient)
		if err != nil {
			return err
		}
		r, err := desk.NewAffirmRecipients(h, ids, cmd.Because)
		if err != nil {
			return err
		}
		if len(cmd.Of) < shortest || !strings.HasPrefix(r.Of, cmd.Of) {
			return tocsin.Refuse("approval/changed", "read them with tocsin directory list --waiting and name what it prints, with the same entries",
				"the changes that wait have no hash that begins so")
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			concerned, err := s.Desk.Concerned(ctx, h.Recipients)
			if err != nil {
				return err
			}
			return c.give(map[string]any{"affirmed": ids, "concerned": concerned}, func(p *page) {
				p.field("in force", "%d changes", len(ids))
				tellConcerned(p, concerned)
			})
		})
	})
}

// waitingFor gives the recipients of changes that wait: those that are named, or
// all.
func waitingFor(h holder.Holder, named []string) ([]tocsin.RecipientID, error) {
	var ids []tocsin.RecipientID
	for _, word := range named {
		r, err := recipient(h, word)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	if len(named) == 0 {
		for _, p := range h.Directing {
			ids = append(ids, p.Recipient.ID)
		}
	}
	if len(ids) == 0 {
		return nil, tocsin.Refuse("directory/nothing", "see tocsin directory list", "no change of the directory waits")
	}
	return ids, nil
}

type directoryDropCmd struct {
	Recipient []string `arg:"" help:"Entries whose changes are taken back."`
	Because   string   `required:"" help:"Why, in a few words." placeholder:"WORDS"`
	acting
}

// Run takes changes back.
func (cmd *directoryDropCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		ids, err := waitingFor(h, cmd.Recipient)
		if err != nil {
			return err
		}
		r := &desk.DropRecipients{RecipientsDropped: holder.RecipientsDropped{Recipients: ids, Because: cmd.Because}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.givenWaiting(ctx, s) })
	})
}
