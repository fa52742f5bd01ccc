// Package review is what is learned afterwards: how long each step took, what was
// known against what was told, how it turned out, and what should be done
// otherwise.
//
// A review opens by itself, on an incident, at the end of a warning's window,
// where a warning is taken back, and where one was waived or no duty was found.
// An officer who did not draft the warning records it, with lessons; a lesson
// names the failure that it is about and may propose a change of a pack, in
// words: a person decides on it as on any other pack.
//
// Counts of many dossiers are published with small numbers held back: a count
// below the least is told as such, and others are held back with it, until no
// sum, of any line of any table of the same answer, gives it away.
//
// Promises: what is known of a count is a number, a range or nothing, never a
// guess; a record without an outcome, or with a lesson that says nothing, is
// refused; no count that is held back can be computed from those that are told.
package review
