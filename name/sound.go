package name

import "math/bits"

// A sounds is a set of the sounds that a letter may stand for: the sound is
// known where its set has one member.
type sounds uint32

// The sounds that are told apart. No language has all of them, and no script
// writes them all, which is why a letter has a set.
const (
	sA sounds = 1 << iota
	sE
	sI
	sO
	sU
	sY
	sW
	sB
	sP
	sF
	sV
	sM
	sN
	sR
	sL
	sT
	sD
	sS
	sZ
	sTs
	sSh
	sCh
	sZh
	sJ
	sK
	sG
	sGh
	sKh
	sH
)

// vowels are all of them.
const vowels = sA | sE | sI | sO | sU

// Costs in hundredths of a consonant.
const (
	costSame   = 0
	costShared = 3  // two letters that may stand for one sound
	costNear   = 25 // sounds that ears and scripts confuse
	costVowel  = 14 // vowels beside each other
	costFar    = 50 // vowels that nobody takes for each other
	costOther  = 110
	costMissed = 40 // a vowel that only one side writes
	costUnsaid = 6  // a short vowel, against a script that does not write them
	costLong   = 70 // a vowel that a script writes because it is long
	costWeak   = 10 // a letter that is hardly heard
	costEnd    = 55 // a vowel at the end, which tells Amin from Amina
	costHeard  = 100
)

// neighbors pairs sounds that are confused: voiced and voiceless, the fricatives
// of the throat, and what one of two scripts has no letter for.
var neighbors = [][2]sounds{
	{sB, sP},
	{sF, sV},
	{sV, sW},
	{sB, sV},
	{sT, sD},
	{sS, sZ},
	{sTs, sS},
	{sTs, sZ},
	{sTs, sCh},
	{sSh, sCh},
	{sSh, sS},
	{sSh, sZh},
	{sZh, sJ},
	{sZh, sZ},
	{sJ, sCh},
	{sJ, sG},
	{sJ, sY},
	{sK, sG},
	{sG, sGh},
	{sK, sGh},
	{sK, sKh},
	{sKh, sH},
	{sG, sH},
	{sU, sW},
	{sI, sY},
	{sE, sY},
	{sO, sW},
	{sD, sZ},
}

// vowelNeighbors pairs vowels that stand beside each other in the mouth.
var vowelNeighbors = [][2]sounds{{sA, sE}, {sE, sI}, {sO, sU}, {sA, sO}}

// near gives for each sound those that it is confused with.
var near = func() (table [32]sounds) {
	for _, list := range [][][2]sounds{neighbors, vowelNeighbors} {
		for _, p := range list {
			table[bits.TrailingZeros32(uint32(p[0]))] |= p[1]
			table[bits.TrailingZeros32(uint32(p[1]))] |= p[0]
		}
	}
	return table
}()

// A letter is one sound of a word as it was written.
type letter struct {
	is   sounds
	near sounds
	// drop is what it costs to leave the letter out; dropBare is the same
	// against a script that writes no short vowels.
	drop, dropBare int
	// written says that it is a vowel where most are not written.
	written bool
	// maybe says that a key is made without the letter too.
	maybe bool
}

// say makes the letter for a set of sounds.
func say(is sounds) letter {
	l := letter{is: is, drop: costHeard, dropBare: costHeard}
	for rest := uint32(is); rest != 0; rest &= rest - 1 {
		l.near |= near[bits.TrailingZeros32(rest)]
	}
	switch {
	case is&^vowels == 0:
		l.drop, l.dropBare = costMissed, costUnsaid
	case is&vowels != 0:
		l.drop, l.dropBare = costLong, costLong
	case is == sY:
		l.drop, l.dropBare = costWeak, costWeak
	}
	return l
}

// long is a vowel that was written long: every script writes it.
func long(is sounds) letter {
	l := say(is)
	l.drop, l.dropBare = costMissed, costLong
	return l
}

// written is a vowel of a script that writes the long ones alone. It is what it
// is: no ear takes it for another.
func written(is sounds) letter {
	l := long(is)
	l.drop, l.near, l.written = costLong, 0, true
	return l
}

// weak is a letter that is hardly heard, and often not written.
func weak(is sounds) letter {
	l := say(is)
	l.drop, l.dropBare, l.maybe = costWeak, costWeak, true
	return l
}

// maybe is a letter that some writers leave out, at a price.
func maybe(is sounds, price int) letter {
	l := say(is)
	l.drop, l.dropBare, l.maybe = price, price, true
	return l
}

// vowel reports whether the letter can be nothing but a vowel.
func (l letter) vowel() bool { return l.is&^(vowels|sY) == 0 }

// swap is what it costs to take one letter for another.
func swap(a, b letter) int {
	switch {
	case a.is == b.is:
		return costSame
	case a.is&b.is != 0:
		return costShared
	case a.vowel() && b.vowel() && a.near&b.is != 0 && b.near&a.is != 0:
		return costVowel
	case a.near&b.is != 0 && b.near&a.is != 0:
		return costNear
	case a.vowel() && b.vowel() && (a.written || b.written):
		return costLong
	case a.vowel() && b.vowel():
		return costFar
	}
	return costOther
}
