// Package tocsin is the record and the office of those who know of a threat to
// somebody else and may owe a warning.
//
// # The sentence
//
// Read downwards, the list of rooms is the life of a dossier: an officer acts,
// a report is marked, placed and filed, policy finds a duty to warn, a warning
// is written and approved, the directory says who must have it, it is
// delivered until somebody has acknowledged, all of it as events of one
// dossier under one holder, each a leaf of one ledger. Below that stands the
// office, which touches the world: it reads formats, speaks channels, keeps
// keys, seals and stores, shows boards, takes what a person asks at the desk
// and watches what happens unasked.
//
// # The map
//
// The record: pure, without I/O, clock or chance.
//
//	act              what an officer asks, in the exact bytes he signs
//	entry            one event as it is written down: envelope, chain, kinds
//	marking          what may be shown to whom: TLP and its most restrictive meet
//	name             who: names, their spellings and transliterations
//	place            where: the ladder country > region > city > district > site
//	place/gazetteer  the places that are known by name or coordinate, and their borders
//	calendar         dates and hours as people write them, in their calendars and zones
//	report           what was said, by whom, how reliable, how credible
//	threat           reports fused into one picture: claims, contradictions, who could know
//	policy           packs of rules: facts in, determination or waiver out, with its explanation
//	policy/packs     the policies that come along, one regime a file
//	release          what may be said: the most useful release that leaves the source one of many
//	protect          what a recipient can do with a warning, in the time that is left
//	warning          the tearline, what is withheld, the text, the signed note
//	leak             what would leave, held against everything that must not
//	approval         who must agree before something leaves or is left unsaid
//	directory        who protects whom: recipients, their keys and their routes
//	harmcheck        whom the warning itself could harm
//	campaign         one threat, many victims: the list, the text with slots, who is first
//	holder           who we are: officers, their ranks and keys, our directory
//	delivery         one recipient of one warning: deadline, attempt, receipt, acknowledgement
//	contact          who has no key yet: words by voice, pages, scripts, custody along a chain
//	review           what is learned afterwards: intervals, outcome, lessons, counts
//	dossier          one threat as events: commands, events, decide, evolve
//	silence          the proof that leaving a warning unsaid is never cheaper
//	trial            a pack on trial: its tests, its lint, its replay
//	cases            what really happened, as data, and what would have been raised
//	ledger           leaves, tree and checkpoint of the private ledger
//
// The office: touches the world.
//
//	format/stix      reads STIX 2.1 bundles
//	channel          ways of traveling: the contract
//	channel/channeltest  what every channel must pass
//	channel/mailbox  a folder that the recipient empties, and the page that serves it
//	channel/email    sealed files and knocks by SMTP, over TLS alone
//	channel/webhook  signed HTTPS requests to a machine of the recipient's
//	channel/paper    tasks for people who reach people by phone or by hand
//	channel/relay    envelopes for intermediaries, and their receipts
//	lookup           what a recipient publishes of himself: security.txt, and the registers
//	keys             custody of our own keys: the contract
//	keys/file        keys in a folder apart from the data
//	seal             encryption at rest; age to the recipient; opening
//	store            the contract of every store
//	store/storetest  what every store must pass
//	store/memory     a store for tests
//	store/sqlite     the embedded default
//	store/pgtest     a PostgreSQL server of its own, for tests and the bench
//	store/postgres   a PostgreSQL server, for several machines
//	board            read models: lists rebuilt from the events
//	desk             what a person may ask
//	watch            what happens unasked: delivering what is cleared, deadlines
//	cli              one file a command
//	examples         the worked cases as data
//	app              where all is plugged together
//	cmd/tocsin       the binary
//	bench            what it costs
//
// # The law
//
// A room may import the rooms above it and no others, and the walls of
// house_test.go hold besides. Only ledger is promised to outside programs; the
// other rooms may change with any commit.
package tocsin
