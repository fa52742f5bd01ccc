// Package directory says who protects whom: recipients with their keys, their
// routes, when and how they may be reached, and what they are responsible for.
//
// A scope is one thing that a recipient protects, or is exposed with: a country,
// a region, a polygon, a circle, an organization, a prefix or number of the
// internet, a domain, a named group. An Index answers for a target *all* who
// protect it or are exposed, each with its reasons, and what of the target nobody
// protects: that is a task for somebody and never silence. Where land is
// disputed or a border is near, every country counts that may be meant, and
// each lacks a protector by itself. Who cannot be reached, because keys have
// expired or no way is left, is named all the same, with why.
//
// Order lays the rules of the packs over the answer: who is told first, and who is
// exposed and not decided on yet.
//
// Lists come in and go out as CSV and as JSON with the same columns
// (docs/directory.md); what is in a file is compared with the list and comes to
// additions and changes. Who may be sent to and with which keys is sensitive: such
// a change takes two officers, and Sensitive says which those are.
//
// Polygons and circles stand in a packed tree of boxes, prefixes in one sorted
// table in which each knows the next larger one; both are our own, since the
// record imports nothing that knows the network or counts in floats.
//
// Promises: keys of one recipient are of one kind; a route ends at the recipient,
// goes through at most one intermediary who is reached directly, by no forbidden
// channel, and no way is listed twice; a polygon that crosses itself is refused
// with the place, and one that crosses the 180th meridian holds what a search of
// all points finds; the tree and the table find what looking at every scope
// finds; everything of a target is either protected by somebody who can be
// reached, or is among what is missing; reading back what was written as CSV or
// JSON changes nothing, and no cell of it is a formula; damaged files end in an
// answer with row and column.
package directory
