package cases

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin/delivery"
	"example.org/tocsin/policy"
)

// The detectors of what is wrong with a warning and its way.

// took are the acts that show that the recipient has it.
var took = []Act{ActAcknowledged, ActHandedOn, ActActed, ActRaisedGuard, ActProtected, ActTurned, ActDismissed, ActDisputed}

// seeUnseen: the time to acknowledge ran out and nobody has.
func seeUnseen(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		due := v.acknowledgeBy(i)
		switch {
		case v.done(i, ByRecipient, took...), v.done(i, ByVictim, took...), v.Entries[i].Did.As == ToVictim && v.done(i, ByHolder, ActProtected):
		case !v.passed(due):
			all = append(all, later(due))
		case v.untold(i, AskAcknowledgement):
			all = append(all, missing(i, "whether anybody with authority acknowledged it"))
		default:
			all = append(all, raised(i, "nobody had acknowledged it %s after it went to %s", length(due.Sub(v.at(i))), v.Entries[i].Did.To))
		}
	}
	return worst(all...)
}

// seeStopped: the recipient has it, and those who would act on it have not
// confirmed. As long again is left for that as for the acknowledgement.
func seeStopped(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		as := v.Entries[i].Did.As
		has := v.done(i, ByRecipient, took...) || v.untold(i, AskAcknowledgement)
		if as != ToProtector && as != ToArmed || !has || v.front(i) {
			continue
		}
		due := delivery.AcknowledgeBy(v.acknowledgeBy(i), time.Time{})
		switch {
		case !v.passed(due):
			all = append(all, later(due))
		case v.untold(i, AskOnward):
			all = append(all, missing(i, "whether those who would act on it had it"))
		default:
			all = append(all, raised(i, "those who would act on it had not confirmed it %s after it went to %s", length(due.Sub(v.at(i))), v.Entries[i].Did.To))
		}
	}
	return worst(all...)
}

// front reports whether those who act had it after an entry.
func (v View) front(after int) bool {
	if v.done(after, ByRecipient, ActActed, ActRaisedGuard, ActProtected) {
		return true
	}
	return slices.ContainsFunc(v.Entries[after+1:], func(e Entry) bool { return e.Did != nil && e.Did.Front })
}

// seeExpired: until when it held has passed, or the guard was eased, and nobody
// extended, updated, canceled or stood down.
func seeExpired(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByRecipient, ActEasedGuard) {
		if !v.over() {
			all = append(all, raised(i, "the guard was eased while nothing was settled"))
		}
	}
	given := v.warnings()
	for _, i := range given {
		all = append(all, v.expired(i))
	}
	if w := window(v.Entries); len(given) > 0 && w.Known() && !v.settled(given[0]) {
		last := w.Until.Add(-1)
		i := given[len(given)-1]
		switch {
		case !v.passed(last):
			all = append(all, later(last))
		case v.untold(i, AskRenewal):
			all = append(all, missing(i, "whether it was extended or stood down when its time had passed"))
		default:
			all = append(all, raised(i, "the time that was told has passed and nothing was renewed or stood down"))
		}
	}
	return worst(all...)
}

// settled reports whether the matter had its end, or the warning a successor.
func (v View) settled(i int) bool {
	return v.over() || v.done(i, "", ActRenewed, ActActed, ActProtected, ActClosed)
}

// expired looks at the validity of one warning.
func (v View) expired(i int) Answer {
	until := v.Entries[i].Did.ValidUntil
	switch {
	case v.settled(i):
	case until.IsZero() && v.untold(i, AskValidity):
		return missing(i, "until when the warning was to hold")
	case until.IsZero():
	case !v.passed(until.last()):
		return later(until.last())
	case v.untold(i, AskRenewal):
		return missing(i, "whether it was extended or stood down when it ran out")
	default:
		return raised(i, "it held until %s, and nothing was renewed or stood down", until)
	}
	return quiet()
}

// seeProfile: the recipient needs something in order to take it in, and nobody
// saw to it.
func seeProfile(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		d := v.Entries[i].Did
		for _, need := range d.Needs {
			if !slices.Contains(d.Met, need) {
				all = append(all, raised(i, "nobody saw to the recipient's %s", need))
			}
		}
		if d.As == ToVictim && v.untold(i, AskProfile) {
			all = append(all, missing(i, "which language the recipient reads, and how it can be checked as genuine"))
		}
	}
	return worst(all...)
}

// seeFormOnly: the victim was told, and nothing came after.
func seeFormOnly(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		if v.Entries[i].Did.As != ToVictim || v.done(i, "", ActProtected, ActReviewed) || v.over() && !v.untold(i, AskFollowUp) {
			continue
		}
		due := v.at(i).Add(v.clock(policy.StageWatch))
		closed := v.done(i, ByHolder, ActClosed)
		switch {
		case v.untold(i, AskFollowUp):
			all = append(all, missing(i, "what came after delivery"))
		case !closed && !v.passed(due):
			all = append(all, later(due))
		default:
			all = append(all, raised(i, "nobody followed up what was delivered"))
		}
	}
	return worst(all...)
}

// seeLoneChannel: the one way there is was closed or has failed.
func seeLoneChannel(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		d := v.Entries[i].Did
		switch {
		case v.done(i, "", ActChannelFailed) && len(d.Ways) < 2:
			all = append(all, raised(i, "the one way there was has failed"))
		case !d.NoTies:
		case v.untold(i, AskChannels):
			all = append(all, missing(i, fmt.Sprintf("which ways to %s there were", d.To)))
		case len(d.Ways) < 2:
			all = append(all, raised(i, "one way only, to a recipient with whom there are no ties"))
		}
	}
	return worst(all...)
}
