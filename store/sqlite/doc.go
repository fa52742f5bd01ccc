// Package sqlite is the embedded default: one SQLite file, several processes of
// one machine.
//
// One writer keeps what many callers bring: it collects the batches that wait,
// keeps them in one transaction with a savepoint each, grows the ledger and has
// its head signed once, and answers after the write-ahead log is synced.
// Readers never wait for it. What a transaction decides upon it has read inside
// itself, for another process may have written since.
//
// A commit whose sync failed is a fault, and is written over at once so that it
// does not come back when the log is recovered after a crash; only if the power
// fails before that in turn is synced, it may.
//
// Nobody else may open and close the data file by other means while a store of
// the same process has it open: POSIX drops all locks of a process on a file
// with the first descriptor that it closes.
//
// Promises: it passes storetest.Exercise, with several stores and processes on
// one file and through kill -9; a commit that failed is never answered with
// "kept"; a file that is not ours, or newer than this program, is left as it
// is.
package sqlite
