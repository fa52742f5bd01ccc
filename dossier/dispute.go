package dossier

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/policy"
)

// A Consult is a question to somebody else on the best way to warn. No answer by
// its clock is on the record, and holds nothing up.
type Consult struct {
	With, Question string
	At             time.Time
	By             tocsin.OfficerID
	Answer         string
	Lapsed         bool
}

// AskConsult asks another agency, organization or expert.
type AskConsult struct {
	ConsultAsked
}

// ConsultAsked is a consultation with its question.
type ConsultAsked struct {
	With     string `json:"with"`
	Question string `json:"question"`
}

func (c AskConsult) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(c.With) == "" || strings.TrimSpace(c.Question) == "" {
		return nil, tocsin.Refuse("dossier/consult", "say whom you ask, and what", "the consultation asks nobody, or nothing")
	}
	return []Event{c.ConsultAsked}, nil
}

func (e ConsultAsked) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Consults = append(slices.Clip(d.Consults), Consult{With: e.With, Question: e.Question, At: s.At, By: s.By})
	return d
}

// AnswerConsult keeps what was answered.
type AnswerConsult struct {
	ConsultAnswered
}

// ConsultAnswered is the answer to a consultation, by its number from 1.
type ConsultAnswered struct {
	Of   int    `json:"of"`
	Says string `json:"says"`
}

func (c AnswerConsult) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case c.Of < 1 || c.Of > len(d.Consults):
		return nil, tocsin.Refuse("dossier/consult", "show the dossier for the numbers", "there is no consultation %d", c.Of)
	case d.Consults[c.Of-1].Answer != "":
		return nil, tocsin.Refuse("dossier/consult", "ask again for more", "it was answered already")
	case strings.TrimSpace(c.Says) == "":
		return nil, tocsin.Refuse("dossier/consult", "say what was answered", "the answer is empty")
	}
	return []Event{c.ConsultAnswered}, nil
}

func (e ConsultAnswered) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	if e.Of < 1 || e.Of > len(d.Consults) {
		return d
	}
	d.Consults = slices.Clone(d.Consults)
	d.Consults[e.Of-1].Answer = e.Says
	return d
}

// A Subject is what a dispute is about.
type Subject string

// The subjects.
const (
	AboutDuty   Subject = "duty"
	AboutWaiver Subject = "waiver"
	AboutMethod Subject = "method"
)

// Subjects lists the subjects.
func Subjects() []Subject { return []Subject{AboutDuty, AboutWaiver, AboutMethod} }

// A Direction is which way a dispute is resolved.
type Direction string

// The directions. Who writes no warning after all still needs all that silence
// takes.
const (
	TowardsWarning Direction = "warning"
	TowardsSilence Direction = "silence"
)

// A Dispute is a disagreement on the record. While it is open nothing is left
// unsaid, and nothing is held up that is to be said.
type Dispute struct {
	About   Subject
	Because string
	By      tocsin.OfficerID
	At      time.Time
	// Resolved is how it ended, nil while it is open.
	Resolved *Resolution
}

// Open reports whether a dispute waits for somebody to resolve it.
func (d Dispute) Open() bool { return d.Resolved == nil }

// A Resolution is how a dispute ended.
type Resolution struct {
	Towards Direction
	Because string
	By      tocsin.OfficerID
	At      time.Time
	// ByClock says that nobody resolved it in time.
	ByClock bool
}

// RaiseDispute disagrees.
type RaiseDispute struct {
	DisputeRaised
}

// DisputeRaised is one officer's disagreement.
type DisputeRaised struct {
	About   Subject `json:"about"`
	Because string  `json:"because"`
}

func (c RaiseDispute) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(Subjects(), c.About):
		return nil, tocsin.Refuse("dossier/dispute", "choose duty, waiver or method", "a dispute is not about %q", string(c.About))
	case d.DeterminedAt.IsZero() && d.Silence == nil:
		return nil, tocsin.Refuse("dossier/determine-first", "determine whether there is a duty to warn", "nothing is decided that could be disputed")
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	return []Event{c.DisputeRaised}, nil
}

func (e DisputeRaised) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Disputes = append(slices.Clip(d.Disputes), Dispute{About: e.About, Because: e.Because, By: s.By, At: s.At})
	return d
}

// Disputed gives the number of the first open dispute, zero for none.
func (d Dossier) Disputed() int {
	return slices.IndexFunc(d.Disputes, Dispute.Open) + 1
}

// undisputed refuses a silence while somebody disagrees.
func (d Dossier) undisputed() error {
	if n := d.Disputed(); n > 0 {
		return tocsin.Refuse("dossier/dispute", "have the dispute resolved first; where it stays open, it goes towards warning",
			"dispute %d is open", n)
	}
	return nil
}

// ResolveDispute ends a dispute.
type ResolveDispute struct {
	DisputeResolved
}

// DisputeResolved says how a dispute, by its number from 1, ended.
type DisputeResolved struct {
	Of      int       `json:"of"`
	Towards Direction `json:"towards"`
	Because string    `json:"because"`
}

func (c ResolveDispute) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	switch high := d.handling().ResolvedBy; {
	case c.Of < 1 || c.Of > len(d.Disputes):
		return nil, tocsin.Refuse("dossier/dispute", "show the dossier for the numbers", "there is no dispute %d", c.Of)
	case !d.Disputes[c.Of-1].Open():
		return nil, tocsin.Refuse("dossier/dispute", "show the dossier", "the dispute is resolved already")
	case c.Towards != TowardsWarning && c.Towards != TowardsSilence:
		return nil, tocsin.Refuse("dossier/dispute", "choose warning or silence", "a dispute is not resolved towards %q", string(c.Towards))
	case s.Level < high:
		return nil, tocsin.Refuse("dossier/dispute", "ask a "+high.String(), "a %s does not resolve a dispute", s.Level)
	case c.Towards == TowardsWarning && d.prohibited() && s.Level < d.handling().Silence.Highest:
		return nil, tocsin.Refuse("policy/prohibited", "ask a "+d.handling().Silence.Highest.String()+", or bring what lifts the prohibition",
			"the packs prohibit a warning as things stand")
	case c.Towards == TowardsSilence && s.By == d.proposer():
		return nil, tocsin.Refuse("dossier/dispute", "ask another "+high.String(), "who proposed the silence does not resolve the dispute about it")
	}
	if err := policy.JustifyApart(c.Because, d.Disputes[c.Of-1].Because); err != nil {
		return nil, err
	}
	return []Event{c.DisputeResolved}, nil
}

// proposer is who proposed the silence that is there, empty for nobody.
func (d Dossier) proposer() tocsin.OfficerID {
	if d.Silence == nil {
		return ""
	}
	return d.Silence.Proposal.By
}

func (e DisputeResolved) evolve(d Dossier, s tocsin.Stamp) Dossier {
	return d.resolved(e.Of, Resolution{Towards: e.Towards, Because: e.Because, By: s.By, At: s.At})
}

// resolved ends a dispute. Towards warning, a silence that waits or rests falls,
// and the dossier waits for a draft; no clock lifts what packs prohibit.
func (d Dossier) resolved(of int, r Resolution) Dossier {
	if of < 1 || of > len(d.Disputes) {
		return d
	}
	d.Disputes = slices.Clone(d.Disputes)
	d.Disputes[of-1].Resolved = &r
	if r.Towards != TowardsWarning {
		return d
	}
	d = d.stale()
	if d.DeterminedAt.IsZero() || d.warned() || d.is(StatusDrafted, StatusCleared) || r.ByClock && d.prohibited() {
		return d
	}
	if !d.duty() {
		d.Overruled = "dispute " + strconv.Itoa(of) + " was resolved towards warning"
		if r.ByClock {
			d.Overruled = "dispute " + strconv.Itoa(of) + " stayed unresolved"
		}
	}
	d.Status = StatusDuty
	return d
}

// A Dissent is an officer's disagreement that asks for nothing, and is kept.
type Dissent struct {
	Because string
	By      tocsin.OfficerID
	At      time.Time
}

// KeepDissent keeps a dissent, also in a dossier that is closed.
type KeepDissent struct {
	DissentKept
}

// DissentKept is a dissent. Who affirms a silence after it has read it: what was
// affirmed before counts no longer.
type DissentKept struct {
	Because string `json:"because"`
}

func (c KeepDissent) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if !d.Exists {
		return nil, d.open()
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	return []Event{c.DissentKept}, nil
}

func (e DissentKept) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Dissents = append(slices.Clip(d.Dissents), Dissent{e.Because, s.By, s.At})
	if d.Silence != nil && !d.Silence.Affirmed {
		silence := *d.Silence
		silence.Given = nil
		silence.Proposal.Of = act.Hash([]byte(silence.Proposal.Of + "\n" + string(s.By) + "\n" + e.Because))
		d.Silence = &silence
	}
	return d
}

// A Review is the look that is due at a warning which one officer sent alone. One
// look is due at all that went out so until it is taken, in time for the first.
type Review struct {
	Warning tocsin.WarningID
	By      tocsin.OfficerID
	// Also are others who had a hand in it: who sent what By drafted, and who
	// drafted or sent alone what followed.
	Also []tocsin.OfficerID
	Sent time.Time
	Due  time.Time
}

// toReview notes that a warning left which one officer sent alone.
func (d Dossier) toReview(sent tocsin.WarningID, s tocsin.Stamp) Dossier {
	within := time.Duration(d.handling().ReviewWithin) * time.Second
	review := Review{Warning: sent, By: d.DraftedBy.By, Sent: s.At, Due: tocsin.Second(s.At.Add(within))}
	if d.Review != nil {
		review = *d.Review
	}
	for _, by := range []tocsin.OfficerID{d.DraftedBy.By, s.By} {
		if by != review.By && !slices.Contains(review.Also, by) {
			review.Also = append(slices.Clip(review.Also), by)
		}
	}
	d.Review = &review
	return d
}

// ReviewWarning looks at a warning that one officer sent alone.
type ReviewWarning struct {
	WarningReviewed
}

// WarningReviewed is what somebody else made of it.
type WarningReviewed struct {
	Because string `json:"because"`
}

func (c ReviewWarning) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	if !d.Exists {
		return nil, d.open()
	}
	switch high := d.handling().ReviewBy; {
	case d.Review == nil:
		return nil, tocsin.Refuse("dossier/review", "show the dossier", "no warning waits to be looked at")
	case s.By == d.Review.By, slices.Contains(d.Review.Also, s.By):
		return nil, tocsin.Refuse("dossier/review", "ask another officer", "who sent it alone does not review it")
	case s.Level < high:
		return nil, tocsin.Refuse("dossier/review", "ask a "+high.String(), "a %s does not review it", s.Level)
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	return []Event{c.WarningReviewed}, nil
}

func (WarningReviewed) evolve(d Dossier, _ tocsin.Stamp) Dossier {
	d.Review = nil
	return d
}

// ResolvedBy is who resolves a dispute, at least.
func (d Dossier) ResolvedBy() tocsin.Level { return d.handling().ResolvedBy }

// ReviewBy is who looks at a warning that one officer sent alone, at least.
func (d Dossier) ReviewBy() tocsin.Level { return d.handling().ReviewBy }
