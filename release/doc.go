// Package release searches what may be said: the most useful release that leaves
// the source one of many.
//
// A fact can be told at several rungs, and at each of them some circle of people
// knows it, the source among them. Whoever reads a release can look for the
// source among those who knew all that it says, and all that earlier releases
// about the same source said to the same reader. How many they are is counted
// twice: in the worst case, in which circles overlap no more than their sizes
// and what is declared of them force them to, and as if circles were nested, in
// which the smallest lies within all others. A circle has the same people
// wherever its name stands, in every dossier. What is public exposes nobody.
//
// Each source is counted by himself, among those who knew all that is from him,
// and the one among fewest is what counts. What nobody knows the source of may be
// from any of them, and counts for each.
//
// The search goes through the lattice of facts and rungs, branch by branch, and
// leaves a branch only where a bound proves that nothing better lies in it. What
// it offers holds every constraint; among those releases it prefers what meets
// the floor, then what the recipient can act on, then what public facts alone
// explain where little is given up for it, then what is worth most, then what
// leaves most people. It reads no value of a fact.
//
// Promises: nothing that is offered or on the frontier breaks a constraint; the
// offer, the frontier and the least exposing release that can be acted on are
// those of a search through every release, unless the result says that it is not
// exact, and then it says how much may be missing; the worst case is never more
// than the people who are in all circles, and never more than the nested count;
// one more rung that somebody knows, or one more earlier release that brings no
// new word of an overlap, never raises either; several sources never leave fewer
// people than the same facts from one, and with one it does not matter whether he
// has a name; changing the words of facts changes nothing, and taking away what is
// not public never changes an offer that public facts explain.
package release
