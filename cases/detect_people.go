package cases

import (
	"slices"
	"time"

	"example.org/tocsin/policy"
)

// The detectors of who was left out, and of what was set aside.

// seeUnequal: some of the exposed are told, and others are not decided on within
// the pack's time.
func seeUnequal(v View) Answer {
	if v.Pack.Equality.None {
		return quiet()
	}
	told, left := -1, ""
	for _, who := range v.concerned(RoleExposed) {
		i := v.reached(who)
		switch {
		case i < 0 && left == "":
			left = who
		case i >= 0 && (told < 0 || i < told):
			told = i
		}
	}
	if told < 0 || left == "" {
		return quiet()
	}
	within := time.Duration(v.Pack.Equality.Within)
	due := v.at(told).Add(within)
	switch {
	case !v.passed(due):
		return later(due)
	case v.untold(told, AskOthers):
		return missing(told, "whether the others who were exposed were told")
	}
	return raised(told, "some of the exposed were told, and %s not within %s", left, length(within))
}

// seeOrder: the public is told before those who could stop it.
func seeOrder(v View) Answer {
	order := v.Pack.Recipients.Order
	if len(order) == 0 || order[0] != string(ToProtector) {
		return quiet()
	}
	for _, i := range v.acts(ByHolder, ActAlerted) {
		for _, who := range v.concerned(RoleProtector) {
			if first := v.reached(who); first < 0 || first > i {
				return raised(i, "the public was told before the %s", who)
			}
		}
	}
	return quiet()
}

// seeDismissed: it is set aside for who said it.
func seeDismissed(v View) Answer {
	for _, i := range v.acts("", ActDismissed) {
		return raised(i, "it was set aside for who warned")
	}
	warned := slices.ContainsFunc(v.Entries, func(e Entry) bool { return e.Known != nil && e.Known.From != "" })
	for _, i := range v.acts(ByHolder, ActClosed) {
		if warned && v.untold(i, AskReason) {
			return missing(i, "whether it was closed for who warned")
		}
	}
	return quiet()
}

// seeUnanswered: a question ran out of time without an answer.
func seeUnanswered(v View) Answer {
	var all []Answer
	for _, i := range slices.Concat(v.acts(ByHolder, ActAsked), v.acts(ByRecipient, ActAsked)) {
		due := v.at(i).Add(v.clock(policy.StageConsult))
		switch {
		case v.done(i, "", ActAnswered):
		case !v.passed(due):
			all = append(all, later(due))
		default:
			all = append(all, raised(i, "a question to %s had no answer within %s", v.Entries[i].Did.To, length(due.Sub(v.at(i)))))
		}
	}
	return worst(all...)
}

// seeFaded: nobody but a suspect is named, and the time to look again has come.
// Watch items wake besides when he is named again; the library holds no names of
// suspects, so that it cannot be replayed whether one would have.
func seeFaded(v View) Answer {
	known := facts(v.Entries, v.Now)
	person := known["actor_told"] == "yes"
	for _, more := range []policy.Name{"victim_told", "target_told", "place_told", "time_told"} {
		person = person && known[more] == ""
	}
	i := v.first()
	if !person || v.over() || len(v.acts("", ActReviewed)) > 0 {
		return quiet()
	}
	due := v.at(i).Add(v.clock(policy.StageWatch))
	switch {
	case !v.passed(due):
		return later(due)
	case v.untold(i, AskWatch):
		return missing(i, "whether it stayed on watch")
	}
	return raised(i, "only a suspect is named; after %s it is looked at again, sooner where a watch item stands and wakes", length(due.Sub(v.at(i))))
}

// seeMany: more are in danger, each for himself, than were told in the time that
// a warning takes.
func seeMany(v View) Answer {
	victims, at, told := 0, -1, 0
	for i, e := range v.Entries {
		if e.Known != nil && e.Known.Victims > victims {
			victims, at = e.Known.Victims, i
		}
		if e.Did != nil && e.Did.By == ByHolder {
			told += e.Did.Count
		}
	}
	if victims < 2 || told >= victims {
		return quiet()
	}
	due := v.at(at).Add(v.clock(policy.StageAssess, policy.StageDetermine, policy.StageDraft, policy.StageApprove, policy.StageSend))
	switch {
	case !v.passed(due):
		return later(due)
	case v.untold(at, AskOthers):
		return missing(at, "who of them was told")
	}
	return raised(at, "%d are in danger and %d had been told within %s", victims, told, length(due.Sub(v.at(at))))
}

// seeUnowned: it is out of scope, and nobody else was given it by name.
func seeUnowned(v View) Answer {
	i := v.first()
	if i < 0 || v.Found.Verdict != policy.OutOfScope || len(v.acts(ByHolder, ActReferred)) > 0 {
		return quiet()
	}
	due := v.at(i).Add(v.clock(policy.StageReferral))
	if !v.passed(due) {
		return later(due)
	}
	return raised(i, "it is out of scope, and nobody else owned it within %s", length(due.Sub(v.at(i))))
}

// seeGround: a ground is argued about somebody on whom it is not tested.
func seeGround(v View) Answer {
	for _, i := range v.acts("", ActArgued) {
		d := v.Entries[i].Did
		if g, ok := v.Pack.Ground(d.Ground); ok && string(g.Tested) != d.On {
			return raised(i, "%s is tested on the %s and was argued about the %s", d.Ground, g.Tested, d.On)
		}
	}
	return quiet()
}

// seeIncomplete: somebody who could stop it has not been decided on, or the
// sender left something out.
func seeIncomplete(v View) Answer {
	var all []Answer
	for _, i := range v.acts(ByHolder, ActWarned) {
		d := v.Entries[i].Did
		for _, what := range d.LeftOut {
			all = append(all, raised(i, "%s were left out", what))
		}
		for _, who := range v.concerned(RoleProtector) {
			switch {
			case v.reached(who) >= 0:
			case v.untold(i, AskOthers):
				all = append(all, missing(i, "whether "+who+" was told"))
			default:
				all = append(all, raised(i, "%s could stop it and was not told or decided on", who))
			}
		}
	}
	return worst(all...)
}
