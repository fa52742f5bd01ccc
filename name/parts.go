package name

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxParts is how many words of a name are compared one with another; names
// with more are compared as one string of letters.
const maxParts = 12

// light are words that one writer of a name sets and the next leaves out:
// articles, "son of", "father of", of rank and of origin.
var light = setOf(
	// Arabic article, in the spellings that follow the next letter.
	"al", "el", "ul", "ol", "il", "ar", "as", "ash", "at", "an", "ad", "az", "ed", "er", "es", "en", "ud", "ur", "ez", "ال",
	// Son and daughter of, father and mother of.
	"bin", "ibn", "ben", "bint", "ould", "abu", "abou", "aboo", "bou", "umm", "oum", "um", "بن", "ابن", "بنت", "ابو", "ابي", "ام",
	"бин", "ибн", "бен", "абу", "аль", "эль", "ад", "ар", "ас", "аш", "ат", "בן", "בר", "בת", "אבו", "אל", "bar", "bat",
	// Europe.
	"van", "von", "der", "den", "de", "di", "da", "do", "dos", "du", "del", "della", "la", "le", "les", "las", "los", "zu", "zur", "ter", "ten", "y", "e", "af", "av",
	"ван", "фон", "дер", "де", "ди", "да", "ла", "ле",
	// Saints.
	"saint", "sainte", "st", "san", "santa", "sankt", "санкт",
	// Titles that are written into names.
	"haji", "hajji", "hadji", "hajj", "sheikh", "shaikh", "shaykh", "cheikh", "sayyid", "sayed", "seyed", "seyyed", "syed", "mullah", "mulla", "molla",
	"dr", "mr", "mrs", "ms", "prof", "sir", "jr", "sr", "شيخ", "سيد", "حاج", "حاجي", "ملا", "دكتر", "دكتور",
)

// joinedBefore are words that belong to the one before: Hassan-zadeh.
var joinedBefore = setOf("zadeh", "zade", "zada", "zadah", "pour", "pur", "poor", "nejad", "nezhad", "nezad", "nia", "niya", "oglu", "oghlu", "ogly", "din", "deen", "dine", "eddin", "eddine", "uddin", "addin", "ullah", "ollah",
	"allah", "زاده", "پور", "نژاد", "نيا", "دين", "الدين", "الله", "заде", "оглы", "дин", "эддин")

// servant are the first half of "servant of", which is written as one word, two
// or three.
var servant = setOf("abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdu", "abdo", "abdur", "abdus", "abder", "عبد", "абд", "абдул", "абдель", "абдуль", "абду", "абдур", "עבד")

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[Fold(w)] = true
	}
	return set
}

// A part is one word of a name with the other forms it is known by.
type part struct {
	word
	forms      []form
	initial    bool // one letter that stands for a word
	light      bool // an article or the like
	patronymic bool // the Russian name after the father
	at         [2]int
}

// A form is another shape of a part, at a price in points.
type form struct {
	word
	price int
}

// A token is a word of a text and where it stands.
type token struct {
	raw        string
	start, end int
}

// tokens cuts a text into words, in one pass. An apostrophe within a word
// belongs to it, as do characters that cannot be seen.
func tokens(text string, each func(token)) {
	start, end := -1, 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
			end = i + n
		case start >= 0 && (r == utf8.RuneError && n == 1 || unseen(r) || isApostrophe(r)):
		case start >= 0:
			each(token{text[start:end], start, end})
			start = -1
		}
		i += n
	}
	if start >= 0 {
		each(token{text[start:end], start, end})
	}
}

// wordRune reports whether r is a letter, a mark or a digit, or a letter in a
// ring or a square.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) && r != 'ʼ' && r != 'ʹ' || unicode.IsMark(r) || unicode.IsDigit(r) || r >= 0x24B6 && r <= 0x24E9 || r >= 0x1F130 && r <= 0x1F189
}

// isApostrophe reports whether r is one of the marks used for an apostrophe,
// ayin or hamza.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '`', '´', '׳', 'ʹ', '′':
		return true
	}
	return false
}

// partsOf reads a whole name.
func partsOf(s string) []part {
	var words []token
	tokens(s, func(t token) { words = append(words, t) })
	return partsFrom(words)
}

// partsFrom makes the parts of a name from its words: halves that belong
// together are joined.
func partsFrom(words []token) []part {
	var parts []part
	for i := 0; i < len(words); i++ {
		raw, at := words[i].raw, [2]int{words[i].start, words[i].end}
		f := Fold(raw)
		if servant[f] && i+1 < len(words) {
			next := i + 1
			if light[Fold(words[next].raw)] && next+1 < len(words) {
				next++
			}
			raw, at[1] = "abd", words[next].end
			if s := scriptOf([]rune(f)); s == arabic || s == hebrew || s == cyrillic {
				raw = map[script]string{arabic: "عبد", hebrew: "עבד", cyrillic: "абд"}[s]
			}
			raw, i = raw+bareArticle(words[next].raw), next
		}
		if k := len(parts) - 1; k >= 0 && joinedBefore[f] && len(parts[k].fold) <= 8*maxLetters {
			if parts[k].light && k > 0 {
				parts, k = parts[:k], k-1
			}
			joined := makePart(parts[k].fold + strings.TrimPrefix(f, "ال"))
			joined.at = [2]int{parts[k].at[0], at[1]}
			parts[k] = joined
			continue
		}
		p := makePart(raw)
		p.at = at
		parts = append(parts, p)
	}
	return parts
}

// bareArticle takes an Arabic article off a word of Arabic script.
func bareArticle(raw string) string {
	if f := Fold(raw); strings.HasPrefix(f, "ال") && utf8.RuneCountInString(f) >= 5 {
		return strings.TrimPrefix(f, "ال")
	}
	return raw
}

// makePart reads one word of a name.
func makePart(raw string) part {
	p := part{word: makeWord(raw)}
	p.light = light[p.fold]
	n := utf8.RuneCountInString(p.fold)
	p.initial = n == 1 && p.script != arabic && p.script != hebrew && !p.light && len(p.readings) > 0
	for _, s := range [...]string{"ovich", "evich", "ovna", "evna", "ович", "евич", "овна", "евна", "ovych", "ivna", "івна", "инична"} {
		p.patronymic = p.patronymic || strings.HasSuffix(p.fold, s) && n > len([]rune(s))+1
	}
	if n > maxLetters {
		return p
	}
	for _, c := range cuts {
		if c.fits(p.text, n) {
			p.forms = append(p.forms, form{makeWord(c.cut(p.text)), c.price})
		}
	}
	return p
}

// A cut makes another form of a word: an ending or a beginning is replaced.
type cut struct {
	head, tail string // what the word begins with and ends in
	put        string // what stands there instead
	least      int    // letters that must remain
	price      int
}

// cuts are the forms that a name has in its own language. A form that is the
// same person's name in another dress costs nothing, one that may be another
// person's costs points.
var cuts = []cut{
	// "Servant of" with its article, in one word.
	{head: "abdul", put: "abd", least: 2},
	{head: "abdel", put: "abd", least: 2},
	{head: "abdal", put: "abd", least: 2},
	{head: "abdol", put: "abd", least: 2},
	{head: "abdoul", put: "abd", least: 2},
	{head: "عبدال", put: "عبد", least: 2},
	{head: "абдул", put: "абд", least: 2},
	{head: "абдель", put: "абд", least: 2},
	{head: "абдуль", put: "абд", least: 2},
	// An article that is written with the name.
	{head: "ال", least: 2},
	{head: "al", least: 5},
	{head: "el", least: 5},
	{head: "аль", least: 4},
	{head: "эль", least: 4},
	{head: "אל", least: 4, price: 4},
	{head: "bin", least: 4, price: 8},
	{head: "ibn", least: 4, price: 8},
	{head: "abu", least: 4, price: 8},
	// The name of a woman of the family, and of a man.
	{tail: "ova", put: "ov", least: 3, price: 6},
	{tail: "eva", put: "ev", least: 3, price: 6},
	{tail: "ина", put: "ин", least: 3, price: 6},
	{tail: "ова", put: "ов", least: 2, price: 6},
	{tail: "ева", put: "ев", least: 2, price: 6},
	{tail: "skaya", put: "sky", least: 2, price: 6},
	{tail: "ская", put: "ский", least: 2, price: 6},
	{tail: "ska", put: "ski", least: 3, price: 6},
	// Son of, at the end of Persian and Turkic names.
	{tail: "zadeh", least: 3, price: 26},
	{tail: "zade", least: 3, price: 26},
	{tail: "زاده", least: 2, price: 26},
	{tail: "заде", least: 3, price: 26},
	{tail: "ov", least: 5, price: 24},
	{tail: "ев", least: 4, price: 24},
	{tail: "ов", least: 4, price: 24},
	{tail: "ev", least: 5, price: 24},
}

// fits reports whether a word of n letters has this form too.
func (c cut) fits(fold string, n int) bool {
	return strings.HasPrefix(fold, c.head) && strings.HasSuffix(fold, c.tail) &&
		n-utf8.RuneCountInString(c.head)-utf8.RuneCountInString(c.tail) >= c.least
}

// cut makes the form.
func (c cut) cut(fold string) string {
	if c.tail != "" {
		return strings.TrimSuffix(fold, c.tail) + c.put
	}
	return c.put + strings.TrimPrefix(fold, c.head)
}

// like scores two words of a name in all their forms.
func (p part) like(q part) int {
	best := alike(p.word, q.word)
	for _, f := range p.forms {
		best = max(best, min(mostAlike, alike(f.word, q.word)-f.price))
		for _, g := range q.forms {
			best = max(best, min(mostAlike, alike(f.word, g.word)-max(f.price, g.price)))
		}
	}
	for _, g := range q.forms {
		best = max(best, min(mostAlike, alike(p.word, g.word)-g.price))
	}
	return best
}
