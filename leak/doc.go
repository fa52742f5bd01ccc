// Package leak holds what would leave against everything that must not.
//
// The check compares what is the same, whatever the notation: 9.40 pm is 2140
// hrs, 03.01.2024 is the third of January, twelve is 12, 30.28 is 30°17'02"N.
// Where a notation may mean two things it means both. It does not see a
// paraphrase, a transliteration, look-alike letters, or names and code names of
// letters alone; numbers and times in words are read in English. "One", "first"
// and "second" are no numbers.
//
// Promises: a run of eight words, a number, a coordinate, a time, a date or an
// id of protected text in the outgoing bytes is found; the check takes time in
// proportion to the passages.
package leak
