package silence_test

import (
	"slices"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/silence"
)

// A broken machine has a cheap path.
type broken struct {
	silence.Engine
	decide func(dossier.Dossier, tocsin.Stamp, dossier.Command, []dossier.Event, error) ([]dossier.Event, error)
	evolve func(before, after dossier.Dossier, s tocsin.Stamp, e dossier.Event) dossier.Dossier
}

func (b broken) Decide(d dossier.Dossier, s tocsin.Stamp, c dossier.Command) ([]dossier.Event, error) {
	events, err := b.Engine.Decide(d, s, c)
	if b.decide != nil {
		return b.decide(d, s, c, events, err)
	}
	return events, err
}

func (b broken) Evolve(d dossier.Dossier, s tocsin.Stamp, e dossier.Event) dossier.Dossier {
	after := b.Engine.Evolve(d, s, e)
	if b.evolve != nil {
		return b.evolve(d, after, s, e)
	}
	return after
}

// on breaks what follows from one kind of event.
func on[E dossier.Event](breaks func(before, d dossier.Dossier, s tocsin.Stamp, e E) dossier.Dossier) silence.Machine {
	return broken{evolve: func(before, after dossier.Dossier, s tocsin.Stamp, e dossier.Event) dossier.Dossier {
		if one, ok := e.(E); ok {
			return breaks(before, after, s, one)
		}
		return after
	}}
}

// asked breaks what is answered to one kind of command.
func asked[C dossier.Command](answer func(dossier.Dossier, tocsin.Stamp, C, []dossier.Event, error) ([]dossier.Event, error)) silence.Machine {
	return broken{decide: func(d dossier.Dossier, s tocsin.Stamp, c dossier.Command, events []dossier.Event, err error) ([]dossier.Event, error) {
		if one, ok := c.(C); ok {
			return answer(d, s, one, events, err)
		}
		return events, err
	}}
}

// settled is what a silence becomes.
func settled(s *dossier.Silence) dossier.Event {
	switch p := s.Proposed; p.Path {
	case dossier.PathOutOfScope:
		return dossier.Referred{Owner: p.Owner, By: p.OwnerBy}
	case dossier.PathWaiver:
		return dossier.DutyWaived{Pack: p.Waiver.Pack, Ground: p.Waiver.Ground, Expires: p.Expires}
	case dossier.PathUnwarned, dossier.PathUndecided:
		return *p.Closing
	case dossier.PathNoDuty, dossier.PathProhibited:
	}
	return dossier.NoDutyAffirmed{}
}

// rests makes a silence that waits one that rests.
func rests(d dossier.Dossier) dossier.Dossier {
	if d.Silence == nil || d.Silence.Affirmed {
		return d
	}
	s := *d.Silence
	s.Affirmed = true
	d.Silence, d.Status = &s, dossier.StatusNoDuty
	return d
}

// undisputed gives a dossier without its disputes.
func undisputed(d dossier.Dossier) dossier.Dossier {
	d.Disputes = nil
	return d
}

// seeds are machines with a cheap path, each with what is said of it.
var seeds = map[string]struct {
	machine silence.Machine
	says    string
	focus   silence.Focus
}{
	"a silence settles after one affirmation too few": {asked(func(d dossier.Dossier, _ tocsin.Stamp, _ dossier.AffirmSilence, events []dossier.Event, err error) ([]dossier.Event, error) {
		if err == nil && len(events) == 1 && len(d.Silence.Given)+1 == d.Silence.Proposal.Quorum.Others-1 {
			events = append(events, settled(d.Silence))
		}
		return events, err
	}), "without the quorum of silence", silence.FocusSilence},
	"a silence settles without a higher officer": {asked(func(d dossier.Dossier, _ tocsin.Stamp, _ dossier.AffirmSilence, events []dossier.Event, err error) ([]dossier.Event, error) {
		if err == nil && len(events) == 1 && len(d.Silence.Given)+1 == d.Silence.Proposal.Quorum.Others {
			events = append(events, settled(d.Silence))
		}
		return events, err
	}), "without the quorum of silence", silence.FocusSilence},
	"a clock settles a silence": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, e dossier.ClockPassed) dossier.Dossier {
		if e.Stage == policy.StageAffirm {
			return rests(d)
		}
		return d
	}), "a clock settles a silence", silence.FocusConsults},
	"a clock affirms": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, e dossier.ClockPassed) dossier.Dossier {
		if e.Stage != policy.StageConsult || d.Silence == nil || d.Silence.Affirmed {
			return d
		}
		s := *d.Silence
		s.Given = append(slices.Clip(s.Given), s.Given...)
		s.Given = append(s.Given, s.Given...)
		d.Silence = &s
		return d
	}), "a clock settles a silence", silence.FocusConsults},
	"a clock sends": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, e dossier.ClockPassed) dossier.Dossier {
		if e.Stage == policy.StageSend {
			d.Warned = append(slices.Clip(d.Warned), dossier.Sent{Draft: *d.Draft})
			d.Draft, d.Status = nil, dossier.StatusSent
		}
		return d
	}), "a clock sends", silence.FocusConsults},
	"a clock clears": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, e dossier.ClockPassed) dossier.Dossier {
		if e.Stage == policy.StageApprove && d.DraftedBy.Quorum.Others > 0 {
			d.Status = dossier.StatusCleared
		}
		return d
	}), "a clock clears", silence.FocusUrgency},
	"a waiver never ends": {asked(func(_ dossier.Dossier, _ tocsin.Stamp, c dossier.PassClock, events []dossier.Event, err error) ([]dossier.Event, error) {
		if c.Stage == policy.StageWaiver {
			return nil, nil
		}
		return events, err
	}), "nothing follows", silence.FocusWaivers},
	"editing a fact closes": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, e dossier.FactsAssessed) dossier.Dossier {
		if e.Assessment.Harm != report.HarmIntentionalKilling {
			d.Status = dossier.StatusClosed
		}
		return d
	}), "nobody closed it", silence.FocusSilence},
	"editing a fact finds no duty": {on(func(before, d dossier.Dossier, _ tocsin.Stamp, e dossier.Determined) dossier.Dossier {
		if before.Status == dossier.StatusAssessed && e.Determinations[0].Verdict == policy.NoDuty {
			d.Status = dossier.StatusNoDuty
		}
		return d
	}), "nothing that was affirmed stands", silence.FocusSilence},
	"withdrawing a silence waives": {on(func(before, d dossier.Dossier, _ tocsin.Stamp, _ dossier.SilenceWithdrawn) dossier.Dossier {
		if before.Silence != nil && before.Silence.Proposed.Path == dossier.PathWaiver {
			d.Status = dossier.StatusWaived
		}
		return d
	}), "nothing that was affirmed stands", silence.FocusWaivers},
	"a dispute times out to silence": {on(func(_, d dossier.Dossier, s tocsin.Stamp, e dossier.ClockPassed) dossier.Dossier {
		if e.Stage == policy.StageDispute && d.Disputed() == 0 {
			d.Disputes = slices.Clone(d.Disputes)
			d.Disputes[e.Of-1].Resolved = &dossier.Resolution{Towards: dossier.TowardsSilence, At: s.At, ByClock: true}
		}
		return d
	}), "does not end towards warning", silence.FocusDisputes},
	"a dispute holds up no silence": {broken{decide: func(d dossier.Dossier, s tocsin.Stamp, c dossier.Command, events []dossier.Event, err error) ([]dossier.Event, error) {
		if _, ok := c.(dossier.AffirmSilence); ok {
			return dossier.Decide(undisputed(d), s, c)
		}
		return events, err
	}}, "while a dispute is open", silence.FocusDisputes},
	"a dispute holds up a warning": {asked(func(d dossier.Dossier, _ tocsin.Stamp, _ dossier.SendWarning, events []dossier.Event, err error) ([]dossier.Event, error) {
		if d.Disputed() > 0 {
			return nil, tocsin.Refuse("dossier/dispute", "wait", "a dispute is open")
		}
		return events, err
	}), `"sends to speak" is refused`, silence.FocusDisputes},
	"a dissent keeps what was affirmed": {on(func(before, d dossier.Dossier, _ tocsin.Stamp, _ dossier.DissentKept) dossier.Dossier {
		if d.Silence != nil {
			d.Silence = before.Silence
		}
		return d
	}), "without the quorum of silence", silence.FocusDisputes},
	"the exigent path has no review": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, _ dossier.WarningSent) dossier.Dossier {
		d.Review = nil
		return d
	}), "no review is due", silence.FocusUrgency},
	"who sent it alone reviews it": {asked(func(d dossier.Dossier, s tocsin.Stamp, c dossier.ReviewWarning, events []dossier.Event, err error) ([]dossier.Event, error) {
		if d.Review != nil && s.Level >= d.ReviewBy() {
			return []dossier.Event{c.WarningReviewed}, nil
		}
		return events, err
	}), "who had a hand", silence.FocusUrgency},
	"it closes before the review": {asked(func(d dossier.Dossier, s tocsin.Stamp, c dossier.CloseDossier, _ []dossier.Event, _ error) ([]dossier.Event, error) {
		d.Review = nil
		return dossier.Decide(d, s, c)
	}), "nobody has reviewed", silence.FocusUrgency},
	"a drill ends the duty": {on(func(_, d dossier.Dossier, _ tocsin.Stamp, _ dossier.WarningSent) dossier.Dossier {
		d.Status = dossier.StatusSent
		return d
	}), "it is parked", silence.FocusSilence},
	"a text is sent that was not cleared": {asked(func(d dossier.Dossier, _ tocsin.Stamp, c dossier.SendWarning, events []dossier.Event, err error) ([]dossier.Event, error) {
		if d.Status == dossier.StatusDrafted {
			return []dossier.Event{c.WarningSent}, nil
		}
		return events, err
	}), "is sent that its drafter and the quorum did not clear", silence.FocusSilence},
	"no warning after a dissent": {broken{decide: func(d dossier.Dossier, _ tocsin.Stamp, c dossier.Command, events []dossier.Event, err error) ([]dossier.Event, error) {
		if _, ok := c.(dossier.DraftWarning); ok && len(d.Dissents) > 0 {
			return nil, tocsin.Refuse("dossier/dissent", "wait", "somebody disagrees")
		}
		return events, err
	}}, "two states fall together and answer differently", silence.FocusDisputes},
}

// TestSeeded walks machines that have a cheap path, and holds that it is found
// and named.
func TestSeeded(t *testing.T) {
	t.Parallel()
	for name, seed := range seeds {
		if underRace && name != "a clock settles a silence" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := silence.Walk(pack(t, "icd-191"), silence.Options{Machine: seed.machine, Focuses: []silence.Focus{seed.focus}})
			if err != nil {
				t.Fatal(err)
			}
			met(t, r, seed.says)
		})
	}
}
