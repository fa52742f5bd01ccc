// Package desk is what a person may ask, and the only place where anything is
// kept.
//
// Every act comes in as exact bytes with an officer's signature. The desk checks
// the signature, reads the streams it concerns, decides, seals, and keeps
// everything in one Append; where a stream has moved meanwhile it decides
// again. It answers after that, never before.
//
// Promises: nothing is kept without a signed act, but what the engine itself
// notes; the same act twice happens once; an act that is refused leaves
// nothing; no refusal holds protected text.
package desk
