// Package policy turns assessed facts into a determination: duty, no duty or
// out of scope, with its explanation.
//
// Every rule has a stable id of our own (DTW-...); the paragraph of the
// directive it comes from is data beside it, marked verified or not. Tests
// answer yes, no or unknown, and unknown counts as duty: that is the doubt
// rule, and it shows in the explanation when it tipped the scale. A waiver
// sets a found duty aside on one of the listed grounds, each tested on the
// entity it names and on no other.
//
// Promises: the same facts at the same time give the same determination, byte
// for byte; making a fact unknown never turns the answer of a test to no, so
// that a duty stays one; a better grade never turns a duty into no duty; nothing
// about the recipient enters.
package policy
