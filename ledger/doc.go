// Package ledger is the private Merkle ledger over all events of all streams.
//
// A leaf is the HMAC-SHA-256 of an event's exact bytes under a random 32-byte
// salt that is sealed beside the event; the tree is that of RFC 6962 as
// golang.org/x/mod/sumdb/tlog keeps it; a checkpoint is a C2SP tlog-checkpoint
// in a C2SP signed note.
//
// Promises: a leaf tells nothing about its event to who lacks the salt; the
// tree grows only at its end; a checkpoint parses in one form only.
package ledger
