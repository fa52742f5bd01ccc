package protect

import (
	"slices"
	"time"

	"example.org/tocsin/report"
)

// acts is the whole table, in the order in which acts are offered: for people at
// a place, for one person, against an abduction, an arrest and a watch, for
// things, for networks, and against pressure.
var acts = slices.Concat(crowdActs, placeActs, actorActs, personActs, abductionActs, arrestActs, watchActs, thingActs, networkActs, pressureActs)

// The needs, each a field told at a rung.
func what(r report.Rung) Need   { return Need{report.FieldAct, r} }
func victim(r report.Rung) Need { return Need{report.FieldVictim, r} }
func target(r report.Rung) Need { return Need{report.FieldTarget, r} }
func where(r report.Rung) Need  { return Need{report.FieldPlace, r} }
func when(r report.Rung) Need   { return Need{report.FieldTime, r} }
func how(r report.Rung) Need    { return Need{report.FieldMethod, r} }
func whom(r report.Rung) Need   { return Need{report.FieldActor, r} }

// all are needs that must be met together, any are goals of which one is enough.
func all(needs ...Need) Goal      { return needs }
func either(goals ...Goal) []Goal { return goals }

// The rungs that the table asks for.
const (
	kind, outline, detail, full           = report.RungKind, report.RungOutline, report.RungDetail, report.RungFull
	country, region, city, district, site = report.Rung("country"), report.Rung("region"), report.Rung("city"), report.Rung("district"), report.Rung("site")
	month, week, day, partOfDay, hour     = report.Rung("month"), report.Rung("week"), report.Rung("day"), report.Rung("part-of-day"), report.Rung("hour")
)

// The spans that acts take.
const (
	minutes = time.Minute
	hours   = time.Hour
)

// The harms and the targets that acts have in common.
var (
	violent  = []report.Harm{report.HarmIntentionalKilling, report.HarmSeriousBodilyInjury}
	bodily   = []report.Harm{report.HarmIntentionalKilling, report.HarmSeriousBodilyInjury, report.HarmKidnapping}
	physical = []report.Harm{report.HarmIntentionalKilling, report.HarmSeriousBodilyInjury, report.HarmPropertyDamage}
	kidnap   = []report.Harm{report.HarmKidnapping}
	arrest   = []report.Harm{report.HarmArrestOrDetention}
	spying   = []report.Harm{report.HarmSurveillance}
	damage   = []report.Harm{report.HarmPropertyDamage}
	network  = []report.Harm{report.HarmDataOrOperations}
	pressed  = []report.Harm{report.HarmDefamationOrPressure}

	crowds = []report.TargetKind{
		report.TargetEvent, report.TargetLocation, report.TargetStructure, report.TargetInstitution, report.TargetBusiness, report.TargetGroup,
	}
	houses  = []report.TargetKind{report.TargetStructure, report.TargetInstitution, report.TargetBusiness, report.TargetLocation}
	offices = []report.TargetKind{report.TargetInstitution, report.TargetBusiness, report.TargetGroup, report.TargetStructure}
	people  = []report.TargetKind{report.TargetPerson, report.TargetGroup}
	groups  = []report.TargetKind{report.TargetGroup, report.TargetInstitution}
)

// The recipients that acts have in common.
var (
	states   = []Class{Government, Service, Police}
	forces   = []Class{Service, Police}
	hosts    = []Class{Police, Company, Organization}
	owners   = []Class{Government, Company, Organization}
	helpers  = []Class{Government, Service, Police, Company, Organization}
	oneself  = []Class{Organization, Person}
	defended = []Class{Government, Company, CERT, Organization}
)

// crowdActs protect people who come together somewhere.
var crowdActs = []Action{
	{
		ID: "crowd/cancel", Does: "cancel, postpone or move the gathering", Harms: bodily,
		Targets: []report.TargetKind{report.TargetEvent, report.TargetLocation, report.TargetGroup, report.TargetInstitution},
		By:      helpers, Needs: either(all(where(site), when(day)), all(target(detail), when(day))), Takes: 6 * hours, Visible: true,
	},
	{
		ID: "crowd/close-venue", Does: "close the venue to the public", Harms: physical, Targets: crowds, By: hosts,
		Needs: either(all(where(site), when(day)), all(target(detail), when(day))), Takes: 2 * hours, Visible: true, Crew: "gate guards",
	},
	{
		ID: "crowd/evacuate", Does: "clear the place of people", Harms: physical, Targets: crowds, By: hosts,
		Needs: either(all(where(site), when(partOfDay)), all(target(detail), when(partOfDay))), Takes: 30 * minutes, Visible: true, Crew: "stewards",
	},
	{
		ID: "crowd/search-approach", Does: "search the place and its approaches for devices and weapons", Harms: violent, Targets: crowds, By: forces,
		Needs: either(all(where(site), when(day), how(kind))), Takes: 3 * hours, Powers: true, Visible: true, Crew: "search teams",
	},
	{
		ID: "crowd/screen", Does: "screen bags and people at the entrances", Harms: violent, Targets: crowds, By: hosts,
		Needs: either(all(where(site), when(day), how(outline)), all(target(outline), when(day), how(outline))),
		Takes: 2 * hours, Visible: true, Crew: "gate guards",
	},
	{
		ID: "crowd/checkpoints", Does: "set checkpoints on the ways in", Harms: violent, Targets: crowds, By: []Class{Police, Government},
		Needs: either(all(where(district), when(day))), Takes: 4 * hours, Powers: true, Visible: true, Crew: "officers at the checkpoints",
	},
	{
		ID: "crowd/barriers", Does: "set barriers against vehicles", Harms: violent, Targets: crowds, By: []Class{Police, Government, Company, Organization},
		Needs: either(all(where(site), when(week), how(outline))), Takes: 6 * hours, Visible: true, Crew: "road crews",
	},
	{
		ID: "crowd/overwatch", Does: "place plainclothes officers where people gather", Harms: violent, Targets: crowds, By: forces,
		Needs: either(all(where(district), when(day))), Takes: 4 * hours, Powers: true, Crew: "officers in plain clothes",
	},
	{
		ID: "crowd/posture", Does: "put more officers in sight where crowds are", Harms: violent, Targets: crowds, By: []Class{Police, Government},
		Needs: either(all(what(kind), where(city), when(week))), Takes: 12 * hours, Powers: true, Visible: true, Crew: "patrols",
	},
	{
		ID: "crowd/second-device", Does: "hold helpers back until the ground is searched for a second device", Harms: violent, Targets: crowds,
		By: states, Needs: either(all(where(city), how(detail))), Takes: 30 * minutes, Crew: "ambulance and fire crews",
	},
	{
		ID: "crowd/hospitals", Does: "put hospitals and ambulances on alert", Harms: violent, Targets: crowds, By: states,
		Needs: either(all(what(kind), where(city), when(day))), Takes: 2 * hours, Crew: "duty doctors and dispatchers",
	},
	{
		ID: "crowd/shelter", Does: "sound the alarm and send people to shelters", Harms: violent, Targets: crowds, By: []Class{Government, Police},
		Needs: either(all(where(city), when(partOfDay), how(kind))), Takes: 10 * minutes, Visible: true, Crew: "wardens",
	},
	{
		ID: "crowd/keep-away", Does: "ask the public to keep away from a kind of place", Harms: bodily, Targets: crowds,
		By: []Class{Government, Police, Organization}, Needs: either(all(what(kind), where(city), when(day)), all(target(kind), where(city), when(week))),
		Takes: 3 * hours, Visible: true,
	},
	{
		ID: "crowd/travel-advice", Does: "advise against travel to the region", Harms: bodily, Targets: []report.TargetKind{report.TargetLocation, report.TargetBusiness, report.TargetGroup}, By: []Class{Government, Company, Organization},
		Needs: either(all(what(kind), where(region), when(month))), Takes: 24 * hours, Visible: true,
	},
}

// placeActs protect those who work, learn, pray or travel in a place.
var placeActs = []Action{
	{
		ID: "place/lock-doors", Does: "lock the doors and keep people inside", Harms: bodily, Targets: houses, By: hosts,
		Needs: either(all(where(site), when(partOfDay)), all(target(detail), when(partOfDay))), Takes: 15 * minutes, Visible: true, Crew: "door staff",
	},
	{
		ID: "place/stay-home", Does: "have people work, learn or pray elsewhere", Harms: bodily, Targets: offices, By: owners,
		Needs: either(all(target(outline), when(day)), all(where(site), when(day))), Takes: 12 * hours, Visible: true,
	},
	{
		ID: "place/mail", Does: "take in no parcels that were not screened", Harms: violent,
		By: []Class{Government, Police, Company, Organization, Person}, Needs: either(all(how(outline), when(month))), Takes: 1 * hours, Crew: "mail room staff",
	},
	{
		ID: "place/food-and-water", Does: "stop and test the food, the water or the air supply", Harms: violent, Targets: crowds,
		By: []Class{Government, Police, Company, Organization}, Needs: either(all(where(city), how(detail)), all(target(detail), how(detail))),
		Takes: 2 * hours, Visible: true, Crew: "duty engineers and kitchen staff",
	},
	{
		ID: "place/hold-traffic", Does: "hold trains, flights, ships or lifts", Harms: physical,
		Targets: []report.TargetKind{report.TargetStructure, report.TargetBusiness, report.TargetLocation},
		By:      []Class{Government, Police, Company}, Needs: either(all(where(site), when(partOfDay)), all(target(full), when(partOfDay))),
		Takes: 1 * hours, Visible: true, Crew: "duty controllers",
	},
	{
		ID: "place/clear-airspace", Does: "close the airspace or the sea lane", Harms: physical, By: []Class{Government},
		Targets: []report.TargetKind{report.TargetStructure, report.TargetBusiness, report.TargetLocation, report.TargetEvent},
		Needs:   either(all(where(region), when(day), how(outline))), Takes: 3 * hours, Powers: true, Visible: true,
	},
	{
		ID: "place/guard-worship", Does: "post officers at houses of worship and at schools", Harms: violent, Targets: groups, By: []Class{Police, Government},
		Needs: either(all(target(outline), where(city), when(week)), all(what(outline), where(city), when(week))), Takes: 12 * hours, Powers: true, Visible: true,
		Crew: "officers at the doors",
	},
	{
		ID: "place/stewards", Does: "brief stewards and neighbors to call at once", Harms: bodily, Targets: crowds, By: hosts,
		Needs: either(all(what(outline), where(city), when(day)), all(what(outline), target(outline), when(day))), Takes: 2 * hours, Crew: "stewards",
	},
	{
		ID: "place/tell-members", Does: "tell the members of the group in person", Harms: bodily, Targets: groups, By: []Class{Government, Police, Organization},
		Needs: either(all(what(kind), victim(outline))), Takes: 6 * hours,
	},
	{
		ID: "place/travel-apart", Does: "hold no meetings, and travel apart", Harms: bodily, Targets: people, By: oneself,
		Needs: either(all(what(kind), when(week)), all(where(city), when(month))), Takes: 2 * hours,
	},
}

// actorActs stop those who would do it.
var actorActs = []Action{
	{
		ID: "actor/arrest", Does: "find and stop the suspects", Harms: append(slices.Clip(bodily), report.HarmPropertyDamage), By: forces,
		Needs: either(all(whom(detail)), all(whom(outline), where(district), when(day))), Takes: 12 * hours, Powers: true, Visible: true,
	},
	{
		ID: "actor/watch", Does: "watch the suspects unseen", Harms: append(slices.Clip(bodily), report.HarmPropertyDamage), By: forces,
		Needs: either(all(whom(detail))), Takes: 6 * hours, Powers: true,
	},
	{
		ID: "actor/borders", Does: "look out for the suspects at the borders", Harms: bodily, By: states,
		Needs: either(all(whom(full))), Takes: 12 * hours, Powers: true,
	},
	{
		ID: "actor/means", Does: "watch who buys or moves the means", Harms: violent, By: forces,
		Needs: either(all(how(detail), where(region))), Takes: 48 * hours, Powers: true,
	},
	{
		ID: "actor/bar-entry", Does: "keep the suspects out of the place by face or name", Harms: bodily, By: hosts,
		Needs: either(all(whom(full), where(site)), all(whom(full), target(detail))), Takes: 1 * hours, Visible: true,
	},
	{
		ID: "actor/disrupt", Does: "let the suspects know that they are watched", Harms: append(slices.Clip(bodily), report.HarmPropertyDamage), By: []Class{Police},
		Needs: either(all(whom(full), what(outline))), Takes: 4 * hours, Powers: true, Visible: true,
	},
}
