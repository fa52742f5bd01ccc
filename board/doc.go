// Package board is what can be read: streams opened entry by entry, and the
// lists made from all of them.
//
// A board follows the events by position and holds nothing that could not be
// made again from them; it may be thrown away at any time.
//
// Promises: what does not open, does not chain or is of an unknown kind is an
// error or is listed as unreadable, never left out in silence.
package board
