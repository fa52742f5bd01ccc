// Package cli is the command line: one file a command, each with its flags,
// one question to the desk and one answer printed.
//
// The commands stand in the order of a dossier's life, and tocsin help lists
// them so. Every command takes --json; whatever asks something in an officer's
// name takes --request, which writes the exact bytes to sign instead, to be
// signed on another machine and brought back with submit.
//
// It opens no store, no key and no channel: what it needs of them comes in as
// functions (Deps), so that the whole program runs in a test as one call.
//
// Promises: it ends with 0 done, 1 fault, 2 usage, 3 refused, and a refusal
// names the rule, why, and the next step; what somebody else wrote reaches the
// terminal only without control characters; no file that is there is written
// over.
package cli
