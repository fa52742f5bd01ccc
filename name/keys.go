package name

import "slices"

// maxKeys is how many keys one word has at most.
const maxKeys = 8

// classes are the letters of a key: consonants that one script or ear takes for
// another share one.
var classes = []struct {
	is  sounds
	key byte
}{
	{sB | sP, 'B'},      // Arabic has no P
	{sF | sV | sW, 'V'}, // Arabic has no V; Russian ends in -ov or -off
	{sM, 'M'},
	{sN, 'N'},
	{sR, 'R'},
	{sL, 'L'},
	{sT, 'T'},
	{sD, 'D'},                       // the last D of a word is T: Mehmed, Mehmet
	{sS | sZ | sTs, 'S'},            // German Z, French S between vowels
	{sSh | sCh, 'C'},                // French CH
	{sK | sG | sGh | sJ | sZh, 'K'}, // Qaf is K, Q, G and GH; Jim is J and G
	{sKh | sH | sGh, 'H'},           // Russian has one letter for both; Ukrainian H is Russian G
}

// Keys gives what spellings of one word have in common: the classes of its
// consonants in their order, without its vowels, which Arabic and Hebrew do not
// write. A key begins with * where the word begins with a vowel. Where a letter
// may be sounded in several ways there are several keys, 8 at most, sorted; two
// spellings of a name share one. A shared key alone proves little: Compare says
// how alike the words are. A word of no script that has sounds here, or of more
// than 48 letters, is its own key.
func Keys(word string) []string {
	p := makePart(word)
	all := p.keys()
	for _, f := range p.forms {
		if f.price == 0 {
			all = append(all, f.keys()...)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxKeys)]
}

// keys are the keys of all readings.
func (w word) keys() []string {
	if len(w.readings) == 0 {
		if w.fold == "" {
			return nil
		}
		return []string{w.fold}
	}
	var all []string
	for _, r := range w.readings {
		all = append(all, r.keys()...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxKeys)]
}

// keys makes the keys of one reading.
func (r reading) keys() []string {
	all := []string{""}
	for _, l := range r.letters {
		options := l.options()
		var grown []string
		for _, o := range options {
			for _, k := range all {
				if o == '*' && k != "" {
					o = 0
				}
				if o != 0 {
					k += string(rune(o))
				}
				grown = append(grown, k)
			}
		}
		slices.Sort(grown)
		all = slices.Compact(grown)
		all = all[:min(len(all), maxKeys)]
	}
	for i, k := range all {
		if n := len(k) - 1; n >= 0 && k[n] == 'D' {
			all[i] = k[:n] + "T"
		}
	}
	return all
}

// options are the letters of a key that a letter may give; 0 is none, * a vowel.
func (l letter) options() []byte {
	var out []byte
	for _, c := range classes {
		if l.is&c.is != 0 {
			out = append(out, c.key)
		}
	}
	switch {
	case l.is&(vowels|sY) != 0:
		out = append(out, '*')
	case l.maybe:
		out = append(out, 0)
	}
	return out
}
