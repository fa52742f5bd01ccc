package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/leak"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A DraftAsk is what a drafter decides.
type DraftAsk struct {
	Kind       warning.Kind     `json:"kind"`
	Supersedes tocsin.WarningID `json:"supersedes,omitempty"`
	// Releases say what may be told and how finely; none takes what the search
	// offers, or, where the packs ask for no search, what is safe to take: the words
	// of facts marked CLEAR, where to the city, when to the day.
	Releases []warning.Release `json:"releases,omitempty"`
	// Why says why the rest is withheld, and Reasons why one fact is.
	Why     string           `json:"why,omitempty"`
	Reasons []warning.Reason `json:"reasons,omitempty"`
	Wording warning.Wording  `json:"wording"`
	// Languages are those of the text, in order; none is English. The first is the
	// one in which the releases are worded.
	Languages []warning.Language `json:"languages,omitempty"`
	// Front says who on the spot gets a part of their own, and how it is marked; nil
	// for no such part.
	Front *FrontAsk `json:"front,omitempty"`
	// Overrides are rules that are broken all the same, each with why: those who
	// agree to the draft agree to that.
	Overrides []warning.Override `json:"overrides,omitempty"`
	// Text replaces the composed text where a person edited it.
	Text        string               `json:"text,omitempty"`
	Marking     marking.Marking      `json:"marking"`
	ValidFrom   time.Time            `json:"valid_from"`
	UsefulUntil time.Time            `json:"useful_until"`
	Recipients  []tocsin.RecipientID `json:"recipients"`
	// LeftOut are those who got the earlier word and do not get this one, Because
	// why a warning ends while a duty to warn stands.
	LeftOut []warning.LeftOut `json:"left_out,omitempty"`
	Because string            `json:"because,omitempty"`
	// Agreed is who of the recipients agreed to a drill beforehand.
	Agreed []warning.Agreement `json:"agreed,omitempty"`
}

// A FrontAsk is who on the spot gets the second, lower tearline, and its marking.
type FrontAsk struct {
	To      string          `json:"to"`
	Marking marking.Marking `json:"marking"`
}

// Draft asks that a text be put before the approvers.
type Draft struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Ask     DraftAsk         `json:"ask"`
	Draft   warning.Draft    `json:"draft"`
}

func (*Draft) action() string { return "dossier/draft" }

// exhibit is the text, so that the drafter signs what he reads.
func (r *Draft) exhibit() string { return r.Draft.Text }

// NewDraft composes a draft from what is assessed and what the drafter decides.
// Where he leaves the choice of what is told to the search, the ask says
// afterwards what it offered.
func (d *Desk) NewDraft(ctx context.Context, of dossier.Dossier, ask DraftAsk) (*Draft, error) {
	ask.UsefulUntil, ask.ValidFrom = minute(ask.UsefulUntil), minute(ask.ValidFrom)
	ask, err := carried(of, ask)
	if err != nil {
		return nil, err
	}
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	to := readers(h, of, ask.Recipients, d.now())
	if len(ask.Releases) == 0 {
		if ask, err = offered(of, ask, to); err != nil {
			return nil, err
		}
	}
	draft, err := compose(of, ask, to)
	if err != nil {
		return nil, err
	}
	leaks, err := d.Leaks(ctx, of, draft)
	if err != nil {
		return nil, err
	}
	ask.Overrides = named(ask.Overrides, draft.Text, leaks)
	draft.Overrides = ask.Overrides
	return &Draft{Dossier: of.ID, Ask: ask, Draft: draft}, refuseLeaks(remaining(draft, leaks))
}

// readers are the recipients of a text as the directory has them, and what any of
// them was told before about the sources of the dossier.
func readers(h holder.Holder, of dossier.Dossier, recipients []tocsin.RecipientID, at time.Time) dossier.Readers {
	to := dossier.Readers{At: at}
	for _, id := range recipients {
		if r, ok := h.Recipients.Find(id); ok {
			to.To = append(to.To, r)
		}
	}
	// Who is of a group that a campaign told may have been told by it.
	recipients = append(slices.Clip(recipients), groupsOf(to.To)...)
	for _, source := range of.Sources() {
		to.Earlier = append(to.Earlier, h.Earlier(source, recipients...)...)
	}
	return to
}

// offered takes over what the search offers, or what is safe where the packs ask
// for no search.
func offered(of dossier.Dossier, ask DraftAsk, to dossier.Readers) (DraftAsk, error) {
	_, result, asked, err := of.Offer(to)
	if err != nil {
		return ask, err
	}
	if !asked {
		ask.Releases = safeReleases(of)
		return ask, nil
	}
	ask.Releases, err = dossier.Releases(result.Offered.Release)
	if ask.Why == "" {
		ask.Reasons = append(slices.Clip(ask.Reasons), dossier.Reasons(result)...)
	}
	return ask, err
}

// named gives each override of a leak the digest of the finding that it is about:
// one for every finding under its rule.
func named(overrides []warning.Override, text string, leaks []leak.Leak) []warning.Override {
	var all []warning.Override
	for _, o := range overrides {
		if !strings.HasPrefix(o.Rule, "leak/") || o.Of != "" {
			all = append(all, o)
			continue
		}
		for _, l := range leaks {
			if l.Rule == o.Rule {
				all = append(all, warning.Override{Rule: o.Rule, Of: l.Digest(text), Because: o.Because})
			}
		}
	}
	return all
}

// remaining gives the leaks that no override of the draft names.
func remaining(d warning.Draft, leaks []leak.Leak) []leak.Leak {
	return leak.Remaining(d.Text, leaks, d.Overrides)
}

// minute cuts a time to the precision that a note tells.
func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

// compose makes the draft that an ask and the assessment give; it sees nothing
// else, but for the count of people who could have been the source.
func compose(of dossier.Dossier, ask DraftAsk, to dossier.Readers) (warning.Draft, error) {
	tearline, err := warning.Tear(of.Assessment, ask.Releases, ask.Why, ask.Reasons...)
	if err != nil {
		return warning.Draft{}, err
	}
	wording := ask.Wording
	wording.Grade = of.StatedGrade(ask.Kind)
	if wording.Front, err = frontLine(of, ask, to, tearline); err != nil {
		return warning.Draft{}, err
	}
	languages := ask.Languages
	if len(languages) == 0 {
		languages = []warning.Language{warning.English}
	}
	text, err := warning.ComposeIn(languages, ask.Kind, tearline, wording)
	if err != nil {
		return warning.Draft{}, err
	}
	draft := warning.Draft{
		Kind: ask.Kind, Supersedes: ask.Supersedes, Tearline: tearline, Text: text, Marking: of.Marks(ask.Marking, tearline),
		ValidFrom: ask.ValidFrom, UsefulUntil: ask.UsefulUntil, Recipients: ask.Recipients, Grade: wording.Grade,
		Overrides: ask.Overrides, Languages: ask.Languages, Front: wording.Front,
		LeftOut: ask.LeftOut, Because: ask.Because, Agreed: ask.Agreed,
	}
	if ask.Text != "" && ask.Text != text {
		draft.Text, draft.Edited = ask.Text, true
	}
	p, asked, err := of.Problem(to)
	if err != nil || !asked {
		return draft, err
	}
	if draft.Tearline, err = of.Ledger(tearline, p); err != nil {
		return draft, err
	}
	j, err := of.Judge(p, tearline)
	if err != nil {
		return draft, err
	}
	measured := protect.Measure(of.Tearline(), toldIn(tearline), known(of))
	draft.People, draft.Specificity = j.People.String(), &measured
	return draft, nil
}

// safeReleases are what may be told without anybody's deciding: the words of
// facts marked CLEAR, where no finer than the city, when no finer than the day;
// and no suspect where the reports are too poor to name one.
func safeReleases(of dossier.Dossier) []warning.Release {
	a, form := of.Assessment, of.Form()
	var releases []warning.Release
	for _, field := range report.Fields() {
		fact, known := a.Fact(field)
		switch {
		case !known || !field.Releasable(), field == report.FieldActor && form.NameNoSuspect:
		case field == report.FieldPlace:
			releases = append(releases, warning.Release{Field: field, Place: place.City})
		case field == report.FieldTime:
			releases = append(releases, warning.Release{Field: field, Time: report.Day})
		case fact.Marking.Open():
			releases = append(releases, warning.Release{Field: field})
		}
	}
	return releases
}

func (r *Draft) of() tocsin.DossierID { return r.Dossier }

func (r *Draft) command(of dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	return dossier.DraftWarning{
		WarningDrafted: dossier.WarningDrafted{Draft: r.Draft}, Readers: readers(h, of, r.Draft.Recipients, time.Time{}),
	}, nil
}

// perform also holds the draft to the facts and to the directory, and lets no
// protected word pass.
func (r *Draft) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, func(of dossier.Dossier) error {
		if len(r.Draft.Recipients) == 0 {
			return tocsin.Refuse("warning/recipients", "name who gets it", "the warning has no recipient")
		}
		for i, id := range r.Draft.Recipients {
			if _, ok := s.holder.state.Recipients.Find(id); !ok {
				return tocsin.Refuse("warning/recipients", "add the recipient first", "a recipient is not in the directory")
			}
			if slices.Contains(r.Draft.Recipients[:i], id) {
				return tocsin.Refuse("warning/recipients", "name each once", "a recipient is named twice")
			}
		}
		if err := expected(r.Draft); err != nil {
			return err
		}
		again, err := compose(of, r.Ask, readers(s.holder.state, of, r.Draft.Recipients, s.change.stamp.At))
		if err != nil {
			return err
		}
		if !same(again, r.Draft) {
			return tocsin.Refuse("approval/changed", "draft it again", "the facts have changed since it was drafted")
		}
		if err := maySend(s.holder.state, r.Draft); err != nil {
			return err
		}
		leaks, err := s.desk.Leaks(ctx, of, r.Draft)
		if err != nil {
			return err
		}
		return refuseLeaks(remaining(r.Draft, leaks))
	})
}

// maySend refuses a text in a language of which nobody qualified has reviewed the
// texts; a drill may be in any.
func maySend(h holder.Holder, d warning.Draft) error {
	if d.Kind == warning.KindExercise {
		return nil
	}
	for _, l := range d.Languages {
		if err := h.MaySend(l); err != nil {
			return err
		}
	}
	return nil
}

// Leaks holds a draft against everything of a dossier that must not leave.
func (d *Desk) Leaks(ctx context.Context, of dossier.Dossier, draft warning.Draft) ([]leak.Leak, error) {
	g, err := d.gate(ctx, of)
	if err != nil {
		return nil, err
	}
	return leaks(outgoing(draft), draft, g)
}

// refuseLeaks refuses where anything was found. It says where and what kind,
// never which.
func refuseLeaks(leaks []leak.Leak) error {
	if len(leaks) == 0 {
		return nil
	}
	var places []string
	for _, l := range leaks {
		p := "line " + itoa(l.Line) + " (" + l.Rule + ")"
		if l.Line == 0 {
			p = "the marking (" + l.Rule + ")"
		}
		if !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return tocsin.Refuse("warning/leak", "word it otherwise, or tell it more coarsely",
		"protected words stand in the text: %s", strings.Join(places, ", "))
}

// Approve asks that a draft be approved, as it was read.
type Approve struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Draft   warning.Draft    `json:"draft"`
}

func (*Approve) action() string { return "dossier/approve" }

// exhibit is the text, so that the approver signs what he reads, on whatever
// machine.
func (r *Approve) exhibit() string { return r.Draft.Text + r.Draft.Terms() }

func (r *Approve) of() tocsin.DossierID { return r.Dossier }

func (r *Approve) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.ApproveWarning{Draft: r.Draft}, nil
}

func (r *Approve) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }
