package desk

import (
	"context"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/leak"
	"example.org/tocsin/review"
)

// RecordIncident asks that it be noted that something happened.
type RecordIncident struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.IncidentRecorded
}

func (*RecordIncident) action() string         { return "dossier/incident" }
func (r *RecordIncident) of() tocsin.DossierID { return r.Dossier }

func (r *RecordIncident) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.RecordIncident{IncidentRecorded: r.IncidentRecorded}, nil
}

func (r *RecordIncident) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, nil)
}

// RecordReview asks that what was learned be kept.
type RecordReview struct {
	Dossier tocsin.DossierID `json:"dossier"`
	review.Record
}

func (*RecordReview) action() string         { return "dossier/review-outcome" }
func (r *RecordReview) of() tocsin.DossierID { return r.Dossier }

// command lets one who drafted review it only where nobody else could.
func (r *RecordReview) command(of dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	return dossier.RecordReview{ReviewRecorded: dossier.ReviewRecorded{Record: r.Record}, Alone: alone(of, h)}, nil
}

func (r *RecordReview) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// alone reports whether everybody who may review a dossier drafted a warning of
// it.
func alone(of dossier.Dossier, h holder.Holder) bool {
	drafted := map[tocsin.OfficerID]bool{}
	for _, by := range of.Drafters() {
		drafted[by] = true
	}
	for _, o := range h.Officers {
		if o.Until.IsZero() && o.Level >= of.ReviewBy() && !drafted[o.ID] {
			return false
		}
	}
	return true
}

// ProposeLine asks that what may be said in public be put before the approvers.
type ProposeLine struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Text    string           `json:"text"`
	Because string           `json:"because"`
	Reveals bool             `json:"reveals,omitempty"`
}

func (*ProposeLine) action() string         { return "dossier/public-line" }
func (r *ProposeLine) of() tocsin.DossierID { return r.Dossier }

// exhibit is the line, so that who proposes it signs what he reads.
func (r *ProposeLine) exhibit() string { return r.Text }

func (r *ProposeLine) command(_ dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	packs, err := h.Policies()
	return dossier.ProposeLine{
		PublicLineProposed: dossier.PublicLineProposed{Text: r.Text, Because: r.Because, Reveals: r.Reveals}, Packs: packs,
	}, err
}

// perform lets no protected word into it: what a warning may tell its recipients
// the public may not hear.
func (r *ProposeLine) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, func(of dossier.Dossier) error { return s.desk.publicLeaks(ctx, of, r.Text) })
}

// publicLeaks refuses a public line that holds anything that must not leave.
func (d *Desk) publicLeaks(ctx context.Context, of dossier.Dossier, text string) error {
	g, err := d.gate(ctx, of)
	if err != nil {
		return err
	}
	return refuseLeaks(g.Check(text, leak.Cleared{}))
}

// ApproveLine asks that a public line be approved, as it was read.
type ApproveLine struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Of      string           `json:"of"`
	Text    string           `json:"text"`
}

func (*ApproveLine) action() string         { return "dossier/approve-line" }
func (r *ApproveLine) of() tocsin.DossierID { return r.Dossier }

// exhibit is the line, so that the approver signs what he reads.
func (r *ApproveLine) exhibit() string { return r.Text }

func (r *ApproveLine) command(of dossier.Dossier, _ holder.Holder) (dossier.Command, error) {
	if of.Line != nil && of.Line.Text != r.Text {
		return nil, tocsin.Refuse("approval/changed", "read it as it stands now and sign that", "what was signed is not the line that stands")
	}
	return dossier.ApproveLine{PublicLineApproved: dossier.PublicLineApproved{Of: r.Of}}, nil
}

// perform holds the line once more against what has come in since it was proposed.
func (r *ApproveLine) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, func(of dossier.Dossier) error { return s.desk.publicLeaks(ctx, of, r.Text) })
}

// A Learned is a dossier as a review looks at it.
type Learned struct {
	Dossier tocsin.DossierID `json:"dossier"`
	// Open is the review that waits, nil for none.
	Open      *dossier.After       `json:"open,omitempty"`
	Outcome   review.Outcome       `json:"outcome,omitempty"`
	Intervals []review.Interval    `json:"intervals"`
	Lead      review.Lead          `json:"lead"`
	Reached   []review.Reached     `json:"reached"`
	Compared  []review.Compared    `json:"known_against_sent"`
	Incidents []dossier.Incident   `json:"incidents,omitempty"`
	Reviews   []dossier.Reviewed   `json:"reviews,omitempty"`
	Lines     []dossier.PublicLine `json:"public_lines,omitempty"`
	// Recipients and Officers are names by id.
	Recipients map[tocsin.RecipientID]string `json:"recipients"`
	Officers   map[tocsin.OfficerID]string   `json:"officers"`
}

// Learn gives a dossier as a review looks at it.
func (d *Desk) Learn(ctx context.Context, prefix string) (Learned, error) {
	b, err := d.boardOf(ctx, prefix)
	if err != nil {
		return Learned{}, err
	}
	of, err := b.FindDossier(prefix)
	if err != nil {
		return Learned{}, err
	}
	times := timesOf(of, b.Dispatch)
	out := Learned{
		Dossier: of.ID, Open: of.After, Outcome: of.Outcome(), Intervals: times.Intervals(), Lead: times.Lead(),
		Reached: of.Reached(), Compared: of.Compared(), Incidents: of.Incidents, Reviews: of.Reviews, Lines: of.Lines,
		Recipients: map[tocsin.RecipientID]string{}, Officers: map[tocsin.OfficerID]string{},
	}
	for _, r := range out.Reached {
		to, _ := b.Holder.Recipients.Find(r.Recipient)
		out.Recipients[r.Recipient] = to.Name
	}
	for _, o := range b.Holder.Officers {
		out.Officers[o.ID] = o.Name
	}
	return out, nil
}

// timesOf completes the times of a dossier by what its dispatches say.
func timesOf(of dossier.Dossier, dispatch func(tocsin.DispatchID) (delivery.Dispatch, bool)) review.Times {
	t := of.Times()
	earliest := func(into *time.Time, at time.Time) {
		if !at.IsZero() && (into.IsZero() || at.Before(*into)) {
			*into = at
		}
	}
	for _, sent := range of.Warned {
		if !sent.Draft.Kind.Warns() {
			continue
		}
		for _, leg := range sent.Dispatches {
			p, ok := dispatch(leg.Dispatch)
			if !ok {
				continue
			}
			earliest(&t.Received, p.ReceivedAt)
			if p.State == delivery.StateAcknowledged {
				earliest(&t.Acknowledged, p.AnsweredAt)
			}
		}
	}
	return t
}
