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
)

// PaperChannel is the name of the channel by which people reach people.
const PaperChannel = "paper"

// Allowed refuses a way to a recipient that ends at a device or an account which
// the actor may control: nothing goes there, not even a knock. What is left is
// somebody who goes there, or an intermediary. A telephone is a device.
//
// Where it is known to be watched nobody's signature opens it, also not what was
// noted of how the recipient is reached without it: that is about another way.
// Where nobody knows, a balance that is signed high enough does; balances are
// those that were signed of this recipient.
func Allowed(to directory.Recipient, way directory.Route, harm harmcheck.Outcome, balances ...harmcheck.Signed) error {
	if harm.Nothing {
		return tocsin.Refuse(RuleActor, "choose another protector, and check him", "the recipient is the actor, or shelters him: nothing goes to him")
	}
	i := slices.IndexFunc(harm.Needs, func(n harmcheck.Need) bool { return n.Kind == harmcheck.NeedChannel })
	if i < 0 || byPeople(to, way) {
		return nil
	}
	need := harm.Needs[i]
	why, signed := "a device or an account that is watched", false
	if need.Least != tocsin.LevelNone {
		why = "a device or an account of which nobody knows whether it is watched"
		signed = slices.ContainsFunc(balances, func(b harmcheck.Signed) bool {
			return b.Rule == harmcheck.RuleWatched && b.Level >= need.Least && policy.Justify(b.Because) == nil
		})
	}
	if signed {
		return nil
	}
	what := "the way ends at "
	if way.Knock {
		what = "the knock goes to "
	}
	return tocsin.Refuse(RuleWatched, "take another way: in person, on paper, or an intermediary", "%s", what+why)
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
