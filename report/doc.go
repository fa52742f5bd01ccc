// Package report is what was said, by whom, how reliable and how credible.
//
// A report is immutable once it is filed: its original bytes are kept whole,
// what could be read of them stands beside as facts with their provenance, and
// what could not be read is listed by name. The clock starts at first
// possession by anyone in the holder (ICD 191 E.1, "collects or acquires"), not
// when somebody first reads it.
//
// An assessment turns reports into graded facts: source reliability A to F and
// information credibility 1 to 6 are graded apart from each other (the
// Admiralty scale), and what nobody knows is unknown, never no.
//
// Promises: a filed report never changes; a receipt that the originator keeps
// proves what was filed and when; a coarser time contains the finer one.
package report
