// Package warning is what leaves: the tearline, what is withheld from it, the
// leak check, and the signed note.
//
// A tearline gives the substance without the detail that identifies the source
// (ICD 209). It is composed from released fields only, each told no finer than
// its rung; a fact that is not released has no way into the text. Before
// anything leaves, the bytes are held against every protected word of the
// reports.
//
// Promises: changing what is not released never changes the text; a run of
// eight words, a number, a coordinate, a time or an id of protected text in
// the outgoing bytes is found; what parses as a note writes back to the same
// bytes.
package warning
