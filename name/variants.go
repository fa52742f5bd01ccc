package name

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	// maxVariants is how many spellings Variants gives at most.
	maxVariants = 48
	// perHabit is how many spellings of one word one habit gives at most.
	perHabit = 6
	// knownFrom is the score from which a frequent name is another spelling.
	knownFrom = 86
)

// A habit is how the writers of one language spell a sound.
type habit struct {
	script script
	spell  map[sounds]string
}

// spellings makes the table of a habit from its spellings in the order of the
// sounds.
func spellings(s script, list string) habit {
	h := habit{script: s, spell: map[sounds]string{}}
	for i, w := range strings.Split(list, ",") {
		h.spell[1<<i] = w
	}
	return h
}

// habits are those of English, French, German, Russian, Arabic and Persian
// writers. Arabic and Persian leave short vowels out, and Arabic has no P, V, G
// or CH of its own.
var habits = []habit{
	//               A E I O U Y W B P F V M N R L T D S Z TS SH CH ZH J K G GH KH H
	spellings(latin, "a,e,i,o,u,y,w,b,p,f,v,m,n,r,l,t,d,s,z,ts,sh,ch,zh,j,k,g,gh,kh,h"),
	spellings(latin, "a,e,i,o,ou,y,w,b,p,f,v,m,n,r,l,t,d,s,z,ts,ch,tch,j,dj,k,g,gh,kh,h"),
	spellings(latin, "a,e,i,o,u,j,w,b,p,f,w,m,n,r,l,t,d,s,s,z,sch,tsch,sch,dsch,k,g,gh,ch,h"),
	spellings(cyrillic, "а,е,и,о,у,й,в,б,п,ф,в,м,н,р,л,т,д,с,з,ц,ш,ч,ж,дж,к,г,г,х,х"),
	spellings(arabic, "ا,ي,ي,و,و,ي,و,ب,ب,ف,ف,م,ن,ر,ل,ت,د,س,ز,تس,ش,تش,ج,ج,ك,غ,غ,خ,ه"),
	spellings(arabic, "ا,ی,ی,و,و,ی,و,ب,پ,ف,و,م,ن,ر,ل,ت,د,س,ز,تس,ش,چ,ژ,ج,ک,گ,غ,خ,ه"),
}

// frequent are names that many bear, as they are spelled.
var frequent = sync.OnceValue(func() []word {
	var all []word
	for n := range given {
		all = append(all, makeWord(n))
	}
	slices.SortFunc(all, func(a, b word) int { return strings.Compare(a.fold, b.fold) })
	return all
})

// Variants lists plausible spellings of a name, to show and to search for: as
// English, French and German writers have it in Latin, and in the Cyrillic,
// Arabic and Persian scripts, and the usual ones of a frequent name. The name
// itself is one of them. They are sorted, none is there twice, and there are 48
// at most. What a script does not write cannot be known: a short vowel between
// two consonants of Arabic or Hebrew is A where the name is not a frequent one.
func Variants(s string) []string {
	all := []string{strings.ToValidUTF8(s, "")}
	var words []token
	tokens(s, func(t token) { words = append(words, t) })
	if len(words) == 0 || len(words) > maxParts {
		return all
	}
	lists := make([][]string, len(words))
	most := 0
	for i, w := range words {
		lists[i] = wordVariants(w.raw)
		most = max(most, len(lists[i]))
	}
	for k := range most {
		out := make([]string, len(words))
		for i, l := range lists {
			if len(l) > 0 {
				out[i] = l[k%len(l)]
			}
		}
		all = append(all, strings.Join(out, " "))
	}
	all = all[:min(len(all), maxVariants)]
	slices.Sort(all)
	return slices.Compact(all)
}

// wordVariants spells one word in all habits, one of each habit first.
func wordVariants(raw string) []string {
	w := makeWord(raw)
	if len(w.readings) == 0 {
		return []string{raw}
	}
	lists := make([][]string, 0, len(habits)+1)
	var usual []string
	for _, f := range frequent() {
		if alike(w, f) >= knownFrom {
			usual = append(usual, capital(f.text))
		}
	}
	lists = append(lists, usual)
	for _, h := range habits {
		if h.script == arabic && w.script == arabic {
			continue
		}
		lists = append(lists, h.write(w.readings[0]))
	}
	var out []string
	for k := range maxVariants {
		for _, l := range lists {
			if k < len(l) && !slices.Contains(out, l[k]) {
				out = append(out, l[k])
			}
		}
	}
	return out
}

// write spells a reading.
func (h habit) write(r reading) []string {
	all := []string{""}
	for i, l := range r.letters {
		if h.script == arabic && l.vowel() && l.drop != costEnd && i > 0 && !l.written {
			continue
		}
		var grown []string
		vowelless := r.bare && i > 0 && !l.maybe && l.is&vowels == 0 && !r.letters[i-1].maybe && r.letters[i-1].is&vowels == 0
		for _, a := range all {
			if vowelless && h.script != arabic {
				a += h.spell[sA]
			}
			for s := sA; s <= sH; s <<= 1 {
				if l.is&s != 0 {
					grown = append(grown, a+h.spell[s])
				}
			}
		}
		all = grown[:min(len(grown), perHabit)]
	}
	for i, a := range all {
		all[i] = capital(a)
	}
	return all
}

// capital sets the first letter of a word as a capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
