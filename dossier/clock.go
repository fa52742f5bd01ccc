package dossier

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A Clock is one stretch of a dossier's life that must end in time. At zero it
// pages the next decider and opens a faster path; it never sends anything.
type Clock struct {
	Stage policy.Stage
	// Of numbers what it is of, where a dossier may have several: consults and
	// disputes.
	Of int
	// Since is when the stretch began, Due when it must have ended, UTC.
	Since time.Time
	Due   time.Time
}

// A Passed is a clock that ran out.
type Passed struct {
	Stage policy.Stage
	Of    int
	Since time.Time
	Due   time.Time
	// Paged is the level that was called, At when: whoever is paged next has the
	// whole span from then on.
	Paged tocsin.Level
	At    time.Time
}

// toWarning reports whether the stage lies on the way to a warning.
func (p Passed) toWarning() bool { return p.Stage.ToWarning() }

// mostPages bounds how often a clock that nobody answers pages: once a level, and
// once more when the head has been paged.
const mostPages = 4

// Clocks lists the clocks that run, in a fixed order.
func (d Dossier) Clocks() []Clock {
	var all []Clock
	if !d.Exists || d.Handling == nil { // the first version of the record had none
		return nil
	}
	if r := d.Review; r != nil {
		all = d.clock(all, policy.StageReview, 0, r.Sent, r.Due.Sub(r.Sent))
	}
	if d.Status == StatusClosed {
		return d.afterClock(all)
	}
	if stage, since := d.stage(); stage != "" {
		all = d.clock(all, stage, 0, since, d.span(stage, since))
	}
	if s := d.Silence; s != nil && !s.Affirmed {
		all = d.clock(all, policy.StageAffirm, 0, s.At, d.span(policy.StageAffirm, s.At))
	}
	switch {
	case d.Status == StatusReferred && d.Taken == "" && !d.OwnerBy.IsZero():
		waits := len(all)
		if all = d.clock(all, policy.StageReferral, 0, d.Since, d.OwnerBy.Sub(d.Since)); len(all) == waits {
			// The new owner never answered, and all were called: it stays on watch.
			all = d.clock(all, policy.StageWatch, 0, d.Since, d.span(policy.StageWatch, d.Since))
		}
	case d.Status == StatusNoDuty, d.Status == StatusReferred:
		all = d.clock(all, policy.StageWatch, 0, d.Since, d.span(policy.StageWatch, d.Since))
	case d.Status == StatusWaived:
		all = d.clock(all, policy.StageWaiver, 0, d.Since, d.WaivedUntil.Sub(d.Since))
	}
	return d.afterClock(d.lifeClocks(d.askedClocks(all)))
}

// askedClocks adds the clocks of what was asked and is not answered.
func (d Dossier) askedClocks(all []Clock) []Clock {
	for i, c := range d.Consults {
		if c.Answer == "" && !c.Lapsed {
			all = d.clock(all, policy.StageConsult, i+1, c.At, d.span(policy.StageConsult, c.At))
		}
	}
	for i, c := range d.Consents {
		if !c.Answered && !c.Lapsed {
			all = d.clock(all, policy.StageConsent, i+1, c.At, d.consentSpan(c.At))
		}
	}
	for i, c := range d.Disputes {
		if c.Open() {
			all = d.clock(all, policy.StageDispute, i+1, c.At, d.span(policy.StageDispute, c.At))
		}
	}
	return all
}

// stage gives the stage on the way to a warning at which the dossier stands, and
// since when.
func (d Dossier) stage() (policy.Stage, time.Time) {
	switch d.Status {
	case StatusFiled:
		return policy.StageAssess, d.Possessed()
	case StatusAssessed:
		if d.Silence == nil {
			return policy.StageDetermine, d.Since
		}
	case StatusDuty:
		if d.Silence == nil {
			return policy.StageDraft, d.Since
		}
	case StatusDrafted:
		return policy.StageApprove, d.Since
	case StatusCleared:
		return policy.StageSend, d.Since
	case StatusNoDuty, StatusReferred, StatusWaived, StatusSent, StatusReceived, StatusAcknowledged,
		StatusDenied, StatusDisputed, StatusClosed:
	}
	return "", time.Time{}
}

// span is how long a stage may take from a time on: what the packs say, and on
// the way to a warning never more than a quarter of what is left then, so that
// the clocks shrink with the lead time.
func (d Dossier) span(stage policy.Stage, since time.Time) time.Duration {
	span := d.handling().Clocks[d.urgency()].Of(stage)
	if last := d.Assessment.LatestUseful; stage.ToWarning() && span > 0 && last.After(since) {
		span = min(span, max(time.Minute, last.Sub(since)/4))
	}
	return span
}

// urgency is how little time is left, at least routine.
func (d Dossier) urgency() policy.Urgency { return policy.Routine.Sooner(d.Urgency) }

// clock adds a clock, after as many rounds as it has run out; a stage without a
// span has none.
func (d Dossier) clock(all []Clock, stage policy.Stage, of int, since time.Time, span time.Duration) []Clock {
	if span <= 0 || since.IsZero() {
		return all
	}
	c := Clock{Stage: stage, Of: of, Since: tocsin.Second(since)}
	from, rounds := c.Since, 0
	for _, p := range d.Passed {
		if p.Stage == stage && p.Of == of && p.Since.Equal(c.Since) {
			from, rounds = p.At, rounds+1
		}
	}
	if rounds >= mostPages && stage != policy.StageWatch {
		return all
	}
	c.Due = tocsin.Second(from.Add(max(span, time.Second)))
	return append(all, c)
}

// PassClock notes that a clock has run out. The engine asks it, not a person.
type PassClock struct {
	Stage policy.Stage
	Of    int
	Due   time.Time
}

// ClockPassed says that a clock ran out and who was paged.
type ClockPassed struct {
	Stage policy.Stage `json:"stage"`
	Of    int          `json:"of,omitempty"`
	Since time.Time    `json:"since"`
	Due   time.Time    `json:"due"`
	// Paged is the level that is called: each time one higher.
	Paged tocsin.Level `json:"paged"`
}

func (c PassClock) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	for _, running := range d.Clocks() {
		if running.Stage == c.Stage && running.Of == c.Of && running.Due.Equal(c.Due) && !s.At.Before(running.Due) {
			return []Event{ClockPassed{running.Stage, running.Of, running.Since, running.Due, d.pages(running, s.At)}}, nil
		}
	}
	return nil, nil
}

// pages is whom a clock pages: first who decides next, then one level higher each
// time, up to the head.
func (d Dossier) pages(c Clock, at time.Time) tocsin.Level {
	h := d.handling()
	first := tocsin.LevelOfficer
	switch c.Stage {
	case policy.StageApprove:
		first = h.Warn[d.urgency()].Highest
	case policy.StageAffirm, policy.StageWaiver, policy.StageReferral, policy.StageWatch:
		first = h.Silence.Highest
	case policy.StageDispute:
		first = h.ResolvedBy
	case policy.StageReview, policy.StageAfter:
		first = h.ReviewBy
	case policy.StageValidity:
		if d.over(c.Of, at) {
			first = tocsin.LevelHead
		}
	case policy.StageAssess, policy.StageDetermine, policy.StageDraft, policy.StageSend, policy.StageConsult,
		policy.StageConsent:
	}
	for _, p := range d.Passed {
		if p.Stage == c.Stage && p.Of == c.Of && p.Since.Equal(c.Since) {
			first = max(first, p.Paged+1)
		}
	}
	return min(first, tocsin.LevelHead)
}

func (e ClockPassed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	again := slices.ContainsFunc(d.Passed, func(p Passed) bool {
		return p.Stage == e.Stage && p.Of == e.Of && p.Since.Equal(e.Since)
	})
	d.Passed = append(slices.Clip(d.Passed), Passed{e.Stage, e.Of, e.Since, e.Due, e.Paged, s.At})
	d.Paged = e.Paged
	switch e.Stage {
	case policy.StageAssess, policy.StageDetermine, policy.StageDraft, policy.StageApprove, policy.StageSend:
		d.Urgency = d.urgency().Faster()
		if d.Draft != nil && d.Status == StatusDrafted {
			d.DraftedBy.Quorum = d.quorum(*d.Draft, d.DraftedBy.Level)
		}
	case policy.StageConsult:
		if e.Of >= 1 && e.Of <= len(d.Consults) {
			d.Consults = slices.Clone(d.Consults)
			d.Consults[e.Of-1].Lapsed = true
		}
	case policy.StageConsent:
		d = d.lapse(e.Of)
	case policy.StageDispute:
		if again {
			// Who could resolve it was paged and did not: it goes towards warning.
			d = d.resolved(e.Of, Resolution{At: s.At, Towards: TowardsWarning, ByClock: true})
		}
	case policy.StageWaiver:
		after := d.After
		d = d.stale()
		d.After = after // that it ended is no reason not to learn from it
		if !d.warned() {
			d.Status = StatusDuty
		}
	case policy.StageValidity:
		d = d.lapsing(e.Of, s)
	case policy.StageAffirm, policy.StageReferral, policy.StageWatch, policy.StageReview, policy.StageAfter:
	}
	return d
}
