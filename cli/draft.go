package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

type draftCmd struct {
	ID       string      `arg:"" help:"Dossier, by the beginning of its id."`
	To       []string    `sep:"none" help:"Recipient; repeat it." placeholder:"RECIPIENT"`
	Release  []string    `sep:"none" help:"What may be told: FACT, where=RUNG (country, region, city, district, site, point), when=RUNG (month, week, day, part-of-day, hour, minute), or FACT=RUNG (kind, outline, detail, full). Repeat it." placeholder:"FACT[=RUNG]"`
	Offer    bool        `help:"Show what the search offers and what else could be told, and record nothing."`
	Say      []factValue `sep:"none" help:"Your own words for a fact; they release it. Repeat it." placeholder:"FACT=WORDS"`
	Why      string      `help:"Why the rest is withheld; it never leaves." placeholder:"WORDS"`
	Reason   []factValue `sep:"none" help:"Why one fact is withheld or coarsened; it never leaves. Repeat it." placeholder:"FACT=WORDS"`
	Override []pair      `sep:"none" help:"Rule that the text breaks all the same, and why; who agrees to the text agrees to that. Repeat it." placeholder:"RULE=WHY"`
	Advice   []string    `sep:"none" help:"What the recipient can do; repeat it." placeholder:"WORDS"`
	Onward   string      `help:"Who else should know." placeholder:"WORDS"`
	Text     string      `help:"File with the text as you edited it, or -." placeholder:"FILE"`
	tongues
	FrontLine    string `help:"Who on the spot gets a part of the text of their own: what they need to act, and no more." placeholder:"WHO"`
	FrontMarking mark   `help:"How that part must be handled; without it, TLP:GREEN." placeholder:"TLP:.."`
	Marking      mark   `default:"TLP:AMBER+STRICT" help:"How the recipient must handle it (${default})." placeholder:"TLP:.."`
	From         moment `help:"Since when it holds; without it, now." placeholder:"TIME"`
	Until        moment `help:"Until when it helps; without it, the end of the last day that is told, or a week." placeholder:"TIME"`
	Kind         string `enum:"warning,update,extension,retraction,stand-down,exercise" default:"warning" help:"warning; update, extension (it holds longer), retraction (it was wrong) or stand-down (the danger has passed) of what was sent; or exercise." placeholder:"KIND"`
	LeaveOut     []pair `sep:"none" help:"Who got the earlier word and does not get this one, and why; repeat it." placeholder:"RECIPIENT=WHY"`
	Agreed       []pair `sep:"none" help:"Who of the recipients expects a drill, and with whom that was agreed; repeat it for each." placeholder:"RECIPIENT=WORDS"`
	Because      string `help:"Why a warning ends, where a duty to warn still stands; it never leaves." placeholder:"WORDS"`
	Supersedes   string `help:"Warning that an update or retraction replaces; without it, the newest." placeholder:"WARNING"`
	acting
}

// Help explains the command.
func (draftCmd) Help() string {
	return `The text is composed from what is released, and from nothing else. Without --release and --say the search chooses: of all that may be told to these recipients it takes what is of most use to them and still leaves the source one of many. With --offer it shows that, what one rung more of each fact would cost, and what they could do with it. Where nobody has said who could have known anything, where is told to the city and when to the day. Words of reports that are not TLP:CLEAR are not told as they stand. Who says so, and how they know, is never told.

What breaks a rule of the packs, or what the check finds, can be overridden in writing; the packs say who must agree to that.

With --lang the text is written in other languages, from texts that come along. A place and a time are told in each of them; words are told as you give them with --say-in. For real it leaves only in languages whose texts somebody qualified has reviewed (see tocsin texts).

The text is then held against every word of the reports that is not TLP:CLEAR. What is found is shown to you, and the draft is refused.`
}

// Run puts a text before the approvers.
func (cmd *draftCmd) Run(ctx context.Context, c *call) error {
	ask, err := cmd.asks(c)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if ask.Recipients, err = cmd.recipients(shown); err != nil {
			return err
		}
		if ask.LeftOut, err = cmd.leftOut(shown); err != nil {
			return err
		}
		if ask.Agreed, err = cmd.agreed(shown); err != nil {
			return err
		}
		if len(ask.Recipients) == 0 && (!ask.Kind.Replaces() || len(shown.State.Everyone()) == 0) {
			return wrongUse("name who gets it, with --to")
		}
		if cmd.Offer {
			return c.offer(ctx, s, shown, ask.Recipients)
		}
		r, err := cmd.compose(ctx, c, s, shown, ask)
		if err != nil {
			return c.besides(ctx, s, shown, ask.Recipients, err)
		}
		err = c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			after, err := s.Desk.Show(ctx, string(shown.ID))
			if err != nil {
				return err
			}
			return c.give(newShownJSON(after), func(p *page) {
				printDraft(p, r.Draft, after)
				stand{after.ID, string(after.Status), after.Waits}.tell(p)
			})
		})
		return c.besides(ctx, s, shown, ask.Recipients, err)
	})
}

// asks puts the flags together, but for what depends on the dossier.
func (cmd *draftCmd) asks(c *call) (desk.DraftAsk, error) {
	releases, err := cmd.releases()
	if err != nil {
		return desk.DraftAsk{}, err
	}
	in, err := cmd.words()
	if err != nil {
		return desk.DraftAsk{}, err
	}
	ask := desk.DraftAsk{
		Kind: warning.Kind(cmd.Kind), Releases: releases, Why: cmd.Why, Marking: cmd.Marking.Marking, Languages: cmd.languages(), Because: cmd.Because,
		Wording: warning.Wording{Advice: cmd.Advice, Onward: cmd.Onward, In: in},
	}
	for _, r := range cmd.Reason {
		ask.Reasons = append(ask.Reasons, warning.Reason{Field: r.field, Key: r.key, Why: r.value})
	}
	for _, o := range cmd.Override {
		ask.Overrides = append(ask.Overrides, warning.Override{Rule: o.name, Because: o.value})
	}
	switch unmarked := cmd.FrontMarking.TLP == marking.Unmarked; {
	case cmd.FrontLine != "" && unmarked:
		ask.Front = &desk.FrontAsk{To: cmd.FrontLine, Marking: marking.Marking{TLP: marking.Green}}
	case cmd.FrontLine != "":
		ask.Front = &desk.FrontAsk{To: cmd.FrontLine, Marking: cmd.FrontMarking.Marking}
	case !unmarked:
		return ask, wrongUse("--front-marking marks the part for the front line; say with --front-line who that is")
	}
	if cmd.Text != "" {
		edited, err := c.read(cmd.Text, smallFile)
		if err != nil {
			return ask, err
		}
		ask.Text = string(edited)
	}
	return ask, nil
}

// compose has the desk compose the draft, and shows what of it leaks.
func (cmd *draftCmd) compose(ctx context.Context, c *call, s *Session, shown desk.Shown, ask desk.DraftAsk) (*desk.Draft, error) {
	var err error
	if ask.Supersedes, err = cmd.supersedes(shown); err != nil {
		return nil, err
	}
	now := c.deps.Now()
	ask.ValidFrom, ask.UsefulUntil = cmd.From.or(now), cmd.Until.or(usefulUntil(shown.Assessment, now))
	r, err := s.Desk.NewDraft(ctx, shown.State, ask)
	if leaky(err) && cmd.From.IsZero() {
		// The minute of now may be one that a report tells. Midnight is none.
		ask.ValidFrom = now.UTC().Truncate(24 * time.Hour)
		if again, err := s.Desk.NewDraft(ctx, shown.State, ask); err == nil {
			return again, nil
		}
	}
	if leaky(err) {
		leaks, found := s.Desk.Leaks(ctx, shown.State, r.Draft)
		if found != nil {
			return nil, found
		}
		for _, l := range leaks {
			c.err.say("leak: %s", l.String())
		}
	}
	if err == nil {
		err = breaks(r.Draft, cmd.Override)
	}
	return r, err
}

// breaks refuses an override of what nothing in the draft breaks, or of a rule
// that nobody can override.
func breaks(d warning.Draft, overrides []pair) error {
	for _, o := range overrides {
		if !slices.ContainsFunc(d.Overrides, func(had warning.Override) bool { return had.Rule == o.name }) {
			return tocsin.Refuse("warning/override", "leave it out", "nothing of the text breaks %s", o.name)
		}
		if !strings.HasPrefix(o.name, "release/") && !strings.HasPrefix(o.name, "leak/") {
			return tocsin.Refuse("warning/override", "override what a refusal names under release/ or leak/", "%q is no rule that can be overridden", o.name)
		}
	}
	return nil
}

// recipients are those that the flags name.
func (cmd *draftCmd) recipients(shown desk.Shown) ([]tocsin.RecipientID, error) {
	var all []tocsin.RecipientID
	for _, word := range cmd.To {
		to, err := recipient(shown.Holder, word)
		if err != nil {
			return nil, err
		}
		all = append(all, to.ID)
	}
	return all, nil
}

// leftOut are those who do not get it although they got the earlier word.
func (cmd *draftCmd) leftOut(shown desk.Shown) ([]warning.LeftOut, error) {
	var all []warning.LeftOut
	for _, p := range cmd.LeaveOut {
		to, err := recipient(shown.Holder, p.name)
		if err != nil {
			return nil, err
		}
		all = append(all, warning.LeftOut{Recipient: to.ID, Because: oneLine(p.value)})
	}
	return all, nil
}

// agreed gives who expects a drill.
func (cmd *draftCmd) agreed(shown desk.Shown) ([]warning.Agreement, error) {
	var all []warning.Agreement
	for _, p := range cmd.Agreed {
		to, err := recipient(shown.Holder, p.name)
		if err != nil {
			return nil, err
		}
		all = append(all, warning.Agreement{Recipient: to.ID, With: oneLine(p.value)})
	}
	return all, nil
}

// leaky reports whether a draft was refused for what stands in it.
func leaky(err error) bool {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && refusal.Rule == "warning/leak"
}

// usefulUntil is the end of the last day of the time told, or a week from now
// where that has no end or has passed.
func usefulUntil(a report.Assessment, now time.Time) time.Time {
	when, known := a.Fact(report.FieldTime)
	if known {
		if end := when.Window.At(report.Day).Until; end.After(now) {
			return end
		}
	}
	week := report.Window{Until: now.UTC().AddDate(0, 0, 7)}
	return week.At(report.Day).Until
}

// supersedes gives the warning that the draft replaces.
func (cmd *draftCmd) supersedes(shown desk.Shown) (tocsin.WarningID, error) {
	replaces := warning.Kind(cmd.Kind).Replaces()
	sent := shown.State.Warned
	switch {
	case cmd.Supersedes == "" && replaces && len(sent) > 0:
		return sent[len(sent)-1].Warning, nil
	case cmd.Supersedes == "":
		return "", nil
	}
	for _, w := range sent {
		if len(cmd.Supersedes) >= shortest && strings.HasPrefix(string(w.Warning), cmd.Supersedes) {
			return w.Warning, nil
		}
	}
	return "", tocsin.Refuse("warning/supersedes", "see tocsin show "+short(shown.ID), "no warning of this dossier begins with %q", cmd.Supersedes)
}

// releases reads what may be told, and how finely.
func (cmd *draftCmd) releases() ([]warning.Release, error) {
	var all []warning.Release
	for _, text := range cmd.Release {
		r, err := readRelease(text)
		if err != nil {
			return nil, wrongUse("--release %s: %v", text, err)
		}
		all = append(all, r)
	}
	for _, say := range cmd.Say {
		i := slices.IndexFunc(all, func(r warning.Release) bool { return r.Field == say.field && r.Key == say.key })
		if i < 0 {
			all = append(all, warning.Release{Field: say.field, Key: say.key, Place: place.City, Time: report.Day})
			i = len(all) - 1
		}
		all[i].Say = say.value
	}
	return all, nil
}

// readRelease reads FACT or FACT=RUNG.
func readRelease(text string) (warning.Release, error) {
	name, rung, _ := strings.Cut(text, "=")
	field, key, err := report.ParseName(strings.TrimSpace(name))
	if err != nil {
		return warning.Release{}, err
	}
	r := warning.Release{Field: field, Key: key}
	switch {
	case field == report.FieldPlace:
		r.Place, err = place.ParseRung(cmp.Or(rung, place.City.String()))
	case field == report.FieldTime:
		r.Time, err = report.ParseTimeRung(cmp.Or(rung, report.Day.String()))
	case rung != "":
		r.Rung, err = field.ParseRung(rung)
	}
	return r, err
}
