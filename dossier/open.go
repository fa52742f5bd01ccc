package dossier

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// OpenDossier opens a dossier for one threat.
type OpenDossier struct {
	DossierOpened
}

// DossierOpened is the first event of every dossier.
type DossierOpened struct {
	ID tocsin.DossierID `json:"id"`
	// Profile is the holder's at that time.
	Profile policy.Profile `json:"profile"`
	// Handling is what the packs in force at that time ask; absent in the first
	// version of the record, where the profile said it.
	Handling *policy.Handling `json:"handling,omitempty"`
}

func (c OpenDossier) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if d.Exists {
		return nil, nil
	}
	if c.Handling == nil {
		return nil, tocsin.Refuse("policy/none", "adopt a pack", "no pack is in force, so nobody knows who decides")
	}
	return []Event{c.DossierOpened}, nil
}

func (e DossierOpened) evolve(_ Dossier, s tocsin.Stamp) Dossier {
	return Dossier{
		ID: e.ID, Exists: true, Opened: s.At, Since: s.At, Status: StatusFiled, Profile: e.Profile,
		Handling: e.Handling, Urgency: policy.Routine,
	}
}

// LinkReport says that a report is about this threat.
type LinkReport struct {
	ReportLinked
}

// ReportLinked joins a report to the dossier; the report itself never changes.
type ReportLinked struct {
	Report tocsin.ReportID `json:"report"`
	// Possessed is when the holder first had the report.
	Possessed time.Time `json:"possessed"`
	Reason    string    `json:"reason,omitempty"`
}

func (c LinkReport) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if d.linked(c.Report) {
		return nil, nil
	}
	return []Event{c.ReportLinked}, nil
}

// linked reports whether a report belongs to the dossier.
func (d Dossier) linked(id tocsin.ReportID) bool {
	return slices.ContainsFunc(d.Reports, func(l Link) bool { return l.Report == id })
}

func (e ReportLinked) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	d.Reports = append(slices.Clip(d.Reports), Link(e))
	return d.stale()
}

// stale ends a silence that new facts make old: the question is open again.
func (d Dossier) stale() Dossier {
	d.Silence, d.Waived = nil, nil
	if d.After != nil && !d.After.Because.Warned() {
		d.After = nil // what it was about stands no longer
	}
	if d.is(StatusNoDuty, StatusReferred, StatusWaived) {
		d.Status = d.undecided()
	}
	return d
}

// undecided is the status of a dossier in which nothing stands decided; what was
// sent stays sent.
func (d Dossier) undecided() Status {
	switch {
	case d.warned():
		return d.afterSending()
	case !d.AssessedAt.IsZero():
		return StatusAssessed
	}
	return StatusFiled
}

// UnlinkReport says that a report is not about this threat after all.
type UnlinkReport struct {
	ReportUnlinked
}

// ReportUnlinked undoes a link; the report stays filed.
type ReportUnlinked struct {
	Report tocsin.ReportID `json:"report"`
	Reason string          `json:"reason"`
}

func (c UnlinkReport) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case !d.linked(c.Report):
		return nil, tocsin.Refuse("dossier/link", "show the dossier", "the report is not linked here")
	case len(d.Reports) == 1:
		return nil, tocsin.Refuse("dossier/link", "link the report to its other dossier and close this one",
			"a dossier without a report would lose it")
	case strings.TrimSpace(c.Reason) == "":
		return nil, tocsin.Refuse("dossier/link", "say why it is not about this threat", "no reason is given")
	}
	return []Event{c.ReportUnlinked}, nil
}

func (e ReportUnlinked) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	d.Reports = slices.DeleteFunc(slices.Clone(d.Reports), func(l Link) bool { return l.Report == e.Report })
	return d.stale()
}

// AssessFacts takes over an officer's assessment.
type AssessFacts struct {
	FactsAssessed
	// Questions are those that the packs in force ask.
	Questions []policy.Question `json:"-"`
}

// FactsAssessed is an assessment; the newest counts.
type FactsAssessed struct {
	Assessment report.Assessment `json:"assessment"`
}

func (c AssessFacts) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if err := c.Assessment.Check(); err != nil {
		return nil, err
	}
	for _, f := range c.Assessment.Facts {
		if !d.linked(f.Report) {
			return nil, tocsin.Refuse("report/provenance", "say which linked report the fact comes from",
				"the fact %s does not come from a report of this dossier", f.Field)
		}
	}
	if err := c.checkAnswers(); err != nil {
		return nil, err
	}
	return []Event{c.FactsAssessed}, nil
}

// checkAnswers refuses answers to what nobody asks, that do not fit, or are given
// twice.
func (c AssessFacts) checkAnswers() error {
	for i, a := range c.Assessment.Answers {
		n := slices.IndexFunc(c.Questions, func(q policy.Question) bool { return string(q.Name) == a.Question })
		if n < 0 {
			names := make([]string, 0, len(c.Questions))
			for _, q := range c.Questions {
				names = append(names, string(q.Name))
			}
			return tocsin.Refuse("policy/question", "answer one of "+strings.Join(names, ", "), "no pack asks the question %q", a.Question)
		}
		q := c.Questions[n]
		if _, err := q.ParseValue(a.Said()); err != nil {
			return tocsin.Refuse("policy/question", "answer as it is asked: "+q.Ask, "the answer to %q does not fit: %v", a.Question, err)
		}
		if (q.Kind == policy.KindYesNo) != (a.Value == "") {
			return tocsin.Refuse("policy/question", "answer as it is asked: "+q.Ask, "the answer to %q is of another kind", a.Question)
		}
		if slices.ContainsFunc(c.Assessment.Answers[:i], func(o report.Answer) bool { return o.Question == a.Question }) {
			return tocsin.Refuse("policy/question", "decide for one answer", "the question %q is answered twice", a.Question)
		}
	}
	return nil
}

// evolve takes the assessment in. A draft that waits for approval falls: its
// facts may have changed. What others have cleared stays cleared, and what was
// sent stays sent.
func (e FactsAssessed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Assessment, d.AssessedAt, d.Current = e.Assessment, s.At, false
	d = d.stale()
	if d.bound(s) {
		return d
	}
	d.Draft, d.Approvals, d.Status = nil, nil, d.undecided()
	return d
}
