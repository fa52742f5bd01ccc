package protect

import (
	"slices"
	"time"

	"example.org/tocsin/report"
)

// A Passage is somebody further down who must get a warning from its recipient,
// or a tearline of it.
type Passage struct {
	// ID is the stable name: "command".
	ID string
	// To says who it is, Why what for.
	To, Why string
	// Front says that they stand on the spot and get the second, lower tearline.
	Front bool

	from    []Class
	targets []report.TargetKind
	harms   []report.Harm
}

// passages are in the order in which a warning goes down. A warning that stops
// at the head of a service has warned nobody.
var passages = []Passage{
	{
		ID: "service", To: "the service that is responsible for the place", Why: "it knows what else points there",
		from: []Class{Government}, harms: physical,
	},
	{
		ID: "command", To: "the police command of the district", Why: "it has the officers, and who is on duty tonight",
		from: []Class{Government, Service}, harms: append(slices.Clip(bodily), report.HarmPropertyDamage),
	},
	{
		ID: "duty-officer", To: "the officer on duty of the next shift", Why: "the threat outlasts the shift",
		from: forces, Front: true,
	},
	{
		ID: "venue", To: "whoever runs the place", Why: "he can close it, and knows its doors",
		from: states, targets: crowds, harms: physical,
	},
	{
		ID: "venue-security", To: "the guards of the place", Why: "they see who comes in",
		from: []Class{Government, Service, Police, Company, Organization}, targets: crowds, harms: physical, Front: true,
	},
	{
		ID: "emergency", To: "ambulances, hospitals and the fire brigade", Why: "they are the first there, and the second aim",
		from: states, targets: crowds, harms: physical, Front: true,
	},
	{
		ID: "congregation", To: "those who lead the group, and through them its members", Why: "a group is not warned when its office is",
		from: []Class{Government, Service, Police, Organization}, targets: groups, harms: append(slices.Clip(bodily), report.HarmSurveillance),
	},
	{
		ID: "the-person", To: "the person who is meant", Why: "nobody else can stay away for him",
		from: helpers, targets: people,
	},
	{
		ID: "close-guard", To: "bodyguards, drivers and those at the door", Why: "they are there when it happens",
		from: helpers, targets: people, harms: bodily, Front: true,
	},
	{
		ID: "staff", To: "staff and their families in the region", Why: "they travel, and nobody else tells them",
		from: []Class{Company, Organization}, harms: append(slices.Clip(bodily), report.HarmArrestOrDetention),
	},
	{
		ID: "border", To: "officers at ports and borders", Why: "who is taken away is taken through there",
		from: states, harms: kidnap, Front: true,
	},
	{
		ID: "operators", To: "those who run the systems, at night as well", Why: "they can cut them off",
		from: defended, harms: network, Front: true,
	},
	{
		ID: "constituents", To: "all others of the sector that are open to the same", Why: "the same way in works there",
		from: []Class{CERT, Government}, harms: network,
	},
	{
		ID: "shift", To: "the shift on duty and the fire brigade", Why: "they bring the works into a safe state",
		from: []Class{Government, Police, Company}, harms: damage, Front: true,
	},
	{
		ID: "helpline", To: "a helpline that knows such devices", Why: "it keeps the proof and finds the others",
		from: []Class{Organization, Person}, harms: spying,
	},
	{
		ID: "household", To: "family and those who live with the person", Why: "they are met first, and open the door",
		from: []Class{Person, Organization}, targets: people, harms: bodily,
	},
}

// Onward lists who further down must get it, in the order in which it goes down.
func Onward(s Situation) []Passage {
	var out []Passage
	for _, p := range passages {
		if slices.Contains(p.from, s.By) && (len(p.targets) == 0 || slices.Contains(p.targets, s.Target)) &&
			(len(p.harms) == 0 || slices.Contains(p.harms, s.Harm)) {
			out = append(out, p)
		}
	}
	return out
}

// guarded are the fields that the front line may be told: what, where, when and
// how. Who is meant and who means it stay above.
var guarded = []report.Field{report.FieldAct, report.FieldPlace, report.FieldTime, report.FieldMethod}

// FrontActions lists the acts that people on the spot can carry out with what,
// where, when and how as a text tells them.
func FrontActions(s Situation, told []Told, left time.Duration) []Action {
	return slices.DeleteFunc(Possible(s, onlyGuarded(told), left), func(a Action) bool { return a.Crew == "" })
}

// onlyGuarded leaves what the front line may be told.
func onlyGuarded(told []Told) []Told {
	return slices.DeleteFunc(slices.Clone(told), func(t Told) bool { return !slices.Contains(guarded, t.Field) })
}

// FrontLine is the second, lower tearline: the facts, and the rungs of them, that
// people on the spot need for all that they could do with the text, and nothing
// finer. It is empty where there is nothing that they could do.
func FrontLine(s Situation, told []Told, left time.Duration) []Told {
	have := onlyGuarded(told)
	need := map[report.Field]report.Rung{}
	for _, a := range FrontActions(s, told, left) {
		for _, n := range cheapest(a, have) {
			if n.Field.Step(n.Rung) > n.Field.Step(need[n.Field]) {
				need[n.Field] = n.Rung
			}
		}
	}
	var out []Told
	for _, t := range have {
		least, ok := need[t.Field]
		if !ok {
			continue
		}
		if t.Field.Step(t.Rung) > t.Field.Step(least) {
			t.Rung = least
		}
		out = append(out, t)
	}
	return out
}

// cheapest is the goal of an act that a text meets with the least telling.
func cheapest(a Action, told []Told) Goal {
	var best Goal
	cost := func(g Goal) (steps int) {
		for _, n := range g {
			steps += n.Field.Step(n.Rung)
		}
		return steps
	}
	for _, g := range a.Needs {
		if g.Met(told) && (best == nil || cost(g) < cost(best)) {
			best = g
		}
	}
	return best
}
