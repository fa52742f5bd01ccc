package policy

import (
	"slices"
	"time"

	"example.org/tocsin"
)

// A Quorum is who must agree to one thing, besides who proposed it.
type Quorum struct {
	// Others is how many officers other than the proposer.
	Others int `json:"others"`
	// Highest is the level that at least one of them has; where no other is
	// asked, the level of the proposer.
	Highest tocsin.Level `json:"highest"`
}

// Covers reports whether a quorum takes at least as many people as another, at
// least as high.
func (q Quorum) Covers(o Quorum) bool { return q.Others >= o.Others && q.Highest >= o.Highest }

// Strictest takes the larger of both demands.
func (q Quorum) Strictest(o Quorum) Quorum {
	return Quorum{max(q.Others, o.Others), max(q.Highest, o.Highest)}
}

// Deciders is who must agree before a warning leaves, and before it is left
// unsaid.
type Deciders struct {
	Warn    Quorum `json:"warn"`
	Silence Quorum `json:"silence"`
}

// An Urgency is how little time is left.
type Urgency string

// The urgencies, each faster than the one before.
const (
	Routine Urgency = "routine"
	Urgent  Urgency = "urgent"
	Exigent Urgency = "exigent"
)

// Urgencies lists the urgencies, slowest first.
func Urgencies() []Urgency { return []Urgency{Routine, Urgent, Exigent} }

// Faster gives the next faster urgency; nothing is faster than exigent.
func (u Urgency) Faster() Urgency {
	if u == Routine {
		return Urgent
	}
	return Exigent
}

// rank orders urgencies.
func (u Urgency) rank() int {
	for i, o := range Urgencies() {
		if o == u {
			return i
		}
	}
	return 0
}

// Sooner gives the faster of two urgencies.
func (u Urgency) Sooner(o Urgency) Urgency {
	if o.rank() > u.rank() {
		return o
	}
	return u
}

// A Stage is one stretch of a dossier's life that has a clock.
type Stage string

// The stages. The first five lie on the way to a warning.
const (
	StageAssess    Stage = "assess"
	StageDetermine Stage = "determine"
	StageDraft     Stage = "draft"
	StageApprove   Stage = "approve"
	StageSend      Stage = "send"
	StageAffirm    Stage = "affirm"
	StageConsult   Stage = "consult"
	StageDispute   Stage = "dispute"
	StageReferral  Stage = "referral"
	StageWatch     Stage = "watch"
	// StageConsent is an originator's time to answer; its clock is the tearline's.
	StageConsent Stage = "consent"
	// StageReview is the look at a warning that one officer sent alone; its
	// clock is the exigent path's.
	StageReview Stage = "review"
	// StageWaiver is the end of a waiver; its clock is the waiver's.
	StageWaiver Stage = "waiver"
	// StageValidity is how long before the end of a warning's window somebody must
	// decide whether it is extended, updated, taken back or stood down. Packs may
	// say it; where none does, it follows from the window.
	StageValidity Stage = "validity"
	// StageAfter is how long the review of how it turned out may take. Packs may
	// say it.
	StageAfter Stage = "after"
)

// defaultAfter is how long a review may take where no pack says it.
const defaultAfter = 14 * 24 * time.Hour

// OptionalStages lists the stages of which a pack need not say how long they may
// take.
func OptionalStages() []Stage { return []Stage{StageValidity, StageAfter} }

// DecideBefore is how long before the end of a window somebody must decide on a
// warning: what the packs say, or a quarter of the window, an hour at least and a
// day at most.
func (c Clocks) DecideBefore(window time.Duration) time.Duration {
	if said := c.Of(StageValidity); said > 0 {
		return said
	}
	return min(max(window/4, time.Hour), 24*time.Hour)
}

// ReviewAfter is how long a review of how it turned out may take.
func (c Clocks) ReviewAfter() time.Duration {
	if said := c.Of(StageAfter); said > 0 {
		return said
	}
	return defaultAfter
}

// Stages lists the stages that have a clock for each urgency.
func Stages() []Stage {
	return []Stage{
		StageAssess, StageDetermine, StageDraft, StageApprove, StageSend,
		StageAffirm, StageConsult, StageDispute, StageReferral, StageWatch,
	}
}

// toWarning are the stages on the way to a warning.
const toWarning = 5

// Clocks say how long each stage may take, in seconds.
type Clocks map[Stage]int64

// Of gives how long a stage may take; zero where it has no clock.
func (c Clocks) Of(s Stage) time.Duration { return time.Duration(c[s]) * time.Second }

// A Handling is what a pack asks of a dossier, whatever the facts: who decides
// at each urgency, and how long each stage may take.
type Handling struct {
	Warn    map[Urgency]Quorum `json:"warn"`
	Silence Quorum             `json:"silence"`
	Clocks  map[Urgency]Clocks `json:"clocks"`
	// ReviewBy and ReviewWithin are who looks at a warning that one officer sent
	// alone, and how soon, in seconds.
	ReviewBy     tocsin.Level `json:"review_by"`
	ReviewWithin int64        `json:"review_within"`
	// ResolvedBy is who resolves a dispute, at least.
	ResolvedBy tocsin.Level `json:"resolved_by"`
	// Tearline is what may be said; nil for packs that do not say.
	Tearline *Tearline `json:"tearline,omitempty"`
}

// Deciders gives who must agree at an urgency.
func (h *Handling) Deciders(u Urgency) Deciders { return Deciders{h.Warn[u], h.Silence} }

// Strictest gives the handling that satisfies all: the most people, the highest,
// and the shortest clocks. What one pack demands another does not take away.
func Strictest(all ...*Handling) *Handling {
	out := &Handling{Warn: map[Urgency]Quorum{}, Clocks: map[Urgency]Clocks{}}
	for _, h := range all {
		out.Silence = out.Silence.Strictest(h.Silence)
		out.ReviewBy = max(out.ReviewBy, h.ReviewBy)
		out.ResolvedBy = max(out.ResolvedBy, h.ResolvedBy)
		out.ReviewWithin = shorter(out.ReviewWithin, h.ReviewWithin)
		out.Tearline = strictestTearline(out.Tearline, h.Tearline)
		for _, u := range Urgencies() {
			out.Warn[u] = out.Warn[u].Strictest(h.Warn[u])
			if out.Clocks[u] == nil {
				out.Clocks[u] = Clocks{}
			}
			for stage, d := range h.Clocks[u] {
				out.Clocks[u][stage] = shorter(out.Clocks[u][stage], d)
			}
		}
	}
	return out
}

// shorter gives the shorter of two spans, of which zero is none.
func shorter(a, b int64) int64 {
	switch {
	case a == 0:
		return b
	case b == 0:
		return a
	}
	return min(a, b)
}

// A Profile is the kind of holder that is founded; it says which packs are in
// force from the beginning.
type Profile string

// The profiles.
const (
	// ProfileNGO is a small organization: two people.
	ProfileNGO Profile = "ngo"
	// ProfileCERT is a national or sectoral response team.
	ProfileCERT Profile = "cert"
	// ProfileService is an intelligence service.
	ProfileService Profile = "service"
	// ProfilePolice is a police force.
	ProfilePolice Profile = "police"
)

// Profiles lists the profiles.
func Profiles() []Profile { return []Profile{ProfileNGO, ProfileCERT, ProfileService, ProfilePolice} }

// FirstHandling is what the first version of the record asked, whose profile said
// who decides and which had no clocks.
func FirstHandling(p Profile) *Handling {
	warn, silence := Quorum{1, tocsin.LevelOfficer}, Quorum{1, tocsin.LevelHead}
	switch p {
	case ProfileNGO:
		silence.Highest = tocsin.LevelSenior
	case ProfileService, ProfilePolice:
		warn, silence = Quorum{2, tocsin.LevelSenior}, Quorum{2, tocsin.LevelHead}
	case ProfileCERT:
	}
	return &Handling{
		Warn: map[Urgency]Quorum{Routine: warn, Urgent: warn, Exigent: warn}, Silence: silence,
		ReviewBy: tocsin.LevelSenior, ResolvedBy: tocsin.LevelHead,
	}
}

// ToWarning reports whether a stage lies on the way to a warning.
func (s Stage) ToWarning() bool {
	return slices.Contains(Stages()[:toWarning], s)
}
