package directory

import (
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
)

// A Way is one route that may be gone at a time.
type Way struct {
	Route
	// By is the name of the intermediary, empty for none; Carriers are the channels
	// on which the file leaves us.
	By       string   `json:"by,omitempty"`
	Carriers []string `json:"carriers"`
}

// A Reach is how a recipient is reached at a time, or why not.
type Reach struct {
	Reachable bool `json:"reachable"`
	// Problems keep the recipient from being reached: each is a task for somebody.
	Problems []string `json:"problems,omitempty"`
	// Warnings do not.
	Warnings []string `json:"warnings,omitempty"`
	// Ways are those that are left, preferred ones first.
	Ways []Way `json:"-"`
}

// Reach says how a recipient of the list is reached at a time. Who has no usable
// key or no way left is told with why, and never dropped.
func (l List) Reach(r Recipient, at time.Time) Reach { return reach(l.Find, r, at) }

// Reach is the same for the list of the index.
func (x *Index) Reach(r Recipient, at time.Time) Reach { return reach(x.find, r, at) }

// find gives an entry of the list.
func (x *Index) find(id tocsin.RecipientID) (Recipient, bool) {
	i, ok := x.byID[id]
	if !ok {
		return Recipient{}, false
	}
	return x.list[i], true
}

// reach says how a recipient is reached.
func reach(find func(tocsin.RecipientID) (Recipient, bool), r Recipient, at time.Time) Reach {
	var out Reach
	out.keys(r, at)
	var lost []string
	for _, route := range r.Routes() {
		way, problem := open(find, r, route, at)
		switch {
		case problem != "":
			lost = append(lost, problem)
		case !route.Knock:
			out.Ways = append(out.Ways, way)
		}
	}
	rankOf := func(w Way) int {
		best := len(r.Prefers)
		for _, c := range w.Carriers {
			if i := slices.Index(r.Prefers, c); i >= 0 {
				best = min(best, i)
			}
		}
		return best
	}
	slices.SortStableFunc(out.Ways, func(a, b Way) int { return rankOf(a) - rankOf(b) })
	if len(out.Ways) == 0 {
		out.Problems = append(out.Problems, "no way is left")
		out.Problems = append(out.Problems, lost...)
	} else {
		out.Warnings = append(out.Warnings, lost...)
	}
	if s, ok := r.StandingAt(at); ok && (s.Kind == StandingHostile || s.Kind == StandingNone) {
		out.Warnings = append(out.Warnings, "relations: "+s.String())
	}
	if !r.SafeAt(at) {
		out.Warnings = append(out.Warnings, "outside its safe hours until "+r.NextSafe(at).UTC().Format(time.RFC3339))
	}
	out.Reachable = len(out.Problems) == 0
	return out
}

// keys says which keys are left.
func (out *Reach) keys(r Recipient, at time.Time) {
	usable := r.UsableKeys(at)
	switch {
	case len(usable) == 0 && len(r.Keys) > 0:
		out.Problems = append(out.Problems, "keys expired")
		return
	case len(usable) == 0:
		out.Problems = append(out.Problems, "no key is enrolled")
		return
	case len(usable) < len(r.Keys):
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d of %d keys expired", len(r.Keys)-len(usable), len(r.Keys)))
	}
	if slices.Sort(usable); len(slices.Compact(usable)) == 1 {
		out.Warnings = append(out.Warnings, "only one identity is enrolled")
	}
	var last time.Time
	for _, key := range usable {
		until, ok := r.expiry(key)
		if !ok {
			return
		}
		if until.After(last) {
			last = until
		}
	}
	if last.Before(at.Add(expiring)) {
		out.Warnings = append(out.Warnings, "its last key expires on "+last.Format(time.DateOnly))
	}
}

// open says whether a route may be gone at a time, or why not.
func open(find func(tocsin.RecipientID) (Recipient, bool), r Recipient, route Route, at time.Time) (Way, string) {
	if route.Through == "" {
		switch {
		case route.Channel == "" || route.Address == "":
			return Way{}, "a way has no channel or no address"
		case slices.Contains(r.Forbids, route.Channel):
			return Way{}, route.Channel + " is forbidden"
		}
		return Way{Route: route, Carriers: []string{route.Channel}}, ""
	}
	via, ok := find(route.Through)
	switch {
	case !ok:
		return Way{}, "an intermediary is listed no more"
	case via.Class != ClassIntermediary:
		return Way{}, via.Name + " is no intermediary"
	case len(r.Allows) > 0 && !slices.Contains(r.Allows, via.ID):
		return Way{}, via.Name + " is not allowed as its intermediary"
	case len(via.UsableKeys(at)) == 0:
		return Way{}, "the keys of " + via.Name + ", who carries to it, expired"
	}
	way := Way{Route: route, By: via.Name}
	for _, o := range via.Routes() {
		if o.Through == "" && !o.Knock && o.Channel != "" && !slices.Contains(r.Forbids, o.Channel) && !slices.Contains(via.Forbids, o.Channel) {
			way.Carriers = append(way.Carriers, o.Channel)
		}
	}
	if len(way.Carriers) == 0 {
		return Way{}, "no way to " + via.Name + " is left that is allowed"
	}
	return way, ""
}
