// Package protect says what a recipient can do with a warning, in the time that
// is left.
//
// A table lists protective acts: what is done, against which harms to which
// targets, by whom, which facts it takes at which precision, how long it takes,
// whether it takes the powers of the police, whether the actor would see it, and
// who carries it out on the spot. What a text tells is held against that table.
// Gate says whether this recipient can do anything at all with this text in this
// time, and where he cannot, which fact would let him. Goals turns the question
// round for who chooses what is told: each goal is a set of fields with their
// least rungs, and a text that meets one of them can be acted on.
//
// The table is data, and no law of nature: it was put together from public
// guidance and public cases, and whoever knows better changes it.
// testdata/acts.golden is the table as people read it.
//
// What is not known is not in the way of a warning: an unknown latest moment
// limits no act. An unknown harm or target fits only the acts that fit them all,
// so that knowing more never takes an act away. The text itself is not read
// here; whether its rungs are what they claim is the tearline's matter.
//
// A warning that nobody can act on is still owed. The gate refuses nothing; it
// shows the decider what he would send.
//
// Promises: an act is possible exactly where a goal is met; telling more, and
// having more time, never takes an act away; every goal is needed, and none holds
// another; the front line is told nothing finer than the text tells, never by
// whom, for whom, or who said so, and can do all that it could with the whole of
// what, where, when and how; nothing here holds a word of any fact.
package protect
