// Package memory is a store for tests: the same answers as store/sqlite, gone
// with the process.
//
// Promises: it passes storetest.Exercise; it keeps nothing that a caller can
// still change.
package memory
