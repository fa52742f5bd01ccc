// Package leak holds what would leave against everything that must not.
//
// What is the same is found in whatever notation: 9.40 pm is 2140 hrs, 03.01.2024
// is the third of January, twelve is 12, 30.28 is 30°17'02"N. Where a notation
// may mean two things it means both. Small numbers count with what they count
// only. Names are found in other spellings and scripts, code words and ids
// however their letters are parted, times and places where they are finer than
// was approved though they stand in no report. Hidden characters and letters
// that look like others are found, and read as what they look like. Document
// opens files and tells what they say beside their text; what it cannot read
// wholly (PDF pages, pictures, unknown formats) it says so of, and that stops it.
//
// A sentence said again in other words is found by the words that the two may
// share, through a thesaurus made by hand (the files in english) and rough
// stems, without regard to their order, less what was released. Each finding
// names these words. It is English only and knows nothing of grammar: of
// summaries and of sentences with hardly a word in common it finds few, and the
// general half of the thesaurus was written by somebody who had read the seen
// half of the corpus, so the figures of the unseen half are lower. TestConfusion
// prints both: go test ./leak -run TestConfusion -corpus DIR -v.
//
// Numbers and times in words are read in English. "One", "first" and "second" are
// no numbers, noon is no hour, and "Friday" or "after prayers" no time.
//
// Promises: a run of eight words, a number that stands for something, a
// coordinate, a time, a date or an id of protected text in the outgoing bytes is
// found, and of names, code words and disguises all that the corpus plants; at
// most one clean text of the corpus in fifty is stopped; nothing is found in what
// was released; a finding shows itself to nobody through fmt; an override lets one
// finding of one text pass; no input takes unbounded work, and what is too large
// is a finding; the check takes time in proportion to the passages.
package leak
