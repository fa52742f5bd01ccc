package name

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxLetters is how many letters the longest word has whose sounds are
// compared. A longer one is compared letter by letter, as it stands.
const maxLetters = 48

// A script is one of those that have a table of sounds.
type script int

const (
	noScript script = iota
	latin
	cyrillic
	greek
	arabic
	hebrew
)

// scripts gives each script its letters and its rules, by their first letter.
var scripts = [...]struct {
	letters *unicode.RangeTable
	rules   map[rune][]rule
	bare    bool // it writes no short vowels
}{
	latin:    {unicode.Latin, byFirst(latinRules), false},
	cyrillic: {unicode.Cyrillic, byFirst(cyrillicRules), false},
	greek:    {unicode.Greek, byFirst(greekRules), false},
	arabic:   {unicode.Arabic, byFirst(arabicRules), true},
	hebrew:   {unicode.Hebrew, byFirst(hebrewRules), true},
}

// byFirst sorts rules by the letter they begin with, the longest first, and of
// two as long the one with a condition.
func byFirst(rules []rule) map[rune][]rule {
	table := map[rune][]rule{}
	for _, r := range rules {
		first, _ := utf8.DecodeRuneInString(r.from)
		table[first] = append(table[first], r)
	}
	for _, list := range table {
		slices.SortStableFunc(list, func(a, b rule) int {
			return cmp.Or(cmp.Compare(len(b.from), len(a.from)), cmp.Compare(conditions(b), conditions(a)))
		})
	}
	return table
}

// conditions counts what a rule asks for besides its letters.
func conditions(r rule) int {
	n := 0
	if r.first {
		n++
	}
	if r.next != "" {
		n++
	}
	return n
}

// A reading is one way in which a word can be sounded.
type reading struct {
	letters []letter
	bare    bool // its script writes no short vowels
	weight  int  // what all its letters come to
}

// A word is one word of a name, ready to be compared.
type word struct {
	fold     string
	text     string // small letters with their marks, not taken for others
	script   script
	readings []reading
}

// makeWord reads one word.
func makeWord(raw string) word {
	w := word{fold: Fold(raw)}
	w.text = w.fold
	if len(raw) > 8*maxLetters || utf8.RuneCountInString(w.fold) > maxLetters {
		return w
	}
	text := keepLetters(raw)
	if w.script = scriptOf(text); w.script != noScript {
		w.text = string(text)
		w.add(text, w.script)
	}
	// What is disguised, or may be, reads as what it passes for too.
	if f := []rune(w.fold); w.script != latin && scriptOf(f) == latin {
		w.add(f, latin)
	}
	return w
}

// add adds a reading, if the letters have one.
func (w *word) add(text []rune, s script) {
	r := reading{letters: sound(text, s), bare: scripts[s].bare}
	if len(r.letters) == 0 {
		return
	}
	for _, l := range r.letters {
		r.weight += weigh(l)
	}
	w.readings = append(w.readings, r)
}

// keepLetters lowers a word, and keeps the marks that change how a letter is
// sounded.
func keepLetters(raw string) []rune {
	if isASCII(raw) {
		return []rune(strings.ToLower(raw))
	}
	var out []rune
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(raw, "")) {
		r = unicode.ToLower(r)
		if s := scriptOf([]rune{r}); s != noScript && len(scripts[s].rules[r]) > 0 {
			out = append(out, r)
			continue
		}
		out = append(out, bareLetter(r)...)
	}
	return out
}

// scriptOf gives the one script of all letters, or none.
func scriptOf(text []rune) script {
	found := noScript
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		s := noScript
		for k := latin; k <= hebrew; k++ {
			if unicode.Is(scripts[k].letters, r) {
				s = k
				break
			}
		}
		if s == noScript || found != noScript && s != found {
			return noScript
		}
		found = s
	}
	return found
}

// sound reads letters by the rules of a script.
func sound(text []rune, s script) []letter {
	out := make([]letter, 0, len(text))
	start := true
	for i := 0; i < len(text); {
		r, n := pick(text[i:], s, start)
		if n == 0 {
			i++ // an apostrophe, a digit, a letter that is not sounded
			continue
		}
		start = false
		for _, l := range r.to {
			if k := len(out); k > 0 && out[k-1].is == l.is && !l.vowel() && l.is&vowels == 0 {
				continue // a doubled consonant is one
			}
			out = append(out, l)
		}
		i += n
	}
	if k := len(out) - 1; k > 0 && out[k].vowel() && out[k].drop > costWeak {
		out[k].drop, out[k].dropBare = costEnd, costEnd
	}
	return out
}

// pick finds the rule for what comes next, and how many letters it takes.
func pick(text []rune, s script, start bool) (rule, int) {
	for _, r := range scripts[s].rules[text[0]] {
		n := utf8.RuneCountInString(r.from)
		if n > len(text) || r.first && !start || !fits(r.from, text) {
			continue
		}
		if r.next == "" || follows(r.next, text[n:]) {
			return r, n
		}
	}
	return rule{}, 0
}

// fits reports whether text begins with the letters of a rule.
func fits(from string, text []rune) bool {
	i := 0
	for _, r := range from {
		if text[i] != r {
			return false
		}
		i++
	}
	return true
}

// follows reports whether the rest of a word begins as a rule asks.
func follows(next string, rest []rune) bool {
	if len(rest) == 0 {
		return strings.Contains(next, "$")
	}
	return strings.ContainsRune(next, rest[0])
}

// weigh is how much a letter counts in a word: a vowel half of a consonant.
func weigh(l letter) int {
	switch {
	case l.maybe && l.drop == costWeak:
		return 0
	case l.vowel():
		return costHeard / 2
	}
	return costHeard
}

// distance is the least it costs to turn one reading into the other.
func distance(a, b reading) int {
	var rows [2][maxLetters*2 + 1]int
	if len(a.letters) >= len(rows[0]) || len(b.letters) >= len(rows[0]) {
		return costOther * maxLetters
	}
	last, row := rows[0][:], rows[1][:]
	for j, l := range b.letters {
		last[j+1] = last[j] + l.omit(a.bare && !b.bare)
	}
	for _, l := range a.letters {
		gone := l.omit(b.bare && !a.bare)
		row[0] = last[0] + gone
		for j, m := range b.letters {
			row[j+1] = min(last[j]+swap(l, m), last[j+1]+gone, row[j]+m.omit(a.bare && !b.bare))
		}
		last, row = row, last
	}
	return last[len(b.letters)]
}

// omit is what it costs to leave the letter out.
func (l letter) omit(bare bool) int {
	if bare {
		return l.dropBare
	}
	return l.drop
}

// alike scores two words from 0 to 100, which is the same letters.
func alike(a, b word) int {
	if a.fold == b.fold {
		return 100
	}
	best := 0
	for _, x := range a.readings {
		for _, y := range b.readings {
			if w := (x.weight + y.weight) / 2; w > 0 {
				best = max(best, 100-distance(x, y)*steep/w)
			}
		}
	}
	return min(best, mostAlike)
}

const (
	// steep turns the share of a word that is wrong into points lost: a name
	// that is wrong by a third is another name.
	steep = 180
	// mostAlike is the score of a word that sounds the same and is spelled
	// otherwise.
	mostAlike = 97
)
