// Package warning is what leaves: the tearline, what is withheld from it, the
// text, and the signed note.
//
// A tearline gives the substance without the detail that identifies the source
// (ICD 209). It is composed from released fields only, each told no finer than
// its rung; a fact that is not released has no way into the text. Before
// anything leaves, room leak holds the bytes against every protected word of the
// reports.
//
// A text is in one or more languages, each with the same parts. What is told in
// words is told in the drafter's words of that language or refused; places and
// times the engine tells itself. The lines and words that a machine reads are the
// same in all.
//
// Promises: changing what is not released never changes the text; what parses as
// a note writes back to the same bytes; two times that are told alike in one
// language are told alike in all; no line of a Persian text that is ours is read in
// two directions; the hash of a language's texts is of all that the engine says in
// it, but for the names of countries and of the solar Hijri months.
package warning
