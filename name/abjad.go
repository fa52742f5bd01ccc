package name

// Arabic, Persian, Urdu and Hebrew write the consonants and the long vowels; a
// reader knows the short ones. Some letters are a consonant or a vowel by their
// place, and have the sounds of both.

// carrier is the letter that a word begins with where it begins with a vowel.
func carrier() letter {
	l := say(vowels)
	l.drop, l.dropBare = costMissed, costMissed
	return l
}

// arabicRules reads Arabic, Persian and Urdu after folding.
var arabicRules = []rule{
	// A word begins with a vowel on a carrier, which says nothing where the
	// vowel is written after it.
	{from: "ا", first: true, to: []letter{carrier()}},
	{from: "ع", first: true, to: []letter{carrier()}},
	{from: "او", first: true, to: []letter{written(sU | sO | sA | sW | sV)}},
	{from: "اي", first: true, to: []letter{written(sI | sE | sA | sY)}},
	{from: "عي", first: true, to: []letter{written(sI | sE | sA | sY)}},
	{from: "عا", first: true, to: []letter{written(sA)}},
	{from: "ا", to: []letter{written(sA)}},
	{from: "ى", to: []letter{written(sI | sE | sY | sA)}},
	{from: "ة", to: []letter{maybe(sH|sA|sE, costMissed)}},
	{from: "ع", to: []letter{maybe(vowels, costWeak)}},
	{from: "و", to: []letter{maybe(sU|sO|sW|sV, costLong)}},
	{from: "و", first: true, to: one(sV | sW)},
	{from: "وا", to: []letter{maybe(sW|sV|sU|sO, costLong), written(sA)}},
	{from: "ي", to: []letter{written(sI | sE | sY)}},
	{from: "ي", next: "$", to: []letter{written(sI | sE | sY | sA)}},
	// At the end heh is the A of a woman's name, or a real H.
	{from: "ه", next: "$", to: []letter{maybe(sH|sA|sE, costMissed)}},
	{from: "ه", to: one(sH)},
	{from: "ب", to: one(sB | sP)},
	{from: "پ", to: one(sP)},
	{from: "ت", to: one(sT)},
	{from: "ث", to: one(sT | sS)},
	{from: "ج", to: one(sJ | sG | sZh)},
	{from: "چ", to: one(sCh)},
	{from: "ح", to: one(sH)},
	{from: "خ", to: one(sKh | sH)},
	{from: "د", to: one(sD)},
	{from: "ذ", to: one(sD | sZ)},
	{from: "ر", to: one(sR)},
	{from: "ز", to: one(sZ)},
	{from: "ژ", to: one(sZh | sJ)},
	{from: "س", to: one(sS)},
	{from: "ش", to: one(sSh)},
	{from: "ص", to: one(sS)},
	{from: "ض", to: one(sD | sZ)},
	{from: "ط", to: one(sT)},
	{from: "ظ", to: one(sZ | sD)},
	{from: "غ", to: one(sGh | sG)},
	{from: "ف", to: one(sF | sV)},
	{from: "ق", to: one(sK | sG | sGh)},
	{from: "ك", to: one(sK | sG)},
	{from: "گ", to: one(sG)},
	{from: "ل", to: one(sL)},
	{from: "م", to: one(sM)},
	{from: "ن", to: one(sN)},
	// Arabic writes these sounds of others with two letters.
	{from: "تش", to: one(sCh)},
	{from: "دج", to: one(sJ)},
	{from: "تس", to: one(sTs)},
	// Urdu.
	{from: "ٹ", to: one(sT)},
	{from: "ڈ", to: one(sD)},
	{from: "ڑ", to: one(sR)},
	{from: "ڤ", to: one(sV)},
	{from: "ڭ", to: one(sN | sG)},
}

// hebrewRules reads Hebrew after folding.
var hebrewRules = []rule{
	{from: "א", first: true, to: []letter{carrier()}},
	{from: "ע", first: true, to: []letter{carrier()}},
	{from: "או", first: true, to: []letter{written(sU | sO)}},
	{from: "אי", first: true, to: []letter{written(sI | sE)}},
	{from: "א", to: []letter{maybe(vowels, costWeak)}},
	{from: "ע", to: []letter{maybe(vowels, costWeak)}},
	{from: "ב", to: one(sB | sV)},
	{from: "ג", to: one(sG | sJ)},
	{from: "ד", to: one(sD)},
	{from: "ה", next: "$", to: []letter{maybe(sH|sA|sE, costMissed)}},
	{from: "ה", to: one(sH)},
	{from: "ו", to: []letter{maybe(sU|sO|sV|sW, costLong)}},
	{from: "ו", first: true, to: one(sV | sW)},
	{from: "וו", to: one(sV | sW)},
	{from: "ז", to: one(sZ)},
	{from: "ח", to: one(sH | sKh)},
	{from: "ט", to: one(sT)},
	{from: "י", to: []letter{written(sI | sE | sY | sA)}},
	{from: "יי", to: []letter{written(sI | sE | sY | sA)}},
	{from: "כ", to: one(sK | sKh)},
	{from: "ל", to: one(sL)},
	{from: "מ", to: one(sM)},
	{from: "נ", to: one(sN)},
	{from: "ס", to: one(sS)},
	{from: "פ", to: one(sP | sF)},
	{from: "צ", to: one(sTs | sCh)},
	{from: "ק", to: one(sK)},
	{from: "ר", to: one(sR)},
	{from: "ש", to: one(sSh | sS)},
	{from: "ת", to: one(sT)},
}
