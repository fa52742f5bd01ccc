package protect

import "example.org/tocsin/report"

// personActs protect one person, or a few, whose lives are meant.
var personActs = []Action{
	{
		ID: "person/leave-tonight", Does: "sleep elsewhere tonight, and tell nobody where", Harms: bodily, Targets: people, By: []Class{Person},
		Needs: either(all(what(outline), when(week)), all(what(outline), where(district))), Takes: 1 * hours,
	},
	{
		ID: "person/move", Does: "move the person and the family to a place that nobody knows", Harms: bodily, Targets: people, By: helpers,
		Needs: either(all(what(kind), victim(detail))), Takes: 6 * hours,
	},
	{
		ID: "person/close-protection", Does: "give the person close protection", Harms: bodily, Targets: people, By: states,
		Needs: either(all(what(kind), victim(full))), Takes: 4 * hours, Powers: true, Visible: true,
	},
	{
		ID: "person/mark-address", Does: "mark the address, so that a call is answered at once", Harms: bodily, Targets: people, By: []Class{Police},
		Needs: either(all(what(kind), victim(full))), Takes: 1 * hours,
	},
	{
		ID: "person/patrol-home", Does: "drive past the home and the place of work at odd hours", Harms: bodily, Targets: people, By: []Class{Police},
		Needs: either(all(what(kind), where(site), when(week)), all(what(kind), victim(full), when(week))), Takes: 2 * hours, Powers: true, Visible: true,
		Crew: "patrols",
	},
	{
		ID: "person/bodyguards", Does: "brief the bodyguards and change their plan", Harms: bodily, Targets: people,
		By: []Class{Government, Service, Police, Company, Organization}, Needs: either(all(what(outline), where(city), when(week)), all(what(outline), victim(detail))),
		Takes: 1 * hours, Crew: "bodyguards",
	},
	{
		ID: "person/change-routine", Does: "change ways and times, and go nowhere alone", Harms: bodily, Targets: people, By: oneself,
		Needs: either(all(what(outline), how(kind)), all(what(outline), where(city))), Takes: 1 * hours,
	},
	{
		ID: "person/stay-away", Does: "do not go there", Harms: bodily, Targets: people, By: oneself,
		Needs: either(all(what(kind), where(country), when(month)), all(what(kind), where(city))), Takes: 1 * hours,
	},
	{
		ID: "person/cancel-meeting", Does: "do not keep the appointment", Harms: bodily, Targets: people, By: []Class{Organization, Person},
		Needs: either(all(where(site), when(day)), all(how(detail), when(week))), Takes: 1 * hours,
	},
	{
		ID: "person/vehicle", Does: "have the car looked at, and drive another", Harms: violent, Targets: people,
		By: []Class{Police, Company, Organization, Person}, Needs: either(all(how(outline), when(month))), Takes: 30 * minutes, Crew: "drivers",
	},
	{
		ID: "person/poison", Does: "eat, drink and touch only what is safe, and have an antidote at hand", Harms: violent, Targets: people,
		By: []Class{Service, Police, Organization, Person}, Needs: either(all(how(detail))), Takes: 1 * hours,
	},
	{
		ID: "person/household", Does: "bring family and colleagues to safety", Harms: bodily, Targets: people, By: []Class{Police, Organization, Person},
		Needs: either(all(what(kind), victim(outline), when(month))), Takes: 4 * hours,
	},
	{
		ID: "person/check-in", Does: "agree on calls at fixed hours and on a word for danger", Harms: bodily, Targets: people,
		By: []Class{Company, Organization, Person}, Needs: either(all(what(kind), when(month))), Takes: 2 * hours,
	},
	{
		ID: "person/papers", Does: "give papers and a way out of the country", Harms: bodily, Targets: people, By: []Class{Government, Service},
		Needs: either(all(victim(full), where(country))), Takes: 48 * hours, Powers: true,
	},
	{
		ID: "person/safety-plan", Does: "go through a safety plan with the person, face to face", Harms: bodily, Targets: people,
		By: []Class{Police, Organization}, Needs: either(all(what(outline), victim(full))), Takes: 3 * hours,
	},
}

// abductionActs keep somebody from being taken.
var abductionActs = []Action{
	{
		ID: "kidnap/no-lure", Does: "follow no invitation and meet nobody who was not met before", Harms: kidnap, Targets: people, By: oneself,
		Needs: either(all(how(outline))), Takes: 30 * minutes,
	},
	{
		ID: "kidnap/stop-roads", Does: "stop movements by road", Harms: kidnap, By: []Class{Government, Police, Company, Organization},
		Needs: either(all(where(region), when(week))), Takes: 2 * hours, Crew: "drivers and dispatchers",
	},
	{
		ID: "kidnap/compound", Does: "draw staff into guarded places", Harms: kidnap, By: []Class{Government, Company, Organization},
		Needs: either(all(where(city), when(week))), Takes: 6 * hours, Visible: true, Crew: "guards of the compound",
	},
	{
		ID: "kidnap/convoy", Does: "travel by guarded convoy and by another way", Harms: kidnap, By: []Class{Government, Police, Company, Organization},
		Needs: either(all(where(district), when(day), how(kind))), Takes: 4 * hours, Visible: true, Crew: "drivers and escorts",
	},
	{
		ID: "kidnap/exits", Does: "look at flights, ships and cars in which somebody could be taken away", Harms: kidnap, By: states,
		Needs: either(all(victim(full), when(week)), all(where(city), when(day), how(outline))), Takes: 3 * hours, Powers: true, Crew: "officers at ports and borders",
	},
	{
		ID: "kidnap/crisis-team", Does: "name a crisis team, and lodge questions that only the person can answer", Harms: kidnap,
		By: []Class{Government, Company, Organization}, Needs: either(all(what(kind), victim(outline)), all(what(kind), target(outline))), Takes: 4 * hours,
	},
	{
		ID: "kidnap/child", Does: "let the child be fetched by known people only", Harms: kidnap, Targets: people,
		By: []Class{Police, Organization, Person}, Needs: either(all(what(outline), when(week)), all(what(outline), where(site))), Takes: 1 * hours,
		Crew: "teachers and keepers at the door",
	},
	{
		ID: "kidnap/trackers", Does: "carry a beacon that calls for help", Harms: kidnap, Targets: people, By: []Class{Company, Organization, Person},
		Needs: either(all(what(kind), where(country), when(month))), Takes: 12 * hours,
	},
}

// arrestActs keep somebody from being arrested for what is no crime, and help
// where it happens all the same.
var arrestActs = []Action{
	{
		ID: "arrest/stay-out", Does: "do not enter or cross the country", Harms: arrest, Targets: people, By: oneself,
		Needs: either(all(what(kind), where(country))), Takes: 1 * hours,
	},
	{
		ID: "arrest/leave", Does: "leave the country by a way that is open", Harms: arrest, Targets: people, By: oneself,
		Needs: either(all(what(kind), where(country), when(month))), Takes: 12 * hours,
	},
	{
		ID: "arrest/lawyer", Does: "name a lawyer, and sign what lets others act", Harms: arrest, Targets: people, By: oneself,
		Needs: either(all(what(kind), where(country))), Takes: 3 * hours,
	},
	{
		ID: "arrest/files", Does: "bring files, contacts and notes out of reach", Harms: arrest, By: oneself,
		Needs: either(all(what(outline), when(month)), all(what(outline), where(city))), Takes: 2 * hours,
	},
	{
		ID: "arrest/notice", Does: "contest the notice or the warrant on which somebody would be held", Harms: arrest, Targets: people,
		By: []Class{Government, Police, Organization, Person}, Needs: either(all(how(outline), victim(full)), all(how(detail))), Takes: 48 * hours,
	},
	{
		ID: "arrest/consul", Does: "announce a visit of the consul, and ask after the person by name", Harms: arrest, Targets: people, By: []Class{Government},
		Needs: either(all(victim(full), where(country))), Takes: 12 * hours, Visible: true,
	},
	{
		ID: "arrest/no-surrender", Does: "hand nobody over, and look at the request again", Harms: arrest, Targets: people, By: states,
		Needs: either(all(victim(full), whom(outline))), Takes: 24 * hours, Powers: true,
	},
	{
		ID: "arrest/visa", Does: "give a visa or a place to stay", Harms: arrest, Targets: people, By: []Class{Government},
		Needs: either(all(victim(full), what(kind))), Takes: 48 * hours, Powers: true,
	},
	{
		ID: "arrest/observers", Does: "send observers, and tell those who would ask in public", Harms: arrest,
		By: []Class{Government, Organization}, Needs: either(all(where(city), when(week)), all(victim(detail), when(month))), Takes: 24 * hours, Visible: true,
	},
}

// watchActs help somebody who is watched.
var watchActs = []Action{
	{
		ID: "watch/examine-device", Does: "have the device examined with a known helpline", Harms: spying, By: []Class{CERT, Organization, Person},
		Needs: either(all(how(kind), victim(outline)), all(how(outline))), Takes: 24 * hours,
	},
	{
		ID: "watch/other-device", Does: "speak of what matters on another device only", Harms: spying, By: oneself,
		Needs: either(all(how(kind))), Takes: 30 * minutes,
	},
	{
		ID: "watch/harden", Does: "update the device and turn its strict mode on", Harms: spying, By: []Class{Company, Organization, Person},
		Needs: either(all(how(outline))), Takes: 1 * hours, Visible: true,
	},
	{
		ID: "watch/contacts", Does: "tell those who spoke over it, in person", Harms: spying, By: oneself,
		Needs: either(all(how(kind), when(month)), all(victim(outline), when(month))), Takes: 12 * hours,
	},
	{
		ID: "watch/close-hole", Does: "close the hole that is used", Harms: spying, By: []Class{Company, CERT},
		Needs: either(all(how(detail))), Takes: 72 * hours, Visible: true,
	},
	{
		ID: "watch/notify-accounts", Does: "tell the owners of the accounts that are meant", Harms: spying, By: []Class{Company, CERT},
		Needs: either(all(victim(full)), all(target(full))), Takes: 24 * hours, Visible: true,
	},
	{
		ID: "watch/sweep", Does: "look for microphones and cameras, and meet elsewhere", Harms: spying, By: []Class{Government, Service, Police, Company, Organization},
		Needs: either(all(where(site))), Takes: 4 * hours, Visible: true, Crew: "technicians",
	},
	{
		ID: "watch/shake-off", Does: "note who follows, and change ways", Harms: spying, Targets: people, By: oneself,
		Needs: either(all(what(kind), where(city), when(month))), Takes: 1 * hours,
	},
	{
		ID: "watch/counter", Does: "look for those who watch", Harms: spying, By: forces,
		Needs: either(all(victim(full), where(city)), all(whom(detail))), Takes: 24 * hours, Powers: true,
	},
	{
		ID: "watch/cut-sale", Does: "stop the sale or the license of the tool", Harms: spying, By: []Class{Government, Company},
		Needs: either(all(how(full)), all(how(detail), whom(outline))), Takes: 72 * hours, Powers: true, Visible: true,
	},
}

// pressureActs help somebody who is to be blackmailed, slandered or worn down.
var pressureActs = []Action{
	{
		ID: "pressure/tell-first", Does: "tell those who matter before others do", Harms: pressed, By: []Class{Company, Organization, Person},
		Needs: either(all(what(outline))), Takes: 4 * hours, Visible: true,
	},
	{
		ID: "pressure/keep-proof", Does: "keep every message, and answer none", Harms: pressed, By: []Class{Company, Organization, Person},
		Needs: either(all(how(kind))), Takes: 30 * minutes,
	},
	{
		ID: "pressure/pay-nothing", Does: "agree on who decides, and pay nothing before", Harms: pressed, By: []Class{Government, Company, Organization, Person},
		Needs: either(all(how(outline)), all(what(outline))), Takes: 1 * hours,
	},
	{
		ID: "pressure/inquiry", Does: "open an inquiry into the extortion", Harms: pressed, By: []Class{Police},
		Needs: either(all(whom(outline), what(outline)), all(how(outline), victim(full))), Takes: 12 * hours, Powers: true,
	},
	{
		ID: "pressure/relatives", Does: "ask after relatives abroad, by name", Harms: pressed, Targets: people, By: []Class{Government, Organization},
		Needs: either(all(victim(outline), where(country))), Takes: 24 * hours, Visible: true,
	},
	{
		ID: "pressure/platform", Does: "take false pages and accounts down", Harms: pressed, By: []Class{Company, CERT},
		Needs: either(all(how(full)), all(target(full), how(outline))), Takes: 24 * hours, Visible: true,
	},
	{
		ID: "pressure/accounts", Does: "lock accounts from which pictures or letters could be stolen", Harms: pressed, By: []Class{Company, Organization, Person},
		Needs: either(all(how(outline)), all(target(outline), when(month))), Takes: 1 * hours,
	},
	{
		ID: "pressure/expose", Does: "say in public who does it", Harms: append([]report.Harm{report.HarmArrestOrDetention}, pressed...), By: []Class{Government, Organization},
		Needs: either(all(whom(outline), how(outline))), Takes: 48 * hours, Visible: true,
	},
}
