package cases

import (
	"time"

	"example.org/tocsin/policy"
)

// The detectors of what is wrong with the record: nothing decided, nothing to
// show, nothing to count.

// seeUndecided: the clocks of assessing and determining ran out, and nothing
// shows that anybody decided.
func seeUndecided(v View) Answer {
	i := v.first()
	decided := []Act{ActWarned, ActAlerted, ActDecided, ActReferred, ActClosed, ActProtected}
	if i < 0 || len(v.acts(ByHolder, decided...)) > 0 {
		return quiet()
	}
	due := v.at(i).Add(v.clock(policy.StageAssess, policy.StageDetermine))
	switch {
	case !v.passed(due):
		return later(due)
	case v.untold(i, AskDecision):
		return missing(i, "whether and when the holder decided on it")
	}
	return raised(i, "nothing was decided within %s of the first report", length(due.Sub(v.at(i))))
}

// seeSecret: whoever asks is told neither yes nor no, and gets no proof.
func seeSecret(v View) Answer {
	for _, i := range v.acts(ByHolder, ActRefusedToSay) {
		return raised(i, "nobody outside can be shown that there was a decision")
	}
	return quiet()
}

// seeDisputed: what a warning said is contradicted.
func seeDisputed(v View) Answer {
	for _, i := range v.acts("", ActDisputed) {
		return raised(i, "what it said is in dispute; the bytes that left are on record")
	}
	return quiet()
}

// seeDenied: the recipient says that it never came.
func seeDenied(v View) Answer {
	for _, i := range v.acts(ByRecipient, ActDenied) {
		return raised(i, "the recipient says that it never came")
	}
	return quiet()
}

// seeClaimed: somebody is told that it was delivered, and no evidence is there.
func seeClaimed(v View) Answer {
	for _, i := range v.acts(ByHolder, ActClaimed) {
		if len(v.acts("", ActServed, ActAcknowledged)) == 0 {
			return raised(i, "delivery was claimed without evidence of it")
		}
	}
	return quiet()
}

// seeHeldBack: detail is left out to protect a source, and no ledger says so.
func seeHeldBack(v View) Answer {
	var all []Answer
	for _, i := range v.warnings() {
		switch d := v.Entries[i].Did; {
		case len(d.HeldBack) == 0 || d.Traced:
		case v.untold(i, AskTrace):
			all = append(all, missing(i, "whether it is on record what was held back, and why"))
		default:
			all = append(all, raised(i, "detail was held back, with no trace of the trade-off"))
		}
	}
	return worst(all...)
}

// seeUncounted: how many were warned cannot be said.
func seeUncounted(v View) Answer {
	for _, i := range v.acts(ByHolder, ActUncounted) {
		return raised(i, "how many were warned cannot be said")
	}
	return quiet()
}

// seeLead: the attack came, and from when to when it was cannot be said.
func seeLead(v View) Answer {
	given := v.warnings()
	if v.happened(EventAttack) < 0 || len(given) == 0 {
		return quiet()
	}
	switch v.Entries[given[0]].Precision {
	case Inferred:
		return raised(given[0], "no source states when the warning was given, so its lead time is a guess")
	case Before, After:
		return missing(given[0], "when the warning was given")
	case Exact, About:
	}
	return quiet()
}

// seeUnreviewed: a warning was given or had, and the attack came.
func seeUnreviewed(v View) Answer {
	i := v.happened(EventAttack)
	if i < 0 {
		return quiet()
	}
	had := len(v.warnings()) > 0
	for _, e := range v.Entries[:i] {
		had = had || e.Known != nil && e.Known.From != ""
	}
	if !had || v.done(i, "", ActReviewed) {
		return quiet()
	}
	return raised(i, "a warning was there and the attack came: a review opens")
}

// seeTurned: the warning is used in public against who gave it.
func seeTurned(v View) Answer {
	for _, i := range v.acts("", ActTurned) {
		return raised(i, "the warning is used in public against who gave it, and no public line was planned")
	}
	return quiet()
}

// seeDelay: it is held back for longer than the pack allows.
func seeDelay(v View) Answer {
	for _, i := range v.acts(ByHolder, ActDelayed) {
		held, err := time.ParseDuration(v.Entries[i].Did.For)
		if limit := time.Duration(v.Pack.Delay.Cap); err != nil || held > limit {
			return raised(i, "it was held back to protect a method, longer than the %s that the pack allows", limit)
		}
	}
	return quiet()
}
