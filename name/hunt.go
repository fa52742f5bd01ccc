package name

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A seen is a word of the text with what it may be.
type seen struct {
	token
	fold  string
	like  []likeness
	light bool
	opens bool // it begins a sentence
}

// A likeness is an entry that a word is like. From is where the word begins,
// which is before it where the word before belongs to it.
type likeness struct{ entry, score, from int }

// Find gives the places where names of the list stand in the text with at least
// that score, in the order of the text. A name may stand in another spelling,
// script, order or case, with an initial, or without a middle name; a family
// name alone scores as in Compare. It takes time in proportion to the text.
func (f *Finder) Find(text string, least int) []Hit {
	s := search{f: f, least: max(1, least), memory: map[string][]likeness{}}
	var last token
	tokens(text, func(t token) {
		s.push(t, last.end == 0 || breaks(text[last.end:t.start], last.raw))
		last = t
	})
	s.drain()
	return s.sorted()
}

// breaks reports whether what stands between two words ends a sentence. A full
// stop after one letter or a title does not.
func breaks(between, before string) bool {
	switch {
	case strings.ContainsAny(between, "!?:؟۔") || strings.Contains(between, "\n\n"):
		return true
	case !strings.Contains(between, "."):
		return false
	}
	return utf8.RuneCountInString(before) > 1 && !light[Fold(before)]
}

// A search is one pass through a text.
type search struct {
	f      *Finder
	least  int
	words  []seen // the last words, those to come of the one in the middle included
	hits   []Hit
	memory map[string][]likeness
}

// push takes one more word, and looks at the one whose surroundings are known now.
func (s *search) push(t token, start bool) {
	w := seen{token: t, opens: start, fold: Fold(t.raw), like: s.likes(t)}
	w.light = light[w.fold]
	w.like = s.compounds(w)
	s.words = append(s.words, w)
	if n := len(s.words); n > window {
		s.look(n - 1 - window)
	}
	if len(s.words) > 64*window {
		s.words = append(s.words[:0], s.words[len(s.words)-2*window-1:]...)
	}
}

// drain looks at the last words.
func (s *search) drain() {
	for i := max(0, len(s.words)-window); i < len(s.words); i++ {
		s.look(i)
	}
}

// likes gives the entries that a word of the text may be.
func (s *search) likes(t token) []likeness {
	found, ok := s.memory[t.raw]
	if !ok {
		found = s.f.likes(t.raw)
		if len(s.memory) < remembered && len(t.raw) <= 8*maxLetters {
			s.memory[strings.Clone(t.raw)] = found
		}
	}
	if len(found) == 0 {
		return nil
	}
	found = slices.Clone(found)
	for i := range found {
		found[i].from = t.start
	}
	return found
}

// compounds adds what the word is together with those before it: an article,
// "servant of", or what "son of" is joined to.
func (s *search) compounds(w seen) []likeness {
	n := len(s.words)
	for back := 1; back <= min(2, n); back++ {
		before := s.words[n-back]
		joins := servant[before.fold] || joinedBefore[w.fold] || back == 1 && before.light
		if !joins || w.opens || back == 2 && !s.words[n-1].light {
			continue
		}
		list := make([]token, 0, back+1)
		for _, x := range s.words[n-back:] {
			list = append(list, x.token)
		}
		parts := partsFrom(append(list, w.token))
		raw := parts[0].fold
		if len(parts) > 1 {
			if back > 1 {
				continue
			}
			raw = before.fold + w.fold
		}
		w.like = append(w.like, s.likes(token{raw: raw, start: before.start})...)
	}
	return w.like
}

// likes looks up a word of a text.
func (f *Finder) likes(raw string) []likeness {
	p := makePart(raw)
	score := map[int]int{}
	for _, e := range f.byFold[p.fold] {
		score[e] = 100
	}
	if !p.initial && !p.light {
		small := !hasCapital(raw) && cased(raw)
		for _, x := range append(inflected(raw, p), form{p.word, 0}) {
			f.rate(x, p, small, score)
		}
	}
	found := make([]likeness, 0, len(score))
	for e, n := range score {
		found = append(found, likeness{entry: e, score: n})
	}
	slices.SortFunc(found, func(a, b likeness) int { return cmp.Compare(a.entry, b.entry) })
	return found
}

// rate scores the entries that share a key with one form of a word.
func (f *Finder) rate(x form, p part, small bool, score map[int]int) {
	q := p
	if x.fold != p.fold {
		q = makePart(x.fold)
		q.word = x.word
	}
	keys := loose(q.keys())
	for _, g := range q.forms {
		keys = append(keys, g.keys()...)
	}
	for _, k := range keys {
		for _, e := range f.byKey[k] {
			if score[e] > mostAlike {
				continue
			}
			n := min(f.entries[e].like(q), 100) - x.price
			if small && n < 100-x.price && utf8.RuneCountInString(q.fold) < shortWord {
				n = 0
			}
			if n >= leastIn(q.fold) {
				score[e] = max(score[e], n)
			}
		}
	}
}

// leastIn is the least score of a word in running text, where a short word is
// like many.
func leastIn(fold string) int {
	if utf8.RuneCountInString(fold) < shortWord {
		return leastShort
	}
	return leastWord
}

// look tries the names that the word i may belong to.
func (s *search) look(i int) {
	for _, l := range s.words[i].like {
		e := s.f.entries[l.entry]
		for _, at := range e.names {
			k := s.f.names[at]
			if len(e.names) <= widely || k.entry[k.rare] == l.entry {
				s.try(k, i, l)
			}
		}
	}
}

// hasCapital reports whether a word has a capital letter.
func hasCapital(raw string) bool { return strings.ContainsFunc(raw, unicode.IsUpper) }

// cased reports whether a word is of a script that has capitals.
func cased(raw string) bool {
	return strings.ContainsFunc(raw, func(r rune) bool { return unicode.IsLower(r) || unicode.IsUpper(r) })
}

// sorted gives the hits in the order of the text, the best of those of one name
// that overlap.
func (s *search) sorted() []Hit {
	slices.SortFunc(s.hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Start, b.Start), cmp.Compare(b.Score, a.Score), cmp.Compare(b.End, a.End))
	})
	var kept []Hit
	for _, h := range s.hits {
		k := len(kept) - 1
		if k < 0 || kept[k].Name != h.Name || h.Start >= kept[k].End {
			kept = append(kept, h)
		} else if h.Score > kept[k].Score || h.Score == kept[k].Score && h.End-h.Start > kept[k].End-kept[k].Start {
			kept[k] = h
		}
	}
	slices.SortFunc(kept, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Name, b.Name))
	})
	return kept
}
