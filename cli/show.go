package cli

import (
	"context"
	"strings"

	"example.org/tocsin/approval"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

type showCmd struct {
	ID      string `arg:"" help:"Dossier, by the beginning of its id."`
	Explain bool   `help:"Print the whole explanation of the determination."`
}

// Run shows the dossier.
func (cmd *showCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		return c.give(newShownJSON(shown), func(p *page) { cmd.tell(p, shown) })
	})
}

// shownJSON is a dossier for programs.
type shownJSON struct {
	desk.Shown
	Silence   *silenceJSON `json:"silence,omitempty"`
	DraftHash string       `json:"draft_sha256,omitempty"`
}

// silenceJSON is a silence for programs.
type silenceJSON struct {
	Proposed dossier.SilenceProposed `json:"proposed"`
	Proposal approval.Proposal       `json:"proposal"`
	Given    []approval.Given        `json:"given,omitempty"`
	Affirmed bool                    `json:"affirmed"`
}

func newShownJSON(shown desk.Shown) shownJSON {
	j := shownJSON{Shown: shown}
	if s := shown.State.Silence; s != nil {
		j.Silence = &silenceJSON{s.Proposed, s.Proposal, s.Given, s.Affirmed}
	}
	if shown.Draft != nil {
		j.DraftHash = shown.Draft.Hash()
	}
	return j
}

// tell gives a dossier in the order of its life.
func (cmd *showCmd) tell(p *page, s desk.Shown) {
	p.field("dossier", "%s", s.ID)
	p.field("about", "%s", s.Title)
	p.field("status", "%s", s.Status)
	p.field("waits for", "%s", s.Waits)
	if s.Overdue {
		p.field("overdue", "nobody has acknowledged in time")
	}
	printClocks(p, s)
	for _, r := range s.Reports {
		p.gap()
		printReport(p, r)
	}
	if !s.State.AssessedAt.IsZero() {
		p.gap()
		printAssessment(p, s.Assessment)
	}
	for _, d := range s.Determinations {
		p.gap()
		verdict, _, _ := strings.Cut(d.Text, "\n")
		p.field("determined", "%s %s", at(d.At), verdict)
		if cmd.Explain {
			p.text(d.Text)
		}
	}
	p.field("overruled", "%s", s.Overruled)
	printDisagreement(p, s)
	if s.State.Silence != nil {
		p.gap()
		printSilence(p, s)
	}
	if s.Draft != nil {
		p.gap()
		printDraft(p, *s.Draft, s)
		printGiven(p, s.Approvals, s)
	}
	for _, u := range s.Unreadable {
		p.gap()
		p.field("UNREADABLE", "stream %s; run tocsin fsck", u.Stream)
	}
	for _, d := range s.Dispatches {
		p.gap()
		printDispatch(p, d)
	}
	p.gap()
	for _, m := range s.Milestones {
		p.field(m.Name, "%s%s", at(m.At), sincePossession(m.After))
	}
	if closing := s.State.Closing; closing != nil {
		p.field("outcome", "%s", closing.Outcome)
		p.field("killed", "%s", closing.Killed)
		p.field("injured", "%s", closing.Injured)
		p.field("summary", "%s", closing.Summary)
	}
}

// printReport tells what is known of a report as such.
func printReport(p *page, r desk.ShownReport) {
	p.field("report", "%s", r.ID)
	p.field("title", "%s", r.Title)
	p.field("form", "%s, %s", r.Form, r.Marking)
	if r.Synthetic {
		p.field("synthetic", "it was invented")
	}
	p.field("sha256", "%s", r.SHA256)
	p.field("possessed", "%s", at(r.Possessed))
	p.field("understood", "%d, not understood %d", r.Understood, len(r.NotUnderstood))
}

// printSilence tells what is to be left unsaid, or is.
func printSilence(p *page, s desk.Shown) {
	silence := s.State.Silence
	if silence == nil {
		return
	}
	state := "proposed"
	if silence.Affirmed {
		state = "affirmed"
	}
	e := silence.Proposed
	p.field("silence", "%s, %s by %s", e.Path, state, name(s, string(silence.Proposal.By)))
	p.field("because", "%s", e.Because)
	p.field("owner", "%s", e.Owner)
	p.field("answer by", "%s", at(e.OwnerBy))
	if e.Waiver != nil {
		p.field("ground", "%s, tested on the %s", e.Waiver.Ground, e.Waiver.Tested)
		p.field("basis", "%s", e.Waiver.Evidence.Basis)
	}
	p.field("expires", "%s", at(e.Expires))
	printGiven(p, silence.Given, s)
}

// printDraft tells a text that waits or is cleared, with all that approvers
// agree to.
func printDraft(p *page, d warning.Draft, s desk.Shown) {
	p.field("text of", "%s, drafted by %s", d.Kind, name(s, string(s.State.DraftedBy.By)))
	p.field("sha256", "%s", d.Hash())
	if d.Edited {
		p.field("edited", "a person changed the composed text")
	}
	p.field("supersedes", "%s", d.Supersedes)
	p.field("marking", "%s", d.Marking)
	p.field("valid", "from %s until %s", at(d.ValidFrom), at(d.UsefulUntil))
	for _, l := range d.Languages {
		p.field("language", "%s", l)
	}
	for _, id := range d.Recipients {
		to := whom(s, d, id)
		p.field("to", "%s, %s", to.Name, route(s.Holder, to))
		p.field("harm check", "%s: %s", to.Name, harmBriefly(s, to))
	}
	if d.Front != nil {
		p.field("front line", "%s, %s", d.Front.To, d.Front.Marking)
	}
	p.text(d.Text + d.Terms())
	p.field("could be", "%s", d.People)
	for _, w := range d.Tearline.Withheld {
		p.field("withheld", "%s: %s (%s)", w.Name(), w.Effect, w.Reason)
	}
	for _, o := range d.Overrides {
		p.field("OVERRIDDEN", "%s: %s", o.Rule, o.Because)
	}
}

// harmBriefly tells in a line how the harm check of a recipient stands: what is
// needed before anything is told, and what is not told.
func harmBriefly(s desk.Shown, to directory.Recipient) string {
	var words []string
	check, current := s.State.CheckOf(to.ID)
	switch {
	case !current && check.Of != "":
		words = append(words, "it is of an earlier assessment")
	case !current:
		words = append(words, "nobody made it")
	}
	outcome := s.State.HarmTo(to)
	for _, n := range outcome.Unmet() {
		words = append(words, "needs "+string(n.Kind)+" ("+n.Rule+")")
	}
	for _, b := range outcome.Barred {
		fact := string(b.Field)
		if b.Fact != "" {
			fact = b.Fact
		}
		words = append(words, fact+" is barred from the "+string(b.From)+" on ("+b.Rule+")")
	}
	for _, b := range check.Balances {
		if current {
			words = append(words, name(s, string(b.By))+" signed the balance ("+b.Rule+")")
		}
	}
	if len(words) == 0 {
		return "nothing stands against it"
	}
	return strings.Join(words, "; ")
}

// printGiven tells who has agreed.
func printGiven(p *page, given []approval.Given, s desk.Shown) {
	for _, g := range given {
		p.field("agreed", "%s, %s %s", name(s, string(g.By)), g.Level, g.Because)
	}
}

// printDispatch tells how one copy stands.
func printDispatch(p *page, d desk.ShownDispatch) {
	p.field("warning", "%s", d.Warning)
	p.field("to", "%s", d.Recipient)
	p.field("through", "%s", d.Through)
	p.field("state", "%s", d.State)
	if d.Overdue {
		p.field("overdue", "since %s", at(d.Deadline))
	} else if d.Answered.IsZero() {
		p.field("answer by", "%s", at(d.Deadline))
	}
	p.field("file", "%s", d.Name)
	p.field("sha256", "%s", d.SHA256)
	p.field("handed over", "%s", at(d.SentAt))
	p.field("last failure", "%s", d.Failed)
	p.field("received", "%s", at(d.Received))
	if !d.Answered.IsZero() {
		p.field("answered", "%s by %s (%s) %s", at(d.Answered), d.By, d.Rung, d.Says)
	}
}

// name gives an officer's name, or the id where there is none.
func name(s desk.Shown, id string) string {
	if known := s.Officers[id]; known != "" {
		return known
	}
	return id
}
