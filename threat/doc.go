// Package threat is reports fused into one picture of one threat.
//
// Nothing is merged away. Each fact shows the value that officers took beside
// everything that reports say of it, with where that stands, how precise it is,
// how it is marked and how it is graded. Two values agree where they are the
// same or one holds the other, as a city holds a site and a week a day; all
// others stand against each other, side by side, until a person decides.
//
// Who else says so is counted by source, not by report: reports of one source,
// of one originator, of the same bytes, or that name each other as their origin,
// count once. A report whose source nobody knows may be of any of the others, so
// the count is a least and a most.
//
// Likely duplicates are proposed with a score and why, and never merged. Watch
// items stand for a person or a place, and wake when a report names it again, in
// whatever spelling.
//
// It reads at most MaxClaims values, and holds at most MaxCompared values of one
// fact against each other; what it leaves out it counts.
//
// Promises: the picture does not depend on the order of the reports; without a
// report it is the picture that was without it; values that do not agree are
// never told as agreeing; the least count of sources is never over the most; no
// estimate tells how likely and how sure in one sentence and passes.
package threat
