package name

// A rule says what a group of letters stands for. The longest rule that fits
// is taken; of two as long the one whose condition holds.
type rule struct {
	from string
	// next is what must follow, one of these letters; "$" is the end of the
	// word. An empty next is no condition.
	next string
	// first says that the group must begin the word.
	first bool
	to    []letter
}

// one is the reading of a group as one letter.
func one(is sounds) []letter { return []letter{say(is)} }

// latinRules reads Latin as English, French, German, Turkish, Polish and
// Serbian writers spell foreign names, all at once: a letter that they use
// differently has all those sounds.
var latinRules = []rule{
	// German spells one sound with up to four letters.
	{from: "schtsch", to: one(sSh | sCh)},
	{from: "tsch", to: one(sCh)},
	{from: "dsch", to: one(sJ)},
	{from: "sch", to: one(sSh)},
	{from: "shch", to: one(sSh | sCh)},
	{from: "chtch", to: one(sSh | sCh)},
	// English and French, for letters of Cyrillic and Arabic.
	{from: "tch", to: one(sCh)},
	{from: "dzh", to: one(sJ | sZh)},
	{from: "dj", to: one(sJ)},
	{from: "zh", to: one(sZh)},
	{from: "sh", to: one(sSh)},
	{from: "ch", to: one(sCh | sSh | sKh | sK)},
	{from: "kh", to: one(sKh | sK)},
	{from: "gh", to: one(sGh)},
	{from: "ph", to: one(sF | sP)},
	{from: "th", to: one(sT | sS)},
	{from: "dh", to: one(sD | sZ)},
	{from: "ts", to: one(sTs)},
	{from: "tz", to: one(sTs | sS)},
	{from: "cz", to: one(sCh | sTs)},
	{from: "sz", to: one(sSh | sS)},
	{from: "ck", to: one(sK)},
	{from: "bh", to: one(sB)},
	{from: "jh", to: one(sJ)},
	{from: "zs", to: one(sZh)},
	{from: "qu", to: one(sK)},
	{from: "gu", next: "ei", to: one(sG)},
	{from: "rh", first: true, to: one(sR)},
	{from: "ce", next: "$", to: []letter{say(sS | sJ), say(sE)}},
	// X is two sounds, but at the beginning it is the Uzbek or Chinese one.
	{from: "x", to: []letter{say(sK), say(sS)}},
	{from: "x", first: true, to: one(sKh | sSh | sZ)},
	// French keeps a final N from being nasal.
	{from: "ine", next: "$", to: []letter{say(sI), say(sN), weak(sE)}},
	// Russian leaves out the S of a German town: Петербург.
	{from: "sburg", to: []letter{maybe(sS, costWeak), say(sB), say(sU), say(sR), say(sG)}},
	// Vowels of two letters.
	{from: "ou", to: one(sU | sO)},
	{from: "eyi", to: []letter{say(sA | sE), weak(sY), long(sI)}},
	{from: "oo", to: []letter{long(sU | sO)}},
	{from: "ee", to: []letter{long(sI)}},
	{from: "aa", to: []letter{long(sA)}},
	{from: "ii", to: []letter{long(sI)}},
	{from: "uu", to: []letter{long(sU)}},
	{from: "iy", to: []letter{long(sI)}},
	{from: "yi", to: []letter{weak(sY), say(sI)}},
	{from: "ij", next: "$", to: []letter{long(sI)}},
	{from: "yy", to: []letter{long(sI)}},
	{from: "ej", next: "$", to: []letter{say(sE), weak(sY | sI)}},
	{from: "ay", next: consonants, to: diphthong(sA | sE)},
	{from: "ai", to: diphthong(sA | sE)},
	{from: "ey", next: consonants, to: diphthong(sA | sE)},
	{from: "ei", to: diphthong(sA | sE)},
	{from: "aw", next: consonants, to: []letter{say(sA | sO), maybe(sW|sU|sV, costMissed)}},
	{from: "ow", next: consonants, to: []letter{say(sO | sU | sA), maybe(sW|sU|sV, costMissed)}},
	{from: "off", next: "$", to: []letter{say(sO), say(sF | sV)}},
	{from: "eff", next: "$", to: []letter{say(sE), say(sF | sV)}},
	{from: "au", to: []letter{say(sA | sO), maybe(sW|sU|sV, costMissed)}},
	// Y and I before a vowel are a glide; Y elsewhere is a vowel.
	{from: "y", next: "aeou", to: one(sY)},
	{from: "y", to: one(sI | sE)},
	{from: "ie", to: []letter{weak(sI | sY), say(sE)}},
	{from: "ia", to: []letter{weak(sI | sY), say(sA)}},
	{from: "io", to: []letter{weak(sI | sY), say(sO)}},
	{from: "iu", to: []letter{weak(sI | sY), say(sU)}},
	// An H at the end is seldom heard: Fatimah, Saleh.
	{from: "h", next: "$", to: []letter{maybe(sH, costWeak)}},
	{from: "h", to: one(sH | sKh)},
	{from: "a", to: one(sA)},
	{from: "e", to: one(sE)},
	{from: "i", to: one(sI)},
	{from: "o", to: one(sO)},
	{from: "u", to: one(sU)},
	{from: "b", to: one(sB)},
	{from: "c", next: "eiy", to: one(sS | sTs | sJ | sCh)},
	{from: "c", to: one(sK | sJ | sCh | sTs)},
	{from: "d", to: one(sD)},
	{from: "f", to: one(sF)},
	{from: "g", next: "eiy", to: one(sG | sJ | sGh)},
	{from: "g", to: one(sG | sGh)},
	{from: "j", to: one(sJ | sZh | sY)},
	{from: "k", to: one(sK)},
	{from: "l", to: one(sL)},
	{from: "m", to: one(sM)},
	{from: "n", to: one(sN)},
	{from: "p", to: one(sP)},
	{from: "q", to: one(sK | sG | sGh)},
	{from: "r", to: one(sR)},
	{from: "s", to: one(sS)},
	{from: "t", to: one(sT)},
	{from: "v", to: one(sV)},
	{from: "w", to: one(sW | sV)},
	{from: "z", to: one(sZ | sTs)},
	// Letters with marks have the sound of their own alphabet, and that of the
	// bare letter for those who leave the mark out.
	{from: "š", to: one(sSh | sS)},
	{from: "ş", to: one(sSh | sS)},
	{from: "ș", to: one(sSh | sS)},
	{from: "ś", to: one(sSh | sS)},
	{from: "č", to: one(sCh | sK)},
	{from: "ć", to: one(sCh | sK)},
	{from: "ç", to: one(sCh | sS | sK)},
	{from: "ž", to: one(sZh | sZ)},
	{from: "ż", to: one(sZh | sZ)},
	{from: "ź", to: one(sZh | sZ)},
	{from: "đ", to: one(sJ | sD)},
	{from: "ğ", to: []letter{maybe(sGh|sG|sY, costWeak)}},
	{from: "ö", to: one(sO | sE)},
	{from: "ü", to: one(sU | sI)},
	{from: "ä", to: one(sA | sE)},
	{from: "ə", to: one(sA | sE)},
	{from: "ł", to: one(sL | sW)},
	{from: "ñ", to: one(sN)},
	{from: "ř", to: one(sR | sZh)},
	{from: "ţ", to: one(sTs | sT)},
	{from: "ț", to: one(sTs | sT)},
}

// consonants are what must follow a vowel of two letters that ends in Y or W.
const consonants = "$bcdfghjklmnpqrstvwxz"

// diphthong is a vowel that glides to I.
func diphthong(from sounds) []letter {
	end := maybe(sY|sI, costFar)
	end.dropBare = costLong
	return []letter{say(from), end}
}
