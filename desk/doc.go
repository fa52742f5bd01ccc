// Package desk is what a person may ask, and the only place where anything is
// kept.
//
// Every act comes in as exact bytes with an officer's signature. The desk checks
// the signature, reads the streams it concerns, decides, seals, and keeps
// everything in one Append; where a stream has moved meanwhile it decides
// again. It answers after that, never before.
//
// What the engine itself notes, an attempt or a deadline that passed, is kept the
// same way and is unsigned. Fsck gives every act to the same decision again and
// compares what is kept with what must have been.
//
// Promises: nothing is kept without a signed act, but what the engine itself
// notes; the same act twice happens once, by however many processes at once; an
// act that is refused leaves nothing; what is kept or refused was decided on a
// record that stood together; evidence is kept as it came; no refusal holds
// protected text.
package desk
