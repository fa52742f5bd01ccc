package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

type draftCmd struct {
	ID         string       `arg:"" help:"Dossier, by the beginning of its id."`
	To         []string     `required:"" sep:"none" help:"Recipient; repeat it." placeholder:"RECIPIENT"`
	Release    []string     `sep:"none" help:"What may be told: FIELD, where=RUNG (country, region, city, district, site, point) or when=RUNG (month, week, day, part-of-day, hour, minute). Repeat it." placeholder:"FIELD[=RUNG]"`
	Say        []fieldValue `sep:"none" help:"Your own words for a field; they release it. Repeat it." placeholder:"FIELD=WORDS"`
	Why        string       `help:"Why the rest is withheld; it never leaves." placeholder:"WORDS"`
	Advice     []string     `sep:"none" help:"What the recipient can do; repeat it." placeholder:"WORDS"`
	Onward     string       `help:"Who else should know." placeholder:"WORDS"`
	Text       string       `help:"File with the text as you edited it, or -." placeholder:"FILE"`
	Marking    mark         `default:"TLP:AMBER+STRICT" help:"How the recipient must handle it (${default})." placeholder:"TLP:.."`
	From       moment       `help:"Since when it holds; without it, now." placeholder:"TIME"`
	Until      moment       `help:"Until when it helps; without it, the end of the last day that is told, or a week." placeholder:"TIME"`
	Kind       string       `enum:"warning,update,retraction,exercise" default:"warning" help:"warning, update, retraction or exercise." placeholder:"KIND"`
	Supersedes string       `help:"Warning that an update or retraction replaces; without it, the newest." placeholder:"WARNING"`
	acting
}

// Help explains the command.
func (draftCmd) Help() string {
	return `The text is composed from what is released, and from nothing else. Without --release and --say, what is safe is told: the words of facts marked TLP:CLEAR, where to the city, when to the day. Who says so, and how they know, is never told.

The text is then held against every word of the reports that is not TLP:CLEAR. What is found is shown to you, and the draft is refused.`
}

// Run puts a text before the approvers.
func (cmd *draftCmd) Run(ctx context.Context, c *call) error {
	releases, err := cmd.releases()
	if err != nil {
		return err
	}
	ask := desk.DraftAsk{
		Kind: warning.Kind(cmd.Kind), Releases: releases, Why: cmd.Why, Marking: cmd.Marking.Marking,
		Wording: warning.Wording{Advice: cmd.Advice, Onward: cmd.Onward},
	}
	if cmd.Text != "" {
		edited, err := c.read(cmd.Text, smallFile)
		if err != nil {
			return err
		}
		ask.Text = string(edited)
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		r, err := cmd.compose(ctx, c, s, shown, ask)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			after, err := s.Desk.Show(ctx, string(shown.ID))
			if err != nil {
				return err
			}
			return c.give(newShownJSON(after), func(p *page) {
				printDraft(p, r.Draft, after)
				stand{after.ID, string(after.Status), after.Waits}.tell(p)
			})
		})
	})
}

// compose has the desk compose the draft, and shows what of it leaks.
func (cmd *draftCmd) compose(ctx context.Context, c *call, s *Session, shown desk.Shown, ask desk.DraftAsk) (*desk.Draft, error) {
	for _, word := range cmd.To {
		to, err := recipient(shown.Holder, word)
		if err != nil {
			return nil, err
		}
		ask.Recipients = append(ask.Recipients, to.ID)
	}
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
	return r, err
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
	replaces := cmd.Kind == string(warning.KindUpdate) || cmd.Kind == string(warning.KindRetraction)
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
		r, err := release(text)
		if err != nil {
			return nil, wrongUse("--release %s: %v", text, err)
		}
		all = append(all, r)
	}
	for _, say := range cmd.Say {
		i := slices.IndexFunc(all, func(r warning.Release) bool { return r.Field == say.field })
		if i < 0 {
			all = append(all, warning.Release{Field: say.field, Place: place.City, Time: report.Day})
			i = len(all) - 1
		}
		all[i].Say = say.value
	}
	return all, nil
}

// release reads FIELD, where=RUNG or when=RUNG.
func release(text string) (warning.Release, error) {
	name, rung, _ := strings.Cut(text, "=")
	field, err := report.ParseField(strings.TrimSpace(name))
	if err != nil {
		return warning.Release{}, err
	}
	r := warning.Release{Field: field}
	switch {
	case field == report.FieldPlace:
		r.Place, err = place.ParseRung(cmp.Or(rung, place.City.String()))
	case field == report.FieldTime:
		r.Time, err = report.ParseTimeRung(cmp.Or(rung, report.Day.String()))
	case rung != "":
		err = fmt.Errorf("%s has no rungs; word it with --say", field)
	}
	return r, err
}
