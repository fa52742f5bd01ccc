package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A dossierRequest is a request that is one command of one dossier. fsck gives
// the same command again.
type dossierRequest interface {
	Request
	// of names the dossier.
	of() tocsin.DossierID
	// command gives the command, or refuses where what was signed is not about
	// the dossier as it stands.
	command(dossier.Dossier, holder.Holder) (dossier.Command, error)
}

// onDossier performs a request on its dossier, after what the request itself
// checks.
func onDossier(ctx context.Context, s scene, r dossierRequest, check func(dossier.Dossier) error) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.of()), dossierKind)
	if err != nil {
		return err
	}
	if done, err := ds.happened(s); err != nil || done {
		return err
	}
	if check != nil {
		if err := check(ds.state); err != nil {
			return err
		}
	}
	c, err := r.command(ds.state, s.holder.state)
	if err != nil {
		return err
	}
	return decide(s, ds, c)
}

// Unlink asks that a report be taken out of a dossier; it stays filed.
type Unlink struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Report  tocsin.ReportID  `json:"report"`
	Reason  string           `json:"reason"`
}

func (*Unlink) action() string         { return "dossier/unlink" }
func (r *Unlink) of() tocsin.DossierID { return r.Dossier }

func (r *Unlink) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.UnlinkReport{ReportUnlinked: dossier.ReportUnlinked{Report: r.Report, Reason: r.Reason}}, nil
}

func (r *Unlink) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// Assess asks that an assessment be taken over.
type Assess struct {
	Dossier    tocsin.DossierID  `json:"dossier"`
	Assessment report.Assessment `json:"assessment"`
}

func (*Assess) action() string         { return "dossier/assess" }
func (r *Assess) of() tocsin.DossierID { return r.Dossier }

func (r *Assess) command(_ dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	questions, err := h.Questions()
	return dossier.AssessFacts{FactsAssessed: dossier.FactsAssessed{Assessment: r.Assessment}, Questions: questions}, err
}

// perform also wakes the watch items that the facts name.
func (r *Assess) perform(ctx context.Context, s scene) error {
	if err := onDossier(ctx, s, r, nil); err != nil {
		return err
	}
	return r.wakeAssessed(s)
}

// Proposed is what the reports of a dossier say in a form that a program can
// read, one value a field, for an officer to take over or not.
type Proposed struct {
	Assessment report.Assessment
	// Others are further values that reports give to the same fields.
	Others []report.Fact
}

// Propose gives what could be assessed: the newest assessment with what the
// reports propose for the fields it leaves out.
func (d *Desk) Propose(ctx context.Context, of dossier.Dossier) (Proposed, error) {
	p := Proposed{Assessment: of.Assessment}
	for _, link := range of.Reports {
		rs, err := load(ctx, d, tocsin.StreamID(link.Report), reportKind)
		if err != nil {
			return Proposed{}, err
		}
		p.Assessment = sourced(p.Assessment, link.Report, rs.state.Filed.Originator)
		for _, f := range rs.state.Filed.Proposed {
			f.Report = link.Report
			switch known, ok := p.Assessment.Fact(f.Field); {
			case !ok:
				p.Assessment.Facts = append(slices.Clip(p.Assessment.Facts), f)
			case known.Value() != f.Value():
				p.Others = append(p.Others, f)
			}
		}
	}
	return p, nil
}

// sourced notes the originator of a report as whoever filed it named him, where
// nothing else is known of where it comes from.
func sourced(a report.Assessment, id tocsin.ReportID, originator string) report.Assessment {
	if _, known := a.SourceOf(id); !known && originator != "" {
		a.Sourcing = append(slices.Clip(a.Sourcing), report.Sourcing{Report: id, Originator: strings.Join(strings.Fields(originator), " ")})
	}
	return a
}

// Determine asks whether there is a duty to warn.
type Determine struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.DetermineDuty
}

func (*Determine) action() string         { return "dossier/determine" }
func (r *Determine) of() tocsin.DossierID { return r.Dossier }

func (r *Determine) command(_ dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	c := r.DetermineDuty
	var err error
	c.Packs, err = h.Policies()
	return c, err
}

func (r *Determine) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// Affirm asks that a proposed silence be affirmed, as it was read.
type Affirm struct {
	Dossier  tocsin.DossierID        `json:"dossier"`
	Of       string                  `json:"of"`
	Proposed dossier.SilenceProposed `json:"proposed"`
	Because  string                  `json:"because"`
}

func (*Affirm) action() string         { return "dossier/affirm" }
func (r *Affirm) of() tocsin.DossierID { return r.Dossier }

func (r *Affirm) command(of dossier.Dossier, _ holder.Holder) (dossier.Command, error) {
	if of.Silence != nil && !same(of.Silence.Proposed, r.Proposed) {
		return nil, tocsin.Refuse("approval/changed", "read it as it stands now and sign that",
			"what was signed is not what is proposed")
	}
	return dossier.AffirmSilence{SilenceAffirmed: dossier.SilenceAffirmed{Of: r.Of, Because: r.Because}}, nil
}

func (r *Affirm) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// same reports whether two values say the same on the wire.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}

// Waive asks that a duty be set aside.
type Waive struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Waiver  policy.Waiver    `json:"waiver"`
}

func (*Waive) action() string         { return "dossier/waive" }
func (r *Waive) of() tocsin.DossierID { return r.Dossier }

func (r *Waive) command(_ dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	packs, err := h.Policies()
	return dossier.WaiveDuty{Waiver: r.Waiver, Packs: packs}, err
}

func (r *Waive) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// Withdraw asks that a silence, proposed or affirmed, be opened again.
type Withdraw struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Because string           `json:"because"`
}

func (*Withdraw) action() string         { return "dossier/withdraw" }
func (r *Withdraw) of() tocsin.DossierID { return r.Dossier }

func (r *Withdraw) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.WithdrawSilence{SilenceWithdrawn: dossier.SilenceWithdrawn{Because: r.Because}}, nil
}

func (r *Withdraw) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }

// Close asks that a dossier be closed with its outcome.
type Close struct {
	Dossier tocsin.DossierID      `json:"dossier"`
	Closing dossier.DossierClosed `json:"closing"`
	Because string                `json:"because,omitempty"`
}

func (*Close) action() string         { return "dossier/close" }
func (r *Close) of() tocsin.DossierID { return r.Dossier }

func (r *Close) command(dossier.Dossier, holder.Holder) (dossier.Command, error) {
	return dossier.CloseDossier{Closing: r.Closing, Because: r.Because}, nil
}

func (r *Close) perform(ctx context.Context, s scene) error { return onDossier(ctx, s, r, nil) }
