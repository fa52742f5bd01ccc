// Package warning is what leaves: the tearline, what is withheld from it, the
// text, and the signed note.
//
// A tearline gives the substance without the detail that identifies the source
// (ICD 209). It is composed from released fields only, each told no finer than
// its rung; a fact that is not released has no way into the text. Before
// anything leaves, room leak holds the bytes against every protected word of the
// reports.
//
// Promises: changing what is not released never changes the text; what parses as
// a note writes back to the same bytes.
package warning
