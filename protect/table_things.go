package protect

import (
	"slices"

	"example.org/tocsin/report"
)

// thingActs protect buildings, stores and works.
var thingActs = []Action{
	{
		ID: "thing/fire-brigade", Does: "put the fire brigade on alert and fill the tanks", Harms: damage, By: []Class{Government, Police, Company},
		Needs: either(all(where(site), how(kind)), all(target(detail), how(kind))), Takes: 1 * hours, Crew: "the nearest fire station",
	},
	{
		ID: "thing/guards", Does: "post guards and light the ground", Harms: damage, By: owners,
		Needs: either(all(where(site), when(week)), all(target(outline), when(week))), Takes: 4 * hours, Visible: true, Crew: "guards",
	},
	{
		ID: "thing/empty", Does: "move out people, animals and what can burn or cannot be replaced", Harms: damage, By: owners,
		Needs: either(all(where(site), when(week)), all(target(detail), when(week))), Takes: 12 * hours, Visible: true,
	},
	{
		ID: "thing/patrol", Does: "drive patrols through the district", Harms: damage, By: []Class{Police},
		Needs: either(all(where(district), when(week))), Takes: 6 * hours, Powers: true, Visible: true, Crew: "patrols",
	},
	{
		ID: "thing/cameras", Does: "keep the pictures of the cameras, and look through the last weeks", Harms: damage,
		By: []Class{Police, Company, Organization}, Needs: either(all(where(site)), all(target(detail))), Takes: 1 * hours,
	},
	{
		ID: "thing/safe-state", Does: "bring the works into a safe state", Harms: physical,
		Targets: []report.TargetKind{report.TargetStructure, report.TargetBusiness, report.TargetInstitution}, By: []Class{Government, Company},
		Needs: either(all(where(site), when(day)), all(target(detail), when(day))), Takes: 4 * hours, Visible: true, Crew: "the shift on duty",
	},
	{
		ID: "thing/second-line", Does: "prepare the second line: generators, tanks, another way", Harms: damage, By: []Class{Government, Company},
		Needs: either(all(target(outline), when(month)), all(where(city), how(outline))), Takes: 24 * hours,
	},
	{
		ID: "thing/divers", Does: "look along the cable, the pipe or the rails", Harms: damage,
		Targets: []report.TargetKind{report.TargetStructure, report.TargetBusiness, report.TargetLocation}, By: []Class{Government, Police, Company},
		Needs: either(all(where(district), how(kind)), all(target(full))), Takes: 12 * hours, Visible: true, Crew: "inspection crews",
	},
	{
		ID: "thing/insider", Does: "take keys and badges back, and let two people do what one did", Harms: damage, By: owners,
		Needs: either(all(whom(outline), target(outline)), all(how(outline), target(outline))), Takes: 2 * hours, Visible: true,
	},
}

// networkActs protect data and what runs on it.
var networkActs = []Action{
	{
		ID: "network/reset-tokens", Does: "reset tokens, passwords and sessions", Harms: network, By: defended,
		Needs: either(all(target(detail)), all(how(detail))), Takes: 1 * hours, Visible: true,
	},
	{
		ID: "network/block", Does: "block the addresses, names and files that are used", Harms: network, By: defended,
		Needs: either(all(how(full))), Takes: 30 * minutes, Visible: true, Crew: "the duty officer of the network",
	},
	{
		ID: "network/isolate", Does: "take the systems off the network", Harms: network, By: []Class{Government, Company, Organization},
		Needs: either(all(target(detail), when(day)), all(what(outline), how(outline), when(day))), Takes: 1 * hours, Visible: true, Crew: "the duty officer of the network",
	},
	{
		ID: "network/backups", Does: "take backups off the network, and try one", Harms: network, By: []Class{Government, Company, Organization},
		Needs: either(all(what(kind), target(outline)), all(what(outline), when(month))), Takes: 6 * hours,
	},
	{
		ID: "network/patch", Does: "close the hole on what faces outward", Harms: network, By: defended,
		Needs: either(all(how(detail))), Takes: 12 * hours, Visible: true,
	},
	{
		ID: "network/hunt", Does: "look for signs of those who are in already", Harms: network, By: append(slices.Clip(defended), Service),
		Needs: either(all(how(detail)), all(whom(detail), how(outline))), Takes: 24 * hours,
	},
	{
		ID: "network/constituents", Does: "pass it on to all of the sector", Harms: network, By: []Class{CERT, Government},
		Needs: either(all(target(outline), how(outline)), all(target(kind), how(detail))), Takes: 4 * hours, Visible: true,
	},
	{
		ID: "network/takedown", Does: "have servers and names taken down", Harms: network, By: []Class{CERT, Police, Company},
		Needs: either(all(how(full))), Takes: 24 * hours, Powers: true, Visible: true,
	},
	{
		ID: "network/staff", Does: "tell staff what to open and what not", Harms: network, By: []Class{Government, Company, Organization},
		Needs: either(all(how(outline), when(month))), Takes: 2 * hours, Crew: "all who read mail",
	},
	{
		ID: "network/by-hand", Does: "run by hand, and part the works from the offices", Harms: network, By: []Class{Government, Company},
		Needs: either(all(target(detail), when(week)), all(what(outline), how(outline), when(day))), Takes: 4 * hours, Visible: true, Crew: "the shift on duty",
	},
	{
		ID: "network/partners", Does: "cut the ties to a supplier that is used as the way in", Harms: network, By: defended,
		Needs: either(all(how(detail), target(outline))), Takes: 2 * hours, Visible: true,
	},
	{
		ID: "network/account", Does: "turn strong sign-in on, and end all sessions", Harms: append([]report.Harm{report.HarmSurveillance}, network...), By: []Class{Person},
		Needs: either(all(how(outline)), all(target(outline))), Takes: 30 * minutes, Visible: true,
	},
	{
		ID: "network/duty-roster", Does: "staff the night and the holidays", Harms: network, By: defended,
		Needs: either(all(what(kind), when(week))), Takes: 12 * hours,
	},
	{
		ID: "network/lend-a-hand", Does: "send responders to the one that is meant", Harms: network, By: []Class{CERT, Government, Service, Police},
		Needs: either(all(target(full), when(month)), all(victim(full), when(month))), Takes: 12 * hours,
	},
}
