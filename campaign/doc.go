// Package campaign tells many victims of one threat: a list of them, one text
// with slots for what differs, and the order in which they are told.
//
// A list is a CSV file with a row for each victim, see docs/campaign.md. A row
// names an entry of the directory, or says itself who he is, by which keys and by
// which way he is reached, and through whom. Whoever has no key of his own is told
// by the provider or the foreign CERT that his row names, who can open what we
// seal; whoever has neither is on record as needing first contact.
//
// A template is a text with slots, {{account}}: each is filled with one line of
// plain words from the row. Rows of one organization with one set of keys are told
// by one copy, in which each run of lines with slots stands once for each row.
//
// What is approved is the template, the hash of the list, a ceiling and an expiry;
// nothing here decides whether it may leave.
//
// Promises: a list that parses has each row once, and nothing in it that does not
// fit on a line; mistakes are told by row and column and never quote the list; a
// copy holds values of its own rows alone, and no row is in two copies; every row
// is in a copy or needs first contact; copies are in order of priority, then of
// the latest useful time, then of the list; no text is longer than a warning may
// be.
package campaign
