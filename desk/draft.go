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
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A DraftAsk is what a drafter decides.
type DraftAsk struct {
	Kind       warning.Kind     `json:"kind"`
	Supersedes tocsin.WarningID `json:"supersedes,omitempty"`
	// Releases say what may be told and how finely; none takes what is safe to
	// take: the words of facts marked CLEAR, where to the city, when to the day.
	Releases []warning.Release `json:"releases,omitempty"`
	// Why says why the rest is withheld.
	Why     string          `json:"why,omitempty"`
	Wording warning.Wording `json:"wording"`
	// Text replaces the composed text where a person edited it.
	Text        string               `json:"text,omitempty"`
	Marking     marking.Marking      `json:"marking"`
	ValidFrom   time.Time            `json:"valid_from"`
	UsefulUntil time.Time            `json:"useful_until"`
	Recipients  []tocsin.RecipientID `json:"recipients"`
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
func (d *Desk) NewDraft(ctx context.Context, of dossier.Dossier, ask DraftAsk) (*Draft, error) {
	ask.UsefulUntil, ask.ValidFrom = minute(ask.UsefulUntil), minute(ask.ValidFrom)
	draft, err := compose(of, ask)
	if err != nil {
		return nil, err
	}
	leaks, err := d.Leaks(ctx, of, draft)
	if err == nil {
		err = refuseLeaks(leaks)
	}
	return &Draft{Dossier: of.ID, Ask: ask, Draft: draft}, err
}

// minute cuts a time to the precision that a note tells.
func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

// compose makes the draft that an ask and the assessment give; it sees nothing
// else.
func compose(of dossier.Dossier, ask DraftAsk) (warning.Draft, error) {
	releases := ask.Releases
	if len(releases) == 0 {
		releases = safeReleases(of)
	}
	tearline, err := warning.Tear(of.Assessment, releases, ask.Why)
	if err != nil {
		return warning.Draft{}, err
	}
	wording := ask.Wording
	wording.Grade = of.StatedGrade(ask.Kind)
	text, err := warning.Compose(ask.Kind, tearline, wording)
	if err != nil {
		return warning.Draft{}, err
	}
	draft := warning.Draft{
		Kind: ask.Kind, Supersedes: ask.Supersedes, Tearline: tearline, Text: text, Marking: ask.Marking,
		ValidFrom: ask.ValidFrom, UsefulUntil: ask.UsefulUntil, Recipients: ask.Recipients, Grade: wording.Grade,
	}
	if ask.Text != "" && ask.Text != text {
		draft.Text, draft.Edited = ask.Text, true
	}
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

func (r *Draft) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.DraftWarning{WarningDrafted: dossier.WarningDrafted{Draft: r.Draft}}, nil
}

// perform also holds the draft to the facts and to the directory, and lets no
// protected word pass.
func (r *Draft) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, func(of dossier.Dossier) error {
		again, err := compose(of, r.Ask)
		if err != nil {
			return err
		}
		if !same(again, r.Draft) {
			return tocsin.Refuse("approval/changed", "draft it again", "the facts have changed since it was drafted")
		}
		for i, id := range r.Draft.Recipients {
			if _, ok := s.holder.state.Recipients.Find(id); !ok {
				return tocsin.Refuse("warning/recipients", "add the recipient first", "a recipient is not in the directory")
			}
			if slices.Contains(r.Draft.Recipients[:i], id) {
				return tocsin.Refuse("warning/recipients", "name each once", "a recipient is named twice")
			}
		}
		leaks, err := s.desk.Leaks(ctx, of, r.Draft)
		if err != nil {
			return err
		}
		return refuseLeaks(leaks)
	})
}

// Leaks holds a draft against everything of a dossier that must not leave.
func (d *Desk) Leaks(ctx context.Context, of dossier.Dossier, draft warning.Draft) ([]leak.Leak, error) {
	passages, err := d.passages(ctx, of)
	if err != nil {
		return nil, err
	}
	return leaks(outgoing(draft), draft, passages), nil
}

// leaks holds what a drafter decides of a note against protected passages: text,
// marking, window. A leak in the marking stands on line 0.
func leaks(n warning.Note, d warning.Draft, passages []report.Passage) []leak.Leak {
	found := leak.Find(n.Text, passages, told(d))
	for _, l := range leak.Find(n.Marking+"\n", passages, nil) {
		l.Line = 0
		found = append(found, l)
	}
	return append(found, leak.FindWindow(n, passages)...)
}

// told are the values of a tearline that the engine made by coarsening, and the
// grade, which an approver sees and agrees to; words of the drafter are not among
// them.
func told(d warning.Draft) []string {
	var values []string
	if d.Grade != "" {
		values = append(values, d.Grade)
	}
	for _, r := range d.Tearline.Released {
		if r.Field == report.FieldPlace || r.Field == report.FieldTime {
			values = append(values, r.Value)
		}
	}
	return values
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
func (r *Approve) exhibit() string { return r.Draft.Text }

func (r *Approve) of() tocsin.DossierID { return r.Dossier }

func (r *Approve) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.ApproveWarning{Draft: r.Draft}, nil
}

func (r *Approve) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }
