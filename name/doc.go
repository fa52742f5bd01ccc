// Package name is who: names of people and places, however they are spelled.
//
// A name crosses scripts and borders and is spelled anew at each: محمد is
// Mohammed, Muhammad, Mohamad and Мухаммад. Fold gives what all writings of the
// same letters share, so that a disguise of look-alikes or of characters that
// cannot be seen falls off. Keys gives what the spellings of one word share,
// for an index. Compare says how likely two writings are of one name, and why.
// Finder finds names in a text, in any spelling, and Variants lists spellings
// to show and to search for.
//
// A letter is read as the set of sounds that it may stand for, by the tables of
// its script: Latin, Cyrillic, Greek, Arabic (with Persian and Urdu), Hebrew.
// Two words are laid beside each other letter by letter, and each difference
// has its price: nothing where two letters may be one sound, little for a short
// vowel that a script does not write, much for another consonant. Where the
// points stand is in sound.go. Translations are not spellings: Yusuf and Joseph
// are two names here. Words of other scripts are compared letter by letter.
//
// Promises: folding twice is folding once; the keys of a word are few and in
// order; a name compared with itself is 100, and comparing is the same from
// both sides; a name that stands in a text is found, whatever stands around it, but for a
// single word that is a word of a language too;
// no input takes more than time in proportion to its length, or panics.
package name
