// Package entry is one event as it is written down.
//
// An entry is the envelope around an event: stream, version, kind, time, who,
// the SHA-256 of the entry before it in its stream, the signed act that caused
// it, and the event as JSON. Its exact bytes are what is sealed, chained and
// committed to in the ledger; they are never serialized again.
//
// The law of adding to the format: names never change, new fields are optional
// and absent when empty, meanings never change, no floats. When a frozen wire
// file fails, the code is wrong.
//
// Promises: what parses writes back to the same bytes; an unknown kind is an
// error, never skipped; a chain with a missing, changed or moved entry does
// not verify.
package entry
