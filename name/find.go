package name

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// A Hit is a place in a text where a name stands.
type Hit struct {
	// Name is the index of the name in the list that the Finder was made from.
	Name int
	// Start and End are offsets in bytes.
	Start, End int
	// Score and Why are those of Match.
	Score int
	Why   string
}

// A Finder finds the names of a list in texts, in any spelling. It may be used
// by many at once.
type Finder struct {
	names   []known
	entries []entry
	byKey   map[string][]int // the entries that have a key
	byFold  map[string][]int // the entries that have these letters
}

// A known is one name that is looked for.
type known struct {
	id    int // its place in the list
	parts []part
	entry []int // the entry of each part
	rare  int   // the part that the fewest names share
}

// An entry is one word that stands in names of the list.
type entry struct {
	part
	names []int
}

const (
	// widely is how many names must share a word for it to say nothing alone:
	// such a word is looked at only beside a rarer one.
	widely = 64
	// window is how many words of a text around a word of a name may hold the
	// rest of it.
	window = 4
	// leastWord is the score below which a word of a text is not that of a name.
	leastWord = 72
	// leastShort is that score for a short word.
	leastShort = 80
	// scoreGiven is the score of a given name that stands alone for a whole name.
	scoreGiven = 50
	// shortWord is how many letters a word has that is a name in small letters
	// only where its letters are the same.
	shortWord = 6
	// remembered is how many words of a text are remembered with what they may
	// be. Beyond that they are looked up anew.
	remembered = 1 << 16
)

// NewFinder makes a Finder of a list of names. A name without letters is never
// found.
func NewFinder(names []string) *Finder {
	f := &Finder{byKey: map[string][]int{}, byFold: map[string][]int{}}
	words := map[string]int{}
	for i, n := range names {
		all := partsOf(n)
		parts, _ := heavy(all)
		f.add(words, i, parts)
		if len(all) > 1 && len(all) <= maxParts {
			f.add(words, i, []part{{word: run(all)}})
		}
	}
	for i := range f.names {
		f.names[i].rare = f.rarest(f.names[i])
	}
	for e := range f.entries {
		f.index(e)
	}
	return f
}

// add adds one writing of a name by its parts.
func (f *Finder) add(words map[string]int, id int, parts []part) {
	if parts = parts[:min(len(parts), maxParts)]; len(parts) == 0 {
		return
	}
	k, at := known{id: id, parts: parts}, len(f.names)
	for _, p := range parts {
		e, ok := words[p.fold]
		if !ok {
			e = len(f.entries)
			words[p.fold] = e
			f.entries = append(f.entries, entry{part: p})
		}
		if all := f.entries[e].names; len(all) == 0 || all[len(all)-1] != at {
			f.entries[e].names = append(all, at)
		}
		k.entry = append(k.entry, e)
	}
	f.names = append(f.names, k)
}

// rarest is the part of a name that the fewest names share, the longest of those.
func (f *Finder) rarest(k known) int {
	best := 0
	for i := range k.parts {
		a, b := f.entries[k.entry[i]], f.entries[k.entry[best]]
		if c := cmp.Or(cmp.Compare(len(a.names), len(b.names)), cmp.Compare(len(b.fold), len(a.fold))); c < 0 && !a.initial || b.initial {
			best = i
		}
	}
	return best
}

// index files an entry under its keys and those of its forms.
func (f *Finder) index(e int) {
	p := f.entries[e].part
	f.byFold[p.fold] = append(f.byFold[p.fold], e)
	if p.initial {
		return
	}
	var all []string
	all = append(all, loose(p.keys())...)
	for _, form := range p.forms {
		all = append(all, loose(form.keys())...)
	}
	slices.Sort(all)
	for _, k := range slices.Compact(all) {
		f.byKey[k] = append(f.byKey[k], e)
	}
}

// loose adds to keys those with one letter missing, by which a word with one
// wrong letter is found, where the word is long enough to bear it.
func loose(keys []string) []string {
	all := slices.Clone(keys)
	for _, k := range keys {
		if len(k) < 5 || len(k) > maxLetters {
			continue
		}
		for i := range k {
			if k[i] < utf8.RuneSelf {
				all = append(all, k[:i]+k[i+1:])
			}
		}
	}
	return all
}
