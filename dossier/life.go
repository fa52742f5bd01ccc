package dossier

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// pageDaily is how often the head is called about a warning that has lapsed.
const pageDaily = 24 * time.Hour

// live lists the messages, by their number in Warned, that are the last word to
// somebody and tell him of a threat, so that he still believes that he is warned.
// What was sent before anybody had to decide on it is not among them.
func (d Dossier) live() []int {
	var all []int
	heard := map[tocsin.RecipientID]bool{}
	for i, sent := range slices.Backward(d.Warned) {
		last := false
		if sent.Draft.Kind == warning.KindExercise {
			continue
		}
		for _, to := range sent.to() {
			last = last || !heard[to]
			heard[to] = true
		}
		for _, o := range sent.Draft.LeftOut {
			heard[o.Recipient] = true // it was decided that he hears no more
		}
		if last && warns(sent.Draft.Kind) && !sent.DecideBy.IsZero() {
			all = append(all, i)
		}
	}
	slices.Reverse(all)
	return all
}

// to lists who got a message: each of its dispatches, or the groups of a campaign.
func (s Sent) to() []tocsin.RecipientID {
	if len(s.Dispatches) == 0 {
		return s.Draft.Recipients
	}
	all := make([]tocsin.RecipientID, 0, len(s.Dispatches))
	for _, leg := range s.Dispatches {
		all = append(all, leg.Recipient)
	}
	return all
}

// Live lists the warnings that somebody still relies on, oldest first.
func (d Dossier) Live() []Sent {
	var all []Sent
	for _, i := range d.live() {
		all = append(all, d.Warned[i])
	}
	return all
}

// Everyone lists who relies on a warning that still holds, each once: whoever got
// the earlier word gets the next one.
func (d Dossier) Everyone() []tocsin.RecipientID {
	var all []tocsin.RecipientID
	listed := map[tocsin.RecipientID]bool{}
	for _, i := range d.live() {
		for _, to := range d.Warned[i].to() {
			if !listed[to] && d.lastWord(to) == i {
				all, listed[to] = append(all, to), true
			}
		}
	}
	return all
}

// lastWord is the number of the last message that somebody got, or that leaves him
// out; a drill is none.
func (d Dossier) lastWord(to tocsin.RecipientID) int {
	for i, sent := range slices.Backward(d.Warned) {
		if sent.Draft.Kind != warning.KindExercise && (slices.Contains(sent.to(), to) ||
			slices.ContainsFunc(sent.Draft.LeftOut, func(o warning.LeftOut) bool { return o.Recipient == to })) {
			return i
		}
	}
	return -1
}

// decideBy is by when somebody must decide on a text that is sent: as long before
// its window ends as the packs say, and never before half of what is left has
// passed. What does not warn needs no deciding.
func (d Dossier) decideBy(draft warning.Draft, at time.Time) time.Time {
	if !warns(draft.Kind) {
		return time.Time{}
	}
	until := draft.UsefulUntil
	before := d.handling().Clocks[d.urgency()].DecideBefore(until.Sub(draft.ValidFrom))
	return tocsin.Second(until.Add(-min(before, until.Sub(at)/2)))
}

// lifeClocks adds the clocks of the warnings that still hold. The first page is at
// the time by which somebody must decide, two more follow within what is left, one
// at the end itself, and then one a day until somebody does.
func (d Dossier) lifeClocks(all []Clock) []Clock {
	for _, i := range d.live() {
		sent := d.Warned[i]
		until, due := sent.Draft.UsefulUntil, sent.DecideBy
		third := until.Sub(due) / 3
		since := tocsin.Second(sent.At)
		for _, p := range d.Passed {
			if p.Stage != policy.StageValidity || p.Of != i+1 || !p.Since.Equal(since) {
				continue
			}
			if due = p.At.Add(pageDaily); p.At.Before(until) {
				due = p.At.Add(third)
				if due.After(until) {
					due = until
				}
			}
		}
		all = append(all, Clock{Stage: policy.StageValidity, Of: i + 1, Since: since, Due: second(due)})
	}
	return all
}

// second is a time in whole seconds, none before it.
func second(t time.Time) time.Time {
	if whole := tocsin.Second(t); whole.Before(t) {
		return whole.Add(time.Second)
	}
	return tocsin.Second(t)
}

// over reports whether the window of a message, by its number from 1, has ended.
func (d Dossier) over(of int, at time.Time) bool {
	return of >= 1 && of <= len(d.Warned) && !at.Before(d.Warned[of-1].Draft.UsefulUntil)
}

// lapsing notes that the window of a warning ended and nobody had decided on it.
func (d Dossier) lapsing(of int, s tocsin.Stamp) Dossier {
	if !d.over(of, s.At) || !d.Warned[of-1].Lapsed.IsZero() {
		return d
	}
	d.Warned = slices.Clone(d.Warned)
	d.Warned[of-1].Lapsed = s.At
	return d.toLearn(review.WindowEnd, s.At)
}

// lapsed reports whether a warning that somebody relies on has lapsed.
func (d Dossier) lapsed() bool {
	return slices.ContainsFunc(d.Live(), func(s Sent) bool { return !s.Lapsed.IsZero() })
}

// ending opens the review of a warning that is ended by the text which leaves.
func (d Dossier) ending(at time.Time) Dossier {
	if d.Draft == nil || len(d.live()) == 0 {
		return d
	}
	switch d.Draft.Kind {
	case warning.KindRetraction:
		return d.toLearn(review.Canceled, at)
	case warning.KindStandDown:
		return d.toLearn(review.WindowEnd, at)
	case warning.KindWarning, warning.KindUpdate, warning.KindExtension, warning.KindExercise:
	}
	return d
}

// owes reports whether a duty to warn stands, as far as anybody knows: what was
// assessed anew and not determined may call for one.
func (d Dossier) owes() bool { return !d.Current || d.duty() }

// quorum is who must agree to a text that an officer of some level drafts: the
// quorum of warning, and besides the quorum of silence where it ends a warning
// while a duty to warn stands, or leaves somebody out: whoever hears no more lowers
// his guard, as if he had never been told.
func (d Dossier) quorum(draft warning.Draft, level tocsin.Level) policy.Quorum {
	q := d.warnQuorum(draft)
	silences := draft.Kind.Ends() && d.owes() || len(draft.LeftOut) > 0
	if !silences || len(d.live()) == 0 {
		return q
	}
	q = q.Strictest(d.handling().Silence)
	return q.Strictest(policy.Quorum{Others: 1, Highest: min(level+1, tocsin.LevelHead)})
}

// carries refuses a text that does not carry on what was said before: whoever got
// the earlier word gets this one, and what ends a warning cannot be taken for a
// new one.
func (d Dossier) carries(draft warning.Draft) error {
	if draft.Kind == warning.KindExercise {
		return d.leavesOut(draft, nil)
	}
	everyone := d.Everyone()
	if err := d.leavesOut(draft, everyone); err != nil {
		return err
	}
	if len(everyone) == 0 {
		return nil
	}
	if err := draft.CheckFirstLines(); err != nil {
		return err
	}
	for _, sent := range d.Live() {
		if err := draft.CheckEnding(sent.Draft); err != nil {
			return err
		}
		if draft.Kind == warning.KindExtension && !draft.UsefulUntil.After(sent.Draft.UsefulUntil) {
			return tocsin.Refuse("warning/extension", "give a later end, or draft an update",
				"an extension ends no later than what it extends")
		}
	}
	if !draft.Kind.Ends() || !d.owes() {
		return nil
	}
	if err := d.undisputed(); err != nil {
		return err
	}
	return policy.Justify(draft.Because)
}

// leavesOut refuses a text that does not go to everyone who got the earlier word,
// save those of whom it says why.
func (d Dossier) leavesOut(draft warning.Draft, everyone []tocsin.RecipientID) error {
	for i, o := range draft.LeftOut {
		again := slices.ContainsFunc(draft.LeftOut[:i], func(p warning.LeftOut) bool { return p.Recipient == o.Recipient })
		if again || !slices.Contains(everyone, o.Recipient) || slices.Contains(draft.Recipients, o.Recipient) {
			return tocsin.Refuse("warning/left-out", "name those alone who got the earlier word and do not get this one",
				"somebody is left out who gets it, or has no earlier word")
		}
		if err := policy.Justify(o.Because); err != nil {
			return err
		}
	}
	missing := 0
	for _, to := range everyone {
		if !slices.Contains(draft.Recipients, to) && !slices.ContainsFunc(draft.LeftOut, func(o warning.LeftOut) bool { return o.Recipient == to }) {
			missing++
		}
	}
	if missing > 0 {
		return tocsin.Refuse("warning/everyone", "send it to everyone who got the earlier word, or say of each why not, with --leave-out",
			"%d of the %d who got the earlier word are missing", missing, len(everyone))
	}
	return nil
}
