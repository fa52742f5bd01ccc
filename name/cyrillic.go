package name

// glided is a vowel of Cyrillic that may be sounded, and spelled, with a Y
// before it: Yelena and Elena, Tsarnayev and Tsarnaev.
func glided(is sounds) []letter { return []letter{weak(sY | sI), say(is)} }

// cyrillicRules reads Russian, Ukrainian, Bulgarian, Serbian and the alphabets
// of Central Asia.
var cyrillicRules = []rule{
	{from: "дж", to: one(sJ)}, {from: "дз", to: one(sZ)}, {from: "ий", to: []letter{long(sI)}}, {from: "ый", to: []letter{long(sI)}},
	{from: "ія", to: []letter{weak(sI | sY), say(sA)}}, {from: "ия", to: []letter{weak(sI | sY), say(sA)}},
	{from: "ье", to: glided(sE)}, {from: "тс", to: one(sTs)}, {from: "ау", to: []letter{say(sA | sO), maybe(sW|sU|sV, costMissed)}},
	{from: "ай", to: diphthong(sA | sE)}, {from: "ей", to: diphthong(sA | sE)}, {from: "эй", to: diphthong(sA | sE)},
	{from: "а", to: one(sA)}, {from: "б", to: one(sB)}, {from: "в", to: one(sV | sW)}, {from: "г", to: one(sG | sH | sGh)},
	{from: "ґ", to: one(sG)}, {from: "д", to: one(sD)}, {from: "е", to: one(sE)}, {from: "е", first: true, to: glided(sE)},
	{from: "ё", to: glided(sO | sE)}, {from: "є", to: glided(sE)}, {from: "ж", to: one(sZh | sJ)}, {from: "з", to: one(sZ)},
	{from: "и", to: one(sI)}, {from: "і", to: one(sI)}, {from: "ї", to: glided(sI)}, {from: "й", to: one(sY)}, {from: "ј", to: one(sY)},
	{from: "к", to: one(sK)}, {from: "л", to: one(sL)}, {from: "м", to: one(sM)}, {from: "н", to: one(sN)}, {from: "о", to: one(sO)},
	{from: "п", to: one(sP)}, {from: "р", to: one(sR)}, {from: "с", to: one(sS)}, {from: "т", to: one(sT)}, {from: "у", to: one(sU)},
	{from: "ў", to: one(sW | sV | sU)}, {from: "ф", to: one(sF)}, {from: "х", to: one(sKh | sH)}, {from: "ц", to: one(sTs)},
	{from: "ч", to: one(sCh)}, {from: "ш", to: one(sSh)}, {from: "щ", to: one(sSh | sCh)}, {from: "ъ"}, {from: "ь"},
	{from: "ы", to: one(sI)}, {from: "э", to: one(sE)}, {from: "ю", to: glided(sU)}, {from: "я", to: glided(sA)},
	// Serbian and Macedonian.
	{from: "ђ", to: one(sJ | sD)}, {from: "љ", to: one(sL)}, {from: "њ", to: one(sN)}, {from: "ћ", to: one(sCh)}, {from: "џ", to: one(sJ)},
	{from: "ѕ", to: one(sZ)}, {from: "ѓ", to: one(sG | sJ)}, {from: "ќ", to: one(sK | sCh)},
	// Kazakh, Kyrgyz, Tatar, Tajik and Uzbek.
	{from: "қ", to: one(sK | sG)}, {from: "ғ", to: one(sGh | sG)}, {from: "ң", to: one(sN)}, {from: "ө", to: one(sO | sU)},
	{from: "ү", to: one(sU)}, {from: "ұ", to: one(sU)}, {from: "һ", to: one(sH)}, {from: "ә", to: one(sA | sE)},
	{from: "ҳ", to: one(sH)}, {from: "ҷ", to: one(sJ | sCh)}, {from: "ӣ", to: one(sI)}, {from: "ӯ", to: one(sU | sO)}, {from: "ӏ"},
}

// greekRules reads Greek as it is sounded today, with the pairs by which it
// writes B, D, G and J.
var greekRules = []rule{
	{from: "μπ", to: one(sB | sP)}, {from: "ντ", to: one(sD | sT)}, {from: "γκ", to: one(sG | sK)}, {from: "γγ", to: one(sG)},
	{from: "τζ", to: one(sJ)}, {from: "τσ", to: one(sTs | sCh)}, {from: "ου", to: []letter{long(sU)}}, {from: "αι", to: diphthong(sA | sE)},
	{from: "ει", to: diphthong(sA | sE | sI)}, {from: "οι", to: one(sI)}, {from: "ευ", to: []letter{say(sE), say(sV | sF | sU)}},
	{from: "αυ", to: []letter{say(sA), say(sV | sF | sU)}}, {from: "ι", to: one(sI)},
	{from: "α", to: one(sA)}, {from: "β", to: one(sV | sB)}, {from: "γ", to: one(sG | sGh | sY)}, {from: "δ", to: one(sD)},
	{from: "ε", to: one(sE)}, {from: "ζ", to: one(sZ)}, {from: "η", to: one(sI | sE)}, {from: "θ", to: one(sT | sS)},
	{from: "κ", to: one(sK)}, {from: "λ", to: one(sL)}, {from: "μ", to: one(sM)}, {from: "ν", to: one(sN)},
	{from: "ξ", to: []letter{say(sK), say(sS)}}, {from: "ο", to: one(sO)}, {from: "π", to: one(sP)}, {from: "ρ", to: one(sR)},
	{from: "σ", to: one(sS | sSh)}, {from: "τ", to: one(sT)}, {from: "υ", to: one(sI | sU)}, {from: "φ", to: one(sF)},
	{from: "χ", to: one(sKh | sH | sCh)}, {from: "ψ", to: []letter{say(sP), say(sS)}}, {from: "ω", to: one(sO)},
}
