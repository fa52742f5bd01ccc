package name

// sameLetter unifies letters that writers use for one another, by the keyboard
// they have: the forms of Arabic and Persian, letters of Latin with a stroke
// that Unicode does not take apart, and small capitals.
var sameLetter = map[rune]rune{
	// Persian and Urdu keyboards have their own Y, K and H; the T that ends a
	// woman's name is written as H where it is not sounded.
	'ی': 'ي', 'ى': 'ي', 'ے': 'ي', 'ې': 'ي', 'ۍ': 'ي', 'ێ': 'ي',
	'ک': 'ك', 'ڪ': 'ك', 'ګ': 'گ',
	'ة': 'ه', 'ہ': 'ه', 'ھ': 'ه', 'ە': 'ه', 'ۃ': 'ه', 'ۀ': 'ه',
	'ٱ': 'ا', 'ں': 'ن', 'ۆ': 'و', 'ۇ': 'و', 'ۋ': 'و',
	// The final forms of Hebrew and Greek.
	'ך': 'כ', 'ם': 'מ', 'ן': 'נ', 'ף': 'פ', 'ץ': 'צ', 'ς': 'σ',
	// Letters with a stroke, without a dot, or of another hand.
	'ı': 'i', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ł': 'l', 'ħ': 'h', 'ŧ': 't', 'ƒ': 'f',
	'ɡ': 'g', 'ɑ': 'a', 'ɩ': 'i', 'ɪ': 'i', 'ƙ': 'k', 'ɓ': 'b', 'ɗ': 'd', 'ɖ': 'd',
	'ŋ': 'n', 'ɲ': 'n', 'ɛ': 'e', 'ɔ': 'o', 'ə': 'e', 'ʀ': 'r', 'ʏ': 'y', 'ʟ': 'l',
	'ʙ': 'b', 'ɢ': 'g', 'ʜ': 'h', 'ɴ': 'n', 'ᴀ': 'a', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e',
	'ᴊ': 'j', 'ᴋ': 'k', 'ᴍ': 'm', 'ᴏ': 'o', 'ᴘ': 'p', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v',
	'ᴡ': 'w', 'ᴢ': 'z', 'ꜱ': 's',
}

// spelledOut holds letters that are written as two where they are not at hand.
var spelledOut = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
}

// lookalikes are letters of other scripts that nobody can tell from a Latin
// letter, in lower case; after the confusables that writers who evade a filter
// are seen to use.
var lookalikes = map[rune]rune{
	// Cyrillic.
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'і': 'i',
	'ѕ': 's', 'ј': 'j', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'һ': 'h', 'ӏ': 'l', 'ѵ': 'v',
	// Greek.
	'ο': 'o', 'ν': 'v', 'α': 'a', 'ι': 'i', 'ρ': 'p', 'χ': 'x', 'ϲ': 'c', 'ϳ': 'j',
	// Armenian.
	'օ': 'o', 'ո': 'n', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'զ': 'q', 'յ': 'j', 'ա': 'w',
	// Cherokee, whose letters have the shape of capitals.
	'ꭺ': 'a', 'ꭰ': 'd', 'ꭱ': 'r', 'ꭲ': 't', 'ꭵ': 'i', 'ꭻ': 'j', 'ꮃ': 'w', 'ꮇ': 'm',
	'ꮋ': 'h', 'ꮐ': 'g', 'ꮓ': 'z', 'ꭼ': 'e', 'ꮪ': 's', 'ꮯ': 'c', 'ꮲ': 'p', 'ꮩ': 'v',
	'ꮤ': 'w', 'ꮮ': 'l', 'ꮶ': 'k', 'ᏼ': 'b', 'ꭹ': 'y', 'ᏻ': 'g', 'ꮢ': 'r', 'ꮜ': 'u',
}

// faintLookalikes pass for a Latin letter as a capital, or at a glance: they
// count in a word that holds Latin letters, and alone prove nothing.
var faintLookalikes = map[rune]rune{
	'в': 'b', 'к': 'k', 'м': 'm', 'н': 'h', 'т': 't', 'г': 'r', 'п': 'n', 'ь': 'b', 'и': 'u',
	'κ': 'k', 'τ': 't', 'υ': 'u', 'η': 'n', 'ω': 'w', 'γ': 'y', 'ε': 'e', 'β': 'b', 'μ': 'm', 'ζ': 'z', 'σ': 'o',
	'տ': 's', 'լ': 'l', 'ք': 'p', 'ե': 't', 'բ': 'p', 'կ': 'k',
}
