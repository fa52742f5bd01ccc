package desk

import (
	"context"
	"encoding/json"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// dossierCommand decides a command of one dossier.
func dossierCommand(ctx context.Context, s scene, id tocsin.DossierID, c dossier.Command) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(id), dossierKind)
	if err != nil || ds.did(s.act.ID) {
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

func (*Unlink) action() string { return "dossier/unlink" }

func (r *Unlink) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, dossier.UnlinkReport{
		ReportUnlinked: dossier.ReportUnlinked{Report: r.Report, Reason: r.Reason},
	})
}

// Assess asks that an assessment be taken over.
type Assess struct {
	Dossier    tocsin.DossierID  `json:"dossier"`
	Assessment report.Assessment `json:"assessment"`
}

func (*Assess) action() string { return "dossier/assess" }

func (r *Assess) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, dossier.AssessFacts{
		FactsAssessed: dossier.FactsAssessed{Assessment: r.Assessment},
	})
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
		for _, f := range rs.state.Filed.Proposed {
			f.Report = link.Report
			switch known, ok := p.Assessment.Fact(f.Field); {
			case !ok:
				p.Assessment.Facts = append(p.Assessment.Facts[:len(p.Assessment.Facts):len(p.Assessment.Facts)], f)
			case known.Value() != f.Value():
				p.Others = append(p.Others, f)
			}
		}
	}
	return p, nil
}

// Determine asks whether there is a duty to warn.
type Determine struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.DetermineDuty
}

func (*Determine) action() string { return "dossier/determine" }

func (r *Determine) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, r.DetermineDuty)
}

// Affirm asks that a proposed silence be affirmed, as it was read.
type Affirm struct {
	Dossier  tocsin.DossierID        `json:"dossier"`
	Of       string                  `json:"of"`
	Proposed dossier.SilenceProposed `json:"proposed"`
	Because  string                  `json:"because"`
}

func (*Affirm) action() string { return "dossier/affirm" }

func (r *Affirm) perform(ctx context.Context, s scene) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.Dossier), dossierKind)
	if err != nil || ds.did(s.act.ID) {
		return err
	}
	if silence := ds.state.Silence; silence != nil && !same(silence.Proposed, r.Proposed) {
		return tocsin.Refuse("approval/changed", "read it as it stands now and sign that",
			"what was signed is not what is proposed")
	}
	return decide(s, ds, dossier.AffirmSilence{SilenceAffirmed: dossier.SilenceAffirmed{Of: r.Of, Because: r.Because}})
}

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

func (*Waive) action() string { return "dossier/waive" }

func (r *Waive) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, dossier.WaiveDuty{Waiver: r.Waiver})
}

// Withdraw asks that a silence, proposed or affirmed, be opened again.
type Withdraw struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Because string           `json:"because"`
}

func (*Withdraw) action() string { return "dossier/withdraw" }

func (r *Withdraw) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, dossier.WithdrawSilence{
		SilenceWithdrawn: dossier.SilenceWithdrawn{Because: r.Because},
	})
}

// Close asks that a dossier be closed with its outcome.
type Close struct {
	Dossier tocsin.DossierID      `json:"dossier"`
	Closing dossier.DossierClosed `json:"closing"`
	Because string                `json:"because,omitempty"`
}

func (*Close) action() string { return "dossier/close" }

func (r *Close) perform(ctx context.Context, s scene) error {
	return dossierCommand(ctx, s, r.Dossier, dossier.CloseDossier{Closing: r.Closing, Because: r.Because})
}

// An Interval is one span of a dossier's life.
type Interval struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Milestones gives when each step of a dossier was first reached, from first
// possession on; the steps that were not reached are left out.
func Milestones(d dossier.Dossier) []Interval {
	var steps []Interval
	step := func(name string, at time.Time) {
		if !at.IsZero() {
			steps = append(steps, Interval{name, at})
		}
	}
	step("possession", d.Possessed())
	step("filed", d.Opened)
	step("assessed", d.AssessedAt)
	step("determined", d.DeterminedAt)
	for _, w := range d.Warned {
		step("sent", w.At)
	}
	step("latest useful", d.Assessment.LatestUseful)
	step("closed", d.ClosedAt)
	return steps
}
