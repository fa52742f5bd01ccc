package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/campaign"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

// campaignCmd is one text to many victims.
type campaignCmd struct {
	Propose campaignProposeCmd `cmd:"" help:"Put a template and a list before the approvers."`
	Send    campaignSendCmd    `cmd:"" help:"Send the next copies, the most urgent first."`
	Status  campaignStatusCmd  `cmd:"" help:"Show how far it has come."`
	Stop    campaignStopCmd    `cmd:"" help:"Send nothing more of it."`
}

type campaignProposeCmd struct {
	ID         string      `arg:"" help:"Dossier, by the beginning of its id."`
	Template   string      `required:"" help:"File with the text; {{name}} is filled from the column slot.name." placeholder:"FILE"`
	List       string      `required:"" help:"File with the list, as CSV (docs/campaign.md)." placeholder:"FILE"`
	Ceiling    int         `required:"" help:"How many victims may be told at most." placeholder:"COUNT"`
	Expires    moment      `required:"" help:"Until when it may be sent." placeholder:"TIME"`
	Release    []string    `sep:"none" help:"What the template tells of the facts, as with draft. Repeat it." placeholder:"FACT[=RUNG]"`
	Say        []factValue `sep:"none" help:"Your own words for a fact; they release it. Repeat it." placeholder:"FACT=WORDS"`
	Why        string      `help:"Why the rest is withheld; it never leaves." placeholder:"WORDS"`
	Override   []pair      `sep:"none" help:"Rule of what may be told that the text breaks all the same, and why. Repeat it." placeholder:"RULE=WHY"`
	Marking    mark        `default:"TLP:AMBER+STRICT" help:"How the reader must handle it (${default})." placeholder:"TLP:.."`
	From       moment      `help:"Since when it holds; without it, today." placeholder:"TIME"`
	Until      moment      `help:"Until when it helps; without it, the end of the last day that is told, or a week." placeholder:"TIME"`
	Kind       string      `enum:"warning,update,retraction,exercise" default:"warning" help:"warning, update, retraction or exercise." placeholder:"KIND"`
	Supersedes string      `help:"Warning that an update or retraction replaces; without it, the newest." placeholder:"WARNING"`
	acting
}

// Help explains the command.
func (campaignProposeCmd) Help() string {
	return `One text with slots goes to all on a list. Those who approve agree to the template, the list by its hash, a ceiling and an end; whatever lies outside is refused. Each text that would leave is held against what must not, and no victim may read of another. Who reads it is checked for harm by class and country: tocsin harm ID --to group:company/NOR.

Rows of one organization with the same keys are told by one copy. A row without a key is told by the provider or CERT that it goes through; a row without either needs first contact, and is listed.`
}

// Run proposes the campaign.
func (cmd *campaignProposeCmd) Run(ctx context.Context, c *call) error {
	as := draftCmd{
		ID: cmd.ID, Release: cmd.Release, Say: cmd.Say, Why: cmd.Why, Override: cmd.Override, Text: cmd.Template,
		Marking: cmd.Marking, Kind: cmd.Kind, Supersedes: cmd.Supersedes,
	}
	ask, err := as.asks(c)
	if err != nil {
		return err
	}
	list, err := c.read(cmd.List, campaign.MaxList+1)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if ask.Supersedes, err = as.supersedes(shown); err != nil {
			return err
		}
		now := c.deps.Now()
		// Midnight is a minute that no report tells.
		ask.ValidFrom = cmd.From.or(now.UTC().Truncate(24 * time.Hour))
		ask.UsefulUntil = cmd.Until.or(usefulUntil(shown.Assessment, now))
		r, err := s.Desk.NewCampaign(ctx, shown.State, desk.CampaignAsk{DraftAsk: ask, Ceiling: cmd.Ceiling, Expires: cmd.Expires.Time}, list)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r, attached: list, name: cmd.List}, func() error {
			return c.campaignStatus(ctx, s, shown.ID)
		})
	})
}

type campaignSendCmd struct {
	ID    string `arg:"" help:"Dossier, by the beginning of its id."`
	Limit int    `help:"How many copies at most; without it, all." placeholder:"COUNT"`
	acting
}

// Help explains the command.
func (campaignSendCmd) Help() string {
	return `Copies are sealed and handed over in batches, by priority, then by the latest useful time, then in the order of the list. Each batch is kept whole or not at all: sending again after any interruption goes on where it ended, and tells no row twice.`
}

// Run sends batch after batch.
func (cmd *campaignSendCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		left := cmd.Limit
		if left <= 0 {
			left = campaign.MaxRows
		}
		for begun := false; left > 0; begun = true {
			sent, err := cmd.batch(ctx, c, s, shown.ID, left)
			if begun && isRefusal(err, "campaign/done") {
				break
			}
			if err != nil || cmd.Request != "" {
				return err
			}
			left -= sent
		}
		return c.campaignStatus(ctx, s, shown.ID)
	})
}

// batch sends one batch and hands over what is due; it gives how many copies there
// were.
func (cmd *campaignSendCmd) batch(ctx context.Context, c *call, s *Session, id tocsin.DossierID, most int) (int, error) {
	before, err := s.Desk.Show(ctx, string(id))
	if err != nil {
		return 0, err
	}
	r, err := s.Desk.NewSendCampaign(before.State, most)
	if err != nil {
		return 0, err
	}
	sent := 0
	err = c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
		after, err := s.Desk.Show(ctx, string(id))
		if err != nil {
			return err
		}
		sent = copies(after.State) - copies(before.State)
		c.certain = "it is kept, but not all that is due could be handed over; it stays due"
		if _, err := s.Step(ctx); err != nil {
			return &Fault{Say: c.certain, Err: err}
		}
		return nil
	})
	return sent, err
}

// isRefusal reports whether an error is a refusal under a rule.
func isRefusal(err error, rule string) bool {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && refusal.Rule == rule
}

// copies counts the copies of all campaigns of a dossier.
func copies(of dossier.Dossier) int {
	n := 0
	for _, w := range of.Warned {
		if w.Campaign != nil {
			n += w.Campaign.Copies
		}
	}
	return n
}

type campaignStatusCmd struct {
	ID     string `arg:"" help:"Dossier, by the beginning of its id."`
	List   string `help:"Write the list as it was proposed to FILE, in clear, to be read before it is agreed to." placeholder:"FILE"`
	Texts  int    `help:"Print the texts of so many of the next copies." placeholder:"COUNT"`
	Report bool   `help:"Put what it has come to on record now."`
}

// Run shows how a campaign stands.
func (cmd *campaignStatusCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if cmd.List != "" {
			raw, err := s.Desk.CampaignList(ctx, shown.State)
			if err != nil {
				return err
			}
			if err := c.write(cmd.List, raw); err != nil {
				return err
			}
		}
		if cmd.Texts > 0 {
			if err := c.showTexts(ctx, s, shown, cmd.Texts); err != nil {
				return err
			}
		}
		if cmd.Report {
			if err := s.Desk.ReportCampaign(ctx, shown.ID); err != nil {
				return err
			}
		}
		return c.campaignStatus(ctx, s, shown.ID)
	})
}

// showTexts prints the texts of the next copies.
func (c *call) showTexts(ctx context.Context, s *Session, shown desk.Shown, count int) error {
	next, err := s.Desk.NextCopies(ctx, shown.State, count)
	if err != nil {
		return err
	}
	c.show(func(p *page) {
		for _, one := range next {
			p.field("to", "%s, %d of the list", one.To.Name, len(one.Rows))
			p.text(one.Text)
		}
	})
	return nil
}

// campaignStatus tells how the campaign of a dossier stands.
func (c *call) campaignStatus(ctx context.Context, s *Session, id tocsin.DossierID) error {
	shown, err := s.Desk.Campaign(ctx, id)
	if err != nil {
		return err
	}
	return c.give(shown, func(p *page) { printCampaign(p, shown) })
}

// mostContacts is how many rows that need first contact are printed.
const mostContacts = 20

// printCampaign prints how a campaign stands.
func printCampaign(p *page, s desk.CampaignShown) {
	p.field("campaign", "%s", s.Of)
	p.field("list", "%s, %d rows", s.Terms.List, s.Terms.Rows)
	p.field("ceiling", "%d, until %s", s.Terms.Ceiling, at(s.Terms.Expires))
	for _, g := range s.Terms.Groups {
		p.field("read by", "%s: %d copies", groupWord(g), g.Copies)
	}
	p.field("sent", "%d of %d rows, in %d copies", s.Sent, s.Terms.Rows, s.Copies)
	if !s.Stopped.IsZero() {
		p.field("stopped", "%s", at(s.Stopped))
	}
	for _, r := range s.Tally.Rungs {
		p.field("came to", "%s: %d", r.Rung, r.Count)
	}
	for _, n := range []struct {
		name  string
		count int
	}{
		{"denied", s.Tally.Denied}, {"disputed", s.Tally.Disputed}, {"undeliverable", s.Tally.Undeliverable}, {"overdue", s.Tally.Overdue},
	} {
		if n.count > 0 {
			p.field(n.name, "%d", n.count)
		}
	}
	for _, f := range s.Failed {
		p.field("not handed", "%d: %s", f.Copies, oneLine(f.Reason))
	}
	for _, r := range s.Contact[:min(len(s.Contact), mostContacts)] {
		p.field("first contact", "%s (line %d), %s", r.Row, r.Line, r.Name)
	}
	if more := len(s.Contact) - mostContacts; more > 0 {
		p.field("and", "%d more that need first contact", more)
	}
	if s.Calls > 0 {
		p.field("to call", "%d; see tocsin calls", s.Calls)
	}
	if !s.Next.IsZero() {
		p.field("next", "%s", at(s.Next))
	}
	stand{s.Dossier, string(s.Status), s.Waits}.tell(p)
}

type campaignStopCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Because string `required:"" help:"Why." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (campaignStopCmd) Help() string {
	return `What has left has left: take it back with a retraction besides.`
}

// Run stops the campaign that was begun last.
func (cmd *campaignStopCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		var last tocsin.WarningID
		for _, w := range shown.State.Warned {
			if w.Campaign != nil {
				last = w.Warning
			}
		}
		r := &desk.StopCampaign{Dossier: shown.ID, CampaignStopped: dossier.CampaignStopped{Warning: last, Because: oneLine(cmd.Because)}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.campaignStatus(ctx, s, shown.ID) })
	})
}

// groupPrefix begins the word for a group of readers of a campaign.
const groupPrefix = "group:"

// groupWord names a group.
func groupWord(g warning.Group) string {
	if g.Country == "" {
		return groupPrefix + g.Class
	}
	return fmt.Sprintf("%s%s/%s", groupPrefix, g.Class, g.Country)
}

// readerOf gives a recipient by name or id, or a group of readers of a campaign.
func readerOf(shown desk.Shown, word string) (directory.Recipient, error) {
	if !strings.HasPrefix(word, groupPrefix) {
		return recipient(shown.Holder, word)
	}
	class, country, _ := strings.Cut(strings.TrimPrefix(word, groupPrefix), "/")
	id := campaign.Group(directory.Class(class), country)
	if shown.State.ClassOfGroup(id) == "" {
		return directory.Recipient{}, tocsin.Refuse("directory/unknown", "see tocsin campaign status", "no campaign of the dossier is read by such a group")
	}
	return directory.Recipient{ID: id, Name: word, Class: directory.Class(class), Country: country}, nil
}

// whom gives a recipient of a draft: an entry of the directory, or a group.
func whom(s desk.Shown, d warning.Draft, id tocsin.RecipientID) directory.Recipient {
	if d.Campaign != nil {
		for _, g := range d.Campaign.Groups {
			if g.ID == id {
				return directory.Recipient{ID: id, Name: groupWord(g), Class: directory.Class(g.Class), Country: g.Country, Channel: "by the ways of the list", Address: ""}
			}
		}
	}
	to, _ := s.Holder.Recipients.Find(id)
	return to
}
