package contact

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/policy"
)

// The rules by which a way is refused.
const (
	// RuleWatched refuses a device or an account that the actor may control.
	RuleWatched = "contact/watched"
	// RuleActor refuses every way to the actor himself.
	RuleActor = "contact/actor"
	// RuleForbidden refuses a channel or an intermediary that the directory forbids.
	RuleForbidden = "contact/forbidden"
)

// PaperChannel is the name of the channel by which people reach people.
const PaperChannel = "paper"

// Allowed refuses a way to a recipient that ends at a device or an account which
// the actor may control: nothing goes there, not even a knock. What is left is
// somebody who goes there, or an intermediary. A telephone is a device.
//
// Which device is watched, the directory says by forbidding its channel; where it
// does, and it is on the record how the recipient is reached without it, his other
// channels are open. Where it does not, all his devices are taken for watched.
//
// What is known to be watched nobody's signature opens. Where nobody knows, a
// balance that is signed high enough does; balances are those that were signed of
// this recipient. What the directory forbids stays shut in any case.
func Allowed(to directory.Recipient, way directory.Route, harm harmcheck.Outcome, balances ...harmcheck.Signed) error {
	if harm.Nothing {
		return tocsin.Refuse(RuleActor, "choose another protector, and check him", "the recipient is the actor, or shelters him: nothing goes to him")
	}
	if err := forbidden(to, way); err != nil {
		return err
	}
	i := slices.IndexFunc(harm.Needs, func(n harmcheck.Need) bool { return n.Kind == harmcheck.NeedChannel })
	if i < 0 || byPeople(to, way) {
		return nil
	}
	need := harm.Needs[i]
	why := "a device or an account that is watched"
	if need.Least != tocsin.LevelNone {
		why = "a device or an account of which nobody knows whether it is watched"
		if slices.ContainsFunc(balances, func(b harmcheck.Signed) bool {
			return b.Rule == harmcheck.RuleWatched && b.Level >= need.Least && policy.Justify(b.Because) == nil
		}) {
			return nil
		}
	}
	if need.Met && len(to.Forbids) > 0 {
		return nil // the watched channel is named, and this is another
	}
	what := "the way ends at "
	if way.Knock {
		what = "the knock goes to "
	}
	return tocsin.Refuse(RuleWatched, "take another way: in person, on paper, or an intermediary; or forbid the channel that is watched in the directory, and say how he is reached without it",
		"%s", what+why)
}

// forbidden refuses a way by a channel or an intermediary that the directory leaves
// out for the recipient.
func forbidden(to directory.Recipient, way directory.Route) error {
	switch {
	case way.Channel != "" && slices.Contains(to.Forbids, way.Channel):
		return tocsin.Refuse(RuleForbidden, "take a way by another channel", "the directory forbids the channel for this recipient")
	case way.Through != "" && len(to.Allows) > 0 && !slices.Contains(to.Allows, way.Through):
		return tocsin.Refuse(RuleForbidden, "take an intermediary whom he allows", "the recipient does not allow the intermediary")
	}
	return nil
}

// byPeople reports whether a way ends at people alone: at an intermediary, who is
// not the recipient, or at somebody who goes there. What is not known is a device.
func byPeople(to directory.Recipient, way directory.Route) bool {
	if way.Through != "" && way.Through != to.ID {
		return true
	}
	spot, err := ParseSpot(way.Address)
	return way.Channel == PaperChannel && err == nil && spot.How != delivery.ByPhone
}

// Ways divides the ways to a recipient into those that are left and the refusals
// of the others, in their order.
func Ways(to directory.Recipient, harm harmcheck.Outcome, balances ...harmcheck.Signed) (left []directory.Route, refused []error) {
	for _, way := range to.Routes() {
		if err := Allowed(to, way, harm, balances...); err != nil {
			refused = append(refused, err)
			continue
		}
		left = append(left, way)
	}
	return left, refused
}
